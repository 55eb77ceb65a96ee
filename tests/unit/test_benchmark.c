/* SPDX-License-Identifier: Apache-2.0 */
/* Iterations out of what go test -bench prints: lines, events, names, and what is refused. */
#include "support.h"

#include <profloom/benchmark.h>

enum { MOST = 4 };

static const struct {
	const char *name, *input, *benchmark;
	size_t n;
	double want[MOST];
	const char *error; /* a part of it; NULL: none */
} cases[] = {
	{ "one line", "BenchmarkX-8 \t 1000\t 12.5 ns/op\n", NULL, 1, { 1000 }, NULL },
	{ "no line feed", "BenchmarkX-8 1000 12.5 ns/op", NULL, 1, { 1000 }, NULL },
	{ "a carriage return", "BenchmarkX 7 12.5 ns/op\r\n", NULL, 1, { 7 }, NULL },
	{ "without ns/op", "BenchmarkX 7 3 things/op\n", NULL, 1, { 7 }, NULL },
	{ "no number to speak of", "BenchmarkX 7 NaN ns/op\nBenchmarkX 3 +Inf MB/s\n", NULL, 1,
		{ 10 }, NULL },
	{ "-count", "BenchmarkX 7 1 ns/op\nBenchmarkX 8 1 ns/op\n", NULL, 1, { 15 }, NULL },
	{ "two profiles", "BenchmarkX 7 1 ns/op\nBenchmarkX 8 1 ns/op\n", NULL, 2, { 7, 8 },
		NULL },
	{ "two profiles, -count=2",
		"BenchmarkX 1 1 ns/op\nBenchmarkX 2 1 ns/op\nBenchmarkX 4 1 ns/op\n"
		"BenchmarkX 8 1 ns/op\n",
		NULL, 2, { 3, 12 }, NULL },
	{ "three lines for two", "BenchmarkX 1 1 a\nBenchmarkX 2 1 a\nBenchmarkX 4 1 a\n", NULL,
		2, { 0 }, "b: there are 3 results for 2 profiles" },
	{ "what a benchmark prints",
		"BenchmarkX-8 \tloading\n12 files\nloaded 3 things\n  900\t 5 ns/op\n", NULL, 1,
		{ 900 }, NULL },
	{ "-v", "=== RUN BenchmarkX\nBenchmarkX\nBenchmarkX-8 5 1 ns/op\n", NULL, 1, { 5 },
		NULL },
	{ "nobody's result", "  900\t 5 ns/op\nBenchmarkX 1 1 ns/op\n", NULL, 1, { 1 }, NULL },
	{ "no benchmarks", "Benchmarks 1 1 ns/op\nBenchmarking 2 1 ns/op\nbenchmarkX 3 1 a\n",
		NULL, 1, { 0 }, "b: there is no result of a benchmark in it" },
	{ "no iterations", "BenchmarkX 0 1 ns/op\nBenchmarkX -5 1 ns/op\nBenchmarkX 1e3 1 a\n",
		NULL, 1, { 0 }, "b: there is no result" },
	{ "nothing measured", "BenchmarkX 10\nBenchmarkX 10 20\nBenchmarkX 10 ns/op 20\n", NULL,
		1, { 0 }, "b: there is no result" },
	{ "nothing", "", NULL, 1, { 0 }, "b: there is no result" },
	{ "only Benchmark", "Benchmark 3 1 ns/op\nBenchmark\xc3\x89 4 1 ns/op\n", "Benchmark",
		1, { 3 }, NULL },
	{ "several", "BenchmarkA-8 1 1 ns/op\nBenchmarkB-8 2 1 ns/op\n", NULL, 1, { 0 },
		"b: which benchmark is the profile of? --benchmark NAME says it; there are "
		"BenchmarkA-8, BenchmarkB-8" },
	{ "of several", "BenchmarkA-8 1 1 ns/op\nBenchmarkB-8 2 1 ns/op\n", "BenchmarkB-8", 1,
		{ 2 }, NULL },
	{ "without processors", "BenchmarkA-8 1 1 a\nBenchmarkAB-8 2 1 a\n", "BenchmarkA", 1,
		{ 1 }, NULL },
	{ "without both", "BenchmarkA/n=1-8 1 1 a\nBenchmarkA/n=10-8 2 1 a\n", "A/n=1", 1,
		{ 1 }, NULL },
	{ "without Benchmark", "BenchmarkA-8 1 1 a\nBenchmarkA-4 2 1 a\n", "A-4", 1, { 2 },
		NULL },
	{ "-cpu", "BenchmarkA 1 1 a\nBenchmarkA-2 2 1 a\nBenchmarkA-4 4 1 a\n", "BenchmarkA", 1,
		{ 7 }, NULL },
	{ "not there", "BenchmarkA-8 1 1 a\nBenchmark\x1b[2J 2 1 a\n", "B", 1, { 0 },
		"b: there is no result of 'B'; there are BenchmarkA-8, Benchmark\\x1b[2J" },
	{ "64 bits", "BenchmarkX 9223372036854775808 1 ns/op\n", NULL, 1, { 0 },
		"b: line 1: there are more iterations than 64 bits hold" },
	{ "as much as there can be", "BenchmarkX 900000000000000 1 ns/op\n", NULL, 1,
		{ 900000000000000 }, NULL },
	{ "a sum too large", "BenchmarkX 900000000000000 1 a\nBenchmarkX 1 1 a\n", NULL, 1,
		{ 0 }, "b: the iterations add up to more than 900000000000000" },
	{ "largest twice",
		"BenchmarkX 9223372036854775807 1 a\nBenchmarkX 9223372036854775807 1 a\n",
		NULL, 1, { 0 }, "add up to more than" },

	{ "events",
		"{\"Action\":\"output\",\"Package\":\"p\",\"Output\":\"BenchmarkX-8 \\t\"}\n"
		"{\"Action\":\"output\",\"Package\":\"p\",\"Output\":\" 500\\t 5 ns/op\\n\"}\n",
		NULL, 1, { 500 }, NULL },
	{ "no line feed among events",
		"{\"Action\":\"output\",\"Output\":\"BenchmarkX 5 1 a\"}", NULL, 1, { 5 },
		NULL },
	{ "any value",
		"{ \"Elapsed\" : 0.5e-3, \"x\":[1,{\"y\":\"}\\\"]\"},[]],\"Output\": "
		"\"Benchmark"
		"\\u0058\\u002d8 5 1 \\ud83d\\ude00\\n\" , \"z\":null,\"Action\":\"output\"}\n",
		"BenchmarkX-8", 1, { 5 }, NULL },
	{ "half a pair", "{\"Action\":\"output\",\"Output\":\"BenchmarkX\\ud800 5 1 a\\n\"}\n",
		"BenchmarkX\xef\xbf\xbd", 1, { 5 }, NULL },
	{ "other actions", "{\"Action\":\"run\",\"Output\":\"BenchmarkX 5 1 a\\n\"}\n", NULL, 1,
		{ 0 }, "there is no result" },
	{ "a brace in text", "{not an event\nBenchmarkX 5 1 a\n", NULL, 1, { 5 }, NULL },
	{ "a cut event", "{\"Action\":\"start\"}\n{\"Action\":\"output\",\"Output\":\"Bench",
		NULL, 1, { 0 },
		"b: line 2: expected an event of go test -json; is the file cut off?" },
	{ "a bad escape", "{\"Action\":\"start\"}\n{\"Action\":\"a\",\"Output\":\"\\u00x1\"}\n",
		NULL, 1, { 0 }, "b: line 2: expected an event" },
	{ "two packages",
		"{\"Action\":\"output\",\"Package\":\"p\",\"Output\":\"BenchmarkX \"}\n"
		"{\"Action\":\"output\",\"Package\":\"q\",\"Output\":\"BenchmarkY \"}\n",
		NULL, 1, { 0 }, "b: line 2: two packages print at a time" },
};

