/* SPDX-License-Identifier: Apache-2.0 */
/* The source of one function in weblist. */
#include "render/weblist.h"

#include "base/utf8.h"
#include "base/vec.h"
#include "render/listing.h"

#include <inttypes.h>

enum {
	LINE = 1000, /* bytes of a line that are shown */
	EDGE = 4,    /* lines that stay around a run without values ...  */
	FOLD = 12,   /* ... when at least so many can be folded away     */
};

typedef PFL_VEC(struct pfl_shown_line) lines;

static void
put_source(struct pfl_weblist *w, const struct pfl_shown_line *line)
{
	struct pfl_span rest = line->text, part;
	bool cut = rest.n > LINE, first = true;

	if (cut)
		rest.n = pfl_utf8_cut(rest.at, rest.n, LINE);
	/* Tabs are what they are; everything else that cannot be seen is made visible. */
	for (; pfl_span_cut(&rest, '\t', &part); first = false) {
		if (!first)
			pfl_text_char(w->text, '\t');
		pfl_weblist_put_text(w, part, LINE);
	}
	pfl_text_str(w->text, cut ? "\xe2\x80\xa6" : "");
}

/* Bars and numbers of a line, its number as a link to itself, and its text. */
static void
put_row(struct pfl_weblist *w, const struct pfl_routine *r, const struct pfl_shown_line *line)
{
	const struct pfl_listed_line *v = line->values;

	if (v)
		pfl_weblist_put_cells(w, pfl_annotate_sum(w->a, v->flat),
			pfl_annotate_sum(w->a, v->cum), pfl_annotate_sum(w->a, r->cum));
	else
		pfl_text_str(w->text, "<span></span><span></span><span></span>");
	if (line->line > 0)
		pfl_text_printf(w->text,
			"<a class=\"n\" tabindex=\"-1\" href=\"#f%ul%" PRId64 "\">%" PRId64
			"</a>",
			w->at, line->line, line->line);
	else
		pfl_text_str(w->text, "<span class=\"n\">?</span>");
	pfl_text_str(w->text, "<span class=\"s\">");
	put_source(w, line);
	pfl_text_str(w->text, "</span>");
}

/* How hot a line is, in five steps: a tint, whose meaning the bar has as well. */
static unsigned
heat_of(struct pfl_weblist *w, const struct pfl_routine *r, const struct pfl_listed_line *v)
{
	return v ? (pfl_weblist_level(
			    pfl_annotate_sum(w->a, v->cum), pfl_annotate_sum(w->a, r->cum)) +
			   3) /
			4
		 : 0;
}

static void
put_line(struct pfl_weblist *w, const struct pfl_routine *r, const struct pfl_shown_line *line)
{
	const struct pfl_listed_line *v = line->values;
	unsigned heat = heat_of(w, r, v);
	bool opens = v && pfl_weblist_opens(w, r, v);

	if (opens)
		pfl_text_printf(w->text, "<details id=\"f%ul%" PRId64 "\"><summary class=\"r",
			w->at, line->line);
	else
		pfl_text_printf(
			w->text, "<div id=\"f%ul%" PRId64 "\" class=\"r", w->at, line->line);
	if (heat)
		pfl_text_printf(w->text, " h%u", heat);
	pfl_text_str(w->text, "\">");
	put_row(w, r, line);
	pfl_text_str(w->text, opens ? "</summary>\n" : "</div>\n");
	if (!opens)
		return;
	pfl_text_str(w->text, "<div class=\"in\">\n");
	pfl_weblist_put_inside(w, r, v);
	pfl_text_str(w->text, "</div></details>\n");
}

static bool
gather(struct pfl_weblist *w, const struct pfl_routine *r, lines *all, struct pfl_error *err)
{
	struct pfl_listing_walk walk;
	struct pfl_shown_line line;

	pfl_listing_walk(&walk, w->a->scene, r);
	while (pfl_listing_next(&walk, &line)) {
		if (!pfl_vec_reserve(all, 1, w->arena.budget, "lines", err))
			return false;
		all->at[all->n++] = line;
	}
	return true;
}

