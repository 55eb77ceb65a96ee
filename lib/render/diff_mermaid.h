/* SPDX-License-Identifier: Apache-2.0 */
/* The findings of a comparison as a small Mermaid graph, for where pictures cannot go. */
#ifndef PFL_RENDER_DIFF_MERMAID_H
#define PFL_RENDER_DIFF_MERMAID_H

#include "render/diff.h"

/* Append it, folded, in a fence; nothing when there are no findings. */
void pfl_diff_mermaid(const struct pfl_diff *diff, struct pfl_text *text);

#endif
