/* SPDX-License-Identifier: Apache-2.0 */
/* add-comment: one more comment in the profile's own list, as pprof's -add_comment. */
#include "transform/filters.h"

static bool
wanted(const struct pfl_view *view)
{
	return pfl_view_get(view, "add-comment") != NULL;
}

static bool
apply(struct pfl_profile *p, const struct pfl_view *view, struct pfl_error *err)
{
	struct pfl_span text = pfl_span_of(pfl_view_get(view, "add-comment"));
	uint32_t n = p->meta.n_comments, id = pfl_strtab_add(&p->strings, text, err);
	uint32_t *comment = pfl_arena_alloc(&p->arena, (size_t)n + 1, sizeof(*comment), err);

	if (id == UINT32_MAX || !comment)
		return false;
	if (n)
		memcpy(comment, p->meta.comment, n * sizeof(*comment));
	comment[n] = id;
	p->meta.comment = comment;
	p->meta.n_comments = n + 1;
	return true;
}

const struct pfl_filter pfl_filter_comment = {
	.wanted = wanted,
	.apply = apply,
};
