/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks of memory; large ones stand on huge pages. */
#ifndef PFL_BASE_BLOCK_H
#define PFL_BASE_BLOCK_H

#include <stddef.h>

/*
 * Memory that is touched for the first time costs a page fault for each 4 KiB, and walks
 * through page tables whenever it is read in random order. Blocks of PFL_BLOCK_LARGE bytes and
 * more get huge pages where the kernel has some (one fault for 2 MiB), and grow by moving pages
 * instead of copying bytes. Smaller ones, and all of them in a build with PFL_DEBUG_ARENA,
 * where ASan shall see each byte behind, are malloc's.
 *
 * Which of them a block is shows in its size alone: whoever grows or frees one says how large
 * it was asked for.
 */
enum { PFL_BLOCK_LARGE = 2 * 1024 * 1024 };

/* Zeroed bytes, aligned for any type; NULL when there are none. */
void *pfl_block_alloc(size_t bytes);

/*
 * The same block with room for `bytes` bytes, at least `old` of them, the new ones undefined. A
 * NULL block has old == 0. NULL when there is no memory: the block stays as it was.
 */
void *pfl_block_grow(void *block, size_t old, size_t bytes);

/*
 * Zeroed bytes in place of a block that is not needed any more: in its memory where that is a
 * large one's, since to make pages costs several times what clearing them does. NULL when there
 * are none; the old block is gone in any case.
 */
void *pfl_block_reuse(void *block, size_t old, size_t bytes);

/* NULL is fine. */
void pfl_block_free(void *block, size_t bytes);

/*
 * Hand pages that malloc keeps for later, and nothing stands on, back to the system. A process
 * that is forked off would have each of them copied when it writes there, which costs more than
 * a new page.
 */
void pfl_block_trim(void);

#endif
