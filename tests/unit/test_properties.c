/* SPDX-License-Identifier: Apache-2.0 */
/* What must hold for any profile: laws of merging and filtering, on random ones. */
#include "sketch_view.h"

#include "pairing.h"

enum { ROUNDS = 60 };

/* xorshift64*: the same profiles on every machine. */
static uint64_t
draw(uint64_t *state, uint64_t below)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return (*state * 0x2545f4914f6cdd1du >> 33) % below;
}

static uint32_t
random_string(struct pfl_builder *b, uint64_t *r, const char *prefix, uint64_t n)
{
	char text[32];

	snprintf(text, sizeof(text), "%s%u", prefix, (unsigned)draw(r, n));
	return pfl_build_string(b, pfl_span_of(text));
}

static void
random_locations(struct pfl_builder *b, uint64_t *r, uint32_t n)
{
	for (uint32_t i = 0; i < 2; i++) {
		struct pfl_mapping m = { .start = 0x1000 * (1 + draw(r, 9)),
			.file = random_string(b, r, "lib", 3) };

		m.limit = m.start + 0x800;
		pfl_build_mapping(b, &m);
	}
	for (uint32_t i = 0; i < n; i++) {
		struct pfl_line lines[3];
		size_t n_lines = draw(r, 4);

		for (size_t k = 0; k < n_lines; k++) {
			struct pfl_func f = { .name = random_string(b, r, "f", 12) };

			f.system = f.name;
			f.file = random_string(b, r, "file", 3);
			f.start_line = (int64_t)draw(r, 2);
			lines[k] = (struct pfl_line){ pfl_build_func(b, &f),
				(int64_t)draw(r, 3), (int64_t)draw(r, 2) };
		}
		pfl_build_location(b, 0x1000 + draw(r, 64), (uint32_t)draw(r, 2),
			draw(r, 8) == 0, lines, n_lines);
	}
}

static uint32_t
random_labels(struct pfl_builder *b, uint64_t *r)
{
	struct pfl_label labels[3];
	size_t n = draw(r, 4);

	for (size_t i = 0; i < n; i++) {
		bool text = draw(r, 2);

		labels[i] = (struct pfl_label){ .key = random_string(b, r, "k", 3),
			.text = text ? random_string(b, r, "v", 3) : PFL_NONE,
			.unit = text ? 0 : random_string(b, r, "unit", 2),
			.number = text ? 0 : (int64_t)draw(r, 4) };
	}
	return pfl_build_labels(b, labels, n);
}

/* Never an empty stack: focus and its like drop those whatever the pattern. */
static struct pfl_profile *
random_profile(uint64_t *r)
{
	size_t n_types;
	struct pfl_builder *b = sketch_builder("n/count cpu/ns", &n_types);
	uint32_t n_locations = 4 + (uint32_t)draw(r, 20), n_samples = (uint32_t)draw(r, 60);

	random_locations(b, r, n_locations);
	for (uint32_t i = 0; i < n_samples; i++) {
		uint32_t path[8];
		size_t depth = 1 + draw(r, 8);
		int64_t values[2] = { (int64_t)draw(r, 20) - 4, (int64_t)draw(r, 1000) - 200 };

		for (size_t k = 0; k < depth; k++)
			path[k] = (uint32_t)draw(r, n_locations);
		pfl_build_sample(
			b, pfl_build_stack(b, path, depth), random_labels(b, r), values, 2);
	}
	return sketch_finish(b);
}

static struct pfl_profile *
merge(const struct pfl_profile *a, const struct pfl_profile *b, const struct pfl_profile *c)
{
	const struct pfl_profile *list[] = { a, b, c };
	struct pfl_error err = { 0 };
	struct pfl_profile *p = pfl_merge(list, c ? 3 : 2, NULL, &err);

	if (!CHECK(p != NULL))
		fprintf(stderr, "%s\n", err.msg);
	return p;
}

static int
compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The samples as sorted lines; the caller frees. */
static char *
sorted(const struct pfl_profile *p)
{
	struct pfl_text text = { 0 };
	char *copy, *at, **line, *result;
	size_t n = 0;

	sketch_write(p, &text);
	copy = calloc(text.n + 1, 1);
	result = calloc(text.n + 1, 1);
	line = calloc((size_t)p->samples.n + 1, sizeof(*line));
	if (!copy || !result || !line)
		abort();
	if (text.n)
		memcpy(copy, text.at, text.n);
	for (at = strtok(copy, "\n"); at; at = strtok(NULL, "\n"))
		line[n++] = at;
	qsort(line, n, sizeof(*line), compare_lines);
	at = result;
	for (size_t i = 0; i < n; i++)
		at += sprintf(at, "%s\n", line[i]);
	free(line);
	free(copy);
	pfl_text_clear(&text);
	return result;
}

