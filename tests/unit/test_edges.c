/* SPDX-License-Identifier: Apache-2.0 */
/* The edge cases of a comparison, one test for each, called what its design calls them. */
#include "support.h"

#include "scene.h"
#include "sketch.h"
#include <profloom/render.h>

#include <math.h>

enum { MOST_RUNS = 4 };

/* A recording: a sketch, and what its header says; 0: nothing. */
struct recording {
	const char *types, *text;
	int64_t period, duration, time; /* nanoseconds */
};

struct edge {
	struct pfl_profile *pair;
	struct pfl_view *view;
	struct pfl_scene *scene;
	const struct pfl_comparison *c; /* NULL: *err says why not */
	struct pfl_error err;
};

#define CPU "cpu/nanoseconds"
#define SAMPLES "samples/count"
#define MS INT64_C(1000000)
#define S (1000 * MS)

/* Eleven functions that are the same on both sides, enough to estimate from, and one more. */
#define STEADY                                                                                 \
	"1000 f1;main\n1010 f2;main\n1020 f3;main\n1030 f4;main\n1040 f5;main\n1050 f6;main\n" \
	"1060 f7;main\n1070 f8;main\n1080 f9;main\n1090 f10;main\n1100 f11;main\n"

static uint32_t
intern(struct pfl_profile *p, const char *text)
{
	struct pfl_error err = { 0 };

	return pfl_strtab_add(&p->strings, pfl_span_of(text), &err);
}

static struct pfl_profile *
record(const struct recording *r)
{
	struct pfl_profile *p = sketch_read(r->types, r->text);

	p->meta.period = r->period;
	p->meta.duration_nanos = r->duration;
	p->meta.time_nanos = r->time;
	if (r->period) {
		p->meta.period_type = intern(p, "cpu");
		p->meta.period_unit = intern(p, "nanoseconds");
		p->meta.has_period_type = true;
	}
	return p;
}

/* Settings are names and values, with NULL behind the last. */
static void
compare(struct edge *e, const struct recording *old, size_t n_old, const struct recording *now,
	size_t n_new, const char *const *settings)
{
	struct pfl_profile *side[2][MOST_RUNS];

	*e = (struct edge){ 0 };
	for (size_t i = 0; i < n_old; i++)
		side[1][i] = record(&old[i]);
	for (size_t i = 0; i < n_new; i++)
		side[0][i] = record(&now[i]);
	e->pair = pfl_pair((const struct pfl_profile *const *)side[1], n_old,
		(const struct pfl_profile *const *)side[0], n_new, NULL, &e->err);
	e->view = pfl_view_new(&e->err);
	for (; settings && *settings; settings += 2)
		CHECK(pfl_view_set(e->view, settings[0], settings[1], &e->err));
	if (e->pair)
		e->scene = pfl_scene_new(
			e->pair, e->view, pfl_renderer_find("diff", "text"), &e->err);
	e->c = e->scene ? e->scene->comparison : NULL;
	for (size_t i = 0; i < n_old; i++)
		pfl_profile_free(side[1][i]);
	for (size_t i = 0; i < n_new; i++)
		pfl_profile_free(side[0][i]);
}

static void
compare_two(
	struct edge *e, struct recording old, struct recording now, const char *const *settings)
{
	compare(e, &old, 1, &now, 1, settings);
}

static void
end(struct edge *e)
{
	pfl_scene_free(e->scene);
	pfl_view_free(e->view);
	pfl_profile_free(e->pair);
}

/* The text of the report; the caller frees. */
static char *
report(const struct edge *e)
{
	struct pfl_error err = { 0 };
	struct pfl_out *out = pfl_out_memory(&err);
	size_t n;

	CHECK(pfl_render(e->scene, pfl_renderer_find("diff", "text"), NULL, out, &err));
	return pfl_out_take(out, &n, &err);
}

static bool
says(const struct edge *e, const char *text)
{
	char *all = report(e);
	bool found = all && strstr(all, text) != NULL;

	free(all);
	return found;
}

static const char *
warning(const struct edge *e, const char *code)
{
	for (uint32_t i = 0; i < e->c->n_warnings; i++) {
		if (strcmp(e->c->warning[i].code, code) == 0)
			return e->c->warning[i].text;
	}
	return NULL;
}

static bool
close_to(double a, double b)
{
	return fabs(a - b) <= 1e-9 * fmax(1, fabs(b));
}

static const struct pfl_compared *
row_of(const struct edge *e, const char *name)
{
	for (uint32_t i = 0; i < e->c->n; i++) {
		uint32_t id = e->scene->nodes.name[e->c->row[i].node];

		if (pfl_span_eq(pfl_profile_text(e->scene->profile, id), pfl_span_of(name)))
			return &e->c->row[i];
	}
	CHECK(false);
	return &e->c->row[0];
}

