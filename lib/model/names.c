/* SPDX-License-Identifier: Apache-2.0 */
/* The names in a profile, for those who want to offer them. */
#include "model/profile.h"

#include <stdlib.h>

struct walk {
	const struct pfl_profile *p;
	bool *seen; /* by string */
	bool (*see)(void *context, const char *name, size_t n);
	void *context;
};

/* False: that is enough. */
static bool
visit(struct walk *w, uint32_t id)
{
	struct pfl_span name = pfl_profile_text(w->p, id);

	if (w->seen[id])
		return true;
	w->seen[id] = true;
	return w->see(w->context, name.at, name.n);
}

static void
visit_labels(struct walk *w, const char *key)
{
	const struct pfl_labels *labels = &w->p->labels;
	uint32_t wanted = key ? pfl_strtab_find(&w->p->strings, pfl_span_of(key)) : PFL_NONE;

	for (uint32_t i = 0; i < labels->n; i++) {
		if (!key && !visit(w, labels->key[i]))
			return;
		if (key && labels->key[i] == wanted && labels->text[i] != PFL_NONE &&
			!visit(w, labels->text[i]))
			return;
	}
}

bool
pfl_profile_names(const struct pfl_profile *p, enum pfl_names kind, const char *key,
	bool (*see)(void *context, const char *name, size_t n), void *context,
	struct pfl_error *err)
{
	struct walk w = { .p = p, .see = see, .context = context };

	w.seen = calloc((size_t)pfl_strtab_n(&p->strings) + 1, sizeof(*w.seen));
	if (!w.seen)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	if (kind != PFL_NAMES_FUNCTIONS)
		visit_labels(&w, kind == PFL_NAMES_LABEL_TEXTS ? key : NULL);
	for (uint32_t i = 0; kind == PFL_NAMES_FUNCTIONS && i < p->funcs.n; i++) {
		if (!visit(&w, p->funcs.name[i]))
			break;
	}
	free(w.seen);
	return true;
}
