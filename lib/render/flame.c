/* SPDX-License-Identifier: Apache-2.0 */
/* What a flame graph shows, whoever draws it: widths, names and colours. */
#include "render/flame.h"

#include "base/name.h"
#include "base/unit.h"
#include "render/flame_color.h"

#include <inttypes.h>

enum { MAX_DEPTH = 512 };

static bool
has_negative(const pfl_sum *self, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		if (self[i] < 0)
			return true;
	}
	return false;
}

const char *
pfl_flame_setting(const struct pfl_flame *flame, const char *name)
{
	return flame->scene->view ? pfl_view_get(flame->scene->view, name) : NULL;
}

/* How each row of a pair changed; and whether it, or a row it was called from, did at all. */
enum { CHANGED = 0x80 };

/* The class of a row by what it and its calls used, or by its own part, of which new or gone
 * would say that the frame itself is. */
static enum pfl_growth
classify_row(const struct pfl_flame *f, uint32_t row, bool by_self)
{
	const struct pfl_calltree *tree = f->tree;
	pfl_sum *const *sum = by_self ? tree->self : tree->total;
	enum pfl_growth growth =
		pfl_contrast_class(&f->contrast, tree->node[row], sum[1][row], sum[0][row]);

	if (growth == PFL_GROWTH_NEW && tree->total[1][row] != 0)
		return PFL_GROWTH_TWICE;
	if (growth == PFL_GROWTH_GONE && tree->total[0][row] != 0)
		return PFL_GROWTH_HALF;
	return growth;
}

static bool
classify(struct pfl_flame *f, struct pfl_error *err)
{
	const struct pfl_calltree *tree = f->tree;
	const char *change = pfl_flame_setting(f, "change");
	bool by_self = change && strcmp(change, "self") == 0;
	uint8_t *growth = pfl_arena_alloc(&f->arena, tree->n, sizeof(*growth), err);

	if (!growth)
		return false;
	if (tree->n > 0)
		growth[0] = PFL_GROWTH_SAME | (f->contrast.comparison ? 0 : CHANGED);
	for (uint32_t i = 1; i < tree->n; i++) {
		enum pfl_growth own = classify_row(f, i, by_self);

		growth[i] = (uint8_t)own;
		if (own != PFL_GROWTH_SAME || (growth[tree->parent[i]] & CHANGED))
			growth[i] |= CHANGED;
	}
	f->growth = growth;
	return true;
}

/* What a row of a pair itself is wide. */
static pfl_sum
pair_width(const struct pfl_flame *f, const pfl_sum both[2], bool changed)
{
	pfl_sum now = pfl_sum_abs(both[0]),
		old = pfl_sum_abs(pfl_contrast_scaled(&f->contrast, both[1]));

	switch (f->side) {
	case PFL_SIDE_NEW:
		return now;
	case PFL_SIDE_OLD:
		return old;
	case PFL_SIDE_BOTH:
		return old + now;
	case PFL_SIDE_UNION:
		break;
	}
	return changed ? pfl_contrast_larger(&f->contrast, both) : (now + old + 1) / 2;
}

/* What a row itself is wide. */
static pfl_sum
own_width(const struct pfl_flame *f, uint32_t row)
{
	pfl_sum both[2] = { f->tree->self[0][row], 0 };

	if (!f->scene->pair)
		return pfl_sum_abs(both[0]);
	both[1] = f->tree->self[1][row];
	return pair_width(f, both, f->growth[row] & CHANGED);
}

static bool
make_widths(struct pfl_flame *f, struct pfl_error *err)
{
	uint32_t n = f->tree->n;
	pfl_sum *self = pfl_arena_alloc(&f->arena, n, sizeof(*self), err);
	pfl_sum *total = pfl_arena_alloc(&f->arena, n, sizeof(*total), err);

	if (!self || !total)
		return false;
	for (uint32_t i = 0; i < n; i++)
		self[i] = total[i] = own_width(f, i);
	for (uint32_t i = n; i-- > 1;)
		total[f->tree->parent[i]] += total[i];
	f->self = self;
	f->total = total;
	return true;
}

