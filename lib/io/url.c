/* SPDX-License-Identifier: Apache-2.0 */
/* Which names are fetched, and how they are shown. */
#define _POSIX_C_SOURCE 200809L
#include "base/url.h"
#include "base/name.h"
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

/* Take a URL apart that may be none, without a word. */
static bool
parse(struct pfl_url *url, const char *name)
{
	struct pfl_error unsound = { 0 };

	return pfl_url_parse(url, name, &unsound);
}

static void
copy(char *text, size_t size, struct pfl_span s)
{
	if (size > 0) {
		size_t n = s.n < size ? s.n : size - 1;

		if (n > 0)
			memcpy(text, s.at, n);
		text[n] = '\0';
	}
}

bool
pfl_url_profile_name(const char *name, char *text, size_t size)
{
	struct pfl_url url;

	if (!parse(&url, name))
		return false;
	copy(text, size, pfl_url_profile(&url));
	return true;
}

bool
pfl_url_host_name(const char *name, char *text, size_t size)
{
	struct pfl_text host = { 0 };
	struct pfl_url url;

	if (!parse(&url, name) || !pfl_url_decode(&host, url.socket)) {
		pfl_text_clear(&host);
		return false;
	}
	if (host.n > 0) {
		copy(text, size, pfl_path_base(pfl_text_span(&host)));
	} else {
		pfl_text_str(&host, url.host.at[0] == ':' ? "localhost" : "");
		pfl_text_add(&host, url.host);
		copy(text, size, pfl_text_span(&host));
	}
	pfl_text_clear(&host);
	for (; *text; text++) {
		if (!pfl_url_is_plain(*text))
			*text = '_';
	}
	return true;
}

#if !PFL_HAVE_CURL
bool
pfl_fetch_all(struct pfl_fetch *fetches, size_t n, const struct pfl_fetch_plan *plan,
	struct pfl_error *err)
{
	(void)fetches;
	(void)n;
	(void)plan;
	return pfl_fail(
		err, PFL_UNSUPPORTED, "this build fetches nothing, for want of libcurl");
}
#endif
