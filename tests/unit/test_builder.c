/* SPDX-License-Identifier: Apache-2.0 */
/* The builder: tables, labels, limits that make it stick, and what finishing hands over. */
#include "support.h"

#include "dump.h"
#include "model/builder.h"

static struct pfl_builder *
start(const struct pfl_limits *limits)
{
	struct pfl_error err = { 0 };
	struct pfl_builder *b = pfl_builder_new(limits, &err);

	CHECK_STR(err.msg, "");
	return b;
}

static uint32_t
string(struct pfl_builder *b, const char *text)
{
	return pfl_build_string(b, pfl_span_of(text));
}

/* Finish, release the builder and check what the profile holds (NULL: it must fail). */
static void
finish(struct pfl_builder *b, const char *want, const char *message)
{
	struct pfl_error err = { 0 };
	struct pfl_profile *p = pfl_builder_finish(b, &err);
	struct pfl_text got = dump_profile(p);

	CHECK((p != NULL) == (want != NULL));
	CHECK_STR(err.msg, message ? message : "");
	if (p && want)
		dump_check(pfl_text_get(&got), want);
	pfl_text_clear(&got);
	pfl_builder_free(b);
	pfl_profile_free(p);
}

#define NO_META "default \"\"\nperiod 0 \"\" \"\" 0\ntime 0 0\nframes \"\" \"\"\ndoc \"\"\n"

static void
test_empty(void)
{
	struct pfl_error err = { 0 };
	struct pfl_builder *b = start(NULL);
	struct pfl_profile *p;

	test_case("nothing built");
	p = pfl_builder_finish(b, &err);
	if (CHECK(p != NULL)) {
		CHECK_U64(p->stacks.n, 1);
		CHECK_U64(p->labelsets.n, 1);
		CHECK_U64(p->labelsets.first[1], 0);
		CHECK_U64(p->locations.first_frame[0], 0);
		CHECK(p->samples.labels == NULL && p->samples.before == NULL);
		CHECK_U64(pfl_profile_samples(p), 0);
		CHECK_U64(pfl_profile_types(p), 0);
		CHECK_STR(pfl_profile_type_name(p, 0), "");
		CHECK_STR(pfl_profile_note(p, 0), "");
	}
	pfl_profile_free(p); /* the profile may go before the builder */
	pfl_builder_free(b);
	pfl_builder_free(NULL);
	pfl_profile_free(NULL);

	test_case("nothing finished");
	pfl_builder_free(start(NULL));
}

