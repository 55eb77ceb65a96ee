/* SPDX-License-Identifier: Apache-2.0 */
/* Goroutine dumps: headers, frames, what becomes a label, what surrounds them. */
#include "decoding.h"

static const struct accepted dumps[] = {
	{ "a goroutine",
		"goroutine 1 [running]:\n"
		"main.f(0xc000012120, {0x1, 0x2})\n\t/src/f.go:7 +0x1f\n"
		"main.(*T).g(...)\n\t/src/a b.go:12\n"
		"main.main()\n\tC:/src/m.go:1 +0x0\n",
		"1 main.f@/src/f.go:7;main.(*T).g@/src/a b.go:12;main.main@C:/src/m.go:1 "
		"{state=running}\n",
		NULL },
	{ "two, and equal frames",
		"goroutine 1 [running]:\nmain.f()\n\t/f.go:7 +0x1\n\n"
		"goroutine 18446744073709551615 [select (no cases)]:\nmain.f()\n\t/f.go:7 "
		"+0x2\n",
		"1 main.f@/f.go:7 {state=running}\n1 main.f@/f.go:7 {state=select (no "
		"cases)}\n",
		NULL },
	{ "everything that a header may say",
		"goroutine 7 gp=0xc000002380 m=0 mp=0x5a8d40 "
		"[chan receive (scan), 5 minutes, locked to thread, synctest bubble 3]:\n"
		"main.f()\n\t/f.go:7\n",
		"1 main.f@/f.go:7 {state=chan receive, synctest bubble 3 wait:300seconds "
		"thread=locked}\n",
		NULL },
	{ "waits that are none",
		"goroutine 7 [select, 5 hours, -5 minutes, 99999999999999999999 minutes]:\n"
		"main.f()\n\t/f.go:7\n",
		"1 main.f@/f.go:7 {state=select, 5 hours, -5 minutes, "
		"99999999999999999999 minutes}\n",
		NULL },
	{ "created by",
		"goroutine 7 [IO wait]:\nmain.f()\n\t/f.go:7 +0x1\n"
		"created by net/http.(*Server).Serve in goroutine 5\n\t/s.go:2969 +0x36c\n\n"
		"goroutine 8 [IO wait]:\nmain.f()\n\t/f.go:7 +0x1\n"
		"created by main.g\n\t/a b.go:3\n",
		"1 main.f@/f.go:7 {state=IO wait created_by=net/http.(*Server).Serve "
		"created_at=/s.go:2969}\n"
		"1 main.f@/f.go:7 {state=IO wait created_by=main.g created_at=/a b.go:3}\n",
		NULL },
	{ "labels in a header, in a line, as a comment",
		"goroutine 7 [running] {pattern: \"GET /x\", job: a}:\nmain.f()\n\t/f.go:7\n\n"
		"goroutine 8 [running] labels:{\"k\": \"v\"}:\nmain.f()\n\t/f.go:7\n\n"
		"goroutine 9 [running]:\nlabels: {\"k\":\"v\"}\nmain.f()\n\t/f.go:7\n\n"
		"goroutine 9 [running]:\n# labels: {\"k\":\"v\"}\nmain.f()\n\t/f.go:7\n",
		"1 main.f@/f.go:7 {state=running pattern=GET /x job=a}\n"
		"1 main.f@/f.go:7 {state=running k=v}\n"
		"1 main.f@/f.go:7 {state=running k=v}\n"
		"1 main.f@/f.go:7 {state=running k=v}\n",
		NULL },
	{ "frames left out",
		"goroutine 7 [running]:\nmain.f()\n\t/f.go:7\n...additional frames elided...\n"
		"created by main.g\n\t/g.go:3\n\n"
		"goroutine 8 [running]:\nmain.f()\n\t/f.go:7\n...23 frames elided...\n"
		"main.main()\n\t/f.go:9\n",
		"1 main.f@/f.go:7;...additional frames elided... {state=running "
		"created_by=main.g "
		"created_at=/g.go:3}\n"
		"1 main.f@/f.go:7;...23 frames elided...;main.main@/f.go:9 {state=running}\n",
		NULL },
	{ "no stack",
		"goroutine 7 [running]:\n\tgoroutine running on other thread; stack "
		"unavailable\n"
		"created by main.g\n\t/g.go:3\n\n"
		"goroutine 8 [idle]:\n",
		"1 goroutine running on other thread; stack unavailable {state=running "
		"created_by=main.g created_at=/g.go:3}\n"
		"1 - {state=idle}\n",
		NULL },
	{ "registers of a crash, C without symbols",
		"goroutine 7 [syscall]:\n"
		"non-Go function\n\tpc=0x7f00\n"
		"c_function\n\t/c.c:7 pc=0x7f01\n"
		"main.f(0x1)\n\t/f.go:7 +0x1f fp=0xc0 sp=0xc1 pc=0x46\n",
		"1 non-Go function;c_function@/c.c:7;main.f@/f.go:7 {state=syscall}\n", NULL },
	{ "names with brackets and blanks",
		"goroutine 7 [running]:\n"
		"main.Map[...](0x1)\n\t/f.go:7\n"
		"main.f.func1()\n\t/f.go:7\n"
		"main.F[go.shape.struct { a int }](...)\n\t/f.go:7\n"
		"(no name)\n\t/f.go:7\n",
		"1 main.Map[...]@/f.go:7;main.f.func1@/f.go:7;"
		"main.F[go.shape.struct { a int }]@/f.go:7;(no name)@/f.go:7 {state=running}\n",
		NULL },
	{ "CRLF, blanks for tabs, no blank line between",
		"goroutine 1 [running]:\r\nmain.f()\r\n        /f.go:7 +0x1\r\n"
		"goroutine 2 [running]:\r\n  main.g()\r\n  /f.go:7 +0x1",
		"1 main.f@/f.go:7 {state=running}\n1 main.g@/f.go:7 {state=running}\n", NULL },
	{ "behind the time of a logger",
		"2024/01/02 03:04:05 goroutine 1 [running]:\nmain.f()\n\t/f.go:7 +0x1\n",
		"1 main.f@/f.go:7 {state=running}\n", NULL },
	{ "every line behind the time of a logger",
		"2024-01-02T03:04:05Z F goroutine 1 [running]:\n"
		"2024-01-02T03:04:06Z F main.f()\n"
		"2024-01-02T03:04:07Z F \t/f.go:7 +0x1\n"
		"2024-01-02T03:04:07Z F\n"
		"2024-01-02T03:04:07Z F goroutine 2 [running]:\n"
		"2024-01-02T03:04:06Z F main.g()\n"
		"2024-01-02T03:04:07Z F \t/f.go:7 +0x1\n",
		"1 main.f@/f.go:7 {state=running}\n1 main.g@/f.go:7 {state=running}\n", NULL },
	{ "a crash, and what is around it",
		"starting\npanic: boom\n\ngoroutine 1 [running]:\nmain.f()\n\t/f.go:7 +0x1\n\n"
		"rax    0x1\nexit status 2\n",
		"1 main.f@/f.go:7 {state=running}\n",
		"3 lines are of no goroutine (the first is line 1)" },
	{ "stacks of the past",
		"goroutine 7 [running]:\nmain.f()\n\t/f.go:7\ncreated by main.g\n\t/g.go:3\n"
		"[originating from goroutine 1]:\nmain.old()\n\t/o.go:7\n",
		"1 main.f@/f.go:7 {state=running created_by=main.g created_at=/g.go:3}\n",
		"3 lines are of no goroutine (the first is line 6)" },
	{ "functions without a place",
		"goroutine 7 [running]:\nmain.lost()\nmain.f()\n\t/f.go:7\nmain.gone()\n",
		"1 main.f@/f.go:7 {state=running}\n",
		"2 lines are of no goroutine (the first is line 3)" },
	{ "labels that cannot be read",
		"goroutine 7 [running] what:\nlabels: {\"k\":\nmain.f()\n\t/f.go:7\n",
		"1 main.f@/f.go:7 {state=running}\n",
		"2 lines are of no goroutine (the first is line 1)" },
	{ "a line out of range",
		"goroutine 7 [running]:\nmain.f()\n\t/f.go:99999999999999999999 +0x\n",
		"1 main.f@/f.go {state=running}\n", NULL },
	{ "headers that are none",
		"goroutine 1 [running]:\nmain.f()\n\t/f.go:7\n\n"
		"goroutine -5 [running]:\ngoroutine x [running]:\ngoroutine 5 running:\n"
		"goroutine 5 [running:\nmygoroutine 5 [running]:\ngoroutine 5 [running]\n"
		"goroutine 99999999999999999999 [running]:\n",
		"1 main.f@/f.go:7 {state=running}\n",
		"7 lines are of no goroutine (the first is line 5)" },
};

