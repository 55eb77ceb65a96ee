/* SPDX-License-Identifier: Apache-2.0 */
/* The named sets of limits. */
#include <profloom/limits.h>

#include <stddef.h>
#include <string.h>

#define MIB ((uint64_t)1 << 20)

static const struct pfl_limits defaults = {
	.input = 512 * MIB,
	.inflated = 4096 * MIB,
	.ratio = 200,
	.memory = 2048 * MIB,
	.samples = 50000000,
	.entries = 20000000,
	.types = 16384,
	.stack = 1000000,
	.labels = 256,
	.string = MIB,
	.line = 16 * MIB,
};

void
pfl_limits_fill(struct pfl_limits *limits)
{
#define FILL(field) (limits->field = limits->field ? limits->field : defaults.field)
	FILL(input);
	FILL(inflated);
	FILL(ratio);
	FILL(memory);
	FILL(samples);
	FILL(entries);
	FILL(types);
	FILL(stack);
	FILL(labels);
	FILL(string);
	FILL(line);
#undef FILL
}

bool
pfl_limits_named(struct pfl_limits *limits, const char *name, struct pfl_error *err)
{
	if (strcmp(name, "default") == 0) {
		*limits = defaults;
	} else if (strcmp(name, "strict") == 0) {
		*limits = defaults;
		limits->inflated = 64 * MIB;
		limits->samples = 100000;
		limits->memory = 512 * MIB;
	} else if (strcmp(name, "trusted") == 0) {
		/* Row numbers are 32 bits wide and memory stays bounded; the rest is open. */
		*limits = (struct pfl_limits){ .input = UINT64_MAX,
			.inflated = UINT64_MAX,
			.ratio = UINT64_MAX,
			.memory = 0,
			.samples = UINT32_MAX - 2,
			.entries = UINT32_MAX - 2,
			.types = 65536,
			.stack = UINT32_MAX - 2,
			.labels = UINT32_MAX - 2,
			.string = UINT32_MAX - 2,
			.line = UINT32_MAX - 2 };
	} else {
		return pfl_fail(err, PFL_USAGE,
			"no set of limits is called '%s'; there are strict, default and "
			"trusted",
			name);
	}
	pfl_limits_fill(limits);
	return true;
}
