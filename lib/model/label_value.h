/* SPDX-License-Identifier: Apache-2.0 */
/* What a sample's labels of one key say, as one text: for frames and groups made of labels. */
#ifndef PFL_MODEL_LABEL_VALUE_H
#define PFL_MODEL_LABEL_VALUE_H

#include "base/text.h"
#include "base/vec.h"
#include "model/profile.h"

/* String ids of label keys. */
struct pfl_label_keys {
	PFL_VEC(uint32_t) id;
};

/* Append those of a list that ',' separates, which may be NULL; empty ones do not count. Keys
 * that the profile (a derived one) does not have are added to its strings. */
bool pfl_label_keys_add(struct pfl_label_keys *keys, struct pfl_profile *p, const char *list,
	struct pfl_error *err);
void pfl_label_keys_clear(struct pfl_label_keys *keys);

/*
 * Append "value,value": texts, then numbers; where a number has a unit all are written in
 * `unit` (see pfl_unit_scale()). False: the set has no label of this key.
 */
bool pfl_label_value(const struct pfl_profile *p, uint32_t set, uint32_t key, const char *unit,
	struct pfl_text *text);

#endif
