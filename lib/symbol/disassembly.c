/* SPDX-License-Identifier: Apache-2.0 */
/* From the bytes of a function to instructions: what each says, what was sampled in it, and
 * where it was written. */
#include "symbol/disassembly.h"

#include "base/name.h"

#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>

enum { MAX_CODE = 1 << 20 }; /* bytes shown of a function */

static const char *
keep(struct pfl_disassembly *d, const char *text, struct pfl_error *err)
{
	return pfl_arena_text(d->arena, text, strlen(text), err);
}

static bool
add_text(struct pfl_disassembly *d, struct pfl_instruction *i,
	const struct pfl_decoded *decoded, const struct pfl_elf_function *f,
	struct pfl_error *err)
{
	const struct pfl_elf_function *target = NULL;

	pfl_text_reset(&d->text);
	pfl_text_printf(&d->text, *decoded->operands ? "%-6s %s" : "%s", decoded->name,
		decoded->operands);
	if (decoded->jumps && (decoded->target < f->start || decoded->target >= f->end))
		target = pfl_elf_function_at(d->elf, decoded->target);
	if (target) {
		pfl_text_printf(&d->text, " <%s", target->name);
		if (decoded->target > target->start)
			pfl_text_printf(
				&d->text, "+0x%" PRIx64, decoded->target - target->start);
		pfl_text_char(&d->text, '>');
	}
	if (!pfl_text_ok(&d->text, err))
		return false;
	i->text = keep(d, pfl_text_get(&d->text), err);
	return i->text != NULL;
}

/* What the profile says of an instruction, which is more than the program knows. */
static bool
place_from_profile(struct pfl_disassembly *d, struct pfl_instruction *i, struct pfl_error *err)
{
	const struct pfl_profile *p = d->p;
	uint32_t location = d->location[d->spot[i->first]];
	uint32_t frame = p->locations.first_frame[location], func = p->frames.func[frame];
	struct pfl_span file, name;

	if (func == PFL_NONE || p->funcs.file[func] == 0)
		return true;
	file = pfl_path_base(pfl_profile_text(p, p->funcs.file[func]));
	name = pfl_profile_text(p, p->funcs.name[func]);
	i->line = p->frames.line[frame];
	i->file = pfl_arena_text(d->arena, file.at, file.n, err);
	if (pfl_frame_inlined(&p->locations, location, frame) && i->file)
		i->inlined = pfl_arena_text(d->arena, name.at, name.n, err);
	return err->code == PFL_OK;
}

static bool
place_from_program(struct pfl_disassembly *d, struct pfl_instruction *i, struct pfl_error *err)
{
	struct pfl_elf_place place;
	const struct pfl_instruction *before =
		d->instructions.n ? &d->instructions.at[d->instructions.n - 1] : NULL;
	struct pfl_span file;

	if (!pfl_elf_place(d->elf, i->address, &place, err) || !place.file)
		return err->code == PFL_OK;
	file = pfl_path_base(pfl_span_of(place.file));
	i->line = place.line;
	i->file = before && before->file && pfl_span_eq(file, pfl_span_of(before->file))
		? before->file
		: pfl_arena_text(d->arena, file.at, file.n, err);
	return i->file != NULL;
}

static bool
add_place(struct pfl_disassembly *d, struct pfl_instruction *i, struct pfl_code_place place,
	struct pfl_error *err)
{
	if (!pfl_vec_reserve(&d->places, 1, d->arena->budget, "places of code", err))
		return false;
	d->places.at[d->places.n++] = place;
	i->n_places++;
	return true;
}

static bool
places_from_profile(struct pfl_disassembly *d, struct pfl_instruction *i, struct pfl_error *err)
{
	const struct pfl_profile *p = d->p;
	uint32_t location = d->location[d->spot[i->first]];
	bool ok = true;

	for (uint32_t k = p->locations.first_frame[location];
		ok && k < p->locations.first_frame[location + 1]; k++) {
		uint32_t func = p->frames.func[k];
		struct pfl_code_place place = { .line = p->frames.line[k] };

		if (func == PFL_NONE)
			continue;
		place.name = p->funcs.name[func];
		place.file = p->funcs.file[func];
		ok = add_place(d, i, place, err);
	}
	return ok;
}

static uint32_t
known_text(const struct pfl_disassembly *d, const char *text)
{
	uint32_t id = text ? pfl_strtab_find(&d->p->strings, pfl_span_of(text)) : UINT32_MAX;

	return id == UINT32_MAX ? 0 : id;
}

/* From where the code was written outwards, through all calls that were inlined. */
static bool
places_from_program(struct pfl_disassembly *d, struct pfl_instruction *i,
	const struct pfl_elf_function *f, struct pfl_error *err)
{
	unsigned depth = UINT_MAX;
	struct pfl_elf_place at;
	bool ok = pfl_elf_place(d->elf, i->address, &at, err) && at.file;

	/* Backwards: calls stand behind those around them. */
	for (size_t k = d->routine.n_calls; ok && k-- > 0;) {
		const struct pfl_elf_call *c = &d->routine.call[k];

		if (i->address < c->start || i->address >= c->end || c->depth >= depth)
			continue;
		if (depth == UINT_MAX && c->name)
			i->inlined = keep(d, c->name, err);
		depth = c->depth;
		ok = err->code == PFL_OK &&
			add_place(d, i,
				(struct pfl_code_place){ known_text(d, c->name),
					known_text(d, at.file), at.line },
				err);
		at = (struct pfl_elf_place){ c->file, c->line };
	}
	if (!ok)
		return err->code == PFL_OK;
	return add_place(d, i,
		(struct pfl_code_place){
			known_text(d, f->name), known_text(d, at.file), at.line },
		err);
}