static void
check_words(const struct edge *e, enum pfl_change_word word)
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
		struct recording r = { SAMPLES, text[i], 0, 0, 0 };

		test_case("identical files");
		compare_two(&e, r, r, NULL);
		if (CHECK(e.c != NULL)) {
			check_words(&e, PFL_SAME);
			CHECK(e.c->dispersion == 1 && e.c->factor == 1);
			CHECK(e.c->total.delta == 0 && e.c->residual == 0);
			CHECK(e.c->n_findings == 0 && e.c->n_significant == 0);
			CHECK(says(&e, "no differences in any of "));
		}
		end(&e);
	}
}

static void
test_one_empty(void)
{
	static const char *const growth[] = { "fail-on", "cum>5%", NULL };
	static const char *const new_code[] = { "fail-on", "new>5%", NULL };
	const struct recording none = { SAMPLES, "", 0, S, 0 };
	const struct recording some = { SAMPLES, STEADY "3 rare;main\n", 0, S, 0 };
	struct edge e;

	test_case("OLD empty, NEW not");
	compare_two(&e, none, some, growth);
	if (CHECK(e.c != NULL)) {
		check_words(&e, PFL_NEW);
		CHECK_U64(e.c->normalization, PFL_NORMAL_ABS);
		CHECK_U64(e.c->verdict, PFL_VERDICT_INCONCLUSIVE);
		CHECK(!e.c->gate_failed && isnan(e.c->total_ratio));
		CHECK(isnan(e.c->ruling[0].estimate));
		CHECK(warning(&e, "empty-side") != NULL);
		CHECK(!says(&e, "(+") && !says(&e, "inf"));
	}
	end(&e);
	compare_two(&e, none, some, new_code);
	if (CHECK(e.c != NULL)) {
		CHECK_U64(e.c->verdict, PFL_VERDICT_FAIL);
		CHECK(e.c->gate_failed);
	}
	end(&e);
	test_case("OLD empty, NEW not (or reverse)");
	for (int i = 0; i < 2; i++) {
		compare_two(&e, some, none, i ? growth : new_code);
		if (CHECK(e.c != NULL)) {
			check_words(&e, PFL_GONE);
			CHECK_U64(e.c->normalization, PFL_NORMAL_ABS);
			CHECK_U64(e.c->verdict, PFL_VERDICT_INCONCLUSIVE);
			CHECK(!e.c->gate_failed && isnan(e.c->total_ratio));
			CHECK(!says(&e, "(-100%"));
		}
		end(&e);
	}
}

static void
test_both_empty(void)
{
	static const char *const allow[] = { "allow-empty", "true", NULL };
	const struct recording none = { SAMPLES, "", 0, S, 0 };
	struct edge e;

	test_case("both empty");
	compare_two(&e, none, none, NULL);
	CHECK(!e.c);
	CHECK_U64(e.err.code, PFL_USAGE);
	CHECK(strstr(e.err.msg, "both profiles are empty") != NULL);
	end(&e);
	compare_two(&e, none, none, allow);
	if (CHECK(e.c != NULL)) {
		CHECK(e.c->n == 0 && e.c->n_findings == 0);
		CHECK(says(&e, "both profiles are empty"));
		CHECK(says(&e, "could have been seen cannot be told"));
	}
	end(&e);
}

