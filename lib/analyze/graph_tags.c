/* SPDX-License-Identifier: Apache-2.0 */
/* Label values beside the nodes of a picture: semantics 10 and 16.4. */
#include "analyze/graph.h"
#include "analyze/order.h"
#include "base/idmap.h"
#include "base/unit.h"
#include "model/sides.h"

#include <stdlib.h>

/* The tags of one slot that are alike have one row. */
struct slotted {
	struct pfl_graph_tag tag;
	uint32_t slot;
};

/* What a label set is tagged with. */
struct set_kind {
	uint32_t kind;
	int64_t number;
};

/* A row at or below which there are samples of the kind at hand, and what they add up to. */
struct reached {
	uint32_t row;
	pfl_sum value[2];
};

struct tagger {
	struct graph *g;
	PFL_VEC(struct pfl_graph_tag) kinds; /* what tags say: distinct, without values    */
	struct pfl_idmap kind_map;           /* (group, text, numeric)                     */
	PFL_VEC(struct set_kind) of_sets;    /* kinds, those of each label set together    */
	uint32_t *first_of, *n_of;           /* by label set, in of_sets; none: not yet    */
	uint32_t *first, *sample;            /* samples by kind: sample[first[kind] .. ]   */
	PFL_VEC(struct slotted) tags;        /* by kind, with values                       */
	uint32_t
		*place; /* by slot: its tag of the kind at hand, plus 1, if that is not older */
	uint32_t *hop;  /* by row: the nearest at or above it that counts for a tag; 0: none */
	PFL_VEC(struct reached) reached; /* of rows that count; each behind those above it  */
	uint32_t *reach; /* by row: its place there, plus 1; 0: none                         */
	uint32_t base_key, bytes_key, bytes_unit;
	struct pfl_text text, joined;
};

static bool
is_shown_text(const struct tagger *t, uint32_t label)
{
	return t->g->p->labels.text[label] != PFL_NONE &&
		t->g->p->labels.key[label] != t->base_key;
}

static int
item_order(const void *context, uint32_t a, uint32_t b)
{
	const struct pfl_span *item = context;

	return pfl_span_cmp(item[a], item[b]);
}

/* Append the items in bytewise order, a backslash and an n between them. */
static bool
join_items(struct pfl_text *joined, const struct pfl_text *items, const size_t *end, uint32_t n,
	struct pfl_error *err)
{
	struct pfl_span *item = malloc(n * sizeof(*item));
	uint32_t *order = malloc(n * sizeof(*order));
	bool ok = item && order;

	if (!ok)
		pfl_fail(err, PFL_NOMEM, "out of memory for labels");
	for (uint32_t i = 0; ok && i < n; i++) {
		size_t start = i ? end[i - 1] : 0;

		item[i] = (struct pfl_span){ items->at + start, end[i] - start };
		order[i] = i;
	}
	ok = ok && pfl_order_rows(order, n, item_order, item, err);
	for (uint32_t i = 0; ok && i < n; i++) {
		pfl_text_str(joined, i ? "\\n" : "");
		pfl_text_add(joined, item[order[i]]);
	}
	free(item);
	free(order);
	return ok && pfl_text_ok(joined, err);
}

/* The texts of a label set as one string id: sorted "key:value" items. PFL_NONE with *err. */
static uint32_t
join_set(struct tagger *t, uint32_t set, struct pfl_error *err)
{
	const struct pfl_profile *p = t->g->p;
	uint32_t first = p->labelsets.first[set], last = p->labelsets.first[set + 1], n = 0;
	size_t *end = malloc(((size_t)(last - first) + 1) * sizeof(*end));
	uint32_t id = PFL_NONE;
	bool ok;

	if (!end) {
		pfl_fail(err, PFL_NOMEM, "out of memory for labels");
		return PFL_NONE;
	}
	pfl_text_reset(&t->text);
	pfl_text_reset(&t->joined);
	for (uint32_t i = first; i < last; i++) {
		uint32_t label = p->labelsets.label[i];

		if (!is_shown_text(t, label))
			continue;
		pfl_text_add(&t->text, pfl_profile_text(p, p->labels.key[label]));
		pfl_text_char(&t->text, ':');
		pfl_text_add(&t->text, pfl_profile_text(p, p->labels.text[label]));
		end[n++] = t->text.n;
	}
	ok = pfl_text_ok(&t->text, err) &&
		(n == 0 || join_items(&t->joined, &t->text, end, n, err));
	free(end);
	if (ok)
		id = pfl_strtab_add(&t->g->p->strings, pfl_text_span(&t->joined), err);
	return id;
}

