/* SPDX-License-Identifier: Apache-2.0 */
/* Digests of texts. */
#include "base/digest.h"

enum { BYTES = 7 }; /* in a word */

void
pfl_digest_draw(struct pfl_digest_key *key)
{
	for (int i = 0; i < 2; i++)
		key->point[i] = pfl_field_point();
}

/* Seven bytes or fewer. */
static uint64_t
load(const char *at, size_t n)
{
	uint64_t word = 0;

	memcpy(&word, at, n);
	return word;
}

struct pfl_digest
pfl_digest_text(const struct pfl_digest_key *key, struct pfl_span text)
{
	struct pfl_digest d = pfl_digest_start();
	size_t at = 0;

	for (; text.n - at >= BYTES; at += BYTES)
		d = pfl_digest_word(key, d, load(text.at + at, BYTES));
	if (at < text.n)
		d = pfl_digest_word(key, d, load(text.at + at, text.n - at));
	return pfl_digest_end(pfl_digest_number(key, d, text.n));
}
