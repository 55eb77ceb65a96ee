/* SPDX-License-Identifier: Apache-2.0 */
/* diff: comparisons in words, tables and data. The comparisons here are made by hand. */
#include "comparing.h"

#include "base/utf8.h"

#include <profloom/profloom.h>

static struct comparing t; /* too large for a stack */

static const struct sample_text before[] = {
	{ "sha256.block@s.s:1;main.hash@m.go:1;main.handle@m.go:1;main@m.go:1", { 127000000 },
		NULL },
	{ "main.decode@m.go:1;main.handle@m.go:1;main@m.go:1", { 1620000000 }, NULL },
	{ "gc@g.go:1;main@m.go:1", { 30000000 }, NULL },
};
static const struct sample_text now[] = {
	{ "sha256.block@s.s:1;main.hash@m.go:1;main.handle@m.go:1;main@m.go:1", { 705000000 },
		NULL },
	{ "main.decode@m.go:1;main.handle@m.go:1;main@m.go:1", { 1498000000 }, NULL },
	{ "gc@g.go:1;main@m.go:1", { 30000000 }, NULL },
};

/* Sums of so many runs, which are all alike. */
static struct pfl_delta
delta_of(size_t runs, int64_t old, int64_t new, double q, enum pfl_change_word word)
{
	return comparing_delta(
		old * 1000000 * (int64_t)runs, new * 1000000 * (int64_t)runs, q, word);
}

/* main.hash takes more; nothing else is certain. */
static void
hash(size_t runs, const char *const *settings)
{
	struct pfl_delta none = comparing_delta(0, 0, NAN, PFL_SAME);
	struct pfl_delta found = delta_of(runs, 127, 705, 4.6e-5, PFL_REGRESSION);
	struct pfl_delta decode = delta_of(runs, 1620, 1498, 0.69, PFL_NOISE);
	struct pfl_delta gc = delta_of(runs, 30, 30, 1, PFL_SAME);
	struct pfl_finding *f;

	comparing_start(&t, "cpu/nanoseconds", before, COUNTOF(before), now, COUNTOF(now), runs,
		settings);
	comparing_total(&t, 1777000000 * (int64_t)runs, 2233000000 * (int64_t)runs);
	f = comparing_finding(&t, PFL_FINDING_SCALED, "main;main.handle;main.hash",
		"sha256.block", found, 482e6 * (double)runs);
	f->n_operations = 1;
	f->operation[0] = comparing_node(&t, "sha256.block");
	f->operation_delta[0] = found.delta;
	comparing_row(&t, "main.hash", none, found)->finding = 0;
	comparing_row(&t, "sha256.block", found, found)->finding = 0;
	comparing_row(&t, "main.handle", none, delta_of(runs, 1747, 2203, 0.57, PFL_NOISE))
		->finding = 0;
	comparing_row(&t, "main.decode", decode, decode);
	comparing_row(&t, "main", none, delta_of(runs, 1777, 2233, NAN, PFL_NOISE))->finding =
		0;
	comparing_row(&t, "gc", gc, gc);
}

static void
check(const char *format, const struct pfl_style *style, const char *want)
{
	struct pfl_error err = { 0 };
	char *text = comparing_render(&t, format, style, &err);

	CHECK_STR(err.msg, "");
	CHECK_STR(text, want);
	free(text);
}

/* The first of these texts that the rendering has not, or that it has after a "!". */
static void
check_parts(const char *format, const struct pfl_style *style, const char *const *parts)
{
	struct pfl_error err = { 0 };
	char *text = comparing_render(&t, format, style, &err);

	CHECK_STR(err.msg, "");
	for (; CHECK(text != NULL) && *parts; parts++) {
		bool not = **parts == '!';

		if (!CHECK((strstr(text, *parts + not ) != NULL) != not ))
			fprintf(stderr, "%s: %s\nin\n%s\n", format, *parts, text);
	}
	free(text);
}

