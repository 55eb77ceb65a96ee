/* SPDX-License-Identifier: Apache-2.0 */
/* top: the table that pprof prints, and the same rows for other readers. */
#include "notation.h"
#include "rendering.h"
#include "scene.h"
#include <profloom/profloom.h>

/* Semantics 22.1. */
static const struct sample_text profile_a[] = {
	{ "leaf@a.c:5;mid@a.c:12;main@m.c:3", { 10, 100000000 }, NULL },
	{ "inl@i.h:7|mid@a.c:13;main@m.c:3", { 5, 50000000 }, NULL },
	{ "rec@r.c:4;rec@r.c:5;rec@r.c:5;main@m.c:4", { 2, 20000000 }, NULL },
	{ "tiny@t.c:1;main@m.c:4", { 1, 1000000 }, NULL },
	{ "vtiny@t.c:1;tiny@t.c:2;main@m.c:4", { 1, 100000 }, NULL },
};

static struct pfl_profile *
make_a(void)
{
	struct pfl_profile *p =
		notation_profile("samples/count cpu/ns", profile_a, COUNTOF(profile_a));

	p->meta.duration_nanos = INT64_C(10000000000);
	return p;
}

/* Render in a format with up to four settings ("name", "value", ..., NULL); the caller frees.
 */
static void
check(const struct pfl_profile *p, const char *format, const struct pfl_style *style,
	const char *const *settings, const char *want)
{
	check_rendering(p, pfl_renderer_find("top", format), style, settings, want);
}

static void
test_text(void)
{
	static const char *const lines[] = { "granularity", "lines", "cum", "true",
		"node-count", "2", NULL };
	static const char *const unit[] = { "unit", "seconds", "compact-labels", "true",
		"node-count", "2", NULL };
	struct pfl_profile *p = make_a();

	test_case("as pprof prints it");
	check(p, "text", NULL, NULL,
		"Type: cpu\n"
		"Duration: 10s, Total samples = 171.10ms ( 1.71%)\n"
		"Showing nodes accounting for 171ms, 99.94% of 171.10ms total\n"
		"Dropped 1 node (cum <= 0.86ms)\n"
		"      flat  flat%   sum%        cum   cum%\n"
		"     100ms 58.45% 58.45%      100ms 58.45%  leaf\n"
		"      50ms 29.22% 87.67%       50ms 29.22%  inl (inline)\n"
		"      20ms 11.69% 99.36%       20ms 11.69%  rec\n"
		"       1ms  0.58% 99.94%     1.10ms  0.64%  tiny\n"
		"         0     0% 99.94%   171.10ms   100%  main\n"
		"         0     0% 99.94%      150ms 87.67%  mid\n");
	test_case("by line and cum");
	check(p, "text", NULL, lines,
		"Type: cpu\n"
		"Duration: 10s, Total samples = 171.10ms ( 1.71%)\n"
		"Showing nodes accounting for 100ms, 58.45% of 171.10ms total\n"
		"Dropped 2 nodes (cum <= 0.86ms)\n"
		"Showing top 2 nodes out of 9\n"
		"      flat  flat%   sum%        cum   cum%\n"
		"         0     0%     0%      150ms 87.67%  main m.c:3\n"
		"     100ms 58.45% 58.45%      100ms 58.45%  leaf a.c:5\n");
	test_case("a unit, and without what is known of the profile");
	check(p, "text", NULL, unit,
		"Showing nodes accounting for 0.15s, 87.67% of 0.17s total\n"
		"Dropped 1 node (cum <= 0)\n"
		"Showing top 2 nodes out of 6\n"
		"      flat  flat%   sum%        cum   cum%\n"
		"     0.10s 58.45% 58.45%      0.10s 58.45%  leaf\n"
		"     0.05s 29.22% 87.67%      0.05s 29.22%  inl\n");
	pfl_profile_free(p);
}

/* Semantics 22.3: rows in the order of undivided sums. */
static void
test_mean(void)
{
	static const struct sample_text samples[] = {
		{ "a;m", { 10, 1000000 }, NULL },
		{ "b;m", { 3, 900000 }, NULL },
		{ "c;m", { 1, 2000000 }, NULL },
		{ "d;m", { 100, 100 }, NULL },
	};
	static const char *const mean[] = { "mean", "true", NULL };
	struct pfl_profile *p =
		notation_profile("contentions/count delay/ns", samples, COUNTOF(samples));

	test_case("mean");
	check(p, "text", NULL, mean,
		"Type: mean_delay\n"
		"Showing nodes accounting for 2400us, 7015.29% of 34.21us total\n"
		"Dropped 1 node (cum <= 0.17us)\n"
		"      flat  flat%   sum%        cum   cum%\n"
		"    2000us 5846.07% 5846.07%     2000us 5846.07%  c\n"
		"     100us 292.30% 6138.38%      100us 292.30%  a\n"
		"     300us 876.91% 7015.29%      300us 876.91%  b\n"
		"         0     0% 7015.29%    34.21us   100%  m\n");
	pfl_profile_free(p);
}

