/* SPDX-License-Identifier: Apache-2.0 */
/* Colours by what the labels of samples say: --palette label=KEY. */
#include "render/flame_label.h"

#include "analyze/steps.h"

enum {
	VALUES = 9,      /* that have a tone of their own */
	OTHERS = VALUES, /* all smaller ones              */
	NONE,            /* samples without the label     */
	KINDS,           /* of samples                    */
	SEVERAL = KINDS, /* frames that no kind has more than half of */
	TONES,
};

/* On the light and on the dark page; the ink of all is the page's. */
static const uint32_t fills[TONES][2] = { { 0xf6b26b, 0x7a4a12 }, { 0x9fc5e8, 0x24517a },
	{ 0xb6d7a8, 0x38602a }, { 0xd5a6bd, 0x6e3353 }, { 0xffe08a, 0x665200 },
	{ 0xa2d9d9, 0x1f5c5c }, { 0xc3b1e1, 0x4d3a78 }, { 0xe0a899, 0x7a3524 },
	{ 0xc9d67f, 0x525c14 }, [OTHERS] = { 0xd9c7a5, 0x57482c },
	[NONE] = { 0xd0d0d0, 0x4a4a4d }, [SEVERAL] = { 0xebebeb, 0x303033 } };

static bool
make_tones(struct pfl_flame *f, struct pfl_error *err)
{
	struct pfl_tone *tones = pfl_arena_alloc(&f->arena, TONES, sizeof(*tones), err);

	if (!tones)
		return false;
	for (unsigned i = 0; i < TONES; i++)
		tones[i] = (struct pfl_tone){ { fills[i][0], fills[i][1] },
			{ 0x111111, 0xf2f2f2 } };
	f->tones = tones;
	f->n_tones = TONES;
	f->root_tone = SEVERAL;
	return true;
}

/* The kind of a group's samples; groups are in the order of their size. */
static unsigned
kind_of(const struct pfl_groups *groups, uint32_t group, unsigned *n_values)
{
	if (groups->value[(size_t)group * groups->n_keys] == PFL_NONE)
		return NONE;
	return *n_values < VALUES ? (*n_values)++ : OTHERS;
}

/* While frames get their tones. */
struct painter {
	struct pfl_flame *flame;
	struct pfl_arena arena;
	struct pfl_steps steps;
	int64_t *value;                /* by sample; 0: of another kind */
	pfl_sum *all, *of_kind, *flat; /* by node */
};

/* What all samples, or those in `value` alone, have in each node. */
static bool
add_up(struct painter *p, const int64_t *value, pfl_sum *cum, struct pfl_error *err)
{
	uint32_t n = p->flame->scene->nodes.n;
	struct pfl_arena arena = { 0 };
	struct pfl_totals totals;
	bool ok = pfl_totals_make(&totals, p->flame->scene->profile, value, &arena, err);

	memset(cum, 0, n * sizeof(*cum));
	ok = ok &&
		pfl_steps_add_up(&p->steps, NULL, &totals, p->flame->scene->profile->stacks.n,
			p->flat, cum, err);
	pfl_arena_clear(&arena);
	return ok;
}

static int64_t
size_of(const struct pfl_scene *scene, uint32_t sample)
{
	int64_t value = scene->columns.value[0] ? scene->columns.value[0][sample] : 0;

	return value < 0 ? -(value + (value == INT64_MIN)) : value;
}

/* Groups of one kind at a time: a frame that has more than half of its samples there is theirs.
 */
static bool
paint_kind(struct painter *p, unsigned kind, struct pfl_error *err)
{
	const struct pfl_scene *scene = p->flame->scene;
	const struct pfl_groups *groups = &scene->groups;
	unsigned n_values = 0;
	bool any = false;

	memset(p->value, 0, scene->profile->samples.n * sizeof(*p->value));
	for (uint32_t g = 0; g < groups->n; g++) {
		const struct pfl_group *group = &groups->group[g];

		if (kind_of(groups, g, &n_values) != kind)
			continue;
		any = true;
		for (uint32_t i = group->first; i < group->first + group->n; i++)
			p->value[groups->sample[i]] = size_of(scene, groups->sample[i]);
	}
	if (!any)
		return true;
	if (!add_up(p, p->value, p->of_kind, err))
		return false;
	for (uint32_t i = 0; i < scene->nodes.n; i++) {
		if (p->of_kind[i] > p->all[i] - p->of_kind[i])
			p->flame->tone[i] = (uint8_t)kind;
	}
	return true;
}

