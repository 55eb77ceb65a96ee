/* SPDX-License-Identifier: Apache-2.0 */
/* Call chains as a file has them, numbered before anything is made of their addresses. */
#ifndef PFL_DECODE_CHAINS_H
#define PFL_DECODE_CHAINS_H

#include "base/idmap.h"
#include "base/span.h"
#include "base/vec.h"

enum {
	PFL_CHAIN_CONTEXT = 3, /* words that tell equal bytes apart    */
	PFL_CHAINS_GROUP = 16, /* chains that are looked up in step    */
};

/* What tells a chain from others; of its bytes nothing else is kept. */
struct pfl_chain {
	uint64_t fingerprint[2];
	size_t n; /* bytes */
};

/* A chain that is being looked up. */
struct pfl_asked {
	struct pfl_chain chain;
	uint64_t hash;
	size_t first; /* of its bytes */
};

struct pfl_chains {
	struct pfl_idmap map; /* fingerprint -> number */
	PFL_VEC(struct pfl_chain) chain;
	PFL_VEC(uint64_t) key; /* what fingerprints are made with, by number of the word */
	struct pfl_asked asked[PFL_CHAINS_GROUP];
	size_t n_asked;
	PFL_VEC(char) bytes; /* of those asked for */
	struct pfl_budget *budget;
};

void pfl_chains_init(struct pfl_chains *c, struct pfl_budget *budget);
void pfl_chains_clear(struct pfl_chains *c);

/*
 * Ask for the number of a chain; `context` is what else decides which stack it is. A look-up
 * misses the cache twice, so the answer comes later, when the memory for all of a group is
 * there: once c->n_asked is PFL_CHAINS_GROUP nothing more may be asked. False with *err.
 */
bool pfl_chains_ask(struct pfl_chains *c, const uint64_t context[PFL_CHAIN_CONTEXT],
	struct pfl_span bytes, struct pfl_error *err);

/*
 * The number of the chain asked for as i-th, from 0 on in order of appearance: it is new when
 * that was c->chain.n before. Answers are taken in order. UINT32_MAX with *err: PFL_NOMEM,
 * PFL_LIMIT.
 */
uint32_t pfl_chains_answer(struct pfl_chains *c, size_t i, struct pfl_error *err);

/* The number of a chain at once, of which nothing else is asked for: new when it was c->chain.n
 * before. UINT32_MAX with *err. */
uint32_t pfl_chains_number(struct pfl_chains *c, const uint64_t context[PFL_CHAIN_CONTEXT],
	struct pfl_span bytes, struct pfl_error *err);

/* The bytes of that chain, until all answers have been taken. */
struct pfl_span pfl_chains_bytes(const struct pfl_chains *c, size_t i);

/* All answers have been taken: what was asked for is forgotten. */
void pfl_chains_next_group(struct pfl_chains *c);

#endif
