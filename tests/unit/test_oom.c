/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every allocation fails once: the answer is PFL_NOMEM and nothing leaks, or, where the
 * allocation was one that can be done without, the same result as ever.
 */
#include "support.h"

#include "draw.h"
#include "dump.h"
#include "model/profile.h"
#include "own_program.h"
#include "pairing.h"
#include "symbol/resolve.h"
#include "wiretext.h"

#include <pthread.h>
#include <stdatomic.h>

/* Calls of the library end here, see CMakeLists.txt; ours and those of other libraries as well
 * while `armed` is off. */
void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *at, size_t n);
void *__real_aligned_alloc(size_t alignment, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *at, size_t n);
void *__wrap_aligned_alloc(size_t alignment, size_t n);

static _Atomic bool armed;
static _Atomic long seen, target; /* allocations so far; the one to fail, 0: none */

static bool
fails(void)
{
	return armed && atomic_fetch_add(&seen, 1) + 1 == target;
}

void *
__wrap_malloc(size_t n)
{
	return fails() ? NULL : __real_malloc(n);
}

void *
__wrap_calloc(size_t n, size_t size)
{
	return fails() ? NULL : __real_calloc(n, size);
}

void *
__wrap_realloc(void *at, size_t n)
{
	return fails() ? NULL : __real_realloc(at, n);
}

void *
__wrap_aligned_alloc(size_t alignment, size_t n)
{
	return fails() ? NULL : __real_aligned_alloc(alignment, n);
}

/* Children that lay out graphs or read programs have other tests. */
static void
disarm(void)
{
	armed = false;
}

static void
arm(long which)
{
	target = which;
	seen = 0;
	armed = true;
}

/* The inputs: bytes, and what they are when read. */
static struct pfl_text packed, folded, labelled, counts, heap, dump, drawn, perf, data, words,
	threads, json[6], calls;
static struct pfl_profile *old_profile, *new_profile, *pair, *three_runs, *odd_run, *own_code;

/*
 * Something to do: armed, then what is there to see of it as text, which is freed by the
 * caller, or NULL with *err.
 */
typedef char *scenario(const void *context, struct pfl_error *err);

static char *
text_of(struct pfl_profile *p)
{
	struct pfl_text text;

	armed = false;
	if (!p)
		return NULL;
	text = dump_profile(p);
	pfl_profile_free(p);
	return text.at;
}

static char *
read_scenario(const void *context, struct pfl_error *err)
{
	const struct pfl_text *bytes = context;

	return text_of(pfl_read_mem(bytes->at, bytes->n, "input", NULL, err));
}

static char *
file_scenario(const void *context, struct pfl_error *err)
{
	return text_of(pfl_read(context, NULL, err));
}

#if PFL_HAVE_CURL
/* As far as it goes without a server. */
static char *
fetch_scenario(const void *context, struct pfl_error *err)
{
	static const char *const headers[] = { "X-Key: secret", "X-Other: 1" };
	struct pfl_fetch fetch = { .url = context,
		.path = "/dev/null",
		.opts = { .profile = "heap", .headers = headers, .n_headers = 2 } };
	struct pfl_fetch_plan plan = { 0 };
	struct pfl_text text = { 0 };

	if (pfl_fetch_all(&fetch, 1, &plan, err))
		return NULL; /* there is no server */
	armed = false;
	if (err->code == PFL_NOMEM)
		return NULL;
	/* Behind what it is called, which is done without if need be. */
	pfl_text_str(&text, strstr(err->msg, "cannot be reached"));
	*err = (struct pfl_error){ 0 };
	return text.at;
}
#endif

/* Text, and events of which a line takes two. */
static char *
benchmark_scenario(const void *context, struct pfl_error *err)
{
	static const char input[] =
		"BenchmarkA-8 10 1 ns/op\nBenchmarkB \tloading\n 20 1 ns/op\n"
		"{\"Action\":\"output\",\"Package\":\"p\",\"Output\":\"BenchmarkA \\t\"}\n"
		"{\"Action\":\"output\",\"Package\":\"p\",\"Output\":\"30\\t1 a\\n\"}\n";
	struct pfl_benchmarks *b =
		pfl_benchmarks_read_mem(input, sizeof(input) - 1, "input", NULL, err);
	struct pfl_text text = { 0 };
	double count = 0;
	bool ok = b && pfl_benchmarks_operations(b, context, 1, &count, err);

	pfl_benchmarks_free(b);
	armed = false;
	if (ok)
		pfl_text_printf(&text, "%.0f", count);
	return text.at;
}

