/* SPDX-License-Identifier: Apache-2.0 */
/* What changed between two sides, and what of it is proved. */
#include "support.h"

#include "compare/explain.h"
#include "compare/unsteady.h"
#include "pairing.h"
#include "scene.h"
#include "sketch.h"
#include <profloom/render.h>

#include <math.h>

/* A comparison of two profiles, with all that it is made from. */
struct fixture {
	struct pfl_profile *pair;
	struct pfl_view *view;
	struct pfl_scene *scene;
};

static void
compare_with(struct fixture *f, struct pfl_profile *old, struct pfl_profile *new,
	const char *setting, const char *value)
{
	struct pfl_error err = { 0 };

	f->pair = pair_two(old, new, &err);
	f->view = pfl_view_new(&err);
	if (setting)
		CHECK(pfl_view_set(f->view, setting, value, &err));
	f->scene = f->pair
		? pfl_scene_new(f->pair, f->view, pfl_renderer_find("diff", "json"), &err)
		: NULL;
	CHECK_STR(err.msg, "");
	pfl_profile_free(old);
	pfl_profile_free(new);
}

static void
release(struct fixture *f)
{
	pfl_scene_free(f->scene);
	pfl_view_free(f->view);
	pfl_profile_free(f->pair);
}

static const char *
name_of(const struct pfl_scene *scene, uint32_t node)
{
	return pfl_profile_text(scene->profile, scene->nodes.name[node]).at;
}

/* The example of the design: docs/STATISTICS.md, "findings". */
static const char example_old[] = "2000 object;decode;handle;main\n"
				  "400 decode;handle;main\n"
				  "1000 sha256.block;hash;handle;main\n"
				  "50 hash;handle;main\n"
				  "2500 deflate;compress;handle;main\n"
				  "500 fmt.Sprintf;log;handle;main\n"
				  "1200 scan;runtime.gc\n"
				  "150 runtime.gc\n";
static const char example_new[] = "2040 object;decode;handle;main\n"
				  "395 decode;handle;main\n"
				  "2050 sha256.block;hash;handle;main\n"
				  "98 hash;handle;main\n"
				  "2480 deflate;compress;handle;main\n"
				  "510 fmt.Sprintf;emit;handle;main\n"
				  "300 get;cache;handle;main\n"
				  "1230 scan;runtime.gc\n"
				  "148 runtime.gc\n";

/* The same with a dispersion of 1 and a floor of 5 %, which the example takes as given. */
static void
scan_example(const struct pfl_scene *scene, struct pfl_arena *arena,
	struct pfl_comparison *comparison, struct pfl_scan *scan)
{
	struct pfl_compare_opts opts = {
		.normalization = "op",
		.run_operations = (double[2]){ 100, 102 },
		.noise = 0.05,
	};
	struct pfl_evidence_source source;
	struct pfl_measured flat, cum;
	struct pfl_guesses guesses;
	struct pfl_scale scale;
	struct pfl_judge judge;
	struct pfl_arena scratch = { 0 };
	struct pfl_error err = { 0 };

	CHECK(pfl_evidence_find(&source, scene->profile, &scene->columns, 0, arena, &err));
	CHECK(pfl_measure(
		&(struct pfl_measuring){ scene->nodes.of_frame, scene->nodes.n, &flat, &cum },
		1, &source, arena, &scratch, &err));
	pfl_arena_clear(&scratch);
	CHECK(pfl_scale_find(&scale, &source, &flat, &cum, &scene->nodes, &opts, arena, &err));
	CHECK(fabs(scale.factor - 1.02) < 1e-12);
	CHECK(pfl_judge_make(&judge, &source, &scale, &flat, &flat, &opts, arena, &err));
	judge.noise.lambda = 1;
	judge.unsteady = pfl_unsteady_find(&scene->nodes, scene->profile, NULL, arena, &err);
	CHECK(judge.unsteady &&
		pfl_scan_gather(scan, &source, &scene->tree, &scene->nodes, arena, &err) &&
		pfl_scan_make(scan, &judge, arena, &err));
	CHECK(pfl_guesses_make(&guesses, scan, &judge, &cum, &err));
	CHECK(pfl_explain(comparison, scan, &guesses, &judge, &cum, "^h", arena, &err));
	CHECK_STR(err.msg, "");
}

