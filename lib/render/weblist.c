/* SPDX-License-Identifier: Apache-2.0 */
/*
 * weblist: the source of functions as a page of HTML. One file that loads nothing: its policy
 * lets through its own script and style sheet alone, by their sums, so that whatever a profile
 * or a source file holds cannot become either. Without the script it can be read all the same.
 */
#include "render/weblist.h"

#include "analyze/order.h"
#include "base/escape.h"
#include "base/unit.h"
#include "base/utf8.h"
#include "render/assets/assets.h"
#include "render/labels.h"
#include "render/page.h"
#include "render/renderer.h"

#include <inttypes.h>

enum {
	PAGE = 32 << 20, /* bytes of a page, after which it ends              */
	INDEX = 8 << 20, /* of these for the index of functions               */
	LEVELS = 20,     /* widths of bars: a style sheet cannot have all     */
};

void
pfl_weblist_put_text(struct pfl_weblist *w, struct pfl_span text, size_t most)
{
	bool cut = text.n > most;

	if (cut)
		text.n = pfl_utf8_cut(text.at, text.n, most);
	pfl_escape_xml(pfl_sink_text(w->text), text);
	pfl_text_str(w->text, cut ? "\xe2\x80\xa6" : "");
}

void
pfl_weblist_put_value(struct pfl_weblist *w, pfl_sum value)
{
	pfl_text_reset(&w->a->scratch);
	pfl_table_value(&w->a->table, PFL_CELL_VALUE, value, &w->a->scratch);
	pfl_weblist_put_text(w, pfl_text_span(&w->a->scratch), PFL_WEBLIST_NAME);
}

void
pfl_weblist_put_share(struct pfl_weblist *w, pfl_sum value, pfl_sum whole)
{
	char percent[PFL_PERCENT_TEXT];

	pfl_text_str(w->text, pfl_percent_trimmed(value, whole, percent));
}

unsigned
pfl_weblist_level(pfl_sum value, pfl_sum whole)
{
	double part;

	if (value == 0 || whole == 0)
		return 0;
	part = (double)pfl_sum_abs(value) / (double)pfl_sum_abs(whole) * LEVELS;
	return part >= LEVELS ? LEVELS : part < 1 ? 1 : (unsigned)(part + 0.5);
}

static void
put_number(struct pfl_weblist *w, pfl_sum value)
{
	pfl_text_str(w->text, "<span>");
	if (value)
		pfl_weblist_put_value(w, value);
	else
		pfl_text_char(w->text, '.');
	pfl_text_str(w->text, "</span>");
}

/* The one for flat lies in the one for cum; it can be longer where calls give back. */
static void
put_bar(struct pfl_weblist *w, pfl_sum flat, pfl_sum cum, pfl_sum whole)
{
	pfl_text_printf(w->text, "<i class=\"b w%u\"></i>", pfl_weblist_level(cum, whole));
	if (flat)
		pfl_text_printf(
			w->text, "<i class=\"f w%u\"></i>", pfl_weblist_level(flat, whole));
}

void
pfl_weblist_put_cells(struct pfl_weblist *w, pfl_sum flat, pfl_sum cum, pfl_sum whole)
{
	if (whole) {
		pfl_text_str(w->text, "<span class=\"m\" title=\"");
		pfl_weblist_put_share(w, cum, w->a->scene->total);
		pfl_text_str(w->text, " of the total\">");
		put_bar(w, flat, cum, whole);
		pfl_text_str(w->text, "</span>");
	} else {
		pfl_text_str(w->text, "<span></span>");
	}
	put_number(w, flat);
	put_number(w, cum);
}

bool
pfl_weblist_flush(struct pfl_weblist *w)
{
	w->written += w->text->n;
	pfl_annotate_flush(w->a);
	return pfl_out_ok(w->a->out) && !w->text->failed && w->written < w->most;
}