static void
test_tables(void)
{
	struct pfl_builder *b = start(NULL);
	struct pfl_mapping mapping = { 0x1000, 0x2000, 0x10, 0, 0, 0, PFL_HAS_FUNCTIONS };
	struct pfl_func func = { .start_line = -5 };
	struct pfl_line lines[2] = { { 0, 7, 3 }, { 1, INT64_MIN, INT64_MAX } };
	struct pfl_meta *meta = pfl_build_meta(b);
	int64_t values[2] = { 10, -20 };
	uint32_t stack[3] = { 1, 0, 1 };

	test_case("everything");
	func.name = string(b, "f");
	mapping.file = string(b, "/bin/x");
	CHECK_U64(pfl_build_mapping(b, &mapping), 0);
	CHECK_U64(pfl_build_mapping(b, &mapping), 1); /* equal rows stay apart */
	CHECK_U64(pfl_build_func(b, &func), 0);
	func.file = string(b, "a.c");
	CHECK_U64(pfl_build_func(b, &func), 1);
	CHECK_U64(pfl_build_location(b, 0x1234, 1, true, lines, 2), 0);
	CHECK_U64(pfl_build_location(b, UINT64_MAX, PFL_NONE, false, NULL, 0), 1);
	pfl_build_type(b, string(b, "cpu"), string(b, "ns"));
	pfl_build_sample(b, pfl_build_stack(b, stack, 3), 0, values, 2);
	pfl_build_sample(b, 0, 0, values, 2);
	pfl_build_sample_of(b, stack, 3, 0, values, 2);
	pfl_build_sample_of(b, stack, 0, 0, values, 2);
	pfl_build_type(b, string(b, "wall"), 0); /* types may come late */
	pfl_build_comment(b, string(b, "hello"));
	pfl_build_comment(b, string(b, ""));
	meta->default_type = string(b, "cpu");
	meta->period = 5;
	meta->has_period_type = true;
	meta->time_nanos = INT64_MAX;
	meta->duration_nanos = INT64_MIN;
	meta->keep_frames = string(b, "k");
	meta->drop_frames = string(b, "d");
	meta->doc_url = string(b, "u");
	finish(b,
		"type \"cpu\" \"ns\"\ntype \"wall\" \"\"\n"
		"default \"cpu\"\nperiod 1 \"\" \"\" 5\n"
		"time 9223372036854775807 -9223372036854775808\nframes \"d\" \"k\"\n"
		"doc \"u\"\ncomment \"hello\"\ncomment \"\"\n"
		"mapping 1000 2000 10 1 \"/bin/x\" \"\"\n"
		"mapping 1000 2000 10 1 \"/bin/x\" \"\"\n"
		"function \"f\" \"\" \"\" -5\nfunction \"f\" \"\" \"a.c\" -5\n"
		"location 1234 1 1 0:7:3 1:-9223372036854775808:9223372036854775807\n"
		"location ffffffffffffffff -1 0\n"
		"sample 10 -20 | 1 0 1 |\nsample 10 -20 | |\n"
		"sample 10 -20 | 1 0 1 |\nsample 10 -20 | |\n",
		NULL);
}

static void
test_named_locations(void)
{
	struct pfl_builder *b = start(NULL);
	uint32_t rows[4];
	int64_t value = 1;

	test_case("locations that are names");
	rows[0] = pfl_build_named_location(b, pfl_span_of("main"));
	rows[1] = pfl_build_named_location(b, pfl_span_of(""));
	rows[2] = pfl_build_named_location(b, pfl_span_of("main"));
	rows[3] = pfl_build_named_location(b, pfl_span_of("read"));
	CHECK_U64(rows[2], rows[0]);
	CHECK(rows[1] != rows[0] && rows[3] != rows[0] && rows[3] != rows[1]);
	pfl_build_type(b, 0, 0);
	pfl_build_sample_of(b, rows, 4, 0, &value, 1);
	finish(b,
		"type \"\" \"\"\n" NO_META
		"function \"main\" \"\" \"\" 0\nfunction \"\" \"\" \"\" 0\n"
		"function \"read\" \"\" \"\" 0\n"
		"location 0 -1 0 0:0:0\nlocation 0 -1 0 1:0:0\nlocation 0 -1 0 2:0:0\n"
		"sample 1 | 2 0 1 0 |\n",
		NULL);
}

/* Columns without a value cost nothing yet; what they will cost is known. */
static void
test_values_of_types(void)
{
	const struct pfl_limits limits = { .memory = 1 << 20 };
	struct pfl_builder *b = start(&limits);

	test_case("many types of few samples");
	for (uint32_t i = 0; i < 200; i++)
		pfl_build_sample_of_type(b, NULL, 0, 0, i ? 0 : 999, 1);
	finish(b, NULL,
		"132 samples with 1000 values each need more than 1 MiB of memory; "
		"--max-memory "
		"raises the limit");
}

