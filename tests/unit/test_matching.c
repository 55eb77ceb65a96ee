/* SPDX-License-Identifier: Apache-2.0 */
/* Which functions of two builds are one: tables of both builds' names. */
#include "support.h"

#include "compare/matching.h"

enum { MOST = 16 };

/* A function "name@file" of a side: "-" old, "+" new, "=" both. Pairs are "old > new", in the
 * order of the old ones. */
static const struct {
	const char *what, *maps;
	const char *nodes[MOST];
	const char *pairs;
} cases[] = {
	{ "nothing", NULL, { NULL }, "" },
	{ "exact names need no key", NULL, { "=f.func1", "=f.func2" }, "" },
	{ "a closure got another number", NULL, { "-main.f.func1", "+main.f.func2" },
		"main.f.func1 > main.f.func2; " },
	{ "func1 is on both sides", NULL, { "=main.f.func1", "+main.f.func2" }, "" },
	{ "two on a side are ambiguous", NULL,
		{ "-main.f.func1", "-main.f.func2", "+main.f.func3" }, "" },
	{ "files tell them apart", NULL,
		{ "-f.isra.0@a/x.c", "-f.isra.1@a/y.c", "+f.isra.3@b/x.c", "+f.part.0@b/y.c" },
		"f.isra.0 > f.isra.3; f.isra.1 > f.part.0; " },
	{ "a function moved to another file", NULL, { "-main.f@a.go", "+main.f@b.go" },
		"main.f > main.f; " },
	{ "moved, and others have the name", NULL, { "-init@a.c", "-init@b.c", "+init@c.c" },
		"" },
	{ "other functions", NULL, { "-main.log", "+main.emit" }, "" },
	{ "addresses say nothing", NULL, { "-0x4a10", "+0x4b20" }, "" },
	{ "maps go first", "s/^old/new/", { "-old.f.func1", "+new.f.func2", "=old.g" },
		"old.f.func1 > new.f.func2; " },
	{ "maps are for old names", "s/^a/b/", { "-a.f", "+b.f", "+a.g", "-b.g" },
		"a.f > b.f; " },
	{ "a method's closure was inlined", NULL,
		{ "-x/main.(*T).Run.func1", "+x/main.main.(*T).Run.func2" },
		"x/main.(*T).Run.func1 > x/main.main.(*T).Run.func2; " },
	{ "and is no longer", NULL, { "-main.main.f.g.func1.2", "+main.g.func1.1" },
		"main.main.f.g.func1.2 > main.g.func1.1; " },
	{ "inlined elsewhere is ambiguous", NULL,
		{ "-main.f.func1", "+main.main.f.func1", "+main.g.f.func1" }, "" },
	{ "two receivers are not one inlined", NULL,
		{ "-main.T.Run.func1", "+main.U.Run.func1" }, "" },
	{ "two packages either", NULL, { "-a.f.func1", "+b.main.f.func1" }, "" },
	{ "no closures", NULL, { "-main.f", "+main.main.f" }, "" },
	{ "inlined before Go 1.21: named after the caller, in the callee's file", NULL,
		{ "-main.f.func1@f.go", "+main.main.func1@f.go", "=main.main@main.go",
			"=main.f@f.go" },
		"main.f.func1 > main.main.func1; " },
	{ "in a file of its own", NULL,
		{ "-main.f.func1@main.go", "+main.main.func1@main.go", "=main.main@main.go",
			"=main.f@main.go" },
		"" },
	{ "goroutine and deferred closures are told apart", NULL,
		{ "-main.f.gowrap1", "+main.f.deferwrap1" }, "" },
};

struct fixture {
	struct pfl_strtab strings;
	struct pfl_arena arena;
	uint32_t name[MOST], file[MOST], n;
	uint8_t side[MOST];
	double events[MOST];
};

static void
add_node(struct fixture *f, const char *text)
{
	struct pfl_error err = { 0 };
	struct pfl_span rest = pfl_span_of(text + 1), name, file = { "", 0 };

	pfl_span_cut(&rest, '@', &name);
	pfl_span_cut(&rest, '@', &file);
	f->name[f->n] = pfl_strtab_add(&f->strings, name, &err);
	f->file[f->n] = pfl_strtab_add(&f->strings, file, &err);
	f->side[f->n] = text[0] == '-' ? PFL_ON_OLD
		: text[0] == '+'       ? PFL_ON_NEW
				       : PFL_ON_OLD | PFL_ON_NEW;
	f->events[f->n] = 10;
	f->n++;
}

static struct fixture
fixture_new(const char *const *nodes)
{
	struct pfl_error err = { 0 };
	struct fixture f = { 0 };

	if (!pfl_strtab_init(&f.strings, NULL, NULL, &err))
		abort();
	for (size_t i = 0; i < MOST && nodes[i]; i++)
		add_node(&f, nodes[i]);
	return f;
}

