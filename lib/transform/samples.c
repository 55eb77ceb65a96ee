/* SPDX-License-Identifier: Apache-2.0 */
/* focus, ignore, hide and show: which samples stay, and which of their frames. */
#include "transform/cut.h"
#include "transform/filters.h"
#include "transform/pattern.h"

enum { /* what a location is to the four */
	FOCUSED = 1,
	IGNORED = 2,
	HIDDEN = 4, /* hide matches a part of it */
	SHOWN = 8,  /* show leaves a part of it  */
};

struct names {
	struct pfl_pattern focus, ignore, hide, show;
	struct pfl_cut cut;
};

static bool
open_names(struct names *n, struct pfl_profile *p, const struct pfl_view *view,
	struct pfl_error *err)
{
	return pfl_pattern_open(&n->focus, view, "focus", err) &&
		pfl_pattern_open(&n->ignore, view, "ignore", err) &&
		pfl_pattern_open(&n->hide, view, "hide", err) &&
		pfl_pattern_open(&n->show, view, "show", err) && pfl_cut_init(&n->cut, p, err);
}

static void
close_names(struct names *n)
{
	pfl_pattern_close(&n->focus);
	pfl_pattern_close(&n->ignore);
	pfl_pattern_close(&n->hide);
	pfl_pattern_close(&n->show);
	pfl_cut_clear(&n->cut);
}

/*
 * Mark the location's frames that hide takes away, and those that show does not keep. A mapping
 * that matches is a match of every frame, of one without symbols too: there pprof loses the
 * frame whatever show says (semantics 21.13).
 */
static bool
hide_frames(struct names *n, uint32_t location, struct pfl_error *err)
{
	const struct pfl_profile *p = n->cut.p;
	bool hide_all = false, show_all = !pfl_pattern_is_set(&n->show);
	uint32_t end = p->locations.first_frame[location + 1];
	uint8_t *mark = &n->cut.location[location];

	if (pfl_pattern_is_set(&n->hide) &&
		!pfl_pattern_mapping(&n->hide, p, location, &hide_all, err))
		return false;
	if (!show_all && !pfl_pattern_mapping(&n->show, p, location, &show_all, err))
		return false;
	for (uint32_t i = p->locations.first_frame[location]; i < end; i++) {
		bool hide = hide_all, show = show_all;

		if (!hide && pfl_pattern_is_set(&n->hide) &&
			!pfl_pattern_frame(&n->hide, p, i, &hide, err))
			return false;
		if (!show && !pfl_pattern_frame(&n->show, p, i, &show, err))
			return false;
		n->cut.frame[i] = hide || !show;
		*mark |= (uint8_t)((hide ? HIDDEN : 0) | (!hide && show ? SHOWN : 0));
	}
	return true;
}

static bool
mark_location(struct names *n, uint32_t location, struct pfl_error *err)
{
	const struct pfl_profile *p = n->cut.p;
	bool focused = true, ignored = false;

	if (pfl_pattern_is_set(&n->focus) &&
		!pfl_pattern_location(&n->focus, p, location, &focused, err))
		return false;
	if (pfl_pattern_is_set(&n->ignore) &&
		!pfl_pattern_location(&n->ignore, p, location, &ignored, err))
		return false;
	n->cut.location[location] =
		(uint8_t)((focused ? FOCUSED : 0) | (ignored ? IGNORED : 0));
	if (!pfl_pattern_is_set(&n->hide) && !pfl_pattern_is_set(&n->show))
		return true;
	return hide_frames(n, location, err);
}

static void
add_notes(struct names *n)
{
	struct pfl_profile *p = n->cut.p;
	uint8_t seen = n->cut.seen;

	pfl_filter_note(p, pfl_pattern_is_set(&n->focus), seen & FOCUSED, "focus");
	pfl_filter_note(p, pfl_pattern_is_set(&n->ignore), seen & IGNORED, "ignore");
	pfl_filter_note(p, pfl_pattern_is_set(&n->hide), seen & HIDDEN, "hide");
	pfl_filter_note(p, pfl_pattern_is_set(&n->show), seen & SHOWN, "show");
}

static bool
is_out(const struct names *n, uint32_t stack)
{
	return (n->cut.row[stack] & (FOCUSED | IGNORED)) != FOCUSED;
}

/* Stacks stay as they are, and to many a report their sums are enough. */
static bool
leave_out(const struct names *n, struct pfl_error *err)
{
	struct pfl_profile *p = n->cut.p;
	uint8_t *out = pfl_arena_alloc(&p->arena, p->stacks.n, sizeof(*out), err);

	for (uint32_t i = 0; out && i < p->stacks.n; i++)
		out[i] = i == 0 || is_out(n, i);
	p->samples.left_out = out;
	return out != NULL;
}

/* What has no other frames goes with them when they do. */
static bool
leave_hidden(const struct names *n, struct pfl_error *err)
{
	struct pfl_profile *p = n->cut.p;
	uint8_t *hidden = pfl_arena_alloc(&p->arena, p->frames.n, sizeof(*hidden), err);

	if (hidden && p->frames.n)
		memcpy(hidden, n->cut.frame, p->frames.n);
	p->frames.hidden = hidden;
	return hidden != NULL;
}

static bool
apply_names(struct names *n, struct pfl_error *err)
{
	struct pfl_profile *p = n->cut.p;

	for (uint32_t i = 0; i < p->locations.n; i++) {
		if (!mark_location(n, i, err))
			return false;
	}
	pfl_cut_spread(&n->cut);
	add_notes(n);
	if ((pfl_pattern_is_set(&n->focus) || pfl_pattern_is_set(&n->ignore)) &&
		!leave_out(n, err))
		return false;
	return (!pfl_pattern_is_set(&n->hide) && !pfl_pattern_is_set(&n->show)) ||
		leave_hidden(n, err);
}

static bool
names_apply(struct pfl_profile *p, const struct pfl_view *view, struct pfl_error *err)
{
	struct names n = { 0 };
	bool ok = open_names(&n, p, view, err) && apply_names(&n, err);

	close_names(&n);
	return ok;
}

static bool
names_wanted(const struct pfl_view *view)
{
	return pfl_view_get(view, "focus") || pfl_view_get(view, "ignore") ||
		pfl_view_get(view, "hide") || pfl_view_get(view, "show");
}

const struct pfl_filter pfl_filter_names = {
	.wanted = names_wanted,
	.apply = names_apply,
};
