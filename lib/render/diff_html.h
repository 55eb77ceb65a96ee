/* SPDX-License-Identifier: Apache-2.0 */
/* The page of a comparison: shared by the diff_html*.c files only. */
#ifndef PFL_RENDER_DIFF_HTML_H
#define PFL_RENDER_DIFF_HTML_H

#include "base/escape.h"
#include "render/blame.h"
#include "render/contrast.h"
#include "render/diff.h"

extern const struct pfl_renderer pfl_render_diff_json;

struct pfl_html {
	const struct pfl_scene *scene;
	const struct pfl_style *style;
	struct pfl_diff diff;  /* words and numbers                  */
	char prefix[24];       /* of what links of a comparison go to; "" in the first  */
	struct pfl_scene part; /* what the pictures show             */
	struct pfl_contrast contrast; /* how they show it                   */
	struct pfl_out *out;
	struct pfl_sink sink; /* the same                                   */
	struct pfl_text text; /* what is not written yet, not yet escaped   */
	struct pfl_arena arena;
};

/* Write h->text as text of the page, and forget it. */
void pfl_html_put(struct pfl_html *h);

/* Append the answer in a line to h->text. */
void pfl_html_say_answer(struct pfl_html *h);

/* diff_html_sections.c: the answers of several comparisons, with links; and all that there is
 * of the second and later ones. */
bool pfl_html_put_answers(struct pfl_html *h, struct pfl_error *err);
bool pfl_html_put_sections(struct pfl_html *h, struct pfl_error *err);

/* Facts, warnings, rules and findings of h->diff, for a part that is open. */
void pfl_html_put_facts(struct pfl_html *h);
void pfl_html_put_rules(struct pfl_html *h);
void pfl_html_put_findings(struct pfl_html *h);

/* diff_html_tables.c: functions, packages, labels. */
void pfl_html_put_tables(struct pfl_html *h);

/* diff_html_noise.c: how noise was told apart and how names were matched; the call graph of the
 * findings. False: PFL_NOMEM, PFL_LAYOUT. */
bool pfl_html_put_noise(struct pfl_html *h, struct pfl_error *err);
bool pfl_html_put_graph(struct pfl_html *h, struct pfl_error *err);

#endif
