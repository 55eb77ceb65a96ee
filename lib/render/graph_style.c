/* SPDX-License-Identifier: Apache-2.0 */
/* Values, sizes, colours and names of a call graph's parts, after pprof (semantics 16). */
#include "render/graph_style.h"
#include "base/name.h"
#include "base/unit.h"
#include "render/labels.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

pfl_sum
pfl_graph_flat(const struct pfl_scene *scene, uint32_t i)
{
	return pfl_column_value(&scene->columns, scene->graph.node[i].flat);
}

pfl_sum
pfl_graph_cum(const struct pfl_scene *scene, uint32_t i)
{
	return pfl_column_value(&scene->columns, scene->graph.node[i].cum);
}

pfl_sum
pfl_graph_weight(const struct pfl_scene *scene, uint32_t edge)
{
	return pfl_column_value(&scene->columns, scene->graph.edge[edge].weight);
}

bool
pfl_graph_is_centre(const struct pfl_scene *scene, uint32_t i)
{
	const uint8_t *around = scene->graph_opts.around;

	return around && around[scene->graph.node[i].node];
}

pfl_sum
pfl_graph_max_flat(const struct pfl_scene *scene)
{
	pfl_sum max = 0;

	for (uint32_t i = 0; i < scene->graph.n_nodes; i++) {
		pfl_sum flat = pfl_sum_abs(pfl_graph_flat(scene, i));

		if (flat > max)
			max = flat;
	}
	return max;
}

void
pfl_graph_share(const struct pfl_scene *scene, pfl_sum value, struct pfl_text *text)
{
	char buf[PFL_PERCENT_TEXT];

	pfl_text_str(text, pfl_percent_trimmed(value, scene->total, buf));
}

double
pfl_graph_score(const struct pfl_scene *scene, pfl_sum value)
{
	if (!scene->total)
		return 0;
	return fmax(-1, fmin(1, (double)value / (double)pfl_sum_abs(scene->total)));
}

unsigned
pfl_graph_steps(const struct pfl_scene *scene, pfl_sum value, unsigned steps)
{
	pfl_sum total = pfl_sum_abs(scene->total);
	pfl_sum amount = pfl_sum_abs(value);

	if (!total)
		return 1;
	if (amount >= total)
		return 1 + steps;
	return 1 + (unsigned)(amount * (pfl_sum)steps / total);
}

unsigned
pfl_graph_font_size(pfl_sum flat, pfl_sum max_flat)
{
	double part;

	if (!flat || !max_flat || pfl_sum_abs(flat) > max_flat)
		return 8;
	part = (double)pfl_sum_abs(flat) / (double)max_flat;
	return 8 + (unsigned)ceil(16 * sqrt(part));
}

void
pfl_graph_color(double score, bool background, char text[8])
{
	double saturation = background ? 0.1 : 1.0;
	double value = background ? 0.93 : 0.7;
	double sign = score < 0 ? -1 : 1;
	double amount = fmin(fabs(score), 1);
	double r = value;
	double g = value;
	double b;

	/* Near nothing fades to grey; the power then spreads out the small shares. */
	if (amount < 0.2)
		saturation *= amount / 0.2;
	amount = pow(amount, 0.3);
	if (sign < 0)
		r = value * (1 - saturation * amount);
	else
		g = value * (1 - saturation * amount);
	b = value * (1 - saturation);
	snprintf(text, 8, "#%02x%02x%02x", (unsigned char)(r * 255), (unsigned char)(g * 255),
		(unsigned char)(b * 255));
}

const char *
pfl_graph_rank_dir(enum pfl_rank_dir direction)
{
	static const char *const words[] = { [PFL_RANK_DOWN] = "TB",
		[PFL_RANK_RIGHT] = "LR",
		[PFL_RANK_UP] = "BT",
		[PFL_RANK_LEFT] = "RL" };

	return words[direction];
}

/* Where the node is: what stands behind its name. */
static struct pfl_span
place(const struct pfl_scene *scene, uint32_t node, bool named, struct pfl_text *text)
{
	const struct pfl_nodes *nodes = &scene->nodes;
	struct pfl_span file = pfl_profile_text(scene->profile, nodes->file[node]);
	struct pfl_span object = pfl_profile_text(scene->profile, nodes->object[node]);

	file = pfl_path_base(file);
	if (nodes->line[node]) {
		pfl_text_add(text, file);
		pfl_text_printf(text, ":%" PRId64, nodes->line[node]);
		if (nodes->column[node])
			pfl_text_printf(text, ":%" PRId64, nodes->column[node]);
	} else if (file.n || named) {
		return file;
	} else if (object.n) {
		pfl_text_char(text, '[');
		pfl_text_add(text, pfl_path_base(object));
		pfl_text_char(text, ']');
	} else {
		return pfl_span_of("<unknown>");
	}
	return pfl_text_span(text);
}

bool
pfl_graph_title(struct pfl_graph_title *title, const struct pfl_scene *scene, uint32_t i,
	struct pfl_error *err)
{
	uint32_t node = scene->graph.node[i].node;
	struct pfl_span name = pfl_profile_text(scene->profile, scene->nodes.name[node]);

	pfl_text_reset(&title->name_text);
	pfl_text_reset(&title->place_text);
	title->address[0] = 0;
	if (scene->nodes.address[node])
		snprintf(title->address, sizeof(title->address), "%016" PRIx64,
			scene->nodes.address[node]);
	title->name = pfl_name_shorten(name, &title->name_text);
	title->place = place(scene, node, name.n > 0, &title->place_text);
	return pfl_text_ok(&title->name_text, err) && pfl_text_ok(&title->place_text, err);
}

void
pfl_graph_title_clear(struct pfl_graph_title *title)
{
	pfl_text_clear(&title->name_text);
	pfl_text_clear(&title->place_text);
}

bool
pfl_graph_header(const struct pfl_scene *scene, bool link, struct pfl_text *text,
	struct pfl_span **line, size_t *n, struct pfl_error *err)
{
	unsigned what = PFL_LABELS_PROFILE | PFL_LABELS_REPORT | PFL_LABELS_VISUAL;
	struct pfl_span rest;
	struct pfl_span next;
	size_t most = 1;

	*n = 0;
	pfl_scene_labels(scene, what, text);
	rest = pfl_text_span(text);
	for (size_t i = 0; i < rest.n; i++)
		most += rest.at[i] == '\n';
	*line = calloc(most, sizeof(**line));
	if (!*line)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	while (pfl_span_cut(&rest, '\n', &next))
		if (rest.at || next.n) /* nothing stands behind the last newline */
			(*line)[(*n)++] = next;
	/* An empty line and "See ...": our pictures explain themselves. */
	if (!link && *n >= 2 && pfl_span_starts((*line)[*n - 1], "See https://"))
		*n -= 2;
	return pfl_text_ok(text, err);
}
