/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Most samples repeat a chain that was there before. Each is told from all others by a
 * fingerprint of 128 bits: words are added to keys, multiplied in pairs, and the products
 * summed up, so that word pairs are independent of one another and take about a nanosecond. Two
 * chains of one length have the same fingerprint for one in 2^64 choices of the keys (Black,
 * Halevi, Krawczyk, Krovetz and Rogaway, UMAC, 1999), which are drawn anew for each file, so
 * whoever wrote it cannot aim: for a million chains the chance of one mistake is below 1 in
 * 10^7.
 */
#include "decode/chains.h"

#include <string.h>

enum {
	WORD = sizeof(uint64_t),
	AHEAD = 8, /* chains that are asked for before the one at hand */
};

void
pfl_chains_init(struct pfl_chains *c, struct pfl_budget *budget)
{
	*c = (struct pfl_chains){ .budget = budget };
	pfl_idmap_init(&c->map, budget);
}

void
pfl_chains_clear(struct pfl_chains *c)
{
	pfl_idmap_clear(&c->map);
	pfl_vec_clear(&c->chain, c->budget);
	pfl_vec_clear(&c->key, c->budget);
	pfl_vec_clear(&c->bytes, c->budget);
}

/* Have keys for n words. */
static bool
draw_keys(struct pfl_chains *c, size_t n, struct pfl_error *err)
{
	if (n <= c->key.n)
		return true;
	if (!pfl_vec_reserve(&c->key, n - c->key.n, c->budget, "stacks", err))
		return false;
	while (c->key.n < n) {
		c->key.at[c->key.n] = pfl_hash_u64(c->map.seed, c->key.n);
		c->key.n++;
	}
	return true;
}

static inline pfl_usum
multiply(const uint64_t *key, uint64_t first, uint64_t second)
{
	return (pfl_usum)(first + key[0]) * (second + key[1]);
}

static inline uint64_t
load(const char *at, size_t n)
{
	uint64_t word = 0;

	memcpy(&word, at, n);
	return word;
}

/* Bytes behind the last whole word count as a word with zeros: lengths are compared apart. */
static struct pfl_chain
fingerprint(const uint64_t *key, const uint64_t *context, struct pfl_span bytes)
{
	pfl_usum sum = multiply(key, context[0], context[1]);
	const char *at = bytes.at;
	size_t left = bytes.n;

	sum += multiply(key + 2, context[2], 0);
	for (key += 4; left >= 2 * WORD; key += 2, at += 2 * WORD, left -= 2 * WORD)
		sum += multiply(key, load(at, WORD), load(at + WORD, WORD));
	if (left > WORD)
		sum += multiply(key, load(at, WORD), load(at + WORD, left - WORD));
	else if (left)
		sum += multiply(key, load(at, left), 0);
	return (struct pfl_chain){ { (uint64_t)sum, (uint64_t)(sum >> 64) }, bytes.n };
}

/* What is to be known of a chain to look for it. */
static bool
begin(struct pfl_chains *c, const uint64_t *context, struct pfl_span bytes,
	struct pfl_asked *asked, struct pfl_error *err)
{
	if (!draw_keys(c, PFL_CHAIN_CONTEXT + 1 + bytes.n / WORD + 2, err))
		return false;
	asked->chain = fingerprint(c->key.at, context, bytes);
	asked->hash = pfl_hash_pair(
		c->map.seed, asked->chain.fingerprint[0], asked->chain.fingerprint[1]);
	return true;
}

bool
pfl_chains_ask(struct pfl_chains *c, const uint64_t context[PFL_CHAIN_CONTEXT],
	struct pfl_span bytes, struct pfl_error *err)
{
	struct pfl_asked *asked = &c->asked[c->n_asked];

	if (!begin(c, context, bytes, asked, err) ||
		!pfl_vec_reserve(&c->bytes, bytes.n, c->budget, "stacks", err))
		return false;
	asked->first = c->bytes.n;
	pfl_idmap_prefetch(&c->map, asked->hash);
	if (bytes.n)
		memcpy(c->bytes.at + c->bytes.n, bytes.at, bytes.n);
	c->bytes.n += bytes.n;
	c->n_asked++;
	return true;
}

struct pfl_span
pfl_chains_bytes(const struct pfl_chains *c, size_t i)
{
	const struct pfl_asked *asked = &c->asked[i];

	return asked->chain.n ? (struct pfl_span){ c->bytes.at + asked->first, asked->chain.n }
			      : (struct pfl_span){ "", 0 };
}

void
pfl_chains_next_group(struct pfl_chains *c)
{
	c->n_asked = c->bytes.n = 0;
}

/* Ask for the memory of the chain that this one seems to be. */
static void
approach(const struct pfl_chains *c, const struct pfl_asked *asked)
{
	uint32_t at = PFL_IDMAP_START;
	uint32_t number = pfl_idmap_next(&c->map, asked->hash, &at);

	if (number != PFL_IDMAP_FREE)
		PFL_PREFETCH(&c->chain.at[number]);
}

static uint32_t
add(struct pfl_chains *c, const struct pfl_asked *asked, struct pfl_error *err)
{
	if (!pfl_vec_reserve(&c->chain, 1, c->budget, "stacks", err) ||
		!pfl_idmap_reserve(&c->map, 1, err))
		return UINT32_MAX;
	pfl_idmap_put(&c->map, asked->hash, (uint32_t)c->chain.n);
	c->chain.at[c->chain.n] = asked->chain;
	return (uint32_t)c->chain.n++;
}

/* The number of a chain, which may be new. */
static uint32_t
find(struct pfl_chains *c, const struct pfl_asked *asked, struct pfl_error *err)
{
	uint32_t at = PFL_IDMAP_START, number;

	while ((number = pfl_idmap_next(&c->map, asked->hash, &at)) != PFL_IDMAP_FREE) {
		const struct pfl_chain *known = &c->chain.at[number];

		if (known->fingerprint[0] == asked->chain.fingerprint[0] &&
			known->fingerprint[1] == asked->chain.fingerprint[1] &&
			known->n == asked->chain.n)
			return number;
	}
	return add(c, asked, err);
}

uint32_t
pfl_chains_answer(struct pfl_chains *c, size_t i, struct pfl_error *err)
{
	for (size_t k = i ? i + AHEAD : 0; k <= i + AHEAD && k < c->n_asked; k++)
		approach(c, &c->asked[k]);
	return find(c, &c->asked[i], err);
}

uint32_t
pfl_chains_number(struct pfl_chains *c, const uint64_t context[PFL_CHAIN_CONTEXT],
	struct pfl_span bytes, struct pfl_error *err)
{
	struct pfl_asked asked;

	return begin(c, context, bytes, &asked, err) ? find(c, &asked, err) : UINT32_MAX;
}
