/* SPDX-License-Identifier: Apache-2.0 */
/* What a comparison's page says of noise and of names, and its call graph. */
#include "base/number.h"
#include "render/diff_html.h"
#include "render/graph_picture.h"
#include "render/paint_svg.h"
#include "stats/distribution.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

enum {
	SIZE = 180,   /* of the plot, in pixels                 */
	EDGE = 22,    /* for the words at its lower and left edges */
	POINTS = 400, /* drawn at most                          */
};

static const double reach = 4; /* standard errors from the middle to an edge */

static int
by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double
place(double z)
{
	return EDGE + (SIZE - EDGE) * (fmax(fmin(z, reach), -reach) + reach) / (2 * reach);
}

/* Changes of the functions themselves in standard errors, against what chance alone gives. */
static bool
put_plot(struct pfl_html *h, struct pfl_error *err)
{
	const struct pfl_comparison *c = h->diff.c;
	double *z = pfl_arena_alloc(&h->arena, c->n, sizeof(*z), err);
	char x[PFL_NUMBER_TEXT], y[PFL_NUMBER_TEXT];
	uint32_t n = 0, step;

	if (!z)
		return false;
	for (uint32_t i = 0; i < c->n; i++) {
		const struct pfl_delta *flat = &c->row[i].flat;

		if (!isnan(flat->p) && flat->error > 0)
			z[n++] = flat->delta / flat->error;
	}
	if (n < 3)
		return true;
	qsort(z, n, sizeof(*z), by_value);
	pfl_out_printf(h->out,
		"<figure><svg class=\"plot\" width=\"%d\" height=\"%d\" role=\"img\">"
		"<title>Changes of %" PRIu32 " functions themselves, in standard errors, "
		"against those of chance alone: on the "
		"line is noise, far off it is not</title>"
		"<path d=\"M%d %dL%d 0\" fill=\"none\" stroke-dasharray=\"3 3\"/>"
		"<path d=\"M%d 0V%dH%d\" fill=\"none\"/>",
		SIZE, SIZE, n, EDGE, SIZE - EDGE, SIZE, EDGE, SIZE - EDGE, SIZE);
	step = n / POINTS + 1;
	for (uint32_t i = 0; i < n; i += i + step < n && fabs(z[i]) < 2 ? step : 1) {
		double chance = pfl_normal_quantile(1 - (i + 0.5) / n);

		pfl_out_printf(h->out, "<circle r=\"1.6\" cx=\"%s\" cy=\"%s\"/>",
			pfl_number_short(place(chance), 1, x),
			pfl_number_short(SIZE - place(z[i]), 1, y));
	}
	pfl_out_printf(h->out,
		"<text x=\"%d\" y=\"%d\" text-anchor=\"end\">chance \xe2\x86\x92</text>"
		"<text x=\"-60\" y=\"14\" transform=\"rotate(-90)\">seen "
		"\xe2\x86\x92</text>"
		"</svg><figcaption class=\"kind\">each dot a function: near the line is "
		"noise</figcaption></figure>\n",
		SIZE, SIZE - 8);
	return true;
}

static void
put_sizes(struct pfl_html *h)
{
	const struct pfl_comparison *c = h->diff.c;
	char digits[PFL_NUMBER_TEXT];

	if (!c->size_factor || c->n_old + c->n_new <= 2)
		return;
	pfl_out_str(h->out, "<dt>sizes of the runs</dt><dd>");
	for (uint32_t i = 0; i < c->n_old + c->n_new && i < 100; i++)
		pfl_out_printf(h->out, "%s%s",
			i == c->n_old ? " | "
				: i   ? ", "
				      : "",
			pfl_number_general(c->size_factor[i], 3, digits));
	pfl_out_str(h->out, "</dd>\n");
}

static void
put_term(struct pfl_html *h, const char *name)
{
	if (h->text.n == 0)
		return;
	pfl_out_printf(h->out, "<dt>%s</dt><dd>", name);
	pfl_html_put(h);
	pfl_out_str(h->out, "</dd>\n");
}

bool
pfl_html_put_noise(struct pfl_html *h, struct pfl_error *err)
{
	bool ok;

	pfl_out_str(h->out,
		"<section id=\"noise\">\n<h2>Noise</h2>\n<div class=\"noise-panel\"><div>\n"
		"<dl class=\"facts\">\n");
	pfl_diff_say_noise(&h->diff, &h->text);
	put_term(h, "how it was told apart");
	pfl_diff_say_basis(&h->diff, &h->text);
	put_term(h, "scale");
	pfl_diff_say_detectable(&h->diff, &h->text);
	put_term(h, "limits");
	put_sizes(h);
	pfl_diff_say_matching(&h->diff, &h->text);
	if (h->text.n == 0)
		pfl_text_str(&h->text, "all functions have the same names on both sides");
	put_term(h, "names");
	pfl_out_str(h->out, "</dl>\n</div>\n");
	ok = put_plot(h, err);
	pfl_out_str(h->out, "</div>\n</section>\n");
	return ok;
}

bool
pfl_html_put_graph(struct pfl_html *h, struct pfl_error *err)
{
#if PFL_HAVE_GRAPHVIZ
	struct pfl_graph_picture g = { 0 };
	struct pfl_error failed = { 0 };
	bool ok = pfl_graph_picture_make(&g, &h->part, h->style, &failed);

	pfl_out_str(h->out, "<section id=\"calls\">\n<h2>Call graph</h2>\n");
	if (ok) {
		g.picture.embedded = true;
		g.picture.script = NULL;
		pfl_out_str(h->out, "<div class=\"picture\">\n");
		pfl_paint_svg(&g.picture, h->out);
		pfl_out_str(h->out, "</div>\n");
	} else {
		/* The rest of the page is worth having all the same. */
		pfl_out_str(h->out, "<p>");
		pfl_text_str(&h->text, failed.msg);
		pfl_html_put(h);
		pfl_out_str(h->out, "</p>\n");
	}
	pfl_out_str(h->out, "</section>\n");
	pfl_graph_picture_clear(&g);
	return ok || failed.code == PFL_LAYOUT || pfl_fail(err, failed.code, "%s", failed.msg);
#else
	(void)err;
	pfl_out_str(h->out,
		"<section id=\"calls\">\n<h2>Call graph</h2>\n<p>This profdiff was built "
		"without Graphviz; <code>-f dot</code> writes the graph for "
		"it.</p>\n</section>\n");
	return true;
#endif
}
