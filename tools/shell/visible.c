/* SPDX-License-Identifier: Apache-2.0 */
/* What a terminal may be shown. */
#include "shell/visible.h"

#include <profloom/error.h>
#include <string.h>

bool
is_visible(const char *text)
{
	struct pfl_error shown = { 0 };

	/* A message is a text that was made visible. */
	pfl_fail(&shown, PFL_FORMAT, "%s", text);
	return strcmp(shown.msg, text) == 0;
}