static void
test_few(void)
{
	static const char *const rules[] = { "fail-on", "f: cum>5%", "fail-on", "new>1%",
		"fail-on", "none: flat>1pp", NULL };
	struct edge e;

	test_case("n < 100 on a side");
	compare_two(&e, (struct recording){ SAMPLES, "99 f;main\n", 0, 0, 0 },
		(struct recording){ SAMPLES, "900 f;main\n5000 g;main\n", 0, 0, 0 }, rules);
	if (CHECK(e.c != NULL)) {
		CHECK(warning(&e, "few-events") != NULL);
		CHECK_U64(e.c->n_rulings, 3);
		for (uint32_t i = 0; i < e.c->n_rulings; i++)
			CHECK_U64(e.c->ruling[i].verdict, PFL_VERDICT_INCONCLUSIVE);
		CHECK(!e.c->gate_failed);
	}
	end(&e);
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
		compare_two(&e,
			(struct recording){ "samples/count space/count cpu/milliseconds",
				"2 7 20 f;main\n", 10 * MS, 0, 0 },
			(struct recording){ "samples/count cpu/nanoseconds space/bytes",
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
		end(&e);
	}
}

static void
test_types(void)
{
	static const char *const missing[] = { "sample-type", "wall", NULL };
	static const char *const as_recorded[] = { "normalization", "abs", NULL };
	struct edge e;

	test_case("sample types differ: the common ones");
	compare_two(&e,
		(struct recording){
			"wall/nanoseconds cpu/nanoseconds", "7 100 f;main\n", 0, 0, 0 },
		(struct recording){ "cpu/nanoseconds heap/bytes", "100 7 f;main\n", 0, 0, 0 },
		NULL);
	if (CHECK(e.c != NULL)) {
		CHECK_STR(e.scene->type_name, "cpu");
		CHECK(e.c->total.old == 100 && e.c->total.now == 100);
	}
	end(&e);
	test_case("sample types differ: the requested one missing");
	compare_two(&e,
		(struct recording){
			"wall/nanoseconds cpu/nanoseconds", "7 100 f;main\n", 0, 0, 0 },
		(struct recording){ CPU, "100 f;main\n", 0, 0, 0 }, missing);
	CHECK(!e.c);
	CHECK_U64(e.err.code, PFL_USAGE);
	CHECK_STR(e.err.msg,
		"sample type \"wall\" is not on both sides; the old one has wall, cpu, the "
		"new one cpu");
	end(&e);
	test_case("sample types differ: same type, different unit");
	compare_two(&e, (struct recording){ "cpu/milliseconds", "20 f;main\n", 10 * MS, 0, 0 },
		(struct recording){ CPU, "20000000 f;main\n", 10 * MS, 0, 0 }, as_recorded);
	if (CHECK(e.c != NULL)) {
		CHECK(e.c->total.old == 20 * MS && e.c->total.delta == 0);
		CHECK(e.c->total.events[0] == 2 && e.c->total.events[1] == 2);
	}
	end(&e);
	test_case("sample types differ: count and bytes");
	compare_two(&e, (struct recording){ "space/count", "20 f;main\n", 0, 0, 0 },
		(struct recording){ "space/bytes", "20 f;main\n", 0, 0, 0 }, NULL);
	CHECK(!e.c);
	CHECK_U64(e.err.code, PFL_UNSUPPORTED);
	CHECK_STR(e.err.msg,
		"sample type 'space' is in 'bytes' on the new side and in 'count' on the old "
		"side: these units do not go together");
	end(&e);
	test_conflicts();
}

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
		compare_two(&e, (struct recording){ cases[i].types, cases[i].old, 0, 0, 0 },
			(struct recording){ cases[i].types, cases[i].now, 0, 0, 0 }, settings);
		CHECK_STR(e.err.msg, cases[i].says);
		if (CHECK((e.c != NULL) == (cases[i].old_events > 0)) && e.c)
			CHECK(fabs(e.c->total.events[1] - cases[i].old_events) < 1e-5);
		end(&e);
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
	compare_two(&e, (struct recording){ CPU, "40000000 f;main\n", 10 * MS, S, 0 },
		(struct recording){ CPU, "40000000 f;main\n", MS, S, 0 }, as_recorded);
	if (CHECK(e.c != NULL)) {
		const char *text = warning(&e, "period-differs");

		CHECK(e.c->factor == 1 && e.c->total.delta == 0);
		CHECK(e.c->total.events[1] == 4 && e.c->total.events[0] == 40);
		CHECK(text && strstr(text, "100 Hz vs 1000 Hz"));
	}
	end(&e);
	test_case("period missing: what divides all values");
	compare_two(&e, (struct recording){ CPU, "40 f;main\n60 g;main\n", 0, 0, 0 },
		(struct recording){ CPU, "80 f;main\n60 g;main\n", 0, 0, 0 }, as_recorded);
	if (CHECK(e.c != NULL)) {
		CHECK_U64(e.c->evidence, PFL_EVIDENCE_COUNTED);
		CHECK(e.c->total.events[1] == 5 && e.c->total.events[0] == 7);
		CHECK(says(&e,
			"note: not every profile says how often it was sampled: a "
			"sample is taken to be worth what divides all values, 20ns;"));
	}
	end(&e);
	test_case("period missing: exact values");
	compare_two(&e, (struct recording){ CPU, "41 f;main\n60 g;main\n", 0, 0, 0 },
		(struct recording){ CPU, "80 f;main\n61 g;main\n", 0, 0, 0 }, as_recorded);
	if (CHECK(e.c != NULL)) {
		CHECK_U64(e.c->evidence, PFL_EVIDENCE_EXACT);
		CHECK(says(&e, "they are taken as measured; --event-value tells"));
	}
	end(&e);
	test_case("period missing: --event-value");
	compare_two(&e, (struct recording){ CPU, "41 f;main\n59 g;main\n", 0, 0, 0 },
		(struct recording){ CPU, "79 f;main\n61 g;main\n", 0, 0, 0 }, event);
	if (CHECK(e.c != NULL)) {
		CHECK_U64(e.c->evidence, PFL_EVIDENCE_COUNTED);
		CHECK(close_to(e.c->total.events[1], 10) && close_to(e.c->total.events[0], 14));
		CHECK(!says(&e, "note: "));
	}
	end(&e);
	test_event_values();
	test_case("values that are no multiples of the period");
	compare_two(&e, (struct recording){ CPU, "41000000 f;main\n", 10 * MS, S, 0 },
		(struct recording){ CPU, "40000000 f;main\n", 10 * MS, S, 0 }, as_recorded);
	if (CHECK(e.c != NULL))
		CHECK(says(
			&e, "note: values are no multiples of what a sample is worth, 10ms: "));
	end(&e);
}

