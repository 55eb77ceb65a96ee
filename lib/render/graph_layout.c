/* SPDX-License-Identifier: Apache-2.0 */
/* The child's half of graph layout: the only file that includes graphviz. */
#ifdef __linux__
#define _GNU_SOURCE /* dladdr */
#endif

#include "base/sorted.h"
#include "render/graph_process.h"
#include "render/graph_style.h"
#include <dlfcn.h>
#include <glob.h>
#include <gvc.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* graphviz' string parameters are not const, but it does not write to them. */
#define TEXT(literal)                                                                          \
	(char[])                                                                               \
	{                                                                                      \
		literal                                                                        \
	}

/*
 * Only the dot plug-in, taken from beside libgvc: without pango and fontconfig nothing depends
 * on the fonts or the plug-in list (config6a) of this machine, and starting takes a
 * millisecond. On a system that keeps its plug-ins elsewhere graphviz finds them by itself.
 */
static GVC_t *
context(void)
{
	GVC_t *(*function)(void) = gvContext;
	lt_symlist_t builtin[2] = { { "gvplugin_dot_layout_LTX_library", NULL },
		{ NULL, NULL } };
	void *address;
	Dl_info info;
	const char *slash;
	char pattern[4096];
	glob_t found = { 0 };

	memcpy(&address, &function, sizeof(address));
	if (!dladdr(address, &info) || !info.dli_fname ||
		!(slash = strrchr(info.dli_fname, '/')))
		return gvContext();
	snprintf(pattern, sizeof(pattern), "%.*s/graphviz/libgvplugin_dot_layout.so*",
		(int)(slash - info.dli_fname), info.dli_fname);
	if (!glob(pattern, 0, NULL, &found))
		for (size_t i = 0; i < found.gl_pathc && !builtin[0].address; i++) {
			void *plugin = dlopen(found.gl_pathv[i], RTLD_NOW);

			if (plugin)
				builtin[0].address = dlsym(plugin, builtin[0].name);
		}
	return builtin[0].address ? gvContextPlugins(builtin, 0) : gvContext();
}

static void
set_number(void *object, const char *name, int decimals, double value)
{
	char key[16];
	char text[32];

	snprintf(key, sizeof(key), "%s", name);
	snprintf(text, sizeof(text), "%.*f", decimals, value);
	agsafeset(object, key, text, TEXT(""));
}

/*
 * The room of a label is a table of fixed size: that is the only label whose size does not come
 * from measuring text with graphviz' fonts.
 */
static void
set_room(Agraph_t *g, void *object, double width, double height)
{
	char html[256];

	snprintf(html, sizeof(html),
		"<TABLE FIXEDSIZE=\"TRUE\" WIDTH=\"%.0f\" HEIGHT=\"%.0f\" BORDER=\"0\""
		" CELLBORDER=\"0\" CELLSPACING=\"0\" "
		"CELLPADDING=\"0\"><TR><TD></TD></TR></TABLE>",
		ceil(width), ceil(height));
	agset(object, TEXT("label"), agstrdup_html(g, html));
}

static void
set_graph(Agraph_t *g, const struct pfl_layout_graph *graph, const struct pfl_layout_opts *opts)
{
	char rank_dir[8];

	snprintf(rank_dir, sizeof(rank_dir), "%s", pfl_graph_rank_dir(graph->rank_dir));
	agattr(g, AGRAPH, TEXT("rankdir"), rank_dir);
	agattr(g, AGRAPH, TEXT("label"), TEXT(""));
	agattr(g, AGRAPH, TEXT("splines"), TEXT("true"));
	set_number(g, "nodesep", 4, graph->node_gap / 72);
	set_number(g, "ranksep", 4, graph->rank_gap / 72);
	if (opts->quick) {
		agattr(g, AGRAPH, TEXT("nslimit"), TEXT("1"));
		agattr(g, AGRAPH, TEXT("nslimit1"), TEXT("1"));
		agattr(g, AGRAPH, TEXT("mclimit"), TEXT("0.2"));
	}
	agattr(g, AGNODE, TEXT("shape"), TEXT("box"));
	agattr(g, AGNODE, TEXT("fixedsize"), TEXT("true"));
	agattr(g, AGNODE, TEXT("label"), TEXT(""));
	agattr(g, AGNODE, TEXT("width"), TEXT("1"));
	agattr(g, AGNODE, TEXT("height"), TEXT("1"));
	agattr(g, AGEDGE, TEXT("label"), TEXT(""));
	agattr(g, AGEDGE, TEXT("weight"), TEXT("1"));
	agattr(g, AGEDGE, TEXT("minlen"), TEXT("1"));
	agattr(g, AGEDGE, TEXT("arrowsize"), TEXT("1"));
}

