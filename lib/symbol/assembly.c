/* SPDX-License-Identifier: Apache-2.0 */
/* From sampled addresses to the code around them: which program, which functions, instructions.
 */
#include "symbol/assembly.h"

#include "base/match.h"
#include "base/name.h"
#include "base/text.h"
#include "base/vec.h"
#include "symbol/binary.h"
#include "symbol/instructions.h"
#include "symbol/programs.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>

enum {
	MAX_CODE = 1 << 20,  /* bytes shown of a function              */
	MAX_PROGRAMS = 1000, /* looked for, the first that are sampled */
	MOST = 75,           /* percent of samples that vouch for a program */
};

/* A sampled address. */
struct spot {
	uint64_t address; /* as its program's file has it, once that is open     */
	uint32_t index;   /* in the list that was given                          */
	uint32_t program; /* the first mapping with the same file and build id   */
};

struct maker {
	struct pfl_profile *p;
	const struct pfl_assembly_opts *opts;
	const uint32_t *location;
	uint32_t n;
	struct pfl_arena *arena;
	struct pfl_matcher *matcher;
	bool by_number; /* the pattern is a number as well */
	uint64_t number;

	/* Of the program at hand. */
	struct pfl_elf *elf;
	struct pfl_decoding *decoding;
	struct spot *spot;
	uint32_t n_spots;

	struct pfl_text tried, text;
	uint32_t n_used;
	struct pfl_elf_routine routine; /* with what is inlined into the function at hand */
	struct pfl_assembly *out;
	PFL_VEC(struct pfl_machine_code) code;
	PFL_VEC(struct pfl_instruction) instructions;
	PFL_VEC(struct pfl_code_place) places;
};

/* The function that the code at a location belongs to; empty where it has no name. */
static struct pfl_span
name_at(const struct maker *m, uint32_t location)
{
	const struct pfl_profile *p = m->p;
	uint32_t func = p->frames.func[p->locations.first_frame[location + 1] - 1];

	return pfl_profile_text(p, func == PFL_NONE ? 0 : p->funcs.name[func]);
}

/* Does the profile call a location so that it matches? With places, any function inlined there
 * may. */
static bool
test_location(struct maker *m, uint32_t location, bool *hit, struct pfl_error *err)
{
	const struct pfl_profile *p = m->p;
	uint32_t first = p->locations.first_frame[location];
	uint32_t end = p->locations.first_frame[location + 1];

	for (uint32_t i = m->opts->places ? first : end - 1; !*hit && i < end; i++) {
		uint32_t func = p->frames.func[i],
			 name = func == PFL_NONE ? 0 : p->funcs.name[func];

		if (!pfl_matcher_test(m->matcher, pfl_profile_text(p, name), hit, err))
			return false;
	}
	return true;
}