static void
test_durations(void)
{
	static const char *const by_time[] = { "normalization", "time", NULL };
	const struct recording one = { SAMPLES, STEADY, 0, S, 0 };
	const struct recording two = { SAMPLES, STEADY, 0, 2 * S, 0 };
	const struct recording unknown = { SAMPLES, STEADY, 0, 0, 0 };
	struct edge e;

	test_case("duration differs: robust");
	compare_two(&e, one, two, NULL);
	if (CHECK(e.c != NULL)) {
		CHECK(e.c->normalization == PFL_NORMAL_ROBUST && e.c->factor == 1);
		CHECK(e.c->duration_ratio == 2);
		CHECK(says(&e, ", 1s") && says(&e, ", 2s") && says(&e, "durations: "));
	}
	end(&e);
	test_case("duration differs: time");
	compare_two(&e, one, two, by_time);
	if (CHECK(e.c != NULL))
		CHECK(close_to(e.c->factor, 2));
	end(&e);
	test_case("duration missing");
	compare_two(&e, one, unknown, by_time);
	CHECK(!e.c);
	CHECK_U64(e.err.code, PFL_USAGE);
	end(&e);
}

static void
test_negative(void)
{
	const struct recording r = { SAMPLES, STEADY, 0, 0, 0 };
	struct edge e;

	test_case("negative values");
	compare_two(
		&e, r, (struct recording){ SAMPLES, "90 f;main\n-1 g;main\n", 0, 0, 0 }, NULL);
	CHECK(!e.c);
	CHECK_U64(e.err.code, PFL_UNSUPPORTED);
	CHECK(strstr(e.err.msg, "compare the profiles that it was made of") != NULL);
	end(&e);
}

/* The sides of a difference in one profile are those that it was made of. */
static void
test_one_file(void)
{
	const struct recording old = { CPU, STEADY "900 g;main {k=a}\n", 1, 2 * S, 3 };
	const struct recording now = { CPU, STEADY "100 g;main {k=a}\n70 h;main\n", 1, S, 4 };
	struct pfl_profile *a = record(&old), *b = record(&now), *both = NULL, *only = NULL;
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
		CHECK(row_of(&e, "g")->cum.old == 900 && row_of(&e, "g")->cum.now == 100);
		CHECK(row_of(&e, "h")->cum.old == 0 && row_of(&e, "h")->cum.now == 70);
		CHECK(row_of(&e, "f1")->cum.old == 1000 && row_of(&e, "f1")->cum.now == 1000);
		CHECK_U64(e.c->labels.n, 1); /* pprof::base is none of them */
		CHECK_I64(e.pair->pairing->run[0].duration_nanos, 0);
		CHECK_I64(e.pair->pairing->run[1].period, 1);
	}
	end(&e);
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
	const struct recording r = { SAMPLES,
		"9223372036854775807 f;main\n9223372036854775807 g;main\n"
		"9223372036854775807 f;g;main\n",
		0, 0, 0 };
	struct edge e;

	test_case("overflow");
	compare_two(&e, r, r, NULL);
	if (CHECK(e.c != NULL)) {
		CHECK(e.c->total.old == (pfl_sum)INT64_MAX * 3);
		CHECK(row_of(&e, "f")->cum.now == (pfl_sum)INT64_MAX * 2);
		CHECK(warning(&e, "large-values") != NULL);
	}
	end(&e);
}

static void
test_recursion(void)
{
	struct edge e;

	test_case("recursion");
	compare_two(&e, (struct recording){ SAMPLES, "10 f;g;f;main\n5 g;f;main\n", 0, 0, 0 },
		(struct recording){ SAMPLES, "30 f;f;f;f;main\n", 0, 0, 0 }, NULL);
	if (CHECK(e.c != NULL)) {
		CHECK(row_of(&e, "f")->cum.old == 15 && row_of(&e, "f")->cum.now == 30);
		CHECK(row_of(&e, "f")->flat.old == 10 && row_of(&e, "f")->flat.now == 30);
	}
	end(&e);
}

