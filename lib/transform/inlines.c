/* SPDX-License-Identifier: Apache-2.0 */
/* no-inlines: of each location only the function that physically holds the address. */
#include "transform/cut.h"
#include "transform/filters.h"
#include "transform/view.h"

static bool
no_inlines_apply(struct pfl_profile *p, const struct pfl_view *view, struct pfl_error *err)
{
	struct pfl_cut cut;
	bool ok;

	(void)view;
	if (!pfl_cut_init(&cut, p, err))
		return false;
	for (uint32_t i = 0; i < p->locations.n; i++)
		pfl_cut_frames(
			&cut, p->locations.first_frame[i], p->locations.first_frame[i + 1] - 1);
	ok = pfl_cut_locations(&cut, err);
	pfl_cut_clear(&cut);
	return ok;
}

static bool
no_inlines_wanted(const struct pfl_view *view)
{
	return pfl_view_flag(view, "no-inlines");
}

const struct pfl_filter pfl_filter_no_inlines = {
	.wanted = no_inlines_wanted,
	.apply = no_inlines_apply,
};
