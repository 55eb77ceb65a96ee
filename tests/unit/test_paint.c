/* SPDX-License-Identifier: Apache-2.0 */
/* Painters: every shape, hostile texts, sizes beyond what a format holds, the same bytes twice.
 */
#include "harness.h"
#include "picture.h"
#include "render/paint_svg.h"

static char *
svg(const struct pfl_picture *p, size_t *n)
{
	struct pfl_error err = { 0 };
	struct pfl_out *out = pfl_out_memory(&err);

	pfl_paint_svg(p, out);
	return pfl_out_take(out, n, &err);
}

static void
test_svg(void)
{
	struct pfl_error err = { 0 };
	struct pfl_picture p = picture(&err);
	size_t n;
	char *text = svg(&p, &n);

	test_case("svg");
	CHECK(pfl_picture_ok(&p));
	CHECK_STR(text,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"120\" height=\"80.5\""
		" viewBox=\"0 0 120 80.5\" role=\"img\""
		" font-family=\"Helvetica,Arial,Liberation Sans,sans-serif\">\n"
		"<title>a &lt;title&gt;</title>\n"
		"<desc>one\ntwo &amp; three</desc>\n"
		"<style>\n.node{}\n"
		":root{color-scheme:light dark;background:#ffffff}\n"
		"@media (prefers-color-scheme:dark){\n"
		":root{background:#101010}\n"
		".f0{fill:#101010}.s0{stroke:#101010}\n"
		".f1{fill:#222222}.s1{stroke:#222222}\n"
		".f2{fill:#6699cc}.s2{stroke:#6699cc}\n"
		".f3{fill:#ffffff}.s3{stroke:#ffffff}\n"
		"}\n</style>\n"
		"<rect x=\"0\" y=\"0\" width=\"120\" height=\"80.5\" fill=\"#ffffff\" "
		"class=\"f0\"/>\n"
		"<g id=\"node1\" class=\"node\"><title>tip "
		"&lt;1&gt;\n&quot;second&quot;</title>\n"
		"<rect x=\"10\" y=\"20\" width=\"50\" height=\"30\" rx=\"5\" fill=\"#000000\""
		" stroke=\"#336699\" class=\"f1 s2\"/>\n"
		"<text x=\"35\" y=\"40\" font-size=\"12\" font-weight=\"bold\" "
		"text-anchor=\"middle\""
		" textLength=\"44.5\" lengthAdjust=\"spacingAndGlyphs\" fill=\"#eeeeee\""
		" stroke=\"#ffffff\" stroke-width=\"3\" stroke-linejoin=\"round\""
		" paint-order=\"stroke\" class=\"f3 s0\">&lt;/text&gt;&lt;script&gt;x</text>\n"
		"</g>\n"
		"<path d=\"M1,2C3.2,4 5,6 7,8\" fill=\"none\" stroke=\"#336699\" "
		"stroke-width=\"2\""
		" stroke-dasharray=\"8 5\" class=\"s2\"/>\n"
		"<path d=\"M1,2L3.2,4 5,6Z\" fill=\"#336699\"/>\n"
		"<script><![CDATA[\n1 < 2 && 3;\n]]></script>\n"
		"</svg>\n");
	free(text);
	pfl_picture_clear(&p);
}

int
main(void)
{
	test_svg();
	return test_done();
}
