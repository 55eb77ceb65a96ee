/* SPDX-License-Identifier: Apache-2.0 */
/* What an output format implements. */
#ifndef PFL_RENDER_RENDERER_H
#define PFL_RENDER_RENDERER_H

#include "scene.h"
#include <profloom/render.h>

enum { /* pfl_renderer.flags */
	PFL_NEEDS_TREE = 1,
	PFL_NEEDS_GRAPH = 2,    /* trimmed and ordered as the text reports do    */
	PFL_GRAPH_VISUAL = 4,   /* with NEEDS_GRAPH: trimmed and ordered as a picture */
	PFL_BINARY = 8,         /* not for a terminal                            */
	PFL_EXACT = 16,         /* keeps addresses, never trims (profiles out)   */
	PFL_NEEDS_PATTERN = 32, /* is about what the setting `pattern` matches  */
	PFL_NOW_ONLY = 64,      /* of a pair it shows the new values             */
	PFL_LISTING = 128,      /* goes line by line, through sources: lines, never trimmed */
	PFL_CAN_GROUP = 256, /* a table of a graph; can show each value of a label by itself */
	PFL_ASSEMBLY = 512,  /* goes through machine code; with LISTING: where it is there */
	PFL_LAYS_OUT = 1024, /* draws the tree, in the layout that was asked for */
	PFL_SWITCHES = 2048, /* can be switched from one sample type to another */
	PFL_BOTH_SIDES = 4096,  /* of a difference it shows the old and the new side */
	PFL_SECTIONS = 8192,    /* shows several comparisons, one after the other */
	PFL_PAIR_MEANS = 16384, /* shows means of both sides; pictures show parts of a whole */
	PFL_PASSES_ON = 32768, /* with EXACT: writes the profile itself, and asks for no node */
};

enum { /* pfl_renderer.loses: what a format for other tools cannot hold, of which they are told
	*/
	PFL_LOSES_TYPES = 1, /* all sample types but one */
	PFL_LOSES_LABELS = 2,
	PFL_LOSES_OLD = 4, /* of a pair the old values */
	PFL_LOSES_NEGATIVE = 8,
	PFL_LOSES_PLACES = 16, /* files and lines */
	PFL_LOSES_ADDRESSES = 32,
	PFL_LOSES_INLINING = 64, /* which calls were inlined; their frames are there */
	PFL_LOSES_TIMES = 128,
	PFL_LOSES_COMMENTS = 256,
	PFL_LOSES_LINES = 512, /* but with a granularity that has them */
};

/* A pure function of a const scene: no clock, locale or globals, hence the same bytes always.
 */
struct pfl_renderer {
	const char *family; /* what it shows: "callgraph", "flame", "diff", "top", "convert" */
	const char *format; /* how: "svg", "json"                                            */
	const char *suffix; /* file ending that chooses it, ".svg"                            */
	const char *help;   /* one line                                                       */
	unsigned flags, loses;
	bool (*render)(const struct pfl_scene *scene, const struct pfl_style *style,
		struct pfl_out *out, struct pfl_error *err);
};

/* lib/render/table.c: all of them, ended by NULL. One line per format. */
extern const struct pfl_renderer *const pfl_renderers[];

#endif
