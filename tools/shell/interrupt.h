/* SPDX-License-Identifier: Apache-2.0 */
/* Ctrl-C in a shell that somebody types at. */
#ifndef PFL_TOOLS_SHELL_INTERRUPT_H
#define PFL_TOOLS_SHELL_INTERRUPT_H

#include <stdbool.h>

/* From now on SIGINT interrupts what waits, and is remembered. */
void interrupt_catch(void);

/* Since when interrupt_seen() looks. */
void interrupt_forget(void);
bool interrupt_seen(void);

/* Wait for input or an interrupt, which is never missed; true if input can be read. */
bool interrupt_or_input(int fd);

#endif
