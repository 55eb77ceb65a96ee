/* SPDX-License-Identifier: Apache-2.0 */
/* Rules of a gate, from the command line and from files: good ones, and where bad ones go
 * wrong. */
#include "support.h"

#include "compare/rules.h"

#include <math.h>

static const struct {
	const char *text;
	enum pfl_rule_measure measure;
	enum pfl_rule_kind kind;
	double threshold;
	const char *unit;
	const char *hits, *misses; /* functions; NULL: no pattern */
} good[] = {
	{ "cum>5%", PFL_RULE_CUM, PFL_RULE_GROWTH, 0.05, "%", NULL, NULL },
	{ "main\\.(hash|parse): cum>3%", PFL_RULE_CUM, PFL_RULE_GROWTH, 0.03, "%", "main.hash",
		"main.hush" },
	{ "flat>1pp", PFL_RULE_FLAT, PFL_RULE_SHARE, 0.01, "pp", NULL, NULL },
	{ "new>0.5%", PFL_RULE_NEW, PFL_RULE_SHARE, 0.005, "%", NULL, NULL },
	{ "new>.5pp", PFL_RULE_NEW, PFL_RULE_SHARE, 0.005, "pp", NULL, NULL },
	{ "total>2%", PFL_RULE_TOTAL, PFL_RULE_GROWTH, 0.02, "%", NULL, NULL },
	{ "cum>5ms/op", PFL_RULE_CUM, PFL_RULE_PER_OPERATION, 5, "ms", NULL, NULL },
	{ "flat>12.25MB", PFL_RULE_FLAT, PFL_RULE_AMOUNT, 12.25, "MB", NULL, NULL },
	{ "total>100count", PFL_RULE_TOTAL, PFL_RULE_AMOUNT, 100, "count", NULL, NULL },
	{ "new>3objects/op", PFL_RULE_NEW, PFL_RULE_PER_OPERATION, 3, "objects", NULL, NULL },
	{ "flat>2\xc2\xb5s", PFL_RULE_FLAT, PFL_RULE_AMOUNT, 2, "\xc2\xb5s", NULL, NULL },
	{ "std::map<.*>::find: flat > 0 %", PFL_RULE_FLAT, PFL_RULE_GROWTH, 0, "%",
		"std::map<int>::find", "std::map" },
	{ "a>b:new>1%", PFL_RULE_NEW, PFL_RULE_SHARE, 0.01, "%", "xa>bx", "ab" },
	{ "  cum  >  5.  %  ", PFL_RULE_CUM, PFL_RULE_GROWTH, 0.05, "%", NULL, NULL },
	{ "flat>999999999999999ns", PFL_RULE_FLAT, PFL_RULE_AMOUNT, 999999999999999, "ns", NULL,
		NULL },
};

static const struct {
	const char *text, *message; /* its first line, behind "fail-on: 'rule': " */
	size_t column;
} bad[] = {
	{ "5%", "expected flat, cum, new or total, as in 'cum>5%' (column 1)", 1 },
	{ "cpu>5%", "expected flat, cum, new or total, as in 'cum>5%' (column 1)", 1 },
	{ "main\\.f:", "expected flat, cum, new or total, as in 'cum>5%' (column 9)", 9 },
	{ "std::map", "expected flat, cum, new or total, as in 'cum>5%' (column 6)", 6 },
	{ ": cum>5%", "expected a pattern in front of ':' (column 1)", 1 },
	{ "cum", "expected '>' and a threshold (column 4)", 4 },
	{ "cumulative>5%", "expected '>' and a threshold (column 4)", 4 },
	{ "cum<5%", "expected '>' and a threshold (column 4)", 4 },
	{ "cum>=5%", "expected a threshold, as in 'cum>5%' (column 5)", 5 },
	{ "cum>-5%", "expected a threshold, as in 'cum>5%' (column 5)", 5 },
	{ "cum>%", "expected a threshold, as in 'cum>5%' (column 5)", 5 },
	{ "cum>.%", "expected a threshold, as in 'cum>5%' (column 5)", 5 },
	{ "cum>nan%", "expected a threshold, as in 'cum>5%' (column 5)", 5 },
	{ "cum>1234567890123456%", "a threshold has at most 15 digits (column 5)", 5 },
	{ "cum>5", "expected a unit: %, pp, ms, MB, count, ... (column 6)", 6 },
	{ "cum>5/op", "expected a unit: %, pp, ms, MB, count, ... (column 6)", 6 },
	{ "cum>1.2.3%", "expected a unit: %, pp, ms, MB, count, ... (column 8)", 8 },
	{ "cum>5% flat>3%", "expected nothing more (column 8)", 8 },
	{ "cum>5%/op", "expected nothing more (column 7)", 7 },
	{ "cum>5pp/op", "expected nothing more (column 8)", 8 },
	{ "cum>5ms/s", "expected nothing more (column 8)", 8 },
	{ "total>5pp", "the total always has 100 %; write % for its growth (column 8)", 8 },
	{ "main: total>5%",
		"the total is that of all functions and takes no pattern (column 7)", 7 },
};

