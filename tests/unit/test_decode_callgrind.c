/* SPDX-License-Identifier: Apache-2.0 */
/* Callgrind's files: costs as samples of single places, and calls. */
#include "decoding.h"

#include "model/profile.h"

#define HEAD "events: Ir\nfl=a.c\nfn=f\n"

static const struct accepted one_event[] = {
	{ "a cost by line", HEAD "16 400\n+4 7\n* 1\n-3 2\n",
		"400 f@a.c:16\n7 f@a.c:20\n1 f@a.c:20\n2 f@a.c:17\n", NULL },
	{ "addresses and lines", "positions: instr line\n" HEAD "0x10 5 1\n+0x10 * 2\n* +1 3\n",
		"1 f@a.c:5\n2 f@a.c:5\n3 f@a.c:6\n", NULL },
	{ "addresses alone", "positions: instr\n" HEAD "0xffffffffffffffff 1\n", "1 f@a.c\n",
		NULL },
	{ "names by number", "events: Ir\nfl=(1) a.c\nfn=(7) f\n1 2\nfl=(2) b.c\nfn=(7)\n1 3\n",
		"2 f@a.c:1\n3 f@b.c:1\n", NULL },
	{ "a number that gets another name",
		"events: Ir\nfn=(1) f\n1 2\nfn=(1) g\n1 3\nfn=(1)\n1 4\n",
		"2 f:1\n3 g:1\n4 g:1\n", NULL },
	{ "a name that is in brackets", "events: Ir\nfn=(below main)\n1 2\nfn=(1\n1 3\n",
		"2 (below main):1\n3 (1:1\n", NULL },
	{ "huge numbers",
		"events: Ir\nfn=(9223372036854775808) f\n1 2\nfn=(4294967296) g\n1 3\n",
		"2 f:1\n3 g:1\n", NULL },
	{ "an object", "events: Ir\nob=/bin/app\nfn=f\n1 2\nob=???\nfn=g\n2 3\n",
		"2 /bin/app!f:1\n3 g:2\n", NULL },
	{ "lines of an inlined file",
		"events: Ir\nfl=a.c\nfn=f\n1 2\nfi=b.h\n7 3\nfe=a.c\n2 4\n",
		"2 f@a.c:1\n3 f@b.h:7\n4 f@a.c:2\n", NULL },
	{ "an event named twice", "events: Ir Ir\nfn=f\n1 9223372036854775806 1\n",
		"9223372036854775807 f:1\n", NULL },
	{ "costs that are nothing", HEAD "1\n2 0\n3 1\r\n", "1 f@a.c:3\n", NULL },
	{ "jumps", HEAD "1 1\njump=3 +2\n*\njcnd=3/4 -1\n+1\n+1 5\n", "1 f@a.c:1\n5 f@a.c:3\n",
		NULL },
	{ "jumps to another file and function, which get their names there",
		HEAD "1 1\njfi=(3) b.c\njfn=(4) g\njcnd=3/4 +1 +2\n* *\nfl=(3)\nfn=(4)\n7 5\n",
		"1 f@a.c:1\n5 g@b.c:7\n", NULL },
	{ "a sum that is another", HEAD "1 1\nsummary: 3\n", "1 f@a.c:1\n",
		"the costs add up to 1, where the file says that they are 3" },
	{ "a sum that was counted, and what was written of it",
		"summary: 3\n" HEAD "1 1\ntotals: 1\n", "1 f@a.c:1\n", NULL },
	{ "an object that nobody has named", "events: Ir\nob=(4)\nfn=f\n1 1\n", "1 f:1\n",
		"1 time the file refers to an object or a file that it has not named" },
	{ "headers of all kinds",
		"# callgrind format\nversion: 1\ncreator: c\npid: 7\ncmd: a=b\npart: 1\n\n"
		"desc: x: y\nevent: X = 2 Ir : twice\n" HEAD "1 1\ntotals: 1\n",
		"1 f@a.c:1\n", NULL },
};

static const struct accepted parts[] = {
	{ "parts with other events",
		"part: 1\nevents: A B\nfn=f\n1 4 5\npart: 2\nevents: B C\nfn=f\n1 6 7\n2 8\n",
		"4 5 0 f:1\n0 6 7 f:1\n0 8 0 f:2\n", NULL },
};

