/* SPDX-License-Identifier: Apache-2.0 */
/* proftext: reports as text. */
#include "cli/tool.h"

static const struct tool proftext = {
	.name = "proftext",
	.summary = "print a report about a profile",
	.operands = "REPORT [REGEX] PROFILE...",
	.reports = "top tree peek list disasm weblist traces tags raw comments",
	.default_format = "text",
	.base_style = BASE_SIGNED,
	.description =
		"proftext top lists the functions of a profile by what they use themselves "
		"(flat), or with --cum by what they and their calls use. As text it is what go "
		"tool pprof -top prints; json, csv and markdown carry the same rows.\n\n"
		"proftext tree shows each of these functions between those that call it and "
		"those that it calls. proftext peek REGEX is the same for the functions that "
		"the expression matches, however small, with all their callers and callees: "
		"calls% is the call's share of the function's cum.\n\n"
		"proftext list REGEX shows the source of the functions whose name the "
		"expression matches, with what each line uses itself (flat) and with its calls "
		"(cum), as go tool pprof -list prints it. Sources are looked for below the "
		"folders of --source-path, the working folder and those around it up to the "
		"one that holds .git, Go's module cache (GOMODCACHE, GOPATH), GOROOT/src and "
		"GOPATH/src. There a file is found by what the profile calls it: as it is, "
		"behind the module's name in go.mod, in vendor, or by the end of its path with "
		"at least one folder. Nothing else is read, whatever a profile says: nothing "
		"above these folders or that a symbolic link leads out of them to, nothing "
		"whose name or folder starts with a dot, no file larger than 16 MiB. A note "
		"says where it was looked for in vain; lines then have values and no text.\n\n"
		"proftext disasm REGEX shows the machine code of the functions that match and "
		"that samples are in, with what each instruction uses; a number as REGEX is an "
		"address in a function. The program is looked for in the folders of "
		"--binary-path (as FILE, by its whole path, as BUILD-ID/FILE and "
		".build-id/XX/REST.debug; or the option names the file itself), then where the "
		"profile says it was. A build id that both have decides whether it is the one, "
		"and so does a debug id, where the profile has no more; without either, a file "
		"that the option did not lead to is taken only if three quarters of the "
		"samples are in functions that it calls as the profile does.\n\n"
		"proftext weblist REGEX makes a page of HTML of both, one file to open in a "
		"browser: the source of list, functions with the most cum first, where a line "
		"that has samples opens to what it calls and, where its program is found as "
		"for disasm, to its instructions; what was inlined is named above its "
		"instructions, and where a line itself was inlined into other functions, its "
		"code in all of them is shown. The page loads nothing and runs nothing but its "
		"own script, which only sorts, finds and opens; without it, everything can be "
		"read and opened. It ends after 32 MiB.\n\n"
		"proftext traces shows every sample with its labels and its stack, innermost "
		"first; proftext tags what each value of each label accounts for; proftext raw "
		"all tables of the profile, after filters; proftext comments what was noted in "
		"it. These four are not trimmed.\n\n"
		"--group-by KEY makes a table for each value of a label, the largest first: "
		"what tenants, handlers or jobs use, and what for. Each sample is in one "
		"group, so that groups add up; one with several values of the key is in the "
		"group 'a,b', one without in the group '(no KEY)'; several keys make a group "
		"for each combination. Percentages stay shares of the whole, so that groups "
		"can be compared, and what is small in the whole is left out of every table; "
		"--node-count is for each. Groups that are small themselves are summed up in "
		"the last line.\n\n"
		"Percentages are shares of the profile's total before filters, as in pprof; "
		"--relative-percentages takes what the filters leave.\n\n"
		"Deliberate differences from pprof: sums are exact where pprof's wrap at 64 "
		"bits; control characters in names are made visible; times are shown in UTC; "
		"with --granularity files one file is one row. The whole list with the reasons "
		"is docs/differences-from-pprof.md.",
	.examples = "proftext top cpu.pb.gz\n"
		    "\twhat each function uses, the most first\n"
		    "proftext top --node-count 10 --cum cpu.pb.gz\n"
		    "\tthe ten with the most below them\n"
		    "proftext peek '^runtime.mallocgc$' cpu.pb.gz\n"
		    "\twho calls it, and what it calls\n"
		    "proftext list --source-path ~/src/shop 'cart.*Put' cpu.pb.gz\n"
		    "\twhich of its lines use the most\n"
		    "proftext disasm --binary-path ./shop 'cart.*Put' cpu.pb.gz\n"
		    "\twhich of its instructions\n"
		    "proftext weblist --source-path ~/src/shop 'cart\\.' -o cart.html "
		    "cpu.pb.gz\n"
		    "\ta page of a whole package's lines, to look around in\n"
		    "proftext tags cpu.pb.gz\n"
		    "\twhat each tenant, handler or job accounts for, where samples are "
		    "labelled\n"
		    "proftext top --group-by tenant --node-count 5 cpu.pb.gz\n"
		    "\tand what the work for each of them is\n"
		    "proftext top -f json --no-trim heap.pb.gz | jq '.rows[] | select(.flat > "
		    "1e6)'\n"
		    "\texact values for scripts\n",
};

int
main(int argc, char **argv)
{
	return tool_main(&proftext, argc, argv);
}
