/* SPDX-License-Identifier: Apache-2.0 */
/* profsh: the shell. */
#include "cli/tool.h"
#include "shell/commands.h"
#include "shell/shell.h"

static const struct tool profsh = {
	.name = "profsh",
	.summary = "look around in a profile, one command after another",
	.operands = "PROFILE...",
	.family = "shell",
	.base_style = BASE_SIGNED,
	.run = shell_run,
	.each_command = each_command,
	.description =
		"profsh reads a profile once and then runs commands: reports, pictures, and "
		"options that hold for all that follow, under the names that go tool pprof has "
		"for them. It asks for them at a terminal, takes them from -c, or reads them "
		"as a script from standard input. A script and -c stop at the first command "
		"that fails, with its exit status; at a terminal the next line comes.\n\n"
		"A line is a command with words behind it: top 20 json -runtime -cum. A number "
		"limits how much is shown, words are regular expressions of which one must "
		"match (focus), words behind a dash such that must not (ignore), and -cum "
		"orders. list, peek and their kind take their first word for what they are "
		"about. All that is for this line only. The number may stand in the command: "
		"top20.\n\n"
		"NAME=VALUE sets an option for all that follows, to the end of the line; NAME= "
		"puts its default back, reset does so with all, and what stands behind //: is "
		"a comment. Flags, granularities, orders and sample types also go by their "
		"name alone: noinlines, lines, cum, alloc_space, mean_delay.\n\n"
		"Blanks separate words. '...' and \"...\" keep what is between them together "
		"and as it is; a backslash means nothing to a line, so that regular "
		"expressions are typed as they are. A line that begins with # is a comment.\n\n"
		"> FILE at the end sends the output to a file, which appears whole or not at "
		"all; an ending such as .json or .csv chooses the format of a report. | "
		"COMMAND hands it to sh, to the end of the line, with the command's exit "
		"status. At a terminal, what has more lines than that goes through $PAGER, "
		"less without one; pictures and profiles without a file go to profile001.svg, "
		"or the first number that is free.\n\n"
		"Ctrl-C stops the report that is being made, the command behind it, or a "
		"fetch, and takes back the line that is being typed; it never ends the shell. "
		"The tab key completes commands, options, what they can be set to, functions "
		"and labels, the latter as regular expressions that match them. Lines are kept "
		"in $XDG_STATE_HOME/profloom/history, or ~/.local/state/profloom/history, "
		"which only its owner can read; ~/.editrc can change the keys. All this needs "
		"libedit when profsh is built; without it, lines are read plainly.\n\n"
		"web, weblist and flame write a file to a folder of this session's below "
		"$TMPDIR, which is nobody else's to read, and let $BROWSER, or xdg-open where "
		"there is a desktop, show it. Without either they print its path. The folder "
		"goes when somebody leaves the shell who saw its files in a browser; it stays "
		"where the path was printed, and after -c and scripts.\n\n"
		"A profile from a URL is saved, without filters, as pprof.TYPES.NNN.pb.gz in "
		"$PPROF_TMPDIR, else ~/pprof. refetch reads all inputs again, goes on with the "
		"new profile and shows what changed; diff shows that again. How they are "
		"compared "
		"is set like everything else, and means nothing to other reports: "
		"normalization=time, noise=3%, own=^main, fail_on=cum>5%. A rule that is "
		"broken is the status of diff and of refetch, which ends a script.",
	.examples = "profsh cpu.pb.gz\n"
		    "\tlook around\n"
		    "profsh -c 'top 10' -c 'peek mallocgc' cpu.pb.gz\n"
		    "\trun two commands and leave\n"
		    "profsh -c 'svg 40 -runtime > graph.svg' -c 'top > top.json' cpu.pb.gz\n"
		    "\tread once, write two files\n"
		    "profsh --profile heap localhost:6060\n"
		    "\tfetch from a live server, and refetch after a while\n",
};

int
main(int argc, char **argv)
{
	return tool_main(&profsh, argc, argv);
}
