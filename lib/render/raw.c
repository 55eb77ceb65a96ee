/* SPDX-License-Identifier: Apache-2.0 */
/* raw: everything that is in a profile, table by table; as JSON: raw_json.c. */
#include "render/raw.h"

#include "base/escape.h"
#include "render/labels.h"
#include "render/renderer.h"
#include "render/report.h"
#include "render/sample_text.h"

#include <inttypes.h>

/* A line is put together here, then written: nothing else is kept of a report that may be huge.
 */
struct raw {
	const struct pfl_scene *scene;
	const struct pfl_profile *p;
	struct pfl_sample_text samples;
	struct pfl_text line, part;
	struct pfl_out *out;
	struct pfl_error *err;
};

static void
add_string(struct raw *r, uint32_t id)
{
	pfl_escape_terminal(pfl_sink_text(&r->line), pfl_profile_text(r->p, id));
}

/* The line, which is empty again afterwards. */
static bool
put_line(struct raw *r)
{
	pfl_text_reset(&r->part);
	pfl_report_line(&r->part, pfl_text_span(&r->line));
	pfl_text_char(&r->part, '\n');
	if (!pfl_text_ok(&r->line, r->err) || !pfl_text_ok(&r->part, r->err))
		return false;
	pfl_out_write(r->out, r->part.at, r->part.n);
	pfl_text_reset(&r->line);
	return pfl_out_ok(r->out);
}

static bool
put_words(struct raw *r, const char *what, uint32_t id)
{
	pfl_text_str(&r->line, what);
	add_string(r, id);
	return put_line(r);
}

/* A part of a second: "1.5ms", where `digits` of the unit stand behind the point. */
static void
add_fraction(struct pfl_text *text, uint64_t nanos, unsigned digits, const char *unit)
{
	uint64_t one = 1;

	for (unsigned i = 0; i < digits; i++)
		one *= 10;
	pfl_text_printf(text, "%" PRIu64, nanos / one);
	if (nanos % one) {
		pfl_text_printf(text, ".%0*" PRIu64, (int)digits, nanos % one);
		while (text->n && text->at[text->n - 1] == '0')
			pfl_text_cut(text, text->n - 1);
	}
	pfl_text_str(text, unit);
}

/* As Go writes a duration: "1h0m2.5s", "12ns". */
static void
add_duration(struct pfl_text *text, int64_t duration)
{
	uint64_t nanos = duration < 0 ? 0 - (uint64_t)duration : (uint64_t)duration;
	uint64_t seconds = nanos / 1000000000;

	pfl_text_str(text, duration < 0 ? "-" : "");
	if (seconds == 0) {
		if (nanos < 1000)
			add_fraction(text, nanos, 0, "ns");
		else if (nanos < 1000000)
			add_fraction(text, nanos, 3, "\xc2\xb5s");
		else
			add_fraction(text, nanos, 6, "ms");
		return;
	}
	if (seconds >= 3600)
		pfl_text_printf(text, "%" PRIu64 "h", seconds / 3600);
	if (seconds >= 60)
		pfl_text_printf(text, "%" PRIu64 "m", seconds / 60 % 60);
	add_fraction(text, nanos - seconds / 60 * 60 * 1000000000, 9, "s");
}

/* pprof shows four characters of the duration, whatever they say. */
static bool
put_duration(struct raw *r)
{
	size_t start, n = 0;

	pfl_text_str(&r->line, "Duration: ");
	start = r->line.n;
	add_duration(&r->line, r->p->meta.duration_nanos);
	for (size_t i = start, seen = 0; i < r->line.n && seen < 4; i += n, seen++) {
		n = (unsigned char)r->line.at[i] < 0x80 ? 1 : 2; /* the micro sign */
		if (seen == 3)
			pfl_text_cut(&r->line, i + n);
	}
	return put_line(r);
}

