/* SPDX-License-Identifier: Apache-2.0 */
/* Carrying the rows of several profiles into one, equal ones once. */
#ifndef PFL_MODEL_MERGE_ROWS_H
#define PFL_MODEL_MERGE_ROWS_H

#include "model/builder.h"
#include "model/digests.h"

/* A label that all samples of an input get. */
struct pfl_merge_mark {
	const char *key, *text;
};

/* Zeroed, then pfl_merge_rows_init(). The members are the implementation's. */
struct pfl_merge_rows {
	struct pfl_builder *b;
	struct pfl_error err; /* sticky, beside the builder's own */
	enum pfl_merge_identity identity;
	const struct pfl_digest_keys *keys;
	/* Of the new profile, to compare with, and where its mappings start. */
	PFL_VEC(struct pfl_digest) func, mapping, location;
	PFL_VEC(uint64_t) start;
	struct pfl_idmap func_map, mapping_map, location_map;

	const struct pfl_profile *p; /* at hand; new rows of its own ones, or PFL_NONE */
	uint32_t *string_of, *mapping_of, *location_of, *labels_of;
	const struct pfl_digests *digests;
	struct pfl_arena made; /* the digests of one that came without */
	uint32_t *stack_of;    /* a block (base/block.h) of stack_size bytes; after it */
	uint8_t *stack_wanted;
	bool all_wanted; /* whatever that says */
	size_t stack_size;
	PFL_VEC(uint32_t) wanted; /* locations, in the order in which they are to be added */
	PFL_VEC(uint32_t) path;   /* scratch */
	PFL_VEC(struct pfl_line) lines;
	PFL_VEC(struct pfl_label) labels;
};

/* The keys are borrowed; profiles whose digests were made with them need none made. */
void pfl_merge_rows_init(struct pfl_merge_rows *rows, struct pfl_builder *b,
	enum pfl_merge_identity identity, const struct pfl_digest_keys *keys);
void pfl_merge_rows_clear(struct pfl_merge_rows *rows);

/* The next rows are those of p, borrowed until it is forgotten or another one comes. */
bool pfl_merge_rows_open(
	struct pfl_merge_rows *rows, const struct pfl_profile *p, struct pfl_error *err);
void pfl_merge_rows_forget(struct pfl_merge_rows *rows);

/* Some sample has this stack. */
void pfl_merge_want(struct pfl_merge_rows *rows, uint32_t stack);

/* The same of all stacks, which say of their locations in what order they come. False when they
 * do not: nothing is done. */
bool pfl_merge_want_all(struct pfl_merge_rows *rows);

/* That will be said of this stack soon. */
void pfl_merge_approach(const struct pfl_merge_rows *rows, uint32_t stack);

/*
 * Add the stacks that are wanted and what they refer to; rows->stack_of tells of each its new
 * row then. Locations come in the order of the stacks, leaf first, as in pprof, so that numbers
 * come out in the same order.
 */
void pfl_merge_stacks(struct pfl_merge_rows *rows);

/* The new row of p's location, which is added when it is new: once the stacks are. A failure
 * sticks, see below. */
uint32_t pfl_merge_location(struct pfl_merge_rows *rows, uint32_t location);

/*
 * The new row of p's label set or mapping. Label lists are sorted by key (texts before numbers,
 * values of one key as they were), because pprof does not tell their order apart. With `mark`
 * (or NULL) the set also has this label, in place of any texts it had under its key. Ask one
 * profile's sets always with or always without. A failure sticks: the number is 0 then, and
 * pfl_merge_rows_check() tells.
 */
uint32_t pfl_merge_labels(
	struct pfl_merge_rows *rows, uint32_t set, const struct pfl_merge_mark *mark);
uint32_t pfl_merge_mapping(struct pfl_merge_rows *rows, uint32_t mapping);

/* The new number of p's string. */
uint32_t pfl_merge_string(struct pfl_merge_rows *rows, uint32_t id);

/* Room in a vector of the new profile. */
#define PFL_MERGE_ROOM(rows, vec, n, what)                                                     \
	pfl_vec_reserve(&(rows)->vec, n, pfl_builder_budget((rows)->b), what, &(rows)->err)

/* True, or false with *err: what failed, here or in the builder. */
bool pfl_merge_rows_check(const struct pfl_merge_rows *rows, struct pfl_error *err);

#endif
