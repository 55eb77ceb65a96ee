/* SPDX-License-Identifier: Apache-2.0 */
/* What colours the boxes of a flame graph have, and what these say. */
#ifndef PFL_RENDER_FLAME_COLOR_H
#define PFL_RENDER_FLAME_COLOR_H

#include "render/flame.h"

/*
 * Find whose code each node is and give it a tone, by the settings `class` and `palette`; node
 * sums are known. False: PFL_USAGE (the palette is not for this), PFL_LIMIT (an expression
 * takes too long) or PFL_NOMEM.
 */
bool pfl_flame_color(struct pfl_flame *flame, struct pfl_error *err);

/* An entry of a legend: what a tone stands for, and how much was spent there itself; 0: no
 * share is stated. */
struct pfl_flame_key {
	struct pfl_span label;
	unsigned tone;
	pfl_sum self;
};

enum { PFL_FLAME_KEYS = 12 };

/*
 * The entries that a legend has, at most PFL_FLAME_KEYS; none for a palette whose colours tell
 * frames apart and no more. *whole is what shares are of. False: PFL_NOMEM.
 */
bool pfl_flame_keys(const struct pfl_flame *flame, struct pfl_flame_key keys[], unsigned *n,
	pfl_sum *whole, struct pfl_error *err);

#endif
