/* SPDX-License-Identifier: Apache-2.0 */
/* Settings: names, aliases, and values that are refused at once. */
#include "harness.h"

#include "transform/view.h"

static const struct {
	const char *name, *value;
	const char *error; /* how the message starts; NULL: accepted */
} sets[] = {
	{ "focus", "main.*", NULL },
	{ "focus", "", NULL },
	{ "focus", "a(", "focus: " },
	{ "show_from", "x", NULL },
	{ "tagfocus", "128kb:1mb", NULL },
	{ "tag-focus", "k=a(,b", "tag-focus: " },
	{ "tag-ignore", "99999999999999999999b:", "tag-ignore: the number in" },
	{ "tag-show", "[", "tag-show: " },
	{ "nodecount", "40", NULL },
	{ "node-count", "-1", NULL },
	{ "node-count", "-2", "node-count: '-2' is not a whole number" },
	{ "node-count", "4x", "node-count: '4x' is not a whole number" },
	{ "node-count", "99999999999", "node-count: '99999999999' is not a whole number" },
	{ "node-fraction", "0.05", NULL },
	{ "node-fraction", "1", NULL },
	{ "node-fraction", "1.5", "node-fraction: '1.5' is not between 0 and 1" },
	{ "edge-fraction", "-0.1", "edge-fraction: '-0.1' is not between 0 and 1" },
	{ "edge-fraction", "0,1", "edge-fraction: '0,1' is not a decimal number" },
	{ "edge-fraction", "nan", "edge-fraction: 'nan' is not a decimal number" },
	{ "edge-fraction", "1e999999999999",
		"edge-fraction: '1e999999999999' is not a decimal" },
	{ "divide-by", "3", NULL },
	{ "divide_by", "0", "divide-by: zero divisor" },
	{ "event_value", "10 parsecs",
		"event-value: '10 parsecs' is no amount above 0 such as 10ms, 512KiB or "
		"524288" },
	{ "event_value", "0ms",
		"event-value: '0ms' is no amount above 0 such as 10ms, 512KiB or 524288" },
	{ "event_value", "KiB",
		"event-value: 'KiB' is no amount above 0 such as 10ms, 512KiB or 524288" },
	{ "event_value", "1e",
		"event-value: '1e' is no amount above 0 such as 10ms, 512KiB or 524288" },
	{ "event_value", "-5",
		"event-value: '-5' is no amount above 0 such as 10ms, 512KiB or 524288" },
	{ "divide_by", "0.0e5", "divide-by: zero divisor" },
	{ "divide-by", "-3", "divide-by: '-3' is not above 0" },
	{ "granularity", "lines", NULL },
	{ "granularity", "line", "granularity: 'line' is none of functions|filefunctions|" },
	{ "cum", "true", NULL },
	{ "cum", "maybe", "cum: 'maybe' is neither true nor false" },
	{ "cum", "", "cum: '' is neither true nor false" },
	{ "trim-path", "/a:/b", NULL },
	{ "normalization", "robust", NULL },
	{ "normalise", "anchor=main\\.(a|b)", NULL },
	{ "normalize-by", "anchor=(", "normalization: " },
	{ "normalization", "anchor=", "normalization: 'anchor=' is none of robust|abs|" },
	{ "normalization", "robust|abs", "normalization: 'robust|abs' is none of" },
	{ "ops", "1000,1e3", NULL },
	{ "operations", "1000", "operations: '1000' is not two numbers above 0" },
	{ "operations", "1,2,3", "operations: '1,2,3' is not two numbers" },
	{ "operations", "0,1", "operations: '0,1' is not two numbers" },
	{ "noise", "5", NULL },
	{ "noise", "2.5%", NULL },
	{ "noise", "%", "noise: '%' is no percentage between 0 and 100" },
	{ "noise", "101", "noise: '101' is no percentage" },
	{ "min-share", "-1", "min-share: '-1' is no percentage" },
	{ "min-share", "5%%", "min-share: '5%%' is no percentage" },
	{ "strict", "likely", NULL },
	{ "strict", "very", "strict: 'very' is none of likely|inconclusive" },
	{ "test", "t", "test: 't' is none of moderated|mwu" },
	{ "own", "[", "own: " },
	{ "fail-on", "cum>5%", NULL },
	{ "fail-on", "cum>5%\nflat>1%", "fail-on: 'cum>5%" },
	{ "no-such", "1", "there is no setting 'no-such'" },
};

