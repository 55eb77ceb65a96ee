/* SPDX-License-Identifier: Apache-2.0 */
/* pprof2svg: the call graph. */
#include "cli/tool.h"

static const struct tool pprof2svg = {
	.name = "pprof2svg",
	.summary = "draw the call graph of a profile",
	.operands = "PROFILE...",
	.family = "callgraph",
	.default_format = "svg",
	.base_style = BASE_SIGNED,
	.description =
		"pprof2svg draws who calls whom and what it costs. A box is a function: its "
		"size says what it uses itself (flat), its colour what it and everything it "
		"calls use (cum). An arrow is a call, as thick as what flows through it; "
		"dashed where functions in between were left out, with a hollow head where "
		"the call was inlined.\n\n"
		"Numbers, names, order and trimming are those of go tool pprof: 80 nodes at "
		"most, none below 0.5 % and no edge below 0.1 % of the total. Several "
		"profiles are merged.\n\n"
		"--around RE shows functions that match, --depth calls up and down (2), and "
		"nothing else; they have a ring around them. Values and percentages stay "
		"those of the whole profile (--focus is what counts only samples through a "
		"function), but what is small is measured by these functions, and letters "
		"grow up to the largest that is shown, as in every graph. --cluster puts "
		"the functions of a package into a frame, where it has more than one; "
		"--rank-dir LR draws calls from left to right.\n\n"
		"With --diff-base pictures show old and new value of each function, and a "
		"colour for the ratio; DOT and JSON have the difference, as pprof does. "
		"--base, --mean and --drop-negative draw the difference itself.\n\n"
		"The SVG is one file: a picture that shows everywhere, also where scripts are "
		"blocked. Where a browser runs its script, dragging and the wheel (or two "
		"fingers) move and zoom; pointing at a function leaves its callers and what "
		"it calls in full view, a click keeps that; / searches, also for /a regular "
		"expression/, Enter and n go on to the next match. Tab and the arrow keys "
		"walk along calls, Enter keeps, Escape lets go, + - 0 1 zoom. The address "
		"holds what is kept and searched for.\n\n"
		"Graphviz lays the graph out, in a process of its own with limits on time "
		"and memory. A graph that is too large or takes too long is drawn with "
		"fewer nodes, and the picture says so.\n\n"
		"Deliberate differences from pprof: names and labels are escaped "
		"everywhere; where a difference cancels a function out, its callers and "
		"calls are joined by a dotted arrow instead of ending in an empty node; "
		"edges and nodes of equal weight have a fixed order; times are shown in "
		"UTC; with --granularity files one file is one node. The whole list with "
		"the reasons is docs/differences-from-pprof.md.",
	.examples =
		"pprof2svg cpu.pb.gz -o callgraph.svg\n"
		"\tthe main job\n"
		"pprof2svg cpu.pb.gz -o graph.svg -o graph.png -o graph.json\n"
		"\tone reading, three outputs\n"
		"pprof2svg --focus 'json\\.' --node-count 30 cpu.pb.gz -o json.svg\n"
		"\tonly stacks that go through encoding/json\n"
		"pprof2svg --around 'json\\.Marshal$' --depth 3 --cluster cpu.pb.gz -o "
		"marshal.svg\n"
		"\twhat is three calls above and below one function\n"
		"pprof2svg -t inuse_space --diff-base before.pb.gz after.pb.gz -o growth.svg\n"
		"\twhere the heap grew\n",
};

int
main(int argc, char **argv)
{
	return tool_main(&pprof2svg, argc, argv);
}
