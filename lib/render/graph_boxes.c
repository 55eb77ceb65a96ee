/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes, nodelets and calls of a scene's graph as boxes and links with measured texts. */
#include "render/graph_boxes.h"
#include "base/escape.h"
#include "base/utf8.h"
#include "render/graph_style.h"
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	PAD_X = 10, /* inside a box, left and right */
	PAD_Y = 7,
	NODELET_PAD_X = 8,
	NODELET_PAD_Y = 4,
	NAME_BYTES = 256, /* shown of a name in a box      */
	TOOLTIP_BYTES = 4096,
	VALUE_BYTES = 64,
	NAME_LINES = 4,
	LABEL_SIZE = 11, /* text beside links             */
	NODELET_SIZE = 10,
};

/* What the pieces below share; texts are sticky, see struct pfl_text. */
struct work {
	struct pfl_boxes *boxes;
	const struct pfl_scene *scene;
	const struct pfl_boxes_opts *opts;
	struct pfl_text text; /* scratch */
	struct pfl_graph_title title;
	struct pfl_nodelets lets;
	struct pfl_error *err;
	bool ok;
};

/* Copy what the scratch text holds; "" on failure. */
static struct pfl_span
keep(struct work *w)
{
	struct pfl_span s = pfl_text_span(&w->text);
	char *copy = pfl_arena_text(&w->boxes->arena, s.at, s.n, w->err);

	if (!copy) {
		w->ok = false;
		return pfl_span_of("");
	}
	return (struct pfl_span){ copy, s.n };
}

/* Append at most max bytes of a name, made safe to show. */
static void
add_visible(struct work *w, struct pfl_span name, size_t max)
{
	struct pfl_span part = { name.at, pfl_utf8_cut(name.at, name.n, max) };

	if (name.n <= max)
		part = name;
	pfl_escape_terminal(pfl_sink_text(&w->text), part);
	if (part.n < name.n)
		pfl_text_str(&w->text, "…");
}

/* "1.20s"; the unit is as free a text as a name. */
static void
add_value(struct work *w, pfl_sum value)
{
	struct pfl_text text = { 0 };

	pfl_scene_value(w->scene, value, &text);
	add_visible(w, pfl_text_span(&text), VALUE_BYTES);
	w->text.failed |= text.failed;
	pfl_text_clear(&text);
}

/* "1.20s (12.30%)" */
static void
add_amount(struct work *w, pfl_sum value)
{
	add_value(w, value);
	pfl_text_str(&w->text, " (");
	pfl_graph_share(w->scene, value, &w->text);
	pfl_text_char(&w->text, ')');
}

static struct pfl_span
visible(struct work *w, struct pfl_span name, size_t max)
{
	pfl_text_reset(&w->text);
	add_visible(w, name, max);
	return keep(w);
}

static void
add_line(struct work *w, struct pfl_box_line line)
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
ellipsis(struct work *w, struct pfl_span s, size_t fit)
{
	pfl_text_reset(&w->text);
	pfl_text_add(&w->text, (struct pfl_span){ s.at, fit });
	pfl_text_str(&w->text, "…");
	return keep(w);
}

static void
add_wrapped(struct work *w, struct pfl_box_line line, double limit, unsigned lines)
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
		add_line(w, line);
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

static void
add_values(struct work *w, uint32_t i, double size)
{
	pfl_sum flat = pfl_graph_flat(w->scene, i);
	pfl_sum cum = pfl_graph_cum(w->scene, i);
	struct pfl_box_line line = {
		.font = PFL_FONT_SANS, .size = size, .gap = 2, .color = pfl_graph_ink()
	};

	pfl_text_reset(&w->text);
	if (flat)
		add_amount(w, flat);
	else
		pfl_text_char(&w->text, '0');
	if (cum != flat) {
		if (flat) {
			line.text = keep(w);
			add_line(w, line);
			line.gap = 0;
			pfl_text_reset(&w->text);
		} else {
			pfl_text_char(&w->text, ' ');
		}
		pfl_text_str(&w->text, "of ");
		add_amount(w, cum);
		line.color = flat ? pfl_graph_faint_ink() : pfl_graph_ink();
	}
	line.text = keep(w);
	add_line(w, line);
}

