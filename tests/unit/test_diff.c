/* SPDX-License-Identifier: Apache-2.0 */
/* diff: two profiles side by side in words, tables and data. */
#include "notation.h"
#include "rendering.h"
#include "scene.h"
#include <profloom/profloom.h>

static const struct sample_text before[] = {
	{ "leaf@a.go:1;main@m.go:1", { 100000000 }, NULL },
	{ "gone@g.go:1;main@m.go:1", { 50000000 }, NULL },
	{ "same@s.go:1;main@m.go:1", { 30000000 }, NULL },
};
static const struct sample_text now[] = {
	{ "leaf@a.go:1;main@m.go:1", { 200000000 }, NULL },
	{ "fresh@f.go:1;main@m.go:1", { 40000000 }, NULL },
	{ "same@s.go:1;main@m.go:1", { 30000000 }, NULL },
};

static struct pfl_profile *
pair_of(const struct sample_text *old_samples, size_t n_old,
	const struct sample_text *new_samples, size_t n_new, bool normalize)
{
	struct pfl_error err = { 0 };
	struct pfl_profile *a = notation_profile("cpu/nanoseconds", old_samples, n_old);
	struct pfl_profile *b = notation_profile("cpu/nanoseconds", new_samples, n_new);
	struct pfl_profile *pair;

	a->meta.duration_nanos = b->meta.duration_nanos = 1000000000;
	pair = pfl_pair(a, b, normalize, NULL, &err);
	CHECK_STR(err.msg, "");
	pfl_profile_free(a);
	pfl_profile_free(b);
	return pair;
}

static void
check(const struct pfl_profile *p, const char *format, const struct pfl_style *style,
	const char *const *settings, const char *want)
{
	check_rendering(p, pfl_renderer_find("diff", format), style, settings, want);
}

static void
test_text(void)
{
	static const char *const old_inputs[] = { "a.pb.gz", "/home/someone/b.pb.gz" };
	static const char *const new_inputs[] = { "c.pb.gz" };
	static const char *const one[] = { "node-count", "1", "cum", "yes", NULL };
	const struct pfl_style style = { .old_inputs = old_inputs,
		.n_old_inputs = 2,
		.new_inputs = new_inputs,
		.n_new_inputs = 1 };
	struct pfl_profile *p = pair_of(before, COUNTOF(before), now, COUNTOF(now), false);

	test_case("text");
	check(p, "text", NULL, NULL,
		"Total cpu: 180ms -> 270ms (+90ms, +50.00%)\n"
		"Largest increase: leaf 100ms -> 200ms (+100ms, +100%)\n"
		"Largest decrease: gone 50ms -> 0 (-50ms, gone)\n"
		"Old: 3 samples; duration 1s\n"
		"New: 3 samples; duration 1s\n"
		"Not normalized: values are compared as they are.\n"
		"One comparison cannot tell change from noise; nothing here is tested.\n"
		"\n"
		"flat: what a function itself uses\n"
		"       old        new      change  change%\n"
		"     100ms      200ms      +100ms    +100%  leaf\n"
		"      50ms          0       -50ms     gone  gone\n"
		"         0       40ms       +40ms      new  fresh\n"
		"  not shown: 2 unchanged\n"
		"\n"
		"cum: what a function and its calls use\n"
		"       old        new      change  change%\n"
		"     100ms      200ms      +100ms    +100%  leaf\n"
		"     180ms      270ms       +90ms  +50.00%  main\n"
		"      50ms          0       -50ms     gone  gone\n"
		"         0       40ms       +40ms      new  fresh\n"
		"  not shown: 1 unchanged\n");
	test_case("inputs by name, cum first, one row");
	check(p, "text", &style, one,
		"Total cpu: 180ms -> 270ms (+90ms, +50.00%)\n"
		"Largest increase: leaf 100ms -> 200ms (+100ms, +100%)\n"
		"Largest decrease: gone 50ms -> 0 (-50ms, gone)\n"
		"Old: a.pb.gz, b.pb.gz; 3 samples; duration 1s\n"
		"New: c.pb.gz; 3 samples; duration 1s\n"
		"Not normalized: 2 profiles against 1; --normalize compares shares.\n"
		"One comparison cannot tell change from noise; nothing here is tested.\n"
		"\n"
		"cum: what a function and its calls use\n"
		"       old        new      change  change%\n"
		"     100ms      200ms      +100ms    +100%  leaf\n"
		"  not shown: 3 changed, 1 unchanged\n"
		"\n"
		"flat: what a function itself uses\n"
		"       old        new      change  change%\n"
		"     100ms      200ms      +100ms    +100%  leaf\n"
		"  not shown: 2 changed (+40ms, -50ms), 2 unchanged\n");
	pfl_profile_free(p);
}