static void
test_labels(void)
{
	const struct recording r = { SAMPLES,
		"100 f;main {tenant=a}\n100 f;main {tenant=b}\n100 f;main\n", 0, 0, 0 };
	const struct recording more = { SAMPLES,
		"100 f;main {tenant=a}\n900 f;main {tenant=b}\n100 f;main\n", 0, 0, 0 };
	static const char *const as_recorded[] = { "normalization", "abs", NULL };
	struct edge e;

	test_case("labels");
	compare_two(&e, r, more, as_recorded);
	if (CHECK(e.c && e.c->labels.n == 2)) {
		CHECK_U64(e.c->labels.n_tested, 2); /* and q is over both */
		CHECK_STR(e.c->labels.row[0].name, "tenant: b");
		CHECK(e.c->labels.row[0].change.now == 900);
		CHECK(e.c->labels.row[1].change.delta == 0);
	}
	end(&e);
}

/* Each value has a comparison; q is over the functions of all values. */
static void
test_by_label(void)
{
	const struct recording r = { SAMPLES,
		"500 f;main {k=a}\n600 g;main {k=a}\n500 f;main {k=b}\n600 g;main {k=b}\n"
		"500 f;main\n600 g;main\n",
		0, 0, 0 };
	const struct recording more = { SAMPLES,
		"500 f;main {k=a}\n600 g;main {k=a}\n5000 f;main {k=b}\n600 g;main {k=b}\n"
		"500 f;main\n600 g;main\n",
		0, 0, 0 };
	static const char *const settings[] = { "normalization", "abs", "by-label", "k",
		"fail-on", "f: cum>150%", NULL };
	static const char *const wrong[] = { "by-label", "nobody", NULL };
	static const char *const values[] = { "b", "a", NULL };
	struct edge e;

	test_case("labels: --by-label");
	compare_two(&e, r, more, settings);
	if (CHECK(e.c && e.scene->n_sections == 3)) {
		const struct edge b = { .pair = e.pair,
			.scene = e.scene->section[0],
			.c = e.scene->section[0]->comparison };
		double p = row_of(&b, "f")->cum.p, q = row_of(&b, "f")->cum.q;

		for (uint32_t i = 0; i < 3; i++) {
			const struct pfl_section_label *label = e.scene->section[i]->label;

			CHECK_U64(e.scene->section[i]->n_labels, 1);
			CHECK_U64(label->key_n, 1);
			CHECK(values[i] ? label->value && *label->value == *values[i]
					: !label->value);
		}
		CHECK(row_of(&b, "f")->cum.old == 500 && row_of(&b, "f")->cum.now == 5000);
		/* f and g of three values, and of these one that changed */
		CHECK(close_to(q, 6 * p));
		CHECK_U64(b.c->n_tested, 2);
		CHECK(row_of(&b, "f")->cum.significant);
		CHECK_U64(e.scene->section[1]->comparison->n_significant, 0);
		CHECK(b.c->verdict == PFL_VERDICT_FAIL);
		CHECK(pfl_scene_gate_failed(e.scene));
		CHECK(says(&e, "k: b"));
		CHECK(says(&e, "without k"));
	}
	end(&e);
	compare_two(&e, r, more, wrong);
	CHECK(!e.c);
	CHECK_U64(e.err.code, PFL_USAGE);
	CHECK(strstr(e.err.msg, "called 'nobody'") != NULL);
	end(&e);
}