static int
by_address(const void *a, const void *b)
{
	const struct spot *x = a, *y = b;

	if (x->program != y->program)
		return x->program < y->program ? -1 : 1;
	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

/* The address in the program's file: from memory to the file, and back as the file has it. */
static uint64_t
file_address(const struct maker *m, const struct pfl_elf *elf, uint32_t location)
{
	const struct pfl_locations *locations = &m->p->locations;
	uint64_t address = locations->address[location];
	struct pfl_elf_mapping loaded =
		pfl_binary_mapping(&m->p->mappings, locations->mapping[location]);

	pfl_elf_mapped_address(elf, &loaded, address, &address);
	return address;
}

/* How many of 100 samples are in a function that is called as the profile says; -1: it does not
 * say. */
static int
agreement(const struct maker *m, const struct pfl_elf *elf)
{
	uint64_t known = 0, same = 0;

	for (uint32_t i = 0; i < m->n_spots; i++) {
		uint32_t location = m->location[m->spot[i].index];
		struct pfl_span name = name_at(m, location);
		const struct pfl_elf_function *f;

		if (name.n == 0)
			continue;
		known++;
		f = pfl_elf_function_at(elf, file_address(m, elf, location));
		same += f && pfl_span_eq(name, pfl_span_of(f->name));
	}
	return known ? (int)(same * 100 / known) : -1;
}

static bool
fits(const struct pfl_elf *elf, const void *context)
{
	return agreement(context, elf) >= MOST;
}

/* Nothing but the name of the file may have chosen it. */
static void
note_misfit(struct maker *m, struct pfl_span file)
{
	int agreed = agreement(m, m->elf);

	if (agreed >= 0 && agreed < MOST)
		pfl_profile_add_note(m->p,
			"%.*s may be another build: only %d%% of its samples are in functions "
			"that "
			"are called as the profile says",
			(int)(file.n < 200 ? file.n : 200), file.n ? file.at : "", agreed);
}

/* May one of the samples be in a function that matches, to judge by the profile? */
static bool
is_wanted(struct maker *m, bool *wanted, struct pfl_error *err)
{
	*wanted = m->by_number;
	for (uint32_t i = 0; i < m->n_spots && !*wanted; i++) {
		uint32_t location = m->location[m->spot[i].index];

		*wanted = name_at(m, location).n == 0;
		if (!test_location(m, location, wanted, err))
			return false;
	}
	return true;
}

/* Does a function match by one of its names, by what the profile calls it, or by address? */
static bool
is_chosen(struct maker *m, const struct pfl_elf_function *f, const struct spot *spot,
	uint32_t n, bool *hit, struct pfl_error *err)
{
	size_t all;
	const struct pfl_elf_function *functions = pfl_elf_functions(m->elf, &all), *at;

	*hit = m->by_number && m->number >= f->start && m->number < f->end;
	for (at = f; !*hit && at < functions + all && at->start == f->start; at++) {
		if (!pfl_matcher_test(m->matcher, pfl_span_of(at->name), hit, err))
			return false;
	}
	for (uint32_t i = 0; !*hit && i < n; i++) {
		if (!test_location(m, m->location[spot[i].index], hit, err))
			return false;
	}
	return true;
}

static const char *
keep(struct maker *m, const char *text, struct pfl_error *err)
{
	return pfl_arena_text(m->arena, text, strlen(text), err);
}

static bool
add_text(struct maker *m, struct pfl_instruction *i, const struct pfl_decoded *d,
	const struct pfl_elf_function *f, struct pfl_error *err)
{
	const struct pfl_elf_function *target = NULL;

	pfl_text_reset(&m->text);
	pfl_text_printf(&m->text, *d->operands ? "%-6s %s" : "%s", d->name, d->operands);
	if (d->jumps && (d->target < f->start || d->target >= f->end))
		target = pfl_elf_function_at(m->elf, d->target);
	if (target) {
		pfl_text_printf(&m->text, " <%s", target->name);
		if (d->target > target->start)
			pfl_text_printf(&m->text, "+0x%" PRIx64, d->target - target->start);
		pfl_text_char(&m->text, '>');
	}
	if (!pfl_text_ok(&m->text, err))
		return false;
	i->text = keep(m, pfl_text_get(&m->text), err);
	return i->text != NULL;
}

/* What the profile says of an instruction, which is more than the program knows. */
static bool
place_from_profile(struct maker *m, struct pfl_instruction *i, struct pfl_error *err)
{
	const struct pfl_profile *p = m->p;
	uint32_t location = m->location[m->out->spot[i->first]];
	uint32_t frame = p->locations.first_frame[location], func = p->frames.func[frame];
	struct pfl_span file, name;

	if (func == PFL_NONE || p->funcs.file[func] == 0)
		return true;
	file = pfl_path_base(pfl_profile_text(p, p->funcs.file[func]));
	name = pfl_profile_text(p, p->funcs.name[func]);
	i->line = p->frames.line[frame];
	i->file = pfl_arena_text(m->arena, file.at, file.n, err);
	if (pfl_frame_inlined(&p->locations, location, frame) && i->file)
		i->inlined = pfl_arena_text(m->arena, name.at, name.n, err);
	return err->code == PFL_OK;
}

static bool
place_from_program(struct maker *m, struct pfl_instruction *i, struct pfl_error *err)
{
	struct pfl_elf_place place;
	const struct pfl_instruction *before =
		m->instructions.n ? &m->instructions.at[m->instructions.n - 1] : NULL;
	struct pfl_span file;

	if (!pfl_elf_place(m->elf, i->address, &place, err) || !place.file)
		return err->code == PFL_OK;
	file = pfl_path_base(pfl_span_of(place.file));
	i->line = place.line;
	i->file = before && before->file && pfl_span_eq(file, pfl_span_of(before->file))
		? before->file
		: pfl_arena_text(m->arena, file.at, file.n, err);
	return i->file != NULL;
}

static bool
add_place(struct maker *m, struct pfl_instruction *i, struct pfl_code_place place,
	struct pfl_error *err)
{
	if (!pfl_vec_reserve(&m->places, 1, m->arena->budget, "places of code", err))
		return false;
	m->places.at[m->places.n++] = place;
	i->n_places++;
	return true;
}

static bool
places_from_profile(struct maker *m, struct pfl_instruction *i, struct pfl_error *err)
{
	const struct pfl_profile *p = m->p;
	uint32_t location = m->location[m->out->spot[i->first]];
	bool ok = true;

	for (uint32_t k = p->locations.first_frame[location];
		ok && k < p->locations.first_frame[location + 1]; k++) {
		uint32_t func = p->frames.func[k];
		struct pfl_code_place place = { .line = p->frames.line[k] };

		if (func == PFL_NONE)
			continue;
		place.name = p->funcs.name[func];
		place.file = p->funcs.file[func];
		ok = add_place(m, i, place, err);
	}
	return ok;
}

static uint32_t
known_text(const struct maker *m, const char *text)
{
	uint32_t id = text ? pfl_strtab_find(&m->p->strings, pfl_span_of(text)) : UINT32_MAX;

	return id == UINT32_MAX ? 0 : id;
}

/* From where the code was written outwards, through all calls that were inlined. */
static bool
places_from_program(struct maker *m, struct pfl_instruction *i,
	const struct pfl_elf_function *f, struct pfl_error *err)
{
	unsigned depth = UINT_MAX;
	struct pfl_elf_place at;
	bool ok = pfl_elf_place(m->elf, i->address, &at, err) && at.file;

	/* Backwards: calls stand behind those around them. */
	for (size_t k = m->routine.n_calls; ok && k-- > 0;) {
		const struct pfl_elf_call *c = &m->routine.call[k];

		if (i->address < c->start || i->address >= c->end || c->depth >= depth)
			continue;
		if (depth == UINT_MAX && c->name)
			i->inlined = keep(m, c->name, err);
		depth = c->depth;
		ok = err->code == PFL_OK &&
			add_place(m, i,
				(struct pfl_code_place){ known_text(m, c->name),
					known_text(m, at.file), at.line },
				err);
		at = (struct pfl_elf_place){ c->file, c->line };
	}
	if (!ok)
		return err->code == PFL_OK;
	return add_place(m, i,
		(struct pfl_code_place){
			known_text(m, f->name), known_text(m, at.file), at.line },
		err);
}

static bool
add_places(struct maker *m, struct pfl_instruction *i, const struct pfl_elf_function *f,
	struct pfl_error *err)
{
	i->first_place = (uint32_t)m->places.n;
	if (!m->opts->places)
		return true;
	if (i->n && !places_from_profile(m, i, err))
		return false;
	return i->n_places || places_from_program(m, i, f, err);
}

/* A sample in the middle of an instruction is one of it. */
static bool
add_instruction(struct maker *m, const struct pfl_decoded *d, const struct pfl_elf_function *f,
	const struct spot **spot, const struct spot *end, struct pfl_error *err)
{
	struct pfl_instruction i = { .address = d->address, .first = m->n_used };

	for (; *spot < end && (*spot)->address < d->address + d->size; ++*spot) {
		m->out->spot[m->n_used++] = (*spot)->index;
		i.n++;
	}
	if (!add_text(m, &i, d, f, err) || (i.n && !place_from_profile(m, &i, err)))
		return false;
	if ((!i.file && !place_from_program(m, &i, err)) || !add_places(m, &i, f, err))
		return false;
	if (!pfl_vec_reserve(&m->instructions, 1, m->arena->budget, "instructions", err))
		return false;
	m->instructions.at[m->instructions.n++] = i;
	return true;
}

static bool
add_names(struct maker *m, struct pfl_machine_code *code, const struct pfl_elf_function *f,
	struct pfl_error *err)
{
	size_t all;
	const struct pfl_elf_function *functions = pfl_elf_functions(m->elf, &all);
	const char **alias;
	uint32_t n = 0;

	while (f + n + 1 < functions + all && f[n + 1].start == f->start)
		n++;
	code->name = keep(m, f->name, err);
	alias = pfl_arena_alloc(m->arena, n, sizeof(*alias), err);
	for (uint32_t i = 0; alias && i < n; i++) {
		const char *name = f[i + 1].name;

		/* A name may stand there twice, as one of two local symbols. */
		if (strcmp(name, f[i].name) != 0)
			alias[code->n_aliases++] = keep(m, name, err);
	}
	code->alias = alias;
	return err->code == PFL_OK;
}

static bool
add_function(struct maker *m, const struct pfl_elf_function *f, const struct spot *spot,
	uint32_t n, struct pfl_error *err)
{
	bool intel = m->opts->intel, cut = f->end - f->start > MAX_CODE;
	struct pfl_machine_code code = { .first = (uint32_t)m->instructions.n, .cut = cut };
	const struct spot *end = spot + n;
	struct pfl_arena scratch = { 0 };
	struct pfl_decoded decoded;
	struct pfl_span bytes;
	bool ok;

	if (!m->decoding &&
		!(m->decoding = pfl_decoding_new(pfl_elf_machine(m->elf), intel, err)))
		return false;
	if (m->opts->places && !pfl_elf_routine(m->elf, f->start, &m->routine, err))
		return false;
	ok = add_names(m, &code, f, err) &&
		pfl_elf_code(m->elf, f->start, cut ? f->start + MAX_CODE : f->end, &scratch,
			&bytes, err);
	if (ok)
		pfl_decoding_set(m->decoding, bytes, f->start);
	while (ok && pfl_decoding_next(m->decoding, &decoded))
		ok = add_instruction(m, &decoded, f, &spot, end, err);
	pfl_arena_clear(&scratch);
	if (!ok || !pfl_vec_reserve(&m->code, 1, m->arena->budget, "functions", err))
		return false;
	code.n = (uint32_t)m->instructions.n - code.first;
	m->code.at[m->code.n++] = code;
	return true;
}

/* Samples by address: each function is a run of them. */
static bool
add_functions(struct maker *m, struct pfl_error *err)
{
	const struct pfl_elf_function *f;
	uint32_t next;
	bool hit;

	for (uint32_t i = 0; i < m->n_spots; i++)
		m->spot[i].address = file_address(m, m->elf, m->location[m->spot[i].index]);
	qsort(m->spot, m->n_spots, sizeof(*m->spot), by_address);
	for (uint32_t i = 0; i < m->n_spots; i = next) {
		next = i + 1;
		f = pfl_elf_function_at(m->elf, m->spot[i].address);
		if (!f)
			continue;
		while (next < m->n_spots && m->spot[next].address < f->end)
			next++;
		if (!is_chosen(m, f, &m->spot[i], next - i, &hit, err) ||
			(hit && !add_function(m, f, &m->spot[i], next - i, err)))
			return false;
	}
	return true;
}

static bool
add_program(struct maker *m, struct pfl_error *err)
{
	uint32_t program = m->spot[0].program;
	struct pfl_binary_wish wish = {
		.file = pfl_profile_text(m->p, m->p->mappings.file[program]),
		.build_id = pfl_profile_text(m->p, m->p->mappings.build_id[program]),
		.folders = m->opts->binary_path,
		.fits = fits,
		.context = m,
	};
	bool wanted;

	if (!is_wanted(m, &wanted, err))
		return false;
	m->elf = wanted ? pfl_binary_find(&wish, &m->tried, err) : NULL;
	if (m->elf && (wish.build_id.n == 0 || !*pfl_elf_build_id(m->elf)))
		note_misfit(m, wish.file);
	if (m->elf && !add_functions(m, err))
		pfl_context(err, "%.*s", (int)(wish.file.n < 200 ? wish.file.n : 200),
			wish.file.n ? wish.file.at : "");
	pfl_elf_close(m->elf);
	pfl_decoding_free(m->decoding);
	m->elf = NULL;
	m->decoding = NULL;
	return err->code == PFL_OK;
}

static uint32_t
take_spots(const struct maker *m, const uint32_t *program, struct spot *spot)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < m->n; i++) {
		uint32_t mapping = m->p->locations.mapping[m->location[i]];

		if (mapping != PFL_NONE)
			spot[n++] = (struct spot){ .index = i, .program = program[mapping] };
	}
	if (n)
		qsort(spot, n, sizeof(*spot), by_address);
	return n;
}

