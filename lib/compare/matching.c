/* SPDX-License-Identifier: Apache-2.0 */
/* Which functions of two builds are the same one under another name. */
#include "compare/matching.h"

#include "compare/canonical.h"
#include "compare/maps.h"

struct work {
	const struct pfl_match_nodes *nodes;
	struct pfl_matching *result;
	struct pfl_strtab keys;  /* canonical names                                      */
	uint32_t *single;        /* nodes on one side only that have no partner yet      */
	uint32_t *key;           /* by node: of single ones                              */
	uint32_t n;              /* single nodes                                         */
	uint32_t *first[2];      /* by group: its node on each side                      */
	uint32_t *members[2];    /* by group: how many nodes on each side                */
	uint32_t *by_name;       /* a node with this name, or PFL_NONE                   */
	struct pfl_text text[2]; /* what is being put together                           */
	struct pfl_arena *arena;
};

/*
 * One way of pairing. `group` writes what nodes must have in common to work->text[0]; false:
 * the node takes no part. `agrees` has the last word on a pair; NULL: yes.
 */
struct pass {
	bool (*group)(struct work *work, uint32_t node);
	bool (*agrees)(struct work *work, uint32_t old, uint32_t now);
};

static struct pfl_span
name_of(const struct work *work, uint32_t node)
{
	return pfl_strtab_get(work->nodes->strings, work->nodes->name[node]);
}

static struct pfl_span
key_of(const struct work *work, uint32_t node)
{
	return pfl_strtab_get(&work->keys, work->key[node]);
}

/* "" when it is not known */
static struct pfl_span
file_of(const struct work *work, uint32_t node)
{
	uint32_t id = work->nodes->file ? work->nodes->file[node] : 0;

	return pfl_canonical_file(pfl_strtab_get(work->nodes->strings, id));
}

static bool
group_by_name_and_file(struct work *work, uint32_t node)
{
	pfl_text_add(&work->text[0], key_of(work, node));
	pfl_text_char(&work->text[0], '\0');
	pfl_text_add(&work->text[0], file_of(work, node));
	return true;
}

static bool
group_by_name(struct work *work, uint32_t node)
{
	pfl_text_add(&work->text[0], key_of(work, node));
	return true;
}

/*
 * The canonical name of one of Go's closures: package "main", functions "main.f" (the outer
 * one, and what was inlined into it), and "func", with what follows for closures in closures.
 */
struct closure {
	struct pfl_span package, functions, rest;
};

/* Is the element of a canonical name one that only closures have? */
static bool
is_closure(struct pfl_span element)
{
	static const char *const elements[] = { "", "func", "gowrap", "deferwrap",
		"func-range" };

	for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); i++) {
		if (pfl_span_eq(element, pfl_span_of(elements[i])))
			return true;
	}
	return false;
}

/* Where the last element of s[0..end) starts, behind a dot that is not before `start`. */
static size_t
last_element(struct pfl_span s, size_t start, size_t end)
{
	while (end > start && s.at[end - 1] != '.')
		end--;
	return end;
}

static bool
split_closure(struct pfl_span key, struct closure *closure)
{
	size_t path = 0, package, end = key.n, start;

	for (size_t i = 0; i < key.n && key.at[i] != '(' && key.at[i] != '['; i++) {
		if (key.at[i] == '/')
			path = i + 1;
	}
	package = path;
	while (package < key.n && key.at[package] != '.')
		package++;
	if (package == key.n)
		return false;
	for (;;) {
		start = last_element(key, package + 1, end);
		if (start <= package + 1 ||
			!is_closure((struct pfl_span){ key.at + start, end - start }))
			break;
		end = start - 1;
	}
	if (end == key.n || end <= package + 1)
		return false;
	closure->package = (struct pfl_span){ key.at, package };
	closure->functions = (struct pfl_span){ key.at + package + 1, end - package - 1 };
	closure->rest = (struct pfl_span){ key.at + end, key.n - end };
	return true;
}

/* Closures of the function that is innermost: of main.main.f.func, main.f.func and f's. */
static bool
group_by_innermost(struct work *work, uint32_t node)
{
	struct closure closure;
	size_t start;

	if (!split_closure(key_of(work, node), &closure))
		return false;
	start = last_element(closure.functions, 0, closure.functions.n);
	pfl_text_add(&work->text[0], closure.package);
	pfl_text_char(&work->text[0], '\0');
	pfl_text_add(&work->text[0],
		(struct pfl_span){ closure.functions.at + start, closure.functions.n - start });
	pfl_text_add(&work->text[0], closure.rest);
	return true;
}

