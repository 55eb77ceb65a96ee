/* SPDX-License-Identifier: Apache-2.0 */
/* Merging, subtracting and pairing profiles (semantics 4 and 22.4). */
#include "support.h"

#include "model/copy.h"
#include "pairing.h"
#include "sketch.h"

/* Check a result, release it. `want` NULL: there must be none, and the message starts with
 * `error`. */
static void
check(struct pfl_profile *p, const struct pfl_error *err, const char *want, const char *error)
{
	struct pfl_text text = { 0 };

	if (!want) {
		CHECK(!p);
		if (!CHECK(strncmp(err->msg, error, strlen(error)) == 0))
			fprintf(stderr, "%s\n", err->msg);
	} else if (CHECK(p != NULL)) {
		CHECK_STR(sketch_write(p, &text), want);
	} else {
		fprintf(stderr, "%s\n", err->msg);
	}
	pfl_text_clear(&text);
	pfl_profile_free(p);
}

static const struct {
	const char *name, *types_a, *a, *types_b, *b, *want, *error;
} merges[] = {
	{ "equal stacks add up, in order of appearance", "cpu/ns", "1 a;m\n2 b;m\n", "cpu/ns",
		"4 c;m\n8 b;m\n", "1 a;m\n10 b;m\n4 c;m\n", NULL },
	{ "samples of one profile as well", "cpu/ns", "1 a\n2 a\n4 -\n", "cpu/ns", "8 -\n",
		"3 a\n12 -\n", NULL },
	{ "zero samples go", "cpu/ns", "0 a\n1 b\n", "cpu/ns", "0 -\n-5 c\n", "1 b\n-5 c\n",
		NULL },
	{ "what cancels goes", "cpu/ns", "1 a;m\n2 b\n", "cpu/ns", "-1 a;m\n", "2 b\n", NULL },
	{ "labels tell samples apart", "cpu/ns", "1 a {k=v}\n2 a\n", "cpu/ns",
		"4 a {k=v}\n8 a {k=w}\n", "5 a {k=v}\n2 a\n8 a {k=w}\n", NULL },
	{ "order of labels does not", "cpu/ns", "1 a {k=v b:1kb}\n", "cpu/ns",
		"2 a {b:1kb k=v}\n", "3 a {b:1kb k=v}\n", NULL },
	{ "order of values does", "cpu/ns", "1 a {k=v k=w}\n", "cpu/ns", "2 a {k=w k=v}\n",
		"1 a {k=v k=w}\n2 a {k=w k=v}\n", NULL },
	{ "units of labels do", "cpu/ns", "1 a {b:1kb}\n", "cpu/ns", "2 a {b:1}\n",
		"1 a {b:1kb}\n2 a {b:1}\n", NULL },
	{ "types in common, in the first one's order", "alloc/bytes samples/count cpu/ns",
		"1 2 3 a\n", "cpu/ns wall/ns samples/count", "10 20 40 a\n", "42 13 a\n",
		NULL },
	{ "the finest unit", "cpu/ms", "1 a\n", "cpu/nanoseconds", "5 a\n", "1000005 a\n",
		NULL },
	{ "scaling forgets what it need not scale", "n/count cpu/ms", "4 0 a\n1 1 b\n",
		"n/count cpu/ns", "2 7 a\n", "1 1000000 b\n2 7 a\n", NULL },
	{ "no type in common", "cpu/ns wall/ns", "1 2 a\n", "space/bytes", "1 a\n", NULL,
		"the profiles have no sample type in common (cpu, wall; space)" },
	{ "units of different kinds", "x/bytes", "1 a\n", "x/ms", "1 a\n", NULL,
		"sample type 'x' is in 'bytes' here and in 'ms' there" },
	{ "beyond 64 bits", "cpu/ns", "9223372036854775807 a\n", "cpu/ns", "1 a\n", NULL,
		"the sum of 'cpu' over equal samples does not fit in 64 bits" },
	{ "the most negative value", "cpu/ns", "-9223372036854775807 a\n-1 a\n", "cpu/ns",
		"1 b\n", "-9223372036854775808 a\n1 b\n", NULL },
	{ "beyond 64 bits by a unit", "cpu/ms", "9223372036854775807 a\n", "cpu/ns", "1 b\n",
		NULL, "the sum of 'cpu'" },
	{ "frames: lines, files, inlining", "cpu/ns", "1 f@a:1|g@b:2;m\n", "cpu/ns",
		"2 f@a:1|g@b:3;m\n", "1 f@a:1|g@b:2;m\n2 f@a:1|g@b:3;m\n", NULL },
};

