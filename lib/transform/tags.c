/* SPDX-License-Identifier: Apache-2.0 */
/* tag-focus, tag-ignore, tag-show, tag-hide: samples and labels by label. */
#include "model/restack.h"
#include "transform/filters.h"
#include "transform/pattern.h"
#include "transform/tagmatch.h"

#include <stdlib.h>

/* Which label sets the setting matches, whether any sample has one of them, and notes on it. */
static bool
match_sets(struct pfl_profile *p, const struct pfl_view *view, const char *name, uint8_t *hit,
	struct pfl_error *err)
{
	const char *value = pfl_view_get(view, name);
	bool range = false, matched = false;

	if (!value)
		return true;
	if (!pfl_tagmatch_sets(p, name, value, hit, &range, err))
		return false;
	if (range)
		pfl_profile_add_note(
			p, "%s: interpreted '%s' as a range, not a regexp", name, value);
	for (uint32_t i = 0; i < p->samples.n && !matched; i++)
		matched = hit[pfl_sample_labels(p, i)];
	pfl_filter_note(p, true, matched, name);
	return true;
}

static bool
tags_apply(struct pfl_profile *p, const struct pfl_view *view, struct pfl_error *err)
{
	uint8_t *focus = malloc((size_t)p->labelsets.n + 1);
	uint8_t *ignore = calloc((size_t)p->labelsets.n + 1, 1);
	uint8_t *keep = malloc((size_t)p->samples.n + 1);
	bool ok = focus && ignore && keep;

	if (!ok) {
		pfl_fail(err, PFL_NOMEM, "out of memory");
		goto out;
	}
	memset(focus, 1, (size_t)p->labelsets.n + 1);
	ok = match_sets(p, view, "tag-focus", focus, err) &&
		match_sets(p, view, "tag-ignore", ignore, err);
	if (!ok)
		goto out;
	for (uint32_t i = 0; i < p->samples.n; i++)
		keep[i] = focus[pfl_sample_labels(p, i)] && !ignore[pfl_sample_labels(p, i)];
	ok = !memchr(keep, 0, p->samples.n) || pfl_samples_keep(p, keep, err);
out:
	free(focus);
	free(ignore);
	free(keep);
	return ok;
}

static bool
tags_wanted(const struct pfl_view *view)
{
	return pfl_view_get(view, "tag-focus") || pfl_view_get(view, "tag-ignore");
}

/* The label sets again with only the labels that stay, equal ones once. */
struct relabel {
	struct pfl_profile *p;
	const uint8_t *stays;          /* by label row                    */
	uint32_t *first, *label, *map; /* new columns; old set -> new set */
	uint32_t n;                    /* new sets so far                 */
	struct pfl_idmap seen;
};

/* The new set made of label[first[n] .. end), which is added when it is new. */
static uint32_t
intern_set(struct relabel *r, uint32_t end)
{
	uint32_t start = r->first[r->n], at = PFL_IDMAP_START, set;
	uint64_t hash = pfl_hash_bytes(
		r->seen.seed, r->label + start, (end - start) * sizeof(*r->label));

	while ((set = pfl_idmap_next(&r->seen, hash, &at)) != PFL_IDMAP_FREE) {
		if (r->first[set + 1] - r->first[set] == end - start &&
			(end == start ||
				memcmp(r->label + r->first[set], r->label + start,
					(end - start) * sizeof(*r->label)) == 0))
			return set;
	}
	pfl_idmap_put(&r->seen, hash, r->n);
	r->first[r->n + 1] = end;
	return r->n++;
}