static bool
hits(const struct pfl_rule *rule, const char *name)
{
	struct pfl_error err = { 0 };
	bool hit = false;

	CHECK(pfl_matcher_test(rule->pattern, pfl_span_of(name), &hit, &err));
	return hit;
}

static void
test_good(void)
{
	for (size_t i = 0; i < COUNTOF(good); i++) {
		struct pfl_error err = { 0 };
		struct pfl_rules rules = { 0 };
		const struct pfl_rule *rule;

		test_case(good[i].text);
		if (CHECK(pfl_rules_add(&rules, pfl_span_of(good[i].text), &err)) &&
			CHECK_U64(rules.rule.n, 1)) {
			rule = &rules.rule.at[0];
			CHECK_U64(rule->measure, good[i].measure);
			CHECK_U64(rule->kind, good[i].kind);
			CHECK(fabs(rule->threshold - good[i].threshold) < 1e-15);
			CHECK_STR(rule->unit, good[i].unit);
			CHECK(rule->file == NULL);
			CHECK((rule->pattern != NULL) == (good[i].hits != NULL));
			if (rule->pattern) {
				CHECK(hits(rule, good[i].hits));
				CHECK(!hits(rule, good[i].misses));
			}
		} else {
			fprintf(stderr, "%s\n", err.msg);
		}
		pfl_rules_clear(&rules);
	}
}

static void
test_bad(void)
{
	char want[256];

	for (size_t i = 0; i < COUNTOF(bad); i++) {
		struct pfl_error err = { 0 };
		struct pfl_rules rules = { 0 };
		char *second, *third;

		test_case(bad[i].text);
		CHECK(!pfl_rules_add(&rules, pfl_span_of(bad[i].text), &err));
		CHECK_U64(err.code, PFL_USAGE);
		pfl_rules_clear(&rules);
		second = strchr(err.msg, '\n');
		third = second ? strchr(second + 1, '\n') : NULL;
		if (!CHECK(third != NULL))
			continue;
		*second = '\0';
		snprintf(want, sizeof(want), "fail-on: '%s': %s", bad[i].text, bad[i].message);
		CHECK_STR(err.msg, want);
		snprintf(want, sizeof(want), "  %*s^", (int)bad[i].column - 1, "");
		CHECK_STR(third + 1, want);
	}
}

static void
test_files(void)
{
	static const char lines[] = "new>1%\n\n#line 3 perf.budget\ncum>5%\t# any function\n"
				    "#line 4 a b\n  main\\.hash: cum>3%  \r\n"
				    "#line 5 perf.budget\n{closure#0}: flat>1pp\n"
				    "#line 6 perf.budget\n# for people\ntotal>2%";
	static const struct {
		const char *text, *file;
		uint64_t line;
	} want[] = {
		{ "new>1%", NULL, 0 },
		{ "cum>5%", "perf.budget", 3 },
		{ "main\\.hash: cum>3%", "a b", 4 },
		{ "{closure#0}: flat>1pp", "perf.budget", 5 },
		{ "total>2%", NULL, 0 },
	};
	struct pfl_error err = { 0 };
	struct pfl_rules rules = { 0 };

	test_case("rules from files");
	if (CHECK(pfl_rules_add(&rules, pfl_span_of(lines), &err)) &&
		CHECK_U64(rules.rule.n, COUNTOF(want))) {
		for (size_t i = 0; i < COUNTOF(want); i++) {
			CHECK_STR(rules.rule.at[i].text, want[i].text);
			CHECK_STR(rules.rule.at[i].file, want[i].file);
			CHECK_U64(rules.rule.at[i].line, want[i].line);
		}
	}
	test_case("an error in a file");
	CHECK(!pfl_rules_add(
		&rules, pfl_span_of("cum>5%\n#line 3 perf.budget\n flat>x # y\n"), &err));
	CHECK_STR(err.msg,
		"perf.budget:3: 'flat>x': expected a threshold, as in 'cum>5%' (column 6)\n"
		"  flat>x\n"
		"       ^");
	err = (struct pfl_error){ 0 };
	CHECK(!pfl_rules_add(&rules, pfl_span_of("#line 1 perf.budget\na(b: cum>5%"), &err));
	CHECK_STR(err.msg,
		"perf.budget:1: 'a(b': this '(' has no ')', at '(' (column 2)\n"
		"  a(b\n"
		"   ^");
	pfl_rules_clear(&rules);

	test_case("too many");
	err = (struct pfl_error){ 0 };
	for (size_t i = 0; i < PFL_RULES_MOST; i++) {
		if (!CHECK(pfl_rules_add(&rules, pfl_span_of("cum>5%"), &err)))
			break;
	}
	CHECK(!pfl_rules_add(&rules, pfl_span_of("cum>5%"), &err));
	CHECK_U64(err.code, PFL_LIMIT);
	pfl_rules_clear(&rules);
}

