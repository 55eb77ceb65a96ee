/* SPDX-License-Identifier: Apache-2.0 */
/* drop_frames and keep_frames: what the profile itself does not want to see (semantics 5). */
#include "base/name.h"
#include "base/text.h"
#include "model/restack.h"
#include "transform/cut.h"
#include "transform/filters.h"
#include "transform/pattern.h"
#include "transform/view.h"

enum {               /* what a location is */
	BENEATH = 1, /* a function to drop: what it calls goes */
	WHOLE = 2,   /* and it goes itself                     */
};

/* The whole name has to match; names are simplified before. */
static bool
open_whole(struct pfl_pattern *pattern, struct pfl_span text, const char *what,
	struct pfl_error *err)
{
	struct pfl_text whole = { 0 };
	bool ok;

	pfl_text_str(&whole, "^(");
	pfl_text_add(&whole, text);
	pfl_text_str(&whole, ")$");
	pattern->set.part = pfl_name_simplify;
	ok = pfl_text_ok(&whole, err) &&
		(pattern->set.matcher = pfl_matcher_new(pfl_text_span(&whole), what, err)) !=
			NULL;
	if (ok)
		pfl_matcher_distrust(pattern->set.matcher);
	pfl_text_clear(&whole);
	return ok;
}

/*
 * From the outermost frame inwards, find the first one to drop: it goes with all that is
 * inlined into it, and if that leaves nothing the location does.
 */
static bool
mark_location(struct pfl_cut *cut, struct pfl_pattern *drop, struct pfl_pattern *keep,
	uint32_t location, struct pfl_error *err)
{
	const struct pfl_profile *p = cut->p;
	uint32_t first = p->locations.first_frame[location];
	uint32_t end = p->locations.first_frame[location + 1];

	for (uint32_t i = end; i-- > first;) {
		uint32_t name =
			p->frames.func[i] == PFL_NONE ? 0 : p->funcs.name[p->frames.func[i]];
		bool hit = false, kept = false;

		if (name && !pfl_pattern_text(drop, p, name, &hit, err))
			return false;
		if (hit && pfl_pattern_is_set(keep) &&
			!pfl_pattern_text(keep, p, name, &kept, err))
			return false;
		if (!hit || kept)
			continue;
		cut->location[location] |= BENEATH | (i + 1 == end ? WHOLE : 0);
		if (i + 1 < end)
			pfl_cut_frames(cut, first, i + 1);
		return true;
	}
	return true;
}

enum {               /* walking from the root: */
	AT_ROOT = 0, /* nothing but frames to drop so far: those stay */
	IN_USER = 1, /* a frame of the user's was seen                 */
	BELOW = 2,   /* under a frame that was dropped or kept short   */
};

static uint32_t
drop_rule(void *context, uint32_t location, uint8_t above, uint8_t *state)
{
	const struct pfl_cut *cut = context;
	uint8_t mark = cut->location[location];

	*state = above;
	if (above == BELOW)
		return PFL_CUT;
	if (!(mark & BENEATH)) {
		*state = IN_USER;
		return location;
	}
	if (above == AT_ROOT)
		return location;
	if (mark & WHOLE)
		return PFL_CUT;
	*state = BELOW;
	return location;
}

static bool
drop_frames(struct pfl_cut *cut, struct pfl_pattern *drop, struct pfl_pattern *keep,
	struct pfl_error *err)
{
	uint8_t marks = 0;

	for (uint32_t i = 0; i < cut->p->locations.n; i++) {
		if (!mark_location(cut, drop, keep, i, err))
			return false;
		marks |= cut->location[i];
	}
	return !marks ||
		(pfl_cut_locations(cut, err) &&
			pfl_stacks_rewrite(cut->p, drop_rule, cut, err));
}

/*
 * A pattern in a profile that is wrong, too large or too slow is not the user's fault and not
 * worth failing for: all frames stay, with a note. Out of memory is an error all the same.
 */
static bool
forgive(struct pfl_profile *p, const struct pfl_error *why, struct pfl_error *err)
{
	struct pfl_span line = pfl_span_of(why->msg);

	if (why->code == PFL_NOMEM)
		return pfl_fail(err, why->code, "%s", why->msg);
	line.n = pfl_span_find(line, "\n");
	pfl_profile_add_note(p, "the profile's own wish to drop frames is not followed: %.*s",
		(int)line.n, line.at);
	return true;
}

static bool
drop_apply(struct pfl_profile *p, const struct pfl_view *view, struct pfl_error *err)
{
	struct pfl_pattern drop = { 0 }, keep = { 0 };
	struct pfl_span keep_text = pfl_profile_text(p, p->meta.keep_frames);
	struct pfl_error why = { 0 };
	struct pfl_cut cut = { 0 };
	bool ok;

	if (pfl_view_flag(view, "all-frames")) {
		p->meta.drop_frames = p->meta.keep_frames = 0;
		return true;
	}
	if (!p->meta.drop_frames)
		return true;
	ok = open_whole(&drop, pfl_profile_text(p, p->meta.drop_frames), "drop_frames", &why) &&
		(!p->meta.keep_frames || open_whole(&keep, keep_text, "keep_frames", &why)) &&
		pfl_cut_init(&cut, p, &why) && drop_frames(&cut, &drop, &keep, &why);
	pfl_pattern_close(&drop);
	pfl_pattern_close(&keep);
	pfl_cut_clear(&cut);
	return ok || forgive(p, &why, err);
}

static bool
drop_wanted(const struct pfl_view *view)
{
	(void)view;
	return true;
}

const struct pfl_filter pfl_filter_drop = {
	.wanted = drop_wanted,
	.apply = drop_apply,
};
