/* SPDX-License-Identifier: Apache-2.0 */
/* A setting's regular expression, asked about places in a profile. */
#ifndef PFL_TRANSFORM_PATTERN_H
#define PFL_TRANSFORM_PATTERN_H

#include "base/match.h"
#include "model/profile.h"
#include <profloom/view.h>

/* Zeroed is a pattern that is not set. Each distinct text is looked at once. */
struct pfl_pattern {
	struct pfl_match_set set;
};

/* The pattern of this setting; not set is fine and gives one that is not set. */
bool pfl_pattern_open(struct pfl_pattern *pattern, const struct pfl_view *view,
	const char *name, struct pfl_error *err);
void pfl_pattern_close(struct pfl_pattern *pattern);

static inline bool
pfl_pattern_is_set(const struct pfl_pattern *pattern)
{
	return pattern->set.matcher != NULL;
}

/* Does it match the text with this id, the name or file of this frame's function? */
bool pfl_pattern_text(struct pfl_pattern *pattern, const struct pfl_profile *p, uint32_t id,
	bool *hit, struct pfl_error *err);
bool pfl_pattern_frame(struct pfl_pattern *pattern, const struct pfl_profile *p, uint32_t frame,
	bool *hit, struct pfl_error *err);

/* Does it match the file of the location's mapping? (No mapping: no.) */
bool pfl_pattern_mapping(struct pfl_pattern *pattern, const struct pfl_profile *p,
	uint32_t location, bool *hit, struct pfl_error *err);

/* Does it match the location: a frame of it, or its mapping? */
bool pfl_pattern_location(struct pfl_pattern *pattern, const struct pfl_profile *p,
	uint32_t location, bool *hit, struct pfl_error *err);

#endif
