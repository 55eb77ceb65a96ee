/* SPDX-License-Identifier: Apache-2.0 */
/* The settings of a view: one table, which is also the options of every tool and their help. */
#include "transform/setting.h"

#include "base/span.h"
#include "transform/setting_value.h"
#include "transform/tagmatch.h"

#define GRANULARITIES "functions|filefunctions|files|lines|addresses"
#define FLAG(name, alias, help)                                                                \
	{                                                                                      \
		{ name, alias, NULL, help, PFL_SETTING_FLAG, "false" }, NULL                   \
	}
#define TEXT(name, alias, arg, help)                                                           \
	{                                                                                      \
		{ name, alias, arg, help, PFL_SETTING_TEXT, NULL }, NULL                       \
	}
#define REGEXP(name, alias, help)                                                              \
	{                                                                                      \
		{ name, alias, "RE", help, PFL_SETTING_REGEXP, NULL }, pfl_check_regexp        \
	}
#define TAG(name, alias, help)                                                                 \
	{                                                                                      \
		{ name, alias, "F", help, PFL_SETTING_TEXT, NULL }, pfl_tagmatch_check         \
	}
#define NUMBER(name, alias, arg, initial, help, check)                                         \
	{                                                                                      \
		{ name, alias, arg, help, PFL_SETTING_NUMBER, initial }, check                 \
	}

/*
 * In order of application, which can be seen in results: a sample that focus has dropped is not
 * looked at by tag-focus, and prune-from looks for functions that hide has left over. Rows up
 * to tag-leaf work before the total is taken that percentages refer to, rows up to no-inlines
 * are filters, the rest is how the result is grouped, trimmed, ordered and printed.
 */
