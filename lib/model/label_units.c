/* SPDX-License-Identifier: Apache-2.0 */
/* One unit for each key of numeric labels. */
#include "model/label_units.h"

#include <stdlib.h>

/* What a number is measured in when nobody says. */
static const char *
implied(const struct pfl_profile *p, uint32_t key)
{
	const char *text = pfl_profile_text(p, key).at;

	if (strcmp(text, "alignment") == 0 || strcmp(text, "request") == 0)
		return "bytes";
	return text;
}

const char **
pfl_label_units(const struct pfl_profile *p, struct pfl_arena *arena, uint32_t *mixed,
	struct pfl_error *err)
{
	const struct pfl_labels *l = &p->labels;
	const char **unit = pfl_arena_alloc(arena, l->n, sizeof(*unit), err);
	uint32_t *of_key = calloc(pfl_strtab_n(&p->strings), sizeof(*of_key)), others = 0;

	if (!unit || !of_key) {
		pfl_fail(err, PFL_NOMEM, "out of memory for labels");
		free(of_key);
		return NULL;
	}
	for (uint32_t i = 0; i < l->n; i++) {
		if (l->text[i] != PFL_NONE || !l->unit[i])
			continue;
		if (!of_key[l->key[i]])
			of_key[l->key[i]] = l->unit[i];
		others += of_key[l->key[i]] != l->unit[i];
	}
	for (uint32_t i = 0; i < l->n; i++) {
		uint32_t id = of_key[l->key[i]];

		if (l->text[i] == PFL_NONE)
			unit[i] = id ? pfl_profile_text(p, id).at : implied(p, l->key[i]);
	}
	free(of_key);
	if (mixed)
		*mixed = others;
	return unit;
}
