/* SPDX-License-Identifier: Apache-2.0 */
/* What is said of locations that have no names. */
#ifndef PFL_SYMBOL_MISSING_H
#define PFL_SYMBOL_MISSING_H

#include "model/profile.h"

/* Why a program has given no names. */
enum pfl_missing {
	PFL_MISSING_FILE,    /* there is none of that name                         */
	PFL_MISSING_BUILD,   /* there is one of that name, which is another build  */
	PFL_MISSING_PROOF,   /* or which nothing says to be the one                */
	PFL_MISSING_TABLE,   /* it was stripped                                    */
	PFL_MISSING_SYMBOL,  /* it has functions, none of them there               */
	PFL_MISSING_LIBRARY, /* it cannot be read here                             */
	PFL_MISSING_FOLDER,  /* the user has named no folder to look in            */
	PFL_MISSING_READ,    /* reading it came to a bad end                       */
	PFL_MISSING_KINDS,
};

/*
 * Add a note to the profile: which share of the samples has an innermost location without a
 * name, and the programs that are behind most of these. program[i] of a location is 1 + the
 * row of its program's first mapping, or 0 for one that has its name or needs none; why[i] says
 * of such a mapping what is missing. Nothing is added below one percent. False: PFL_NOMEM.
 */
PFL_NODISCARD bool pfl_missing_note(struct pfl_profile *p, const uint32_t *program,
	const uint8_t *why, struct pfl_error *err);

#endif
