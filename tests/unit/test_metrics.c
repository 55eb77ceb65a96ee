/* SPDX-License-Identifier: Apache-2.0 */
/* Compiled-in text widths: known sums, cuts between characters, odd bytes. */
#include "harness.h"
#include "render/metrics.h"

static bool
close_to(double got, double want)
{
	double off = got - want;

	return off < 1e-9 && off > -1e-9;
}

static const struct {
	const char *text;
	double mono, sans, bold; /* at size 1000 */
} widths[] = {
	{ "", 0, 0, 0 }, { "i", 602, 222, 278 },
	{ "main.main", 9 * 602, 833 * 2 + 556 * 4 + 222 * 2 + 278,
		889 * 2 + 556 * 2 + 611 * 2 + 278 * 3 },
	{ "~", 602, 584, 584 }, { "\xc3\xa4", 602, 556, 556 }, /* a letter without an entry */
	{ "\xe4\xb8\xad", 1204, 1000, 1000 }, /* a wide one                     */
	{ "e\xcc\x81", 602, 556, 556 },       /* an accent on top of the letter */
	{ "\xff", 4 * 602, 278 + 500 + 278 + 278, 278 + 556 + 333 + 333 }, /* shown as \xff */
	{ "\n", 2 * 602, 278 + 556, 278 + 611 }, /* shown as \n                    */
};

static void
check_widths(void)
{
	for (size_t i = 0; i < COUNTOF(widths); i++) {
		struct pfl_span text = pfl_span_of(widths[i].text);

		test_case(widths[i].text);
		CHECK(close_to(pfl_text_width(PFL_FONT_MONO, 1000, text), widths[i].mono));
		CHECK(close_to(pfl_text_width(PFL_FONT_SANS, 1000, text), widths[i].sans));
		CHECK(close_to(pfl_text_width(PFL_FONT_SANS_BOLD, 1000, text), widths[i].bold));
		CHECK(close_to(pfl_text_width(PFL_FONT_SANS, 10, text), widths[i].sans / 100));
	}
}

static void
check_fit(void)
{
	test_case("fit");
	CHECK_U64(pfl_text_fit(PFL_FONT_MONO, 1000, 602 * 3, pfl_span_of("abcdef")), 3);
	CHECK_U64(pfl_text_fit(PFL_FONT_MONO, 1000, 602 * 3 - 1, pfl_span_of("abcdef")), 2);
	CHECK_U64(pfl_text_fit(PFL_FONT_MONO, 1000, 602 * 9, pfl_span_of("abcdef")), 6);
	CHECK_U64(pfl_text_fit(PFL_FONT_MONO, 1000, 0, pfl_span_of("abcdef")), 0);
	CHECK_U64(pfl_text_fit(PFL_FONT_MONO, 1000, 602 * 2, pfl_span_of("a\xe4\xb8\xad")), 1);
	CHECK_U64(pfl_text_fit(PFL_FONT_MONO, 1000, 602 * 3, pfl_span_of("a\xe4\xb8\xad")), 4);
	CHECK_U64(pfl_text_fit(PFL_FONT_SANS, 1000, 222, pfl_span_of("ii")), 1);
	CHECK_U64(pfl_mono_columns(10, 60.2), 10);
	CHECK_U64(pfl_mono_columns(10, -1), 0);
}

int
main(void)
{
	check_widths();
	check_fit();
	return test_done();
}
