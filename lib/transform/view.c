/* SPDX-License-Identifier: Apache-2.0 */
/* The settings of a view: one table, which is also the options of every tool and their help. */
#include "transform/view.h"

#include "base/match.h"
#include "base/scan.h"
#include "transform/tagmatch.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static bool
check_regexp(const char *name, const char *value, struct pfl_error *err)
{
	struct pfl_matcher *m = pfl_matcher_new(pfl_span_of(value), name, err);

	pfl_matcher_free(m);
	return m != NULL;
}

static bool check_number(const char *name, const char *value, struct pfl_error *err);
static bool check_fraction(const char *name, const char *value, struct pfl_error *err);
static bool check_divisor(const char *name, const char *value, struct pfl_error *err);
static bool check_percent(const char *name, const char *value, struct pfl_error *err);
static bool check_normalization(const char *name, const char *value, struct pfl_error *err);
static bool check_operations(const char *name, const char *value, struct pfl_error *err);
static bool check_line(const char *name, const char *value, struct pfl_error *err);
static bool check_class(const char *name, const char *value, struct pfl_error *err);
static bool check_palette(const char *name, const char *value, struct pfl_error *err);

/* A setting and how its value is looked at; `check` NULL: as its kind says. */
struct row {
	struct pfl_setting public;
	bool (*check)(const char *name, const char *value, struct pfl_error *err);
};

#define GRANULARITIES "functions|filefunctions|files|lines|addresses"
#define FLAG(name, alias, help)                                                                \
	{                                                                                      \
		{ name, alias, NULL, help, PFL_SETTING_FLAG }, NULL                            \
	}
#define TEXT(name, alias, arg, help)                                                           \
	{                                                                                      \
		{ name, alias, arg, help, PFL_SETTING_TEXT }, NULL                             \
	}
#define REGEXP(name, alias, help)                                                              \
	{                                                                                      \
		{ name, alias, "RE", help, PFL_SETTING_REGEXP }, check_regexp                  \
	}
#define TAG(name, alias, help)                                                                 \
	{                                                                                      \
		{ name, alias, "F", help, PFL_SETTING_TEXT }, pfl_tagmatch_check               \
	}
#define NUMBER(name, alias, arg, help, check)                                                  \
	{                                                                                      \
		{ name, alias, arg, help, PFL_SETTING_NUMBER }, check                          \
	}

/*
 * In order of application, which can be seen in results: a sample that focus has dropped is not
 * looked at by tag-focus, and prune-from looks for functions that hide has left over. Rows up
 * to tag-leaf work before the total is taken that percentages refer to, rows up to no-inlines
 * are filters, the rest is how the result is grouped, trimmed, ordered and printed.
 */