static void
test_data(void)
{
	static const char *const three[] = { "node-count", "3", NULL };
	static const char *const lines[] = { "granularity", "lines", "node-count", "1", NULL };
	const struct pfl_style style = { .tool = "proftext" };
	struct pfl_profile *p = make_a();
	char want[1200];

	test_case("json");
	snprintf(want, sizeof(want),
		"{\n"
		"\t\"schema\": \"top/1\",\n"
		"\t\"tool\": \"proftext\",\n"
		"\t\"version\": \"%s\",\n"
		"\t\"sample_type\": \"cpu\",\n"
		"\t\"unit\": \"ns\",\n"
		"\t\"total\": 171100000,\n"
		"\t\"samples\": 5,\n"
		"\t\"duration_ns\": 10000000000,\n"
		"\t\"rows\": [\n"
		"\t\t{\"name\": \"leaf\", \"file\": \"a.c\", \"line\": 0, \"flat\": 100000000, "
		"\"cum\": 100000000},\n"
		"\t\t{\"name\": \"inl\", \"file\": \"i.h\", \"line\": 0, \"flat\": 50000000, "
		"\"cum\": 50000000},\n"
		"\t\t{\"name\": \"rec\", \"file\": \"r.c\", \"line\": 0, \"flat\": 20000000, "
		"\"cum\": 20000000}\n"
		"\t],\n"
		"\t\"dropped\": {\n"
		"\t\t\"nodes\": 1,\n"
		"\t\t\"cutoff\": 855500\n"
		"\t}\n"
		"}\n",
		pfl_version());
	check(p, "json", &style, three, want);
	test_case("csv");
	check(p, "csv", NULL, three,
		"flat,flat_percent,sum_percent,cum,cum_percent,name,file,line\r\n"
		"100000000,58.4454,58.4454,100000000,58.4454,leaf,a.c,0\r\n"
		"50000000,29.2227,87.668,50000000,29.2227,inl,i.h,0\r\n"
		"20000000,11.6891,99.3571,20000000,11.6891,rec,r.c,0\r\n");
	test_case("csv by line");
	check(p, "csv", NULL, lines,
		"flat,flat_percent,sum_percent,cum,cum_percent,name,file,line\r\n"
		"100000000,58.4454,58.4454,100000000,58.4454,leaf,a.c,5\r\n");
	pfl_profile_free(p);
}

/* Three times the largest value: sums are exact in every format. */
static void
test_large(void)
{
	static const struct sample_text samples[] = {
		{ "a@x.c:1", { INT64_MAX }, NULL },
		{ "a@y.c:1", { INT64_MAX }, NULL },
		{ "a@y.c:1", { INT64_MAX }, NULL },
	};
	struct pfl_profile *p = notation_profile("n/count", samples, COUNTOF(samples));

	test_case("sums beyond 64 bits, a function in two files");
	check(p, "csv", NULL, NULL,
		"flat,flat_percent,sum_percent,cum,cum_percent,name,file,line\r\n"
		"27670116110564327421,100,100,27670116110564327421,100,a,,0\r\n");
	pfl_profile_free(p);
}

/* Names and units that mean something to a terminal, a CI system, Markdown or a spreadsheet. */
static void
test_hostile(void)
{
	static const struct sample_text samples[] = {
		{ "=cmd' /C calc'A0", { 3 }, NULL },
		{ "::error::a\n::error::b", { 2 }, NULL },
		{ "\x1b[2J`` x `", { 1 }, NULL },
	};
	static const char *const compact[] = { "compact-labels", "1", NULL };
	struct pfl_profile *p = notation_profile("n/|\n", samples, COUNTOF(samples));

	test_case("text");
	check(p, "text", NULL, compact,
		"Showing nodes accounting for 6|\\n, 100% of 6|\\n total\n"
		"      flat  flat%   sum%        cum   cum%\n"
		"      3|\\n 50.00% 50.00%       3|\\n 50.00%  =cmd' /C calc'A0\n"
		"      2|\\n 33.33% 83.33%       2|\\n 33.33%  ::error::a\\n::error::b\n"
		"      1|\\n 16.67%   100%       1|\\n 16.67%  \\x1b[2J`` x `\n");
	test_case("markdown");
	check(p, "markdown", NULL, compact,
		"### Top: `n`\n\n"
		"```\n"
		"Showing nodes accounting for 6|\\n, 100% of 6|\\n total\n"
		"```\n\n"
		"| flat | flat% | sum% | cum | cum% | name |\n"
		"|---:|---:|---:|---:|---:|:---|\n"
		"| `3\\|\\n` | 50.00% | 50.00% | `3\\|\\n` | 50.00% | `=cmd' /C calc'A0` "
		"|\n"
		"| `2\\|\\n` | 33.33% | 83.33% | `2\\|\\n` | 33.33% | "
		"`::error::a\\n::error::b` |\n"
		"| `1\\|\\n` | 16.67% | 100% | `1\\|\\n` | 16.67% | "
		"``` \\x1b[2J`` x ` ``` |\n");
	test_case("csv");
	check(p, "csv", NULL, NULL,
		"flat,flat_percent,sum_percent,cum,cum_percent,name,file,line\r\n"
		"3,50,50,3,50,'=cmd' /C calc'A0,,0\r\n"
		"2,33.3333,83.3333,2,33.3333,\"::error::a\\n::error::b\",,0\r\n"
		"1,16.6667,100,1,16.6667,\\x1b[2J`` x `,,0\r\n");
	pfl_profile_free(p);
}