static char *
merge_scenario(const void *context, struct pfl_error *err)
{
	const struct pfl_profile *both[] = { old_profile, new_profile };

	(void)context;
	return text_of(pfl_merge(both, 2, NULL, err));
}

/* The same bytes n times, one after the other. */
static char *
merge_each(const struct pfl_text *bytes, size_t n, bool to_merge,
	const struct pfl_merge_how *how, struct pfl_error *err)
{
	struct pfl_merger *m = pfl_merger_new(NULL, err);
	const struct pfl_read_opts opts = { .to_merge = to_merge ? m : NULL };
	struct pfl_profile *merged = NULL;
	bool ok = m != NULL;

	for (size_t i = 0; ok && i < n; i++) {
		struct pfl_profile *p = pfl_read_mem(bytes->at, bytes->n, "input", &opts, err);

		ok = p && pfl_merger_add(m, p, how ? &how[i] : NULL, err);
	}
	if (ok)
		merged = pfl_merger_finish(m, err);
	pfl_merger_free(m);
	if (merged) /* it may have been lost */
		merged->notes.n = 0;
	return text_of(merged);
}

/* With weights and labels. */
static char *
merger_scenario(const void *context, struct pfl_error *err)
{
	const struct pfl_merge_how how[] = { { 2, "old" }, { 0.5, "new" } };

	return merge_each(context, COUNTOF(how), false, how, err);
}

/* Before it is known what is equal. */
static char *
listed_scenario(const void *context, struct pfl_error *err)
{
	return merge_each(context, 2, true, NULL, err);
}

/* And there is nothing to be merged with. */
static char *
alone_scenario(const void *context, struct pfl_error *err)
{
	return merge_each(context, 1, true, NULL, err);
}

static char *
subtract_scenario(const void *context, struct pfl_error *err)
{
	(void)context;
	return text_of(pfl_subtract(new_profile, old_profile, PFL_BASE_DIFF, true, NULL, err));
}

static char *
pair_scenario(const void *context, struct pfl_error *err)
{
	(void)context;
	return text_of(pair_two(old_profile, new_profile, err));
}

/* A difference in one profile, taken apart again. */
static char *
apart_scenario(const void *context, struct pfl_error *err)
{
	return text_of(pfl_pair_apart(context, NULL, err));
}

/* Names for addresses: what the process says that reads programs, and what is made of it. */
static char *
resolve_scenario(const void *context, struct pfl_error *err)
{
	const struct pfl_profile *p = context;
	struct pfl_spot spot[2] = { { p->locations.address[0], 0, 0 },
		{ p->locations.address[1], 1, 0 } };
	struct pfl_resolve job = { p, own.path, spot, 2 };
	struct pfl_answers to = { .fd = -1 };
	struct pfl_text text = { 0 };
	bool ok = pfl_resolve(&job, &to, err);

	armed = false;
	if (ok)
		pfl_text_printf(&text, "%zu bytes", to.out.n);
	pfl_answers_clear(&to);
	return text.at;
}

static char *
symbolize_scenario(const void *context, struct pfl_error *err)
{
	struct pfl_symbolize_opts opts = { context };
	struct pfl_profile *p;
	bool ok;

	armed = false;
	p = own_bare(own.path, "", false);
	armed = true;
	ok = pfl_symbolize(p, &opts, err);
	if (ok)
		return text_of(p);
	armed = false;
	pfl_profile_free(p);
	return NULL;
}

/* A renderer, and a setting of the view that makes it work harder (NULL: none). */
struct rendering {
	const struct pfl_renderer *renderer;
	const struct pfl_profile *profile;
	const char *setting, *value;
};

/* Running out of memory loses a note only, also where it is part of a page. */
static void
drop_notes(char *page)
{
	char *start = strstr(page, "<ul class=\"notes\">");
	char *end = start ? strstr(start, "</ul>\n") : NULL;

	if (end)
		memmove(start, end + strlen("</ul>\n"), strlen(end + strlen("</ul>\n")) + 1);
}

