/* SPDX-License-Identifier: Apache-2.0 */
/* calibrate: what runs of one program differ by, and the options that say so to a comparison.
 */
#include "compare/calibrate.h"
#include "base/escape.h"
#include "base/number.h"
#include "render/renderer.h"
#include "render/report.h"

#include <inttypes.h>
#include <math.h>

enum {
	BEFORE = 21, /* columns of a row before the name                     */
	LEAST_NAME = 24,
	DIGITS = 6, /* of what was estimated */
};

/* Half of the functions differing by a third: no option helps against that. */
static const double unlikely_floor = 0.3;

static bool
check(const struct pfl_scene *scene, struct pfl_error *err)
{
	return scene->calibration ||
		pfl_fail(err, PFL_USAGE, "calibrate: there are no runs to compare");
}

/* A number, in so many columns at least. */
static void
say_number(double value, int digits, int width, struct pfl_text *text)
{
	char number[PFL_NUMBER_TEXT];

	pfl_text_printf(text, "%*s", width, pfl_number_fixed(value, digits, number));
}

static void
say_floor(const struct pfl_calibration *c, struct pfl_text *text)
{
	if (c->floor_functions == 0) {
		pfl_text_str(text,
			"noise floor: not known, no function has enough events in these runs; "
			"record longer\n");
		return;
	}
	pfl_text_str(text, "noise floor: ");
	say_number(100 * c->floor, 1, 0, text);
	pfl_text_printf(text, "%% from run to run, the middle of %" PRIu32 " function%s\n",
		c->floor_functions, c->floor_functions == 1 ? "" : "s");
	if (c->floor >= unlikely_floor) {
		pfl_text_str(text,
			"that is far more than runs of one program on one machine should: "
			"were they?\n");
		return;
	}
	pfl_text_str(text, "to compare one run with one: --noise ");
	say_number(100 * c->floor, 1, 0, text);
	pfl_text_char(text, '\n');
}

static void
say_runs(const struct pfl_scene *scene, struct pfl_text *text)
{
	const struct pfl_calibration *c = scene->calibration;

	pfl_text_printf(text, "%" PRIu32 " runs, ", c->n_runs);
	say_number(c->events, 0, 0, text);
	pfl_text_str(text, " events; dispersion ");
	say_number(c->phi, 1, 0, text);
	if (c->phi_functions)
		pfl_text_printf(text, " (of %" PRIu32 " functions; 1: as sampling alone)\n",
			c->phi_functions);
	else
		pfl_text_str(text, " is assumed, too few functions\n");
	if (!(c->total > 0))
		return;
	pfl_text_str(text, "total per run: ");
	pfl_scene_value(scene, (pfl_sum)rint(c->total), text);
	pfl_text_str(text, ", ");
	say_number(100 * c->total_variation, 1, 0, text);
	pfl_text_str(text, "% from run to run (sampling alone: ");
	say_number(100 * c->total_sampling, 1, 0, text);
	pfl_text_str(text, "%)\n");
}

static void
say_row(const struct pfl_scene *scene, const struct pfl_style *style,
	const struct pfl_volatile *v, struct pfl_text *text)
{
	struct pfl_text scratch = { 0 };
	struct pfl_span name;
	size_t head, room = style->columns > BEFORE ? style->columns - BEFORE : 0;

	name = pfl_report_printed(scene, v->node, &scratch, &head);
	say_number(100 * v->variation, 1, 9, text);
	pfl_text_char(text, '%');
	say_number(100 * v->share, 2, 7, text);
	pfl_text_str(text, "%  ");
	if (style->columns)
		pfl_table_fit(text, name, head, room > LEAST_NAME ? room : LEAST_NAME);
	else
		pfl_escape_terminal(pfl_sink_text(text), name);
	pfl_text_str(text, v->known ? " *\n" : "\n");
	text->failed |= scratch.failed;
	pfl_text_clear(&scratch);
}

/* In quotes that no shell looks into. */
static void
say_quoted(const char *s, struct pfl_text *text)
{
	pfl_text_char(text, '\'');
	for (; *s; s++)
		if (*s == '\'')
			pfl_text_str(text, "'\\''");
		else
			pfl_text_char(text, *s);
	pfl_text_char(text, '\'');
}

