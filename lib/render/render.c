/* SPDX-License-Identifier: Apache-2.0 */
/* Finding and running renderers. */
#include "render/renderer.h"
#include <string.h>

const struct pfl_renderer *
pfl_renderer_at(size_t i)
{
	/* Walked rather than indexed, so that any i past the end is safe. */
	for (const struct pfl_renderer *const *r = pfl_renderers; *r; r++)
		if (!i--)
			return *r;
	return NULL;
}

const struct pfl_renderer *
pfl_renderer_find(const char *family, const char *format)
{
	for (const struct pfl_renderer *const *r = pfl_renderers; *r; r++)
		if (!strcmp((*r)->family, family) && !strcmp((*r)->format, format))
			return *r;
	return NULL;
}

const char *
pfl_renderer_family(const struct pfl_renderer *r)
{
	return r->family;
}

const char *
pfl_renderer_format(const struct pfl_renderer *r)
{
	return r->format;
}

const char *
pfl_renderer_suffix(const struct pfl_renderer *r)
{
	return r->suffix;
}

const char *
pfl_renderer_help(const struct pfl_renderer *r)
{
	return r->help;
}

bool
pfl_renderer_shares(const struct pfl_renderer *a, const struct pfl_renderer *b)
{
	return (a->flags | PFL_BINARY) == (b->flags | PFL_BINARY) &&
		strcmp(a->family, b->family) == 0;
}

bool
pfl_renderer_is_binary(const struct pfl_renderer *r)
{
	return r->flags & PFL_BINARY;
}

bool
pfl_renderer_uses(const struct pfl_renderer *r, const char *setting)
{
	static const struct {
		const char *setting;
		unsigned flag;  /* 0: that it compares */
		bool elsewhere; /* does it mean anything to what is no renderer? */
		bool compares;  /* ... to comparisons, whatever their format? */
	} narrow[] = {
		{ "pattern", PFL_NEEDS_PATTERN, false, false },
		{ "group-by", PFL_CAN_GROUP, true, false },
		{ "intel-syntax", PFL_ASSEMBLY, true, false },
		{ "around", PFL_LAYS_OUT | PFL_GRAPH_VISUAL, false, true },
		{ "depth", PFL_LAYS_OUT | PFL_GRAPH_VISUAL, false, true },
		{ "layout", PFL_LAYS_OUT, false, true },
		{ "root", PFL_LAYS_OUT, false, false },
		{ "collapse-recursion", PFL_LAYS_OUT, false, false },
		{ "sort", PFL_LAYS_OUT, false, false },
		{ "class", PFL_LAYS_OUT, false, false },
		{ "palette", PFL_LAYS_OUT, false, true },
		{ "side", PFL_LAYS_OUT, false, true },
		{ "change", PFL_LAYS_OUT, false, true },
		{ "by-label", 0, true, true },
		{ "delta", 0, true, true },
		{ "normalization", 0, true, true },
		{ "operations", 0, true, true },
		{ "noise", 0, true, true },
		{ "event-value", 0, true, true },
		{ "allow-empty", 0, true, true },
		{ "block-rate", 0, true, true },
		{ "own", 0, true, true },
		{ "unsteady", 0, true, true },
		{ "map", 0, true, true },
		{ "fail-on", 0, true, true },
		{ "strict", 0, true, true },
		{ "min-share", 0, true, true },
		/* Of several runs, of which a shell has one. */
		{ "drop-outliers", 0, false, true },
		{ "test", 0, false, true },
	};

	for (size_t i = 0; i < sizeof(narrow) / sizeof(narrow[0]); i++) {
		if (strcmp(setting, narrow[i].setting) != 0)
			continue;
		if (!r)
			return narrow[i].elsewhere;
		return (r->flags & narrow[i].flag) != 0 ||
			(narrow[i].compares && strcmp(r->family, "diff") == 0);
	}
	return true;
}

bool
pfl_render(const struct pfl_scene *scene, const struct pfl_renderer *r,
	const struct pfl_style *style, struct pfl_out *out, struct pfl_error *err)
{
	static const struct pfl_style plain = { 0 };

	return r->render(scene, style ? style : &plain, out, err);
}
