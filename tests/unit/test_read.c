/* SPDX-License-Identifier: Apache-2.0 */
/* Reading from a name or memory: which format it is, what it is not, and every kind of damage.
 */
#include "feed.h"
#include "support.h"

#include "dump.h"
#include "wiretext.h"

static const char *const samples[] = {
	"samples/go/fast.cpu.pb.gz",
	"samples/go/fast.goroutine.pb.gz",
	"samples/go/fast.mutex.pb.gz",
	"samples/folded/shop-diff.folded",
};

static const struct {
	const char *name;
	struct pfl_span bytes;
	const char *message; /* NULL: a profile */
} contents[] = {
#define S(text)                                                                                \
	{                                                                                      \
		text, sizeof(text) - 1                                                         \
	}
	{ "folded", S("main;parse 1\nmain 2\n"), NULL },
	{ "folded, one line without its end", S("main;parse 1"), NULL },
	{ "folded with blank lines first", S("\n\n\n\n\nmain;parse 1\n"), NULL },
	{ "folded with blank lines and room for field 1", S("\n\nmain;a 60\nmain;b 40\n"),
		NULL },
	{ "folded behind a byte-order mark",
		S("\xef\xbb\xbf"
		  "main;parse 1\n"),
		NULL },
	{ "folded that looks like field 1", S("\nthis_is_a_name;parse 1\n"), NULL },
	{ "folded that looks like field 2", S("\x12\x05six;seven 1\n"), NULL },
	{ "folded that begins with 'z'", S("zebra;parse 1\n"), NULL },
	{ "folded that begins with 'j'", S("java/lang/Thread;parse 1\n"), NULL },
	{ "folded that begins with '\"'", S("\"quoted\";parse 1\n"), NULL },
	{ "folded that begins with '*'", S("*T.Method;parse 1\n"), NULL },
	{ "folded that begins with '2'", S("2.4;parse 1\n"), NULL },
	{ "folded that begins with a tab", S("\tmain;parse 1\n"), NULL },
	{ "folded that begins with blanks", S("   main;parse 1\n"), NULL },
	{ "folded with more lines that are none", S("a\nb\nc\nd;e 1\n"), NULL },
	{ "pprof", S("\x0a\x04\x08\x01\x10\x02\x32\0\x32\x01g\x32\x01h"), NULL },
	{ "pprof, strings only", S("\x32\0\x32\x01g\x32\x01h"), NULL },
	{ "pprof that ends in a lie", S("\x0a\x04\x08\x01\x10\x02\x32\0\x32\x09g"),
		"Profile.string_table at byte 9: a length reaches beyond the end" },
	{ "nothing", S(""), "the file is empty" },
	{ "gzip of nothing", S("\x1f\x8b\x08\0\0\0\0\0\0\x03\x03\0\0\0\0\0\0\0\0\0"),
		"the file is empty" },
	{ "a NUL", S("\0"), "not a profile of a known format; --input-format help lists them" },
	{ "text", S("hello world\n"),
		"not a profile of a known format; --input-format help lists them" },
	{ "a stack without a count", S("main;parse\n"), "line 1: expected 'stack count'" },
	{ "bzip2", S("BZh91AY&SY"), "this is bzip2 data; decompress it first" },
	{ "xz",
		S("\xfd"
		  "7zXZ\0\0"),
		"this is xz data; decompress it first" },
	{ "zlib", S("\x78\x9c\x03\0\0\0\0\x01"),
		"this is a bare zlib stream; profiles come as gzip" },
	{ "ELF", S("\177ELF\2\1\1\0\0\0\0\0\0\0\0\0"),
		"this is an executable or library, not a profile of one" },
	{ "UTF-16",
		S("\xff\xfem\0a\0i\0n\0 \0"
		  "1\0\n\0"),
		"this is UTF-16 text; save it as UTF-8" },
	{ "PNG", S("\x89PNG\r\n\x1a\n\0\0"), "this is a PNG picture" },
	{ "PDF", S("%PDF-1.7\n"), "this is a PDF document" },
	{ "zip", S("PK\x03\x04\x14\0"), "this is a zip archive" },
	{ "HTML", S("<!DOCTYPE html>\n<html><body>404 Not Found</body></html>\n"),
		"this is a web page; was the download an error page?" },
	{ "HTML behind blank lines, as field 1 would be", S("\n\n<Html>\n<body>5\n</html>\n"),
		"this is a web page; was the download an error page?" },
	{ "a Git LFS pointer",
		S("version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 5\n"),
		"this is a Git LFS pointer; 'git lfs pull' gets the file" },
	{ "XML", S("<?xml version=\"1.0\"?>\n<svg></svg>\n"), "this is an XML document" },
	{ "an old perf.data", S("PERFFILE\1\0\0\0"),
		"this is a perf.data of before 2010, which this version cannot read; its own "
		"perf may" },
#undef S
};

