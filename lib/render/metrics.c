/* SPDX-License-Identifier: Apache-2.0 */
/* How wide texts are, from numbers compiled in. */
#include "render/metrics.h"

#include "base/utf8.h"

#include <stdint.h>

/*
 * Advance widths in thousandths of the font size. Monospace: DejaVu Sans Mono's 1233 of 2048
 * units. Sans: Helvetica's, as the AFM files of the free Nimbus Sans (fonts-urw-base35 in
 * Debian) repeat them; scripts/metrics.py prints these rows from there.
 */
enum { MONO = 602, EM = 1000, AVERAGE = 556 };

static const uint16_t sans[95] = {
	278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278,
	278, /* <space> */
	556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,  /* 0 */
	1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, /* @ */
	667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,  /* P */
	333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,  /* ` */
	556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,       /* p */
};

static const uint16_t sans_bold[95] = {
	278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278,
	278, /* <space> */
	556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, /* 0 */
	975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778, /* @ */
	667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556, /* P */
	333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, /* ` */
	611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,      /* p */
};

const char *
pfl_font_family(enum pfl_font font)
{
	return font == PFL_FONT_MONO ? "DejaVu Sans Mono,Menlo,Consolas,monospace"
				     : "Helvetica,Arial,Liberation Sans,sans-serif";
}

/* Marks that sit on the character before them. */
static bool
is_combining(uint32_t c)
{
	return (c >= 0x300 && c <= 0x36f) || (c >= 0x1ab0 && c <= 0x1aff) ||
		(c >= 0x1dc0 && c <= 0x1dff) || (c >= 0x20d0 && c <= 0x20ff) ||
		(c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xfe20 && c <= 0xfe2f);
}

/* Unicode's East Asian Width W and F, by blocks, and pictographs. */
static bool
is_wide(uint32_t c)
{
	return (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) ||
		(c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff) ||
		(c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60) ||
		(c >= 0xffe0 && c <= 0xffe6) || (c >= 0x1f300 && c <= 0x1faff) ||
		(c >= 0x20000 && c <= 0x3fffd);
}

static unsigned
advance(enum pfl_font font, uint32_t c)
{
	if (is_combining(c))
		return 0;
	if (font == PFL_FONT_MONO)
		return is_wide(c) ? 2 * MONO : MONO;
	if (c >= 0x20 && c < 0x7f)
		return (font == PFL_FONT_SANS ? sans : sans_bold)[c - 0x20];
	if (c == 0xb7) /* middle dot */
		return 278;
	return is_wide(c) || c == 0x2026 || c == 0x2014 ? EM : AVERAGE;
}

/* Width of the first character of text, in thousandths; *length is its bytes. */
static unsigned
first_advance(enum pfl_font font, struct pfl_span text, size_t *length)
{
	char shown[PFL_UTF8_VISIBLE];
	unsigned width = 0;
	uint32_t code;

	*length = pfl_utf8_decode(text.at, text.n, &code);
	if (*length > 0 && !pfl_utf8_is_control(code))
		return advance(font, code);
	*length = pfl_utf8_visible(text.at, text.n, shown);
	for (const char *s = shown; *s; s++)
		width += advance(font, (unsigned char)*s);
	return width;
}

double
pfl_text_width(enum pfl_font font, double size, struct pfl_span text)
{
	uint64_t width = 0;
	size_t length;

	for (size_t i = 0; i < text.n; i += length) {
		struct pfl_span rest = { text.at + i, text.n - i };

		width += first_advance(font, rest, &length);
	}
	return (double)width * size / EM;
}

size_t
pfl_text_fit(enum pfl_font font, double size, double width, struct pfl_span text)
{
	double room = width * EM / size;
	uint64_t used = 0;
	size_t i = 0, length;

	while (i < text.n) {
		struct pfl_span rest = { text.at + i, text.n - i };

		used += first_advance(font, rest, &length);
		if ((double)used > room)
			break;
		i += length;
	}
	return i;
}

size_t
pfl_mono_columns(double size, double width)
{
	double columns = width * EM / (size * MONO);

	return columns > 0 ? (size_t)columns : 0;
}