static bool
ends_with_element(struct pfl_span s, struct pfl_span end)
{
	return s.n > end.n && s.at[s.n - end.n - 1] == '.' &&
		memcmp(s.at + s.n - end.n, end.at, end.n) == 0;
}

/* Did functions around the one become functions around the other, and is all else equal? */
static bool
agrees_inlined(struct work *work, uint32_t old, uint32_t now)
{
	struct closure a, b;

	return split_closure(key_of(work, old), &a) && split_closure(key_of(work, now), &b) &&
		(ends_with_element(a.functions, b.functions) ||
			ends_with_element(b.functions, a.functions));
}

/* Closures in one file of a package. */
static bool
group_by_closure_file(struct work *work, uint32_t node)
{
	struct closure closure;
	struct pfl_span file = file_of(work, node);

	if (file.n == 0 || !split_closure(key_of(work, node), &closure))
		return false;
	pfl_text_add(&work->text[0], closure.package);
	pfl_text_char(&work->text[0], '\0');
	pfl_text_add(&work->text[0], closure.rest);
	pfl_text_char(&work->text[0], '\0');
	pfl_text_add(&work->text[0], file);
	return true;
}

/* Is the closure in another file than the function that it is named after, hence came there by
 * inlining? */
static bool
is_stranger(struct work *work, uint32_t node)
{
	struct closure closure;
	uint32_t id, outer;

	if (!split_closure(key_of(work, node), &closure))
		return false;
	pfl_text_reset(&work->text[0]);
	pfl_text_add(&work->text[0], closure.package);
	pfl_text_char(&work->text[0], '.');
	pfl_text_add(&work->text[0], closure.functions);
	id = pfl_strtab_find(work->nodes->strings, pfl_text_span(&work->text[0]));
	if (id == UINT32_MAX || (outer = work->by_name[id]) == PFL_NONE)
		return false;
	return file_of(work, outer).n > 0 &&
		!pfl_span_eq(file_of(work, outer), file_of(work, node));
}

static bool
agrees_stranger(struct work *work, uint32_t old, uint32_t now)
{
	return is_stranger(work, old) || is_stranger(work, now);
}

static const struct pass passes[] = {
	{ group_by_name_and_file, NULL },
	{ group_by_name, NULL },
	{ group_by_innermost, agrees_inlined },
	{ group_by_closure_file, agrees_stranger },
};

static unsigned
side_of(const struct work *work, uint32_t node)
{
	return work->nodes->side[node] == PFL_ON_NEW;
}

/* The group of a node among those of this pass; 0: it takes no part. UINT32_MAX with *err. */
static uint32_t
find_group(struct work *work, const struct pass *pass, struct pfl_strtab *groups, uint32_t node,
	struct pfl_error *err)
{
	pfl_text_reset(&work->text[0]);
	if (!pass->group(work, node))
		return 0;
	return pfl_text_ok(&work->text[0], err)
		? pfl_strtab_add(groups, pfl_text_span(&work->text[0]), err)
		: UINT32_MAX;
}

/* Nodes whose group has one member on each side are a pair. */
static void
join(struct work *work, const struct pass *pass, uint32_t n_groups)
{
	struct pfl_matching *result = work->result;
	const double *events = work->nodes->events;

	for (uint32_t g = 1; g < n_groups; g++) {
		uint32_t old = work->first[0][g], now = work->first[1][g];

		if (work->members[0][g] != 1 || work->members[1][g] != 1 ||
			(pass->agrees && !pass->agrees(work, old, now)))
			continue;
		result->other[old] = now;
		result->other[now] = old;
		result->n_pairs++;
		result->events[PFL_MATCH_CANONICAL] += events[old] + events[now];
	}
}

