/* SPDX-License-Identifier: Apache-2.0 */
/* Profiles: deriving, asking, freeing. */
#include "model/profile.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void
pfl_profile_free(struct pfl_profile *p)
{
	if (!p)
		return;
	free(p->notes.list.at);
	pfl_strtab_clear(&p->strings);
	pfl_arena_clear(&p->arena);
	free(p);
}

struct pfl_profile *
pfl_profile_derive(const struct pfl_profile *parent, struct pfl_error *err)
{
	struct pfl_profile *p = malloc(sizeof(*p));

	if (!p) {
		pfl_fail(err, PFL_NOMEM, "out of memory");
		return NULL;
	}
	*p = *parent; /* columns are borrowed; what is owned starts afresh */
	p->arena = (struct pfl_arena){ .budget = &p->budget };
	p->budget.used = 0;
	p->parent = parent;
	p->strings = (struct pfl_strtab){ 0 };
	p->notes = (struct pfl_notes){ 0 };
	if (!pfl_strtab_init(&p->strings, &parent->strings, &p->budget, err)) {
		pfl_profile_free(p);
		return NULL;
	}
	return p;
}

void
pfl_profile_add_note(struct pfl_profile *p, const char *format, ...)
{
	struct pfl_error text = { 0 }, err = { 0 };
	char raw[sizeof(text.msg)], *copy;
	va_list args;

	va_start(args, format);
	if (vsnprintf(raw, sizeof(raw), format, args) < 0)
		raw[0] = '\0';
	va_end(args);
	pfl_fail(&text, PFL_FORMAT, "%s",
		raw); /* for its cleaning: notes and errors look alike */
	copy = pfl_arena_text(&p->arena, text.msg, strlen(text.msg), &err);
	if (copy && pfl_vec_reserve(&p->notes.list, 1, &p->budget, "notes", &err))
		p->notes.list.at[p->notes.list.n++] = copy;
}

uint64_t
pfl_profile_samples(const struct pfl_profile *p)
{
	return p->samples.n;
}

size_t
pfl_profile_types(const struct pfl_profile *p)
{
	return p->types.n;
}

const char *
pfl_profile_type_name(const struct pfl_profile *p, size_t type)
{
	return type < p->types.n ? pfl_profile_text(p, p->types.name[type]).at : "";
}

const char *
pfl_profile_type_unit(const struct pfl_profile *p, size_t type)
{
	return type < p->types.n ? pfl_profile_text(p, p->types.unit[type]).at : "";
}

size_t
pfl_profile_notes(const struct pfl_profile *p)
{
	return p->notes.list.n;
}

const char *
pfl_profile_note(const struct pfl_profile *p, size_t i)
{
	return i < p->notes.list.n ? p->notes.list.at[i] : "";
}

uint32_t
pfl_labelset_find(const struct pfl_profile *p, uint32_t set, uint32_t key)
{
	for (uint32_t i = p->labelsets.first[set]; i < p->labelsets.first[set + 1]; i++) {
		if (p->labels.key[p->labelsets.label[i]] == key)
			return p->labelsets.label[i];
	}
	return PFL_NONE;
}
