/* SPDX-License-Identifier: Apache-2.0 */
/* The window over an input, and what is stacked below it. */
#include "io/source.h"
#include "base/size.h"
#include "io/backend.h"

#include <stdlib.h>

/* Compressions that are undone wherever they are found. */
static const struct pfl_compression *const compressions[] = {
	&pfl_gzip,
#if PFL_HAVE_ZSTD
	&pfl_zstd,
#endif
	NULL,
};

enum {
	WINDOW = 512 * 1024, /* bytes asked for at a time */
	NESTING = 4,         /* compressions inside one another */
	HEAD = 8,            /* bytes that tell a compression    */
};

/*
 * buffer: [ used | begin ... end | room )      what is between begin and end is unread
 *
 * A backend that has all in memory is not read: the window is over that, and has no room.
 */
struct pfl_source {
	struct pfl_backend backend;
	struct pfl_limits limits;
	struct pfl_error err;
	const char *buffer;
	char *owned; /* the buffer, unless it is the backend's */
	size_t begin, end, cap;
	uint64_t offset; /* of begin, from the start of the decompressed input */
	size_t lineno;
	bool finished; /* the backend has nothing more to give */
	bool alone;    /* no thread is to decompress ahead     */
};

bool
pfl_inflation_ok(const char *name, uint64_t in, uint64_t out, const struct pfl_limits *limits,
	struct pfl_error *err)
{
	char max[PFL_SIZE_TEXT];

	if (out > limits->inflated)
		return pfl_fail(err, PFL_LIMIT,
			"%s data grows beyond %s; --max-inflated raises the limit", name,
			pfl_size_text(limits->inflated, max));
	if (out > (uint64_t)64 << 20 && out / limits->ratio > in)
		return pfl_fail(err, PFL_LIMIT,
			"%s data grows to more than %llu times its size; --max-ratio raises "
			"the limit",
			name, (unsigned long long)limits->ratio);
	return true;
}

/* Put a replay over *backend with its first bytes, *head, read; *backend is closed on failure.
 */
static bool
look(struct pfl_backend *backend, struct pfl_span *head, struct pfl_error *err)
{
	char *bytes = malloc(HEAD);

	if (!bytes) {
		backend->close(backend->state);
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	}
	head->at = bytes;
	if (!pfl_backend_fill(backend, bytes, HEAD, &head->n, err)) {
		backend->close(backend->state);
		free(bytes);
		return false;
	}
	return pfl_backend_replay(backend, *backend, bytes, head->n, err);
}

static const struct pfl_compression *
find_compression(struct pfl_span head)
{
	for (size_t i = 0; compressions[i]; i++) {
		if (compressions[i]->is(head))
			return compressions[i];
	}
	return NULL;
}

/* Stack decompressors over *backend until its first bytes are no compression. */
static bool
undo_compression(struct pfl_backend *backend, const struct pfl_limits *limits,
	const bool *alone, struct pfl_error *err)
{
	for (unsigned depth = 0;; depth++) {
		const struct pfl_compression *c;
		struct pfl_span head = { NULL, 0 };

		if (!look(backend, &head, err))
			return false;
		c = find_compression(head);
		if (!c)
			return true;
		if (depth == NESTING) {
			backend->close(backend->state);
			return pfl_fail(err, PFL_LIMIT, "is compressed more than %d times over",
				NESTING);
		}
		if (!c->open(backend, *backend, limits, err))
			return false;
		if (!backend->all && !pfl_backend_ahead(backend, *backend, alone, err))
			return false;
	}
}

static struct pfl_source *
source_new(const struct pfl_limits *limits, struct pfl_error *err)
{
	struct pfl_source *s = calloc(1, sizeof(*s));

	if (!s) {
		pfl_fail(err, PFL_NOMEM, "out of memory");
		return NULL;
	}
	if (limits)
		s->limits = *limits;
	pfl_limits_fill(&s->limits);
	return s;
}

/* The bottom is open: stack the rest. */
static struct pfl_source *
source_stack(struct pfl_source *s, struct pfl_error *err)
{
	struct pfl_span all;

	if (!undo_compression(&s->backend, &s->limits, &s->alone, err)) {
		free(s);
		return NULL;
	}
	if (s->backend.all) {
		all = s->backend.all(s->backend.state);
		s->buffer = all.at;
		s->end = s->cap = all.n;
		s->finished = true;
	}
	return s;
}

struct pfl_source *
pfl_source_open(const char *name, const struct pfl_limits *limits, struct pfl_error *err)
{
	struct pfl_source *s = source_new(limits, err);

	if (!s)
		return NULL;
	if (!pfl_backend_file(&s->backend, name, &s->limits, err)) {
		free(s);
		return NULL;
	}
	return source_stack(s, err);
}

struct pfl_source *
pfl_source_fetch(const char *url, const struct pfl_fetch_opts *opts,
	const struct pfl_limits *limits, struct pfl_error *err)
{
#if PFL_HAVE_CURL
	struct pfl_source *s = source_new(limits, err);

	if (!s)
		return NULL;
	if (!pfl_backend_remote(&s->backend, url, opts, &s->limits, err)) {
		free(s);
		return NULL;
	}
	return source_stack(s, err);
#else
	(void)url;
	(void)opts;
	(void)limits;
	pfl_fail(err, PFL_IO,
		"this build fetches nothing, for want of libcurl; save it first: curl -sSo "
		"FILE URL");
	return NULL;
#endif
}

