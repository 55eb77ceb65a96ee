/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a file below a folder, and nothing else. */
#ifndef PFL_SOURCE_READ_H
#define PFL_SOURCE_READ_H

#include "base/arena.h"
#include "base/span.h"

enum { PFL_SOURCE_BYTES = 16 << 20 }; /* of one source file */

enum pfl_read_end {
	PFL_READ_DONE,
	PFL_READ_ABSENT,  /* there is nothing of that name, or it cannot be opened */
	PFL_READ_REFUSED, /* there is, but it is not read; *why says why            */
	PFL_READ_FAILED,  /* *err says why                                          */
};

/*
 * Read the regular file at `path`, a relative path without "..", below the folder `root` (its
 * real path). Symbolic links are followed only as far as they stay below the root. At most
 * `most` bytes are read, else it is refused. The arena owns the text.
 */
enum pfl_read_end pfl_read_below(const char *root, const char *path, size_t most,
	struct pfl_arena *arena, struct pfl_span *text, const char **why,
	struct pfl_error *err);

#endif
