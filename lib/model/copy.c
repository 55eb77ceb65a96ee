/* SPDX-License-Identifier: Apache-2.0 */
/* A profile once more. */
#include "model/copy.h"

#include "model/merge_plan.h"

#include <stdlib.h>

/* Rows in order, whether used or not. */
static void
copy_tables(const struct pfl_profile *p, struct pfl_builder *b, struct pfl_line *line)
{
	for (uint32_t i = 0; i < pfl_strtab_n(&p->strings); i++)
		pfl_build_string(b, pfl_profile_text(p, i)); /* same order, same ids */
	for (uint32_t i = 0; i < p->types.n; i++)
		pfl_build_type(b, p->types.name[i], p->types.unit[i]);
	for (uint32_t i = 0; i < p->funcs.n; i++)
		pfl_build_func(b,
			&(struct pfl_func){ p->funcs.name[i], p->funcs.system[i],
				p->funcs.file[i], p->funcs.start_line[i] });
	for (uint32_t i = 0; i < p->mappings.n; i++)
		pfl_build_mapping(b,
			&(struct pfl_mapping){ p->mappings.start[i], p->mappings.limit[i],
				p->mappings.offset[i], p->mappings.file[i],
				p->mappings.build_id[i], p->mappings.flags[i] });
	for (uint32_t i = 0; i < p->locations.n && pfl_builder_ok(b); i++) {
		uint32_t first = p->locations.first_frame[i], n = 0;

		for (uint32_t f = first; f < p->locations.first_frame[i + 1]; f++)
			line[n++] = (struct pfl_line){ p->frames.func[f], p->frames.line[f],
				p->frames.column[f] };
		pfl_build_location(b, p->locations.address[i], p->locations.mapping[i],
			p->locations.folded && p->locations.folded[i], line, n);
	}
}

static void
copy_labels(const struct pfl_profile *p, struct pfl_builder *b, struct pfl_label *label)
{
	for (uint32_t set = 0; set < p->labelsets.n && pfl_builder_ok(b); set++) {
		size_t n = 0;

		for (uint32_t i = p->labelsets.first[set]; i < p->labelsets.first[set + 1];
			i++) {
			uint32_t row = p->labelsets.label[i];

			label[n++] =
				(struct pfl_label){ p->labels.key[row], p->labels.text[row],
					p->labels.unit[row], p->labels.number[row] };
		}
		pfl_build_labels(b, label, n);
	}
}

/* The stack `row` of p into the builder; its locations have the same numbers there. */
static uint32_t
copy_stack(const struct pfl_profile *p, uint32_t row, struct pfl_builder *b, uint32_t *path)
{
	size_t n = 0, depth = 0;

	for (uint32_t r = row; r; r = p->stacks.parent[r])
		depth++;
	for (uint32_t r = row; r; r = p->stacks.parent[r])
		path[depth - ++n] = p->stacks.location[r];
	return pfl_build_stack(b, path, depth);
}

static void
copy_samples(const struct pfl_profile *p, struct pfl_builder *b, uint32_t *path, int64_t *value)
{
	uint32_t last = 0, stack = 0;

	for (uint32_t i = 0; i < p->samples.n && pfl_builder_ok(b); i++) {
		if (p->samples.stack[i] != last)
			stack = copy_stack(p, last = p->samples.stack[i], b, path);
		for (uint32_t t = 0; t < p->types.n; t++)
			value[t] = p->samples.value[t][i];
		pfl_build_sample(b, stack, pfl_sample_labels(p, i), value, p->types.n);
		for (uint32_t t = 0; t < p->types.n && p->samples.before; t++)
			value[t] = p->samples.before[t][i];
		if (p->samples.before)
			pfl_build_before(b, value, p->types.n);
		if (p->samples.run)
			pfl_build_run(b, p->samples.run[i]);
	}
}

static void
copy_calls(const struct pfl_profile *p, struct pfl_builder *b, int64_t *value)
{
	for (uint32_t i = 0; i < p->calls.n && pfl_builder_ok(b); i++) {
		for (uint32_t t = 0; t < p->types.n; t++)
			value[t] = p->calls.value[t][i];
		pfl_build_call(b, p->calls.from[i], p->calls.to[i], value, p->types.n);
		if (p->calls.run)
			pfl_build_call_run(b, p->calls.run[i]);
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

struct pfl_profile *
pfl_profile_copy(
	const struct pfl_profile *p, const struct pfl_limits *limits, struct pfl_error *err)
{
	struct pfl_builder *b = pfl_builder_new(limits, err);
	struct pfl_line *line = calloc((size_t)p->frames.n + 1, sizeof(*line));
	uint32_t n_labels = p->labelsets.first[p->labelsets.n];
	struct pfl_label *label = calloc((size_t)n_labels + 1, sizeof(*label));
	uint32_t *path = calloc((size_t)p->stacks.n + 1, sizeof(*path));
	int64_t *value = calloc((size_t)p->types.n + 1, sizeof(*value));
	struct pfl_profile *result = NULL;

	if (!b || !line || !label || !path || !value) {
		pfl_fail(err, PFL_NOMEM, "out of memory");
		goto out;
	}
	copy_tables(p, b, line);
	copy_labels(p, b, label);
	pfl_merge_meta_copy(p, b);
	copy_samples(p, b, path, value);
	copy_calls(p, b, value);
	result = pfl_builder_finish(b, err);
	for (size_t i = 0; result && i < p->notes.n; i++)
		pfl_profile_add_note(result, "%s", p->notes.at[i]);
	if (result && !copy_pairing(p, result, err)) {
		pfl_profile_free(result);
		result = NULL;
	}
out:
	free(line);
	free(label);
	free(path);
	free(value);
	pfl_builder_free(b);
	return result;
}