static void
test_merges(void)
{
	for (size_t i = 0; i < COUNTOF(merges); i++) {
		struct pfl_profile *a = sketch_read(merges[i].types_a, merges[i].a);
		struct pfl_profile *b = sketch_read(merges[i].types_b, merges[i].b);
		const struct pfl_profile *both[] = { a, b };
		struct pfl_error err = { 0 };

		test_case(merges[i].name);
		check(pfl_merge(both, 2, NULL, &err), &err, merges[i].want, merges[i].error);
		pfl_profile_free(a);
		pfl_profile_free(b);
	}
}

/* Types and samples of an input, and how it goes into the merge. */
struct part {
	const char *types, *samples;
	struct pfl_merge_how how;
};

static const struct {
	const char *name;
	struct part part[3];
	const char *want, *note, *error;
} mergers[] = {
	{ "one alone stays as it is", { { "cpu/ns", "0 a\n1 b\n1 b\n", { 0, NULL } } },
		"0 a\n1 b\n1 b\n", NULL, NULL },
	{ "as they are",
		{ { "cpu/ns", "1 a\n", { 0, NULL } }, { "cpu/ns", "2 a\n4 b\n", { 0, NULL } } },
		"3 a\n4 b\n", NULL, NULL },
	{ "whole weights multiply exactly",
		{ { "n/count cpu/ns", "1 4611686018427387903 a\n", { .weight = 2 } },
			{ "n/count cpu/ns", "1 1 a\n", { 0, NULL } } },
		"3 9223372036854775807 a\n", NULL, NULL },
	{ "others round halves away from 0",
		{ { "cpu/ns", "1 a\n3 b\n-3 c\n", { .weight = 0.5 } },
			{ "cpu/ns", "2 a\n", { 0, NULL } } },
		"3 a\n2 b\n-2 c\n", NULL, NULL },
	{ "what rounds to 0 is told", { { "cpu/ns", "1 a\n1 b\n9 c\n", { .weight = 0.25 } } },
		"2 c\n",
		"2 samples were left out, since their values times the weight round to 0; "
		"whole weights lose nothing",
		NULL },
	{ "weights of units",
		{ { "cpu/ms", "3 a\n", { .weight = 2 } },
			{ "cpu/ns", "1 a\n", { .weight = 10 } } },
		"6000010 a\n", NULL, NULL },
	{ "a weight beyond 64 bits",
		{ { "cpu/ns", "9223372036854775807 a\n", { .weight = 2 } } }, NULL, NULL,
		"the sum of 'cpu' over equal samples does not fit in 64 bits" },
	{ "a weight beyond everything",
		{ { "cpu/ns", "9223372036854775807 a\n", { .weight = 1e12 } } }, NULL, NULL,
		"a value leaves 64 bits" },
	{ "sources keep samples apart",
		{ { "cpu/ns", "1 a\n", { .source = "x" } }, { "cpu/ns", "2 a\n", { 0, NULL } },
			{ "cpu/ns", "4 a\n", { .source = "y" } } },
		"1 a {source=x}\n2 a\n4 a {source=y}\n", NULL, NULL },
	{ "a source takes the place of another, among other labels",
		{ { "cpu/ns", "1 a {k=v source=old z=1}\n2 a {source:7}\n",
			{ .source = "new" } } },
		"1 a {k=v source=new z=1}\n2 a {source=new source:7}\n", NULL, NULL },
	{ "nothing in common",
		{ { "cpu/ns", "1 a\n", { 0, NULL } }, { "space/bytes", "2 a\n", { 0, NULL } } },
		NULL, NULL, "the profiles have no sample type in common" },
};

