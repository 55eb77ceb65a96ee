/* SPDX-License-Identifier: Apache-2.0 */
/* The profile as columns: visible inside the library only. */
#ifndef PFL_MODEL_PROFILE_H
#define PFL_MODEL_PROFILE_H

#include "base/arena.h"
#include "base/strtab.h"
#include "base/sum.h"
#include <profloom/profile.h>
#include <stdarg.h>

/*
 * Tables are parallel arrays with a row count; other tables refer to rows by uint32_t. PFL_NONE
 * stands for "no row". Names and texts are ids in the string table.
 */
#define PFL_NONE UINT32_MAX

struct pfl_types {
	uint32_t n;
	const uint32_t *name, *unit; /* "cpu", "nanoseconds" */
};

struct pfl_funcs {
	uint32_t n;
	const uint32_t *name;   /* for people                              */
	const uint32_t *system; /* as the linker knows it, "" if not given */
	const uint32_t *file;
	const int64_t *start_line; /* 0: not known                            */
};

enum { /* pfl_mappings.flags: what the producer has resolved */
	PFL_HAS_FUNCTIONS = 1,
	PFL_HAS_FILENAMES = 2,
	PFL_HAS_LINE_NUMBERS = 4,
	PFL_HAS_INLINE_FRAMES = 8,
	/* Not of that: addresses count from where the image begins, its first segment, wherever
	 * that was loaded. start, limit and offset are 0. */
	PFL_FROM_IMAGE = 16,
};

struct pfl_mappings {
	uint32_t n;
	const uint64_t *start, *limit, *offset;
	const uint32_t *file, *build_id;
	const uint32_t *debug_id; /* see base/debug_id.h; "" where there is a build id */
	const uint8_t *flags;
};

/*
 * A location is one place in a stack: an instruction, or just a name. Its frames are
 * frames[first_frame[i] .. first_frame[i + 1]), innermost call first; the last one is the
 * physical function, those before it are calls that were inlined into it. There is always at
 * least one frame: a location without symbols has a frame without a function.
 */
struct pfl_locations {
	uint32_t n;
	const uint64_t *address;     /* 0: not known                  */
	const uint32_t *mapping;     /* or PFL_NONE                   */
	const uint32_t *first_frame; /* n + 1 of them                 */
	const uint8_t *folded; /* 1: other locations share this address; NULL: none does */
};

struct pfl_frames {
	uint32_t n;
	const uint32_t *func;         /* PFL_NONE: the location has no symbols     */
	const int64_t *line, *column; /* 0: not known                              */
	/* 1: filters have hidden the frame, but it is in the stacks still. NULL, except to
	 * reports that look at frames through nodes alone: pfl_filters_settle(). */
	const uint8_t *hidden;
};

/*
 * Stacks form a prefix tree: a row is a stack, namely its parent's with one more location
 * called. Row 0 is the empty stack. Rows are depth-first: a stack is followed by all that begin
 * with it. parent[i] < i, so every question is one loop forward (what is above) or backward
 * (what is below).
 */
struct pfl_stacks {
	uint32_t n;
	const uint32_t *parent;   /* parent[0] == 0                     */
	const uint32_t *location; /* location[0] == PFL_NONE            */
	bool distinct;            /* no two rows have the same of both  */
	/* Read only to be merged, see model/stacklist.h: stacks share nothing, and come in the
	 * order of the samples. A row's parent is the row before; a location PFL_NONE, as in
	 * row 0, stands before each. `parent` is NULL. */
	bool listed;
	/* Of listed ones: all locations that they have are the first so many, and the order in
	 * which they come up, from each leaf to its root, is that of their rows. 0: not known.
	 */
	uint32_t n_in_order;
};

/* The row of a stack without its last location. */
static inline uint32_t
pfl_stack_above(const struct pfl_stacks *stacks, uint32_t row)
{
	if (!stacks->listed)
		return stacks->parent[row];
	return stacks->location[row - 1] == PFL_NONE ? 0 : row - 1;
}

/* One label: a key with a text, or with a number and its unit. */
struct pfl_labels {
	uint32_t n;
	const uint32_t *key;
	const uint32_t *text; /* PFL_NONE: the label is a number */
	const int64_t *number;
	const uint32_t *unit; /* of the number, "" if not given  */
};

/* Interned label lists, in the order of the profile: label[first[i] .. first[i + 1]). Set 0 is
 * empty. */
struct pfl_labelsets {
	uint32_t n;
	const uint32_t *first; /* n + 1 of them */
	const uint32_t *label; /* rows in pfl_labels */
};

/* Samples in input order, never aggregated. */
struct pfl_samples {
	uint32_t n;
	const uint32_t *stack;        /* the leaf's row in stacks                      */
	const uint32_t *labels;       /* row in labelsets; NULL: no sample has labels  */
	const int64_t *const *value;  /* one column per sample type                    */
	const int64_t *const *before; /* the old profile's columns in a pair, or NULL  */
	const uint32_t *run;          /* in a pair: row in pairing->run; else NULL     */
	/* By stack, 1: filters have taken the samples there out, but they are in the columns
	 * still. NULL, except to reports that look at the samples through pfl_totals alone:
	 * pfl_filters_settle(). */
	const uint8_t *left_out;
};

