/* SPDX-License-Identifier: Apache-2.0 */
/* The edge cases of what is compared, one test for each, called what the design calls them.
 * Those of how it was recorded: test_edges_recorded.c. */
#include "edges.h"

static void
edge_check_words(const struct edge *e, enum pfl_change_word word)
{
	for (uint32_t i = 0; i < e->c->n; i++)
		CHECK_STR(pfl_change_word(e->c->row[i].cum.word), pfl_change_word(word));
}

static void
test_identical(void)
{
	static const char *const text[] = { STEADY, "50 f;main\n" };
	struct edge e;

	for (size_t i = 0; i < COUNTOF(text); i++) {
		struct edge_recording r = { SAMPLES, text[i], 0, 0, 0 };

		test_case("identical files");
		edge_compare_two(&e, r, r, NULL);
		if (CHECK(e.c != NULL)) {
			edge_check_words(&e, PFL_SAME);
			CHECK(e.c->dispersion == 1 && e.c->factor == 1);
			CHECK(e.c->total.delta == 0 && e.c->residual == 0);
			CHECK(e.c->n_findings == 0 && e.c->n_significant == 0);
			CHECK(edge_says(&e, "no differences in any of "));
		}
		edge_end(&e);
	}
}

static void
test_one_empty(void)
{
	static const char *const growth[] = { "fail-on", "cum>5%", NULL };
	static const char *const new_code[] = { "fail-on", "new>5%", NULL };
	const struct edge_recording none = { SAMPLES, "", 0, S, 0 };
	const struct edge_recording some = { SAMPLES, STEADY "3 rare;main\n", 0, S, 0 };
	struct edge e;

	test_case("OLD empty, NEW not");
	edge_compare_two(&e, none, some, growth);
	if (CHECK(e.c != NULL)) {
		edge_check_words(&e, PFL_NEW);
		CHECK_U64(e.c->normalization, PFL_NORMAL_ABS);
		CHECK_U64(e.c->verdict, PFL_VERDICT_INCONCLUSIVE);
		CHECK(!e.c->gate_failed && isnan(e.c->total_ratio));
		CHECK(isnan(e.c->ruling[0].estimate));
		CHECK(edge_warning(&e, "empty-side") != NULL);
		CHECK(!edge_says(&e, "(+") && !edge_says(&e, "inf"));
	}
	edge_end(&e);
	edge_compare_two(&e, none, some, new_code);
	if (CHECK(e.c != NULL)) {
		CHECK_U64(e.c->verdict, PFL_VERDICT_FAIL);
		CHECK(e.c->gate_failed);
	}
	edge_end(&e);
	test_case("OLD empty, NEW not (or reverse)");
	for (int i = 0; i < 2; i++) {
		edge_compare_two(&e, some, none, i ? growth : new_code);
		if (CHECK(e.c != NULL)) {
			edge_check_words(&e, PFL_GONE);
			CHECK_U64(e.c->normalization, PFL_NORMAL_ABS);
			CHECK_U64(e.c->verdict, PFL_VERDICT_INCONCLUSIVE);
			CHECK(!e.c->gate_failed && isnan(e.c->total_ratio));
			CHECK(!edge_says(&e, "(-100%"));
		}
		edge_end(&e);
	}
}

static void
test_both_empty(void)
{
	static const char *const allow[] = { "allow-empty", "true", NULL };
	const struct edge_recording none = { SAMPLES, "", 0, S, 0 };
	struct edge e;

	test_case("both empty");
	edge_compare_two(&e, none, none, NULL);
	CHECK(!e.c);
	CHECK_U64(e.err.code, PFL_USAGE);
	CHECK(strstr(e.err.msg, "both profiles are empty") != NULL);
	edge_end(&e);
	edge_compare_two(&e, none, none, allow);
	if (CHECK(e.c != NULL)) {
		CHECK(e.c->n == 0 && e.c->n_findings == 0);
		CHECK(edge_says(&e, "both profiles are empty"));
		CHECK(edge_says(&e, "could have been seen cannot be told"));
	}
	edge_end(&e);
}

