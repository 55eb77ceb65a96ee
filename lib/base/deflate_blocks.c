/* SPDX-License-Identifier: Apache-2.0 */
/* Compressing in blocks, by the caller and as many threads as there are other CPUs. */
#define ZLIB_CONST
#include "base/deflate_blocks.h"

#include "base/beside.h"
#include "base/cpus.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
	BLOCK = 256 * 1024,
	WINDOW = 32 * 1024, /* bytes that deflate looks back                              */
	THREADS = 3,        /* at most, beside the caller                                 */
	AHEAD = 3,          /* blocks beyond one a thread: being filled, and waiting      */
	FLUSHED = 64,       /* bytes that the end of a block may take, generously         */
};

/*
 * A level, and instead of what that has: how long a match must be for fewer others to be tried
 * or none later on, which is long enough, and how many are tried.
 */
struct search {
	int level, good, lazy, nice, chain;
};

static const struct search searches[] = {
	[PFL_EFFORT_LITTLE] = { 1, 4, 32, 32, 3 },
	[PFL_EFFORT_USUAL] = { 6, 4, 4, 32, 16 },
};

/* A piece of the file. */
struct block {
	z_stream z;
	size_t before, n; /* bytes of `in`: the dictionary, and what is to be compressed */
	bool last;
	bool done; /* under the lock: it is compressed */
	bool failed;
	size_t size, cap; /* of `out` */
	uLong crc;
	unsigned char *out;
	unsigned char in[WINDOW + BLOCK];
};

/*
 * The caller fills blocks and writes what becomes of them. In between they are compressed by
 * whoever comes first: a thread, or the caller when it has no place for another. All goes by
 * the order of the file: written <= taken <= filled, and block i stands in place i % places.
 */
struct pfl_blocks {
	struct pfl_out *out;
	const struct search *search;
	size_t places, most_threads, n_threads;
	struct block *block[THREADS + AHEAD];
	pthread_t thread[THREADS];
	uint64_t written;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	uint64_t taken, filled; /* these are under the lock */
	bool closed;            /* the threads are to end   */
	uLong crc;
	uint32_t size; /* modulo 2^32, as gzip has it */
	struct pfl_error err;
};

static struct block *
block_at(const struct pfl_blocks *b, uint64_t i)
{
	return b->block[i % b->places];
}

/* Make the block that is to be filled if need be. */
static bool
open_block(struct pfl_blocks *b, struct pfl_error *err)
{
	struct block *block = block_at(b, b->filled);

	if (block)
		return true;
	block = malloc(sizeof(*block));
	if (!block)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	memset(block, 0, offsetof(struct block, in));
	if (deflateInit2(&block->z, b->search->level, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) !=
		Z_OK) {
		free(block);
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	}
	block->cap = deflateBound(&block->z, BLOCK) + FLUSHED;
	block->out = malloc(block->cap);
	b->block[b->filled % b->places] = block;
	return block->out || pfl_fail(err, PFL_NOMEM, "out of memory");
}

struct pfl_blocks *
pfl_blocks_new(struct pfl_out *out, enum pfl_effort effort, struct pfl_error *err)
{
	static const unsigned char header[] = { 0x1f, 0x8b, Z_DEFLATED, 0, 0, 0, 0, 0, 0, 3 };
	struct pfl_blocks *b = calloc(1, sizeof(*b));
	unsigned cpus = pfl_cpus();

	if (!b) {
		pfl_fail(err, PFL_NOMEM, "out of memory");
		return NULL;
	}
	b->out = out;
	b->search = &searches[effort];
	b->most_threads = cpus > THREADS ? THREADS : cpus > 1 ? cpus - 1 : 0;
	b->places = b->most_threads ? b->most_threads + AHEAD : 1;
	pthread_mutex_init(&b->lock, NULL);
	pthread_cond_init(&b->changed, NULL);
	b->crc = crc32(0, NULL, 0);
	if (!open_block(b, err)) {
		pfl_blocks_free(b);
		return NULL;
	}
	pfl_out_write(out, header, sizeof(header));
	return b;
}

static void
compress_block(const struct search *search, struct block *block)
{
	z_stream *z = &block->z;
	int flush = block->last ? Z_FINISH : Z_SYNC_FLUSH, code;

	z->next_in = block->in + block->before;
	z->avail_in = (uInt)block->n;
	z->next_out = block->out;
	z->avail_out = (uInt)block->cap;
	block->crc = crc32_z(crc32(0, NULL, 0), z->next_in, block->n);
	deflateReset(z);
	deflateTune(z, search->good, search->lazy, search->nice, search->chain);
	if (block->before)
		deflateSetDictionary(z, block->in, (uInt)block->before);
	code = deflate(z, flush);
	block->failed = z->avail_in > 0 || z->avail_out == 0 ||
		code != (block->last ? Z_STREAM_END : Z_OK);
	block->size = block->cap - z->avail_out;
}

