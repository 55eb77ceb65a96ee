/* SPDX-License-Identifier: Apache-2.0 */
/* Reading what the shell was started with once more. */
#include "shell/fetch.h"

#include "shell/commands.h"
#include "shell/interrupt.h"
#include "shell/prepare.h"
#include "shell/report.h"
#include "shell/save.h"

#include <string.h>

/* Called while a fetch goes on: Ctrl-C ends it. */
static bool
go_on(void *arg, uint64_t bytes, uint64_t expected)
{
	return !interrupt_seen() && progress_fetch(arg, bytes, expected);
}

int
refetch(struct session *s, const struct line *line)
{
	struct request *r = s->request;
	struct pfl_error err = { 0 };
	struct pfl_profile *profile = NULL;
	struct command diff;

	(void)line;
	r->read.fetch.progress = go_on;
	if (standard_inputs(r))
		pfl_fail(&err, PFL_USAGE, "standard input was read and cannot be read again");
	else
		profile = read_inputs(r, &err);
	interrupt_forget();
	if (!profile)
		return session_fail(s, &err);
	prepare_end(s);
	pfl_profile_free(s->earlier);
	s->earlier = s->profile;
	s->profile = profile;
	save_fetched(s);
	prepare_begin(s);
	if (!command_find("diff", strlen("diff"), &diff))
		return STATUS_OK;
	return report_run(s, &diff, &(struct line){ 0 });
}
