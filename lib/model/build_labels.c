/* SPDX-License-Identifier: Apache-2.0 */
/* Labels and lists of labels, equal ones once. */
#include "model/build.h"

/* The row of one label, added when new. */
static uint32_t
intern_label(struct pfl_builder *b, const struct pfl_label *l)
{
	const char *what = "labels";
	uint64_t hash = pfl_hash_pair(b->label.seed, (uint64_t)l->key << 32 | l->text,
		pfl_hash_pair(b->label.seed, (uint64_t)l->number, l->unit));
	uint32_t at = PFL_IDMAP_START, row;

	while ((row = pfl_idmap_next(&b->label, hash, &at)) != PFL_IDMAP_FREE) {
		if (b->label_key.at[row] == l->key && b->label_text.at[row] == l->text &&
			b->label_number.at[row] == l->number &&
			b->label_unit.at[row] == l->unit)
			return row;
	}
	if (!build_within_entries(b, b->label_key.n, what) || !ROOM(b, label_key, what) ||
		!ROOM(b, label_text, what) || !ROOM(b, label_number, what) ||
		!ROOM(b, label_unit, what) || !pfl_idmap_reserve(&b->label, 1, &b->err))
		return PFL_NONE;
	PUT(b, label_key, l->key);
	PUT(b, label_text, l->text);
	PUT(b, label_number, l->number);
	PUT(b, label_unit, l->unit);
	row = (uint32_t)(b->label_key.n - 1);
	pfl_idmap_put(&b->label, hash, row);
	return row;
}

uint32_t
pfl_build_labels(struct pfl_builder *b, const struct pfl_label *labels, size_t n)
{
	uint32_t at = PFL_IDMAP_START, set;
	uint64_t hash = b->set.seed;

	if (!pfl_builder_ok(b) || (n == 0 && b->set_first.n > 1))
		return 0;
	if (n > b->limits.labels) {
		pfl_fail(&b->err, PFL_LIMIT,
			"a sample with %zu labels (limit %llu); --max-labels raises the limit",
			n, (unsigned long long)b->limits.labels);
		return 0;
	}
	b->rows.n = 0;
	if (!pfl_vec_reserve(&b->rows, n, &b->p->budget, "labels", &b->err) ||
		!pfl_vec_reserve(&b->set_label, n, &b->p->budget, "labels", &b->err) ||
		!ROOM(b, set_first, "labels") || !pfl_idmap_reserve(&b->set, 1, &b->err))
		return 0;
	for (size_t i = 0; i < n; i++) {
		b->rows.at[i] = intern_label(b, &labels[i]);
		if (!pfl_builder_ok(b))
			return 0;
		hash = pfl_hash_pair(b->set.seed, hash, b->rows.at[i]);
	}
	while ((set = pfl_idmap_next(&b->set, hash, &at)) != PFL_IDMAP_FREE) {
		uint32_t first = b->set_first.at[set];

		if (b->set_first.at[set + 1] - first == n &&
			memcmp(b->set_label.at + first, b->rows.at, n * sizeof(*b->rows.at)) ==
				0)
			return set;
	}
	if (!build_within_entries(b, b->set_first.n, "label sets"))
		return 0;
	if (n)
		memcpy(b->set_label.at + b->set_label.n, b->rows.at, n * sizeof(*b->rows.at));
	b->set_label.n += n;
	PUT(b, set_first, (uint32_t)b->set_label.n);
	set = (uint32_t)(b->set_first.n - 2);
	pfl_idmap_put(&b->set, hash, set);
	return set;
}
