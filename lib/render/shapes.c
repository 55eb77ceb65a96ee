/* SPDX-License-Identifier: Apache-2.0 */
/* Growing a picture. */
#include "render/shapes.h"
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
pfl_picture_clear(struct pfl_picture *picture)
{
	pfl_vec_clear(&picture->shape, NULL);
	pfl_vec_clear(&picture->point, NULL);
	*picture = (struct pfl_picture){ 0 };
}
