/* SPDX-License-Identifier: Apache-2.0 */
/* diff as an HTML page of its own: the answer, findings, both pictures, tables, what is known
 * of noise. */
#include "render/diff_html.h"
#include "base/number.h"
#include "render/assets/assets.h"
#include "render/flame_svg.h"
#include "render/page.h"
#include "render/renderer.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

enum {
	FINDINGS = 50, /* cards                                                  */
	FRAMES = 64,   /* of a path                                              */
	INPUTS = 200,  /* names of a side                                        */
	WARNINGS = 50,
	RULES = 200,
	JSON = 1500 * 1000, /* bytes of the data that the page carries at most */
};

void
pfl_html_put(struct pfl_html *h)
{
	pfl_escape_xml(h->sink, pfl_text_span(&h->text));
	pfl_text_reset(&h->text);
}

static void
put_fact(struct pfl_html *h, const char *name)
{
	if (h->text.n == 0)
		return;
	pfl_out_printf(h->out, "<dt>%s</dt><dd>", name);
	pfl_html_put(h);
	pfl_out_str(h->out, "</dd>\n");
}

static void
put_warnings(struct pfl_html *h)
{
	const struct pfl_comparison *c = h->diff.c;

	uint32_t n = 0;

	for (uint32_t i = 0; i < c->n_warnings; i++)
		n += pfl_diff_is_told(&h->diff, &c->warning[i]);
	if (n == 0)
		return;
	pfl_out_str(h->out, "<ul class=\"notes\">\n");
	for (uint32_t i = 0; i < c->n_warnings && i < WARNINGS; i++) {
		if (!pfl_diff_is_told(&h->diff, &c->warning[i]))
			continue;
		pfl_out_str(h->out, c->warning[i].note ? "<li>Note: " : "<li>Warning: ");
		pfl_diff_say_warning(&h->diff, &c->warning[i], &h->text);
		pfl_html_put(h);
		pfl_out_str(h->out, "</li>\n");
	}
	if (c->n_warnings > WARNINGS)
		pfl_out_printf(
			h->out, "<li>and %" PRIu32 " more</li>\n", c->n_warnings - WARNINGS);
	pfl_out_str(h->out, "</ul>\n");
}

void
pfl_html_put_rules(struct pfl_html *h)
{
	const struct pfl_comparison *c = h->diff.c;

	if (c->n_rulings == 0)
		return;
	pfl_out_printf(h->out, "<section id=\"%srules\">\n<h2>Rules</h2>\n<ul>\n", h->prefix);
	for (uint32_t i = 0; i < c->n_rulings && i < RULES; i++) {
		const struct pfl_ruling *r = &c->ruling[i];

		pfl_out_printf(h->out, "<li><b class=\"%s\">%s</b> <code>",
			pfl_verdict_word(r->verdict), pfl_verdict_word(r->verdict));
		pfl_text_str(&h->text, r->rule);
		pfl_html_put(h);
		pfl_out_str(h->out, "</code> ");
		pfl_diff_say_ruling(&h->diff, r, &h->text);
		pfl_html_put(h);
		pfl_out_str(h->out, "</li>\n");
	}
	if (c->n_rulings > RULES)
		pfl_out_printf(h->out, "<li>and %" PRIu32 " more</li>\n", c->n_rulings - RULES);
	pfl_out_str(h->out, "</ul>\n</section>\n");
}

void
pfl_html_put_facts(struct pfl_html *h)
{
	pfl_out_str(h->out, "<p class=\"lead\">");
	pfl_diff_say_total(&h->diff, &h->text);
	pfl_html_put(h);
	pfl_out_str(h->out, "</p>\n<dl class=\"facts\">\n");
	pfl_diff_say_side(&h->diff, true, &h->text);
	put_fact(h, "old");
	pfl_diff_say_side(&h->diff, false, &h->text);
	put_fact(h, "new");
	pfl_diff_say_basis(&h->diff, &h->text);
	put_fact(h, "scale");
	pfl_diff_say_detectable(&h->diff, &h->text);
	put_fact(h, "limits");
	pfl_out_str(h->out, "</dl>\n");
	put_warnings(h);
}

