/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses become functions: which locations have none, whose they are, what is said of them.
 */
#include <profloom/profile.h>

#include "base/child.h"
#include "base/name.h"
#include "symbol/binary.h"
#include "symbol/kernel.h"
#include "symbol/missing.h"
#include "symbol/naming.h"
#include "symbol/programs.h"
#include "symbol/resolve.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	MAX_PROGRAMS = 1000,  /* looked for                               */
	MOST = 50,            /* percent of addresses that are to be in functions */
	PROGRAM_SECONDS = 60, /* that reading a program may take          */
	ALL_SECONDS = 180,    /* that reading all of them may take        */
	BLOCK = 64 << 10,     /* bytes of answers that are read at once   */
};

enum { RESOLVED = PFL_HAS_FUNCTIONS | PFL_HAS_FILENAMES | PFL_HAS_LINE_NUMBERS };

struct symbolizer {
	struct pfl_profile *p;
	struct pfl_naming naming;
	struct pfl_resolve job; /* what is left of it                */
	uint8_t *why;           /* by mapping: see pfl_missing_note() */
	double end;             /* when to stop                      */

	/* Programs that could not be read: how many, the first one, what became of that. */
	uint32_t n_failed, failed;
	char failure[64];
};

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
	return pfl_resolve_can(file, l->address[location]) &&
		(file.n > 0 || pfl_binary_has_id(&p->mappings, mapping) || p->mappings.n == 1);
}

/* Mark what has no name, and list it where programs are to be read. */
static uint32_t
take_spots(struct symbolizer *s, const uint32_t *program, struct pfl_spot *spot)
{
	const struct pfl_locations *l = &s->p->locations;
	uint32_t n = 0;

	for (uint32_t i = 0; i < l->n; i++) {
		if (!is_wanted(s->p, i))
			continue;
		s->naming.missing[i] = program[l->mapping[i]] + 1;
		if (s->job.folders)
			spot[n++] =
				(struct pfl_spot){ l->address[i], i, program[l->mapping[i]] };
	}
	pfl_spots_sort(spot, n);
	return n;
}

/* In the child. */
static bool
read_programs(void *context, int fd)
{
	const struct symbolizer *s = context;
	struct pfl_answers to = { .fd = fd, .n_functions = (uint32_t)s->naming.funcs.n };
	struct pfl_error err = { 0 };

	return pfl_resolve(&s->job, &to, &err);
}

static uint32_t
run_of(const struct symbolizer *s)
{
	return pfl_resolve_run(s->job.spot, s->job.n);
}

static struct pfl_span
file_of(const struct symbolizer *s, uint32_t program)
{
	struct pfl_span file =
		pfl_path_base(pfl_profile_text(s->p, s->p->mappings.file[program]));

	file.n = file.n < 100 ? file.n : 100;
	return file.n ? file : pfl_span_of("a program without a name");
}

/* Nothing but its name or its size may have chosen it. */
static void
doubt(struct symbolizer *s)
{
	const struct pfl_spot *spot = s->job.spot;
	uint32_t program = spot->program, n = run_of(s), found = 0;
	struct pfl_span file = file_of(s, program);

	for (uint32_t i = 0; i < n; i++)
		found += s->naming.missing[spot[i].location] == 0;
	if (!pfl_binary_has_id(&s->p->mappings, program) &&
		s->why[program] == PFL_MISSING_SYMBOL &&
		!pfl_kernel_is_in(file, spot->address) &&
		(uint64_t)found * 100 < (uint64_t)n * MOST)
		pfl_profile_add_note(s->p,
			"%.*s may be another build: only %d %% of its addresses are in "
			"functions",
			(int)file.n, file.at, (int)((uint64_t)found * 100 / n));
}

static void
go_on(struct symbolizer *s)
{
	uint32_t n = run_of(s);

	s->job.spot += n;
	s->job.n -= n;
}

/* What a program's reader has said before it came to a bad end does not count. */
static void
drop(struct symbolizer *s, size_t funcs, size_t frames, const char *failure)
{
	uint32_t n = run_of(s), program = s->job.spot->program;

	for (uint32_t i = 0; i < n; i++) {
		uint32_t location = s->job.spot[i].location;
		uint32_t mapping = s->p->locations.mapping[location];

		s->naming.missing[location] = program + 1;
		s->naming.flags[mapping] = s->p->mappings.flags[mapping];
	}
	s->naming.funcs.n = funcs;
	s->naming.frames.n = frames;
	if (s->n_failed++ == 0) {
		s->failed = program;
		snprintf(s->failure, sizeof(s->failure), "%s", failure);
	}
	go_on(s);
}

/* Where a child is with the program at hand. */
struct conversation {
	struct pfl_child child;
	PFL_VEC(char) bytes;
	size_t funcs, frames; /* there were before the program */
	double deadline;
};

static void
next_program(struct symbolizer *s, struct conversation *c)
{
	double deadline = pfl_child_clock() + PROGRAM_SECONDS;

	c->funcs = s->naming.funcs.n;
	c->frames = s->naming.frames.n;
	c->deadline = deadline < s->end ? deadline : s->end;
}

