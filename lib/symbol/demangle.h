/* SPDX-License-Identifier: Apache-2.0 */
/* Names of C++ and Rust functions as compilers hand them to the linker, made readable. */
#ifndef PFL_SYMBOL_DEMANGLE_H
#define PFL_SYMBOL_DEMANGLE_H

#include "base/text.h"

/*
 * Put the name that a symbol stands for into `name`, without parameters, template arguments and
 * clone suffixes: "ns::Class::method". False: it stands for none, or takes too much time or
 * room; `name` is then empty. name->failed says that memory ran out.
 */
bool pfl_demangle(const char *symbol, struct pfl_text *name);

/*
 * Append a demangled name without parameters and template arguments. What is part of a name
 * stays: operators, "(anonymous namespace)", lambdas, and in Rust "<T as Trait>".
 */
void pfl_demangle_shorten(struct pfl_span demangled, struct pfl_text *name);

#endif
