/* SPDX-License-Identifier: Apache-2.0 */
/* Functions and frames for locations that had none. */
#ifndef PFL_SYMBOL_NAMING_H
#define PFL_SYMBOL_NAMING_H

#include "base/text.h"
#include "model/profile.h"

/* A frame that was found: what the linker calls its function, and where it is. */
struct pfl_found_frame {
	const char *symbol;
	const char *file;         /* NULL: not known */
	int64_t line, start_line; /* 0: not known */
};

struct pfl_named_func {
	uint32_t name, system, file;
	int64_t start_line;
};

struct pfl_named_frame {
	uint32_t location, func;
	int64_t line;
};

/* Zeroed but for p; all is charged to the profile's budget. */
struct pfl_naming {
	struct pfl_profile *p;
	bool started;
	struct pfl_idmap map; /* of rows in funcs */
	PFL_VEC(struct pfl_named_func) funcs;
	PFL_VEC(struct pfl_named_frame) frames; /* innermost first, a location's together */
	struct pfl_text name;
};

void pfl_naming_clear(struct pfl_naming *n);

/* Add a frame to a location; those of one location follow one another. */
PFL_NODISCARD bool pfl_naming_add(struct pfl_naming *n, uint32_t location,
	const struct pfl_found_frame *frame, struct pfl_error *err);

/*
 * Give the profile new tables, in which the locations have these frames in place of the one
 * without a function that each had, and its mappings these flags (n of the profile's,
 * borrowed). On failure the profile is as it was.
 */
PFL_NODISCARD bool pfl_naming_apply(
	struct pfl_naming *n, const uint8_t *flags, struct pfl_error *err);

#endif
