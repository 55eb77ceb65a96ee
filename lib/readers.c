/* SPDX-License-Identifier: Apache-2.0 */
/* Many profiles, of which a few are read at once. */
#define _POSIX_C_SOURCE 200809L
#include "base/cpus.h"
#include "base/ring.h"
#include <profloom/profile.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/*
 * Each thread reads every n-th profile into slots of its own: so the caller finds all in order,
 * whichever came first. One may wait there while the thread reads the next, since some take
 * longer than others, and no more than that. Only small files are read ahead: a pipe may have
 * nothing to say for as long as it likes, a server has its turn, and a large file keeps several
 * threads busy by itself. Each thread has its part of the memory of one profile, so that all
 * slots hold twice that at most: what needs more is the caller's to read, with all of it.
 */
enum {
	MOST = 4, /* threads: what becomes of the profiles takes longer than that */
	MANY = 4, /* profiles for each thread: no CPU will be without work */
	SLOTS = 2,
	SMALL = 64 * 1024 *
		1024, /* bytes of a file: a recording of a million samples has a third */
};

struct slot {
	struct pfl_profile *p;
	struct pfl_error err; /* PFL_OK, and no profile: it is the caller's to read */
};

struct reader {
	const struct pfl_readers *all;
	size_t first; /* the number of the first profile that it reads */
	struct pfl_ring ring;
	struct slot slot[SLOTS];
};

struct pfl_readers {
	const char *const *name;
	size_t n, taken;
	const struct pfl_read_opts *opts;
	struct pfl_read_opts beside; /* how the threads read */
	size_t n_readers;
	struct reader reader[MOST];
};

static bool
is_small_file(const char *name)
{
	struct stat st;

	return !pfl_is_url(name) && strcmp(name, "-") != 0 && stat(name, &st) == 0 &&
		S_ISREG(st.st_mode) && st.st_size <= SMALL;
}

/* Read a small file in the thread's part of the memory, if that is enough. */
static void
read_ahead(const struct reader *r, struct slot *slot, const char *name)
{
	*slot = (struct slot){ 0 };
	if (!is_small_file(name))
		return;
	slot->p = pfl_read(name, &r->all->beside, &slot->err);
	if (slot->err.code == PFL_LIMIT)
		slot->err = (struct pfl_error){ 0 };
}

static void *
run(void *state)
{
	struct reader *r = state;
	size_t n = r->all->n, step = r->all->n_readers;

	for (size_t i = r->first; i < n && pfl_ring_await_empty(&r->ring); i += step) {
		read_ahead(r, &r->slot[r->ring.filled % SLOTS], r->all->name[i]);
		pfl_ring_fill(&r->ring, n - i <= step);
	}
	return NULL;
}

/* One of n parts; never 0, which would stand for the default. */
static uint64_t
part_of(uint64_t memory, size_t n)
{
	return memory > n ? memory / n : 1;
}

struct pfl_readers *
pfl_readers_new(const char *const *names, size_t n, const struct pfl_read_opts *opts,
	struct pfl_error *err)
{
	struct pfl_readers *all = calloc(1, sizeof(*all));
	size_t cpus = pfl_cpus(), threads = cpus;

	if (!all) {
		pfl_fail(err, PFL_NOMEM, "out of memory");
		return NULL;
	}
	all->name = names;
	all->n = n;
	all->opts = opts;
	threads = threads < MOST ? threads : MOST;
	threads = threads < n ? threads : n;
	all->n_readers = threads > 1 ? threads : 0;
	if (opts)
		all->beside = *opts;
	all->beside.busy |= threads == cpus && n / MANY >= threads;
	pfl_limits_fill(&all->beside.limits);
	if (all->n_readers)
		all->beside.limits.memory = part_of(all->beside.limits.memory, all->n_readers);
	for (size_t i = 0; i < all->n_readers; i++) {
		all->reader[i].all = all;
		all->reader[i].first = i;
		pfl_ring_init(&all->reader[i].ring, SLOTS);
		pfl_ring_start(&all->reader[i].ring, run, &all->reader[i]);
	}
	return all;
}

void
pfl_readers_free(struct pfl_readers *all)
{
	if (!all)
		return;
	for (size_t i = 0; i < all->n_readers; i++) {
		pfl_ring_close(&all->reader[i].ring);
		for (size_t k = 0; k < SLOTS; k++)
			pfl_profile_free(all->reader[i].slot[k].p);
	}
	free(all);
}

struct pfl_profile *
pfl_readers_next(struct pfl_readers *all, struct pfl_error *err)
{
	size_t i = all->taken++;
	struct reader *r = all->n_readers ? &all->reader[i % all->n_readers] : NULL;

	if (r && r->ring.running && pfl_ring_await_full(&r->ring)) {
		struct slot *slot = &r->slot[r->ring.emptied % SLOTS];
		struct pfl_profile *p = slot->p;
		struct pfl_error failed = slot->err;

		slot->p = NULL;
		pfl_ring_empty(&r->ring);
		if (failed.code != PFL_OK)
			*err = failed;
		if (p || failed.code != PFL_OK)
			return p;
	}
	return pfl_read(all->name[i], all->opts, err);
}
