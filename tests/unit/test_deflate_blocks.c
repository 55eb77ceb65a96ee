/* SPDX-License-Identifier: Apache-2.0 */
/* What is compressed in blocks is a gzip file of what was written, the same whatever the pieces
 * and the CPUs. */
#include "support.h"

#include "base/deflate_blocks.h"

#include <sched.h>

enum { BLOCK = 256 * 1024 };

/* Bytes that can be compressed, though not to nothing. */
static struct pfl_text
make_bytes(size_t n)
{
	struct pfl_text bytes = { 0 };
	uint64_t state = n;

	while (bytes.n < n)
		pfl_text_char(&bytes, (char)('a' + random_below(&state, 11)));
	return bytes;
}

static struct pfl_text
compress_in(struct pfl_span bytes, size_t piece, enum pfl_effort effort)
{
	struct pfl_error err = { 0 };
	struct pfl_out *out = pfl_out_memory(&err);
	struct pfl_blocks *b = pfl_blocks_new(out, effort, &err);
	struct pfl_text text = { 0 };
	char *got;
	size_t n;

	for (size_t i = 0; i < bytes.n; i += piece)
		pfl_blocks_write(b, bytes.at + i, bytes.n - i < piece ? bytes.n - i : piece);
	CHECK(pfl_blocks_finish(b, &err));
	pfl_blocks_free(b);
	got = pfl_out_take(out, &n, &err);
	if (CHECK(got != NULL))
		pfl_text_add(&text, (struct pfl_span){ got, n });
	free(got);
	return text;
}

/* One member, all of it, with the right sum: zlib looks at all that. */
static void
check_inflates(struct pfl_span gzip, struct pfl_span want)
{
	unsigned char *got = malloc(want.n + 1);
	z_stream z = { 0 };

	if (!got || inflateInit2(&z, 15 + 16) != Z_OK)
		abort();
	z.next_in = (unsigned char *)(uintptr_t)gzip.at;
	z.avail_in = (uInt)gzip.n;
	z.next_out = got;
	z.avail_out = (uInt)want.n + 1;
	CHECK(inflate(&z, Z_FINISH) == Z_STREAM_END);
	CHECK_U64(z.avail_in, 0);
	CHECK_U64(z.total_out, want.n);
	CHECK(memcmp(got, want.n ? want.at : "", want.n) == 0);
	inflateEnd(&z);
	free(got);
}

static void
test_size(size_t n, enum pfl_effort effort)
{
	struct pfl_text bytes = make_bytes(n);
	struct pfl_text whole = compress_in(pfl_text_span(&bytes), n + 1, effort);
	struct pfl_text pieces = compress_in(pfl_text_span(&bytes), 1000, effort);

	check_inflates(pfl_text_span(&whole), pfl_text_span(&bytes));
	CHECK(pfl_span_eq(pfl_text_span(&whole), pfl_text_span(&pieces)));
	pfl_text_clear(&bytes);
	pfl_text_clear(&whole);
	pfl_text_clear(&pieces);
}

/* What fits a block is hardly larger than what zlib itself makes of it. */
static void
test_small(void)
{
	struct pfl_text bytes = make_bytes(BLOCK), want = { 0 };
	struct pfl_text got = compress_in(pfl_text_span(&bytes), BLOCK, PFL_EFFORT_USUAL);

	test_case("as small as zlib does it");
	gzip_member(&want, pfl_text_span(&bytes), 6);
	CHECK(got.n < want.n + want.n / 50);
	pfl_text_clear(&bytes);
	pfl_text_clear(&want);
	pfl_text_clear(&got);
}

/* What cannot be compressed has room as well. */
static void
test_noise(void)
{
	static const enum pfl_effort efforts[] = { PFL_EFFORT_LITTLE, PFL_EFFORT_USUAL };
	struct pfl_text bytes = { 0 };
	uint64_t state = 1;

	test_case("noise");
	while (bytes.n < 2 * BLOCK + 9)
		pfl_text_char(&bytes, (char)random_below(&state, 256));
	for (size_t i = 0; i < COUNTOF(efforts); i++) {
		struct pfl_text got = compress_in(pfl_text_span(&bytes), BLOCK, efforts[i]);

		check_inflates(pfl_text_span(&got), pfl_text_span(&bytes));
		pfl_text_clear(&got);
	}
	pfl_text_clear(&bytes);
}

/* One that is never finished ends while blocks wait and are compressed. */
static void
test_abandoned(void)
{
	struct pfl_text bytes = make_bytes(BLOCK);
	struct pfl_error err = { 0 };

	test_case("not finished");
	for (size_t n = 0; n < 8; n++) {
		struct pfl_out *out = pfl_out_memory(&err);
		struct pfl_blocks *b = pfl_blocks_new(out, PFL_EFFORT_USUAL, &err);
		size_t size;

		for (size_t i = 0; i < n; i++)
			pfl_blocks_write(b, bytes.at, bytes.n);
		pfl_blocks_free(b);
		free(pfl_out_take(out, &size, &err));
	}
	CHECK_STR(err.msg, "");
	pfl_text_clear(&bytes);
}

/* On one CPU nothing is done at once. */
static void
test_alone(void)
{
	struct pfl_text bytes = make_bytes(5 * BLOCK + 7);
	struct pfl_text many = compress_in(pfl_text_span(&bytes), 9999, PFL_EFFORT_USUAL), one;
	cpu_set_t all, first;

	test_case("on one CPU");
	CPU_ZERO(&first);
	if (!CHECK(sched_getaffinity(0, sizeof(all), &all) == 0))
		return;
	for (size_t i = 0; CPU_COUNT(&first) == 0; i++) {
		if (CPU_ISSET(i, &all))
			CPU_SET(i, &first);
	}
	CHECK(sched_setaffinity(0, sizeof(first), &first) == 0);
	one = compress_in(pfl_text_span(&bytes), 9999, PFL_EFFORT_USUAL);
	CHECK(sched_setaffinity(0, sizeof(all), &all) == 0);
	CHECK(pfl_span_eq(pfl_text_span(&many), pfl_text_span(&one)));
	pfl_text_clear(&bytes);
	pfl_text_clear(&many);
	pfl_text_clear(&one);
}

int
main(void)
{
	static const size_t sizes[] = { 0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK,
		4 * BLOCK + 1, 11 * BLOCK + 5 };

	for (size_t i = 0; i < COUNTOF(sizes); i++) {
		char name[32];

		snprintf(name, sizeof(name), "%zu bytes", sizes[i]);
		test_case(name);
		test_size(sizes[i], PFL_EFFORT_LITTLE);
		test_size(sizes[i], PFL_EFFORT_USUAL);
	}
	test_small();
	test_noise();
	test_abandoned();
	test_alone();
	return test_done();
}
