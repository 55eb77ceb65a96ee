/* SPDX-License-Identifier: Apache-2.0 */
/* Compression undone: members, damage at every byte, nesting, bombs. */
#include "support.h"

#include "io/source.h"

#if PFL_HAVE_ZSTD
#include <zstd.h>
#endif

/* Everything behind the compression into *out, unless that is NULL, which the caller clears. */
static bool
unpack(struct pfl_span bytes, const struct pfl_limits *limits, struct pfl_text *out,
	struct pfl_error *err)
{
	struct pfl_source *s = pfl_source_mem(bytes.at, bytes.n, limits, err);
	struct pfl_span piece;
	bool ok;

	while (s && (piece = pfl_source_peek(s, 50000)).n) {
		if (out)
			pfl_text_add(out, piece);
		pfl_source_skip(s, piece.n);
	}
	ok = s && pfl_source_ok(s, err);
	pfl_source_close(s);
	return ok;
}

/* Check that the bytes become `want`. */
static void
check_same(struct pfl_span bytes, struct pfl_span want)
{
	struct pfl_error err = { 0 };
	struct pfl_text got = { 0 };

	CHECK(unpack(bytes, NULL, &got, &err));
	CHECK_STR(err.msg, "");
	CHECK(pfl_span_eq(pfl_text_span(&got), want));
	pfl_text_clear(&got);
}

/* Check that the bytes are refused with a message that holds `says`. */
static void
check_refused(struct pfl_span bytes, const struct pfl_limits *limits, enum pfl_code code,
	const char *says)
{
	struct pfl_error err = { 0 };
	struct pfl_text got = { 0 };

	CHECK(!unpack(bytes, limits, &got, &err));
	CHECK_I64(err.code, code);
	if (!CHECK(strstr(err.msg, says) != NULL))
		fprintf(stderr, "'%s' does not say '%s'\n", err.msg, says);
	pfl_text_clear(&got);
}

static struct pfl_text
text_of_size(size_t n)
{
	struct pfl_text text = { 0 };
	uint64_t state = n;

	while (text.n < n)
		pfl_text_printf(&text, "main;f%u;g %u\n", random_below(&state, 500),
			random_below(&state, 100));
	return text;
}

static void
test_levels_and_sizes(void)
{
	static const size_t sizes[] = { 0, 1, 5, 65535, 65536, 70000, 700000, 3000000 };

	for (size_t i = 0; i < COUNTOF(sizes); i++) {
		struct pfl_text text = text_of_size(sizes[i]);

		for (int level = 0; level <= 9; level += sizes[i] > 100000 ? 9 : 3) {
			struct pfl_text packed = { 0 };

			test_case("levels and sizes");
			gzip_member(&packed, pfl_text_span(&text), level);
			check_same(pfl_text_span(&packed), pfl_text_span(&text));
			/* A second member: it is undone as it is read, whatever its size. */
			gzip_member(&packed, (struct pfl_span){ "", 0 }, 6);
			check_same(pfl_text_span(&packed), pfl_text_span(&text));
			pfl_text_clear(&packed);
		}
		pfl_text_clear(&text);
	}
}

static void
test_members(void)
{
	struct pfl_text packed = { 0 }, text = text_of_size(200000);

	test_case("many members, some of them empty");
	for (size_t at = 0; at < text.n;) {
		size_t n = at % 7 * 1000;

		n = n < text.n - at ? n : text.n - at;
		gzip_member(&packed, (struct pfl_span){ text.at + at, n }, 6);
		if (n == 0)
			gzip_member(&packed, (struct pfl_span){ text.at + at++, 1 }, 0);
		at += n;
	}
	gzip_member(&packed, (struct pfl_span){ "", 0 }, 6);
	check_same(pfl_text_span(&packed), pfl_text_span(&text));
	pfl_text_clear(&packed);
	pfl_text_clear(&text);

	test_case("thousands of empty members before the data");
	for (int i = 0; i < 5000; i++)
		gzip_member(&packed, (struct pfl_span){ "", 0 }, 6);
	gzip_member(&packed, pfl_span_of("main 1\n"), 6);
	check_same(pfl_text_span(&packed), pfl_span_of("main 1\n"));
	pfl_text_clear(&packed);
}

