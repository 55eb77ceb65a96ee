/* SPDX-License-Identifier: Apache-2.0 */
/* From shapes to PNG and PDF; the only file that includes cairo. */
#include "render/paint_cairo.h"
#include <cairo-pdf.h>
#include <cairo.h>
#include <dlfcn.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PI 3.14159265358979323846

/* Bounds of cairo's images, of memory, and of what readers of PDF show. */
#define SIDE_MAX 32767.0
#define PIXELS_MAX (256.0 * 1024 * 1024)
#define PIXELS_GENEROUS                                                                        \
	(24.0 * 1024 * 1024) /* up to here a picture gets two pixels for one                   \
			      */
#define PAGE_MAX 14400.0
#define POINTS_PER_PIXEL 0.75

/*
 * cairo pushes bytes; our sink remembers its own failures. It is not told of them: having
 * bookmarks still to write, it would go on with memory that it has given back.
 */
static cairo_status_t
push(void *closure, const unsigned char *data, unsigned int n)
{
	struct pfl_out *out = closure;

	pfl_out_write(out, data, n);
	return CAIRO_STATUS_SUCCESS;
}

static void
set_color(cairo_t *c, struct pfl_color color)
{
	cairo_set_source_rgb(c, ((color.light >> 16) & 0xff) / 255.0,
		((color.light >> 8) & 0xff) / 255.0, (color.light & 0xff) / 255.0);
}

static void
stroke(cairo_t *c, const struct pfl_shape *shape)
{
	double dash[] = { pfl_dash_on(shape), pfl_dash_off(shape) };

	if (pfl_color_is_none(shape->stroke)) {
		cairo_new_path(c);
		return;
	}
	set_color(c, shape->stroke);
	cairo_set_line_width(c, shape->stroke_width);
	cairo_set_line_cap(c, CAIRO_LINE_CAP_BUTT);
	cairo_set_dash(c, dash, shape->dash == PFL_DASH_NONE ? 0 : 2, 0);
	if (shape->dash == PFL_DASH_DOTTED)
		cairo_set_line_cap(c, CAIRO_LINE_CAP_ROUND);
	cairo_stroke(c);
}

static void
fill(cairo_t *c, const struct pfl_shape *shape)
{
	if (pfl_color_is_none(shape->fill))
		return;
	set_color(c, shape->fill);
	cairo_fill_preserve(c);
}

static void
paint_box(cairo_t *c, const struct pfl_shape *s)
{
	double r = fmin(s->radius, fmin(s->width, s->height) / 2);
	double right = s->x + s->width;
	double low = s->y + s->height;

	cairo_new_path(c);
	cairo_arc(c, right - r, s->y + r, r, -PI / 2, 0);
	cairo_arc(c, right - r, low - r, r, 0, PI / 2);
	cairo_arc(c, s->x + r, low - r, r, PI / 2, PI);
	cairo_arc(c, s->x + r, s->y + r, r, PI, 3 * PI / 2);
	cairo_close_path(c);
	fill(c, s);
	stroke(c, s);
}

static void
paint_path(cairo_t *c, const struct pfl_shape *s, const struct pfl_shape_point *p)
{
	if (!s->n)
		return;
	cairo_new_path(c);
	cairo_move_to(c, p[0].x, p[0].y);
	if (s->kind == PFL_SHAPE_CURVE)
		for (uint32_t i = 1; i + 2 < s->n; i += 3)
			cairo_curve_to(c, p[i].x, p[i].y, p[i + 1].x, p[i + 1].y, p[i + 2].x,
				p[i + 2].y);
	else
		for (uint32_t i = 1; i < s->n; i++)
			cairo_line_to(c, p[i].x, p[i].y);
	if (s->closed)
		cairo_close_path(c);
	if (s->kind == PFL_SHAPE_LINES)
		fill(c, s);
	stroke(c, s);
}

static void
choose_font(cairo_t *c, const struct pfl_shape *s)
{
	cairo_select_font_face(c, s->font == PFL_FONT_MONO ? "monospace" : "Helvetica",
		CAIRO_FONT_SLANT_NORMAL,
		s->font == PFL_FONT_SANS_BOLD ? CAIRO_FONT_WEIGHT_BOLD
					      : CAIRO_FONT_WEIGHT_NORMAL);
	cairo_set_font_size(c, s->size);
}

/* Letters wider than reckoned are squeezed; narrower ones stay, centred or not as asked. */
static void
paint_text(cairo_t *c, const struct pfl_shape *s, const char *text)
{
	cairo_text_extents_t is;
	double squeeze = 1;
	double width;

	choose_font(c, s);
	cairo_text_extents(c, text, &is);
	if (s->width > 0 && is.x_advance > s->width)
		squeeze = s->width / is.x_advance;
	width = is.x_advance * squeeze;
	cairo_save(c);
	cairo_translate(c,
		s->x -
			(s->anchor == PFL_ANCHOR_END                     ? width
					: s->anchor == PFL_ANCHOR_MIDDLE ? width / 2
									 : 0),
		s->y);
	cairo_scale(c, squeeze, 1);
	cairo_move_to(c, 0, 0);
	if (!pfl_color_is_none(s->stroke)) {
		cairo_text_path(c, text);
		set_color(c, s->stroke);
		cairo_set_line_width(c, s->stroke_width);
		cairo_set_line_join(c, CAIRO_LINE_JOIN_ROUND);
		cairo_set_dash(c, NULL, 0, 0);
		cairo_stroke(c);
		cairo_move_to(c, 0, 0);
	}
	set_color(c, s->fill);
	cairo_show_text(c, text);
	cairo_restore(c);
	cairo_new_path(c);
}

