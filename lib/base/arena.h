/* SPDX-License-Identifier: Apache-2.0 */
/* Memory that lives as long as its owner, and the budget that every growth is charged to. */
#ifndef PFL_BASE_ARENA_H
#define PFL_BASE_ARENA_H

#include <profloom/error.h>
#include <stddef.h>
#include <stdint.h>

/*
 * How much one profile or scene may allocate. max 0: unlimited. Taking and giving may happen on
 * several threads at once.
 */
struct pfl_budget {
	_Atomic uint64_t used;
	uint64_t max;
};

/*
 * Take n bytes out of the budget, or fail with PFL_LIMIT naming `what` and --max-memory. A NULL
 * budget always has room.
 */
bool pfl_budget_take(
	struct pfl_budget *budget, uint64_t n, const char *what, struct pfl_error *err);
void pfl_budget_give(struct pfl_budget *budget, uint64_t n);

/*
 * A bump allocator: small pieces out of blocks, freed together. Zeroed is valid and unlimited.
 * With PFL_DEBUG_ARENA each piece is a malloc of its own, so that ASan sees overruns.
 */
struct pfl_arena {
	struct pfl_arena_block *blocks;
	struct pfl_arena_block *spare; /* large ones of pieces that are forgotten */
	struct pfl_budget *budget;     /* borrowed, may be NULL */
	unsigned char *next, *end;     /* what is left of the block that pieces come from */
	size_t size;                   /* of all blocks that it has made */
};

void pfl_arena_clear(struct pfl_arena *arena);

/* Forget all pieces, but keep the memory of large ones, which stays charged, for those to come.
 */
void pfl_arena_rewind(struct pfl_arena *arena);

/*
 * n * size bytes, zeroed, aligned for any type; the arena owns them. NULL with *err (PFL_NOMEM
 * or PFL_LIMIT) when there is no memory, the product overflows or the budget is spent. n == 0
 * gives a valid pointer.
 */
void *pfl_arena_alloc(struct pfl_arena *arena, size_t n, size_t size, struct pfl_error *err);

/* Copy n bytes and add a NUL. */
char *pfl_arena_text(
	struct pfl_arena *arena, const char *text, size_t n, struct pfl_error *err);

/*
 * Make the arena the owner of a block of `size` bytes from base/block.h (NULL is fine), such as
 * a vector's. The bytes stay charged to whichever budget they were charged to. On failure the
 * block is freed.
 */
bool pfl_arena_adopt(struct pfl_arena *arena, void *block, size_t size, struct pfl_error *err);

/* Make the arena the owner of all that another one has, which is empty then; both have the same
 * budget. So each of two threads can fill an arena of its own. */
void pfl_arena_join(struct pfl_arena *arena, struct pfl_arena *other);

#endif