struct pfl_source *
pfl_source_mem(
	const void *data, size_t n, const struct pfl_limits *limits, struct pfl_error *err)
{
	struct pfl_source *s = source_new(limits, err);

	if (!s)
		return NULL;
	if (!pfl_backend_memory(&s->backend, data, n, err)) {
		free(s);
		return NULL;
	}
	return source_stack(s, err);
}

struct pfl_source *
pfl_source_out(struct pfl_out *out, const struct pfl_limits *limits, struct pfl_error *err)
{
	struct pfl_source *s = source_new(limits, err);

	if (!s)
		return NULL;
	if (!pfl_backend_out(&s->backend, out, err)) {
		free(s);
		return NULL;
	}
	return source_stack(s, err);
}

void
pfl_source_alone(struct pfl_source *s)
{
	s->alone = true;
}

void
pfl_source_close(struct pfl_source *s)
{
	if (!s)
		return;
	s->backend.close(s->backend.state);
	free(s->owned);
	free(s);
}

/* Have room for `need` unread bytes in all: move them to the front, grow the buffer. */
static bool
make_room(struct pfl_source *s, size_t need)
{
	char *grown;
	size_t cap = s->cap ? s->cap : WINDOW;

	if (s->begin) {
		memmove(s->owned, s->owned + s->begin, s->end - s->begin);
		s->end -= s->begin;
		s->begin = 0;
	}
	if (need > SIZE_MAX / 4)
		return pfl_fail(&s->err, PFL_NOMEM, "out of memory");
	while (cap < need)
		cap += cap / 2;
	if (cap == s->cap)
		return true;
	grown = realloc(s->owned, cap);
	if (!grown)
		return pfl_fail(
			&s->err, PFL_NOMEM, "out of memory (a piece of %zu bytes)", need);
	s->buffer = s->owned = grown;
	s->cap = cap;
	return true;
}

/* Read once more into the window; false at the end or on an error. */
static bool
refill(struct pfl_source *s)
{
	ptrdiff_t got;

	if (s->finished || s->err.code != PFL_OK)
		return false;
	if (s->end == s->cap && !make_room(s, s->end - s->begin + 1))
		return false;
	got = s->backend.read(s->backend.state, s->owned + s->end, s->cap - s->end, &s->err);
	if (got <= 0) {
		s->finished = true;
		return false;
	}
	s->end += (size_t)got;
	return true;
}

struct pfl_span
pfl_source_peek(struct pfl_source *s, size_t n)
{
	if (n > s->cap - s->begin && n > s->end - s->begin && !s->finished && !make_room(s, n))
		return (struct pfl_span){ "", 0 };
	while (s->end - s->begin < n && refill(s))
		;
	if (n > s->end - s->begin)
		n = s->end - s->begin;
	return (struct pfl_span){ n ? s->buffer + s->begin : "", n };
}

size_t
pfl_source_ready(const struct pfl_source *s)
{
	return s->end - s->begin;
}

void
pfl_source_skip(struct pfl_source *s, size_t n)
{
	s->begin += n;
	s->offset += n;
}

bool
pfl_source_discard(struct pfl_source *s, uint64_t n)
{
	while (n > 0) {
		size_t have = s->end - s->begin;

		if (have == 0) {
			s->begin = s->end = 0;
			if (!refill(s))
				return false;
			continue;
		}
		have = n < have ? (size_t)n : have;
		pfl_source_skip(s, have);
		n -= have;
	}
	return true;
}

static bool
line_too_long(struct pfl_source *s)
{
	char max[PFL_SIZE_TEXT];

	return pfl_fail(&s->err, PFL_LIMIT,
		"line %zu: longer than %s; --max-line raises the limit", s->lineno + 1,
		pfl_size_text(s->limits.line, max));
}

bool
pfl_source_line(struct pfl_source *s, struct pfl_span *line)
{
	size_t seen = 0;

	for (;;) {
		size_t have = s->end - s->begin;
		const char *from = have ? s->buffer + s->begin : NULL,
			   *lf = have > seen ? memchr(from + seen, '\n', have - seen) : NULL;

		if (lf || (have && s->finished)) {
			size_t n = lf ? (size_t)(lf - from) : have;

			if (n > s->limits.line)
				return line_too_long(s);
			*line = (struct pfl_span){ from, n };
			if (n && from[n - 1] == '\r')
				line->n--;
			s->lineno++;
			pfl_source_skip(s, n + (lf != NULL));
			return true;
		}
		if (have > s->limits.line)
			return line_too_long(s);
		seen = have;
		if (!refill(s) && (s->err.code != PFL_OK || s->end == s->begin))
			return false;
	}
}

size_t
pfl_source_lineno(const struct pfl_source *s)
{
	return s->lineno;
}

uint64_t
pfl_source_offset(const struct pfl_source *s)
{
	return s->offset;
}

bool
pfl_source_ok(const struct pfl_source *s, struct pfl_error *err)
{
	if (s->err.code == PFL_OK)
		return true;
	if (err->code == PFL_OK)
		*err = s->err;
	return false;
}