/* Compress the next block, if one waits for that; the lock is held before and after. */
static bool
take_one(struct pfl_blocks *b)
{
	struct block *block;

	if (b->taken == b->filled)
		return false;
	block = block_at(b, b->taken++);
	pthread_mutex_unlock(&b->lock);
	compress_block(b->search, block);
	pthread_mutex_lock(&b->lock);
	block->done = true;
	pthread_cond_broadcast(&b->changed);
	return true;
}

static void *
run(void *state)
{
	struct pfl_blocks *b = state;

	pthread_mutex_lock(&b->lock);
	while (!b->closed) {
		if (!take_one(b))
			pthread_cond_wait(&b->changed, &b->lock);
	}
	pthread_mutex_unlock(&b->lock);
	return NULL;
}

/* One more, while there are fewer than may be. Without any the caller does it all. */
static void
start_thread(struct pfl_blocks *b)
{
	if (b->n_threads == b->most_threads)
		return;
	if (pfl_thread_start(&b->thread[b->n_threads], run, b) == 0)
		b->n_threads++;
	else
		b->most_threads = b->n_threads;
}

/* The block at hand is full, or the last one. A small file needs no threads. */
static void
submit(struct pfl_blocks *b, bool last)
{
	struct block *block = block_at(b, b->filled);

	block->last = last;
	block->done = false;
	if (!last)
		start_thread(b);
	pthread_mutex_lock(&b->lock);
	b->filled++;
	pthread_cond_broadcast(&b->changed);
	pthread_mutex_unlock(&b->lock);
}

/* Write what became of the oldest block, compressing others until it is done. */
static void
write_oldest(struct pfl_blocks *b)
{
	struct block *block = block_at(b, b->written);

	pthread_mutex_lock(&b->lock);
	while (!block->done) {
		if (!take_one(b))
			pthread_cond_wait(&b->changed, &b->lock);
	}
	pthread_mutex_unlock(&b->lock);
	if (block->failed)
		pfl_fail(&b->err, PFL_OUTPUT, "compressing failed");
	pfl_out_write(b->out, block->out, block->size);
	b->crc = crc32_combine(b->crc, block->crc, (z_off_t)block->n);
	b->size += (uint32_t)block->n;
	b->written++;
}

/* Go on to the next block, which begins with the end of this one as its dictionary. */
static bool
next_block(struct pfl_blocks *b)
{
	const struct block *full = block_at(b, b->filled);
	unsigned char end[WINDOW];
	struct block *block;

	/* With one place alone it is the same block. */
	memcpy(end, full->in + full->before + full->n - WINDOW, WINDOW);
	submit(b, false);
	if (b->filled - b->written == b->places)
		write_oldest(b);
	if (!open_block(b, &b->err))
		return false;
	block = block_at(b, b->filled);
	memcpy(block->in, end, WINDOW);
	block->before = WINDOW;
	block->n = 0;
	return true;
}

void
pfl_blocks_write(struct pfl_blocks *b, const void *data, size_t n)
{
	const unsigned char *at = data;

	while (n > 0 && b->err.code == PFL_OK) {
		struct block *block = block_at(b, b->filled);
		size_t room = BLOCK - block->n, piece = n < room ? n : room;

		if (room == 0) {
			next_block(b);
			continue;
		}
		memcpy(block->in + block->before + block->n, at, piece);
		block->n += piece;
		at += piece;
		n -= piece;
	}
}

bool
pfl_blocks_finish(struct pfl_blocks *b, struct pfl_error *err)
{
	unsigned char trailer[8];

	if (b->err.code == PFL_OK)
		submit(b, true);
	while (b->err.code == PFL_OK && b->written < b->filled)
		write_oldest(b);
	for (size_t i = 0; i < 4; i++) {
		trailer[i] = (unsigned char)(b->crc >> 8 * i);
		trailer[4 + i] = (unsigned char)(b->size >> 8 * i);
	}
	pfl_out_write(b->out, trailer, sizeof(trailer));
	if (b->err.code != PFL_OK)
		*err = b->err;
	return b->err.code == PFL_OK;
}

static void
end_threads(struct pfl_blocks *b)
{
	pthread_mutex_lock(&b->lock);
	b->closed = true;
	pthread_cond_broadcast(&b->changed);
	pthread_mutex_unlock(&b->lock);
	for (size_t i = 0; i < b->n_threads; i++)
		pthread_join(b->thread[i], NULL);
	pthread_cond_destroy(&b->changed);
	pthread_mutex_destroy(&b->lock);
}

void
pfl_blocks_free(struct pfl_blocks *b)
{
	if (!b)
		return;
	end_threads(b);
	for (size_t i = 0; i < b->places; i++) {
		struct block *block = b->block[i];

		if (!block)
			continue;
		deflateEnd(&block->z);
		free(block->out);
		free(block);
	}
	free(b);
}
