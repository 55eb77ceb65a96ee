/* SPDX-License-Identifier: Apache-2.0 */
/* What tests of inputs share: random numbers, files, compression. */
#ifndef PFL_TESTS_SUPPORT_H
#define PFL_TESTS_SUPPORT_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* mkstemp: include this first */
#endif
#include "harness.h"

#include "base/text.h"
#include <profloom/profile.h>

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

/* A generator of numbers that are the same in every run (splitmix64). */
static inline uint64_t
random_u64(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

/* 0 .. n-1 */
static inline uint32_t
random_below(uint64_t *state, uint32_t n)
{
	return (uint32_t)((random_u64(state) >> 32) * n >> 32);
}

/* A path below the source tree; dies at the next call. */
static inline const char *
source_path(const char *below)
{
	static char path[4096];

	snprintf(path, sizeof(path), "%s/%s", PFL_SOURCE_DIR, below);
	return path;
}

/* Append a whole file; false when it cannot be read. */
static inline bool
file_read(struct pfl_text *out, const char *path)
{
	char piece[65536];
	FILE *f = fopen(path, "rb");
	size_t n;

	if (!f)
		return false;
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0)
		pfl_text_add(out, (struct pfl_span){ piece, n });
	return fclose(f) == 0;
}

/* A sample of the source tree, gzip undone. The caller clears it. */
static inline struct pfl_text
sample_bytes(const char *below)
{
	struct pfl_text bytes = { 0 };
	gzFile f = gzopen(source_path(below), "rb");
	char piece[65536];
	int n;

	while (f && (n = gzread(f, piece, sizeof(piece))) > 0)
		pfl_text_add(&bytes, (struct pfl_span){ piece, (size_t)n });
	if (f)
		gzclose(f);
	if (!CHECK(bytes.n > 0))
		fprintf(stderr, "%s cannot be read\n", source_path(below));
	return bytes;
}

/* A new file with these bytes; its path, which the caller unlinks, dies at the next call. */
static inline const char *
file_make(struct pfl_span bytes)
{
	static char path[4096];
	const char *folder = getenv("TMPDIR");
	int fd;

	snprintf(path, sizeof(path), "%s/profloom-test-XXXXXX", folder ? folder : "/tmp");
	fd = mkstemp(path);
	if (fd < 0 || write(fd, bytes.at, bytes.n) != (ssize_t)bytes.n || close(fd) != 0) {
		perror(path);
		abort();
	}
	return path;
}

/* Append one gzip member; level 0 to 9. */
static inline void
gzip_member(struct pfl_text *out, struct pfl_span bytes, int level)
{
	unsigned char piece[65536];
	z_stream z = { 0 };
	int code;

	if (deflateInit2(&z, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		abort();
	z.next_in = (unsigned char *)(uintptr_t)bytes.at;
	z.avail_in = (uInt)bytes.n;
	do {
		z.next_out = piece;
		z.avail_out = sizeof(piece);
		code = deflate(&z, Z_FINISH);
		pfl_text_add(
			out, (struct pfl_span){ (char *)piece, sizeof(piece) - z.avail_out });
	} while (code == Z_OK);
	if (code != Z_STREAM_END)
		abort();
	deflateEnd(&z);
}

/* Read bytes as pfl_read_mem() does, name "input", with a copy of exactly their size. */
static inline struct pfl_profile *
read_bytes(struct pfl_span bytes, const struct pfl_read_opts *opts, struct pfl_error *err)
{
	void *copy = malloc(bytes.n ? bytes.n : 1);
	struct pfl_profile *p;

	if (!copy)
		abort();
	memcpy(copy, bytes.at, bytes.n);
	p = pfl_read_mem(copy, bytes.n, "input", opts, err);
	free(copy);
	return p;
}

#endif