static char *
render_scenario(const void *context, struct pfl_error *err)
{
	const struct rendering *r = context;
	size_t n = 0;
	char *bytes = draw(r->profile, r->renderer, r->setting, r->value, &n, err);

	armed = false;
	if (bytes && strcmp(pfl_renderer_format(r->renderer), "html") == 0)
		drop_notes(bytes);
	else if (bytes && pfl_renderer_is_binary(r->renderer))
		/* Pictures hold NULs; what counts is that there is one, and of which size. */
		snprintf(bytes, n, "%zu bytes", n);
	return bytes;
}

/* Which allocation fails in run i of at most `most`, of `n` that there are; 0: no more. */
static long
choose(long i, long n, long most)
{
	if (n <= most)
		return i < n ? i + 1 : 0;
	return i < most ? 1 + (long)((double)i * (double)(n - 1) / (double)(most - 1)) : 0;
}

static void
fail_each(const char *name, scenario *run, const void *context, long most)
{
	struct pfl_error err = { 0 };
	char *want, *got;
	long n, which;

	test_case(name);
	arm(0);
	want = run(context, &err);
	armed = false;
	n = seen;
	CHECK_STR(err.msg, "");
	printf("%s: %ld allocations\n", name, n);
	most = (long)test_share((size_t)most - 1) + 1; /* the first and the last at least */
	if (!CHECK(want != NULL && n > 0))
		return;
	for (long i = 0; (which = choose(i, n, most)); i++) {
		char label[128];

		snprintf(label, sizeof(label), "%s, allocation %ld of %ld", name, which, n);
		test_case(label);
		err = (struct pfl_error){ 0 };
		arm(which);
		got = run(context, &err);
		armed = false;
		if (got) {
			CHECK_I64(err.code, PFL_OK);
			if (!CHECK(strcmp(got, want) == 0))
				fprintf(stderr, "the result is another one\n");
		} else {
			CHECK_I64(err.code, PFL_NOMEM);
			CHECK(strstr(err.msg, "out of memory") != NULL);
		}
		free(got);
	}
	free(want);
}

/* Formats of which a seed of the fuzzers is enough. */
static void
test_reading_seeds(void)
{
	static const char *const seeds[] = { "java/heap", "java/contention", "threadz/plain",
		"contention/mutex", "dtrace/plain", "bpftrace/maps", "sample/plain",
		"python/austin", "python/full", "python/pyspy", "pydump/pyspy", "mojo/wall",
		"mojo/full" };

	for (size_t i = 0; i < COUNTOF(seeds); i++) {
		struct pfl_text seed = { 0 };
		char path[64];

		snprintf(path, sizeof(path), "tests/fuzz/corpus/%s", seeds[i]);
		file_read(&seed, source_path(path));
		fail_each(seeds[i], read_scenario, &seed, 300);
		pfl_text_clear(&seed);
	}
}

static void
test_reading(void)
{
	const char *path;

	fail_each("read pprof", read_scenario, &packed, 600);
	fail_each("read folded", read_scenario, &folded, 600);
	fail_each("read labels", read_scenario, &labelled, 600);
	fail_each("read counts", read_scenario, &counts, 600);
	fail_each("read heap", read_scenario, &heap, 600);
	fail_each("read perf script", read_scenario, &perf, 600);
	fail_each("read perf.data", read_scenario, &data, 600);
	fail_each("read gperftools", read_scenario, &words, 600);
	fail_each("read jemalloc", read_scenario, &threads, 600);
	fail_each("read a dump", read_scenario, &dump, 600);
	fail_each("read benchmarks", benchmark_scenario, "BenchmarkA", 100);
	fail_each("read a picture", read_scenario, &drawn, 600);
	fail_each("read a cpuprofile", read_scenario, &json[0], 600);
	fail_each("read a trace", read_scenario, &json[1], 600);
	fail_each("read speedscope", read_scenario, &json[2], 600);
	fail_each("read gecko", read_scenario, &json[3], 600);
	fail_each("read otlp", read_scenario, &json[4], 600);
	fail_each("read otlp as JSON", read_scenario, &json[5], 600);
	fail_each("read callgrind", read_scenario, &calls, 600);
	fail_each("merge calls", merger_scenario, &calls, 600);
	path = file_make(pfl_text_span(&packed));
	fail_each("read a file", file_scenario, path, 100);
	unlink(path);
#if PFL_HAVE_CURL
	fail_each("fetch", fetch_scenario, "http://me:secret@127.0.0.1:1/?token=x", 100);
#endif
}