static void
test_normalized(void)
{
	struct pfl_profile *p = pair_of(before, COUNTOF(before), now, COUNTOF(now), true);
	struct pfl_error err = { 0 };
	char *text = rendering(p, pfl_renderer_find("diff", "text"), NULL, NULL, &err);

	test_case("normalized");
	if (CHECK(text != NULL)) {
		CHECK(strstr(text,
			"Total cpu: 180ms -> 270ms (+90ms, +50.00%) before normalization\n"));
		CHECK(strstr(text,
			"Normalized: old values times 1.5, which makes the totals equal.\n"));
		CHECK(strstr(text,
			"\n      75ms          0       -75ms     gone  gone\n"
			"     150ms      200ms       +50ms  +33.33%  leaf\n"));
	}
	free(text);
	text = rendering(p, pfl_renderer_find("diff", "json"), NULL, NULL, &err);
	if (CHECK(text != NULL))
		CHECK(strstr(text, "\"mode\": \"total\",\n\t\t\"factor\": 1.5\n"));
	free(text);
	CHECK_STR(err.msg, "");
	pfl_profile_free(p);
}

static void
test_same(void)
{
	struct pfl_profile *p = pair_of(now, COUNTOF(now), now, COUNTOF(now), false);
	struct pfl_error err = { 0 };
	char *text;

	test_case("a profile and itself");
	check(p, "text", NULL, NULL,
		"Total cpu: 270ms -> 270ms (no change)\n"
		"Largest increase: none\n"
		"Largest decrease: none\n"
		"Old: 3 samples; duration 1s\n"
		"New: 3 samples; duration 1s\n"
		"Not normalized: values are compared as they are.\n"
		"One comparison cannot tell change from noise; nothing here is tested.\n"
		"\n"
		"flat: what a function itself uses\n"
		"  no change in any of 4 functions\n"
		"\n"
		"cum: what a function and its calls use\n"
		"  no change in any of 4 functions\n");
	text = rendering(p, pfl_renderer_find("diff", "json"), NULL, NULL, &err);
	if (CHECK(text != NULL)) {
		CHECK(!strstr(text, "regression") && !strstr(text, "improvement"));
		CHECK(strstr(text, "\"status\": \"same\""));
	}
	free(text);
	pfl_profile_free(p);
}

