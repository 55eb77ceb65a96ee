/* SPDX-License-Identifier: Apache-2.0 */
/* Guesses at renames: how alike a function that is gone and one that is new are. */
#include "compare/similar.h"

#include <math.h>

static const double name_weight = 0.25, callees_weight = 0.40, size_weight = 0.20,
		    caller_weight = 0.15;

enum {
	WORD = 64,
	WORDS = PFL_SIMILAR_NAME / WORD,
};

/*
 * G. Myers, "A fast bit-vector algorithm for approximate string matching", JACM
 * 46 (1999), in blocks as H. Hyyrö has them (2003). A column of the table of
 * distances is kept as differences between neighbours, +1 in `plus` and -1 in
 * `minus`, 64 rows a word, and advanced by one character of the other name.
 */
struct column {
	uint64_t plus[WORDS], minus[WORDS];
	uint64_t equal[256][WORDS]; /* by byte: the rows where the name has it */
	size_t words;
};

/*
 * Advance one word. `above` is the difference between the new column and the
 * old one in the row above it (-1, 0, 1); returns the same for the row that
 * `last` marks.
 */
static int
advance(struct column *c, size_t word, unsigned char byte, int above, uint64_t last)
{
	uint64_t equal = c->equal[byte][word], plus = c->plus[word], minus = c->minus[word];
	uint64_t vertical = equal | minus, across, right_plus, right_minus;
	int below;

	equal |= above < 0;
	across = (((equal & plus) + plus) ^ plus) | equal;
	right_plus = minus | ~(across | plus);
	right_minus = plus & across;
	below = (right_plus & last ? 1 : 0) - (right_minus & last ? 1 : 0);
	right_plus = right_plus << 1 | (above > 0);
	right_minus = right_minus << 1 | (above < 0);
	c->plus[word] = right_minus | ~(vertical | right_plus);
	c->minus[word] = right_plus & vertical;
	return below;
}

/* The distance when both have at least one byte. */
static uint32_t
distance(struct pfl_span a, struct pfl_span b)
{
	struct column c;
	uint64_t last = (uint64_t)1 << (a.n - 1) % WORD, top = (uint64_t)1 << (WORD - 1);
	uint32_t result = (uint32_t)a.n;

	c.words = (a.n + WORD - 1) / WORD;
	for (size_t byte = 0; byte < 256; byte++)
		memset(c.equal[byte], 0, c.words * sizeof(c.equal[byte][0]));
	for (size_t i = 0; i < a.n; i++)
		c.equal[(unsigned char)a.at[i]][i / WORD] |= (uint64_t)1 << i % WORD;
	for (size_t w = 0; w < c.words; w++) {
		c.plus[w] = ~(uint64_t)0;
		c.minus[w] = 0;
	}
	for (size_t i = 0; i < b.n; i++) {
		int difference = 1; /* the topmost row counts b's bytes */

		for (size_t w = 0; w < c.words; w++)
			difference = advance(&c, w, (unsigned char)b.at[i], difference,
				w + 1 == c.words ? last : top);
		result = (uint32_t)((int64_t)result + difference);
	}
	return result;
}

static struct pfl_span
shortened(struct pfl_span s)
{
	if (s.n > PFL_SIMILAR_NAME)
		s.n = PFL_SIMILAR_NAME;
	return s;
}

uint32_t
pfl_edit_distance(struct pfl_span a, struct pfl_span b)
{
	a = shortened(a);
	b = shortened(b);
	/* What they have in common at both ends changes nothing, and names of a
	 * package have much in common. */
	while (a.n > 0 && b.n > 0 && a.at[0] == b.at[0]) {
		a = (struct pfl_span){ a.at + 1, a.n - 1 };
		b = (struct pfl_span){ b.at + 1, b.n - 1 };
	}
	while (a.n > 0 && b.n > 0 && a.at[a.n - 1] == b.at[b.n - 1]) {
		a.n--;
		b.n--;
	}
	return a.n == 0 || b.n == 0 ? (uint32_t)(a.n + b.n) : distance(a, b);
}

double
pfl_similar_name(struct pfl_span a, struct pfl_span b)
{
	size_t longer = a.n > b.n ? shortened(a).n : shortened(b).n;

	return longer == 0 ? 1 : 1 - (double)pfl_edit_distance(a, b) / (double)longer;
}

/* The length of the vector of what is called, without over- or underflow; 0: it calls
 * nothing. */
static double
length(const struct pfl_candidate *c, double *largest)
{
	double sum = 0;

	*largest = 0;
	for (uint32_t i = 0; i < c->n_callees; i++)
		*largest = fmax(*largest, c->callee_cost[i]);
	for (uint32_t i = 0; *largest > 0 && i < c->n_callees; i++) {
		double part = fmax(c->callee_cost[i], 0) / *largest;

		sum += part * part;
	}
	return sqrt(sum);
}

