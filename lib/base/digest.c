/* SPDX-License-Identifier: Apache-2.0 */
/* Digests of texts. */
#include "base/digest.h"

enum { BYTES = 7 }; /* in a word */

void
pfl_digest_draw(struct pfl_digest_key *key)
{
	for (int i = 0; i < 2; i++) {
		key->point[i] = pfl_field_point();
		key->power[0][i] = 1;
		for (size_t k = 1; k <= PFL_DIGEST_STEP; k++)
			key->power[k][i] = pfl_field_reduce(
				pfl_field_extend(key->point[i], key->power[k - 1][i], 0));
	}
}

/* Take the next word of a text. */
static uint64_t
take_word(struct pfl_span *left)
{
	uint64_t word = 0;

	if (left->n > BYTES) { /* a byte more than is used: one load instead of three */
		memcpy(&word, left->at, sizeof(word));
		word &= (UINT64_C(1) << 8 * BYTES) - 1;
		*left = (struct pfl_span){ left->at + BYTES, left->n - BYTES };
	} else {
		memcpy(&word, left->at, left->n);
		left->n = 0;
	}
	return word;
}

/*
 * The same as n words one after the other, up to PFL_DIGEST_STEP, each of which would wait for
 * the one before. Products stay below 2^124, and so does what few of them add up to.
 */
static inline struct pfl_digest
add_words(const struct pfl_digest_key *key, struct pfl_digest d, const uint64_t *word, size_t n)
{
	pfl_usum sum[2] = { (pfl_usum)d.at[0] * key->power[n][0],
		(pfl_usum)d.at[1] * key->power[n][1] };

	for (size_t k = 0; k < n; k++) {
		sum[0] += (pfl_usum)word[k] * key->power[n - 1 - k][0];
		sum[1] += (pfl_usum)word[k] * key->power[n - 1 - k][1];
	}
	return (struct pfl_digest){ { pfl_field_fold(sum[0]), pfl_field_fold(sum[1]) } };
}

struct pfl_digest
pfl_digest_text(const struct pfl_digest_key *key, struct pfl_span text)
{
	struct pfl_digest d = pfl_digest_start();
	struct pfl_span left = text;
	uint64_t word[PFL_DIGEST_STEP];
	size_t n = 0;

	while (left.n > PFL_DIGEST_STEP * BYTES) {
		for (size_t k = 0; k < PFL_DIGEST_STEP; k++)
			word[k] = take_word(&left);
		d = add_words(key, d, word, PFL_DIGEST_STEP);
	}
	while (left.n)
		word[n++] = take_word(&left);
	d = add_words(key, d, word, n);
	return pfl_digest_end(pfl_digest_number(key, d, text.n));
}
