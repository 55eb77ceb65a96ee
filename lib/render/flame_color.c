/* SPDX-License-Identifier: Apache-2.0 */
/* What colours the boxes of a flame graph have, and what these say. */
#include "render/flame_color.h"

#include "analyze/order.h"
#include "base/match.h"
#include "base/name.h"
#include "render/classic.h"
#include "render/flame_label.h"

enum {
	SHADES = 20,   /* of each hue of a classic palette                    */
	MIXED = 32,    /* tones that have a hue: those of three classes       */
	RULES = 256,   /* of the setting `class`                              */
	DARKENED = 45, /* percent of a classic colour that stay on a dark page */
};

/* Where nodes are from: the first frame that says so. */
static void
find_sources(struct pfl_flame *f)
{
	const struct pfl_profile *p = f->scene->profile;
	const struct pfl_locations *l = &p->locations;
	const uint32_t *of_frame = f->scene->nodes.of_frame;

	for (uint32_t i = 0; i < l->n; i++) {
		uint32_t object =
			l->mapping[i] == PFL_NONE ? 0 : p->mappings.file[l->mapping[i]];

		for (uint32_t k = l->first_frame[i]; k < l->first_frame[i + 1]; k++) {
			uint32_t node = of_frame[k], func = p->frames.func[k];

			if (f->object[node] == 0)
				f->object[node] = object;
			if (f->file[node] == 0 && func != PFL_NONE)
				f->file[node] = p->funcs.file[func];
		}
	}
}

/* Marks of files and objects are found once for each; MARKED says that they were. */
enum { MARKED = 0x80 };

static unsigned
marks(const struct pfl_profile *p, uint8_t *known, uint32_t id, unsigned of(struct pfl_span))
{
	if (!known[id])
		known[id] = (uint8_t)(MARKED | of(pfl_profile_text(p, id)));
	return known[id] & ~(unsigned)MARKED;
}

/* "RE=own": functions that the user knows. */
struct rule {
	struct pfl_matcher *matcher;
	struct pfl_match_set set;
	enum pfl_class whose;
};

struct rules {
	struct rule *at;
	size_t n;
};

static enum pfl_class
class_of_word(struct pfl_span word)
{
	static const char *const words[PFL_CLASSES] = { "own", "dependency", "runtime",
		"kernel", "unknown" };
	int i = 0;

	while (i < PFL_CLASSES - 1 && !pfl_span_eq(word, pfl_span_of(words[i])))
		i++;
	return (enum pfl_class)i;
}

/* The setting was checked when it was made: each line has its "=". */
static bool
add_rule(struct rules *rules, struct pfl_span line, struct pfl_error *err)
{
	struct rule *rule = &rules->at[rules->n];
	size_t equals = line.n;

	if (rules->n == RULES)
		return pfl_fail(err, PFL_LIMIT, "class: more than %d rules", RULES);
	while (equals > 1 && line.at[equals - 1] != '=')
		equals--;
	rule->whose = class_of_word((struct pfl_span){ line.at + equals, line.n - equals });
	rule->matcher = pfl_matcher_new((struct pfl_span){ line.at, equals - 1 }, "class", err);
	if (!rule->matcher)
		return false;
	rule->set.matcher = rule->matcher;
	rules->n++;
	return true;
}

static bool
read_rules(struct rules *rules, const struct pfl_flame *f, struct pfl_arena *arena,
	struct pfl_error *err)
{
	const char *lines = pfl_flame_setting(f, "class");
	struct pfl_span rest = pfl_span_of(lines ? lines : ""), line;

	if (!lines)
		return true;
	rules->at = pfl_arena_alloc(arena, RULES, sizeof(*rules->at), err);
	if (!rules->at)
		return false;
	while (pfl_span_cut(&rest, '\n', &line)) {
		if (!add_rule(rules, line, err))
			return false;
	}
	return true;
}

static void
clear_rules(struct rules *rules)
{
	for (size_t i = 0; i < rules->n; i++) {
		pfl_match_set_clear(&rules->at[i].set);
		pfl_matcher_free(rules->at[i].matcher);
	}
}

/* The class that the first rule gives whose expression matches the name or the file. */
static bool
apply_rules(const struct rules *rules, const struct pfl_strtab *strings, uint32_t name,
	uint32_t file, enum pfl_class *whose, struct pfl_error *err)
{
	for (size_t i = 0; i < rules->n; i++) {
		struct rule *rule = &rules->at[i];
		bool hit = false;

		if (!pfl_match_set_test(&rule->set, strings, name, &hit, err) ||
			(!hit && !pfl_match_set_test(&rule->set, strings, file, &hit, err)))
			return false;
		if (hit) {
			*whose = rule->whose;
			break;
		}
	}
	return true;
}

