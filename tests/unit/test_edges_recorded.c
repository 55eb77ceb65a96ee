/* SPDX-License-Identifier: Apache-2.0 */
/* The edge cases of how the sides of a comparison were recorded, one test for each: periods,
 * durations, means, snapshots, several runs, other programs and builds, scales. */
#include "edges.h"

/* What an event is worth, in any unit that goes with the values. */
static void
test_event_values(void)
{
	static const struct {
		const char *types, *old, *now, *type, *value;
		double old_events; /* 0: it is refused */
		const char *says;
	} cases[] = {
		{ CPU, "41000000 f;main\n59000000 g;main\n",
			"79000000 f;main\n61000000 g;main\n", NULL, "10ms", 10, "" },
		{ CPU, "41000000 f;main\n59000000 g;main\n",
			"79000000 f;main\n61000000 g;main\n", NULL, "1e7", 10, "" },
		{ "cpu/milliseconds", "41 f;main\n59 g;main\n", "79 f;main\n61 g;main\n", NULL,
			"0.01s", 10, "" },
		{ CPU, "41 f;main\n", "79 f;main\n", NULL, "512KiB", 0,
			"event-value: '512KiB' is no amount of nanoseconds" },
		{ "alloc_objects/count alloc_space/bytes", "1 1048576 f;main\n",
			"2 2097152 f;main\n", "alloc_space", "512KiB", 0.864665, "" },
		{ "alloc_objects/count alloc_space/bytes", "1 1048576 f;main\n",
			"2 2097152 f;main\n", "alloc_objects", "524288", 0.864665, "" },
		{ "alloc_objects/count alloc_space/bytes", "1 1048576 f;main\n",
			"2 2097152 f;main\n", "alloc_space", "10ms", 0,
			"event-value: '10ms' is no amount of bytes" },
		{ "wall/nanoseconds size/bytes", "30 4096 f;main\n", "20 8192 f;main\n",
			"wall,size", "1KiB", 1, "" },
		{ "wall/nanoseconds size/bytes", "30 4096 f;main\n", "20 8192 f;main\n",
			"size,wall", "1kb", 4, "" },
		{ "items/count size/bytes", "30 4096 f;main\n", "20 8192 f;main\n", "all",
			"10ms", 0,
			"event-value: '10ms' is in the unit of no sample type that is "
			"compared" },
	};

	for (size_t i = 0; i < COUNTOF(cases); i++) {
		const char *settings[] = { "normalization", "abs", "event-value",
			cases[i].value, "sample-type", cases[i].type, NULL };
		struct edge e;

		test_case(cases[i].value);
		if (!cases[i].type)
			settings[4] = NULL;
		edge_compare_two(&e,
			(struct edge_recording){ cases[i].types, cases[i].old, 0, 0, 0 },
			(struct edge_recording){ cases[i].types, cases[i].now, 0, 0, 0 },
			settings);
		CHECK_STR(e.err.msg, cases[i].says);
		if (CHECK((e.c != NULL) == (cases[i].old_events > 0)) && e.c)
			CHECK(fabs(e.c->total.events[1] - cases[i].old_events) < 1e-5);
		edge_end(&e);
	}
}

