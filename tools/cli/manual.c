/* SPDX-License-Identifier: Apache-2.0 */
/* The manual page in roff, written from the tables that the parser uses and the texts here. */
#include "cli/help.h"

#include <stdio.h>
#include <string.h>

/* Sections after the options: of every tool, of those with a view, or of one family. */
static const struct {
	bool view;
	const char *family; /* NULL: of any */
	const char *title;
	const char *text; /* paragraphs, separated by empty lines */
} sections[] = {
	{ true, "diff", "NORMALIZATION",
		"The two sides need not have done the same amount of work. robust, the default "
		"where samples of time are compared, finds the factor that leaves most "
		"functions unchanged. abs takes values as they are, and is the default for "
		"heaps. time uses the durations, op the --operations given, share makes the "
		"totals equal, as --normalize does, and anchor=RE takes functions that should "
		"not change. Every report states the factor." },
	{ true, "diff", "BENCHMARKS",
		"--operations OLD,NEW says how many operations stand behind a profile of "
		"either side, for --normalization=op and for rules per operation. Each of the "
		"two is a number, numbers for each profile with blanks between them, or a file "
		"with what go test -bench has printed, as text or with -json; @ in front of a "
		"name tells it from a number. Lines of results such as 'BenchmarkX-8 1000 1234 "
		"ns/op' count, everything else in the file is passed over.\n\n"
		"A profile of go test -cpuprofile holds everything that one command ran. So "
		"all lines of a benchmark are added up, as -count prints them; with several "
		"profiles a side, each has as many of the lines, in the order of the profiles. "
		"Where a file has several benchmarks, --benchmark NAME says which one was "
		"profiled, with or without Benchmark in front and the number of processors "
		"behind it. One file alone does for both sides when they are two benchmarks "
		"in it: --operations bench.txt --benchmark Old --benchmark New.\n\n"
		"What is printed is the last round alone, but the profile also holds the "
		"rounds before it, in which go test finds out how many iterations fill "
		"-benchtime: often 5 to 20% more, and in one profile more than in another. "
		"With -benchtime=1000x there is one iteration more and no others, so fix "
		"the number, or let the benchmark use b.Loop, which counts all it does." },
	{ true, "diff", "NOISE",
		"A profile is a sample: the more events it has of a function, the surer it is. "
		"The dispersion is how much more the profiles differ than sampling explains; "
		"it is estimated from all functions. Besides, a function takes more in one run "
		"of a program than in the next, for reasons that no number of samples averages "
		"out: --noise says how much, in percent.\n\n"
		"Of several profiles a side, one that is unlike the others is named in a "
		"warning; --drop-outliers leaves it out, which every report says, and keeps "
		"two at least. Block profiles do not say how they were sampled: --block-rate "
		"does, as the program gave it to runtime.SetBlockProfileRate (Go 1.17 or "
		"later).\n\n"
		"What is called a change is more than both explain, and there are at most 5 "
		"false ones among 100 of a table. A finding's \"at least\" is a bound that "
		"holds for all findings of a report at once, in 95 reports of 100." },
	{ true, "diff", "RULES",
		"A rule is what must not be: cum>5% is broken when a function and its calls "
		"take more than 5% more than before, flat>1pp when a function itself grows by "
		"more than one percent of the total, cum>5ms by so much of the unit (5ms/op: "
		"per operation; the unit of plain numbers is count), new>0.5% when a function "
		"that was not there takes more than that of the total, "
		"total>2% when everything does, which needs several runs a side. A regular "
		"expression and a colon in front say which functions a rule is about: "
		"'main\\.(hash|parse): cum>3%'. Without, it is about every function that has "
		"at least --min-share of the total.\n\n"
		"FAIL is a rule that is proved to be broken, PASS one that is proved to hold; "
		"WARN is likely broken, INCONCLUSIVE cannot be told with these profiles, as "
		"when a side has no samples, which is no error. FAIL "
		"ends in exit status 1, --strict=likely lets WARN do so too, and "
		"--strict=inconclusive INCONCLUSIVE. The report is written in any case.\n\n"
		"A file for --budget has a rule on each line; a # at the start of a line or "
		"behind a blank starts a comment." },
	{ true, "flame", "COLOURS",
		"--palette class colours a frame by whose code it is, and the legend says how "
		"much was spent in each: own code, dependencies, the runtime with the standard "
		"library, the kernel, and what has no name. That is guessed from names, source "
		"files and object files; --class tells it better, such as --class "
		"'^github\\.com/us/=own': the first rule whose expression matches the "
		"function or its source file counts. package gives each package a colour, "
		"function each function. label=KEY colours a frame by the value that the label "
		"has in more than half of its samples; the legend has the share of each value, "
		"and the largest nine have a colour of their own.\n\n"
		"hot, mem, io, red, green, blue, yellow, purple, aqua, orange, wakeup, java, "
		"js, perl, chain, python and rust are the palettes of FlameGraph and inferno; "
		"those of languages tell compiled, inlined, native and kernel code apart by "
		"its name or by an annotation behind it, such as _[k].\n\n"
		"A comparison has a scale from blue (less) over grey (the same) to orange "
		"(more), with a sign for each step, hatching for what is new and a dashed "
		"outline for what is gone, so that nothing is said by colour alone. That "
		"scale is called orange. profdiff has a paler one, with --palette orange "
		"this one, and as everywhere in its reports what is gone is hatched, what "
		"is new has an outline. "
		"redblue resembles FlameGraph's, and mono has the signs alone." },
	{ true, "flame", "KEYS",
		"In the picture: arrows go from frame to frame, Enter zooms, Esc and "
		"Backspace go back, 0 shows everything again, Home is the root and End the "
		"heaviest leaf. / searches for a part of a name or a /regular expression/, n "
		"and N go from match to match.\n\n"
		"t shows a table in place of the picture: the functions of what is shown, "
		"zoomed to and searched for, with what was spent in each, or of a comparison "
		"both sides and the change. A click on a column's title sorts by it; a row "
		"leads back to the frames of its function.\n\n"
		"i turns the picture upside down, r begins at the leaves, v sorts siblings by "
		"value, u makes recursion one frame, o shows own code alone, d (in a "
		"comparison) changes what widths are. Of the selected function: f shows only "
		"what it calls, s only its callers, a both sides, h hides it, k hides the "
		"subtree, x leaves out its stacks, c copies the stack, C the name, and m "
		"opens a menu of these." },
	{ true, NULL, "REGULAR EXPRESSIONS",
		"RE is a regular expression in the syntax of Go's regexp package (RE2). It may "
		"match anywhere in the text; upper and lower case differ unless it begins with "
		"(?i). What that syntax does not have, such as a look-behind, is refused with "
		"the place in the message.\n\n"
		"--focus, --ignore, --hide, --show and --show-from look at function names, "
		"source files and the files of mappings, --prune-from at function names. They "
		"look at frames as the profile has them, before --granularity and --no-inlines "
		"put them together. They are applied in the order in which they stand above, "
		"whatever their order on the command line." },
	{ true, NULL, "LABEL FILTERS",
		"F is a range of numbers or a list of regular expressions, with or without "
		"KEY= in front, which is the label it is about.\n\n"
		"128kb:1mb is a range of a label with that unit, 128kb: and :1mb are open at "
		"one end, 128kb is that value alone. Labels without a unit are counted in what "
		"their key says: bytes are bytes.\n\n"
		"Anything else is a list of expressions that ',' separates, and is about "
		"labels that are texts. With KEY= one of them must match a value of that "
		"label. "
		"Without, each of them must match a label, written KEY:VALUE." },
	{ true, NULL, "UNITS",
		"Sizes are B, kB, MB, GB, TB and PB, each 1024 times the one before. Times are "
		"ns, us, ms, s and hrs. The words that pprof knows for them do as well: bytes, "
		"megabytes, seconds. minimum, the default, takes for a whole report the unit "
		"in which its smallest number can be read; auto takes for each number its "
		"own.\n\n"
		"A SIZE is a number of bytes, with k, m, g or t for powers of 1024." },
	{ false, NULL, "SYMBOLS",
		"Addresses that their producer has not resolved get functions, files, lines "
		"and inlined calls from programs and libraries in the folders of "
		"--binary-path. Nothing else is looked at, since whoever wrote a profile "
		"chose the paths in it: without --binary-path a note says what has no names. "
		"--binary-path / stands for where the profile says that programs are; any "
		"other folder is searched for their names, their whole paths and their build "
		"ids, and a file is taken as it is. No link leads out of a folder.\n\n"
		"What was stripped off is found by build id or .gnu_debuglink in these "
		"folders, beside the program and in /usr/lib/debug. A build id that both have "
		"decides, and so does a debug id, where the profile has no more, which the "
		"file's build id has to make; without either a file that only the profile "
		"names is taken if it would be loaded as the profile says and is no newer than "
		"that. Names of the kernel are from a file kallsyms in a folder; that of /proc "
		"(or /) counts if it is the same kernel. C++ and Rust names are shown without "
		"parameters and template arguments.\n\n"
		"A process of its own reads programs, with a limit on its memory "
		"(--max-memory), 60 seconds for each and 180 for all. One that it crashes on "
		"has no names, and a note says so; another note says which share of the "
		"samples has no names, and why. Servers (debuginfod) are never asked. "
		"--symbolize never looks for nothing and says nothing." },
	{ false, NULL, "LIVE SERVERS",
		"http://host:6060 records 30 seconds of CPU from a Go service that imports "
		"net/http/pprof; --seconds says for how long, and --profile what else: heap, "
		"allocs, goroutine, threadcreate, block, mutex. host:6060 alone will do where "
		"no file is called so, and so will :6060 for this machine; a path that ends in "
		"/debug/pprof/ is completed in the same way. Any other path is asked for as it "
		"is: http://host:6060/debug/pprof/heap?gc=1.\n\n"
		"https:// looks at the server's certificate; https+insecure:// does not, and "
		"says so. http+unix://%2Frun%2Fapp.sock/debug/pprof/heap asks through a "
		"socket, whose path stands there with its slashes written as %2F; so does "
		"--unix-socket with any URL. --tls-ca says whom to trust, --tls-cert and "
		"--tls-key who asks.\n\n"
		"Proxies are those of the environment (see ENVIRONMENT), which are not asked "
		"for localhost, 127.* and ::1. What is asked for with https goes through a "
		"proxy unseen.\n\n"
		"A connection must stand after 10 seconds, and the whole profile must have "
		"come 60 seconds (--timeout) after the recording ends. An answer that has "
		"begun "
		"and then brings nothing for 15 seconds is given up, but not before the end of "
		"the recording. --max-input and the other limits hold as for files. At most 5 "
		"redirects are followed, to http and https only, never from https to http nor "
		"from a public address to a private one.\n\n"
		"Users and passwords come from --user, the URL or a netrc file, other "
		"credentials from --header. They go to the host that was named and to no "
		"other, and stand in no message and no output; nor does what a query says "
		"about keys and tokens. --header @FILE and --netrc keep them off the command "
		"line, which everyone on the machine can read.\n\n"
		"A server that cannot be reached, answers with an error, breaks off or is too "
		"slow is exit status 5; an answer that is no profile is 3, one that is too "
		"large 4." },
	{ true, NULL, "OUTPUT FILES",
		"A file appears whole or not at all: it is written beside its target, flushed, "
		"and renamed. With several outputs none of them appears unless all could be "
		"made. Where a tool cannot write what a file's ending promises, it says so; an "
		"ending that promises nothing, such as .out, gets the default format." },
	{ true, NULL, "PPROF",
		"Every option can be written as go tool pprof has it: with one dash, with '_' "
		"for '-', with '=' or a space before its value, -nodecount=40 as well as "
		"--node-count 40. A later value replaces an earlier one; of the short "
		"spellings of sample types the first of delay, contentions, inuse_space, "
		"inuse_objects, alloc_space, alloc_objects counts, and only without "
		"--sample-type.\n\n"
		"pprof's names for reports work where a tool makes that report: pprof2svg "
		"-dot, proftext -top. Elsewhere they say which tool does.\n\n"
		"These options of pprof's and of later versions are refused, each with the "
		"reason:" },
};

