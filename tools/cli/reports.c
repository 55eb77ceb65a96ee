/* SPDX-License-Identifier: Apache-2.0 */
/* The operands that are no profiles: which report is asked for, and what it is about. */
#include "cli/request.h"

#include <stdio.h>
#include <string.h>

const struct pfl_renderer *
renderer_of(const char *family)
{
	const struct pfl_renderer *r;

	for (size_t i = 0; (r = pfl_renderer_at(i)); i++) {
		if (family && strcmp(pfl_renderer_family(r), family) == 0)
			return r;
	}
	return NULL;
}

bool
is_report(const struct tool *tool, const char *family)
{
	return tool->reports && is_called("", tool->reports, family, strlen(family)) &&
		renderer_of(family);
}

static bool
no_report(const struct tool *tool, const char *name, struct pfl_error *err)
{
	char list[200] = "";
	size_t used = 0;

	for (size_t i = 0; pfl_renderer_at(i); i++) {
		const char *family = pfl_renderer_family(pfl_renderer_at(i));
		bool first = pfl_renderer_at(i) == renderer_of(family);

		if (first && is_report(tool, family) && used < sizeof(list))
			used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s",
				used ? ", " : "", family);
	}
	return pfl_fail(err, PFL_USAGE, "there is no report '%s'; there are %s", name, list);
}

bool
report_take(struct request *r, struct pfl_error *err)
{
	const char *report = r->inputs.n ? r->inputs.at[0] : NULL;

	if (report && strcmp(report, "text") == 0)
		report = "top"; /* pprof's other word for it */
	if (r->family && (!report || strcmp(report, r->family) != 0))
		return true; /* an option named it: -top */
	if (!report)
		return pfl_fail(err, PFL_USAGE, "no report named; usage: %s %s", r->tool->name,
			r->tool->operands);
	if (!is_report(r->tool, report))
		return no_report(r->tool, report, err);
	r->family = pfl_renderer_family(renderer_of(report));
	list_drop(&r->inputs, 1);
	return true;
}

bool
report_take_pattern(struct request *r, struct pfl_error *err)
{
	const struct pfl_renderer *renderer = renderer_of(r->family);

	if (!renderer || !pfl_renderer_uses(renderer, "pattern") ||
		pfl_view_get(r->view, "pattern"))
		return true;
	if (r->inputs.n && !pfl_view_set(r->view, "pattern", r->inputs.at[0], err))
		return false;
	if (!pfl_view_get(r->view, "pattern"))
		return pfl_fail(err, PFL_USAGE,
			"%s needs a regular expression; usage: %s %s REGEX PROFILE...",
			r->family, r->tool->name, r->family);
	list_drop(&r->inputs, 1);
	return true;
}