static void
test_periods(void)
{
	static const char *const as_recorded[] = { "normalization", "abs", NULL };
	static const char *const event[] = { "normalization", "abs", "event-value", "10",
		NULL };
	struct edge e;

	test_case("period differs");
	edge_compare_two(&e, (struct edge_recording){ CPU, "40000000 f;main\n", 10 * MS, S, 0 },
		(struct edge_recording){ CPU, "40000000 f;main\n", MS, S, 0 }, as_recorded);
	if (CHECK(e.c != NULL)) {
		const char *text = edge_warning(&e, "period-differs");

		CHECK(e.c->factor == 1 && e.c->total.delta == 0);
		CHECK(e.c->total.events[1] == 4 && e.c->total.events[0] == 40);
		CHECK(text && strstr(text, "100 Hz vs 1000 Hz"));
	}
	edge_end(&e);
	test_case("period missing: what divides all values");
	edge_compare_two(&e, (struct edge_recording){ CPU, "40 f;main\n60 g;main\n", 0, 0, 0 },
		(struct edge_recording){ CPU, "80 f;main\n60 g;main\n", 0, 0, 0 }, as_recorded);
	if (CHECK(e.c != NULL)) {
		CHECK_U64(e.c->evidence, PFL_EVIDENCE_COUNTED);
		CHECK(e.c->total.events[1] == 5 && e.c->total.events[0] == 7);
		CHECK(edge_says(&e,
			"note: not every profile says how often it was sampled: a "
			"sample is taken to be worth what divides all values, 20ns;"));
	}
	edge_end(&e);
	test_case("period missing: exact values");
	edge_compare_two(&e, (struct edge_recording){ CPU, "41 f;main\n60 g;main\n", 0, 0, 0 },
		(struct edge_recording){ CPU, "80 f;main\n61 g;main\n", 0, 0, 0 }, as_recorded);
	if (CHECK(e.c != NULL)) {
		CHECK_U64(e.c->evidence, PFL_EVIDENCE_EXACT);
		CHECK(edge_says(&e, "they are taken as measured; --event-value tells"));
	}
	edge_end(&e);
	test_case("period missing: --event-value");
	edge_compare_two(&e, (struct edge_recording){ CPU, "41 f;main\n59 g;main\n", 0, 0, 0 },
		(struct edge_recording){ CPU, "79 f;main\n61 g;main\n", 0, 0, 0 }, event);
	if (CHECK(e.c != NULL)) {
		CHECK_U64(e.c->evidence, PFL_EVIDENCE_COUNTED);
		CHECK(edge_close_to(e.c->total.events[1], 10) &&
			edge_close_to(e.c->total.events[0], 14));
		CHECK(!edge_says(&e, "note: "));
	}
	edge_end(&e);
	test_event_values();
	test_case("values that are no multiples of the period");
	edge_compare_two(&e, (struct edge_recording){ CPU, "41000000 f;main\n", 10 * MS, S, 0 },
		(struct edge_recording){ CPU, "40000000 f;main\n", 10 * MS, S, 0 },
		as_recorded);
	if (CHECK(e.c != NULL))
		CHECK(edge_says(
			&e, "note: values are no multiples of what a sample is worth, 10ms: "));
	edge_end(&e);
}

static void
test_durations(void)
{
	static const char *const by_time[] = { "normalization", "time", NULL };
	const struct edge_recording one = { SAMPLES, STEADY, 0, S, 0 };
	const struct edge_recording two = { SAMPLES, STEADY, 0, 2 * S, 0 };
	const struct edge_recording unknown = { SAMPLES, STEADY, 0, 0, 0 };
	struct edge e;

	test_case("duration differs: robust");
	edge_compare_two(&e, one, two, NULL);
	if (CHECK(e.c != NULL)) {
		CHECK(e.c->normalization == PFL_NORMAL_ROBUST && e.c->factor == 1);
		CHECK(e.c->duration_ratio == 2);
		CHECK(edge_says(&e, ", 1s") && edge_says(&e, ", 2s") &&
			edge_says(&e, "durations: "));
	}
	edge_end(&e);
	test_case("duration differs: time");
	edge_compare_two(&e, one, two, by_time);
	if (CHECK(e.c != NULL))
		CHECK(edge_close_to(e.c->factor, 2));
	edge_end(&e);
	test_case("duration missing");
	edge_compare_two(&e, one, unknown, by_time);
	CHECK(!e.c);
	CHECK_U64(e.err.code, PFL_USAGE);
	edge_end(&e);
}

/* The same sampled events are in both, and what a process adds up never gets less. */
#define WAITS "contentions/count delay/nanoseconds"
#define WAITS_OLD "10 1000 f;main\n5 100 g;main\n1 700 i;main\n"
#define WAITS_NEW "20 4000 f;main\n5 100 g;main\n3 9 h;main\n"

