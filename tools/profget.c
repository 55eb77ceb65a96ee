/* SPDX-License-Identifier: Apache-2.0 */
/* profget: record from live servers. */
#include "get/get.h"

static const struct tool profget = {
	.name = "profget",
	.summary = "record profiles from live servers into files",
	.operands = "URL...",
	.family = "get",
	.run = get_run,
	.description = "profget asks one or many servers for profiles, all at the same time, "
		       "and saves each as it was sent. A file appears whole or not at all: "
		       "once its answer is complete and was read as a profile from its first "
		       "byte to its last (with --debug it is a text, and complete is enough). "
		       "What was saved stays, also where others fail.\n\n"
		       "A URL without a path, or with one that ends in /debug/pprof/, is asked "
		       "for each profile of --profile; any other is asked for as it is. Files "
		       "are called after the profile: cpu.pb.gz, heap.pb.gz, with --debug "
		       "heap.txt. With more than one server its name and port come first: "
		       "db1_6060-cpu.pb.gz. Characters other than letters, digits, '.', '-' "
		       "and '_' become '_'. A file that is there is replaced.\n\n"
		       "A server that cannot be reached, breaks off or stalls is asked again "
		       "after 1, 2, 4, ... seconds, and so is one that answers 408, 425, 429, "
		       "502, 503 "
		       "or 504, or that somebody else is recording CPU; it is given as long as "
		       "its Retry-After says, up to 300 seconds. Nothing else is tried twice, "
		       "slow answers neither.\n\n"
		       "A line on standard output says what was saved, in the order of the "
		       "command line, and one on standard error what was not, and why; the "
		       "exit status is that of the first that was not. -f json says all of it "
		       "in one document (get/1).\n\n"
		       "With --delta, the values in use of Go's heap profiles are of little "
		       "use (golang.org/issue/67942); those allocated are right.",
	.examples = "profget http://localhost:6060 --profile cpu,heap,goroutine,mutex,block "
		    "--seconds 30 -d out\n"
		    "\tout/cpu.pb.gz and four more\n"
		    "profget db1:6060 db2:6060\n"
		    "\tdb1_6060-cpu.pb.gz and db2_6060-cpu.pb.gz, recorded at the same time\n"
		    "profget --header @token https://api/debug/pprof/heap -o before.pb.gz\n"
		    "\tone profile, with a header from the file 'token'\n",
};

int
main(int argc, char **argv)
{
	return tool_main(&profget, argc, argv);
}
