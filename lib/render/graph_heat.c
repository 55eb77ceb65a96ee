/* SPDX-License-Identifier: Apache-2.0 */
/* The colours of the call graph's picture: grey to red for shares, to blue for what shrank. */
#include "render/graph_boxes.h"
#include <math.h>

enum { STOPS = 5, LEVELS = 16 };

/* Evenly spaced from a score of 0 to one of 1; text in ink has a contrast of 4.5 on all fills.
 */
static const struct pfl_color warm_fill[STOPS] = { PFL_COLOR(0xf4f4f6, 0x26272b),
	PFL_COLOR(0xfdf3dc, 0x3b321f), PFL_COLOR(0xfde2bd, 0x4f351b),
	PFL_COLOR(0xfcc9a4, 0x63311b), PFL_COLOR(0xf9ad97, 0x77291f) };
static const struct pfl_color warm_stroke[STOPS] = { PFL_COLOR(0xb4b4bc, 0x5c5d66),
	PFL_COLOR(0xcf9f3f, 0x9a7a34), PFL_COLOR(0xd9772a, 0xc47a30),
	PFL_COLOR(0xcb4623, 0xe0693b), PFL_COLOR(0xb01c1c, 0xf25c4d) };
static const struct pfl_color cool_fill[STOPS] = { PFL_COLOR(0xf4f4f6, 0x26272b),
	PFL_COLOR(0xe4effb, 0x1f2f42), PFL_COLOR(0xcfe3f8, 0x1c3b5a),
	PFL_COLOR(0xb4d3f3, 0x1d4872), PFL_COLOR(0x9cc4ee, 0x1f558a) };
static const struct pfl_color cool_stroke[STOPS] = { PFL_COLOR(0xb4b4bc, 0x5c5d66),
	PFL_COLOR(0x7fa6d6, 0x4a76a6), PFL_COLOR(0x5289c7, 0x5a93cf),
	PFL_COLOR(0x2f6db5, 0x6aa9e9), PFL_COLOR(0x17559f, 0x7fbdf7) };

static uint32_t
mix(uint32_t a, uint32_t b, double part)
{
	uint32_t mixed = PFL_COLOR_SET;

	for (unsigned shift = 0; shift < 24; shift += 8) {
		double from = (a >> shift) & 0xff;
		double to = (b >> shift) & 0xff;

		mixed |= (uint32_t)(from + (to - from) * part + 0.5) << shift;
	}
	return mixed;
}

/* In few enough levels for each to be a class of the SVG's style sheet. */
static struct pfl_color
pick(const struct pfl_color stop[STOPS], double score)
{
	double level = floor(sqrt(fmin(fabs(score), 1)) * (LEVELS - 1) + 0.5) / (LEVELS - 1);
	double at = level * (STOPS - 1);
	int i = at >= STOPS - 1 ? STOPS - 2 : (int)at;

	return (struct pfl_color){ mix(stop[i].light, stop[i + 1].light, at - i),
		mix(stop[i].dark, stop[i + 1].dark, at - i) };
}

struct pfl_color
pfl_heat_fill(double score)
{
	return pick(score < 0 ? cool_fill : warm_fill, score);
}

struct pfl_color
pfl_heat_stroke(double score)
{
	return pick(score < 0 ? cool_stroke : warm_stroke, score);
}

struct pfl_color
pfl_graph_ink(void)
{
	return (struct pfl_color)PFL_COLOR(0x1b1b1f, 0xf3f3f5);
}

struct pfl_color
pfl_graph_faint_ink(void)
{
	return (struct pfl_color)PFL_COLOR(0x4a4a52, 0xc0c0c8);
}
