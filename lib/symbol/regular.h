/* SPDX-License-Identifier: Apache-2.0 */
/* Opening what is nothing but a file. */
#ifndef PFL_SYMBOL_REGULAR_H
#define PFL_SYMBOL_REGULAR_H

#include <profloom/error.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Open the regular file at `path` for reading; *modified is when it was changed last, in
 * seconds since 1970. The first `below` bytes of the path are a folder that it has to lie in,
 * wherever links lead; 0: it may lie anywhere. -1 with *err: PFL_IO (missing, no permission,
 * something else than a file, elsewhere), PFL_NOMEM. Looking does not wait for anything and
 * sets nothing off.
 */
int pfl_regular_open(const char *path, size_t below, int64_t *modified, struct pfl_error *err);

/* Fail with PFL_IO: `what`, and why the last call failed, in English: it can stand in outputs,
 * which are the same in every locale. Returns false. */
bool pfl_fail_with_reason(struct pfl_error *err, const char *what);

#endif