static void
fixture_clear(struct fixture *f)
{
	pfl_strtab_clear(&f->strings);
	pfl_arena_clear(&f->arena);
}

static bool
make(struct fixture *f, const struct pfl_match_opts *opts, struct pfl_matching *matching,
	struct pfl_error *err)
{
	struct pfl_match_nodes nodes = { .n = f->n,
		.strings = &f->strings,
		.name = f->name,
		.file = f->file,
		.side = f->side,
		.events = f->events };

	return pfl_matching_make(matching, &nodes, opts, &f->arena, err);
}

static void
test_pairs(void)
{
	for (size_t i = 0; i < COUNTOF(cases); i++) {
		struct pfl_error err = { 0 };
		struct fixture f = fixture_new(cases[i].nodes);
		struct pfl_match_opts opts = { .maps = cases[i].maps };
		struct pfl_matching matching;
		struct pfl_text got = { 0 };
		uint32_t pairs = 0;

		test_case(cases[i].what);
		if (!CHECK(make(&f, &opts, &matching, &err)))
			continue;
		for (uint32_t n = 0; n < f.n; n++) {
			uint32_t other = matching.other[n];

			if (other == PFL_NONE || f.side[n] != PFL_ON_OLD)
				continue;
			CHECK_U64(matching.other[other], n);
			CHECK_U64(f.side[other], PFL_ON_NEW);
			pfl_text_add(&got, pfl_strtab_get(&f.strings, f.name[n]));
			pfl_text_str(&got, " > ");
			pfl_text_add(&got, pfl_strtab_get(&f.strings, f.name[other]));
			pfl_text_str(&got, "; ");
			pairs++;
		}
		CHECK_STR(pfl_text_get(&got), cases[i].pairs);
		CHECK_U64(matching.n_pairs, pairs);
		CHECK(matching.total == 10.0 * f.n);
		CHECK(matching.events[PFL_MATCH_CANONICAL] == 20.0 * pairs);
		pfl_text_clear(&got);
		fixture_clear(&f);
	}
}

static void
test_events(void)
{
	static const char *const nodes[] = { "=main.main", "-main.f.func1", "+main.f.func2",
		"-gone", "+come", NULL };
	struct pfl_error err = { 0 };
	struct fixture f = fixture_new(nodes);
	struct pfl_match_opts opts = { 0 };
	struct pfl_matching matching;

	test_case("events");
	f.events[0] = 9910;
	f.events[1] = 30;
	f.events[2] = 40;
	if (CHECK(make(&f, &opts, &matching, &err))) {
		CHECK(matching.total == 10000);
		CHECK(matching.events[PFL_MATCH_EXACT] == 9910);
		CHECK(matching.events[PFL_MATCH_CANONICAL] == 70);
		CHECK(matching.events[PFL_MATCH_GUESSED] == 0);
	}
	test_case("a map that is none");
	opts.maps = "s/a";
	CHECK(!make(&f, &opts, &matching, &err));
	CHECK_U64(err.code, PFL_USAGE);
	fixture_clear(&f);
}

/* Whatever the names are, pairs are mutual and of both sides, and changing sides changes
 * nothing. */
static void
test_random(void)
{
	static const char *const elements[] = { "main.", "f.", "(*T).", "func1", "func2", ".1",
		"g", "/", "@", "a.go", "\xff", "[...]", ".isra.0" };
	uint64_t state = 1;

	test_case("random names");
	for (unsigned round = 0; round < 3000; round++) {
		struct pfl_error err = { 0 };
		struct fixture f = fixture_new((const char *const[]){ NULL });
		struct pfl_match_opts opts = { .templates = round % 2 };
		struct pfl_matching there, back;
		uint32_t wrong = 0;

		while (f.n < MOST) {
			char text[64] = "=";

			text[0] = "-+="[random_below(&state, 3)];
			for (uint32_t k = random_below(&state, 7); k > 0; k--)
				strcat(text, elements[random_below(&state, COUNTOF(elements))]);
			add_node(&f, text);
		}
		if (!CHECK(make(&f, &opts, &there, &err)))
			break;
		for (uint32_t i = 0; i < f.n; i++)
			f.side[i] = (uint8_t)(f.side[i] == 3 ? 3 : 3 - f.side[i]);
		if (!CHECK(make(&f, &opts, &back, &err)))
			break;
		for (uint32_t i = 0; i < f.n; i++) {
			uint32_t other = there.other[i];

			wrong += other != back.other[i] ||
				(other != PFL_NONE &&
					(there.other[other] != i ||
						f.side[i] + f.side[other] != 3));
		}
		fixture_clear(&f);
		if (!CHECK_U64(wrong, 0))
			break;
	}
}

int
main(void)
{
	test_pairs();
	test_events();
	test_random();
	return test_done();
}
