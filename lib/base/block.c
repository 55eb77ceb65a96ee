/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks of memory, by malloc or by mmap. */
#define _GNU_SOURCE /* mremap, MADV_HUGEPAGE */
#include "base/block.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#if defined(MREMAP_FIXED) && defined(MADV_HUGEPAGE) && !defined(PFL_DEBUG_ARENA)

enum { HUGE_PAGE = 2 * 1024 * 1024 };

static bool
is_large(size_t bytes)
{
	return bytes >= PFL_BLOCK_LARGE;
}

/* Whole huge pages; 0 when they cannot be counted. */
static size_t
mapped_size(size_t bytes)
{
	return bytes > SIZE_MAX / 2 ? 0 : (bytes + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
}

/* Addresses for `size` bytes that begin with a huge page. NULL when there are none. */
static unsigned char *
reserve(size_t size, int protection)
{
	unsigned char *at = size
		? mmap(NULL, size + HUGE_PAGE, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
		: MAP_FAILED;
	size_t before;

	if (at == MAP_FAILED)
		return NULL;
	before = (HUGE_PAGE - (uintptr_t)at % HUGE_PAGE) % HUGE_PAGE;
	if (before)
		munmap(at, before);
	munmap(at + before + size, HUGE_PAGE - before);
	return at + before;
}

static void *
map(size_t bytes)
{
	size_t size = mapped_size(bytes);
	void *block = reserve(size, PROT_READ | PROT_WRITE);

	if (block)
		madvise(block, size, MADV_HUGEPAGE);
	return block;
}

/* Larger where it stands, or its pages are moved to where there is room. */
static void *
remap(void *block, size_t old, size_t bytes)
{
	size_t from = mapped_size(old), to = mapped_size(bytes);
	void *moved, *at;

	if (to == 0)
		return NULL;
	if (to == from || mremap(block, from, to, 0) != MAP_FAILED)
		return block;
	at = reserve(to, PROT_NONE);
	if (!at)
		return NULL;
	moved = mremap(block, from, to, MREMAP_MAYMOVE | MREMAP_FIXED, at);
	if (moved != MAP_FAILED)
		return moved;
	munmap(at, to);
	return NULL;
}

static void
unmap(void *block, size_t bytes)
{
	munmap(block, mapped_size(bytes));
}

void *
pfl_block_alloc(size_t bytes)
{
	return is_large(bytes) ? map(bytes) : calloc(1, bytes ? bytes : 1);
}

void *
pfl_block_grow(void *block, size_t old, size_t bytes)
{
	void *grown;

	if (!is_large(bytes))
		return realloc(block, bytes ? bytes : 1);
	if (is_large(old))
		return remap(block, old, bytes);
	grown = map(bytes);
	if (grown && old)
		memcpy(grown, block, old);
	if (grown)
		free(block);
	return grown;
}

void *
pfl_block_reuse(void *block, size_t old, size_t bytes)
{
	void *fitted;

	if (!is_large(old) || !is_large(bytes)) {
		pfl_block_free(block, old);
		return pfl_block_alloc(bytes);
	}
	fitted = remap(block, old, bytes);
	if (fitted)
		memset(fitted, 0, old < bytes ? old : bytes);
	else
		unmap(block, old);
	return fitted;
}

void
pfl_block_free(void *block, size_t bytes)
{
	if (block && is_large(bytes))
		unmap(block, bytes);
	else
		free(block);
}

#else /* malloc does for all */

void *
pfl_block_alloc(size_t bytes)
{
	return calloc(1, bytes ? bytes : 1);
}

void *
pfl_block_grow(void *block, size_t old, size_t bytes)
{
	(void)old;
	return realloc(block, bytes ? bytes : 1);
}

void *
pfl_block_reuse(void *block, size_t old, size_t bytes)
{
	(void)old;
	free(block);
	return pfl_block_alloc(bytes);
}

void
pfl_block_free(void *block, size_t bytes)
{
	(void)bytes;
	free(block);
}

#endif

void
pfl_block_trim(void)
{
#ifdef __GLIBC__
	malloc_trim(0);
#endif
}
