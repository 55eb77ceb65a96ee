/* SPDX-License-Identifier: Apache-2.0 */
/* Compressing what a renderer writes, and undoing it; gzip files are those of deflate_blocks.h.
 */
#ifndef PFL_BASE_DEFLATE_H
#define PFL_BASE_DEFLATE_H

#include <profloom/error.h>
#include <profloom/out.h>
#include <stddef.h>
#include <stdint.h>

/* A compressor, to a zlib stream, in front of a sink; sticky like the sink. */
struct pfl_deflate;

/* Start one; `out` is borrowed. NULL with *err PFL_NOMEM. */
PFL_NODISCARD struct pfl_deflate *pfl_deflate_new(
	struct pfl_out *out, int level, struct pfl_error *err);

void pfl_deflate_write(struct pfl_deflate *d, const void *data, size_t n);

/* CRC-32 of the bytes written so far, before compression. */
uint32_t pfl_deflate_crc(const struct pfl_deflate *d);

/* Write the end of the stream. False with *err when compressing failed; the sink's own failures
 * are its own to report. */
bool pfl_deflate_finish(struct pfl_deflate *d, struct pfl_error *err);

/* Release; NULL is fine. */
void pfl_deflate_free(struct pfl_deflate *d);

/*
 * Undo a zlib stream of which it is known what it becomes: exactly `size` bytes at `out`; *crc
 * is their CRC-32. False with *err: PFL_FORMAT where it is damaged or of another size,
 * PFL_NOMEM.
 */
bool pfl_inflate(const void *data, size_t n, void *out, size_t size, uint32_t *crc,
	struct pfl_error *err);

/* The CRC-32 of what has the sum `crc` (0: nothing) with n bytes behind it. */
uint32_t pfl_crc32(uint32_t crc, const void *data, size_t n);

#endif
