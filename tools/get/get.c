/* SPDX-License-Identifier: Apache-2.0 */
/* Recording from live servers into files. */
#define _POSIX_C_SOURCE 200809L
#include "get/get.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Is the one profile written to standard output? */
static bool
is_piped(const struct request *r)
{
	return r->outputs.n && strcmp(r->outputs.at[0], "-") == 0;
}

static bool
check(const struct request *r, bool *json, struct pfl_error *err)
{
	*json = r->format && strcmp(r->format, "json") == 0;
	if (r->format && !*json && strcmp(r->format, "text") != 0)
		return pfl_fail(err, PFL_USAGE, "-f is text or json here, not '%s'", r->format);
	if (r->outputs.n > 1)
		return pfl_fail(err, PFL_USAGE, "-o names the file of a single profile");
	if (r->outputs.n && r->directory)
		return pfl_fail(err, PFL_USAGE, "-o and -d exclude each other");
	if (is_piped(r) && r->format)
		return pfl_fail(err, PFL_USAGE,
			"standard output is for the profile with -o -, so nothing can be said "
			"there with -f");
	if (is_piped(r) && !r->read.fetch.debug && isatty(1))
		return pfl_fail(err, PFL_USAGE,
			"a profile is not for a terminal; name a file with -o, or redirect");
	return true;
}

/* Have the folder; *made: it was not there. */
static bool
make_folder(const char *folder, bool *made, struct pfl_error *err)
{
	*made = folder && mkdir(folder, 0777) == 0;
	return !folder || *made || errno == EEXIST ||
		pfl_fail(err, PFL_OUTPUT, "%s: cannot make the folder: %s", folder,
			strerror(errno));
}

/* The end of the report: a line for each that was saved, or a document. */
static bool
print_result(const struct targets *targets, const struct request *r, bool json,
	struct pfl_error *err)
{
	struct pfl_out *out;
	bool ok = true;

	if (is_piped(r))
		return true;
	out = pfl_out_open("-", 0, err);
	if (!out)
		return false;
	if (json)
		ok = pfl_fetch_json(targets->at, targets->n, r->tool->name, out, err);
	for (size_t i = 0; !json && i < targets->n; i++) {
		const struct pfl_fetch *fetch = &targets->at[i];

		if (fetch->state != PFL_FETCH_SAVED)
			continue;
		pfl_out_printf(out, "%s: %" PRIu64 " bytes", fetch->path, fetch->bytes);
		if (!fetch->opts.debug)
			pfl_out_printf(out, ", %" PRIu64 " samples", fetch->samples);
		pfl_out_str(out, "\n");
	}
	if (ok)
		return pfl_out_close(out, err);
	pfl_out_abandon(out);
	return false;
}

/* What went wrong, each on its line, and how much of it; the first is left in *err. */
static void
complain_all(const struct targets *targets, const struct request *r, struct pfl_error *err)
{
	struct pfl_error sum = { 0 };
	size_t failed = 0;

	for (size_t i = 0; i < targets->n; i++) {
		const struct pfl_fetch *fetch = &targets->at[i];

		if (fetch->state == PFL_FETCH_SAVED)
			continue;
		failed++;
		if (targets->n > 1 && fetch->err.code != PFL_OK)
			complain(r, NULL, fetch->err.msg);
	}
	if (targets->n > 1) {
		pfl_fail(&sum, err->code, "%zu of %zu profiles were not saved", failed,
			targets->n);
		*err = sum;
	}
}

static void
tell_start(const struct targets *targets, const struct request *r)
{
	for (size_t i = 0; r->verbose && i < targets->n; i++) {
		struct pfl_error text = { 0 };

		pfl_fail(&text, PFL_IO, "%s", targets->at[i].path);
		complain(r, "recording", text.msg);
	}
	for (size_t i = 0; !r->quiet && i < r->inputs.n; i++) {
		if (strncmp(r->inputs.at[i], "https+insecure:", 15) == 0)
			complain(r, "note", "the server's certificate is not looked at");
	}
}

static bool
get_all(const struct targets *targets, const struct request *r, struct pfl_error *err)
{
	struct lines lines;
	struct pfl_fetch_plan plan = { .limits = r->read.limits,
		.retries = r->retries,
		.watch = lines_show,
		.watch_arg = &lines };
	bool ok;

	tell_start(targets, r);
	lines_begin(&lines, r);
	ok = pfl_fetch_all(targets->at, targets->n, &plan, err);
	lines_end(&lines);
	return ok;
}

static bool
is_any_saved(const struct targets *targets)
{
	for (size_t i = 0; i < targets->n; i++) {
		if (targets->at[i].state == PFL_FETCH_SAVED)
			return true;
	}
	return false;
}

static bool
get(struct targets *targets, const struct request *r, struct pfl_error *err)
{
	struct pfl_error unheard = { 0 };
	bool json, made, ok;

	if (!check(r, &json, err) || !targets_make(targets, r, err) ||
		!make_folder(r->directory, &made, err))
		return false;
	ok = get_all(targets, r, err);
	if (made && !is_any_saved(targets))
		rmdir(r->directory);
	if (!ok)
		complain_all(targets, r, err);
	return print_result(targets, r, json, ok ? err : &unheard) && ok;
}

int
get_run(struct request *r, struct pfl_error *err)
{
	struct targets targets = { 0 };
	bool ok = get(&targets, r, err);

	targets_clear(&targets);
	return ok ? STATUS_OK : status_of(err->code);
}