static bool
relabel_sets(struct relabel *r, struct pfl_error *err)
{
	const struct pfl_labelsets *old = &r->p->labelsets;
	struct pfl_arena *a = &r->p->arena;

	r->first = pfl_arena_alloc(a, (size_t)old->n + 1, sizeof(*r->first), err);
	r->label = pfl_arena_alloc(a, old->first[old->n], sizeof(*r->label), err);
	if (!r->first || !r->label || !pfl_idmap_reserve(&r->seen, old->n, err))
		return false;
	for (uint32_t set = 0; set < old->n; set++) {
		uint32_t end = r->first[r->n];

		for (uint32_t i = old->first[set]; i < old->first[set + 1]; i++) {
			if (r->stays[old->label[i]])
				r->label[end++] = old->label[i];
		}
		r->map[set] = intern_set(r, end);
	}
	return true;
}

static bool
relabel_samples(struct relabel *r, struct pfl_error *err)
{
	struct pfl_profile *p = r->p;
	uint32_t *labels = pfl_arena_alloc(&p->arena, p->samples.n, sizeof(*labels), err);

	for (uint32_t i = 0; labels && i < p->samples.n; i++)
		labels[i] = r->map[p->samples.labels[i]];
	if (!labels)
		return false;
	p->samples.labels = labels;
	p->labelsets = (struct pfl_labelsets){ r->n, r->first, r->label };
	return true;
}

/* Leave only the labels whose `stays` is set. */
static bool
relabel(struct pfl_profile *p, const uint8_t *stays, struct pfl_error *err)
{
	struct relabel r = { .p = p, .stays = stays };
	bool ok;

	if (!p->samples.labels || !memchr(stays, 0, p->labels.n))
		return true;
	r.map = malloc((size_t)p->labelsets.n * sizeof(*r.map));
	if (!r.map)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	pfl_idmap_init(&r.seen, NULL);
	ok = relabel_sets(&r, err) && relabel_samples(&r, err);
	pfl_idmap_clear(&r.seen);
	free(r.map);
	return ok;
}

/* stays[label] for both patterns; matched[] tells which of the two met a label. */
static bool
match_keys(const struct pfl_profile *p, struct pfl_pattern *show, struct pfl_pattern *hide,
	uint8_t *stays, bool matched[2], struct pfl_error *err)
{
	for (uint32_t i = 0; i < p->labels.n; i++) {
		bool shown = true, hidden = false;

		if (pfl_pattern_is_set(show) &&
			!pfl_pattern_text(show, p, p->labels.key[i], &shown, err))
			return false;
		if (pfl_pattern_is_set(hide) &&
			!pfl_pattern_text(hide, p, p->labels.key[i], &hidden, err))
			return false;
		matched[0] |= shown;
		matched[1] |= hidden;
		stays[i] = shown && !hidden;
	}
	return true;
}

static bool
tag_keys_apply(struct pfl_profile *p, const struct pfl_view *view, struct pfl_error *err)
{
	struct pfl_pattern show = { 0 }, hide = { 0 };
	uint8_t *stays = calloc((size_t)p->labels.n + 1, 1);
	bool matched[2] = { false, false }, ok;

	if (!stays)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	ok = pfl_pattern_open(&show, view, "tag-show", err) &&
		pfl_pattern_open(&hide, view, "tag-hide", err) &&
		match_keys(p, &show, &hide, stays, matched, err);
	if (ok) {
		pfl_filter_note(p, pfl_pattern_is_set(&show), matched[0], "tag-show");
		pfl_filter_note(p, pfl_pattern_is_set(&hide), matched[1], "tag-hide");
		ok = relabel(p, stays, err);
	}
	pfl_pattern_close(&show);
	pfl_pattern_close(&hide);
	free(stays);
	return ok;
}

static bool
tag_keys_wanted(const struct pfl_view *view)
{
	return pfl_view_get(view, "tag-show") || pfl_view_get(view, "tag-hide");
}

const struct pfl_filter pfl_filter_tags = {
	.wanted = tags_wanted,
	.apply = tags_apply,
};

const struct pfl_filter pfl_filter_tag_keys = {
	.wanted = tag_keys_wanted,
	.apply = tag_keys_apply,
};