/* A header with all that it may hold: extra field, name, comment, header CRC. */
static void
test_header_fields(void)
{
	struct pfl_text packed = { 0 }, full = { 0 };
	char head[] = "\x1f\x8b\x08\x1e\0\0\0\0\0\x03"
		      "\x04\0abcd../../tmp/x\0\x1b[2J\0";
	uLong crc = crc32(0, (unsigned char *)head, sizeof(head) - 1);

	test_case("extra field, name, comment and header CRC");
	gzip_member(&packed, pfl_span_of("main 1\n"), 6);
	pfl_text_add(&full, (struct pfl_span){ head, sizeof(head) - 1 });
	pfl_text_char(&full, (char)(crc & 0xff));
	pfl_text_char(&full, (char)(crc >> 8 & 0xff));
	pfl_text_add(&full, (struct pfl_span){ packed.at + 10, packed.n - 10 });
	check_same(pfl_text_span(&full), pfl_span_of("main 1\n"));
	full.at[sizeof(head)] ^= 1;
	check_refused(pfl_text_span(&full), NULL, PFL_FORMAT, "header crc mismatch");
	pfl_text_clear(&full);
	pfl_text_clear(&packed);
}

static void
test_damage(void)
{
	struct pfl_text packed = { 0 }, broken = { 0 };
	struct pfl_span text = pfl_span_of("main;parse 1\nmain;parse;read 2\nmain;write 3\n");

	gzip_member(&packed, text, 6);
	test_case("cut at every byte");
	for (size_t n = 2; n < packed.n; n++)
		check_refused((struct pfl_span){ packed.at, n }, NULL, PFL_FORMAT,
			"it ends too early");

	test_case("every byte broken");
	for (size_t i = 2; i < packed.n; i++) {
		struct pfl_error err = { 0 };
		struct pfl_text got = { 0 };

		packed.at[i] ^= 0x20;
		/* Time stamp, extra flags and system mean nothing to us. */
		if (i >= 4 && i < 10) {
			check_same(pfl_text_span(&packed), text);
		} else {
			CHECK(!unpack(pfl_text_span(&packed), NULL, &got, &err));
			CHECK_I64(err.code, PFL_FORMAT);
			CHECK(strstr(err.msg, "damaged gzip data at byte ") != NULL);
		}
		pfl_text_clear(&got);
		packed.at[i] ^= 0x20;
	}

	test_case("CRC and length");
	packed.at[packed.n - 8] ^= 1;
	check_refused(pfl_text_span(&packed), NULL, PFL_FORMAT, "incorrect data check");
	packed.at[packed.n - 8] ^= 1;
	packed.at[packed.n - 1] ^= 1;
	check_refused(pfl_text_span(&packed), NULL, PFL_FORMAT, "incorrect length check");
	packed.at[packed.n - 1] ^= 1;

	test_case("bytes behind the last member");
	pfl_text_add(&broken, pfl_text_span(&packed));
	pfl_text_add(&broken, (struct pfl_span){ "\0\0\0\0", 4 });
	check_refused(pfl_text_span(&broken), NULL, PFL_FORMAT,
		"bytes after the end that are no gzip member");
	pfl_text_reset(&broken);
	pfl_text_add(&broken, pfl_text_span(&packed));
	pfl_text_add(&broken, (struct pfl_span){ "\x1f", 1 });
	check_refused(pfl_text_span(&broken), NULL, PFL_FORMAT, "it ends too early");
	pfl_text_add(&broken, (struct pfl_span){ "\x8c rest of it", 12 });
	check_refused(pfl_text_span(&broken), NULL, PFL_FORMAT, "incorrect header check");
	pfl_text_clear(&broken);
	pfl_text_clear(&packed);
}