/* What an event has on average, however many recordings it is of. */
static void
test_means(void)
{
	static const struct {
		const char *name;
		int64_t old, now;
		enum pfl_change_word word;
	} rows[] = {
		{ "f", 100, 200, PFL_MORE },
		{ "g", 20, 20, PFL_SAME },
		{ "h", 0, 3, PFL_NEW },
		{ "i", 700, 0, PFL_GONE },
		{ "main", 1800 / 16, 4109 / 28, PFL_MORE },
	};
	static const char *const mean[] = { "mean", "true", NULL };

	for (size_t runs = 1; runs <= 2; runs++) {
		const struct edge_recording old = { WAITS, WAITS_OLD, 0, 0, 0 };
		const struct edge_recording now = { WAITS, WAITS_NEW, 0, 0, 0 };
		struct edge e;

		test_case(runs == 1 ? "means" : "means of several runs");
		edge_compare(&e, (struct edge_recording[2]){ old, old }, runs,
			(struct edge_recording[2]){ now, now }, runs, mean);
		CHECK_STR(e.err.msg, "");
		if (CHECK(e.c != NULL)) {
			CHECK_U64(e.c->n_findings + e.c->n_tested + e.c->n_significant, 0);
			CHECK(e.c->factor == 1 && e.c->total.delta == 4109 / 28 - 1800 / 16);
			CHECK_STR(e.scene->type_name, "mean_delay");
			/* main has most events on both sides; those of one side alone come last
			 */
			CHECK(&e.c->row[0] == edge_row(&e, "f"));
			CHECK(&e.c->row[1] == edge_row(&e, "main"));
			for (size_t i = 0; i < COUNTOF(rows); i++) {
				const struct pfl_compared *row = edge_row(&e, rows[i].name);

				if (!CHECK(row != NULL))
					continue;
				CHECK(row->cum.old == rows[i].old);
				CHECK(row->cum.now == rows[i].now);
				CHECK_U64(row->cum.word, rows[i].word);
				CHECK(isnan(row->cum.p) && isnan(row->cum.low));
			}
			CHECK_U64(e.c->edges.n, 4);
			CHECK(e.c->edges.row[0].change.delta == 100);
			CHECK(edge_says(&e, "mean_delay: 112ns -> 146ns (+30%)\n"));
			CHECK(edge_says(
				&e, "scale: each value is divided by that of contentions\n"));
			CHECK(edge_says(&e, "How sure a mean is cannot be told"));
		}
		edge_end(&e);
	}
}

/* What a mean cannot be, or cannot be asked. */
static void
test_no_means(void)
{
	static const char *const tests[] = { "delta", "true", "normalization", "abs",
		"operations", "1,2", "noise", "5", "event-value", "10", "block-rate", "10",
		"fail-on", "cum>5%", "strict", "likely", "test", "mwu", "drop-outliers",
		"true" };
	const struct edge_recording old = { WAITS, WAITS_OLD, 0, 0, 0 };
	const struct edge_recording now = { WAITS, WAITS_NEW, 0, 0, 0 };
	static const char *const mean[] = { "mean", "true", NULL };
	struct edge e;

	for (size_t i = 0; i < COUNTOF(tests); i += 2) {
		const char *settings[] = { "mean", "true", tests[i], tests[i + 1], NULL };

		test_case(tests[i]);
		edge_compare_two(&e, old, now, settings);
		CHECK(!e.c);
		CHECK_U64(e.err.code, PFL_USAGE);
		CHECK(strstr(e.err.msg, " means nothing with mean: ") != NULL);
		edge_end(&e);
	}
	test_case("means of other events");
	edge_compare_two(&e, old,
		(struct edge_recording){
			"delay/nanoseconds contentions/count", "1 1 f;main\n", 0, 0, 0 },
		mean);
	CHECK(!e.c);
	CHECK_U64(e.err.code, PFL_UNSUPPORTED);
	CHECK_STR(e.err.msg,
		"mean: values are divided by the first sample type, which is not the same on "
		"both sides; the old one has contentions, delay, the new one delay, "
		"contentions");
	edge_end(&e);
	test_case("means of fewer than no events");
	edge_compare_two(
		&e, old, (struct edge_recording){ WAITS, "-1 5 f;main\n", 0, 0, 0 }, mean);
	CHECK(!e.c);
	CHECK_U64(e.err.code, PFL_UNSUPPORTED);
	edge_end(&e);
	test_case("values without an event");
	edge_compare_two(&e, (struct edge_recording){ WAITS, "0 5 f;main\n", 0, 0, 0 },
		(struct edge_recording){ WAITS, "2 6 f;main\n", 0, 0, 0 }, mean);
	if (CHECK(e.c != NULL))
		CHECK(e.c->row[0].cum.old == 5 && e.c->row[0].cum.now == 3);
	edge_end(&e);
}

