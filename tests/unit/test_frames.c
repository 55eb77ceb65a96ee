/* SPDX-License-Identifier: Apache-2.0 */
/* show-from, prune-from and drop_frames: stacks cut at either end (semantics 5 and 8). */
#include "sketch_view.h"

static const char stacks[] = "100 A@a.c;B@b.c;C@c.c;B@b.c;main@m.c\n"
			     "10 i1@i.h|i2@i.h|D@d.c;main@m.c\n"
			     "1 -\n";

static const struct sketch_case cases[] = {
	{ "show-from=B", "100 A@a.c;B@b.c;C@c.c;B@b.c\n", NULL },
	{ "show_from=i2", "10 i1@i.h|i2@i.h\n", NULL },
	{ "show-from=i\\.h", "10 i1@i.h|i2@i.h\n", NULL },
	{ "show-from=i1", "10 i1@i.h\n", NULL },
	{ "show-from=main",
		"100 A@a.c;B@b.c;C@c.c;B@b.c;main@m.c\n10 i1@i.h|i2@i.h|D@d.c;main@m.c\n",
		NULL },
	{ "show-from=A", "100 A@a.c\n", NULL },
	{ "show-from=x", "", "show-from expression matched no samples" },
	{ "prune-from=B",
		"100 B@b.c;C@c.c;B@b.c;main@m.c\n10 i1@i.h|i2@i.h|D@d.c;main@m.c\n1 -\n",
		NULL },
	{ "prune_from=i2",
		"100 A@a.c;B@b.c;C@c.c;B@b.c;main@m.c\n10 i2@i.h|D@d.c;main@m.c\n1 -\n", NULL },
	{ "prune-from=main", "100 main@m.c\n10 main@m.c\n1 -\n", NULL },
	{ "prune-from=m\\.c", stacks, "prune-from expression matched no samples" },
	/* What hide has taken away is not there any more. */
	{ "hide=C prune-from=C",
		"100 A@a.c;B@b.c;B@b.c;main@m.c\n10 i1@i.h|i2@i.h|D@d.c;main@m.c\n",
		"prune-from expression matched no samples" },
	{ "hide=A prune-from=B show-from=C", "100 B@b.c;C@c.c\n", NULL },
};

static const char mapped[] = "1 a;libx!f|g;main\n2 libx!;main\n";

static const struct sketch_case mappings[] = {
	{ "show-from=libx", "1 a;libx!f|g\n2 libx!\n", NULL },
	{ "prune-from=libx", mapped, "prune-from expression matched no samples" },
};

/* drop_frames "malloc|op.*|inl", keep_frames "opkeep"; leaf first. */
static const struct {
	const char *stack, *want;
} drops[] = {
	{ "1 x;malloc;main\n", "1 main\n" },
	{ "1 x;malloc;f;malloc;main\n", "1 main\n" },
	{ "1 malloc\n", "1 malloc\n" },
	{ "1 x;malloc\n", "1 x;malloc\n" },
	{ "1 y|inl|z;main\n", "1 z;main\n" },
	{ "1 q;y|inl|z;main\n", "1 z;main\n" },
	{ "1 y|w|inl;main\n", "1 main\n" },
	{ "1 operator(int);main\n", "1 main\n" },
	{ "1 opkeep;main\n", "1 opkeep;main\n" },
	{ "1 .malloc;main\n", "1 main\n" },
	{ "1 xmalloc;main\n", "1 xmalloc;main\n" },
	{ "1 malloc(size_t);main\n", "1 main\n" },
	{ "1 x;libc!;malloc;main\n", "1 main\n" },
	/* A location that is cut short at the root is short everywhere. */
	{ "1 y|inl|z\n2 y|inl|z;main\n", "1 z\n2 z;main\n" },
	{ "1 -\n", "1 -\n" },
};

static struct pfl_profile *
with_drop(const char *sketch, const char *drop, const char *keep)
{
	struct sketch_known known = { .n = 0 };
	struct pfl_span rest = pfl_span_of(sketch), line;
	size_t n;
	struct pfl_builder *b = sketch_builder("cpu/ns", &n);

	while (pfl_span_cut(&rest, '\n', &line)) {
		if (line.n)
			sketch_sample(b, line, n, &known);
	}
	pfl_build_meta(b)->drop_frames = pfl_build_string(b, pfl_span_of(drop));
	pfl_build_meta(b)->keep_frames = pfl_build_string(b, pfl_span_of(keep));
	return sketch_finish(b);
}

static void
test_drop(void)
{
	for (size_t i = 0; i < COUNTOF(drops); i++) {
		struct pfl_profile *p = with_drop(drops[i].stack, "malloc|op.*|inl", "opkeep");

		sketch_check(p, "", drops[i].want, NULL);
		sketch_check(p, "all-frames=true", drops[i].stack, NULL);
		pfl_profile_free(p);
	}
}

/* Patterns of a profile are hostile: wrong or costly ones are left alone, with a note. */
static void
test_bad_drop(void)
{
	static const char *const bad[] = { "(", "a(?=b)", "\\1", "(a{1,255}){1,255}" };
	char nest[20001];

	memset(nest, '(', 20000);
	nest[20000] = '\0';
	for (size_t i = 0; i <= COUNTOF(bad); i++) {
		const char *drop = i < COUNTOF(bad) ? bad[i] : nest;
		struct pfl_profile *p = with_drop("1 x;malloc;main\n", drop, "");
		struct pfl_error err = { 0 };
		struct pfl_profile *d = sketch_apply(p, "", &err);
		struct pfl_text text = { 0 };

		test_case(i < COUNTOF(bad) ? bad[i] : "20000 parentheses");
		if (CHECK(d != NULL)) {
			CHECK_STR(sketch_write(d, &text), "1 x;malloc;main\n");
			CHECK_U64(pfl_profile_notes(d), 1);
			CHECK(!strchr(pfl_profile_note(d, 0), '\n'));
		}
		pfl_text_clear(&text);
		pfl_profile_free(d);
		pfl_profile_free(p);
	}
}

/* What needs exponential time with backtracking must end. */
static void
test_slow_drop(void)
{
	struct pfl_profile *p = with_drop(
		"1 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab;f;main\n",
		"(a+)+|(a|aa)+|(a|a?)+", "");
	struct pfl_error err = { 0 };
	struct pfl_profile *d = sketch_apply(p, "", &err);

	test_case("slow pattern");
	CHECK(d != NULL);
	pfl_profile_free(d);
	pfl_profile_free(p);
}

int
main(void)
{
	sketch_check_all("cpu/ns", stacks, cases, COUNTOF(cases));
	sketch_check_all("cpu/ns", mapped, mappings, COUNTOF(mappings));
	test_drop();
	test_bad_drop();
	test_slow_drop();
	return test_done();
}