/* One section each, each with its factor; a rule in a unit is about those with such a unit. */
static void
test_several_types(void)
{
#define BOTH "allocs/count alloc_space/bytes"
	const struct recording r = { BOTH, "50 5000 f;main\n60 6000 g;main\n", 0, 0, 0 };
	const struct recording more = { BOTH, "50 90000 f;main\n60 6000 g;main\n", 0, 0, 0 };
	static const char *const all[] = { "sample-type", "allocs,alloc_space", "fail-on",
		"f: cum>1kB", "fail-on", "f: cum>900%", NULL };
	static const char *const none[] = { "sample-type", "all", "fail-on", "cum>1ms", NULL };
	struct edge e;

	test_case("several sample types");
	compare_two(&e, r, more, all);
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
	end(&e);
	compare_two(&e, r, more, none);
	CHECK(!e.scene);
	CHECK_U64(e.err.code, PFL_USAGE);
	CHECK(strstr(e.err.msg, "is in ms") != NULL);
	end(&e);
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
		const struct recording old = { WAITS, WAITS_OLD, 0, 0, 0 };
		const struct recording now = { WAITS, WAITS_NEW, 0, 0, 0 };
		struct edge e;

		test_case(runs == 1 ? "means" : "means of several runs");
		compare(&e, (struct recording[2]){ old, old }, runs,
			(struct recording[2]){ now, now }, runs, mean);
		CHECK_STR(e.err.msg, "");
		if (CHECK(e.c != NULL)) {
			CHECK_U64(e.c->n_findings + e.c->n_tested + e.c->n_significant, 0);
			CHECK(e.c->factor == 1 && e.c->total.delta == 4109 / 28 - 1800 / 16);
			CHECK_STR(e.scene->type_name, "mean_delay");
			/* main has most events on both sides; those of one side alone come last
			 */
			CHECK(&e.c->row[0] == row_of(&e, "f"));
			CHECK(&e.c->row[1] == row_of(&e, "main"));
			for (size_t i = 0; i < COUNTOF(rows); i++) {
				const struct pfl_compared *row = row_of(&e, rows[i].name);

				if (!CHECK(row != NULL))
					continue;
				CHECK(row->cum.old == rows[i].old);
				CHECK(row->cum.now == rows[i].now);
				CHECK_U64(row->cum.word, rows[i].word);
				CHECK(isnan(row->cum.p) && isnan(row->cum.low));
			}
			CHECK_U64(e.c->edges.n, 4);
			CHECK(e.c->edges.row[0].change.delta == 100);
			CHECK(says(&e, "mean_delay: 112ns -> 146ns (+30%)\n"));
			CHECK(says(
				&e, "scale: each value is divided by that of contentions\n"));
			CHECK(says(&e, "How sure a mean is cannot be told"));
		}
		end(&e);
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
	const struct recording old = { WAITS, WAITS_OLD, 0, 0, 0 };
	const struct recording now = { WAITS, WAITS_NEW, 0, 0, 0 };
	static const char *const mean[] = { "mean", "true", NULL };
	struct edge e;

	for (size_t i = 0; i < COUNTOF(tests); i += 2) {
		const char *settings[] = { "mean", "true", tests[i], tests[i + 1], NULL };

		test_case(tests[i]);
		compare_two(&e, old, now, settings);
		CHECK(!e.c);
		CHECK_U64(e.err.code, PFL_USAGE);
		CHECK(strstr(e.err.msg, " means nothing with mean: ") != NULL);
		end(&e);
	}
	test_case("means of other events");
	compare_two(&e, old,
		(struct recording){
			"delay/nanoseconds contentions/count", "1 1 f;main\n", 0, 0, 0 },
		mean);
	CHECK(!e.c);
	CHECK_U64(e.err.code, PFL_UNSUPPORTED);
	CHECK_STR(e.err.msg,
		"mean: values are divided by the first sample type, which is not the same on "
		"both sides; the old one has contentions, delay, the new one delay, "
		"contentions");
	end(&e);
	test_case("means of fewer than no events");
	compare_two(&e, old, (struct recording){ WAITS, "-1 5 f;main\n", 0, 0, 0 }, mean);
	CHECK(!e.c);
	CHECK_U64(e.err.code, PFL_UNSUPPORTED);
	end(&e);
	test_case("values without an event");
	compare_two(&e, (struct recording){ WAITS, "0 5 f;main\n", 0, 0, 0 },
		(struct recording){ WAITS, "2 6 f;main\n", 0, 0, 0 }, mean);
	if (CHECK(e.c != NULL))
		CHECK(e.c->row[0].cum.old == 5 && e.c->row[0].cum.now == 3);
	end(&e);
}

static void
test_snapshots(void)
{
#define HEAP "alloc_objects/count alloc_space/bytes"
	const struct recording first = { HEAP, "1000 512000 f;main\n8 8192 g;main\n", 0, 0, 0 };
	const struct recording later = { HEAP,
		"1000 512000 f;main\n16 16384 g;main\n4 4096 h;main\n", 0, 0, 0 };
	static const char *const delta[] = { "delta", "true", NULL };
	static const char *const ruled[] = { "delta", "true", "fail-on", "cum>5%", NULL };
	const struct recording timer = { SAMPLES, STEADY, 0, S, 0 };
	struct edge e;

	test_case("cumulative profiles of one process");
	compare_two(&e, first, later, delta);
	if (CHECK(e.c != NULL)) {
		CHECK(e.c->snapshots && e.c->n_findings == 0 && e.c->n_tested == 0);
		CHECK(row_of(&e, "f")->cum.word == PFL_SAME);
		CHECK(row_of(&e, "f")->cum.error == 0); /* of 512000 bytes that are the same */
		CHECK(row_of(&e, "g")->cum.word == PFL_MORE);
		CHECK(row_of(&e, "g")->cum.old == 8192 && row_of(&e, "g")->cum.now == 16384);
		CHECK(isnan(row_of(&e, "g")->cum.p) && isnan(row_of(&e, "g")->cum.q));
		CHECK(row_of(&e, "h")->cum.word == PFL_NEW);
		CHECK(warning(&e, "counter-backwards") == NULL);
	}
	end(&e);
	compare_two(&e, later, first, delta);
	if (CHECK(e.c != NULL)) {
		const char *text = warning(&e, "counter-backwards");

		CHECK(text && strstr(text, "counter went backwards in 2 stacks"));
		CHECK(text && strstr(text, "different process?"));
		CHECK(row_of(&e, "g")->cum.word == PFL_LESS);
		CHECK(row_of(&e, "h")->cum.word == PFL_GONE);
	}
	end(&e);
	compare_two(&e, first, later, ruled);
	CHECK_U64(e.err.code, PFL_USAGE);
	end(&e);
	compare_two(&e, timer, timer, delta);
	CHECK_U64(e.err.code, PFL_USAGE);
	CHECK(strstr(e.err.msg, "recorded anew") != NULL);
	end(&e);
}