static bool
put_head(struct raw *r)
{
	const struct pfl_meta *meta = &r->p->meta;
	bool ok = true;

	for (uint32_t i = 0; ok && i < meta->n_comments; i++)
		ok = put_words(r, "Comment: ", meta->comment[i]);
	if (ok && meta->doc_url)
		ok = put_words(r, "Doc: ", meta->doc_url);
	pfl_text_str(&r->line, "PeriodType: "); /* pprof's line, even where nothing is known */
	add_string(r, meta->period_type);
	ok = ok && put_words(r, " ", meta->period_unit);
	pfl_text_printf(&r->line, "Period: %" PRId64, meta->period);
	ok = ok && put_line(r);
	if (ok && meta->time_nanos) {
		pfl_text_str(&r->line, "Time: ");
		pfl_labels_time(&r->line, meta->time_nanos, true);
		pfl_text_str(&r->line, " +0000 UTC");
		ok = put_line(r);
	}
	return ok && (!meta->duration_nanos || put_duration(r));
}

static bool
put_types(struct raw *r)
{
	const struct pfl_types *types = &r->p->types;

	pfl_text_str(&r->line, "Samples:");
	if (!put_line(r))
		return false;
	for (uint32_t i = 0; i < types->n; i++) {
		uint32_t preferred = r->p->meta.default_type;

		pfl_text_str(&r->line, i ? " " : "");
		add_string(r, types->name[i]);
		pfl_text_char(&r->line, '/');
		add_string(r, types->unit[i]);
		if (preferred && types->name[i] == preferred)
			pfl_text_str(&r->line, "[dflt]");
	}
	return put_line(r);
}

/* A line of its own for texts and for numbers, where there are any. */
static bool
put_labels(struct raw *r, uint32_t set)
{
	for (int numbers = 0; numbers < 2; numbers++) {
		if (!pfl_sample_lines(&r->samples, set, numbers, pfl_label_raw, r->err))
			return false;
		if (r->samples.order.n == 0)
			continue;
		pfl_text_str(&r->line, "               ");
		for (size_t i = 0; i < r->samples.order.n; i++) {
			pfl_text_char(&r->line, ' ');
			pfl_text_add(
				&r->line, pfl_sample_line(&r->samples, r->samples.order.at[i]));
		}
		if (!put_line(r))
			return false;
	}
	return true;
}

static bool
put_sample(struct raw *r, uint32_t i)
{
	const struct pfl_profile *p = r->p;
	char buf[PFL_SUM_TEXT];

	for (uint32_t k = 0; k < p->types.n; k++)
		pfl_text_printf(&r->line, " %10s", pfl_sum_text(p->samples.value[k][i], buf));
	pfl_text_str(&r->line, ": ");
	for (uint32_t row = p->samples.stack[i]; row; row = p->stacks.parent[row])
		pfl_text_printf(
			&r->line, "%" PRIu64 " ", (uint64_t)p->stacks.location[row] + 1);
	return put_line(r) && put_labels(r, pfl_sample_labels(p, i));
}

/* One call: "name file:line:column s=line(system name)". */
static void
add_frame(struct raw *r, uint32_t frame)
{
	const struct pfl_profile *p = r->p;
	uint32_t func = p->frames.func[frame];

	if (func == PFL_NONE) {
		pfl_text_str(&r->line, "??");
		return;
	}
	add_string(r, p->funcs.name[func]);
	pfl_text_char(&r->line, ' ');
	add_string(r, p->funcs.file[func]);
	pfl_text_printf(&r->line, ":%" PRId64 ":%" PRId64 " s=%" PRId64, p->frames.line[frame],
		p->frames.column[frame], p->funcs.start_line[func]);
	if (p->funcs.name[func] != p->funcs.system[func]) {
		pfl_text_char(&r->line, '(');
		add_string(r, p->funcs.system[func]);
		pfl_text_char(&r->line, ')');
	}
}

