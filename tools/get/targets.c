/* SPDX-License-Identifier: Apache-2.0 */
/* What is to be saved, and under which names: ones that a script can predict. */
#include "get/get.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME = 200 }; /* bytes of a file's name, without its folder */

/* What tells the state of now, however long one waits. */
static bool
is_snapshot(const char *profile)
{
	return is_called(
		"heap", "allocs goroutine threadcreate block mutex", profile, strlen(profile));
}

/* A text of the targets' own; takes it over, also when it fails. */
static const char *
keep(struct targets *targets, char *text, struct pfl_error *err)
{
	char **grown =
		text ? realloc(targets->texts, (targets->n_texts + 1) * sizeof(*grown)) : NULL;

	if (!grown) {
		free(text);
		pfl_fail(err, PFL_NOMEM, "out of memory");
		return NULL;
	}
	targets->texts = grown;
	targets->texts[targets->n_texts++] = text;
	return text;
}

static const char *
keep_n(struct targets *targets, const char *text, size_t n, struct pfl_error *err)
{
	char *copy = calloc(n + 1, 1);

	if (copy)
		memcpy(copy, text, n);
	return keep(targets, copy, err);
}

/* [FOLDER/][HOST-]PROFILE.pb.gz */
static const char *
file_name(struct targets *targets, const struct request *r, const char *host,
	const char *profile, struct pfl_error *err)
{
	const char *folder = r->directory ? r->directory : "";
	size_t folder_n = strlen(folder), size = folder_n + 2 * NAME + 20;
	char *name = malloc(size), *p;
	bool slash = folder_n > 0 && folder[folder_n - 1] != '/';

	if (!name)
		return keep(targets, NULL, err);
	snprintf(name, size, "%s%s%s%s%s", folder, slash ? "/" : "", host, *host ? "-" : "",
		profile);
	for (p = name + folder_n + slash; *p; p++) {
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_",
			    *p) ||
			(*p == '.' && p == name + folder_n + slash))
			*p = '_';
	}
	snprintf(p, size - (size_t)(p - name), "%s", r->read.fetch.debug ? ".txt" : ".pb.gz");
	return keep(targets, name, err);
}

static bool
add(struct targets *targets, const struct request *r, const char *url, const char *host,
	const char *profile, bool wished, struct pfl_error *err)
{
	const char *path =
		r->outputs.n ? r->outputs.at[0] : file_name(targets, r, host, profile, err);
	struct pfl_fetch *fetch;

	if (!path)
		return false;
	for (size_t i = 0; i < targets->n; i++) {
		if (strcmp(targets->at[i].path, path) == 0)
			return r->outputs.n
				? pfl_fail(err, PFL_USAGE,
					  "-o names one file, but there are several "
					  "profiles; -d names a folder for them")
				: pfl_fail(err, PFL_USAGE, "%s would be written twice", path);
	}
	if (targets->n == targets->cap) {
		size_t cap = targets->cap ? targets->cap * 2 : 8;
		struct pfl_fetch *grown = realloc(targets->at, cap * sizeof(*grown));

		if (!grown)
			return pfl_fail(err, PFL_NOMEM, "out of memory");
		targets->at = grown;
		targets->cap = cap;
	}
	fetch = &targets->at[targets->n++];
	*fetch = (struct pfl_fetch){ .url = url, .path = path, .opts = r->read.fetch };
	fetch->opts.profile = wished ? profile : NULL;
	if (is_snapshot(profile) && !r->delta)
		fetch->opts.seconds = 0;
	return true;
}

/* Each NAME of NAME,NAME,... */
static bool
add_wished(struct targets *targets, const struct request *r, const char *url, const char *host,
	struct pfl_error *err)
{
	const char *names = r->read.fetch.profile ? r->read.fetch.profile : "cpu";

	for (;;) {
		size_t n = strcspn(names, ",");
		const char *name;

		if (n == 0 || n >= NAME)
			return pfl_fail(err, PFL_USAGE,
				"--profile is a list such as cpu,heap,goroutine, not '%s'",
				r->read.fetch.profile);
		name = keep_n(targets, names, n, err);
		if (!name || !add(targets, r, url, host, name, true, err))
			return false;
		if (!names[n])
			return true;
		names += n + 1;
	}
}

static bool
add_url(struct targets *targets, const struct request *r, const char *url, const char *host,
	struct pfl_error *err)
{
	char profile[NAME] = "";

	pfl_url_profile_name(url, profile, sizeof(profile));
	if (!profile[0])
		return add_wished(targets, r, url, host, err);
	if (r->read.fetch.profile)
		return pfl_fail(err, PFL_USAGE,
			"--profile is for addresses such as http://host:6060, but a URL names "
			"%s",
			profile);
	return add(targets, r, url, host, profile, false, err);
}

/* Is there more than one server, so that names need theirs? */
static bool
several_hosts(const struct request *r)
{
	char first[NAME] = "", host[NAME] = "";

	for (size_t i = 0; i < r->inputs.n; i++) {
		pfl_url_host_name(r->inputs.at[i], i == 0 ? first : host, NAME);
		if (i > 0 && strcmp(first, host) != 0)
			return true;
	}
	return false;
}

/* An option that changes nothing is a mistake. */
static bool
check_seconds(const struct targets *targets, const struct request *r, struct pfl_error *err)
{
	for (size_t i = 0; i < targets->n; i++) {
		if (targets->at[i].opts.seconds)
			return true;
	}
	if (r->delta)
		return pfl_fail(err, PFL_USAGE, "--delta needs --seconds");
	return !r->read.fetch.seconds ||
		pfl_fail(err, PFL_USAGE,
			"--seconds is for cpu; with --delta also for what is asked for here");
}

bool
targets_make(struct targets *targets, const struct request *r, struct pfl_error *err)
{
	bool several = several_hosts(r);

	for (size_t i = 0; i < r->inputs.n; i++) {
		const char *url = r->inputs.at[i];
		char host[NAME] = "";

		if (!pfl_is_url(url))
			return pfl_fail(err, PFL_USAGE,
				"%s: is no URL; http://host:6060 is one, and so is host:6060",
				url);
		if (several && !pfl_url_host_name(url, host, sizeof(host)))
			return pfl_fail(err, PFL_USAGE, "%s: is no URL", r->shown.at[i]);
		if (!add_url(targets, r, url, host, err))
			return false;
	}
	return check_seconds(targets, r, err);
}

void
targets_clear(struct targets *targets)
{
	for (size_t i = 0; i < targets->n_texts; i++)
		free(targets->texts[i]);
	free(targets->texts);
	free(targets->at);
}