static bool
put_header(struct pfl_html *h, struct pfl_error *err)
{
	enum pfl_verdict verdict;
	bool several = pfl_scene_sections(h->scene) > 1, ok = true;

	pfl_out_str(h->out, "<header>\n<h1>");
	if (pfl_scene_verdict(h->scene, &verdict))
		pfl_out_printf(h->out, "<span class=\"verdict %s\">%s</span>",
			pfl_verdict_word(verdict), pfl_verdict_word(verdict));
	if (several)
		pfl_diff_say_overview(h->scene, &h->text);
	else
		pfl_html_say_answer(h);
	pfl_html_put(h);
	pfl_out_str(h->out, "</h1>\n");
	if (several)
		ok = pfl_html_put_answers(h, err);
	pfl_html_put_facts(h);
	pfl_out_str(h->out,
		"</header>\n<nav aria-label=\"Parts of the page\">"
		"<a href=\"#findings\">Findings</a><a href=\"#flame\">Flame graph</a>"
		"<a href=\"#functions\">Functions</a><a href=\"#calls\">Call graph</a>"
		"<a href=\"#noise\">Noise</a><a href=\"#inputs\">Inputs</a></nav>\n");
	return ok;
}

void
pfl_html_say_answer(struct pfl_html *h)
{
	const struct pfl_comparison *c = h->diff.c;

	if (c->snapshots || pfl_diff_emptiness(c)) {
		pfl_diff_say_headline(&h->diff, 0, &h->text);
		return;
	}
	if (c->n_findings == 0) {
		pfl_text_str(&h->text, "No provable change");
		return;
	}
	pfl_diff_say_finding(&h->diff, &c->finding[0], 0, &h->text);
	if (c->n_findings > 1)
		pfl_text_printf(&h->text, ", and %" PRIu32 " finding%s more", c->n_findings - 1,
			c->n_findings == 2 ? "" : "s");
}

/* A bar of so many percent of the track, and what it stands for. */
static void
put_bar(struct pfl_html *h, const char *side, double part, pfl_sum value)
{
	char width[PFL_NUMBER_TEXT];

	pfl_out_printf(h->out,
		"<span>%s</span><div class=\"track%s\"><i style=\"width:%s%%\"></i><b>", side,
		*side == 'n' ? " now" : "", pfl_number_short(100 * part, 2, width));
	pfl_diff_say_value(&h->diff, value, false, &h->text);
	pfl_html_put(h);
	pfl_out_str(h->out, "</b></div>");
}

/* From what the change is at least to what it is, or may be: on the scale of the bars. */
static void
put_whisker(struct pfl_html *h, double old, double bound, double far, double most)
{
	double from = fmax(fmin(old + bound, old + far), 0) / most;
	double to = fmin(fmax(old + bound, old + far), most) / most;
	char left[PFL_NUMBER_TEXT], width[PFL_NUMBER_TEXT], right[PFL_NUMBER_TEXT];

	pfl_out_printf(h->out,
		"<span></span><div class=\"track whisker\"><i "
		"style=\"left:%s%%;width:%s%%\"></i>",
		pfl_number_short(100 * from, 2, left),
		pfl_number_short(100 * fmax(to - from, 0), 2, width));
	if (to < 0.7) {
		pfl_out_printf(h->out, "<em style=\"left:%s%%\">new is at %s ",
			pfl_number_short(100 * to, 2, right), bound > 0 ? "least" : "most");
		pfl_diff_say_value(
			&h->diff, pfl_diff_change(&h->diff, old + bound), false, &h->text);
		pfl_html_put(h);
		pfl_out_str(h->out, "</em>");
	}
	pfl_out_str(h->out, "</div>");
}

/* The far end of the interval: of a function everywhere its own; of a path, what was seen. What
 * calls tell of a function is what it uses itself. */
static double
far_end(const struct pfl_comparison *c, const struct pfl_finding *f, double delta)
{
	for (uint32_t i = 0; f->everywhere && i < c->n; i++) {
		const struct pfl_compared *row = &c->row[i];
		const struct pfl_delta *of = c->of_calls ? &row->flat : &row->cum;

		if (row->node == f->node && of->low <= of->high)
			return delta > 0 ? of->high : of->low;
	}
	return delta;
}

