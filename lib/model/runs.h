/* SPDX-License-Identifier: Apache-2.0 */
/* A pair without some of its recordings. */
#ifndef PFL_MODEL_RUNS_H
#define PFL_MODEL_RUNS_H

#include "model/profile.h"

/*
 * The pair p, all of whose recordings are there, without those that are marked: a profile that
 * is derived from p, for pfl_profile_free(). At least one recording stays on either side. NULL:
 * PFL_NOMEM or PFL_LIMIT.
 */
PFL_NODISCARD struct pfl_profile *pfl_profile_without_runs(
	const struct pfl_profile *p, const bool *out, struct pfl_error *err);

/* The number of a recording on its side as it was given, from 1. */
uint32_t pfl_pairing_number(const struct pfl_pairing *pairing, uint32_t run);

#endif
