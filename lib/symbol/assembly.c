/* SPDX-License-Identifier: Apache-2.0 */
/* From sampled addresses to the code around them: which program, and which of its functions. */
#include "symbol/assembly.h"

#include "base/match.h"
#include "symbol/binary.h"
#include "symbol/disassembly.h"
#include "symbol/programs.h"

#include <errno.h>
#include <stdlib.h>

enum {
	MAX_PROGRAMS = 1000, /* looked for, the first that are sampled */
	MOST = 75,           /* percent of samples that vouch for a program */
};

struct maker {
	struct pfl_profile *p;
	const struct pfl_assembly_opts *opts;
	const uint32_t *location;
	uint32_t n;
	struct pfl_matcher *matcher;
	bool by_number; /* the pattern is a number as well */
	uint64_t number;

	/* Of the program at hand. */
	struct pfl_elf *elf;
	struct pfl_code_spot *spot;
	uint32_t n_spots;

	struct pfl_text tried; /* what was, and why not taken */
	struct pfl_disassembly code;
	struct pfl_assembly *out;
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
	const struct pfl_code_spot *x = a, *y = b;

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
is_chosen(struct maker *m, const struct pfl_elf_function *f, const struct pfl_code_spot *spot,
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
			(hit && !pfl_disassembly_add(&m->code, f, &m->spot[i], next - i, err)))
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
		.debug_id = pfl_profile_text(m->p, m->p->mappings.debug_id[program]),
		.folders = m->opts->binary_path,
		.fits = fits,
		.context = m,
	};
	bool wanted;

	if (!is_wanted(m, &wanted, err))
		return false;
	m->elf = wanted ? pfl_binary_find(&wish, &m->tried, err) : NULL;
	if (m->elf &&
		(!pfl_binary_has_id(&m->p->mappings, program) || !*pfl_elf_build_id(m->elf)))
		note_misfit(m, wish.file);
	pfl_disassembly_program(&m->code, m->elf);
	if (m->elf && !add_functions(m, err))
		pfl_context(err, "%.*s", (int)(wish.file.n < 200 ? wish.file.n : 200),
			wish.file.n ? wish.file.at : "");
	pfl_disassembly_program(&m->code, NULL);
	pfl_elf_close(m->elf);
	m->elf = NULL;
	return err->code == PFL_OK;
}

static uint32_t
take_spots(const struct maker *m, const uint32_t *program, struct pfl_code_spot *spot)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < m->n; i++) {
		uint32_t mapping = m->p->locations.mapping[m->location[i]];

		if (mapping != PFL_NONE)
			spot[n++] = (struct pfl_code_spot){ .index = i,
				.program = program[mapping] };
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
	struct pfl_code_spot *spot = calloc((size_t)m->n + 1, sizeof(*spot));
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
	struct maker m = {
		.p = p,
		.opts = opts,
		.location = location,
		.n = n,
		.code = { .p = p, .opts = opts, .location = location, .arena = arena },
		.out = assembly,
	};

	*assembly = (struct pfl_assembly){ 0 };
	read_number(&m);
	m.matcher = pfl_matcher_new(pfl_span_of(opts->pattern), "pattern", err);
	m.code.spot = pfl_arena_alloc(arena, n, sizeof(*m.code.spot), err);
	if (err->code == PFL_OK && add_programs(&m, err))
		pfl_disassembly_finish(&m.code, assembly, err);
	judge(&m, err);
	pfl_disassembly_clear(&m.code);
	pfl_matcher_free(m.matcher);
	pfl_text_clear(&m.tried);
	return err->code == PFL_OK;
}