static void
test_text(void)
{
	static const char *const inputs[] = { "a.pb.gz", "/home/someone/b.pb.gz" };
	const struct pfl_style style = {
		.old_inputs = inputs, .n_old_inputs = 2, .new_inputs = inputs, .n_new_inputs = 1
	};

	test_case("text");
	hash(1, NULL);
	check("text", &style,
		"1 finding: main.hash takes 578ms more (at least 482ms)\n"
		"total cpu: 1.78s -> 2.23s (+26%); one run a side cannot tell whether that is "
		"noise\n"
		"old: 1 run, 1777 samples, 1s: a.pb.gz, b.pb.gz\n"
		"new: 1 run, 2233 samples, 1s: a.pb.gz\n"
		"scale: values are compared as they were recorded\n"
		"noise: dispersion 1 (assumed, there are too few functions), floor 5%; 5 of 6 "
		"functions tested, 5% false discoveries\n"
		"names: 100.0% matched exactly\n"
		"\n"
		"  #1  main.hash takes 578ms more, at least 482ms (127ms -> 705ms, ×5.55)\n"
		"      main > main.handle > main.hash > sha256.block\n"
		"      called more often or with more work: all that it calls grew alike; most "
		"of it in sha256.block (+578ms)\n"
		"\n"
		"cum: what functions and their calls use (~: within noise)\n"
		"      old       new     change  change% of all       q     verdict\n"
		"    127ms     705ms     +578ms    +455%   127% 4.6e-05  regression  main.hash "
		" "
		"#1, +1 frame\n"
		"   1747ms    2203ms     +456ms  +26.10%           0.57           ~  "
		"main.handle  contains #1\n"
		"   1620ms    1498ms     -122ms   -7.53%           0.69           ~  "
		"main.decode\n"
		"   1777ms    2233ms     +456ms  +25.66%                          ~  main  "
		"contains #1\n"
		"  findings: +578ms, everything else: -122ms, together: +456ms; not shown: 1 "
		"the "
		"same; largest noise: main.decode -122ms, q 0.69\n"
		"\n"
		"flat: what functions themselves use; 1 of 6 functions changed by more than "
		"noise\n"
		"      old       new     change  change% of all       q     verdict\n"
		"    127ms     705ms     +578ms    +455%        4.6e-05  regression  "
		"sha256.block  within #1\n"
		"\n"
		"Smallest change that could have been seen: +31% or -23% of a function with "
		"10% of the total, +60% of one with 1%. Several runs a side would see more.\n");
	comparing_end(&t);
}

/* Sums of three runs are shown by run, and old ones at the scale of new ones. */
static void
test_runs(void)
{
	static const char *const settings[] = { "node-count", "1", "flat", "true", NULL };
	static const char *const parts[] = {
		("\ntotal cpu per run: 1.78s -> 2.23s (+26%, 95% CI -4.0% to +56%), no "
		 "provable change\n"),
		"\nold: 3 runs, 5331 samples, 3s\n",
		"takes 578ms more, at least 482ms (63.50ms -> 705ms",
		("\nscale: old values are multiplied by 0.5, what most functions suggest "
		 "(robust, from 52); durations: ×1.4\n"),
		"\nnoise: dispersion 1.6 (of these profiles), floor 1%; ",
		"\nnames: 99.0% matched exactly, 1.0% by guess\n",
		"\nwarning: all OLD runs precede all NEW runs\n",
		"\nflat: what functions themselves use (~: within noise)\n",
		"\n  63.50ms     705ms ",
		"  sha256.block  within #1\n  findings: ", "12 runs a side would halve this.\n",
		NULL
	};

	test_case("three runs a side");
	hash(3, settings);
	t.c.normalization = PFL_NORMAL_ROBUST;
	t.c.factor = 0.5;
	t.c.factor_functions = 52;
	t.c.duration_ratio = 1.4;
	t.c.dispersion = 1.6;
	t.c.dispersion_functions = 52;
	t.c.noise = 0.01;
	t.c.total_growth = 0.26;
	t.c.total_low = -0.04;
	t.c.total_high = 0.56;
	t.c.total_p = 0.126;
	t.c.matched[PFL_MATCH_EXACT] = 0.99;
	t.c.matched[PFL_MATCH_GUESSED] = 0.01;
	t.c.n_warnings = 1;
	t.warning[0] = (struct pfl_warning){ .code = "not-interleaved",
		.text = "all OLD runs precede all NEW runs" };
	check_parts("text", NULL, parts);
	comparing_end(&t);
}

