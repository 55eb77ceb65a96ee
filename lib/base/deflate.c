/* SPDX-License-Identifier: Apache-2.0 */
/* Compressing what a renderer writes. */
#define ZLIB_CONST
#include "base/deflate.h"

#include <stdlib.h>
#include <zlib.h>

enum { CHUNK = 64 * 1024 };

struct pfl_deflate {
	struct pfl_out *out;
	z_stream z;
	uLong crc;
	bool failed;
	unsigned char chunk[CHUNK];
};

struct pfl_deflate *
pfl_deflate_new(struct pfl_out *out, int level, struct pfl_error *err)
{
	struct pfl_deflate *d = calloc(1, sizeof(*d));

	if (!d || deflateInit(&d->z, level) != Z_OK) {
		free(d);
		pfl_fail(err, PFL_NOMEM, "out of memory");
		return NULL;
	}
	d->out = out;
	d->crc = crc32(0, NULL, 0);
	return d;
}

/* Feed what is in z.next_in, and with Z_FINISH the end. */
static void
run(struct pfl_deflate *d, int flush)
{
	int code;

	do {
		d->z.next_out = d->chunk;
		d->z.avail_out = sizeof(d->chunk);
		code = deflate(&d->z, flush);
		if (code == Z_STREAM_ERROR) {
			d->failed = true;
			return;
		}
		pfl_out_write(d->out, d->chunk, sizeof(d->chunk) - d->z.avail_out);
	} while (flush == Z_FINISH ? code != Z_STREAM_END : d->z.avail_out == 0);
}

void
pfl_deflate_write(struct pfl_deflate *d, const void *data, size_t n)
{
	const unsigned char *at = data;

	while (n > 0 && !d->failed) {
		uInt piece = n < UINT32_MAX / 2 ? (uInt)n : UINT32_MAX / 2;

		d->crc = crc32(d->crc, at, piece);
		d->z.next_in = at;
		d->z.avail_in = piece;
		run(d, Z_NO_FLUSH);
		at += piece;
		n -= piece;
	}
}

uint32_t
pfl_deflate_crc(const struct pfl_deflate *d)
{
	return (uint32_t)d->crc;
}

bool
pfl_deflate_finish(struct pfl_deflate *d, struct pfl_error *err)
{
	d->z.next_in = NULL;
	d->z.avail_in = 0;
	if (!d->failed)
		run(d, Z_FINISH);
	return !d->failed || pfl_fail(err, PFL_OUTPUT, "compressing failed");
}

void
pfl_deflate_free(struct pfl_deflate *d)
{
	if (!d)
		return;
	deflateEnd(&d->z);
	free(d);
}

bool
pfl_inflate(const void *data, size_t n, void *out, size_t size, uint32_t *crc,
	struct pfl_error *err)
{
	unsigned char *at = out;
	unsigned char beyond; /* where more would go */
	z_stream z = { .next_in = data };
	int code = Z_OK;

	if (inflateInit(&z) != Z_OK)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	*crc = (uint32_t)crc32(0, NULL, 0);
	while (code == Z_OK) {
		size_t done = (size_t)(at - (unsigned char *)out), room = size - done, used;
		uInt piece = n < UINT32_MAX / 2 ? (uInt)n : UINT32_MAX / 2;

		z.avail_in = piece;
		z.avail_out = room == 0         ? 1
			: room < UINT32_MAX / 2 ? (uInt)room
						: UINT32_MAX / 2;
		z.next_out = room ? at : &beyond;
		room = z.avail_out;
		code = inflate(&z, Z_NO_FLUSH);
		n -= piece - z.avail_in;
		used = room - z.avail_out;
		if (size - done < used)
			break; /* it was put beyond */
		*crc = (uint32_t)crc32(*crc, at, (uInt)used);
		at += used;
	}
	inflateEnd(&z);
	if (code == Z_MEM_ERROR)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	return (code == Z_STREAM_END && n == 0 &&
		       (size_t)(at - (unsigned char *)out) == size) ||
		pfl_fail(err, PFL_FORMAT, "damaged zlib data: it does not become %zu bytes",
			size);
}

uint32_t
pfl_crc32(uint32_t crc, const void *data, size_t n)
{
	return (uint32_t)crc32_z(crc, data, n);
}