static void
test_example(void)
{
	static const struct {
		const char *name;
		double expected, now, bound;
	} want[] = {
		{ "hash", 1071, 2148, 692.5 },
		{ "emit", 0, 510, 422.6 },
		{ "log", 510, 0, 422.6 },
		{ "cache", 0, 300, 238.6 },
	};
	struct pfl_comparison c = { 0 };
	struct pfl_arena arena = { 0 };
	struct pfl_scan scan;
	struct fixture f;
	double sum = 0;

	test_case("the worked example");
	compare_with(&f, sketch_read("samples/count", example_old),
		sketch_read("samples/count", example_new), NULL, NULL);
	scan_example(f.scene, &arena, &c, &scan);
	CHECK_U64(scan.n_candidates, 20);
	CHECK(fabs(scan.quantile - 3.02334) < 5e-6);
	if (CHECK(scan.n == COUNTOF(want))) {
		for (size_t i = 0; i < COUNTOF(want); i++) {
			const struct pfl_place *place = &scan.place[i];

			CHECK_STR(name_of(f.scene, place->node), want[i].name);
			CHECK(fabs(place->expected - want[i].expected) < 0.05);
			CHECK(fabs(place->now - want[i].now) < 0.05);
			CHECK(fabs(place->bound - want[i].bound) < 0.05);
			sum += place->now - place->expected;
		}
		CHECK(fabs(9251 - 1.02 * 7800 - sum - -82) < 1e-9);
	}
	if (CHECK(c.n_findings == 3)) {
		CHECK_U64(c.finding[0].class, PFL_FINDING_SCALED);
		CHECK(fabs(c.finding[0].delta - 1077) < 1e-9);
		CHECK(c.finding[0].now == 2148 && c.finding[0].old == 1050);
		CHECK_U64(c.finding[0].n_path, 3);
		CHECK_U64(c.finding[0].n_chain, 1);
		CHECK_STR(name_of(f.scene, c.finding[0].own), "hash");
		CHECK_STR(name_of(f.scene, c.finding[0].operation[0]), "sha256.block");
		CHECK_STR(name_of(f.scene, c.finding[0].caller[0]), "handle");
		CHECK_U64(c.finding[1].class, PFL_FINDING_NEW);
		CHECK_STR(name_of(f.scene, c.finding[1].node), "cache");
		CHECK_U64(c.finding[2].class, PFL_FINDING_RENAMED);
		CHECK_STR(name_of(f.scene, c.finding[2].node), "emit");
		CHECK_STR(name_of(f.scene, c.finding[2].partner), "log");
		CHECK(fabs(c.finding[2].similarity - 0.75) < 1e-9);
	}
	pfl_arena_clear(&arena);
	release(&f);
}

static void
test_same(void)
{
	struct fixture f;

	test_case("a profile against itself");
	compare_with(&f, sketch_read("samples/count", example_old),
		sketch_read("samples/count", example_old), NULL, NULL);
	if (CHECK(f.scene && f.scene->comparison)) {
		const struct pfl_comparison *c = f.scene->comparison;

		CHECK(c->factor == 1 && c->total.delta == 0 && c->residual == 0);
		CHECK_U64(c->n_findings, 0);
		CHECK_U64(c->n_significant, 0);
		for (uint32_t i = 0; i < c->n; i++) {
			CHECK_U64(c->row[i].cum.word, PFL_SAME);
			CHECK(c->row[i].flat.delta == 0 && c->row[i].cum.delta == 0);
		}
	}
	release(&f);
}

/* What findings explain and what they leave is the whole change. */
static void
check_sum(const struct pfl_comparison *c)
{
	double sum = c->residual;

	for (uint32_t i = 0; i < c->n_findings; i++)
		sum += c->finding[i].delta;
	CHECK(fabs(sum - c->total.delta) <= 1e-9 * fabs((double)c->total.now));
	CHECK(fabs(c->total.delta -
		      ((double)c->total.now - c->factor * (double)c->total.old)) <=
		1e-9 * fabs((double)c->total.now));
}

static struct pfl_profile *
read_sample(const char *path)
{
	struct pfl_error err = { 0 };
	struct pfl_profile *p = pfl_read(source_path(path), NULL, &err);

	CHECK_STR(err.msg, "");
	return p;
}

static const struct pfl_compared *
row_of(const struct fixture *f, const char *name)
{
	const struct pfl_comparison *c = f->scene->comparison;

	for (uint32_t i = 0; i < c->n; i++) {
		if (strcmp(name_of(f->scene, c->row[i].node), name) == 0)
			return &c->row[i];
	}
	return NULL;
}

