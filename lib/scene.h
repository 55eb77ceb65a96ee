/* SPDX-License-Identifier: Apache-2.0 */
/* What a renderer sees: the filtered profile, the tree, the graph and the totals. */
#ifndef PFL_SCENE_H
#define PFL_SCENE_H

#include "analyze/callgraph.h"
#include "analyze/calltree.h"
#include "model/profile.h"
#include <profloom/scene.h>

struct pfl_scene {
	struct pfl_arena arena;
	struct pfl_budget budget;
	const struct pfl_profile *input; /* as it was given                                       */
	struct pfl_profile *profile;     /* derived: drop/keep frames, filters, granularity        */
	const struct pfl_view *view;
	struct pfl_columns columns;      /* of `profile`                                           */
	struct pfl_nodes nodes;
	struct pfl_calltree tree;        /* n == 0 unless the renderer needs it                     */
	struct pfl_callgraph graph;      /* nothing unless the renderer needs it                    */
	struct pfl_graph_opts graph_opts; /* as they were used: fractions for "Dropped" lines       */

	/*
	 * The base of percentages (semantics 3.3): sum of |value| before filters, a mean already
	 * divided. With pprof::base labels: of those samples. total_before: the same for column
	 * before of a pair.
	 */
	pfl_sum total, total_before;
	pfl_sum shown;                   /* sum of |flat| shown is the renderer's; this is the signed sum of the filtered samples */
	const char *type_name;           /* "cpu", or "mean_cpu"; NUL-terminated, in the arena      */
	const char *type_unit;           /* the sample's own unit, "nanoseconds"                    */
	const char *unit;                /* to print in: chosen as semantics 12.3, or "auto"        */
	double divide_by;                /* 1 unless --divide-by; for printing only (12.3)           */
	bool pair;                       /* columns.second == PFL_SECOND_BEFORE                     */
	struct pfl_notes notes;
};

/* Add a note; texts are made safe to print. */
void pfl_scene_add_note(struct pfl_scene *scene, const char *format, ...) PFL_PRINTF(2, 3);

#endif