static bool
run_pass(struct work *work, const struct pass *pass, struct pfl_error *err)
{
	struct pfl_strtab groups = { 0 };
	uint32_t left = 0, n_groups;
	bool ok = pfl_strtab_init(&groups, NULL, work->arena->budget, err);

	for (unsigned side = 0; side < 2; side++)
		memset(work->members[side], 0, (work->n + 1) * sizeof(*work->members[side]));
	for (uint32_t i = 0; ok && i < work->n; i++) {
		uint32_t node = work->single[i];
		unsigned side = side_of(work, node);
		uint32_t g = find_group(work, pass, &groups, node, err);

		ok = g != UINT32_MAX;
		if (!ok || g == 0)
			continue;
		work->first[side][g] = node;
		work->members[side][g]++;
	}
	n_groups = ok ? pfl_strtab_n(&groups) : 0;
	pfl_strtab_clear(&groups);
	if (!ok)
		return false;
	join(work, pass, n_groups);
	for (uint32_t i = 0; i < work->n; i++) {
		if (work->result->other[work->single[i]] == PFL_NONE)
			work->single[left++] = work->single[i];
	}
	work->n = left;
	return pfl_text_ok(&work->text[0], err);
}

static void *
column(struct work *work, size_t n, struct pfl_error *err)
{
	return pfl_arena_alloc(work->arena, n, sizeof(uint32_t), err);
}

/* Room for everything; which nodes are on one side only, and the events of the others. */
static bool
begin(struct work *work, struct pfl_error *err)
{
	const struct pfl_match_nodes *nodes = work->nodes;
	struct pfl_matching *result = work->result;

	*result = (struct pfl_matching){ .other = column(work, nodes->n, err) };
	work->single = column(work, nodes->n, err);
	work->key = column(work, nodes->n, err);
	if (!result->other || !work->single || !work->key)
		return false;
	for (uint32_t i = 0; i < nodes->n; i++) {
		result->other[i] = PFL_NONE;
		if (nodes->side[i] == (PFL_ON_OLD | PFL_ON_NEW))
			result->events[PFL_MATCH_EXACT] += nodes->events[i];
		else if (nodes->side[i])
			work->single[work->n++] = i;
		if (nodes->side[i])
			result->total += nodes->events[i];
	}
	for (unsigned side = 0; side < 2; side++) {
		work->first[side] = column(work, (size_t)work->n + 1, err);
		work->members[side] = column(work, (size_t)work->n + 1, err);
		if (!work->first[side] || !work->members[side])
			return false;
	}
	return true;
}

/* The canonical names of single nodes. Equal names are one string, but few nodes share one. */
static bool
make_keys(struct work *work, const struct pfl_match_opts *opts, struct pfl_error *err)
{
	const struct pfl_match_nodes *nodes = work->nodes;
	struct pfl_maps *maps = NULL;
	bool ok = pfl_strtab_init(&work->keys, NULL, work->arena->budget, err);

	if (ok && opts->maps) {
		maps = pfl_maps_new(pfl_span_of(opts->maps), err);
		ok = maps != NULL;
	}
	for (uint32_t i = 0; ok && i < work->n; i++) {
		uint32_t node = work->single[i];
		struct pfl_span name = name_of(work, node);

		ok = !maps || nodes->side[node] == PFL_ON_NEW ||
			pfl_maps_apply(maps, name, &name, err);
		if (!ok)
			break;
		name = pfl_canonical_name(name, opts->templates, &work->text[1]);
		ok = pfl_text_ok(&work->text[1], err) &&
			(work->key[node] = pfl_strtab_add(&work->keys, name, err)) !=
				UINT32_MAX;
	}
	pfl_maps_free(maps);
	return ok;
}

/* Nodes by their names, for functions that closures are named after. */
static bool
index_names(struct work *work, struct pfl_error *err)
{
	uint32_t n = pfl_strtab_n(work->nodes->strings);

	if (!(work->by_name = column(work, n, err)))
		return false;
	for (uint32_t i = 0; i < n; i++)
		work->by_name[i] = PFL_NONE;
	for (uint32_t i = work->nodes->n; i > 0; i--)
		work->by_name[work->nodes->name[i - 1]] = i - 1;
	return true;
}

bool
pfl_matching_make(struct pfl_matching *matching, const struct pfl_match_nodes *nodes,
	const struct pfl_match_opts *opts, struct pfl_arena *arena, struct pfl_error *err)
{
	struct work work = { .nodes = nodes, .result = matching, .arena = arena };
	bool ok = begin(&work, err) && make_keys(&work, opts, err) && index_names(&work, err);

	for (size_t i = 0; ok && i < sizeof(passes) / sizeof(passes[0]); i++)
		ok = run_pass(&work, &passes[i], err);
	pfl_text_clear(&work.text[0]);
	pfl_text_clear(&work.text[1]);
	pfl_strtab_clear(&work.keys);
	return ok;
}
