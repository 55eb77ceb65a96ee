/* SPDX-License-Identifier: Apache-2.0 */
/* Providers of bytes, which source.c stacks on one another. */
#ifndef PFL_IO_BACKEND_H
#define PFL_IO_BACKEND_H

#include "base/span.h"
#include <profloom/error.h>
#include <profloom/fetch.h>
#include <profloom/limits.h>
#include <profloom/out.h>

struct pfl_backend {
	/* As read(2): up to n bytes (n > 0), 0 at the end, -1 with *err set. */
	ptrdiff_t (*read)(void *state, void *buffer, size_t n, struct pfl_error *err);
	void (*close)(void *state);
	void *state;
	/* NULL, or all that it gives, from its first byte, in memory that stays until it is
	 * closed: a reader of this need not read. */
	struct pfl_span (*all)(void *state);
};

/* Read until there are n bytes or no more; *got is how many. False with *err. */
bool pfl_backend_fill(struct pfl_backend *backend, void *buffer, size_t n, size_t *got,
	struct pfl_error *err);

/* A file by path, or descriptor 0 for "-". Refuses more than limits->input bytes. */
bool pfl_backend_file(struct pfl_backend *backend, const char *name,
	const struct pfl_limits *limits, struct pfl_error *err);

/* What a server answers; opts and the URL are borrowed while it is open. Refuses as above. */
bool pfl_backend_remote(struct pfl_backend *backend, const char *url,
	const struct pfl_fetch_opts *opts, const struct pfl_limits *limits,
	struct pfl_error *err);

/* What was written to an output so far; nothing more is written while it is open. */
bool pfl_backend_out(struct pfl_backend *backend, struct pfl_out *out, struct pfl_error *err);

/* Borrowed memory. */
bool pfl_backend_memory(
	struct pfl_backend *backend, const void *data, size_t n, struct pfl_error *err);

/* The same, but `data`, from malloc(), is its own from then on, also when this fails. */
bool pfl_backend_own_memory(
	struct pfl_backend *backend, void *data, size_t n, struct pfl_error *err);

/*
 * Give n bytes at `head` that were read from `below` to look at them, then the rest of `below`.
 * Owns both from then on, also when this fails; `head` is from malloc().
 */
bool pfl_backend_replay(struct pfl_backend *backend, struct pfl_backend below, char *head,
	size_t n, struct pfl_error *err);

/*
 * A compression that can be undone: recognised by the first bytes, then stacked over `below`,
 * which it owns from then on, also when opening fails.
 */
struct pfl_compression {
	const char *name; /* for messages */
	bool (*is)(struct pfl_span head);
	bool (*open)(struct pfl_backend *backend, struct pfl_backend below,
		const struct pfl_limits *limits, struct pfl_error *err);
};

/*
 * gzip of one member and of moderate size, undone in one go. Else *backend gives what was below
 * as if nothing had been read, and *done is false. Owns `below`; false with *err.
 */
bool pfl_gzip_whole(struct pfl_backend *backend, struct pfl_backend below,
	const struct pfl_limits *limits, bool *done, struct pfl_error *err);

extern const struct pfl_compression pfl_gzip;
extern const struct pfl_compression pfl_zstd;

/*
 * Run `below` ahead of the reader on a second thread once it has given its first megabyte:
 * small inputs never pay for a thread, nor does any when *never, which is asked then, is true.
 * Owns `below`.
 */
bool pfl_backend_ahead(struct pfl_backend *backend, struct pfl_backend below, const bool *never,
	struct pfl_error *err);

/*
 * Guard against decompression bombs, shared by the compressions: false with PFL_LIMIT when
 * `out` bytes out of `in` are more than limits allow.
 */
bool pfl_inflation_ok(const char *name, uint64_t in, uint64_t out,
	const struct pfl_limits *limits, struct pfl_error *err);

#endif