static void
test_few(void)
{
	static const char *const rules[] = { "fail-on", "f: cum>5%", "fail-on", "new>1%",
		"fail-on", "none: flat>1pp", NULL };
	struct edge e;

	test_case("n < 100 on a side");
	edge_compare_two(&e, (struct edge_recording){ SAMPLES, "99 f;main\n", 0, 0, 0 },
		(struct edge_recording){ SAMPLES, "900 f;main\n5000 g;main\n", 0, 0, 0 },
		rules);
	if (CHECK(e.c != NULL)) {
		CHECK(edge_warning(&e, "few-events") != NULL);
		CHECK_U64(e.c->n_rulings, 3);
		for (uint32_t i = 0; i < e.c->n_rulings; i++)
			CHECK_U64(e.c->ruling[i].verdict, PFL_VERDICT_INCONCLUSIVE);
		CHECK(!e.c->gate_failed);
	}
	edge_end(&e);
}

/* Units that do not go together stop those alone who ask for such a type. */
static void
test_conflicts(void)
{
	static const struct {
		const char *type, *says; /* NULL: nobody asks; it is compared */
	} asked[] = {
		{ NULL,
			"sample type 'space' is in 'bytes' on the new side and in 'count' on "
			"the old side: these units do not go together; --sample-type can "
			"compare samples, cpu" },
		{ "inuse_space",
			"sample type 'space' is in 'bytes' on the new side and in 'count' on "
			"the old side: these units do not go together; --sample-type can "
			"compare samples, cpu" },
		{ "samples", NULL },
		{ "cpu", NULL },
		{ "cpu,samples", NULL },
		{ "all", NULL },
	};

	for (size_t i = 0; i < COUNTOF(asked); i++) {
		const char *settings[] = { "normalization", "abs", "sample-type", asked[i].type,
			NULL };
		struct edge e;

		test_case(asked[i].type ? asked[i].type : "the last type's units differ");
		if (!asked[i].type)
			settings[2] = NULL;
		edge_compare_two(&e,
			(struct edge_recording){ "samples/count space/count cpu/milliseconds",
				"2 7 20 f;main\n", 10 * MS, 0, 0 },
			(struct edge_recording){ "samples/count cpu/nanoseconds space/bytes",
				"2 20000000 7 f;main\n", 10 * MS, 0, 0 },
			settings);
		CHECK((e.c != NULL) == (asked[i].says == NULL));
		CHECK_STR(e.err.msg, asked[i].says ? asked[i].says : "");
		if (e.c)
			CHECK(e.c->total.delta == 0 && e.c->total.old == e.c->total.now);
		if (e.c && strcmp(asked[i].type, "all") == 0) {
			CHECK_U64(pfl_scene_sections(e.scene), 2);
			CHECK_U64(pfl_scene_notes(e.scene), 1);
			CHECK_STR(pfl_scene_note(e.scene, 0),
				"sample type 'space' is in 'bytes' on the new side and in "
				"'count' on the old side: these units do not go together; it "
				"is not compared");
		}
		edge_end(&e);
	}
}