static void
test_snapshots(void)
{
#define HEAP "alloc_objects/count alloc_space/bytes"
	const struct edge_recording first = { HEAP, "1000 512000 f;main\n8 8192 g;main\n", 0, 0,
		0 };
	const struct edge_recording later = { HEAP,
		"1000 512000 f;main\n16 16384 g;main\n4 4096 h;main\n", 0, 0, 0 };
	static const char *const delta[] = { "delta", "true", NULL };
	static const char *const ruled[] = { "delta", "true", "fail-on", "cum>5%", NULL };
	const struct edge_recording timer = { SAMPLES, STEADY, 0, S, 0 };
	struct edge e;

	test_case("cumulative profiles of one process");
	edge_compare_two(&e, first, later, delta);
	if (CHECK(e.c != NULL)) {
		CHECK(e.c->snapshots && e.c->n_findings == 0 && e.c->n_tested == 0);
		CHECK(edge_row(&e, "f")->cum.word == PFL_SAME);
		CHECK(edge_row(&e, "f")->cum.error ==
			0); /* of 512000 bytes that are the same */
		CHECK(edge_row(&e, "g")->cum.word == PFL_MORE);
		CHECK(edge_row(&e, "g")->cum.old == 8192 &&
			edge_row(&e, "g")->cum.now == 16384);
		CHECK(isnan(edge_row(&e, "g")->cum.p) && isnan(edge_row(&e, "g")->cum.q));
		CHECK(edge_row(&e, "h")->cum.word == PFL_NEW);
		CHECK(edge_warning(&e, "counter-backwards") == NULL);
	}
	edge_end(&e);
	edge_compare_two(&e, later, first, delta);
	if (CHECK(e.c != NULL)) {
		const char *text = edge_warning(&e, "counter-backwards");

		CHECK(text && strstr(text, "counter went backwards in 2 stacks"));
		CHECK(text && strstr(text, "different process?"));
		CHECK(edge_row(&e, "g")->cum.word == PFL_LESS);
		CHECK(edge_row(&e, "h")->cum.word == PFL_GONE);
	}
	edge_end(&e);
	edge_compare_two(&e, first, later, ruled);
	CHECK_U64(e.err.code, PFL_USAGE);
	edge_end(&e);
	edge_compare_two(&e, timer, timer, delta);
	CHECK_U64(e.err.code, PFL_USAGE);
	CHECK(strstr(e.err.msg, "recorded anew") != NULL);
	edge_end(&e);
}

static void
test_runs(void)
{
	struct edge_recording run[6];
	struct edge e;

	for (size_t i = 0; i < COUNTOF(run); i++)
		run[i] = (struct edge_recording){ SAMPLES, STEADY, 0, S, 0 };
	test_case("multi-run with unequal k");
	edge_compare(&e, run, 1, run + 1, 3, NULL);
	if (CHECK(e.c != NULL)) {
		CHECK(e.c->n_old == 1 && e.c->n_new == 3);
		CHECK(edge_warning(&e, "one-run") != NULL);
		/* four degrees of freedom for what is known before, two of three runs */
		CHECK(edge_close_to(e.c->row[0].cum.high - e.c->row[0].cum.delta,
			2.446911851144969 * e.c->row[0].cum.error));
	}
	edge_end(&e);
	test_case("all OLD before all NEW");
	for (size_t i = 0; i < 4; i++)
		run[i].time = (int64_t)(i + 1) * S;
	edge_compare(&e, run, 2, run + 2, 2, NULL);
	if (CHECK(e.c != NULL))
		CHECK(edge_warning(&e, "not-interleaved") != NULL);
	edge_end(&e);
	run[1].time = 9 * S;
	edge_compare(&e, run, 2, run + 2, 2, NULL);
	if (CHECK(e.c != NULL))
		CHECK(edge_warning(&e, "not-interleaved") == NULL);
	edge_end(&e);
	test_case("a run that is an outlier");
	run[4].text = "3000 f1;main\n3030 f2;main\n3060 f3;main\n3090 f4;main\n3120 f5;main\n"
		      "3150 f6;main\n3180 f7;main\n3210 f8;main\n3240 f9;main\n3270 "
		      "f10;main\n3300 f11;main\n";
	edge_compare(&e, run, 3, run + 2, 3, NULL);
	if (CHECK(e.c != NULL)) {
		const char *text = edge_warning(&e, "outlier-run");

		CHECK(text && strstr(text, "recording 3 of the new side"));
		CHECK(text && strstr(text, "record it again"));
		CHECK(e.c->n_new == 3);
	}
	edge_end(&e);
}

