/* SPDX-License-Identifier: Apache-2.0 */
/* Walking over the lines of a listed function: those of its source, and those with values. */
#ifndef PFL_RENDER_LISTING_H
#define PFL_RENDER_LISTING_H

#include "scene.h"

/* A line as it is shown. */
struct pfl_shown_line {
	int64_t line;
	const struct pfl_listed_line *values; /* NULL: it has none */
	bool has_text;
	struct pfl_span text; /* without its end, bytes as they are in the file */
};

struct pfl_listing_walk {
	const struct pfl_source_text *source; /* NULL: there is none to be had */
	const struct pfl_listed_line *next, *end;
	int64_t at, last; /* the next line of the source, and the last */
};

void pfl_listing_walk(struct pfl_listing_walk *walk, const struct pfl_scene *scene,
	const struct pfl_routine *routine);

/* The next line; ascending, each once. False after the last. No value is passed over: a line
 * that the source does not have is shown without text. */
bool pfl_listing_next(struct pfl_listing_walk *walk, struct pfl_shown_line *line);

#endif