static const struct row table[] = {
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
		  PFL_SETTING_CHOICE },
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
	FLAG("trim", NULL, "leave out small nodes and edges"),
	NUMBER("node-fraction", "nodefraction", "F",
		"leave out nodes below this share of the total (0.005)", check_fraction),
	{ { "node-count", "nodecount", "N",
		  "show at most so many nodes; 0: all (80 in pictures, else all)",
		  PFL_SETTING_COUNT },
		NULL },
	NUMBER("edge-fraction", "edgefraction", "F",
		"leave out edges below this share of the total (0.001)", check_fraction),
	FLAG("flat", NULL, "order tables by what a function itself uses"),
	FLAG("cum", NULL, "order tables by what a function and its calls use"),
	TEXT("unit", NULL, "U",
		"print in this unit: ns, ms, MB, ..., auto (each number its own), minimum (the "
		"default)"),
	NUMBER("divide-by", NULL, "N", "divide every value by this", check_divisor),
	TEXT("group-by", NULL, "K,...",
		"a table for each value of these labels, the largest first"),
	REGEXP("pattern", NULL,
		"what a report such as peek is about; as well its first operand"),
	FLAG("compact-labels", NULL, "leave out what a report says about the profile itself"),
	{ { "layout", NULL, "flame|icicle|reversed|callers|callees|chart",
		  "flame graphs: root below or above; from the leaves; who calls what --around "
		  "matches, or what it calls; or call after call, in the order of time",
		  PFL_SETTING_CHOICE },
		NULL },
	REGEXP("root", NULL, "flame graphs: begin with the outermost function that matches"),
	REGEXP("around", NULL,
		"show what matches, its callers on one side and what it calls on the other"),
	{ { "depth", NULL, "N",
		  "call graphs: how many calls up and down --around goes (2); flame graphs: "
		  "frames above one another, 0 for all (512)",
		  PFL_SETTING_COUNT },
		NULL },
	FLAG("collapse-recursion", NULL,
		"flame graphs: a function that calls itself is one frame"),
	{ { "sort", NULL, "name|value", "flame graphs: what stands first beside others (name)",
		  PFL_SETTING_CHOICE },
		NULL },
	{ { "palette", "colors", "NAME",
		  "flame graphs: colours by class (whose code it is, the default), package, "
		  "function or label=KEY, or those of FlameGraph: hot, mem, io, java, ... (see "
		  "COLOURS in "
		  "the manual)",
		  PFL_SETTING_TEXT },
		check_palette },
	{ { "class", NULL, "RE=CLASS",
		  "flame graphs: whose code functions are that match (or their files): own, "
		  "dependency, runtime, kernel or unknown; may be given several times",
		  PFL_SETTING_LINES },
		check_class },
	{ { "side", NULL, "union|new|old|both",
		  "differential flame graphs: widths are the larger of old and new (the "
		  "default), the new values, the old ones, or their sum",
		  PFL_SETTING_CHOICE },
		NULL },
	{ { "change", NULL, "total|self",
		  "differential flame graphs: the change that colours show is of a frame with "
		  "its calls (the default), or of its own part",
		  PFL_SETTING_CHOICE },
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
		  PFL_SETTING_TEXT },
		check_normalization },
	{ { "operations", "ops", "OLD,NEW",
		  "how much work a run of each side did, for --normalization=op: numbers, or "
		  "files with the output of go test -bench (see BENCHMARKS in the manual)",
		  PFL_SETTING_TEXT },
		check_operations },
	NUMBER("noise", NULL, "PCT",
		"what a function may change from run to run without a reason, in percent",
		check_percent),
	NUMBER("event-value", NULL, "V",
		"what one event is worth, where a profile has no period to tell",
		check_divisor),
	FLAG("allow-empty", NULL, "two sides without samples are no error"),
	NUMBER("block-rate", NULL, "NS",
		"of block profiles: what the program has given to SetBlockProfileRate, in "
		"nanoseconds; it says how sure they are",
		check_divisor),
	FLAG("drop-outliers", NULL,
		"leave out recordings that are unlike the others of their side, of which there "
		"must be three"),
	{ { "test", NULL, "moderated|mwu",
		  "how several runs a side are tested; mwu: by ranks, for totals",
		  PFL_SETTING_CHOICE },
		NULL },
	REGEXP("own", NULL, "your functions: each finding names the innermost one on its path"),
	REGEXP("unsteady", NULL,
		"more functions that differ from run to run whatever the code does, beside the "
		"runtime's schedulers: they are shown, and never judged"),
	{ { "map", NULL, "S/RE/NAME/",
		  "how the old side's names are to be read, as sed has it; may be given "
		  "several "
		  "times",
		  PFL_SETTING_LINES },
		check_line },
	{ { "fail-on", NULL, "RULE",
		  "exit with status 1 when this is proved, such as 'cum>5%'; may be given "
		  "several times (see RULES in the manual)",
		  PFL_SETTING_LINES },
		check_line },
	{ { "strict", NULL, "likely|inconclusive",
		  "exit with status 1 also where a rule's breach is likely, or cannot be ruled "
		  "out",
		  PFL_SETTING_CHOICE },
		NULL },
	NUMBER("min-share", NULL, "PCT",
		"rules about any function leave out those below this share of the total (1)",
		check_percent),
};

enum { N_SETTINGS = sizeof(table) / sizeof(table[0]) };

struct pfl_view {
	char *value[N_SETTINGS]; /* NULL: the default */
};