static void
test_types(void)
{
	static const char *const missing[] = { "sample-type", "wall", NULL };
	static const char *const as_recorded[] = { "normalization", "abs", NULL };
	struct edge e;

	test_case("sample types differ: the common ones");
	edge_compare_two(&e,
		(struct edge_recording){
			"wall/nanoseconds cpu/nanoseconds", "7 100 f;main\n", 0, 0, 0 },
		(struct edge_recording){
			"cpu/nanoseconds heap/bytes", "100 7 f;main\n", 0, 0, 0 },
		NULL);
	if (CHECK(e.c != NULL)) {
		CHECK_STR(e.scene->type_name, "cpu");
		CHECK(e.c->total.old == 100 && e.c->total.now == 100);
	}
	edge_end(&e);
	test_case("sample types differ: the requested one missing");
	edge_compare_two(&e,
		(struct edge_recording){
			"wall/nanoseconds cpu/nanoseconds", "7 100 f;main\n", 0, 0, 0 },
		(struct edge_recording){ CPU, "100 f;main\n", 0, 0, 0 }, missing);
	CHECK(!e.c);
	CHECK_U64(e.err.code, PFL_USAGE);
	CHECK_STR(e.err.msg,
		"sample type \"wall\" is not on both sides; the old one has wall, cpu, the "
		"new one cpu");
	edge_end(&e);
	test_case("sample types differ: same type, different unit");
	edge_compare_two(&e,
		(struct edge_recording){ "cpu/milliseconds", "20 f;main\n", 10 * MS, 0, 0 },
		(struct edge_recording){ CPU, "20000000 f;main\n", 10 * MS, 0, 0 },
		as_recorded);
	if (CHECK(e.c != NULL)) {
		CHECK(e.c->total.old == 20 * MS && e.c->total.delta == 0);
		CHECK(e.c->total.events[0] == 2 && e.c->total.events[1] == 2);
	}
	edge_end(&e);
	test_case("sample types differ: count and bytes");
	edge_compare_two(&e, (struct edge_recording){ "space/count", "20 f;main\n", 0, 0, 0 },
		(struct edge_recording){ "space/bytes", "20 f;main\n", 0, 0, 0 }, NULL);
	CHECK(!e.c);
	CHECK_U64(e.err.code, PFL_UNSUPPORTED);
	CHECK_STR(e.err.msg,
		"sample type 'space' is in 'bytes' on the new side and in 'count' on the old "
		"side: these units do not go together");
	edge_end(&e);
	test_conflicts();
}

static void
test_negative(void)
{
	const struct edge_recording r = { SAMPLES, STEADY, 0, 0, 0 };
	struct edge e;

	test_case("negative values");
	edge_compare_two(&e, r,
		(struct edge_recording){ SAMPLES, "90 f;main\n-1 g;main\n", 0, 0, 0 }, NULL);
	CHECK(!e.c);
	CHECK_U64(e.err.code, PFL_UNSUPPORTED);
	CHECK(strstr(e.err.msg, "compare the profiles that it was made of") != NULL);
	edge_end(&e);
}

/* The sides of a difference in one profile are those that it was made of. */
static void
test_one_file(void)
{
	const struct edge_recording old = { CPU, STEADY "900 g;main {k=a}\n", 1, 2 * S, 3 };
	const struct edge_recording now = { CPU, STEADY "100 g;main {k=a}\n70 h;main\n", 1, S,
		4 };
	struct pfl_profile *a = edge_record(&old), *b = edge_record(&now), *both = NULL,
			   *only = NULL;
	struct edge e = { 0 };

	test_case("negative values: label pprof::base");
	both = pfl_subtract(b, a, PFL_BASE_DIFF, false, NULL, &e.err);
	e.pair = both ? pfl_pair_apart(both, NULL, &e.err) : NULL;
	e.view = pfl_view_new(&e.err);
	if (CHECK(e.pair != NULL))
		e.scene = pfl_scene_new(
			e.pair, e.view, pfl_renderer_find("diff", "text"), &e.err);
	e.c = e.scene ? e.scene->comparison : NULL;
	CHECK_STR(e.err.msg, "");
	if (CHECK(e.c != NULL)) {
		CHECK(edge_row(&e, "g")->cum.old == 900 && edge_row(&e, "g")->cum.now == 100);
		CHECK(edge_row(&e, "h")->cum.old == 0 && edge_row(&e, "h")->cum.now == 70);
		CHECK(edge_row(&e, "f1")->cum.old == 1000 &&
			edge_row(&e, "f1")->cum.now == 1000);
		CHECK_U64(e.c->labels.n, 1); /* pprof::base is none of them */
		CHECK_I64(e.pair->pairing->run[0].duration_nanos, 0);
		CHECK_I64(e.pair->pairing->run[1].period, 1);
	}
	edge_end(&e);
	test_case("negative values: no label");
	only = pfl_subtract(b, a, PFL_BASE_SUBTRACT, false, NULL, &e.err);
	if (CHECK(only != NULL))
		CHECK(!pfl_pair_apart(only, NULL, &e.err));
	CHECK_U64(e.err.code, PFL_UNSUPPORTED);
	CHECK(strstr(e.err.msg, "-diff_base") != NULL);
	e.err = (struct pfl_error){ 0 };
	CHECK(!pfl_pair_apart(a, NULL, &e.err));
	CHECK_U64(e.err.code, PFL_USAGE);
	pfl_profile_free(only);
	pfl_profile_free(both);
	pfl_profile_free(a);
	pfl_profile_free(b);
}

