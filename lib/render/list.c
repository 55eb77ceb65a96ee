/* SPDX-License-Identifier: Apache-2.0 */
/* list: the source of functions with flat and cum beside each line. */
#include "base/escape.h"
#include "base/utf8.h"
#include "render/annotate.h"
#include "render/listing.h"
#include "render/renderer.h"

#include <inttypes.h>

static const pfl_sum nothing[2];

static struct pfl_span
text_of(const struct pfl_annotate *w, uint32_t id)
{
	return pfl_profile_text(w->scene->profile, id);
}

/* A line of a file: visible, but that tabs stay. */
static void
add_source(struct pfl_text *text, struct pfl_span line)
{
	struct pfl_span part;
	bool first = true;

	for (; pfl_span_cut(&line, '\t', &part); first = false) {
		if (!first)
			pfl_text_char(text, '\t');
		pfl_escape_terminal(pfl_sink_text(text), part);
	}
}

/* The same where the terminal ends: tabs are blanks, and what is too long is cut. */
static void
add_fitted(struct pfl_annotate *w, struct pfl_span line, size_t used)
{
	size_t most = w->style->columns > used + 8 ? w->style->columns - used : 8;
	struct pfl_text *s = &w->scratch;
	struct pfl_span part;
	size_t column = 0;
	bool first = true;

	pfl_text_reset(s);
	for (; column <= most && pfl_span_cut(&line, '\t', &part); first = false) {
		for (bool more = !first; more; more = column % 8 != 0) {
			pfl_text_char(s, ' ');
			column++;
		}
		/* A character is at most four bytes long: what is beyond does not matter. */
		if (part.n > 4 * most)
			part.n = pfl_utf8_cut(part.at, part.n, 4 * most);
		pfl_escape_terminal(pfl_sink_text(s), part);
		column = pfl_utf8_columns(s->at ? s->at : "", s->n);
	}
	if (column > most) {
		size_t n = 0;
		uint32_t code;

		for (size_t i = 0; i + 1 < most; i++)
			n += pfl_utf8_decode(s->at + n, s->n - n, &code);
		pfl_text_cut(s, n);
		pfl_text_str(s, "\xe2\x80\xa6");
	}
	pfl_text_add(&w->text, pfl_text_span(s));
}

static void
add_line(struct pfl_annotate *w, const struct pfl_shown_line *line)
{
	const struct pfl_listed_line *v = line->values;
	size_t start = w->text.n;

	pfl_annotate_values(w, v ? v->flat : nothing, v ? v->cum : nothing);
	pfl_text_printf(&w->text, " %6" PRId64 ":", line->line);
	if (w->style->columns)
		add_fitted(w, line->text, w->text.n - start);
	else
		add_source(&w->text, line->text);
	pfl_text_char(&w->text, '\n');
}

/* What a file's problem is, if it has one. */
static const char *
problem_of(const struct pfl_scene *scene, const struct pfl_routine *r)
{
	const struct pfl_source_text *source = pfl_sources_get(&scene->sources, r->file);

	return source ? source->problem : NULL;
}

static void
add_head(struct pfl_annotate *w, const struct pfl_routine *r)
{
	const char *problem = problem_of(w->scene, r);

	pfl_annotate_sums(w, r->flat, r->cum);
	if (problem)
		pfl_text_printf(&w->text, " Error: %s\n", problem);
}

/* The lines of one routine; `block` keeps them together for a fence around them. */
static void
put_lines(struct pfl_annotate *w, const struct pfl_routine *r, bool block)
{
	struct pfl_listing_walk walk;
	struct pfl_shown_line line;

	pfl_listing_walk(&walk, w->scene, r);
	while (pfl_out_ok(w->out) && !w->text.failed && pfl_listing_next(&walk, &line)) {
		add_line(w, &line);
		if (!block)
			pfl_annotate_flush(w);
	}
}

static bool
write_text(struct pfl_annotate *w, struct pfl_error *err)
{
	const struct pfl_listing *listing = &w->scene->listing;

	(void)err;
	pfl_annotate_total(w);
	for (uint32_t i = 0; i < listing->n && pfl_out_ok(w->out); i++) {
		const struct pfl_routine *r = &listing->routine[i];

		if (r->file == 0) {
			pfl_text_str(&w->text, "No source information for ");
			pfl_escape_terminal(pfl_sink_text(&w->text), text_of(w, r->name));
			pfl_text_char(&w->text, '\n');
		} else {
			pfl_annotate_title(w, text_of(w, r->name), text_of(w, r->file));
			add_head(w, r);
			pfl_annotate_flush(w);
			put_lines(w, r, false);
		}
		pfl_annotate_flush(w);
	}
	pfl_annotate_flush(w);
	return true;
}

/* A routine's heading, and its lines in a block. */
static void
markdown_routine(struct pfl_annotate *w, const struct pfl_routine *r, struct pfl_text *block)
{
	pfl_text_reset(block);
	pfl_annotate_heading(block, text_of(w, r->name), text_of(w, r->file),
		r == w->scene->listing.routine);
	add_head(w, r);
	put_lines(w, r, true);
	pfl_report_block(pfl_text_span(&w->text), block);
	w->text.failed |= block->failed;
	pfl_text_reset(&w->text);
	pfl_out_write(w->out, block->at, block->n);
}

static bool
write_markdown(struct pfl_annotate *w, struct pfl_error *err)
{
	const struct pfl_listing *listing = &w->scene->listing;
	struct pfl_text block = { 0 };

	if (!pfl_report_heading(w->scene, "List", w->out, err))
		return false;
	for (uint32_t i = 0; i < listing->n && pfl_out_ok(w->out) && !w->text.failed; i++)
		markdown_routine(w, &listing->routine[i], &block);
	pfl_text_clear(&block);
	return true;
}

