/* SPDX-License-Identifier: Apache-2.0 */
/* austin's binary format. */
#include "decoding.h"

#include <ctype.h>
#include <stdlib.h>

static void
put_byte(struct pfl_text *out, unsigned byte)
{
	const char c = (char)byte;

	pfl_text_add(out, (struct pfl_span){ &c, 1 });
}

static void
put_number(struct pfl_text *out, long long number)
{
	unsigned long long size =
		number < 0 ? 0 - (unsigned long long)number : (unsigned long long)number;
	unsigned sign = number < 0 ? 0x40 : 0;

	put_byte(out, (unsigned)(size & 0x3f) | sign | (size >> 6 ? 0x80 : 0));
	for (size >>= 6; size; size >>= 7)
		put_byte(out, (unsigned)(size & 0x7f) | (size >> 7 ? 0x80 : 0));
}

/* The bytes of "MOJ4 @2 7 0 'a1' @9 5": the header, and events of numbers and texts. */
static struct pfl_span
assemble(struct pfl_text *out, const char *text)
{
	pfl_text_reset(out);
	pfl_text_str(out, "MOJ");
	for (text += 3; *text;) {
		char *end;

		if (*text == '\'') {
			size_t n = strcspn(++text, "'");

			pfl_text_add(out, (struct pfl_span){ text, n });
			put_byte(out, 0);
			text += n + 1;
		} else if (*text == '@') {
			put_byte(out, (unsigned)strtoul(text + 1, &end, 10));
			text = end;
		} else {
			put_number(out, strtoll(text, &end, 10));
			text = end;
		}
		while (isspace((unsigned char)*text))
			text++;
	}
	return pfl_text_span(out);
}

/* The bytes of a literal, in which there may be a NUL. */
#define BYTES(literal) ((struct pfl_span){ literal, sizeof(literal) - 1 })

/* Strings and frames of the process at hand. */
#define NAMES                                                                                  \
	"@11 65 '/src/a.py' @11 66 'f' @11 67 '<module>' @11 68 '/lib/libc.so' @11 69 'read' " \
	"@3 1 65 67 3 3 1 9 @3 2 65 66 9 10 5 7 @3 3 68 69 0 0 0 0 @3 4 68 1 0 0 0 0 "
#define STACK "@2 7 0 'a1' "
#define OWNER " {process=7 thread=161}\n"
#define MODULE "<module>@/src/a.py:3"
#define F "f@/src/a.py:9"

