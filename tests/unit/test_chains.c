/* SPDX-License-Identifier: Apache-2.0 */
/* Call chains: which are the same, and what they are numbered. */
#include "support.h"

#include "decode/chains.h"

/* Bytes of a chain in a context, and its number. */
static const struct {
	const char *name, *bytes;
	size_t n;
	uint64_t context[PFL_CHAIN_CONTEXT];
	uint32_t number;
} chains[] = {
	{ "nothing", "", 0, { 0 }, 0 },
	{ "one byte of zero", "\0", 1, { 0 }, 1 },
	{ "eight of them", "\0\0\0\0\0\0\0\0", 8, { 0 }, 2 },
	{ "nothing again", "", 0, { 0 }, 0 },
	{ "two words", "abcdefghijklmnop", 16, { 0 }, 3 },
	{ "the other way round", "ijklmnopabcdefgh", 16, { 0 }, 4 },
	{ "and a piece of a third", "abcdefghijklmnopq", 17, { 0 }, 5 },
	{ "another piece", "abcdefghijklmnopr", 17, { 0 }, 6 },
	{ "three words and a piece", "abcdefghijklmnopqrstuvwxyz", 26, { 0 }, 7 },
	{ "two words again", "abcdefghijklmnop", 16, { 0 }, 3 },
	{ "in another context", "abcdefghijklmnop", 16, { 1, 0, 0 }, 8 },
	{ "and another", "abcdefghijklmnop", 16, { 0, 1, 0 }, 9 },
	{ "and another", "abcdefghijklmnop", 16, { 0, 0, 1 }, 10 },
	{ "the first of them", "abcdefghijklmnop", 16, { 1, 0, 0 }, 8 },
};

static void
test_numbers(size_t group)
{
	struct pfl_error err = { 0 };
	struct pfl_budget budget = { 0 };
	struct pfl_chains c;

	pfl_chains_init(&c, &budget);
	for (size_t i = 0; i < COUNTOF(chains); i += group) {
		for (size_t k = i; k < i + group && k < COUNTOF(chains); k++)
			CHECK(pfl_chains_ask(&c, chains[k].context,
				(struct pfl_span){ chains[k].bytes, chains[k].n }, &err));
		for (size_t k = 0; k < c.n_asked; k++) {
			struct pfl_span bytes = pfl_chains_bytes(&c, k);

			test_case(chains[i + k].name);
			CHECK_U64(pfl_chains_answer(&c, k, &err), chains[i + k].number);
			CHECK(bytes.n == chains[i + k].n &&
				memcmp(bytes.at, chains[i + k].bytes, bytes.n) == 0);
		}
		pfl_chains_next_group(&c);
	}
	CHECK_U64(c.chain.n, 11);
	pfl_chains_clear(&c);
	CHECK_U64(budget.used, 0);
}

/* The same numbers when each is asked for by itself. */
static void
test_at_once(void)
{
	struct pfl_error err = { 0 };
	struct pfl_chains c;

	pfl_chains_init(&c, NULL);
	for (size_t i = 0; i < COUNTOF(chains); i++) {
		test_case(chains[i].name);
		CHECK_U64(pfl_chains_number(&c, chains[i].context,
				  (struct pfl_span){ chains[i].bytes, chains[i].n }, &err),
			chains[i].number);
	}
	pfl_chains_clear(&c);
}

int
main(void)
{
	test_at_once();
	for (size_t group = 1; group <= PFL_CHAINS_GROUP; group++)
		test_numbers(group);
	return test_done();
}
