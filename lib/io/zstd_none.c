/* SPDX-License-Identifier: Apache-2.0 */
/* What stands in for zstd.c where libzstd is missing. */
#include "io/zstd_stream.h"

#if !PFL_HAVE_ZSTD
struct pfl_zstd_stream *
pfl_zstd_stream_new(const struct pfl_limits *limits, struct pfl_error *err)
{
	(void)limits;
	pfl_fail(err, PFL_UNSUPPORTED,
		"it holds zstd data, which this build cannot read, for want of libzstd");
	return NULL;
}

void
pfl_zstd_stream_free(struct pfl_zstd_stream *s)
{
	(void)s;
}

void
pfl_zstd_stream_feed(struct pfl_zstd_stream *s, struct pfl_span piece)
{
	(void)s;
	(void)piece;
}

ptrdiff_t
pfl_zstd_stream_read(struct pfl_zstd_stream *s, char *buffer, size_t n, struct pfl_error *err)
{
	(void)s;
	(void)buffer;
	(void)n;
	(void)err;
	return 0;
}
#endif