bool
pfl_raw_is_bare(const struct pfl_profile *p, uint32_t location)
{
	uint32_t first = p->locations.first_frame[location];

	return p->locations.first_frame[location + 1] == first + 1 &&
		p->frames.func[first] == PFL_NONE && p->frames.line[first] == 0;
}

static bool
put_location(struct raw *r, uint32_t i)
{
	const struct pfl_locations *l = &r->p->locations;

	pfl_text_printf(
		&r->line, "%6" PRIu64 ": 0x%" PRIx64 " ", (uint64_t)i + 1, l->address[i]);
	if (l->mapping[i] != PFL_NONE)
		pfl_text_printf(&r->line, "M=%" PRIu64 " ", (uint64_t)l->mapping[i] + 1);
	if (l->folded && l->folded[i])
		pfl_text_str(&r->line, "[F] ");
	if (pfl_raw_is_bare(r->p, i))
		return put_line(r);
	for (uint32_t k = l->first_frame[i]; k < l->first_frame[i + 1]; k++) {
		if (k > l->first_frame[i])
			pfl_text_str(&r->line, "             ");
		add_frame(r, k);
		if (!put_line(r))
			return false;
	}
	return true;
}

const struct pfl_raw_flag pfl_raw_flags[PFL_RAW_FLAGS] = {
	{ PFL_HAS_FUNCTIONS, "[FN]", "has_functions" },
	{ PFL_HAS_FILENAMES, "[FL]", "has_filenames" },
	{ PFL_HAS_LINE_NUMBERS, "[LN]", "has_line_numbers" },
	{ PFL_HAS_INLINE_FRAMES, "[IN]", "has_inline_frames" },
};

static bool
put_mapping(struct raw *r, uint32_t i)
{
	const struct pfl_mappings *m = &r->p->mappings;

	pfl_text_printf(&r->line, "%" PRIu64 ": 0x%" PRIx64 "/0x%" PRIx64 "/0x%" PRIx64 " ",
		(uint64_t)i + 1, m->start[i], m->limit[i], m->offset[i]);
	add_string(r, m->file[i]);
	pfl_text_char(&r->line, ' ');
	add_string(r, m->build_id[i]);
	pfl_text_char(&r->line, ' ');
	for (size_t k = 0; k < PFL_RAW_FLAGS; k++) {
		if (m->flags[i] & pfl_raw_flags[k].flag)
			pfl_text_str(&r->line, pfl_raw_flags[k].mark);
	}
	return put_line(r);
}

static bool
put_all(struct raw *r)
{
	const struct pfl_profile *p = r->p;
	bool ok = put_head(r) && put_types(r);

	for (uint32_t i = 0; ok && i < p->samples.n; i++)
		ok = put_sample(r, i);
	pfl_text_str(&r->line, "Locations");
	ok = ok && put_line(r);
	for (uint32_t i = 0; ok && i < p->locations.n; i++)
		ok = put_location(r, i);
	pfl_text_str(&r->line, "Mappings");
	ok = ok && put_line(r);
	for (uint32_t i = 0; ok && i < p->mappings.n; i++)
		ok = put_mapping(r, i);
	return ok;
}

static struct raw
raw_of(const struct pfl_scene *scene, struct pfl_out *out, struct pfl_error *err)
{
	return (struct raw){
		.scene = scene,
		.p = scene->profile,
		.samples = { .scene = scene },
		.out = out,
		.err = err,
	};
}

/* An output that takes no more is asked about when it is closed. */
static bool
finish(struct raw *r, bool ok)
{
	ok = ok || (!pfl_out_ok(r->out) && r->err->code == PFL_OK);
	pfl_sample_text_clear(&r->samples);
	pfl_text_clear(&r->line);
	pfl_text_clear(&r->part);
	return ok;
}

static bool
render_text(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	struct raw r = raw_of(scene, out, err);

	(void)style;
	return finish(&r, put_all(&r));
}