/* A decimal number, whatever the locale: digits with an optional point and exponent. */
static bool
parse_number(const char *text, double *value)
{
	static const double power[] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10,
		1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
	bool negative = *text == '-', point = false;
	int digits = 0, scale = 0, exponent = 0;
	uint64_t mantissa = 0;

	text += *text == '-' || *text == '+';
	for (; (*text >= '0' && *text <= '9') || (*text == '.' && !point); text++) {
		if (*text == '.') {
			point = true;
			continue;
		}
		if (++digits > 400 || mantissa > (UINT64_C(1) << 53) / 10 - 1)
			return false;
		mantissa = mantissa * 10 + (uint64_t)(*text - '0');
		scale -= point;
	}
	if (digits == 0)
		return false;
	if (*text == 'e' || *text == 'E') {
		bool minus = *++text == '-';

		text += *text == '-' || *text == '+';
		if (*text < '0' || *text > '9')
			return false;
		for (; *text >= '0' && *text <= '9' && exponent < 1000; text++)
			exponent = exponent * 10 + (*text - '0');
		exponent = minus ? -exponent : exponent;
	}
	exponent += scale;
	if (*text || exponent < -22 || exponent > 22)
		return false;
	/* Both operands are exact, so the result is the nearest double. */
	*value = exponent < 0 ? (double)mantissa / power[-exponent]
			      : (double)mantissa * power[exponent];
	*value = negative ? -*value : *value;
	return true;
}

static bool
check_number(const char *name, const char *value, struct pfl_error *err)
{
	double number;

	if (parse_number(value, &number))
		return true;
	return pfl_fail(err, PFL_USAGE, "%s: '%s' is not a decimal number of at most 15 digits",
		name, value);
}

static bool
check_fraction(const char *name, const char *value, struct pfl_error *err)
{
	double number = 0;

	if (!check_number(name, value, err))
		return false;
	parse_number(value, &number);
	if (number >= 0 && number <= 1)
		return true;
	return pfl_fail(err, PFL_USAGE, "%s: '%s' is not between 0 and 1", name, value);
}

static bool
check_divisor(const char *name, const char *value, struct pfl_error *err)
{
	double number = 0;

	if (!check_number(name, value, err))
		return false;
	parse_number(value, &number);
	if (number == 0)
		return pfl_fail(err, PFL_USAGE, "%s: zero divisor", name);
	if (number < 0)
		return pfl_fail(err, PFL_USAGE, "%s: '%s' is not above 0", name, value);
	return true;
}

static int parse_choice(const char *words, const char *value);

/* A percentage, with or without its sign, as a fraction. */
static bool
parse_percent(const char *value, double *fraction)
{
	size_t n = strlen(value);
	char number[32];

	n -= n > 0 && value[n - 1] == '%';
	if (n >= sizeof(number))
		return false;
	memcpy(number, value, n);
	number[n] = '\0';
	if (!parse_number(number, fraction))
		return false;
	*fraction /= 100;
	return true;
}

static bool
check_percent(const char *name, const char *value, struct pfl_error *err)
{
	double fraction = 0;

	if (parse_percent(value, &fraction) && fraction >= 0 && fraction <= 1)
		return true;
	return pfl_fail(
		err, PFL_USAGE, "%s: '%s' is no percentage between 0 and 100", name, value);
}

static bool
check_normalization(const char *name, const char *value, struct pfl_error *err)
{
	static const char words[] = "robust|abs|time|op|share";

	if (strncmp(value, "anchor=", 7) == 0 && value[7])
		return check_regexp(name, value + 7, err);
	if (parse_choice(words, value) >= 0)
		return true;
	return pfl_fail(err, PFL_USAGE, "%s: '%s' is none of %s|anchor=RE", name, value, words);
}

/* Numbers above 0 that blanks separate; the first `most` of them, and how many there are. */
static bool
parse_counts(struct pfl_span text, double *count, uint32_t most, uint32_t *n)
{
	struct pfl_span word;

	for (*n = 0; pfl_scan_blanks(&text), pfl_scan_word(&text, &word); ++*n) {
		char number[32];
		double value;

		if (word.n >= sizeof(number) || *n == UINT32_MAX)
			return false;
		memcpy(number, word.at, word.n);
		number[word.n] = '\0';
		if (!parse_number(number, &value) || !(value > 0))
			return false;
		if (*n < most)
			count[*n] = value;
	}
	return *n > 0;
}

/* "1000,1250", or a number for each run: "1000 1010,1250 1240". */
static bool
parse_operations(const char *value, double *count[2], const uint32_t most[2], uint32_t n[2])
{
	struct pfl_span rest = pfl_span_of(value), side;

	for (int i = 0; i < 2; i++) {
		if (!pfl_span_cut(&rest, ',', &side) ||
			!parse_counts(side, count[i], most[i], &n[i]))
			return false;
	}
	return !rest.at;
}

static bool
check_operations(const char *name, const char *value, struct pfl_error *err)
{
	uint32_t n[2];

	return parse_operations(value, (double *[2]){ NULL, NULL }, (uint32_t[2]){ 0, 0 }, n) ||
		pfl_fail(err, PFL_USAGE,
			"%s: '%s' is not two numbers above 0 such as 1000,1250", name, value);
}

