/* SPDX-License-Identifier: Apache-2.0 */
/* What the formats of raw have in common. */
#ifndef PFL_RENDER_RAW_H
#define PFL_RENDER_RAW_H

#include "scene.h"

/* What a mapping says of its symbols, and how that is written in texts and in data. */
struct pfl_raw_flag {
	unsigned flag; /* PFL_HAS_FUNCTIONS, ... */
	const char *mark, *key;
};

enum { PFL_RAW_FLAGS = 4 };
extern const struct pfl_raw_flag pfl_raw_flags[PFL_RAW_FLAGS];

/* Does a frame stand there only because every location has one? */
bool pfl_raw_is_bare(const struct pfl_profile *p, uint32_t location);

#endif