static void
test_overflow(void)
{
	const struct edge_recording r = { SAMPLES,
		"9223372036854775807 f;main\n9223372036854775807 g;main\n"
		"9223372036854775807 f;g;main\n",
		0, 0, 0 };
	struct edge e;

	test_case("overflow");
	edge_compare_two(&e, r, r, NULL);
	if (CHECK(e.c != NULL)) {
		CHECK(e.c->total.old == (pfl_sum)INT64_MAX * 3);
		CHECK(edge_row(&e, "f")->cum.now == (pfl_sum)INT64_MAX * 2);
		CHECK(edge_warning(&e, "large-values") != NULL);
	}
	edge_end(&e);
}

static void
test_recursion(void)
{
	struct edge e;

	test_case("recursion");
	edge_compare_two(&e,
		(struct edge_recording){ SAMPLES, "10 f;g;f;main\n5 g;f;main\n", 0, 0, 0 },
		(struct edge_recording){ SAMPLES, "30 f;f;f;f;main\n", 0, 0, 0 }, NULL);
	if (CHECK(e.c != NULL)) {
		CHECK(edge_row(&e, "f")->cum.old == 15 && edge_row(&e, "f")->cum.now == 30);
		CHECK(edge_row(&e, "f")->flat.old == 10 && edge_row(&e, "f")->flat.now == 30);
	}
	edge_end(&e);
}

static void
test_labels(void)
{
	const struct edge_recording r = { SAMPLES,
		"100 f;main {tenant=a}\n100 f;main {tenant=b}\n100 f;main\n", 0, 0, 0 };
	const struct edge_recording more = { SAMPLES,
		"100 f;main {tenant=a}\n900 f;main {tenant=b}\n100 f;main\n", 0, 0, 0 };
	static const char *const as_recorded[] = { "normalization", "abs", NULL };
	struct edge e;

	test_case("labels");
	edge_compare_two(&e, r, more, as_recorded);
	if (CHECK(e.c && e.c->labels.n == 2)) {
		CHECK_U64(e.c->labels.n_tested, 2); /* and q is over both */
		CHECK_STR(e.c->labels.row[0].name, "tenant: b");
		CHECK(e.c->labels.row[0].change.now == 900);
		CHECK(e.c->labels.row[1].change.delta == 0);
	}
	edge_end(&e);
}

