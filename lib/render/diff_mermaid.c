/* SPDX-License-Identifier: Apache-2.0 */
/* The findings of a comparison as a small Mermaid graph: their paths, put together. */
#include "render/diff_mermaid.h"

#include "base/escape.h"
#include "base/name.h"
#include "render/report.h"

#include <inttypes.h>

enum {
	FINDINGS = 5,
	FRAMES = 5, /* of a path, the finding's included */
	CHAIN = 2,  /* below it                          */
	NODES = FINDINGS * (FRAMES + CHAIN),
	NAME = 60, /* bytes of a name                   */
};

struct graph {
	const struct pfl_diff *diff;
	struct pfl_text *text;
	uint32_t node[NODES], n;
	struct {
		uint32_t from, to;
	} edge[NODES];
	uint32_t n_edges;
};

/* Which finding is about the function, or PFL_NONE. */
static uint32_t
finding_of(const struct pfl_comparison *c, uint32_t node)
{
	for (uint32_t i = 0; i < c->n_findings && i < FINDINGS; i++) {
		if (c->finding[i].node == node)
			return i;
	}
	return PFL_NONE;
}

/* "main.hash<br/>+579ms": the name in as few words as boxes have. */
static void
add_node(struct graph *g, uint32_t i)
{
	const struct pfl_comparison *c = g->diff->c;
	uint32_t finding = finding_of(c, g->node[i]);
	struct pfl_text name = { 0 }, shortened = { 0 };
	size_t head;
	struct pfl_span printed = pfl_report_printed(g->diff->scene, g->node[i], &name, &head);

	pfl_text_printf(g->text, "  n%" PRIu32 "[\"", i);
	pfl_escape_mermaid(pfl_sink_text(g->text), pfl_name_shorten(printed, &shortened), NAME);
	if (finding != PFL_NONE) {
		struct pfl_text change = { 0 };

		pfl_diff_say_value(g->diff, pfl_diff_change(g->diff, c->finding[finding].delta),
			true, &change);
		pfl_text_printf(g->text, "<br/>finding %" PRIu32 ": ", finding + 1);
		pfl_escape_mermaid(pfl_sink_text(g->text), pfl_text_span(&change), NAME);
		g->text->failed |= change.failed;
		pfl_text_clear(&change);
	}
	pfl_text_str(g->text, "\"]");
	if (finding != PFL_NONE)
		pfl_text_str(g->text, c->finding[finding].delta < 0 ? ":::less" : ":::more");
	pfl_text_char(g->text, '\n');
	g->text->failed |= name.failed || shortened.failed;
	pfl_text_clear(&name);
	pfl_text_clear(&shortened);
}

static uint32_t
number_of(struct graph *g, uint32_t node)
{
	for (uint32_t i = 0; i < g->n; i++) {
		if (g->node[i] == node)
			return i;
	}
	g->node[g->n] = node;
	return g->n++;
}

static void
connect(struct graph *g, uint32_t from, uint32_t to)
{
	for (uint32_t i = 0; i < g->n_edges; i++) {
		if (g->edge[i].from == from && g->edge[i].to == to)
			return;
	}
	g->edge[g->n_edges].from = from;
	g->edge[g->n_edges++].to = to;
}

/* At most FRAMES + CHAIN nodes, and one edge fewer. */
static void
add_path(struct graph *g, const struct pfl_finding *f)
{
	uint32_t first = f->n_path > FRAMES ? f->n_path - FRAMES : 0;
	uint32_t end = f->n_path + (f->n_chain < CHAIN ? f->n_chain : CHAIN);
	uint32_t above = PFL_NONE;

	for (uint32_t i = first; i < end; i++) {
		uint32_t here =
			number_of(g, i < f->n_path ? f->path[i] : f->chain[i - f->n_path]);

		if (above != PFL_NONE && above != here)
			connect(g, above, here);
		above = here;
	}
}

void
pfl_diff_mermaid(const struct pfl_diff *diff, struct pfl_text *text)
{
	const struct pfl_comparison *c = diff->c;
	struct graph g = { .diff = diff, .text = text };

	for (uint32_t i = 0; i < c->n_findings && i < FINDINGS; i++)
		add_path(&g, &c->finding[i]);
	if (g.n == 0)
		return;
	pfl_text_str(text,
		"\n<details><summary>Where the findings are</summary>\n\n"
		"```mermaid\nflowchart LR\n");
	for (uint32_t i = 0; i < g.n; i++)
		add_node(&g, i);
	for (uint32_t i = 0; i < g.n_edges; i++)
		pfl_text_printf(text, "  n%" PRIu32 " --> n%" PRIu32 "\n", g.edge[i].from,
			g.edge[i].to);
	pfl_text_str(text,
		"  classDef more fill:#f6b394,stroke:#b2182b,color:#000\n"
		"  classDef less fill:#a7cde2,stroke:#2166ac,color:#000\n"
		"```\n\n</details>\n");
}
