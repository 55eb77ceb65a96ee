/* SPDX-License-Identifier: Apache-2.0 */
/* The bump allocator and the budget. */
#include "base/arena.h"
#include "base/block.h"
#include "base/size.h"

#include <stdalign.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/*
 * A block's memory follows its header; an adopted block's stands elsewhere. Both are freed with
 * the arena.
 */
struct pfl_arena_block {
	struct pfl_arena_block *next;
	size_t size;   /* header included, or of the adopted block */
	void *adopted; /* NULL: this block's own memory is in use */
	alignas(16) unsigned char data[];
};

enum { BLOCK = 64 * 1024, ALIGN = 16 };

bool
pfl_budget_take(struct pfl_budget *budget, uint64_t n, const char *what, struct pfl_error *err)
{
	char max[PFL_SIZE_TEXT];
	uint64_t before;

	if (!budget)
		return true;
	before = atomic_fetch_add(&budget->used, n);
	if (!budget->max || (before <= budget->max && n <= budget->max - before))
		return true;
	atomic_fetch_sub(&budget->used, n);
	return pfl_fail(err, PFL_LIMIT,
		"needs more than %s of memory for %s; --max-memory raises the limit",
		pfl_size_text(budget->max, max), what);
}

void
pfl_budget_give(struct pfl_budget *budget, uint64_t n)
{
	if (budget)
		atomic_fetch_sub(&budget->used, n);
}

static void
free_block(struct pfl_arena_block *block)
{
	if (block->adopted) {
		pfl_block_free(block->adopted, block->size);
		free(block);
	} else {
		pfl_block_free(block, block->size);
	}
}

static void
free_blocks(struct pfl_arena_block *block)
{
	struct pfl_arena_block *next;

	for (; block; block = next) {
		next = block->next;
		free_block(block);
	}
}

void
pfl_arena_clear(struct pfl_arena *arena)
{
	free_blocks(arena->blocks);
	free_blocks(arena->spare);
	arena->blocks = arena->spare = NULL;
	arena->next = arena->end = NULL;
	arena->size = 0;
}

void
pfl_arena_rewind(struct pfl_arena *arena)
{
	struct pfl_arena_block *block = arena->blocks, *next;

	for (; block; block = next) {
		next = block->next;
		if (block->adopted || block->size < PFL_BLOCK_LARGE) {
			free_block(block);
			continue;
		}
		block->next = arena->spare;
		arena->spare = block;
	}
	arena->blocks = NULL;
	arena->next = arena->end = NULL;
}

/* Is `a` the better one to make a block of `size` bytes of? The smallest that is large enough,
 * else the largest. */
static bool
fits_better(const struct pfl_arena_block *a, const struct pfl_arena_block *b, size_t size)
{
	if (a->size >= size)
		return b->size < size || a->size < b->size;
	return b->size < size && a->size > b->size;
}

/* Take a spare block that is worth it for `size` bytes off the list; NULL: there is none. */
static struct pfl_arena_block *
find_spare(struct pfl_arena *arena, size_t size)
{
	struct pfl_arena_block **best = &arena->spare, **at, *block;

	if (size < PFL_BLOCK_LARGE || !arena->spare)
		return NULL;
	for (at = &arena->spare->next; *at; at = &(*at)->next) {
		if (fits_better(*at, *best, size))
			best = at;
	}
	block = *best;
	*best = block->next;
	return block;
}

static struct pfl_arena_block *
make_block(struct pfl_arena *arena, size_t size, struct pfl_error *err)
{
	struct pfl_arena_block *spare = find_spare(arena, size), *block;
	size_t known = spare ? spare->size : sizeof(*spare); /* to the budget */
	size_t more = size > known ? size - known : 0;

	if (!pfl_budget_take(arena->budget, more, "tables", err)) {
		free_blocks(spare);
		return NULL;
	}
	block = spare ? pfl_block_reuse(spare, spare->size, size) : pfl_block_alloc(size);
	if (block)
		return block;
	pfl_budget_give(arena->budget, more);
	pfl_fail(err, PFL_NOMEM, "out of memory (%zu bytes)", size);
	return NULL;
}

