/* SPDX-License-Identifier: Apache-2.0 */
/* The stage between a listing and its renderer: from the names of files to their texts. */
#include "source/sources.h"

#include "base/escape.h"
#include "base/sorted.h"
#include "source/read.h"
#include "source/roots.h"

#include <stdlib.h>

enum { ALL_BYTES = 256 << 20 }; /* of all source files together */

struct search {
	struct pfl_profile *p;
	struct pfl_arena *arena;
	struct pfl_source_roots roots;
	struct pfl_text places, text;
	size_t left;             /* bytes that may still be read */
	uint32_t missing, first; /* files not found; string id of the first of them */
};

static int
by_file(const void *a, const void *b)
{
	uint32_t x = ((const struct pfl_source_text *)a)->file;
	uint32_t y = ((const struct pfl_source_text *)b)->file;

	return pfl_sorted_cmp(x, y);
}

const struct pfl_source_text *
pfl_sources_get(const struct pfl_sources *sources, uint32_t file)
{
	struct pfl_source_text key = { .file = file };

	return sources->n ? bsearch(&key, sources->at, sources->n, sizeof(key), by_file) : NULL;
}

struct pfl_span
pfl_sources_line(const struct pfl_source_text *source, int64_t line)
{
	struct pfl_span text = source->text;
	size_t start, end;

	if (line < 1 || line > source->n_lines)
		return (struct pfl_span){ "", 0 };
	start = source->line[line - 1];
	end = line < source->n_lines ? source->line[line] : text.n;
	end -= end > start && text.at[end - 1] == '\n';
	end -= end > start && text.at[end - 1] == '\r';
	return (struct pfl_span){ text.at + start, end - start };
}

static bool
split_lines(struct pfl_source_text *source, struct pfl_arena *arena, struct pfl_error *err)
{
	const char *at = source->text.at, *end = at + source->text.n;
	uint32_t *line, n = 0;

	for (const char *c = at; c < end && (c = memchr(c, '\n', (size_t)(end - c))); c++)
		n++;
	n += end > at && end[-1] != '\n';
	line = pfl_arena_alloc(arena, n, sizeof(*line), err);
	if (!line)
		return false;
	source->line = line;
	source->n_lines = n;
	for (uint32_t i = 0; i < n; i++) {
		const char *next = memchr(at, '\n', (size_t)(end - at));

		line[i] = (uint32_t)(at - source->text.at);
		at = next ? next + 1 : end;
	}
	return true;
}

static bool
set_problem(struct search *s, struct pfl_source_text *source, const char *place,
	const char *why, struct pfl_error *err)
{
	struct pfl_span name = pfl_profile_text(s->p, source->file);

	pfl_text_reset(&s->text);
	pfl_text_str(&s->text, why ? "" : "could not find file ");
	pfl_escape_terminal(pfl_sink_text(&s->text), why ? pfl_span_of(place) : name);
	if (why) {
		pfl_text_str(&s->text, " is not read: ");
		pfl_text_str(&s->text, why);
	}
	if (!pfl_text_ok(&s->text, err))
		return false;
	source->problem = pfl_arena_text(s->arena, s->text.at, s->text.n, err);
	return source->problem != NULL;
}

/* Try the places below one root. A refusal counts if nothing better turns up. */
static enum pfl_read_end
try_root(struct search *s, const struct pfl_source_root *root, struct pfl_source_text *source,
	struct pfl_error *err)
{
	size_t most = s->left < PFL_SOURCE_BYTES ? s->left : PFL_SOURCE_BYTES;
	const char *place;

	pfl_text_reset(&s->places);
	pfl_source_places(root, pfl_profile_text(s->p, source->file), &s->places);
	if (source->given != source->file)
		pfl_source_places(root, pfl_profile_text(s->p, source->given), &s->places);
	if (!pfl_text_ok(&s->places, err))
		return PFL_READ_FAILED;
	place = pfl_text_get(&s->places);
	for (; place < s->places.at + s->places.n; place += strlen(place) + 1) {
		const char *why = NULL;
		enum pfl_read_end end = pfl_read_below(
			root->real, place, most, s->arena, &source->text, &why, err);

		if (end == PFL_READ_REFUSED && !source->problem &&
			!set_problem(s, source, place, why, err))
			return PFL_READ_FAILED;
		if (end == PFL_READ_DONE || end == PFL_READ_FAILED)
			return end;
	}
	return PFL_READ_ABSENT;
}

static bool
find_one(struct search *s, struct pfl_source_text *source, struct pfl_error *err)
{
	enum pfl_read_end end = PFL_READ_ABSENT;

	for (uint32_t i = 0; end == PFL_READ_ABSENT && i < s->roots.n; i++)
		end = try_root(s, &s->roots.at[i], source, err);
	if (end == PFL_READ_FAILED)
		return false;
	if (end == PFL_READ_DONE) {
		s->left -= source->text.n;
		source->problem = NULL;
		return split_lines(source, s->arena, err);
	}
	if (source->problem)
		return true;
	if (s->missing++ == 0)
		s->first = source->file;
	return set_problem(s, source, NULL, NULL, err);
}

/* Where it was looked, as one note for all that was not found. */
static void
add_note(struct search *s)
{
	struct pfl_span name = pfl_profile_text(s->p, s->first);

	pfl_text_reset(&s->text);
	for (uint32_t i = 0; i < s->roots.n; i++) {
		pfl_text_str(&s->text, i ? ", " : "");
		pfl_text_str(&s->text, s->roots.at[i].path);
		if (!s->roots.at[i].real)
			pfl_text_str(&s->text, " (not there)");
	}
	pfl_profile_add_note(s->p,
		"%u source file%s not found (%.*s%s); --source-path DIRS adds places to look; "
		"looked below %s",
		s->missing, s->missing == 1 ? "" : "s", (int)(name.n < 200 ? name.n : 200),
		name.n ? name.at : "", s->missing == 1 ? "" : ", ...",
		s->roots.n ? pfl_text_get(&s->text) : "no folder");
}

/* Each file once, by its name. */
static bool
take_list(struct pfl_sources *sources, const struct pfl_source_text *list, uint32_t n,
	struct pfl_arena *arena, struct pfl_error *err)
{
	sources->n = 0;
	sources->at = pfl_arena_alloc(arena, n, sizeof(*sources->at), err);
	if (!sources->at)
		return false;
	if (n) {
		memcpy(sources->at, list, n * sizeof(*list));
		qsort(sources->at, n, sizeof(*list), by_file);
	}
	for (uint32_t i = 0; i < n; i++) {
		if (i == 0 || sources->at[i].file != sources->at[sources->n - 1].file)
			sources->at[sources->n++] = sources->at[i];
	}
	return true;
}

bool
pfl_sources_find(struct pfl_sources *sources, struct pfl_profile *p,
	const struct pfl_source_text *list, uint32_t n, const char *source_path,
	struct pfl_arena *arena, struct pfl_error *err)
{
	struct search s = { .p = p, .arena = arena, .left = ALL_BYTES };
	bool ok = take_list(sources, list, n, arena, err) &&
		pfl_source_roots_find(&s.roots, source_path, arena, err);

	for (uint32_t i = 0; ok && i < sources->n; i++)
		ok = find_one(&s, &sources->at[i], err);
	if (ok && s.missing)
		add_note(&s);
	pfl_text_clear(&s.places);
	pfl_text_clear(&s.text);
	return ok;
}
