/* SPDX-License-Identifier: Apache-2.0 */
/* "callgraph/1": exact values, full names, nodes without names, labels. */
#include "drawing.h"

static void
test_whole(void)
{
	static const struct sample_text samples[] = {
		{ "github.com/x/y.F@/src/y.go:7;main@m.go:3", { INT64_MAX },
			"user=ann,bytes:16" },
		{ "github.com/x/y.F@/src/y.go:7;main@m.go:3", { INT64_MAX }, NULL },
		{ "[lib.so];mid@a.c:1|main@m.go:4", { 5000 }, NULL },
	};
	char *text = drawing_text("json", "cpu/nanoseconds", samples, COUNTOF(samples),
		"node-fraction=0 edge-fraction=0");

	test_case("head");
	CHECK(has(text, "{\n\t\"schema\": \"callgraph/1\",\n\t\"tool\": \"profloom\",\n"));
	CHECK(has(text, "\"sample_type\": \"cpu\",\n\t\"unit\": \"nanoseconds\",\n"));
	CHECK(has(text, "\"total\": 18446744073709556614,"));
	test_case("nodes");
	CHECK(has(text,
		"\"name\": \"github.com/x/y.F\", \"file\": \"/src/y.go\", \"line\": 0, "
		"\"flat\": 18446744073709551614, \"cum\": 18446744073709551614, "
		"\"labels\": [{\"text\": [\"user:ann\"], \"flat\": 9223372036854775807, "
		"\"cum\": 9223372036854775807}, "
		"{\"number\": 16, \"unit\": \"bytes\", \"text\": [\"user:ann\"], "));
	CHECK(has(text, "\"name\": \"[lib.so]\""));
	test_case("edges");
	CHECK(has(text,
		"\"weight\": 18446744073709551614, \"residual\": false, \"inline\": false}"));
	CHECK(has(text, "\"weight\": 5000, \"residual\": false, \"inline\": true}"));
	free(text);
}

static void
test_nothing(void)
{
	char *text = drawing_text("json", "cpu/nanoseconds", NULL, 0, "");

	test_case("no samples");
	CHECK(has(text, "\"nodes\": [],\n\t\"edges\": []\n}"));
	free(text);
}

int
main(void)
{
	test_whole();
	test_nothing();
	return test_done();
}