static const struct refused refused[] = {
	{ "nothing", "", { 0 }, PFL_FORMAT,
		"input: no line begins a goroutine, as 'goroutine 1 [running]:' does" },
	{ "no goroutine", "panic: boom\n", { 0 }, PFL_FORMAT,
		"input: no line begins a goroutine, as 'goroutine 1 [running]:' does" },
	{ "a line too long", "goroutine 1 [running]:\nmain.f()\n", { .line = 10 }, PFL_LIMIT,
		"input: line 1: longer than 10 bytes; --max-line raises the limit" },
	{ "too many goroutines", "goroutine 1 [running]:\n\ngoroutine 1 [running]:\n",
		{ .samples = 1 }, PFL_LIMIT,
		"input: more than 1 samples; --max-samples raises the limit" },
	{ "too deep", "goroutine 1 [running]:\nf()\n\t/f.go:1\nf()\n\t/f.go:1\n",
		{ .stack = 1 }, PFL_LIMIT,
		"input: a stack of 2 frames (limit 1); --max-stack raises the limit" },
	{ "too many labels", "goroutine 1 [running, 5 minutes]:\n", { .labels = 1 }, PFL_LIMIT,
		NULL },
	{ "too many names", "goroutine 1 [running]:\nf()\n\t/f.go:1\n", { .entries = 3 },
		PFL_LIMIT, "input: more than 3 strings; --max-entries raises the limit" },
	{ "too much memory", "goroutine 1 [running]:\n", { .memory = 100 }, PFL_LIMIT, NULL },
};

