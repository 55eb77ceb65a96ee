/* SPDX-License-Identifier: Apache-2.0 */
/* What the user knows of names that have changed: s/old/new/. */
#ifndef PFL_COMPARE_MAPS_H
#define PFL_COMPARE_MAPS_H

#include "base/text.h"

struct pfl_maps;

/*
 * Expressions as sed has them, one a line, to be applied in this order; lines may be empty.
 * "s", a delimiter (any ASCII character but a backslash), the pattern (Go's syntax, as
 * everywhere), the delimiter, the replacement (& and \0 are what matched, \1 to \9 what its
 * groups did, a backslash makes anything else itself), the delimiter, and flags: g for all
 * matches, i for either case. A backslash in front of the delimiter makes it an ordinary
 * character. NULL with *err: PFL_USAGE pointing at the place, PFL_LIMIT or PFL_NOMEM.
 */
PFL_NODISCARD struct pfl_maps *pfl_maps_new(struct pfl_span expressions, struct pfl_error *err);
void pfl_maps_free(struct pfl_maps *maps);

/*
 * What the name becomes: `name` itself when nothing matches, else a text that dies at the next
 * call. Bytes that are not UTF-8 are U+FFFD in it. False with *err PFL_LIMIT or PFL_NOMEM.
 */
PFL_NODISCARD bool pfl_maps_apply(struct pfl_maps *maps, struct pfl_span name,
	struct pfl_span *result, struct pfl_error *err);

#endif
