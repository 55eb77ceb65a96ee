/* SPDX-License-Identifier: Apache-2.0 */
/* Rows in, profile out: the only phase in which a profile changes. */
#ifndef PFL_MODEL_BUILDER_H
#define PFL_MODEL_BUILDER_H

#include "base/span.h"
#include "model/profile.h"
#include <profloom/limits.h>

/*
 * A builder is sticky: running out of memory or over a limit marks it, later calls do nothing,
 * and pfl_builder_finish() reports it. A decoder therefore reads like its format. Row numbers
 * returned after a failure are 0 and harmless.
 */
struct pfl_builder;

PFL_NODISCARD struct pfl_builder *pfl_builder_new(
	const struct pfl_limits *limits, struct pfl_error *err);
void pfl_builder_free(struct pfl_builder *b);

/* Has something failed? (A loop over much input asks now and then.) The error is finish()'s. */
bool pfl_builder_ok(const struct pfl_builder *b);

/* Copy the error of a failed builder to *err and return false; true while all is well. */
bool pfl_builder_check(const struct pfl_builder *b, struct pfl_error *err);

/* The limits it was made with, defaults filled in. */
const struct pfl_limits *pfl_builder_limits(const struct pfl_builder *b);

/* Memory that the decoder wants for itself is charged to the profile's budget as well. */
struct pfl_budget *pfl_builder_budget(struct pfl_builder *b);

/*
 * The profile is only to be merged with others, which looks for what is equal: strings that are
 * listed and stacks of samples may be there more than once, as long as they are few. `ready`
 * bytes of the input at least are still to be read: room is made for what such many hold.
 */
void pfl_builder_to_merge(struct pfl_builder *b, size_t ready);

/* Intern a string. */
uint32_t pfl_build_string(struct pfl_builder *b, struct pfl_span text);

/* The next one of a file's own table of strings, in which there is hardly one twice. */
uint32_t pfl_build_listed_string(struct pfl_builder *b, struct pfl_span text);

/* The string with this id. Borrowed until the next string. */
struct pfl_span pfl_build_text(const struct pfl_builder *b, uint32_t id);

/* Add a sample type. All types must be known by finish(); samples may come before. */
void pfl_build_type(struct pfl_builder *b, uint32_t name, uint32_t unit);
void pfl_build_named_type(struct pfl_builder *b, const char *name, const char *unit);

struct pfl_func {
	uint32_t name, system, file;
	int64_t start_line;
};

struct pfl_mapping {
	uint64_t start, limit, offset;
	uint32_t file, build_id, debug_id;
	uint8_t flags;
};

struct pfl_line { /* one frame of a location, innermost first */
	uint32_t func;
	int64_t line, column;
};

/* Add a row, as it is: equal rows stay apart. Returns its number. */
uint32_t pfl_build_func(struct pfl_builder *b, const struct pfl_func *func);
uint32_t pfl_build_mapping(struct pfl_builder *b, const struct pfl_mapping *mapping);
/* Give a row another file: for who knows that a program was there before its path. */
void pfl_build_mapping_file(struct pfl_builder *b, uint32_t row, uint32_t file);
uint32_t pfl_build_location(struct pfl_builder *b, uint64_t address, uint32_t mapping,
	bool folded, const struct pfl_line *lines, size_t n_lines);

/* A location that is just a name (formats without addresses). Equal names give the same row. */
uint32_t pfl_build_named_location(struct pfl_builder *b, struct pfl_span name);

/*
 * The label set holding these labels in this order; texts and units are string ids, `text`
 * PFL_NONE marks a number. Equal lists give the same set. n == 0 is set 0.
 */
struct pfl_label {
	uint32_t key, text, unit;
	int64_t number;
};
uint32_t pfl_build_labels(struct pfl_builder *b, const struct pfl_label *labels, size_t n);

/* The row of a stack of n locations, root first. */
uint32_t pfl_build_stack(struct pfl_builder *b, const uint32_t *locations, size_t n);

/*
 * The row of the stack that goes on from the row `above`, which has `depth` locations, with one
 * more: for formats that are trees themselves. Rows are right until pfl_builder_finish().
 */
uint32_t pfl_build_stack_child(
	struct pfl_builder *b, uint32_t above, size_t depth, uint32_t location);

/* The rows of many stacks of another profile; see model/graft.h. */
struct pfl_graft;
bool pfl_build_stacks(struct pfl_builder *b, const struct pfl_graft *graft);

/* After pfl_build_stacks(): NULL, or rows that stacks have now instead of those that were given
 * out before, by these. */
const uint32_t *pfl_build_moved_stacks(const struct pfl_builder *b);

