/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two profiles merged, by turns: read for the merge, which finds what is equal, read as any
 * profile is, and some this way, some that. All ways have the same values at the same stacks,
 * and the same totals when they are written and read again.
 *
 * The input: how long the first profile is, in two bytes, least significant first; a byte whose
 * lower half says which of the two the four that are merged are, bit by bit, and the upper one
 * which of these are read for the merge in the end; then the two.
 */
#include "../unit/draw.h"
#include "model/profile.h"

#include <profloom/profloom.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { HEADER = 3, TURNS = 4 };

struct input {
	const uint8_t *data;
	size_t size;
};

static const struct pfl_read_opts how_to_read = {
	.format = "pprof",
	.limits = { .memory = 64 << 20, .inflated = 64 << 20, .samples = 1 << 20 },
};

/* A failure must say why. */
static void
check_reason(const struct pfl_error *err)
{
	if (err->code == PFL_OK || !err->msg[0])
		abort();
}

static struct pfl_profile *
merge(const struct input *two, unsigned turns, unsigned to_merge)
{
	struct pfl_read_opts opts = how_to_read;
	struct pfl_error err = { 0 };
	struct pfl_merger *m = pfl_merger_new(&opts.limits, &err);
	struct pfl_profile *p;
	bool ok = m != NULL;

	for (int i = 0; ok && i < TURNS; i++) {
		const struct input *in = &two[turns >> i & 1];

		opts.to_merge = to_merge >> i & 1 ? m : NULL;
		p = pfl_read_mem(in->data, in->size, "input", &opts, &err);
		ok = p && pfl_merger_add(m, p, NULL, &err);
	}
	p = ok ? pfl_merger_finish(m, &err) : NULL;
	if (!p)
		check_reason(&err);
	pfl_merger_free(m);
	return p;
}

/* Modulo 2^64. */
static uint64_t
total(const struct pfl_profile *p, size_t type)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < p->samples.n; i++)
		sum += (uint64_t)p->samples.value[type][i];
	return sum;
}

static void
check_totals(const struct pfl_profile *a, const struct pfl_profile *b)
{
	if (a->types.n != b->types.n)
		abort();
	for (size_t i = 0; i < a->types.n; i++)
		if (total(a, i) != total(b, i))
			abort();
}

/* Of what is where, modulo 2^64. */
static uint64_t
sum_of_stacks(const struct pfl_profile *p)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < p->samples.n; i++) {
		uint64_t path = 1;

		for (uint32_t row = p->samples.stack[i]; row; row = p->stacks.parent[row])
			path = path * 0x9e3779b97f4a7c15u + p->stacks.location[row] + 1;
		for (uint32_t t = 0; t < p->types.n; t++)
			sum += path * (uint64_t)p->samples.value[t][i] * (t + 1);
	}
	return sum;
}

static void
check_merged(const struct pfl_profile *a, const struct pfl_profile *b)
{
	if (!a || !b)
		return;
	check_totals(a, b);
	if (sum_of_stacks(a) != sum_of_stacks(b))
		abort();
}

static void
check_written(const struct pfl_profile *p)
{
	struct pfl_error err = { 0 };
	size_t n;
	char *bytes = draw(p, pfl_renderer_find("convert", "pprof"), NULL, NULL, &n, &err);
	struct pfl_profile *again =
		bytes ? pfl_read_mem(bytes, n, "written", &how_to_read, &err) : NULL;

	if (again)
		check_totals(p, again);
	else
		check_reason(&err);
	if (err.code == PFL_FORMAT) /* what was written must be a profile */
		abort();
	pfl_profile_free(again);
	free(bytes);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input two[2];
	struct pfl_profile *merged[3];
	size_t first;

	if (size < HEADER)
		return 0;
	first = data[0] | (size_t)data[1] << 8;
	if (first > size - HEADER)
		first = size - HEADER;
	two[0] = (struct input){ data + HEADER, first };
	two[1] = (struct input){ data + HEADER + first, size - HEADER - first };
	merged[0] = merge(two, data[2], 0);
	merged[1] = merge(two, data[2], (1 << TURNS) - 1);
	merged[2] = merge(two, data[2], data[2] >> TURNS);
	check_merged(merged[0], merged[1]);
	check_merged(merged[0], merged[2]);
	for (int i = 0; i < 3; i++) {
		if (merged[i])
			check_written(merged[i]);
		pfl_profile_free(merged[i]);
	}
	return 0;
}