static bool
check_line(const char *name, const char *value, struct pfl_error *err)
{
	return !strpbrk(value, "\r\n") ||
		pfl_fail(err, PFL_USAGE, "%s: '%s' is more than one line", name, value);
}

/* The key of "label=KEY"; NULL: another palette. */
static const char *
palette_label(const char *palette)
{
	static const char prefix[] = "label=";

	return palette && strncmp(palette, prefix, sizeof(prefix) - 1) == 0
		? palette + sizeof(prefix) - 1
		: NULL;
}

const char *
pfl_view_palette_label(const struct pfl_view *view)
{
	return view ? palette_label(pfl_view_get(view, "palette")) : NULL;
}

static bool
check_palette(const char *name, const char *value, struct pfl_error *err)
{
	static const char palettes[] =
		"class|package|function|hot|mem|io|red|green|blue|yellow|purple|aqua|orange|"
		"wakeup|java|js|perl|python|rust|chain|mono|redblue";

	if (palette_label(value))
		return *palette_label(value) ||
			pfl_fail(err, PFL_USAGE, "%s: label= needs the name of a label", name);
	return parse_choice(palettes, value) >= 0 ||
		pfl_fail(err, PFL_USAGE, "%s: '%s' is none of %s|label=KEY", name, value,
			palettes);
}

/* RE=CLASS: the last "=" is the one between the two. */
static bool
check_class(const char *name, const char *value, struct pfl_error *err)
{
	static const char classes[] = "own|dependency|runtime|kernel|unknown";
	const char *equals = strrchr(value, '=');
	struct pfl_matcher *m;

	if (!check_line(name, value, err))
		return false;
	if (!equals || equals == value || parse_choice(classes, equals + 1) < 0)
		return pfl_fail(err, PFL_USAGE, "%s: '%s' is not RE=CLASS with one of %s", name,
			value, classes);
	m = pfl_matcher_new((struct pfl_span){ value, (size_t)(equals - value) }, name, err);
	pfl_matcher_free(m);
	return m != NULL;
}

static bool
parse_flag(const char *value, bool *on)
{
	static const char *const words[] = { "false", "0", "f", "no", "n", "true", "1", "t",
		"yes", "y" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(value, words[i]) == 0) {
			*on = i >= 5;
			return true;
		}
	}
	return false;
}

/* Which word of "a|b|c" the value is, or -1. */
static int
parse_choice(const char *words, const char *value)
{
	struct pfl_span rest = pfl_span_of(words), word;

	for (int i = 0; pfl_span_cut(&rest, '|', &word); i++) {
		if (pfl_span_eq(word, pfl_span_of(value)))
			return i;
	}
	return -1;
}

/* -1 is how pprof spells the default of nodecount. */
static bool
parse_count(const char *value, int64_t *count)
{
	return pfl_span_i64(pfl_span_of(value), count) && *count >= -1 && *count <= INT32_MAX;
}

static bool
check_kind(const struct pfl_setting *s, const char *value, struct pfl_error *err)
{
	int64_t count;
	bool on;

	switch (s->kind) {
	case PFL_SETTING_FLAG:
		if (parse_flag(value, &on))
			return true;
		return pfl_fail(
			err, PFL_USAGE, "%s: '%s' is neither true nor false", s->name, value);
	case PFL_SETTING_COUNT:
		if (parse_count(value, &count))
			return true;
		return pfl_fail(err, PFL_USAGE, "%s: '%s' is not a whole number up to %d",
			s->name, value, INT32_MAX);
	case PFL_SETTING_CHOICE:
		if (parse_choice(s->arg, value) >= 0)
			return true;
		return pfl_fail(
			err, PFL_USAGE, "%s: '%s' is none of %s", s->name, value, s->arg);
	case PFL_SETTING_NUMBER:
	case PFL_SETTING_REGEXP:
	case PFL_SETTING_TEXT:
	case PFL_SETTING_LINES:
		break;
	}
	return true;
}