static void
say_volatile(
	const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_text *text)
{
	const struct pfl_calibration *c = scene->calibration;
	bool known = false;

	if (c->n_volatile == 0) {
		pfl_text_str(text, "no function varies by much more than the others\n");
		return;
	}
	pfl_text_printf(text, "%" PRIu32 " function%s by much more than the others:\n\n",
		c->n_volatile, c->n_volatile == 1 ? " varies" : "s vary");
	pfl_text_str(text, " variation   share  function\n");
	for (uint32_t i = 0; i < c->n_shown; i++) {
		say_row(scene, style, &c->volatiles[i], text);
		known |= c->volatiles[i].known;
	}
	if (c->n_shown < c->n_volatile)
		pfl_text_printf(text, "  and %" PRIu32 " more\n", c->n_volatile - c->n_shown);
	if (known)
		pfl_text_str(text, "\n* never held against a change: they schedule and wait\n");
	if (c->unsteady) {
		pfl_text_str(text, "\nto hold none of these against a change:\n  --unsteady ");
		say_quoted(c->unsteady, text);
		pfl_text_char(text, '\n');
	}
}

static bool
render_text(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	struct pfl_text text = { 0 };
	bool ok = check(scene, err);

	if (ok) {
		say_floor(scene->calibration, &text);
		say_runs(scene, &text);
		say_volatile(scene, style, &text);
		ok = pfl_report_put(&text, out, err);
	}
	pfl_text_clear(&text);
	return ok;
}

const struct pfl_renderer pfl_render_calibrate_text = {
	.family = "calibrate",
	.format = "text",
	.suffix = ".txt",
	.help = "the noise of runs of one program, for people",
	.render = render_text,
};

static void
put_count(struct pfl_jsonw *w, const char *key, uint64_t value)
{
	pfl_jsonw_key(w, key);
	pfl_jsonw_u64(w, value);
}

static void
put_double(struct pfl_jsonw *w, const char *key, double value)
{
	pfl_jsonw_key(w, key);
	pfl_jsonw_rounded(w, value, DIGITS);
}

static void
put_inputs(struct pfl_jsonw *w, const struct pfl_style *style)
{
	pfl_jsonw_key(w, "inputs");
	pfl_jsonw_array(w);
	for (size_t i = 0; i < style->n_old_inputs; i++)
		pfl_jsonw_text(w, style->old_inputs[i]);
	for (size_t i = 0; i < style->n_new_inputs; i++)
		pfl_jsonw_text(w, style->new_inputs[i]);
	pfl_jsonw_end(w);
}

static bool
put_volatile(struct pfl_jsonw *w, const struct pfl_scene *scene, struct pfl_error *err)
{
	struct pfl_text scratch = { 0 };
	bool ok;

	pfl_jsonw_key(w, "volatile");
	pfl_jsonw_array(w);
	for (uint32_t i = 0; i < scene->calibration->n_shown; i++) {
		const struct pfl_volatile *v = &scene->calibration->volatiles[i];

		pfl_jsonw_object(w);
		pfl_text_reset(&scratch);
		pfl_jsonw_key(w, "name");
		pfl_jsonw_str(w, pfl_report_name(scene, v->node, &scratch));
		put_double(w, "events", v->events);
		put_double(w, "share", v->share);
		put_double(w, "variation", v->variation);
		pfl_jsonw_key(w, "known");
		pfl_jsonw_bool(w, v->known);
		pfl_jsonw_end(w);
	}
	pfl_jsonw_end(w);
	ok = pfl_text_ok(&scratch, err);
	pfl_text_clear(&scratch);
	return ok;
}

static bool
render_json(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	const struct pfl_calibration *c = scene->calibration;
	struct pfl_jsonw w;

	if (!check(scene, err))
		return false;
	pfl_jsonw_init(&w, out, 2);
	pfl_jsonw_object(&w);
	pfl_report_json_head(&w, scene, style, "calibration/1");
	put_inputs(&w, style);
	put_count(&w, "runs", c->n_runs);
	put_double(&w, "events", c->events);
	put_double(&w, "noise", c->floor_functions ? c->floor : NAN);
	put_count(&w, "noise_functions", c->floor_functions);
	put_double(&w, "dispersion", c->phi);
	put_count(&w, "dispersion_functions", c->phi_functions);
	put_double(&w, "total_per_run", c->total);
	put_double(&w, "total_variation", c->total_variation);
	put_double(&w, "total_sampling", c->total_sampling);
	put_count(&w, "n_volatile", c->n_volatile);
	if (!put_volatile(&w, scene, err))
		return false;
	pfl_jsonw_key(&w, "unsteady");
	if (c->unsteady)
		pfl_jsonw_text(&w, c->unsteady);
	else
		pfl_jsonw_null(&w);
	pfl_jsonw_end(&w);
	return pfl_jsonw_finish(&w, err);
}

const struct pfl_renderer pfl_render_calibrate_json = {
	.family = "calibrate",
	.format = "json",
	.suffix = ".json",
	.help = "the same for programs",
	.render = render_json,
};
