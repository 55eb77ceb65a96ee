/* SPDX-License-Identifier: Apache-2.0 */
/* Reports with --group-by: the same table again for each value of some labels. */
#ifndef PFL_RENDER_GROUPED_H
#define PFL_RENDER_GROUPED_H

#include "base/jsonw.h"
#include "base/text.h"
#include "render/column.h"
#include "scene.h"
#include <profloom/render.h>

/* A scene that a table is made of: all of it, or a group. */
struct pfl_part {
	const struct pfl_scene *scene;
	const struct pfl_scene *whole;
	uint32_t group; /* 1 + which one of whole->groups; 0: nothing is grouped */
};

struct pfl_writing;

/* Write a part's table in one of the formats; false with *err. */
typedef bool pfl_part_form(const struct pfl_table *table, const struct pfl_writing *writing,
	const struct pfl_part *part, struct pfl_error *err);

/* What writing a part needs; the context of pfl_part_write in most reports. */
struct pfl_writing {
	const struct pfl_style *style;
	struct pfl_out *out;
	pfl_part_form *form; /* for the report's pfl_part_write       */
	struct pfl_jsonw *w; /* JSON: inside the array of rows        */
	uint32_t tables;     /* so many parts had something to show   */
};

/* Write a part; false with *err. */
typedef bool pfl_part_write(void *context, const struct pfl_part *part, struct pfl_error *err);

/* Groups that had no table, because all in them is small. */
struct pfl_parts_rest {
	uint32_t n;
	pfl_sum sum[2];
};

/*
 * Write the scene, or each of its groups in turn, the largest first. A group that is smaller
 * than what is left out everywhere is passed over. rest may be NULL. False with *err: what
 * write says, PFL_NOMEM, or PFL_LIMIT where there are so many groups that it would take
 * minutes.
 */
bool pfl_parts(const struct pfl_scene *scene, pfl_part_write *write, void *context,
	struct pfl_parts_rest *rest, struct pfl_error *err);

/*
 * Write the line above a group's table in text, with the empty line in front:
 * "tenant=acme: 1.83s of 18.77s total (9.75%)". Nothing where nothing is grouped. False:
 * PFL_NOMEM.
 */
bool pfl_part_heading(
	const struct pfl_writing *writing, const struct pfl_part *part, struct pfl_error *err);

/* All parts, and below the last "12 more groups: 30ms of 18.77s total (0.16%)": for text and
 * Markdown. As pfl_parts(). */
bool pfl_parts_told(const struct pfl_scene *scene, pfl_part_write *write,
	struct pfl_writing *writing, struct pfl_error *err);

/* A table in Markdown below such a line, and as CSV, whose rows begin with what the group is:
 * one cell for each key. */
pfl_part_form pfl_part_markdown, pfl_part_csv;

/* The titles of this table, and all parts. As pfl_parts(). */
bool pfl_parts_csv(const struct pfl_scene *scene, const struct pfl_table *table,
	pfl_part_write *write, struct pfl_writing *writing, struct pfl_error *err);

/* The keys "group_by" and "groups", where something is grouped. */
void pfl_parts_json(struct pfl_jsonw *w, const struct pfl_scene *whole);

#endif
