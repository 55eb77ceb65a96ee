/* SPDX-License-Identifier: Apache-2.0 */
/* CPU profiles of gperftools: machine words of every kind, what is cut off them, what follows.
 */
#include "decoding.h"

/* How a machine writes words. */
struct machine {
	const char *name;
	size_t size;
	bool big;
};

static const struct machine machines[] = {
	{ "64 bits, little end first", 8, false },
	{ "64 bits, big end first", 8, true },
	{ "32 bits, little end first", 4, false },
	{ "32 bits, big end first", 4, true },
};

/* "0 3 0x10 # text": words, and bytes behind them, into *out. */
static void
write_words(struct pfl_text *out, const char *text, const struct machine *m)
{
	char *end;

	pfl_text_reset(out);
	for (;;) {
		uint64_t word = strtoull(text, &end, 0);

		if (end == text)
			break;
		for (size_t i = 0; i < m->size; i++) {
			size_t k = m->big ? m->size - 1 - i : i;

			pfl_text_char(out, (char)(word >> 8 * k & 0xff));
		}
		text = end;
	}
	text += strspn(text, " ");
	if (*text == '#')
		pfl_text_str(out, text + 1);
}

#define HEAD "0 3 0 10000 0 "
#define JAVA "0 3 1 10000 0 "
#define END " 0 1 0 "

/* For every machine. */
static const struct accepted accepted[] = {
	{ "nothing", HEAD END, "", NULL },
	{ "stacks", HEAD "5 2 0x10 0x21  1 1 0x10" END, "5 50000000 !;!\n1 10000000 !\n",
		NULL },
	{ "a stack in two records", HEAD "5 2 0x10 0x21  1 1 0x10  2 2 0x10 0x21" END,
		"7 70000000 !;!\n1 10000000 !\n", NULL },
	{ "leaves with the same callers", HEAD "1 2 0x10 0x21  2 2 0x11 0x21  3 1 0x10" END,
		"1 10000000 !;!\n2 20000000 !;!\n3 30000000 !\n", NULL },
	{ "no address, and address 0", HEAD "1 0  2 2 0 0" END, "1 10000000 -\n2 20000000 ;\n",
		NULL },
	{ "no end", HEAD "1 1 0x10", "1 10000000 !\n",
		"the profile has no end; it may be incomplete" },
	{ "what looks like the end but for its count", HEAD "3 1 0  0 2 0 0x9" END,
		"3 30000000 \n0 0 ;!\n", NULL },
	{ "a memory map",
		HEAD "1 2 0x401000 0x501001 1 1 0x401000" END
		     "#00400000-00500000 r-xp 00000000 fd:01 1234 /bin/app\n"
		     "00500000-00600000 r-xp 00000000 fd:01 1 /lib/libc.so.6\n",
		"1 10000000 /bin/app!;/lib/libc.so.6!\n1 10000000 /bin/app!\n", NULL },
	{ "lines that are no map", HEAD "1 1 0x10" END "#some words\n", "1 10000000 !\n",
		"1 line of the memory map could not be read" },
	{ "the leaf once more", HEAD "1 3 0x10 0x10 0x30  1 3 0x10 0x12 0x30" END,
		"1 10000000 !;!\n1 10000000 !;!;!\n", NULL },
	{ "Java",
		JAVA "0 1 3  5 2 1 2" END
		     "# 0x0000001 com.example.f (F.java:7)\n 0x2 g (lib/libjvm.so)\n 0x3 VM\n",
		"0 0 !VM\n5 50000000 !com.example.f@F.java:7;!g@libjvm.so\n", NULL },
};

/* Where words have 64 bits. */
static const struct refused refused[] = {
	{ "nothing", "", { 0 }, PFL_FORMAT, "input: the file is empty" },
	{ "another header", "0 2 0 10000 0", { 0 }, PFL_FORMAT,
		"input: byte 0: expected the header of a CPU profile of gperftools: the words "
		"0, "
		"3, 0, a period and 0" },
	{ "no period", "0 3 0 0 0", { 0 }, PFL_FORMAT, NULL },
	{ "a period out of range", "0 3 0 0x8000000000000000 0 1 1 0x10", { 0 }, PFL_FORMAT,
		"input: byte 24: a period of 9223372036854775808 microseconds" },
	{ "a count out of range", HEAD "0x8000000000000000 1 0x10" END, { 0 }, PFL_FORMAT,
		"input: stack 1: the count is out of range" },
	{ "a sum out of range", HEAD "500000000000 1 0x10 500000000000 1 0x10" END, { 0 },
		PFL_FORMAT, "input: stack 2: the count is out of range" },
	{ "a time out of range", HEAD "922337203686 1 0x10" END, { 0 }, PFL_FORMAT,
		"input: stack 1: the count is out of range" },
	{ "a depth of 2^61", HEAD "1 0x2000000000000000 0x10 0x20", { 0 }, PFL_FORMAT,
		"input: byte 48: a stack of 2305843009213693952 frames (limit 1000000); "
		"--max-stack raises the limit" },
	{ "a depth above the limit", HEAD "1 3 0x10 0x20 0x30" END, { .stack = 2 }, PFL_LIMIT,
		"input: byte 48: a stack of 3 frames (limit 2); --max-stack raises the limit" },
	{ "the end of the file inside a stack", HEAD "1 3 0x10 0x20", { 0 }, PFL_FORMAT,
		"input: byte 72: the file ends inside a stack of 3 frames" },
	{ "the end of the file inside a word", HEAD "1 1 0x10 #abc", { 0 }, PFL_FORMAT,
		"input: byte 64: the file is cut off inside a stack" },
	{ "too many samples", HEAD "1 1 0x10 1 1 0x11 1 1 0x12" END, { .samples = 2 },
		PFL_LIMIT, "input: more than 2 samples; --max-samples raises the limit" },
	{ "too much memory", HEAD "1 1 0x10" END, { .memory = 100 }, PFL_LIMIT, NULL },
};

