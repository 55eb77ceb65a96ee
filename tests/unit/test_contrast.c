/* SPDX-License-Identifier: Apache-2.0 */
/* How a change looks: its class, its words, and what is noise. */
#include "flame.h"
#include "render/contrast.h"

#include <math.h>

static void
test_growth(void)
{
	static const struct {
		double old, now;
		enum pfl_growth want;
	} cases[] = {
		{ 0, 0, PFL_GROWTH_SAME },
		{ 5, 5, PFL_GROWTH_SAME },
		{ 0, 1, PFL_GROWTH_NEW },
		{ 1, 0, PFL_GROWTH_GONE },
		{ 100, 109, PFL_GROWTH_SAME },
		{ 100, 111, PFL_GROWTH_ABOVE },
		{ 100, 142, PFL_GROWTH_MORE },
		{ 100, 200, PFL_GROWTH_TWICE },
		{ 109, 100, PFL_GROWTH_SAME },
		{ 111, 100, PFL_GROWTH_BELOW },
		{ 142, 100, PFL_GROWTH_LESS },
		{ 200, 100, PFL_GROWTH_HALF },
		{ 1e30, 1, PFL_GROWTH_HALF },
		{ -10, 5, PFL_GROWTH_TWICE }, /* of differences: by their change */
		{ 10, -5, PFL_GROWTH_HALF },
	};

	for (size_t i = 0; i < COUNTOF(cases); i++) {
		char name[64];

		snprintf(name, sizeof(name), "%g to %g", cases[i].old, cases[i].now);
		test_case(name);
		CHECK_U64(pfl_growth_of(cases[i].old, cases[i].now), cases[i].want);
	}
}

/* A function used 100 before and 200 now, of which one path has 90 and 110. */
static void
test_noise(void)
{
	struct pfl_compared function = { .cum = { .old = 100, .now = 200, .delta = 100 } };
	const struct pfl_compared *functions[] = { &function, NULL };
	struct pfl_comparison comparison = { .factor = 1 };
	struct pfl_contrast c = { .comparison = &comparison,
		.factor = 1,
		.n_old = 1,
		.n_new = 1,
		.function = functions };

	test_case("noise");
	function.cum.error = 30;
	CHECK_U64(pfl_contrast_class(&c, 0, 100, 200), PFL_GROWTH_TWICE);
	function.cum.error = 40;
	CHECK_U64(pfl_contrast_class(&c, 0, 100, 200), PFL_GROWTH_SAME);
	/* A quarter of the function has half of its error. */
	function.cum.error = 16;
	CHECK_U64(pfl_contrast_class(&c, 0, 25, 50), PFL_GROWTH_TWICE);
	CHECK_U64(pfl_contrast_class(&c, 0, 30, 45), PFL_GROWTH_SAME);
	function.cum.error = NAN;
	CHECK_U64(pfl_contrast_class(&c, 0, 100, 200), PFL_GROWTH_SAME);
	CHECK_U64(pfl_contrast_class(&c, 1, 100, 200), PFL_GROWTH_SAME);

	test_case("without a comparison the ratio alone decides");
	c.comparison = NULL;
	CHECK_U64(pfl_contrast_class(&c, 0, 1, 2), PFL_GROWTH_TWICE);
	c.factor = 2;
	CHECK_U64(pfl_contrast_class(&c, 0, 1, 2), PFL_GROWTH_SAME);
	CHECK_I64((int64_t)pfl_contrast_scaled(&c, 3), 6);
	CHECK_I64((int64_t)pfl_contrast_scaled(&c, -3), -6);
}

static void
test_words(void)
{
	struct pfl_text text = { 0 };
	struct pfl_contrast c;
	struct pfl_arena arena = { 0 };
	struct pfl_error err = { 0 };
	const struct pfl_style style = { 0 };
	struct pfl_span line[PFL_CONTRAST_LINES];
	struct flame_fixture t;

	test_case("words");
	if (!fixture_init(&t, "a;b 10 30\na;c 40 20\ngone;x 50 0\n", "flame", "svg") ||
		!CHECK(pfl_contrast_init(&c, t.scene, &arena, &err)))
		return;
	pfl_contrast_say(&c, 40, 20, &text);
	CHECK_STR(pfl_text_get(&text),
		"old 40 (40.00%) \xe2\x86\x92 new 20 (40.00%), \xe2\x88\x92"
		"20, \xc3\x97"
		"0.5");
	pfl_text_reset(&text);
	pfl_contrast_say(&c, 50, 0, &text);
	CHECK_STR(pfl_text_get(&text),
		"old 50 (50.00%) \xe2\x86\x92 new 0, \xe2\x88\x92"
		"50, gone");
	pfl_text_reset(&text);
	pfl_contrast_say(&c, 0, 7, &text);
	CHECK_STR(pfl_text_get(&text), "old 0 \xe2\x86\x92 new 7 (14.00%), +7, new");
	pfl_text_reset(&text);
	pfl_contrast_say(&c, 7, 7, &text);
	CHECK_STR(pfl_text_get(&text), "old 7 (7.00%) \xe2\x86\x92 new 7 (14.00%), no change");
	pfl_text_reset(&text);
	c.factor = 1.5; /* a change on another scale is not known to the last digit */
	pfl_contrast_say_signed(&c, 123456, &text);
	CHECK_STR(pfl_text_get(&text), "+123000");
	pfl_text_reset(&text);
	c.factor = 2;
	c.n_old = 2;
	c.n_new = 4;
	pfl_contrast_say_values(&c, 20, 40, &text);
	CHECK_STR(pfl_text_get(&text), "10 \xe2\x86\x92 10");
	pfl_text_reset(&text);
	pfl_contrast_header(&c, &style, &text, line);
	CHECK(pfl_span_eq(line[0], pfl_span_of("What changed")));
	CHECK(pfl_span_starts(line[1], "samples per run: old 50"));
	CHECK(pfl_span_starts(line[2], "OLD 2 runs"));
	CHECK(pfl_span_starts(line[3], "values as recorded"));
	pfl_text_clear(&text);
	pfl_arena_clear(&arena);
	fixture_clear(&t);
}

int
main(void)
{
	test_growth();
	test_noise();
	test_words();
	return test_done();
}
