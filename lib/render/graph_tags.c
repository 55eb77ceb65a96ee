/* SPDX-License-Identifier: Apache-2.0 */
/* Nodelets: which label values hang under a node, and numbers gathered into ranges. */
#include "base/unit.h"
#include "render/graph_style.h"
#include <limits.h>
#include <math.h>
#include <stdio.h>

/* Sums of a tag to show; divided already where the view is a mean. */
struct weight {
	pfl_sum flat, cum;
};

static struct weight
weight(const struct pfl_scene *scene, const struct pfl_graph_tag *tag)
{
	return (struct weight){ pfl_column_value(&scene->columns, tag->flat),
		pfl_column_value(&scene->columns, tag->cum) };
}

static const char *
unit_of(const struct pfl_scene *scene, const struct pfl_graph_tag *tag)
{
	return pfl_profile_text(scene->profile, tag->unit).at;
}

/* The number of tag `a` in the unit of tag `b`. */
static double
in_unit(const struct pfl_scene *scene, const struct pfl_graph_tag *a,
	const struct pfl_graph_tag *b)
{
	return pfl_unit_scale(a->number, unit_of(scene, a), unit_of(scene, b), NULL);
}

/* A range of numbers: what it spans and adds up to. */
struct range {
	const struct pfl_graph_tag *seed, *min, *max;
	unsigned n;
	pfl_sum flat[2], cum[2];
	size_t start, end; /* of the label in the list's text */
	struct weight weight;
};

static void
range_add(const struct pfl_scene *scene, struct range *r, const struct pfl_graph_tag *tag)
{
	if (!r->n++)
		r->seed = r->min = r->max = tag;
	/* Cut to whole numbers before comparing, as pprof does. */
	if (trunc(in_unit(scene, r->min, tag)) > (double)tag->number)
		r->min = tag;
	if (trunc(in_unit(scene, r->max, tag)) < (double)tag->number)
		r->max = tag;
	for (int c = 0; c < 2; c++) {
		r->flat[c] += tag->flat[c];
		r->cum[c] += tag->cum[c];
	}
}

/* Each range starts with one of the heaviest numbers; the others go to the nearest of those. */
static unsigned
gather(const struct pfl_scene *scene, const struct pfl_graph_tag *tag, uint32_t n,
	struct range range[PFL_NODELETS_WIDE])
{
	unsigned ranges = 0;

	for (uint32_t i = 0; i < n; i++) {
		unsigned best = 0;
		double distance = INFINITY;

		if (ranges < PFL_NODELETS_WIDE) {
			range[ranges] = (struct range){ 0 };
			range_add(scene, &range[ranges++], &tag[i]);
			continue;
		}
		for (unsigned k = 0; k < ranges; k++) {
			double d = fabs(
				in_unit(scene, range[k].seed, &tag[i]) - (double)tag[i].number);

			if (d < distance) {
				best = k;
				distance = d;
			}
		}
		range_add(scene, &range[best], &tag[i]);
	}
	return ranges;
}

/*
 * One number is written as the graph has it, a range in units of its own: in the report's,
 * sizes of objects would all be "0..0".
 */
static void
range_label(
	const struct pfl_scene *scene, struct range *r, bool gathered, struct pfl_text *text)
{
	r->start = text->n;
	if (!gathered) {
		pfl_text_add(text, pfl_profile_text(scene->profile, r->seed->text));
	} else {
		pfl_unit_label(text, r->min->number, unit_of(scene, r->min), "auto");
		if (r->n > 1) {
			pfl_text_str(text, "..");
			pfl_unit_label(text, r->max->number, unit_of(scene, r->max), "auto");
		}
	}
	r->end = text->n;
}

static bool
heavier(const struct range *a, const struct range *b, bool by_flat, const char *text)
{
	pfl_sum first[2] = { pfl_sum_abs(a->weight.cum), pfl_sum_abs(b->weight.cum) };
	pfl_sum second[2] = { pfl_sum_abs(a->weight.flat), pfl_sum_abs(b->weight.flat) };
	struct pfl_span name[2] = { { text + a->start, a->end - a->start },
		{ text + b->start, b->end - b->start } };

	if (!by_flat && first[0] != first[1])
		return first[0] > first[1];
	if (second[0] != second[1])
		return second[0] > second[1];
	return pfl_span_cmp(name[0], name[1]) < 0;
}

