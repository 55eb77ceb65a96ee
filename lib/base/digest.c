/* SPDX-License-Identifier: Apache-2.0 */
/* Digests of texts. */
#include "base/digest.h"

#include "base/bytes.h"

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

/* Bytes of a text that are added at once, as words. */
enum { STEP = PFL_DIGEST_STEP * BYTES };

/*
 * Four words at one of the points, the same as one after the other, each of which would wait
 * for the one before. Written out, since compilers make loops of these few terms. Products stay
 * below 2^124, and so does what they add up to.
 */
static inline uint64_t
extend_by_step(const struct pfl_digest_key *key, int i, uint64_t value, const uint64_t *word)
{
	pfl_usum sum = (pfl_usum)value * key->power[4][i];

	sum += (pfl_usum)word[0] * key->power[3][i];
	sum += (pfl_usum)word[1] * key->power[2][i];
	sum += (pfl_usum)word[2] * key->power[1][i];
	return pfl_field_fold(sum + word[3]);
}

/* Add STEP bytes. */
static inline struct pfl_digest
add_step(const struct pfl_digest_key *key, struct pfl_digest d, const char *at)
{
	const uint64_t mask = (UINT64_C(1) << 8 * BYTES) - 1;
	/* Of eight bytes that are read one is not used: the last, or of the last word the
	 * first, as nothing behind them may be read. */
	const uint64_t word[PFL_DIGEST_STEP] = { pfl_load_le64(at) & mask,
		pfl_load_le64(at + BYTES) & mask, pfl_load_le64(at + 2 * BYTES) & mask,
		pfl_load_le64(at + 3 * BYTES - 1) >> 8 };

	d.at[0] = extend_by_step(key, 0, d.at[0], word);
	d.at[1] = extend_by_step(key, 1, d.at[1], word);
	return d;
}

/*
 * The length is the first word. It says how many others there are, and what they hold: of a
 * short text, zeros behind its end; of others, some bytes before the last step's once more.
 */
struct pfl_digest
pfl_digest_text(const struct pfl_digest_key *key, struct pfl_span text)
{
	struct pfl_digest d = { { text.n, text.n } };

	if (text.n >= STEP) {
		for (; text.n > STEP; text.at += STEP, text.n -= STEP)
			d = add_step(key, d, text.at);
		d = add_step(key, d, text.at + text.n - STEP);
	} else if (text.n) {
		char padded[STEP] = { 0 };

		memcpy(padded, text.at, text.n);
		d = add_step(key, d, padded);
	}
	return pfl_digest_end(d);
}
