/* SPDX-License-Identifier: Apache-2.0 */
/* What was asked for is done or refused, never passed over: settings that mean nothing to a
 * renderer, and profiles that lack what it needs. */
#include "scene/make.h"

#include "transform/view.h"

bool
pfl_scene_check_settings(
	const struct pfl_view *view, const struct pfl_renderer *r, struct pfl_error *err)
{
	const struct pfl_setting *s;

	for (size_t i = 0; (s = pfl_view_setting(i)); i++) {
		if (pfl_view_get(view, s->name) && !pfl_renderer_uses(r, s->name))
			return pfl_fail(
				err, PFL_USAGE, "%s means nothing to %s", s->name, r->family);
	}
	if (pfl_view_get(view, "around") && !(r->flags & (PFL_LAYS_OUT | PFL_GRAPH_VISUAL)))
		return pfl_fail(err, PFL_USAGE,
			"around is about the call graph of a comparison: -f graph, dot or "
			"html");
	if (!(r->flags & PFL_LAYS_OUT) && pfl_view_get(view, "depth") &&
		!pfl_view_get(view, "around"))
		return pfl_fail(err, PFL_USAGE, "depth means nothing without around");
	return !(r->flags & PFL_NEEDS_PATTERN) || pfl_view_get(view, "pattern") ||
		pfl_fail(err, PFL_USAGE, "%s needs a regular expression", r->family);
}

/* Does what is shown of a profile with calls instead of stacks not need the stacks? */
static bool
does_without_stacks(const struct pfl_renderer *r)
{
	bool graph = r->flags & PFL_NEEDS_GRAPH, tree = r->flags & PFL_NEEDS_TREE;

	/* A page about a comparison has a flame graph where it can. */
	if (pfl_scene_family_is(r, "diff"))
		return graph || r->flags & PFL_SECTIONS;
	return pfl_scene_family_is(r, "calibrate") ||
		(graph && !tree && !(r->flags & PFL_ASSEMBLY));
}

bool
pfl_scene_check_stacks(
	const struct pfl_scene *scene, const struct pfl_renderer *r, struct pfl_error *err)
{
	static const char *const settings[] = { "focus", "ignore", "hide", "show", "show-from",
		"prune-from", "tag-focus", "tag-ignore", "tag-root", "tag-leaf", "group-by",
		"call-tree", "own", "delta", NULL };

	if (!scene->input->calls.n)
		return true;
	if (!does_without_stacks(r) && pfl_scene_family_is(r, "diff"))
		return pfl_fail(err, PFL_UNSUPPORTED,
			"these profiles have calls and their costs, but no stacks, which -f %s "
			"needs; text, markdown, json, html, graph, dot, junit and tsv do "
			"without",
			r->format);
	if (!does_without_stacks(r))
		return pfl_fail(err, PFL_UNSUPPORTED,
			"this profile has calls and their costs, but no stacks, which %s "
			"needs; top, tree, peek, list and the call graph do without",
			pfl_scene_family_is(r, "flame")             ? "a flame graph"
				: pfl_scene_family_is(r, "convert") ? r->format
								    : r->family);
	for (size_t i = 0; settings[i]; i++) {
		if (pfl_view_get(scene->view, settings[i]))
			return pfl_fail(err, PFL_UNSUPPORTED,
				"this profile has calls and their costs, but no stacks, which "
				"%s needs",
				settings[i]);
	}
	return true;
}
