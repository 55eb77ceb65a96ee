/* SPDX-License-Identifier: Apache-2.0 */
/* What the user knows of names that have changed: s/old/new/. */
#include "compare/maps.h"

#include "base/fault.h"
#include "base/match.h"
#include "base/utf8.h"
#include "base/vec.h"

#include <stdlib.h>

static const char what[] = "map";

struct map {
	struct pfl_matcher *matcher;
	struct pfl_text with; /* as pfl_matcher_replace() has it */
	bool all;
};

struct pfl_maps {
	PFL_VEC(struct map) map;
	struct pfl_text text[2]; /* what one map made, and the next */
};

/* An expression taken apart, before anything is compiled. */
struct parts {
	struct pfl_span whole, pattern, with, flags;
	char delimiter;
};

/* Cut what is in front of the next delimiter that has no backslash off *rest. */
static bool
cut_part(struct parts *parts, struct pfl_span *rest, struct pfl_span *part,
	struct pfl_error *err)
{
	size_t i = 0;

	while (i < rest->n && rest->at[i] != parts->delimiter)
		i += rest->at[i] == '\\' ? 2 : 1;
	if (i >= rest->n)
		return pfl_fail_at(err, PFL_USAGE, what, parts->whole, parts->whole.n,
			"expected another '%c', as in s%cold%cnew%c", parts->delimiter,
			parts->delimiter, parts->delimiter, parts->delimiter);
	*part = (struct pfl_span){ rest->at, i };
	rest->at += i + 1;
	rest->n -= i + 1;
	return true;
}

static bool
take_apart(struct parts *parts, struct pfl_span whole, struct pfl_error *err)
{
	struct pfl_span rest = whole;

	parts->whole = whole;
	if (whole.at[0] != 's')
		return pfl_fail_at(
			err, PFL_USAGE, what, whole, 0, "expected an 's', as in s/old/new/");
	if (whole.n < 2 || whole.at[1] <= 0 || whole.at[1] == '\\')
		return pfl_fail_at(err, PFL_USAGE, what, whole, 1,
			"expected a delimiter behind 's', as in s/old/new/");
	parts->delimiter = whole.at[1];
	rest.at += 2;
	rest.n -= 2;
	if (!cut_part(parts, &rest, &parts->pattern, err) ||
		!cut_part(parts, &rest, &parts->with, err))
		return false;
	parts->flags = rest;
	return true;
}

/* Go's pattern: "\/" is "/" for Go, too, but "\n" with n as a delimiter would be a new line. */
static struct pfl_matcher *
compile(const struct parts *parts, unsigned wishes, struct pfl_error *err)
{
	char d = parts->delimiter;
	bool letter = pfl_is_digit(d) || (d >= 'a' && d <= 'z') || (d >= 'A' && d <= 'Z');
	struct pfl_matcher *m = NULL;
	struct pfl_text pattern = { 0 };

	for (size_t i = 0; i < parts->pattern.n; i++) {
		struct pfl_span s = { parts->pattern.at + i, 1 };

		if (s.at[0] == '\\') { /* never the last byte, see cut_part() */
			s.n = 2;
			if (letter && s.at[1] == d)
				s = (struct pfl_span){ s.at + 1, 1 };
			i++;
		}
		pfl_text_add(&pattern, s);
	}
	if (pfl_text_ok(&pattern, err))
		m = pfl_matcher_make(
			pfl_text_span(&pattern), what, wishes | PFL_MATCH_GROUPS, err);
	pfl_text_clear(&pattern);
	return m;
}

static bool
read_flags(const struct parts *parts, unsigned *wishes, bool *all, struct pfl_error *err)
{
	for (size_t i = 0; i < parts->flags.n; i++) {
		const char *flag = &parts->flags.at[i];

		if (*flag == 'g')
			*all = true;
		else if (*flag == 'i' || *flag == 'I')
			*wishes |= PFL_MATCH_CASELESS;
		else
			return pfl_fail_at(err, PFL_USAGE, what, parts->whole,
				(size_t)(flag - parts->whole.at), "flags are g and i");
	}
	return true;
}

