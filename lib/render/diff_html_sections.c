/* SPDX-License-Identifier: Apache-2.0 */
/* What a comparison's page holds of several: the answer of each, and the second and later ones
 * in full. */
#include "render/diff_html.h"
#include "render/flame_svg.h"

#include <inttypes.h>
#include <stdio.h>

static bool
put_answer(void *context, struct pfl_diff *diff, struct pfl_error *err)
{
	struct pfl_html *h = context;

	(void)err;
	if (diff->section == 0)
		pfl_out_str(h->out, "<li><a href=\"#findings\">");
	else
		pfl_out_printf(h->out, "<li><a href=\"#part-%" PRIu32 "\">", diff->section);
	pfl_diff_say_section(diff, &h->text);
	pfl_html_put(h);
	pfl_out_str(h->out, "</a>: ");
	pfl_diff_say_headline(diff, 0, &h->text);
	pfl_html_put(h);
	pfl_out_str(h->out, "</li>\n");
	pfl_diff_say_small(diff, &h->text);
	if (h->text.n == 0)
		return true;
	pfl_out_str(h->out, "<li>");
	pfl_html_put(h);
	pfl_out_str(h->out, "</li>\n");
	return true;
}

bool
pfl_html_put_answers(struct pfl_html *h, struct pfl_error *err)
{
	bool ok;

	pfl_out_str(h->out, "<ul class=\"answers\">\n");
	ok = pfl_diff_each(h->scene, h->style, PFL_DIFF_TEXT, put_answer, h, err);
	pfl_out_str(h->out, "</ul>\n");
	return ok;
}

/* A page has one picture that can be worked with; the values of a label have none, nor has what
 * has no stacks. */
static bool
put_flame(struct pfl_html *h, struct pfl_error *err)
{
	struct pfl_style still = *h->style;
	struct pfl_scene part;
	bool ok;

	if (h->scene->label || h->diff.c->of_calls)
		return true;
	still.plain = true;
	pfl_out_str(h->out,
		"<section>\n<h2>Differential flame graph</h2>\n<div class=\"picture\">\n");
	ok = pfl_blame_make(&part, h->scene, &h->arena, err) &&
		pfl_flame_svg_write_further(&part, &still, h->out, err);
	pfl_out_str(h->out, "</div>\n</section>\n");
	return ok;
}

static bool
put_section(void *context, struct pfl_diff *diff, struct pfl_error *err)
{
	struct pfl_html *page = context;
	struct pfl_html h = {
		.scene = diff->scene,
		.style = page->style,
		.diff = *diff,
		.out = page->out,
		.sink = page->sink,
	};
	bool ok;

	if (diff->section == 0)
		return true; /* the page is about it */
	/* Lists refer to what they are of. */
	for (int what = 0; what < N_PFL_DIFF_WHATS; what++)
		h.diff.list[what].diff = &h.diff;
	snprintf(h.prefix, sizeof(h.prefix), "part-%" PRIu32 "-", diff->section);
	pfl_out_printf(
		h.out, "<section class=\"part\" id=\"part-%" PRIu32 "\">\n<h1>", diff->section);
	pfl_diff_say_section(&h.diff, &h.text);
	pfl_html_put(&h);
	pfl_out_str(h.out, "</h1>\n<p class=\"lead\">");
	pfl_diff_say_headline(&h.diff, 0, &h.text);
	pfl_html_put(&h);
	pfl_out_str(h.out, "</p>\n");
	pfl_html_put_facts(&h);
	pfl_html_put_rules(&h);
	pfl_html_put_findings(&h);
	ok = put_flame(&h, err);
	pfl_html_put_tables(&h);
	pfl_out_str(h.out, "</section>\n");
	ok = pfl_text_ok(&h.text, err) && ok;
	pfl_text_clear(&h.text);
	pfl_arena_clear(&h.arena);
	return ok;
}

bool
pfl_html_put_sections(struct pfl_html *h, struct pfl_error *err)
{
	return pfl_diff_each(h->scene, h->style, PFL_DIFF_TEXT, put_section, h, err);
}
