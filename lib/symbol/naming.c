/* SPDX-License-Identifier: Apache-2.0 */
#include "symbol/naming.h"

#include "symbol/missing.h"

#include <stdlib.h>

void
pfl_naming_clear(struct pfl_naming *n)
{
	pfl_vec_clear(&n->funcs, &n->p->budget);
	pfl_vec_clear(&n->frames, &n->p->budget);
}

/* The next n bytes behind the answer. */
static struct pfl_span
cut(struct pfl_span *rest, size_t n)
{
	struct pfl_span part = { rest->at, n };

	*rest = (struct pfl_span){ rest->at + n, rest->n - n };
	return part;
}

static enum pfl_naming_end
take_function(struct pfl_naming *n, const struct pfl_answer *a, struct pfl_span *bytes,
	struct pfl_error *err)
{
	struct pfl_strtab *strings = &n->p->strings;
	struct pfl_named_func f = { .start_line = a->line };
	struct pfl_span rest = { bytes->at + sizeof(*a), bytes->n - sizeof(*a) };

	if (a->a == 0 || a->a > PFL_ANSWER_TEXT || a->b == 0 || a->b > PFL_ANSWER_TEXT ||
		a->c > PFL_ANSWER_TEXT || a->line < 0 || n->funcs.n >= PFL_NONE - n->p->funcs.n)
		return PFL_NAMING_BAD;
	if (rest.n < (size_t)a->a + a->b + a->c)
		return PFL_NAMING_MORE;
	f.system = pfl_strtab_add(strings, cut(&rest, a->a), err);
	f.name = pfl_strtab_add(strings, cut(&rest, a->b), err);
	f.file = pfl_strtab_add(strings, cut(&rest, a->c), err);
	if (err->code != PFL_OK ||
		!pfl_vec_reserve(&n->funcs, 1, &n->p->budget, "functions", err))
		return PFL_NAMING_FAILED;
	n->funcs.at[n->funcs.n++] = f;
	*bytes = rest;
	return PFL_NAMING_TAKEN;
}

/* One that was asked for, and that has no answer yet? */
static bool
is_asked(const struct pfl_naming *n, uint32_t program, const struct pfl_answer *a)
{
	return a->a < n->p->locations.n && n->missing[a->a] == program + 1 && a->b > 0 &&
		a->b <= PFL_ANSWER_INLINED + 1 && a->c < 2 * PFL_HAS_INLINE_FRAMES;
}

static enum pfl_naming_end
take_location(struct pfl_naming *n, uint32_t program, const struct pfl_answer *a,
	struct pfl_span *bytes, struct pfl_error *err)
{
	struct pfl_span rest = { bytes->at + sizeof(*a), bytes->n - sizeof(*a) };
	struct pfl_answer frame;

	if (!is_asked(n, program, a) || n->frames.n + a->b >= PFL_NONE - n->p->frames.n)
		return PFL_NAMING_BAD;
	if (rest.n / sizeof(frame) < a->b)
		return PFL_NAMING_MORE;
	if (!pfl_vec_reserve(&n->frames, a->b, &n->p->budget, "frames", err))
		return PFL_NAMING_FAILED;
	for (uint32_t i = 0; i < a->b; i++) {
		memcpy(&frame, cut(&rest, sizeof(frame)).at, sizeof(frame));
		if (frame.kind != PFL_ANSWER_FRAME || frame.a >= n->funcs.n || frame.line < 0)
			return PFL_NAMING_BAD;
		n->frames.at[n->frames.n++] =
			(struct pfl_named_frame){ a->a, frame.a, frame.line };
	}
	n->missing[a->a] = 0;
	n->flags[n->p->locations.mapping[a->a]] |= (uint8_t)a->c;
	*bytes = rest;
	return PFL_NAMING_TAKEN;
}

enum pfl_naming_end
pfl_naming_take(struct pfl_naming *n, uint32_t program, struct pfl_span *bytes, uint32_t *why,
	struct pfl_error *err)
{
	enum pfl_naming_end end;
	struct pfl_answer a;

	while (bytes->n >= sizeof(a)) {
		memcpy(&a, bytes->at, sizeof(a));
		if (a.kind == PFL_ANSWER_PROGRAM) {
			cut(bytes, sizeof(a));
			*why = a.a;
			return a.a < PFL_MISSING_KINDS ? PFL_NAMING_PROGRAM : PFL_NAMING_BAD;
		}
		if (a.kind == PFL_ANSWER_FUNCTION)
			end = take_function(n, &a, bytes, err);
		else if (a.kind == PFL_ANSWER_LOCATION)
			end = take_location(n, program, &a, bytes, err);
		else
			end = PFL_NAMING_BAD;
		if (end != PFL_NAMING_TAKEN)
			return end;
	}
	return PFL_NAMING_MORE;
}