static const struct pfl_setting_row table[] = {
	TEXT("sample-type", "sample_index si", "NAME",
		"value to show: a sample type's name or index; otherwise the "
		"profile's default, or its last"),
	FLAG("mean", NULL, "divide the value by the first sample type (average per event)"),
	FLAG("all-frames", NULL, "keep the frames that the profile itself wants dropped"),
	TEXT("add-comment", NULL, "TEXT", "add a comment to those of the profile"),
	TEXT("tag-root", "tagroot", "K,...",
		"add the values of these labels as outermost callers"),
	TEXT("tag-leaf", "tagleaf", "K,...",
		"add the values of these labels as innermost calls"),
	FLAG("relative-percentages", NULL, "percentages of what the filters leave over"),
	REGEXP("focus", NULL, "keep only samples with a frame that matches"),
	REGEXP("ignore", NULL, "drop samples with a frame that matches"),
	REGEXP("hide", NULL, "leave out frames that match"),
	REGEXP("show", NULL, "leave out frames that do not match"),
	REGEXP("show-from", NULL, "drop the callers of the outermost frame that matches"),
	TAG("tag-focus", "tagfocus",
		"keep samples with a label in a range (128kb:1mb) or that matches "
		"([KEY=]RE,...)"),
	TAG("tag-ignore", "tagignore", "drop samples with such a label"),
	REGEXP("tag-show", "tagshow", "leave out labels whose key does not match"),
	REGEXP("tag-hide", "taghide", "leave out labels whose key matches"),
	REGEXP("prune-from", NULL, "drop what the innermost matching function calls"),
	FLAG("no-inlines", "noinlines", "count inlined calls for the function they are in"),
	{ { "granularity", NULL, GRANULARITIES, "what makes two frames the same place",
		  PFL_SETTING_CHOICE, "functions" },
		NULL },
	FLAG("show-columns", "showcolumns", "tell columns of a line apart"),
	TEXT("trim-path", NULL, "PREFIXES",
		"cut these (separated by ':') off the names of source files"),
	TEXT("source-path", NULL, "DIRS",
		"folders of sources (separated by ':'); file names begin below them"),
	TEXT("binary-path", NULL, "DIRS",
		"folders (or files) of programs, for names and machine code, separated by "
		"':'; /: where the profile says"),
	FLAG("intel-syntax", NULL, "disassemble with the operands in Intel's order"),
	FLAG("call-tree", NULL,
		"call graphs: a node for each path of calls instead of each function"),
	FLAG("drop-negative", NULL, "leave out negative nodes of a difference"),
	{ { "trim", NULL, NULL, "leave out small nodes and edges", PFL_SETTING_FLAG, "true" },
		NULL },
	NUMBER("node-fraction", "nodefraction", "F", "0.005",
		"leave out nodes below this share of the total (0.005)", pfl_check_fraction),
	{ { "node-count", "nodecount", "N",
		  "show at most so many nodes; 0: all; -1: 80 in pictures, else all",
		  PFL_SETTING_COUNT, "-1" },
		NULL },
	NUMBER("edge-fraction", "edgefraction", "F", "0.001",
		"leave out edges below this share of the total (0.001)", pfl_check_fraction),
	FLAG("flat", NULL, "order tables by what a function itself uses"),
	FLAG("cum", NULL, "order tables by what a function and its calls use"),
	{ { "unit", NULL, "U",
		  "print in this unit: ns, ms, MB, ..., auto (each number its own), minimum "
		  "(the default)",
		  PFL_SETTING_TEXT, "minimum" },
		NULL },
	NUMBER("divide-by", NULL, "N", "1", "divide every value by this", pfl_check_divisor),
	TEXT("group-by", NULL, "K,...",
		"a table for each value of these labels, the largest first"),
	REGEXP("pattern", NULL,
		"what a report such as peek is about; as well its first operand"),
	FLAG("compact-labels", NULL, "leave out what a report says about the profile itself"),
	{ { "layout", NULL, "flame|icicle|reversed|callers|callees|chart",
		  "flame graphs: root below or above; from the leaves; who calls what --around "
		  "matches, or what it calls; or call after call, in the order of time",
		  PFL_SETTING_CHOICE, "flame" },
		NULL },
	REGEXP("root", NULL, "flame graphs: begin with the outermost function that matches"),
	REGEXP("around", NULL,
		"show what matches, its callers on one side and what it calls on the other"),
	{ { "depth", NULL, "N",
		  "call graphs: how many calls up and down --around goes (2); flame graphs: "
		  "frames above one another (as many as --max-depth allows)",
		  PFL_SETTING_COUNT, NULL },
		NULL },
	FLAG("collapse-recursion", NULL,
		"flame graphs: a function that calls itself is one frame"),
	{ { "sort", NULL, "name|value", "flame graphs: what stands first beside others (name)",
		  PFL_SETTING_CHOICE, "name" },
		NULL },
	{ { "palette", "colors", "NAME",
		  "flame graphs: colours by class (whose code it is, the default), package, "
		  "function or label=KEY, or those of FlameGraph: hot, mem, io, java, ... (see "
		  "COLOURS in "
		  "the manual)",
		  PFL_SETTING_TEXT, NULL },
		pfl_check_palette },
	{ { "class", NULL, "RE=CLASS",
		  "flame graphs: whose code functions are that match (or their files): own, "
		  "dependency, runtime, kernel or unknown; may be given several times",
		  PFL_SETTING_LINES, NULL },
		pfl_check_class },
	{ { "side", NULL, "union|new|old|both",
		  "differential flame graphs: widths are the larger of old and new (the "
		  "default), the new values, the old ones, or their sum",
		  PFL_SETTING_CHOICE, "union" },
		NULL },
	{ { "change", NULL, "total|self",
		  "differential flame graphs: the change that colours show is of a frame with "
		  "its calls (the default), or of its own part",
		  PFL_SETTING_CHOICE, "total" },
		NULL },
	TEXT("by-label", NULL, "KEY",
		"compare the samples with each value of this label by themselves, too; "
		"KEY,...: of these together"),
	FLAG("delta", NULL,
		"the profiles are two snapshots of one process, of what it adds up or holds: "
		"show what came in between, and test nothing"),
	{ { "normalization", "normalise normalize-by", "MODE",
		  "what brings the old side to the scale of the new one: robust, abs, time, "
		  "op, "
		  "share or anchor=RE",
		  PFL_SETTING_TEXT, NULL },
		pfl_check_normalization },
	{ { "operations", "ops", "OLD,NEW",
		  "how much work a run of each side did, for --normalization=op: numbers, or "
		  "files with the output of go test -bench (see BENCHMARKS in the manual)",
		  PFL_SETTING_TEXT, NULL },
		pfl_check_operations },
	NUMBER("noise", NULL, "PCT", NULL,
		"what a function may change from run to run without a reason, in percent",
		pfl_check_percent),
	{ { "event-value", NULL, "V",
		  "what one event is worth, where a profile has no period to tell: 10ms, or of "
		  "a heap profile 512KiB; without a unit in that of the values",
		  PFL_SETTING_TEXT, NULL },
		pfl_check_amount },
	FLAG("allow-empty", NULL, "two sides without samples are no error"),
	NUMBER("block-rate", NULL, "NS", NULL,
		"of block profiles: what the program has given to SetBlockProfileRate, in "
		"nanoseconds; it says how sure they are",
		pfl_check_divisor),
	FLAG("drop-outliers", NULL,
		"leave out recordings that are unlike the others of their side, of which there "
		"must be three"),
	{ { "test", NULL, "moderated|mwu",
		  "how several runs a side are tested; mwu: by ranks, for totals",
		  PFL_SETTING_CHOICE, "moderated" },
		NULL },
	REGEXP("own", NULL, "your functions: each finding names the innermost one on its path"),
	REGEXP("unsteady", NULL,
		"more functions that differ from run to run whatever the code does, beside the "
		"runtime's schedulers: they are shown, and never judged"),
	{ { "map", NULL, "S/RE/NAME/",
		  "how the old side's names are to be read, as sed has it; may be given "
		  "several "
		  "times",
		  PFL_SETTING_LINES, NULL },
		pfl_check_line },
	{ { "fail-on", NULL, "RULE",
		  "exit with status 1 when this is proved, such as 'cum>5%'; may be given "
		  "several times (see RULES in the manual)",
		  PFL_SETTING_LINES, NULL },
		pfl_check_line },
	{ { "strict", NULL, "likely|inconclusive",
		  "exit with status 1 also where a rule's breach is likely, or cannot be ruled "
		  "out",
		  PFL_SETTING_CHOICE, NULL },
		NULL },
	NUMBER("min-share", NULL, "PCT", "1",
		"rules about any function leave out those below this share of the total (1)",
		pfl_check_percent),
};