double
pfl_similar_callees(const struct pfl_candidate *a, const struct pfl_candidate *b)
{
	double largest_a, largest_b, product = 0;
	double length_a = length(a, &largest_a), length_b = length(b, &largest_b);
	uint32_t i = 0, j = 0;

	if (length_a <= 0 && length_b <= 0)
		return a->file != 0 && a->file == b->file;
	if (length_a <= 0 || length_b <= 0)
		return 0;
	while (i < a->n_callees && j < b->n_callees) {
		if (a->callee[i] < b->callee[j]) {
			i++;
		} else if (a->callee[i] > b->callee[j]) {
			j++;
		} else {
			product += fmax(a->callee_cost[i++], 0) / largest_a *
				(fmax(b->callee_cost[j++], 0) / largest_b);
		}
	}
	return fmin(product / (length_a * length_b), 1);
}

double
pfl_similar_size(double a, double b)
{
	double larger = fmax(a, b), smaller = fmin(a, b);

	return larger > 0 ? fmax(smaller, 0) / larger : 0;
}

double
pfl_similar_caller(const struct pfl_candidate *a, const struct pfl_candidate *b)
{
	if (a->parent == b->parent)
		return 1;
	return a->grandparent == b->grandparent ? 0.5 : 0;
}

/* All of S but the name, which costs most. */
static double
without_name(const struct pfl_candidate *a, const struct pfl_candidate *b)
{
	return callees_weight * pfl_similar_callees(a, b) +
		size_weight * pfl_similar_size(a->cost, b->cost) +
		caller_weight * pfl_similar_caller(a, b);
}

double
pfl_similarity(const struct pfl_candidate *a, const struct pfl_candidate *b)
{
	return name_weight * pfl_similar_name(a->name, b->name) + without_name(a, b);
}

/* The rows of those candidates that cost most and enough, largest first. */
static uint32_t
choose(const struct pfl_candidate *list, uint32_t n, double least,
	uint32_t chosen[PFL_SIMILAR_MOST])
{
	uint32_t have = 0;

	for (uint32_t i = 0; i < n; i++) {
		uint32_t at;

		if (!(list[i].cost > 0) || list[i].cost < least ||
			(have == PFL_SIMILAR_MOST &&
				list[chosen[have - 1]].cost >= list[i].cost))
			continue;
		if (have < PFL_SIMILAR_MOST)
			have++;
		for (at = have - 1; at > 0 && list[chosen[at - 1]].cost < list[i].cost; at--)
			chosen[at] = chosen[at - 1];
		chosen[at] = i;
	}
	return have;
}

/* A before b: more similar, else in front in the lists. */
static bool
comes_first(const struct pfl_similar_pair *a, const struct pfl_similar_pair *b)
{
	if (a->similarity > b->similarity || a->similarity < b->similarity)
		return a->similarity > b->similarity;
	return a->gone != b->gone ? a->gone < b->gone : a->come < b->come;
}

/* The best pair in the table that is good enough and was not used; false:
 * none. */
static bool
take_best(double table[PFL_SIMILAR_MOST][PFL_SIMILAR_MOST], const uint32_t *gone,
	uint32_t n_gone, const uint32_t *come, uint32_t n_come, struct pfl_similar_pair *best)
{
	uint32_t row = 0, column = 0;

	best->similarity = 0;
	for (uint32_t i = 0; i < n_gone; i++) {
		for (uint32_t j = 0; j < n_come; j++) {
			struct pfl_similar_pair pair = { gone[i], come[j], table[i][j] };

			if (pair.similarity < PFL_SIMILAR_ENOUGH || !comes_first(&pair, best))
				continue;
			*best = pair;
			row = i;
			column = j;
		}
	}
	if (best->similarity < PFL_SIMILAR_ENOUGH)
		return false;
	for (uint32_t k = 0; k < PFL_SIMILAR_MOST; k++)
		table[row][k] = table[k][column] = 0;
	return true;
}

uint32_t
pfl_similar_pairs(const struct pfl_candidate *gone, uint32_t n_gone,
	const struct pfl_candidate *come, uint32_t n_come, double total,
	struct pfl_similar_pair pairs[PFL_SIMILAR_MOST])
{
	static const double name_at_best = 1;
	double table[PFL_SIMILAR_MOST][PFL_SIMILAR_MOST] = { { 0 } };
	uint32_t gone_row[PFL_SIMILAR_MOST], come_row[PFL_SIMILAR_MOST], n = 0;
	double least = PFL_SIMILAR_SHARE * total;

	n_gone = choose(gone, n_gone, least, gone_row);
	n_come = choose(come, n_come, least, come_row);
	for (uint32_t i = 0; i < n_gone; i++) {
		for (uint32_t j = 0; j < n_come; j++) {
			const struct pfl_candidate *a = &gone[gone_row[i]];
			const struct pfl_candidate *b = &come[come_row[j]];

			if (without_name(a, b) + name_weight * name_at_best >=
				PFL_SIMILAR_ENOUGH)
				table[i][j] = pfl_similarity(a, b);
		}
	}
	while (n < PFL_SIMILAR_MOST &&
		take_best(table, gone_row, n_gone, come_row, n_come, &pairs[n]))
		n++;
	return n;
}
