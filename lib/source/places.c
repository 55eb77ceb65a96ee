/* SPDX-License-Identifier: Apache-2.0 */
/* Where below a folder a source file may be, to judge by what a profile calls it. */
#include "source/roots.h"

#include "base/name.h"

enum { MAX_NAME = 4096, MAX_ELEMENTS = 64 };

static struct pfl_span
from(struct pfl_span s, size_t skip)
{
	return (struct pfl_span){ s.at + skip, s.n - skip };
}

/* What a profile says must lead downwards, and to nothing that is hidden. */
static bool
is_safe(struct pfl_span path)
{
	struct pfl_span rest = path, element;
	size_t n = 0;

	if (path.n == 0 || path.n > MAX_NAME || memchr(path.at, '\0', path.n))
		return false;
	while (pfl_span_cut(&rest, '/', &element)) {
		if (element.n == 0 || element.at[0] == '.' || ++n > MAX_ELEMENTS)
			return false;
	}
	return true;
}

static void
add(struct pfl_text *places, const char *folder, struct pfl_span path)
{
	if (!is_safe(path))
		return;
	pfl_text_str(places, folder);
	pfl_text_add(places, path);
	pfl_text_char(places, '\0');
}

/* The part of the name behind a folder (an absolute path) that it starts with, or nothing. */
static struct pfl_span
below(struct pfl_span name, const char *folder)
{
	size_t n = folder[1] ? strlen(folder) : 0; /* "/" ends in its own slash */

	if (!pfl_span_starts(name, folder) || name.n <= n || name.at[n] != '/')
		return (struct pfl_span){ 0 };
	return from(name, n + 1);
}

/* Go writes an upper-case letter of a module's path as "!" and the small one. */
static void
add_escaped(struct pfl_text *text, struct pfl_span path)
{
	for (size_t i = 0; i < path.n; i++) {
		char c = path.at[i];
		bool upper = c >= 'A' && c <= 'Z';

		if (upper)
			pfl_text_char(text, '!');
		pfl_text_char(text, upper ? (char)(c - 'A' + 'a') : c);
	}
}

static void
add_unescaped(struct pfl_text *text, struct pfl_span path)
{
	for (size_t i = 0; i < path.n; i++) {
		bool upper = path.at[i] == '!' && i + 1 < path.n && path.at[i + 1] >= 'a' &&
			path.at[i + 1] <= 'z';

		i += upper;
		pfl_text_char(text, upper ? (char)(path.at[i] - 'a' + 'A') : path.at[i]);
	}
}

/* The name below a module cache, wherever that was; the name itself when it was in none. */
static struct pfl_span
below_cache(struct pfl_span name)
{
	static const char cache[] = "/pkg/mod/";
	size_t at = pfl_span_find(name, cache);

	return at < name.n ? from(name, at + sizeof(cache) - 1) : name;
}

/* "module@version" in front of a path below it: where the version's element ends, or 0. */
static size_t
version_end(struct pfl_span path)
{
	size_t at = pfl_span_find(path, "@");

	while (at < path.n && path.at[at] != '/')
		at++;
	return at < path.n ? at : 0;
}

static void
modules_places(
	const struct pfl_source_root *root, struct pfl_span name, struct pfl_text *places)
{
	struct pfl_span path = below(name, root->real);
	struct pfl_text escaped = { 0 };
	size_t end;

	path = path.n ? path : below_cache(name);
	end = version_end(path);
	if (end == 0)
		return;
	if (memchr(path.at, '!', end)) {
		add(places, "", path);
		return;
	}
	add_escaped(&escaped, (struct pfl_span){ path.at, end });
	pfl_text_add(&escaped, from(path, end));
	places->failed |= escaped.failed;
	add(places, "", pfl_text_span(&escaped));
	pfl_text_clear(&escaped);
}

/* Import paths, and what stands behind any "/src/" of an absolute name. */
static void
go_places(const struct pfl_source_root *root, struct pfl_span name, struct pfl_text *places)
{
	static const char src[] = "/src/";
	struct pfl_span path = below(name, root->real);

	add(places, "", path.n ? path : name);
	for (size_t at; path.n == 0 && (at = pfl_span_find(name, src)) < name.n;) {
		name = from(name, at + sizeof(src) - 2);
		add(places, "", from(name, 1));
	}
}

/* Copies of modules that were put into the repository have no version in their path. */
static void
add_vendored(struct pfl_text *places, struct pfl_span name)
{
	struct pfl_span path = below_cache(name);
	struct pfl_text plain = { 0 };
	size_t end = version_end(path), at = pfl_span_find(path, "@");

	if (end) {
		add_unescaped(&plain, (struct pfl_span){ path.at, at });
		pfl_text_add(&plain, from(path, end));
		path = pfl_text_span(&plain);
	}
	places->failed |= plain.failed;
	if (end || path.at == name.at)
		add(places, "vendor/", path);
	pfl_text_clear(&plain);
}

/* The module's own files bear its name, with its version where it was built as one. */
static void
add_own(struct pfl_text *places, const char *module, struct pfl_span name)
{
	size_t n = strlen(module);

	if (n == 0 || !pfl_span_starts(name, module) || name.n == n)
		return;
	if (name.at[n] == '/')
		add(places, "", from(name, n + 1));
	else if (name.at[n] == '@' && version_end(name))
		add(places, "", from(name, version_end(name) + 1));
}

/* Behind each element that is called as the root is, the last one first. */
static void
add_behind(struct pfl_text *places, struct pfl_span element, struct pfl_span name)
{
	for (size_t at = name.n; element.n && at-- > 0;) {
		if (name.n - at >= element.n + 2 && name.at[at] == '/' &&
			name.at[at + element.n + 1] == '/' &&
			memcmp(name.at + at + 1, element.at, element.n) == 0)
			add(places, "", from(name, at + element.n + 2));
	}
}

/* Every end of the name that still has a folder in it: a repository may lie anywhere. */
static void
add_ends(struct pfl_text *places, struct pfl_span name)
{
	for (size_t i = 0; i < name.n; i++) {
		struct pfl_span end = from(name, i + 1);

		if (name.at[i] == '/' && end.n && memchr(end.at, '/', end.n))
			add(places, "", end);
	}
}

static void
folder_places(const struct pfl_source_root *root, struct pfl_span name, struct pfl_text *places)
{
	add(places, "", below(name, root->real));
	add_own(places, root->module, name);
	add(places, "", name);
	add_vendored(places, name);
	add_behind(places, pfl_path_base(pfl_span_of(root->real)), name);
	add_ends(places, name);
}

void
pfl_source_places(
	const struct pfl_source_root *root, struct pfl_span name, struct pfl_text *places)
{
	if (name.n > MAX_NAME || !root->real)
		return;
	switch (root->kind) {
	case PFL_ROOT_FOLDER:
		folder_places(root, name, places);
		break;
	case PFL_ROOT_MODULES:
		modules_places(root, name, places);
		break;
	case PFL_ROOT_GO:
		go_places(root, name, places);
		break;
	}
}