/* Lines without values; the middle of many is folded away until a click brings it. */
static void
put_quiet(struct pfl_weblist *w, const struct pfl_routine *r, const struct pfl_shown_line *line,
	size_t n)
{
	bool fold = n >= 2 * EDGE + FOLD;

	for (size_t i = 0; i < n && pfl_weblist_flush(w); i++) {
		if (fold && i == EDGE)
			pfl_text_printf(w->text,
				"<details class=\"fold\"><summary class=\"r\"><span></span>"
				"<span></span><span></span><span class=\"n\">\xe2\x8b\xae"
				"</span><span class=\"s\">%zu lines without samples</span>"
				"</summary>\n",
				n - 2 * EDGE);
		put_line(w, r, &line[i]);
		if (fold && i + 1 == n - EDGE)
			pfl_text_str(w->text, "</details>\n");
	}
}

static void
put_lines(struct pfl_weblist *w, const struct pfl_routine *r, const lines *all)
{
	for (size_t i = 0, next; i < all->n && pfl_weblist_flush(w); i = next) {
		for (next = i; next < all->n && !all->at[next].values; next++)
			;
		if (next > i)
			put_quiet(w, r, &all->at[i], next - i);
		else
			put_line(w, r, &all->at[next++]);
	}
}

static void
put_sum(struct pfl_weblist *w, const char *what, const pfl_sum sum[2])
{
	pfl_sum value = pfl_annotate_sum(w->a, sum);

	pfl_text_printf(w->text, "<span>%s <b>", what);
	pfl_weblist_put_value(w, value);
	pfl_text_str(w->text, "</b> ");
	pfl_weblist_put_share(w, value, w->a->scene->total);
	pfl_text_str(w->text, "</span>\n");
}

static void
put_head(struct pfl_weblist *w, const struct pfl_routine *r)
{
	const struct pfl_scene *scene = w->a->scene;
	const struct pfl_source_text *source = pfl_sources_get(&scene->sources, r->file);

	pfl_text_printf(w->text,
		"<section id=\"f%u\">\n<div class=\"head\"><h2><a href=\"#f%u\">", w->at,
		w->at);
	pfl_weblist_put_text(w, pfl_profile_text(scene->profile, r->name), PFL_WEBLIST_NAME);
	pfl_text_str(w->text, "</a></h2>\n<p>");
	put_sum(w, "flat", r->flat);
	put_sum(w, "cum", r->cum);
	pfl_text_str(w->text, "<span class=\"file\">");
	if (r->file)
		pfl_weblist_put_text(
			w, pfl_profile_text(scene->profile, r->file), PFL_WEBLIST_NAME);
	else
		pfl_text_str(w->text, "no source information");
	pfl_text_str(w->text, "</span></p>\n");
	if (source && source->problem) {
		pfl_text_str(w->text, "<p class=\"problem\">No text: ");
		pfl_weblist_put_text(w, pfl_span_of(source->problem), PFL_WEBLIST_NAME);
		pfl_text_str(w->text, "</p>\n");
	}
	pfl_text_str(w->text,
		"<div class=\"r t\"><span>of cum</span><span>flat</span><span>cum</span>"
		"<span class=\"n\">line</span><span class=\"s\">source</span></div></div>\n"
		"<div class=\"src\">\n");
}

bool
pfl_weblist_put_routine(
	struct pfl_weblist *w, const struct pfl_routine *r, struct pfl_error *err)
{
	lines all = { 0 };
	bool ok = gather(w, r, &all, err);

	if (ok) {
		put_head(w, r);
		put_lines(w, r, &all);
		pfl_text_str(w->text, "</div></section>\n");
	}
	pfl_vec_clear(&all, w->arena.budget);
	return ok;
}
