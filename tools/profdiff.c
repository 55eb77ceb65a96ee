/* SPDX-License-Identifier: Apache-2.0 */
/* profdiff: what changed between two profiles. */
#include "cli/tool.h"

static const struct tool profdiff = {
	.name = "profdiff",
	.summary = "show what changed between two profiles",
	.operands = "OLD NEW",
	.family = "diff",
	.default_format = "text",
	.base_style = BASE_PAIR,
	.two_sides = true,
	.description =
		"profdiff puts two profiles side by side: for every function what it used "
		"itself (flat) and with its calls (cum), before and after, and the change. "
		"Frames are matched by function, file and line, not by address, so two "
		"builds of a program line up.\n\n"
		"Several profiles a side are merged: profdiff OLD... -- NEW...\n\n"
		"Values are compared as they are; --normalize first scales the old profile "
		"to the new one's total, which shows shares instead of amounts. One "
		"recording a side cannot tell a small change from noise: record twice and "
		"compare a version with itself to see how large noise is.",
	.examples = "profdiff old.pb.gz new.pb.gz\n"
		    "\tthe largest changes first\n"
		    "profdiff old.pb.gz new.pb.gz -o diff.md\n"
		    "\ta comment for a pull request\n"
		    "profdiff -t alloc_space old.pb.gz new.pb.gz -f json | jq '.rows[0]'\n"
		    "\tfor scripts\n",
};

int
main(int argc, char **argv)
{
	return tool_main(&profdiff, argc, argv);
}