enum { SECTIONS = sizeof(sections) / sizeof(sections[0]) };

/* Text in roff: a backslash and a dash mean something there, as do dots at the start of a line.
 */
static bool
roff_n(const char *text, size_t n)
{
	bool start = true;

	for (size_t i = 0; i < n; i++) {
		const char *out = text[i] == '\\' ? "\\e" : text[i] == '-' ? "\\-" : NULL;

		if (start && (text[i] == '.' || text[i] == '\'') && fputs("\\&", stdout) == EOF)
			return false;
		if (out ? fputs(out, stdout) == EOF : putchar(text[i]) == EOF)
			return false;
		start = text[i] == '\n';
	}
	return true;
}

static bool
roff(const char *text)
{
	return roff_n(text, strlen(text));
}

/* A list item: what it is about in bold, and a text. */
static bool
item(const char *what, size_t n, const char *text)
{
	return fputs(".TP\n\\fB", stdout) != EOF && roff_n(what, n) &&
		fputs("\\fP\n", stdout) != EOF && roff(text) && putchar('\n') != EOF;
}

static bool
entry(const struct help_entry *e)
{
	return (!e->title || (printf(".SS \"%s\"\n", e->title) >= 0)) &&
		item(e->spelling, strlen(e->spelling), e->help);
}

