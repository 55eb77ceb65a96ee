/* SPDX-License-Identifier: Apache-2.0 */
/* zstd, one frame or many, undone as it is read. */
#include "io/backend.h"
#include "io/zstd_stream.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>
#include <zstd_errors.h>

enum {
	CHUNK = 64 * 1024,
	WINDOW_LOG = 27, /* 128 MiB, what `zstd` itself accepts without being asked */
};

struct zstd {
	struct pfl_backend below;
	const struct pfl_limits *limits; /* the source's */
	ZSTD_DStream *stream;
	ZSTD_inBuffer input;
	uint64_t in, out; /* bytes taken from below, given to the reader */
	size_t hint;      /* 0: between frames                           */
	bool end;
	char chunk[CHUNK];
};

/* A frame of data, or one to be skipped, which pzstd puts in front of each of its own. */
static bool
is_zstd(struct pfl_span head)
{
	return head.n >= 4 &&
		(memcmp(head.at, "\x28\xb5\x2f\xfd", 4) == 0 ||
			((head.at[0] & 0xf0) == 0x50 &&
				memcmp(head.at + 1, "\x2a\x4d\x18", 3) == 0));
}

static bool
fill(struct zstd *z, struct pfl_error *err)
{
	ptrdiff_t got;

	if (z->input.pos < z->input.size || z->end)
		return true;
	got = z->below.read(z->below.state, z->chunk, sizeof(z->chunk), err);
	if (got < 0)
		return false;
	z->input = (ZSTD_inBuffer){ z->chunk, (size_t)got, 0 };
	z->in += (uint64_t)got;
	z->end = got == 0;
	return true;
}

static ptrdiff_t
zstd_fail(const struct zstd *z, const char *reason, struct pfl_error *err)
{
	pfl_fail(err, PFL_FORMAT, "damaged zstd data at byte %llu: %s",
		(unsigned long long)(z->in - (z->input.size - z->input.pos)), reason);
	return -1;
}

/* What libzstd has to say; not all of it is about damage. */
static ptrdiff_t
zstd_error(const struct zstd *z, size_t result, struct pfl_error *err)
{
	switch (ZSTD_getErrorCode(result)) {
	case ZSTD_error_memory_allocation:
		pfl_fail(err, PFL_NOMEM, "out of memory");
		return -1;
	case ZSTD_error_frameParameter_windowTooLarge:
		pfl_fail(err, PFL_UNSUPPORTED,
			"zstd data with a window of more than 128 MiB; compress it without "
			"--long");
		return -1;
	default:
		return zstd_fail(z, ZSTD_getErrorName(result), err);
	}
}

static ptrdiff_t
zstd_read(void *state, void *buffer, size_t n, struct pfl_error *err)
{
	struct zstd *z = state;
	ZSTD_outBuffer output = { buffer, n, 0 };

	while (output.pos == 0) {
		size_t before;

		if (!fill(z, err))
			return -1;
		if (z->end && z->hint == 0)
			return 0;
		before = z->input.pos;
		z->hint = ZSTD_decompressStream(z->stream, &output, &z->input);
		if (ZSTD_isError(z->hint))
			return zstd_error(z, z->hint, err);
		if (z->end && output.pos == 0 && z->input.pos == before && z->hint)
			return zstd_fail(z, "it ends too early", err);
	}
	z->out += output.pos;
	if (!pfl_inflation_ok("zstd", z->in, z->out, z->limits, err))
		return -1;
	return (ptrdiff_t)output.pos;
}

static void
zstd_close(void *state)
{
	struct zstd *z = state;

	ZSTD_freeDStream(z->stream);
	z->below.close(z->below.state);
	free(z);
}

static bool
zstd_open(struct pfl_backend *backend, struct pfl_backend below,
	const struct pfl_limits *limits, struct pfl_error *err)
{
	struct zstd *z = calloc(1, sizeof(*z));

	if (z)
		z->stream = ZSTD_createDStream();
	if (!z || !z->stream ||
		ZSTD_isError(
			ZSTD_DCtx_setParameter(z->stream, ZSTD_d_windowLogMax, WINDOW_LOG))) {
		if (z)
			ZSTD_freeDStream(z->stream);
		free(z);
		below.close(below.state);
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	}
	z->below = below;
	z->limits = limits;
	z->hint = 1; /* an empty input is no frame */
	*backend = (struct pfl_backend){ zstd_read, zstd_close, z, NULL };
	return true;
}

struct pfl_zstd_stream {
	ZSTD_DStream *stream;
	ZSTD_inBuffer input;
	struct pfl_limits limits;
	uint64_t in, out;
	bool full; /* there was no room for all of it */
};

struct pfl_zstd_stream *
pfl_zstd_stream_new(const struct pfl_limits *limits, struct pfl_error *err)
{
	struct pfl_zstd_stream *s = calloc(1, sizeof(*s));

	if (s)
		s->stream = ZSTD_createDStream();
	if (!s || !s->stream) {
		free(s);
		pfl_fail(err, PFL_NOMEM, "out of memory");
		return NULL;
	}
	ZSTD_DCtx_setParameter(s->stream, ZSTD_d_windowLogMax, WINDOW_LOG);
	s->limits = *limits;
	return s;
}

void
pfl_zstd_stream_free(struct pfl_zstd_stream *s)
{
	if (s)
		ZSTD_freeDStream(s->stream);
	free(s);
}

void
pfl_zstd_stream_feed(struct pfl_zstd_stream *s, struct pfl_span piece)
{
	s->input = (ZSTD_inBuffer){ piece.at, piece.n, 0 };
	s->in += piece.n;
	s->full = false;
}

ptrdiff_t
pfl_zstd_stream_read(struct pfl_zstd_stream *s, char *buffer, size_t n, struct pfl_error *err)
{
	ZSTD_outBuffer output = { buffer, n, 0 };

	while (output.pos == 0 && (s->input.pos < s->input.size || s->full)) {
		size_t result = ZSTD_decompressStream(s->stream, &output, &s->input);

		if (ZSTD_isError(result)) {
			pfl_fail(err, PFL_FORMAT, "damaged zstd data: %s",
				ZSTD_getErrorName(result));
			return -1;
		}
		s->full = output.pos == n;
	}
	s->out += output.pos;
	return pfl_inflation_ok("zstd", s->in, s->out, &s->limits, err) ? (ptrdiff_t)output.pos
									: -1;
}

const struct pfl_compression pfl_zstd = { .name = "zstd", .is = is_zstd, .open = zstd_open };
