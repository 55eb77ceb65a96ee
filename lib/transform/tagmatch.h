/* SPDX-License-Identifier: Apache-2.0 */
/* The little language of tag-focus and tag-ignore: ranges of numbers, or lists of patterns. */
#ifndef PFL_TRANSFORM_TAGMATCH_H
#define PFL_TRANSFORM_TAGMATCH_H

#include "model/profile.h"

/*
 * [KEY=]VALUE. VALUE is a range when all of it is N, N:, :N or N:N, where N is a whole number
 * with an optional sign and unit ("128kb:1mb"); then it is about numeric labels. Otherwise it
 * is a list of regular expressions, separated by commas, about texts: with a key, one of them
 * has to match a value of that key; without, each has to match some label's "key:value".
 * (Semantics 8.1. Departure, 21.7: a number whose unit is unknown is not taken for one in the
 * range's unit.)
 */

/* Can this be a filter? PFL_USAGE tells why not; `name` is the setting's. */
bool pfl_tagmatch_check(const char *name, const char *value, struct pfl_error *err);

/*
 * hit[set] = 1 for each of p's label sets that the filter matches, else 0. *range (may be
 * NULL): it was taken for a range. False: PFL_USAGE, PFL_LIMIT or PFL_NOMEM.
 */
bool pfl_tagmatch_sets(const struct pfl_profile *p, const char *name, const char *value,
	uint8_t *hit, bool *range, struct pfl_error *err);

#endif
