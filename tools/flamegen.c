/* SPDX-License-Identifier: Apache-2.0 */
/* flamegen: the flame graph. */
#include "cli/tool.h"

static const struct tool flamegen = {
	.name = "flamegen",
	.summary = "draw a flame graph of a profile",
	.operands = "PROFILE...",
	.family = "flame",
	.default_format = "svg",
	.base_style = BASE_PAIR,
	.description =
		"flamegen draws every call path of a profile as a stack of boxes, as wide "
		"as what was spent there. The SVG is one file: a picture that shows "
		"everywhere, also where scripts are blocked, and, where a browser runs its "
		"script, a viewer with details, zoom and search.\n\n"
		"--layout says what is above what: flame and icicle have the root below or "
		"above; reversed begins with the leaves, so that what a function costs "
		"wherever "
		"it is called stands in one place, with its callers above; --around RE has the "
		"functions that match in the middle, callers on one side and calls on the "
		"other, and --layout callers or callees shows one side alone; chart has calls "
		"one after the other as they were made, in the order of a label called "
		"timestamp, or of the lines of folded stacks.\n\n"
		"With -t NAME,... or -t all the SVG holds several sample types, and the viewer "
		"can be switched; the first is the one that is drawn.\n\n"
		"Nothing is trimmed by --node-count and its kind; boxes that would be "
		"narrower than --min-width are left out of the picture.\n\n"
		"Several profiles are merged. With --diff-base the boxes are as wide as in "
		"the new profile and coloured by what changed.\n\n"
		"Folded stacks come out sorted, root first. A ';', a line break or a "
		"trailing number in a name is written as an escape such as \\x3b, which "
		"every tool here reads back; --raw-names switches that off.",
	.examples = "flamegen cpu.pb.gz -o flame.svg\n"
		    "\tthe main job\n"
		    "flamegen -t alloc_space allocs.pb.gz -o allocs.svg\n"
		    "\twhere memory is allocated\n"
		    "flamegen --diff-base old.pb.gz new.pb.gz -o diff.svg\n"
		    "\twhat changed, in colour\n"
		    "flamegen --tag-root state goroutine-dump.txt -o goroutines.svg\n"
		    "\twhere the goroutines of a Go program are, by what they wait for\n"
		    "flamegen --around 'json.Unmarshal$' cpu.pb.gz -o unmarshal.svg\n"
		    "\twho calls a function, and what it calls\n"
		    "flamegen --layout reversed --sort value cpu.pb.gz -o leaves.svg\n"
		    "\twhere time goes, wherever it is called from\n"
		    "flamegen --preset pr-comment cpu.pb.gz -o flame.png\n"
		    "\ta picture for a comment on a change\n"
		    "flamegen cpu.pb.gz -f folded | grep 'json'\n"
		    "\tstacks as text\n",
};

int
main(int argc, char **argv)
{
	return tool_main(&flamegen, argc, argv);
}