/* Paragraphs are separated by empty lines. */
static bool
paragraphs(const char *text)
{
	while (*text) {
		const char *end = strstr(text, "\n\n");
		size_t n = end ? (size_t)(end - text) : strlen(text);

		if (fputs(".PP\n", stdout) == EOF || !roff_n(text, n) || putchar('\n') == EOF)
			return false;
		text += end ? n + 2 : n;
	}
	return true;
}

/* Lines "command" and "\texplanation" in turn. */
static bool
examples(const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n"), next = n + (text[n] == '\n');
		size_t end = next + strcspn(text + next, "\n");

		if (fputs(".TP\n\\fB", stdout) == EOF || !roff_n(text, n) ||
			fputs("\\fP\n", stdout) == EOF)
			return false;
		if (text[next] == '\t' &&
			(!roff_n(text + next + 1, end - next - 1) || putchar('\n') == EOF))
			return false;
		text += end + (text[end] == '\n');
	}
	return true;
}

static bool
input_formats(void)
{
	if (fputs(".SH INPUT FORMATS\n", stdout) == EOF)
		return false;
	for (size_t i = 0; pfl_format_name(i); i++) {
		const char *name = pfl_format_name(i);

		if (!item(name, strlen(name), pfl_format_help(i)))
			return false;
	}
	return paragraphs("The format is seen from the content. gzip, also in several members, "
			  "and zstd are undone wherever they are found.");
}

