/* SPDX-License-Identifier: Apache-2.0 */
/* tree, peek, traces, tags, raw, comments, and --group-by: what the samples of the golden tests
 * do not hold. */
#include "notation.h"
#include "rendering.h"
#include "scene.h"
#include <profloom/profloom.h>

static void
check(const struct pfl_profile *p, const char *family, const char *format,
	const char *const *settings, const char *want)
{
	check_rendering(p, pfl_renderer_find(family, format), NULL, settings, want);
}

static const char *const compact[] = { "compact-labels", "true", NULL };

/* A function that a difference cancels out is stepped over, not shown as a call of nothing. */
static void
test_tree(void)
{
	static const struct sample_text samples[] = {
		{ "leaf;gone;main", { 5 }, NULL },
		{ "other;gone;main", { -5 }, NULL },
		{ "main", { 1 }, NULL },
	};
	static const struct sample_text average[] = {
		{ "a;m", { 4, 100 }, NULL },
		{ "b;m", { 1, 100 }, NULL },
	};
	static const char *const mean[] = { "compact-labels", "true", "mean", "true", NULL };
	struct pfl_profile *p = notation_profile("n/count", samples, COUNTOF(samples));

	test_case("a function that is cancelled out");
	check(p, "tree", "csv", compact,
		"block,relation,flat,flat_percent,sum_percent,cum,cum_percent,calls,"
		"calls_percent,inline,name,file,line\r\n"
		"1,caller,,,,,,5,100,,main,,0\r\n"
		"1,self,5,45.4545,45.4545,5,45.4545,,,,leaf,,0\r\n"
		"2,caller,,,,,,-5,100,,main,,0\r\n"
		"2,self,-5,-45.4545,0,-5,-45.4545,,,,other,,0\r\n"
		"3,self,1,9.09091,9.09091,1,9.09091,,,,main,,0\r\n"
		"3,callee,,,,,,5,500,,leaf,,0\r\n"
		"3,callee,,,,,,-5,-500,,other,,0\r\n");
	pfl_profile_free(p);
	p = notation_profile("n/count t/ns", average, COUNTOF(average));
	test_case("calls of a mean are divided");
	check(p, "tree", "text", mean,
		"Showing nodes accounting for 125ns, 312.50% of 40ns total\n"
		"----------------------------------------------------------+-------------\n"
		"      flat  flat%   sum%        cum   cum%   calls calls% + context \t \t \n"
		"----------------------------------------------------------+-------------\n"
		"                                              25ns   100% |   m\n"
		"      25ns 62.50% 62.50%       25ns 62.50%                | a\n"
		"----------------------------------------------------------+-------------\n"
		"                                             100ns   100% |   m\n"
		"     100ns 250.00% 312.50%      100ns 250.00%                | b\n"
		"----------------------------------------------------------+-------------\n"
		"         0     0% 312.50%       40ns   100%                | m\n"
		"                                              25ns 62.50% |   a\n"
		"                                             100ns 250.00% |   b\n"
		"----------------------------------------------------------+-------------\n");
	pfl_profile_free(p);
}

/* Labels: several of one key, numbers with and without units, lines sorted as they are printed.
 */
static const struct sample_text labelled[] = {
	{ "f", { 3 }, "longer_than_ten=x,k=b,k=a,bytes:2048" },
	{ "g", { 2 }, "k=a,bytes:2049" },
	{ "h", { 1 }, NULL },
	{ "", { 7 }, "k=empty" },
};

