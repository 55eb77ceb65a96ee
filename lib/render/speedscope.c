/* SPDX-License-Identifier: Apache-2.0 */
/* speedscope's file format: a profile for each sample type, all with the same frames. */
#include "base/jsonw.h"
#include "base/unit.h"
#include "base/vec.h"
#include "render/frame_name.h"
#include "render/renderer.h"

#include <profloom/profloom.h>
#include <stdio.h>

struct writer {
	const struct pfl_profile *p;
	const struct pfl_nodes *nodes;
	struct pfl_jsonw json;
	struct pfl_error *err;
	struct pfl_text name;
	PFL_VEC(uint32_t) path; /* rows of a stack, leaf first */
};

/* A frame for each node: speedscope adds up what has one name, file and line. */
static void
put_frame(struct writer *w, uint32_t node)
{
	const struct pfl_nodes *nodes = w->nodes;
	struct pfl_span name = pfl_profile_text(w->p, nodes->name[node]);

	if (name.n == 0)
		name = pfl_unnamed(nodes->address[node],
			pfl_profile_text(w->p, nodes->object[node]), &w->name);
	pfl_jsonw_object(&w->json);
	pfl_jsonw_key(&w->json, "name");
	pfl_jsonw_str(&w->json, name);
	if (nodes->file[node]) {
		pfl_jsonw_key(&w->json, "file");
		pfl_jsonw_str(&w->json, pfl_profile_text(w->p, nodes->file[node]));
	}
	if (nodes->line[node] > 0) {
		pfl_jsonw_key(&w->json, "line");
		pfl_jsonw_i64(&w->json, nodes->line[node]);
	}
	if (nodes->column[node] > 0) {
		pfl_jsonw_key(&w->json, "col");
		pfl_jsonw_i64(&w->json, nodes->column[node]);
	}
	pfl_jsonw_end(&w->json);
}

static void
put_frames(struct writer *w)
{
	pfl_jsonw_key(&w->json, "shared");
	pfl_jsonw_object(&w->json);
	pfl_jsonw_key(&w->json, "frames");
	pfl_jsonw_array(&w->json);
	for (uint32_t node = 0; node < w->nodes->n; node++)
		put_frame(w, node);
	pfl_jsonw_end(&w->json);
	pfl_jsonw_end(&w->json);
}

/* The units that the format has, and what a value is multiplied with to be in one. */
static const char *
file_unit(const char *unit, int64_t *factor)
{
	static const struct {
		const char *unit, *file;
	} units[] = { { "ns", "nanoseconds" }, { "us", "microseconds" },
		{ "ms", "milliseconds" }, { "s", "seconds" } };
	double scale;

	*factor = 1;
	if (pfl_unit_family(unit) == PFL_UNIT_BYTES) {
		scale = pfl_unit_convert(1, unit, "B");
		if (scale < 1 || scale > 0x1p30) /* sums would not fit */
			return "none";
		*factor = (int64_t)scale;
		return "bytes";
	}
	if (pfl_unit_family(unit) != PFL_UNIT_TIME)
		return "none";
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (pfl_unit_convert(1, unit, units[i].unit) == 1)
			return units[i].file;
	}
	*factor = (int64_t)pfl_unit_convert(1, unit, "s"); /* hours and their like */
	return "seconds";
}

/* The frames of a stack, the outermost first. */
static bool
put_stack(struct writer *w, uint32_t stack)
{
	const struct pfl_stacks *s = &w->p->stacks;
	const uint32_t *first = w->p->locations.first_frame;

	w->path.n = 0;
	for (; stack; stack = s->parent[stack]) {
		if (!pfl_vec_reserve(&w->path, 1, NULL, "a stack", w->err))
			return false;
		w->path.at[w->path.n++] = s->location[stack];
	}
	pfl_jsonw_array(&w->json);
	for (size_t i = w->path.n; i-- > 0;) {
		uint32_t location = w->path.at[i];

		for (uint32_t f = first[location + 1]; f-- > first[location];)
			pfl_jsonw_u64(&w->json, w->nodes->of_frame[f]);
	}
	pfl_jsonw_end(&w->json);
	return true;
}

/*
 * Samples that follow one another with the same stack are one: *sum is that of those from i on.
 * Returns what comes after them. A sum below 0 is taken for 0: speedscope would refuse the
 * whole file.
 */
