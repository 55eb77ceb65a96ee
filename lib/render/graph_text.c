/* SPDX-License-Identifier: Apache-2.0 */
/* The texts of a call graph's boxes and links: kept, broken into lines, measured. */
#include "base/escape.h"
#include "base/utf8.h"
#include "render/graph_work.h"
#include <math.h>

enum {
	VALUE_BYTES = 64,
	NAME_LINES = 4,
	LABEL_SIZE = 11, /* text beside links             */
};

struct pfl_span
pfl_graph_keep(struct pfl_graph_work *w)
{
	struct pfl_span s = pfl_text_span(&w->text);
	char *copy = pfl_arena_text(&w->boxes->arena, s.at, s.n, w->err);

	if (!copy) {
		w->ok = false;
		return pfl_span_of("");
	}
	return (struct pfl_span){ copy, s.n };
}

void
pfl_graph_add_visible(struct pfl_graph_work *w, struct pfl_span name, size_t max)
{
	struct pfl_span part = { name.at, pfl_utf8_cut(name.at, name.n, max) };

	if (name.n <= max)
		part = name;
	pfl_escape_terminal(pfl_sink_text(&w->text), part);
	if (part.n < name.n)
		pfl_text_str(&w->text, "…");
}

void
pfl_graph_add_value(struct pfl_graph_work *w, pfl_sum value)
{
	struct pfl_text text = { 0 };

	pfl_scene_value(w->scene, value, &text);
	pfl_graph_add_visible(w, pfl_text_span(&text), VALUE_BYTES);
	w->text.failed |= text.failed;
	pfl_text_clear(&text);
}

void
pfl_graph_add_amount(struct pfl_graph_work *w, pfl_sum value)
{
	pfl_graph_add_value(w, value);
	pfl_text_str(&w->text, " (");
	pfl_graph_share(w->scene, value, &w->text);
	pfl_text_char(&w->text, ')');
}

struct pfl_span
pfl_graph_visible(struct pfl_graph_work *w, struct pfl_span name, size_t max)
{
	pfl_text_reset(&w->text);
	pfl_graph_add_visible(w, name, max);
	return pfl_graph_keep(w);
}

void
pfl_graph_add_line(struct pfl_graph_work *w, struct pfl_box_line line)
{
	struct pfl_boxes *b = w->boxes;

	line.width = pfl_text_width(line.font, line.size, line.text);
	if (!pfl_vec_reserve(&b->line, 1, NULL, "lines", w->err)) {
		w->ok = false;
		return;
	}
	b->line.at[b->line.n++] = line;
}

/* Good places to go on in the next line: behind punctuation, else before a capital letter. */
static bool
breaks_after(struct pfl_span s, size_t i, bool capitals)
{
	char c = s.at[i];

	if (!capitals)
		return strchr("./:,_-$<( >)]", c) && c;
	return c >= 'a' && c <= 'z' && i + 1 < s.n && s.at[i + 1] >= 'A' && s.at[i + 1] <= 'Z';
}

/* How much of s, of which `fit` bytes fit, to put on this line. */
static size_t
line_end(struct pfl_span s, size_t fit)
{
	for (int capitals = 0; capitals < 2; capitals++)
		for (size_t i = fit; i > fit / 3 && i > 1; i--)
			if (breaks_after(s, i - 1, capitals))
				return i;
	if (fit)
		return fit;
	fit = 1;
	while (fit < s.n && ((unsigned char)s.at[fit] & 0xc0) == 0x80)
		fit++;
	return fit;
}

/* The last line takes what fits and an ellipsis. */
static struct pfl_span
ellipsis(struct pfl_graph_work *w, struct pfl_span s, size_t fit)
{
	pfl_text_reset(&w->text);
	pfl_text_add(&w->text, (struct pfl_span){ s.at, fit });
	pfl_text_str(&w->text, "…");
	return pfl_graph_keep(w);
}

void
pfl_graph_add_wrapped(
	struct pfl_graph_work *w, struct pfl_box_line line, double limit, unsigned lines)
{
	struct pfl_span rest = line.text;

	while (rest.n) {
		size_t fit = pfl_text_fit(line.font, line.size, limit, rest);
		size_t end = fit < rest.n ? line_end(rest, fit) : rest.n;

		line.text = (struct pfl_span){ rest.at, end };
		if (!--lines && end < rest.n) {
			line.text = ellipsis(w, rest, end);
			end = rest.n;
		}
		pfl_graph_add_line(w, line);
		line.gap = 0;
		rest.at += end;
		rest.n -= end;
	}
}

/* Suffixes that compilers put behind a dot: not a name in a package. */
static bool
is_clone(struct pfl_span s)
{
	static const char *const suffix[] = { "cold", "isra", "part", "constprop", "llvm",
		"lto_priv" };
	struct pfl_span word;

	if (!pfl_span_cut(&s, '.', &word) || !word.n ||
		(word.at[0] >= '0' && word.at[0] <= '9'))
		return true;
	for (size_t i = 0; i < sizeof(suffix) / sizeof(suffix[0]); i++)
		if (pfl_span_eq(word, pfl_span_of(suffix[i])))
			return true;
	return false;
}