/* All of one sample type, seen from both ends. */
static void
check_swapped(const char *old, const char *new, const char *type)
{
	struct fixture there, back;
	const struct pfl_comparison *a, *b;

	compare_with(&there, read_sample(old), read_sample(new), "sample-type", type);
	compare_with(&back, read_sample(new), read_sample(old), "sample-type", type);
	if (CHECK(there.scene && back.scene)) {
		a = there.scene->comparison;
		b = back.scene->comparison;
		check_sum(a);
		check_sum(b);
		CHECK(fabs(a->factor * b->factor - 1) < 1e-9);
		CHECK_U64(a->n_findings, b->n_findings);
		for (uint32_t k = 0; k < a->n_findings && k < b->n_findings; k++) {
			const struct pfl_finding *f = &a->finding[k];
			/* What has moved or got another name has come from there. */
			uint32_t from = f->partner == PFL_NONE ? f->node : f->partner;

			CHECK((f->delta > 0) == (b->finding[k].delta < 0));
			CHECK(fabs(f->delta * b->factor + b->finding[k].delta) <=
				1e-6 * fabs(b->finding[k].delta));
			CHECK(fabs(f->bound * b->factor + b->finding[k].bound) <=
				1e-6 * fabs(b->finding[k].bound));
			CHECK_STR(name_of(there.scene, from),
				name_of(back.scene, b->finding[k].node));
		}
		for (uint32_t k = 0; k < a->n; k++) {
			const struct pfl_compared *row =
				row_of(&back, name_of(there.scene, a->row[k].node));

			if (CHECK(row != NULL) && a->row[k].match == PFL_MATCH_EXACT) {
				CHECK((a->row[k].cum.delta > 0) == (row->cum.delta < 0));
				CHECK((a->row[k].flat.delta > 0) == (row->flat.delta < 0));
			}
		}
	}
	release(&there);
	release(&back);
}

static void
test_swapped(void)
{
	static const struct {
		const char *old, *new, *type;
	} samples[] = {
		{ "samples/go/slow.cpu.pb.gz", "samples/go/fast.cpu.pb.gz", "cpu" },
		{ "samples/go/slow.cpu.pb.gz", "samples/go/fast.cpu.pb.gz", "samples" },
		{ "samples/go/slow.heap.pb.gz", "samples/go/fast.heap.pb.gz", "inuse_space" },
		{ "samples/go/slow.heap.pb.gz", "samples/go/fast.heap.pb.gz", "inuse_objects" },
		{ "samples/go/slow.allocs.pb.gz", "samples/go/fast.allocs.pb.gz",
			"alloc_space" },
		{ "samples/go/slow.allocs.pb.gz", "samples/go/fast.allocs.pb.gz",
			"alloc_objects" },
		{ "samples/go/slow.block.pb.gz", "samples/go/fast.block.pb.gz", "delay" },
		{ "samples/go/slow.block.pb.gz", "samples/go/fast.block.pb.gz", "contentions" },
		{ "samples/go/slow.mutex.pb.gz", "samples/go/fast.mutex.pb.gz", "delay" },
		{ "samples/go/slow.goroutine.pb.gz", "samples/go/fast.goroutine.pb.gz",
			"goroutine" },
		{ "tests/data/hot.old.folded", "tests/data/hot.new.folded", "samples" },
	};

	for (size_t i = 0; i < COUNTOF(samples); i++) {
		test_case(samples[i].type);
		check_swapped(samples[i].old, samples[i].new, samples[i].type);
	}
}

/* A function under a new name that costs six times as much. */
static const char renamed_old[] = "500 fmt.Sprintf;logA;handle;main\n"
				  "4000 work;handle;main\n"
				  "3000 scan;runtime.gc\n";
static const char renamed_new[] = "3000 fmt.Sprintf;logB;handle;main\n"
				  "4000 work;handle;main\n"
				  "3000 scan;runtime.gc\n";

