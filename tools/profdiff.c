/* SPDX-License-Identifier: Apache-2.0 */
/* profdiff: what changed between two profiles, and whether that is more than noise. */
#include "cli/tool.h"

static const struct tool profdiff = {
	.name = "profdiff",
	.summary = "tell what changed between profiles from what is noise",
	.operands = "OLD NEW",
	.family = "diff",
	.default_format = "text",
	.base_style = BASE_PAIR,
	.two_sides = true,
	.description =
		"profdiff compares two profiles, or two sets of them: profdiff OLD... -- "
		"NEW... It says which functions take more or less than before, by how much at "
		"least, and what could not have been seen. Several runs a side see far smaller "
		"changes than one; record old and new in turn, so that what changes with time "
		"does not look like a change.\n\n"
		"A finding is a place in the tree of calls that explains a part of the change; "
		"no part is explained twice, so the findings and what they leave over add up "
		"to the change of the total. Its kind is self (its own code), scaled (all that "
		"it calls changed alike: it is called more often or with more work), mixed, "
		"new, gone, moved (the same work below another caller), renamed (a guess) or "
		"inlined. \"At least\" is a bound that holds for all findings at once, in 95 "
		"reports of 100.\n\n"
		"Every row of a table has a word: regression and improvement are more than "
		"noise, as are new, gone, moved and renamed; noise, or ~, is a change that "
		"chance explains, same is none. old, new and change are of one run; old values "
		"are shown at the scale of the new ones, so that old and change add up to new. "
		"q is the share of false discoveries if everything up to this row is believed. "
		"\"of all\" is what a finding explains of the total's change.\n\n"
		"Several sample types (-t all, or -t alloc_space,alloc_objects) are compared "
		"one "
		"after the other, each at a scale of its own; --by-label KEY compares, besides "
		"all samples, those with each value of a label, the 50 largest of them. The "
		"report "
		"begins with the answer of each, rules are held against all of them, a rule in "
		"a unit against those in such a unit, and the worst verdict decides. Pictures, "
		"folded and the page's call graph show the first sample type and all "
		"samples.\n\n"
		"With --delta the profiles are two snapshots of one process, the earlier one "
		"first, of what it adds up (allocs, block, mutex) or holds (heap, goroutine): "
		"the report is of what came in between. It has happened, so nothing is tested, "
		"there are no findings, and no rules. Less of what a process only adds up is "
		"warned of: it is another process, or the order is wrong.\n\n"
		"With --mean values are those of an event on average: those of a side divided "
		"by "
		"its first sample type, such as delay by contentions or alloc_space by "
		"alloc_objects. How much single events differ cannot be told from sums, so "
		"means are shown with their changes and not tested, there are no findings and "
		"no rules, and the rows in front are those whose change counts most, times the "
		"events that both sides have. Pictures, whose parts add up, show no means. "
		"Between two snapshots (--delta) there is one mean, of what came in between, "
		"and none to compare it with: proftext top --mean --base OLD NEW shows "
		"that.\n\n"
		"Files of callgrind have calls with their costs, but no stacks: a finding is "
		"then "
		"what a function uses itself, wherever it is called. Flame graph, folded, "
		"pprof, --delta, --own and filters by frames need stacks, and are refused.\n\n"
		"A single profile is taken apart where it holds both sides: old samples "
		"negated "
		"and labelled pprof::base, as go tool pprof -diff_base -proto and profdiff -f "
		"pprof write it, or two columns of values.\n\n"
		"A directory stands for the files in it: profdiff old/ new/ compares the runs "
		"in one with those in the other.\n\n"
		"With --calibrate all profiles are runs of one program on one machine, three "
		"or "
		"more, and the report is of what they differ by: the noise floor and how to "
		"give it to --noise, the dispersion, the total from run to run, and the "
		"functions that vary by far more than the others, with the --unsteady that "
		"keeps them out of judgement; as text or JSON.\n\n"
		"tsv, folded and pprof are for other tools, and hold values as they were "
		"recorded: a line for each function (only its changes are at the scale of the "
		"new side), stacks with an old and a new value as flamegraph.pl and flamegen "
		"take them, and a profile in which old samples are negative and have the label "
		"pprof::base, as go tool pprof makes it of -diff_base.\n\n"
		"Text shows what is more than noise, and a few rows more to compare it with; "
		"with --verbose all tables, with --node-count so many rows.",
	.examples =
		"profdiff old.pb.gz new.pb.gz\n"
		"\twhat is more than noise\n"
		"profdiff old*.pb.gz -- new*.pb.gz\n"
		"\tthe same, from several runs of each\n"
		"profdiff --calibrate runs/\n"
		"\twhat runs of the same program differ by on this machine\n"
		"profdiff --fail-on 'cum>5%' old*.pb.gz -- new*.pb.gz\n"
		"\texit with 1 when a function is proved to take 5% more\n"
		"profdiff --budget perf.rules --summary -o diff.md -o diff.json -o diff.xml "
		"old*.pb.gz -- new*.pb.gz\n"
		"\tin CI: a comment, data, test cases and the summary of the step\n"
		"profdiff --by-label endpoint -t cpu old*.pb.gz -- new*.pb.gz\n"
		"\twhat changed in the requests to each endpoint\n"
		"profdiff --mean -t delay old.mutex.pb.gz new.mutex.pb.gz\n"
		"\thow much longer or shorter a wait has become\n"
		"profdiff --delta -t all heap-9h.pb.gz heap-10h.pb.gz\n"
		"\twhat one process has allocated, and holds more of, within an hour\n"
		"profdiff -t Ir callgrind.out.old callgrind.out.new\n"
		"\tcounted instructions, by function and call\n"
		"profdiff -t alloc_space old.pb.gz new.pb.gz -f json | jq '.findings[0]'\n"
		"\tfor scripts\n",
};

int
main(int argc, char **argv)
{
	return tool_main(&profdiff, argc, argv);
}
