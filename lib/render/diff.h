/* SPDX-License-Identifier: Apache-2.0 */
/* What changed between the two profiles of a pair, and how reports put it into words. */
#ifndef PFL_RENDER_DIFF_H
#define PFL_RENDER_DIFF_H

#include "render/column.h"
#include <profloom/render.h>

/*
 * One measure of every function, flat or cum: rows are positions in the scene's graph, those
 * that changed first, the largest change in front (then by name).
 */
struct pfl_diff_list {
	const struct pfl_diff *diff;
	uint32_t *row;
	uint32_t n, n_changed;
	bool cum;
};

struct pfl_diff {
	const struct pfl_scene *scene;
	const struct pfl_style *style;
	struct pfl_diff_list flat, cum;
	const uint32_t *file;         /* source file by node, see pfl_report_files() */
	pfl_sum old_shown, new_shown; /* signed sums of what the filters leave */
	double factor;                /* old values were multiplied with it; 1: as they were */
	bool normalized;
	const char *unit; /* fits the changes that are shown */
	struct pfl_arena arena;
};

/*
 * Compare; `limit` is how many rows a table will have, for the unit. Released with
 * pfl_diff_clear(), also after a failure. False: PFL_USAGE (the scene is no pair), PFL_NOMEM.
 */
bool pfl_diff_init(struct pfl_diff *diff, const struct pfl_scene *scene,
	const struct pfl_style *style, size_t limit, struct pfl_error *err);
void pfl_diff_clear(struct pfl_diff *diff);

/* Old and new value of a row of the list. */
pfl_sum pfl_diff_old(const struct pfl_diff_list *list, uint32_t row);
pfl_sum pfl_diff_new(const struct pfl_diff_list *list, uint32_t row);
static inline pfl_sum
pfl_diff_change(const struct pfl_diff_list *list, uint32_t row)
{
	return pfl_diff_new(list, row) - pfl_diff_old(list, row);
}

/* The first list to show: cum where the view orders by it. */
const struct pfl_diff_list *pfl_diff_first(const struct pfl_diff *diff);

/* A table of rows first .. first + n - 1 of the list (fewer when it ends), for every format. */
struct pfl_table pfl_diff_table(const struct pfl_diff_list *list, size_t first, size_t n);

/* The list's row with the largest change up (or down), or PFL_NONE. */
uint32_t pfl_diff_extreme(const struct pfl_diff_list *list, bool up);

enum pfl_diff_syntax { PFL_DIFF_TEXT, PFL_DIFF_MARKDOWN };

/* Append, as a person reads it: */

/* The totals, "1.20s -> 1.50s (+0.30s, +25.00%)"; those before normalization. */
void pfl_diff_say_totals(
	const struct pfl_diff *diff, enum pfl_diff_syntax syntax, struct pfl_text *text);

/* Two values in the same way; "(no change)". */
void pfl_diff_say_change(const struct pfl_diff *diff, pfl_sum before, pfl_sum now,
	enum pfl_diff_syntax syntax, struct pfl_text *text);

/* A row's name in so many columns, see pfl_table_fit(). */
void pfl_diff_say_name(const struct pfl_diff *diff, uint32_t row, size_t columns,
	enum pfl_diff_syntax syntax, struct pfl_text *text);

/* "a.pb.gz, b.pb.gz; 630 samples; duration 10.10s". */
void pfl_diff_say_side(const struct pfl_diff *diff, bool old, enum pfl_diff_syntax syntax,
	struct pfl_text *text);

/* Whether and how old values were scaled, in a sentence. */
void pfl_diff_say_basis(const struct pfl_diff *diff, struct pfl_text *text);

/* What an input is called in a report: as the user did, but absolute paths by their last part,
 * so that reports do not depend on where things are. */
struct pfl_span pfl_diff_input(const char *name);

/* What one pair of profiles cannot say. */
#define PFL_DIFF_CAVEAT "One comparison cannot tell change from noise; nothing here is tested."

#endif