static void
test_runs(void)
{
	struct recording run[6];
	struct edge e;

	for (size_t i = 0; i < COUNTOF(run); i++)
		run[i] = (struct recording){ SAMPLES, STEADY, 0, S, 0 };
	test_case("multi-run with unequal k");
	compare(&e, run, 1, run + 1, 3, NULL);
	if (CHECK(e.c != NULL)) {
		CHECK(e.c->n_old == 1 && e.c->n_new == 3);
		CHECK(warning(&e, "one-run") != NULL);
		/* four degrees of freedom for what is known before, two of three runs */
		CHECK(close_to(e.c->row[0].cum.high - e.c->row[0].cum.delta,
			2.446911851144969 * e.c->row[0].cum.error));
	}
	end(&e);
	test_case("all OLD before all NEW");
	for (size_t i = 0; i < 4; i++)
		run[i].time = (int64_t)(i + 1) * S;
	compare(&e, run, 2, run + 2, 2, NULL);
	if (CHECK(e.c != NULL))
		CHECK(warning(&e, "not-interleaved") != NULL);
	end(&e);
	run[1].time = 9 * S;
	compare(&e, run, 2, run + 2, 2, NULL);
	if (CHECK(e.c != NULL))
		CHECK(warning(&e, "not-interleaved") == NULL);
	end(&e);
	test_case("a run that is an outlier");
	run[4].text = "3000 f1;main\n3030 f2;main\n3060 f3;main\n3090 f4;main\n3120 f5;main\n"
		      "3150 f6;main\n3180 f7;main\n3210 f8;main\n3240 f9;main\n3270 "
		      "f10;main\n3300 f11;main\n";
	compare(&e, run, 3, run + 2, 3, NULL);
	if (CHECK(e.c != NULL)) {
		const char *text = warning(&e, "outlier-run");

		CHECK(text && strstr(text, "recording 3 of the new side"));
		CHECK(text && strstr(text, "record it again"));
		CHECK(e.c->n_new == 3);
	}
	end(&e);
}

static void
test_programs(void)
{
	static const char *const as_recorded[] = { "normalization", "abs", NULL };
	struct edge e;

	test_case("different binaries");
	compare_two(&e, (struct recording){ SAMPLES, "900 /a/shop!f;main\n", 0, 0, 0 },
		(struct recording){ SAMPLES, "900 /b/cart!f;main\n", 0, 0, 0 }, as_recorded);
	if (CHECK(e.c != NULL))
		CHECK_STR(warning(&e, "other-program"),
			"the sides are of different programs: shop and cart");
	end(&e);
	compare_two(&e, (struct recording){ SAMPLES, "900 /a/shop!f;main\n", 0, 0, 0 },
		(struct recording){ SAMPLES, "900 /b/shop!f;main\n", 0, 0, 0 }, as_recorded);
	if (CHECK(e.c != NULL))
		CHECK(warning(&e, "other-program") == NULL);
	end(&e);
}

/* A pair whose sides have these comments and build ids. */
static void
compare_builds(struct edge *e, const char *const comment[2], const char *const build[2])
{
	const struct recording r = { SAMPLES, "900 /a/shop!f;main\n", 0, 0, 0 };
	struct pfl_profile *side[2];
	uint32_t text[2], id[2];

	*e = (struct edge){ 0 };
	for (int i = 0; i < 2; i++) {
		side[i] = record(&r);
		text[i] = intern(side[i], comment[i]);
		id[i] = intern(side[i], build[i]);
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
		text = CHECK(e.c != NULL) ? warning(&e, "other-build") : NULL;
		if (!cases[i].text)
			CHECK(text == NULL);
		else if (CHECK(text != NULL))
			CHECK_STR(text + strlen("the sides are built differently: "),
				cases[i].text);
		if (text)
			CHECK(says(&e, "note: the sides are built differently"));
		end(&e);
	}
}