/* Each value has a comparison; q is over the functions of all values. */
static void
test_by_label(void)
{
	const struct edge_recording r = { SAMPLES,
		"500 f;main {k=a}\n600 g;main {k=a}\n500 f;main {k=b}\n600 g;main {k=b}\n"
		"500 f;main\n600 g;main\n",
		0, 0, 0 };
	const struct edge_recording more = { SAMPLES,
		"500 f;main {k=a}\n600 g;main {k=a}\n5000 f;main {k=b}\n600 g;main {k=b}\n"
		"500 f;main\n600 g;main\n",
		0, 0, 0 };
	static const char *const settings[] = { "normalization", "abs", "by-label", "k",
		"fail-on", "f: cum>150%", NULL };
	static const char *const wrong[] = { "by-label", "nobody", NULL };
	static const char *const values[] = { "b", "a", NULL };
	struct edge e;

	test_case("labels: --by-label");
	edge_compare_two(&e, r, more, settings);
	if (CHECK(e.c && e.scene->n_sections == 3)) {
		const struct edge b = { .pair = e.pair,
			.scene = e.scene->section[0],
			.c = e.scene->section[0]->comparison };
		double p = edge_row(&b, "f")->cum.p, q = edge_row(&b, "f")->cum.q;

		for (uint32_t i = 0; i < 3; i++) {
			const struct pfl_section_label *label = e.scene->section[i]->label;

			CHECK_U64(e.scene->section[i]->n_labels, 1);
			CHECK_U64(label->key_n, 1);
			CHECK(values[i] ? label->value && *label->value == *values[i]
					: !label->value);
		}
		CHECK(edge_row(&b, "f")->cum.old == 500 && edge_row(&b, "f")->cum.now == 5000);
		/* f and g of three values, and of these one that changed */
		CHECK(edge_close_to(q, 6 * p));
		CHECK_U64(b.c->n_tested, 2);
		CHECK(edge_row(&b, "f")->cum.significant);
		CHECK_U64(e.scene->section[1]->comparison->n_significant, 0);
		CHECK(b.c->verdict == PFL_VERDICT_FAIL);
		CHECK(pfl_scene_gate_failed(e.scene));
		CHECK(edge_says(&e, "k: b"));
		CHECK(edge_says(&e, "without k"));
	}
	edge_end(&e);
	edge_compare_two(&e, r, more, wrong);
	CHECK(!e.c);
	CHECK_U64(e.err.code, PFL_USAGE);
	CHECK(strstr(e.err.msg, "called 'nobody'") != NULL);
	edge_end(&e);
}

/* One section each, each with its factor; a rule in a unit is about those with such a unit. */
static void
test_several_types(void)
{
#define BOTH "allocs/count alloc_space/bytes"
	const struct edge_recording r = { BOTH, "50 5000 f;main\n60 6000 g;main\n", 0, 0, 0 };
	const struct edge_recording more = { BOTH, "50 90000 f;main\n60 6000 g;main\n", 0, 0,
		0 };
	static const char *const all[] = { "sample-type", "allocs,alloc_space", "fail-on",
		"f: cum>1kB", "fail-on", "f: cum>900%", NULL };
	static const char *const none[] = { "sample-type", "all", "fail-on", "cum>1ms", NULL };
	struct edge e;

	test_case("several sample types");
	edge_compare_two(&e, r, more, all);
	if (CHECK(e.c && e.scene->n_sections == 1)) {
		const struct pfl_comparison *space = e.scene->section[0]->comparison;
		enum pfl_verdict verdict;

		CHECK_STR(e.scene->type_name, "allocs");
		CHECK_STR(e.scene->section[0]->type_name, "alloc_space");
		CHECK_U64(e.c->n_rulings, 1); /* bytes are none of its business */
		CHECK_U64(space->n_rulings, 2);
		CHECK(space->total.now == 96000 && e.c->total.now == 110);
		CHECK(pfl_scene_verdict(e.scene, &verdict) && verdict == PFL_VERDICT_FAIL);
	}
	edge_end(&e);
	edge_compare_two(&e, r, more, none);
	CHECK(!e.scene);
	CHECK_U64(e.err.code, PFL_USAGE);
	CHECK(strstr(e.err.msg, "is in ms") != NULL);
	edge_end(&e);
}

int
main(void)
{
	test_identical();
	test_one_empty();
	test_both_empty();
	test_few();
	test_types();
	test_negative();
	test_one_file();
	test_overflow();
	test_recursion();
	test_labels();
	test_by_label();
	test_several_types();
	return test_done();
}
