/* SPDX-License-Identifier: Apache-2.0 */
/* The texts of source files that a profile names. */
#ifndef PFL_SOURCE_SOURCES_H
#define PFL_SOURCE_SOURCES_H

#include "model/profile.h"

/* One file as a profile calls it, and what it says. */
struct pfl_source_text {
	uint32_t file;        /* string id of the name that is shown                        */
	uint32_t given;       /* string id of the name before anything was cut off it       */
	const char *problem;  /* why there is no text, safe to print; NULL: there is        */
	struct pfl_span text; /* in an arena */
	const uint32_t *line; /* where each line starts */
	uint32_t n_lines;
};

struct pfl_sources {
	uint32_t n;
	struct pfl_source_text *at; /* by ascending `file` */
};

/*
 * Find and read the files of list[0..n), of which `file` and `given` are set; each is taken
 * once and kept in the order of `file`. They are looked for below the folders of source_path
 * (":" between them, may be NULL), around the working folder up to its repository, and in Go's
 * module cache and library, and nowhere else, whatever a name says. A file that is not found is
 * no failure: its `problem` says so, and a note in p where it was looked for. The arena owns
 * everything. False: PFL_USAGE, PFL_NOMEM or PFL_LIMIT.
 */
bool pfl_sources_find(struct pfl_sources *sources, struct pfl_profile *p,
	const struct pfl_source_text *list, uint32_t n, const char *source_path,
	struct pfl_arena *arena, struct pfl_error *err);

/* The file with this name, NULL where it is not among them. */
const struct pfl_source_text *pfl_sources_get(const struct pfl_sources *sources, uint32_t file);

/* A line, counted from 1, without its end; empty beyond the last. */
struct pfl_span pfl_sources_line(const struct pfl_source_text *source, int64_t line);

#endif
