/* SPDX-License-Identifier: Apache-2.0 */
/* The values that samples have for each label, and what they weigh. */
#ifndef PFL_RENDER_TAG_VALUES_H
#define PFL_RENDER_TAG_VALUES_H

#include "scene.h"

/* A value of a label. */
struct pfl_tag {
	uint32_t label; /* one of the rows in pfl_labels that are this */
	uint32_t text;  /* as it is printed, in the table of texts     */
	pfl_sum sum[2]; /* by column of the scene                      */
	uint64_t samples;
};

/* A key that labels have, such as "thread". */
struct pfl_tag_key {
	uint32_t first, n; /* of the values in order */
	pfl_sum sum[2];
};

struct pfl_tags {
	const struct pfl_scene *scene; /* borrowed, as is its profile */
	const struct pfl_profile *p;
	bool exact;        /* see pfl_tags_init() */
	const char **unit; /* by label: to print numbers in */
	struct pfl_strtab texts;
	struct pfl_tag *value; /* by label, until equal ones are one */
	uint32_t *order, n;    /* values: those of a key together, the largest first */
	struct pfl_tag_key *key;
	uint32_t n_keys;
	struct pfl_arena arena;
	struct pfl_error *err;
};

/*
 * Sum up the samples of a scene by the values of their labels, for pfl_tags_clear() in any
 * case. Numbers that print alike are one value, or with `exact`, for programs, none are. False
 * with *err: PFL_LIMIT or PFL_NOMEM.
 */
bool pfl_tags_init(
	struct pfl_tags *t, const struct pfl_scene *scene, bool exact, struct pfl_error *err);
void pfl_tags_clear(struct pfl_tags *t);

/* The i-th value, in order. */
const struct pfl_tag *pfl_tags_at(const struct pfl_tags *t, size_t i);

/* The name of a label's key; `label` is a row of the profile's labels. */
struct pfl_span pfl_tags_key_name(const struct pfl_tags *t, uint32_t label);

/* The one number that stands for the sums of both columns, in the sample type's unit. */
pfl_sum pfl_tags_sum(const struct pfl_tags *t, const pfl_sum sum[2]);

#endif
