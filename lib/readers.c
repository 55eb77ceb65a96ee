/* SPDX-License-Identifier: Apache-2.0 */
/* Many profiles, of which a few are read at once. */
#define _POSIX_C_SOURCE 200809L
#include "base/beside.h"
#include "base/cpus.h"
#include <profloom/profile.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/*
 * Whichever thread is free reads the next profile into a slot of that one, where the caller
 * finds all in order, whichever came first. Some take longer than others: those behind may wait
 * for one that does, as many as there are slots. Only small files are read ahead: a pipe may
 * have nothing to say for as long as it likes, a server has its turn, and a large file keeps
 * several threads busy by itself. Each thread has its part of the memory of one profile, so
 * that all slots hold twice that at most: what needs more is the caller's to read, with all of
 * it.
 */
enum {
	MOST = 4,  /* threads: what becomes of the profiles takes longer than that */
	MANY = 4,  /* profiles for each thread: no CPU will be without work */
	AHEAD = 2, /* profiles for each thread that are read, or being read */
	SMALL = 64 * 1024 *
		1024, /* bytes of a file: a recording of a million samples has a third */
};

struct slot {
	struct pfl_profile *p;
	struct pfl_error err; /* PFL_OK, and no profile: it is the caller's to read */
	bool full;            /* under the lock */
};

/* Profile i has slot i % n_slots, from when it is begun until it is taken: begun - taken <=
 * n_slots. */
struct pfl_readers {
	const char *const *name;
	size_t n;
	const struct pfl_read_opts *opts;
	struct pfl_read_opts beside; /* how the threads read */
	size_t n_threads, n_slots;
	pthread_t thread[MOST];
	struct slot slot[MOST * AHEAD];
	pthread_mutex_t lock;
	pthread_cond_t changed;
	size_t begun, taken; /* under the lock, as what follows */
	bool stopped;        /* nobody wants the rest */
};

static bool
is_small_file(const char *name)
{
	struct stat st;

	return !pfl_is_url(name) && strcmp(name, "-") != 0 && stat(name, &st) == 0 &&
		S_ISREG(st.st_mode) && st.st_size <= SMALL;
}

/* Read a small file into its empty slot, in a thread's part of the memory, if that is enough.
 */
static void
read_ahead(const struct pfl_readers *all, struct slot *slot, const char *name)
{
	if (!is_small_file(name))
		return;
	slot->p = pfl_read(name, &all->beside, &slot->err);
	if (slot->err.code == PFL_LIMIT)
		slot->err = (struct pfl_error){ 0 };
}

/* A thread. */
static void *
run(void *state)
{
	struct pfl_readers *all = state;

	pthread_mutex_lock(&all->lock);
	while (!all->stopped && all->begun < all->n) {
		size_t i = all->begun;
		struct slot *slot = &all->slot[i % all->n_slots];

		if (i - all->taken == all->n_slots) {
			pthread_cond_wait(&all->changed, &all->lock);
			continue;
		}
		all->begun++;
		pthread_mutex_unlock(&all->lock);
		read_ahead(all, slot, all->name[i]);
		pthread_mutex_lock(&all->lock);
		slot->full = true;
		pthread_cond_broadcast(&all->changed);
	}
	pthread_mutex_unlock(&all->lock);
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
	pthread_mutex_init(&all->lock, NULL);
	pthread_cond_init(&all->changed, NULL);
	threads = threads < MOST ? threads : MOST;
	threads = threads < n ? threads : n;
	all->n_slots = threads * AHEAD;
	if (opts)
		all->beside = *opts;
	all->beside.busy |= threads == cpus && n / MANY >= threads;
	pfl_limits_fill(&all->beside.limits);
	if (threads > 1)
		all->beside.limits.memory = part_of(all->beside.limits.memory, threads);
	while (threads > 1 && all->n_threads < threads &&
		pfl_thread_start(&all->thread[all->n_threads], run, all) == 0)
		all->n_threads++;
	return all;
}

void
pfl_readers_free(struct pfl_readers *all)
{
	if (!all)
		return;
	pthread_mutex_lock(&all->lock);
	all->stopped = true;
	pthread_cond_broadcast(&all->changed);
	pthread_mutex_unlock(&all->lock);
	for (size_t i = 0; i < all->n_threads; i++)
		pthread_join(all->thread[i], NULL);
	for (size_t i = 0; i < all->n_slots; i++)
		pfl_profile_free(all->slot[i].p);
	pthread_cond_destroy(&all->changed);
	pthread_mutex_destroy(&all->lock);
	free(all);
}

/* Wait for the next profile, and leave its slot to another. */
static struct slot
take(struct pfl_readers *all)
{
	struct slot *slot = &all->slot[all->taken % all->n_slots], taken;

	pthread_mutex_lock(&all->lock);
	while (!slot->full)
		pthread_cond_wait(&all->changed, &all->lock);
	taken = *slot;
	*slot = (struct slot){ 0 };
	all->taken++;
	pthread_cond_broadcast(&all->changed);
	pthread_mutex_unlock(&all->lock);
	return taken;
}

struct pfl_profile *
pfl_readers_next(struct pfl_readers *all, struct pfl_error *err)
{
	struct slot slot = { 0 };
	const char *name;

	if (all->taken == all->n) {
		pfl_fail(err, PFL_USAGE, "all profiles have been taken");
		return NULL;
	}
	name = all->name[all->taken];
	if (all->n_threads)
		slot = take(all);
	else
		all->taken++;
	if (slot.err.code != PFL_OK) {
		*err = slot.err;
		return NULL;
	}
	return slot.p ? slot.p : pfl_read(name, all->opts, err);
}
