/* SPDX-License-Identifier: Apache-2.0 */
/* A picture with one shape of each kind. */
#ifndef PFL_TESTS_PICTURE_H
#define PFL_TESTS_PICTURE_H

#include "harness.h"
#include "render/shapes.h"

/* The caller clears it. */
static inline struct pfl_picture
picture(struct pfl_error *err)
{
	struct pfl_picture p = { .width = 120,
		.height = 80.5,
		.background = PFL_COLOR(0xffffff, 0x101010),
		.title = pfl_span_of("a <title>"),
		.summary = pfl_span_of("one\ntwo & three"),
		.style = ".node{}",
		.script = "1 < 2 && 3;",
		.err = err };
	static const double xy[4][2] = { { 1, 2 }, { 3.25, 4 }, { 5, 6 }, { 7, 8 } };
	struct pfl_shape curve = { .kind = PFL_SHAPE_CURVE,
		.stroke = PFL_COLOR(0x336699, 0x6699cc),
		.stroke_width = 2,
		.dash = PFL_DASH_DASHED,
		.n = 4 };
	struct pfl_shape lines = { .kind = PFL_SHAPE_LINES,
		.fill = PFL_COLOR(0x336699, 0x336699),
		.closed = true,
		.n = 3 };

	for (size_t i = 0; i < COUNTOF(xy); i++)
		pfl_picture_point(&p, xy[i][0], xy[i][1]);
	pfl_picture_add(&p,
		&(struct pfl_shape){ .kind = PFL_SHAPE_GROUP,
			.id = pfl_span_of("node1"),
			.css = "node",
			.text = pfl_span_of("tip <1>\n\"second\"") });
	pfl_picture_add(&p,
		&(struct pfl_shape){ .kind = PFL_SHAPE_BOX,
			.x = 10,
			.y = 20,
			.width = 50,
			.height = 30,
			.radius = 5,
			.fill = PFL_COLOR(0x000000, 0x222222),
			.stroke = PFL_COLOR(0x336699, 0x6699cc),
			.stroke_width = 1 });
	pfl_picture_add(&p,
		&(struct pfl_shape){ .kind = PFL_SHAPE_TEXT,
			.x = 35,
			.y = 40,
			.width = 44.5,
			.size = 12,
			.font = PFL_FONT_SANS_BOLD,
			.anchor = PFL_ANCHOR_MIDDLE,
			.fill = PFL_COLOR(0xeeeeee, 0xffffff),
			.stroke = PFL_COLOR(0xffffff, 0x101010),
			.stroke_width = 3,
			.text = pfl_span_of("</text><script>x") });
	pfl_picture_add(&p, &(struct pfl_shape){ .kind = PFL_SHAPE_END });
	pfl_picture_add(&p, &curve);
	pfl_picture_add(&p, &lines);
	return p;
}

#endif
