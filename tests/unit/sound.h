/* SPDX-License-Identifier: Apache-2.0 */
/* Changes that hold nothing but finite numbers and probabilities. */
#ifndef PFL_TESTS_SOUND_H
#define PFL_TESTS_SOUND_H

#include "digits.h"

#include "stats/change.h"

static inline bool
change_sound(const struct pfl_change *c)
{
	return isfinite(c->expected) && isfinite(c->observed) && isfinite(c->statistic) &&
		isfinite(c->df) && c->error >= 0 && isfinite(c->error) && c->p >= 0 &&
		c->p <= 1 && isfinite(c->log_ratio) && c->log_error >= 0 &&
		isfinite(c->log_error);
}

#define CHECK_SOUND(change) CHECK(change_sound(change))

#endif