enum { ARROW_LENGTH = 10 }; /* points, of graphviz' arrowhead at size 1 */

static int
by_address(const void *a, const void *b)
{
	uintptr_t x = (uintptr_t) * (char *const *)a, y = (uintptr_t) * (char *const *)b;

	return pfl_sorted_cmp(x, y);
}

/*
 * Graphviz takes subgraphs for frames whose names begin with "cluster". It goes through them in
 * the order of the addresses that it has put their names at, which the layout depends on: so
 * names are handed out in that order.
 */
static void
add_groups(Agraph_t *g, const struct pfl_layout_graph *graph, Agraph_t **group)
{
	char **name = calloc((size_t)graph->n_groups + 1, sizeof(*name));

	if (!name)
		_exit(1);
	for (uint32_t i = 0; i < graph->n_groups; i++) {
		char text[24];

		snprintf(text, sizeof(text), "cluster%u", i);
		name[i] = agstrdup(g, text);
	}
	qsort(name, graph->n_groups, sizeof(*name), by_address);
	for (uint32_t i = 0; i < graph->n_groups; i++) {
		group[i] = agsubg(g, name[i], 1);
		set_room(
			g, group[i], graph->group[i].title_width, graph->group[i].title_height);
	}
}

/* What is asked of graphviz, by our numbers. */
struct parts {
	Agnode_t **node;
	Agedge_t **edge;
	Agraph_t **group;
};

static Agraph_t *
build(const struct pfl_layout_graph *graph, const struct pfl_layout_opts *opts,
	const struct parts *parts)
{
	Agraph_t *g = agopen(TEXT("g"), Agdirected, NULL);
	Agnode_t **node = parts->node;
	Agedge_t **edge = parts->edge;

	set_graph(g, graph, opts);
	add_groups(g, graph, parts->group);
	for (uint32_t i = 0; i < graph->n_nodes; i++) {
		char name[16];

		snprintf(name, sizeof(name), "%u", i);
		node[i] = agnode(g, name, 1);
		set_number(node[i], "width", 4, graph->node[i].width / 72);
		set_number(node[i], "height", 4, graph->node[i].height / 72);
		if (graph->node[i].group)
			agsubnode(parts->group[graph->node[i].group - 1], node[i], 1);
	}
	for (uint32_t i = 0; i < graph->n_edges; i++) {
		const struct pfl_layout_edge *from = &graph->edge[i];
		char name[16];

		snprintf(name, sizeof(name), "%u", i);
		edge[i] = agedge(g, node[from->from], node[from->to], name, 1);
		/* Weights that are too large overflow in the network simplex. */
		set_number(edge[i], "weight", 0, fmin(fmax(from->weight, 1), 100));
		set_number(edge[i], "minlen", 0, fmin(fmax(from->minlen, 1), 10));
		set_number(edge[i], "arrowsize", 3, from->arrow / ARROW_LENGTH);
		if (from->label_width > 0)
			set_room(g, edge[i], from->label_width, from->label_height);
	}
	return g;
}

static void
put(FILE *to, const void *data, size_t n)
{
	if (fwrite(data, n, 1, to) != 1)
		_exit(1);
}

/* graphviz' y grows upwards from the lower edge of the drawing; ours downwards from the upper.
 */
static struct pfl_point
turn(const boxf *box, pointf p)
{
	return (struct pfl_point){ p.x - box->LL.x, box->UR.y - p.y };
}

