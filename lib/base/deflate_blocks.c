/* SPDX-License-Identifier: Apache-2.0 */
/* Compressing in blocks, on as many threads as there are blocks under way. */
#define ZLIB_CONST
#include "base/deflate_blocks.h"

#include "base/cpus.h"
#include "base/ring.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
	BLOCK = 256 * 1024,
	WINDOW = 32 * 1024, /* bytes that deflate looks back */
	MOST = 4,           /* blocks under way              */
	FLUSHED = 64,       /* bytes that the end of a block may take, generously */
};

/*
 * How long deflate goes on looking for a longer match: less than level 6 does, which makes a
 * profile 2 to 5 % larger and takes half of the time.
 */
enum { GOOD = 4, LAZY = 4, NICE = 32, CHAIN = 16 };

/*
 * A block and the thread that compresses it, while it is in the ring's one slot; else it is the
 * caller's. Blocks go round, so that the oldest is always the next one to be filled again.
 */
struct block {
	struct pfl_ring ring;
	z_stream z;
	size_t before, n; /* bytes of `in`: the dictionary, and what is to be compressed */
	bool last;
	bool pending; /* it was compressed, or is being so, and not written */
	bool failed;
	size_t size, cap; /* of `out` */
	uLong crc;
	unsigned char *out;
	unsigned char in[WINDOW + BLOCK];
};

struct pfl_blocks {
	struct pfl_out *out;
	int level;
	size_t most, at; /* blocks there may be; the one that is being filled */
	struct block *block[MOST];
	uLong crc;
	uint32_t size; /* modulo 2^32, as gzip has it */
	struct pfl_error err;
};

/* Make the block at hand if need be. */
static bool
open_block(struct pfl_blocks *b, struct pfl_error *err)
{
	struct block *block = b->block[b->at];

	if (block)
		return true;
	block = malloc(sizeof(*block));
	if (!block)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	memset(block, 0, offsetof(struct block, in));
	if (deflateInit2(&block->z, b->level, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
		free(block);
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	}
	block->cap = deflateBound(&block->z, BLOCK) + FLUSHED;
	block->out = malloc(block->cap);
	pfl_ring_init(&block->ring, 1);
	b->block[b->at] = block;
	return block->out || pfl_fail(err, PFL_NOMEM, "out of memory");
}

struct pfl_blocks *
pfl_blocks_new(struct pfl_out *out, int level, struct pfl_error *err)
{
	static const unsigned char header[] = { 0x1f, 0x8b, Z_DEFLATED, 0, 0, 0, 0, 0, 0, 3 };
	struct pfl_blocks *b = calloc(1, sizeof(*b));
	unsigned cpus = pfl_cpus();

	if (!b) {
		pfl_fail(err, PFL_NOMEM, "out of memory");
		return NULL;
	}
	b->out = out;
	b->level = level;
	/* One is filled while the others are compressed. */
	b->most = cpus > 1 ? cpus + 1 : 1;
	if (b->most > MOST)
		b->most = MOST;
	b->crc = crc32(0, NULL, 0);
	if (!open_block(b, err)) {
		pfl_blocks_free(b);
		return NULL;
	}
	pfl_out_write(out, header, sizeof(header));
	return b;
}

static void
compress_block(struct block *block)
{
	z_stream *z = &block->z;
	int flush = block->last ? Z_FINISH : Z_SYNC_FLUSH, code;

	z->next_in = block->in + block->before;
	z->avail_in = (uInt)block->n;
	z->next_out = block->out;
	z->avail_out = (uInt)block->cap;
	block->crc = crc32_z(crc32(0, NULL, 0), z->next_in, block->n);
	deflateReset(z);
	deflateTune(z, GOOD, LAZY, NICE, CHAIN);
	if (block->before)
		deflateSetDictionary(z, block->in, (uInt)block->before);
	code = deflate(z, flush);
	block->failed = z->avail_in > 0 || z->avail_out == 0 ||
		code != (block->last ? Z_STREAM_END : Z_OK);
	block->size = block->cap - z->avail_out;
}

static void *
run(void *state)
{
	struct block *block = state;

	while (pfl_ring_await_full(&block->ring)) {
		compress_block(block);
		pfl_ring_empty(&block->ring);
	}
	return NULL;
}

/* The block at hand is full, or the last one. A small file needs no threads. */
static void
submit(struct pfl_blocks *b, bool last)
{
	struct block *block = b->block[b->at];

	block->last = last;
	block->pending = true;
	if (b->most > 1 && (!last || block->ring.running) &&
		pfl_ring_start(&block->ring, run, block))
		pfl_ring_fill(&block->ring, false);
	else
		compress_block(block);
}

/* Wait for a block, and write what became of it. */
static void
take_back(struct pfl_blocks *b, struct block *block)
{
	if (!block || !block->pending)
		return;
	if (block->ring.running)
		pfl_ring_drain(&block->ring);
	block->pending = false;
	if (block->failed)
		pfl_fail(&b->err, PFL_OUTPUT, "compressing failed");
	pfl_out_write(b->out, block->out, block->size);
	b->crc = crc32_combine(b->crc, block->crc, (z_off_t)block->n);
	b->size += (uint32_t)block->n;
}

/* Go on to the next block, which begins with the end of this one as its dictionary. */
static bool
next_block(struct pfl_blocks *b)
{
	const struct block *full = b->block[b->at];
	struct block *block;

	submit(b, false);
	b->at = (b->at + 1) % b->most;
	if (!open_block(b, &b->err))
		return false;
	block = b->block[b->at];
	take_back(b, block);
	memmove(block->in, full->in + full->before + full->n - WINDOW, WINDOW);
	block->before = WINDOW;
	block->n = 0;
	return true;
}

void
pfl_blocks_write(struct pfl_blocks *b, const void *data, size_t n)
{
	const unsigned char *at = data;

	while (n > 0 && b->err.code == PFL_OK) {
		struct block *block = b->block[b->at];
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
	for (size_t i = 1; b->err.code == PFL_OK && i <= b->most; i++)
		take_back(b, b->block[(b->at + i) % b->most]);
	for (size_t i = 0; i < 4; i++) {
		trailer[i] = (unsigned char)(b->crc >> 8 * i);
		trailer[4 + i] = (unsigned char)(b->size >> 8 * i);
	}
	pfl_out_write(b->out, trailer, sizeof(trailer));
	if (b->err.code != PFL_OK)
		*err = b->err;
	return b->err.code == PFL_OK;
}

void
pfl_blocks_free(struct pfl_blocks *b)
{
	if (!b)
		return;
	for (size_t i = 0; i < MOST; i++) {
		struct block *block = b->block[i];

		if (!block)
			continue;
		pfl_ring_close(&block->ring);
		deflateEnd(&block->z);
		free(block->out);
		free(block);
	}
	free(b);
}