/* Note that a tag like this belongs to the label set that is being looked at. */
static bool
add_kind(struct tagger *t, const struct pfl_graph_tag *like, struct pfl_error *err)
{
	uint64_t hash = pfl_hash_pair(
		t->kind_map.seed, like->text, (uint64_t)like->group << 1 | like->numeric);
	uint32_t at = PFL_IDMAP_START, i;

	while ((i = pfl_idmap_next(&t->kind_map, hash, &at)) != PFL_IDMAP_FREE) {
		const struct pfl_graph_tag *kind = &t->kinds.at[i];

		if (kind->text == like->text && kind->group == like->group &&
			kind->numeric == like->numeric)
			break;
	}
	if (!pfl_vec_reserve(&t->of_sets, 1, t->g->budget, "label values", err))
		return false;
	if (i == PFL_IDMAP_FREE) {
		if (!pfl_idmap_reserve(&t->kind_map, 1, err) ||
			!pfl_vec_reserve(&t->kinds, 1, t->g->budget, "label values", err))
			return false;
		i = (uint32_t)t->kinds.n; /* the map has no room for 2^32 */
		t->kinds.at[t->kinds.n++] = *like;
		pfl_idmap_put(&t->kind_map, hash, i);
	}
	t->of_sets.at[t->of_sets.n++] = (struct set_kind){ i, like->number };
	return true;
}

/* A number's tag goes by its text: values that print alike are one. */
static bool
add_number(struct tagger *t, uint32_t label, uint32_t group, struct pfl_error *err)
{
	struct pfl_profile *p = t->g->p;
	struct pfl_graph_tag tag = { .group = group,
		.number = p->labels.number[label],
		.unit = t->bytes_unit,
		.numeric = true };

	pfl_text_reset(&t->text);
	pfl_unit_label(&t->text, tag.number,
		t->g->opts->bytes_unit ? t->g->opts->bytes_unit : "bytes",
		t->g->opts->unit ? t->g->opts->unit : "minimum");
	if (!pfl_text_ok(&t->text, err))
		return false;
	tag.text = pfl_strtab_add(&p->strings, pfl_text_span(&t->text), err);
	return tag.text != UINT32_MAX && add_kind(t, &tag, err);
}

/* What the tags of a label set say. */
static bool
name_set(struct tagger *t, uint32_t set, struct pfl_error *err)
{
	const struct pfl_profile *p = t->g->p;
	struct pfl_graph_tag tag = { .text = join_set(t, set, err) };

	if (tag.text == PFL_NONE || t->of_sets.n >= PFL_NONE)
		return false;
	t->first_of[set] = (uint32_t)t->of_sets.n;
	if (tag.text && !add_kind(t, &tag, err))
		return false;
	for (uint32_t i = p->labelsets.first[set]; i < p->labelsets.first[set + 1]; i++) {
		uint32_t label = p->labelsets.label[i];

		if (p->labels.key[label] == t->bytes_key && p->labels.text[label] == PFL_NONE &&
			!add_number(t, label, tag.text, err))
			return false;
	}
	t->n_of[set] = (uint32_t)t->of_sets.n - t->first_of[set];
	return true;
}

/* Has the sample labels, and a value that may show beside them? */
static bool
has_tags(const struct tagger *t, uint32_t sample)
{
	const struct pfl_columns *c = t->g->columns;

	return t->g->p->samples.labels[sample] != 0 &&
		(c->value[0][sample] || (c->value[1] && c->value[1][sample]));
}

/* The kinds of all label sets in use, in the order of samples. */
static bool
name_sets(struct tagger *t, struct pfl_error *err)
{
	const struct pfl_samples *s = &t->g->p->samples;

	memset(t->first_of, 0xff, t->g->p->labelsets.n * sizeof(*t->first_of));
	for (uint32_t i = 0; i < s->n; i++) {
		uint32_t set = s->labels[i];

		if (has_tags(t, i) && t->first_of[set] == PFL_NONE && !name_set(t, set, err))
			return false;
	}
	return true;
}