static bool
classify_nodes(struct pfl_flame *f, const struct rules *rules, struct pfl_error *err)
{
	const struct pfl_profile *p = f->scene->profile;
	const struct pfl_nodes *nodes = &f->scene->nodes;
	uint32_t n_strings = pfl_strtab_n(&p->strings);
	uint8_t *files = pfl_arena_alloc(&f->arena, n_strings, 1, err);
	uint8_t *objects = pfl_arena_alloc(&f->arena, n_strings, 1, err);

	if (!files || !objects)
		return false;
	for (uint32_t i = 0; i < nodes->n; i++) {
		enum pfl_class whose = pfl_class_by_marks(pfl_profile_text(p, nodes->name[i]),
			marks(p, files, f->file[i], pfl_marks_of_file),
			marks(p, objects, f->object[i], pfl_marks_of_object));

		if (!apply_rules(rules, &p->strings, nodes->name[i], f->file[i], &whose, err))
			return false;
		f->whose[i] = (uint8_t)whose;
	}
	f->whose[nodes->n] = PFL_CLASS_UNKNOWN;
	return true;
}

static struct pfl_span
name_of(const struct pfl_flame *f, uint32_t node)
{
	return pfl_profile_text(f->scene->profile, f->scene->nodes.name[node]);
}

/* What a colour by package follows. */
static struct pfl_span
package_of(const struct pfl_flame *f, uint32_t node)
{
	struct pfl_span name = name_of(f, node), package = pfl_name_package(name);

	return package.n > 0 ? package : name;
}

static uint32_t
darken(uint32_t color)
{
	uint32_t dark = 0;

	for (int shift = 16; shift >= 0; shift -= 8)
		dark = dark << 8 | (color >> shift & 0xff) * DARKENED / 100;
	return dark;
}

/* All shades of all hues; the last tone is the root's. */
static bool
make_classic(struct pfl_flame *f, const struct pfl_classic *palette, struct pfl_error *err)
{
	unsigned n = PFL_HUES * SHADES + 1;
	struct pfl_tone *tones = pfl_arena_alloc(&f->arena, n, sizeof(*tones), err);

	if (!tones)
		return false;
	for (unsigned i = 0; i + 1 < n; i++) {
		uint32_t color = pfl_classic_color(
			(enum pfl_hue)(i / SHADES), (i % SHADES + 0.5) / SHADES);

		tones[i] =
			(struct pfl_tone){ { color, darken(color) }, { 0x111111, 0xf2f2f2 } };
	}
	tones[n - 1] = pfl_tone_get(pfl_tone_of_class(PFL_CLASS_UNKNOWN));
	f->tones = tones;
	f->n_tones = n;
	f->root_tone = n - 1;
	for (uint32_t i = 0; i < f->scene->nodes.n; i++) {
		struct pfl_span name = name_of(f, i);

		f->tone[i] = (uint8_t)((unsigned)pfl_classic_hue(palette, name) * SHADES +
			(unsigned)(pfl_classic_shade(name) * SHADES));
	}
	return true;
}

static void
mix(struct pfl_flame *f, bool by_package)
{
	for (uint32_t i = 0; i < f->scene->nodes.n; i++) {
		struct pfl_span name = name_of(f, i);

		f->tone[i] = (uint8_t)(f->whose[i] == PFL_CLASS_UNKNOWN
				? pfl_tone_of(PFL_CLASS_UNKNOWN, name)
				: pfl_tone_mixed(by_package ? package_of(f, i) : name, MIXED));
	}
}

/* Another scale of change in place of the usual one. */
static bool
make_changes(struct pfl_flame *f, const char *palette, struct pfl_error *err)
{
	struct pfl_tone *tones = pfl_arena_alloc(&f->arena, PFL_TONES, sizeof(*tones), err);

	if (!tones)
		return false;
	for (unsigned i = 0; i < PFL_TONES; i++)
		tones[i] = pfl_tone_get(i);
	if (!pfl_change_tones(palette, tones + PFL_TONE_CHANGE))
		return pfl_fail(err, PFL_USAGE,
			"palette: %s shows no change; orange, mono and redblue do", palette);
	f->tones = tones;
	f->n_tones = PFL_TONES;
	return true;
}

static bool
color_nodes(struct pfl_flame *f, struct pfl_error *err)
{
	const char *palette = pfl_flame_setting(f, "palette");
	const struct pfl_classic *classic = palette ? pfl_classic_find(palette) : NULL;

	f->root_tone = pfl_tone_of_class(PFL_CLASS_UNKNOWN);
	for (uint32_t i = 0; i < f->scene->nodes.n; i++)
		f->tone[i] = (uint8_t)pfl_tone_of((enum pfl_class)f->whose[i], name_of(f, i));
	if (f->as_flamegraph)
		return true;
	/* Reports of a comparison have a scale of their own, in all their parts. */
	if (f->scene->pair && (palette || !f->scene->comparison))
		return make_changes(f, palette ? palette : "orange", err);
	if (f->scene->pair)
		return true;
	if (!palette || strcmp(palette, "class") == 0)
		return true;
	if (classic)
		return make_classic(f, classic, err);
	if (f->scene->colors_by_label)
		return pfl_flame_color_labels(f, err);
	if (strcmp(palette, "package") != 0 && strcmp(palette, "function") != 0)
		return pfl_fail(err, PFL_USAGE, "palette: %s is for comparisons (--diff-base)",
			palette);
	mix(f, strcmp(palette, "package") == 0);
	return true;
}

