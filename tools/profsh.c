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
		"profsh reads a profile once and then asks for commands: reports, pictures, "
		"and options that hold for all that follow, under the names that go tool "
		"pprof has for them.",
	.examples = "profsh cpu.pb.gz\n"
		    "\tlook around\n"
		    "profsh -c 'top 10' -c 'list main' cpu.pb.gz\n"
		    "\trun two commands and leave\n",
};

int
main(int argc, char **argv)
{
	return tool_main(&profsh, argc, argv);
}
