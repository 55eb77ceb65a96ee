/* SPDX-License-Identifier: Apache-2.0 */
/* PNG and PDF from shapes: the same bytes twice, sizes beyond what a format holds. */
#include "harness.h"
#include "picture.h"
#include "render/paint_cairo.h"

static char *
cairo(const struct pfl_picture *p, bool pdf, size_t *n)
{
	struct pfl_error err = { 0 };
	struct pfl_out *out = pfl_out_memory(&err);

	if (!(pdf ? pfl_paint_pdf : pfl_paint_png)(p, out, &err)) {
		pfl_out_abandon(out);
		if (err.code == PFL_UNSUPPORTED)
			test_skip(err.msg);
		CHECK_STR(err.msg, "");
		return NULL;
	}
	return pfl_out_take(out, n, &err);
}

static unsigned
number_at(const char *bytes, size_t at)
{
	const unsigned char *b = (const unsigned char *)bytes + at;

	return (unsigned)b[0] << 24 | (unsigned)b[1] << 16 | (unsigned)b[2] << 8 | b[3];
}

static void
test_cairo(void)
{
	struct pfl_error err = { 0 };
	struct pfl_picture p = picture(&err);

	for (int pdf = 0; pdf < 2; pdf++) {
		size_t n = 0, m = 0;
		char *a = cairo(&p, pdf, &n);
		char *b = cairo(&p, pdf, &m);

		test_case(pdf ? "pdf" : "png");
		if (CHECK(a && b && n > 100)) {
			CHECK(!memcmp(a, pdf ? "%PDF-" : "\x89PNG", 4));
			CHECK(n == m && !memcmp(a, b, n));
		}
		if (a && !pdf) {
			CHECK_U64(number_at(a, 16), 240); /* two pixels for one */
			CHECK_U64(number_at(a, 20), 161);
		}
		free(a);
		free(b);
	}
	pfl_picture_clear(&p);
}

static void
test_too_large(void)
{
	struct pfl_error err = { 0 };
	struct pfl_picture p = {
		.width = 100000, .height = 50, .background = PFL_COLOR(0xffffff, 0), .err = &err
	};
	size_t n;
	char *a = cairo(&p, false, &n);

	test_case("too wide");
	if (CHECK(a != NULL)) {
		CHECK_U64(number_at(a, 16), 32767);
		CHECK_U64(number_at(a, 20), 16);
	}
	free(a);
}

int
main(void)
{
	test_cairo();
	test_too_large();
	return test_done();
}
