/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The palettes that flame graphs have had since FlameGraph: a hue by the palette, for languages
 * also by the name, and a shade by the name. Made anew from what they do, so that pictures of
 * both look alike.
 */
#ifndef PFL_RENDER_CLASSIC_H
#define PFL_RENDER_CLASSIC_H

#include "base/span.h"
#include <stdbool.h>
#include <stdint.h>

enum pfl_hue {
	PFL_HUE_HOT,
	PFL_HUE_MEM,
	PFL_HUE_IO,
	PFL_HUE_RED,
	PFL_HUE_GREEN,
	PFL_HUE_BLUE,
	PFL_HUE_YELLOW,
	PFL_HUE_PURPLE,
	PFL_HUE_AQUA,
	PFL_HUE_ORANGE,
	PFL_HUE_GREY,      /* the frame "-"  */
	PFL_HUE_DARK_GREY, /* the frame "--" */
	PFL_HUES,
};

struct pfl_classic;

/* The palette called "hot", "java", ...; NULL when there is none. */
const struct pfl_classic *pfl_classic_find(const char *name);

/* The hue of a function; the annotation at the end of a name ("_[k]") counts. */
enum pfl_hue pfl_classic_hue(const struct pfl_classic *palette, struct pfl_span name);

/* What a hue stands for, for a legend: "kernel"; "" where the palette has only one. */
const char *pfl_classic_label(const struct pfl_classic *palette, enum pfl_hue hue);

/* Colours of the ground from top to bottom, 0xrrggbb. */
void pfl_classic_ground(const struct pfl_classic *palette, uint32_t ground[2]);

/*
 * The shade of a name, in [0, 1): the first number that srand48() of the sum of its characters
 * leads to. Names of the same letters have the same.
 */
double pfl_classic_shade(struct pfl_span name);

/* A shade as 0xrrggbb. */
uint32_t pfl_classic_color(enum pfl_hue hue, double shade);

#endif