static void
test_programs(void)
{
	static const char *const as_recorded[] = { "normalization", "abs", NULL };
	struct edge e;

	test_case("different binaries");
	edge_compare_two(&e,
		(struct edge_recording){ SAMPLES, "900 /a/shop!f;main\n", 0, 0, 0 },
		(struct edge_recording){ SAMPLES, "900 /b/cart!f;main\n", 0, 0, 0 },
		as_recorded);
	if (CHECK(e.c != NULL))
		CHECK_STR(edge_warning(&e, "other-program"),
			"the sides are of different programs: shop and cart");
	edge_end(&e);
	edge_compare_two(&e,
		(struct edge_recording){ SAMPLES, "900 /a/shop!f;main\n", 0, 0, 0 },
		(struct edge_recording){ SAMPLES, "900 /b/shop!f;main\n", 0, 0, 0 },
		as_recorded);
	if (CHECK(e.c != NULL))
		CHECK(edge_warning(&e, "other-program") == NULL);
	edge_end(&e);
}

/* A pair whose sides have these comments and build ids. */
static void
compare_builds(struct edge *e, const char *const comment[2], const char *const build[2])
{
	const struct edge_recording r = { SAMPLES, "900 /a/shop!f;main\n", 0, 0, 0 };
	struct pfl_profile *side[2];
	uint32_t text[2], id[2];

	*e = (struct edge){ 0 };
	for (int i = 0; i < 2; i++) {
		side[i] = edge_record(&r);
		text[i] = edge_intern(side[i], comment[i]);
		id[i] = edge_intern(side[i], build[i]);
		side[i]->meta.n_comments = 1;
		side[i]->meta.comment = &text[i];
		side[i]->mappings.build_id = &id[i];
	}
	e->pair = pfl_pair((const struct pfl_profile *const *)&side[0], 1,
		(const struct pfl_profile *const *)&side[1], 1, NULL, &e->err);
	e->view = pfl_view_new(&e->err);
	CHECK(pfl_view_set(e->view, "normalization", "abs", &e->err));
	if (CHECK(e->pair != NULL))
		e->scene = pfl_scene_new(
			e->pair, e->view, pfl_renderer_find("diff", "text"), &e->err);
	e->c = e->scene ? e->scene->comparison : NULL;
	pfl_profile_free(side[0]);
	pfl_profile_free(side[1]);
}

static void
test_builds(void)
{
	static const struct {
		const char *name, *comment[2], *build[2], *text; /* NULL: nothing to tell */
	} cases[] = {
		{ "the same", { "go1.22.1 linux/amd64", "go1.22.1 linux/amd64" },
			{ "ab", "ab" }, NULL },
		{ "Go version", { "built with go1.21.13", "go1.22" }, { "", "" },
			"Go 1.21.13 and 1.22" },
		{ "architecture", { "goarch: amd64", "GOARCH=arm64" }, { "", "" },
			"GOARCH amd64 and arm64" },
		{ "toolchain",
			{ "/pkg/mod/toolchain@v0.0.1-go1.21.0.linux-amd64/src/x.go",
				"/usr/lib/go-1.19/src/x.go" },
			{ "", "" }, "Go 1.21.0 and 1.19" },
		{ "build id", { "", "" }, { "abc", "def" }, "build id abc and def" },
		{ "one side does not tell", { "go1.22", "" }, { "abc", "" }, NULL },
		{ "no version", { "gopher 1.2 go1.x go", "go/1.5 go." }, { "", "" }, NULL },
	};

	for (size_t i = 0; i < COUNTOF(cases); i++) {
		struct edge e;
		const char *text;

		test_case(cases[i].name);
		compare_builds(&e, cases[i].comment, cases[i].build);
		text = CHECK(e.c != NULL) ? edge_warning(&e, "other-build") : NULL;
		if (!cases[i].text)
			CHECK(text == NULL);
		else if (CHECK(text != NULL))
			CHECK_STR(text + strlen("the sides are built differently: "),
				cases[i].text);
		if (text)
			CHECK(edge_says(&e, "note: the sides are built differently"));
		edge_end(&e);
	}
}