static void
test_shared_stacks(void)
{
	const struct pfl_limits limits = { .samples = 2 };
	struct pfl_builder *b = start(NULL);
	uint32_t rows[2];
	int64_t value = 7;

	test_case("samples that share stacks");
	rows[0] = pfl_build_named_location(b, pfl_span_of("main"));
	rows[1] = pfl_build_named_location(b, pfl_span_of("read"));
	CHECK_U64(pfl_build_shared_stack(b, rows, 2), 0);
	CHECK_U64(pfl_build_shared_stack(b, rows, 0), 1);
	CHECK_U64(pfl_build_shared_stack(b, rows, 2), 2); /* equal ones have two numbers */
	pfl_build_sample_sharing(b, 2, 0, &value, 1);
	pfl_build_sample_sharing(b, 1, 0, &value, 1);
	pfl_build_sample_sharing_of_type(b, 0, 0, 1, 9);
	pfl_build_type(b, 0, 0);
	pfl_build_type(b, 0, 0);
	finish(b,
		"type \"\" \"\"\ntype \"\" \"\"\n" NO_META
		"function \"main\" \"\" \"\" 0\nfunction \"read\" \"\" \"\" 0\n"
		"location 0 -1 0 0:0:0\nlocation 0 -1 0 1:0:0\n"
		"sample 7 0 | 1 0 |\nsample 7 0 | |\nsample 0 9 | 1 0 |\n",
		NULL);

	test_case("stacks that go on from others");
	b = start(NULL);
	rows[0] = pfl_build_named_location(b, pfl_span_of("main"));
	rows[1] = pfl_build_named_location(b, pfl_span_of("read"));
	CHECK_U64(pfl_build_shared_stack(b, rows, 1), 0);
	CHECK_U64(pfl_build_shared_below(b, 0, 1, &rows[1], 1), 1);
	CHECK_U64(pfl_build_shared_below(b, 1, 2, &rows[1], 1), 2); /* one right before it */
	CHECK_U64(pfl_build_shared_stack(b, rows, 2), 3);           /* is number 1 again */
	CHECK_U64(pfl_build_shared_below(b, 3, 2, &rows[1], 1), 4); /* and this 2        */
	CHECK_U64(pfl_build_shared_below(b, 0, 1, rows, 2), 5);     /* two more at once  */
	for (uint32_t i = 0; i < 6; i++)
		pfl_build_sample_sharing(b, i, 0, &value, 1);
	pfl_build_type(b, 0, 0);
	finish(b,
		"type \"\" \"\"\n" NO_META
		"function \"main\" \"\" \"\" 0\nfunction \"read\" \"\" \"\" 0\n"
		"location 0 -1 0 0:0:0\nlocation 0 -1 0 1:0:0\n"
		"sample 7 | 0 |\nsample 7 | 1 0 |\nsample 7 | 1 1 0 |\n"
		"sample 7 | 1 0 |\nsample 7 | 1 1 0 |\nsample 7 | 1 0 0 |\n",
		NULL);

	test_case("more of them than samples may be");
	b = start(&limits);
	for (int i = 0; i < 5; i++)
		pfl_build_shared_stack(b, NULL, 0);
	finish(b, NULL, "more than 2 samples; --max-samples raises the limit");
}

static void
test_labels(void)
{
	struct pfl_builder *b = start(NULL);
	uint32_t key = string(b, "k"), other = string(b, "o"), unit = string(b, "bytes");
	struct pfl_label text = { .key = key, .text = other };
	struct pfl_label number = { .key = key, .text = PFL_NONE, .number = -3, .unit = unit };
	struct pfl_label two[2] = { text, number }, swapped[2] = { number, text };
	struct pfl_label empty_text = { .key = key, .text = 0 };
	struct pfl_label zero = { .key = key, .text = PFL_NONE };
	uint32_t set = pfl_build_labels(b, two, 2);
	int64_t value = 1;

	test_case("label sets");
	CHECK_U64(pfl_build_labels(b, NULL, 0), 0);
	CHECK(set != 0);
	CHECK_U64(pfl_build_labels(b, two, 2), set);
	CHECK(pfl_build_labels(b, swapped, 2) != set); /* order counts */
	CHECK(pfl_build_labels(b, two, 1) != set);
	CHECK(pfl_build_labels(b, &empty_text, 1) != pfl_build_labels(b, &zero, 1));
	pfl_build_type(b, 0, 0);
	for (int i = 0; i < 40; i++) /* the column of labels starts with the first one */
		pfl_build_sample(b, 0, i < 38 ? 0 : set, &value, 1);
	pfl_build_sample(b, 0, pfl_build_labels(b, &zero, 1), &value, 1);
	{
		struct pfl_error err = { 0 };
		struct pfl_profile *p = pfl_builder_finish(b, &err);

		if (CHECK(p && p->samples.labels)) {
			CHECK_U64(p->samples.labels[0], 0);
			CHECK_U64(p->samples.labels[37], 0);
			CHECK_U64(p->samples.labels[38], set);
		}
		pfl_builder_free(b);
		pfl_profile_free(p);
	}
}

