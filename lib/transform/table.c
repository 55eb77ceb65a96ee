/* SPDX-License-Identifier: Apache-2.0 */
/* Which filter comes when: the order of the rows is the order of application. */
#include "transform/filters.h"

/*
 * pprof's order, which shows in results: what the profile wants dropped goes before labels
 * become frames; those can then be focused on; prune-from comes last of the filters, on what
 * the others have left.
 */
static const struct {
	enum pfl_filter_stage stage;
	const struct pfl_filter *filter;
} filters[] = {
	{ PFL_STAGE_DROP, &pfl_filter_drop },
	{ PFL_STAGE_LOAD, &pfl_filter_comment },
	{ PFL_STAGE_LOAD, &pfl_filter_tag_frames },
	{ PFL_STAGE_FILTER, &pfl_filter_names },
	{ PFL_STAGE_FILTER, &pfl_filter_show_from },
	{ PFL_STAGE_FILTER, &pfl_filter_tags },
	{ PFL_STAGE_FILTER, &pfl_filter_tag_keys },
	{ PFL_STAGE_FILTER, &pfl_filter_prune_from },
	{ PFL_STAGE_SHAPE, &pfl_filter_no_inlines },
};

bool
pfl_filters_apply(struct pfl_profile *p, const struct pfl_view *view,
	enum pfl_filter_stage stage, struct pfl_error *err)
{
	for (size_t i = 0; i < sizeof(filters) / sizeof(filters[0]); i++) {
		const struct pfl_filter *f = filters[i].filter;

		if (filters[i].stage != stage || !f->wanted(view))
			continue;
		if (!pfl_filters_settle(p, err) || !f->apply(p, view, err))
			return false;
	}
	return true;
}

void
pfl_filter_note(struct pfl_profile *p, bool set, bool matched, const char *name)
{
	if (set && !matched)
		pfl_profile_add_note(p, "%s expression matched no samples", name);
}
