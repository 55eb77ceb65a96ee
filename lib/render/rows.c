/* SPDX-License-Identifier: Apache-2.0 */
/* Samples as rows for databases: one object a line, or all of them in a document. */
#include "base/vec.h"
#include "render/frame_name.h"
#include "render/renderer.h"
#include "render/report.h"
#include "render/sample_text.h"

struct writer {
	const struct pfl_scene *scene;
	const struct pfl_profile *p;
	struct pfl_error *err;
	struct pfl_text name;
	PFL_VEC(uint32_t) location, frame; /* of a stack, the leaf first */
};

/* The frames of a stack into w->frame, with the locations that they are of. */
static bool
walk(struct writer *w, uint32_t stack)
{
	const uint32_t *first = w->p->locations.first_frame;

	w->frame.n = w->location.n = 0;
	for (; stack; stack = w->p->stacks.parent[stack]) {
		uint32_t location = w->p->stacks.location[stack];

		for (uint32_t f = first[location]; f < first[location + 1]; f++) {
			if (!pfl_vec_reserve(&w->frame, 1, NULL, "a stack", w->err) ||
				!pfl_vec_reserve(&w->location, 1, NULL, "a stack", w->err))
				return false;
			w->frame.at[w->frame.n++] = f;
			w->location.at[w->location.n++] = location;
		}
	}
	return true;
}

/* Lists of equal length, the outermost frame first. */
static void
put_stack(struct writer *w, struct pfl_jsonw *json)
{
	const struct pfl_frames *frames = &w->p->frames;

	pfl_jsonw_key(json, "stack");
	pfl_jsonw_array(json);
	for (size_t i = w->frame.n; i-- > 0;)
		pfl_jsonw_str(json,
			pfl_frame_name(w->p, w->location.at[i], w->frame.at[i], &w->name));
	pfl_jsonw_end(json);
	pfl_jsonw_key(json, "files");
	pfl_jsonw_array(json);
	for (size_t i = w->frame.n; i-- > 0;) {
		uint32_t func = frames->func[w->frame.at[i]];

		pfl_jsonw_str(json,
			pfl_profile_text(w->p, func == PFL_NONE ? 0 : w->p->funcs.file[func]));
	}
	pfl_jsonw_end(json);
	pfl_jsonw_key(json, "lines");
	pfl_jsonw_array(json);
	for (size_t i = w->frame.n; i-- > 0;)
		pfl_jsonw_i64(json, frames->line[w->frame.at[i]]);
	pfl_jsonw_end(json);
}

static void
put_row(struct writer *w, struct pfl_jsonw *json, uint32_t sample, uint32_t type)
{
	pfl_jsonw_object(json);
	pfl_jsonw_key(json, "sample");
	pfl_jsonw_u64(json, sample);
	pfl_jsonw_key(json, "type");
	pfl_jsonw_text(json, pfl_profile_type_name(w->p, type));
	pfl_jsonw_key(json, "unit");
	pfl_jsonw_text(json, pfl_profile_type_unit(w->p, type));
	pfl_jsonw_key(json, "value");
	pfl_jsonw_i64(json, w->p->samples.value[type][sample]);
	put_stack(w, json);
	pfl_sample_labels_json(json, w->scene, pfl_sample_labels(w->p, sample));
	pfl_jsonw_end(json);
}

/* Rows of one sample: its values that are not 0. */
static bool
has_value(const struct writer *w, uint32_t sample)
{
	for (uint32_t t = 0; t < w->p->types.n; t++) {
		if (w->p->samples.value[t][sample])
			return true;
	}
	return false;
}

static bool
put_lines(struct writer *w, struct pfl_out *out)
{
	for (uint32_t i = 0; i < w->p->samples.n && pfl_out_ok(out); i++) {
		if (has_value(w, i) && !walk(w, w->p->samples.stack[i]))
			return false;
		for (uint32_t t = 0; t < w->p->types.n; t++) {
			struct pfl_jsonw json;

			if (!w->p->samples.value[t][i])
				continue;
			pfl_jsonw_init(&json, out, 0);
			put_row(w, &json, i, t);
			if (!pfl_jsonw_finish(&json, w->err))
				return false;
		}
	}
	return pfl_text_ok(&w->name, w->err);
}

static void
put_types(struct writer *w, struct pfl_jsonw *json)
{
	pfl_jsonw_key(json, "sample_types");
	pfl_jsonw_array(json);
	for (uint32_t t = 0; t < w->p->types.n; t++) {
		pfl_jsonw_object(json);
		pfl_jsonw_key(json, "type");
		pfl_jsonw_text(json, pfl_profile_type_name(w->p, t));
		pfl_jsonw_key(json, "unit");
		pfl_jsonw_text(json, pfl_profile_type_unit(w->p, t));
		pfl_jsonw_end(json);
	}
	pfl_jsonw_end(json);
}

static bool
put_document(struct writer *w, const struct pfl_style *style, struct pfl_out *out)
{
	struct pfl_jsonw json;

	pfl_jsonw_init(&json, out, 2);
	pfl_jsonw_object(&json);
	pfl_report_json_head(&json, w->scene, style, "profile/1");
	put_types(w, &json);
	pfl_jsonw_key(&json, "time_ns");
	pfl_jsonw_i64(&json, w->p->meta.time_nanos);
	pfl_jsonw_key(&json, "duration_ns");
	pfl_jsonw_i64(&json, w->p->meta.duration_nanos);
	pfl_jsonw_key(&json, "rows");
	pfl_jsonw_array(&json);
	for (uint32_t i = 0; i < w->p->samples.n && pfl_out_ok(out); i++) {
		if (has_value(w, i) && !walk(w, w->p->samples.stack[i]))
			return false;
		for (uint32_t t = 0; t < w->p->types.n; t++) {
			if (w->p->samples.value[t][i])
				put_row(w, &json, i, t);
		}
	}
	pfl_jsonw_end(&json);
	pfl_jsonw_end(&json);
	return pfl_text_ok(&w->name, w->err) && pfl_jsonw_finish(&json, w->err);
}

static void
clear(struct writer *w)
{
	pfl_text_clear(&w->name);
	pfl_vec_clear(&w->location, NULL);
	pfl_vec_clear(&w->frame, NULL);
}

static bool
render_ndjson(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	struct writer w = { .scene = scene, .p = scene->profile, .err = err };
	bool ok = put_lines(&w, out);

	(void)style;
	clear(&w);
	return ok;
}

static bool
render_json(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	struct writer w = { .scene = scene, .p = scene->profile, .err = err };
	bool ok = put_document(&w, style, out);

	clear(&w);
	return ok;
}

enum { LOSES = PFL_LOSES_OLD | PFL_LOSES_ADDRESSES | PFL_LOSES_INLINING | PFL_LOSES_COMMENTS };

const struct pfl_renderer pfl_render_convert_json = {
	.family = "convert",
	.format = "json",
	.suffix = ".json",
	.help = "a document with a row for each sample and value",
	.flags = PFL_EXACT | PFL_NOW_ONLY,
	.loses = LOSES,
	.render = render_json,
};

const struct pfl_renderer pfl_render_convert_ndjson = {
	.family = "convert",
	.format = "ndjson",
	.suffix = ".ndjson",
	.help = "a line for each sample and value, for DuckDB, ClickHouse and Spark",
	.flags = PFL_EXACT | PFL_NOW_ONLY,
	.loses = LOSES | PFL_LOSES_TIMES,
	.render = render_ndjson,
};
