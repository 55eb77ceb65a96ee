/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses become functions: which locations have none, whose they are, what is said of them.
 */
#include <profloom/profile.h>

#include "base/name.h"
#include "symbol/kernel.h"
#include "symbol/missing.h"
#include "symbol/naming.h"
#include "symbol/programs.h"
#if PFL_HAVE_ELF
#include "symbol/binary.h"
#endif

#include <stdlib.h>

enum {
	MAX_PROGRAMS = 1000, /* looked for                               */
	MAX_INLINED = 256,   /* calls at one place                       */
	MOST = 50,           /* percent of addresses that are to be in functions */
};

enum { RESOLVED = PFL_HAS_FUNCTIONS | PFL_HAS_FILENAMES | PFL_HAS_LINE_NUMBERS };

/* An address that wants a name. */
struct spot {
	uint64_t address; /* in memory; in its program's file, once that is open */
	uint32_t location;
	uint32_t program; /* the first mapping with the same file and build id   */
};

struct symbolizer {
	struct pfl_profile *p;
	const char *folders;
	struct pfl_naming naming;
	uint8_t *flags;    /* by mapping: as the profile will have them                */
	uint8_t *why;      /* by mapping: see pfl_missing_note()                       */
	uint32_t *missing; /* by location: the same                                    */
	bool unreadable;   /* there are no elfutils                                    */

	/* Of the program at hand. */
	struct spot *spot;
	uint32_t n_spots;
	struct pfl_text tried;
};

/* What is no file, or none of code: as pprof has it. */
static bool
is_nothing(struct pfl_span file)
{
	static const char *const none[] = { "[", "linux-vdso", "/dev/", "//anon",
		"/memfd:", "anon_inode:", "/SYSV", "http:", "https:" };

	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		if (pfl_span_starts(file, none[i]))
			return true;
	}
	return false;
}

static bool
is_wanted(const struct pfl_profile *p, uint32_t location)
{
	const struct pfl_locations *l = &p->locations;
	uint32_t mapping = l->mapping[location], first = l->first_frame[location];
	struct pfl_span file;

	if (l->address[location] == 0 || mapping == PFL_NONE ||
		(p->mappings.flags[mapping] & RESOLVED) ||
		l->first_frame[location + 1] != first + 1 || p->frames.func[first] != PFL_NONE)
		return false;
	file = pfl_profile_text(p, p->mappings.file[mapping]);
	return pfl_kernel_is_in(file, l->address[location]) ||
		(!is_nothing(file) &&
			(file.n > 0 || p->mappings.build_id[mapping] != 0 ||
				p->mappings.n == 1));
}

static int
by_address(const void *a, const void *b)
{
	const struct spot *x = a, *y = b;

	if (x->program != y->program)
		return x->program < y->program ? -1 : 1;
	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	return (x->location > y->location) - (x->location < y->location);
}

static uint32_t
mapping_of(const struct symbolizer *s, const struct spot *spot)
{
	return s->p->locations.mapping[spot->location];
}

static bool
add_frame(struct symbolizer *s, const struct spot *spot, const struct pfl_found_frame *frame,
	struct pfl_error *err)
{
	s->flags[mapping_of(s, spot)] |= PFL_HAS_FUNCTIONS |
		(frame->file ? PFL_HAS_FILENAMES : 0) |
		(frame->line ? PFL_HAS_LINE_NUMBERS : 0);
	s->missing[spot->location] = 0;
	return pfl_naming_add(&s->naming, spot->location, frame, err);
}

static bool
name_kernel(struct symbolizer *s, struct pfl_error *err)
{
	const struct pfl_mappings *m = &s->p->mappings;
	uint32_t mapping = mapping_of(s, s->spot);
	struct pfl_kernel_wish wish = {
		.build_id = pfl_profile_text(s->p, m->build_id[mapping]),
		.start = m->start[mapping],
		.offset = m->offset[mapping],
		.folders = s->folders,
	};
	struct pfl_kernel *kernel = pfl_kernel_find(&wish, &s->tried, err);
	bool ok = err->code == PFL_OK;

	if (kernel)
		s->why[s->spot->program] = PFL_MISSING_SYMBOL;
	for (uint32_t i = 0; ok && kernel && i < s->n_spots; i++) {
		struct pfl_found_frame frame = { .symbol = pfl_kernel_function_at(
							 kernel, s->spot[i].address) };

		ok = !frame.symbol || add_frame(s, &s->spot[i], &frame, err);
	}
	pfl_kernel_free(kernel);
	return ok;
}

#if PFL_HAVE_ELF
static bool
file_address(const struct symbolizer *s, const struct pfl_elf *elf, const struct spot *spot,
	uint64_t *address)
{
	const struct pfl_mappings *m = &s->p->mappings;
	uint32_t mapping = mapping_of(s, spot);
	struct pfl_elf_mapping loaded = { m->start[mapping], m->limit[mapping],
		m->offset[mapping] };

	return pfl_elf_mapped_address(elf, &loaded, spot->address, address);
}