/* Each program is a run of samples. */
static bool
add_programs(struct maker *m, struct pfl_error *err)
{
	uint32_t *program = pfl_programs_find(&m->p->mappings, err);
	struct spot *spot = calloc((size_t)m->n + 1, sizeof(*spot));
	bool ok = program && (spot || pfl_fail(err, PFL_NOMEM, "out of memory"));
	uint32_t n = ok ? take_spots(m, program, spot) : 0, looked = 0;

	for (uint32_t i = 0; ok && i < n && looked < MAX_PROGRAMS; i += m->n_spots, looked++) {
		m->spot = &spot[i];
		m->n_spots = 1;
		while (i + m->n_spots < n && spot[i + m->n_spots].program == spot[i].program)
			m->n_spots++;
		ok = add_program(m, err);
	}
	free(spot);
	free(program);
	return ok;
}

static int
by_name(const void *a, const void *b)
{
	const struct pfl_machine_code *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : (x->first > y->first) - (x->first < y->first);
}

static bool
explain(struct maker *m, struct pfl_error *err)
{
	if (m->n == 0)
		return pfl_fail(
			err, PFL_UNSUPPORTED, "the profile has no addresses of instructions");
	if (m->tried.n)
		return pfl_fail(err, PFL_IO,
			"no program to disassemble (%s); --binary-path says where it is",
			pfl_text_get(&m->tried));
	return pfl_fail(err, PFL_USAGE, "no matches found for regexp: %s", m->opts->pattern);
}