/* Enough for the threads of reading to start; many runs would take long. */
static void
test_reading_much(void)
{
	struct pfl_text much = { 0 }, packed_much = { 0 };
	uint64_t state = 3;

	for (uint32_t i = 0; i < 60000; i++)
		pfl_text_printf(&much, "main;f%u;g%u;h%u 1\n", random_below(&state, 9),
			random_below(&state, 9), random_below(&state, 90));
	gzip_member(&packed_much, pfl_text_span(&much), 1);
	fail_each("read much", read_scenario, &packed_much, 100);
	pfl_text_clear(&much);
	pfl_text_clear(&packed_much);
}

static void
test_naming(void)
{
	struct pfl_profile *bare = own_bare(own.path, "", false);

	fail_each("resolve", resolve_scenario, bare, 250);
	fail_each("symbolize", symbolize_scenario, own.path, 250);
	pfl_profile_free(bare);
}

static void
test_combining(void)
{
	struct pfl_error err = { 0 };
	struct pfl_profile *difference =
		pfl_subtract(new_profile, old_profile, PFL_BASE_DIFF, false, NULL, &err);

	fail_each("merge", merge_scenario, NULL, 500);
	fail_each("merge one after the other", merger_scenario, &labelled, 500);
	fail_each("merge what is listed", listed_scenario, &packed, 500);
	fail_each("copy what is listed", alone_scenario, &packed, 500);
	fail_each("subtract", subtract_scenario, NULL, 500);
	fail_each("pair", pair_scenario, NULL, 500);
	if (CHECK(difference != NULL))
		fail_each("pair of one", apart_scenario, difference, 500);
	pfl_profile_free(difference);
}

/* Layout takes its time: these pictures get fewer runs. */
static bool
is_laid_out(const struct pfl_renderer *r)
{
	const char *format = pfl_renderer_format(r);

	if (strcmp(pfl_renderer_family(r), "diff") == 0)
		return strcmp(format, "graph") == 0 || strcmp(format, "html") == 0;
	if (strcmp(pfl_renderer_family(r), "flame") == 0)
		return pfl_renderer_is_binary(r);
	return strcmp(pfl_renderer_family(r), "callgraph") == 0 && strcmp(format, "dot") != 0 &&
		strcmp(format, "json") != 0;
}

static void
test_rendering(void)
{
	struct rendering r = { 0 };

	for (size_t i = 0; (r.renderer = pfl_renderer_at(i)); i++) {
		bool diff = strcmp(pfl_renderer_family(r.renderer), "diff") == 0;
		bool code = strcmp(pfl_renderer_family(r.renderer), "disasm") == 0 ||
			strcmp(pfl_renderer_family(r.renderer), "weblist") == 0;
		bool runs = strcmp(pfl_renderer_family(r.renderer), "calibrate") == 0;
		char name[64];

		snprintf(name, sizeof(name), "%s %s", pfl_renderer_family(r.renderer),
			pfl_renderer_format(r.renderer));
		r.profile = diff ? pair : runs ? three_runs : code ? own_code : new_profile;
		fail_each(name, render_scenario, &r, is_laid_out(r.renderer) ? 60 : 250);
	}
}

/* Two files of calls: what a pair of stacks does not come by. */
static void
test_comparing_calls(void)
{
	static const char *const formats[] = { "text", "dot" };
	struct pfl_error err = { 0 };
	struct pfl_profile *old =
		pfl_read(source_path("samples/callgrind/slow.out"), NULL, &err);
	struct pfl_profile *new =
		pfl_read(source_path("samples/callgrind/fast.out"), NULL, &err);
	struct pfl_profile *both = old && new ? pair_two(old, new, &err) : NULL;
	struct rendering r = { .profile = both };

	CHECK_STR(err.msg, "");
	for (size_t i = 0; both && i < COUNTOF(formats); i++) {
		r.renderer = pfl_renderer_find("diff", formats[i]);
		fail_each(formats[i], render_scenario, &r, 250);
	}
	pfl_profile_free(both);
	pfl_profile_free(old);
	pfl_profile_free(new);
}