const char *
pfl_side_name(enum pfl_side side)
{
	static const char *const names[PFL_SIDES] = { [PFL_SIDE_UNION] = "union",
		[PFL_SIDE_NEW] = "new",
		[PFL_SIDE_OLD] = "old",
		[PFL_SIDE_BOTH] = "both" };

	return names[side];
}

static void
choose_side(struct pfl_flame *f)
{
	const char *side = pfl_flame_setting(f, "side");

	for (int i = 0; side && i < PFL_SIDES; i++) {
		if (strcmp(pfl_side_name((enum pfl_side)i), side) == 0)
			f->side = (enum pfl_side)i;
	}
}

static bool
choose_widths(struct pfl_flame *f, struct pfl_error *err)
{
	const struct pfl_calltree *tree = f->tree;

	if (f->as_flamegraph)
		f->side = PFL_SIDE_NEW;
	else
		choose_side(f);

	f->is_signed = has_negative(tree->self[0], tree->n) ||
		(f->scene->pair && has_negative(tree->self[1], tree->n));
	for (uint32_t k = 0; k < tree->n_more; k++)
		f->is_signed |= has_negative(tree->more[k], tree->n);
	f->has_widths = f->is_signed || f->scene->pair;
	if (f->has_widths)
		return make_widths(f, err);
	f->self = tree->self[0];
	f->total = tree->total[0];
	return true;
}

/*
 * What is spent in functions themselves, where a gap is its caller's. In a tree that is turned
 * round that is what begins with them, all that is above.
 */
static void
sum_nodes(struct pfl_flame *f)
{
	const struct pfl_calltree *tree = f->tree;
	enum pfl_tree_layout_kind kind = f->scene->layout.kind;
	bool turned = kind == PFL_LAYOUT_REVERSED || kind == PFL_LAYOUT_CALLERS;
	pfl_sum *const *sum = turned ? tree->total : tree->self;

	for (uint32_t i = 1; i < tree->n; i = turned ? tree->end[i] : i + 1) {
		uint32_t row = pfl_flame_is_gap(f, i) ? tree->parent[i] : i;
		pfl_sum old = 0;

		if (f->scene->pair)
			old = pfl_contrast_scaled(&f->contrast, sum[1][i]);
		if (row > 0)
			f->node_self[tree->node[row]] += sum[0][i] - old;
	}
}

static bool
describe_nodes(struct pfl_flame *f, struct pfl_error *err)
{
	uint32_t n = f->scene->nodes.n + 1;

	f->file = pfl_arena_alloc(&f->arena, n, sizeof(*f->file), err);
	f->object = pfl_arena_alloc(&f->arena, n, sizeof(*f->object), err);
	f->whose = pfl_arena_alloc(&f->arena, n, sizeof(*f->whose), err);
	f->tone = pfl_arena_alloc(&f->arena, n, sizeof(*f->tone), err);
	f->node_self = pfl_arena_alloc(&f->arena, n, sizeof(*f->node_self), err);
	if (!f->file || !f->object || !f->whose || !f->tone || !f->node_self)
		return false;
	sum_nodes(f);
	return pfl_flame_color(f, err);
}

bool
pfl_flame_init(struct pfl_flame *flame, const struct pfl_scene *scene,
	const struct pfl_style *style, struct pfl_error *err)
{
	return pfl_flame_init_tree(flame, scene, &scene->tree, style, err);
}

bool
pfl_flame_init_tree(struct pfl_flame *flame, const struct pfl_scene *scene,
	const struct pfl_calltree *tree, const struct pfl_style *style, struct pfl_error *err)
{
	*flame = (struct pfl_flame){
		.scene = scene, .tree = tree, .as_flamegraph = style->as_flamegraph
	};
	flame->max_depth = style->max_depth ? style->max_depth : MAX_DEPTH;
	if (scene->depth && flame->max_depth > scene->depth)
		flame->max_depth = scene->depth;
	if (scene->pair &&
		(!pfl_contrast_init(&flame->contrast, scene, &flame->arena, err) ||
			!classify(flame, err)))
		return false;
	return choose_widths(flame, err) && describe_nodes(flame, err);
}

