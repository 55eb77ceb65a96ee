/* SPDX-License-Identifier: Apache-2.0 */
/* How wide texts are, from numbers compiled in: pictures do not depend on installed fonts. */
#ifndef PFL_RENDER_METRICS_H
#define PFL_RENDER_METRICS_H

#include "base/span.h"

enum pfl_font {
	PFL_FONT_MONO, /* DejaVu Sans Mono; Menlo has the same width, Consolas is narrower  */
	PFL_FONT_SANS, /* Helvetica and what is made to its measure: Arial, Liberation Sans */
	PFL_FONT_SANS_BOLD,
};

/* For font-family attributes; ends in a generic family. */
const char *pfl_font_family(enum pfl_font font);

/*
 * Width in pixels of a text at a font size, without kerning. What pfl_escape_xml() makes
 * visible counts as the escape that is shown. East Asian wide characters count as two columns
 * or one em, combining marks as nothing; a letter that has no entry counts as the average one.
 */
double pfl_text_width(enum pfl_font font, double size, struct pfl_span text);

/* How many bytes of the text fit into `width` pixels, cut between characters. */
size_t pfl_text_fit(enum pfl_font font, double size, double width, struct pfl_span text);

/* Columns of PFL_FONT_MONO at `size` that fit into `width` pixels. */
size_t pfl_mono_columns(double size, double width);

#endif
