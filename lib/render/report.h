/* SPDX-License-Identifier: Apache-2.0 */
/* What text reports have in common: heads, names of rows, limits. */
#ifndef PFL_RENDER_REPORT_H
#define PFL_RENDER_REPORT_H

#include "base/jsonw.h"
#include "base/text.h"
#include "render/column.h"
#include "scene.h"
#include <profloom/render.h>

/* The first keys of a JSON report: schema, tool, version, sample_type, unit. */
void pfl_report_json_head(struct pfl_jsonw *w, const struct pfl_scene *scene,
	const struct pfl_style *style, const char *schema);

/* Then the total, and of a pair the old one. */
void pfl_report_json_totals(struct pfl_jsonw *w, const struct pfl_scene *scene);

/* A value with its key, a mean divided, and of a pair the old one. */
void pfl_report_json_sums(struct pfl_jsonw *w, const struct pfl_scene *scene, const char *key,
	const char *old_key, const pfl_sum sum[2]);

/* Write a text and clear it. False with *err PFL_NOMEM when it was not complete. */
bool pfl_report_put(struct pfl_text *text, struct pfl_out *out, struct pfl_error *err);

/*
 * What a row is called in data: the function, or where there is none what the text report shows
 * ("a.go:12", "[libc.so]", "<unknown>"). Borrowed from the profile or from scratch, which is
 * empty.
 */
struct pfl_span pfl_report_name(
	const struct pfl_scene *scene, uint32_t node, struct pfl_text *scratch);

/*
 * What a row is called in tables, as pprof prints it: "main.work main.go:12", in scratch, which
 * is empty. *head is the length of the part before the file, 0 where there is none.
 */
struct pfl_span pfl_report_printed(
	const struct pfl_scene *scene, uint32_t node, struct pfl_text *scratch, size_t *head);

/*
 * The source file of each node as a string id, 0 where it is not known: the node's own, or at
 * functions granularity, where nodes have none, the file of all its frames. A name that several
 * files hold has none. The arena or the scene owns the array; NULL: PFL_NOMEM. Such a file is
 * written as pfl_report_file() says, which trims it as the view wants.
 */
const uint32_t *pfl_report_files(
	const struct pfl_scene *scene, struct pfl_arena *arena, struct pfl_error *err);
struct pfl_span pfl_report_file(
	const struct pfl_scene *scene, uint32_t file, struct pfl_text *scratch);

/*
 * Rows of a table that are about nodes: the first member of what pfl_table.rows points to. The
 * getters are for its columns.
 */
struct pfl_report_rows {
	const struct pfl_scene *scene;
	const uint32_t *file; /* by node: pfl_report_files() */
	uint32_t (*node)(const void *rows, size_t row);
};

pfl_table_get pfl_report_get_name, pfl_report_get_file, pfl_report_get_line,
	pfl_report_get_address;
pfl_table_get pfl_report_get_printed; /* as pprof prints it */

/* A value as a share of the scene's total. */
void pfl_report_share(const void *rows, pfl_sum value, struct pfl_cell *cell);

/* The keys that say which node it is: name, file, line, at addresses granularity also that. */
void pfl_report_json_place(struct pfl_jsonw *w, const struct pfl_report_rows *rows,
	uint32_t node, struct pfl_text *scratch);

/* What was read: total, samples, duration_ns. */
void pfl_report_json_measure(struct pfl_jsonw *w, const struct pfl_scene *scene);

/* What was left out for being small: dropped, of edges too where the report shows them. */
void pfl_report_json_dropped(struct pfl_jsonw *w, const struct pfl_scene *scene, bool edges);

/* A table of this scene in this style: rows and columns are for the caller to fill in. */
struct pfl_table pfl_report_table(const struct pfl_scene *scene, const struct pfl_style *style);

/*
 * Append pprof's header lines (see pfl_scene_labels()), those about the profile unless the view
 * says compact-labels. A line that a CI system would take for a command (a comment that starts
 * with ":" or "#") gets "Comment: " in front.
 */
void pfl_report_labels(const struct pfl_scene *scene, struct pfl_text *text);

/* Only the lines about the profile, whatever the view says. */
void pfl_report_profile_labels(const struct pfl_scene *scene, struct pfl_text *text);

/*
 * Append a line, visible already. Where a CI system would take it for a command ("::error::x",
 * "##[error]x", with or without blanks in front), its first character becomes an escape.
 */
void pfl_report_line(struct pfl_text *text, struct pfl_span line);

/*
 * A fence of Markdown that no text of the profile can close, with a newline: for reports that
 * are written as they go.
 */
void pfl_report_open_fence(const struct pfl_scene *scene, struct pfl_text *fence);

/* Append whole lines as a fenced block of Markdown, whose fence nothing in them can close. */
void pfl_report_block(struct pfl_span body, struct pfl_text *text);

/* The header lines as such a block. */
void pfl_report_fence(const struct pfl_scene *scene, struct pfl_text *text);

/* A Markdown heading, "### Top: `cpu`", with the header lines below. False: PFL_NOMEM. */
bool pfl_report_heading(const struct pfl_scene *scene, const char *title, struct pfl_out *out,
	struct pfl_error *err);

/* How many rows to show: --node-count, where 0 is all, or `fallback` when it was not given. */
size_t pfl_report_limit(const struct pfl_scene *scene, size_t fallback);

#endif
