/* SPDX-License-Identifier: Apache-2.0 */
/* A builder from inside: shared by builder.c and the build_*.c files only. */
#ifndef PFL_MODEL_BUILD_H
#define PFL_MODEL_BUILD_H

#include "model/builder.h"
#include "model/stacklist.h"
#include "model/stacks.h"

struct pfl_build_column {
	int64_t *at;
	size_t n, cap;
};

struct pfl_builder {
	struct pfl_error err; /* what made it stick */
	struct pfl_limits limits;
	struct pfl_profile *p; /* under construction; gone after finish */

	PFL_VEC(uint32_t) type_name, type_unit;
	PFL_VEC(uint32_t) func_name, func_system, func_file;
	PFL_VEC(int64_t) func_start;
	PFL_VEC(uint64_t) map_start, map_limit, map_offset;
	PFL_VEC(uint32_t) map_file, map_build_id, map_debug_id;
	PFL_VEC(uint8_t) map_flags;
	PFL_VEC(uint64_t) loc_address;
	PFL_VEC(uint32_t) loc_mapping, loc_first;
	PFL_VEC(uint8_t) loc_folded;
	bool any_folded;
	PFL_VEC(uint32_t) frame_func;
	PFL_VEC(int64_t) frame_line, frame_column;
	PFL_VEC(uint32_t) label_key, label_text, label_unit;
	PFL_VEC(int64_t) label_number;
	PFL_VEC(uint32_t) set_first, set_label;
	PFL_VEC(uint32_t) comment;
	PFL_VEC(uint32_t) named; /* by string id: 1 + the location so named, or 0 */
	struct pfl_idmap label;  /* one label -> row              */
	struct pfl_idmap set;    /* list of label rows -> set     */
	PFL_VEC(uint32_t) rows;  /* scratch: label rows of a set  */

	struct pfl_stacktree stacks;
	bool listing;              /* stacks of samples go to `list`, and not to the tree   */
	struct pfl_stacklist list; /* of which the tree gets them when they become too many */
	size_t deepest;            /* locations of the longest stack */
	PFL_VEC(uint32_t) sample_labels; /* a sample's stack is in stacks.result, in order */
	PFL_VEC(uint32_t) sample_shared; /* or at this place of it, where stacks are shared */
	uint32_t n_shared;               /* stacks so added */
	uint32_t n_samples;
	uint32_t n_values;            /* values per sample, once known */
	PFL_VEC(uint32_t) sample_run; /* only in a pair */
	bool any_labels, has_before;
	struct pfl_build_column *value, *before; /* n_values columns each */
	PFL_VEC(uint32_t) call_from, call_to;
	PFL_VEC(uint32_t) call_run;          /* only in a pair */
	struct pfl_build_column *call_value; /* n_call_values columns */
	uint32_t n_call_values;
};

/*
 * Make room for one more row in every column of a table: the columns grow in step, so asking
 * each is asking for the same thing.
 */
#define ROOM(b, column, what) pfl_vec_reserve(&(b)->column, 1, &(b)->p->budget, what, &(b)->err)
#define PUT(b, column, v) ((b)->column.at[(b)->column.n++] = (v))

/* Give a column to the profile, which has it as `to` from then on; NULL when that fails. */
#define GIVE(b, to, column) GIVE_VEC(b, to, &(b)->column)
#define GIVE_VEC(b, to, vec)                                                                   \
	((to) = build_give(b, (vec)->at, (vec)->cap * sizeof(*(vec)->at)), (vec)->at = NULL,   \
		(vec)->n = (vec)->cap = 0)

static inline void *
build_give(struct pfl_builder *b, void *column, size_t size)
{
	return pfl_arena_adopt(&b->p->arena, column, size, &b->err) ? column : NULL;
}

/* A table may hold `limit` rows: false and stuck when it has n already. */
static inline bool
build_within(
	struct pfl_builder *b, size_t n, uint64_t limit, const char *what, const char *flag)
{
	return n < limit ||
		pfl_fail(&b->err, PFL_LIMIT, "more than %llu %s; %s raises the limit",
			(unsigned long long)limit, what, flag);
}

static inline bool
build_within_entries(struct pfl_builder *b, size_t n, const char *what)
{
	return build_within(b, n, b->limits.entries, what, "--max-entries");
}

/* build_samples.c: what finish() does about stacks, then about samples, and what free() does.
 */
bool pfl_build_finish_stacks(struct pfl_builder *b);
void pfl_build_finish_samples(struct pfl_builder *b);
void pfl_build_clear_samples(struct pfl_builder *b);

/* build_samples.c: give n columns to the arena, those of `columns` (NULL: none), and release
 * them. */
const int64_t *const *pfl_build_finish_columns(
	struct pfl_builder *b, struct pfl_build_column *columns, uint32_t n);
void pfl_build_free_columns(struct pfl_build_column *column, uint32_t n);

/* build_calls.c: the same about calls. */
void pfl_build_finish_calls(struct pfl_builder *b);
void pfl_build_clear_calls(struct pfl_builder *b);

#endif