static void
test_mergers(void)
{
	for (size_t i = 0; i < COUNTOF(mergers); i++) {
		struct pfl_error err = { 0 };
		struct pfl_merger *m = pfl_merger_new(NULL, &err);
		const struct part *part = mergers[i].part;
		struct pfl_profile *p;

		test_case(mergers[i].name);
		for (size_t k = 0; k < COUNTOF(mergers[i].part) && part[k].types; k++)
			CHECK(pfl_merger_add(m, sketch_read(part[k].types, part[k].samples),
				&part[k].how, &err));
		p = pfl_merger_finish(m, &err);
		pfl_merger_free(m);
		if (p)
			CHECK_U64(pfl_profile_notes(p), mergers[i].note != NULL);
		if (p && mergers[i].note && pfl_profile_notes(p))
			CHECK_STR(pfl_profile_note(p, 0), mergers[i].note);
		check(p, &err, mergers[i].want, mergers[i].error);
	}
}

/* A profile of some megabytes, whose samples are few when they are added up. */
static struct pfl_profile *
repetitive(const char *types, uint32_t which)
{
	enum { SAMPLES = 50000, STACKS = 7 };
	size_t n;
	struct pfl_builder *b = sketch_builder(types, &n);
	uint32_t stack[STACKS];

	for (uint32_t i = 0; i < STACKS; i++) {
		char name[16];
		uint32_t location;

		snprintf(name, sizeof(name), "f%u", (which + i) % 13);
		location = pfl_build_named_location(b, pfl_span_of(name));
		stack[i] = pfl_build_stack(b, &location, 1);
	}
	for (uint32_t i = 0; i < SAMPLES; i++) {
		struct pfl_label label = {
			.key = pfl_build_string(b, pfl_span_of("k")),
			.text = PFL_NONE,
			.number = i % 3,
		};
		int64_t value[] = { 1 + which, 1 + i, 2 };

		pfl_build_sample(
			b, stack[i % STACKS], pfl_build_labels(b, &label, 1), value, n);
	}
	pfl_build_meta(b)->period = 1 + which % 5;
	pfl_build_meta(b)->period_type = pfl_build_string(b, pfl_span_of("cpu"));
	pfl_build_meta(b)->period_unit =
		pfl_build_string(b, pfl_span_of(which % 20 < 10 ? "us" : "ns"));
	pfl_build_comment(b, pfl_build_string(b, pfl_span_of(which % 3 ? "odd" : "even")));
	return sketch_finish(b);
}

/* The types of one of many: first it lacks none, then units get finer, then a type is gone. */
static const char *
types_of(uint32_t which)
{
	if (which < 25)
		return which % 2 ? "n/count cpu/us" : "cpu/us n/count";
	if (which < 45)
		return which % 2 ? "cpu/us n/count" : "wall/s cpu/ns n/count";
	return "cpu/us wall/s";
}

/* So many that they are merged now and then on the way: the same as all at once, in a budget
 * that would not hold them all. */
static void
test_merging_many(void)
{
	enum { N = 60 };
	const struct pfl_limits limits = { .memory = 8 * 1024 * 1024 };
	struct pfl_profile *p[N], *at_once, *one_by_one;
	struct pfl_text want = { 0 }, got = { 0 };
	struct pfl_error err = { 0 };
	struct pfl_merger *m = pfl_merger_new(&limits, &err);
	uint64_t bytes = 0;

	test_case("many, one after the other");
	for (uint32_t i = 0; i < N; i++) {
		p[i] = repetitive(types_of(i), i);
		if (!CHECK(p[i] != NULL))
			return;
		bytes += p[i]->budget.used;
	}
	CHECK(bytes > 32 * 1024 * 1024);
	at_once = pfl_merge((const struct pfl_profile *const *)p, N, NULL, &err);
	for (uint32_t i = 0; i < N; i++)
		CHECK(pfl_merger_add(m, p[i], NULL, &err));
	one_by_one = pfl_merger_finish(m, &err);
	pfl_merger_free(m);
	CHECK_STR(err.msg, "");
	if (CHECK(at_once && one_by_one)) {
		CHECK_STR(sketch_write(one_by_one, &got), sketch_write(at_once, &want));
		CHECK_STR(sketch_types(one_by_one, &got), "cpu/ns");
		CHECK_I64(one_by_one->meta.period, at_once->meta.period);
		CHECK_I64(one_by_one->meta.period, 5000);
		CHECK_U64(one_by_one->meta.n_comments, 2);
	}
	pfl_profile_free(at_once);
	pfl_profile_free(one_by_one);
	pfl_text_clear(&want);
	pfl_text_clear(&got);
}