void
pfl_flame_clear(struct pfl_flame *flame)
{
	pfl_arena_clear(&flame->arena);
}

/* A place that no function is known for. */
static void
name_address(const struct pfl_flame *f, uint32_t node, struct pfl_text *text)
{
	const struct pfl_profile *p = f->scene->profile;
	const struct pfl_nodes *nodes = &f->scene->nodes;
	uint32_t object = nodes->object[node] ? nodes->object[node] : f->object[node];

	if (nodes->address[node]) {
		pfl_text_printf(text, "0x%" PRIx64, nodes->address[node]);
	} else if (object) {
		pfl_text_char(text, '[');
		pfl_text_add(text, pfl_path_base(pfl_profile_text(p, object)));
		pfl_text_char(text, ']');
	} else {
		pfl_text_str(text, "<unknown>");
	}
}

struct pfl_span
pfl_place_name(const struct pfl_scene *scene, uint32_t node, struct pfl_text *scratch)
{
	const struct pfl_profile *p = scene->profile;
	struct pfl_span name = pfl_profile_text(p, scene->nodes.name[node]);
	struct pfl_span file = pfl_profile_text(p, scene->nodes.file[node]);
	int64_t line = scene->nodes.line[node];

	if (line == 0 && (name.n == 0 || file.n == 0))
		return name.n > 0 ? name : file;
	pfl_text_reset(scratch);
	pfl_text_add(scratch, name);
	if (name.n > 0 && file.n > 0)
		pfl_text_char(scratch, ' ');
	pfl_text_add(scratch, name.n > 0 ? pfl_path_base(file) : file);
	if (line)
		pfl_text_printf(scratch, ":%" PRId64, line);
	return pfl_text_span(scratch);
}

struct pfl_span
pfl_flame_name(const struct pfl_flame *flame, uint32_t node, struct pfl_text *scratch)
{
	struct pfl_span name;

	if (node == flame->scene->nodes.n)
		return pfl_span_of("(self)");
	name = pfl_place_name(flame->scene, node, scratch);
	if (name.n > 0)
		return name;
	pfl_text_reset(scratch);
	name_address(flame, node, scratch);
	return pfl_text_span(scratch);
}

enum pfl_growth
pfl_flame_growth(const struct pfl_flame *flame, uint32_t row)
{
	return (enum pfl_growth)(flame->growth[row] & ~CHANGED);
}

unsigned
pfl_flame_tone(const struct pfl_flame *flame, uint32_t row)
{
	if (flame->scene->pair)
		return PFL_TONE_CHANGE + (unsigned)pfl_flame_growth(flame, row);
	return row && !pfl_flame_folded(flame, row) ? flame->tone[pfl_flame_node(flame, row)]
						    : flame->root_tone;
}

struct pfl_tone
pfl_flame_tone_get(const struct pfl_flame *flame, unsigned tone)
{
	return flame->tones ? flame->tones[tone < flame->n_tones ? tone : 0]
			    : pfl_tone_get(tone);
}

void
pfl_flame_say_folded(const struct pfl_flame *flame, uint32_t row, struct pfl_text *text)
{
	pfl_text_printf(text, "\xe2\x80\xa6 %" PRIu32 " frames", pfl_flame_folded(flame, row));
}

pfl_sum
pfl_flame_total(const struct pfl_flame *flame, uint32_t row)
{
	pfl_sum both[2] = { flame->tree->total[0][row], 0 };

	if (flame->tree->total[1])
		both[1] = flame->tree->total[1][row];
	return pfl_column_value(&flame->scene->columns, both);
}

void
pfl_flame_value(const struct pfl_flame *flame, pfl_sum value, struct pfl_text *text)
{
	pfl_scene_value(flame->scene, value, text);
}

void
pfl_flame_share(pfl_sum part, pfl_sum whole, struct pfl_text *text)
{
	char buf[PFL_PERCENT_TEXT];

	pfl_text_str(text, pfl_percent_trimmed(part, whole, buf));
}
