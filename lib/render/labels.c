/* SPDX-License-Identifier: Apache-2.0 */
/* The lines that say what a report or a picture shows, as pprof words them (semantics 13). */
#define _POSIX_C_SOURCE 200809L /* gmtime_r */
#include "render/labels.h"

#include "base/escape.h"
#include "base/unit.h"

#include <time.h>

enum { MOST_COMMENTS = 100 }; /* that are shown; a profile can hold millions */

/* A line is a line: what the profile holds cannot start another one. */
static void
add_visible(struct pfl_text *text, struct pfl_span value)
{
	pfl_escape_terminal(pfl_sink_text(text), value);
}

static void
add_line(struct pfl_text *text, const char *what, struct pfl_span value)
{
	if (value.n == 0)
		return;
	pfl_text_str(text, what);
	add_visible(text, value);
	pfl_text_char(text, '\n');
}

/* A value's unit may be any text. */
static void
add_value(const struct pfl_scene *scene, pfl_sum value, struct pfl_text *text)
{
	struct pfl_text label = { 0 };

	pfl_scene_value(scene, value, &label);
	add_visible(text, pfl_text_span(&label));
	text->failed |= label.failed;
	pfl_text_clear(&label);
}

bool
pfl_labels_time(struct pfl_text *text, int64_t nanos, bool fraction)
{
	int64_t below = nanos % 1000000000;
	time_t seconds = (time_t)(nanos / 1000000000 - (below < 0));
	struct tm tm;

	below += below < 0 ? 1000000000 : 0;
	if (!gmtime_r(&seconds, &tm))
		return false;
	pfl_text_printf(text, "%04d-%02d-%02d %02d:%02d:%02d", tm.tm_year + 1900, tm.tm_mon + 1,
		tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
	if (fraction && below) {
		pfl_text_printf(text, ".%09d", (int)below);
		while (text->n && text->at[text->n - 1] == '0')
			pfl_text_cut(text, text->n - 1);
	}
	return true;
}

static void
add_time(struct pfl_text *text, int64_t nanos)
{
	size_t start = text->n;

	if (nanos == 0)
		return;
	pfl_text_str(text, "Time: ");
	if (pfl_labels_time(text, nanos, false))
		pfl_text_str(text, " UTC\n");
	else
		pfl_text_cut(text, start);
}

/* How much of the time was measured is said where the values are times. */
static void
add_duration(const struct pfl_scene *scene, struct pfl_text *text)
{
	int64_t duration = scene->profile->meta.duration_nanos;
	char percent[PFL_PERCENT_TEXT];
	const char *unit;
	double nanos;

	if (duration == 0)
		return;
	pfl_text_str(text, "Duration: ");
	pfl_unit_label(text, duration, "nanoseconds", "auto");
	pfl_text_str(text, ", Total samples = ");
	add_value(scene, scene->total, text);
	pfl_text_char(text, ' ');
	nanos = pfl_unit_scale(scene->total, scene->type_unit, "nanoseconds", &unit);
	if (strcmp(unit, "ns") == 0 && nanos != 0)
		pfl_text_printf(text, "(%s)", pfl_percent((pfl_sum)nanos, duration, percent));
	pfl_text_char(text, '\n');
}

static void
add_comments(const struct pfl_profile *p, struct pfl_text *text)
{
	uint32_t n = p->meta.n_comments < MOST_COMMENTS ? p->meta.n_comments : MOST_COMMENTS;

	for (uint32_t i = 0; i < n; i++) {
		struct pfl_span comment = pfl_profile_text(p, p->meta.comment[i]);

		if (comment.n == 0)
			pfl_text_char(text, '\n');
		else if (comment.at[0] != '#')
			add_line(text, "", comment);
	}
	if (n < p->meta.n_comments)
		pfl_text_printf(text, "... and %u more comments\n", p->meta.n_comments - n);
}

static void
add_profile_labels(const struct pfl_scene *scene, struct pfl_text *text)
{
	const struct pfl_profile *p = scene->profile;

	add_line(text, "File: ", pfl_scene_program(scene));
	if (p->mappings.n)
		add_line(text, "Build ID: ", pfl_profile_text(p, p->mappings.build_id[0]));
	add_comments(p, text);
	add_line(text, "Type: ", pfl_span_of(scene->type_name));
	add_line(text, "Doc: ", pfl_profile_text(p, p->meta.doc_url));
	add_time(text, p->meta.time_nanos);
	add_duration(scene, text);
}

static void
add_filters(const struct pfl_scene *scene, struct pfl_text *text)
{
	static const struct {
		const char *setting, *shown;
	} filters[] = {
		{ "focus", "focus" },
		{ "ignore", "ignore" },
		{ "hide", "hide" },
		{ "show", "show" },
		{ "show-from", "show_from" },
		{ "tag-focus", "tagfocus" },
		{ "tag-ignore", "tagignore" },
		{ "tag-show", "tagshow" },
		{ "tag-hide", "taghide" },
		{ "around", "around" },
		{ "depth", "depth" },
	};
	const size_t most = 80; /* bytes of a line that are shown */
	bool any = false;

	for (size_t i = 0; i < sizeof(filters) / sizeof(filters[0]); i++) {
		const char *value = pfl_view_get(scene->view, filters[i].setting);
		size_t start;

		if (!value)
			continue;
		pfl_text_str(text, any ? "   " : "Active filters:\n   ");
		any = true;
		start = text->n;
		pfl_text_printf(text, "%s=%s", filters[i].shown, value);
		if (text->n - start > most) {
			pfl_text_cut(text, start + most);
			pfl_text_str(text, "\xe2\x80\xa6");
		}
		pfl_text_char(text, '\n');
	}
}

/*
 * "Dropped 2 nodes (cum <= 0.86ms)": the fraction is taken of the total, as pprof prints it, or
 * of what a neighbourhood is of.
 */
static void
add_dropped(const struct pfl_scene *scene, struct pfl_text *text, uint32_t n, const char *what,
	const char *measure, double fraction)
{
	pfl_sum whole = scene->graph_opts.around
		? pfl_column_value(&scene->columns, scene->graph.cut_of)
		: scene->total;

	if (n == 0)
		return;
	pfl_text_printf(text, "Dropped %u %s%s (%s <= ", n, what, n > 1 ? "s" : "", measure);
	add_value(scene, pfl_graph_cutoff(whole, fraction), text);
	pfl_text_str(text, ")\n");
}

/* What is shown and dropped differs from group to group. */
static void
add_grouping(const struct pfl_scene *scene, struct pfl_text *text)
{
	pfl_text_str(text, "Grouped by ");
	for (uint32_t k = 0; k < scene->groups.n_keys; k++) {
		pfl_text_str(text, k ? ", " : "");
		add_visible(text, pfl_profile_text(scene->profile, scene->groups.key[k]));
	}
	pfl_text_printf(
		text, ": %u group%s\n", scene->groups.n, scene->groups.n == 1 ? "" : "s");
}

static void
add_report_labels(const struct pfl_scene *scene, bool visual, struct pfl_text *text)
{
	const struct pfl_callgraph *g = &scene->graph;
	char percent[PFL_PERCENT_TEXT];
	pfl_sum flat = 0;

	for (uint32_t i = 0; i < g->n_nodes; i++)
		flat += pfl_column_value(&scene->columns, g->node[i].flat);
	add_filters(scene, text);
	if (scene->groups.n_keys) {
		add_grouping(scene, text);
		return;
	}
	pfl_text_str(text, "Showing nodes accounting for ");
	add_value(scene, flat, text);
	pfl_text_printf(text, ", %s of ", pfl_percent_trimmed(flat, scene->total, percent));
	add_value(scene, scene->total, text);
	pfl_text_str(text, " total\n");
	if (scene->total != 0) {
		add_dropped(scene, text, g->dropped_nodes, "node", "cum",
			scene->graph_opts.node_fraction);
		if (visual)
			add_dropped(scene, text, g->dropped_edges, "edge", "freq",
				scene->graph_opts.edge_fraction);
		if (g->n_nodes > 0 && g->n_nodes < g->all_nodes)
			pfl_text_printf(text, "Showing top %u nodes out of %u\n", g->n_nodes,
				g->all_nodes);
	}
	if (visual)
		pfl_text_str(text, "\nSee https://git.io/JfYMW for how to read the graph\n");
}

void
pfl_scene_labels(const struct pfl_scene *scene, unsigned what, struct pfl_text *text)
{
	if (what & PFL_LABELS_PROFILE)
		add_profile_labels(scene, text);
	if (what & PFL_LABELS_FILTERS)
		add_filters(scene, text);
	if (what & PFL_LABELS_REPORT)
		add_report_labels(scene, what & PFL_LABELS_VISUAL, text);
}
