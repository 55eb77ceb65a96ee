/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks of memory, small and large. */
#include "harness.h"

#include "base/block.h"

static const size_t sizes[] = { 1, 100, PFL_BLOCK_LARGE - 1, PFL_BLOCK_LARGE,
	PFL_BLOCK_LARGE + 1, 3 * PFL_BLOCK_LARGE + 12345, 9 * PFL_BLOCK_LARGE };
enum { N = sizeof(sizes) / sizeof(*sizes) };

static bool
is_zero(const unsigned char *at, size_t n)
{
	return at[0] == 0 && memcmp(at, at + 1, n - 1) == 0;
}

/* ASan ends the program when it is asked for too much. */
#if defined(__SANITIZE_ADDRESS__)
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

/* A value for each place that tells neighbouring pages apart. */
static unsigned char
mark(size_t i)
{
	return (unsigned char)(i * 31 + (i >> 12) * 7);
}

static void
test_alloc(void)
{
	for (int i = 0; i < N; i++) {
		unsigned char *block;

		test_case("zeroed, and all of it can be written");
		block = pfl_block_alloc(sizes[i]);
		CHECK(block && (uintptr_t)block % 16 == 0 && is_zero(block, sizes[i]));
		memset(block, 0xaa, sizes[i]);
		pfl_block_free(block, sizes[i]);
	}
	test_case("nothing asked for, nothing to free, and more than there can be");
	pfl_block_free(pfl_block_alloc(0), 0);
	pfl_block_free(NULL, 0);
	pfl_block_free(NULL, 10 * PFL_BLOCK_LARGE);
	if (!SANITIZED)
		CHECK(pfl_block_alloc(SIZE_MAX / 2) == NULL);
}

/* From each size to each larger one: within malloc, from there to pages, and from pages to
 * more. */
static void
test_grow(void)
{
	test_case("what was there stays");
	for (int from = 0; from < N; from++) {
		for (int to = from; to < N; to++) {
			unsigned char *block = pfl_block_alloc(sizes[from]);
			bool same = true;

			for (size_t i = 0; i < sizes[from]; i++)
				block[i] = mark(i);
			block = pfl_block_grow(block, sizes[from], sizes[to]);
			CHECK(block != NULL);
			for (size_t i = 0; i < sizes[from]; i++)
				same &= block[i] == mark(i);
			CHECK(same);
			memset(block, 0x55, sizes[to]);
			pfl_block_free(block, sizes[to]);
		}
	}
	test_case("what cannot grow stays as it was");
	for (int i = 0; i < N && !SANITIZED; i++) {
		unsigned char *block = pfl_block_grow(NULL, 0, sizes[i]);

		block[0] = 7;
		CHECK(pfl_block_grow(block, sizes[i], SIZE_MAX / 2) == NULL);
		CHECK(block[0] == 7);
		pfl_block_free(block, sizes[i]);
	}
}

int
main(void)
{
	test_alloc();
	test_grow();
	return test_done();
}