static void
test_contents(void)
{
	for (size_t i = 0; i < COUNTOF(contents); i++) {
		struct pfl_error err = { 0 };
		struct pfl_profile *p;

		test_case(contents[i].name);
		p = read_bytes(contents[i].bytes, NULL, &err);
		if (!contents[i].message) {
			CHECK(p != NULL);
			CHECK_STR(err.msg, "");
		} else {
			struct pfl_text want = { 0 };

			CHECK(p == NULL);
			CHECK_I64(err.code, PFL_FORMAT);
			pfl_text_printf(&want, "input: %s", contents[i].message);
			CHECK_STR(err.msg, pfl_text_get(&want));
			pfl_text_clear(&want);
		}
		pfl_profile_free(p);
	}
}

/* A byte-order mark in front of a text makes no difference. */
static void
test_marked(void)
{
	static const char *const texts[][2] = {
		{ "callgrind", "# callgrind format\nevents: Ir\nfn=a\n1 5\n" },
		{ "bpftrace", "@[\n    f+1\n    main+2\n]: 3\n" },
		{ "perfscript", "cmd 1 1.0: cycles:\n\tffff f (x)\n\n" },
		{ "python", "P1;T2;a.py:f:1 5\n" },
		{ "pydump", "Thread 1 (idle)\n    f (a.py:1)\n" },
		{ "heap", "heap profile: 1: 8 [1: 8] @ heap/2\n1: 8 [1: 8] @ 0x1\n" },
		{ "folded", "main;f 5\n" },
		{ "trace",
			"[{\"ph\":\"X\",\"pid\":1,\"tid\":1,\"ts\":0,\"dur\":1,\"name\":\"a\"}"
			"]" },
	};

	for (size_t i = 0; i < 2 * COUNTOF(texts); i++) {
		const struct pfl_read_opts opts = { .format = i % 2 ? texts[i / 2][0] : NULL };
		struct pfl_text marked = { 0 }, got = { 0 }, want = { 0 };
		struct pfl_error err = { 0 };
		struct pfl_profile *p;

		test_case(texts[i / 2][0]);
		pfl_text_str(&marked, "\xef\xbb\xbf");
		pfl_text_str(&marked, texts[i / 2][1]);
		p = read_bytes(pfl_span_of(texts[i / 2][1]), &opts, &err);
		want = dump_profile(p);
		pfl_profile_free(p);
		p = read_bytes(pfl_text_span(&marked), &opts, &err);
		CHECK_STR(err.msg, "");
		got = dump_profile(p);
		CHECK(want.n > 0);
		dump_check(pfl_text_get(&got), pfl_text_get(&want));
		pfl_profile_free(p);
		pfl_text_clear(&marked);
		pfl_text_clear(&got);
		pfl_text_clear(&want);
	}
}

/* Every sample is recognised, and read the same however it comes. */
static void
test_ways_to_read(void)
{
	for (size_t i = 0; i < COUNTOF(samples); i++) {
		struct pfl_text file = { 0 }, want = { 0 }, got = { 0 };
		struct pfl_error err = { 0 };
		struct pfl_profile *p = pfl_read(source_path(samples[i]), NULL, &err);
		struct feed feed;

		test_case(samples[i]);
		CHECK_STR(err.msg, "");
		want = dump_profile(p);
		pfl_profile_free(p);
		CHECK(want.n > 0);

		file_read(&file, source_path(samples[i]));
		p = read_bytes(pfl_text_span(&file), NULL, &err);
		got = dump_profile(p);
		dump_check(pfl_text_get(&got), pfl_text_get(&want));
		pfl_text_clear(&got);
		pfl_profile_free(p);

		feed_start(&feed, pfl_text_span(&file));
		p = pfl_read("-", NULL, &err);
		feed_stop(&feed);
		got = dump_profile(p);
		dump_check(pfl_text_get(&got), pfl_text_get(&want));
		pfl_text_clear(&got);
		pfl_profile_free(p);
		CHECK_STR(err.msg, "");

		pfl_text_clear(&file);
		pfl_text_clear(&want);
	}
}