/* A mapping, a location in it at `at`, and a sample there. */
static uint32_t
place(struct pfl_builder *b, uint64_t start, const char *id, uint64_t at, const char *name)
{
	struct pfl_mapping m = {
		.start = start,
		.limit = start + 0x1234,
		.file = pfl_build_string(b, pfl_span_of("/bin/app")),
		.build_id = pfl_build_string(b, pfl_span_of(id)),
	};
	struct pfl_func f = { .name = pfl_build_string(b, pfl_span_of(name)) };
	struct pfl_line line = { .line = 7 };

	line.func = pfl_build_func(b, &f);
	return pfl_build_location(b, at, pfl_build_mapping(b, &m), false, &line, *name ? 1 : 0);
}

static struct pfl_profile *
program(const char *types, uint64_t start, const char *id, const int64_t *values)
{
	size_t n;
	struct pfl_builder *b = sketch_builder(types, &n);
	uint32_t location = place(b, start, id, start + 0x10, "a");
	struct pfl_meta *meta = pfl_build_meta(b);

	pfl_build_sample(b, pfl_build_stack(b, &location, 1), 0, values, n);
	meta->duration_nanos = 5;
	meta->period = 10;
	meta->period_type = pfl_build_string(b, pfl_span_of("cpu"));
	meta->period_unit = pfl_build_string(b, pfl_span_of("ms"));
	pfl_build_comment(b, pfl_build_string(b, pfl_span_of("first")));
	return sketch_finish(b);
}

/* Semantics 22.4, without the change of the default type that is a trap there (21.8). */
static void
test_rebasing(void)
{
	struct pfl_profile *one =
		program("samples/count cpu/ms", 0x400000, "id1", (int64_t[]){ 1, 10 });
	struct pfl_profile *two =
		program("cpu/ns samples/count", 0x500000, "id1", (int64_t[]){ 20000000, 2 });
	const struct pfl_profile *both[] = { one, two };
	struct pfl_error err = { 0 };
	struct pfl_profile *p = pfl_merge(both, 2, NULL, &err);

	test_case("two loads of one program");
	if (CHECK(p != NULL)) {
		CHECK_U64(p->samples.n, 1);
		CHECK_I64(p->samples.value[0][0], 3);
		CHECK_I64(p->samples.value[1][0], 30000000);
		CHECK_U64(p->locations.n, 1);
		CHECK_U64(p->locations.address[0], 0x400010);
		CHECK_U64(p->mappings.n, 1);
		CHECK_U64(p->mappings.start[0], 0x400000);
		CHECK_I64(p->meta.duration_nanos, 10);
		CHECK_I64(p->meta.period, 10);
		CHECK_U64(p->meta.n_comments, 1);
		CHECK_STR(pfl_profile_text(p, p->meta.default_type).at, "");
		CHECK_STR(pfl_profile_type_unit(p, 1), "ns");
	}
	pfl_profile_free(p);
	pfl_profile_free(two);
	two = program("cpu/ns samples/count", 0x500000, "id2", (int64_t[]){ 20000000, 2 });
	both[1] = two;
	p = pfl_merge(both, 2, NULL, &err);
	test_case("two programs");
	if (CHECK(p != NULL)) {
		CHECK_U64(p->samples.n, 2);
		CHECK_U64(p->locations.address[1], 0x500010);
		CHECK_U64(p->mappings.n, 2);
	}
	pfl_profile_free(p);
	p = pair_two(one, two, &err);
	test_case("two builds, side by side");
	if (CHECK(p != NULL)) {
		CHECK_U64(p->samples.n, 2);
		CHECK_U64(p->samples.stack[0], p->samples.stack[1]);
		CHECK_I64(p->samples.before[1][1], 1);
		CHECK_I64(p->samples.value[1][0], 2);
		CHECK_I64(p->samples.before[0][1], 10000000);
		CHECK_I64(p->samples.value[0][0], 20000000);
		CHECK_U64(p->samples.run[0], 1);
		CHECK_U64(p->samples.run[1], 0);
	}
	pfl_profile_free(p);
	pfl_profile_free(one);
	pfl_profile_free(two);
}

