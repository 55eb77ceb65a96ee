/* SPDX-License-Identifier: Apache-2.0 */
/* What the reader of programs says: told, taken, and refused where it is nothing that was
 * asked. */
#include "support.h"

#include "own_program.h"
#include "symbol/missing.h"
#include "symbol/naming.h"

enum {
	F = PFL_ANSWER_FUNCTION,
	L = PFL_ANSWER_LOCATION,
	R = PFL_ANSWER_FRAME,
	P = PFL_ANSWER_PROGRAM
};

/* Answers about the first mapping of two locations, of which the first is asked for. */
static const struct {
	const char *name;
	enum pfl_naming_end end;
	struct pfl_answer answer[4];
	size_t cut; /* bytes that are missing at the end */
} cases[] = {
	{ "nothing", PFL_NAMING_MORE, { { 0 } }, 0 },
	{ "no names", PFL_NAMING_PROGRAM, { { P, PFL_MISSING_SYMBOL, 0, 0, 0 } }, 0 },
	{ "a reason that is none", PFL_NAMING_BAD, { { P, PFL_MISSING_KINDS, 0, 0, 0 } }, 0 },
	{ "another kind", PFL_NAMING_BAD, { { 5, 0, 0, 0, 0 } }, 0 },
	{ "half", PFL_NAMING_MORE, { { P, 0, 0, 0, 0 } }, 1 },
	{ "a function", PFL_NAMING_MORE, { { F, 1, 1, 0, 7 } }, 0 },
	{ "no symbol", PFL_NAMING_BAD, { { F, 0, 1, 0, 7 } }, 0 },
	{ "no name", PFL_NAMING_BAD, { { F, 1, 0, 0, 7 } }, 0 },
	{ "a long symbol", PFL_NAMING_BAD, { { F, PFL_ANSWER_TEXT + 1, 1, 0, 7 } }, 0 },
	{ "a long name", PFL_NAMING_BAD, { { F, 1, UINT32_MAX, 0, 7 } }, 0 },
	{ "a long file", PFL_NAMING_BAD, { { F, 1, 1, UINT32_MAX, 7 } }, 0 },
	{ "a line below 0", PFL_NAMING_BAD, { { F, 1, 1, 0, -1 } }, 0 },
	{ "all", PFL_NAMING_PROGRAM,
		{ { F, 1, 1, 0, 7 }, { L, 0, 1, 7, 0 }, { R, 0, 0, 0, 8 }, { P, 0, 0, 0, 0 } },
		0 },
	{ "another location", PFL_NAMING_BAD, { { F, 1, 1, 0, 7 }, { L, 1, 1, 7, 0 } }, 0 },
	{ "no location", PFL_NAMING_BAD, { { F, 1, 1, 0, 7 }, { L, 2, 1, 7, 0 } }, 0 },
	{ "twice", PFL_NAMING_BAD,
		{ { F, 1, 1, 0, 7 }, { L, 0, 1, 7, 0 }, { R, 0, 0, 0, 8 }, { L, 0, 1, 7, 0 } },
		0 },
	{ "no frames", PFL_NAMING_BAD, { { L, 0, 0, 7, 0 } }, 0 },
	{ "many frames", PFL_NAMING_BAD, { { L, 0, PFL_ANSWER_INLINED + 2, 7, 0 } }, 0 },
	{ "other flags", PFL_NAMING_BAD, { { L, 0, 1, 16, 0 } }, 0 },
	{ "no function", PFL_NAMING_BAD, { { L, 0, 1, 7, 0 }, { R, 0, 0, 0, 0 } }, 0 },
	{ "no frame", PFL_NAMING_BAD, { { L, 0, 1, 7, 0 }, { P, 0, 0, 0, 0 } }, 0 },
	{ "a frame alone", PFL_NAMING_BAD, { { R, 0, 0, 0, 0 } }, 0 },
	{ "a frame below 0", PFL_NAMING_BAD,
		{ { F, 1, 1, 0, 7 }, { L, 0, 1, 7, 0 }, { R, 0, 0, 0, -1 } }, 0 },
};

