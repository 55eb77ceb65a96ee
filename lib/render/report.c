/* SPDX-License-Identifier: Apache-2.0 */
/* What text reports have in common. */
#include "render/report.h"

#include "base/escape.h"
#include "base/name.h"
#include "render/labels.h"
#include <inttypes.h>
#include <profloom/profloom.h>

void
pfl_report_json_head(struct pfl_jsonw *w, const struct pfl_scene *scene,
	const struct pfl_style *style, const char *schema)
{
	pfl_jsonw_key(w, "schema");
	pfl_jsonw_text(w, schema);
	pfl_jsonw_key(w, "tool");
	pfl_jsonw_text(w, style->tool ? style->tool : "profloom");
	pfl_jsonw_key(w, "version");
	pfl_jsonw_text(w, pfl_version());
	pfl_jsonw_key(w, "sample_type");
	pfl_jsonw_text(w, scene->type_name);
	pfl_jsonw_key(w, "unit");
	pfl_jsonw_text(w, scene->type_unit);
}

void
pfl_report_json_totals(struct pfl_jsonw *w, const struct pfl_scene *scene)
{
	pfl_jsonw_key(w, "total");
	pfl_jsonw_sum(w, scene->total);
	if (scene->pair) {
		pfl_jsonw_key(w, "old_total");
		pfl_jsonw_sum(w, scene->total_before);
	}
}

void
pfl_report_json_sums(struct pfl_jsonw *w, const struct pfl_scene *scene, const char *key,
	const char *old_key, const pfl_sum sum[2])
{
	pfl_jsonw_key(w, key);
	pfl_jsonw_sum(w, pfl_column_value(&scene->columns, sum));
	if (scene->pair) {
		pfl_jsonw_key(w, old_key);
		pfl_jsonw_sum(w, sum[1]);
	}
}

bool
pfl_report_put(struct pfl_text *text, struct pfl_out *out, struct pfl_error *err)
{
	bool ok = pfl_text_ok(text, err);

	if (ok)
		pfl_out_write(out, text->at, text->n);
	pfl_text_clear(text);
	return ok;
}

struct pfl_span
pfl_report_name(const struct pfl_scene *scene, uint32_t node, struct pfl_text *scratch)
{
	const struct pfl_nodes *nodes = &scene->nodes;

	if (nodes->name[node])
		return pfl_profile_text(scene->profile, nodes->name[node]);
	pfl_node_print(nodes, scene->profile, node, scratch);
	return pfl_text_span(scratch);
}

struct pfl_span
pfl_report_printed(
	const struct pfl_scene *scene, uint32_t node, struct pfl_text *scratch, size_t *head)
{
	const struct pfl_nodes *nodes = &scene->nodes;
	size_t address = nodes->address[node] ? 16 : 0; /* hexadecimal digits */
	size_t name = pfl_profile_text(scene->profile, nodes->name[node]).n;

	pfl_node_print(nodes, scene->profile, node, scratch);
	*head = address + name + (address && name);
	*head = *head < scratch->n ? *head : 0;
	return pfl_text_span(scratch);
}

const uint32_t *
pfl_report_files(const struct pfl_scene *scene, struct pfl_arena *arena, struct pfl_error *err)
{
	const struct pfl_profile *p = scene->profile;
	uint32_t *file;

	if (scene->granularity != PFL_FUNCTIONS)
		return scene->nodes.file;
	file = pfl_arena_alloc(arena, scene->nodes.n, sizeof(*file), err);
	if (!file)
		return NULL;
	for (uint32_t i = 0; i < p->frames.n; i++) {
		uint32_t node = scene->nodes.of_frame[i], func = p->frames.func[i];
		uint32_t here = func == PFL_NONE ? 0 : p->funcs.file[func];

		if (here && file[node] != here)
			file[node] = file[node] ? PFL_NONE : here; /* NONE: several */
	}
	for (uint32_t i = 0; i < scene->nodes.n; i++)
		file[i] = file[i] == PFL_NONE ? 0 : file[i];
	return file;
}

struct pfl_span
pfl_report_file(const struct pfl_scene *scene, uint32_t file, struct pfl_text *scratch)
{
	struct pfl_span path = pfl_profile_text(scene->profile, file);

	if (scene->granularity != PFL_FUNCTIONS || path.n == 0)
		return path;
	path = pfl_path_trim(path, scene->trim_path, scene->source_path);
	return pfl_path_clean(path, scratch);
}