/*
 * No stack will be added any more, only samples that have one of them. Then, if there are many,
 * that it is found out where these go in the end may be done on another thread while samples
 * are added; without either it is done when the builder finishes. False with *err.
 */
bool pfl_build_seal_stacks(struct pfl_builder *b, struct pfl_error *err);
bool pfl_build_place_stacks(struct pfl_builder *b, struct pfl_error *err);

/* Turn a stack around: most formats list the leaf first. */
static inline void
pfl_stack_reverse(uint32_t *location, size_t n)
{
	for (size_t i = 0; i < n / 2; i++) {
		uint32_t swap = location[i];

		location[i] = location[n - 1 - i];
		location[n - 1 - i] = swap;
	}
}

/* Add a sample: a stack, a label set, one value per sample type (the same n every time). */
void pfl_build_sample(struct pfl_builder *b, uint32_t stack, uint32_t labels,
	const int64_t *values, size_t n_values);

/*
 * The same for a sample whose stack is given as n locations, root first: faster for many, since
 * look-ups overlap.
 */
void pfl_build_sample_of(struct pfl_builder *b, const uint32_t *locations, size_t n,
	uint32_t labels, const int64_t *values, size_t n_values);

/*
 * The same where a sample has a value of one type alone and types turn up as the input is read:
 * the values of all others are 0. For all samples of a profile, or for none.
 */
void pfl_build_sample_of_type(struct pfl_builder *b, const uint32_t *locations, size_t n,
	uint32_t labels, uint32_t type, int64_t value);

/*
 * Both for samples that share stacks: a stack, root first, is added once, in advance, and
 * samples name it by the number returned, which counts stacks from 0. All samples of a profile,
 * or none. There may be two of them for each sample.
 */
uint32_t pfl_build_shared_stack(struct pfl_builder *b, const uint32_t *locations, size_t n);

/* One that goes on from another, number `above` with `depth` locations, with n more, one at
 * least: many differ by the leaf alone. */
uint32_t pfl_build_shared_below(struct pfl_builder *b, uint32_t above, size_t depth,
	const uint32_t *locations, size_t n);
void pfl_build_sample_sharing(struct pfl_builder *b, uint32_t stack, uint32_t labels,
	const int64_t *values, size_t n_values);
void pfl_build_sample_sharing_of_type(
	struct pfl_builder *b, uint32_t stack, uint32_t labels, uint32_t type, int64_t value);

/* Values of the old profile for the sample just added (two-column folded stacks). When some
 * samples of a profile have them, those of the others are 0. */
void pfl_build_before(struct pfl_builder *b, const int64_t *values, size_t n_values);

/* In a pair: the run that the sample added last is from. All samples get one, or none. */
void pfl_build_run(struct pfl_builder *b, uint32_t run);

/*
 * Add a call from one location to another, with its cost for each of n_types sample types, the
 * same number every time: for formats without stacks, see struct pfl_calls.
 */
void pfl_build_call(struct pfl_builder *b, uint32_t from, uint32_t to, const int64_t *values,
	size_t n_types);

/* In a pair: the run that the call added last is from. All calls get one, or none. */
void pfl_build_call_run(struct pfl_builder *b, uint32_t run);

/* Everything of struct pfl_meta but the comments is written in place. */
struct pfl_meta *pfl_build_meta(struct pfl_builder *b);
void pfl_build_comment(struct pfl_builder *b, uint32_t text);
void pfl_build_note(struct pfl_builder *b, const char *format, ...) PFL_PRINTF(2, 3);

/*
 * For a format whose rows refer to strings and rows that come later in the file: rows are built
 * with the file's own numbers and renumbered here, once, before finish(). Each map may be NULL
 * (numbers stand as they are); otherwise map[number] is the final row or string id. `mapping`
 * may hold PFL_NONE. Every number in use must be inside its map: the decoder has checked.
 */
struct pfl_renumber {
	const uint32_t *string;   /* in types, funcs, mappings, labels, comments and meta */
	const uint32_t *func;     /* in frames                                            */
	const uint32_t *mapping;  /* in locations                                         */
	const uint32_t *location; /* in stacks                                            */
	size_t n_locations;       /* of that map, or 0: not known                         */
	uint32_t n_in_order;      /* locations that stacks have, when each comes up, from
				   * every leaf to its root, where the next larger number
				   * does; else 0 */
};
void pfl_build_renumber(struct pfl_builder *b, const struct pfl_renumber *maps);

/*
 * Close the tables and return the profile, or NULL with *err: what made the builder stick, or
 * PFL_FORMAT when samples have another number of values than there are types. The builder is
 * empty afterwards and still needs pfl_builder_free().
 */
PFL_NODISCARD struct pfl_profile *pfl_builder_finish(
	struct pfl_builder *b, struct pfl_error *err);

#endif
