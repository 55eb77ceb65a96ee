/* SPDX-License-Identifier: Apache-2.0 */
/* What list, disasm and weblist share: flat and cum in front of every line. */
#ifndef PFL_RENDER_ANNOTATE_H
#define PFL_RENDER_ANNOTATE_H

#include "render/column.h"
#include "render/report.h"

/* Everything that is used again for every line. */
struct pfl_annotate {
	const struct pfl_scene *scene;
	const struct pfl_style *style;
	struct pfl_table table;
	struct pfl_text text; /* what is not written yet */
	struct pfl_text scratch;
	struct pfl_out *out;
};

typedef bool pfl_annotate_write(struct pfl_annotate *a, struct pfl_error *err);

/* Run a writer with all that it needs, and see to what it leaves behind. */
bool pfl_annotate_run(pfl_annotate_write *write, const struct pfl_scene *scene,
	const struct pfl_style *style, struct pfl_out *out, struct pfl_error *err);

/* Write the text and make it empty. */
void pfl_annotate_flush(struct pfl_annotate *a);

/* One number of a pair of sums: what is shown. */
pfl_sum pfl_annotate_sum(const struct pfl_annotate *a, const pfl_sum sum[2]);

/* Append a value in ten columns and more; where nothing is a dot, 0 is one. */
void pfl_annotate_value(struct pfl_annotate *a, pfl_sum value, bool dot);

/* Append flat and cum as a line has them, bold where there are any and colours are on. */
void pfl_annotate_values(struct pfl_annotate *a, const pfl_sum flat[2], const pfl_sum cum[2]);

/* Add to sums what an instruction uses. */
void pfl_annotate_spots(const struct pfl_scene *scene, const struct pfl_instruction *i,
	pfl_sum flat[2], pfl_sum cum[2]);

/* Append "Total: 18.77s", and the line below a function's name. */
void pfl_annotate_total(struct pfl_annotate *a);
void pfl_annotate_sums(struct pfl_annotate *a, const pfl_sum flat[2], const pfl_sum cum[2]);

/* Append "ROUTINE ======================== name in file", or without a file (empty). */
void pfl_annotate_title(struct pfl_annotate *a, struct pfl_span name, struct pfl_span file);

/* Append a routine's heading in Markdown, in the same way. */
void pfl_annotate_heading(
	struct pfl_text *text, struct pfl_span name, struct pfl_span file, bool first);

/* The keys flat and cum. */
void pfl_annotate_json(struct pfl_annotate *a, struct pfl_jsonw *json, const pfl_sum flat[2],
	const pfl_sum cum[2]);

/* The keys that a document starts with, up to what it lists. */
void pfl_annotate_json_head(struct pfl_annotate *a, struct pfl_jsonw *json, const char *schema);

#endif