static void
csv_line(struct pfl_annotate *w, const struct pfl_routine *r, const struct pfl_shown_line *line)
{
	const struct pfl_listed_line *v = line->values;
	struct pfl_sink sink = pfl_sink_text(&w->text);
	bool raw = w->style->csv_raw;
	char number[PFL_SUM_TEXT];

	pfl_escape_csv(sink, text_of(w, r->name), raw);
	pfl_text_char(&w->text, ',');
	pfl_escape_csv(sink, text_of(w, r->file), raw);
	pfl_text_printf(&w->text, ",%" PRId64 ",", line->line);
	pfl_text_str(
		&w->text, pfl_sum_text(pfl_annotate_sum(w, v ? v->flat : nothing), number));
	pfl_text_char(&w->text, ',');
	pfl_text_str(&w->text, pfl_sum_text(pfl_annotate_sum(w, v ? v->cum : nothing), number));
	pfl_text_char(&w->text, ',');
	pfl_escape_csv(sink, line->text, raw);
	pfl_text_str(&w->text, "\r\n");
}

static bool
write_csv(struct pfl_annotate *w, struct pfl_error *err)
{
	const struct pfl_listing *listing = &w->scene->listing;
	struct pfl_listing_walk walk;
	struct pfl_shown_line line;

	(void)err;
	pfl_out_str(w->out, "name,file,line,flat,cum,source\r\n");
	for (uint32_t i = 0; i < listing->n; i++) {
		pfl_listing_walk(&walk, w->scene, &listing->routine[i]);
		while (pfl_out_ok(w->out) && pfl_listing_next(&walk, &line)) {
			csv_line(w, &listing->routine[i], &line);
			pfl_annotate_flush(w);
		}
	}
	return true;
}

static void
json_line(struct pfl_annotate *w, struct pfl_jsonw *json, const struct pfl_shown_line *line)
{
	const struct pfl_listed_line *v = line->values;

	pfl_jsonw_object(json);
	pfl_jsonw_key(json, "line");
	pfl_jsonw_i64(json, line->line);
	pfl_annotate_json(w, json, v ? v->flat : nothing, v ? v->cum : nothing);
	pfl_jsonw_key(json, "source");
	if (line->has_text)
		pfl_jsonw_str(json, line->text);
	else
		pfl_jsonw_null(json);
	pfl_jsonw_end(json);
}

static void
json_routine(struct pfl_annotate *w, struct pfl_jsonw *json, const struct pfl_routine *r)
{
	struct pfl_listing_walk walk;
	struct pfl_shown_line line;

	pfl_jsonw_object(json);
	pfl_jsonw_key(json, "name");
	pfl_jsonw_str(json, text_of(w, r->name));
	pfl_jsonw_key(json, "file");
	pfl_jsonw_str(json, text_of(w, r->file));
	pfl_annotate_json(w, json, r->flat, r->cum);
	pfl_listing_walk(&walk, w->scene, r);
	pfl_jsonw_key(json, "found");
	pfl_jsonw_bool(json, walk.source != NULL);
	pfl_jsonw_key(json, "lines");
	pfl_jsonw_array(json);
	while (pfl_out_ok(w->out) && pfl_listing_next(&walk, &line))
		json_line(w, json, &line);
	pfl_jsonw_end(json);
	pfl_jsonw_end(json);
}

static bool
write_json(struct pfl_annotate *w, struct pfl_error *err)
{
	const struct pfl_listing *listing = &w->scene->listing;
	struct pfl_jsonw json;

	pfl_jsonw_init(&json, w->out, 4);
	pfl_annotate_json_head(w, &json, "list/1");
	pfl_jsonw_key(&json, "routines");
	pfl_jsonw_array(&json);
	for (uint32_t i = 0; i < listing->n; i++)
		json_routine(w, &json, &listing->routine[i]);
	pfl_jsonw_end(&json);
	pfl_jsonw_end(&json);
	return pfl_jsonw_finish(&json, err);
}

enum { FLAGS = PFL_NEEDS_GRAPH | PFL_NEEDS_PATTERN | PFL_NOW_ONLY | PFL_LISTING };

static bool
render_text(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	return pfl_annotate_run(write_text, scene, style, out, err);
}

const struct pfl_renderer pfl_render_list_text = {
	.family = "list",
	.format = "text",
	.suffix = ".txt",
	.help = "source of functions that match, and what each line costs, as go tool pprof "
		"-list",
	.flags = FLAGS,
	.render = render_text,
};

static bool
render_markdown(const struct pfl_scene *scene, const struct pfl_style *style,
	struct pfl_out *out, struct pfl_error *err)
{
	return pfl_annotate_run(write_markdown, scene, style, out, err);
}

const struct pfl_renderer pfl_render_list_markdown = {
	.family = "list",
	.format = "markdown",
	.suffix = ".md",
	.help = "the same, a block for each function",
	.flags = FLAGS,
	.render = render_markdown,
};

static bool
render_json(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	return pfl_annotate_run(write_json, scene, style, out, err);
}

const struct pfl_renderer pfl_render_list_json = {
	.family = "list",
	.format = "json",
	.suffix = ".json",
	.help = "exact values of each line for scripts",
	.flags = FLAGS,
	.render = render_json,
};

static bool
render_csv(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	return pfl_annotate_run(write_csv, scene, style, out, err);
}

const struct pfl_renderer pfl_render_list_csv = {
	.family = "list",
	.format = "csv",
	.suffix = ".csv",
	.help = "a row for each line for spreadsheets",
	.flags = FLAGS,
	.render = render_csv,
};
