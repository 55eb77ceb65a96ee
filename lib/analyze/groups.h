/* SPDX-License-Identifier: Apache-2.0 */
/* Samples by what their labels say: --group-by. */
#ifndef PFL_ANALYZE_GROUPS_H
#define PFL_ANALYZE_GROUPS_H

#include "analyze/column.h"

struct pfl_group {
	uint32_t first, n; /* its samples: pfl_groups.sample[first .. first + n) */
	pfl_sum sum[2];    /* of both columns                                    */
};

/*
 * Each sample is in one group, so that groups add up. The value of a key is what its labels say
 * together: a sample with two is in the group "a,b", one without in a group of its own.
 */
struct pfl_groups {
	uint32_t n, n_keys;      /* no keys: nothing is grouped                        */
	const uint32_t *key;     /* string ids                                         */
	struct pfl_group *group; /* the largest |sum[0]|, of a pair the larger of both, first;
				    then by values */
	uint32_t *sample;
	uint32_t *value; /* by group and key: string id; PFL_NONE: no such label       */
};

/* Group p's samples (of a derived profile) by the keys in a list that ',' separates; numbers
 * are written in `unit`. False: PFL_USAGE (an empty list), PFL_NOMEM or PFL_LIMIT. */
bool pfl_groups_make(struct pfl_groups *groups, struct pfl_profile *p,
	const struct pfl_columns *columns, const char *keys, const char *unit,
	struct pfl_arena *arena, struct pfl_error *err);

#endif