/* A sample at an address of /lib/x.so, whose mapping has no more than flags. */
static struct pfl_profile *
address_in_image(uint8_t flags)
{
	size_t n;
	struct pfl_builder *b = sketch_builder("samples/count", &n);
	struct pfl_mapping m = { .file = pfl_build_string(b, pfl_span_of("/lib/x.so")),
		.build_id = pfl_build_string(b, pfl_span_of("ab")),
		.flags = flags };
	uint32_t location =
		pfl_build_location(b, 0x10, pfl_build_mapping(b, &m), false, NULL, 0);

	pfl_build_sample(b, pfl_build_stack(b, &location, 1), 0, (int64_t[]){ 1 }, n);
	return sketch_finish(b);
}

/* A sample at one address of a file, whose mapping has these ids. */
static struct pfl_profile *
identified(const char *file, const char *build_id, const char *debug_id)
{
	size_t n;
	struct pfl_builder *b = sketch_builder("samples/count", &n);
	struct pfl_mapping m = { .file = pfl_build_string(b, pfl_span_of(file)),
		.build_id = pfl_build_string(b, pfl_span_of(build_id)),
		.debug_id = pfl_build_string(b, pfl_span_of(debug_id)) };
	uint32_t location =
		pfl_build_location(b, 0x10, pfl_build_mapping(b, &m), false, NULL, 0);

	pfl_build_sample(b, pfl_build_stack(b, &location, 1), 0, (int64_t[]){ 1 }, n);
	return sketch_finish(b);
}

/* A debug id tells builds apart as a build id does, and is none. */
static void
test_debug_ids(void)
{
	struct pfl_profile *given[] = { identified("/a", "", "AB0"),
		identified("/b", "", "AB0"), identified("/a", "", "CD0"),
		identified("/a", "AB0", ""), identified("AB0", "", "") };
	enum { N = COUNTOF(given) };
	const struct pfl_profile *all[N];
	struct pfl_error err = { 0 };
	struct pfl_profile *p, *copy;

	for (size_t i = 0; i < N; i++)
		all[i] = given[i];
	p = pfl_merge(all, N, NULL, &err);
	copy = p ? pfl_profile_copy(p, NULL, &err) : NULL;
	test_case("debug ids");
	if (CHECK(copy != NULL) && CHECK_U64(copy->mappings.n, 3)) {
		CHECK_I64(copy->samples.value[0][0], 2);
		CHECK_STR(pfl_profile_text(copy, copy->mappings.file[0]).at, "/a");
		CHECK_STR(pfl_profile_text(copy, copy->mappings.debug_id[0]).at, "AB0");
		CHECK_U64(copy->mappings.build_id[0], 0);
		CHECK_STR(pfl_profile_text(copy, copy->mappings.debug_id[1]).at, "CD0");
		CHECK_STR(pfl_profile_text(copy, copy->mappings.build_id[2]).at, "AB0");
		CHECK_U64(copy->mappings.debug_id[2], 0);
	}
	pfl_profile_free(copy);
	pfl_profile_free(p);
	for (size_t i = 0; i < N; i++)
		pfl_profile_free(given[i]);
}

static void
test_images(void)
{
	struct pfl_profile *file = address_in_image(0),
			   *image = address_in_image(PFL_FROM_IMAGE);
	const struct pfl_profile *all[] = { file, image, image };
	struct pfl_error err = { 0 };
	struct pfl_profile *p = pfl_merge(all, 3, NULL, &err);

	test_case("addresses that count from elsewhere");
	if (CHECK(p != NULL)) {
		CHECK_U64(p->mappings.n, 2);
		CHECK_U64(p->samples.n, 2);
		CHECK_I64(p->samples.value[0][1], 2);
	}
	pfl_profile_free(p);
	pfl_profile_free(file);
	pfl_profile_free(image);
}

static struct pfl_profile *
with_meta(int64_t time, int64_t duration, const char *default_type, const char *comment)
{
	size_t n;
	struct pfl_builder *b = sketch_builder("samples/count cpu/ns", &n);
	struct pfl_meta *meta = pfl_build_meta(b);
	int64_t values[] = { 1, 1 };

	meta->time_nanos = time;
	meta->duration_nanos = duration;
	meta->default_type = pfl_build_string(b, pfl_span_of(default_type));
	meta->drop_frames = pfl_build_string(b, pfl_span_of(comment));
	meta->doc_url = pfl_build_string(b, pfl_span_of(comment));
	pfl_build_comment(b, pfl_build_string(b, pfl_span_of("same")));
	pfl_build_comment(b, pfl_build_string(b, pfl_span_of(comment)));
	pfl_build_sample(b, 0, 0, values, n);
	return sketch_finish(b);
}

