/* SPDX-License-Identifier: Apache-2.0 */
/* Sinks: bytes are gathered in memory, then handed to the target. */
#define _POSIX_C_SOURCE 200809L
#include "io/backend.h"
#include "io/out_target.h"
#include <profloom/out.h>

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CHUNK = 1 << 17 }; /* bytes that wait before they go to the file without a name */

/*
 * Invariant: n < cap, or both are 0 (nothing allocated yet, or failed); so the fast path of a
 * write is one comparison and there is always room for the NUL.
 */
struct pfl_out {
	char *at;
	size_t n, cap;
	uint64_t spilled; /* bytes that are in the target's file already       */
	uint64_t max;     /* of spilled + n                                    */
	bool memory;      /* for pfl_out_take(); there is no target            */
	struct pfl_error failure;
	struct pfl_out_target target;
};

/* Remember that nothing can be written any more. */
static bool
stick(struct pfl_out *out)
{
	out->n = out->cap = 0;
	return false;
}

static bool
grow(struct pfl_out *out, size_t least)
{
	size_t cap = out->cap < CHUNK / 2 ? CHUNK : out->cap * 2;
	char *at;

	if (cap < least)
		cap = least;
	at = realloc(out->at, cap);
	if (!at) {
		pfl_fail(&out->failure, PFL_NOMEM, "out of memory");
		return stick(out);
	}
	out->at = at;
	out->cap = cap;
	return true;
}

/* The output has become larger than its limit. */
static bool
too_large(struct pfl_out *out)
{
	pfl_fail(&out->failure, PFL_LIMIT,
		"%s: more than %" PRIu64 " bytes of output (limit of --max-output)",
		out->memory ? "memory" : pfl_out_target_label(&out->target), out->max);
	return stick(out);
}

/* Make n + 1 bytes of room. */
static bool
reserve(struct pfl_out *out, size_t n)
{
	if (n < out->cap - out->n)
		return true;
	if (out->failure.code != PFL_OK)
		return false;
	if (out->n > out->max - out->spilled || n > out->max - out->spilled - out->n ||
		n > SIZE_MAX / 4 || out->n > SIZE_MAX / 4)
		return too_large(out);
	if (out->target.fd >= 0 && out->n > 0) {
		if (!pfl_out_target_write(&out->target, out->at, out->n, &out->failure))
			return stick(out);
		out->spilled += out->n;
		out->n = 0;
		if (n < out->cap)
			return true;
	}
	return grow(out, out->n + n + 1);
}

static struct pfl_out *
new_out(struct pfl_error *err)
{
	struct pfl_out *out = calloc(1, sizeof(*out));

	if (!out) {
		pfl_fail(err, PFL_NOMEM, "out of memory");
		return NULL;
	}
	out->target.folder = out->target.fd = out->target.descriptor = -1;
	return out;
}

static void
release(struct pfl_out *out)
{
	pfl_out_target_close(&out->target);
	free(out->at);
	free(out);
}

struct pfl_out *
pfl_out_open(const char *path, uint64_t max_bytes, struct pfl_error *err)
{
	struct pfl_out *out = new_out(err);

	if (!out)
		return NULL;
	out->max = max_bytes > 0 ? max_bytes : UINT64_C(256) << 20;
	if (!pfl_out_target_open(&out->target, path, err)) {
		release(out);
		return NULL;
	}
	return out;
}

struct pfl_out *
pfl_out_memory(struct pfl_error *err)
{
	struct pfl_out *out = new_out(err);

	if (!out)
		return NULL;
	out->memory = true;
	out->max = UINT64_MAX;
	return out;
}

void
pfl_out_write(struct pfl_out *out, const void *data, size_t n)
{
	if (!reserve(out, n))
		return;
	if (n > 0)
		memcpy(out->at + out->n, data, n);
	out->n += n;
}

void
pfl_out_str(struct pfl_out *out, const char *text)
{
	pfl_out_write(out, text, strlen(text));
}