/*
 * Calls, of formats that know who calls whom and what that costs, but no stacks: the samples
 * are then single locations, with what was spent there. Costs of calls include all that the
 * callee calls. n is 0 in every other profile.
 */
struct pfl_calls {
	uint32_t n;
	const uint32_t *from, *to;   /* locations                   */
	const int64_t *const *value; /* one column per sample type  */
	/* In a pair: row in pairing->run, to whose side the values belong; else NULL. */
	const uint32_t *run;
};

struct pfl_meta {
	uint32_t default_type; /* name of the preferred sample type, "" if none  */
	uint32_t period_type, period_unit;
	int64_t period;
	int64_t time_nanos, duration_nanos; /* 0: not known */
	uint32_t drop_frames, keep_frames; /* regular expressions, "" if none                 */
	uint32_t doc_url;
	uint32_t n_comments;
	const uint32_t *comment;
	bool in_time; /* samples are in the order of time, as far as the format can say */
	bool has_period_type; /* the message was there, even if empty            */
	bool keep_order;      /* one profile.proto had the samples in this order */
};

/* One of the recordings that a pair was made of. */
struct pfl_run {
	uint64_t samples;
	int64_t period, time_nanos, duration_nanos; /* 0: not known */
};

/* A sample type of both sides whose units do not go together: it is not in the pair. */
struct pfl_unit_conflict {
	const char *name, *text; /* text: what is wrong, in a sentence             */
	bool by_default;         /* it would be shown when nobody asks for another */
};

/* Of a profile made of an old and a new side (pfl_pair()): what these were. */
struct pfl_pairing {
	uint32_t n_runs, n_old;
	const struct pfl_run *run; /* the n_old old ones first */
	/* Of the first run of a side, [0] the new one: the names of all its types; the file and
	 * the build id of its first mapping, "" without one; and what may tell how it was
	 * built, its comments and the file of a function of Go's runtime, in lines. */
	const char *types[2], *program[2], *build[2], *origin[2];
	uint32_t n_conflicts;
	const struct pfl_unit_conflict *conflict;
	/* Where some were left out: how many there were, and of each that stayed its place
	 * among these. NULL: all are here. */
	uint32_t n_given, n_given_old;
	const uint32_t *place;
};

/* The runs of a side added up; a duration that one of them does not tell is not known (0). */
struct pfl_run pfl_pairing_side(const struct pfl_pairing *pairing, bool old);

struct pfl_profile {
	struct pfl_arena arena; /* owns every column that is not borrowed from `parent`  */
	struct pfl_budget budget;
	const struct pfl_profile *parent; /* a derived profile borrows from it; NULL: none */
	struct pfl_strtab strings; /* over the parent's, if there is one                  */
	struct pfl_types types;
	struct pfl_funcs funcs;
	struct pfl_mappings mappings;
	struct pfl_locations locations;
	struct pfl_frames frames;
	struct pfl_stacks stacks;
	struct pfl_labels labels;
	struct pfl_labelsets labelsets;
	struct pfl_samples samples;
	struct pfl_calls calls;
	struct pfl_meta meta;
	PFL_VEC(char *) notes; /* for the user, gathered while reading or filtering; arena */
	const struct pfl_prepared *prepared; /* analyze/prepared.h; NULL: nothing is */
	const struct pfl_pairing *pairing;   /* NULL: no pair */
	/* It was read to be merged: strings, and with them all that is told by their ids, may
	 * be there more than once, and are not found by text. */
	bool to_merge;
	const struct pfl_digests *digests; /* of one that is to be merged; NULL: none */
};

/*
 * A profile that starts as a view of `parent`: columns are borrowed until replaced by new ones
 * from its own arena. The parent must outlive it. Released with pfl_profile_free().
 */
PFL_NODISCARD struct pfl_profile *pfl_profile_derive(
	const struct pfl_profile *parent, struct pfl_error *err);

/* Add a note, formatted and made safe to print. Running out of memory loses the note only. */
void pfl_profile_add_note(struct pfl_profile *p, const char *format, ...) PFL_PRINTF(2, 3);
void pfl_profile_add_note_v(struct pfl_profile *p, const char *format, va_list args)
	PFL_PRINTF(2, 0);

/* Is any value of any sample type below 0? */
bool pfl_profile_has_negative(const struct pfl_profile *p);

static inline struct pfl_span
pfl_profile_text(const struct pfl_profile *p, uint32_t id)
{
	return pfl_strtab_get(&p->strings, id);
}

/* The label set of a sample; 0, which is empty, where no sample has labels. */
static inline uint32_t
pfl_sample_labels(const struct pfl_profile *p, uint32_t sample)
{
	return p->samples.labels ? p->samples.labels[sample] : 0;
}

/* Is this frame of this location a call that was inlined into the frame after it? */
static inline bool
pfl_frame_inlined(const struct pfl_locations *l, uint32_t location, uint32_t frame)
{
	return frame + 1 < l->first_frame[location + 1];
}

#endif