/* Package, name, place and values: the bigger the flat value, the bigger the letters. */
static void
add_node_lines(struct work *w, uint32_t i, pfl_sum max_flat)
{
	double size =
		11 + (pfl_graph_font_size(pfl_graph_flat(w->scene, i), max_flat) - 8) * 0.9375;
	double small = fmin(fmax(floor(size * 0.65), 10), 14);
	struct pfl_box_line faint = {
		.font = PFL_FONT_SANS, .size = small, .color = pfl_graph_faint_ink()
	};
	struct pfl_box_line bold = {
		.font = PFL_FONT_SANS_BOLD, .size = size, .color = pfl_graph_ink()
	};
	double limit = 100 + 7 * size;
	struct pfl_span name = visible(w, w->title.name, NAME_BYTES);
	size_t package = package_end(name);

	if (w->title.address[0]) {
		faint.text = visible(w, pfl_span_of(w->title.address), NAME_BYTES);
		add_line(w, faint);
	}
	faint.text = (struct pfl_span){ name.at, package_length(name, package) };
	add_wrapped(w, faint, limit, 2);
	bold.text = (struct pfl_span){ name.at + package, name.n - package };
	add_wrapped(w, bold, limit, NAME_LINES);
	if (w->title.place.n) {
		struct pfl_box_line *place = name.n ? &faint : &bold;

		place->text = visible(w, w->title.place, NAME_BYTES);
		add_wrapped(w, *place, limit, 2);
	}
	add_values(w, i, fmin(fmax(floor(size * 0.75), 10.5), 16));
}

static void
add_full_name(struct work *w, uint32_t i)
{
	struct pfl_text name = { 0 };

	pfl_node_print(
		&w->scene->nodes, w->scene->profile, w->scene->graph.node[i].node, &name);
	add_visible(w, pfl_text_span(&name), TOOLTIP_BYTES);
	w->text.failed |= name.failed;
	pfl_text_clear(&name);
}

