/* SPDX-License-Identifier: Apache-2.0 */
/* What a merge will do with the columns and the header of each input. */
#ifndef PFL_MODEL_MERGE_PLAN_H
#define PFL_MODEL_MERGE_PLAN_H

#include "base/text.h"
#include "model/builder.h"

/*
 * The sample types that every input has, in the first one's order. A type is known by its name;
 * where a profile has several of one name, the first goes with the first. The unit is the
 * finest that an input uses. Everything is owned by the arena, names end in a NUL.
 */
struct pfl_merge_plan {
	uint32_t n_types;
	struct pfl_span *name, *unit;
	uint32_t **column; /* [input][type]: the input's column                         */
	double **ratio;    /* [input][type]: what its values are multiplied with         */
	/* Of the sides of a pair: types whose units do not go together, which are left out. */
	uint32_t n_conflicts;
	struct pfl_unit_conflict *conflict;
	bool calls; /* some of the inputs have calls, and no stacks                */
	struct pfl_arena arena;
};

/* "cpu, samples": the names of a profile's types; of many, the first. */
void pfl_types_list(const struct pfl_profile *p, struct pfl_text *text);

/* Calls go with calls alone, since of a stack nobody knows what its calls cost. False with *err
 * PFL_UNSUPPORTED, which says that they cannot be `verb`. */
bool pfl_merge_calls_suit(const struct pfl_profile *const *profiles, size_t n, const char *verb,
	struct pfl_error *err);

/* Of the two sides of a pair the first n_new are the new one, which errors say; 0: it is none.
 * PFL_UNSUPPORTED: no type in common, or units that do not go together, which in a pair have to
 * be those of all types. */
bool pfl_merge_plan_make(struct pfl_merge_plan *plan, const struct pfl_profile *const *profiles,
	size_t n, size_t n_new, struct pfl_error *err);

/* The same for profiles that all hold old and new values, or none of them, and that have calls,
 * or stacks. */
bool pfl_merge_plan_alike(struct pfl_merge_plan *plan,
	const struct pfl_profile *const *profiles, size_t n, struct pfl_error *err);
void pfl_merge_plan_clear(struct pfl_merge_plan *plan);

/*
 * Does the plan hold for one more input, as it would if that had been the last of those that it
 * was made for? column[t] and ratio[t] of each planned type say how, then. False: types are not
 * there, or their units are finer or do not go together.
 */
bool pfl_merge_plan_fits(const struct pfl_merge_plan *plan, const struct pfl_profile *p,
	uint32_t *column, double *ratio);

/* Add the planned types to a builder. */
void pfl_merge_types(const struct pfl_merge_plan *plan, struct pfl_builder *b);

/*
 * Combine the headers as pprof does: drop_frames and keep_frames of the first; default type and
 * address of a document from the first that has one; the longest period, the sum of durations,
 * the earliest time (a profile without one resets it, as in pprof), the comments of all without
 * doubles. A default type is taken only when it is one of the common types: pprof makes the
 * first common type the default of a profile that had none (semantics 21.8), we do not. A
 * profile that names no period type goes with any; two that differ are PFL_UNSUPPORTED. Inputs
 * may come in several calls, of which one is the `first`; `comments` knows those that are
 * there.
 */
bool pfl_merge_meta(const struct pfl_merge_plan *plan,
	const struct pfl_profile *const *profiles, size_t n, bool first,
	struct pfl_idmap *comments, struct pfl_builder *b, struct pfl_error *err);

/* The header of p alone, as it is. */
void pfl_merge_meta_copy(const struct pfl_profile *p, struct pfl_builder *b);

#endif
