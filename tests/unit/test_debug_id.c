/* SPDX-License-Identifier: Apache-2.0 */
/* Debug ids as they are written, and as build ids make them. */
#include "harness.h"

#include "base/debug_id.h"

#define GUID "3E0A2663466E57DBABF718F6A3562C6E"

static void
test_read(void)
{
	static const struct {
		const char *name, *text, *want;
	} cases[] = {
		{ "as samply writes it", GUID "0", GUID "0" },
		{ "small letters", "3e0a2663466e57dbabf718f6a3562c6eab", GUID "AB" },
		{ "linked most often", GUID "FFFFFFFF", GUID "FFFFFFFF" },
		{ "too many digits", GUID "FFFFFFFFF", "" },
		{ "no digit behind it", GUID, "" },
		{ "nothing", "", "" },
		{ "hyphens", "3E0A2663-466E-57DB-ABF7-18F6A3562C6E-0", "" },
		{ "made of nothing", "000000000000000000000000000000000", "" },
		{ "linked again, made of nothing", "000000000000000000000000000000001", "" },
		{ "one bit",
			"00000000000000000000000000000001"
			"0",
			"00000000000000000000000000000001"
			"0" },
	};
	char id[PFL_DEBUG_ID];

	for (size_t i = 0; i < COUNTOF(cases); i++) {
		test_case(cases[i].name);
		CHECK(pfl_debug_id_read(pfl_span_of(cases[i].text), id) ==
			(*cases[i].want != '\0'));
		CHECK_STR(id, cases[i].want);
	}
	test_case("a byte that ends no text");
	CHECK(!pfl_debug_id_read((struct pfl_span){ GUID "\0", sizeof(GUID) }, id));
}

static void
test_make(void)
{
	static const struct {
		const char *name, *build_id;
		bool little;
		const char *want;
	} cases[] = {
		{ "SHA-1", "63260a3e6e46db57abf718f6a3562c6eedccf269", true, GUID "0" },
		{ "16 bytes", "63260a3e6e46db57abf718f6a3562c6e", true, GUID "0" },
		{ "the other order of bytes", "63260a3e6e46db57abf718f6a3562c6eedccf269", false,
			"63260A3E6E46DB57ABF718F6A3562C6E0" },
		{ "8 bytes", "63260a3e6e46db57", true, "3E0A2663466E57DB00000000000000000" },
		{ "5 bytes", "63260a3e6e", true, "3E0A2663006E000000000000000000000" },
		{ "capitals", "63260A3E6E46DB57ABF718F6A3562C6E", true, GUID "0" },
	};
	char id[PFL_DEBUG_ID];

	for (size_t i = 0; i < COUNTOF(cases); i++) {
		test_case(cases[i].name);
		pfl_debug_id_make(pfl_span_of(cases[i].build_id), cases[i].little, id);
		CHECK_STR(id, cases[i].want);
	}
}

int
main(void)
{
	test_read();
	test_make();
	return test_done();
}