static void
sort_ranges(struct range *range, unsigned n, bool by_flat, const char *text)
{
	for (unsigned i = 1; i < n; i++)
		for (unsigned k = i; k && heavier(&range[k], &range[k - 1], by_flat, text);
			k--) {
			struct range other = range[k];

			range[k] = range[k - 1];
			range[k - 1] = other;
		}
}

/* Where the labels made here end up is known only once the text has stopped moving. */
struct made {
	size_t start, end;
};

struct work {
	struct pfl_nodelets *list;
	const struct pfl_scene *scene;
	bool by_flat; /* the node calls others: what was called has tags of its own */
	struct made made[PFL_NODELETS_MAX];
};

static void
add_numbers(struct work *w, const char *source, unsigned parent,
	const struct pfl_graph_tag *tag, uint32_t n)
{
	struct pfl_text *text = &w->list->text;
	struct range range[PFL_NODELETS_WIDE];
	bool gathered = n > PFL_NODELETS_WIDE;
	unsigned ranges = gather(w->scene, tag, n, range);

	for (unsigned j = 0; j < ranges; j++) {
		range_label(w->scene, &range[j], gathered, text);
		range[j].weight.flat = pfl_column_value(&w->scene->columns, range[j].flat);
		range[j].weight.cum = pfl_column_value(&w->scene->columns, range[j].cum);
	}
	if (gathered)
		sort_ranges(range, ranges, w->by_flat, pfl_text_get(text));
	for (unsigned j = 0; j < ranges; j++) {
		struct weight v = range[j].weight;
		bool flat = w->by_flat || v.flat == v.cum;
		struct pfl_nodelet *let = &w->list->at[w->list->n];

		if (!(flat ? v.flat : v.cum))
			continue;
		*let = (struct pfl_nodelet){
			.parent = parent, .value = flat ? v.flat : v.cum, .dotted = !flat
		};
		snprintf(let->id, sizeof(let->id), "N%.24s_%u", source, j);
		w->made[w->list->n++] = (struct made){ range[j].start, range[j].end };
	}
}

/* The numbers that belong to a label text stand together, see struct pfl_graph_tag. */
static void
add_group(struct work *w, const char *source, unsigned parent, const struct pfl_graph_tag *tag,
	uint32_t n, uint32_t group)
{
	uint32_t first = 0;
	uint32_t last;

	while (first < n && (!tag[first].numeric || tag[first].group != group))
		first++;
	for (last = first; last < n && tag[last].group == group; last++)
		;
	if (last > first)
		add_numbers(w, source, parent, tag + first, last - first);
}

static void
add_texts(struct work *w, uint32_t i, const struct pfl_graph_tag *tag, uint32_t n)
{
	struct pfl_nodelets *list = w->list;

	for (uint32_t k = 0; k < n && k < PFL_NODELETS_WIDE && !tag[k].numeric; k++) {
		struct weight v = weight(w->scene, &tag[k]);
		unsigned self = list->n;
		char id[48];

		if (!(w->by_flat ? v.flat : v.cum))
			continue;
		list->at[self] = (struct pfl_nodelet){ .parent = UINT_MAX,
			.label = pfl_profile_text(w->scene->profile, tag[k].text),
			.value = w->by_flat ? v.flat : v.cum };
		snprintf(id, sizeof(id), "N%u_%u", i + 1, k);
		memcpy(list->at[self].id, id, sizeof(id));
		w->made[list->n++] = (struct made){ 0, 0 };
		add_group(w, id, self, tag, n, tag[k].text);
	}
}

bool
pfl_nodelets_make(struct pfl_nodelets *list, const struct pfl_scene *scene, uint32_t i,
	struct pfl_error *err)
{
	const struct pfl_graph_node *node = &scene->graph.node[i];
	const struct pfl_graph_tag *tag = scene->graph.tag + node->first_tag;
	struct work w = { .list = list, .scene = scene, .by_flat = node->n_out > 0 };
	char id[24];

	list->n = 0;
	pfl_text_reset(&list->text);
	if (!node->n_tags)
		return true;
	add_texts(&w, i, tag, node->n_tags);
	snprintf(id, sizeof(id), "N%u", i + 1);
	add_group(&w, id, UINT_MAX, tag, node->n_tags, 0);
	if (!pfl_text_ok(&list->text, err))
		return false;
	for (unsigned k = 0; k < list->n; k++)
		if (w.made[k].end)
			list->at[k].label =
				(struct pfl_span){ pfl_text_get(&list->text) + w.made[k].start,
					w.made[k].end - w.made[k].start };
	return true;
}
