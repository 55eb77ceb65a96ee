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
		"trimming does not. Several profiles are merged into one. callgrind is for "
		"KCachegrind, speedscope for speedscope.app, which gets a profile for each "
		"sample type; json and ndjson have a row for each sample and value, for "
		"databases. What a format cannot hold is said in a note.",
	.examples = "profconv a.pb.gz b.pb.gz c.pb.gz -o merged.pb.gz\n"
		    "\tmerge\n"
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