static int
by_weight(const void *context, uint32_t a, uint32_t b)
{
	const struct pfl_weblist *w = context;
	const struct pfl_routine *x = &w->a->scene->listing.routine[a];
	const struct pfl_routine *y = &w->a->scene->listing.routine[b];
	int order = pfl_sum_cmp(pfl_sum_abs(pfl_annotate_sum(w->a, y->cum)),
		pfl_sum_abs(pfl_annotate_sum(w->a, x->cum)));

	return order ? order
		     : pfl_sum_cmp(pfl_sum_abs(pfl_annotate_sum(w->a, y->flat)),
			       pfl_sum_abs(pfl_annotate_sum(w->a, x->flat)));
}

/* In which order functions are shown, and where the lines of each are to be found. */
static bool
arrange(struct pfl_weblist *w, struct pfl_error *err)
{
	const struct pfl_listing *listing = &w->a->scene->listing;

	w->order = pfl_arena_alloc(&w->arena, listing->n, sizeof(*w->order), err);
	w->section = pfl_arena_alloc(
		&w->arena, w->a->scene->graph.n_nodes, sizeof(*w->section), err);
	if (!w->order || !w->section)
		return false;
	for (uint32_t i = 0; i < listing->n; i++)
		w->order[i] = i;
	if (!pfl_order_rows(w->order, listing->n, by_weight, w, err))
		return false;
	for (uint32_t i = 0; i < listing->n; i++) {
		const struct pfl_routine *r = &listing->routine[w->order[i]];

		for (uint32_t k = r->first; k < r->first + r->n_lines; k++) {
			const struct pfl_listed_line *line = &listing->line[k];

			for (uint32_t j = line->first; j < line->first + line->n; j++)
				w->section[listing->node[j]] = i + 1;
		}
	}
	return pfl_weblist_sort_code(w, err);
}

static struct pfl_span
pattern_of(const struct pfl_weblist *w)
{
	return pfl_span_of(pfl_view_get(w->a->scene->view, "pattern"));
}

static const char *const script_sums[] = { pfl_asset_weblist_js_sha256, NULL };

static const struct pfl_page frame = {
	.css = pfl_asset_weblist_css,
	.css_sum = pfl_asset_weblist_css_sha256,
	.script = pfl_asset_weblist_js,
	.script_sums = script_sums,
};

static void
add_title(struct pfl_text *title, const char *before, struct pfl_span part)
{
	enum { MOST = 60 }; /* bytes of a part */
	size_t n = part.n > MOST ? pfl_utf8_cut(part.at, part.n, MOST) : part.n;

	pfl_text_str(title, before);
	pfl_text_add(title, (struct pfl_span){ part.at, n });
}

static void
put_start(struct pfl_weblist *w)
{
	struct pfl_span program = pfl_scene_program(w->a->scene);
	struct pfl_text title = { 0 };

	add_title(&title, "", pattern_of(w));
	add_title(&title, ": ", pfl_span_of(w->a->scene->type_name));
	add_title(&title, program.n ? " of " : "", program);
	pfl_page_begin(pfl_sink_text(w->text), pfl_text_span(&title), &frame);
	w->text->failed |= title.failed;
	pfl_text_clear(&title);
}

/* What the samples that have one of the functions in their stack add up to. */
static bool
add_covered(struct pfl_weblist *w, pfl_sum covered[2], struct pfl_error *err)
{
	const struct pfl_scene *scene = w->a->scene;
	const struct pfl_profile *p = scene->profile;
	bool *listed = pfl_arena_alloc(&w->arena, scene->nodes.n, sizeof(*listed), err);
	bool *has = pfl_arena_alloc(&w->arena, p->stacks.n, sizeof(*has), err);

	if (!listed || !has)
		return false;
	for (uint32_t i = 0; i < scene->graph.n_nodes; i++)
		listed[scene->graph.node[i].node] = w->section[i] != 0;
	for (uint32_t i = 1; i < p->stacks.n; i++) {
		uint32_t location = p->stacks.location[i];

		has[i] = has[p->stacks.parent[i]];
		for (uint32_t k = p->locations.first_frame[location];
			!has[i] && k < p->locations.first_frame[location + 1]; k++)
			has[i] = listed[scene->nodes.of_frame[k]];
	}
	for (uint32_t i = 0; i < p->samples.n; i++) {
		for (int k = 0; k < 2 && scene->columns.value[k]; k++)
			covered[k] += has[p->samples.stack[i]] ? scene->columns.value[k][i] : 0;
	}
	return true;
}