static void
check_same_samples(const struct pfl_profile *a, const struct pfl_profile *b)
{
	char *x = sorted(a), *y = sorted(b);

	CHECK_STR(x, y);
	free(x);
	free(y);
}

static pfl_sum
total(const struct pfl_profile *p, uint32_t type)
{
	pfl_sum sum = 0;

	for (uint32_t i = 0; i < p->samples.n; i++)
		sum += p->samples.value[type][i];
	return sum;
}

/* The columns refer to one another as they promise. */
static void
check_sound(const struct pfl_profile *p)
{
	bool ok = p->stacks.parent[0] == 0 && p->locations.first_frame[0] == 0 &&
		p->locations.first_frame[p->locations.n] == p->frames.n;

	for (uint32_t i = 1; i < p->stacks.n; i++)
		ok &= p->stacks.parent[i] < i && p->stacks.location[i] < p->locations.n;
	for (uint32_t i = 0; i < p->locations.n; i++)
		ok &= p->locations.first_frame[i] < p->locations.first_frame[i + 1] &&
			(p->locations.mapping[i] == PFL_NONE ||
				p->locations.mapping[i] < p->mappings.n);
	for (uint32_t i = 0; i < p->frames.n; i++)
		ok &= p->frames.func[i] == PFL_NONE || p->frames.func[i] < p->funcs.n;
	for (uint32_t i = 0; i < p->samples.n; i++)
		ok &= p->samples.stack[i] < p->stacks.n &&
			(!p->samples.labels || p->samples.labels[i] < p->labelsets.n);
	CHECK(ok);
}

static void
merging_is_associative(
	const struct pfl_profile *a, const struct pfl_profile *b, const struct pfl_profile *c)
{
	struct pfl_profile *ab = merge(a, b, NULL), *bc = merge(b, c, NULL);
	struct pfl_profile *left = merge(ab, c, NULL), *right = merge(a, bc, NULL);
	struct pfl_profile *all = merge(a, b, c);

	test_case("merging is associative");
	check_same_samples(left, right);
	check_same_samples(left, all);
	check_sound(all);
	CHECK(total(all, 1) == total(a, 1) + total(b, 1) + total(c, 1));
	pfl_profile_free(ab);
	pfl_profile_free(bc);
	pfl_profile_free(left);
	pfl_profile_free(right);
	pfl_profile_free(all);
}

static void
merging_with_itself_doubles(const struct pfl_profile *p)
{
	struct pfl_profile *twice = merge(p, p, NULL), *again = merge(twice, twice, NULL);

	test_case("merging with itself doubles");
	CHECK_U64(again->samples.n, twice->samples.n);
	for (uint32_t i = 0; i < twice->samples.n; i++)
		CHECK_I64(again->samples.value[1][i], 2 * twice->samples.value[1][i]);
	for (uint32_t t = 0; t < 2; t++)
		CHECK(total(twice, t) == 2 * total(p, t));
	pfl_profile_free(twice);
	pfl_profile_free(again);
}

static void
subtracting_itself_leaves_nothing(const struct pfl_profile *p)
{
	struct pfl_error err = { 0 };
	struct pfl_profile *base = pfl_subtract(p, p, PFL_BASE_SUBTRACT, false, NULL, &err);
	struct pfl_profile *diff = pfl_subtract(p, p, PFL_BASE_DIFF, false, NULL, &err);

	test_case("subtracting itself leaves nothing");
	CHECK(base && base->samples.n == 0 && base->locations.n == 0);
	CHECK(diff && total(diff, 0) == 0 && total(diff, 1) == 0);
	pfl_profile_free(base);
	pfl_profile_free(diff);
}

static void
a_pair_of_one_has_equal_columns(const struct pfl_profile *p)
{
	struct pfl_error err = { 0 };
	struct pfl_profile *pair = pair_two(p, p, &err);

	test_case("a pair of one profile has equal columns");
	if (!CHECK(pair != NULL))
		return;
	for (uint32_t i = 0, half = pair->samples.n / 2; i < half; i++) {
		CHECK_I64(pair->samples.value[0][i], pair->samples.before[0][half + i]);
		CHECK_I64(pair->samples.value[1][i], pair->samples.before[1][half + i]);
	}
	CHECK(total(pair, 1) == total(p, 1));
	check_sound(pair);
	pfl_profile_free(pair);
}

