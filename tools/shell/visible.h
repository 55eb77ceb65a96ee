/* SPDX-License-Identifier: Apache-2.0 */
/* What a terminal may be shown. */
#ifndef PFL_TOOLS_SHELL_VISIBLE_H
#define PFL_TOOLS_SHELL_VISIBLE_H

#include <stdbool.h>

/*
 * Is the text shown as it is: valid UTF-8, and nothing in it acts on a terminal? Not known, and
 * false, of one that is longer than a message.
 */
bool is_visible(const char *text);

#endif
