/* SPDX-License-Identifier: Apache-2.0 */
/* Reports with --group-by. */
#include "render/grouped.h"

#include "base/escape.h"
#include "base/unit.h"
#include "render/column.h"
#include "render/report.h"

/* Rows that may be looked at for all groups together: some tens of seconds. */
#define MOST_ROWS (UINT64_C(1) << 33)

static bool
is_small(const struct pfl_scene *scene, uint32_t group)
{
	return pfl_sum_abs(scene->groups.group[group].sum[0]) <
		pfl_graph_cutoff(scene->shown[0], scene->graph_opts.node_fraction);
}

/* A group costs as much as the tables that it is looked up in. */
static bool
check_work(const struct pfl_scene *scene, struct pfl_error *err)
{
	uint64_t each =
		(uint64_t)scene->profile->stacks.n + scene->nodes.n + scene->profile->frames.n;
	uint32_t n = 0;

	while (n < scene->groups.n && !is_small(scene, n))
		n++;
	return n <= MOST_ROWS / (each + 1) ||
		pfl_fail(err, PFL_LIMIT,
			"group-by: %u groups of up to %u functions are too many for a table "
			"each; keep some with --tag-focus, or leave out the small ones with "
			"--node-fraction",
			n, scene->nodes.n);
}

static bool
write_group(const struct pfl_scene *scene, uint32_t group, pfl_part_write *write, void *context,
	struct pfl_parts_rest *rest, struct pfl_error *err)
{
	struct pfl_scene scene_of_group;
	struct pfl_part part = { &scene_of_group, scene, group + 1 };
	bool ok = pfl_scene_part(&scene_of_group, scene, group, err);

	if (ok && scene_of_group.graph.n_nodes > 0)
		ok = write(context, &part, err);
	else
		rest->n++;
	pfl_scene_part_clear(&scene_of_group);
	return ok;
}

bool
pfl_parts(const struct pfl_scene *scene, pfl_part_write *write, void *context,
	struct pfl_parts_rest *rest, struct pfl_error *err)
{
	const struct pfl_part all = { scene, scene, 0 };
	struct pfl_parts_rest none;
	bool ok = true;

	rest = rest ? rest : &none;
	*rest = (struct pfl_parts_rest){ 0 };
	if (scene->groups.n_keys == 0)
		return write(context, &all, err);
	if (!check_work(scene, err))
		return false;
	for (uint32_t i = 0; ok && i < scene->groups.n; i++) {
		uint32_t before = rest->n;

		if (is_small(scene, i))
			rest->n++;
		else
			ok = write_group(scene, i, write, context, rest, err);
		for (int k = 0; k < 2 && rest->n > before; k++)
			rest->sum[k] += scene->groups.group[i].sum[k];
	}
	return ok;
}

/* "tenant=acme, endpoint=cart", "(no tenant)" */
static void
add_title(const struct pfl_part *part, struct pfl_text *text)
{
	const struct pfl_groups *g = &part->whole->groups;

	for (uint32_t k = 0; k < g->n_keys; k++) {
		uint32_t value = g->value[(size_t)(part->group - 1) * g->n_keys + k];

		pfl_text_str(text, k ? ", " : "");
		pfl_text_str(text, value == PFL_NONE ? "(no " : "");
		pfl_text_add(text, pfl_profile_text(part->whole->profile, g->key[k]));
		pfl_text_str(text, value == PFL_NONE ? ")" : "=");
		if (value != PFL_NONE)
			pfl_text_add(text, pfl_profile_text(part->whole->profile, value));
	}
}

/* "1.83s of 18.77s total (9.75%)" */
static void
add_share(const struct pfl_scene *whole, const pfl_sum sum[2], struct pfl_text *text)
{
	const struct pfl_table table = { .scene = whole };
	pfl_sum value = pfl_column_value(&whole->columns, sum);
	char percent[PFL_PERCENT_TEXT];

	pfl_table_value(&table, PFL_CELL_VALUE, value, text);
	pfl_text_str(text, " of ");
	pfl_table_value(&table, PFL_CELL_VALUE, whole->total, text);
	pfl_text_printf(text, " total (%s)", pfl_percent_trimmed(value, whole->total, percent));
}

static const pfl_sum *
sum_of(const struct pfl_part *part)
{
	return part->whole->groups.group[part->group - 1].sum;
}

bool
pfl_part_heading(
	const struct pfl_writing *writing, const struct pfl_part *part, struct pfl_error *err)
{
	struct pfl_text title = { 0 }, line = { 0 }, safe = { 0 };

	if (part->group == 0)
		return true;
	add_title(part, &title);
	pfl_escape_terminal(pfl_sink_text(&line), pfl_text_span(&title));
	pfl_text_str(&line, ": ");
	add_share(part->whole, sum_of(part), &line);
	pfl_text_str(&safe, writing->style->color ? "\n" PFL_BOLD : "\n");
	pfl_report_line(&safe, pfl_text_span(&line));
	pfl_text_str(&safe, writing->style->color ? PFL_PLAIN "\n" : "\n");
	safe.failed |= title.failed || line.failed;
	pfl_text_clear(&title);
	pfl_text_clear(&line);
	return pfl_report_put(&safe, writing->out, err);
}

