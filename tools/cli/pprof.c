/* SPDX-License-Identifier: Apache-2.0 */
/* Words that a user of pprof types: its short spellings, its reports, and what has no place
 * here. */
#include "cli/request.h"

#include <string.h>

static bool
set_granularity(
	struct request *r, const struct option *o, const char *arg, struct pfl_error *err)
{
	bool on;

	if (!flag_value(o->name, arg, &on, err))
		return false;
	return !on || pfl_view_set(r->view, "granularity", o->name, err);
}

/* Which of several counts is settled when all options are known. */
static bool
pick_type(struct request *r, const struct option *o, const char *arg, struct pfl_error *err)
{
	unsigned bit = 1u << (o - pprof_options);
	bool on;

	if (!flag_value(o->name, arg, &on, err))
		return false;
	r->picked = on ? r->picked | bit : r->picked & ~bit;
	return true;
}

/* The types come first, in the order in which pprof looks at them. */
const struct option pprof_options[] = {
	{ "total_delay", "delay", 0, NULL, "as --sample-type delay", GROUP_PPROF, pick_type, 0,
		NULL },
	{ "mean_delay", NULL, 0, NULL, "as --sample-type delay --mean", GROUP_PPROF, pick_type,
		0, NULL },
	{ "contentions", NULL, 0, NULL, "as --sample-type contentions", GROUP_PPROF, pick_type,
		0, NULL },
	{ "inuse_space", NULL, 0, NULL, "as --sample-type inuse_space", GROUP_PPROF, pick_type,
		0, NULL },
	{ "inuse_objects", NULL, 0, NULL, "as --sample-type inuse_objects", GROUP_PPROF,
		pick_type, 0, NULL },
	{ "alloc_space", NULL, 0, NULL, "as --sample-type alloc_space", GROUP_PPROF, pick_type,
		0, NULL },
	{ "alloc_objects", NULL, 0, NULL, "as --sample-type alloc_objects", GROUP_PPROF,
		pick_type, 0, NULL },
	{ "functions", NULL, 0, NULL, "as --granularity functions", GROUP_PPROF,
		set_granularity, 0, NULL },
	{ "filefunctions", NULL, 0, NULL, "as --granularity filefunctions", GROUP_PPROF,
		set_granularity, 0, NULL },
	{ "files", NULL, 0, NULL, "as --granularity files", GROUP_PPROF, set_granularity, 0,
		NULL },
	{ "lines", NULL, 0, NULL, "as --granularity lines", GROUP_PPROF, set_granularity, 0,
		NULL },
	{ "addresses", NULL, 0, NULL, "as --granularity addresses", GROUP_PPROF,
		set_granularity, 0, NULL },
};

const size_t n_pprof_options = sizeof(pprof_options) / sizeof(pprof_options[0]);

/* As pprof: --sample-type wins, then the first in the order of the table. */
bool
settle_types(struct request *r, struct pfl_error *err)
{
	for (size_t i = 0; i < n_pprof_options; i++) {
		const char *name = pprof_options[i].name, *type = name;
		struct pfl_error text = { 0 };

		if (!(r->picked & 1u << i))
			continue;
		if (strcmp(name, "mean_delay") == 0 &&
			!pfl_view_set(r->view, "mean", "true", err))
			return false;
		if (strcmp(name, "total_delay") == 0 || strcmp(name, "mean_delay") == 0)
			type = "delay";
		if (!pfl_view_get(r->view, "sample-type")) {
			if (!pfl_view_set(r->view, "sample-type", type, err))
				return false;
		} else if (!r->quiet) {
			pfl_fail(&text, PFL_USAGE, "another sample type is named, ignoring -%s",
				name);
			complain(r, "note", text.msg);
		}
	}
	return true;
}