/* Lines are as wide as the terminal, tables lose columns in a narrow one. */
static void
test_width(void)
{
	static const unsigned widths[] = { 80, 100, 160 };

	hash(1, NULL);
	for (size_t i = 0; i < COUNTOF(widths); i++) {
		struct pfl_style style = { .columns = widths[i], .verbose = true };
		struct pfl_error err = { 0 };
		char *text = comparing_render(&t, "text", &style, &err);

		test_case("width");
		if (!CHECK(text != NULL))
			continue;
		for (const char *line = text; *line; line += strcspn(line, "\n") + 1) {
			size_t n = pfl_utf8_columns(line, strcspn(line, "\n"));

			if (!CHECK(n <= widths[i]))
				fprintf(stderr, "%zu columns: %.*s\n", n,
					(int)strcspn(line, "\n"), line);
		}
		CHECK((strstr(text, " of all ") != NULL) == (widths[i] >= 100));
		free(text);
	}
	comparing_end(&t);
}

static void
test_nothing(void)
{
	static const char *const none[] = { "no differences in any of 1 function\n",
		"\ntotal cpu: 30ms -> 30ms (+0.0%)",
		("\n\ncum: what functions and their calls use (~: within noise)\n  not shown: "
		 "1 "
		 "the same\n"),
		"!largest", "!everything else", NULL };
	static const char *const markdown[] = { "### 🟢 profdiff `cpu`: no provable change\n",
		"!mermaid", NULL };
	static const char *const junit[] = { " tests=\"1\" failures=\"0\"",
		" name=\"no provable change\"/>", NULL };
	static const char *const json[] = { "\t\"findings\": [],\n\t\"residual\": 0,",
		"\"status\": \"same\", \"p_value\": 0.5", NULL };
	struct pfl_delta gc = delta_of(1, 30, 30, 1, PFL_SAME);
	static const char *const empty[] = { "both profiles are empty\n",
		"\n  there is no function to compare\n",
		"Which changes could have been seen cannot be told.\n", NULL };

	test_case("a profile and itself");
	comparing_start(&t, "cpu/nanoseconds", now + 2, 1, now + 2, 1, 1, NULL);
	comparing_total(&t, 30000000, 30000000);
	comparing_row(&t, "gc", gc, gc);
	check_parts("text", NULL, none);
	check_parts("markdown", NULL, markdown);
	check_parts("junit", NULL, junit);
	check_parts("json", NULL, json);
	comparing_end(&t);
	test_case("nothing at all");
	comparing_start(&t, "cpu/nanoseconds", now, 0, now, 0, 1, NULL);
	comparing_total(&t, 0, 0);
	t.c.detectable_up = t.c.detectable_down = t.c.detectable_small = INFINITY;
	check_parts("text", NULL, empty);
	comparing_end(&t);
}

static void
add_rule(const char *rule, enum pfl_verdict verdict, double estimate, const char *why)
{
	t.ruling[t.c.n_rulings++] = (struct pfl_ruling){
		.rule = rule,
		.verdict = verdict,
		.node = verdict == PFL_VERDICT_FAIL ? comparing_node(&t, "main.hash")
						    : PFL_NONE,
		.estimate = estimate,
		.lower = estimate - 2,
		.upper = estimate + 2,
		.limit = 5,
		.unit = "%",
		.why = why,
	};
}

static void
test_rules(void)
{
	static const char *const text[] = { "FAIL: 1 finding: main.hash takes",
		"\n  FAIL cum>25%: main.hash +457% (between +455% and +459%): proved\n"
		"  INCONCLUSIVE total>2%: too few runs\n"
		"  WARN flat>1%: +3% (between +1% and +5%): likely\n"
		"  PASS new>0.5%: +0.1% (between -1.9% and +2.1%): held\n",
		NULL };
	static const char *const markdown[] = { "### 🔴 profdiff `cpu`: FAIL, 1 finding\n",
		"\n- **FAIL** `cum>25%` `main.hash` +457% (between +455% and +459%): proved\n",
		NULL };
	static const char *const junit[] = { "<testsuites tests=\"4\" failures=\"1\" "
					     "errors=\"0\" skipped=\"1\">",
		" name=\"new&gt;0.5%\">\n      <system-out>PASS: +0.1%",
		" name=\"cum&gt;25%\">\n      <failure message=\"main.hash +457% (between "
		"+455% and +459%): proved\" type=\"FAIL\"/>\n",
		"<skipped message=\"too few runs\"/>", "!&lt;testcase", NULL };
	static const char *const json[] = { "\"gate\": {\n\t\t\"verdict\": \"FAIL\",\n\t\t"
					    "\"failed\": true,\n\t\t\"rules\": [",
		"{\"rule\": \"total\\u003e2%\", \"verdict\": \"INCONCLUSIVE\", \"name\": null, "
		"\"unit\": \"%\", \"limit\": 5, \"estimate\": null, \"lower\": null, "
		"\"upper\": null, \"why\": \"too few runs\"}",
		NULL };

	test_case("rules");
	hash(1, NULL);
	add_rule("new>0.5%", PFL_VERDICT_PASS, 0.1, "held");
	add_rule("cum>25%", PFL_VERDICT_FAIL, 457, "proved");
	add_rule("total>2%", PFL_VERDICT_INCONCLUSIVE, NAN, "too few runs");
	add_rule("flat>1%", PFL_VERDICT_WARN, 3, "likely");
	t.c.has_gate = t.c.gate_failed = true;
	t.c.verdict = PFL_VERDICT_FAIL;
	CHECK(pfl_scene_gate_failed(t.scene));
	check_parts("text", NULL, text);
	check_parts("markdown", NULL, markdown);
	check_parts("junit", NULL, junit);
	check_parts("json", NULL, json);
	t.c.gate_failed = false;
	CHECK(!pfl_scene_gate_failed(t.scene));
	comparing_end(&t);
}

