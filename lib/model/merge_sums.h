/* SPDX-License-Identifier: Apache-2.0 */
/* Adding up the samples of several profiles, exactly. */
#ifndef PFL_MODEL_MERGE_SUMS_H
#define PFL_MODEL_MERGE_SUMS_H

#include "model/merge_plan.h"
#include "model/merge_rows.h"

/* One profile on its way into a merge. */
struct pfl_merge_input {
	const struct pfl_profile *p;
	const uint32_t *column; /* of each common type, from the plan                         */
	const double *unit;     /* factor of each, from the plan                              */
	const double *norm;     /* a second factor of each, or NULL                           */
	bool negative;          /* values count with the other sign                           */
	uint32_t run;  /* in a pair: the samples' run; equal samples of two stay apart  */
	double weight; /* a factor of all of them, or 0: none                         */
	const struct pfl_merge_mark *mark; /* a label of the samples, or NULL          */
	/*
	 * pprof's scaler forgets a sample whose only values that are not 0 have a factor of
	 * exactly 1, when another column has another factor (semantics 4.3). True: forget it.
	 */
	bool forgetful;
};

/*
 * Distinct samples with their sums: columns of the types, then, where an input is a pair, the
 * old ones. Samples without labels, which are nearly all, are found by their stack, the others
 * by a hash.
 */
struct pfl_merge_sums {
	uint32_t n_types, n_columns;
	uint32_t n_old; /* in a pair of runs, those below it are old */
	PFL_VEC(uint32_t) stack, labels, run;
	PFL_VEC(pfl_sum) sum;    /* n_columns for each sample                               */
	PFL_VEC(uint32_t) plain; /* by stack: the row without labels of run plain_run, + 1  */
	uint32_t plain_run;
	struct pfl_idmap map;
	struct pfl_budget *budget;
	uint64_t forgotten; /* samples, see `forgetful`                  */
	uint64_t vanished;  /* samples whose weighted values are all 0   */
};

/*
 * Start with no samples. `pairs`: the inputs have old columns. Otherwise the runs below n_old
 * will be the old values of a pair, if there are any.
 */
void pfl_merge_sums_init(struct pfl_merge_sums *sums, uint32_t n_types, bool pairs,
	uint32_t n_old, struct pfl_budget *budget);
void pfl_merge_sums_clear(struct pfl_merge_sums *sums);

/* Add an input's samples that are not all 0; `rows` carries what they refer to. */
bool pfl_merge_sums_add(struct pfl_merge_sums *sums, const struct pfl_merge_input *in,
	struct pfl_merge_rows *rows, struct pfl_error *err);

/*
 * Hand the samples over to the builder, those whose sums are all 0 left out (*zeros tells how
 * many); `pair`: new and old values of each. PFL_UNSUPPORTED, naming the sample type, when a
 * sum does not fit in 64 bits.
 */
bool pfl_merge_sums_build(const struct pfl_merge_sums *sums, const struct pfl_merge_plan *plan,
	bool pair, struct pfl_builder *b, uint64_t *zeros, struct pfl_error *err);

/*
 * The values of one row of an input's columns as they are to be added: in the common units,
 * with sign and weight. False with *err.
 */
bool pfl_merge_values(const struct pfl_merge_input *in, const int64_t *const *column,
	uint32_t row, uint32_t n_types, pfl_sum *value, struct pfl_error *err);

/* Sums as 64-bit values, of samples or of calls; PFL_UNSUPPORTED where one does not fit. */
bool pfl_merge_narrow(const pfl_sum *sum, int64_t *value, const struct pfl_merge_plan *plan,
	const char *what, struct pfl_error *err);

/* Signed totals of the input's types as they would be added, without `norm` and sign. */
bool pfl_merge_totals(const struct pfl_merge_input *in, uint32_t n_types, pfl_sum *total,
	struct pfl_error *err);

#endif