static void
test_before(void)
{
	struct pfl_builder *b = start(NULL);
	int64_t now[2] = { 1, 2 }, before[2] = { -1, -2 };

	test_case("old values that start late and end early");
	pfl_build_before(b, before, 2); /* nothing to belong to: ignored */
	pfl_build_type(b, 0, 0);
	pfl_build_type(b, 0, 0);
	for (int i = 0; i < 3; i++)
		pfl_build_sample(b, 0, 0, now, 2);
	pfl_build_before(b, before, 2);
	pfl_build_sample(b, 0, 0, now, 2);
	pfl_build_before(b, before, 2);
	pfl_build_sample(b, 0, 0, now, 2);
	finish(b,
		"type \"\" \"\"\ntype \"\" \"\"\n" NO_META
		"sample 1 2 <0 <0 | |\nsample 1 2 <0 <0 | |\n"
		"sample 1 2 <-1 <-2 | |\nsample 1 2 <-1 <-2 | |\n"
		"sample 1 2 <0 <0 | |\n",
		NULL);
}

static void
test_renumber(void)
{
	struct pfl_builder *b = start(NULL);
	uint32_t final[4] = { 0, string(b, "one"), string(b, "two"), string(b, "three") };
	uint32_t strings[4] = { final[0], final[3], final[2], final[1] };
	uint32_t funcs[2] = { 1, 0 }, mappings[2] = { PFL_NONE, 0 }, locations[2] = { 1, 0 };
	struct pfl_renumber maps = { strings, funcs, mappings, locations, 2, 0 };
	struct pfl_func func = { 1, 2, 3, 0 };
	struct pfl_mapping mapping = { .file = 3, .build_id = 1, .debug_id = 2 };
	struct pfl_line line = { 1, 5, 0 };
	struct pfl_label labels[2] = { { 1, 2, 0, 0 }, { 3, PFL_NONE, 1, 9 } };
	uint32_t stack[3] = { 0, 1, 1 };
	int64_t value = 1;

	test_case("the file's numbers become ours");
	pfl_build_type(b, 1, 2);
	pfl_build_func(b, &func);
	func.name = 2;
	pfl_build_func(b, &func);
	pfl_build_mapping(b, &mapping);
	pfl_build_location(b, 1, 0, false, &line, 1); /* its mapping is not there */
	pfl_build_location(b, 2, 1, false, NULL, 0);
	pfl_build_location(b, 3, PFL_NONE, false, NULL, 0);
	pfl_build_comment(b, 3);
	pfl_build_meta(b)->default_type = 1;
	pfl_build_meta(b)->doc_url = 2;
	pfl_build_sample_of(b, stack, 3, pfl_build_labels(b, labels, 2), &value, 1);
	pfl_build_renumber(b, &maps);
	finish(b,
		"type \"three\" \"two\"\ndefault \"three\"\nperiod 0 \"\" \"\" 0\ntime 0 0\n"
		"frames \"\" \"\"\ndoc \"two\"\ncomment \"one\"\n"
		"mapping 0 0 0 0 \"one\" \"three\" \"two\"\n"
		"function \"three\" \"two\" \"one\" 0\nfunction \"two\" \"two\" \"one\" 0\n"
		"location 1 -1 0 0:5:0\nlocation 2 0 0\nlocation 3 -1 0\n"
		"sample 1 | 0 0 1 | \"three\"= \"two\" \"one\": 9 \"three\"\n",
		NULL);
}

