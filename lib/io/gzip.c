/* SPDX-License-Identifier: Apache-2.0 */
/* gzip, one member or many, undone as it is read. */
#define ZLIB_CONST
#include "io/backend.h"

#include <stdlib.h>
#include <zlib.h>

enum { CHUNK = 64 * 1024 };

struct gzip {
	struct pfl_backend below;
	const struct pfl_limits *limits; /* the source's */
	z_stream z;
	uint64_t in, out; /* bytes taken from below, given to the reader */
	bool between;     /* a member has ended and the next has not begun */
	bool end;         /* below has nothing left                        */
	unsigned char chunk[CHUNK];
};

static bool
is_gzip(struct pfl_span head)
{
	return head.n >= 2 && (unsigned char)head.at[0] == 0x1f &&
		(unsigned char)head.at[1] == 0x8b;
}

/* Have input in z.next_in unless below has ended. */
static bool
fill(struct gzip *g, struct pfl_error *err)
{
	ptrdiff_t got;

	if (g->z.avail_in || g->end)
		return true;
	got = g->below.read(g->below.state, g->chunk, sizeof(g->chunk), err);
	if (got < 0)
		return false;
	g->z.next_in = g->chunk;
	g->z.avail_in = (uInt)got;
	g->in += (uint64_t)got;
	g->end = got == 0;
	return true;
}

static const char *
reason(const struct gzip *g, int code)
{
	if (g->z.msg)
		return g->z.msg;
	return code == Z_BUF_ERROR ? "it ends too early" : zError(code);
}

static ptrdiff_t
gzip_fail(const struct gzip *g, int code, struct pfl_error *err)
{
	uint64_t at = g->in - g->z.avail_in;

	if (code == Z_MEM_ERROR)
		pfl_fail(err, PFL_NOMEM, "out of memory");
	else
		pfl_fail(err, PFL_FORMAT, "damaged gzip data at byte %llu: %s",
			(unsigned long long)at, reason(g, code));
	return -1;
}

/* What follows a finished member: nothing, another member, or garbage. */
static bool
next_member(struct gzip *g, struct pfl_error *err)
{
	if (!fill(g, err))
		return false;
	if (g->z.avail_in == 0)
		return true;
	if (g->z.next_in[0] != 0x1f)
		return pfl_fail(err, PFL_FORMAT,
			"damaged gzip data at byte %llu: bytes after the end that are no gzip "
			"member",
			(unsigned long long)(g->in - g->z.avail_in));
	g->between = false;
	return inflateReset(&g->z) == Z_OK || pfl_fail(err, PFL_NOMEM, "out of memory");
}

static ptrdiff_t
gzip_read(void *state, void *buffer, size_t n, struct pfl_error *err)
{
	struct gzip *g = state;
	uInt room = n < UINT32_MAX / 2 ? (uInt)n : UINT32_MAX / 2;

	g->z.next_out = buffer;
	g->z.avail_out = room;
	while (g->z.avail_out == room) {
		int code;

		if (g->between && !next_member(g, err))
			return -1;
		if (g->between)
			return 0;
		if (!fill(g, err))
			return -1;
		code = inflate(&g->z, Z_NO_FLUSH);
		if (code == Z_STREAM_END)
			g->between = true;
		else if (code != Z_OK && !(code == Z_BUF_ERROR && !g->end))
			return gzip_fail(g, code, err);
	}
	g->out += room - g->z.avail_out;
	if (!pfl_inflation_ok("gzip", g->in, g->out, g->limits, err))
		return -1;
	return (ptrdiff_t)(room - g->z.avail_out);
}

static void
gzip_close(void *state)
{
	struct gzip *g = state;

	inflateEnd(&g->z);
	g->below.close(g->below.state);
	free(g);
}

static bool
open_stream(struct pfl_backend *backend, struct pfl_backend below,
	const struct pfl_limits *limits, struct pfl_error *err)
{
	struct gzip *g = calloc(1, sizeof(*g));

	/* 16: gzip framing only, so that zlib checks header, CRC and length. */
	if (!g || inflateInit2(&g->z, 15 + 16) != Z_OK) {
		free(g);
		below.close(below.state);
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	}
	g->below = below;
	g->limits = limits;
	*backend = (struct pfl_backend){ gzip_read, gzip_close, g, NULL };
	return true;
}

static bool
gzip_open(struct pfl_backend *backend, struct pfl_backend below,
	const struct pfl_limits *limits, struct pfl_error *err)
{
#if PFL_HAVE_DEFLATE
	bool done;

	if (!pfl_gzip_whole(&below, below, limits, &done, err))
		return false;
	if (done) {
		*backend = below;
		return true;
	}
#endif
	return open_stream(backend, below, limits, err);
}

const struct pfl_compression pfl_gzip = { .name = "gzip", .is = is_gzip, .open = gzip_open };
