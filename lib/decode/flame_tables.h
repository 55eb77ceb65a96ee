/* SPDX-License-Identifier: Apache-2.0 */
/* The tables in a flame graph's data, as they stand there: docs/flame-data.md, byte by byte. */
#ifndef PFL_DECODE_FLAME_TABLES_H
#define PFL_DECODE_FLAME_TABLES_H

#include "base/vec.h"
#include "model/builder.h"

enum { PFL_FLAME_TYPES = 32 }; /* columns of values that are read */

struct pfl_flame_column {
	PFL_VEC(int64_t) part[2]; /* a row's own, and the rest */
};

struct pfl_flame_place {
	uint32_t name, file, object; /* texts */
	int64_t line;
	uint32_t location; /* 1 + it; 0: none yet */
	bool gap;          /* stands for its parent */
};

struct pfl_flame_tables {
	const unsigned char *start, *at, *end;
	struct pfl_builder *b;
	struct pfl_budget *budget;
	struct pfl_error *err;
	struct pfl_span columns, gap;
	PFL_VEC(struct pfl_span) entry; /* keys and values in turn */
	bool is_signed, from_leaf, is_mean;
	PFL_VEC(char) text;     /* all of them, one behind the other */
	PFL_VEC(size_t) end_of; /* of each, in there               */
	PFL_VEC(struct pfl_flame_place) place;
	PFL_VEC(uint32_t) shape; /* by row: twice the depth, and whether it is inlined */
	PFL_VEC(uint32_t) row_place;
	struct pfl_flame_column column[PFL_FLAME_TYPES];
	uint32_t n_columns; /* that samples have */
	int before;         /* the column of the old profile; -1: none */
};

/*
 * Read what t->start .. t->end holds, with b, budget and err set and the rest zero; sample
 * types go to the builder. What refers to something in the tables has been checked. Release
 * with pfl_flame_tables_clear() in any case. False: PFL_FORMAT, PFL_LIMIT or PFL_NOMEM.
 */
bool pfl_flame_tables_read(struct pfl_flame_tables *t);
void pfl_flame_tables_clear(struct pfl_flame_tables *t);

/* A text by its number; borrowed from the tables. */
static inline struct pfl_span
pfl_flame_text(const struct pfl_flame_tables *t, uint32_t i)
{
	size_t from = i ? t->end_of.at[i - 1] : 0;

	return (struct pfl_span){ t->text.n ? t->text.at + from : "", t->end_of.at[i] - from };
}

#endif