static void
test_dispersion(void)
{
	static const char *const rules[] = { "fail-on", "f1: cum>5%", "noise", "1", NULL };
	struct edge e;

	test_case("dispersion above 5");
	compare_two(&e, (struct recording){ SAMPLES, STEADY, 0, 0, 0 },
		(struct recording){ SAMPLES,
			"9000 f1;main\n310 f2;main\n3020 f3;main\n330 f4;main\n3040 "
			"f5;main\n350 f6;main\n3060 f7;main\n370 f8;main\n3080 f9;main\n390 "
			"f10;main\n3100 f11;main\n",
			0, 0, 0 },
		rules);
	if (CHECK(e.c != NULL)) {
		CHECK(e.c->dispersion > 5 && e.c->dispersion_functions == 11);
		CHECK(warning(&e, "lambda-high") != NULL);
		CHECK_U64(e.c->verdict, PFL_VERDICT_INCONCLUSIVE);
	}
	end(&e);
	test_case("fewer than 10 functions with 20 events or more");
	compare_two(&e,
		(struct recording){ SAMPLES,
			"900 f1;main\n900 f2;main\n9 f3;main\n9 f4;main\n9 f5;main\n9 "
			"f6;main\n9 f7;main\n9 f8;main\n9 f9;main\n9 f10;main\n",
			0, 0, 0 },
		(struct recording){ SAMPLES,
			"900 f1;main\n910 f2;main\n9 f3;main\n9 f4;main\n9 f5;main\n9 "
			"f6;main\n9 f7;main\n9 f8;main\n9 f9;main\n9 f10;main\n",
			0, 0, 0 },
		NULL);
	if (CHECK(e.c != NULL)) {
		CHECK(e.c->dispersion == 3 && e.c->dispersion_functions == 0);
		CHECK(warning(&e, "few-functions") != NULL);
	}
	end(&e);
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
		struct recording old[2], now[2];
		struct edge e;

		for (size_t k = 0; k < 2; k++) {
			old[k] = (struct recording){ SAMPLES,
				"2000 slow;main\n1000 idle;main\n", 0, scales[i].old, 0 };
			now[k] = (struct recording){ SAMPLES,
				"1000 slow;main\n1000 idle;main\n", 0, scales[i].now, 0 };
		}
		test_case(scales[i].name);
		compare(&e, old, scales[i].runs, now, scales[i].runs, NULL);
		if (CHECK(e.c != NULL)) {
			CHECK_U64(e.c->normalization, scales[i].mode);
			CHECK(close_to(e.c->factor, scales[i].factor));
			CHECK(e.c->too_few_functions);
			CHECK(says(&e, "too few functions for robust"));
			CHECK((warning(&e, "few-functions-scale") != NULL) ==
				(scales[i].mode == PFL_NORMAL_SHARE));
		}
		end(&e);
	}
}

/* (t_{.025} + t_{.2}) times the error of a function alone; with one run a side at least what
 * the floor lets bounds for all eleven candidates prove. */
static void
test_detectable(void)
{
	const struct recording r = { SAMPLES, STEADY, 0, S, 0 };
	const struct recording runs[] = { r, r };
	struct edge e;

	test_case("smallest change that could have been seen: one run a side");
	compare_two(&e, r, r, NULL);
	if (CHECK(e.c != NULL)) {
		CHECK(fabs(e.c->detectable_up - 0.50203) < 1e-4);
		CHECK(fabs(e.c->detectable_down + 0.33423) < 1e-4);
	}
	end(&e);
	test_case("smallest change that could have been seen: two runs a side");
	compare(&e, runs, 2, runs, 2, NULL);
	if (CHECK(e.c != NULL)) {
		CHECK(fabs(e.c->detectable_up - 0.102857) < 1e-5);
		CHECK(fabs(e.c->detectable_down + 0.0932643) < 1e-5);
		CHECK(fabs(e.c->detectable_small - 0.313921) < 1e-5);
	}
	end(&e);
}

int
main(void)
{
	test_detectable();
	test_identical();
	test_one_empty();
	test_both_empty();
	test_few();
	test_types();
	test_periods();
	test_durations();
	test_negative();
	test_one_file();
	test_overflow();
	test_recursion();
	test_labels();
	test_by_label();
	test_several_types();
	test_snapshots();
	test_means();
	test_no_means();
	test_builds();
	test_runs();
	test_programs();
	test_dispersion();
	test_scales();
	return test_done();
}
