/* SPDX-License-Identifier: Apache-2.0 */
/* What may have been meant by a name that nothing has. */
#ifndef PFL_TOOLS_SHELL_NEAREST_H
#define PFL_TOOLS_SHELL_NEAREST_H

#include <stddef.h>

enum nearest { NEAREST_COMMAND, NEAREST_OPTION };

/*
 * The command or option that a slip or two of the fingers makes into `text`, or NULL. Good
 * until the next call.
 */
const char *nearest(const char *text, enum nearest among);

/* Insertions, deletions, changes and swaps of neighbours between two names; `most` or more is
 * `most`. */
size_t name_distance(const char *a, const char *b, size_t most);

#endif