static const struct accepted units[] = {
	{ "units in names", "events: cpu(ms) Memory_(bytes) Time_(10ns)\nfn=f\n1 4 -5 6\n",
		"4 -5 6 f:1\n", NULL },
	{ "less than nothing without a sign",
		"creator: xdebug 3\nevents: cpu(ms) Memory_(bytes) Time_(10ns)\nfn=f\n"
		"1 4 18446744073709551611\n",
		"4 -5 0 f:1\n", NULL },
};

static const struct refused refused[] = {
	{ "an event named twice, beyond 64 bits",
		"events: Ir Ir\nfl=a.c\nfn=f\n1 9223372036854775807 1\n", { 0 }, PFL_FORMAT,
		"input: an event that is named twice costs more than 64 bits hold" },
	{ "no events", "fl=a.c\nfn=f\n1 10\n", { 0 }, PFL_FORMAT,
		"input: line 3: expected events: before the first costs, found '10'" },
	{ "nothing", "version: 1\n", { 0 }, PFL_FORMAT, "input: expected events:, found none" },
	{ "a cost of nobody", "events: Ir\n1 10\n", { 0 }, PFL_FORMAT,
		"input: line 2: expected fn= before the first costs, found '1 10'" },
	{ "a call of nobody", "events: Ir\ncfn=g\ncalls=1 2\n1 10\n", { 0 }, PFL_FORMAT,
		"input: line 3: expected fn= before the first calls=, found '1 2'" },
	{ "a call without costs", HEAD "cfn=g\ncalls=1 2\nfn=h\n", { 0 }, PFL_FORMAT,
		"input: line 6: expected the costs of the call or jump in line 5" },
	{ "a call at the end", HEAD "cfn=g\ncalls=1 2\n", { 0 }, PFL_FORMAT,
		"input: the file ends before the costs of the call or jump in line 5" },
	{ "calls without a number", HEAD "calls=x 2\n", { 0 }, PFL_FORMAT,
		"input: line 4: expected calls=COUNT POSITION, found '2'" },
	{ "more costs than events", HEAD "1 2 3\n", { 0 }, PFL_FORMAT,
		"input: line 4: expected no more costs than there are events, found '3'" },
	{ "no cost", HEAD "1 x\n", { 0 }, PFL_FORMAT,
		"input: line 4: expected a cost of at most 63 bits, found 'x'" },
	{ "a cost that is too large", HEAD "1 99999999999999999999\n", { 0 }, PFL_FORMAT,
		"input: line 4: expected a cost of at most 63 bits, found "
		"'99999999999999999999'" },
	{ "a cost without a sign", "creator: c\n" HEAD "1 9223372036854775808\n", { 0 },
		PFL_FORMAT, NULL },
	{ "before the first line", HEAD "3 1\n-4 1\n", { 0 }, PFL_FORMAT,
		"input: line 5: expected a position that is not out of range, found '-4'" },
	{ "behind the last", "positions: instr\n" HEAD "0xffffffffffffffff 1\n+1 1\n", { 0 },
		PFL_FORMAT, NULL },
	{ "no position", HEAD "+ 1\n", { 0 }, PFL_FORMAT,
		"input: line 4: expected a position, found '+'" },
	{ "one position of two", "positions: instr line\n" HEAD "1\n", { 0 }, PFL_FORMAT,
		"input: line 5: expected a position, found ''" },
	{ "positions of another kind", "positions: evil\n" HEAD, { 0 }, PFL_FORMAT,
		"input: line 1: expected positions: instr, line or both, found 'evil'" },
	{ "a number without a name", "events: Ir\nfn=(7)\n1 2\n", { 0 }, PFL_FORMAT,
		"input: line 2: expected a name behind a number that has none yet, found "
		"'(7)'" },
	{ "another line", HEAD "what\n", { 0 }, PFL_FORMAT,
		"input: line 4: expected a cost line, a name or a header, found 'what'" },
	{ "another key", HEAD "xx=1\n", { 0 }, PFL_FORMAT,
		"input: line 4: expected a cost line, a name or a header, found 'xx=1'" },
	{ "too many events", "events: A B\nfn=f\n1 1\n", { .types = 1 }, PFL_LIMIT, NULL },
	{ "too much", HEAD "1 1\n", { .memory = 4096 }, PFL_LIMIT, NULL },
};

