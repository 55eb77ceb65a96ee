/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The change of a pair as pictures show it: one scale of classes with a colour and a sign each,
 * what is no more than noise, and the words beside it.
 */
#ifndef PFL_RENDER_CONTRAST_H
#define PFL_RENDER_CONTRAST_H

#include "base/text.h"
#include "scene.h"
#include <profloom/render.h>

/*
 * By the ratio of new to old. The scale is fixed, so that the pictures of two pairs can be
 * compared, and the same up and down.
 */
enum pfl_growth {
	PFL_GROWTH_GONE,
	PFL_GROWTH_HALF,  /* x0.5 and less  */
	PFL_GROWTH_LESS,  /* to x0.71       */
	PFL_GROWTH_BELOW, /* to x0.91       */
	PFL_GROWTH_SAME,  /* or no more than noise */
	PFL_GROWTH_ABOVE, /* from x1.1      */
	PFL_GROWTH_MORE,  /* from x1.41     */
	PFL_GROWTH_TWICE, /* x2 and more    */
	PFL_GROWTH_NEW,
	PFL_GROWTHS,
};

/* `old` is already on the scale of `now`. */
enum pfl_growth pfl_growth_of(double old, double now);

/* What stands for the class where colour does not reach: "▲▲"; "" for the same. */
const char *pfl_growth_sign(enum pfl_growth growth);

/* Its part in a legend: "×2", "same". */
const char *pfl_growth_label(enum pfl_growth growth);

/* What a pair's pictures look things up in. */
struct pfl_contrast {
	const struct pfl_scene *scene;
	const struct pfl_comparison *comparison; /* NULL: noise is not known */
	double factor;                           /* of old values            */
	uint32_t n_old, n_new;                   /* runs; 1 when not known   */
	const struct pfl_compared **function;    /* by node, entries may be NULL */
	uint32_t *finding; /* by row of the scene's tree: 1 + its number; NULL: none known */
};

/* Prepare for a scene that is a pair; the arena owns everything. False: PFL_NOMEM. */
bool pfl_contrast_init(struct pfl_contrast *contrast, const struct pfl_scene *scene,
	struct pfl_arena *arena, struct pfl_error *err);

/* An old value on the scale of the new ones, rounded. */
pfl_sum pfl_contrast_scaled(const struct pfl_contrast *contrast, pfl_sum old);

/*
 * The class of a part of what the function `node` uses, its calls included: a row of the tree,
 * a call, all of it. Noise is told by the function's own error, of which a part has as much as
 * it has of the function.
 */
enum pfl_growth pfl_contrast_class(
	const struct pfl_contrast *contrast, uint32_t node, pfl_sum old, pfl_sum now);

/*
 * What a change of a part of the function `node` has to reach to be more than noise, divided by
 * the square root of the sum of both its values; of its own parts with `own`, else of its calls
 * included. Negative: nothing is known.
 */
double pfl_contrast_noise(const struct pfl_contrast *contrast, uint32_t node, bool own);

/* The size of the larger side on the scale of the new one; [0] is now, [1] before. */
pfl_sum pfl_contrast_larger(const struct pfl_contrast *contrast, const pfl_sum both[2]);

/* 1 + the number of the first finding whose place the function is; 0: of none. */
uint32_t pfl_contrast_finding(const struct pfl_contrast *contrast, uint32_t node);

/* Values of one run as they are printed: old ones on the scale of new ones, so that old and
 * change add up to new. */
pfl_sum pfl_contrast_old(const struct pfl_contrast *contrast, pfl_sum old);
pfl_sum pfl_contrast_new(const struct pfl_contrast *contrast, pfl_sum now);
pfl_sum pfl_contrast_change(const struct pfl_contrast *contrast, pfl_sum old, pfl_sum now);

/* What the finding explains at least, of one run. */
pfl_sum pfl_contrast_bound(const struct pfl_contrast *contrast, uint32_t finding);

/* Append "+579ms", "−3.20s" or "0": a change of one run. */
void pfl_contrast_say_signed(
	const struct pfl_contrast *contrast, pfl_sum change, struct pfl_text *text);

/* Append "×5.57", "new", "gone", or nothing when both are 0. */
void pfl_contrast_say_ratio(
	const struct pfl_contrast *contrast, pfl_sum old, pfl_sum now, struct pfl_text *text);

/* Append "127ms → 705ms". */
void pfl_contrast_say_values(
	const struct pfl_contrast *contrast, pfl_sum old, pfl_sum now, struct pfl_text *text);

/* Append "old 5.44s → new 5.97s" of totals: as recorded, by run. */
void pfl_contrast_say_totals(
	const struct pfl_contrast *contrast, pfl_sum old, pfl_sum now, struct pfl_text *text);

/* Append "old 127ms (2.3%) → new 705ms (12%), +579ms, ×5.57". */
void pfl_contrast_say(
	const struct pfl_contrast *contrast, pfl_sum old, pfl_sum now, struct pfl_text *text);

/* Append ", at least +482ms (finding #1)". */
void pfl_contrast_say_finding(
	const struct pfl_contrast *contrast, uint32_t finding, struct pfl_text *text);

/* Append "What changed in shop", or the style's title. */
void pfl_contrast_say_title(const struct pfl_contrast *contrast, const struct pfl_style *style,
	struct pfl_text *text);

/* Append "cpu per run: old 5.44s → new 5.97s (+9.75%)", totals as recorded. */
void pfl_contrast_say_head(
	const struct pfl_contrast *contrast, pfl_sum old, pfl_sum now, struct pfl_text *text);

enum { PFL_CONTRAST_LINES = 5 };

/*
 * Append what the words above a picture are, and point line[] at them: the title, the totals,
 * the sides, on which scale they are compared, and what could not have been seen. They are as
 * hostile as names.
 */
void pfl_contrast_header(const struct pfl_contrast *contrast, const struct pfl_style *style,
	struct pfl_text *text, struct pfl_span line[PFL_CONTRAST_LINES]);

/* Append what was compared: "OLD a.pb.gz · NEW b.pb.gz", or how many runs. */
void pfl_contrast_say_sides(const struct pfl_contrast *contrast, const struct pfl_style *style,
	struct pfl_text *text);

/* Append what a picture without colours does not prove: the smallest change that could have
 * been seen; or nothing, where nothing is known of it. */
void pfl_contrast_say_limit(const struct pfl_contrast *contrast, struct pfl_text *text);

/* Append how old values were scaled, the verdict, and what is known of noise. */
void pfl_contrast_say_basis(const struct pfl_contrast *contrast, struct pfl_text *text);

#endif