/*
 * Where nothing else vouches for a file: it would be loaded exactly as the profile says, and
 * was there before that was recorded.
 */
static bool
fits(const struct pfl_elf *elf, const void *context)
{
	const struct symbolizer *s = context;
	const struct pfl_mappings *m = &s->p->mappings;
	int64_t recorded = s->p->meta.time_nanos / 1000000000;

	if (recorded > 0 && pfl_elf_modified(elf) > recorded + 1)
		return false;
	for (uint32_t i = 0; i < s->n_spots; i++) {
		uint32_t mapping = mapping_of(s, &s->spot[i]);
		struct pfl_elf_mapping loaded = { m->start[mapping], m->limit[mapping],
			m->offset[mapping] };

		if (!pfl_elf_loads_as(elf, &loaded))
			return false;
	}
	return true;
}

static bool
is_mangled(const char *symbol)
{
	return strncmp(symbol, "_Z", 2) == 0 || strncmp(symbol, "_R", 2) == 0;
}

static size_t
underscores(const char *name)
{
	return strspn(name, "_");
}

/* Of all names of a function, the one that is meant for people: malloc, not __libc_malloc. */
static const char *
best_name(const struct pfl_elf *elf, const struct pfl_elf_function *f)
{
	size_t n;
	const struct pfl_elf_function *all = pfl_elf_functions(elf, &n), *at = f;
	const char *best = f->name;

	for (; at < all + n && at->start == f->start; at++) {
		if (underscores(at->name) < underscores(best))
			best = at->name;
	}
	return best;
}

/* Debugging information knows what a function is without what compilers put behind its name;
 * but where it does not know what the linker calls it, it has half of a name in C++. */
static const char *
symbol_of(const struct pfl_elf *elf, const struct pfl_elf_routine *routine, uint64_t address)
{
	const struct pfl_elf_function *f =
		routine->linkage ? NULL : pfl_elf_function_at(elf, address);
	const char *name = f ? best_name(elf, f) : NULL;

	if (routine->linkage)
		return routine->linkage;
	return name && (!routine->name || is_mangled(name)) ? name : routine->name;
}

/* From where the code was written outwards, through all calls that were inlined. */
static bool
name_spot(struct symbolizer *s, struct pfl_elf *elf, const struct spot *spot,
	struct pfl_error *err)
{
	struct pfl_elf_routine routine;
	struct pfl_elf_place at;
	struct pfl_found_frame frame = { 0 };
	unsigned depth = MAX_INLINED;

	if (!pfl_elf_routine(elf, spot->address, &routine, err) ||
		!pfl_elf_place(elf, spot->address, &at, err))
		return false;
	frame.symbol = symbol_of(elf, &routine, spot->address);
	if (!frame.symbol)
		return true;
	/* Backwards: calls stand behind those around them. */
	for (size_t k = routine.n_calls; k-- > 0;) {
		const struct pfl_elf_call *c = &routine.call[k];
		struct pfl_found_frame inlined = { c->linkage ? c->linkage : c->name, at.file,
			at.line, c->start_line };

		if (spot->address < c->start || spot->address >= c->end || c->depth >= depth ||
			!inlined.symbol)
			continue;
		depth = c->depth;
		if (!add_frame(s, spot, &inlined, err))
			return false;
		at = (struct pfl_elf_place){ c->file, c->line };
	}
	if (routine.name)
		s->flags[mapping_of(s, spot)] |= PFL_HAS_INLINE_FRAMES;
	frame = (struct pfl_found_frame){ frame.symbol, at.file, at.line, routine.start_line };
	return add_frame(s, spot, &frame, err);
}

/* Addresses become those of the file; what is nowhere in it goes to the end. */
static uint32_t
place_spots(struct symbolizer *s, const struct pfl_elf *elf)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < s->n_spots; i++) {
		struct spot spot = s->spot[i];

		if (!file_address(s, elf, &spot, &spot.address))
			continue;
		s->spot[i] = s->spot[n];
		s->spot[n++] = spot;
	}
	qsort(s->spot, n, sizeof(*s->spot), by_address);
	return n;
}

static bool
name_spots(struct symbolizer *s, struct pfl_elf *elf, struct pfl_error *err)
{
	uint32_t n = place_spots(s, elf), found = 0;
	struct pfl_span file =
		pfl_path_base(pfl_profile_text(s->p, s->p->mappings.file[s->spot->program]));

	s->why[s->spot->program] =
		pfl_elf_is_stripped(elf) ? PFL_MISSING_TABLE : PFL_MISSING_SYMBOL;
	for (uint32_t i = 0; i < n; i++) {
		if (!name_spot(s, elf, &s->spot[i], err))
			return false;
		found += s->missing[s->spot[i].location] == 0;
	}
	/* Nothing but its name or its size may have chosen it. */
	if (s->p->mappings.build_id[s->spot->program] == 0 && !pfl_elf_is_stripped(elf) &&
		(uint64_t)found * 100 < (uint64_t)s->n_spots * MOST)
		pfl_profile_add_note(s->p,
			"%.*s may be another build: only %d %% of its addresses are in "
			"functions",
			(int)(file.n < 100 ? file.n : 100), file.n ? file.at : "",
			(int)((uint64_t)found * 100 / s->n_spots));
	return true;
}