static bool
topics(const struct tool *tool, bool view)
{
	for (size_t i = 0; i < SECTIONS; i++) {
		const char *family = sections[i].family;

		if ((sections[i].view && !view) ||
			(family && (!tool->family || strcmp(tool->family, family) != 0)))
			continue;
		if (printf(".SH \"%s\"\n", sections[i].title) < 0 ||
			!paragraphs(sections[i].text))
			return false;
	}
	for (const struct refusal *no = refusals; view && no->names; no++) {
		char names[120];
		size_t n = 0;

		for (const char *p = no->names; *p && n + 4 < sizeof(names); p++) {
			if (p == no->names || p[-1] == ' ')
				n += (size_t)snprintf(names + n, 3, "--");
			if (*p == ' ')
				names[n++] = ',';
			names[n++] = *p;
		}
		if (!item(names, n, no->why))
			return false;
	}
	return true;
}

static bool
exit_status(const struct tool *tool)
{
	if (fputs(".SH \"EXIT STATUS\"\n", stdout) == EOF)
		return false;
	for (size_t i = 0; statuses[i].meaning; i++) {
		char number[8];

		snprintf(number, sizeof(number), "%d", statuses[i].status);
		if (!item(number, strlen(number), statuses[i].meaning))
			return false;
	}
	return item("128+n", 5, "ended by signal n, with nothing half written") &&
		paragraphs(tool->family && strcmp(tool->family, "get") == 0
				? "Each file is there whole or not at all. Those that were "
				  "saved "
				  "stay, whatever the status, which is of the first that was "
				  "not."
				: "Only 0 and 1 leave an output.") &&
		paragraphs("An error is a line on standard error, which says what is wrong, "
			   "where, and what to do; below it stands where in a regular "
			   "expression.");
}

