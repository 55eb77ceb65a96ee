/* SPDX-License-Identifier: Apache-2.0 */
/* Renderers: from a scene to bytes. */
#ifndef PROFLOOM_RENDER_H
#define PROFLOOM_RENDER_H

#include <profloom/error.h>
#include <profloom/out.h>
#include <profloom/scene.h>

PFL_BEGIN_C

/* Where calls lead in a call graph. */
enum pfl_rank_dir { PFL_RANK_DOWN, PFL_RANK_RIGHT, PFL_RANK_UP, PFL_RANK_LEFT };

/* How an output looks; zeroed means the defaults of each renderer. */
struct pfl_style {
	const char *tool;    /* for the JSON key of that name; NULL: "profloom" */
	const char *title;   /* NULL: made from the profile */
	double width;        /* pixels, 0: the renderer's default */
	double min_width;    /* boxes narrower than this many pixels are left out, 0: default */
	unsigned max_depth;  /* frames drawn from the root, 0: 512 */
	unsigned max_nodes;  /* frames in the data of a flame graph, 0: 250 000 in 500 kB */
	unsigned name_width; /* bytes of a name shown before it is cut, 0: by output kind */
	unsigned layout_seconds;    /* time that graph layout may take, 0: 20 */
	enum pfl_rank_dir rank_dir; /* call graph */
	bool cluster;       /* call graph: functions of a package stand together in a frame */
	bool inverted;      /* flame graph: root at the top */
	bool plain;         /* flame graph as SVG: the picture alone, no data, no script */
	bool as_flamegraph; /* flame graph: as FlameGraph draws it */
	bool for_comment;   /* flame graph: fits beside a comment on a change, in 150 KB */
	bool csv_raw;       /* CSV: no ' before cells that a spreadsheet would run */
	bool raw_names;     /* folded: names as they are, without escapes */
	bool color;         /* text: ANSI colours */
	unsigned columns;   /* text: terminal width, 0: unlimited */
	bool verbose;       /* text of a diff: also the tables that hold noise alone */
	size_t max_bytes;   /* Markdown of a diff: it is made to fit, 0: 60 000 */
	/* diff: what the user called the inputs of each side; borrowed, may be none */
	const char *const *old_inputs;
	size_t n_old_inputs;
	const char *const *new_inputs;
	size_t n_new_inputs;
};

/* A way to write a scene: its family (what the tool makes) and the format's name in it. */
struct pfl_renderer;

/*
 * Find a renderer: family "callgraph", "flame", "diff", "top", "convert"; format "svg", "json",
 * ... NULL when there is none. pfl_renderer_at() walks the table; NULL past the last.
 */
PFL_API const struct pfl_renderer *pfl_renderer_find(const char *family, const char *format);
PFL_API const struct pfl_renderer *pfl_renderer_at(size_t i);
PFL_API const char *pfl_renderer_family(const struct pfl_renderer *r);
PFL_API const char *pfl_renderer_format(const struct pfl_renderer *r);
PFL_API const char *pfl_renderer_suffix(const struct pfl_renderer *r); /* ".svg" */
PFL_API const char *pfl_renderer_help(const struct pfl_renderer *r);
/* Does a scene that was made for one do for the other? */
PFL_API bool pfl_renderer_shares(const struct pfl_renderer *a, const struct pfl_renderer *b);
PFL_API bool pfl_renderer_is_binary(const struct pfl_renderer *r);

/*
 * Does the setting of a view mean anything to this renderer? Most do to all, also to what is no
 * renderer (NULL); `pattern` only to those that are about what it matches, `group-by` only to
 * tables, `binary-path` only to machine code, `fail-on` and what else is about comparing only
 * to comparisons. A scene for a renderer to which a setting that
 * was made means nothing is refused.
 */
PFL_API bool pfl_renderer_uses(const struct pfl_renderer *r, const char *setting);

/*
 * What is in the scene's profile that this format, which is for other tools, cannot hold:
 * "folded holds no labels or comments". The caller frees. NULL where it holds everything, and
 * with *err PFL_NOMEM.
 */
PFL_API char *pfl_render_losses(
	const struct pfl_scene *scene, const struct pfl_renderer *r, struct pfl_error *err);

/*
 * Write the scene, which was made for this renderer; `style` NULL is a zeroed one. False with
 * *err on failure; the sink must then be abandoned.
 */
PFL_NODISCARD PFL_API bool pfl_render(const struct pfl_scene *scene,
	const struct pfl_renderer *r, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err);

PFL_END_C

#endif