static void
test_accepted(void)
{
	struct pfl_text bytes = { 0 };

	for (size_t m = 0; m < COUNTOF(machines); m++) {
		for (size_t i = 0; i < COUNTOF(accepted); i++) {
			struct pfl_error err = { 0 };
			struct pfl_text got = { 0 };
			struct pfl_profile *p;

			test_case(accepted[i].name);
			write_words(&bytes, accepted[i].text, &machines[m]);
			p = read_bytes(pfl_text_span(&bytes), NULL, &err);
			CHECK_STR(err.msg, "");
			if (CHECK(p != NULL)) {
				CHECK_STR(sketch_write(p, &got), accepted[i].want);
				CHECK_U64(pfl_profile_notes(p), accepted[i].note != NULL);
				if (accepted[i].note && pfl_profile_notes(p))
					CHECK_STR(pfl_profile_note(p, 0), accepted[i].note);
				CHECK_STR(
					sketch_types(p, &got), "samples/count cpu/nanoseconds");
				CHECK_I64(p->meta.period, 10000000);
			}
			pfl_profile_free(p);
			pfl_text_clear(&got);
		}
	}
	pfl_text_clear(&bytes);
}

static void
test_refused(void)
{
	struct pfl_text bytes = { 0 };

	for (size_t i = 0; i < COUNTOF(refused); i++) {
		const struct pfl_read_opts opts = {
			.format = "gperftools",
			.limits = refused[i].limits,
		};
		struct pfl_error err = { 0 };
		struct pfl_profile *p;

		test_case(refused[i].name);
		write_words(&bytes, refused[i].text, &machines[0]);
		p = read_bytes(pfl_text_span(&bytes), &opts, &err);
		CHECK(p == NULL);
		CHECK_I64(err.code, refused[i].code);
		if (refused[i].message)
			CHECK_STR(err.msg, refused[i].message);
		pfl_profile_free(p);
	}
	pfl_text_clear(&bytes);
}

/* A profile of n stacks with a frame of the profiler behind the leaf, but for `odd` of them;
 * how many frames there are in the first stack then. */
static uint32_t
frames_left(int n, int odd, int noise)
{
	struct pfl_text words = { 0 }, bytes = { 0 };
	struct pfl_error err = { 0 };
	struct pfl_profile *p;
	uint32_t depth = 0;

	pfl_text_str(&words, HEAD);
	for (int i = 0; i < n; i++) {
		int k = i < n - odd ? noise : 0;

		pfl_text_printf(&words, "1 %d %d ", 2 + k, 0x1000 + i);
		if (k > 0)
			pfl_text_str(&words, "0x91 ");
		if (k > 1)
			pfl_text_str(&words, "0xa1 ");
		if (k > 2)
			pfl_text_str(&words, "0xb1 ");
		pfl_text_printf(&words, "%d ", 0x2000 + 16 * i);
	}
	pfl_text_str(&words, END);
	write_words(&bytes, pfl_text_get(&words), &machines[0]);
	p = read_bytes(pfl_text_span(&bytes), NULL, &err);
	if (CHECK(p != NULL && p->samples.n == (uint32_t)n)) {
		for (uint32_t row = p->samples.stack[0]; row; row = p->stacks.parent[row])
			depth++;
	}
	pfl_profile_free(p);
	pfl_text_clear(&words);
	pfl_text_clear(&bytes);
	return depth;
}

static void
test_trampoline(void)
{
	test_case("a second frame that every stack has");
	CHECK_U64(frames_left(64, 0, 1), 2);
	test_case("that all but one in 32 have");
	CHECK_U64(frames_left(64, 2, 1), 2);
	test_case("that more do not have");
	CHECK_U64(frames_left(64, 3, 1), 3);
	test_case("two of them, and no third");
	CHECK_U64(frames_left(64, 0, 2), 2);
	CHECK_U64(frames_left(64, 0, 3), 3);
}

int
main(void)
{
	test_accepted();
	test_refused();
	test_trampoline();
	return test_done();
}