/*
 * Where a short name parts into package or class (with its "." or "::") and function: at the
 * first "." or the last "::" before any bracket; 0 when it does not.
 */
static size_t
package_end(struct pfl_span name)
{
	size_t colons = 0;

	for (size_t i = 0; i < name.n; i++) {
		if (i && i + 1 < name.n && strchr("(<[ ", name.at[i]) && name.at[i])
			break;
		if (i && !colons && name.at[i] == '.') {
			struct pfl_span rest = { name.at + i + 1, name.n - i - 1 };

			return is_clone(rest) ? 0 : i + 1;
		}
		if (i && i + 2 < name.n && name.at[i] == ':' && name.at[i + 1] == ':') {
			colons = i + 2;
			i++;
		}
	}
	return colons;
}

/* Without the separator at its end. */
static size_t
package_length(struct pfl_span name, size_t end)
{
	while (end && (name.at[end - 1] == '.' || name.at[end - 1] == ':'))
		end--;
	return end;
}

/* Sum up the lines since `first` as the contents of a box. */
static void
measure(const struct pfl_boxes *b, uint32_t first, double *width, double *height)
{
	*width = *height = 0;
	for (size_t i = first; i < b->line.n; i++) {
		*width = fmax(*width, b->line.at[i].width);
		*height += b->line.at[i].size * PFL_LINE_HEIGHT + b->line.at[i].gap;
	}
}

void
pfl_graph_finish_box(struct pfl_graph_work *w, struct pfl_box box, double pad_x, double pad_y)
{
	struct pfl_boxes *b = w->boxes;

	measure(b, box.first_line, &box.width, &box.height);
	box.n_lines = (uint32_t)(b->line.n - box.first_line);
	box.width = ceil(box.width + 2 * pad_x);
	box.height = ceil(box.height + 2 * pad_y);
	if (!pfl_vec_reserve(&b->box, 1, NULL, "boxes", w->err)) {
		w->ok = false;
		return;
	}
	b->box.at[b->box.n++] = box;
}

void
pfl_graph_add_full_name(struct pfl_graph_work *w, uint32_t i)
{
	struct pfl_text name = { 0 };

	pfl_node_print(
		&w->scene->nodes, w->scene->profile, w->scene->graph.node[i].node, &name);
	pfl_graph_add_visible(w, pfl_text_span(&name), PFL_GRAPH_TOOLTIP);
	w->text.failed |= name.failed;
	pfl_text_clear(&name);
}

double
pfl_graph_letters(pfl_sum flat, pfl_sum max_flat)
{
	return 11 + (pfl_graph_font_size(flat, max_flat) - 8) * 0.9375;
}

double
pfl_graph_value_letters(double size)
{
	return fmin(fmax(floor(size * 0.75), 10.5), 16);
}

void
pfl_graph_add_name(
	struct pfl_graph_work *w, double size, struct pfl_color ink, struct pfl_color faint_ink)
{
	double small = fmin(fmax(floor(size * 0.65), 10), 14);
	struct pfl_box_line faint = {
		.font = PFL_FONT_SANS, .size = small, .color = faint_ink
	};
	struct pfl_box_line bold = { .font = PFL_FONT_SANS_BOLD, .size = size, .color = ink };
	double limit = 100 + 7 * size;
	struct pfl_span name = pfl_graph_visible(w, w->title.name, PFL_GRAPH_NAME);
	size_t package = package_end(name);

	if (w->title.address[0]) {
		faint.text =
			pfl_graph_visible(w, pfl_span_of(w->title.address), PFL_GRAPH_NAME);
		pfl_graph_add_line(w, faint);
	}
	faint.text = (struct pfl_span){ name.at, package_length(name, package) };
	pfl_graph_add_wrapped(w, faint, limit, 2);
	bold.text = (struct pfl_span){ name.at + package, name.n - package };
	pfl_graph_add_wrapped(w, bold, limit, NAME_LINES);
	if (w->title.place.n) {
		struct pfl_box_line *place = name.n ? &faint : &bold;

		place->text = pfl_graph_visible(w, w->title.place, PFL_GRAPH_NAME);
		pfl_graph_add_wrapped(w, *place, limit, 2);
	}
}

void
pfl_graph_finish_link(struct pfl_graph_work *w, struct pfl_link link, struct pfl_span label,
	struct pfl_span below)
{
	struct pfl_boxes *b = w->boxes;
	struct pfl_box_line line = { .font = PFL_FONT_SANS,
		.size = LABEL_SIZE,
		.color = pfl_graph_ink(),
		.text = label };

	link.first_line = (uint32_t)b->line.n;
	if (label.n && !w->opts->no_labels) {
		pfl_graph_add_line(w, line);
		line.text = below;
		line.size = LABEL_SIZE - 1;
		line.color = pfl_graph_faint_ink();
		if (below.n)
			pfl_graph_add_line(w, line);
	}
	measure(b, link.first_line, &link.label_width, &link.label_height);
	link.n_lines = (uint32_t)(b->line.n - link.first_line);
	if (!pfl_vec_reserve(&b->link, 1, NULL, "links", w->err)) {
		w->ok = false;
		return;
	}
	b->link.at[b->link.n++] = link;
}
