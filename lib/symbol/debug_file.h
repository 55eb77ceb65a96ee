/* SPDX-License-Identifier: Apache-2.0 */
/* The files that hold what was stripped off programs. */
#ifndef PFL_SYMBOL_DEBUG_FILE_H
#define PFL_SYMBOL_DEBUG_FILE_H

#include "base/text.h"
#include "symbol/elf.h"

/* Where the system keeps them. */
#define PFL_DEBUG_FOLDER "/usr/lib/debug"

/* Is it a GNU build id: hexadecimal digits, enough of them? Go has others. */
bool pfl_is_build_id(struct pfl_span id);

/* Append where a build id is in a folder of such files: ".build-id/01/23456789.debug". */
void pfl_build_id_add(struct pfl_text *path, struct pfl_span id);

/*
 * Find what was stripped off a program that was opened as `path` (and below a folder, see
 * pfl_elf_open()), if anything: by build id or
 * by its .gnu_debuglink in the user's folders (":"-separated, or NULL), beside the program, in
 * .debug there, and in the system's folder; and of any such file what it has in common with
 * others. It is taken if the build ids are the same or, where the program has none, the sum
 * that the link names. False with *err PFL_NOMEM or PFL_UNSUPPORTED; finding nothing is no
 * failure.
 */
PFL_NODISCARD bool pfl_debug_file_attach(struct pfl_elf *elf, const char *path, size_t below,
	const char *folders, struct pfl_error *err);

#endif