static void
test_labels(void)
{
	static const char *const grouped[] = { "compact-labels", "true", "group-by", "k",
		NULL };
	struct pfl_profile *p = notation_profile("n/count", labelled, COUNTOF(labelled));

	test_case("traces: a sample without a stack is none");
	check(p, "traces", "text", NULL,
		"Type: n\n"
		"-----------+-------------------------------------------------------\n"
		"         k:  b a\n"
		"longer_than_ten:  x\n"
		"     bytes:  2kB\n"
		"         3   f\n"
		"-----------+-------------------------------------------------------\n"
		"         k:  a\n"
		"     bytes:  2kB\n"
		"         2   g\n"
		"-----------+-------------------------------------------------------\n"
		"         1   h\n"
		"-----------+-------------------------------------------------------\n");
	test_case("tags: numbers that print alike are one");
	check(p, "tags", "text", NULL,
		" bytes: Total 5 of 13 (38.46%)\n"
		"        5 (38.46%): 2kB\n"
		"\n"
		" k: Total 15 of 13 (115.38%)\n"
		"    7 (53.85%): empty\n"
		"    5 (38.46%): a\n"
		"    3 (23.08%): b\n"
		"\n"
		" longer_than_ten: Total 3 of 13 (23.08%)\n"
		"                  3 (23.08%): x\n"
		"\n");
	test_case("in data they are not");
	check(p, "tags", "csv", NULL,
		"key,text,number,unit,value,percent,samples\r\n"
		"bytes,,2048,,3,23.0769,1\r\n"
		"bytes,,2049,,2,15.3846,1\r\n"
		"k,empty,,,7,53.8462,1\r\n"
		"k,a,,,5,38.4615,2\r\n"
		"k,b,,,3,23.0769,1\r\n"
		"longer_than_ten,x,,,3,23.0769,1\r\n");
	test_case("raw");
	check(p, "raw", "text", NULL,
		"PeriodType:  \n"
		"Period: 0\n"
		"Samples:\n"
		"n/count\n"
		"          3: 1 \n"
		"                k:[b a] longer_than_ten:[x]\n"
		"                bytes:[2048]\n"
		"          2: 2 \n"
		"                k:[a]\n"
		"                bytes:[2049]\n"
		"          1: 3 \n"
		"          7: \n"
		"                k:[empty]\n"
		"Locations\n"
		"     1: 0x10 f :0:0 s=0\n"
		"     2: 0x10 g :0:0 s=0\n"
		"     3: 0x10 h :0:0 s=0\n"
		"Mappings\n");
	test_case("groups: several values are one, none is one, and one has no stack");
	check(p, "top", "text", grouped,
		"Grouped by k: 4 groups\n"
		"\n"
		"k=b,a: 3 of 13 total (23.08%)\n"
		"      flat  flat%   sum%        cum   cum%\n"
		"         3 23.08% 23.08%          3 23.08%  f\n"
		"\n"
		"k=a: 2 of 13 total (15.38%)\n"
		"      flat  flat%   sum%        cum   cum%\n"
		"         2 15.38% 15.38%          2 15.38%  g\n"
		"\n"
		"(no k): 1 of 13 total (7.69%)\n"
		"      flat  flat%   sum%        cum   cum%\n"
		"         1  7.69%  7.69%          1  7.69%  h\n"
		"\n"
		"1 more group: 7 of 13 total (53.85%)\n");
	pfl_profile_free(p);
}

/* As much is left out of a group as of the whole, and groups that are small altogether. */
static void
test_small_groups(void)
{
	static const struct sample_text samples[] = {
		{ "a;main", { 90 }, "k=x" },
		{ "b;main", { 1 }, "k=x" },
		{ "b;main", { 9 }, "k=y" },
		{ "c;main", { 2 }, "k=z" },
		{ "c;main", { 2 }, "k=w" },
	};
	static const char *const settings[] = { "compact-labels", "true", "group-by", "k",
		"node-fraction", "0.05", NULL };
	struct pfl_profile *p = notation_profile("n/count", samples, COUNTOF(samples));

	test_case("small groups");
	check(p, "top", "markdown", settings,
		"### Top: `n`\n\n"
		"```\n"
		"Grouped by k: 4 groups\n"
		"```\n\n"
		"#### `k=x`: `91 of 104 total (87.50%)`\n\n"
		"| flat | flat% | sum% | cum | cum% | name |\n"
		"|---:|---:|---:|---:|---:|:---|\n"
		"| 90 | 86.54% | 86.54% | 90 | 86.54% | `a` |\n"
		"| 0 | 0% | 86.54% | 91 | 87.50% | `main` |\n"
		"\n"
		"#### `k=y`: `9 of 104 total (8.65%)`\n\n"
		"| flat | flat% | sum% | cum | cum% | name |\n"
		"|---:|---:|---:|---:|---:|:---|\n"
		"| 9 | 8.65% | 8.65% | 9 | 8.65% | `b` |\n"
		"| 0 | 0% | 8.65% | 9 | 8.65% | `main` |\n"
		"\n"
		"2 more groups: 4 of 104 total (3.85%)\n");
	pfl_profile_free(p);
}

