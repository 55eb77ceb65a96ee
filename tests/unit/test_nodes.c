/* SPDX-License-Identifier: Apache-2.0 */
/* Which frames are one node at which granularity, what nodes are called, and the columns. */
#include "analyze/column.h"
#include "analyze/nodes.h"
#include "notation.h"

/* All nodes' printable names in order, each with a "|" behind it. */
static void
print_all(const struct pfl_nodes *nodes, const struct pfl_profile *p, struct pfl_text *text)
{
	struct pfl_error err = { 0 };
	struct pfl_arena arena = { 0 };
	struct pfl_node_ranks ranks;
	uint32_t list[64], at[64];

	if (!CHECK(nodes->n <= COUNTOF(list)))
		return;
	for (uint32_t i = 0; i < nodes->n; i++)
		list[i] = i;
	CHECK(pfl_node_rank(&ranks, nodes, p, list, nodes->n, &arena, &err));
	for (uint32_t i = 0; i < nodes->n; i++)
		at[ranks.full[i]] = i;
	for (uint32_t i = 0; i < nodes->n; i++) {
		pfl_node_print(nodes, p, at[i], text);
		pfl_text_char(text, '|');
		if (i) {
			CHECK(pfl_node_print_cmp(nodes, p, at[i - 1], at[i]) <= 0);
			CHECK((ranks.print[at[i - 1]] == ranks.print[at[i]]) ==
				(pfl_node_print_cmp(nodes, p, at[i - 1], at[i]) == 0));
		}
	}
	pfl_arena_clear(&arena);
}

static void
check_names(const struct pfl_profile *p, struct pfl_nodes_opts opts, const char *want)
{
	struct pfl_error err = { 0 };
	struct pfl_profile *derived = pfl_profile_derive(p, &err);
	struct pfl_arena arena = { 0 };
	struct pfl_nodes nodes;
	struct pfl_text text = { 0 };

	if (CHECK(derived != NULL) &&
		CHECK(pfl_nodes_make(&nodes, derived, &opts, &arena, &err))) {
		print_all(&nodes, derived, &text);
		CHECK_STR(pfl_text_get(&text), want);
	}
	pfl_text_clear(&text);
	pfl_arena_clear(&arena);
	pfl_profile_free(derived);
}

/* Two functions of one file that start at different lines, one with an untidy name. */
static struct pfl_profile *
two_starts(void)
{
	struct pfl_error err = { 0 };
	struct pfl_builder *b = pfl_builder_new(NULL, &err);
	struct pfl_func f = { .name = notation_string(b, "f"), .start_line = 3 };
	struct pfl_func g = { .name = notation_string(b, "g"), .start_line = 9 };
	struct pfl_line line = { .line = 5, .column = 7 };
	struct pfl_mapping mapping = { .limit = 100 };
	uint32_t stack[2];
	int64_t one = 1;
	struct pfl_profile *p;

	f.file = notation_string(b, "/proc/self/cwd/src/a.c");
	g.file = notation_string(b, "src/x/..//a.c");
	mapping.file = notation_string(b, "/bin/app");
	mapping.flags = 0;
	pfl_build_type(b, notation_string(b, "n"), notation_string(b, "count"));
	pfl_build_mapping(b, &mapping);
	line.func = pfl_build_func(b, &f);
	stack[0] = pfl_build_location(b, 0x1f, 0, false, &line, 1);
	line.func = pfl_build_func(b, &g);
	stack[1] = pfl_build_location(b, 0x2f, 0, false, &line, 1);
	pfl_build_sample(b, pfl_build_stack(b, stack, 2), 0, &one, 1);
	p = pfl_builder_finish(b, &err);
	CHECK_STR(err.msg, "");
	pfl_builder_free(b);
	return p;
}

static void
test_granularity(void)
{
	static const struct sample_text samples[] = {
		{ "f@a.c:1;f@a.c:2;g@b.c:1;main@a.c:9", { 1 }, NULL },
		{ "f@b.c:1;/lib/libx.so!;/lib/libx.so!;?", { 1 }, NULL },
	};
	struct pfl_profile *p = notation_profile("n/count", samples, COUNTOF(samples));

	test_case("functions");
	check_names(p, (struct pfl_nodes_opts){ 0 }, "<unknown>|[libx.so]|f|g|main|");
	test_case("filefunctions");
	check_names(p, (struct pfl_nodes_opts){ .granularity = PFL_FILEFUNCTIONS },
		"<unknown>|[libx.so]|f a.c|f b.c|g b.c|main a.c|");
	test_case("files");
	check_names(p, (struct pfl_nodes_opts){ .granularity = PFL_FILES },
		"<unknown>|[libx.so]|a.c|b.c|");
	test_case("lines");
	check_names(p, (struct pfl_nodes_opts){ .granularity = PFL_LINES },
		"<unknown>|[libx.so]|f a.c:1|f a.c:2|f b.c:1|g b.c:1|main a.c:9|");
	test_case("addresses");
	check_names(p, (struct pfl_nodes_opts){ .granularity = PFL_ADDRESSES },
		"0000000000000010 f a.c:1|0000000000000010 f b.c:1|0000000000000020 f a.c:2|"
		"0000000000000030 g b.c:1|0000000000000040 main a.c:9|"
		"0000000000010020 [libx.so]|0000000000010030 <unknown>|");
	pfl_profile_free(p);
}