/* The number behind the key, wherever it stands first. */
static double
number_after(const char **text, const char *key)
{
	const char *at = strstr(*text, key);

	if (!at)
		return NAN;
	*text = at + strlen(key);
	return strtod(*text, NULL);
}

/* Whatever the fractions: findings and residual are whole, and add up. */
static void
test_sum(void)
{
	struct pfl_error err = { 0 };
	struct pfl_delta some = comparing_delta(1050, 2148, 1e-6, PFL_REGRESSION);
	char *text;

	test_case("findings and residual");
	hash(1, NULL);
	t.c.n_findings = 0;
	comparing_total(&t, 7800, 9251);
	t.c.factor = 1.0217;
	some.delta = 1075.215;
	comparing_finding(&t, PFL_FINDING_SCALED, "main;main.hash", "", some, 692.5);
	some.delta = 0.5;
	comparing_finding(&t, PFL_FINDING_NEW, "main;gc", "", some, 0.4);
	some.delta = -509.5;
	comparing_finding(&t, PFL_FINDING_SELF, "main;main.decode", "", some, -422.6);
	text = comparing_render(&t, "json", NULL, &err);
	if (CHECK(text != NULL)) {
		const char *at = strstr(text, "\"findings\"");
		double sum = 0;

		for (int i = 0; i < 3; i++) {
			sum += number_after(&at, "\"delta\": ");
			number_after(&at, "\"callers\""); /* the end of a finding */
		}
		sum += number_after(&at, "\"residual\": ");
		CHECK(sum == 9251 - rint(1.0217 * 7800));
		CHECK(strstr(text, "\"delta\": 1075, \"bound\": 692,"));
	}
	free(text);
	comparing_end(&t);
}