static void
test_json(void)
{
	static const char *const inputs[] = { "/tmp/x.pb" };
	const struct pfl_style style = { .new_inputs = inputs, .n_new_inputs = 1 };
	struct pfl_profile *p = pair_of(before, COUNTOF(before), now, COUNTOF(now), false);
	char want[2000];

	test_case("json");
	snprintf(want, sizeof(want),
		"{\n"
		"\t\"schema\": \"diff/1\",\n"
		"\t\"tool\": \"profloom\",\n"
		"\t\"version\": \"%s\",\n"
		"\t\"sample_type\": \"cpu\",\n"
		"\t\"unit\": \"nanoseconds\",\n"
		"\t\"old\": {\n"
		"\t\t\"inputs\": [],\n"
		"\t\t\"total\": 180000000,\n"
		"\t\t\"samples\": 3,\n"
		"\t\t\"duration_ns\": 1000000000\n"
		"\t},\n"
		"\t\"new\": {\n"
		"\t\t\"inputs\": [\"x.pb\"],\n"
		"\t\t\"total\": 270000000,\n"
		"\t\t\"samples\": 3,\n"
		"\t\t\"duration_ns\": 1000000000\n"
		"\t},\n"
		"\t\"normalization\": {\n"
		"\t\t\"mode\": \"none\",\n"
		"\t\t\"factor\": 1\n"
		"\t},\n"
		"\t\"rows\": [\n"
		"\t\t{\"name\": \"leaf\", \"file\": \"a.go\", \"old_flat\": 100000000, "
		"\"new_flat\": 200000000, \"old_cum\": 100000000, \"new_cum\": 200000000, "
		"\"status\": \"regression\"},\n"
		"\t\t{\"name\": \"gone\", \"file\": \"g.go\", \"old_flat\": 50000000, "
		"\"new_flat\": 0, \"old_cum\": 50000000, \"new_cum\": 0, "
		"\"status\": \"gone\"},\n"
		"\t\t{\"name\": \"fresh\", \"file\": \"f.go\", \"old_flat\": 0, "
		"\"new_flat\": 40000000, \"old_cum\": 0, \"new_cum\": 40000000, "
		"\"status\": \"new\"},\n"
		"\t\t{\"name\": \"main\", \"file\": \"m.go\", \"old_flat\": 0, "
		"\"new_flat\": 0, \"old_cum\": 180000000, \"new_cum\": 270000000, "
		"\"status\": \"regression\"},\n"
		"\t\t{\"name\": \"same\", \"file\": \"s.go\", \"old_flat\": 30000000, "
		"\"new_flat\": 30000000, \"old_cum\": 30000000, \"new_cum\": 30000000, "
		"\"status\": \"same\"}\n"
		"\t]\n"
		"}\n",
		pfl_version());
	check(p, "json", &style, NULL, want);
	pfl_profile_free(p);
}

static void
test_markdown(void)
{
	static const char *const inputs[] = { "a|b`.pb" };
	const struct pfl_style style = {
		.old_inputs = inputs, .n_old_inputs = 1, .new_inputs = inputs, .n_new_inputs = 1
	};
	static const char *const two[] = { "node-count", "2", NULL };
	struct pfl_profile *p = pair_of(before, COUNTOF(before), now, COUNTOF(now), false);

	test_case("markdown");
	check(p, "markdown", &style, two,
		"### Profile comparison: `cpu`\n\n"
		"**Total 180ms → 270ms (+90ms, +50.00%)**\n\n"
		"- largest increase: `leaf` 100ms → 200ms (+100ms, +100%)\n"
		"- largest decrease: `gone` 50ms → 0 (-50ms, gone)\n"
		"- old: ``a|b`.pb``; 3 samples; duration 1s\n"
		"- new: ``a|b`.pb``; 3 samples; duration 1s\n\n"
		"By flat, 2 of 3 that changed (of 5 functions):\n\n"
		"| old | new | change | change% | name |\n"
		"|---:|---:|---:|---:|:---|\n"
		"| 100ms | 200ms | +100ms | +100% | `leaf` |\n"
		"| 50ms | 0 | -50ms | gone | `gone` |\n\n"
		"<details><summary>By flat, what a function itself uses: 3 to 3 of 3 that "
		"changed</summary>\n\n"
		"| old | new | change | change% | name |\n"
		"|---:|---:|---:|---:|:---|\n"
		"| 0 | 40ms | +40ms | new | `fresh` |\n\n"
		"</details>\n\n"
		"<details><summary>By cum, what a function and its calls use: 1 to 2 of 4 that "
		"changed</summary>\n\n"
		"| old | new | change | change% | name |\n"
		"|---:|---:|---:|---:|:---|\n"
		"| 100ms | 200ms | +100ms | +100% | `leaf` |\n"
		"| 180ms | 270ms | +90ms | +50.00% | `main` |\n\n"
		"</details>\n\n"
		"<sub>old, new: what a function uses in each profile; change: new minus old, "
		"in "
		"percent of old; <i>new</i>: not in the old profile; <i>gone</i>: not in the "
		"new "
		"one. Not normalized: values are compared as they are. One comparison cannot "
		"tell change from noise; nothing here is tested.</sub>\n");
	pfl_profile_free(p);
}