static const struct accepted wall[] = {
	{ "frames from the root on", "MOJ4 @1 'mode' 'wall' " STACK NAMES "@5 1 @5 2 @9 120 ",
		"120 " F ";" MODULE OWNER, NULL },
	{ "no frames, no metadata", "MOJ4 " STACK "@9 5000000000", "5000000000 -" OWNER, NULL },
	{ "the threads of another process have keys of their own",
		"MOJ4 " STACK NAMES
		"@5 1 @9 1 @2 8 0 'Main' @11 65 'b.py' @3 1 65 1 4 0 0 0 @5 1 "
		"@9 2 " STACK "@5 1 @9 3",
		"1 " MODULE OWNER "2 <unknown>@b.py:4 {process=8 thread=Main}\n3 " MODULE OWNER,
		NULL },
	{ "a key is used again",
		"MOJ4 " STACK NAMES "@5 1 @9 1 " STACK "@3 1 65 66 8 0 0 0 @5 1 @9 2",
		"1 " MODULE OWNER "2 f@/src/a.py:8" OWNER, NULL },
	{ "a stack is repeated, without what is native at its leaf",
		"MOJ4 " STACK NAMES "@5 1 @5 3 @5 2 @5 3 @6 'sys' @9 1 @2 7 0 'b2' @9 2 " STACK
		"@13 @5 4 @9 3 " STACK "@13 @9 4",
		"1 sys@kernel;read@/lib/libc.so;" F ";read@/lib/libc.so;" MODULE OWNER
		"2 - {process=7 thread=178}\n"
		"3 <unknown>@/lib/libc.so;" F ";read@/lib/libc.so;" MODULE OWNER "4 " F
		";read@/lib/libc.so;" MODULE OWNER,
		NULL },
	{ "a stack is repeated below what the sample has",
		"MOJ4 " STACK NAMES "@5 1 @9 1 " STACK "@5 2 @5 3 @13 @9 2",
		"1 " MODULE OWNER "2 read@/lib/libc.so;" F ";" MODULE OWNER, NULL },
	{ "garbage is collected, once", "MOJ4 " STACK NAMES "@5 1 @7 @9 1 " STACK "@13 @9 2",
		"1 :GC:;" MODULE OWNER "2 " MODULE OWNER, NULL },
	{ "a frame that could not be read", "MOJ4 " STACK NAMES "@4 @5 1 @9 1",
		"1 " MODULE ";:INVALID:" OWNER, NULL },
	{ "version 1", "MOJ1 @2 7 'a1' @11 65 'a.py' @3 1 65 1 4 @5 1 @9 2",
		"2 <unknown>@a.py:4" OWNER, NULL },
	{ "version 2", "MOJ2 @2 7 'a1' @11 65 'a.py' @3 1 65 1 4 0 0 0 @5 1 @9 2",
		"2 <unknown>@a.py:4" OWNER, NULL },
	{ "tasks that wait, inside a sample",
		"MOJ4 " STACK NAMES "@5 1 @9 1 " STACK
		"@14 5 65 @5 1 @5 2 @9 700 @14 6 65 @5 2 @9 7 "
		"@15 5 6 @12 65 @5 1 @5 2 @9 2 " STACK "@13 @9 3 @14 5 65 @9 4",
		"1 " MODULE OWNER "2 " F ";" MODULE OWNER "3 " F ";" MODULE OWNER,
		"3 stacks of tasks that wait are not read" },
	{ "scripts have any name where nothing native is recorded",
		"MOJ4 " STACK "@11 65 '/usr/bin/tool' @3 1 65 1 3 0 0 0 @5 1 @9 1 " STACK
		"@13 @9 2",
		"1 <unknown>@/usr/bin/tool:3" OWNER "2 <unknown>@/usr/bin/tool:3" OWNER, NULL },
	{ "the mode is that of the first sample",
		"MOJ4 " STACK "@9 1 @1 'mode' 'full' @1 'mode' 'memory' " STACK "@9 2",
		"1 -" OWNER "2 -" OWNER, NULL },
	{ "metrics beyond the first sample's", "MOJ4 " STACK "@9 1 " STACK "@9 2 @10 64",
		"1 -" OWNER "2 -" OWNER,
		"1 sample has time and memory, of which the first has one" },
	{ "threads with names",
		"MOJ4 @2 7 0 'feed' @9 1 @2 7 0 '12' @9 2 @2 7 0 '0x1' @9 3 @2 7 0 '1234' @9 4",
		"1 - {process=7 thread=feed}\n2 - {process=7 thread=12}\n"
		"3 - {process=7 thread=0x1}\n4 - {process=7 thread=4660}\n",
		NULL },
	{ "a stack without a value", "MOJ4 " STACK NAMES "@5 1 " STACK "@13 @9 2",
		"2 " MODULE OWNER, "1 stack has no value and was skipped" },
};

static const struct accepted cpu[] = {
	{ "another mode", "MOJ4 @1 'mode' 'cpu' " STACK "@9 5", "5 -" OWNER, NULL },
};

static const struct accepted memory[] = {
	{ "what goes counts as well", "MOJ4 @1 'mode' 'memory' " STACK "@10 -512",
		"-512 -" OWNER, NULL },
};

static const struct accepted full[] = {
	{ "all at once; idle threads take no processor's time",
		"MOJ4 @1 'mode' 'full' " STACK "@9 120 @10 4096 " STACK "@9 100 @8 @10 -512",
		"4096 120 120 -" OWNER "-512 0 100 -" OWNER, NULL },
	{ "all of it, or it does not count",
		"MOJ4 @1 'mode' 'full' " STACK "@10 64 " STACK "@9 1 @10 2", "2 1 1 -" OWNER,
		"1 stack has no value and was skipped" },
};

static void
check(const struct accepted *cases, size_t n, const char *types)
{
	struct pfl_text bytes = { 0 };

	for (size_t i = 0; i < n; i++)
		check_accepted_bytes(assemble(&bytes, cases[i].text), NULL, types, &cases[i]);
	pfl_text_clear(&bytes);
}