static void
test_views(void)
{
	static const struct {
		const char *setting, *value;
	} views[] = {
		{ "focus", "sync|runtime" },
		{ "ignore", "x.*y" },
		{ "hide", "^runtime" },
		{ "show", "main|sync" },
		{ "show-from", "main" },
		{ "prune-from", "sync" },
		{ "tag-focus", "key=leaf" },
		{ "tag-show", "key" },
		{ "tag-root", "key" },
		{ "tag-leaf", "key" },
		{ "granularity", "lines" },
		{ "granularity", "addresses" },
		{ "no-inlines", "true" },
		{ "call-tree", "true" },
	};
	struct rendering r = { pfl_renderer_find("callgraph", "dot"), NULL, NULL, NULL };
	struct pfl_error err = { 0 };
	struct pfl_profile *p = pfl_read_mem(labelled.at, labelled.n, "labelled", NULL, &err);
	struct pfl_profile *labelled_pair = p ? pair_two(p, p, &err) : NULL;

	for (size_t i = 0; r.renderer && i < COUNTOF(views); i++) {
		r.profile = strncmp(views[i].setting, "tag", 3) == 0 ? p : new_profile;
		r.setting = views[i].setting;
		r.value = views[i].value;
		fail_each(views[i].setting, render_scenario, &r, 60);
	}
	r.renderer = pfl_renderer_find("diff", "text");
	r.profile = pair;
	r.setting = "map";
	r.value = "s/^(sync)\\./\\1.&/g";
	fail_each("map", render_scenario, &r, 250);
	r.setting = "fail-on";
	r.value = "sync: cum>5%";
	fail_each("fail-on", render_scenario, &r, 250);
	r.setting = "delta";
	r.value = "true";
	fail_each("delta", render_scenario, &r, 250);
	r.setting = "sample-type";
	r.value = "all";
	for (size_t i = 0; (r.renderer = pfl_renderer_at(i)); i++) {
		if (strcmp(pfl_renderer_family(r.renderer), "diff") == 0)
			fail_each("diff of all types", render_scenario, &r,
				is_laid_out(r.renderer) ? 30 : 100);
	}
	r.renderer = pfl_renderer_find("diff", "json");
	r.profile = labelled_pair;
	r.setting = "by-label";
	r.value = "key";
	if (CHECK(labelled_pair != NULL))
		fail_each("by-label", render_scenario, &r, 250);
	r.renderer = pfl_renderer_find("diff", "text");
	r.profile = odd_run;
	r.setting = "drop-outliers";
	r.value = "true";
	fail_each("drop-outliers", render_scenario, &r, 250);
	r.setting = "group-by";
	r.value = "key";
	r.profile = p;
	for (size_t i = 0; (r.renderer = pfl_renderer_at(i)); i++) {
		if (pfl_renderer_uses(r.renderer, "group-by"))
			fail_each("group-by", render_scenario, &r, 250);
	}
	pfl_profile_free(labelled_pair);
	pfl_profile_free(p);
}

static void
test_layouts(void)
{
	static const struct {
		const char *setting, *value;
	} views[] = {
		{ "layout", "reversed" },
		{ "around", "sync" },
		{ "root", "sync" },
		{ "collapse-recursion", "true" },
		{ "sort", "value" },
		{ "sample-type", "all" },
		{ "palette", "package" },
		{ "palette", "java" },
		{ "palette", "label=k" },
		{ "class", "sync=own" },
	};
	struct rendering r = { pfl_renderer_find("flame", "svg"), new_profile, NULL, NULL };
	struct pfl_error err = { 0 };
	struct pfl_profile *p = pfl_read_mem("a;b 1\na 2\nc 3\n", 14, "lines", NULL, &err);

	for (size_t i = 0; i < COUNTOF(views); i++) {
		r.setting = views[i].setting;
		r.value = views[i].value;
		fail_each(views[i].setting, render_scenario, &r, 60);
	}
	r.profile = p;
	r.setting = "layout";
	r.value = "chart";
	if (CHECK(p != NULL))
		fail_each("chart", render_scenario, &r, 250);
	pfl_profile_free(p);
}