_Static_assert(
	sizeof(table) / sizeof(table[0]) == PFL_N_SETTINGS, "setting.h has their number");

const struct pfl_setting *
pfl_view_setting(size_t i)
{
	return i < PFL_N_SETTINGS ? &table[i].public : NULL;
}

const struct pfl_setting_row *
pfl_setting_row(int i)
{
	return &table[i];
}

/* Equal but for "-" and "_". */
static bool
same_name(struct pfl_span a, struct pfl_span b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++) {
		char x = a.at[i] == '_' ? '-' : a.at[i], y = b.at[i] == '_' ? '-' : b.at[i];

		if (x != y)
			return false;
	}
	return true;
}

int
pfl_setting_find(const char *text)
{
	struct pfl_span name = pfl_span_of(text), rest, word;

	for (int i = 0; i < PFL_N_SETTINGS; i++) {
		const struct pfl_setting *s = &table[i].public;

		if (same_name(name, pfl_span_of(s->name)))
			return i;
		rest = pfl_span_of(s->alias ? s->alias : "");
		while (pfl_span_cut(&rest, ' ', &word)) {
			if (word.n && same_name(name, word))
				return i;
		}
	}
	return -1;
}

const struct pfl_setting *
pfl_view_find(const char *name)
{
	int i = pfl_setting_find(name);

	return i < 0 ? NULL : &table[i].public;
}