static void
test_json(void)
{
	static const char *const inputs[] = { "/tmp/x.pb" };
	const struct pfl_style style = { .new_inputs = inputs, .n_new_inputs = 1 };
	static const char *const parts[] = {
		"{\n\t\"schema\": \"diff/1\",\n\t\"tool\": \"profloom\",\n\t\"version\": ",
		",\n\t\"sample_type\": \"cpu\",\n\t\"unit\": \"nanoseconds\",\n\t\"old\": {\n"
		"\t\t\"inputs\": [],\n\t\t\"total\": 1777000000,\n\t\t\"events\": "
		"1777,\n\t\t\"samples\": 3,\n"
		"\t\t\"duration_ns\": 1000000000,\n\t\t\"runs\": [{\"samples\": 3, "
		"\"duration_ns\": 1000000000, \"period\": 0}]\n\t},\n\t\"new\": {\n"
		"\t\t\"inputs\": [\"x.pb\"],\n\t\t\"total\": 2233000000,",
		"\"normalization\": {\n\t\t\"mode\": \"abs\",\n\t\t\"factor\": 1,",
		"\t\"dispersion\": 1,\n\t\"noise\": 0.05,\n",
		"\t\"findings\": [\n\t\t{\"path\": [\"main\", \"main.handle\", \"main.hash\"], "
		"\"name\": \"main.hash\", \"class\": \"scaled\", \"old\": 127000000, \"new\": "
		"705000000, \"delta\": 578000000, \"bound\": 482000000, \"chain\": "
		"[\"sha256.block\"], \"everywhere\": false, \"partner\": null, \"similarity\": "
		"null, \"own\": null, \"deviates\": null, \"operations\": [{\"name\": "
		"\"sha256.block\", \"delta\": 578000000}], \"callers\": []}\n\t],\n"
		"\t\"residual\": -122000000,\n\t\"rows\": [\n",
		"\t\t{\"name\": \"main.hash\", \"file\": \"m.go\", \"old_flat\": 0, "
		"\"new_flat\": 0, \"old_cum\": 127000000, \"new_cum\": 705000000, \"status\": "
		"\"regression\", \"p_value\": 2.3e-05, \"q_value\": 4.6e-05, \"significant\": "
		"true, \"flat\": {\"delta\": 0, ",
		"\"name\": \"sha256.block\"", "\"p_value\": null, \"q_value\": null, ",
		"\"packages\": [\n\t\t{\"name\": \"crypto/sha256\", \"old\": 127000000, ",
		"\"labels\": [\n\t\t{\"name\": \"k: v\", ",
		"\"edges\": [\n\t\t{\"caller\": \"main.hash\", \"callee\": \"sha256.block\", ",
		"\"gate\": {\n\t\t\"verdict\": null,\n\t\t\"failed\": false,\n\t\t\"rules\": "
		"[]\n\t}\n}\n",
		NULL
	};

	test_case("json");
	hash(1, NULL);
	for (size_t i = 0; i < COUNTOF(t.group); i++)
		t.group[i].change = delta_of(1, 127, 705, 1e-5, PFL_REGRESSION);
	t.group[0].name = "crypto/sha256";
	t.group[1].name = "k: v";
	t.group[2].caller = comparing_node(&t, "main.hash");
	t.group[2].node = comparing_node(&t, "sha256.block");
	t.c.packages.n = t.c.labels.n = t.c.edges.n = 1;
	check_parts("json", &style, parts);
	test_case("packages, labels, calls");
	check_parts("text", NULL,
		(const char *const[]){ ("\npackages: what their functions themselves use; 1 of "
					"1 packages changed by more than noise\n"),
			"  crypto/sha256\n", "\nlabels: what samples with them use; ",
			"\ncalls: what is used below them; ", "main.hash > sha256.block\n",
			NULL });
	comparing_end(&t);
}

static void
test_markdown(void)
{
	static const char *const inputs[] = { "a|b`.pb" };
	const struct pfl_style style = {
		.old_inputs = inputs, .n_old_inputs = 1, .new_inputs = inputs, .n_new_inputs = 1
	};
	static const char *const two[] = { "node-count", "2", NULL };

	test_case("markdown");
	hash(1, two);
	check("markdown", &style,
		"<!-- profdiff:cpu -->\n"
		"### 🟡 profdiff `cpu`: 1 finding\n\n"
		"| finding | old | new | change | at least | kind | function |\n"
		"|---:|---:|---:|---:|---:|---:|:---|\n"
		"| 1 | 127ms | 705ms | +578ms | +482ms | scaled | `main.hash` |\n\n"
		"1. `main.hash` takes 578ms more (127ms → 705ms, ×5.55): `main` › "
		"`main.handle` › **`main.hash`** › `sha256.block` — called more often or with "
		"more work: all that it calls grew alike; most of it in `sha256.block` "
		"(+578ms)\n\n"
		"Total `cpu`: 1.78s → 2.23s (+26%); one run a side cannot tell whether that is "
		"noise.\n\n"
		"- old: 1 run, 1777 samples, 1s: ``a|b`.pb``\n"
		"- new: 1 run, 2233 samples, 1s: ``a|b`.pb``\n"
		"- scale: values are compared as they were recorded\n\n"
		"<details><summary>Functions and their calls (cum): 2 of 5, 1 changed by more "
		"than noise</summary>\n\n"
		"| old | new | change | change% | of all | q | verdict | name |\n"
		"|---:|---:|---:|---:|---:|---:|---:|:---|\n"
		"| 127ms | 705ms | +578ms | +455% | 127% | 4.6e-05 | regression | `main.hash` "
		"(finding 1, +1 frame) |\n"
		"| 1747ms | 2203ms | +456ms | +26.10% |  | 0.57 | noise | `main.handle` "
		"(contains finding 1) |\n\n"
		"Findings: +578ms, everything else: -122ms, together: +456ms; not shown: 2 "
		"within noise, 1 the same; largest noise: `main.decode` -122ms, q 0.69.\n\n"
		"</details>\n\n"
		"<details><summary>Functions themselves (flat): 1 of 6, 1 changed by more than "
		"noise</summary>\n\n"
		"| old | new | change | change% | of all | q | verdict | name |\n"
		"|---:|---:|---:|---:|---:|---:|---:|:---|\n"
		"| 127ms | 705ms | +578ms | +455% |  | 4.6e-05 | regression | `sha256.block` "
		"(within finding 1) |\n\n"
		"</details>\n\n"
		"<details><summary>Where the findings are</summary>\n\n"
		"```mermaid\n"
		"flowchart LR\n"
		"  n0[\"main\"]\n"
		"  n1[\"main.handle\"]\n"
		"  n2[\"main.hash<br/>finding 1: #43;578ms\"]:::more\n"
		"  n3[\"sha256.block\"]\n"
		"  n0 --> n1\n"
		"  n1 --> n2\n"
		"  n2 --> n3\n"
		"  classDef more fill:#f6b394,stroke:#b2182b,color:#000\n"
		"  classDef less fill:#a7cde2,stroke:#2166ac,color:#000\n"
		"```\n\n"
		"</details>\n\n"
		"<sub>Smallest change that could have been seen: +31% or -23% of a function "
		"with 10% of the total, +60% of one with 1%. Several runs a side would see "
		"more. Dispersion 1 (assumed, there are too few functions), floor 5%; 5 of 6 "
		"functions tested, 5% false discoveries. Names: 100.0% matched "
		"exactly.</sub>\n");
	comparing_end(&t);
}

