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

enum { MORE = 32 }; /* bytes of " and 4294967295 more" */

static const char *
count_more(char *text, const struct list *names)
{
	text[0] = '\0';
	if (names->n > 1)
		snprintf(text, MORE, " and %zu more", names->n - 1);
	return text;
}

void
name_inputs(const struct request *r, struct pfl_error *err)
{
	bool two = r->old.n || r->base || r->diff_base;
	char old[MORE], now[MORE];

	if (two)
		pfl_context(err, "%s%s, %s%s", r->old_shown.at[0],
			count_more(old, &r->old_shown), r->shown.at[0],
			count_more(now, &r->shown));
	else if (r->shown.n)
		pfl_context(err, "%s%s", r->shown.at[0], count_more(now, &r->shown));
}

/* The profiles of both sides, as they are: the old ones first. */
struct recordings {
	const char **name;
	struct pfl_profile **at;
	size_t n, all; /* read so far, of how many */
};

static bool
name_recordings(struct recordings *s, const struct list *old, const struct list *now,
	struct pfl_error *err)
{
	s->all = old->n + now->n;
	s->name = calloc(s->all, sizeof(*s->name));
	s->at = calloc(s->all, sizeof(*s->at));
	if (!s->name || !s->at)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	memcpy(s->name, old->at, old->n * sizeof(*s->name));
	memcpy(s->name + old->n, now->at, now->n * sizeof(*s->name));
	return true;
}

static bool
read_recordings(const struct request *r, struct recordings *s, struct pfl_error *err)
{
	struct pfl_readers *readers = pfl_readers_new(s->name, s->all, &r->read, err);
	bool ok = readers != NULL;

	while (ok && s->n < s->all) {
		s->at[s->n] = read_next(r, s->name[s->n], readers, err);
		ok = s->at[s->n] != NULL;
		s->n += ok;
	}
	pfl_readers_free(readers);
	return ok;
}

static struct pfl_profile *
read_pair(const struct request *r, const struct list *old, struct pfl_error *err)
{
	struct recordings s = { 0 };
	struct pfl_profile *pair = NULL;

	if (name_recordings(&s, old, &r->inputs, err) && read_recordings(r, &s, err)) {
		const struct pfl_profile *const *at = (const struct pfl_profile *const *)s.at;

		pair = pfl_pair(at, old->n, at + old->n, s.all - old->n, &r->read.limits, err);
		if (!pair && err->code == PFL_UNSUPPORTED)
			name_inputs(r, err);
	}
	for (size_t i = 0; i < s.n; i++)
		pfl_profile_free(s.at[i]);
	free(s.at);
	free(s.name);
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

/* One alone stays as it is. */
static struct pfl_read_opts
read_opts(const struct request *r, const struct pfl_merger *merger)
{
	struct pfl_read_opts opts = r->read;

	opts.to_merge = r->inputs.n > 1 ? merger : NULL;
	return opts;
}

/* One profile of all inputs, each merged as soon as it is read; one alone stays as it is. */
static struct pfl_profile *
read_merged(const struct request *r, struct pfl_error *err)
{
	struct pfl_merger *merger = pfl_merger_new(&r->read.limits, err);
	const struct pfl_read_opts read = read_opts(r, merger);
	struct pfl_readers *readers =
		merger ? pfl_readers_new(r->inputs.at, r->inputs.n, &read, err) : NULL;
	struct pfl_profile *merged = NULL;
	bool ok = readers != NULL;

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
		name_inputs(r, err);
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
