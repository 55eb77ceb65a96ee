/* SPDX-License-Identifier: Apache-2.0 */
/* Libraries that are loaded when they are first needed, because linking them would make every
 * start of every tool wait for them. */
#ifndef PFL_BASE_LIBRARY_H
#define PFL_BASE_LIBRARY_H

#include <stddef.h>

#include "base/span.h"
#include <profloom/error.h>

/* A function of the library, and where in the caller's table its address goes. */
struct pfl_library_function {
	const char *name;
	size_t offset;
};

struct pfl_library {
	const char *what;        /* "URLs are fetched with libcurl", to say what is missed */
	const char *const *file; /* names to try, the usual one first                    */
	size_t n_files;
	const struct pfl_library_function *function;
	size_t n_functions;
	enum pfl_code missing; /* the kind of failure where it is not installed             */
};

/*
 * Load it, for good (it stays until the process ends, so that loading it again costs next to
 * nothing), and put the address of each function into `table`, a struct of function pointers.
 * False with *err, of the library's own kind: not installed, or without one of the functions.
 */
bool pfl_library_load(const struct pfl_library *library, void *table, struct pfl_error *err);

#endif