static void
make_inputs(void)
{
	struct pfl_error err = { 0 };

	file_read(&packed, source_path("samples/go/fast.mutex.pb.gz"));
	file_read(&folded, source_path("samples/folded/shop-diff.folded"));
	pfl_text_cut(&folded, folded.n < 3000 ? folded.n : 3000);
	wire_text(&labelled,
		"1{1:1 2:2} 2{1[1 2] 2[5] 3{1:6 2:3} 3{1:3 3:7 4:2}} 2{1[2] 2[4] 3{1:6 2:4}} "
		"2{1[3] 2[2]} 3{1:1 2:1 3:2 5:5 7:1} 4{1:1 2:1 4{1:1 2:5}} "
		"4{1:2 2:1 4{1:2 2:7} 4{1:1 2:8}} 4{1:3 2:1 3:9} 5{1:1 2:3 4:5} 5{1:2 2:4} "
		"6'' 6'samples' 6'count' 6'leaf' 6'main' 6'a.c' 6'key' 7:3 8:4 9:1 11{1:1 2:2} "
		"13[3 4] 14:1 15:5");
	file_read(&counts, source_path("samples/gotext/goroutine.txt"));
	pfl_text_str(&heap,
		"heap profile: 1: 10 [3: 36] @ heap/2\n1: 10 [3: 36] @ 0x91 0x401001\n"
		"#\t0x401000\tmain.f+0x1\t/f.go:7\n\n# runtime.MemStats\n# Alloc = 5\n---\n"
		"MAPPED_LIBRARIES:\nbuild=/usr/bin\n400000-500000: $build/app (@0) id\n"
		"7f0000000000-7f0000100000 r-xp 00000000 fd:01 1 /lib/libc.so.6\n");
	file_read(&perf, source_path("tests/fuzz/corpus/perfscript/inlined"));
	pfl_text_str(&perf, "\nV8 Worker 24/25 [003] 4.1: 100 cycles:\n\t1 f (x)\n\t1 f (y)\n");
	file_read(&data, source_path("tests/fuzz/corpus/perfdata/plain"));
	file_read(&words, source_path("tests/fuzz/corpus/gperftools/le64"));
	file_read(&threads, source_path("tests/fuzz/corpus/jemalloc/threads"));
	file_read(&dump, source_path("samples/gotext/dump.txt"));
	pfl_text_cut(&dump, dump.n < 5000 ? dump.n : 5000);
	file_read(&drawn, source_path("tests/fuzz/corpus/flame/pair"));
	file_read(&json[0], source_path("tests/fuzz/corpus/cpuprofile/plain"));
	file_read(&json[1], source_path("tests/fuzz/corpus/trace/profile"));
	file_read(&json[2], source_path("tests/fuzz/corpus/speedscope/sampled"));
	file_read(&json[3], source_path("tests/fuzz/corpus/gecko/raw"));
	file_read(&json[4], source_path("tests/fuzz/corpus/otlp/plain"));
	file_read(&json[5], source_path("tests/fuzz/corpus/otlp/json"));
	file_read(&calls, source_path("tests/fuzz/corpus/callgrind/plain"));
	old_profile = pfl_read(source_path("samples/go/slow.mutex.pb.gz"), NULL, &err);
	new_profile = pfl_read(source_path("samples/go/fast.mutex.pb.gz"), NULL, &err);
	if (CHECK(old_profile && new_profile)) {
		const struct pfl_profile *runs[] = { old_profile, new_profile, old_profile,
			old_profile, old_profile };

		pair = pair_two(old_profile, new_profile, &err);
		three_runs = pfl_pair(runs, 1, runs + 1, 2, NULL, &err);
		odd_run = pfl_pair(runs, 4, runs + 4, 1, NULL, &err);
	}
	CHECK_STR(err.msg, "");
	CHECK(own_find());
	own_code = own_profile(own.path, "", "own_target");
}

int
main(void)
{
	pthread_atfork(NULL, NULL, disarm);
	make_inputs();
	test_reading();
	test_reading_seeds();
	test_reading_much();
	test_naming();
	test_combining();
	test_rendering();
	test_comparing_calls();
	test_views();
	test_layouts();
	pfl_profile_free(own_code);
	pfl_profile_free(three_runs);
	pfl_profile_free(odd_run);
	pfl_profile_free(pair);
	pfl_profile_free(old_profile);
	pfl_profile_free(new_profile);
	pfl_text_clear(&packed);
	pfl_text_clear(&folded);
	pfl_text_clear(&labelled);
	pfl_text_clear(&counts);
	pfl_text_clear(&heap);
	pfl_text_clear(&perf);
	pfl_text_clear(&data);
	pfl_text_clear(&words);
	pfl_text_clear(&threads);
	pfl_text_clear(&dump);
	pfl_text_clear(&drawn);
	for (size_t i = 0; i < COUNTOF(json); i++)
		pfl_text_clear(&json[i]);
	return test_done();
}