static bool
add_places(struct pfl_disassembly *d, struct pfl_instruction *i,
	const struct pfl_elf_function *f, struct pfl_error *err)
{
	i->first_place = (uint32_t)d->places.n;
	if (!d->opts->places)
		return true;
	if (i->n && !places_from_profile(d, i, err))
		return false;
	return i->n_places || places_from_program(d, i, f, err);
}

/* A sample in the middle of an instruction is one of it. */
static bool
add_instruction(struct pfl_disassembly *d, const struct pfl_decoded *decoded,
	const struct pfl_elf_function *f, const struct pfl_code_spot **spot,
	const struct pfl_code_spot *end, struct pfl_error *err)
{
	struct pfl_instruction i = { .address = decoded->address, .first = d->n_spots };

	for (; *spot < end && (*spot)->address < decoded->address + decoded->size; ++*spot) {
		d->spot[d->n_spots++] = (*spot)->index;
		i.n++;
	}
	if (!add_text(d, &i, decoded, f, err) || (i.n && !place_from_profile(d, &i, err)))
		return false;
	if ((!i.file && !place_from_program(d, &i, err)) || !add_places(d, &i, f, err))
		return false;
	if (!pfl_vec_reserve(&d->instructions, 1, d->arena->budget, "instructions", err))
		return false;
	d->instructions.at[d->instructions.n++] = i;
	return true;
}

static bool
add_names(struct pfl_disassembly *d, struct pfl_machine_code *code,
	const struct pfl_elf_function *f, struct pfl_error *err)
{
	size_t all;
	const struct pfl_elf_function *functions = pfl_elf_functions(d->elf, &all);
	const char **alias;
	uint32_t n = 0;

	while (f + n + 1 < functions + all && f[n + 1].start == f->start)
		n++;
	code->name = keep(d, f->name, err);
	alias = pfl_arena_alloc(d->arena, n, sizeof(*alias), err);
	for (uint32_t i = 0; alias && i < n; i++) {
		const char *name = f[i + 1].name;

		/* A name may stand there twice, as one of two local symbols. */
		if (strcmp(name, f[i].name) != 0)
			alias[code->n_aliases++] = keep(d, name, err);
	}
	code->alias = alias;
	return err->code == PFL_OK;
}

void
pfl_disassembly_program(struct pfl_disassembly *d, struct pfl_elf *elf)
{
	pfl_decoding_free(d->decoding);
	d->decoding = NULL;
	d->elf = elf;
}

bool
pfl_disassembly_add(struct pfl_disassembly *d, const struct pfl_elf_function *f,
	const struct pfl_code_spot *spot, uint32_t n, struct pfl_error *err)
{
	bool intel = d->opts->intel, cut = f->end - f->start > MAX_CODE;
	struct pfl_machine_code code = { .first = (uint32_t)d->instructions.n, .cut = cut };
	const struct pfl_code_spot *end = spot + n;
	struct pfl_arena scratch = { 0 };
	struct pfl_decoded decoded;
	struct pfl_span bytes;
	bool ok;

	if (!d->decoding &&
		!(d->decoding = pfl_decoding_new(pfl_elf_machine(d->elf), intel, err)))
		return false;
	if (d->opts->places && !pfl_elf_routine(d->elf, f->start, &d->routine, err))
		return false;
	ok = add_names(d, &code, f, err) &&
		pfl_elf_code(d->elf, f->start, cut ? f->start + MAX_CODE : f->end, &scratch,
			&bytes, err);
	if (ok)
		pfl_decoding_set(d->decoding, bytes, f->start);
	while (ok && pfl_decoding_next(d->decoding, &decoded))
		ok = add_instruction(d, &decoded, f, &spot, end, err);
	pfl_arena_clear(&scratch);
	if (!ok || !pfl_vec_reserve(&d->code, 1, d->arena->budget, "functions", err))
		return false;
	code.n = (uint32_t)d->instructions.n - code.first;
	d->code.at[d->code.n++] = code;
	return true;
}

static int
by_name(const void *a, const void *b)
{
	const struct pfl_machine_code *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : (x->first > y->first) - (x->first < y->first);
}

bool
pfl_disassembly_finish(
	struct pfl_disassembly *d, struct pfl_assembly *out, struct pfl_error *err)
{
	out->spot = d->spot;
	out->n = (uint32_t)d->code.n;
	out->n_instructions = (uint32_t)d->instructions.n;
	out->n_places = (uint32_t)d->places.n;
	out->code = pfl_arena_alloc(d->arena, d->code.n, sizeof(*out->code), err);
	out->instruction =
		pfl_arena_alloc(d->arena, d->instructions.n, sizeof(*out->instruction), err);
	out->place = pfl_arena_alloc(d->arena, d->places.n, sizeof(*out->place), err);
	if (!out->code || !out->instruction || !out->place)
		return false;
	if (out->n) {
		memcpy(out->code, d->code.at, out->n * sizeof(*out->code));
		qsort(out->code, out->n, sizeof(*out->code), by_name);
	}
	if (out->n_places)
		memcpy(out->place, d->places.at, out->n_places * sizeof(*out->place));
	if (out->n_instructions)
		memcpy(out->instruction, d->instructions.at,
			out->n_instructions * sizeof(*out->instruction));
	return true;
}

void
pfl_disassembly_clear(struct pfl_disassembly *d)
{
	pfl_disassembly_program(d, NULL);
	pfl_vec_clear(&d->code, d->arena->budget);
	pfl_vec_clear(&d->instructions, d->arena->budget);
	pfl_vec_clear(&d->places, d->arena->budget);
	pfl_text_clear(&d->text);
}
