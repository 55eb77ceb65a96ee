/* SPDX-License-Identifier: Apache-2.0 */
/* Where output goes: a file that appears whole or not at all, standard output, or memory. */
#ifndef PROFLOOM_OUT_H
#define PROFLOOM_OUT_H

#include <profloom/error.h>
#include <stddef.h>
#include <stdint.h>

PFL_BEGIN_C

/*
 * A sticky sink, like FILE: write freely, failures are remembered and pfl_out_close() reports
 * the first one. Nothing reaches the target before pfl_out_close() succeeds.
 */
struct pfl_out;

/*
 * Open a path for writing: bytes go to a file without a name in the same folder (or wait in
 * memory, where the file system has no such files), which close flushes and renames over the
 * target; nobody sees it before, and a killed process leaves nothing behind. "-", /dev/stdout
 * and /dev/fd/N are descriptors, devices and FIFOs are written as they are: for these the bytes
 * wait in memory until close. A symbolic link is replaced, not what it points to. `max_bytes` 0
 * means 256 MiB; more is PFL_LIMIT naming --max-output. NULL with PFL_OUTPUT or PFL_NOMEM on
 * failure.
 */
PFL_NODISCARD PFL_API struct pfl_out *pfl_out_open(
	const char *path, uint64_t max_bytes, struct pfl_error *err);

/* Collect in memory; pfl_out_take() hands the bytes over. */
PFL_NODISCARD PFL_API struct pfl_out *pfl_out_memory(struct pfl_error *err);

PFL_API void pfl_out_write(struct pfl_out *out, const void *data, size_t n);
PFL_API void pfl_out_str(struct pfl_out *out, const char *text);
PFL_API void pfl_out_printf(struct pfl_out *out, const char *format, ...) PFL_PRINTF(2, 3);

/* False once a write has failed: lets a long loop stop early. */
PFL_API bool pfl_out_ok(const struct pfl_out *out);

/* Publish and release. False with *err (PFL_OUTPUT, PFL_LIMIT, PFL_NOMEM) leaves the target as
 * it was. */
PFL_NODISCARD PFL_API bool pfl_out_close(struct pfl_out *out, struct pfl_error *err);

/*
 * The same for several at once, none of which appears when the bytes of one cannot be written:
 * files are written and flushed first, then come descriptors and devices, which cannot be taken
 * back, and the files get their names last. Releases all of them; NULLs are skipped.
 */
PFL_NODISCARD PFL_API bool pfl_out_close_all(
	struct pfl_out *const *out, size_t n, struct pfl_error *err);

/* Release without publishing; NULL is fine. */
PFL_API void pfl_out_abandon(struct pfl_out *out);

/*
 * Take a memory sink's bytes (NUL-terminated, *n without the NUL; the caller frees) and release
 * the sink. NULL with *err when a write had failed.
 */
PFL_NODISCARD PFL_API char *pfl_out_take(struct pfl_out *out, size_t *n, struct pfl_error *err);

PFL_END_C

#endif