static void
test_headers(void)
{
	struct pfl_profile *p[3] = { with_meta(30, 1, "", ""),
		with_meta(20, INT64_MAX, "gone", "x"), with_meta(40, 2, "samples", "y") };
	const struct pfl_profile *all[] = { p[0], p[1], p[2] };
	struct pfl_error err = { 0 };
	struct pfl_profile *m = pfl_merge(all, 3, NULL, &err);

	test_case("headers");
	if (CHECK(m != NULL)) {
		CHECK_I64(m->meta.time_nanos, 20);
		CHECK_I64(m->meta.duration_nanos, INT64_MAX);
		CHECK_STR(pfl_profile_text(m, m->meta.default_type).at, "samples");
		CHECK_STR(pfl_profile_text(m, m->meta.drop_frames).at, "");
		CHECK_STR(pfl_profile_text(m, m->meta.doc_url).at, "x");
		CHECK_U64(m->meta.n_comments, 4); /* same, "", x, y */
	}
	pfl_profile_free(m);
	for (size_t i = 0; i < 3; i++)
		pfl_profile_free(p[i]);
}

/* From the largest unit to the smallest of a family is a factor beyond 64 bits. */
static void
test_period(void)
{
	static const struct {
		int64_t period, want;
	} cases[] = {
		{ 1, INT64_MAX }, { INT64_MAX, INT64_MAX },
		{ INT64_MIN, 7 }, /* the longest is taken */
	};

	test_case("periods in units far apart");
	for (size_t i = 0; i < COUNTOF(cases); i++) {
		struct pfl_profile *p = sketch_read("cpu/ms", "1 petagcu;nanogcu\n");
		struct pfl_profile *q = sketch_read("cpu/ms", "1 petagcu;nanogcu\n");
		const struct pfl_profile *both[] = { p, q };
		struct pfl_error err = { 0 };
		struct pfl_profile *m;

		p->meta.period_unit = pfl_strtab_find(&p->strings, pfl_span_of("petagcu"));
		q->meta.period_unit = pfl_strtab_find(&q->strings, pfl_span_of("nanogcu"));
		p->meta.period = cases[i].period;
		q->meta.period = 7;
		m = pfl_merge(both, 2, NULL, &err);
		if (CHECK(m != NULL))
			CHECK_I64(m->meta.period, cases[i].want);
		pfl_profile_free(m);
		pfl_profile_free(p);
		pfl_profile_free(q);
	}
}

/* One profile alone comes out as it went in: doubles, zeros, rows that nothing uses. */
static void
test_copy(void)
{
	static const char sketch[] =
		"0 1 a@f:1;m {k=v b:3kb}\n5 0 -\n5 0 -\n0 0 b|a@f:1;lib!x;lib!\n";
	struct pfl_profile *p = sketch_read("n/count cpu/ns", sketch), *q;
	const struct pfl_profile *list[] = { p };
	struct pfl_error err = { 0 };

	test_case("copy");
	q = pfl_merge(list, 1, NULL, &err);
	if (CHECK(q != NULL)) {
		CHECK_U64(pfl_strtab_n(&q->strings), pfl_strtab_n(&p->strings));
		CHECK_U64(q->locations.n, p->locations.n);
		CHECK_U64(q->funcs.n, p->funcs.n);
		CHECK_U64(q->stacks.n, p->stacks.n);
	}
	check(q, &err, sketch, NULL);
	pfl_profile_free(p);
	test_case("nothing to merge");
	check(pfl_merge(list, 0, NULL, &err), &err, NULL, "there is no profile to merge");
}

/* The example of semantics 4.3; column 0 is all that counts. */
static const char old_run[] = "100 leaf;m\n50 gone;m\n30 same;m\n";
static const char new_run[] = "200 leaf;m\n40 fresh;m\n30 same;m\n";

static const struct {
	const char *name;
	enum pfl_base_mode mode;
	bool normalize;
	const char *want;
} bases[] = {
	{ "base", PFL_BASE_SUBTRACT, false, "100 leaf;m\n40 fresh;m\n-50 gone;m\n" },
	{ "diff base", PFL_BASE_DIFF, false,
		"200 leaf;m\n40 fresh;m\n30 same;m\n-100 leaf;m {pprof::base=true}\n"
		"-50 gone;m {pprof::base=true}\n-30 same;m {pprof::base=true}\n" },
	{ "normalized", PFL_BASE_SUBTRACT, true,
		"33 leaf;m\n27 fresh;m\n-10 same;m\n-50 gone;m\n" },
};