/* Of calls there is none but the function itself, which the heading names. */
static void
put_path(struct pfl_html *h, const struct pfl_finding *f)
{
	if (h->diff.c->of_calls)
		return;
	pfl_out_str(h->out, "<p class=\"path\">");
	pfl_diff_say_path(&h->diff, f, FRAMES, 0, &h->text);
	pfl_html_put(h);
	pfl_out_str(h->out, "</p>\n");
}

static void
put_card(struct pfl_html *h, uint32_t i)
{
	const struct pfl_comparison *c = h->diff.c;
	const struct pfl_finding *f = &c->finding[i];
	double old = (double)f->old * c->factor, now = (double)f->now;
	double far = far_end(c, f, now - old), most = fmax(fmax(old, now), old + far);

	pfl_out_printf(h->out,
		"<article class=\"card %s\" id=\"%sfinding-%" PRIu32 "\">\n<h3><span "
		"class=\"tag\">#%" PRIu32 "</span> ",
		f->delta > 0 ? "more" : "less", h->prefix, i + 1, i + 1);
	pfl_diff_say_finding(&h->diff, f, 0, &h->text);
	pfl_html_put(h);
	pfl_out_str(h->out, ", <span class=\"least\">at least ");
	pfl_diff_say_value(
		&h->diff, pfl_sum_abs(pfl_diff_change(&h->diff, f->bound)), false, &h->text);
	pfl_html_put(h);
	pfl_out_str(h->out, "</span></h3>\n<div class=\"bars\">");
	if (most > 0) {
		put_bar(h, "old", fmax(old, 0) / most, pfl_diff_old(&h->diff, f->old));
		put_bar(h, "new", fmax(now, 0) / most, pfl_diff_now(&h->diff, f->now));
		put_whisker(h, old, f->bound, far, most);
	}
	pfl_out_str(h->out, "</div>\n");
	put_path(h, f);
	pfl_out_str(h->out, "<p class=\"kind\">");
	pfl_diff_say_size(&h->diff, f, &h->text);
	pfl_text_str(&h->text, "; ");
	pfl_diff_say_kind(&h->diff, f, &h->text);
	pfl_diff_say_callers(&h->diff, f, "; ", &h->text);
	pfl_html_put(h);
	pfl_out_str(h->out, "</p>\n</article>\n");
}

void
pfl_html_put_findings(struct pfl_html *h)
{
	const struct pfl_comparison *c = h->diff.c;

	pfl_out_printf(h->out, "<section id=\"%sfindings\">\n<h2>Findings</h2>\n", h->prefix);
	for (uint32_t i = 0; i < c->n_findings && i < FINDINGS; i++)
		put_card(h, i);
	if (c->n_findings > FINDINGS)
		pfl_out_printf(
			h->out, "<p>And %" PRIu32 " more.</p>\n", c->n_findings - FINDINGS);
	pfl_out_str(h->out, "<p>");
	if (c->n_findings) {
		pfl_diff_say_sum(&h->diff, &h->text);
		pfl_diff_capitalize(&h->text, 0);
		pfl_text_char(&h->text, '.');
	} else if (c->snapshots) {
		pfl_diff_say_noise(&h->diff, &h->text);
	} else {
		pfl_text_str(&h->text, "Nothing changed by more than noise does.");
	}
	pfl_html_put(h);
	pfl_out_str(h->out, "</p>\n</section>\n");
}

static void
put_inputs(struct pfl_html *h, bool old)
{
	const struct pfl_style *style = h->style;
	const char *const *name = old ? style->old_inputs : style->new_inputs;
	size_t n = old ? style->n_old_inputs : style->n_new_inputs;

	pfl_out_printf(h->out, "<h3>%s</h3>\n<ul class=\"inputs\">\n", old ? "Old" : "New");
	for (size_t i = 0; i < n && i < INPUTS; i++) {
		pfl_out_str(h->out, "<li>");
		pfl_text_add(&h->text, pfl_diff_input(name[i]));
		pfl_text_str(
			&h->text, pfl_diff_is_left_out(&h->diff, old, i) ? ", left out" : "");
		pfl_html_put(h);
		pfl_out_str(h->out, "</li>\n");
	}
	if (n > INPUTS)
		pfl_out_printf(h->out, "<li>and %zu more</li>\n", n - INPUTS);
	pfl_out_str(h->out, "</ul>\n");
}