static bool
heading_markdown(
	const struct pfl_writing *writing, const struct pfl_part *part, struct pfl_error *err)
{
	struct pfl_text text = { 0 }, words = { 0 };
	struct pfl_sink sink = pfl_sink_text(&text);

	if (part->group == 0)
		return true;
	add_title(part, &words);
	pfl_text_str(&text, writing->tables ? "\n#### " : "#### ");
	pfl_escape_markdown_code(sink, pfl_text_span(&words), false);
	pfl_text_str(&text, ": ");
	pfl_text_reset(&words);
	add_share(part->whole, sum_of(part), &words);
	pfl_escape_markdown_code(sink, pfl_text_span(&words), false);
	pfl_text_str(&text, "\n\n");
	text.failed |= words.failed;
	pfl_text_clear(&words);
	return pfl_report_put(&text, writing->out, err);
}

bool
pfl_part_markdown(const struct pfl_table *table, const struct pfl_writing *writing,
	const struct pfl_part *part, struct pfl_error *err)
{
	return heading_markdown(writing, part, err) &&
		pfl_table_markdown(table, writing->out, err);
}

bool
pfl_parts_told(const struct pfl_scene *scene, pfl_part_write *write,
	struct pfl_writing *writing, struct pfl_error *err)
{
	struct pfl_parts_rest rest;
	struct pfl_text text = { 0 };

	if (!pfl_parts(scene, write, writing, &rest, err))
		return false;
	if (rest.n == 0)
		return true;
	pfl_text_printf(&text, "\n%u more group%s: ", rest.n, rest.n == 1 ? "" : "s");
	add_share(scene, rest.sum, &text);
	pfl_text_char(&text, '\n');
	return pfl_report_put(&text, writing->out, err);
}

bool
pfl_part_csv(const struct pfl_table *table, const struct pfl_writing *writing,
	const struct pfl_part *part, struct pfl_error *err)
{
	const struct pfl_groups *g = &part->whole->groups;
	struct pfl_table rows = *table;
	struct pfl_text front = { 0 };
	bool ok;

	for (uint32_t k = 0; k < g->n_keys && part->group; k++) {
		uint32_t value = g->value[(size_t)(part->group - 1) * g->n_keys + k];

		if (value != PFL_NONE)
			pfl_escape_csv(pfl_sink_text(&front),
				pfl_profile_text(part->whole->profile, value), table->csv_raw);
		pfl_text_char(&front, ',');
	}
	rows.csv_front = pfl_text_span(&front);
	ok = pfl_text_ok(&front, err) && pfl_table_csv_rows(&rows, writing->out, err);
	pfl_text_clear(&front);
	return ok;
}

bool
pfl_parts_csv(const struct pfl_scene *scene, const struct pfl_table *table,
	pfl_part_write *write, struct pfl_writing *writing, struct pfl_error *err)
{
	struct pfl_table titles = *table;
	struct pfl_text front = { 0 };
	bool ok;

	for (uint32_t k = 0; k < scene->groups.n_keys; k++) {
		pfl_escape_csv(pfl_sink_text(&front),
			pfl_profile_text(scene->profile, scene->groups.key[k]), table->csv_raw);
		pfl_text_char(&front, ',');
	}
	titles.csv_front = pfl_text_span(&front);
	ok = pfl_text_ok(&front, err) && pfl_table_csv_titles(&titles, writing->out, err);
	pfl_text_clear(&front);
	return ok && pfl_parts(scene, write, writing, NULL, err);
}

static void
json_group(struct pfl_jsonw *w, const struct pfl_scene *whole, uint32_t group)
{
	const struct pfl_groups *g = &whole->groups;

	pfl_jsonw_object(w);
	pfl_jsonw_key(w, "values");
	pfl_jsonw_array(w);
	for (uint32_t k = 0; k < g->n_keys; k++) {
		uint32_t value = g->value[(size_t)group * g->n_keys + k];

		if (value == PFL_NONE)
			pfl_jsonw_null(w);
		else
			pfl_jsonw_str(w, pfl_profile_text(whole->profile, value));
	}
	pfl_jsonw_end(w);
	pfl_jsonw_key(w, "value");
	pfl_jsonw_sum(w, pfl_column_value(&whole->columns, g->group[group].sum));
	pfl_jsonw_key(w, "samples");
	pfl_jsonw_u64(w, g->group[group].n);
	pfl_jsonw_end(w);
}

void
pfl_parts_json(struct pfl_jsonw *w, const struct pfl_scene *whole)
{
	const struct pfl_groups *g = &whole->groups;

	if (g->n_keys == 0)
		return;
	pfl_jsonw_key(w, "group_by");
	pfl_jsonw_array(w);
	for (uint32_t k = 0; k < g->n_keys; k++)
		pfl_jsonw_str(w, pfl_profile_text(whole->profile, g->key[k]));
	pfl_jsonw_end(w);
	pfl_jsonw_key(w, "groups");
	pfl_jsonw_array(w);
	for (uint32_t i = 0; i < g->n && pfl_out_ok(w->out); i++)
		json_group(w, whole, i);
	pfl_jsonw_end(w);
}