static void
test_names(void)
{
	static const struct {
		const char *name;
		enum pfl_code code;
		const char *message;
	} cases[] = {
		{ "/nonexistent.pb.gz", PFL_IO,
			"/nonexistent.pb.gz: cannot be opened: No such file or directory" },
		{ "/", PFL_IO, "/: is a directory, not a profile" },
		{ "no\x1b[31mred\n", PFL_IO,
			"no\\x1b[31mred\\n: cannot be opened: No such file or directory" },
		{ "/dev/null", PFL_FORMAT, "/dev/null: the file is empty" },
	};

	for (size_t i = 0; i < COUNTOF(cases); i++) {
		struct pfl_error err = { 0 };

		test_case(cases[i].message);
		CHECK(pfl_read(cases[i].name, NULL, &err) == NULL);
		CHECK_I64(err.code, cases[i].code);
		CHECK_STR(err.msg, cases[i].message);
	}
}

static void
test_formats(void)
{
	struct pfl_read_opts opts = { .format = "folded" };
	struct pfl_error err = { 0 };
	struct pfl_profile *p;
	size_t n = 0;

	test_case("the list of formats");
	for (; pfl_format_name(n); n++)
		CHECK(pfl_format_help(n) && strlen(pfl_format_help(n)) > 10 &&
			pfl_format_lost(n) && pfl_format_known_by(n));
	CHECK(n >= 2);
	CHECK_STR(pfl_format_name(0), "pprof");
	CHECK(pfl_format_help(n) == NULL && pfl_format_name(SIZE_MAX) == NULL);

	test_case("a format that was asked for");
	p = read_bytes(pfl_span_of("main\nmain;x\nf 3\n"), &opts, &err);
	CHECK(p != NULL);
	pfl_profile_free(p);
	opts.format = "pprof";
	CHECK(read_bytes(pfl_span_of("main 1\n"), &opts, &err) == NULL);
	CHECK_I64(err.code, PFL_FORMAT);
	CHECK_STR(err.msg,
		"input: Profile.comment at byte 1: a value of another type than the field has");

	test_case("a format that nobody knows");
	err = (struct pfl_error){ 0 };
	opts.format = "jfr";
	CHECK(read_bytes(pfl_span_of("main 1\n"), &opts, &err) == NULL);
	CHECK_I64(err.code, PFL_USAGE);
	CHECK_STR(err.msg,
		"input: no input format is called 'jfr'; --input-format help lists them");
}

/* Whatever the bytes are: a profile, or an error with a message, and nothing worse. */
static void
read_anything(struct pfl_span bytes, const char *format)
{
	const struct pfl_read_opts opts = { .format = format };
	struct pfl_error err = { 0 };
	struct pfl_profile *p = read_bytes(bytes, &opts, &err);

	CHECK(p ? err.code == PFL_OK
		: err.code != PFL_OK && strncmp(err.msg, "input: ", 7) == 0);
	pfl_profile_free(p);
}

/* The head of a file cut at each of its bytes; a long one at every so manieth. */
static void
test_prefixes(void)
{
	for (size_t i = 0; i < COUNTOF(samples); i++) {
		struct pfl_text file = { 0 }, plain = sample_bytes(samples[i]);
		size_t step;

		test_case(samples[i]);
		file_read(&file, source_path(samples[i]));
		step = file.n / test_share(600) + 1;
		for (size_t n = 0; n < file.n; n += step)
			read_anything((struct pfl_span){ file.at, n }, NULL);
		step = plain.n / test_share(600) + 1;
		for (size_t n = 0; n < plain.n; n += n < test_share(300) ? 1 : step)
			read_anything((struct pfl_span){ plain.at, n }, NULL);
		CHECK(file.n && plain.n);
		pfl_text_clear(&file);
		pfl_text_clear(&plain);
	}
}

