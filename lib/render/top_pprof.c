/* SPDX-License-Identifier: Apache-2.0 */
/* top as a profile, for programs that read profiles: pprof's topproto. */
#include "base/unit.h"
#include "model/builder.h"
#include "render/pprof.h"
#include "render/renderer.h"

struct writer {
	const struct pfl_scene *scene;
	struct pfl_builder *b;
	/* Functions that were built: what they are called, and by name and file which. */
	struct pfl_idmap functions;
	PFL_VEC(struct pfl_func) function;
	struct pfl_error *err;
};

/* A string of the scene's profile in the one that is built. */
static uint32_t
carry(struct writer *w, uint32_t id)
{
	return pfl_build_string(w->b, pfl_profile_text(w->scene->profile, id));
}

/* The function that a node is of; PFL_NONE with *err. */
static uint32_t
function_of(struct writer *w, uint32_t node)
{
	const struct pfl_nodes *nodes = &w->scene->nodes;
	struct pfl_func func = { .name = carry(w, nodes->name[node]),
		.file = carry(w, nodes->file[node]) };
	uint64_t hash = pfl_hash_pair(w->functions.seed, func.name, func.file);
	uint32_t at = PFL_IDMAP_START, i;

	func.system = func.name;
	while ((i = pfl_idmap_next(&w->functions, hash, &at)) != PFL_IDMAP_FREE) {
		if (w->function.at[i].name == func.name && w->function.at[i].file == func.file)
			return i;
	}
	if (!pfl_idmap_reserve(&w->functions, 1, w->err) ||
		!pfl_vec_reserve(&w->function, 1, NULL, "functions", w->err))
		return PFL_NONE;
	i = pfl_build_func(w->b, &func);
	w->function.at[w->function.n++] = func;
	pfl_idmap_put(&w->functions, hash, i);
	return i;
}

/* What has no name stays a place in a file that was mapped. */
static uint32_t
location_of(struct writer *w, uint32_t node)
{
	const struct pfl_nodes *nodes = &w->scene->nodes;
	struct pfl_mapping mapping = { .limit = UINT64_MAX };
	struct pfl_line line = { .line = nodes->line[node], .column = nodes->column[node] };
	uint32_t row = PFL_NONE;

	if (nodes->name[node]) {
		line.func = function_of(w, node);
		if (line.func == PFL_NONE)
			return PFL_NONE;
		return pfl_build_location(
			w->b, nodes->address[node], PFL_NONE, false, &line, 1);
	}
	if (nodes->object[node]) {
		mapping.file = carry(w, nodes->object[node]);
		row = pfl_build_mapping(w->b, &mapping);
	}
	return pfl_build_location(w->b, nodes->address[node], row, false, NULL, 0);
}

/* The unit of the numbers: one for all. */
static const char *
unit_of(const struct pfl_scene *scene)
{
	return strcmp(scene->unit, "auto") == 0 ? scene->type_unit : scene->unit;
}

/* A number of the report in that unit, cut off as pprof does. */
static int64_t
value_of(const struct pfl_scene *scene, const pfl_sum sum[2])
{
	pfl_sum value =
		pfl_unit_apply(pfl_column_value(&scene->columns, sum), 1 / scene->divide_by);

	value = pfl_unit_whole(value, scene->type_unit, unit_of(scene));
	if (value > INT64_MAX || value < INT64_MIN)
		return value > 0 ? INT64_MAX : INT64_MIN;
	return (int64_t)value;
}

static void
build_head(struct writer *w)
{
	const struct pfl_meta *from = &w->scene->profile->meta;
	struct pfl_meta *meta = pfl_build_meta(w->b);
	uint32_t unit = pfl_build_string(w->b, pfl_span_of(unit_of(w->scene)));

	pfl_build_type(w->b, pfl_build_string(w->b, pfl_span_of("cum")), unit);
	pfl_build_type(w->b, pfl_build_string(w->b, pfl_span_of("flat")), unit);
	meta->time_nanos = from->time_nanos;
	meta->duration_nanos = from->duration_nanos;
	meta->has_period_type = from->has_period_type;
	meta->period_type = carry(w, from->period_type);
	meta->period_unit = carry(w, from->period_unit);
	meta->period = from->period;
}

/* A sample for each row, of one location. */
static struct pfl_profile *
build(struct writer *w)
{
	const struct pfl_callgraph *graph = &w->scene->graph;

	build_head(w);
	for (uint32_t i = 0; i < graph->n_nodes && w->err->code == PFL_OK; i++) {
		const struct pfl_graph_node *node = &graph->node[i];
		uint32_t location = location_of(w, node->node);
		const int64_t value[] = { value_of(w->scene, node->cum),
			value_of(w->scene, node->flat) };

		if (location != PFL_NONE)
			pfl_build_sample_of(w->b, &location, 1, 0, value, 2);
	}
	return w->err->code == PFL_OK ? pfl_builder_finish(w->b, w->err) : NULL;
}

static bool
render(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	struct writer w = { .scene = scene, .b = pfl_builder_new(NULL, err), .err = err };
	struct pfl_profile *top;
	bool ok;

	(void)style;
	if (!w.b)
		return false;
	pfl_idmap_init(&w.functions, NULL);
	top = build(&w);
	ok = top && pfl_pprof_write(top, &(struct pfl_pprof_style){ 0 }, out, err);
	pfl_profile_free(top);
	pfl_idmap_clear(&w.functions);
	pfl_vec_clear(&w.function, NULL);
	pfl_builder_free(w.b);
	return ok;
}

const struct pfl_renderer pfl_render_top_pprof = {
	.family = "top",
	.format = "pprof",
	.suffix = ".pb.gz",
	.help = "a profile with a sample for each row, and the types cum and flat",
	.flags = PFL_NEEDS_GRAPH | PFL_BINARY | PFL_NOW_ONLY,
	.render = render,
};