static void
test_bases(void)
{
	struct pfl_profile *old = sketch_read("cpu/ms", old_run),
			   *new = sketch_read("cpu/ms", new_run);

	for (size_t i = 0; i < COUNTOF(bases); i++) {
		struct pfl_error err = { 0 };

		test_case(bases[i].name);
		check(pfl_subtract(new, old, bases[i].mode, bases[i].normalize, NULL, &err),
			&err, bases[i].want, NULL);
	}
	pfl_profile_free(old);
	pfl_profile_free(new);
}

/* The scaler's quirk: 4/0 with a factor of exactly 1 for the 4 is forgotten, with a note. */
static void
test_forgetting(void)
{
	struct pfl_profile *new = sketch_read("n/count cpu/ms", "4 0 a\n6 10 b\n");
	struct pfl_profile *old = sketch_read("n/count cpu/ms", "10 20 c\n");
	struct pfl_error err = { 0 };
	struct pfl_profile *p = pfl_subtract(new, old, PFL_BASE_SUBTRACT, true, NULL, &err);

	test_case("forgotten by the scaler");
	CHECK_U64(p ? pfl_profile_notes(p) : 0, 1);
	check(p, &err, "6 20 b\n-10 -20 c\n", NULL);
	pfl_profile_free(old);
	pfl_profile_free(new);
}

static void
test_labels_of_base(void)
{
	struct pfl_profile *p =
		sketch_read("cpu/ms", "1 a {z=1 pprof::base=x k=v}\n2 b {a:1}\n");
	struct pfl_error err = { 0 };

	test_case("base label among others");
	check(pfl_subtract(p, p, PFL_BASE_DIFF, false, NULL, &err), &err,
		"1 a {k=v pprof::base=x z=1}\n2 b {a:1}\n"
		"-1 a {k=v pprof::base=true z=1}\n-2 b {a:1 pprof::base=true}\n",
		NULL);
	pfl_profile_free(p);
}

static void
test_pair(void)
{
	struct pfl_profile *old =
		sketch_read("n/count cpu/ms", "1 100 leaf@l.c:3;m\n1 50 gone;m\n");
	struct pfl_profile *new =
		sketch_read("cpu/us n/count", "300000 1 leaf@l.c:3;m\n9 9 fresh\n");
	const struct pfl_profile *both[2];
	struct pfl_profile *pair, *copy, *empty;
	struct pfl_error err = { 0 };

	test_case("pair");
	pair = pair_two(old, new, &err);
	if (CHECK(pair != NULL)) {
		both[0] = both[1] = pair;
		check(pfl_merge(both, 2, NULL, &err), &err,
			"600000<0 2<0 leaf@l.c:3;m\n18<0 18<0 fresh\n"
			"0<200000 0<2 leaf@l.c:3;m\n0<100000 0<2 gone;m\n",
			NULL);
		both[1] = old;
		err = (struct pfl_error){ 0 };
		check(pfl_merge(both, 2, NULL, &err), &err, NULL, "only some of the profiles");
		err = (struct pfl_error){ 0 };
		check(pair_two(pair, old, &err), &err, NULL, "a profile that already holds");
		err = (struct pfl_error){ 0 };
	}
	check(pair, &err,
		"300000<0 1<0 leaf@l.c:3;m\n9<0 9<0 fresh\n"
		"0<100000 0<1 leaf@l.c:3;m\n0<50000 0<1 gone;m\n",
		NULL);
	test_case("the copy of a pair knows what it was made of");
	pair = pair_two(old, new, &err);
	both[0] = pair;
	copy = pfl_merge(both, 1, NULL, &err);
	if (CHECK(pair && copy && copy->pairing)) {
		CHECK_U64(copy->pairing->n_runs, 2);
		CHECK(copy->pairing->run != pair->pairing->run);
		CHECK_U64(pfl_pairing_side(copy->pairing, true).samples, 2);
		CHECK_U64(copy->samples.run[0], 1);
	}
	pfl_profile_free(copy);
	pfl_profile_free(pair);
	test_case("runs stay apart");
	both[0] = both[1] = old;
	check(pfl_pair(both, 2, (const struct pfl_profile *[]){ new }, 1, NULL, &err), &err,
		"300000<0 1<0 leaf@l.c:3;m\n9<0 9<0 fresh\n"
		"0<100000 0<1 leaf@l.c:3;m\n0<50000 0<1 gone;m\n"
		"0<100000 0<1 leaf@l.c:3;m\n0<50000 0<1 gone;m\n",
		NULL);
	err = (struct pfl_error){ 0 };
	check(pfl_pair(both, 0, both, 1, NULL, &err), &err, NULL, "each side of a comparison");
	err = (struct pfl_error){ 0 };
	test_case("pair of nothing");
	empty = sketch_read("cpu/ms", "");
	pair = pair_two(empty, empty, &err);
	CHECK(pair && pair->samples.before);
	pfl_profile_free(pair);
	pfl_profile_free(empty);
	pfl_profile_free(old);
	pfl_profile_free(new);
}

