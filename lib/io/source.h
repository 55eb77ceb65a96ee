/* SPDX-License-Identifier: Apache-2.0 */
/* Where bytes come from: a window over a file, pipe or memory, decompressed on the way. */
#ifndef PFL_IO_SOURCE_H
#define PFL_IO_SOURCE_H

#include "base/span.h"
#include <profloom/error.h>
#include <profloom/fetch.h>
#include <profloom/limits.h>
#include <profloom/out.h>

/* The bytes of one input and a place in them. */
struct pfl_source;

/*
 * Open a path ("-": descriptor 0), a URL (which is borrowed with its options until the source
 * is closed) or borrowed memory, gzip and zstd undone. NULL with *err.
 */
PFL_NODISCARD struct pfl_source *pfl_source_open(
	const char *name, const struct pfl_limits *limits, struct pfl_error *err);
PFL_NODISCARD struct pfl_source *pfl_source_fetch(const char *url,
	const struct pfl_fetch_opts *opts, const struct pfl_limits *limits,
	struct pfl_error *err);
PFL_NODISCARD struct pfl_source *pfl_source_mem(
	const void *data, size_t n, const struct pfl_limits *limits, struct pfl_error *err);
PFL_NODISCARD struct pfl_source *pfl_source_out(
	struct pfl_out *out, const struct pfl_limits *limits, struct pfl_error *err);
void pfl_source_close(struct pfl_source *s);

/* Other CPUs have work: start no thread, even for a large input. */
void pfl_source_alone(struct pfl_source *s);

/* How many bytes can be had without reading: all of a small input that is compressed. */
size_t pfl_source_ready(const struct pfl_source *s);

/* Up to n bytes from here on, not consumed; shorter at the end. Dies at the next call. */
struct pfl_span pfl_source_peek(struct pfl_source *s, size_t n);

/* Consume n bytes that were peeked. */
void pfl_source_skip(struct pfl_source *s, size_t n);

/* Consume and drop n bytes, which need not be in the window: false when it ends before. */
bool pfl_source_discard(struct pfl_source *s, uint64_t n);

/*
 * Next line without its LF or CRLF; false at the end or on an error (see pfl_source_ok). A line
 * over limits->line is PFL_LIMIT. Dies at the next call.
 */
bool pfl_source_line(struct pfl_source *s, struct pfl_span *line);

/* Number of the line last returned, from 1; bytes consumed so far (after decompression). */
size_t pfl_source_lineno(const struct pfl_source *s);
uint64_t pfl_source_offset(const struct pfl_source *s);

/* False with *err when reading has failed; the end of the input is no failure. */
bool pfl_source_ok(const struct pfl_source *s, struct pfl_error *err);

#endif
