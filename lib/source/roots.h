/* SPDX-License-Identifier: Apache-2.0 */
/* Folders that source files may be read from. */
#ifndef PFL_SOURCE_ROOTS_H
#define PFL_SOURCE_ROOTS_H

#include "base/arena.h"
#include "base/text.h"

enum pfl_root_kind {
	PFL_ROOT_FOLDER,  /* of --source-path; the working folder and those around it, up to
			     that of its repository */
	PFL_ROOT_MODULES, /* Go's module cache */
	PFL_ROOT_GO,      /* packages by import path: GOROOT/src, GOPATH/src */
};

struct pfl_source_root {
	enum pfl_root_kind kind;
	const char *path;   /* as it was given or found, for messages */
	const char *real;   /* absolute and without symbolic links; NULL: it is not there */
	const char *module; /* PFL_ROOT_FOLDER: what its go.mod says it is called, or "" */
};

enum { PFL_ROOTS_MAX = 64 };

struct pfl_source_roots {
	uint32_t n;
	struct pfl_source_root at[PFL_ROOTS_MAX];
};

/*
 * All there are, in the order in which they are searched: the folders of source_path (":"
 * between them; may be NULL), the working folder and those around it, then what GOMODCACHE,
 * GOPATH, GOROOT, HOME and PATH in the environment lead to. The arena owns the texts. More than
 * PFL_ROOTS_MAX are PFL_USAGE; otherwise false is PFL_NOMEM.
 */
bool pfl_source_roots_find(struct pfl_source_roots *roots, const char *source_path,
	struct pfl_arena *arena, struct pfl_error *err);

/*
 * Append the places below a root where the file that a profile calls `name` may be, each ended
 * by a NUL, the likeliest first. By their text alone: nothing is looked up. All are relative,
 * and none has an element that starts with a dot.
 */
void pfl_source_places(
	const struct pfl_source_root *root, struct pfl_span name, struct pfl_text *places);

#endif