static void
test_nesting(void)
{
	struct pfl_text packed = { 0 }, outer = { 0 };

	pfl_text_str(&packed, "main 1\n");
	for (int depth = 1; depth <= 5; depth++) {
		test_case("compressed over and over");
		gzip_member(&outer, pfl_text_span(&packed), 6);
		pfl_text_reset(&packed);
		pfl_text_add(&packed, pfl_text_span(&outer));
		pfl_text_reset(&outer);
		if (depth <= 4)
			check_same(pfl_text_span(&packed), pfl_span_of("main 1\n"));
		else
			check_refused(pfl_text_span(&packed), NULL, PFL_LIMIT,
				"is compressed more than 4 times over");
	}
	pfl_text_clear(&outer);
	pfl_text_clear(&packed);
}

static void
test_limits(void)
{
	enum { SIZE = 70 << 20 };
	struct pfl_limits few = { .inflated = 100000 }, even = { .ratio = 2000 };
	struct pfl_text packed = { 0 }, text = text_of_size(100001), zeros = { 0 };
	char *many = calloc(SIZE, 1);

	test_case("more bytes than allowed");
	gzip_member(&packed, (struct pfl_span){ text.at, 100001 }, 6);
	check_refused(pfl_text_span(&packed), &few, PFL_LIMIT,
		"gzip data grows beyond 100000 bytes; --max-inflated raises the limit");
	pfl_text_reset(&packed);
	gzip_member(&packed, (struct pfl_span){ text.at, 50000 }, 6);
	gzip_member(&packed, (struct pfl_span){ text.at + 50000, 50001 }, 6);
	check_refused(pfl_text_span(&packed), &few, PFL_LIMIT, "--max-inflated");
	few.inflated++;
	{
		struct pfl_error err = { 0 };
		struct pfl_text got = { 0 };

		CHECK(unpack(pfl_text_span(&packed), &few, &got, &err));
		CHECK_U64(got.n, 100001);
		pfl_text_clear(&got);
	}

	test_case("a bomb");
	gzip_member(&zeros, (struct pfl_span){ many, SIZE }, 6);
	check_refused(pfl_text_span(&zeros), NULL, PFL_LIMIT,
		"gzip data grows to more than 200 times its size; --max-ratio raises the "
		"limit");
	{
		struct pfl_error err = { 0 };

		CHECK(unpack(pfl_text_span(&zeros), &even, NULL, &err));
	}
	free(many);
	pfl_text_clear(&zeros);
	pfl_text_clear(&text);
	pfl_text_clear(&packed);
}

/* Large inputs are undone by a second thread: its errors arrive, and it can be left alone. */
static void
test_second_thread(void)
{
	struct pfl_error err = { 0 };
	struct pfl_text packed = { 0 }, text = text_of_size(6000000), got = { 0 };
	struct pfl_source *s;

	test_case("damage behind the first megabytes");
	gzip_member(&packed, pfl_text_span(&text), 1);
	packed.at[packed.n - 8] ^= 1;
	CHECK(!unpack(pfl_text_span(&packed), NULL, &got, &err));
	CHECK_I64(err.code, PFL_FORMAT);
	CHECK(strstr(err.msg, "incorrect data check") != NULL);
	CHECK(got.n > 2000000 && memcmp(got.at, text.at, got.n) == 0);

	test_case("closed while the thread works");
	for (size_t read = 0; read < 4000000; read += 500000) {
		err = (struct pfl_error){ 0 };
		s = pfl_source_mem(packed.at, packed.n, NULL, &err);
		CHECK(s && pfl_source_discard(s, read));
		pfl_source_close(s);
	}
	pfl_text_clear(&got);
	pfl_text_clear(&text);
	pfl_text_clear(&packed);
}

#if PFL_HAVE_ZSTD
static void
zstd_frame(struct pfl_text *out, struct pfl_span bytes, int level, bool checksum)
{
	size_t cap = ZSTD_compressBound(bytes.n);
	char *packed = malloc(cap);
	ZSTD_CCtx *c = ZSTD_createCCtx();
	size_t n;

	ZSTD_CCtx_setParameter(c, ZSTD_c_compressionLevel, level);
	ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, checksum);
	n = ZSTD_compress2(c, packed, cap, bytes.at, bytes.n);
	if (ZSTD_isError(n))
		abort();
	pfl_text_add(out, (struct pfl_span){ packed, n });
	ZSTD_freeCCtx(c);
	free(packed);
}