static void
test_cases(void)
{
	for (size_t i = 0; i < COUNTOF(cases); i++) {
		struct pfl_error err = { 0 };
		double got[MOST] = { 0 };
		struct pfl_benchmarks *b;
		bool ok;

		test_case(cases[i].name);
		b = pfl_benchmarks_read_mem(
			cases[i].input, strlen(cases[i].input), "b", NULL, &err);
		ok = b &&
			pfl_benchmarks_operations(b, cases[i].benchmark, cases[i].n, got, &err);
		CHECK(ok == !cases[i].error);
		if (cases[i].error)
			CHECK(strstr(err.msg, cases[i].error) != NULL);
		else
			CHECK_STR(err.msg, "");
		if (cases[i].error && !strstr(err.msg, cases[i].error))
			fprintf(stderr, "%s\n", err.msg);
		for (size_t k = 0; ok && k < cases[i].n; k++)
			CHECK(got[k] == cases[i].want[k]);
		pfl_benchmarks_free(b);
	}
}

/* Nothing costs more than it may: long lines, long names, many of them. */
static void
test_limits(void)
{
	static const struct {
		const char *name;
		struct pfl_limits limits;
		const char *input, *error;
	} limits[] = {
		{ "line", { .line = 20 }, "BenchmarkX 1 1 a\nBenchmarkX 2 11111111111 a\n",
			"--max-line" },
		{ "line of pieces", { .line = 80 },
			"{\"Action\":\"output\",\"Output\":\"BenchmarkX 1 "
			"1234567890123456789\"}\n"
			"{\"Action\":\"output\",\"Output\":\"1234567890123456789012345678901\"}"
			"\n"
			"{\"Action\":\"output\",\"Output\":\"12345678901234567 a\\n\"}\n",
			"--max-line" },
		{ "name", { .string = 12 }, "BenchmarkX123 1 1 a\n", "--max-string" },
		{ "memory", { .memory = 10 }, "BenchmarkX123 1 1 a\n", "--max-memory" },
	};

	for (size_t i = 0; i < COUNTOF(limits); i++) {
		struct pfl_error err = { 0 };
		const char *input = limits[i].input;

		test_case(limits[i].name);
		CHECK(!pfl_benchmarks_read_mem(
			input, strlen(input), "b", &limits[i].limits, &err));
		CHECK_U64(err.code, PFL_LIMIT);
		if (!CHECK(strstr(err.msg, limits[i].error) != NULL))
			fprintf(stderr, "%s\n", err.msg);
	}
}

