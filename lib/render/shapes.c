/* SPDX-License-Identifier: Apache-2.0 */
/* Growing a picture. */
#include "render/shapes.h"
#include <math.h>
#include <stdlib.h>

void
pfl_picture_add(struct pfl_picture *picture, const struct pfl_shape *shape)
{
	if (pfl_vec_reserve(&picture->shape, 1, picture->budget, "shapes", picture->err))
		picture->shape.at[picture->shape.n++] = *shape;
	else
		picture->failed = true;
}

uint32_t
pfl_picture_point(struct pfl_picture *picture, double x, double y)
{
	if (!pfl_vec_reserve(&picture->point, 1, picture->budget, "points", picture->err)) {
		picture->failed = true;
		return 0;
	}
	picture->point.at[picture->point.n] = (struct pfl_shape_point){ x, y };
	return (uint32_t)picture->point.n++;
}

void
pfl_picture_hatch(struct pfl_picture *p, const struct pfl_shape *box, double apart,
	double stroke_width, struct pfl_color color)
{
	double right = box->x + box->width, bottom = box->y + box->height;

	for (unsigned i = 1; i * apart < box->width + box->height; i++) {
		double d = i * apart;
		struct pfl_shape line = { .kind = PFL_SHAPE_LINES,
			.stroke = color,
			.stroke_width = stroke_width,
			.n = 2 };
		double left = fmax(box->x, box->x + d - box->height);
		double low = fmin(bottom, box->y + d);
		double high = fmax(box->y, box->y + d - box->width);

		line.first = pfl_picture_point(p, left, low);
		pfl_picture_point(p, fmin(right, box->x + d), high);
		pfl_picture_add(p, &line);
	}
}

void
pfl_picture_clear(struct pfl_picture *picture)
{
	pfl_vec_clear(&picture->shape, NULL);
	pfl_vec_clear(&picture->point, NULL);
	*picture = (struct pfl_picture){ 0 };
}
