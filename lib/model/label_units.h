/* SPDX-License-Identifier: Apache-2.0 */
/* In which unit the numeric labels of a profile are. */
#ifndef PFL_MODEL_LABEL_UNITS_H
#define PFL_MODEL_LABEL_UNITS_H

#include "model/profile.h"

/*
 * The unit of each row in p->labels, NUL-terminated and borrowed from p (NULL for texts): one
 * for all labels of a key, namely the first that is given; without any, "bytes" for the keys
 * alignment and request, else the key itself (pprof's rule). *mixed, which may be NULL, is the
 * number of labels that name another unit than that. The arena owns the list. NULL: PFL_NOMEM
 * or PFL_LIMIT.
 */
const char **pfl_label_units(const struct pfl_profile *p, struct pfl_arena *arena,
	uint32_t *mixed, struct pfl_error *err);

#endif
