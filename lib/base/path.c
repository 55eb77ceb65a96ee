/* SPDX-License-Identifier: Apache-2.0 */
/* Names of files, by their text alone. */
#include "base/name.h"

struct pfl_span
pfl_path_base(struct pfl_span path)
{
	size_t start;

	while (path.n > 1 && path.at[path.n - 1] == '/')
		path.n--;
	if (path.n <= 1)
		return path;
	start = path.n;
	while (start > 0 && path.at[start - 1] != '/')
		start--;
	return (struct pfl_span){ path.at + start, path.n - start };
}

/* Take the next element off *rest; false when nothing is left. Empty between two slashes. */
static bool
next_element(struct pfl_span *rest, struct pfl_span *element)
{
	return pfl_span_cut(rest, '/', element);
}

static bool
is_dots(struct pfl_span element, size_t n)
{
	return element.n == n && memcmp(element.at, "..", n) == 0;
}

/* Is there nothing to clean? */
static bool
is_clean(struct pfl_span path)
{
	struct pfl_span element;
	bool rooted = path.at[0] == '/', named = false;

	if (path.n == 1)
		return true;
	if (rooted) {
		path.at++;
		path.n--;
	}
	while (next_element(&path, &element)) {
		if (element.n == 0 || is_dots(element, 1))
			return false;
		if (!is_dots(element, 2))
			named = true;
		else if (rooted || named)
			return false;
	}
	return true;
}

struct pfl_span
pfl_path_clean(struct pfl_span path, struct pfl_text *scratch)
{
	struct pfl_span element;
	size_t root, keep; /* keep: the root and leading ".." cannot be taken back */

	if (path.n == 0 || is_clean(path))
		return path;
	pfl_text_reset(scratch);
	root = path.at[0] == '/';
	if (root)
		pfl_text_char(scratch, '/');
	keep = root;
	while (next_element(&path, &element)) {
		if (element.n == 0 || is_dots(element, 1))
			continue;
		if (is_dots(element, 2)) {
			size_t n = scratch->n;

			if (n > keep) {
				while (n > keep && scratch->at[n - 1] != '/')
					n--;
				pfl_text_cut(scratch, n > keep ? n - 1 : keep);
				continue;
			}
			if (root)
				continue;
		}
		if (scratch->n > root)
			pfl_text_char(scratch, '/');
		pfl_text_add(scratch, element);
		if (is_dots(element, 2))
			keep = scratch->n;
	}
	if (scratch->n == 0)
		pfl_text_char(scratch, '.');
	return pfl_text_span(scratch);
}

/* Where "/element/" stands in the path first: the place behind it, or 0. */
static size_t
behind_element(struct pfl_span path, struct pfl_span element)
{
	for (size_t i = 0; i + element.n + 2 <= path.n; i++) {
		if (path.at[i] == '/' && path.at[i + element.n + 1] == '/' &&
			memcmp(path.at + i + 1, element.at, element.n) == 0)
			return i + element.n + 2;
	}
	return 0;
}

/* The bytes that a prefix, with a slash behind it if it has none, has in common with the path:
 * all or 0. */
static size_t
behind_prefix(struct pfl_span path, struct pfl_span prefix)
{
	if (prefix.n > 0 && prefix.at[prefix.n - 1] == '/')
		prefix.n--;
	return path.n > prefix.n && path.at[prefix.n] == '/' &&
			memcmp(path.at, prefix.at, prefix.n) == 0
		? prefix.n + 1
		: 0;
}

struct pfl_span
pfl_path_trim(struct pfl_span path, const char *trim_path, const char *source_path)
{
	static const char cwd[] = "/proc/self/cwd/./:/proc/self/cwd/";
	const char *lists[] = { trim_path, cwd };
	struct pfl_span rest, element;
	size_t skip = 0;

	if (path.n == 0)
		return path;
	if (trim_path[0] == '\0' && source_path[0]) {
		rest = pfl_span_of(source_path);
		while (skip == 0 && pfl_span_cut(&rest, ':', &element)) {
			element = pfl_path_base(element);
			if (element.n == 0) /* what the working directory is called */
				element = pfl_span_of(".");
			skip = behind_element(path, element);
		}
	}
	for (size_t i = 0; i < 2 && skip == 0; i++) {
		if (lists[i][0] == '\0')
			continue;
		rest = pfl_span_of(lists[i]);
		while (skip == 0 && pfl_span_cut(&rest, ':', &element))
			skip = behind_prefix(path, element);
	}
	return (struct pfl_span){ path.at + skip, path.n - skip };
}
