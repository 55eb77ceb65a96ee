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

/* Print p's notes from the i-th on: what became of all inputs on their way, not of one of them.
 */
static void
tell_combined(const struct request *r, const struct pfl_profile *p, size_t i)
{
	for (; p && !r->quiet && i < pfl_profile_notes(p); i++)
		complain(r, "note", pfl_profile_note(p, i));
}

/* What is next in `ahead` is this name, where that is not NULL. */
static struct pfl_profile *
read_labelled(const struct request *r, const char *name, const char *label,
	struct pfl_readers *ahead, struct pfl_error *err)
{
	bool fetched = pfl_is_url(name);
	struct pfl_profile *p;

	if (r->verbose)
		complain(r, fetched ? "fetching" : "reading", label);
	progress_start(r, fetched ? "fetching" : "reading",
		strcmp(name, "-") == 0 ? "standard input" : label);
	p = ahead ? pfl_readers_next(ahead, err) : pfl_read(name, &r->read, err);
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
read_next(const struct request *r, const char *name, struct pfl_readers *ahead,
	struct pfl_error *err)
{
	char *label = pfl_url_label(name, err);
	struct pfl_profile *p = label ? read_labelled(r, name, label, ahead, err) : NULL;

	free(label);
	return p;
}

/* Owned by the caller. */
static struct pfl_profile *
read_one(const struct request *r, const char *name, struct pfl_error *err)
{
	return read_next(r, name, NULL, err);
}

/* The profiles of one side, as they are. */
struct recordings {
	struct pfl_profile **at;
	size_t n;
};

static void
forget(struct recordings *all)
{
	for (size_t i = 0; i < all->n; i++)
		pfl_profile_free(all->at[i]);
	free(all->at);
	*all = (struct recordings){ 0 };
}

static bool
read_all(const struct request *r, const struct list *names, struct recordings *all,
	struct pfl_error *err)
{
	all->at = calloc(names->n, sizeof(*all->at));
	if (!all->at)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	while (all->n < names->n) {
		if (!(all->at[all->n] = read_one(r, names->at[all->n], err)))
			return false;
		all->n++;
	}
	return true;
}

static struct pfl_profile *
read_pair(const struct request *r, const struct list *old_names, struct pfl_error *err)
{
	struct recordings old = { 0 }, now = { 0 };
	struct pfl_profile *pair = NULL;

	if (read_all(r, old_names, &old, err) && read_all(r, &r->inputs, &now, err))
		pair = pfl_pair((const struct pfl_profile *const *)old.at, old.n,
			(const struct pfl_profile *const *)now.at, now.n, &r->read.limits, err);
	forget(&old);
	forget(&now);
	return pair;
}

/* How an input goes into the whole. */
static struct pfl_merge_how
how_merged(const struct request *r, size_t i)
{
	return (struct pfl_merge_how){
		.weight = r->weights.n ? r->weights.at[i] : 0,
		.source = r->label_source ? r->shown.at[i] : NULL,
	};
}

/* One profile of all inputs, each merged as soon as it is read; one alone stays as it is. */
static struct pfl_profile *
read_merged(const struct request *r, struct pfl_error *err)
{
	struct pfl_readers *readers = pfl_readers_new(r->inputs.at, r->inputs.n, &r->read, err);
	struct pfl_merger *merger = readers ? pfl_merger_new(&r->read.limits, err) : NULL;
	struct pfl_profile *merged = NULL;
	bool ok = merger != NULL;

	for (size_t i = 0; ok && i < r->inputs.n; i++) {
		struct pfl_merge_how how = how_merged(r, i);
		struct pfl_profile *p = read_next(r, r->inputs.at[i], readers, err);

		ok = p && pfl_merger_add(merger, p, &how, err);
	}
	if (ok)
		merged = pfl_merger_finish(merger, err);
	pfl_readers_free(readers);
	pfl_merger_free(merger);
	if (r->inputs.n > 1 || r->weights.n || r->label_source)
		tell_combined(r, merged, 0);
	return merged;
}

/* New values minus old ones, as in pprof. */
static struct pfl_profile *
read_difference(const struct request *r, struct pfl_error *err)
{
	enum pfl_base_mode mode = r->base ? PFL_BASE_SUBTRACT : PFL_BASE_DIFF;
	struct pfl_profile *base = read_one(r, r->base ? r->base : r->diff_base, err);
	struct pfl_profile *p = base ? read_merged(r, err) : NULL, *difference = NULL;

	if (p)
		difference = pfl_subtract(p, base, mode, r->normalize, &r->read.limits, err);
	pfl_profile_free(p);
	pfl_profile_free(base);
	tell_combined(r, difference, 0);
	return difference;
}

/* Old and new side of a single file. */
static struct pfl_profile *
take_apart(const struct request *r, struct pfl_profile *p, struct pfl_error *err)
{
	struct pfl_profile *pair = p ? pfl_pair_apart(p, &r->read.limits, err) : NULL;

	if (p && !pair)
		pfl_context(err, "%s", r->shown.at[0]);
	pfl_profile_free(p);
	return pair;
}

/* All inputs as one profile, with both sides where there are two. */
static struct pfl_profile *
read_sides(const struct request *r, struct pfl_error *err)
{
	bool pair = r->tool->base_style == BASE_PAIR;
	const char *base = r->diff_base;
	const struct list one = { &base, 1, 1 };
	struct pfl_profile *p;

	if (r->base || (base && !pair))
		return read_difference(r, err);
	if (base || r->old.n)
		return read_pair(r, base ? &one : &r->old, err);
	p = read_merged(r, err);
	return r->tool->two_sides ? take_apart(r, p, err) : p;
}

/* Names for what all of them have together, so that each program is read once. Takes p over. */
static struct pfl_profile *
symbolize(const struct request *r, struct pfl_profile *p, struct pfl_error *err)
{
	struct pfl_symbolize_opts opts = { pfl_view_get(r->view, "binary-path") };
	size_t before = pfl_profile_notes(p);
	bool ok;

	progress_start(r, "looking up", "names");
	ok = pfl_symbolize(p, &opts, err);
	progress_stop();
	if (!ok) {
		pfl_profile_free(p);
		return NULL;
	}
	tell_combined(r, p, before);
	return p;
}

struct pfl_profile *
read_inputs(const struct request *r, struct pfl_error *err)
{
	struct pfl_profile *p = read_sides(r, err);

	return p && !r->keep_addresses ? symbolize(r, p, err) : p;
}