static void
test_files(void)
{
	struct pfl_profile *p = two_starts();

	test_case("a file is one row wherever its functions start");
	check_names(p, (struct pfl_nodes_opts){ .granularity = PFL_FILES }, "src/a.c|");
	test_case("start lines count when objects do");
	check_names(p, (struct pfl_nodes_opts){ .granularity = PFL_FILES, .objects = true },
		"src/a.c|src/a.c|");
	test_case("columns");
	check_names(p, (struct pfl_nodes_opts){ .granularity = PFL_LINES },
		"f src/a.c:5|g src/a.c:5|");
	check_names(p, (struct pfl_nodes_opts){ .granularity = PFL_LINES, .columns = true },
		"f src/a.c:5:7|g src/a.c:5:7|");
	test_case("addresses in front");
	check_names(p, (struct pfl_nodes_opts){ .granularity = PFL_ADDRESSES, .columns = true },
		"000000000000001f f src/a.c:5:7|000000000000002f g src/a.c:5:7|");
	test_case("trim-path");
	check_names(p,
		(struct pfl_nodes_opts){
			.granularity = PFL_FILEFUNCTIONS, .trim_path = "/proc/self:src" },
		"f cwd/src/a.c|g a.c|");
	pfl_profile_free(p);
}

/* The comparison works on pieces; putting the names together must agree. */
static void
test_pieces(void)
{
	static const struct sample_text samples[] = {
		{ "a@b c:1;a b@c:1;a b@c:10;a b@c:2;ab@:3;a@;a@b;a;a b;a b c:1;-@x:-4", { 1 },
			NULL },
	};
	struct pfl_error err = { 0 };
	struct pfl_profile *p = notation_profile("n/count", samples, COUNTOF(samples));
	struct pfl_profile *derived = pfl_profile_derive(p, &err);
	struct pfl_nodes_opts opts = { .granularity = PFL_LINES };
	struct pfl_arena arena = { 0 };
	struct pfl_nodes nodes = { 0 };

	test_case("order of names in pieces");
	CHECK(pfl_nodes_make(&nodes, derived, &opts, &arena, &err));
	for (uint32_t i = 0; i < nodes.n * nodes.n; i++) {
		struct pfl_text a = { 0 }, b = { 0 };
		uint32_t x = i / nodes.n, y = i % nodes.n;

		pfl_node_print(&nodes, derived, x, &a);
		pfl_node_print(&nodes, derived, y, &b);
		CHECK_I64(pfl_node_print_cmp(&nodes, derived, x, y),
			pfl_span_cmp(pfl_text_span(&a), pfl_text_span(&b)) < 0      ? -1
				: pfl_span_eq(pfl_text_span(&a), pfl_text_span(&b)) ? 0
										    : 1);
		CHECK((pfl_node_cmp(&nodes, derived, x, y) == 0) == (x == y));
		pfl_text_clear(&a);
		pfl_text_clear(&b);
	}
	pfl_arena_clear(&arena);
	pfl_profile_free(derived);
	pfl_profile_free(p);
}

static void
test_choice(void)
{
	static const struct {
		const char *want;
		uint32_t type;
		const char *error;
	} cases[] = {
		{ NULL, 2, "" },
		{ "", 2, "" },
		{ "cpu", 1, "" },
		{ "0", 0, "" },
		{ "inuse_space", 2, "" },
		{ "3", 0,
			"sample type \"3\" is not in this profile; it has: samples, cpu, "
			"space" },
		{ "foo", 0,
			"sample type \"foo\" is not in this profile; it has: samples, cpu, "
			"space" },
	};
	static const struct sample_text samples[] = { { "a", { -1, 2, 3 }, NULL },
		{ "b", { 4, 5, -6 }, NULL } };
	struct pfl_profile *p =
		notation_profile("samples/count cpu/ns space/bytes", samples, COUNTOF(samples));
	struct pfl_columns columns;
	pfl_sum total;

	for (size_t i = 0; i < COUNTOF(cases); i++) {
		struct pfl_error err = { 0 };

		test_case(cases[i].want ? cases[i].want : "default type");
		CHECK(pfl_columns_choose(&columns, p, cases[i].want, false, &err) ==
			!*cases[i].error);
		CHECK_STR(err.msg, cases[i].error);
		if (!*cases[i].error)
			CHECK_U64(columns.type, cases[i].type);
	}
	test_case("totals");
	struct pfl_error err = { 0 };
	CHECK(pfl_columns_choose(&columns, p, "space", false, &err));
	CHECK(pfl_columns_total(&columns, p, &total, NULL, &err));
	CHECK_I64((int64_t)total, 9);
	CHECK(pfl_columns_choose(&columns, p, "space", true, &err));
	CHECK(pfl_columns_total(&columns, p, &total, NULL, &err));
	CHECK_I64((int64_t)total, 3); /* 9 / (4 - 1) */
	pfl_profile_free(p);
}

static void
test_base_total(void)
{
	static const struct sample_text samples[] = { { "a", { 200 }, NULL },
		{ "a", { -100 }, "pprof::base=true" }, { "b", { -80 }, "x=y,pprof::base=true" },
		{ "b", { -7 }, "pprof::base=false" } };
	struct pfl_error err = { 0 };
	struct pfl_profile *p = notation_profile("cpu/ms", samples, COUNTOF(samples));
	struct pfl_columns columns;
	pfl_sum total;

	test_case("the base's total");
	CHECK(pfl_columns_choose(&columns, p, NULL, false, &err));
	CHECK(pfl_columns_total(&columns, p, &total, NULL, &err));
	CHECK_I64((int64_t)total, 180);
	pfl_profile_free(p);
}

int
main(void)
{
	test_granularity();
	test_files();
	test_pieces();
	test_choice();
	test_base_total();
	return test_done();
}
