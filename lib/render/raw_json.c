/* SPDX-License-Identifier: Apache-2.0 */
/* raw as JSON: all tables as they are, for programs. */
#include "render/raw.h"

#include "render/renderer.h"
#include "render/report.h"
#include "render/sample_text.h"

#include <inttypes.h>

struct json {
	const struct pfl_scene *scene;
	const struct pfl_profile *p;
	struct pfl_jsonw w;
	struct pfl_text address; /* the one at hand */
};

static void
json_string(struct json *j, const char *key, uint32_t id)
{
	pfl_jsonw_key(&j->w, key);
	pfl_jsonw_str(&j->w, pfl_profile_text(j->p, id));
}

static void
json_i64(struct json *j, const char *key, int64_t value)
{
	pfl_jsonw_key(&j->w, key);
	pfl_jsonw_i64(&j->w, value);
}

static void
json_head(struct json *j)
{
	const struct pfl_meta *meta = &j->p->meta;

	pfl_jsonw_key(&j->w, "sample_types");
	pfl_jsonw_array(&j->w);
	for (uint32_t i = 0; i < j->p->types.n; i++) {
		pfl_jsonw_object(&j->w);
		json_string(j, "type", j->p->types.name[i]);
		json_string(j, "unit", j->p->types.unit[i]);
		pfl_jsonw_end(&j->w);
	}
	pfl_jsonw_end(&j->w);
	json_string(j, "default_sample_type", meta->default_type);
	json_string(j, "period_type", meta->period_type);
	json_string(j, "period_unit", meta->period_unit);
	json_i64(j, "period", meta->period);
	json_i64(j, "time_ns", meta->time_nanos);
	json_i64(j, "duration_ns", meta->duration_nanos);
	json_string(j, "doc_url", meta->doc_url);
	json_string(j, "drop_frames", meta->drop_frames);
	json_string(j, "keep_frames", meta->keep_frames);
	pfl_jsonw_key(&j->w, "comments");
	pfl_jsonw_array(&j->w);
	for (uint32_t i = 0; i < meta->n_comments && pfl_out_ok(j->w.out); i++)
		pfl_jsonw_str(&j->w, pfl_profile_text(j->p, meta->comment[i]));
	pfl_jsonw_end(&j->w);
}

static void
json_sample(struct json *j, uint32_t i)
{
	const struct pfl_profile *p = j->p;

	pfl_jsonw_object(&j->w);
	pfl_jsonw_key(&j->w, "values");
	pfl_jsonw_array(&j->w);
	for (uint32_t k = 0; k < p->types.n; k++)
		pfl_jsonw_i64(&j->w, p->samples.value[k][i]);
	pfl_jsonw_end(&j->w);
	pfl_jsonw_key(&j->w, "stack");
	pfl_jsonw_array(&j->w);
	for (uint32_t row = p->samples.stack[i]; row; row = p->stacks.parent[row])
		pfl_jsonw_u64(&j->w, (uint64_t)p->stacks.location[row] + 1);
	pfl_jsonw_end(&j->w);
	pfl_sample_labels_json(&j->w, j->scene, pfl_sample_labels(p, i));
	pfl_jsonw_end(&j->w);
}

static void
json_frame(struct json *j, uint32_t frame)
{
	const struct pfl_profile *p = j->p;
	uint32_t func = p->frames.func[frame];
	bool known = func != PFL_NONE;

	pfl_jsonw_object(&j->w);
	json_string(j, "name", known ? p->funcs.name[func] : 0);
	json_string(j, "system_name", known ? p->funcs.system[func] : 0);
	json_string(j, "file", known ? p->funcs.file[func] : 0);
	json_i64(j, "start_line", known ? p->funcs.start_line[func] : 0);
	json_i64(j, "line", p->frames.line[frame]);
	json_i64(j, "column", p->frames.column[frame]);
	pfl_jsonw_end(&j->w);
}

/* Addresses are texts: as numbers they would be too large for many readers. */
static void
json_address(struct json *j, const char *key, uint64_t address)
{
	pfl_text_reset(&j->address);
	pfl_text_printf(&j->address, "0x%" PRIx64, address);
	pfl_jsonw_key(&j->w, key);
	pfl_jsonw_str(&j->w, pfl_text_span(&j->address));
}

static void
json_location(struct json *j, uint32_t i)
{
	const struct pfl_locations *l = &j->p->locations;

	pfl_jsonw_object(&j->w);
	json_i64(j, "id", (int64_t)i + 1);
	json_address(j, "address", l->address[i]);
	json_i64(j, "mapping", l->mapping[i] == PFL_NONE ? 0 : (int64_t)l->mapping[i] + 1);
	pfl_jsonw_key(&j->w, "folded");
	pfl_jsonw_bool(&j->w, l->folded && l->folded[i]);
	pfl_jsonw_key(&j->w, "frames");
	pfl_jsonw_array(&j->w);
	for (uint32_t k = l->first_frame[i];
		k < l->first_frame[i + 1] && !pfl_raw_is_bare(j->p, i); k++)
		json_frame(j, k);
	pfl_jsonw_end(&j->w);
	pfl_jsonw_end(&j->w);
}

static void
json_mapping(struct json *j, uint32_t i)
{
	const struct pfl_mappings *m = &j->p->mappings;

	pfl_jsonw_object(&j->w);
	json_i64(j, "id", (int64_t)i + 1);
	json_address(j, "start", m->start[i]);
	json_address(j, "limit", m->limit[i]);
	json_address(j, "offset", m->offset[i]);
	json_string(j, "file", m->file[i]);
	json_string(j, "build_id", m->build_id[i]);
	for (size_t k = 0; k < PFL_RAW_FLAGS; k++) {
		pfl_jsonw_key(&j->w, pfl_raw_flags[k].key);
		pfl_jsonw_bool(&j->w, m->flags[i] & pfl_raw_flags[k].flag);
	}
	pfl_jsonw_end(&j->w);
}

static void
json_table(struct json *j, const char *key, uint32_t n, void (*row)(struct json *j, uint32_t i))
{
	pfl_jsonw_key(&j->w, key);
	pfl_jsonw_array(&j->w);
	for (uint32_t i = 0; i < n && pfl_out_ok(j->w.out); i++)
		row(j, i);
	pfl_jsonw_end(&j->w);
}

static bool
render_json(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	const struct pfl_profile *p = scene->profile;
	struct json j = { .scene = scene, .p = p };
	bool ok;

	pfl_jsonw_init(&j.w, out, 2);
	pfl_jsonw_object(&j.w);
	pfl_report_json_head(&j.w, scene, style, "raw/1");
	json_head(&j);
	json_table(&j, "samples", p->samples.n, json_sample);
	json_table(&j, "locations", p->locations.n, json_location);
	json_table(&j, "mappings", p->mappings.n, json_mapping);
	pfl_jsonw_end(&j.w);
	ok = pfl_jsonw_finish(&j.w, err) && pfl_text_ok(&j.address, err);
	pfl_text_clear(&j.address);
	return ok;
}

const struct pfl_renderer pfl_render_raw_json = {
	.family = "raw",
	.format = "json",
	.suffix = ".json",
	.help = "all tables as they are, as JSON",
	.flags = PFL_EXACT,
	.render = render_json,
};