static void
test_dispersion(void)
{
	static const char *const rules[] = { "fail-on", "f1: cum>5%", "noise", "1", NULL };
	struct edge e;

	test_case("dispersion above 5");
	edge_compare_two(&e, (struct edge_recording){ SAMPLES, STEADY, 0, 0, 0 },
		(struct edge_recording){ SAMPLES,
			"9000 f1;main\n310 f2;main\n3020 f3;main\n330 f4;main\n3040 "
			"f5;main\n350 f6;main\n3060 f7;main\n370 f8;main\n3080 f9;main\n390 "
			"f10;main\n3100 f11;main\n",
			0, 0, 0 },
		rules);
	if (CHECK(e.c != NULL)) {
		CHECK(e.c->dispersion > 5 && e.c->dispersion_functions == 11);
		CHECK(edge_warning(&e, "lambda-high") != NULL);
		CHECK_U64(e.c->verdict, PFL_VERDICT_INCONCLUSIVE);
	}
	edge_end(&e);
	test_case("fewer than 10 functions with 20 events or more");
	edge_compare_two(&e,
		(struct edge_recording){ SAMPLES,
			"900 f1;main\n900 f2;main\n9 f3;main\n9 f4;main\n9 f5;main\n9 "
			"f6;main\n9 f7;main\n9 f8;main\n9 f9;main\n9 f10;main\n",
			0, 0, 0 },
		(struct edge_recording){ SAMPLES,
			"900 f1;main\n910 f2;main\n9 f3;main\n9 f4;main\n9 f5;main\n9 "
			"f6;main\n9 f7;main\n9 f8;main\n9 f9;main\n9 f10;main\n",
			0, 0, 0 },
		NULL);
	if (CHECK(e.c != NULL)) {
		CHECK(e.c->dispersion == 3 && e.c->dispersion_functions == 0);
		CHECK(edge_warning(&e, "few-functions") != NULL);
	}
	edge_end(&e);
}

/* Where functions are too few for a robust factor. */
static const struct {
	const char *name;
	int64_t old, now; /* durations */
	size_t runs;
	enum pfl_normalization mode;
	double factor;
} scales[] = {
	{ "too few functions, durations known", S, S, 1, PFL_NORMAL_TIME, 1 },
	{ "too few functions, twice as long", S, 2 * S, 1, PFL_NORMAL_TIME, 2 },
	{ "too few functions, several runs", S, S, 2, PFL_NORMAL_TIME, 1 },
	{ "too few functions, a duration unknown", S, 0, 1, PFL_NORMAL_SHARE, 2.0 / 3 },
	{ "too few functions, several runs, none known", 0, 0, 2, PFL_NORMAL_SHARE, 2.0 / 3 },
};

static void
test_scales(void)
{
	for (size_t i = 0; i < COUNTOF(scales); i++) {
		struct edge_recording old[2], now[2];
		struct edge e;

		for (size_t k = 0; k < 2; k++) {
			old[k] = (struct edge_recording){ SAMPLES,
				"2000 slow;main\n1000 idle;main\n", 0, scales[i].old, 0 };
			now[k] = (struct edge_recording){ SAMPLES,
				"1000 slow;main\n1000 idle;main\n", 0, scales[i].now, 0 };
		}
		test_case(scales[i].name);
		edge_compare(&e, old, scales[i].runs, now, scales[i].runs, NULL);
		if (CHECK(e.c != NULL)) {
			CHECK_U64(e.c->normalization, scales[i].mode);
			CHECK(edge_close_to(e.c->factor, scales[i].factor));
			CHECK(e.c->too_few_functions);
			CHECK(edge_says(&e, "too few functions for robust"));
			CHECK((edge_warning(&e, "few-functions-scale") != NULL) ==
				(scales[i].mode == PFL_NORMAL_SHARE));
		}
		edge_end(&e);
	}
}

/* (t_{.025} + t_{.2}) times the error of a function alone; with one run a side at least what
 * the floor lets bounds for all eleven candidates prove. */
static void
test_detectable(void)
{
	const struct edge_recording r = { SAMPLES, STEADY, 0, S, 0 };
	const struct edge_recording runs[] = { r, r };
	struct edge e;

	test_case("smallest change that could have been seen: one run a side");
	edge_compare_two(&e, r, r, NULL);
	if (CHECK(e.c != NULL)) {
		CHECK(fabs(e.c->detectable_up - 0.50203) < 1e-4);
		CHECK(fabs(e.c->detectable_down + 0.33423) < 1e-4);
	}
	edge_end(&e);
	test_case("smallest change that could have been seen: two runs a side");
	edge_compare(&e, runs, 2, runs, 2, NULL);
	if (CHECK(e.c != NULL)) {
		CHECK(fabs(e.c->detectable_up - 0.102857) < 1e-5);
		CHECK(fabs(e.c->detectable_down + 0.0932643) < 1e-5);
		CHECK(fabs(e.c->detectable_small - 0.313921) < 1e-5);
	}
	edge_end(&e);
}

int
main(void)
{
	test_periods();
	test_durations();
	test_means();
	test_no_means();
	test_snapshots();
	test_runs();
	test_programs();
	test_builds();
	test_dispersion();
	test_scales();
	test_detectable();
	return test_done();
}