static bool
make_funcs(const struct pfl_naming *n, struct pfl_funcs *to, struct pfl_error *err)
{
	const struct pfl_funcs *old = &n->p->funcs;
	struct pfl_arena *arena = &n->p->arena;
	size_t all = old->n + n->funcs.n;
	uint32_t *name = pfl_arena_alloc(arena, all, sizeof(*name), err);
	uint32_t *system = pfl_arena_alloc(arena, all, sizeof(*system), err);
	uint32_t *file = pfl_arena_alloc(arena, all, sizeof(*file), err);
	int64_t *line = pfl_arena_alloc(arena, all, sizeof(*line), err);

	if (!name || !system || !file || !line)
		return false;
	for (uint32_t i = 0; i < old->n; i++) {
		name[i] = old->name[i];
		system[i] = old->system[i];
		file[i] = old->file[i];
		line[i] = old->start_line[i];
	}
	for (size_t i = 0; i < n->funcs.n; i++) {
		const struct pfl_named_func *f = &n->funcs.at[i];

		name[old->n + i] = f->name;
		system[old->n + i] = f->system;
		file[old->n + i] = f->file;
		line[old->n + i] = f->start_line;
	}
	*to = (struct pfl_funcs){ (uint32_t)all, name, system, file, line };
	return true;
}

/* By location: how many new frames it has, and the first of them. */
struct range {
	uint32_t first, n;
};

static struct range *
find_ranges(const struct pfl_naming *n, struct pfl_error *err)
{
	struct range *range = calloc((size_t)n->p->locations.n + 1, sizeof(*range));

	if (!range) {
		pfl_fail(err, PFL_NOMEM, "out of memory");
		return NULL;
	}
	for (size_t i = 0; i < n->frames.n; i++) {
		struct range *r = &range[n->frames.at[i].location];

		if (r->n++ == 0)
			r->first = (uint32_t)i;
	}
	return range;
}

static bool
make_frames(const struct pfl_naming *n, const struct range *range, struct pfl_frames *to,
	uint32_t *first, struct pfl_error *err)
{
	const struct pfl_frames *old = &n->p->frames;
	const struct pfl_locations *l = &n->p->locations;
	struct pfl_arena *arena = &n->p->arena;
	size_t all = old->n + n->frames.n;
	uint32_t *func = pfl_arena_alloc(arena, all, sizeof(*func), err), at = 0;
	int64_t *line = pfl_arena_alloc(arena, all, sizeof(*line), err);
	int64_t *column = pfl_arena_alloc(arena, all, sizeof(*column), err);

	if (!func || !line || !column)
		return false;
	for (uint32_t i = 0; i < l->n; i++) {
		first[i] = at;
		for (uint32_t k = 0; k < range[i].n; k++, at++) {
			const struct pfl_named_frame *f = &n->frames.at[range[i].first + k];

			func[at] = n->p->funcs.n + f->func;
			line[at] = f->line;
		}
		for (uint32_t k = l->first_frame[i];
			range[i].n == 0 && k < l->first_frame[i + 1]; k++, at++) {
			func[at] = old->func[k];
			line[at] = old->line[k];
			column[at] = old->column[k];
		}
	}
	first[l->n] = at;
	*to = (struct pfl_frames){ at, func, line, column, NULL };
	return true;
}

bool
pfl_naming_apply(struct pfl_naming *n, struct pfl_error *err)
{
	struct pfl_profile *p = n->p;
	struct range *range = find_ranges(n, err);
	struct pfl_frames frames;
	struct pfl_funcs funcs;
	uint32_t *first =
		pfl_arena_alloc(&p->arena, (size_t)p->locations.n + 1, sizeof(*first), err);
	uint8_t *own = pfl_arena_alloc(&p->arena, p->mappings.n, sizeof(*own), err);
	bool ok = range && first && own && make_funcs(n, &funcs, err) &&
		make_frames(n, range, &frames, first, err);

	free(range);
	if (!ok)
		return false;
	memcpy(own, n->flags, p->mappings.n);
	p->funcs = funcs;
	p->frames = frames;
	p->locations.first_frame = first;
	p->mappings.flags = own;
	return true;
}