static struct pfl_span
node_tooltip(struct work *w, uint32_t i)
{
	pfl_text_reset(&w->text);
	add_full_name(w, i);
	pfl_text_str(&w->text, "\nin itself: ");
	add_amount(w, pfl_graph_flat(w->scene, i));
	pfl_text_str(&w->text, "\nwith what it calls: ");
	add_amount(w, pfl_graph_cum(w->scene, i));
	return keep(w);
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

static void
finish_box(struct work *w, struct pfl_box box, double pad_x, double pad_y)
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

static void
add_node(struct work *w, uint32_t i, pfl_sum max_flat)
{
	double score = pfl_graph_score(w->scene, pfl_graph_cum(w->scene, i));
	struct pfl_box box = { .kind = PFL_BOX_NODE,
		.first_line = (uint32_t)w->boxes->line.n,
		.fill = pfl_heat_fill(score),
		.stroke = pfl_heat_stroke(score),
		.stroke_width = 1.25 };

	w->boxes->has_negative |= score < 0;
	if (!pfl_graph_title(&w->title, w->scene, i, w->err)) {
		w->ok = false;
		return;
	}
	add_node_lines(w, i, max_flat);
	box.tooltip = node_tooltip(w, i);
	pfl_text_reset(&w->text);
	pfl_text_printf(&w->text, "node%u", i + 1);
	box.id = keep(w);
	finish_box(w, box, PAD_X, PAD_Y);
}

/* The label beside a link, value first. */
static void
finish_link(struct work *w, struct pfl_link link, pfl_sum value, bool inlined)
{
	struct pfl_boxes *b = w->boxes;
	struct pfl_box_line line = {
		.font = PFL_FONT_SANS, .size = LABEL_SIZE, .color = pfl_graph_ink()
	};

	link.first_line = (uint32_t)b->line.n;
	if (!w->opts->no_labels) {
		pfl_text_reset(&w->text);
		add_value(w, value);
		line.text = keep(w);
		add_line(w, line);
		line.text = pfl_span_of("(inline)");
		line.size = LABEL_SIZE - 1;
		line.color = pfl_graph_faint_ink();
		if (inlined)
			add_line(w, line);
	}
	measure(b, link.first_line, &link.label_width, &link.label_height);
	link.n_lines = (uint32_t)(b->line.n - link.first_line);
	if (!pfl_vec_reserve(&b->link, 1, NULL, "links", w->err)) {
		w->ok = false;
		return;
	}
	b->link.at[b->link.n++] = link;
}

static void
add_nodelet_lines(struct work *w, struct pfl_span label)
{
	struct pfl_box_line line = { .font = PFL_FONT_SANS,
		.size = NODELET_SIZE,
		.color = PFL_COLOR(0x2c3a63, 0xc9d4f5) };
	unsigned lines = 6;

	do {
		size_t end = pfl_span_find(label, "\\n");
		size_t next = end < label.n ? end + 2 : end;

		line.text = visible(w, (struct pfl_span){ label.at, end }, NAME_BYTES);
		add_wrapped(w, line, 180, 3);
		label.at += next;
		label.n -= next;
	} while (label.n && --lines);
}

/* Nodelet k of node i: a box under `parent` and a link to it. */
static void
add_nodelet(struct work *w, const struct pfl_nodelet *let, uint32_t parent)
{
	struct pfl_box box = { .kind = PFL_BOX_NODELET,
		.first_line = (uint32_t)w->boxes->line.n,
		.fill = PFL_COLOR(0xeef2fe, 0x1f2740),
		.stroke = PFL_COLOR(0xa9b8ea, 0x50619c),
		.stroke_width = 1 };
	struct pfl_link link = { .from = parent,
		.to = (uint32_t)w->boxes->box.n,
		.weight = 100,
		.minlen = 1,
		.stroke = box.stroke,
		.stroke_width = 1,
		.arrow = 6,
		.dash = let->dotted ? PFL_DASH_DOTTED : PFL_DASH_NONE };

	add_nodelet_lines(w, let->label);
	pfl_text_reset(&w->text);
	add_visible(w, let->label, TOOLTIP_BYTES);
	pfl_text_str(&w->text, let->dotted ? "\nwith what is called: " : "\n");
	add_amount(w, let->value);
	box.tooltip = link.tooltip = keep(w);
	pfl_text_reset(&w->text);
	pfl_text_str(&w->text, let->id);
	box.id = keep(w);
	pfl_text_reset(&w->text);
	pfl_text_printf(&w->text, "edge-%s", let->id);
	link.id = keep(w);
	finish_box(w, box, NODELET_PAD_X, NODELET_PAD_Y);
	finish_link(w, link, let->value, false);
	w->boxes->has_nodelets = true;
}

static struct pfl_span
call_tooltip(struct work *w, const struct pfl_graph_edge *edge, pfl_sum weight)
{
	pfl_text_reset(&w->text);
	add_full_name(w, edge->from);
	pfl_text_str(&w->text, edge->residual ? "\n  … " : "\n  → ");
	add_full_name(w, edge->to);
	pfl_text_char(&w->text, '\n');
	add_amount(w, weight);
	if (edge->inlined)
		pfl_text_str(&w->text, ", inlined");
	if (edge->residual)
		pfl_text_str(&w->text, ", through functions that are not shown");
	return keep(w);
}

/* box_of[] and lets[] tell of each node its box and whether nodelets hang under it. */
static void
add_call(struct work *w, uint32_t i, const uint32_t *box_of, const bool *lets)
{
	const struct pfl_graph_edge *edge = &w->scene->graph.edge[i];
	pfl_sum weight = pfl_graph_weight(w->scene, i);
	double score = pfl_graph_score(w->scene, weight);
	double width = 1 + 5 * floor(fabs(score) * 20 + 0.5) / 20;
	struct pfl_link link = { .from = box_of[edge->from],
		.to = box_of[edge->to],
		.weight = pfl_graph_steps(w->scene, weight, 99),
		.minlen = lets[edge->from] ? 2 : 1,
		.stroke = pfl_heat_stroke(score),
		.stroke_width = width,
		.arrow = 7 + 1.5 * width,
		.dash = edge->residual ? PFL_DASH_DASHED : PFL_DASH_NONE };

	w->boxes->has_inlined |= edge->inlined;
	w->boxes->has_residual |= edge->residual;
	link.tooltip = call_tooltip(w, edge, weight);
	pfl_text_reset(&w->text);
	pfl_text_printf(&w->text, "edge%u-%u", edge->from + 1, edge->to + 1);
	link.id = keep(w);
	finish_link(w, link, weight, edge->inlined);
}

/* Nodes in order of importance, each with its nodelets, as long as they stay in the limits. */
static void
add_nodes(struct work *w, uint32_t *box_of, bool *lets)
{
	const struct pfl_boxes_opts *o = w->opts;
	struct pfl_boxes *b = w->boxes;
	pfl_sum max_flat = pfl_graph_max_flat(w->scene);

	for (uint32_t i = 0; i < w->scene->graph.n_nodes && w->ok; i++) {
		if (!pfl_nodelets_make(&w->lets, w->scene, i, w->err)) {
			w->ok = false;
			return;
		}
		if (i >= o->max_nodes || (i && b->box.n + 1 + w->lets.n > o->max_boxes))
			return;
		box_of[i] = (uint32_t)b->box.n;
		lets[i] = w->lets.n > 0;
		add_node(w, i, max_flat);
		for (unsigned k = 0; k < w->lets.n && w->ok; k++) {
			unsigned up = w->lets.at[k].parent;

			add_nodelet(
				w, &w->lets.at[k], box_of[i] + (up == UINT_MAX ? 0 : up + 1));
		}
		b->n_nodes++;
	}
}

static void
add_calls(struct work *w, const uint32_t *box_of, const bool *lets)
{
	const struct pfl_callgraph *graph = &w->scene->graph;

	for (uint32_t i = 0; i < graph->n_edges && w->ok; i++) {
		const struct pfl_graph_edge *edge = &graph->edge[i];

		if (edge->from >= w->boxes->n_nodes || edge->to >= w->boxes->n_nodes)
			continue;
		if (w->boxes->link.n >= w->opts->max_links)
			return;
		add_call(w, i, box_of, lets);
		w->boxes->n_calls++;
	}
}

bool
pfl_boxes_make(struct pfl_boxes *boxes, const struct pfl_scene *scene,
	const struct pfl_boxes_opts *opts, struct pfl_error *err)
{
	struct work w = {
		.boxes = boxes, .scene = scene, .opts = opts, .err = err, .ok = true
	};
	uint32_t n = scene->graph.n_nodes;
	uint32_t *box_of = pfl_arena_alloc(&boxes->arena, n, sizeof(*box_of), err);
	bool *lets = pfl_arena_alloc(&boxes->arena, n, sizeof(*lets), err);

	if (!box_of || !lets)
		return false;
	add_nodes(&w, box_of, lets);
	add_calls(&w, box_of, lets);
	w.ok = pfl_text_ok(&w.text, err) && w.ok;
	pfl_text_clear(&w.text);
	pfl_text_clear(&w.lets.text);
	pfl_graph_title_clear(&w.title);
	return w.ok;
}

void
pfl_boxes_clear(struct pfl_boxes *boxes)
{
	pfl_vec_clear(&boxes->box, NULL);
	pfl_vec_clear(&boxes->link, NULL);
	pfl_vec_clear(&boxes->line, NULL);
	pfl_arena_clear(&boxes->arena);
	*boxes = (struct pfl_boxes){ 0 };
}