#define HOSTILE                                                                                \
	"a|b`c``<img src=x>@user #123 &amp; \"q\" ]]> %%{init}%% -->\x1b[31m\xe2\x80\xae\xff]"

/* One name in everything that has names. */
static void
test_hostile(void)
{
	static const struct sample_text samples[] = {
		{ "hostile;main", { 100 }, NULL },
	};
	static const char *const formats[] = { "text", "markdown", "json", "junit" };
	static const char *const never[] = { "\x1b", "\xe2\x80\xae", "\xff", NULL };
	static const char *const no_markup[] = { "<img", NULL };
	static const char *const inputs[] = { HOSTILE };
	const struct pfl_style style = { .old_inputs = inputs, .n_old_inputs = 1 };
	struct pfl_delta some = comparing_delta(0, 100, 1e-5, PFL_NEW);
	struct pfl_error err = { 0 };
	struct pfl_finding *f;

	comparing_start(&t, "cp\"u<-->/nanoseconds", samples, 0, samples, 1, 1, NULL);
	comparing_total(&t, 0, 100);
	f = comparing_finding(&t, PFL_FINDING_RENAMED, "main;hostile", "hostile", some, 50);
	f->partner = f->own = f->deviates = f->caller[0] = f->operation[0] = f->node;
	f->n_callers = f->n_operations = 1;
	f->everywhere = true;
	comparing_row(&t, "hostile", some, some)->finding = 0;
	/* No notation for that: the function gets its name afterwards. */
	t.scene->nodes.name[f->node] =
		pfl_strtab_add(&t.scene->profile->strings, pfl_span_of(HOSTILE), &err);
	t.group[0] = t.group[1] =
		(struct pfl_compared_group){ .name = HOSTILE, .change = some };
	t.group[2] = (struct pfl_compared_group){
		.caller = f->node, .node = f->node, .change = some
	};
	t.c.packages.n = t.c.labels.n = t.c.edges.n = 1;
	t.warning[0] = (struct pfl_warning){ .code = "few-events",
		.text = "@user <img src=x> #1 is small",
		.old = true,
		.input = 1 };
	t.c.n_warnings = 1;
	t.c.n_rulings = 1;
	t.ruling[0] = (struct pfl_ruling){ .rule = HOSTILE ">5%",
		.verdict = PFL_VERDICT_WARN,
		.node = f->node,
		.estimate = 3,
		.unit = "%",
		.why = "@user is <img src=x>" };
	for (size_t i = 0; i < COUNTOF(formats); i++) {
		char *text = comparing_render(&t, formats[i], &style, &err);

		test_case(formats[i]);
		if (!CHECK(text != NULL))
			continue;
		for (const char *const *bad = never; *bad; bad++)
			CHECK(!strstr(text, *bad));
		if (i >= 2)
			CHECK(!strstr(text, *no_markup));
		free(text);
	}
	test_case("hostile markdown");
	check_parts("markdown", &style,
		(const char *const[]){ "<!-- profdiff:cp_u____ -->\n### ",
			("| ```a\\|b`c``<img src=x>@user #123 &amp; \"q\" ]]> %%{init}%% "
			 "-->\\x1b[31m\\u202e\\xff]``` |"),
			("\n- ⚠️ warning: `@user <img src=x> #1 is small` (```a|b`c``<img "
			 "src=x>@user "
			 "#123 &amp; "),
			": `@user is <img src=x>`\n", "[\"a#124;b#96;c#96;#96;#60;img src",
			"!%%{init}%%\"]", NULL });
	test_case("hostile junit");
	check_parts("junit", &style,
		(const char *const[]){ "classname=\"profdiff.cp&quot;u&lt;--&gt;\"",
			"]]&gt; %%{init}%% --&gt;\\x1b[31m\\u202e\\xff]&gt;5%\">\n", NULL });
	comparing_end(&t);
}