/* What the profile says of itself, "Type: cpu" and so on, and the filters. */
static void
put_facts(struct pfl_weblist *w)
{
	struct pfl_text labels = { 0 };
	struct pfl_span rest, line;

	pfl_scene_labels(w->a->scene, PFL_LABELS_PROFILE | PFL_LABELS_FILTERS, &labels);
	rest = pfl_text_span(&labels);
	pfl_text_str(w->text, "<ul class=\"facts\">\n");
	while (rest.n && pfl_span_cut(&rest, '\n', &line)) {
		if (line.n == 0)
			continue;
		pfl_text_str(w->text, "<li>");
		pfl_weblist_put_text(w, line, PFL_WEBLIST_NAME);
		pfl_text_str(w->text, "</li>\n");
	}
	pfl_text_str(w->text, "</ul>\n");
	w->text->failed |= labels.failed;
	pfl_text_clear(&labels);
}

static void
put_notes(struct pfl_weblist *w)
{
	size_t n = pfl_scene_notes(w->a->scene);

	if (n == 0)
		return;
	pfl_text_str(w->text, "<ul class=\"notes\">\n");
	for (size_t i = 0; i < n; i++) {
		pfl_text_str(w->text, "<li>");
		pfl_weblist_put_text(w, pfl_span_of(pfl_scene_note(w->a->scene, i)), 2000);
		pfl_text_str(w->text, "</li>\n");
	}
	pfl_text_str(w->text, "</ul>\n");
}

static void
put_amount(struct pfl_weblist *w, pfl_sum value)
{
	pfl_text_str(w->text, "<b>");
	pfl_weblist_put_value(w, value);
	pfl_text_str(w->text, "</b> (");
	pfl_weblist_put_share(w, value, w->a->scene->total);
	pfl_text_char(w->text, ')');
}

static bool
put_header(struct pfl_weblist *w, struct pfl_error *err)
{
	const struct pfl_scene *scene = w->a->scene;
	const struct pfl_listing *listing = &scene->listing;
	pfl_sum flat = 0, covered[2] = { 0 };

	if (!add_covered(w, covered, err))
		return false;
	for (uint32_t i = 0; i < listing->n; i++)
		flat += pfl_annotate_sum(w->a, listing->routine[i].flat);
	pfl_text_str(w->text, "<header>\n<h1>Source of <code>");
	pfl_weblist_put_text(w, pattern_of(w), PFL_WEBLIST_NAME);
	pfl_text_str(w->text, "</code></h1>\n<p class=\"lead\">");
	pfl_text_printf(
		w->text, "%u function%s ", listing->n, listing->n == 1 ? " uses" : "s use");
	put_amount(w, flat);
	pfl_text_str(w->text,
		listing->n == 1 ? " itself, and with its calls "
				: " themselves, and with their calls ");
	put_amount(w, pfl_annotate_sum(w->a, covered));
	pfl_text_str(w->text, " of <b>");
	pfl_weblist_put_value(w, scene->total);
	pfl_text_str(w->text, "</b>.</p>\n");
	put_facts(w);
	put_notes(w);
	pfl_text_str(w->text, "</header>\n");
	return true;
}

static void
put_index_number(struct pfl_weblist *w, const pfl_sum sum[2])
{
	pfl_sum value = pfl_annotate_sum(w->a, sum);
	char exact[PFL_SUM_TEXT];

	pfl_text_printf(w->text, "<td data-v=\"%s\">", pfl_sum_text(value, exact));
	pfl_weblist_put_value(w, value);
	pfl_text_str(w->text, " <span class=\"p\">");
	pfl_weblist_put_share(w, value, w->a->scene->total);
	pfl_text_str(w->text, "</span></td>");
}

