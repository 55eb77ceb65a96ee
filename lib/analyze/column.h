/* SPDX-License-Identifier: Apache-2.0 */
/* The one or two numbers per sample that an analysis adds up. */
#ifndef PFL_ANALYZE_COLUMN_H
#define PFL_ANALYZE_COLUMN_H

#include "model/profile.h"

/* What column 1 means. */
enum pfl_second {
	PFL_SECOND_NONE,    /* there is only column 0    */
	PFL_SECOND_DIVISOR, /* --mean: column 0 is to be divided by it */
	PFL_SECOND_BEFORE,  /* a pair of profiles: column 0 is now, column 1 is before  */
};

/* Chosen columns of a profile's samples; borrowed from it. */
struct pfl_columns {
	const int64_t *value[2]; /* value[1] NULL with PFL_SECOND_NONE */
	enum pfl_second second;
	uint32_t type; /* row in p->types; PFL_NONE: the profile has no sample types   */
	/* Further sample types that a picture can be switched to, and their columns. */
	uint32_t n_more;
	uint32_t *more_type;
	const int64_t **more;
};

/*
 * Choose by `want`, a sample type's name or index: NULL or "" is the profile's default type,
 * else the last (semantics 3.1). `mean` divides by the first type. A pair needs no asking: p
 * has before columns. False with PFL_USAGE: `sample type "foo" is not in this profile; it has:
 * samples, cpu`.
 */
bool pfl_columns_choose(struct pfl_columns *columns, const struct pfl_profile *p,
	const char *want, bool mean, struct pfl_error *err);

/*
 * The types that `want` names: one as above, "NAME,NAME", or "all", the default one first. What
 * is the name of one type is that. The arena owns *type; *n is 0 where the profile has no types
 * and none was named. False: PFL_USAGE, PFL_NOMEM.
 */
bool pfl_types_choose(const struct pfl_profile *p, const char *want, struct pfl_arena *arena,
	uint32_t **type, uint32_t *n, struct pfl_error *err);

/*
 * The same for several: "NAME,NAME" is the one to begin with and those to switch to, "all" the
 * default one and all others. What is the name of one type is that. The arena owns the lists.
 * False also with PFL_NOMEM, and where several do not go with `mean` or a pair.
 */
bool pfl_columns_choose_many(struct pfl_columns *columns, const struct pfl_profile *p,
	const char *want, bool mean, struct pfl_arena *arena, struct pfl_error *err);

/* Point the chosen columns at p's arrays again after a filter has replaced them. */
void pfl_columns_refresh(struct pfl_columns *columns, const struct pfl_profile *p);

/*
 * Make a pair of a difference: the samples labelled pprof::base=true, whose values are negated,
 * are its old side. p is a derived profile; without such samples, or if it is a pair, it stays
 * as it is. False: PFL_NOMEM or PFL_LIMIT.
 */
bool pfl_profile_part_sides(struct pfl_profile *p, struct pfl_error *err);

/*
 * The base of percentages (semantics 3.3): the sum of |value| over p's samples, divided for a
 * mean; of the samples labelled pprof::base=true alone where those have any value. *before (may
 * be NULL) is the same for the before column of a pair, else 0. False: PFL_NOMEM.
 */
bool pfl_columns_total(const struct pfl_columns *columns, const struct pfl_profile *p,
	pfl_sum *total, pfl_sum *before, struct pfl_error *err);

/* column 0 of a mean is a quotient: sum[0] / sum[1], or sum[0] when sum[1] is 0; otherwise
 * sum[0]. */
static inline pfl_sum
pfl_column_value(const struct pfl_columns *c, const pfl_sum sum[2])
{
	return c->second == PFL_SECOND_DIVISOR && sum[1] ? sum[0] / sum[1] : sum[0];
}

#endif