static const struct probed probed[] = {
	{ "the mark", "# callgrind format\nevents: A\n", "A" },
	{ "pprof's", "positions: instr line\nevents: cpu(ms)\n\nob=\nfl=\nfn=(1) f\n0x0 0 1\n",
		"cpu" },
	{ "cachegrind's", "desc: I1 cache: x\ncmd: app\nevents: Ir I1mr \nfl=a\nfn=f\n1 2 3\n",
		"Ir" },
};

/* A line for each call: values, who calls, who is called. */
static const char *
write_calls(const struct pfl_profile *p, struct pfl_text *text)
{
	pfl_text_reset(text);
	for (uint32_t i = 0; i < p->calls.n; i++) {
		const uint32_t ends[] = { p->calls.from[i], p->calls.to[i] };

		for (uint32_t t = 0; t < p->types.n; t++)
			pfl_text_printf(text, "%lld ", (long long)p->calls.value[t][i]);
		for (size_t k = 0; k < 2; k++) {
			pfl_text_str(text, k ? " > " : "");
			sketch_add_location(text, p, ends[k]);
		}
		pfl_text_str(text, "\n");
	}
	return pfl_text_get(text);
}

static const struct {
	const char *name, *text, *want;
} calls[] = {
	{ "the callee's file and object are the caller's, unless they are said",
		"events: A B\nob=o\nfl=a.c\nfn=f\ncfn=g\ncalls=1 20\n16 400 1\ncob=p\ncfi=b.c\n"
		"cfn=h\ncalls=2 30\n+1 7\ncfn=g\ncalls=1 +3\n* 5\n",
		"400 1 o!f@a.c:16 > o!g@a.c:20\n7 0 o!f@a.c:17 > p!h@b.c:30\n"
		"5 0 o!f@a.c:17 > o!g@a.c:20\n" },
	{ "pprof's numbers behind names",
		HEAD "cfn=(1) g [12/12]\ncalls=0 1\n1 2\ncfn=(1)\ncalls=0 1\n1 3\ncfn=h [a/b]\n"
		     "calls=0 1\n1 4\n",
		"2 f@a.c:1 > g@a.c:1\n3 f@a.c:1 > g@a.c:1\n4 f@a.c:1 > h [a/b]@a.c:1\n" },
	{ "an address below 0, as pprof writes it",
		"positions: instr line\n" HEAD "0x10 7 1\ncfn=g\ncalls=0 -32 9\n* * 2\n",
		"2 f@a.c:7 > g@a.c:9\n" },
	{ "counts that are huge",
		HEAD "cfn=g\ncalls=18446744073709551615 18446744073709551615\n"
		     "1 5\n",
		"5 f@a.c:1 > g@a.c\n" },
};

static void
test_calls(void)
{
	struct pfl_text got = { 0 };

	for (size_t i = 0; i < COUNTOF(calls); i++) {
		const struct pfl_read_opts opts = { .format = "callgrind" };
		struct pfl_error err = { 0 };
		struct pfl_profile *p;

		test_case(calls[i].name);
		p = read_bytes(pfl_span_of(calls[i].text), &opts, &err);
		CHECK_STR(err.msg, "");
		if (CHECK(p != NULL))
			CHECK_STR(write_calls(p, &got), calls[i].want);
		pfl_profile_free(p);
	}
	pfl_text_clear(&got);
}

int
main(void)
{
	check_accepted("callgrind", "Ir/count", one_event, COUNTOF(one_event));
	check_accepted("callgrind", "A/count B/count C/count", parts, COUNTOF(parts));
	check_accepted(
		"callgrind", "cpu/ms Memory/bytes Time_(10ns)/count", units, COUNTOF(units));
	check_refused("callgrind", refused, COUNTOF(refused));
	check_probed(probed, COUNTOF(probed));
	test_calls();
	return test_done();
}