/* Each bit of small files, also behind the compression, where no checksum guards it. */
static void
test_flips(void)
{
	static const char small[] =
		"1{1:1 2:2} 1{1:3 2:4} 2{1[1 2 3] 2[10 -5] 3{1:6 2:5} 3{1:6 3:7 4:2}} "
		"2{1:2 1:3 2:1 2:2} 3{1:1 2:4096 3:8192 4:1 5:5 6:6 7:1 8:1 9:1 10:1} "
		"4{1:1 2:1 3:4660 4{1:1 2:5 3:9} 4{1:2 2:6}} 4{1:2 4{1:2 2:7} 5:1} 4{1:3 2:1 "
		"3:8} "
		"5{1:1 2:3 3:3 4:5 5:4} 5{1:2 2:4} "
		"6'' 6'samples' 6'count' 6'leaf' 6'main' 6'a.c' 6'key' "
		"7:5 8:6 9:1700000000000000000 10:1000000000 11{1:1 2:2} 12:100 13[5 6] 14:1 "
		"15:5";
	static const char folded[] = "main;parse;read 12\nmain;\\x41b 3 4\n# x\n\nmain 0.5\r\n";
	struct pfl_text bytes = { 0 }, packed = { 0 };
	size_t step =
		15 / test_share(15); /* no divisor of 8: each bit of a byte has its turn */

	wire_text(&bytes, small);
	gzip_member(&packed, pfl_text_span(&bytes), 6);
	for (int which = 0; which < 3; which++) {
		struct pfl_text flipped = { 0 };

		test_case("a bit flipped");
		pfl_text_add(&flipped,
			which == 0           ? pfl_text_span(&bytes)
				: which == 1 ? pfl_text_span(&packed)
					     : pfl_span_of(folded));
		for (size_t i = 0; i < flipped.n * 8; i += step) {
			flipped.at[i / 8] = (char)(flipped.at[i / 8] ^ 1 << i % 8);
			read_anything(pfl_text_span(&flipped), NULL);
			read_anything(pfl_text_span(&flipped), which < 2 ? "pprof" : "folded");
			flipped.at[i / 8] = (char)(flipped.at[i / 8] ^ 1 << i % 8);
		}
		CHECK(flipped.n > 40);
		pfl_text_clear(&flipped);
	}
	pfl_text_clear(&packed);
	pfl_text_clear(&bytes);
}

/* Large inputs: decompressing and looking stacks up on threads of their own. */
static void
test_large(void)
{
	struct pfl_text bytes = { 0 }, packed = { 0 }, sample = { 0 }, part = { 0 };
	struct pfl_error err = { 0 };
	struct pfl_profile *p;
	uint64_t state = 1;
	int64_t sum = 0, got = 0;

	test_case("a large profile");
	wire_text(&bytes, "1{1:1 2:2} 6'' 6'samples' 6'count'");
	for (uint64_t id = 1; id <= 3000; id++) {
		wire_number(&sample, 1, id);
		wire_number(&sample, 3, id * 16);
		wire_message(&bytes, 4, &sample);
	}
	for (int64_t i = 0; i < 150000; i++) {
		uint32_t depth = random_below(&state, 20);

		for (uint32_t j = 0; j < depth; j++)
			wire_varint(&part, 1 + random_below(&state, j < 15 ? 5 : 3000));
		wire_message(&sample, 1, &part);
		wire_number(&sample, 2, (uint64_t)i);
		wire_message(&bytes, 2, &sample);
		sum += i;
	}
	gzip_member(&packed, pfl_text_span(&bytes), 1);
	p = read_bytes(pfl_text_span(&packed), NULL, &err);
	CHECK_STR(err.msg, "");
	if (CHECK(p != NULL)) {
		CHECK_U64(p->samples.n, 150000);
		for (uint32_t i = 0; i < p->samples.n; i++)
			got += p->samples.value[0][i];
		CHECK_I64(got, sum);
	}
	pfl_profile_free(p);

	test_case("a large profile with damage near its end");
	wire_text(&bytes, "2{1[4000] 2[1]}");
	pfl_text_reset(&packed);
	gzip_member(&packed, pfl_text_span(&bytes), 1);
	CHECK(read_bytes(pfl_text_span(&packed), NULL, &err) == NULL);
	CHECK_I64(err.code, PFL_FORMAT);
	CHECK(strstr(err.msg, "location id 4000 is not defined (first used at byte ") != NULL);
	pfl_text_clear(&bytes);
	pfl_text_clear(&packed);
	pfl_text_clear(&sample);
	pfl_text_clear(&part);
}

int
main(void)
{
	test_contents();
	test_marked();
	test_ways_to_read();
	test_names();
	test_formats();
	test_prefixes();
	test_flips();
	test_large();
	return test_done();
}