/* One character of the replacement, in the syntax of pfl_matcher_replace(). */
static void
add_literal(struct pfl_text *with, char c)
{
	if (c == '$')
		pfl_text_char(with, '$');
	pfl_text_char(with, c);
}

static bool
read_replacement(struct map *map, const struct parts *parts, struct pfl_error *err)
{
	struct pfl_span s = parts->with;

	if (!pfl_utf8_valid(s.at, s.n))
		return pfl_fail_at(err, PFL_USAGE, what, parts->whole,
			(size_t)(s.at - parts->whole.at), "the replacement is not UTF-8");
	for (size_t i = 0; i < s.n; i++) {
		size_t at = (size_t)(&s.at[i] - parts->whole.at);

		if (s.at[i] == '&') {
			pfl_text_str(&map->with, "${0}");
		} else if (s.at[i] != '\\') {
			add_literal(&map->with, s.at[i]);
		} else if (!pfl_is_digit(s.at[++i]) || s.at[i] == parts->delimiter) {
			add_literal(&map->with, s.at[i]);
		} else if ((uint32_t)(s.at[i] - '0') > pfl_matcher_groups(map->matcher)) {
			return pfl_fail_at(err, PFL_USAGE, what, parts->whole, at,
				"the pattern has no group %c", s.at[i]);
		} else {
			pfl_text_printf(&map->with, "${%c}", s.at[i]);
		}
	}
	return pfl_text_ok(&map->with, err);
}

static bool
add_map(struct pfl_maps *maps, struct pfl_span expression, struct pfl_error *err)
{
	struct parts parts = { 0 };
	struct map *map;
	unsigned wishes = 0;

	if (!pfl_vec_reserve(&maps->map, 1, NULL, "maps", err))
		return false;
	map = &maps->map.at[maps->map.n++];
	*map = (struct map){ 0 };
	return take_apart(&parts, expression, err) &&
		read_flags(&parts, &wishes, &map->all, err) &&
		(map->matcher = compile(&parts, wishes, err)) != NULL &&
		read_replacement(map, &parts, err);
}

struct pfl_maps *
pfl_maps_new(struct pfl_span expressions, struct pfl_error *err)
{
	struct pfl_maps *maps = calloc(1, sizeof(*maps));
	struct pfl_span line;
	bool ok = maps != NULL;

	if (!maps)
		pfl_fail(err, PFL_NOMEM, "out of memory");
	while (ok && pfl_span_cut(&expressions, '\n', &line))
		ok = line.n == 0 || add_map(maps, line, err);
	if (ok)
		return maps;
	pfl_maps_free(maps);
	return NULL;
}

void
pfl_maps_free(struct pfl_maps *maps)
{
	if (!maps)
		return;
	for (size_t i = 0; i < maps->map.n; i++) {
		pfl_matcher_free(maps->map.at[i].matcher);
		pfl_text_clear(&maps->map.at[i].with);
	}
	pfl_vec_clear(&maps->map, NULL);
	pfl_text_clear(&maps->text[0]);
	pfl_text_clear(&maps->text[1]);
	free(maps);
}

bool
pfl_maps_apply(struct pfl_maps *maps, struct pfl_span name, struct pfl_span *result,
	struct pfl_error *err)
{
	unsigned next = 0;

	*result = name;
	for (size_t i = 0; i < maps->map.n; i++) {
		struct map *map = &maps->map.at[i];
		struct pfl_text *text = &maps->text[next];
		bool hit;

		pfl_text_reset(text);
		if (!pfl_matcher_replace(map->matcher, *result, pfl_text_span(&map->with),
			    map->all, text, &hit, err) ||
			!pfl_text_ok(text, err))
			return false;
		if (!hit)
			continue;
		*result = pfl_text_span(text);
		next = 1 - next;
	}
	return true;
}