/* Names of 3000 backslashes and bars, each of which Markdown doubles. */
static void
test_budget(void)
{
	static const char *const all[] = { "node-count", "0", NULL };
	enum { FUNCTIONS = 400, LENGTH = 3000 };
	static char name[FUNCTIONS][LENGTH + 1];
	static struct sample_text samples[FUNCTIONS];
	struct pfl_error err = { 0 };
	struct pfl_profile *p;
	char *text;

	for (size_t i = 0; i < FUNCTIONS; i++) {
		memset(name[i], '\x01', LENGTH);
		snprintf(name[i], 8, "%zu", i);
		name[i][strlen(name[i])] = '\x01';
		samples[i] = (struct sample_text){ name[i], { (int64_t)i + 1 }, NULL };
	}
	p = pair_of(before, COUNTOF(before), samples, FUNCTIONS, false);
	test_case("a comment fits");
	text = rendering(p, pfl_renderer_find("diff", "markdown"), NULL, all, &err);
	if (CHECK(text != NULL)) {
		CHECK(strlen(text) < 64000);
		CHECK(strlen(text) > 10000);
		CHECK(strstr(text, "</sub>\n"));
	}
	free(text);
	pfl_profile_free(p);
}

static void
test_terminal(void)
{
	static const struct sample_text samples[] = {
		{ "github.com/someone/something/pkg/server.(*Handler).Serve", { 5000000 },
			NULL },
	};
	static const char *const inputs[] = { "first-of-many.pb.gz", "second.pb.gz",
		"third.pb.gz" };
	struct pfl_style style = { .columns = 80,
		.old_inputs = inputs,
		.n_old_inputs = 3,
		.new_inputs = inputs,
		.n_new_inputs = 3 };
	struct pfl_profile *p = pair_of(before, COUNTOF(before), samples, 1, false);

	test_case("80 columns");
	check(p, "text", &style, NULL,
		"Total cpu: 180ms -> 5ms (-175ms, -97.22%)\n"
		"Largest increase: …something/pkg/server.(*Handler).Serve 0 -> 5ms "
		"(+5ms, "
		"new)\n"
		"Largest decrease: leaf 100ms -> 0 (-100ms, gone)\n"
		"Old: first-of-many.pb.gz, second.pb.gz and 1 more; 3 samples; duration 1s\n"
		"New: first-of-many.pb.gz, second.pb.gz and 1 more; 1 sample; duration 1s\n"
		"Not normalized: values are compared as they are.\n"
		"One comparison cannot tell change from noise; nothing here is tested.\n"
		"\n"
		"flat: what a function itself uses\n"
		"       old        new      change  change%\n"
		"     100ms          0      -100ms     gone  leaf\n"
		"      50ms          0       -50ms     gone  gone\n"
		"      30ms          0       -30ms     gone  same\n"
		"         0        5ms        +5ms      new  "
		"…pkg/server.(*Handler).Serve\n"
		"  not shown: 1 unchanged\n"
		"\n"
		"cum: what a function and its calls use\n"
		"       old        new      change  change%\n"
		"     180ms          0      -180ms     gone  main\n"
		"     100ms          0      -100ms     gone  leaf\n"
		"      50ms          0       -50ms     gone  gone\n"
		"      30ms          0       -30ms     gone  same\n"
		"         0        5ms        +5ms      new  "
		"…pkg/server.(*Handler).Serve\n");
	pfl_profile_free(p);
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
	test_normalized();
	test_same();
	test_json();
	test_markdown();
	test_budget();
	test_terminal();
	test_refusal();
	return test_done();
}
