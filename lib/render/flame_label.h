/* SPDX-License-Identifier: Apache-2.0 */
/* Colours by what the labels of samples say: --palette label=KEY. */
#ifndef PFL_RENDER_FLAME_LABEL_H
#define PFL_RENDER_FLAME_LABEL_H

#include "render/flame.h"

/*
 * Give each node the tone of the value that more than half of its samples have, of the scene's
 * groups by one key: the largest nine have a tone of their own. Fills flame->labels. False:
 * PFL_NOMEM or PFL_LIMIT.
 */
bool pfl_flame_color_labels(struct pfl_flame *flame, struct pfl_error *err);

#endif