/* cairo wants a NUL behind a text. */
static bool
paint_span(cairo_t *c, const struct pfl_shape *s, struct pfl_error *err)
{
	char *text;

	if (!s->text.n)
		return true;
	text = malloc(s->text.n + 1);
	if (!text)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	memcpy(text, s->text.at, s->text.n);
	text[s->text.n] = 0;
	paint_text(c, s, text);
	free(text);
	return true;
}

static bool
paint(cairo_t *c, const struct pfl_picture *picture, struct pfl_error *err)
{
	set_color(c, picture->background);
	cairo_paint(c);
	for (size_t i = 0; i < picture->shape.n; i++) {
		const struct pfl_shape *s = &picture->shape.at[i];

		switch (s->kind) {
		case PFL_SHAPE_BOX:
			paint_box(c, s);
			break;
		case PFL_SHAPE_CURVE:
		case PFL_SHAPE_LINES:
			paint_path(c, s, picture->point.at + s->first);
			break;
		case PFL_SHAPE_TEXT:
			if (!paint_span(c, s, err))
				return false;
			break;
		case PFL_SHAPE_GROUP:
		case PFL_SHAPE_END:
			break;
		}
	}
	return true;
}

/*
 * Without fonts cairo draws empty frames for letters and reports no error. fontconfig, which
 * cairo itself has loaded, knows; where it is not there to ask, assume the best.
 */
static bool
have_fonts(struct pfl_error *err)
{
	void *library = dlopen("libfontconfig.so.1", RTLD_LAZY);
	void *symbol[2];
	int (*init)(void);
	struct {
		int nfont;
	} * (*get)(void *, int);
	bool none = false;

	if (!library)
		return true;
	symbol[0] = dlsym(library, "FcInit");
	symbol[1] = dlsym(library, "FcConfigGetFonts");
	if (symbol[0] && symbol[1]) {
		memcpy(&init, &symbol[0], sizeof(init));
		memcpy(&get, &symbol[1], sizeof(get));
		none = !init() || !get(NULL, 0) || get(NULL, 0)->nfont <= 0;
	}
	dlclose(library);
	if (none)
		return pfl_fail(err, PFL_UNSUPPORTED,
			"no fonts on this system, which PNG and PDF need; install some, such "
			"as "
			"fonts-dejavu-core, or write SVG");
	return true;
}

/* Turn what cairo has to say into ours; a sink that failed reports at its close. */
static bool
finish(cairo_t *c, cairo_surface_t *surface, bool ok, struct pfl_out *out,
	struct pfl_error *err)
{
	cairo_status_t status = cairo_status(c);

	cairo_destroy(c);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_status(surface);
	cairo_surface_destroy(surface);
	if (!ok || status == CAIRO_STATUS_SUCCESS || !pfl_out_ok(out))
		return ok;
	return pfl_fail(err, status == CAIRO_STATUS_NO_MEMORY ? PFL_NOMEM : PFL_OUTPUT,
		"cairo: %s", cairo_status_to_string(status));
}

static double
png_scale(const struct pfl_picture *picture)
{
	double area = picture->width * picture->height;
	double scale = fmin(2, fmax(1, sqrt(PIXELS_GENEROUS / area)));

	if (picture->scale > 0)
		scale = picture->scale;
	scale = fmin(scale, sqrt(PIXELS_MAX / area));
	return fmin(scale, SIDE_MAX / fmax(picture->width, picture->height));
}

bool
pfl_paint_png(const struct pfl_picture *picture, struct pfl_out *out, struct pfl_error *err)
{
	double scale = png_scale(picture);
	cairo_surface_t *surface;
	cairo_t *c;
	bool ok;

	if (!have_fonts(err))
		return false;
	surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24,
		(int)fmax(1, floor(picture->width * scale)),
		(int)fmax(1, floor(picture->height * scale)));
	c = cairo_create(surface);
	cairo_scale(c, scale, scale);
	ok = paint(c, picture, err);
	if (ok && cairo_status(c) == CAIRO_STATUS_SUCCESS)
		cairo_surface_write_to_png_stream(surface, push, out);
	return finish(c, surface, ok, out, err);
}

/* Places in points, from the upper left corner. */
static void
add_outline(cairo_surface_t *surface, const struct pfl_picture *picture, double scale)
{
	for (uint32_t i = 0; i < picture->n_bookmarks; i++) {
		const struct pfl_bookmark *mark = &picture->bookmark[i];
		char where[80];

		snprintf(where, sizeof(where), "page=1 pos=[%d %d]", (int)(mark->x * scale),
			(int)(mark->y * scale));
		cairo_pdf_surface_add_outline(surface, CAIRO_PDF_OUTLINE_ROOT, mark->text,
			where, (cairo_pdf_outline_flags_t)0);
	}
}

bool
pfl_paint_pdf(const struct pfl_picture *picture, struct pfl_out *out, struct pfl_error *err)
{
	double larger = fmax(picture->width, picture->height);
	double scale = fmin(POINTS_PER_PIXEL, PAGE_MAX / larger);
	cairo_surface_t *surface;
	cairo_t *c;
	bool ok;

	if (!have_fonts(err))
		return false;
	surface = cairo_pdf_surface_create_for_stream(
		push, out, picture->width * scale, picture->height * scale);
	/* The same picture is the same file: no date but a fixed one. */
	cairo_pdf_surface_set_metadata(
		surface, CAIRO_PDF_METADATA_CREATE_DATE, "1970-01-01T00:00:00Z");
	c = cairo_create(surface);
	cairo_scale(c, scale, scale);
	ok = paint(c, picture, err);
	add_outline(surface, picture, scale);
	cairo_show_page(c);
	if (ok)
		cairo_surface_finish(surface);
	return finish(c, surface, ok, out, err);
}
