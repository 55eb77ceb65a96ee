/* SPDX-License-Identifier: Apache-2.0 */
/* A profile once more. */
#include "model/copy.h"

#include "model/merge_plan.h"

#include <stdlib.h>

/* One copy being made, and scratch for it. */
struct copying {
	const struct pfl_profile *p;
	struct pfl_builder *b;
	/* By string and label set of p: the copy's, which has each once even if p was read to
	 * be merged and has some more often. */
	uint32_t *string, *set;
	struct pfl_line *line;
	struct pfl_label *label;
	uint32_t *path;
	int64_t *value;
};

static void
copy_strings(const struct copying *c)
{
	for (uint32_t i = 0; i < pfl_strtab_n(&c->p->strings); i++)
		c->string[i] = pfl_build_string(c->b, pfl_profile_text(c->p, i));
}

/* Rows in order, whether used or not. */
static void
copy_tables(const struct copying *c)
{
	const struct pfl_profile *p = c->p;
	const uint32_t *string = c->string;
	struct pfl_builder *b = c->b;

	for (uint32_t i = 0; i < p->types.n; i++)
		pfl_build_type(b, string[p->types.name[i]], string[p->types.unit[i]]);
	for (uint32_t i = 0; i < p->funcs.n; i++)
		pfl_build_func(b,
			&(struct pfl_func){ string[p->funcs.name[i]],
				string[p->funcs.system[i]], string[p->funcs.file[i]],
				p->funcs.start_line[i] });
	for (uint32_t i = 0; i < p->mappings.n; i++)
		pfl_build_mapping(b,
			&(struct pfl_mapping){ p->mappings.start[i], p->mappings.limit[i],
				p->mappings.offset[i], string[p->mappings.file[i]],
				string[p->mappings.build_id[i]],
				string[p->mappings.debug_id[i]], p->mappings.flags[i] });
	for (uint32_t i = 0; i < p->locations.n && pfl_builder_ok(b); i++) {
		uint32_t first = p->locations.first_frame[i], n = 0;

		for (uint32_t f = first; f < p->locations.first_frame[i + 1]; f++)
			c->line[n++] = (struct pfl_line){ p->frames.func[f], p->frames.line[f],
				p->frames.column[f] };
		pfl_build_location(b, p->locations.address[i], p->locations.mapping[i],
			p->locations.folded && p->locations.folded[i], c->line, n);
	}
}

static struct pfl_label
copy_label(const struct copying *c, uint32_t row)
{
	const struct pfl_labels *l = &c->p->labels;

	return (struct pfl_label){
		.key = c->string[l->key[row]],
		.text = l->text[row] == PFL_NONE ? PFL_NONE : c->string[l->text[row]],
		.unit = c->string[l->unit[row]],
		.number = l->number[row],
	};
}

static void
copy_labels(const struct copying *c)
{
	const struct pfl_labelsets *sets = &c->p->labelsets;

	for (uint32_t set = 0; set < sets->n && pfl_builder_ok(c->b); set++) {
		size_t n = 0;

		for (uint32_t i = sets->first[set]; i < sets->first[set + 1]; i++)
			c->label[n++] = copy_label(c, sets->label[i]);
		c->set[set] = pfl_build_labels(c->b, c->label, n);
	}
}

/* The stack `row` of p into the builder; its locations have the same numbers there. */
static uint32_t
copy_stack(const struct copying *c, uint32_t row)
{
	const struct pfl_stacks *stacks = &c->p->stacks;
	size_t n = 0, depth = 0;

	for (uint32_t r = row; r; r = pfl_stack_above(stacks, r))
		depth++;
	for (uint32_t r = row; r; r = pfl_stack_above(stacks, r))
		c->path[depth - ++n] = stacks->location[r];
	return pfl_build_stack(c->b, c->path, depth);
}

static void
copy_samples(const struct copying *c)
{
	const struct pfl_profile *p = c->p;
	uint32_t last = 0, stack = 0, n_types = p->types.n;

	for (uint32_t i = 0; i < p->samples.n && pfl_builder_ok(c->b); i++) {
		if (p->samples.stack[i] != last)
			stack = copy_stack(c, last = p->samples.stack[i]);
		for (uint32_t t = 0; t < n_types; t++)
			c->value[t] = p->samples.value[t][i];
		pfl_build_sample(
			c->b, stack, c->set[pfl_sample_labels(p, i)], c->value, n_types);
		for (uint32_t t = 0; t < n_types && p->samples.before; t++)
			c->value[t] = p->samples.before[t][i];
		if (p->samples.before)
			pfl_build_before(c->b, c->value, n_types);
		if (p->samples.run)
			pfl_build_run(c->b, p->samples.run[i]);
	}
}

