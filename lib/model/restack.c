/* SPDX-License-Identifier: Apache-2.0 */
/* Other stacks, and fewer samples, in a derived profile. */
#include "model/restack.h"

#include "base/block.h"

#include <string.h>

/* What became of a row that is rewritten. */
struct rewritten {
	uint32_t row; /* the new one, or the one that stands in for it */
	uint8_t state;
	bool cut;
};

/* One more old row. Is there to be a new one for it, with *location? */
static bool
rewrite_row(struct rewritten *done, const struct pfl_stacks *old, uint32_t row,
	pfl_stack_rule *rule, void *context, uint32_t *location)
{
	struct rewritten *here = &done[row];
	uint8_t above;

	*here = done[old->parent[row]];
	if (here->cut)
		return false;
	above = here->state;
	*location = rule(context, old->location[row], above, &here->state);
	here->cut = *location == PFL_CUT;
	return *location != PFL_CUT && *location != PFL_NONE;
}

static bool
rewrite(struct pfl_profile *p, struct rewritten *done, pfl_stack_rule *rule, void *context,
	struct pfl_error *err)
{
	const struct pfl_stacks old = p->stacks;
	uint32_t *parent = pfl_arena_alloc(&p->arena, old.n, sizeof(*parent), err);
	uint32_t *location = pfl_arena_alloc(&p->arena, old.n, sizeof(*location), err);
	uint32_t *stack = pfl_arena_alloc(&p->arena, p->samples.n, sizeof(*stack), err);
	uint32_t n = 1;

	if (!parent || !location || !stack)
		return false;
	location[0] = PFL_NONE;
	for (uint32_t i = 1; i < old.n; i++) {
		if (!rewrite_row(done, &old, i, rule, context, &location[n]))
			continue;
		parent[n] = done[i].row;
		done[i].row = n++;
	}
	for (uint32_t i = 0; i < p->samples.n; i++)
		stack[i] = done[p->samples.stack[i]].row;
	p->stacks = (struct pfl_stacks){ .n = n, .parent = parent, .location = location };
	p->samples.stack = stack;
	return true;
}

bool
pfl_stacks_rewrite(
	struct pfl_profile *p, pfl_stack_rule *rule, void *context, struct pfl_error *err)
{
	size_t size = p->stacks.n * sizeof(struct rewritten);
	struct rewritten *done = pfl_block_alloc(size);
	bool ok = done ? rewrite(p, done, rule, context, err)
		       : pfl_fail(err, PFL_NOMEM, "out of memory");

	pfl_block_free(done, size);
	return ok;
}

/*
 * Room for the columns of the samples that are kept. It is one piece: where there are many, its
 * pages are large ones, and few have to be made.
 */
struct keeping {
	struct pfl_profile *p;
	const uint8_t *keep;
	uint32_t n;          /* rows to come */
	unsigned char *room; /* for the next column */
};

/* What of all columns one sample takes. */
static size_t
sample_size(const struct pfl_profile *p)
{
	const struct pfl_samples *s = &p->samples;
	size_t values = (size_t)p->types.n * (s->before ? 2 : 1);
	size_t rows = (s->labels ? 2U : 1U) + (s->run ? 1U : 0U);

	return values * sizeof(int64_t) + rows * sizeof(uint32_t);
}

/* A row more than is kept: what goes is written there and then over. */
static void *
next_column(struct keeping *k, size_t size)
{
	void *column = k->room;

	k->room += ((size_t)k->n + 1) * size;
	return column;
}

static const int64_t *
kept_values(struct keeping *k, const int64_t *column)
{
	int64_t *kept = next_column(k, sizeof(*kept));
	uint32_t to = 0;

	for (uint32_t i = 0; i < k->p->samples.n; i++) {
		kept[to] = column[i]; /* stays or is written over: nothing to predict */
		to += k->keep[i] != 0;
	}
	return kept;
}

static const uint32_t *
kept_rows(struct keeping *k, const uint32_t *column)
{
	uint32_t *kept = next_column(k, sizeof(*kept)), to = 0;

	for (uint32_t i = 0; i < k->p->samples.n; i++) {
		kept[to] = column[i];
		to += k->keep[i] != 0;
	}
	return kept;
}

static const int64_t *const *
kept_columns(struct keeping *k, const int64_t *const *columns, struct pfl_error *err)
{
	const int64_t **list = pfl_arena_alloc(&k->p->arena, k->p->types.n, sizeof(*list), err);

	for (uint32_t t = 0; list && t < k->p->types.n; t++)
		list[t] = kept_values(k, columns[t]);
	return list;
}

bool
pfl_samples_keep(struct pfl_profile *p, const uint8_t *keep, struct pfl_error *err)
{
	struct keeping k = { .p = p, .keep = keep };
	struct pfl_samples kept = { 0 };

	for (uint32_t i = 0; i < p->samples.n; i++)
		k.n += keep[i] != 0;
	k.room = pfl_arena_alloc(&p->arena, (size_t)k.n + 1, sample_size(p), err);
	if (!k.room)
		return false;
	/* The wide columns come first, where they are aligned. */
	kept.n = k.n;
	kept.value = kept_columns(&k, p->samples.value, err);
	if (p->samples.before)
		kept.before = kept_columns(&k, p->samples.before, err);
	if (!kept.value || (p->samples.before && !kept.before))
		return false;
	kept.stack = kept_rows(&k, p->samples.stack);
	if (p->samples.labels)
		kept.labels = kept_rows(&k, p->samples.labels);
	if (p->samples.run)
		kept.run = kept_rows(&k, p->samples.run);
	p->samples = kept;
	return true;
}

bool
pfl_samples_settle(struct pfl_profile *p, struct pfl_error *err)
{
	const struct pfl_samples *s = &p->samples;
	uint8_t *keep;
	bool ok;

	if (!s->left_out)
		return true;
	keep = pfl_block_alloc((size_t)s->n + 1);
	if (!keep)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	for (uint32_t i = 0; i < s->n; i++)
		keep[i] = !s->left_out[s->stack[i]];
	p->samples.left_out = NULL;
	ok = !memchr(keep, 0, s->n) || pfl_samples_keep(p, keep, err);
	pfl_block_free(keep, (size_t)s->n + 1);
	return ok;
}