/* Is every row of a table whole? */
static bool
has_whole_rows(const char *text)
{
	for (const char *line = text; *line; line += strcspn(line, "\n") + 1) {
		size_t n = strcspn(line, "\n");

		if (line[n] != '\n' || (line[0] == '|' && line[n - 1] != '|'))
			return false;
	}
	return true;
}

/* Names of 3000 bytes, each of which is shown as four. */
static void
test_budget(void)
{
	enum { LENGTH = 3000 };
	static const size_t budgets[] = { 0, 1040384, 20000, 5000 };
	static char name[COMPARING_ROWS][LENGTH + 1];
	static struct sample_text samples[COMPARING_ROWS];

	for (size_t i = 0; i < COMPARING_ROWS; i++) {
		memset(name[i], '\x01', LENGTH);
		snprintf(name[i], 8, "%zu", i);
		name[i][strlen(name[i])] = '\x01';
		samples[i] = (struct sample_text){ name[i], { (int64_t)i + 1 }, NULL };
	}
	comparing_start(&t, "cpu/nanoseconds", samples, 0, samples, COMPARING_ROWS, 1, NULL);
	comparing_total(&t, 1, 80000);
	for (size_t i = 0; i < COMPARING_ROWS; i++) {
		struct pfl_delta some = comparing_delta(0, (pfl_sum)i + 1, 1e-5, PFL_NEW);

		comparing_row(&t, name[i], some, some);
		if (i < COUNTOF(t.finding))
			comparing_finding(&t, PFL_FINDING_NEW, name[i], "", some, 1)->n_path =
				1;
	}
	for (size_t i = 0; i < COUNTOF(budgets); i++) {
		const struct pfl_style style = { .max_bytes = budgets[i] };
		struct pfl_error err = { 0 };
		char *text = comparing_render(&t, "markdown", &style, &err);

		test_case("a comment fits");
		if (!CHECK(text != NULL))
			continue;
		CHECK(strlen(text) <= (budgets[i] ? budgets[i] : 60000));
		CHECK(strlen(text) > (budgets[i] == 1040384 ? 200000 : 2000));
		CHECK(has_whole_rows(text));
		CHECK(strstr(
			text, "<!-- profdiff:cpu -->\n### 🟡 profdiff `cpu`: 3 findings"));
		CHECK(strstr(text, "</sub>\n"));
		free(text);
	}
	comparing_end(&t);
}

static void
test_refusal(void)
{
	struct pfl_profile *p = notation_profile("cpu/nanoseconds", now, COUNTOF(now));
	struct pfl_error err = { 0 };
	char *text = rendering(p, pfl_renderer_find("diff", "text"), NULL, NULL, &err);

	test_case("one profile alone");
	CHECK(!text);
	CHECK(err.code == PFL_USAGE);
	CHECK_STR(err.msg, "a comparison needs an old and a new profile");
	pfl_profile_free(p);
}

int
main(void)
{
	test_text();
	test_runs();
	test_width();
	test_nothing();
	test_rules();
	test_sum();
	test_json();
	test_markdown();
	test_hostile();
	test_budget();
	test_refusal();
	return test_done();
}