/* Keys and values are data in a heading, in CSV and to a CI system. */
static void
test_hostile_groups(void)
{
	static const struct sample_text samples[] = { { "f", { 1 }, "::error::k==v`" } };
	static const char *const settings[] = { "compact-labels", "true", "group-by",
		"::error::k", NULL };
	struct pfl_profile *p = notation_profile("n/count", samples, COUNTOF(samples));

	test_case("hostile keys and values");
	check(p, "top", "text", settings,
		"Grouped by ::error::k: 1 group\n"
		"\n"
		"\\x3a:error::k==v`: 1 of 1 total (100%)\n"
		"      flat  flat%   sum%        cum   cum%\n"
		"         1   100%   100%          1   100%  f\n");
	check(p, "top", "csv", settings,
		"::error::k,flat,flat_percent,sum_percent,cum,cum_percent,name,file,line\r\n"
		"'=v`,1,100,100,1,100,f,,0\r\n");
	pfl_profile_free(p);
}

/* So many groups that a table for each would take minutes. */
static void
test_many_groups(void)
{
	static const char *const settings[] = { "group-by", "k", "trim", "false", NULL };
	struct pfl_error err = { 0 };
	struct pfl_builder *b = pfl_builder_new(NULL, &err);
	struct pfl_profile *p;
	char *text;

	test_case("too many groups");
	pfl_build_type(b, notation_string(b, "n"), notation_string(b, "count"));
	for (int i = 0; i < 100000; i++) {
		char name[24];
		int64_t one = 1;
		struct pfl_label label = {
			.key = notation_string(b, "k"), .text = PFL_NONE, .number = i
		};

		snprintf(name, sizeof(name), "f%d", i);
		pfl_build_sample(
			b, notation_stack(b, name), pfl_build_labels(b, &label, 1), &one, 1);
	}
	p = pfl_builder_finish(b, &err);
	pfl_builder_free(b);
	text = rendering(p, pfl_renderer_find("top", "text"), NULL, settings, &err);
	CHECK(!text && err.code == PFL_LIMIT);
	CHECK(strstr(err.msg, "group-by: 100000 groups of up to 100000 functions") == err.msg);
	free(text);
	pfl_profile_free(p);
}

/* Go's durations, of which raw shows four characters. */
static void
test_durations(void)
{
	static const struct {
		int64_t nanos;
		const char *shown;
	} cases[] = {
		{ 12, "12ns" },
		{ 1500, "1.5\xc2\xb5" },
		{ 250000000, "250m" },
		{ 1000000, "1ms" },
		{ 10000000000, "10s" },
		{ 10125109567, "10.1" },
		{ 60000000000, "1m0s" },
		{ INT64_C(16500000000000), "4h35" },
		{ -2000000000, "-2s" },
		{ INT64_MIN, "-256" },
	};

	for (size_t i = 0; i < COUNTOF(cases); i++) {
		struct pfl_profile *p =
			notation_timed_profile("n/count", NULL, 0, -1, cases[i].nanos);
		char want[200];

		test_case(cases[i].shown);
		snprintf(want, sizeof(want),
			"PeriodType:  \n"
			"Period: 0\n"
			"Time: 1969-12-31 23:59:59.999999999 +0000 UTC\n"
			"Duration: %s\n"
			"Samples:\n"
			"n/count\n"
			"Locations\n"
			"Mappings\n",
			cases[i].shown);
		check(p, "raw", "text", NULL, want);
		pfl_profile_free(p);
	}
}

int
main(void)
{
	test_tree();
	test_labels();
	test_small_groups();
	test_hostile_groups();
	test_many_groups();
	test_durations();
	return test_done();
}
