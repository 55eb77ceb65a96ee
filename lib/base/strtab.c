/* SPDX-License-Identifier: Apache-2.0 */
/* Interned strings. */
#include "base/strtab.h"

bool
pfl_strtab_init(struct pfl_strtab *tab, const struct pfl_strtab *parent,
	struct pfl_budget *budget, struct pfl_error *err)
{
	*tab = (struct pfl_strtab){ .parent = parent, .budget = budget };
	pfl_idmap_init(&tab->map, budget);
	if (!pfl_vec_reserve(&tab->offset, 1, budget, "strings", err))
		return false;
	tab->offset.at[tab->offset.n++] = 0;
	if (parent) {
		tab->first = pfl_strtab_n(parent);
		return true;
	}
	return pfl_strtab_add(tab, (struct pfl_span){ "", 0 }, err) != UINT32_MAX;
}

void
pfl_strtab_clear(struct pfl_strtab *tab)
{
	pfl_vec_clear(&tab->offset, tab->budget);
	pfl_vec_clear(&tab->bytes, tab->budget);
	pfl_idmap_clear(&tab->map);
	*tab = (struct pfl_strtab){ 0 };
}

static uint32_t
own_n(const struct pfl_strtab *tab)
{
	return tab->offset.n ? (uint32_t)(tab->offset.n - 1) : 0;
}

uint32_t
pfl_strtab_n(const struct pfl_strtab *tab)
{
	return tab->first + own_n(tab);
}

struct pfl_span
pfl_strtab_get(const struct pfl_strtab *tab, uint32_t id)
{
	while (id < tab->first)
		tab = tab->parent;
	id -= tab->first;
	return (struct pfl_span){ tab->bytes.at + tab->offset.at[id],
		(size_t)(tab->offset.at[id + 1] - tab->offset.at[id] - 1) };
}

/* The id in this table alone, not its parents. */
static uint32_t
find_own(const struct pfl_strtab *tab, struct pfl_span text, uint64_t hash)
{
	uint32_t at = PFL_IDMAP_START, row;

	while ((row = pfl_idmap_next(&tab->map, hash, &at)) != PFL_IDMAP_FREE) {
		if (pfl_span_eq(pfl_strtab_get(tab, tab->first + row), text))
			return tab->first + row;
	}
	return UINT32_MAX;
}

static uint64_t
hash_in(const struct pfl_strtab *tab, struct pfl_span text)
{
	return pfl_hash_bytes(tab->map.seed, text.at, text.n);
}

uint32_t
pfl_strtab_find(const struct pfl_strtab *tab, struct pfl_span text)
{
	for (; tab; tab = tab->parent) {
		uint32_t id = find_own(tab, text, hash_in(tab, text));

		if (id != UINT32_MAX)
			return id;
	}
	return UINT32_MAX;
}

/* Where in the table's own bytes the text stands, or SIZE_MAX: growing them moves it. */
static size_t
place_in_own(const struct pfl_strtab *tab, struct pfl_span text)
{
	uintptr_t at = (uintptr_t)text.at - (uintptr_t)tab->bytes.at;

	return tab->bytes.at && at < tab->bytes.n ? at : SIZE_MAX;
}

/* Add a text that the table is not known to have; *hash is where it will be found, NULL:
 * nowhere. */
static uint32_t
append(struct pfl_strtab *tab, struct pfl_span text, const uint64_t *hash,
	struct pfl_error *err)
{
	uint32_t row = own_n(tab);
	size_t place;

	if (pfl_strtab_n(tab) >= UINT32_MAX - 2) {
		pfl_fail(err, PFL_LIMIT, "more than 2^32 strings");
		return UINT32_MAX;
	}
	place = place_in_own(tab, text);
	if (!pfl_vec_reserve(&tab->bytes, text.n + 1, tab->budget, "strings", err) ||
		!pfl_vec_reserve(&tab->offset, 1, tab->budget, "strings", err) ||
		(hash && !pfl_idmap_reserve(&tab->map, 1, err)))
		return UINT32_MAX;
	if (place != SIZE_MAX)
		text.at = tab->bytes.at + place;
	if (text.n)
		memcpy(tab->bytes.at + tab->bytes.n, text.at, text.n);
	tab->bytes.at[tab->bytes.n + text.n] = '\0';
	tab->bytes.n += text.n + 1;
	tab->offset.at[tab->offset.n++] = tab->bytes.n;
	if (hash)
		pfl_idmap_put(&tab->map, *hash, row);
	return tab->first + row;
}

uint32_t
pfl_strtab_add(struct pfl_strtab *tab, struct pfl_span text, struct pfl_error *err)
{
	uint64_t hash = hash_in(tab, text);
	uint32_t id = find_own(tab, text, hash);

	if (id == UINT32_MAX && tab->parent)
		id = pfl_strtab_find(tab->parent, text);
	return id != UINT32_MAX ? id : append(tab, text, &hash, err);
}

uint32_t
pfl_strtab_list(struct pfl_strtab *tab, struct pfl_span text, struct pfl_error *err)
{
	return text.n ? append(tab, text, NULL, err) : 0;
}
