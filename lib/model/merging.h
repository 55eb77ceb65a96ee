/* SPDX-License-Identifier: Apache-2.0 */
/* A merge under way: inputs are added one by one, and become a profile in the end. */
#ifndef PFL_MODEL_MERGING_H
#define PFL_MODEL_MERGING_H

#include "model/merge.h"
#include "model/merge_calls.h"

struct pfl_merging_opts {
	const struct pfl_limits *limits; /* NULL: defaults */
	/* Borrowed: those with which the digests of inputs were made. NULL: new ones. */
	const struct pfl_digest_keys *keys;
	enum pfl_merge_identity identity;
	bool pair;      /* the result has old values        */
	bool pairs;     /* and the inputs have them, too    */
	uint32_t n_old; /* otherwise: how many runs are old */
};

/* The members are the implementation's but for the builder, to which a header is written. */
struct pfl_merging {
	struct pfl_builder *b;
	const struct pfl_merge_plan *plan;
	struct pfl_merging_opts opts;
	struct pfl_digest_keys keys; /* unless the options have some */
	struct pfl_merge_sums sums;
	struct pfl_merge_calls calls;
	struct pfl_merge_rows rows;
	struct pfl_idmap comments; /* those that are there, by string id */
	bool has_header, has_mapping;
};

/* Start with nothing. The plan and the limits are borrowed until pfl_merging_clear(), which is
 * for whatever has been opened, also when that failed. */
bool pfl_merging_open(struct pfl_merging *m, const struct pfl_merge_plan *plan,
	const struct pfl_merging_opts *opts, struct pfl_error *err);
void pfl_merging_clear(struct pfl_merging *m);

/* Add the headers of n inputs, which come behind those that were added before. */
bool pfl_merging_headers(struct pfl_merging *m, const struct pfl_profile *const *profiles,
	size_t n, struct pfl_error *err);

/* Add an input's samples. It is not looked at afterwards. */
bool pfl_merging_add(
	struct pfl_merging *m, const struct pfl_merge_input *in, struct pfl_error *err);

/* The profile of all, without rows that no sample refers to; adds to *losses. NULL with *err.
 */
struct pfl_profile *pfl_merging_close(
	struct pfl_merging *m, struct pfl_merge_losses *losses, struct pfl_error *err);

#endif
