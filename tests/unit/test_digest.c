/* SPDX-License-Identifier: Apache-2.0 */
/* Digests are the same for what is the same, and for nothing else. */
#include "support.h"

#include "base/digest.h"

static struct pfl_digest_key key;

/* Texts of which one could be taken for another, if ends did not count. */
static const struct {
	const char *at;
	size_t n;
} texts[] = {
	{ NULL, 0 },
	{ "\0", 1 },
	{ "\0\0", 2 },
	{ "\0\0\0\0\0\0\0", 7 },
	{ "\0\0\0\0\0\0\0\0", 8 },
	{ "\1", 1 },
	{ "\1\0", 2 },
	{ "\0\1", 2 },
	{ "runtime.mallocgc", 16 },
	{ "runtime.mallocgc\0", 17 },
	{ "runtime.mallocgd", 16 },
	{ "runtime", 7 },
	{ ".runtime", 8 },
	{ "\377\377\377\377\377\377\377", 7 },
	{ "\377\377\377\377\377\377\377\377", 8 },
};

static struct pfl_digest
of_text(size_t i)
{
	return pfl_digest_text(&key, (struct pfl_span){ texts[i].at, texts[i].n });
}

static void
test_texts(void)
{
	test_case("texts");
	for (size_t i = 0; i < COUNTOF(texts); i++) {
		struct pfl_digest a = of_text(i);

		for (size_t k = 0; k < COUNTOF(texts); k++) {
			struct pfl_digest b = of_text(k);

			CHECK(pfl_digest_eq(&a, &b) == (i == k));
		}
		CHECK(a.at[0] < PFL_FIELD && a.at[1] < PFL_FIELD);
	}
}

/* Every bit of a text and its length count, however its length meets the steps. */
static void
test_every_bit(void)
{
	char text[100];

	test_case("every bit");
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)(i * 7);
	for (size_t n = 0; n < sizeof(text); n++) {
		/* As large as it is, so that sanitizers see a byte that is read too much. */
		char *copy = malloc(n + 1);
		struct pfl_digest a, b;

		CHECK(copy);
		if (!copy)
			return;
		memcpy(copy + 1, text, n);
		a = pfl_digest_text(&key, (struct pfl_span){ copy + 1, n });
		b = pfl_digest_text(&key, (struct pfl_span){ text, n + 1 });
		CHECK(!pfl_digest_eq(&a, &b));
		for (size_t bit = 0; bit < 8 * n; bit++) {
			copy[1 + bit / 8] ^= (char)(1 << bit % 8);
			b = pfl_digest_text(&key, (struct pfl_span){ copy + 1, n });
			CHECK(!pfl_digest_eq(&a, &b));
			copy[1 + bit / 8] ^= (char)(1 << bit % 8);
		}
		b = pfl_digest_text(&key, (struct pfl_span){ copy + 1, n });
		CHECK(pfl_digest_eq(&a, &b));
		free(copy);
	}
}

/* Lists of two numbers; one that is large is no list of small ones. */
static const uint64_t numbers[] = { 0, 1, 2, UINT32_MAX, (uint64_t)UINT32_MAX + 1,
	(UINT64_C(1) << 60) - 1, UINT64_C(1) << 60, PFL_FIELD, PFL_FIELD + 1, UINT64_MAX - 1,
	UINT64_MAX };

static struct pfl_digest
of_pair(size_t i)
{
	struct pfl_digest d = pfl_digest_start();

	d = pfl_digest_number(&key, d, numbers[i / COUNTOF(numbers)]);
	return pfl_digest_end(pfl_digest_number(&key, d, numbers[i % COUNTOF(numbers)]));
}

static void
test_numbers(void)
{
	enum { PAIRS = COUNTOF(numbers) * COUNTOF(numbers) };

	test_case("numbers");
	for (size_t i = 0; i < PAIRS; i++) {
		struct pfl_digest a = of_pair(i), one = pfl_digest_start();

		for (size_t k = 0; k < PAIRS; k++) {
			struct pfl_digest b = of_pair(k);

			CHECK(pfl_digest_eq(&a, &b) == (i == k));
		}
		one = pfl_digest_end(
			pfl_digest_number(&key, one, numbers[i % COUNTOF(numbers)]));
		CHECK(!pfl_digest_eq(&a, &one));
	}

	test_case("no number is the word 0");
	for (size_t i = 0; i < COUNTOF(numbers); i++) {
		struct pfl_digest zero = pfl_digest_start(), number = zero;

		zero = pfl_digest_end(pfl_digest_word(&key, zero, 0));
		number = pfl_digest_end(pfl_digest_number(&key, number, numbers[i]));
		CHECK(!pfl_digest_eq(&zero, &number));
	}
}

/* Digests of one kind are words of another; whatever they are, no sum overflows. */
static void
test_digests(void)
{
	struct pfl_digest most = { { PFL_FIELD - 1, PFL_FIELD - 1 } };
	struct pfl_digest a = pfl_digest_start(), b = a;

	test_case("digests");
	for (size_t i = 0; i < 1000; i++) {
		a = pfl_digest_add(&key, a, &most);
		CHECK(a.at[0] < UINT64_C(1) << 63 && a.at[1] < UINT64_C(1) << 63);
		b = pfl_digest_end(pfl_digest_add(&key, b, &most));
	}
	a = pfl_digest_end(a);
	CHECK(pfl_digest_eq(&a, &b)); /* reduced at every step, or once */
}

int
main(void)
{
	for (size_t i = 0; i < 20; i++) {
		pfl_digest_draw(&key);
		test_texts();
		test_numbers();
		test_digests();
	}
	test_every_bit();
	return test_done();
}
