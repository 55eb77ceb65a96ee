/* SPDX-License-Identifier: Apache-2.0 */
/* profconv: convert, filter and merge. */
#include "cli/tool.h"

static const struct tool profconv = {
	.name = "profconv",
	.summary = "convert, filter and merge profiles",
	.operands = "PROFILE...",
	.family = "convert",
	.default_format = "pprof",
	.base_style = BASE_SIGNED,
	.description =
		"profconv writes what it read in another format. pprof output (gzip) keeps "
		"everything that the format can hold; the filters of the view apply, its "
		"trimming does not. Such output has the samples in the order of their stacks, "
		"which makes it smaller, unless one profile.proto had them in another. "
		"callgrind is for KCachegrind, speedscope for speedscope.app, which gets a "
		"profile for each "
		"sample type; json and ndjson have a row for each sample and value, for "
		"databases. What a format cannot hold is said in a note.\n\n"
		"Several profiles, of any formats, are merged into one, each as soon as it is "
		"read, so that memory goes by the result and not by how many they are. A "
		"directory stands for the files in it. --weight multiplies the values of an "
		"input before they are added up, and changes nothing else: durations are those "
		"of the recordings. Whole numbers multiply exactly; with others each value of "
		"a "
		"sample is rounded to the nearest whole number, halves away from 0, and a note "
		"says how many samples became 0 by that. --label-source keeps the inputs apart "
		"by a label. Lines at which functions start are kept, as profile-guided "
		"optimisation needs them (go build -pgo).",
	.examples = "profconv a.pb.gz b.pb.gz c.pb.gz -o merged.pb.gz\n"
		    "\tmerge\n"
		    "profconv --weight 3,1 busy.pb.gz idle.pb.gz -o default.pgo\n"
		    "\tfor go build -pgo, with one recording counted three times\n"
		    "profconv --label-source hosts/ -o fleet.pb.gz\n"
		    "\tmerge a directory; flamegen --tag-root source shows hosts apart\n"
		    "profconv stacks.folded -o stacks.pb.gz\n"
		    "\tfor go tool pprof\n"
		    "profconv --tag-focus tenant=acme cpu.pb.gz -o acme.folded\n"
		    "\tone tenant's stacks\n"
		    "profconv cpu.pb.gz -o cpu.callgrind && kcachegrind cpu.callgrind\n"
		    "\tlook at it in KCachegrind\n"
		    "profconv cpu.pb.gz -o cpu.ndjson\n"
		    "\tfor DuckDB, ClickHouse or Spark\n",
};

int
main(int argc, char **argv)
{
	return tool_main(&profconv, argc, argv);
}
