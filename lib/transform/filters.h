/* SPDX-License-Identifier: Apache-2.0 */
/* The filters that table.c puts in order, one family to a file. */
#ifndef PFL_TRANSFORM_FILTERS_H
#define PFL_TRANSFORM_FILTERS_H

#include "transform/filter.h"

extern const struct pfl_filter pfl_filter_drop;    /* dropkeep.c: the profile's own wishes  */
extern const struct pfl_filter pfl_filter_comment; /* comment.c: add-comment */
extern const struct pfl_filter pfl_filter_tag_frames; /* tagframes.c: tag-root, tag-leaf */
extern const struct pfl_filter pfl_filter_names;     /* samples.c: focus, ignore, hide, show  */
extern const struct pfl_filter pfl_filter_show_from; /* frames.c                              */
extern const struct pfl_filter pfl_filter_tags;      /* tags.c: tag-focus, tag-ignore         */
extern const struct pfl_filter pfl_filter_tag_keys;  /* tags.c: tag-show, tag-hide            */
extern const struct pfl_filter pfl_filter_prune_from; /* frames.c */
extern const struct pfl_filter pfl_filter_no_inlines; /* inlines.c */

/* Note that a setting had no effect, when it was set: "focus expression matched no samples". */
void pfl_filter_note(struct pfl_profile *p, bool set, bool matched, const char *name);

#endif