static const struct {
	const char *rule, *unit;
	double amount;     /* NAN: it does not fit */
	const char *error; /* behind "perf.budget:1: " */
} amounts[] = {
	{ "cum>5ms", "nanoseconds", 5e6, NULL },
	{ "cum>1.5s/op", "ms", 1500, NULL },
	{ "cum>2MB", "bytes", 2097152, NULL },
	{ "cum>100count", "samples", 100, NULL },
	{ "cum>100count", "", 100, NULL },
	{ "cum>3objects", "objects", 3, NULL },
	{ "cum>5ms", "bytes", NAN, "the rule 'cum>5ms' is in ms, but values are in bytes" },
	{ "cum>5ms", "", NAN, "the rule 'cum>5ms' is in ms, but values are in count" },
	{ "cum>5count", "bytes", NAN,
		"the rule 'cum>5count' is in count, but values are in bytes" },
	{ "cum>5min", "ns", NAN, "the rule 'cum>5min' is in min, but values are in ns" },
};

static void
test_amounts(void)
{
	for (size_t i = 0; i < COUNTOF(amounts); i++) {
		struct pfl_error err = { 0 };
		struct pfl_rules rules = { 0 };
		char want[256];
		double amount;
		bool ok;

		test_case(amounts[i].rule);
		snprintf(want, sizeof(want), "#line 1 perf.budget\n%s", amounts[i].rule);
		if (!CHECK(pfl_rules_add(&rules, pfl_span_of(want), &err)))
			continue;
		ok = pfl_rule_amount(&rules.rule.at[0], amounts[i].unit, &amount, &err);
		if (amounts[i].error) {
			CHECK(!ok);
			snprintf(want, sizeof(want), "perf.budget:1: %s", amounts[i].error);
			CHECK_STR(err.msg, want);
		} else {
			CHECK(ok && fabs(amount - amounts[i].amount) < 1e-6);
		}
		pfl_rules_clear(&rules);
	}
}

/* Any bytes are rules or an error that says why. */
static void
test_any_bytes(void)
{
	static const char *const pieces[] = { "cum", "flat", "new", "total", ">", "5", ".", "%",
		"pp", "ms", "/op", ":", " ", "main", "\\.", "(", ")", "\xff", "#", "\n",
		"[a-z]" };
	uint64_t state = 1;

	test_case("any bytes");
	for (unsigned i = 0; i < 20000; i++) {
		struct pfl_error err = { 0 };
		struct pfl_rules rules = { 0 };
		struct pfl_text text = { 0 };

		for (uint32_t n = random_below(&state, 9); n > 0; n--)
			pfl_text_str(&text, pieces[random_below(&state, COUNTOF(pieces))]);
		if (!pfl_rules_add(&rules, pfl_text_span(&text), &err) &&
			(!CHECK(err.code == PFL_USAGE) || !CHECK(err.msg[0])))
			i = 20000;
		pfl_rules_clear(&rules);
		pfl_text_clear(&text);
	}
}

int
main(void)
{
	test_good();
	test_bad();
	test_files();
	test_amounts();
	test_any_bytes();
	return test_done();
}