/* The symbol and the name stand behind a function of such lengths. */
static void
write_answers(struct pfl_text *bytes, size_t i)
{
	for (size_t k = 0; k < COUNTOF(cases[i].answer) && cases[i].answer[k].kind; k++) {
		const struct pfl_answer *a = &cases[i].answer[k];

		pfl_text_add(bytes, (struct pfl_span){ (const char *)a, sizeof(*a) });
		if (a->kind == F)
			pfl_text_str(bytes, "sn");
	}
	if (bytes->n)
		pfl_text_cut(bytes, bytes->n - cases[i].cut);
}

static void
test_taking(void)
{
	for (size_t i = 0; i < COUNTOF(cases); i++) {
		struct pfl_profile *p = own_bare("/x", "", false);
		uint32_t missing[2] = { 1, 0 }, why = 0;
		uint8_t flags[1] = { 0 };
		struct pfl_naming n = { .p = p, .missing = missing, .flags = flags };
		struct pfl_text bytes = { 0 };
		struct pfl_error err = { 0 };
		struct pfl_span rest;

		test_case(cases[i].name);
		write_answers(&bytes, i);
		rest = pfl_text_span(&bytes);
		CHECK_I64(pfl_naming_take(&n, 0, &rest, &why, &err), cases[i].end);
		CHECK_STR(err.msg, "");
		if (strcmp(cases[i].name, "all") == 0) {
			CHECK_U64(rest.n, 0);
			CHECK_U64(missing[0], 0);
			CHECK(pfl_naming_apply(&n, &err));
			CHECK_STR(pfl_profile_text(p, p->funcs.name[0]).at, "n");
			CHECK_STR(pfl_profile_text(p, p->funcs.system[0]).at, "s");
			CHECK_U64(p->mappings.flags[0], 7);
			CHECK_I64(p->frames.line[p->locations.first_frame[0]], 8);
		}
		pfl_naming_clear(&n);
		pfl_text_clear(&bytes);
		pfl_profile_free(p);
	}
}

/* Both ends: what is told once is one function, and what is too long is cut. */
static void
test_telling(void)
{
	struct pfl_profile *p = own_bare("/x", "", false);
	uint32_t missing[2] = { 1, 1 }, why = 0;
	uint8_t flags[1] = { 0 };
	struct pfl_naming n = { .p = p, .missing = missing, .flags = flags };
	struct pfl_answers to = { .fd = -1 };
	struct pfl_error err = { 0 };
	char *big = malloc(2 * PFL_ANSWER_TEXT);
	struct pfl_found_frame same = { "_Z1fv", "f.c", 3, 2 };
	struct pfl_found_frame long_one = { big, NULL, 0, 0 };
	struct pfl_span rest;

	test_case("telling");
	memset(big, 'x', 2 * PFL_ANSWER_TEXT);
	big[2 * PFL_ANSWER_TEXT - 1] = '\0';
	for (int i = 0; i < PFL_ANSWER_INLINED + 5; i++)
		CHECK(pfl_answers_frame(&to, &same, &err));
	CHECK(pfl_answers_location(&to, 0, 3, &err));
	CHECK(pfl_answers_frame(&to, &long_one, &err));
	CHECK(pfl_answers_location(&to, 1, 1, &err));
	CHECK(pfl_answers_program(&to, PFL_MISSING_SYMBOL, &err));
	rest = pfl_text_span(&to.out);
	CHECK_I64(pfl_naming_take(&n, 0, &rest, &why, &err), PFL_NAMING_PROGRAM);
	CHECK_U64(rest.n, 0);
	CHECK_U64(why, PFL_MISSING_SYMBOL);
	CHECK_U64(n.funcs.n, 2);
	CHECK_U64(n.frames.n, PFL_ANSWER_INLINED + 2);
	CHECK(pfl_naming_apply(&n, &err));
	CHECK_STR(pfl_profile_text(p, p->funcs.system[0]).at, "_Z1fv");
	CHECK_STR(pfl_profile_text(p, p->funcs.name[0]).at, PFL_HAVE_DEMANGLE ? "f" : "_Z1fv");
	CHECK_U64(pfl_profile_text(p, p->funcs.name[1]).n, PFL_ANSWER_TEXT);
	free(big);
	pfl_answers_clear(&to);
	pfl_naming_clear(&n);
	pfl_profile_free(p);
}

int
main(void)
{
	if (!CHECK(own_find()))
		return test_done();
	test_taking();
	test_telling();
	return test_done();
}
