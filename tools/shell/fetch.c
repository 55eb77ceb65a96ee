/* SPDX-License-Identifier: Apache-2.0 */
/* Reading what the shell was started with once more. */
#include "shell/fetch.h"

#include "shell/commands.h"
#include "shell/report.h"

#include <string.h>

int
refetch(struct session *s, const struct line *line)
{
	struct pfl_error err = { 0 };
	struct pfl_profile *profile = NULL;
	struct command diff;

	(void)line;
	if (standard_inputs(s->request))
		pfl_fail(&err, PFL_USAGE, "standard input was read and cannot be read again");
	else
		profile = read_inputs(s->request, &err);
	if (!profile)
		return session_fail(s, &err);
	pfl_profile_free(s->earlier);
	s->earlier = s->profile;
	s->profile = profile;
	if (!command_find("diff", strlen("diff"), &diff))
		return STATUS_OK;
	return report_run(s, &diff, &(struct line){ 0 });
}