/* Rules, the profiles they are held against, and what comes out. */
static const struct {
	const char *old, *new, *rule;
	enum pfl_verdict verdict;
	bool failed;
	const char *node;
} gates[] = {
	{ example_old, example_new, "hash: cum>10%", PFL_VERDICT_FAIL, true, "hash" },
	{ example_old, example_new, "hash: cum>500%", PFL_VERDICT_PASS, false, "hash" },
	{ example_old, example_new, "nothing.of.this: cum>5%", PFL_VERDICT_PASS, false, NULL },
	{ example_old, example_new, "new>1%", PFL_VERDICT_FAIL, true, "get" },
	/* what is guessed to be renamed is not new, and one function with its old name */
	{ example_old, example_new, "emit: new>1%", PFL_VERDICT_PASS, false, NULL },
	{ example_old, example_new, "emit: cum>5%", PFL_VERDICT_INCONCLUSIVE, false, "emit" },
	{ example_old, example_new, "log: cum>100%", PFL_VERDICT_PASS, false, "emit" },
	{ renamed_old, renamed_new, "logB: cum>50%", PFL_VERDICT_FAIL, true, "logB" },
	{ renamed_old, renamed_new, "logA: new>1%", PFL_VERDICT_PASS, false, NULL },
	{ example_old, example_new, "decode: flat>5pp", PFL_VERDICT_PASS, false, "decode" },
	{ example_old, example_old, "cum>5%", PFL_VERDICT_INCONCLUSIVE, false, NULL },
	{ "50 f;main\n", "90 f;main\n", "f: cum>5%", PFL_VERDICT_INCONCLUSIVE, false, "f" },
	{ "", "9000 f;main\n", "f: cum>5%", PFL_VERDICT_INCONCLUSIVE, false, NULL },
	{ "", "9000 f;main\n", "g: new>1%", PFL_VERDICT_PASS, false, NULL },
	{ "9000 f;main\n", "", "new>1%", PFL_VERDICT_INCONCLUSIVE, false, NULL },
};

static void
test_gates(void)
{
	for (size_t i = 0; i < COUNTOF(gates); i++) {
		struct fixture f;

		test_case(gates[i].rule);
		compare_with(&f, sketch_read("samples/count", gates[i].old),
			sketch_read("samples/count", gates[i].new), "fail-on", gates[i].rule);
		if (CHECK(f.scene && f.scene->comparison->has_gate)) {
			const struct pfl_ruling *r = &f.scene->comparison->ruling[0];

			CHECK_U64(r->verdict, gates[i].verdict);
			CHECK(f.scene->comparison->gate_failed == gates[i].failed);
			if (gates[i].node && CHECK(r->node != PFL_NONE))
				CHECK_STR(name_of(f.scene, r->node), gates[i].node);
		}
		release(&f);
	}
}

static const char shifted_old[] = "9000 x;f;main\n90 y;f;main\n9000 z;main\n";
static const char shifted_new[] = "90 x;f;main\n9000 y;f;main\n9000 z;main\n";

/* Rows, and the word that each must have for its cum and its flat change. */
static const struct {
	const char *old, *new, *name;
	enum pfl_change_word cum, flat;
} words[] = {
	{ example_old, example_new, "emit", PFL_RENAMED, PFL_SAME },
	{ example_old, example_new, "log", PFL_RENAMED, PFL_SAME },
	{ example_old, example_new, "fmt.Sprintf", PFL_NOISE, PFL_NOISE },
	{ example_old, example_new, "cache", PFL_NEW, PFL_SAME },
	{ example_old, example_new, "get", PFL_NEW, PFL_NEW },
	{ example_new, example_old, "get", PFL_GONE, PFL_GONE },
	{ example_old, example_new, "hash", PFL_REGRESSION, PFL_NOISE },
	{ example_new, example_old, "hash", PFL_IMPROVEMENT, PFL_NOISE },
	{ example_old, example_old, "hash", PFL_SAME, PFL_SAME },
	/* the same work below another caller */
	{ "9000 work;a;f;main\n9000 x;a;f;main\n9000 y;b;f;main\n9000 z;main\n",
		"9000 x;a;f;main\n9000 y;b;f;main\n9000 work;b;f;main\n9000 z;main\n", "work",
		PFL_MOVED, PFL_SAME },
	/* as much work by another function that both builds have */
	{ shifted_old, shifted_new, "x", PFL_MOVED, PFL_MOVED },
	{ shifted_old, shifted_new, "y", PFL_MOVED, PFL_MOVED },
};

static void
test_words(void)
{
	for (size_t i = 0; i < COUNTOF(words); i++) {
		const struct pfl_compared *row;
		struct fixture f;

		test_case(words[i].name);
		compare_with(&f, sketch_read("samples/count", words[i].old),
			sketch_read("samples/count", words[i].new), "normalization", "abs");
		if (CHECK(f.scene && (row = row_of(&f, words[i].name)) != NULL)) {
			CHECK_STR(
				pfl_change_word(row->cum.word), pfl_change_word(words[i].cum));
			CHECK_STR(pfl_change_word(row->flat.word),
				pfl_change_word(words[i].flat));
		}
		release(&f);
	}
}

