/* SPDX-License-Identifier: Apache-2.0 */
/* What an output format cannot hold. */
#include "scene/make.h"

#include <inttypes.h>

/* Do samples have labels that say something of them? */
static bool
has_labels(const struct pfl_profile *p)
{
	for (uint32_t i = 0; p->samples.labels && i < p->samples.n; i++) {
		if (p->samples.labels[i])
			return true;
	}
	return false;
}

void
pfl_scene_note_losses(struct pfl_scene *scene, const struct pfl_renderer *r)
{
	const struct pfl_profile *p = scene->profile;
	bool types = (r->flags & PFL_ONE_TYPE) && p->types.n > 1;
	bool labels = (r->flags & PFL_NO_LABELS) && has_labels(p);

	if (types)
		pfl_profile_add_note(scene->profile,
			"%s holds one sample type, %s, of %" PRIu32 "%s; -t chooses it",
			r->format, scene->type_name, p->types.n,
			labels ? ", and no labels" : "");
	else if (labels)
		pfl_profile_add_note(scene->profile, "%s holds no labels", r->format);
}