static bool
begin(struct painter *p, struct pfl_error *err)
{
	const struct pfl_scene *scene = p->flame->scene;
	uint32_t n = scene->nodes.n, n_samples = scene->profile->samples.n;

	p->value = pfl_arena_alloc(&p->arena, n_samples, sizeof(*p->value), err);
	p->all = pfl_arena_alloc(&p->arena, n, sizeof(*p->all), err);
	p->of_kind = pfl_arena_alloc(&p->arena, n, sizeof(*p->of_kind), err);
	p->flat = pfl_arena_alloc(&p->arena, n, sizeof(*p->flat), err);
	if (!p->value || !p->all || !p->of_kind || !p->flat)
		return false;
	if (scene->steps)
		p->steps = *scene->steps;
	else if (!pfl_steps_make(
			 &p->steps, scene->profile, scene->nodes.of_frame, n, &p->arena, err))
		return false;
	for (uint32_t i = 0; i < n_samples; i++)
		p->value[i] = size_of(scene, i);
	return add_up(p, p->value, p->all, err);
}

/* "endpoint=search" for the first, then the values alone. */
static bool
name_kind(struct pfl_flame *f, unsigned kind, uint32_t value, struct pfl_span *name,
	struct pfl_error *err)
{
	const struct pfl_profile *p = f->scene->profile;
	struct pfl_span key = pfl_profile_text(p, f->scene->groups.key[0]);
	struct pfl_text text = { 0 };
	bool ok;

	if (kind == NONE)
		pfl_text_str(&text, "no ");
	if (kind == NONE || f->n_labels == 0)
		pfl_text_add(&text, key);
	if (kind == OTHERS)
		pfl_text_str(&text, "other values");
	else if (kind != NONE) {
		pfl_text_str(&text, f->n_labels == 0 ? "=" : "");
		pfl_text_add(&text, pfl_profile_text(p, value));
	}
	*name = pfl_text_span(&text);
	ok = pfl_text_ok(&text, err);
	if (ok)
		name->at = pfl_arena_text(&f->arena, name->at, name->n, err);
	pfl_text_clear(&text);
	return ok && name->at;
}

static bool
make_legend(struct pfl_flame *f, struct pfl_error *err)
{
	const struct pfl_groups *groups = &f->scene->groups;
	struct pfl_flame_label *labels =
		pfl_arena_alloc(&f->arena, TONES, sizeof(*labels), err);
	uint32_t value[KINDS] = { 0 };
	pfl_sum size[KINDS] = { 0 };
	unsigned n_values = 0;

	if (!labels)
		return false;
	for (uint32_t g = 0; g < groups->n; g++) {
		unsigned kind = kind_of(groups, g, &n_values);
		const struct pfl_group *group = &groups->group[g];

		value[kind] = groups->value[(size_t)g * groups->n_keys];
		for (uint32_t i = group->first; i < group->first + group->n; i++)
			size[kind] += size_of(f->scene, groups->sample[i]);
	}
	for (unsigned kind = 0; kind < KINDS; kind++) {
		struct pfl_flame_label *label = &labels[f->n_labels];

		if (size[kind] == 0)
			continue;
		if (!name_kind(f, kind, value[kind], &label->name, err))
			return false;
		label->tone = kind;
		label->size = size[kind];
		f->n_labels++;
	}
	labels[f->n_labels++] = (struct pfl_flame_label){ pfl_span_of("several"), SEVERAL, 0 };
	f->labels = labels;
	return true;
}

bool
pfl_flame_color_labels(struct pfl_flame *flame, struct pfl_error *err)
{
	struct painter p = { .flame = flame };
	bool ok = make_tones(flame, err) && begin(&p, err);

	for (uint32_t i = 0; i < flame->scene->nodes.n; i++)
		flame->tone[i] = SEVERAL;
	for (unsigned kind = 0; ok && kind < KINDS; kind++)
		ok = paint_kind(&p, kind, err);
	pfl_arena_clear(&p.arena);
	return ok && make_legend(flame, err);
}