static void
test_renamed_build(void)
{
	struct fixture f;

	test_case("names across builds");
	compare_with(&f,
		sketch_read("samples/count", "500 main.(*S).work.func1;main\n90 x;main\n"),
		sketch_read("samples/count", "500 main.(*S).work.func2;main\n90 x;main\n"),
		NULL, NULL);
	if (CHECK(f.scene && f.scene->comparison)) {
		const struct pfl_comparison *c = f.scene->comparison;
		const struct pfl_compared *row = row_of(&f, "main.(*S).work.func2");

		CHECK(row_of(&f, "main.(*S).work.func1") == NULL);
		if (CHECK(row != NULL)) {
			CHECK(row->cum.old == 500 && row->cum.now == 500);
			CHECK_U64(row->match, PFL_MATCH_CANONICAL);
		}
		CHECK(c->matched[PFL_MATCH_CANONICAL] > 0.8 && c->n_findings == 0);
	}
	release(&f);
}

enum { MANY = 20000, PACKAGES = 50 };

/* So many functions that two threads compare them; `times` is what one of them has more. */
static struct pfl_profile *
many_functions(int64_t times)
{
	size_t n_types = 0;
	struct pfl_builder *b = sketch_builder("samples/count", &n_types);
	struct sketch_known known = { .n = 0 };

	for (int i = 0; i < MANY; i++) {
		int64_t value = i == 77 ? 5000 * times : 10;
		char stack[64];
		int n = snprintf(stack, sizeof(stack), "p%d.f%d;main", i % PACKAGES, i);

		known.n = 0;
		pfl_build_sample(b,
			sketch_stack(b, (struct pfl_span){ stack, (size_t)n }, &known), 0,
			&value, 1);
	}
	return sketch_finish(b);
}

static void
test_many(void)
{
	struct fixture f;

	test_case("on two threads");
	compare_with(&f, many_functions(1), many_functions(4), "normalization", "abs");
	if (CHECK(f.scene && f.scene->comparison)) {
		const struct pfl_comparison *c = f.scene->comparison;
		double sum = 0;

		CHECK_U64(c->n, MANY + 1);
		CHECK_U64(c->edges.n, MANY);
		CHECK_U64(c->packages.n, PACKAGES);
		for (uint32_t i = 0; i < c->packages.n; i++)
			sum += c->packages.row[i].change.delta;
		CHECK(sum == 15000 && c->total.delta == 15000);
		CHECK_STR(c->packages.row[0].name, "p27");
		if (CHECK(c->n_findings == 1))
			CHECK_STR(name_of(f.scene, c->finding[0].node), "p27.f77");
	}
	release(&f);
}

/* A caller whose parts of a change cancel out again and again is one caller all the same. */
static void
test_cancelled_callers(void)
{
	enum { PLACES = 64 }; /* of six functions */
	struct pfl_text text[2] = { { 0 }, { 0 } };
	struct fixture f;

	/* Every other place has lost what the one before it got. */
	for (int old = 0; old < 2; old++) {
		pfl_text_printf(
			&text[old], "%d f;p;z\n50000 p;z\n50000 z\n", old ? 1000 : 900000);
		for (int i = 0; i < PLACES; i++) {
			pfl_text_printf(&text[old], "%d f;p", old ? 1000 : i % 2 ? 995 : 1005);
			for (int bit = 0; bit < 6; bit++)
				pfl_text_str(&text[old], i >> bit & 1 ? ";y" : ";x");
			pfl_text_str(&text[old], ";main\n");
		}
	}
	compare_with(&f, sketch_read("n/count", pfl_text_get(&text[1])),
		sketch_read("n/count", pfl_text_get(&text[0])), NULL, NULL);
	if (CHECK(f.scene && f.scene->comparison->n_findings > 0)) {
		const struct pfl_finding *finding = &f.scene->comparison->finding[0];

		CHECK_STR(name_of(f.scene, finding->node), "f");
		CHECK_U64(finding->n_callers, 1);
		CHECK_STR(name_of(f.scene, finding->caller[0]), "p");
		CHECK(finding->caller_delta[0] == 899000);
	}
	release(&f);
	pfl_text_clear(&text[0]);
	pfl_text_clear(&text[1]);
}

int
main(void)
{
	test_many();
	test_example();
	test_same();
	test_swapped();
	test_gates();
	test_words();
	test_renamed_build();
	test_case("callers that cancel out");
	test_cancelled_callers();
	return test_done();
}