bool
pfl_flame_color(struct pfl_flame *flame, struct pfl_error *err)
{
	struct pfl_arena scratch = { 0 };
	struct rules rules = { 0 };
	bool ok;

	find_sources(flame);
	ok = read_rules(&rules, flame, &scratch, err) && classify_nodes(flame, &rules, err) &&
		color_nodes(flame, err);
	flame->tone[flame->scene->nodes.n] = (uint8_t)flame->root_tone;
	clear_rules(&rules);
	pfl_arena_clear(&scratch);
	return ok;
}

/* Whose code the time went to, by where it was spent itself. */
static void
sum_classes(const struct pfl_flame *f, struct pfl_flame_key *keys, unsigned *n)
{
	pfl_sum share[PFL_CLASSES] = { 0 };

	for (uint32_t i = 0; i < f->scene->nodes.n; i++)
		share[f->whose[i]] += pfl_sum_abs(f->node_self[i]);
	for (unsigned k = 0; k < PFL_CLASSES; k++) {
		if (share[k] > 0)
			keys[(*n)++] = (struct pfl_flame_key){ pfl_span_of(pfl_class_label(
								       (enum pfl_class)k)),
				pfl_tone_of_class((enum pfl_class)k), share[k] };
	}
}

static void
sum_hues(const struct pfl_flame *f, const struct pfl_classic *palette,
	struct pfl_flame_key *keys, unsigned *n)
{
	pfl_sum share[PFL_HUES] = { 0 };

	for (uint32_t i = 0; i < f->scene->nodes.n; i++)
		share[f->tone[i] / SHADES] += pfl_sum_abs(f->node_self[i]);
	for (unsigned k = 0; k < PFL_HUES; k++) {
		const char *label = pfl_classic_label(palette, (enum pfl_hue)k);

		if (share[k] > 0 && *label)
			keys[(*n)++] = (struct pfl_flame_key){ pfl_span_of(label),
				k * SHADES + SHADES / 2, share[k] };
	}
}

static int
by_package(const void *context, uint32_t a, uint32_t b)
{
	const struct pfl_flame *f = context;

	return pfl_span_cmp(package_of(f, a), package_of(f, b));
}

/* The largest come first, equal ones by name; what is beyond the last is left out. */
static void
keep_largest(struct pfl_flame_key *keys, unsigned *n, struct pfl_flame_key key)
{
	unsigned at = *n;

	if (key.self == 0)
		return;
	while (at > 0 && keys[at - 1].self < key.self)
		at--;
	if (at == PFL_FLAME_KEYS)
		return;
	if (*n < PFL_FLAME_KEYS)
		(*n)++;
	memmove(keys + at + 1, keys + at, (*n - at - 1) * sizeof(*keys));
	keys[at] = key;
}

static bool
sum_packages(const struct pfl_flame *f, struct pfl_flame_key *keys, unsigned *n,
	struct pfl_error *err)
{
	uint32_t n_nodes = f->scene->nodes.n;
	struct pfl_arena arena = { 0 };
	uint32_t *order = pfl_arena_alloc(&arena, n_nodes, sizeof(*order), err);
	bool ok = order != NULL;

	for (uint32_t i = 0; ok && i < n_nodes; i++)
		order[i] = i;
	ok = ok && pfl_order_rows(order, n_nodes, by_package, f, err);
	for (uint32_t i = 0; ok && i < n_nodes;) {
		struct pfl_flame_key key = { package_of(f, order[i]), f->tone[order[i]], 0 };

		for (; i < n_nodes && pfl_span_eq(package_of(f, order[i]), key.label); i++)
			key.self += pfl_sum_abs(f->node_self[order[i]]);
		keep_largest(keys, n, key);
	}
	pfl_arena_clear(&arena);
	return ok;
}

static void
copy_labels(const struct pfl_flame *f, struct pfl_flame_key *keys, unsigned *n, pfl_sum *whole)
{
	*whole = 0;
	for (; *n < f->n_labels && *n < PFL_FLAME_KEYS; (*n)++) {
		const struct pfl_flame_label *label = &f->labels[*n];

		keys[*n] = (struct pfl_flame_key){ label->name, label->tone, label->size };
		*whole += label->size;
	}
}

bool
pfl_flame_keys(const struct pfl_flame *flame, struct pfl_flame_key keys[], unsigned *n,
	pfl_sum *whole, struct pfl_error *err)
{
	const char *palette = pfl_flame_setting(flame, "palette");
	const struct pfl_classic *classic = palette ? pfl_classic_find(palette) : NULL;

	*n = 0;
	*whole = 0;
	for (uint32_t i = 0; i < flame->scene->nodes.n; i++)
		*whole += pfl_sum_abs(flame->node_self[i]);
	if (flame->labels)
		copy_labels(flame, keys, n, whole);
	else if (classic)
		sum_hues(flame, classic, keys, n);
	else if (palette && strcmp(palette, "package") == 0)
		return sum_packages(flame, keys, n, err);
	else if (!palette || strcmp(palette, "function") != 0)
		sum_classes(flame, keys, n);
	return true;
}
