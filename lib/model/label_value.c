/* SPDX-License-Identifier: Apache-2.0 */
/* What a sample's labels of one key say, as one text. */
#include "model/label_value.h"

#include "base/unit.h"

bool
pfl_label_keys_add(struct pfl_label_keys *keys, struct pfl_profile *p, const char *list,
	struct pfl_error *err)
{
	struct pfl_span rest = pfl_span_of(list ? list : ""), key;

	while (pfl_span_cut(&rest, ',', &key)) {
		if (key.n == 0)
			continue;
		if (!pfl_vec_reserve(&keys->id, 1, NULL, "keys", err))
			return false;
		keys->id.at[keys->id.n] = pfl_strtab_add(&p->strings, key, err);
		if (keys->id.at[keys->id.n++] == UINT32_MAX)
			return false;
	}
	return true;
}

void
pfl_label_keys_clear(struct pfl_label_keys *keys)
{
	pfl_vec_clear(&keys->id, NULL);
}

bool
pfl_label_value(const struct pfl_profile *p, uint32_t set, uint32_t key, const char *unit,
	struct pfl_text *text)
{
	uint32_t first = p->labelsets.first[set], end = p->labelsets.first[set + 1];
	bool any = false, units = false;

	for (uint32_t i = first; i < end; i++) {
		uint32_t label = p->labelsets.label[i];

		if (p->labels.key[label] != key)
			continue;
		if (p->labels.text[label] == PFL_NONE) {
			units |= p->labels.unit[label] != 0;
			continue;
		}
		pfl_text_str(text, any ? "," : "");
		pfl_text_add(text, pfl_profile_text(p, p->labels.text[label]));
		any = true;
	}
	for (uint32_t i = first; i < end; i++) {
		uint32_t label = p->labelsets.label[i];

		if (p->labels.key[label] != key || p->labels.text[label] != PFL_NONE)
			continue;
		pfl_text_str(text, any ? "," : "");
		pfl_unit_label(text, p->labels.number[label],
			pfl_profile_text(p, p->labels.unit[label]).at, units ? unit : "");
		any = true;
	}
	return any;
}