static void
test_zstd(void)
{
	static const size_t sizes[] = { 0, 1, 65536, 524288, 700000, 3000000 };
	struct pfl_limits few = { .inflated = 1000 };
	struct pfl_text packed = { 0 }, outer = { 0 };
	struct pfl_span text = pfl_span_of("main;parse 1\nmain;parse;read 2\nmain;write 3\n");

	for (size_t i = 0; i < COUNTOF(sizes); i++) {
		struct pfl_text large = text_of_size(sizes[i]), twice = { 0 };

		test_case("zstd frames");
		pfl_text_add(&twice, pfl_text_span(&large));
		pfl_text_add(&twice, pfl_text_span(&large));
		pfl_text_reset(&packed);
		zstd_frame(&packed, pfl_text_span(&large), 3, true);
		check_same(pfl_text_span(&packed), pfl_text_span(&large));
		zstd_frame(&packed, (struct pfl_span){ "", 0 }, 3, false);
		zstd_frame(&packed, pfl_text_span(&large), 19, false);
		check_same(pfl_text_span(&packed), pfl_text_span(&twice));
		if (large.n > 1000)
			check_refused(pfl_text_span(&packed), &few, PFL_LIMIT,
				"zstd data grows beyond 1000 bytes; --max-inflated");
		pfl_text_clear(&twice);
		pfl_text_clear(&large);
	}

	test_case("frames to be skipped, around a zstd frame");
	pfl_text_reset(&packed);
	pfl_text_add(&packed, (struct pfl_span){ "\x50\x2a\x4d\x18\x02\0\0\0ab", 10 });
	pfl_text_add(&packed, (struct pfl_span){ "\x5f\x2a\x4d\x18\0\0\0\0", 8 });
	check_same(pfl_text_span(&packed), (struct pfl_span){ "", 0 });
	zstd_frame(&packed, text, 3, true);
	pfl_text_add(&packed, (struct pfl_span){ "\x50\x2a\x4d\x18\x02\0\0\0ab", 10 });
	check_same(pfl_text_span(&packed), text);
	pfl_text_add(&packed, (struct pfl_span){ "\x50\x2a\x4d\x18\xff\xff\xff\xff", 8 });
	check_refused(pfl_text_span(&packed), NULL, PFL_FORMAT, "it ends too early");

	test_case("a zstd frame cut at every byte");
	pfl_text_reset(&packed);
	zstd_frame(&packed, text, 3, true);
	for (size_t n = 4; n < packed.n; n++)
		check_refused((struct pfl_span){ packed.at, n }, NULL, PFL_FORMAT,
			"damaged zstd data at byte ");
	check_refused((struct pfl_span){ packed.at, packed.n - 1 }, NULL, PFL_FORMAT,
		"it ends too early");

	test_case("a zstd frame with a broken checksum, and garbage behind it");
	packed.at[packed.n - 1] ^= 1;
	check_refused(pfl_text_span(&packed), NULL, PFL_FORMAT, "checksum");
	packed.at[packed.n - 1] ^= 1;
	pfl_text_str(&packed, "garbage");
	check_refused(pfl_text_span(&packed), NULL, PFL_FORMAT, "damaged zstd data at byte ");

	test_case("a zstd frame that asks for 2 GiB");
	check_refused((struct pfl_span){ "\x28\xb5\x2f\xfd\0\xa8\x01\0\0", 9 }, NULL,
		PFL_UNSUPPORTED, "zstd data with a window of more than 128 MiB");

	test_case("zstd and gzip inside one another");
	pfl_text_reset(&packed);
	zstd_frame(&packed, text, 3, true);
	gzip_member(&outer, pfl_text_span(&packed), 6);
	check_same(pfl_text_span(&outer), text);
	pfl_text_reset(&packed);
	zstd_frame(&packed, pfl_text_span(&outer), 3, true);
	check_same(pfl_text_span(&packed), text);
	pfl_text_clear(&packed);
	pfl_text_clear(&outer);
}
#else
static void
test_zstd(void)
{
}
#endif

int
main(void)
{
	test_levels_and_sizes();
	test_members();
	test_header_fields();
	test_damage();
	test_nesting();
	test_limits();
	test_second_thread();
	test_zstd();
	return test_done();
}
