/* SPDX-License-Identifier: Apache-2.0 */
/* Filters: from a profile to a smaller or differently cut one. */
#ifndef PFL_TRANSFORM_FILTER_H
#define PFL_TRANSFORM_FILTER_H

#include "model/profile.h"
#include <profloom/view.h>

/*
 * What a filter may ask: the whole view (focus and ignore belong together), and where to leave
 * notes ("focus matched no samples"). The profile is a derived one; apply() replaces its
 * columns.
 */
struct pfl_filter {
	/* Is there anything to do? */
	bool (*wanted)(const struct pfl_view *view);
	bool (*apply)(
		struct pfl_profile *p, const struct pfl_view *view, struct pfl_error *err);
};

/*
 * The filters in order of application. The first two stages run before the report's total is
 * taken, the third after it, unless percentages are relative; the last is what makes a
 * granularity. The order is pprof's and can be seen in results.
 */
enum pfl_filter_stage {
	PFL_STAGE_DROP,   /* the profile's own drop_frames and keep_frames */
	PFL_STAGE_LOAD,   /* labels that become frames                     */
	PFL_STAGE_FILTER, /* focus, hide, tag-focus and their kind         */
	PFL_STAGE_SHAPE,  /* no-inlines                                    */
};

/*
 * Apply one stage to p (a derived profile); false with *err. Samples may be left out in it, and
 * frames hidden, and not yet be gone: pfl_filters_settle().
 */
bool pfl_filters_apply(struct pfl_profile *p, const struct pfl_view *view,
	enum pfl_filter_stage stage, struct pfl_error *err);

/*
 * Take out what filters have left out and hidden so far (samples.left_out, frames.hidden), for
 * all who look at samples and stacks.
 */
bool pfl_filters_settle(struct pfl_profile *p, struct pfl_error *err);

#endif