static void
test_set(void)
{
	for (size_t i = 0; i < COUNTOF(sets); i++) {
		struct pfl_error err = { 0 };
		struct pfl_view *view = pfl_view_new(&err);
		bool ok = pfl_view_set(view, sets[i].name, sets[i].value, &err);

		test_case(sets[i].value);
		CHECK(ok == !sets[i].error);
		if (sets[i].error) {
			CHECK_U64(err.code, PFL_USAGE);
			if (!CHECK(strncmp(err.msg, sets[i].error, strlen(sets[i].error)) == 0))
				fprintf(stderr, "%s\n", err.msg);
		} else if (*sets[i].value && strcmp(sets[i].value, "-1") != 0) {
			CHECK_STR(pfl_view_get(view, sets[i].name), sets[i].value);
			CHECK(pfl_view_set(view, sets[i].name, NULL, &err));
			CHECK(!pfl_view_get(view, sets[i].name));
		}
		pfl_view_free(view);
	}
}

static void
test_names(void)
{
	static const char *const same[][2] = {
		{ "sample_index", "sample-type" },
		{ "sample-index", "sample-type" },
		{ "tagroot", "tag-root" },
		{ "tag_root", "tag-root" },
		{ "noinlines", "no-inlines" },
		{ "showcolumns", "show-columns" },
		{ "relative_percentages", "relative-percentages" },
		{ "edgefraction", "edge-fraction" },
		{ "prune_from", "prune-from" },
		{ "all_frames", "all-frames" },
	};

	for (size_t i = 0; i < COUNTOF(same); i++) {
		const struct pfl_setting *s = pfl_view_find(same[i][0]);

		test_case(same[i][0]);
		CHECK_STR(s ? s->name : NULL, same[i][1]);
	}
	test_case("names");
	CHECK(!pfl_view_find(""));
	CHECK(!pfl_view_find("foc"));
	CHECK(!pfl_view_get(NULL, "no-such"));
}

/* Every name leads back to its row, every row can be shown in a help text, and what holds
 * without a value can be set as one. */
static void
test_table(void)
{
	struct pfl_error err = { 0 };
	struct pfl_view *view = pfl_view_new(&err);
	const struct pfl_setting *s;

	for (size_t i = 0; (s = pfl_view_setting(i)); i++) {
		test_case(s->name);
		CHECK(pfl_view_find(s->name) == s);
		CHECK(s->help && *s->help);
		CHECK((s->arg == NULL) == (s->kind == PFL_SETTING_FLAG));
		CHECK(s->initial || s->kind != PFL_SETTING_FLAG);
		CHECK(!s->initial || pfl_view_set(view, s->name, s->initial, &err));
	}
	CHECK(!pfl_view_setting(1000));
	pfl_view_free(view);
}

static void
test_values(void)
{
	struct pfl_error err = { 0 };
	struct pfl_view *view = pfl_view_new(&err);

	test_case("typed values");
	CHECK(!pfl_view_flag(view, "mean"));
	CHECK(pfl_view_flag(view, "trim"));
	CHECK(pfl_view_number(view, "node-fraction", 0.005) == 0.005);
	CHECK(pfl_view_count(view, "node-count", 80) == 80);
	CHECK(pfl_view_set(view, "trim", "false", &err));
	CHECK(pfl_view_set(view, "mean", "true", &err));
	CHECK(pfl_view_set(view, "nodefraction", "0.05", &err));
	CHECK(pfl_view_set(view, "nodecount", "0", &err));
	CHECK(pfl_view_set(view, "granularity", "addresses", &err));
	CHECK(pfl_view_set(view, "divide-by", "2.5e-3", &err));
	CHECK(!pfl_view_flag(view, "trim"));
	CHECK(pfl_view_flag(view, "mean"));
	CHECK(pfl_view_number(view, "node-fraction", 0.005) == 0.05);
	CHECK(pfl_view_number(view, "divide-by", 1) == 0.0025);
	CHECK(pfl_view_count(view, "node-count", 80) == 0);
	CHECK(pfl_view_set(view, "noise", "2.5%", &err));
	CHECK(pfl_view_percent(view, "noise", 1) == 0.025);
	CHECK(pfl_view_percent(view, "min-share", 0.01) == 0.01);
	test_case("lines add up");
	CHECK(pfl_view_set(view, "fail-on", "cum>5%", &err));
	CHECK(pfl_view_set(view, "fail_on", "flat>1pp", &err));
	CHECK_STR(pfl_view_get(view, "fail-on"), "cum>5%\nflat>1pp");
	CHECK(pfl_view_set(view, "fail-on", NULL, &err));
	CHECK(!pfl_view_get(view, "fail-on"));
	test_case("one order");
	CHECK(pfl_view_set(view, "flat", "true", &err));
	CHECK(pfl_view_set(view, "cum", "true", &err));
	CHECK(pfl_view_flag(view, "cum") && !pfl_view_flag(view, "flat"));
	CHECK(pfl_view_set(view, "flat", "true", &err));
	CHECK(pfl_view_flag(view, "flat") && !pfl_view_flag(view, "cum"));
	pfl_view_free(view);
	pfl_view_free(NULL);
}

int
main(void)
{
	test_set();
	test_names();
	test_table();
	test_values();
	return test_done();
}
