/* SPDX-License-Identifier: Apache-2.0 */
/* A pair of one recording a side. */
#ifndef PFL_TESTS_PAIRING_H
#define PFL_TESTS_PAIRING_H

#include <profloom/profile.h>

static inline struct pfl_profile *
pair_two(const struct pfl_profile *old_profile, const struct pfl_profile *new_profile,
	struct pfl_error *err)
{
	return pfl_pair(&old_profile, 1, &new_profile, 1, NULL, err);
}

#endif
