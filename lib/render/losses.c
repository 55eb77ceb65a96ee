/* SPDX-License-Identifier: Apache-2.0 */
/* What an output format cannot hold of a profile, said in one line. */
#include "base/text.h"
#include "render/renderer.h"

#include <inttypes.h>
#include <stdlib.h>

static bool
has_labels(const struct pfl_profile *p)
{
	for (uint32_t i = 0; p->samples.labels && i < p->samples.n; i++) {
		if (p->samples.labels[i])
			return true;
	}
	return false;
}

static bool
has_places(const struct pfl_profile *p)
{
	for (uint32_t i = 0; i < p->frames.n; i++) {
		uint32_t func = p->frames.func[i];

		if (p->frames.line[i] > 0 || (func != PFL_NONE && p->funcs.file[func]))
			return true;
	}
	return false;
}

static bool
has_lines(const struct pfl_profile *p)
{
	for (uint32_t i = 0; i < p->frames.n; i++) {
		if (p->frames.line[i] > 0)
			return true;
	}
	return false;
}

static bool
has_addresses(const struct pfl_profile *p)
{
	for (uint32_t i = 0; i < p->locations.n; i++) {
		if (p->locations.address[i])
			return true;
	}
	return false;
}

static bool
has_inlined(const struct pfl_profile *p)
{
	return p->frames.n > p->locations.n; /* each location has one at least */
}

static bool
has_times(const struct pfl_profile *p)
{
	return p->meta.time_nanos || p->meta.duration_nanos;
}

static bool
has_comments(const struct pfl_profile *p)
{
	return p->meta.n_comments;
}

static bool
has_old(const struct pfl_profile *p)
{
	return p->samples.before != NULL;
}

/* In the order in which they are told. */
static const struct {
	unsigned flag;
	bool (*has)(const struct pfl_profile *p);
	const char *what;
} losses[] = {
	{ PFL_LOSES_LABELS, has_labels, "labels" },
	{ PFL_LOSES_OLD, has_old, "old values" },
	{ PFL_LOSES_NEGATIVE, pfl_profile_has_negative, "negative values" },
	{ PFL_LOSES_PLACES, has_places, "files and lines" },
	{ PFL_LOSES_LINES, has_lines, "lines (-g lines keeps them)" },
	{ PFL_LOSES_ADDRESSES, has_addresses, "addresses" },
	{ PFL_LOSES_INLINING, has_inlined, "marks of inlined calls" },
	{ PFL_LOSES_TIMES, has_times, "times of recording" },
	{ PFL_LOSES_COMMENTS, has_comments, "comments" },
};

enum { LOSSES = sizeof(losses) / sizeof(losses[0]) };

static void
add_list(struct pfl_text *text, const char *const *what, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		pfl_text_str(text, i == 0 ? "no " : i + 1 < n ? ", " : " or ");
		pfl_text_str(text, what[i]);
	}
}

char *
pfl_render_losses(
	const struct pfl_scene *scene, const struct pfl_renderer *r, struct pfl_error *err)
{
	const struct pfl_profile *p = scene->profile;
	bool lines = scene->granularity == PFL_LINES || scene->granularity == PFL_ADDRESSES;
	unsigned loses = r->loses & ~(lines ? (unsigned)PFL_LOSES_LINES : 0);
	bool types = (loses & PFL_LOSES_TYPES) && p->types.n > 1;
	const char *what[LOSSES];
	struct pfl_text text = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < LOSSES; i++) {
		if ((loses & losses[i].flag) && losses[i].has(p))
			what[n++] = losses[i].what;
	}
	if (!types && n == 0)
		return NULL;
	pfl_text_printf(&text, "%s holds ", r->format);
	if (types)
		pfl_text_printf(&text, "one sample type of %" PRIu32 ", %s (-t chooses it)%s",
			p->types.n, scene->type_name, n ? ", and " : "");
	add_list(&text, what, n);
	if (pfl_text_ok(&text, err))
		return text.at;
	pfl_text_clear(&text);
	return NULL;
}
