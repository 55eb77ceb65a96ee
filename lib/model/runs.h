/* SPDX-License-Identifier: Apache-2.0 */
/* A part of a pair: some of its samples, or some of its recordings. */
#ifndef PFL_MODEL_RUNS_H
#define PFL_MODEL_RUNS_H

#include "model/profile.h"

/*
 * Keep n samples of the pair p (a derived profile), with the values of all sample types on both
 * sides; its recordings then have so many samples. False: PFL_NOMEM or PFL_LIMIT.
 */
bool pfl_pair_subset(
	struct pfl_profile *p, const uint32_t *sample, uint32_t n, struct pfl_error *err);

/*
 * The pair p, all of whose recordings are there, without those that are marked: a profile that
 * is derived from p, for pfl_profile_free(). At least one recording stays on either side. NULL:
 * PFL_NOMEM or PFL_LIMIT.
 */
PFL_NODISCARD struct pfl_profile *pfl_profile_without_runs(
	const struct pfl_profile *p, const bool *out, struct pfl_error *err);

/*
 * Keep of the calls of a pair (a derived profile) those of runs that stay: to[run] is the row
 * that a run has then, or PFL_NONE. False: PFL_NOMEM or PFL_LIMIT.
 */
bool pfl_pair_keep_calls(struct pfl_profile *p, const uint32_t *to, struct pfl_error *err);

/* The number of a recording on its side as it was given, from 1. */
uint32_t pfl_pairing_number(const struct pfl_pairing *pairing, uint32_t run);

/*
 * By run: the rows of a table that are of it are among first[run] .. end[run] - 1, both 0 where
 * there are none. run[row] tells of each of n rows its run. The arena owns both. False:
 * PFL_NOMEM, PFL_LIMIT.
 */
bool pfl_run_rows(uint32_t **first, uint32_t **end, const uint32_t *run, uint32_t n,
	uint32_t n_runs, struct pfl_arena *arena, struct pfl_error *err);

#endif
