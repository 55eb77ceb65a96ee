/* SPDX-License-Identifier: Apache-2.0 */
/* A small profile of which a document becomes that nobody wants: samples share their stacks,
 * the stacks of a document do not. */
#include "support.h"

#include <profloom/profloom.h>

/* Calls within calls, each with a sample of its own. */
static struct pfl_profile *
staircase(int deep, struct pfl_error *err)
{
	struct pfl_text text = { 0 };
	struct pfl_profile *p;

	pfl_text_str(&text, "[");
	for (int i = 0; i < deep; i++)
		pfl_text_printf(&text,
			"%s{\"ph\":\"B\",\"pid\":1,\"tid\":1,\"ts\":%d,\"name\":\"f%d\"}",
			i ? "," : "", i, i % 7);
	pfl_text_str(&text, "]");
	p = read_bytes(pfl_text_span(&text), NULL, err);
	pfl_text_clear(&text);
	return p;
}

/* Were all of it made before the limit is looked at, each would take minutes. */
static void
check_stops(const struct pfl_profile *p, const char *format)
{
	const struct pfl_renderer *r = pfl_renderer_find("convert", format);
	struct pfl_error err = { 0 };
	struct pfl_view *view = pfl_view_new(&err);
	struct pfl_scene *scene = pfl_scene_new(p, view, r, &err);
	struct pfl_out *out = pfl_out_open("/dev/null", 1 << 20, &err);

	test_case(format);
	CHECK_STR(err.msg, "");
	if (CHECK(scene && out) && CHECK(pfl_render(scene, r, NULL, out, &err)))
		CHECK(!pfl_out_close(out, &err));
	else
		pfl_out_abandon(out);
	CHECK_I64(err.code, PFL_LIMIT);
	pfl_scene_free(scene);
	pfl_view_free(view);
}

int
main(void)
{
	static const char *const formats[] = { "folded", "speedscope", "json", "ndjson" };
	struct pfl_error err = { 0 };
	struct pfl_profile *p = staircase(60000, &err);

	CHECK_STR(err.msg, "");
	for (size_t i = 0; p && i < COUNTOF(formats); i++)
		check_stops(p, formats[i]);
	pfl_profile_free(p);
	return test_done();
}
