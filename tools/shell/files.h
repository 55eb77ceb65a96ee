/* SPDX-License-Identifier: Apache-2.0 */
/* Files by the beginning of their names. */
#ifndef PFL_TOOLS_SHELL_FILES_H
#define PFL_TOOLS_SHELL_FILES_H

#include <stdbool.h>

/*
 * Call see() for each file and folder (whose name ends in "/") that begins as the path does,
 * until it returns false. Hidden ones have to be asked for with their dot; names that a line
 * could not hold without quotes are left out. False when see() has ended it.
 */
bool files_each(const char *path, bool (*see)(void *context, const char *name), void *context);

#endif