static void
test_terminal(void)
{
	static const struct sample_text samples[] = {
		{ "github.com/someone/something/pkg/server.(*Handler).Serve@/src/a/b/"
		  "serve.go:12",
			{ 7 }, NULL },
	};
	static const char *const compact[] = { "compact-labels", "true", NULL };
	static const char *const lines[] = { "compact-labels", "true", "granularity", "lines",
		NULL };
	struct pfl_style style = { .columns = 72, .color = true };
	struct pfl_profile *p = notation_profile("n/count", samples, COUNTOF(samples));

#define HEAD                                                                                   \
	"Showing nodes accounting for 7, 100% of 7 total\n"                                    \
	"\x1b[1m      flat  flat%   sum%        cum   cum%\x1b[0m\n"                           \
	"         7   100%   100%          7   100%  "
	test_case("the end of a name stays");
	check(p, "text", &style, compact, HEAD "…pkg/server.(*Handler).Serve\n");
	test_case("of a function and of its file");
	check(p, "text", &style, lines, HEAD "…Serve /src/a/b/serve.go:12\n");
	style = (struct pfl_style){ .name_width = 10 };
	test_case("a name is cut to so many bytes");
	check(p, "text", &style, compact,
		"Showing nodes accounting for 7, 100% of 7 total\n"
		"      flat  flat%   sum%        cum   cum%\n"
		"         7   100%   100%          7   100%  github.com...\n");
	pfl_profile_free(p);
}

/* Comments are lines of the header; none of them may be a command to a CI system. */
static void
test_comments(void)
{
	struct pfl_error err = { 0 };
	struct pfl_builder *b = pfl_builder_new(NULL, &err);
	int64_t one = 1;
	struct pfl_profile *p;

	pfl_build_type(b, notation_string(b, "n"), notation_string(b, "count"));
	pfl_build_comment(b, notation_string(b, "built by hand"));
	pfl_build_comment(b, notation_string(b, " ::error::x\nsecond"));
	pfl_build_comment(b, notation_string(b, "# left out"));
	pfl_build_sample(b, notation_stack(b, "a"), 0, &one, 1);
	p = pfl_builder_finish(b, &err);
	pfl_builder_free(b);
	test_case("comments");
	check(p, "text", NULL, NULL,
		"built by hand\n"
		"Comment:  ::error::x\\nsecond\n"
		"Type: n\n"
		"Showing nodes accounting for 1, 100% of 1 total\n"
		"      flat  flat%   sum%        cum   cum%\n"
		"         1   100%   100%          1   100%  a\n");
	pfl_profile_free(p);

	test_case("so many comments that the report would drown in them");
	b = pfl_builder_new(NULL, &err);
	pfl_build_type(b, notation_string(b, "n"), notation_string(b, "count"));
	for (int i = 0; i < 1100; i++)
		pfl_build_comment(b, i < 95 ? notation_string(b, "#") : 0);
	p = pfl_builder_finish(b, &err);
	pfl_builder_free(b);
	check(p, "text", NULL, NULL,
		"\n\n\n\n\n... and 1000 more comments\n"
		"Type: n\n"
		"Showing nodes accounting for 0, 0% of 0 total\n"
		"      flat  flat%   sum%        cum   cum%\n");
	pfl_profile_free(p);
}

static void
test_empty(void)
{
	struct pfl_profile *p = notation_profile("n/count", NULL, 0);

	test_case("no samples");
	check(p, "text", NULL, NULL,
		"Type: n\n"
		"Showing nodes accounting for 0, 0% of 0 total\n"
		"      flat  flat%   sum%        cum   cum%\n");
	check(p, "csv", NULL, NULL,
		"flat,flat_percent,sum_percent,cum,cum_percent,name,file,line\r\n");
	pfl_profile_free(p);
}

int
main(void)
{
	test_text();
	test_mean();
	test_data();
	test_large();
	test_hostile();
	test_terminal();
	test_comments();
	test_empty();
	return test_done();
}
