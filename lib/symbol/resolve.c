/* SPDX-License-Identifier: Apache-2.0 */
#include "symbol/resolve.h"

#include "base/name.h"
#include "symbol/kernel.h"
#include "symbol/missing.h"
#if PFL_HAVE_ELF
#include "symbol/binary.h"
#endif

#include <stdlib.h>

/* The program at hand. */
struct resolver {
	const struct pfl_profile *p;
	const char *folders;
	struct pfl_answers *to;
	struct pfl_spot *spot;
	uint32_t n_spots;
	struct pfl_text tried;
	bool unreadable; /* there are no elfutils */
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

bool
pfl_resolve_can(struct pfl_span file, uint64_t address)
{
	return pfl_kernel_is_in(file, address) || !is_nothing(file);
}

static int
by_address(const void *a, const void *b)
{
	const struct pfl_spot *x = a, *y = b;

	if (x->program != y->program)
		return x->program < y->program ? -1 : 1;
	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	return (x->location > y->location) - (x->location < y->location);
}

void
pfl_spots_sort(struct pfl_spot *spot, uint32_t n)
{
	qsort(spot, n, sizeof(*spot), by_address);
}

uint32_t
pfl_resolve_run(const struct pfl_spot *spot, uint32_t n)
{
	uint32_t run = 1;

	while (run < n && spot[run].program == spot->program)
		run++;
	return run;
}

static uint32_t
mapping_of(const struct resolver *r, const struct pfl_spot *spot)
{
	return r->p->locations.mapping[spot->location];
}

/* What a mapping knows whose location has this frame. */
static uint32_t
flags_of(const struct pfl_found_frame *frame)
{
	return PFL_HAS_FUNCTIONS | (frame->file ? PFL_HAS_FILENAMES : 0) |
		(frame->line ? PFL_HAS_LINE_NUMBERS : 0);
}

static bool
name_kernel(struct resolver *s, enum pfl_missing *missing, struct pfl_error *err)
{
	const struct pfl_mappings *m = &s->p->mappings;
	uint32_t mapping = mapping_of(s, s->spot);
	struct pfl_kernel_wish wish = {
		.build_id = pfl_profile_text(s->p, m->build_id[mapping]),
		.start = m->start[mapping],
		.offset = m->offset[mapping],
		.folders = s->folders,
	};
	/* Lists of symbols do not say where the image begins. */
	bool from_image = (m->flags[mapping] & PFL_FROM_IMAGE) != 0;
	struct pfl_kernel *kernel = from_image ? NULL : pfl_kernel_find(&wish, &s->tried, err);
	bool ok = err->code == PFL_OK;

	*missing = kernel ? PFL_MISSING_SYMBOL : PFL_MISSING_FILE;
	for (uint32_t i = 0; ok && kernel && i < s->n_spots; i++) {
		struct pfl_found_frame frame = { .symbol = pfl_kernel_function_at(
							 kernel, s->spot[i].address) };

		ok = !frame.symbol ||
			(pfl_answers_frame(s->to, &frame, err) &&
				pfl_answers_location(
					s->to, s->spot[i].location, flags_of(&frame), err));
	}
	pfl_kernel_free(kernel);
	return ok;
}

#if PFL_HAVE_ELF
static bool
file_address(const struct resolver *s, const struct pfl_elf *elf, const struct pfl_spot *spot,
	uint64_t *address)
{
	struct pfl_elf_mapping loaded =
		pfl_binary_mapping(&s->p->mappings, mapping_of(s, spot));

	return pfl_elf_mapped_address(elf, &loaded, spot->address, address);
}

/*
 * Where nothing else vouches for a file: it would be loaded exactly as the profile says, and
 * was there before that was recorded.
 */
static bool
fits(const struct pfl_elf *elf, const void *context)
{
	const struct resolver *s = context;
	int64_t recorded = s->p->meta.time_nanos / 1000000000;

	if (recorded > 0 && pfl_elf_modified(elf) > recorded + 1)
		return false;
	for (uint32_t i = 0; i < s->n_spots; i++) {
		struct pfl_elf_mapping loaded =
			pfl_binary_mapping(&s->p->mappings, mapping_of(s, &s->spot[i]));

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
name_spot(struct resolver *s, struct pfl_elf *elf, const struct pfl_spot *spot,
	struct pfl_error *err)
{
	struct pfl_elf_routine routine;
	struct pfl_elf_place at;
	struct pfl_found_frame frame = { 0 };
	unsigned depth = PFL_ANSWER_INLINED;
	uint32_t flags = 0;

	if (!pfl_elf_routine(elf, spot->address, &routine, err) ||
		!pfl_elf_place(elf, spot->address, &at, err))
		return false;
	frame.symbol = symbol_of(elf, &routine, spot->address);
	if (!frame.symbol || !*frame.symbol)
		return true;
	/* Backwards: calls stand behind those around them. */
	for (size_t k = routine.n_calls; k-- > 0;) {
		const struct pfl_elf_call *c = &routine.call[k];
		struct pfl_found_frame inlined = { c->linkage ? c->linkage : c->name, at.file,
			at.line, c->start_line };

		if (spot->address < c->start || spot->address >= c->end || c->depth >= depth ||
			!inlined.symbol || !*inlined.symbol)
			continue;
		depth = c->depth;
		flags |= flags_of(&inlined);
		if (!pfl_answers_frame(s->to, &inlined, err))
			return false;
		at = (struct pfl_elf_place){ c->file, c->line };
	}
	frame = (struct pfl_found_frame){ frame.symbol, at.file, at.line, routine.start_line };
	flags |= flags_of(&frame) | (routine.name ? PFL_HAS_INLINE_FRAMES : 0);
	return pfl_answers_frame(s->to, &frame, err) &&
		pfl_answers_location(s->to, spot->location, flags, err);
}

/* Addresses become those of the file; what is nowhere in it goes to the end. */
static uint32_t
place_spots(struct resolver *s, const struct pfl_elf *elf)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < s->n_spots; i++) {
		struct pfl_spot spot = s->spot[i];

		if (!file_address(s, elf, &spot, &spot.address))
			continue;
		s->spot[i] = s->spot[n];
		s->spot[n++] = spot;
	}
	pfl_spots_sort(s->spot, n);
	return n;
}

static bool
name_spots(struct resolver *s, struct pfl_elf *elf, struct pfl_error *err)
{
	uint32_t n = place_spots(s, elf);

	for (uint32_t i = 0; i < n; i++) {
		if (!name_spot(s, elf, &s->spot[i], err))
			return false;
	}
	return true;
}

/* Why there was none, to judge by what was tried. */
static enum pfl_missing
why_not(const struct resolver *s)
{
	struct pfl_span tried = pfl_text_span(&s->tried);

	if (pfl_span_find(tried, PFL_BINARY_OTHER_BUILD) < tried.n ||
		pfl_span_find(tried, PFL_BINARY_OTHER_DEBUG) < tried.n)
		return PFL_MISSING_BUILD;
	return pfl_span_find(tried, PFL_BINARY_UNPROVEN) < tried.n ? PFL_MISSING_PROOF
								   : PFL_MISSING_FILE;
}

static bool
name_program(struct resolver *s, enum pfl_missing *missing, struct pfl_error *err)
{
	const struct pfl_mappings *m = &s->p->mappings;
	uint32_t program = s->spot->program;
	struct pfl_binary_wish wish = {
		.file = pfl_profile_text(s->p, m->file[program]),
		.build_id = pfl_profile_text(s->p, m->build_id[program]),
		.debug_id = pfl_profile_text(s->p, m->debug_id[program]),
		.folders = s->folders,
		.only_folders = true,
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
	if (elf)
		*missing = pfl_elf_is_stripped(elf) ? PFL_MISSING_TABLE : PFL_MISSING_SYMBOL;
	else
		*missing = s->unreadable ? PFL_MISSING_LIBRARY : why_not(s);
	pfl_elf_close(elf);
	return ok && err->code == PFL_OK;
}
#else
static bool
name_program(struct resolver *s, enum pfl_missing *missing, struct pfl_error *err)
{
	(void)s;
	(void)err;
	*missing = PFL_MISSING_LIBRARY;
	return true;
}
#endif

bool
pfl_resolve(const struct pfl_resolve *job, struct pfl_answers *to, struct pfl_error *err)
{
	struct resolver s = { .p = job->p, .folders = job->folders, .to = to };
	bool ok = true;

	for (uint32_t i = 0; ok && i < job->n; i += s.n_spots) {
		struct pfl_spot *spot = &job->spot[i];
		struct pfl_span file = pfl_profile_text(job->p,
			job->p->mappings.file[job->p->locations.mapping[spot->location]]);
		enum pfl_missing missing;

		s.spot = spot;
		s.n_spots = pfl_resolve_run(spot, job->n - i);
		pfl_text_reset(&s.tried);
		ok = (pfl_kernel_is_in(file, spot->address)
				     ? name_kernel(&s, &missing, err)
				     : name_program(&s, &missing, err)) &&
			pfl_answers_program(to, missing, err);
	}
	pfl_text_clear(&s.tried);
	return ok;
}
