/* SPDX-License-Identifier: Apache-2.0 */
/* What has become of fetches, for scripts. */
#include "base/jsonw.h"
#include <profloom/fetch.h>
#include <profloom/profloom.h>

#include <stdlib.h>

enum { NAME = 200 };

static const char *
profile_of(const struct pfl_fetch *fetch, char name[NAME])
{
	name[0] = '\0';
	if (fetch->opts.profile)
		return fetch->opts.profile;
	pfl_url_profile_name(fetch->url, name, NAME);
	return name[0] ? name : "cpu";
}

static bool
write_one(struct pfl_jsonw *w, const struct pfl_fetch *fetch, struct pfl_error *err)
{
	char name[NAME];
	bool saved = fetch->state == PFL_FETCH_SAVED;
	char *label = pfl_url_label(fetch->url, err);

	if (!label)
		return false;
	pfl_jsonw_object(w);
	pfl_jsonw_key(w, "url");
	pfl_jsonw_text(w, label);
	pfl_jsonw_key(w, "profile");
	pfl_jsonw_text(w, profile_of(fetch, name));
	pfl_jsonw_key(w, "file");
	pfl_jsonw_text(w, fetch->path);
	pfl_jsonw_key(w, "saved");
	pfl_jsonw_bool(w, saved);
	pfl_jsonw_key(w, "tries");
	pfl_jsonw_u64(w, fetch->tries);
	pfl_jsonw_key(w, "bytes");
	pfl_jsonw_u64(w, fetch->bytes);
	pfl_jsonw_key(w, "samples");
	pfl_jsonw_u64(w, fetch->samples);
	pfl_jsonw_key(w, "error");
	if (saved)
		pfl_jsonw_null(w);
	else
		pfl_jsonw_text(w, fetch->err.msg);
	pfl_jsonw_end(w);
	free(label);
	return true;
}

bool
pfl_fetch_json(const struct pfl_fetch *fetches, size_t n, const char *tool, struct pfl_out *out,
	struct pfl_error *err)
{
	struct pfl_jsonw w;

	pfl_jsonw_init(&w, out, 2);
	pfl_jsonw_object(&w);
	pfl_jsonw_key(&w, "schema");
	pfl_jsonw_text(&w, "get/1");
	pfl_jsonw_key(&w, "tool");
	pfl_jsonw_text(&w, tool);
	pfl_jsonw_key(&w, "version");
	pfl_jsonw_text(&w, pfl_version());
	pfl_jsonw_key(&w, "profiles");
	pfl_jsonw_array(&w);
	for (size_t i = 0; i < n; i++) {
		if (!write_one(&w, &fetches[i], err))
			return false;
	}
	pfl_jsonw_end(&w);
	pfl_jsonw_end(&w);
	return pfl_jsonw_finish(&w, err);
}
