/* SPDX-License-Identifier: Apache-2.0 */
/* What heap profiles as text have in common. */
#ifndef PFL_DECODE_ALLOCATIONS_H
#define PFL_DECODE_ALLOCATIONS_H

#include "decode/legacy.h"

/* Have the profile say that frames of allocators are of no interest. */
void pfl_allocations_drop(struct pfl_legacy *d);

/*
 * An allocation of `size` bytes is recorded with the probability 1 - exp(-size/rate): scale
 * *count of them, *size bytes in all, up to what there must have been. At a rate of 1 or less
 * everything was recorded. False when the result is out of range.
 */
bool pfl_unsample(int64_t rate, int64_t *count, int64_t *size);

#endif