static const struct refused refused[] = {
	{ "a version that is not known", "MOJ5 @9 1", { 0 }, PFL_UNSUPPORTED,
		"input: byte 3: MOJO of a version that is not known: 1 to 4 are read" },
	{ "nothing behind the header", "MOJ4", { 0 }, PFL_FORMAT,
		"input: there is no stack with a value in it" },
	{ "no such event", "MOJ4 " STACK "@16", { 0 }, PFL_FORMAT,
		"input: event at byte 10: there is no such event" },
	{ "a frame that is not defined", "MOJ4 " STACK "@5 9", { 0 }, PFL_FORMAT,
		"input: event at byte 10: a frame that is not defined" },
	{ "one of another process", "MOJ4 " STACK NAMES "@5 1 @9 1 @2 8 0 'a1' @5 1", { 0 },
		PFL_FORMAT, NULL },
	{ "a name that is not defined", "MOJ4 " STACK "@3 1 65 66 3 3 1 9", { 0 }, PFL_FORMAT,
		"input: event at byte 10: a frame with a name that is not defined" },
	{ "a frame before any stack", "MOJ4 @4", { 0 }, PFL_FORMAT,
		"input: event at byte 4: it belongs to a stack, and none has begun" },
	{ "two repetitions", "MOJ4 " STACK "@13 @13 @9 1", { 0 }, PFL_FORMAT,
		"input: event at byte 11: a stack is repeated for the second time" },
	{ "a number below 0", "MOJ4 @2 -7 0 'a1' @9 1", { 0 }, PFL_FORMAT,
		"input: event at byte 4: a number below 0 where there can be none" },
	{ "a task outside of a sample", "MOJ4 @14 5 65", { 0 }, PFL_FORMAT,
		"input: event at byte 4: it belongs to a stack, and none has begun" },
	{ "too deep by repetition", "MOJ4 " STACK NAMES "@5 1 @5 2 @9 1 " STACK "@5 1 @13 @9 1",
		{ .stack = 2 }, PFL_LIMIT,
		"input: event at byte 117: a stack of more than 2 frames; --max-stack raises "
		"the limit" },
	{ "a metric out of range", "MOJ4 " STACK "@9 -9223372036854775808", { 0 }, PFL_FORMAT,
		"input: event at byte 10: a metric of more than 63 bits" },
	{ "too deep", "MOJ4 " STACK NAMES "@5 1 @5 1 @5 1 @9 1", { .stack = 2 }, PFL_LIMIT,
		"input: event at byte 107: a stack of more than 2 frames; --max-stack raises "
		"the limit" },
	{ "too many samples", "MOJ4 " STACK "@9 1 " STACK "@9 2 " STACK "@9 3",
		{ .samples = 2 }, PFL_LIMIT, NULL },
	{ "too many strings", "MOJ4 " STACK NAMES "@9 1", { .entries = 3 }, PFL_LIMIT, NULL },
};

static void
check_refusals(void)
{
	struct pfl_text bytes = { 0 };

	for (size_t i = 0; i < COUNTOF(refused); i++) {
		const struct pfl_read_opts opts = { .limits = refused[i].limits };
		struct pfl_error err = { 0 };
		struct pfl_profile *p;

		test_case(refused[i].name);
		p = read_bytes(assemble(&bytes, refused[i].text), &opts, &err);
		CHECK(p == NULL);
		CHECK_U64(err.code, refused[i].code);
		if (refused[i].message)
			CHECK_STR(err.msg, refused[i].message);
		pfl_profile_free(p);
	}
	pfl_text_clear(&bytes);
}

static void
check_columns(void)
{
	struct pfl_text bytes = { 0 };
	struct pfl_error err = { 0 };
	struct pfl_profile *p =
		read_bytes(assemble(&bytes, "MOJ4 " STACK NAMES "@5 2 @9 1"), NULL, &err);

	test_case("columns");
	if (CHECK(p != NULL) && CHECK_U64(p->frames.n, 4)) {
		CHECK_I64(p->frames.column[0], 1);
		CHECK_I64(p->frames.column[1], 5);
	}
	pfl_profile_free(p);
	pfl_text_clear(&bytes);
}

/* Of a file that was cut off anywhere the samples are read that are whole, and a note says so
 * where it is inside an event. */
