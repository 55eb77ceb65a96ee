/* SPDX-License-Identifier: Apache-2.0 */
/* Reading what was named, and making one profile of it. */
#include "cli/request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "read cpu.pb.gz: 1735 samples of samples/count, cpu/nanoseconds" */
static void
tell_profile(const struct request *r, const char *name, const struct pfl_profile *p)
{
	struct pfl_error text = { 0 };
	uint64_t n_samples = pfl_profile_samples(p);
	char types[300] = "nothing";
	size_t n = 0;

	for (size_t i = 0; i < pfl_profile_types(p) && n < sizeof(types); i++)
		n += (size_t)snprintf(types + n, sizeof(types) - n, "%s%s/%s", i ? ", " : "",
			pfl_profile_type_name(p, i), pfl_profile_type_unit(p, i));
	pfl_fail(&text, PFL_FORMAT, "%s: %llu sample%s of %s", name,
		(unsigned long long)n_samples, n_samples == 1 ? "" : "s", types);
	complain(r, "read", text.msg);
}

/* Print a note about an input, whose name may hold anything. */
static void
note(const struct request *r, const char *name, const char *text)
{
	struct pfl_error line = { 0 };

	pfl_fail(&line, PFL_FORMAT, "%s: %s", name, text); /* for its cleaning */
	if (!r->quiet)
		complain(r, "note", line.msg);
}

static struct pfl_profile *
read_labelled(
	const struct request *r, const char *name, const char *label, struct pfl_error *err)
{
	bool fetched = pfl_is_url(name);
	struct pfl_profile *p;

	if (r->verbose)
		complain(r, fetched ? "fetching" : "reading", label);
	progress_start(r, fetched ? "fetching" : "reading",
		strcmp(name, "-") == 0 ? "standard input" : label);
	p = pfl_read(name, &r->read, err);
	progress_stop();
	if (p && r->verbose)
		tell_profile(r, label, p);
	if (p && strncmp(name, "https+insecure:", 15) == 0)
		note(r, label, "the server's certificate was not looked at");
	for (size_t i = 0; p && i < pfl_profile_notes(p); i++)
		note(r, label, pfl_profile_note(p, i));
	if (p && pfl_profile_samples(p) == 0)
		note(r, label, "the profile has no samples");
	return p;
}

static struct pfl_profile *
read_one(const struct request *r, const char *name, struct pfl_error *err)
{
	char *label = pfl_url_label(name, err);
	struct pfl_profile *p = label ? read_labelled(r, name, label, err) : NULL;

	free(label);
	return p;
}

/* Read every profile of a list and merge them; one alone stays as it is. */
static struct pfl_profile *
read_all(const struct request *r, const struct list *names, struct pfl_error *err)
{
	struct pfl_profile **all = calloc(names->n, sizeof(struct pfl_profile *)),
			   *merged = NULL;
	size_t n = 0;

	if (!all) {
		pfl_fail(err, PFL_NOMEM, "out of memory");
		return NULL;
	}
	for (; n < names->n; n++) {
		if (!(all[n] = read_one(r, names->at[n], err)))
			goto out;
	}
	if (n == 1) {
		merged = all[0];
		all[0] = NULL;
	} else {
		merged = pfl_merge(
			(const struct pfl_profile *const *)all, n, &r->read.limits, err);
	}
out:
	for (size_t i = 0; i < n; i++)
		pfl_profile_free(all[i]);
	free(all);
	return merged;
}

/* Combine a profile with the old one that it is compared with. Takes both over. */
static struct pfl_profile *
combine(const struct request *r, struct pfl_profile *p, struct pfl_profile *old,
	struct pfl_error *err)
{
	struct pfl_profile *combined = NULL;
	enum pfl_base_mode mode = r->base ? PFL_BASE_SUBTRACT : PFL_BASE_DIFF;

	if (!p || !old)
		;
	else if (!r->base && r->tool->base_style == BASE_PAIR)
		combined = pfl_pair(old, p, r->normalize, &r->read.limits, err);
	else
		combined = pfl_subtract(p, old, mode, r->normalize, &r->read.limits, err);
	pfl_profile_free(p);
	pfl_profile_free(old);
	return combined;
}

struct pfl_profile *
read_inputs(const struct request *r, struct pfl_error *err)
{
	const char *base = r->base ? r->base : r->diff_base;
	struct list one = { &base, 1, 1 };
	const struct list *old_names = base ? &one : r->old.n ? &r->old : NULL;
	struct pfl_profile *old, *p;

	if (!old_names)
		return read_all(r, &r->inputs, err);
	old = read_all(r, old_names, err);
	p = old ? read_all(r, &r->inputs, err) : NULL;
	return combine(r, p, old, err);
}