static void
what_matches_everything_changes_nothing(const struct pfl_profile *p)
{
	static const char *const settings[] = { "focus=.", "show=.", "tag-show=.", "hide=zzz",
		"ignore=zzz", "show-from=.", "prune-from=zzz", "tag-ignore=zzz", "tag-hide=zzz",
		"focus=. show=. hide=zzz ignore=zzz" };

	for (size_t i = 0; i < COUNTOF(settings); i++) {
		struct pfl_error err = { 0 };
		struct pfl_profile *d = sketch_apply(p, settings[i], &err);

		test_case(settings[i]);
		if (CHECK(d != NULL))
			check_same_samples(d, p);
		pfl_profile_free(d);
	}
}

static uint64_t
frames_of(const struct pfl_profile *p)
{
	uint64_t n = 0;

	for (uint32_t i = 0; i < p->samples.n; i++) {
		for (uint32_t row = p->samples.stack[i]; row; row = p->stacks.parent[row]) {
			uint32_t l = p->stacks.location[row];

			n += p->locations.first_frame[l + 1] - p->locations.first_frame[l];
		}
	}
	return n;
}

static void
filters_only_shrink(const struct pfl_profile *p)
{
	static const char *const settings[] = { "focus=f1", "ignore=f[2-4]", "hide=f[1-6]$",
		"show=f[1-8]|file1", "show-from=f3", "prune-from=f[23]", "no-inlines=true",
		"tag-focus=k0", "tag-focus=k1=v", "tag-ignore=k1", "tag-focus=2", "tag-hide=k1",
		"focus=f ignore=f9 hide=f8 show=f show-from=f1 prune-from=f2 tag-hide=k2",
		"hide=lib0", "show=lib1", "focus=lib2" };

	for (size_t i = 0; i < COUNTOF(settings); i++) {
		struct pfl_error err = { 0 };
		struct pfl_profile *d = sketch_apply(p, settings[i], &err);
		struct pfl_profile *again;

		test_case(settings[i]);
		if (!CHECK(d != NULL))
			continue;
		check_sound(d);
		CHECK(d->samples.n <= p->samples.n);
		CHECK(frames_of(d) <= frames_of(p));
		/* A filtered profile is a profile: it can be filtered, merged and copied. */
		again = sketch_apply(d, settings[i], &err);
		if (CHECK(again != NULL))
			CHECK(again->samples.n <= d->samples.n);
		pfl_profile_free(again);
		again = pfl_merge((const struct pfl_profile *[]){ d }, 1, NULL, &err);
		if (CHECK(again != NULL))
			check_same_samples(again, d);
		pfl_profile_free(again);
		pfl_profile_free(d);
	}
}

/* Every sample is either focused on or ignored by the same pattern. */
static void
focus_and_ignore_are_opposites(const struct pfl_profile *p)
{
	struct pfl_error err = { 0 };
	struct pfl_profile *in = sketch_apply(p, "focus=f[1-3]|lib1", &err);
	struct pfl_profile *out = sketch_apply(p, "ignore=f[1-3]|lib1", &err);

	test_case("focus and ignore are opposites");
	if (CHECK(in && out)) {
		CHECK_U64(in->samples.n + out->samples.n, p->samples.n);
		CHECK(total(in, 1) + total(out, 1) == total(p, 1));
	}
	pfl_profile_free(in);
	pfl_profile_free(out);
}

int
main(void)
{
	uint64_t state = 88172645463325252u;

	for (size_t i = 0; i < test_share(ROUNDS); i++) {
		struct pfl_profile *a = random_profile(&state), *b = random_profile(&state);
		struct pfl_profile *c = random_profile(&state);

		if (!CHECK(a && b && c))
			break;
		merging_is_associative(a, b, c);
		merging_with_itself_doubles(a);
		subtracting_itself_leaves_nothing(a);
		a_pair_of_one_has_equal_columns(a);
		what_matches_everything_changes_nothing(a);
		filters_only_shrink(a);
		focus_and_ignore_are_opposites(a);
		pfl_profile_free(a);
		pfl_profile_free(b);
		pfl_profile_free(c);
	}
	return test_done();
}
