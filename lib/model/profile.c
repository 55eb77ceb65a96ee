/* SPDX-License-Identifier: Apache-2.0 */
/* Profiles: deriving, asking, freeing. */
#include "model/profile.h"

#include <stdio.h>
#include <stdlib.h>

void
pfl_profile_free(struct pfl_profile *p)
{
	if (!p)
		return;
	pfl_vec_clear(&p->notes, NULL);
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
	p->digests = NULL; /* tables will be others */
	p->strings = (struct pfl_strtab){ 0 };
	p->notes.at = NULL;
	p->notes.n = p->notes.cap = 0;
	if (!pfl_strtab_init(&p->strings, &parent->strings, &p->budget, err)) {
		pfl_profile_free(p);
		return NULL;
	}
	return p;
}

void
pfl_profile_add_note_v(struct pfl_profile *p, const char *format, va_list args)
{
	struct pfl_error text = { 0 }, err = { 0 };
	char raw[sizeof(text.msg)], *copy;

	if (vsnprintf(raw, sizeof(raw), format, args) < 0)
		raw[0] = '\0';
	pfl_fail(&text, PFL_FORMAT, "%s", raw); /* cleaned like any message */
	copy = pfl_arena_text(&p->arena, text.msg, strlen(text.msg), &err);
	if (copy && pfl_vec_reserve(&p->notes, 1, &p->budget, "notes", &err))
		p->notes.at[p->notes.n++] = copy;
}

void
pfl_profile_add_note(struct pfl_profile *p, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	pfl_profile_add_note_v(p, format, args);
	va_end(args);
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
pfl_profile_default_type(const struct pfl_profile *p)
{
	for (uint32_t i = 0; i < p->types.n && p->meta.default_type; i++) {
		if (p->types.name[i] == p->meta.default_type)
			return i;
	}
	return p->types.n ? p->types.n - 1 : 0;
}

size_t
pfl_profile_notes(const struct pfl_profile *p)
{
	return p->notes.n;
}

const char *
pfl_profile_note(const struct pfl_profile *p, size_t i)
{
	return i < p->notes.n ? p->notes.at[i] : "";
}

struct pfl_run
pfl_pairing_side(const struct pfl_pairing *pairing, bool old)
{
	struct pfl_run side = { 0 };
	uint32_t end = old ? pairing->n_old : pairing->n_runs;
	bool known = true;

	for (uint32_t i = old ? 0 : pairing->n_old; i < end; i++) {
		const struct pfl_run *run = &pairing->run[i];

		known = known && run->duration_nanos > 0 &&
			run->duration_nanos <= INT64_MAX - side.duration_nanos;
		side.samples += run->samples;
		side.duration_nanos += known ? run->duration_nanos : 0;
	}
	if (!known)
		side.duration_nanos = 0;
	return side;
}

bool
pfl_profile_has_negative(const struct pfl_profile *p)
{
	for (uint32_t t = 0; t < p->types.n; t++) {
		for (uint32_t i = 0; i < p->samples.n; i++) {
			if (p->samples.value[t][i] < 0)
				return true;
		}
	}
	return false;
}