static bool
hand_over(struct maker *m, struct pfl_error *err)
{
	struct pfl_assembly *out = m->out;

	out->n = (uint32_t)m->code.n;
	out->n_instructions = (uint32_t)m->instructions.n;
	out->n_places = (uint32_t)m->places.n;
	out->code = pfl_arena_alloc(m->arena, m->code.n, sizeof(*out->code), err);
	out->instruction =
		pfl_arena_alloc(m->arena, m->instructions.n, sizeof(*out->instruction), err);
	out->place = pfl_arena_alloc(m->arena, m->places.n, sizeof(*out->place), err);
	if (!out->code || !out->instruction || !out->place)
		return false;
	if (out->n) {
		memcpy(out->code, m->code.at, out->n * sizeof(*out->code));
		qsort(out->code, out->n, sizeof(*out->code), by_name);
	}
	if (out->n_places)
		memcpy(out->place, m->places.at, out->n_places * sizeof(*out->place));
	if (out->n_instructions)
		memcpy(out->instruction, m->instructions.at,
			out->n_instructions * sizeof(*out->instruction));
	return true;
}

/* What was not found is said; where code is not what the report is about, in a note. */
static bool
judge(struct maker *m, struct pfl_error *err)
{
	struct pfl_error why = *err;
	bool missing = why.code == PFL_IO || why.code == PFL_UNSUPPORTED;

	if (why.code == PFL_OK && m->out->n == 0 && m->p->samples.n > 0) {
		explain(m, &why);
		missing = true;
	} else if (why.code == PFL_OK && m->tried.n) {
		pfl_profile_add_note(
			m->p, "programs that are not shown: %s", pfl_text_get(&m->tried));
	}
	if (missing && m->opts->optional) {
		m->out->n = 0;
		pfl_profile_add_note(m->p, "no machine code: %s", why.msg);
		*err = (struct pfl_error){ 0 };
	} else {
		*err = why;
	}
	return err->code == PFL_OK;
}