/* Samples by kind, so that each kind can be spread by itself. */
static bool
sort_samples(struct tagger *t, struct pfl_error *err)
{
	const struct pfl_samples *s = &t->g->p->samples;
	size_t n_kinds = t->kinds.n, n = 0;
	uint32_t *next = pfl_arena_alloc(&t->g->scratch, n_kinds + 2, sizeof(*next), err);

	/* next[k + 1] counts up to where kind k ends, so that it ends up as where k + 1 starts.
	 */
	for (uint32_t i = 0; next && i < s->n; i++) {
		uint32_t set = s->labels[i];

		if (!has_tags(t, i))
			continue;
		n += t->n_of[set];
		for (uint32_t k = 0; k < t->n_of[set]; k++)
			next[t->of_sets.at[t->first_of[set] + k].kind + 2]++;
	}
	if (n >= PFL_NONE)
		return pfl_fail(err, PFL_LIMIT, "more than 2^32 label values");
	t->sample = next ? pfl_arena_alloc(&t->g->scratch, n, sizeof(*t->sample), err) : NULL;
	if (!t->sample)
		return false;
	for (size_t k = 0; k < n_kinds; k++)
		next[k + 2] += next[k + 1];
	for (uint32_t i = 0; i < s->n; i++) {
		uint32_t set = s->labels[i];

		for (uint32_t k = 0; has_tags(t, i) && k < t->n_of[set]; k++)
			t->sample[next[t->of_sets.at[t->first_of[set] + k].kind + 1]++] = i;
	}
	t->first = next;
	return true;
}

/* The number that gave the sample a tag of this kind; 0 for a text. */
static int64_t
number_of(const struct tagger *t, uint32_t sample, uint32_t kind)
{
	const struct set_kind *at =
		&t->of_sets.at[t->first_of[t->g->p->samples.labels[sample]]];

	while (at->kind != kind)
		at++;
	return at->number;
}

/*
 * A slot's tag for a sample of a kind, a new one if need be: those from `fresh` on are of this
 * kind. NULL with *err.
 */
static struct pfl_graph_tag *
tag_of(struct tagger *t, uint32_t slot, uint32_t sample, uint32_t kind, size_t fresh,
	struct pfl_error *err)
{
	if (t->place[slot] <= fresh) {
		struct slotted *new;

		if (t->tags.n >= PFL_NONE - 1) {
			pfl_fail(err, PFL_LIMIT, "more than 2^32 label values");
			return NULL;
		}
		if (!pfl_vec_reserve(&t->tags, 1, t->g->budget, "label values", err))
			return NULL;
		new = &t->tags.at[t->tags.n++];
		*new = (struct slotted){ t->kinds.at[kind], slot };
		new->tag.number = number_of(t, sample, kind);
		t->place[slot] = (uint32_t)t->tags.n;
	}
	return &t->tags.at[t->place[slot] - 1].tag;
}

/* The rows that a sample is the first of its kind to reach, and tags for them. */
static bool
reach_rows(struct tagger *t, uint32_t row, uint32_t sample, uint32_t kind, size_t fresh,
	struct pfl_error *err)
{
	const struct graph *g = t->g;
	size_t first = t->reached.n, last;

	for (; row && !t->reach[row]; row = t->hop[g->tree->parent[row]]) {
		uint32_t slot = g->tag_slot[graph_unit(g, row)];

		if (!tag_of(t, slot, sample, kind, fresh, err) ||
			!pfl_vec_reserve(&t->reached, 1, g->budget, "label values", err))
			return false;
		t->reached.at[t->reached.n++] = (struct reached){ .row = row };
	}
	last = t->reached.n;
	for (size_t i = first; i + 1 < last; i++) { /* from the root */
		struct reached deeper = t->reached.at[i];

		t->reached.at[i] = t->reached.at[--last];
		t->reached.at[last] = deeper;
	}
	for (size_t i = first; i < t->reached.n; i++)
		t->reach[t->reached.at[i].row] = (uint32_t)i + 1;
	return true;
}

/* Add a sample's value where it is, and to the row that is to hand it on. */
static bool
spread_sample(
	struct tagger *t, uint32_t sample, uint32_t kind, size_t fresh, struct pfl_error *err)
{
	const struct graph *g = t->g;
	uint32_t leaf = g->tree->of_stack[g->p->samples.stack[sample]], row = t->hop[leaf];
	uint32_t slot = leaf ? g->tag_slot[graph_unit(g, leaf)] : PFL_NONE;
	struct pfl_graph_tag *tag = NULL;

	if (!reach_rows(t, row, sample, kind, fresh, err))
		return false;
	if (slot != PFL_NONE && !(tag = tag_of(t, slot, sample, kind, fresh, err)))
		return false;
	for (int k = 0; k < 2 && g->columns->value[k]; k++) {
		if (row)
			t->reached.at[t->reach[row] - 1].value[k] +=
				g->columns->value[k][sample];
		if (tag)
			tag->flat[k] += g->columns->value[k][sample];
	}
	return true;
}