/* Why there was none, to judge by what was tried. */
static enum pfl_missing
why_not(const struct symbolizer *s)
{
	struct pfl_span tried = pfl_text_span(&s->tried);

	if (pfl_span_find(tried, PFL_BINARY_OTHER_BUILD) < tried.n)
		return PFL_MISSING_BUILD;
	return pfl_span_find(tried, PFL_BINARY_UNPROVEN) < tried.n ? PFL_MISSING_PROOF
								   : PFL_MISSING_FILE;
}

static bool
name_program(struct symbolizer *s, struct pfl_error *err)
{
	const struct pfl_mappings *m = &s->p->mappings;
	uint32_t program = s->spot->program;
	struct pfl_binary_wish wish = {
		.file = pfl_profile_text(s->p, m->file[program]),
		.build_id = pfl_profile_text(s->p, m->build_id[program]),
		.folders = s->folders,
		.fits = fits,
		.context = s,
	};
	struct pfl_elf *elf = s->unreadable ? NULL : pfl_binary_find(&wish, &s->tried, err);
	bool ok = true;

	if (err->code == PFL_UNSUPPORTED) {
		s->unreadable = true;
		*err = (struct pfl_error){ 0 };
	}
	if (elf)
		ok = name_spots(s, elf, err);
	else
		s->why[program] = (uint8_t)(s->unreadable ? PFL_MISSING_LIBRARY : why_not(s));
	pfl_elf_close(elf);
	return ok && err->code == PFL_OK;
}
#else
static bool
name_program(struct symbolizer *s, struct pfl_error *err)
{
	(void)err;
	s->why[s->spot->program] = PFL_MISSING_LIBRARY;
	return true;
}
#endif

static uint32_t
take_spots(struct symbolizer *s, const uint32_t *program, struct spot *spot)
{
	const struct pfl_locations *l = &s->p->locations;
	uint32_t n = 0;

	for (uint32_t i = 0; i < l->n; i++) {
		if (!is_wanted(s->p, i))
			continue;
		spot[n] = (struct spot){ l->address[i], i, program[l->mapping[i]] };
		s->missing[i] = spot[n++].program + 1;
	}
	qsort(spot, n, sizeof(*spot), by_address);
	return n;
}

/* Each program is a run of addresses. */
static bool
name_all(struct symbolizer *s, struct spot *spot, uint32_t n, struct pfl_error *err)
{
	uint32_t looked = 0;
	bool ok = true;

	for (uint32_t i = 0; ok && i < n && looked < MAX_PROGRAMS; i += s->n_spots, looked++) {
		uint32_t mapping = s->p->locations.mapping[spot[i].location];
		struct pfl_span file = pfl_profile_text(s->p, s->p->mappings.file[mapping]);

		s->spot = &spot[i];
		s->n_spots = 1;
		while (i + s->n_spots < n && spot[i + s->n_spots].program == spot[i].program)
			s->n_spots++;
		pfl_text_reset(&s->tried);
		ok = pfl_kernel_is_in(file, spot[i].address) ? name_kernel(s, err)
							     : name_program(s, err);
	}
	return ok;
}

static bool
symbolize(struct symbolizer *s, uint32_t wanted, struct pfl_error *err)
{
	struct pfl_profile *p = s->p;
	uint32_t *program = pfl_programs_find(&p->mappings, err);
	struct spot *spot = calloc((size_t)wanted + 1, sizeof(*spot));
	bool ok;

	s->flags = calloc((size_t)p->mappings.n + 1, 1);
	s->why = calloc((size_t)p->mappings.n + 1, 1);
	s->missing = calloc((size_t)p->locations.n + 1, sizeof(*s->missing));
	ok = program && spot && s->flags && s->why && s->missing;
	if (!ok)
		pfl_fail(err, PFL_NOMEM, "out of memory");
	if (ok && p->mappings.n)
		memcpy(s->flags, p->mappings.flags, p->mappings.n);
	ok = ok && name_all(s, spot, take_spots(s, program, spot), err) &&
		(s->naming.frames.n == 0 || pfl_naming_apply(&s->naming, s->flags, err)) &&
		pfl_missing_note(p, s->missing, s->why, err);
	free(program);
	free(spot);
	free(s->flags);
	free(s->why);
	free(s->missing);
	return ok;
}

bool
pfl_symbolize(
	struct pfl_profile *p, const struct pfl_symbolize_opts *opts, struct pfl_error *err)
{
	struct symbolizer s = {
		.p = p, .folders = opts ? opts->binary_path : NULL, .naming = { .p = p }
	};
	uint32_t wanted = 0;
	bool ok;

	for (uint32_t i = 0; i < p->locations.n; i++)
		wanted += is_wanted(p, i);
	if (wanted == 0)
		return true;
	ok = symbolize(&s, wanted, err);
	pfl_naming_clear(&s.naming);
	pfl_text_clear(&s.tried);
	return ok;
}
