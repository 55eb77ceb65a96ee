/* SPDX-License-Identifier: Apache-2.0 */
/* zstd data that comes in pieces of something else, as in perf.data. */
#ifndef PFL_IO_ZSTD_STREAM_H
#define PFL_IO_ZSTD_STREAM_H

#include "base/span.h"
#include <profloom/error.h>
#include <profloom/limits.h>

struct pfl_zstd_stream;

/* A stream with nothing in it. NULL with *err: PFL_NOMEM, PFL_UNSUPPORTED without libzstd. */
PFL_NODISCARD struct pfl_zstd_stream *pfl_zstd_stream_new(
	const struct pfl_limits *limits, struct pfl_error *err);
void pfl_zstd_stream_free(struct pfl_zstd_stream *s); /* NULL is fine */

/* The next piece, borrowed until it is read to its end. */
void pfl_zstd_stream_feed(struct pfl_zstd_stream *s, struct pfl_span piece);

/* Up to n bytes (n > 0); 0 when all that was fed has been read; -1 with *err. */
ptrdiff_t pfl_zstd_stream_read(
	struct pfl_zstd_stream *s, char *buffer, size_t n, struct pfl_error *err);

#endif
