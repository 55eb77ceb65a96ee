/* SPDX-License-Identifier: Apache-2.0 */
/* Digests that stand for what they were made of. */
#ifndef PFL_BASE_DIGEST_H
#define PFL_BASE_DIGEST_H

#include "base/field.h"
#include "base/span.h"

/*
 * Words, which are numbers below 2^61, as a polynomial over the integers modulo the prime 2^61
 * - 1, at two points that are drawn at random. Two different lists of n words agree at n of
 * 2^60 points at most, so that whoever chose the words cannot aim, and the chance that two of
 * twenty million lists of a hundred words agree at both is below 1 in 10^17: equal digests are
 * equal lists. Lists are different when one cannot be read as the other: whoever adds things
 * of several words sees to it that it shows where each ends.
 */
struct pfl_digest {
	uint64_t at[2]; /* reduced, so that equal ones are the same: see pfl_digest_end() */
};

enum { PFL_DIGEST_STEP = 4 }; /* words of a text that are added at once */

struct pfl_digest_key {
	uint64_t point[2];                      /* below 2^60 */
	uint64_t power[PFL_DIGEST_STEP + 1][2]; /* of these, from the one with exponent 0 on */
};

/* Draw the points. What one kind of thing has as a word another one has a key of its own for.
 */
void pfl_digest_draw(struct pfl_digest_key *key);

/* The digest of a text. */
struct pfl_digest pfl_digest_text(const struct pfl_digest_key *key, struct pfl_span text);

/* An empty list. */
static inline struct pfl_digest
pfl_digest_start(void)
{
	return (struct pfl_digest){ { 1, 1 } };
}

/* Add a digest made with another key, as a word. What is under way stays below 2^63. */
static inline struct pfl_digest
pfl_digest_add(
	const struct pfl_digest_key *key, struct pfl_digest d, const struct pfl_digest *word)
{
	for (int i = 0; i < 2; i++)
		d.at[i] = pfl_field_extend(key->point[i], d.at[i], word->at[i]);
	return d;
}

/* Add a word. */
static inline struct pfl_digest
pfl_digest_word(const struct pfl_digest_key *key, struct pfl_digest d, uint64_t word)
{
	const struct pfl_digest both = { { word, word } };

	return pfl_digest_add(key, d, &both);
}

/* Add a number: a word with a mark, or two without. The largest that a mark would fit is one of
 * the latter: with it, it would be the prime, which is the word 0. */
static inline struct pfl_digest
pfl_digest_number(const struct pfl_digest_key *key, struct pfl_digest d, uint64_t number)
{
	const uint64_t mark = UINT64_C(1) << 60;

	if (number < mark - 1)
		return pfl_digest_word(key, d, mark | number);
	d = pfl_digest_word(key, d, number >> 32);
	return pfl_digest_word(key, d, number & UINT32_MAX);
}

/* There are no more words. */
static inline struct pfl_digest
pfl_digest_end(struct pfl_digest d)
{
	for (int i = 0; i < 2; i++)
		d.at[i] = pfl_field_reduce(d.at[i]);
	return d;
}

static inline bool
pfl_digest_eq(const struct pfl_digest *a, const struct pfl_digest *b)
{
	return a->at[0] == b->at[0] && a->at[1] == b->at[1];
}

#endif