static void
copy_calls(const struct copying *c)
{
	const struct pfl_calls *calls = &c->p->calls;
	uint32_t n_types = c->p->types.n;

	for (uint32_t i = 0; i < calls->n && pfl_builder_ok(c->b); i++) {
		for (uint32_t t = 0; t < n_types; t++)
			c->value[t] = calls->value[t][i];
		pfl_build_call(c->b, calls->from[i], calls->to[i], c->value, n_types);
		if (calls->run)
			pfl_build_call_run(c->b, calls->run[i]);
	}
}

/* The texts of a pairing, in the arena of the copy. */
static bool
copy_texts(struct pfl_pairing *pairing, struct pfl_profile *to, struct pfl_error *err)
{
	const char **text[] = { pairing->types, pairing->program, pairing->build,
		pairing->origin };

	for (size_t i = 0; i < sizeof(text) / sizeof(text[0]); i++) {
		for (int side = 0; side < 2; side++) {
			text[i][side] = pfl_arena_text(
				&to->arena, text[i][side], strlen(text[i][side]), err);
			if (!text[i][side])
				return false;
		}
	}
	return true;
}

const struct pfl_unit_conflict *
pfl_conflicts_copy(const struct pfl_unit_conflict *conflict, uint32_t n,
	struct pfl_arena *arena, struct pfl_error *err)
{
	struct pfl_unit_conflict *copy = pfl_arena_alloc(arena, n, sizeof(*copy), err);

	for (uint32_t i = 0; copy && i < n; i++) {
		const char *name = conflict[i].name, *text = conflict[i].text;

		copy[i].name = pfl_arena_text(arena, name, strlen(name), err);
		copy[i].text = pfl_arena_text(arena, text, strlen(text), err);
		copy[i].by_default = conflict[i].by_default;
		if (!copy[i].name || !copy[i].text)
			return NULL;
	}
	return copy;
}

/* A pair remembers what it was made of. */
static bool
copy_pairing(const struct pfl_profile *p, struct pfl_profile *to, struct pfl_error *err)
{
	struct pfl_pairing *pairing;
	struct pfl_run *run;

	if (!p->pairing)
		return true;
	pairing = pfl_arena_alloc(&to->arena, 1, sizeof(*pairing), err);
	run = pfl_arena_alloc(&to->arena, p->pairing->n_runs, sizeof(*run), err);
	if (!pairing || !run)
		return false;
	memcpy(run, p->pairing->run, p->pairing->n_runs * sizeof(*run));
	*pairing = *p->pairing;
	pairing->run = run;
	pairing->conflict =
		pfl_conflicts_copy(pairing->conflict, pairing->n_conflicts, &to->arena, err);
	to->pairing = pairing;
	return pairing->conflict && copy_texts(pairing, to, err);
}

static bool
open_copy(struct copying *c, const struct pfl_profile *p, const struct pfl_limits *limits,
	struct pfl_error *err)
{
	size_t n_labels = p->labelsets.first[p->labelsets.n];

	*c = (struct copying){
		.p = p,
		.b = pfl_builder_new(limits, err),
		.string = calloc((size_t)pfl_strtab_n(&p->strings) + 1, sizeof(*c->string)),
		.set = calloc((size_t)p->labelsets.n + 1, sizeof(*c->set)),
		.line = calloc((size_t)p->frames.n + 1, sizeof(*c->line)),
		.label = calloc(n_labels + 1, sizeof(*c->label)),
		.path = calloc((size_t)p->stacks.n + 1, sizeof(*c->path)),
		.value = calloc((size_t)p->types.n + 1, sizeof(*c->value)),
	};
	return (c->b && c->string && c->set && c->line && c->label && c->path && c->value) ||
		pfl_fail(err, PFL_NOMEM, "out of memory");
}

static void
close_copy(struct copying *c)
{
	free(c->string);
	free(c->set);
	free(c->line);
	free(c->label);
	free(c->path);
	free(c->value);
	pfl_builder_free(c->b);
}

struct pfl_profile *
pfl_profile_copy(
	const struct pfl_profile *p, const struct pfl_limits *limits, struct pfl_error *err)
{
	struct pfl_profile *result = NULL;
	struct copying c;

	if (open_copy(&c, p, limits, err)) {
		copy_strings(&c);
		copy_tables(&c);
		copy_labels(&c);
		pfl_merge_meta_copy(p, c.b);
		pfl_build_meta(c.b)->in_time = p->meta.in_time;
		pfl_build_meta(c.b)->keep_order = p->meta.keep_order;
		copy_samples(&c);
		copy_calls(&c);
		result = pfl_builder_finish(c.b, err);
	}
	close_copy(&c);
	for (size_t i = 0; result && i < p->notes.n; i++)
		pfl_profile_add_note(result, "%s", p->notes.at[i]);
	if (result && !copy_pairing(p, result, err)) {
		pfl_profile_free(result);
		result = NULL;
	}
	return result;
}