/*
 * What was added up at each row goes into its tag and on to the next row above, once, however
 * many samples are below it: adding each sample along its path would take a time of samples by
 * depth.
 */
static void
hand_up(struct tagger *t)
{
	const struct graph *g = t->g;

	while (t->reached.n) {
		const struct reached *r = &t->reached.at[--t->reached.n];
		uint32_t slot = g->tag_slot[graph_unit(g, r->row)];
		uint32_t above = t->hop[g->tree->parent[r->row]];
		struct pfl_graph_tag *tag = &t->tags.at[t->place[slot] - 1].tag;

		for (int k = 0; k < 2; k++) {
			tag->cum[k] += r->value[k];
			if (above)
				t->reached.at[t->reach[above] - 1].value[k] += r->value[k];
		}
		t->reach[r->row] = 0;
	}
}

static bool
spread(struct tagger *t, struct pfl_error *err)
{
	for (uint32_t kind = 0; kind < t->kinds.n; kind++) {
		size_t fresh = t->tags.n;

		for (uint32_t i = t->first[kind]; i < t->first[kind + 1]; i++) {
			if (!spread_sample(t, t->sample[i], kind, fresh, err))
				return false;
		}
		hand_up(t);
	}
	return true;
}

/*
 * By tree row, is it the first of its node on the path? Those below it would count a sample
 * twice. The same node can only be on the path, so a counter for each says it. NULL with *err.
 */
static uint8_t *
find_outer(struct graph *g, struct pfl_error *err)
{
	const struct pfl_calltree *tree = g->tree;
	uint32_t *on_path = pfl_arena_alloc(&g->scratch, g->n_units, sizeof(*on_path), err);
	uint32_t *path =
		pfl_arena_alloc(&g->scratch, (size_t)tree->max_depth + 1, sizeof(*path), err);
	uint8_t *outer = pfl_arena_alloc(&g->scratch, tree->n, 1, err);
	uint32_t open = 0;

	if (!on_path || !path || !outer)
		return NULL;
	for (uint32_t row = 1; row < tree->n; row++) {
		uint32_t depth = tree->depth[row], unit = graph_unit(g, row);

		for (; open >= depth; open--)
			on_path[path[open]]--;
		path[depth] = unit;
		open = depth;
		outer[row] = on_path[unit]++ == 0;
	}
	return outer;
}

/* Only the first n units of the list get tags: where their rows are on each path. */
static bool
prepare(struct tagger *t, uint32_t n, struct pfl_error *err)
{
	struct graph *g = t->g;
	const char *unit = g->opts->bytes_unit ? g->opts->bytes_unit : "bytes";
	const uint8_t *outer = find_outer(g, err);

	g->tag_slot = pfl_arena_alloc(&g->scratch, g->n_units, sizeof(*g->tag_slot), err);
	t->hop = pfl_arena_alloc(&g->scratch, g->tree->n, sizeof(*t->hop), err);
	t->first_of =
		pfl_arena_alloc(&g->scratch, g->p->labelsets.n, sizeof(*t->first_of), err);
	t->n_of = pfl_arena_alloc(&g->scratch, g->p->labelsets.n, sizeof(*t->n_of), err);
	t->place = pfl_arena_alloc(&g->scratch, n, sizeof(*t->place), err);
	t->reach = pfl_arena_alloc(&g->scratch, g->tree->n, sizeof(*t->reach), err);
	if (!outer || !g->tag_slot || !t->hop || !t->first_of || !t->n_of || !t->place ||
		!t->reach)
		return false;
	memset(g->tag_slot, 0xff, g->n_units * sizeof(*g->tag_slot)); /* PFL_NONE everywhere */
	for (uint32_t i = 0; i < n; i++)
		g->tag_slot[g->list[i]] = i;
	for (uint32_t row = 1; row < g->tree->n; row++) {
		bool counts = outer[row] && g->tag_slot[graph_unit(g, row)] != PFL_NONE;

		t->hop[row] = counts ? row : t->hop[g->tree->parent[row]];
	}
	t->base_key = pfl_strtab_find(&g->p->strings, pfl_span_of(PFL_BASE_KEY));
	t->bytes_key = pfl_strtab_find(&g->p->strings, pfl_span_of("bytes"));
	t->bytes_unit = pfl_strtab_add(&g->p->strings, pfl_span_of(unit), err);
	return t->bytes_unit != UINT32_MAX;
}