static uint32_t
add_up(const struct writer *w, const int64_t *value, uint32_t i, pfl_sum *sum)
{
	const struct pfl_samples *s = &w->p->samples;
	uint32_t stack = s->stack[i];

	for (*sum = 0; i < s->n && s->stack[i] == stack; i++)
		*sum += value[i];
	if (*sum < 0)
		*sum = 0;
	return i;
}

static pfl_sum
total_of(const struct writer *w, const int64_t *value)
{
	pfl_sum total = 0, sum;

	for (uint32_t i = 0; i < w->p->samples.n;) {
		i = add_up(w, value, i, &sum);
		total += sum;
	}
	return total;
}

static bool
put_samples(struct writer *w, const int64_t *value, int64_t factor)
{
	const struct pfl_samples *s = &w->p->samples;
	pfl_sum sum;

	pfl_jsonw_key(&w->json, "samples");
	pfl_jsonw_array(&w->json);
	for (uint32_t i = 0; i < s->n && pfl_out_ok(w->json.out);) {
		i = add_up(w, value, i, &sum);
		if (sum && !put_stack(w, s->stack[i - 1]))
			return false;
	}
	pfl_jsonw_end(&w->json);
	pfl_jsonw_key(&w->json, "weights");
	pfl_jsonw_array(&w->json);
	for (uint32_t i = 0; i < s->n;) {
		i = add_up(w, value, i, &sum);
		if (sum)
			pfl_jsonw_sum(&w->json, sum * factor);
	}
	pfl_jsonw_end(&w->json);
	return true;
}

static bool
put_profile(struct writer *w, uint32_t type)
{
	const int64_t *value = w->p->samples.value[type];
	const char *unit = pfl_profile_type_unit(w->p, type);
	int64_t factor;
	const char *in_file = file_unit(unit, &factor);
	bool ok;

	pfl_jsonw_object(&w->json);
	pfl_jsonw_key(&w->json, "type");
	pfl_jsonw_text(&w->json, "sampled");
	pfl_jsonw_key(&w->json, "name");
	pfl_jsonw_text(&w->json, pfl_profile_type_name(w->p, type));
	pfl_jsonw_key(&w->json, "unit");
	pfl_jsonw_text(&w->json, in_file);
	pfl_jsonw_key(&w->json, "startValue");
	pfl_jsonw_u64(&w->json, 0);
	pfl_jsonw_key(&w->json, "endValue");
	pfl_jsonw_sum(&w->json, total_of(w, value) * factor);
	ok = put_samples(w, value, factor);
	pfl_jsonw_end(&w->json);
	return ok;
}

static bool
put_document(struct writer *w, const struct pfl_scene *scene)
{
	char exporter[64];

	snprintf(exporter, sizeof(exporter), "profloom %s", pfl_version());
	pfl_jsonw_object(&w->json);
	pfl_jsonw_key(&w->json, "$schema");
	pfl_jsonw_text(&w->json, "https://www.speedscope.app/file-format-schema.json");
	pfl_jsonw_key(&w->json, "exporter");
	pfl_jsonw_text(&w->json, exporter);
	pfl_jsonw_key(&w->json, "activeProfileIndex");
	pfl_jsonw_u64(&w->json, scene->columns.type == PFL_NONE ? 0 : scene->columns.type);
	put_frames(w);
	pfl_jsonw_key(&w->json, "profiles");
	pfl_jsonw_array(&w->json);
	for (uint32_t t = 0; t < w->p->types.n; t++) {
		if (!put_profile(w, t))
			return false;
	}
	pfl_jsonw_end(&w->json);
	pfl_jsonw_end(&w->json);
	return pfl_text_ok(&w->name, w->err) && pfl_jsonw_finish(&w->json, w->err);
}

static bool
render(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	struct writer w = { .p = scene->profile, .nodes = &scene->nodes, .err = err };
	bool ok;

	(void)style;
	pfl_jsonw_init(&w.json, out, 3);
	ok = put_document(&w, scene);
	pfl_text_clear(&w.name);
	pfl_vec_clear(&w.path, NULL);
	return ok;
}

const struct pfl_renderer pfl_render_convert_speedscope = {
	.family = "convert",
	.format = "speedscope",
	.suffix = ".speedscope.json",
	.help = "for speedscope.app, a profile for each sample type",
	.flags = PFL_NOW_ONLY,
	.loses = PFL_LOSES_LABELS | PFL_LOSES_OLD | PFL_LOSES_NEGATIVE | PFL_LOSES_LINES |
		PFL_LOSES_ADDRESSES | PFL_LOSES_INLINING | PFL_LOSES_TIMES | PFL_LOSES_COMMENTS,
	.render = render,
};
