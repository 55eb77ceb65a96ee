/* SPDX-License-Identifier: Apache-2.0 */
/* Which places and texts a flame graph's data speaks of, and by which numbers: small ones,
 * which are short in a file, for what is frequent. */
#include "render/flame_places.h"

#include "analyze/order.h"

struct numbering {
	const struct pfl_flame *f;
	struct pfl_arena *arena;
	struct pfl_flame_places *places;
	/* Texts as they come in. */
	uint32_t n;
	struct pfl_span *text;
	uint32_t *seen; /* by string of the profile: 1 + the one that it is */
	struct pfl_error *err;
};

static int
by_count(const void *context, uint32_t a, uint32_t b)
{
	const uint32_t *count = context;

	return (count[a] < count[b]) - (count[a] > count[b]);
}

/* Number the places, the most frequent first. */
static bool
find_places(struct numbering *n, const struct pfl_flame_rows *rows)
{
	struct pfl_flame_places *places = n->places;
	uint32_t n_nodes = n->f->scene->nodes.n + 1;
	uint32_t *count = pfl_arena_alloc(n->arena, n_nodes, sizeof(*count), n->err);

	places->node = pfl_arena_alloc(n->arena, (size_t)n_nodes + 1, sizeof(uint32_t), n->err);
	places->of_node = pfl_arena_alloc(n->arena, n_nodes, sizeof(uint32_t), n->err);
	if (!count || !places->node || !places->of_node)
		return false;
	places->n = 1;
	for (uint32_t i = 1; i < rows->n; i++) {
		uint32_t node = pfl_flame_node(n->f, rows->row[i]);

		if (count[node]++ == 0)
			places->node[places->n++] = node;
	}
	if (!pfl_order_rows(places->node + 1, places->n - 1, by_count, count, n->err))
		return false;
	for (uint32_t i = 1; i < places->n; i++)
		places->of_node[places->node[i]] = i;
	return true;
}

/* Add a text; which one it was. */
static uint32_t
add_text(struct numbering *n, struct pfl_span text)
{
	n->text[n->n] = text;
	return n->n++;
}

/* Texts of the profile come in once each. */
static uint32_t
add_string(struct numbering *n, uint32_t id)
{
	if (!n->seen[id])
		n->seen[id] = 1 + add_text(n, pfl_profile_text(n->f->scene->profile, id));
	return n->seen[id] - 1;
}

static uint32_t
add_name(struct numbering *n, uint32_t node, struct pfl_text *scratch)
{
	const struct pfl_nodes *nodes = &n->f->scene->nodes;
	struct pfl_span name;
	char *copy;

	if (node < nodes->n && nodes->name[node] && !nodes->file[node] && !nodes->line[node])
		return add_string(n, nodes->name[node]);
	name = pfl_flame_name(n->f, node, scratch);
	copy = pfl_arena_text(n->arena, name.at, name.n, n->err);
	return add_text(n, (struct pfl_span){ copy, copy ? name.n : 0 });
}

/* Gather the names of the places; their numbers are positions in n->text for now. */
static bool
gather_texts(struct numbering *n)
{
	struct pfl_flame_places *places = n->places;
	uint32_t n_strings = pfl_strtab_n(&n->f->scene->profile->strings);
	struct pfl_text scratch = { 0 };
	bool ok;

	n->seen = pfl_arena_alloc(n->arena, n_strings, sizeof(*n->seen), n->err);
	places->name = pfl_arena_alloc(n->arena, places->n, sizeof(uint32_t), n->err);
	places->file = pfl_arena_alloc(n->arena, places->n, sizeof(uint32_t), n->err);
	places->object = pfl_arena_alloc(n->arena, places->n, sizeof(uint32_t), n->err);
	n->text =
		pfl_arena_alloc(n->arena, 3 * (size_t)places->n + 2, sizeof(*n->text), n->err);
	if (n->err->code != PFL_OK)
		return false;
	add_text(n, (struct pfl_span){ "", 0 });
	n->seen[0] = 1;
	places->name[0] = add_text(n, pfl_span_of("all"));
	for (uint32_t i = 1; i < places->n; i++) {
		uint32_t node = places->node[i];

		places->name[i] = add_name(n, node, &scratch);
		places->file[i] = add_string(n, n->f->file[node]);
		places->object[i] = add_string(n, n->f->object[node]);
	}
	ok = pfl_text_ok(&scratch, n->err);
	pfl_text_clear(&scratch);
	return ok && n->err->code == PFL_OK;
}

static int
by_text(const void *context, uint32_t a, uint32_t b)
{
	const struct pfl_span *text = context;

	return pfl_span_cmp(text[a], text[b]);
}

/* Sort the texts, join equal ones and point the places at the numbers that result. */
static bool
number_texts(struct numbering *n)
{
	struct pfl_flame_places *places = n->places;
	uint32_t *order = pfl_arena_alloc(n->arena, n->n, sizeof(*order), n->err);
	uint32_t *number = pfl_arena_alloc(n->arena, n->n, sizeof(*number), n->err);

	places->text = pfl_arena_alloc(n->arena, n->n, sizeof(*places->text), n->err);
	if (!order || !number || !places->text)
		return false;
	for (uint32_t i = 0; i < n->n; i++)
		order[i] = i;
	if (!pfl_order_rows(order, n->n, by_text, n->text, n->err))
		return false;
	for (uint32_t i = 0; i < n->n; i++) {
		struct pfl_span text = n->text[order[i]];

		if (i == 0 || !pfl_span_eq(text, places->text[places->n_texts - 1]))
			places->text[places->n_texts++] = text;
		number[order[i]] = places->n_texts - 1;
	}
	for (uint32_t i = 0; i < places->n; i++) {
		places->name[i] = number[places->name[i]];
		places->file[i] = number[places->file[i]];
		places->object[i] = number[places->object[i]];
	}
	return true;
}

bool
pfl_flame_number(struct pfl_flame_places *places, const struct pfl_flame *flame,
	const struct pfl_flame_rows *rows, struct pfl_arena *arena, struct pfl_error *err)
{
	struct numbering n = { .f = flame, .arena = arena, .places = places, .err = err };

	*places = (struct pfl_flame_places){ 0 };
	return find_places(&n, rows) && gather_texts(&n) && number_texts(&n);
}
