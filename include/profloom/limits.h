/* SPDX-License-Identifier: Apache-2.0 */
/* How much an input may cost before reading it is refused. */
#ifndef PROFLOOM_LIMITS_H
#define PROFLOOM_LIMITS_H

#include <profloom/error.h>
#include <stdint.h>

PFL_BEGIN_C

/* Every field: 0 means the default given beside it. */
struct pfl_limits {
	uint64_t input;    /* bytes of a file or stream as it stands: 512 MiB              */
	uint64_t inflated; /* bytes after decompression: 4 GiB                             */
	uint64_t ratio;    /* inflated to compressed, looked at above 64 MiB: 200          */
	uint64_t memory;   /* bytes in all tables of one profile: 2 GiB                    */
	uint64_t samples;  /* 50 000 000                                                   */
	uint64_t entries;  /* strings, functions, locations, mappings, each: 20 000 000    */
	uint64_t types;    /* sample types: 16 384                                         */
	uint64_t stack;    /* frames in one stack: 1 000 000                               */
	uint64_t labels;   /* labels of one sample: 256                                    */
	uint64_t string;   /* bytes of one string: 1 MiB                                   */
	uint64_t line;     /* bytes of one text line: 16 MiB                               */
};

/* Replace each 0 by its default. */
PFL_API void pfl_limits_fill(struct pfl_limits *limits);

/* Set every field to one of the sets "strict", "default" or "trusted"; PFL_USAGE for another
 * name. */
PFL_NODISCARD PFL_API bool pfl_limits_named(
	struct pfl_limits *limits, const char *name, struct pfl_error *err);

PFL_END_C

#endif