/* Of calls there is no notation: callgrind's text is one. */
static void
test_calls(void)
{
	static const char *const texts[] = {
		"events: A B\nfl=a\nfn=f\n1 1 10\ncfn=g\ncalls=1 2\n1 2 20\nfn=g\n2 2 20\n",
		"events: B A\nfl=a\nfn=h\n3 5 4\ncfn=g\ncalls=1 2\n3 40 4\nfn=g\n2 40 4\n",
		"events: A B\nfl=a\nfn=f\n1 8 80\ncfn=g\ncalls=1 2\n1 9223372036854775800 1\n",
	};
	static const int64_t want[2][2] = { { 2 + 2, 4 }, { 20 + 20, 40 } };
	struct pfl_error err = { 0 };
	struct pfl_profile *p[3] = { NULL }, *merged, *copy;

	test_case("calls add up");
	for (size_t i = 0; i < COUNTOF(p); i++)
		p[i] = read_bytes(pfl_span_of(texts[i]), NULL, &err);
	if (!CHECK(p[0] && p[1] && p[2]))
		return;
	merged = pfl_merge((const struct pfl_profile *[]){ p[0], p[1], p[0] }, 3, NULL, &err);
	CHECK_STR(err.msg, "");
	if (CHECK(merged && merged->calls.n == 2 && merged->types.n == 2)) {
		for (size_t t = 0; t < 2; t++) {
			CHECK_I64(merged->calls.value[t][0], want[t][0]);
			CHECK_I64(merged->calls.value[t][1], want[t][1]);
		}
	}
	pfl_profile_free(merged);
	test_case("calls beyond 64 bits");
	check(pfl_merge((const struct pfl_profile *[]){ p[2], p[2] }, 2, NULL, &err), &err,
		NULL, "the sum of 'A' over equal calls does not fit in 64 bits");
	err = (struct pfl_error){ 0 };
	test_case("calls are not subtracted");
	check(pfl_subtract(p[0], p[1], PFL_BASE_SUBTRACT, false, NULL, &err), &err, NULL,
		"a profile of calls, such as callgrind's, has no stacks: it cannot be "
		"subtracted");
	err = (struct pfl_error){ 0 };
	test_case("calls of a pair know their runs, also in a copy");
	merged = pair_two(p[0], p[1], &err);
	copy = merged ? pfl_merge((const struct pfl_profile *[]){ merged }, 1, NULL, &err)
		      : NULL;
	CHECK_STR(err.msg, "");
	if (CHECK(copy && copy->calls.n == 2)) {
		CHECK_U64(copy->calls.run[0], 1);
		CHECK_U64(copy->calls.run[1], 0);
		CHECK_I64(copy->calls.value[0][0], 40);
		CHECK_I64(copy->calls.value[0][1], 20);
	}
	pfl_profile_free(copy);
	pfl_profile_free(merged);
	for (size_t i = 0; i < COUNTOF(p); i++)
		pfl_profile_free(p[i]);
}

int
main(void)
{
	test_calls();
	test_merges();
	test_rebasing();
	test_images();
	test_debug_ids();
	test_headers();
	test_period();
	test_copy();
	test_bases();
	test_forgetting();
	test_mergers();
	test_merging_many();
	test_labels_of_base();
	test_pair();
	return test_done();
}