static void
check_cut_off(void)
{
	static const char text[] = "MOJ4 " STACK NAMES "@5 1 @9 120 " STACK "@5 2 @9 80 ";
	struct pfl_text bytes = { 0 }, part = { 0 };
	struct pfl_span all = assemble(&bytes, text);
	char begun[sizeof(text)];
	size_t n = 4, samples = 0;

	test_case("cut off");
	/* Up to each event, and then into it. */
	for (const char *at = text + 5, *next; *at; at = next) {
		size_t end;

		next = strchr(at + 1, '@');
		next = next ? next : at + strlen(at);
		snprintf(begun, sizeof(begun), "%.*s", (int)(next - text), text);
		end = assemble(&part, begun).n;
		for (size_t whole = n; n < end; n++) {
			struct pfl_error err = { 0 };
			struct pfl_profile *p =
				read_bytes((struct pfl_span){ all.at, n }, NULL, &err);

			CHECK(samples == (p ? p->samples.n : 0));
			CHECK_STR(err.msg,
				p ? "" : "input: there is no stack with a value in it");
			if (p && n > whole)
				CHECK(strstr(pfl_profile_note(p, 0), "the file is cut off") !=
					NULL);
			pfl_profile_free(p);
		}
		samples += strncmp(at, "@9", 2) == 0;
	}
	CHECK_U64(n, all.n);
	pfl_text_clear(&bytes);
	pfl_text_clear(&part);
}

/* Native frames below a stack that is repeated are no samples. */
static void
check_native(void)
{
	const struct pfl_read_opts opts = { .limits.samples = 100 };
	struct pfl_text text = { 0 }, bytes = { 0 };
	struct pfl_error err = { 0 };
	struct pfl_profile *p;

	test_case("native frames are no samples");
	pfl_text_str(&text, "MOJ4 " STACK NAMES "@5 1 @9 1 ");
	for (size_t i = 1; i < 100; i++) {
		pfl_text_str(&text, STACK "@13 ");
		for (size_t k = 0; k < 20; k++)
			pfl_text_str(&text, "@5 3 ");
		pfl_text_str(&text, "@9 1 ");
	}
	p = read_bytes(assemble(&bytes, pfl_text_get(&text)), &opts, &err);
	CHECK_STR(err.msg, "");
	if (CHECK(p != NULL)) {
		CHECK_U64(p->samples.n, 100);
		CHECK_U64(p->stacks.n, 22);
	}
	pfl_profile_free(p);
	pfl_text_clear(&text);
	pfl_text_clear(&bytes);
}

/* Numbers are those that fit, and texts may be longer than what is looked at at once. */
static void
check_sizes(void)
{
	struct pfl_text bytes = { 0 }, name = { 0 };
	struct pfl_error err = { 0 };
	struct pfl_profile *p;

	test_case("sizes");
	assemble(&bytes, "MOJ4 " STACK "@11 65");
	for (size_t i = 0; i < 200000; i++)
		pfl_text_str(&name, "n");
	pfl_text_add(&bytes, pfl_text_span(&name));
	put_byte(&bytes, 0);
	pfl_text_add(&bytes, BYTES("\3\1\1\x81\1\0\0\0\0\5\1\11\1"));
	p = read_bytes(pfl_text_span(&bytes), NULL, &err);
	CHECK_STR(err.msg, "");
	if (CHECK(p != NULL))
		CHECK_U64(pfl_profile_text(p, p->funcs.name[0]).n, 200000);
	pfl_profile_free(p);

	p = read_bytes(
		pfl_text_span(&bytes), &(struct pfl_read_opts){ .limits.line = 1000 }, &err);
	CHECK(p == NULL);
	CHECK_STR(err.msg,
		"input: event at byte 10: longer than 65536 bytes; --max-line raises the "
		"limit");
	pfl_profile_free(p);

	err = (struct pfl_error){ 0 };
	p = read_bytes(BYTES("MOJ\t5\n"), NULL, &err);
	CHECK(p != NULL); /* folded stacks */
	pfl_profile_free(p);

	err = (struct pfl_error){ 0 };
	p = read_bytes(BYTES("MOJ\4\2\7\0a1\0\11\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\1"),
		NULL, &err);
	CHECK(p == NULL);
	CHECK_STR(err.msg, "input: event at byte 10: a number of more than 64 bits");
	pfl_profile_free(p);
	pfl_text_clear(&bytes);
	pfl_text_clear(&name);
}

int
main(void)
{
	check(wall, COUNTOF(wall), "wall/microseconds");
	check(cpu, COUNTOF(cpu), "cpu/microseconds");
	check(memory, COUNTOF(memory), "memory/bytes");
	check(full, COUNTOF(full), "memory/bytes cpu/microseconds wall/microseconds");
	check_refusals();
	check_columns();
	check_cut_off();
	check_native();
	check_sizes();
	return test_done();
}
