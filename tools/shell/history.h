/* SPDX-License-Identifier: Apache-2.0 */
/* Lines that were typed, kept from one session to the next. */
#ifndef PFL_TOOLS_SHELL_HISTORY_H
#define PFL_TOOLS_SHELL_HISTORY_H

#include <stdbool.h>
#include <stddef.h>

enum { HISTORY_LINES = 1000 }; /* that are kept */

struct history; /* opaque */

/*
 * The file $XDG_STATE_HOME/profloom/history, or ~/.local/state/profloom/history: text, a line
 * each, the latest last, readable by its owner only. Hands each to see(). NULL where there is
 * no home, no memory, or no way to write there: then nothing is kept, and nobody need know.
 */
struct history *history_open(void (*see)(void *context, const char *line), void *context);

/* Append a line, at once, so that sessions side by side keep each other's. */
void history_add(struct history *h, const char *line);

void history_close(struct history *h);

#endif
