/* SPDX-License-Identifier: Apache-2.0 */
/* The lines that say what a report or a picture shows. */
#ifndef PFL_RENDER_LABELS_H
#define PFL_RENDER_LABELS_H

#include "base/text.h"
#include "scene.h"

/* What pfl_scene_labels() is to tell. */
enum {
	PFL_LABELS_PROFILE = 1, /* File, Build ID, comments, Type, Doc, Time, Duration */
	PFL_LABELS_REPORT = 2,  /* active filters, nodes shown and dropped; needs the graph */
	PFL_LABELS_VISUAL = 4,  /* with REPORT: also edges dropped, and where to read on */
	PFL_LABELS_FILTERS = 8, /* of REPORT only the active filters                     */
};

/*
 * Append the lines that pprof puts above a report or into a graph's legend (semantics 13), each
 * with a newline. The time is in UTC, wherever this runs. What comes from the profile is
 * visible and keeps to its line; it still needs the escapes of the output's own syntax.
 */
void pfl_scene_labels(const struct pfl_scene *scene, unsigned what, struct pfl_text *text);

/* Append nanoseconds since 1970 as "2023-11-14 22:13:20", on request with ".5"; in UTC. False,
 * and nothing, when there is no such date. */
bool pfl_labels_time(struct pfl_text *text, int64_t nanos, bool fraction);

#endif
