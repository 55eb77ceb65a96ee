/* SPDX-License-Identifier: Apache-2.0 */
/* JSON: punctuation, layout, values. */
#include "harness.h"

#include "base/jsonw.h"

#include <math.h>

/* A report in small. */
static void
write_rows(struct pfl_jsonw *w)
{
	pfl_jsonw_object(w);
	pfl_jsonw_key(w, "schema");
	pfl_jsonw_text(w, "top/1");
	pfl_jsonw_key(w, "rows");
	pfl_jsonw_array(w);
	for (int i = 0; i < 2; i++) {
		pfl_jsonw_object(w);
		pfl_jsonw_key(w, "name");
		pfl_jsonw_str(w, pfl_span_of("a<b>"));
		pfl_jsonw_key(w, "path");
		pfl_jsonw_array(w);
		pfl_jsonw_i64(w, -1);
		pfl_jsonw_i64(w, i);
		pfl_jsonw_end(w);
		pfl_jsonw_end(w);
	}
	pfl_jsonw_end(w);
	pfl_jsonw_key(w, "none");
	pfl_jsonw_array(w);
	pfl_jsonw_end(w);
	pfl_jsonw_end(w);
}

static void
write_values(struct pfl_jsonw *w)
{
	pfl_jsonw_array(w);
	pfl_jsonw_u64(w, UINT64_MAX);
	pfl_jsonw_i64(w, INT64_MIN);
	pfl_jsonw_sum(w, (pfl_sum)1 << 100);
	pfl_jsonw_double(w, 0.1);
	pfl_jsonw_double(w, -2);
	pfl_jsonw_rounded(w, 2.0 / 3, 3);
	pfl_jsonw_rounded(w, 1e-30, 6);
	pfl_jsonw_rounded(w, NAN, 6);
	pfl_jsonw_double(w, NAN);
	pfl_jsonw_double(w, INFINITY);
	pfl_jsonw_bool(w, true);
	pfl_jsonw_bool(w, false);
	pfl_jsonw_null(w);
	pfl_jsonw_object(w);
	pfl_jsonw_end(w);
	pfl_jsonw_end(w);
}

static const struct {
	const char *name;
	void (*write)(struct pfl_jsonw *w);
	unsigned lines;
	const char *want;
} cases[] = {
	{ "compact", write_rows, 0,
		"{\"schema\":\"top/"
		"1\",\"rows\":[{\"name\":\"a\\u003cb\\u003e\",\"path\":[-1,0]},"
		"{\"name\":\"a\\u003cb\\u003e\",\"path\":[-1,1]}],\"none\":[]}\n" },
	{ "a row a line", write_rows, 2,
		"{\n\t\"schema\": \"top/1\",\n\t\"rows\": [\n"
		"\t\t{\"name\": \"a\\u003cb\\u003e\", \"path\": [-1, 0]},\n"
		"\t\t{\"name\": \"a\\u003cb\\u003e\", \"path\": [-1, 1]}\n\t],\n"
		"\t\"none\": []\n}\n" },
	{ "values", write_values, 0,
		"[18446744073709551615,-9223372036854775808,1267650600228229401496703205376,"
		"0.1,-2,0.667,1e-30,null,null,null,true,false,null,{}]\n" },
};

static void
test_depth(unsigned depth, bool want)
{
	struct pfl_error err = { 0 };
	struct pfl_out *out = pfl_out_memory(&err);
	struct pfl_jsonw w;

	if (!CHECK(out != NULL))
		return;
	pfl_jsonw_init(&w, out, 1000);
	for (unsigned i = 0; i < depth; i++)
		pfl_jsonw_array(&w);
	for (unsigned i = 0; i < depth; i++)
		pfl_jsonw_end(&w);
	CHECK(pfl_jsonw_finish(&w, &err) == want);
	CHECK_U64(err.code, want ? PFL_OK : PFL_LIMIT);
	pfl_out_abandon(out);
}

int
main(void)
{
	for (size_t i = 0; i < COUNTOF(cases); i++) {
		struct pfl_error err = { 0 };
		struct pfl_out *out = pfl_out_memory(&err);
		struct pfl_jsonw w;
		char *text;
		size_t n;

		test_case(cases[i].name);
		if (!CHECK(out != NULL))
			continue;
		pfl_jsonw_init(&w, out, cases[i].lines);
		cases[i].write(&w);
		CHECK(pfl_jsonw_finish(&w, &err));
		text = pfl_out_take(out, &n, &err);
		CHECK_STR(text, cases[i].want);
		free(text);
	}
	test_case("depth");
	test_depth(PFL_JSONW_DEPTH, true);
	test_depth(PFL_JSONW_DEPTH + 1, false);
	test_depth(100000, false);
	return test_done();
}