const struct report_name pprof_reports[] = {
	{ "top", "top", "text" },
	{ "text", "top", "text" },
	{ "tree", "tree", "text" },
	{ "peek", "peek", "text" },
	{ "list", "list", "text" },
	{ "weblist", "weblist", "html" },
	{ "disasm", "disasm", "text" },
	{ "traces", "traces", "text" },
	{ "tags", "tags", "text" },
	{ "raw", "raw", "text" },
	{ "comments", "comments", "text" },
	{ "svg", "callgraph", "svg" },
	{ "dot", "callgraph", "dot" },
	{ "png", "callgraph", "png" },
	{ "pdf", "callgraph", "pdf" },
	{ "proto", "convert", "pprof" },
	{ "callgrind", "convert", "callgrind" },
	{ "topproto", "top", "pprof" },
	{ NULL, NULL, NULL },
};

static bool
is_word(const char *word, const char *text, size_t n)
{
	return strlen(word) == n && memcmp(word, text, n) == 0;
}

/* Where the report is to be had. */
static bool
elsewhere(const char *name, const char *family, const char *format, struct pfl_error *err)
{
	const char *tool = strcmp(family, "callgraph") == 0 ? "pprof2svg"
		: strcmp(family, "convert") == 0            ? "profconv"
							    : NULL;

	if (!pfl_renderer_find(family, format))
		return pfl_fail(err, PFL_USAGE, "-%s: this version has no such report", name);
	if (tool)
		return pfl_fail(err, PFL_USAGE, "-%s: %s -f %s makes that", name, tool, format);
	return pfl_fail(err, PFL_USAGE, "-%s: proftext %s makes that", name, family);
}

/* -top, or of a report about a regular expression: -peek=RE. */
static bool
take_report(struct request *r, const char *name, const char *family, const char *format,
	struct pfl_error *err)
{
	if (r->family && !r->tool->family && strcmp(r->family, family) != 0)
		return pfl_fail(
			err, PFL_USAGE, "-%s: the report is %s already", name, r->family);
	if (r->family && pfl_renderer_find(r->family, format)) {
		if (r->format && strcmp(r->format, format) != 0)
			return pfl_fail(err, PFL_USAGE, "-%s: the format is %s already", name,
				r->format);
		r->format = format;
		return true;
	}
	if (!is_report(r->tool, family))
		return elsewhere(name, family, format, err);
	r->family = family;
	return true;
}

static bool
report_word(struct request *r, const struct report_name *report, const char *attached,
	struct pfl_error *err)
{
	const struct pfl_renderer *renderer = pfl_renderer_find(report->family, report->format);
	bool on = true, pattern = renderer && pfl_renderer_uses(renderer, "pattern");

	if (attached && renderer && !pattern && !flag_value(report->name, attached, &on, err))
		return false;
	if (on && !take_report(r, report->name, report->family, report->format, err))
		return false;
	return !attached || !pattern || pfl_view_set(r->view, "pattern", attached, err);
}

const struct refusal refusals[] = {
	{ "tools", "no other programs are run; --binary-path names folders of programs" },
	{ "buildid",
		"a profile has its programs' build ids; --binary-path names their folders" },
	{ "http no-browser",
		"there is no web server here; flamegen makes a page to look around in" },
	{ "web eog evince gv kcachegrind",
		"no viewer is started; pprof2svg -o FILE.svg writes a picture to open" },
	{ "gif ps", "pictures are svg, png or pdf" },
	{ NULL, NULL },
};

bool
pprof_word(struct request *r, const char *text, size_t n, const char *attached, bool *known,
	struct pfl_error *err)
{
	*known = n > 0;
	for (const struct report_name *report = pprof_reports; report->name; report++) {
		if (is_word(report->name, text, n))
			return report_word(r, report, attached, err);
	}
	for (const struct refusal *no = refusals; *known && no->names; no++) {
		if (is_called("", no->names, text, n))
			return pfl_fail(err, PFL_USAGE, "--%.*s: %s", (int)n, text, no->why);
	}
	*known = false;
	return true;
}