static void
put_index_row(struct pfl_weblist *w, uint32_t i)
{
	const struct pfl_scene *scene = w->a->scene;
	const struct pfl_routine *r = &scene->listing.routine[w->order[i]];

	pfl_text_str(w->text, "<tr>");
	put_index_number(w, r->flat);
	put_index_number(w, r->cum);
	pfl_text_str(w->text, "<td class=\"p\"><span class=\"m\">");
	put_bar(w, pfl_annotate_sum(w->a, r->flat), pfl_annotate_sum(w->a, r->cum),
		scene->total);
	pfl_text_printf(w->text, "</span></td><th scope=\"row\"><a href=\"#f%u\">", i + 1);
	pfl_weblist_put_text(w, pfl_profile_text(scene->profile, r->name), PFL_WEBLIST_NAME);
	pfl_text_str(w->text, "</a></th><td class=\"file\">");
	pfl_weblist_put_text(w, pfl_profile_text(scene->profile, r->file), PFL_WEBLIST_NAME);
	pfl_text_str(w->text, "</td></tr>\n");
}

static void
put_index(struct pfl_weblist *w)
{
	uint32_t n = w->a->scene->listing.n;

	if (n < 2)
		return;
	pfl_text_str(w->text,
		"<nav aria-label=\"Functions\">\n<table id=\"index\">\n<thead><tr>"
		"<th scope=\"col\">flat</th><th scope=\"col\" aria-sort=\"descending\">cum</th>"
		"<th scope=\"col\" class=\"p\">of total</th><th scope=\"col\">function</th><th "
		"scope=\"col\" class=\"file\">file</th></tr>"
		"</thead>\n<tbody>\n");
	w->most = INDEX;
	for (uint32_t i = 0; i < n && pfl_weblist_flush(w); i++)
		put_index_row(w, i);
	w->most = PAGE;
	pfl_text_str(w->text, "</tbody>\n</table>\n</nav>\n");
}

static void
put_legend(struct pfl_weblist *w)
{
	pfl_text_str(w->text,
		"<p class=\"legend\"><span class=\"m\"><i class=\"b w20\"></i><i class=\"f "
		"w8\">"
		"</i></span> shares of the function's cum: solid is flat, what the line uses "
		"itself; outlined is cum, with what it calls. A line with \xe2\x96\xb8 opens "
		"to "
		"its calls");
	if (w->n_code)
		pfl_text_str(w->text, " and its machine code");
	pfl_text_str(w->text, ".</p>\n");
}

static bool
put_page(struct pfl_weblist *w, struct pfl_error *err)
{
	const struct pfl_listing *listing = &w->a->scene->listing;
	bool ok;

	put_start(w);
	ok = put_header(w, err);
	put_index(w);
	pfl_text_str(w->text, "<main>\n");
	if (listing->n)
		put_legend(w);
	for (uint32_t i = 0; i < listing->n && ok && pfl_weblist_flush(w); i++) {
		w->at = i + 1;
		ok = pfl_weblist_put_routine(w, &listing->routine[w->order[i]], err);
	}
	if (listing->n == 0)
		pfl_text_str(w->text, "<p class=\"end\">There are no samples to show.</p>\n");
	if (w->written >= w->most)
		pfl_text_str(w->text,
			"<p class=\"end\">The page ends here, for it would be too large. An "
			"expression that matches less shows all of it.</p>\n");
	pfl_text_str(w->text, "</main>\n");
	pfl_page_end(pfl_sink_text(w->text), &frame);
	pfl_weblist_flush(w);
	return ok;
}

static bool
write_html(struct pfl_annotate *a, struct pfl_error *err)
{
	struct pfl_budget passing = a->scene->budget;
	struct pfl_weblist w = { .a = a, .text = &a->text, .most = PAGE };
	bool ok;

	w.arena.budget = &passing;
	ok = arrange(&w, err) && put_page(&w, err);
	pfl_arena_clear(&w.arena);
	return ok;
}

static bool
render_html(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	return pfl_annotate_run(write_html, scene, style, out, err);
}

const struct pfl_renderer pfl_render_weblist_html = {
	.family = "weblist",
	.format = "html",
	.suffix = ".html",
	.help = "a page of source lines that open to their calls and machine code",
	.flags = PFL_NEEDS_GRAPH | PFL_NEEDS_PATTERN | PFL_NOW_ONLY | PFL_LISTING | PFL_BINARY |
		(PFL_HAVE_DISASSEMBLY ? PFL_ASSEMBLY : 0),
	.render = render_html,
};