static void
test_values(void)
{
	int64_t values[3] = { 1, 2, 3 };
	struct pfl_builder *b = start(NULL);

	test_case("another number of values");
	pfl_build_type(b, 0, 0);
	pfl_build_sample(b, 0, 0, values, 1);
	pfl_build_sample(b, 0, 0, values, 3);
	CHECK(!pfl_builder_ok(b));
	finish(b, NULL, "sample 2 has 3 values where those before have 1");

	test_case("more types than values");
	b = start(NULL);
	pfl_build_type(b, 0, 0);
	pfl_build_type(b, 0, 0);
	pfl_build_sample(b, 0, 0, values, 1);
	finish(b, NULL, "samples have 1 values, but there are 2 sample types");

	test_case("no values");
	b = start(NULL);
	pfl_build_sample(b, 0, 0, NULL, 0);
	pfl_build_sample(b, 0, 0, NULL, 0);
	finish(b, NO_META "sample | |\nsample | |\n", NULL);
}

/* Once it sticks, whatever is called does nothing, and the first error is the one reported. */
static void
test_sticky(void)
{
	struct pfl_limits limits = { .samples = 1 };
	struct pfl_builder *b = start(&limits);
	struct pfl_error err = { 0 };
	struct pfl_line line = { 0 };
	struct pfl_label label = { 0 };
	struct pfl_renumber maps = { 0 };
	uint32_t stack = 0;
	int64_t value = 1;

	test_case("a builder that sticks");
	CHECK(pfl_builder_check(b, &err));
	pfl_build_location(b, 0, PFL_NONE, false, NULL, 0);
	for (int i = 0; i < 3; i++)
		pfl_build_sample(b, 0, 0, &value, 1);
	CHECK(!pfl_builder_ok(b));
	CHECK(!pfl_builder_check(b, &err));
	CHECK_STR(err.msg, "more than 1 samples; --max-samples raises the limit");
	for (int i = 0; i < 100; i++) {
		CHECK_U64(string(b, "x"), 0);
		CHECK_U64(pfl_build_func(b, &(struct pfl_func){ 0 }), 0);
		CHECK_U64(pfl_build_mapping(b, &(struct pfl_mapping){ 0 }), 0);
		CHECK_U64(pfl_build_location(b, 0, 0, true, &line, 1), 0);
		CHECK_U64(pfl_build_labels(b, &label, 1), 0);
		CHECK_U64(pfl_build_stack(b, &stack, 1), 0);
		CHECK_U64(pfl_build_named_location(b, pfl_span_of("y")), 0);
		pfl_build_type(b, 0, 0);
		pfl_build_comment(b, 0);
		pfl_build_sample(b, 0, 0, &value, 1);
		pfl_build_sample_of(b, &stack, 1, 0, &value, 1);
		pfl_build_before(b, &value, 1);
		pfl_build_renumber(b, &maps);
		pfl_build_note(b, "note %d", i);
	}
	CHECK_U64(pfl_builder_limits(b)->samples, 1);
	CHECK_U64(pfl_builder_limits(b)->labels, 256);
	finish(b, NULL, "more than 1 samples; --max-samples raises the limit");
}

/* Locations with 100 inlined calls each: what they mean counts, not what they take in a file.
 */
