/* SPDX-License-Identifier: Apache-2.0 */
/* What a renderer sees: the filtered profile, the tree, the graph and the totals. */
#ifndef PFL_SCENE_H
#define PFL_SCENE_H

#include "analyze/callgraph.h"
#include "analyze/calltree.h"
#include "analyze/groups.h"
#include "analyze/listing.h"
#include "analyze/prepared.h"
#include "analyze/spots.h"
#include "analyze/treelayout.h"
#include "compare/compare.h"
#include "model/profile.h"
#include "source/sources.h"
#include "symbol/assembly.h"
#include <profloom/scene.h>

/* A label of the samples of a section, of the profile's bytes. */
struct pfl_section_label {
	const char *key, *value; /* NULL: they have no such label */
	size_t key_n, value_n;
};

struct pfl_scene {
	struct pfl_arena arena;
	struct pfl_budget budget;
	const struct pfl_profile *input; /* as it was given, or `fewer` */
	struct pfl_profile *fewer;   /* without recordings that are unlike others; NULL: all */
	struct pfl_profile *profile; /* derived: drop/keep frames, filters, granularity */
	const struct pfl_view *view;
	const char *type; /* sample type to show, as the view has it; NULL: the view's */
	struct pfl_columns columns; /* of `profile` */
	struct pfl_nodes nodes;
	const struct pfl_steps *steps;    /* of the nodes; NULL: not at hand */
	struct pfl_calltree tree;         /* n == 0 unless the renderer needs it */
	struct pfl_tree_layout layout;    /* of the tree, where it is drawn */
	struct pfl_callgraph graph;       /* nothing unless the renderer needs it */
	struct pfl_graph_opts graph_opts; /* as they were used: fractions for "Dropped" lines */
	enum pfl_granularity granularity;
	const char *trim_path, *source_path; /* of the view; "": none */
	struct pfl_groups groups; /* with --group-by, or by the label that colours follow */
	bool colors_by_label;
	/* What matches the pattern, line by line, and the files that it stands in; nothing
	 * unless the renderer needs them. */
	struct pfl_listing listing;
	struct pfl_sources sources;
	struct pfl_matching *matching;       /* of names, where a comparison is made */
	struct pfl_comparison *comparison;   /* NULL: the renderer shows none */
	struct pfl_calibration *calibration; /* NULL: likewise */
	/*
	 * What else was to be compared, in the order of a report: the samples with each value
	 * of a label (--by-label), further sample types, and of these each value. Scenes like
	 * this one, which owns them, without sections of their own.
	 */
	struct pfl_scene **section;
	uint32_t n_sections;
	uint32_t n_small; /* values of the label that are too small to be sections */
	/* Of a section: which values its samples have, by label; NULL: all samples. */
	const struct pfl_section_label *label;
	uint32_t n_labels;
	bool ungated; /* no rule is held against it */
	/* The code of what matches; its spots are numbers of these. */
	struct pfl_spots spots;
	struct pfl_assembly assembly;

	/*
	 * The base of percentages (semantics 3.3): sum of |value| before filters, a mean
	 * already divided. With pprof::base labels: of those samples. total_before: the same
	 * for column before of a pair.
	 */
	pfl_sum total, total_before;
	pfl_sum *more_total; /* the same of columns.more */
	/* Signed sums of both columns over the filtered samples; a table of a graph without
	 * groups does without. */
	pfl_sum shown[2];
	const char *type_name; /* "cpu", or "mean_cpu"; NUL-terminated, in the arena */
	const char *type_unit; /* the sample's own unit, "nanoseconds" */
	const char *unit;      /* to print in: chosen as semantics 12.3, or "auto" */
	double divide_by;      /* 1 unless --divide-by; for printing only (12.3) */
	uint32_t depth;        /* frames to draw above one another; 0: as the style says */
	bool compact;          /* compact-labels: a report says nothing of the profile itself */
	bool by_flat;          /* flat was asked for: comparisons order by cum otherwise */
	bool pair;             /* columns.second == PFL_SECOND_BEFORE */
};

/*
 * One group of a scene as a scene of its own: its samples alone, with a graph where the whole
 * has one, in which as much is left out for being small as in the whole. Percentages stay those
 * of the whole, whose nodes and names it borrows. For pfl_scene_part_clear() in any case; false
 * with *err.
 */
bool pfl_scene_part(struct pfl_scene *part, const struct pfl_scene *whole, uint32_t group,
	struct pfl_error *err);
void pfl_scene_part_clear(struct pfl_scene *part);

/*
 * Section i of a comparison, 0 being the scene itself, up to pfl_scene_sections() - 1; and what
 * the rules say of all of them, the worst of their verdicts. False: there are no rules.
 */
uint32_t pfl_scene_sections(const struct pfl_scene *scene);
const struct pfl_scene *pfl_scene_section(const struct pfl_scene *scene, uint32_t i);
bool pfl_scene_verdict(const struct pfl_scene *scene, enum pfl_verdict *verdict);

/* Append a value as this scene's reports print it: divided, in scene->unit ("171.10ms"). */
void pfl_scene_value(const struct pfl_scene *scene, pfl_sum value, struct pfl_text *text);

/* The file name, without folders, of the first mapping (the program); empty if not known. */
struct pfl_span pfl_scene_program(const struct pfl_scene *scene);

#endif