void
pfl_out_printf(struct pfl_out *out, const char *format, ...)
{
	va_list args;
	int n;

	if (!reserve(out, 0))
		return;
	va_start(args, format);
	n = vsnprintf(out->at + out->n, out->cap - out->n, format, args);
	va_end(args);
	if (n >= 0 && (size_t)n >= out->cap - out->n) {
		if (!reserve(out, (size_t)n))
			return;
		va_start(args, format);
		n = vsnprintf(out->at + out->n, out->cap - out->n, format, args);
		va_end(args);
	}
	if (n < 0) {
		pfl_fail(&out->failure, PFL_NOMEM, "a text cannot be formatted");
		stick(out);
		return;
	}
	out->n += (size_t)n;
}

bool
pfl_out_ok(const struct pfl_out *out)
{
	return out->failure.code == PFL_OK;
}

/* Pass the first failure on. */
static bool
check(struct pfl_out *out, struct pfl_error *err)
{
	/* A buffer has room to spare, so the last bytes may have slipped past the limit. */
	if (out->failure.code == PFL_OK && out->n > out->max - out->spilled)
		too_large(out);
	if (out->failure.code == PFL_OK)
		return true;
	if (err->code == PFL_OK)
		*err = out->failure;
	return false;
}

/* Write all that nobody will see before it is published. */
static bool
settle(struct pfl_out *out, struct pfl_error *err)
{
	if (!check(out, err))
		return false;
	if (out->memory || out->target.fd < 0)
		return true;
	if (!pfl_out_target_write(&out->target, out->at, out->n, err) ||
		!pfl_out_target_flush(&out->target, err))
		return false;
	out->n = 0;
	return true;
}

/* Publish those that are files, or those that are not. */
static bool
publish(struct pfl_out *const *out, size_t n, bool files, struct pfl_error *err)
{
	for (size_t i = 0; i < n; i++) {
		if (out[i] && !out[i]->memory &&
			(out[i]->target.kind == PFL_OUT_FILE) == files &&
			!pfl_out_target_publish(&out[i]->target, out[i]->at, out[i]->n, err))
			return false;
	}
	return true;
}

bool
pfl_out_close_all(struct pfl_out *const *out, size_t n, struct pfl_error *err)
{
	bool ok = true;

	for (size_t i = 0; ok && i < n; i++)
		ok = !out[i] || settle(out[i], err);
	ok = ok && publish(out, n, false, err) && publish(out, n, true, err);
	for (size_t i = 0; i < n; i++)
		pfl_out_abandon(out[i]);
	return ok;
}

bool
pfl_out_close(struct pfl_out *out, struct pfl_error *err)
{
	return pfl_out_close_all(&out, 1, err);
}

void
pfl_out_abandon(struct pfl_out *out)
{
	if (out)
		release(out);
}

char *
pfl_out_take(struct pfl_out *out, size_t *n, struct pfl_error *err)
{
	char *at = NULL;

	if (!out->memory)
		pfl_fail(err, PFL_USAGE, "only what was collected in memory can be taken");
	else if (reserve(out, 0) && check(out, err)) {
		at = out->at;
		at[out->n] = '\0';
		*n = out->n;
		out->at = NULL;
	} else {
		check(out, err);
	}
	release(out);
	return at;
}

/* What is in the file without a name, read from its start. */
struct reread {
	int fd; /* the output's */
	off_t offset;
};

static ptrdiff_t
reread(void *state, void *buffer, size_t n, struct pfl_error *err)
{
	struct reread *r = state;
	ssize_t got;

	do
		got = pread(r->fd, buffer, n, r->offset);
	while (got < 0 && errno == EINTR);
	if (got < 0) {
		pfl_fail(err, PFL_OUTPUT, "cannot be read again: %s", strerror(errno));
		return -1;
	}
	r->offset += got;
	return got;
}

bool
pfl_backend_out(struct pfl_backend *backend, struct pfl_out *out, struct pfl_error *err)
{
	struct reread *r;

	if (!check(out, err))
		return false;
	if (out->target.fd < 0)
		return pfl_backend_memory(backend, out->at, out->n, err);
	if (!pfl_out_target_write(&out->target, out->at, out->n, err))
		return false;
	out->spilled += out->n;
	out->n = 0;
	r = malloc(sizeof(*r));
	if (!r)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	*r = (struct reread){ .fd = out->target.fd };
	*backend = (struct pfl_backend){ reread, free, r, NULL };
	return true;
}