static void
read_number(struct maker *m)
{
	const char *text = m->opts->pattern;
	char *end;

	errno = 0;
	m->number = strtoull(text, &end, 0);
	m->by_number = *text >= '0' && *text <= '9' && *end == '\0' && errno == 0;
}

bool
pfl_assembly_make(struct pfl_assembly *assembly, struct pfl_profile *p,
	const uint32_t *location, uint32_t n, const struct pfl_assembly_opts *opts,
	struct pfl_arena *arena, struct pfl_error *err)
{
	struct maker m = { .p = p,
		.opts = opts,
		.location = location,
		.n = n,
		.arena = arena,
		.out = assembly };

	*assembly = (struct pfl_assembly){ 0 };
	read_number(&m);
	m.matcher = pfl_matcher_new(pfl_span_of(opts->pattern), "pattern", err);
	assembly->spot = pfl_arena_alloc(arena, n, sizeof(*assembly->spot), err);
	if (err->code == PFL_OK && add_programs(&m, err))
		hand_over(&m, err);
	judge(&m, err);
	pfl_vec_clear(&m.code, arena->budget);
	pfl_vec_clear(&m.instructions, arena->budget);
	pfl_vec_clear(&m.places, arena->budget);
	pfl_matcher_free(m.matcher);
	pfl_text_clear(&m.tried);
	pfl_text_clear(&m.text);
	return err->code == PFL_OK;
}
