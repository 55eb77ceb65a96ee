/* SPDX-License-Identifier: Apache-2.0 */
/* A made-up Go program: functions with names and files, call sites, and walks through them. */
#ifndef BENCH_PROGRAM_H
#define BENCH_PROGRAM_H

#include "rng.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#define COUNTOF(a) (sizeof(a) / sizeof((a)[0]))

enum {
	MIN_FUNCTIONS = 500,
	MAX_FUNCTIONS = 1000000,
	MAX_DEPTH = 512, /* locations in a stack */
	MAX_CHAIN = 12,  /* locations in a fixed run of calls */
	MAX_CHAINS = 24, /* heads, or tails */
	MAX_LINES = 3,   /* a location with two calls inlined */
	NO_CALLEE = 0x7fffffff,
};

/*
 * A number below n, small ones far likelier: the product of four uniform numbers. Of two it
 * takes the first 99 times in 100, of thirty 56 times. So programs call: with it, the stacks of
 * 10 000 samples share as much of their beginnings as those of recorded Go profiles of that
 * size.
 */
static inline uint32_t
rng_skewed(struct rng *r, uint32_t n)
{
	uint64_t x = rng_next(r);
	uint64_t a = (x & 0xffff) * (x >> 16 & 0xffff), b = (x >> 32 & 0xffff) * (x >> 48);

	return (uint32_t)((a >> 16) * (b >> 16) * n >> 32);
}

/* All strings in one block; an offset names one. */
struct text {
	char *p;
	size_t n, cap;
};

struct func {
	uint32_t name;  /* offset in text */
	uint32_t file;  /* row in files */
	uint32_t start; /* line */
};

struct chain {
	uint32_t n;
	uint32_t func[MAX_CHAIN];
	uint32_t site[MAX_CHAIN];
};

struct program {
	struct text text;
	uint32_t *files; /* offsets in text */
	uint32_t nfiles;

	struct func *funcs; /* known ones by name first, then the made-up ones, callers first */
	uint32_t nfuncs;
	uint32_t nknown;
	uint32_t nroots; /* handlers: the first ones made up */

	/* Call sites by function: first[f] to first[f + 1]; the last SELF_SITES call nothing.
	 */
	uint32_t *first;
	uint32_t *callee;

	struct chain heads[MAX_CHAINS], tails[MAX_CHAINS];
	uint32_t nheads, ntails;

	unsigned inline_percent;
	uint64_t seed;
};

struct line {
	uint32_t func;
	uint32_t line;
};

/* Allocates or ends the program. */
void *xrealloc(void *p, size_t n, size_t size);

/* Makes a program of nfuncs functions; sites of inline_percent % have calls inlined in them. */
void program_init(struct program *p, uint32_t nfuncs, unsigned inline_percent, uint64_t seed);
void program_clear(struct program *p);

/* Draws a stack of `depth` sites, the root first. Returns the handler it passes through. */
uint32_t program_walk(
	const struct program *p, struct rng *r, uint32_t depth, uint32_t site[MAX_DEPTH]);

/* The calls at a site, innermost first; returns how many. */
unsigned program_lines(const struct program *p, uint32_t site, struct line lines[MAX_LINES]);

uint32_t program_sites(const struct program *p);
uint64_t program_address(uint32_t site);

/* names.c: fills p->text, p->files and the names of functions nknown and up. */
void names_make(struct program *p, struct rng *r);

/* names.c: adds a string, or a function with a given name. */
uint32_t text_add(struct text *t, const char *s);
void names_known(struct program *p, uint32_t f, const char *name, size_t len);

#endif