static bool
environment(void)
{
	return fputs(".SH ENVIRONMENT\n", stdout) != EOF &&
		item("NO_COLOR", 8, "not empty: no colours with --color=auto") &&
		item("http_proxy, https_proxy, all_proxy", 34,
			"proxies for http, for https (also HTTPS_PROXY), for both (ALL_PROXY); "
			"HTTP_PROXY does not count, for a web server sets it to what a client "
			"says") &&
		item("no_proxy", 8,
			"hosts, domains and networks that are asked without one, between "
			"commas; * for all (also NO_PROXY)") &&
		item("NETRC", 5, "file of users and passwords for --netrc (~/.netrc)") &&
		item("CLICOLOR_FORCE", 14,
			"neither empty nor 0: colours with --color=auto also where standard "
			"output is no terminal, unless NO_COLOR forbids it");
}

static bool
output_formats(const struct tool *tool)
{
	return !tool->default_format ||
		(printf(".SH \"OUTPUT FORMATS\"\nWithout \\fB\\-f\\fP and an ending that says "
			"otherwise: %s.\n",
			 tool->default_format) >= 0 &&
			each_format(tool, entry));
}

static bool
commands(const struct tool *tool)
{
	return !tool->each_command ||
		(fputs(".SH COMMANDS\n", stdout) != EOF && tool->each_command(entry));
}

bool
print_manual(const struct tool *tool)
{
	bool view = !tool->family || has_view(tool->family);

	return printf(".TH %s 1 \"\" \"profloom %s\" \"profloom\"\n.SH NAME\n", tool->name,
		       pfl_version()) >= 0 &&
		roff(tool->name) && fputs(" \\- ", stdout) != EOF && roff(tool->summary) &&
		fputs("\n.SH SYNOPSIS\n\\fB", stdout) != EOF && roff(tool->name) &&
		fputs("\\fP [\\fIoptions\\fP] ", stdout) != EOF && roff(tool->operands) &&
		fputs("\n.SH DESCRIPTION\n", stdout) != EOF && paragraphs(tool->description) &&
		(!view ||
			paragraphs(
				"A PROFILE is a path, - for standard input, the URL of a live "
				"server, or a directory, which stands for the files that are "
				"directly in it, but for hidden ones, in the order of their "
				"names' bytes.")) &&
		output_formats(tool) && commands(tool) &&
		fputs(".SH OPTIONS\n", stdout) != EOF && each_option(tool, entry) &&
		input_formats() && topics(tool, view) && exit_status(tool) && environment() &&
		fputs(".SH EXAMPLES\n", stdout) != EOF && examples(tool->examples) &&
		fputs(".SH \"SEE ALSO\"\n\\fBpprof2svg\\fP(1), \\fBflamegen\\fP(1), "
		      "\\fBprofdiff\\fP(1), \\fBproftext\\fP(1), \\fBprofconv\\fP(1), "
		      "\\fBprofsh\\fP(1), \\fBprofget\\fP(1)\n",
			stdout) != EOF;
}