const struct pfl_setting *
pfl_view_setting(size_t i)
{
	return i < N_SETTINGS ? &table[i].public : NULL;
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

/* The setting's place in the table, or -1. */
static int
find(const char *text)
{
	struct pfl_span name = pfl_span_of(text), rest, word;

	for (int i = 0; i < N_SETTINGS; i++) {
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
	int i = find(name);

	return i < 0 ? NULL : &table[i].public;
}

struct pfl_view *
pfl_view_new(struct pfl_error *err)
{
	struct pfl_view *view = calloc(1, sizeof(*view));

	if (!view)
		pfl_fail(err, PFL_NOMEM, "out of memory");
	return view;
}

void
pfl_view_free(struct pfl_view *view)
{
	if (!view)
		return;
	for (int i = 0; i < N_SETTINGS; i++)
		free(view->value[i]);
	free(view);
}

static void
put(struct pfl_view *view, int i, char *value)
{
	free(view->value[i]);
	view->value[i] = value;
}

/* There is one order: asking for one of the two takes the other back. */
static void
settle_order(struct pfl_view *view, int i)
{
	bool on = false;

	if (view->value[i] && parse_flag(view->value[i], &on) && on) {
		if (strcmp(table[i].public.name, "cum") == 0)
			put(view, find("flat"), NULL);
		else if (strcmp(table[i].public.name, "flat") == 0)
			put(view, find("cum"), NULL);
	}
}

/* A copy of the value, below the lines that are there if there are any. NULL: no memory. */
static char *
copy_value(const char *lines, const char *value)
{
	size_t n = lines ? strlen(lines) + 1 : 0, size = n + strlen(value) + 1;
	char *copy = malloc(size);

	if (copy)
		snprintf(copy, size, "%s%s%s", lines ? lines : "", lines ? "\n" : "", value);
	return copy;
}

bool
pfl_view_set(struct pfl_view *view, const char *name, const char *value, struct pfl_error *err)
{
	int i = find(name);
	const struct row *row;
	char *copy;

	if (i < 0)
		return pfl_fail(err, PFL_USAGE, "there is no setting '%s'", name);
	row = &table[i];
	/* As in pprof, an empty text means "not set"; so does its -1 for a count. */
	if (!value || (!*value && row->public.kind != PFL_SETTING_FLAG) ||
		(row->public.kind == PFL_SETTING_COUNT && strcmp(value, "-1") == 0)) {
		put(view, i, NULL);
		return true;
	}
	if (!(row->check ? row->check(row->public.name, value, err)
			 : check_kind(&row->public, value, err)))
		return false;
	copy = copy_value(row->public.kind == PFL_SETTING_LINES ? view->value[i] : NULL, value);
	if (!copy)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	put(view, i, copy);
	settle_order(view, i);
	return true;
}

const char *
pfl_view_get(const struct pfl_view *view, const char *name)
{
	int i = find(name);

	return i < 0 ? NULL : view->value[i];
}

bool
pfl_view_flag(const struct pfl_view *view, const char *name)
{
	const char *value = pfl_view_get(view, name);
	bool on = strcmp(name, "trim") == 0;

	if (value)
		parse_flag(value, &on);
	return on;
}

int64_t
pfl_view_count(const struct pfl_view *view, const char *name, int64_t fallback)
{
	const char *value = pfl_view_get(view, name);
	int64_t count;

	return value && parse_count(value, &count) ? count : fallback;
}

double
pfl_view_number(const struct pfl_view *view, const char *name, double fallback)
{
	const char *value = pfl_view_get(view, name);
	double number;

	return value && parse_number(value, &number) ? number : fallback;
}

double
pfl_view_percent(const struct pfl_view *view, const char *name, double fallback)
{
	const char *value = pfl_view_get(view, name);
	double fraction;

	return value && parse_percent(value, &fraction) ? fraction : fallback;
}

bool
pfl_view_operations(const struct pfl_view *view, uint32_t n_old, uint32_t n_new, double *run,
	struct pfl_error *err)
{
	const char *value = pfl_view_get(view, "operations");
	double *count[2] = { run, run + n_old };
	uint32_t most[2] = { n_old, n_new }, n[2];

	if (!value || !parse_operations(value, count, most, n))
		return true; /* which is what zeros say */
	for (int side = 0; side < 2; side++) {
		if (n[side] != 1 && n[side] != most[side])
			return pfl_fail(err, PFL_USAGE,
				"operations: %u numbers for the %s side, which has %u "
				"profile%s; one for all or one for each",
				n[side], side ? "new" : "old", most[side],
				most[side] == 1 ? "" : "s");
		for (uint32_t i = n[side]; i < most[side]; i++)
			count[side][i] = count[side][0];
	}
	return true;
}
