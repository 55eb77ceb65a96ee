/* SPDX-License-Identifier: Apache-2.0 */
/* Which names are fetched, and how they are shown. */
#define _POSIX_C_SOURCE 200809L
#include "base/url.h"
#include <profloom/fetch.h>

#include <stdlib.h>
#include <unistd.h>

bool
pfl_is_url(const char *name)
{
	enum pfl_url_kind kind = pfl_url_kind(name);

	/* What may as well be a file is one where there is such a file. */
	return kind == PFL_URL_HTTP || (kind != PFL_URL_NONE && access(name, F_OK) != 0);
}

char *
pfl_url_label(const char *name, struct pfl_error *err)
{
	struct pfl_text text = { 0 };

	if (pfl_is_url(name))
		pfl_url_show(&text, name);
	else
		pfl_text_str(&text, name);
	if (pfl_text_ok(&text, err))
		return text.at;
	pfl_text_clear(&text);
	return NULL;
}