static void
test_frames(void)
{
	static const struct {
		const char *name;
		struct pfl_limits limits;
		uint32_t depth, stacks;
		const char *message;
	} cases[] = {
		{ "frames of a stack", { .stack = 1000 }, 10, 50, NULL },
		{ "one stack too long when inlined calls count", { .stack = 1000 }, 11, 1,
			"a stack of 1100 frames (limit 1000); --max-stack raises the limit" },
		{ "many stacks that do not share locations", { .memory = 400 << 10 }, 2, 60,
			NULL },
		{ "too many frames in all", { .memory = 400 << 10 }, 2, 200,
			"20299 frames in all stacks, inlined ones included; --max-memory "
			"raises the limit" },
	};
	struct pfl_line lines[100] = { 0 };

	for (size_t i = 0; i < COUNTOF(cases); i++) {
		struct pfl_builder *b = start(&cases[i].limits);
		int64_t value = 1;

		test_case(cases[i].name);
		pfl_build_type(b, 0, 0);
		pfl_build_func(b, &(struct pfl_func){ 0 });
		for (uint32_t k = 0; k < cases[i].stacks; k++) {
			uint32_t stack[16] = { 0 };

			pfl_build_location(b, k, PFL_NONE, false, lines, k ? 1 : 100);
			stack[0] = k;
			pfl_build_sample_of(b, stack, cases[i].depth, 0, &value, 1);
		}
		if (cases[i].message) {
			finish(b, NULL, cases[i].message);
		} else {
			struct pfl_error err = { 0 };

			pfl_profile_free(pfl_builder_finish(b, &err));
			CHECK_STR(err.msg, "");
			pfl_builder_free(b);
		}
	}
}

/* Growing tables are charged, and what is handed over stays so. */
static void
test_budget(void)
{
	for (uint64_t max = 1000; max < 3000000; max += max / 3) {
		struct pfl_limits limits = { .memory = max };
		struct pfl_error err = { 0 };
		struct pfl_builder *b = pfl_builder_new(&limits, &err);
		struct pfl_profile *p = NULL;
		uint64_t state = 5;

		test_case("a budget");
		for (uint32_t i = 0; b && i < 10000; i++) {
			int64_t values[2] = { i, i };
			uint32_t stack[4];
			char name[32];

			snprintf(name, sizeof(name), "function_%u", i);
			for (int j = 0; j < 4; j++)
				stack[j] = i ? random_below(&state, i) : 0;
			pfl_build_named_location(b, pfl_span_of(name));
			pfl_build_sample_of(b, stack, 4, 0, values, 2);
		}
		if (b) {
			pfl_build_type(b, 0, 0);
			pfl_build_type(b, 0, 0);
			p = pfl_builder_finish(b, &err);
		}
		if (p)
			CHECK(p->budget.used <= max && p->budget.used > 100000);
		else
			CHECK_I64(err.code, PFL_LIMIT);
		CHECK((p != NULL) == (err.code == PFL_OK));
		CHECK(p != NULL || max < 2900000);
		pfl_builder_free(b);
		pfl_profile_free(p);
	}
}

static void
test_notes_and_derived(void)
{
	struct pfl_error err = { 0 };
	struct pfl_builder *b = start(NULL);
	struct pfl_profile *p, *d;
	char long_name[1000];

	test_case("notes");
	memset(long_name, 'x', sizeof(long_name));
	long_name[sizeof(long_name) - 1] = '\0';
	pfl_build_note(b, "%s", "red \x1b[31m\xff");
	pfl_build_note(b, "%s", long_name);
	p = pfl_builder_finish(b, &err);
	pfl_builder_free(b);
	if (!CHECK(p != NULL))
		return;
	CHECK_U64(pfl_profile_notes(p), 2);
	CHECK_STR(pfl_profile_note(p, 0), "red \\x1b[31m\\xff");
	CHECK(strlen(pfl_profile_note(p, 1)) >= 390);
	CHECK_STR(pfl_profile_note(p, 2), "");

	test_case("a derived profile");
	d = pfl_profile_derive(p, &err);
	if (CHECK(d != NULL)) {
		CHECK_U64(pfl_profile_notes(d), 0); /* its own only */
		pfl_profile_add_note(d, "%s", "hello");
		CHECK_U64(pfl_profile_notes(d), 1);
		CHECK_U64(pfl_profile_notes(p), 2);
		CHECK(d->stacks.parent == p->stacks.parent);
	}
	pfl_profile_free(d);
	pfl_profile_free(p);
}

int
main(void)
{
	test_empty();
	test_tables();
	test_named_locations();
	test_values_of_types();
	test_shared_stacks();
	test_labels();
	test_before();
	test_renumber();
	test_values();
	test_sticky();
	test_frames();
	test_budget();
	test_notes_and_derived();
	return test_done();
}
