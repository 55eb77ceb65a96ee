/* SPDX-License-Identifier: Apache-2.0 */
/* Patterns and what of a location they look at. */
#include "transform/pattern.h"

bool
pfl_pattern_open(struct pfl_pattern *pattern, const struct pfl_view *view, const char *name,
	struct pfl_error *err)
{
	const char *value = pfl_view_get(view, name);

	*pattern = (struct pfl_pattern){ 0 };
	if (!value)
		return true;
	pattern->set.matcher = pfl_matcher_new(pfl_span_of(value), name, err);
	return pattern->set.matcher != NULL;
}

void
pfl_pattern_close(struct pfl_pattern *pattern)
{
	struct pfl_matcher *m = pattern->set.matcher;

	if (m)
		pfl_match_set_clear(&pattern->set);
	pfl_matcher_free(m);
	*pattern = (struct pfl_pattern){ 0 };
}

bool
pfl_pattern_text(struct pfl_pattern *pattern, const struct pfl_profile *p, uint32_t id,
	bool *hit, struct pfl_error *err)
{
	return pfl_match_set_test(&pattern->set, &p->strings, id, hit, err);
}

bool
pfl_pattern_frame(struct pfl_pattern *pattern, const struct pfl_profile *p, uint32_t frame,
	bool *hit, struct pfl_error *err)
{
	uint32_t func = p->frames.func[frame];

	*hit = false;
	if (func == PFL_NONE)
		return true;
	if (!pfl_pattern_text(pattern, p, p->funcs.name[func], hit, err))
		return false;
	return *hit || pfl_pattern_text(pattern, p, p->funcs.file[func], hit, err);
}

bool
pfl_pattern_mapping(struct pfl_pattern *pattern, const struct pfl_profile *p, uint32_t location,
	bool *hit, struct pfl_error *err)
{
	uint32_t mapping = p->locations.mapping[location];

	*hit = false;
	return mapping == PFL_NONE ||
		pfl_pattern_text(pattern, p, p->mappings.file[mapping], hit, err);
}

bool
pfl_pattern_location(struct pfl_pattern *pattern, const struct pfl_profile *p,
	uint32_t location, bool *hit, struct pfl_error *err)
{
	uint32_t end = p->locations.first_frame[location + 1];

	for (uint32_t i = p->locations.first_frame[location]; i < end; i++) {
		if (!pfl_pattern_frame(pattern, p, i, hit, err))
			return false;
		if (*hit)
			return true;
	}
	return pfl_pattern_mapping(pattern, p, location, hit, err);
}