static void
test_long_list(void)
{
	struct pfl_text text = { 0 };
	struct pfl_error err = { 0 };
	struct pfl_benchmarks *b;
	double n;

	test_case("many names");
	for (int i = 0; i < 100; i++)
		pfl_text_printf(&text, "BenchmarkName%d-8 1 1 ns/op\n", i);
	b = pfl_benchmarks_read_mem(text.at, text.n, "b", NULL, &err);
	CHECK(b && !pfl_benchmarks_operations(b, NULL, 1, &n, &err));
	CHECK_U64(err.code, PFL_USAGE);
	CHECK(strstr(err.msg, "BenchmarkName1-8, ") && strstr(err.msg, " more"));
	pfl_benchmarks_free(b);
	pfl_text_clear(&text);
}

static void
test_file(void)
{
	struct pfl_error err = { 0 };
	double n[2] = { 0 };
	struct pfl_benchmarks *b =
		pfl_benchmarks_read(source_path("tests/data/bench.txt"), NULL, &err);

	test_case("a file");
	CHECK(b && pfl_benchmarks_operations(b, "Search/n=10", 2, n, &err));
	CHECK(n[0] == 500 && n[1] == 500);
	pfl_benchmarks_free(b);
	b = pfl_benchmarks_read(source_path("tests/data/bench.json"), NULL, &err);
	test_case("a file of events");
	CHECK(b && pfl_benchmarks_operations(b, NULL, 1, n, &err) && n[0] == 1000);
	pfl_benchmarks_free(b);
	CHECK_STR(err.msg, "");
	test_case("no file");
	CHECK(!pfl_benchmarks_read(source_path("tests/data/none"), NULL, &err));
	CHECK_U64(err.code, PFL_IO);
}

int
main(void)
{
	test_cases();
	test_limits();
	test_long_list();
	test_file();
	return test_done();
}