static struct pfl_arena_block *
add_block(struct pfl_arena *arena, size_t size, struct pfl_error *err)
{
	struct pfl_arena_block *block = make_block(arena, sizeof(*block) + size, err);

	if (!block)
		return NULL;
	block->size = sizeof(*block) + size;
	block->next = arena->blocks;
	arena->blocks = block;
	arena->size += size;
	return block;
}

#ifndef PFL_DEBUG_ARENA
static bool
has_room(struct pfl_budget *budget, size_t n)
{
	uint64_t used = budget ? atomic_load(&budget->used) : 0;

	return !budget || !budget->max || (used <= budget->max && n <= budget->max - used);
}
#endif

/*
 * How large the block is to be that a piece comes from. Making pages is what costs most, and
 * one large page (base/block.h) costs a small part of as many small ones: an arena that holds
 * tables takes large blocks, and one of a small profile never does.
 */
static size_t
block_size(const struct pfl_arena *arena, size_t bytes)
{
#ifndef PFL_DEBUG_ARENA
	bool small = bytes < BLOCK && arena->size < PFL_BLOCK_LARGE;
	size_t size = (small ? BLOCK : PFL_BLOCK_LARGE) - sizeof(struct pfl_arena_block);

	if (bytes < size && has_room(arena->budget, size))
		return size;
#endif
	(void)arena;
	return bytes;
}

/* A piece from a new block, of which the rest is for others if it is more than there was. */
static void *
take(struct pfl_arena *arena, size_t bytes, struct pfl_error *err)
{
	size_t size = block_size(arena, bytes);
	struct pfl_arena_block *block = add_block(arena, size, err);

	if (!block)
		return NULL;
	if (!arena->next || size - bytes > (size_t)(arena->end - arena->next)) {
		arena->next = block->data + bytes;
		arena->end = block->data + size;
	}
	return block->data;
}

void *
pfl_arena_alloc(struct pfl_arena *arena, size_t n, size_t size, struct pfl_error *err)
{
	size_t bytes;
	void *piece;

	if (size && n > (SIZE_MAX / 2 - BLOCK) / size) {
		pfl_fail(err, PFL_NOMEM, "out of memory (%zu rows of %zu bytes)", n, size);
		return NULL;
	}
#ifdef PFL_DEBUG_ARENA
	return take(arena, n * size, err); /* exact: ASan sees the first byte behind */
#endif
	bytes = (n * size + ALIGN - 1) / ALIGN * ALIGN;
	/* An empty arena has nothing left, and what is asked for may be nothing. */
	if (!arena->next || bytes > (size_t)(arena->end - arena->next))
		return take(arena, bytes ? bytes : ALIGN, err);
	piece = arena->next;
	arena->next += bytes;
	return piece;
}

char *
pfl_arena_text(struct pfl_arena *arena, const char *text, size_t n, struct pfl_error *err)
{
	char *copy = pfl_arena_alloc(arena, n + 1, 1, err);

	if (copy && n)
		memcpy(copy, text, n);
	return copy;
}

bool
pfl_arena_adopt(struct pfl_arena *arena, void *adopted, size_t size, struct pfl_error *err)
{
	struct pfl_arena_block *block;

	if (!adopted)
		return true;
	block = calloc(1, sizeof(*block));
	if (!block) {
		pfl_block_free(adopted, size);
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	}
	block->adopted = adopted;
	block->size = size;
	block->next = arena->blocks;
	arena->blocks = block;
	return true;
}

void
pfl_arena_join(struct pfl_arena *arena, struct pfl_arena *other)
{
	struct pfl_arena_block **last = &other->blocks;

	while (*last)
		last = &(*last)->next;
	*last = arena->blocks;
	arena->blocks = other->blocks;
	arena->size += other->size;
	free_blocks(other->spare);
	*other = (struct pfl_arena){ .budget = other->budget };
}
