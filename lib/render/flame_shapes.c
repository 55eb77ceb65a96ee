/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of a flame graph as shapes. */
#include "render/flame_svg.h"

/* Colours in tables may lack the mark that says they are painted. */
static struct pfl_color
painted(struct pfl_color color)
{
	return (struct pfl_color){ PFL_COLOR_SET | color.light, PFL_COLOR_SET | color.dark };
}

void
pfl_flame_add_box(struct pfl_flame_svg *svg, double x, double y, double width, double height,
	struct pfl_color fill)
{
	const struct pfl_shape box = { .kind = PFL_SHAPE_BOX,
		.x = x,
		.y = y,
		.width = width,
		.height = height,
		.fill = painted(fill) };

	pfl_picture_add(svg->picture, &box);
}

void
pfl_flame_add_text(struct pfl_flame_svg *svg, double x, double y, enum pfl_font font, int size,
	uint32_t color, struct pfl_span text)
{
	struct pfl_text shown = { 0 };
	struct pfl_shape shape = {
		.kind = PFL_SHAPE_TEXT, .x = x, .y = y, .font = font, .size = size
	};
	const char *copy;

	pfl_escape_terminal(pfl_sink_text(&shown), text);
	copy = pfl_arena_text(&svg->arena, pfl_text_get(&shown), shown.n, svg->picture->err);
	svg->line.failed |= shown.failed || !copy;
	shape.text = (struct pfl_span){ copy, copy ? shown.n : 0 };
	shape.width = pfl_text_width(font, size, shape.text);
	shape.fill = painted((struct pfl_color){ color, 0xf2f2f2 });
	pfl_picture_add(svg->picture, &shape);
	pfl_text_clear(&shown);
}
