/* SPDX-License-Identifier: Apache-2.0 */
/* Growing texts, and numbers as text. */
#include "harness.h"

#include "base/number.h"
#include "base/text.h"

#include <locale.h>
#include <math.h>

static void
test_growing(void)
{
	struct pfl_text text = { 0 };
	struct pfl_error err = { 0 };

	test_case("text");
	CHECK_STR(pfl_text_get(&text), "");
	CHECK_U64(pfl_text_span(&text).n, 0);
	pfl_text_add(&text, (struct pfl_span){ NULL, 0 });
	CHECK_STR(pfl_text_get(&text), "");
	pfl_text_str(&text, "a");
	pfl_text_char(&text, '\0');
	pfl_text_add(&text, (struct pfl_span){ "bcd", 2 });
	CHECK_U64(text.n, 4);
	CHECK(memcmp(text.at, "a\0bc", 5) == 0);
	pfl_text_cut(&text, 1);
	CHECK_STR(pfl_text_get(&text), "a");
	pfl_text_cut(&text, 9);
	CHECK_U64(text.n, 1);
	pfl_text_printf(&text, "%d-%s", 42, "x");
	CHECK_STR(pfl_text_get(&text), "a42-x");
	pfl_text_reset(&text);
	for (int i = 0; i < 1000; i++)
		pfl_text_printf(&text, "%04d", i);
	CHECK_U64(text.n, 4000);
	CHECK(memcmp(text.at + 3992, "09980999", 9) == 0);
	pfl_text_printf(&text, "%0500d", 7);
	CHECK_U64(text.n, 4500);
	CHECK(pfl_text_ok(&text, &err));
	pfl_text_clear(&text);
	CHECK_STR(pfl_text_get(&text), "");

	test_case("text that failed");
	text.failed = true;
	pfl_text_str(&text, "more");
	CHECK_STR(pfl_text_get(&text), "");
	CHECK(!pfl_text_ok(&text, &err));
	CHECK_U64(err.code, PFL_NOMEM);
}

static void
test_numbers(void)
{
	static const struct {
		double value;
		int digits;
		const char *fixed, *general, *brief;
	} cases[] = {
		{ 0, 2, "0.00", "0", "0" },
		{ 1, 2, "1.00", "1", "1" },
		{ -0.001, 2, "-0.00", "-0.001", "0" },
		{ 2.5, 1, "2.5", "2", "2.5" },
		{ 1234.5678, 2, "1234.57", "1.2e+03", "1234.57" },
		{ -10.25, 3, "-10.250", "-10.2", "-10.25" },
		{ 100, 0, "100", "1e+02", "100" },
		{ 1e-7, 2, "0.00", "1e-07", "0" },
	};
	char buf[PFL_NUMBER_TEXT];

	test_case("numbers");
	for (size_t i = 0; i < COUNTOF(cases); i++) {
		int digits = cases[i].digits;

		CHECK_STR(pfl_number_fixed(cases[i].value, digits, buf), cases[i].fixed);
		CHECK_STR(pfl_number_general(cases[i].value, digits ? digits : 1, buf),
			cases[i].general);
		CHECK_STR(pfl_number_short(cases[i].value, digits, buf), cases[i].brief);
	}
	CHECK_U64(strlen(pfl_number_fixed(-1.7976931348623157e308, 20, buf)), 331);
	CHECK_STR(pfl_number_short(NAN, 2, buf), "0");
	CHECK_STR(pfl_number_exact(0.1, buf), "0.1");
	CHECK_STR(pfl_number_exact(1.0 / 3, buf), "0.3333333333333333");
	CHECK_STR(pfl_number_exact(1e300, buf), "1e+300");
	CHECK_STR(pfl_number_exact(5e-324, buf), "4.94065645841247e-324");
	CHECK_STR(pfl_number_exact(123456789012345678.0, buf), "1.2345678901234568e+17");
}

int
main(void)
{
	test_growing();
	test_numbers();
	/* With a comma for a point, if this system has such a locale. */
	if (setlocale(LC_ALL, "de_DE.UTF-8") || setlocale(LC_ALL, "fr_FR.UTF-8"))
		test_numbers();
	return test_done();
}