static uint32_t
spline_points(Agedge_t *e)
{
	const splines *s = ED_spl(e);

	/* An edge between two nodes is one spline; more come from edges that end at the frame
	 * of a cluster, which ours do not. */
	return s && s->size == 1 && s->list[0].size > 0 ? (uint32_t)s->list[0].size : 0;
}

static struct pfl_layout_reply
reply(Agedge_t *e, const boxf *box)
{
	struct pfl_layout_reply r = { .n = spline_points(e) };

	if (r.n && ED_spl(e)->list[0].eflag) {
		r.flags |= PFL_LAYOUT_HAS_TIP;
		r.tip = turn(box, ED_spl(e)->list[0].ep);
	}
	if (ED_label(e) && ED_label(e)->set) {
		r.flags |= PFL_LAYOUT_HAS_LABEL;
		r.label = turn(box, ED_label(e)->pos);
	}
	return r;
}

static void
put_frames(FILE *to, const boxf *box, const struct pfl_layout_graph *graph, Agraph_t **group)
{
	for (uint32_t i = 0; i < graph->n_groups; i++) {
		boxf bb = GD_bb(group[i]);
		pointf min = { bb.LL.x, bb.UR.y };
		pointf max = { bb.UR.x, bb.LL.y };
		textlabel_t *title = GD_label(group[i]);
		struct pfl_layout_frame f = { turn(box, min), turn(box, max),
			turn(box, title && title->set ? title->pos : min) };

		put(to, &f, sizeof(f));
	}
}

static void
answer(FILE *to, Agraph_t *g, const struct pfl_layout_graph *graph, const struct parts *parts)
{
	Agnode_t **node = parts->node;
	Agedge_t **edge = parts->edge;
	boxf box = GD_bb(g);
	struct pfl_layout_head head = {
		.magic = PFL_LAYOUT_MAGIC,
		.n_nodes = graph->n_nodes,
		.n_edges = graph->n_edges,
		.n_groups = graph->n_groups,
		.width = box.UR.x - box.LL.x,
		.height = box.UR.y - box.LL.y,
	};

	for (uint32_t i = 0; i < graph->n_edges; i++)
		head.n_points += spline_points(edge[i]);
	put(to, &head, sizeof(head));
	for (uint32_t i = 0; i < graph->n_nodes; i++) {
		struct pfl_point p = turn(&box, ND_coord(node[i]));

		put(to, &p, sizeof(p));
	}
	for (uint32_t i = 0; i < graph->n_edges; i++) {
		struct pfl_layout_reply r = reply(edge[i], &box);

		put(to, &r, sizeof(r));
	}
	put_frames(to, &box, graph, parts->group);
	for (uint32_t i = 0; i < graph->n_edges; i++)
		for (uint32_t k = 0; k < spline_points(edge[i]); k++) {
			struct pfl_point p = turn(&box, ED_spl(edge[i])->list[0].list[k]);

			put(to, &p, sizeof(p));
		}
}

bool
pfl_layout_work(void *order, int fd)
{
	const struct pfl_layout_order *o = order;
	const struct pfl_layout_graph *graph = o->graph;
	struct parts parts;
	Agraph_t *g;
	GVC_t *gvc;
	FILE *to = fdopen(fd, "w");
	bool ok;

	/* Numbers go to graphviz as text, and it reads them with atof. */
	uselocale(LC_GLOBAL_LOCALE);
	setlocale(LC_ALL, "C");
	parts.node = calloc((size_t)graph->n_nodes + 1, sizeof(*parts.node));
	parts.edge = calloc((size_t)graph->n_edges + 1, sizeof(*parts.edge));
	parts.group = calloc((size_t)graph->n_groups + 1, sizeof(*parts.group));
	gvc = context();
	ok = parts.node && parts.edge && parts.group && gvc && to;
	g = ok ? build(graph, o->opts, &parts) : NULL;
	ok = g && gvLayout(gvc, g, "dot") == 0;
	if (ok) {
		answer(to, g, graph, &parts);
		ok = fflush(to) == 0;
	}
	free(parts.node);
	free(parts.edge);
	free(parts.group);
	return ok;
}