/* Take all that is complete of what was read. */
static enum pfl_naming_end
take_answers(struct symbolizer *s, struct conversation *c, struct pfl_error *err)
{
	struct pfl_span rest = { c->bytes.at, c->bytes.n };
	enum pfl_naming_end end = PFL_NAMING_PROGRAM;
	uint32_t why;

	while (end == PFL_NAMING_PROGRAM && s->job.n > 0) {
		end = pfl_naming_take(&s->naming, s->job.spot->program, &rest, &why, err);
		if (end != PFL_NAMING_PROGRAM)
			break;
		s->why[s->job.spot->program] = (uint8_t)why;
		doubt(s);
		go_on(s);
		next_program(s, c);
	}
	if (rest.n > 0)
		memmove(c->bytes.at, rest.at, rest.n);
	c->bytes.n = rest.n;
	return end;
}

/* Until all programs are done, or the child is. */
static bool
converse(struct symbolizer *s, struct conversation *c, struct pfl_error *err)
{
	enum pfl_naming_end end = PFL_NAMING_MORE;
	size_t got = 1;

	while (s->job.n > 0 && got > 0 && end != PFL_NAMING_BAD) {
		if (!pfl_vec_reserve(&c->bytes, BLOCK, NULL, "answers", err))
			return false;
		got = pfl_child_read(&c->child, c->bytes.at + c->bytes.n, BLOCK, c->deadline);
		c->bytes.n += got;
		end = take_answers(s, c, err);
		if (end == PFL_NAMING_FAILED)
			return false;
	}
	return true;
}

/* One child, for as many programs as it gets through. */
static bool
run_child(struct symbolizer *s, struct pfl_error *err)
{
	struct pfl_child_limits limits = { ALL_SECONDS, s->p->budget.max };
	struct conversation c = { .bytes = { 0 } };
	char why[64];
	bool ok;

	next_program(s, &c);
	if (!pfl_child_start(
		    &c.child, read_programs, s, &limits, "reading programs", PFL_NOMEM, err))
		return false;
	ok = converse(s, &c, err);
	pfl_child_end(&c.child, PROGRAM_SECONDS, why);
	pfl_vec_clear(&c.bytes, NULL);
	if (ok && s->job.n > 0)
		drop(s, c.funcs, c.frames,
			strcmp(why, "failed") == 0 ? "ran out of memory, see --max-memory"
						   : why);
	return ok;
}

static void
say_failed(struct symbolizer *s)
{
	struct pfl_span file = file_of(s, s->failed);

	if (s->n_failed == 1)
		pfl_profile_add_note(s->p, "reading %.*s %s", (int)file.n, file.at, s->failure);
	else if (s->n_failed > 1)
		pfl_profile_add_note(s->p,
			"reading %.*s %s, and %u more programs cannot be read", (int)file.n,
			file.at, s->failure, (unsigned)(s->n_failed - 1));
}

/* A profile that names more programs, or some that are made to take long, is done with early.
 */
static bool
name_all(struct symbolizer *s, struct pfl_error *err)
{
	uint32_t at = 0, programs = 0, all = s->job.n;

	for (; at < all; at += pfl_resolve_run(s->job.spot + at, all - at)) {
		if (programs++ == MAX_PROGRAMS)
			s->job.n = at;
		s->why[s->job.spot[at].program] = PFL_MISSING_READ;
	}
	s->end = pfl_child_clock() + ALL_SECONDS;
	while (s->job.n > 0 && pfl_child_clock() < s->end) {
		if (!run_child(s, err))
			return false;
	}
	say_failed(s);
	return s->naming.frames.n == 0 || pfl_naming_apply(&s->naming, err);
}

static bool
symbolize(struct symbolizer *s, struct pfl_error *err)
{
	struct pfl_profile *p = s->p;
	uint32_t *program = pfl_programs_find(&p->mappings, err);
	struct pfl_spot *spot =
		calloc(s->job.folders ? (size_t)p->locations.n : 1, sizeof(*spot));
	bool ok;

	s->naming.flags = calloc((size_t)p->mappings.n + 1, 1);
	s->why = calloc((size_t)p->mappings.n + 1, 1);
	s->naming.missing = calloc((size_t)p->locations.n + 1, sizeof(*s->naming.missing));
	ok = program && spot && s->naming.flags && s->why && s->naming.missing;
	if (!ok)
		pfl_fail(err, PFL_NOMEM, "out of memory");
	if (ok && p->mappings.n)
		memcpy(s->naming.flags, p->mappings.flags, p->mappings.n);
	if (ok) {
		s->job.spot = spot;
		s->job.n = take_spots(s, program, spot);
		if (s->job.folders)
			ok = name_all(s, err);
		else
			memset(s->why, PFL_MISSING_FOLDER, p->mappings.n);
		ok = ok && pfl_missing_note(p, s->naming.missing, s->why, err);
	}
	free(program);
	free(spot);
	free(s->naming.flags);
	free(s->why);
	free(s->naming.missing);
	return ok;
}

bool
pfl_symbolize(
	struct pfl_profile *p, const struct pfl_symbolize_opts *opts, struct pfl_error *err)
{
	const char *folders = opts ? opts->binary_path : NULL;
	struct symbolizer s = { .p = p,
		.naming = { .p = p },
		.job = { .p = p, .folders = folders && *folders ? folders : NULL } };
	uint32_t i = 0;
	bool ok;

	while (i < p->locations.n && !is_wanted(p, i))
		i++;
	if (i == p->locations.n)
		return true;
	ok = symbolize(&s, err);
	pfl_naming_clear(&s.naming);
	return ok;
}