static uint32_t
node_at(const void *rows, size_t row)
{
	const struct pfl_report_rows *r = rows;

	return r->node(rows, row);
}

static const struct pfl_scene *
scene_of(const void *rows)
{
	const struct pfl_report_rows *r = rows;

	return r->scene;
}

void
pfl_report_get_printed(
	const void *rows, size_t row, struct pfl_text *scratch, struct pfl_cell *cell)
{
	cell->name =
		pfl_report_printed(scene_of(rows), node_at(rows, row), scratch, &cell->head);
}

void
pfl_report_get_name(
	const void *rows, size_t row, struct pfl_text *scratch, struct pfl_cell *cell)
{
	cell->name = pfl_report_name(scene_of(rows), node_at(rows, row), scratch);
}

void
pfl_report_get_file(
	const void *rows, size_t row, struct pfl_text *scratch, struct pfl_cell *cell)
{
	const struct pfl_report_rows *r = rows;

	cell->name = pfl_report_file(r->scene, r->file[node_at(rows, row)], scratch);
}

void
pfl_report_get_line(
	const void *rows, size_t row, struct pfl_text *scratch, struct pfl_cell *cell)
{
	(void)scratch;
	cell->kind = PFL_CELL_NUMBER;
	cell->value = scene_of(rows)->nodes.line[node_at(rows, row)];
}

static struct pfl_span
address_of(const struct pfl_scene *scene, uint32_t node, struct pfl_text *scratch)
{
	uint64_t address = scene->nodes.address[node];

	if (address)
		pfl_text_printf(scratch, "0x%" PRIx64, address);
	return pfl_text_span(scratch);
}

void
pfl_report_get_address(
	const void *rows, size_t row, struct pfl_text *scratch, struct pfl_cell *cell)
{
	cell->name = address_of(scene_of(rows), node_at(rows, row), scratch);
}

void
pfl_report_share(const void *rows, pfl_sum value, struct pfl_cell *cell)
{
	cell->kind = PFL_CELL_SHARE;
	cell->value = value;
	cell->whole = scene_of(rows)->total;
}

void
pfl_report_json_place(struct pfl_jsonw *w, const struct pfl_report_rows *rows, uint32_t node,
	struct pfl_text *scratch)
{
	const struct pfl_scene *scene = rows->scene;

	if (scene->granularity == PFL_ADDRESSES) {
		pfl_text_reset(scratch);
		pfl_jsonw_key(w, "address");
		pfl_jsonw_str(w, address_of(scene, node, scratch));
	}
	pfl_text_reset(scratch);
	pfl_jsonw_key(w, "name");
	pfl_jsonw_str(w, pfl_report_name(scene, node, scratch));
	pfl_text_reset(scratch);
	pfl_jsonw_key(w, "file");
	pfl_jsonw_str(w, pfl_report_file(scene, rows->file[node], scratch));
	pfl_jsonw_key(w, "line");
	pfl_jsonw_i64(w, scene->nodes.line[node]);
}

void
pfl_report_json_measure(struct pfl_jsonw *w, const struct pfl_scene *scene)
{
	pfl_jsonw_key(w, "total");
	pfl_jsonw_sum(w, scene->total);
	pfl_jsonw_key(w, "samples");
	pfl_jsonw_u64(w, pfl_profile_samples(scene->input));
	pfl_jsonw_key(w, "duration_ns");
	pfl_jsonw_i64(w, scene->profile->meta.duration_nanos);
}

void
pfl_report_json_dropped(struct pfl_jsonw *w, const struct pfl_scene *scene, bool edges)
{
	pfl_jsonw_key(w, "dropped");
	pfl_jsonw_object(w);
	pfl_jsonw_key(w, "nodes");
	pfl_jsonw_u64(w, scene->graph.dropped_nodes);
	if (edges) {
		pfl_jsonw_key(w, "edges");
		pfl_jsonw_u64(w, scene->graph.dropped_edges);
	}
	pfl_jsonw_key(w, "cutoff");
	pfl_jsonw_sum(w, pfl_graph_cutoff(scene->total, scene->graph_opts.node_fraction));
	pfl_jsonw_end(w);
}

struct pfl_table
pfl_report_table(const struct pfl_scene *scene, const struct pfl_style *style)
{
	return (struct pfl_table){
		.scene = scene,
		.name_width = style->name_width,
		.total_width = style->columns,
		.color = style->color,
		.csv_raw = style->csv_raw,
	};
}