static void
test_comments(void)
{
	static const char text[] =
		"SIGQUIT: quit\nPC=0x46 m=0\n\nfatal error: all goroutines are asleep - "
		"deadlock!\n"
		"panic: \x1b[31m\nSIGNIFICANT\n[signal SIGSEGV: segmentation violation]\n\n"
		"goroutine 1 [running]:\nmain.f()\n\t/f.go:7\n";
	struct pfl_error err = { 0 };
	struct pfl_profile *p = read_bytes(pfl_span_of(text), NULL, &err);

	test_case("why the program has died");
	if (CHECK(p != NULL)) {
		CHECK_U64(p->meta.n_comments, 4);
		CHECK_STR(pfl_profile_text(p, p->meta.comment[0]).at, "SIGQUIT: quit");
		CHECK_STR(pfl_profile_text(p, p->meta.comment[1]).at,
			"fatal error: all goroutines are asleep - deadlock!");
		CHECK_STR(pfl_profile_text(p, p->meta.comment[2]).at, "panic: \x1b[31m");
		CHECK_STR(pfl_profile_text(p, p->meta.period_type).at, "goroutine");
	}
	pfl_profile_free(p);
}

static const struct probed probed[] = {
	{ "behind other output", "hello\nworld 5\n\ngoroutine 1 [running]:\nf()\n\t/f.go:1\n",
		"goroutine" },
	{ "a header alone", "goroutine 1 [running]:\n", "goroutine" },
	{ "folded stacks of goroutines", "goroutine 1 [running]:;main 5\na 3\n", "samples" },
};

/* Time must go by bytes. */
static void
test_large(void)
{
	const struct pfl_read_opts opts = { .format = "godump" };
	struct pfl_text text = { 0 };
	struct pfl_error err = { 0 };
	struct pfl_profile *p;

	test_case("a line of the words that begin a goroutine");
	for (int i = 0; i < 400000; i++)
		pfl_text_str(&text, i % 2 ? "goroutine 1 [" : " goroutine 1 ");
	pfl_text_str(&text, ":\ngoroutine 1 [running]:\n");
	for (int i = 0; i < 100000; i++)
		pfl_text_printf(&text, "main.f%d(", i % 1000);
	pfl_text_str(&text, ")\n\t/f.go:7");
	for (int i = 0; i < 100000; i++)
		pfl_text_str(&text, " +0x1");
	for (int i = 0; i < 100000; i++)
		pfl_text_printf(&text, "\nmain.f%d()\n\t/f.go:%d", i, i);
	p = read_bytes(pfl_text_span(&text), &opts, &err);
	CHECK_STR(err.msg, "");
	if (CHECK(p != NULL)) {
		CHECK_U64(p->stacks.n, 100002);
		CHECK_U64(p->locations.n, 100001);
	}
	pfl_profile_free(p);
	pfl_text_clear(&text);
}

int
main(void)
{
	check_accepted("godump", "goroutine/count", dumps, COUNTOF(dumps));
	check_refused("godump", refused, COUNTOF(refused));
	test_comments();
	check_probed(probed, COUNTOF(probed));
	test_large();
	return test_done();
}