const struct pfl_renderer pfl_render_raw_text = {
	.family = "raw",
	.format = "text",
	.suffix = ".txt",
	.help = "samples, locations and mappings, as go tool pprof -raw prints them",
	.flags = PFL_EXACT,
	.render = render_text,
};

static bool
render_markdown(const struct pfl_scene *scene, const struct pfl_style *style,
	struct pfl_out *out, struct pfl_error *err)
{
	struct raw r = raw_of(scene, out, err);
	struct pfl_text fence = { 0 };
	bool ok;

	(void)style;
	pfl_report_open_fence(scene, &fence);
	ok = pfl_text_ok(&fence, err);
	pfl_out_str(out, "### Raw\n\n");
	pfl_out_str(out, pfl_text_get(&fence));
	ok = ok && put_all(&r);
	pfl_out_str(out, pfl_text_get(&fence));
	pfl_text_clear(&fence);
	return finish(&r, ok);
}

const struct pfl_renderer pfl_render_raw_markdown = {
	.family = "raw",
	.format = "markdown",
	.suffix = ".md",
	.help = "the same as a block in Markdown",
	.flags = PFL_EXACT,
	.render = render_markdown,
};

/* A line for each sample: what it weighs, its labels, its stack. */
static bool
csv_titles(struct raw *r, const struct pfl_style *style)
{
	for (uint32_t k = 0; k < r->p->types.n; k++) {
		pfl_text_reset(&r->part);
		pfl_text_add(&r->part, pfl_profile_text(r->p, r->p->types.name[k]));
		pfl_text_char(&r->part, '/');
		pfl_text_add(&r->part, pfl_profile_text(r->p, r->p->types.unit[k]));
		pfl_escape_csv(
			pfl_sink_text(&r->line), pfl_text_span(&r->part), style->csv_raw);
		pfl_text_char(&r->line, ',');
	}
	pfl_text_str(&r->line, "labels,stack\r\n");
	return pfl_text_ok(&r->part, r->err);
}

static bool
csv_sample(struct raw *r, const struct pfl_style *style, uint32_t i)
{
	struct pfl_sink line = pfl_sink_text(&r->line);
	const struct pfl_profile *p = r->p;
	char buf[PFL_SUM_TEXT];

	for (uint32_t k = 0; k < p->types.n; k++) {
		pfl_text_str(&r->line, pfl_sum_text(p->samples.value[k][i], buf));
		pfl_text_char(&r->line, ',');
	}
	pfl_text_reset(&r->part);
	if (!pfl_sample_labels_text(&r->samples, pfl_sample_labels(p, i), &r->part, r->err))
		return false;
	pfl_escape_csv(line, pfl_text_span(&r->part), style->csv_raw);
	pfl_text_char(&r->line, ',');
	pfl_text_reset(&r->part);
	if (!pfl_sample_stack_text(&r->samples, p->samples.stack[i], false, &r->part, r->err))
		return false;
	pfl_escape_csv(line, pfl_text_span(&r->part), style->csv_raw);
	pfl_text_str(&r->line, "\r\n");
	return pfl_text_ok(&r->part, r->err);
}

static bool
render_csv(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	struct raw r = raw_of(scene, out, err);
	bool ok = csv_titles(&r, style);

	for (uint32_t i = 0; ok && i <= scene->profile->samples.n && pfl_out_ok(out); i++) {
		ok = pfl_text_ok(&r.line, err);
		pfl_out_write(out, pfl_text_get(&r.line), r.line.n);
		pfl_text_reset(&r.line);
		if (ok && i < scene->profile->samples.n)
			ok = csv_sample(&r, style, i);
	}
	return finish(&r, ok);
}

const struct pfl_renderer pfl_render_raw_csv = {
	.family = "raw",
	.format = "csv",
	.suffix = ".csv",
	.help = "a line for each sample, as comma-separated values",
	.flags = PFL_EXACT,
	.render = render_csv,
};