/* Blanks in front do not keep a CI system from taking a line for a command. */
static bool
is_command(struct pfl_span line)
{
	line = pfl_span_trim(line);
	return line.n > 0 && (line.at[0] == ':' || line.at[0] == '#');
}

static void
add_labels(const struct pfl_scene *scene, unsigned what, struct pfl_text *text)
{
	struct pfl_text labels = { 0 };
	struct pfl_span rest, line;

	pfl_scene_labels(scene, what, &labels);
	rest = pfl_text_span(&labels);
	while (rest.n && pfl_span_cut(&rest, '\n', &line)) {
		pfl_text_str(text, is_command(line) ? "Comment: " : "");
		pfl_escape_terminal(pfl_sink_text(text), line);
		pfl_text_char(text, '\n');
	}
	text->failed |= labels.failed;
	pfl_text_clear(&labels);
}

void
pfl_report_labels(const struct pfl_scene *scene, struct pfl_text *text)
{
	add_labels(scene, PFL_LABELS_REPORT | (scene->compact ? 0u : PFL_LABELS_PROFILE), text);
}

void
pfl_report_profile_labels(const struct pfl_scene *scene, struct pfl_text *text)
{
	add_labels(scene, PFL_LABELS_PROFILE, text);
}

void
pfl_report_line(struct pfl_text *text, struct pfl_span line)
{
	struct pfl_span trimmed = pfl_span_trim(line);
	struct pfl_span rest = { trimmed.at + 2, trimmed.n >= 2 ? trimmed.n - 2 : 0 };
	bool command = pfl_span_starts(trimmed, "##") ||
		(pfl_span_starts(trimmed, "::") && pfl_span_find(rest, "::") < rest.n);

	if (command) {
		size_t blanks = (size_t)(trimmed.at - line.at);

		pfl_text_add(text, (struct pfl_span){ line.at, blanks });
		pfl_text_printf(text, "\\x%02x", (unsigned char)*trimmed.at);
		line = (struct pfl_span){ trimmed.at + 1, line.n - blanks - 1 };
	}
	pfl_text_add(text, line);
}

void
pfl_report_open_fence(const struct pfl_scene *scene, struct pfl_text *fence)
{
	const struct pfl_strtab *strings = &scene->profile->strings;
	size_t ticks = 3;

	for (uint32_t i = 0; i < pfl_strtab_n(strings); i++) {
		size_t run = pfl_span_run(pfl_strtab_get(strings, i), '`');

		ticks = run >= ticks ? run + 1 : ticks;
	}
	for (size_t i = 0; i < ticks; i++)
		pfl_text_char(fence, '`');
	pfl_text_char(fence, '\n');
}

void
pfl_report_block(struct pfl_span body, struct pfl_text *text)
{
	size_t run = pfl_span_run(body, '`');

	for (int end = 0; end < 2; end++) {
		for (size_t i = 0; i < 3 || i <= run; i++)
			pfl_text_char(text, '`');
		pfl_text_char(text, '\n');
		if (!end)
			pfl_text_add(text, body);
	}
}

void
pfl_report_fence(const struct pfl_scene *scene, struct pfl_text *text)
{
	struct pfl_text labels = { 0 };

	pfl_report_labels(scene, &labels);
	pfl_report_block(pfl_text_span(&labels), text);
	text->failed |= labels.failed;
	pfl_text_clear(&labels);
}

bool
pfl_report_heading(const struct pfl_scene *scene, const char *title, struct pfl_out *out,
	struct pfl_error *err)
{
	const char *pattern = pfl_view_get(scene->view, "pattern");
	struct pfl_text text = { 0 };
	struct pfl_sink sink = pfl_sink_text(&text);

	pfl_text_printf(&text, "### %s", title);
	if (pattern) {
		pfl_text_char(&text, ' ');
		pfl_escape_markdown_code(sink, pfl_span_of(pattern), false);
	}
	pfl_text_str(&text, ": ");
	pfl_escape_markdown_code(sink, pfl_span_of(scene->type_name), false);
	pfl_text_str(&text, "\n\n");
	pfl_report_fence(scene, &text);
	pfl_text_char(&text, '\n');
	return pfl_report_put(&text, out, err);
}

size_t
pfl_report_limit(const struct pfl_scene *scene, size_t fallback)
{
	const char *count = pfl_view_get(scene->view, "node-count");
	int64_t n;

	if (!count || !pfl_span_i64(pfl_span_of(count), &n) || n < 0)
		return fallback;
	return n == 0 ? SIZE_MAX : (size_t)n;
}
