/* SPDX-License-Identifier: Apache-2.0 */
/* Debug ids, by which breakpad, Firefox and samply tell builds of a program apart. */
#ifndef PFL_BASE_DEBUG_ID_H
#define PFL_BASE_DEBUG_ID_H

#include "base/span.h"

/*
 * A debug id is the 32 digits of a GUID, which a linker has made, and behind them, in no more
 * than eight, how often the program was linked again: all hexadecimal, here in capitals. Where
 * programs have build ids instead, it is made of these, and of no more than their first 16
 * bytes: one follows from the other, but it is no build id.
 */
enum { PFL_DEBUG_ID = 32 + 8 + 1 }; /* bytes, with the 0 at the end */

/* Copy one to `id`. False, and `id` is "": it is none, or all of the GUID is 0, which says that
 * there was nothing to make it of. */
bool pfl_debug_id_read(struct pfl_span text, char id[PFL_DEBUG_ID]);

/*
 * What a build id (hexadecimal digits) makes: its bytes in place of a GUID's, whose first three
 * numbers are read in the program's own order of bytes, 0 for those that it is too short for.
 */
void pfl_debug_id_make(struct pfl_span build_id, bool little_endian, char id[PFL_DEBUG_ID]);

#endif