/* Group the tags by slot, in order of appearance inside each. */
static bool
store(struct tagger *t, uint32_t n_slots, struct pfl_error *err)
{
	struct graph *g = t->g;
	uint32_t *next = pfl_arena_alloc(&g->scratch, (size_t)n_slots + 2, sizeof(*next), err);

	g->tag = pfl_arena_alloc(&g->scratch, t->tags.n, sizeof(*g->tag), err);
	if (!next || !g->tag)
		return false;
	/* next[s + 1] counts up to where slot s ends, so that it ends up as where s + 1 starts.
	 */
	for (size_t i = 0; i < t->tags.n; i++)
		next[t->tags.at[i].slot + 2]++;
	for (uint32_t s = 0; s < n_slots; s++)
		next[s + 2] += next[s + 1];
	for (size_t i = 0; i < t->tags.n; i++)
		g->tag[next[t->tags.at[i].slot + 1]++] = t->tags.at[i].tag;
	g->first_tag = next;
	return true;
}

bool
pfl_graph_tags(struct graph *g, uint32_t n, struct pfl_error *err)
{
	struct tagger t = { .g = g };
	bool ok;

	if (!g->p->samples.labels || g->columns->type == PFL_NONE)
		return true;
	pfl_idmap_init(&t.kind_map, g->budget);
	ok = prepare(&t, n, err) && name_sets(&t, err) && sort_samples(&t, err) &&
		spread(&t, err) && store(&t, n, err);
	pfl_vec_clear(&t.kinds, g->budget);
	pfl_vec_clear(&t.of_sets, g->budget);
	pfl_vec_clear(&t.tags, g->budget);
	pfl_vec_clear(&t.reached, g->budget);
	pfl_idmap_clear(&t.kind_map);
	pfl_text_clear(&t.text);
	pfl_text_clear(&t.joined);
	return ok;
}

bool
pfl_graph_tag_counts(const struct graph *g, const struct pfl_graph_tag *tag)
{
	pfl_sum flat = graph_bulk(g, tag->flat[0], tag->flat[1]);
	pfl_sum cum = graph_bulk(g, tag->cum[0], tag->cum[1]);

	return pfl_sum_abs(flat) >= g->node_cut || pfl_sum_abs(cum) >= g->node_cut;
}

struct tag_naming {
	const struct graph *g;
	const struct pfl_graph_tag *tag;
	bool flat_first;
};

static int
by_text(const struct graph *g, uint32_t a, uint32_t b)
{
	if (a == b)
		return 0;
	return pfl_span_cmp(pfl_profile_text(g->p, a), pfl_profile_text(g->p, b));
}

static int
tag_order(const void *context, uint32_t a, uint32_t b)
{
	const struct tag_naming *c = context;
	const struct pfl_graph_tag *x = &c->tag[a], *y = &c->tag[b];
	int order = x->numeric - y->numeric;

	if (!order)
		order = by_text(c->g, x->group, y->group);
	if (!order && !c->flat_first)
		order = pfl_sum_cmp(pfl_sum_abs(graph_pull(c->g, y->cum[0], y->cum[1])),
			pfl_sum_abs(graph_pull(c->g, x->cum[0], x->cum[1])));
	if (!order)
		order = pfl_sum_cmp(pfl_sum_abs(graph_pull(c->g, y->flat[0], y->flat[1])),
			pfl_sum_abs(graph_pull(c->g, x->flat[0], x->flat[1])));
	return order ? order : by_text(c->g, x->text, y->text);
}

bool
pfl_graph_order_tags(const struct graph *g, struct pfl_graph_tag *tag, uint32_t n,
	bool flat_first, struct pfl_error *err)
{
	struct tag_naming c = { g, tag, flat_first };
	uint32_t *order;
	struct pfl_graph_tag *copy;
	bool ok;

	if (n < 2)
		return true;
	order = malloc(n * sizeof(*order));
	copy = malloc(n * sizeof(*copy));
	ok = order && copy;
	if (!ok)
		pfl_fail(err, PFL_NOMEM, "out of memory for label values");
	for (uint32_t i = 0; ok && i < n; i++)
		order[i] = i;
	if (ok && pfl_order_rows(order, n, tag_order, &c, err)) {
		memcpy(copy, tag, n * sizeof(*copy));
		for (uint32_t i = 0; i < n; i++)
			tag[i] = copy[order[i]];
	} else {
		ok = false;
	}
	free(order);
	free(copy);
	return ok;
}