/* The same as JSON, for programs that get only the page; its strings cannot end the element. */
static bool
put_json(struct pfl_html *h, struct pfl_error *err)
{
	struct pfl_out *out = pfl_out_memory(err);
	char *bytes = NULL;
	size_t n = 0;

	if (!out)
		return false;
	if (pfl_render_diff_json.render(h->scene, h->style, out, err))
		bytes = pfl_out_take(out, &n, err);
	else
		pfl_out_abandon(out);
	if (bytes && n <= JSON) {
		pfl_out_str(h->out, "<script type=\"application/json\" id=\"profdiff\">\n");
		pfl_out_write(h->out, bytes, n);
		pfl_out_str(h->out, "</script>\n");
	}
	free(bytes);
	return bytes != NULL;
}

/* Boxes above one another are stacks. */
static bool
put_flame(struct pfl_html *h, struct pfl_error *err)
{
	bool ok = true;

	pfl_out_str(h->out, "<section id=\"flame\">\n<h2>Differential flame graph</h2>\n");
	if (h->diff.c->of_calls) {
		pfl_out_str(h->out,
			"<p class=\"kind\">The profiles have calls and their costs, but no "
			"stacks, which a flame graph needs.</p>\n");
	} else {
		pfl_out_str(h->out, "<div class=\"picture\">\n");
		ok = pfl_flame_svg_write(&h->part, h->style, h->out, err);
		pfl_out_str(h->out, "</div>\n");
	}
	pfl_out_str(h->out, "</section>\n");
	return ok;
}

static bool
put_page(struct pfl_html *h, struct pfl_error *err)
{
	static const char *const sums[] = { pfl_asset_flame_js_sha256, pfl_asset_diff_js_sha256,
		NULL };
	/* Bars and pictures have styles of their own. */
	static const struct pfl_page page = {
		.css = pfl_asset_diff_css, .script = pfl_asset_diff_js, .script_sums = sums
	};
	const struct pfl_style *style = h->style;
	struct pfl_text title = { 0 };
	bool ok;

	pfl_contrast_say_title(&h->contrast, style, &title);
	pfl_page_begin(h->sink, pfl_text_span(&title), &page);
	ok = put_header(h, err);
	pfl_html_put_rules(h);
	pfl_html_put_findings(h);
	ok = ok && put_flame(h, err);
	pfl_html_put_tables(h);
	ok = ok && pfl_html_put_graph(h, err) && pfl_html_put_noise(h, err) &&
		pfl_html_put_sections(h, err);
	pfl_out_str(h->out, "<section id=\"inputs\">\n<h2>Inputs</h2>\n");
	put_inputs(h, true);
	put_inputs(h, false);
	pfl_out_printf(h->out,
		"<p class=\"kind\">Made by profdiff of profloom %s.</p>\n</section>\n",
		PFL_VERSION);
	ok = ok && put_json(h, err);
	pfl_page_end(h->sink, &page);
	ok = ok && pfl_text_ok(&title, err) && pfl_text_ok(&h->text, err);
	pfl_text_clear(&title);
	return ok;
}

static bool
render(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	struct pfl_html h = {
		.scene = scene, .style = style, .out = out, .sink = pfl_sink_out(out)
	};
	bool ok = pfl_diff_init(&h.diff, scene, style, PFL_DIFF_TEXT, err) &&
		pfl_blame_make(&h.part, scene, &h.arena, err) &&
		pfl_contrast_init(&h.contrast, &h.part, &h.arena, err) && put_page(&h, err);

	pfl_text_clear(&h.text);
	pfl_arena_clear(&h.arena);
	pfl_diff_clear(&h.diff);
	return ok;
}

const struct pfl_renderer pfl_render_diff_html = {
	.family = "diff",
	.format = "html",
	.suffix = ".html",
	.help = "a page of its own: findings, both pictures, tables, noise",
	.flags = PFL_NEEDS_TREE | PFL_NEEDS_GRAPH | PFL_GRAPH_VISUAL | PFL_SECTIONS,
	.render = render,
};
