/* SPDX-License-Identifier: Apache-2.0 */
/* Which mappings are of one program. */
#ifndef PFL_SYMBOL_PROGRAMS_H
#define PFL_SYMBOL_PROGRAMS_H

#include "model/profile.h"

/*
 * By mapping: the first one with the same file and ids. The caller frees it. NULL:
 * PFL_NOMEM.
 */
uint32_t *pfl_programs_find(const struct pfl_mappings *mappings, struct pfl_error *err);

#endif
