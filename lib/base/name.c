/* SPDX-License-Identifier: Apache-2.0 */
/* Names of functions: shortened and cut as reports and pictures show them. */
#include "base/name.h"

#include "base/utf8.h"

static bool
is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool
is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

/* A character of identifiers. */
static bool
is_word(char c)
{
	return is_lower(c) || is_upper(c) || pfl_is_digit(c) || c == '_';
}

static struct pfl_span
from(struct pfl_span s, size_t i)
{
	return (struct pfl_span){ s.at + i, s.n - i };
}

static struct pfl_span
between(struct pfl_span s, size_t start, size_t end)
{
	return (struct pfl_span){ s.at + start, end - start };
}

/* Does `text` stand at s[i]? */
static bool
stands_at(struct pfl_span s, size_t i, const char *text)
{
	size_t n = strlen(text);

	return n <= s.n - i && memcmp(s.at + i, text, n) == 0;
}

/*
 * Where the version in a module's path is, "/v2" and higher in front of "." or "/": false when
 * there is none, else the part [*start, *end) of the name.
 */
static bool
find_version(struct pfl_span s, size_t *start, size_t *end)
{
	for (size_t i = 0; i + 2 < s.n; i++) {
		size_t digits = i + 2, stop;

		if (s.at[i] != '/' || s.at[i + 1] != 'v')
			continue;
		stop = pfl_span_digits(s, digits);
		if (stop == digits || s.at[digits] == '0' || stop == s.n ||
			(stop == digits + 1 && s.at[digits] == '1') ||
			(s.at[stop] != '.' && s.at[stop] != '/'))
			continue;
		*start = i;
		*end = stop;
		return true;
	}
	return false;
}

/*
 * Go: drop as many leading "segment/" as leave text, a dot and text. Slashes further right, in
 * arguments or in segments of other characters, stop it.
 */
static bool
shorten_go(struct pfl_span s, struct pfl_span *result)
{
	size_t i = 0, segment = 0, keep = 0,
	       dot = 0; /* dot: the first one in the segment or later */

	for (; i < s.n; i++) {
		if (s.at[i] == '/') {
			if (i == segment)
				break;
			segment = i + 1;
			if (dot < segment)
				dot = segment + pfl_span_find(from(s, segment), ".");
			if (dot > segment && dot + 1 < s.n)
				keep = segment;
		} else if (!is_word(s.at[i]) && s.at[i] != '-' && s.at[i] != '.') {
			break;
		}
	}
	*result = from(s, keep);
	return keep > 0;
}

static size_t
skip_class(struct pfl_span s, size_t i)
{
	while (i < s.n && (is_word(s.at[i]) || s.at[i] == '$'))
		i++;
	return i;
}

/* Java: drop the packages and the arguments, "java.util.List.add(int)" is "List.add". */
static bool
shorten_java(struct pfl_span s, struct pfl_span *result)
{
	size_t i = 0, class;

	while (i < s.n && is_lower(s.at[i])) {
		while (i < s.n && is_word(s.at[i]))
			i++;
		if (i == s.n || s.at[i] != '.')
			return false;
		i++;
	}
	class = i;
	if (i == s.n || !is_upper(s.at[i]))
		return false;
	i = skip_class(s, i);
	if (i == s.n || s.at[i] != '.' || ++i == s.n)
		return false;
	if (stands_at(s, i, "<init>"))
		i += strlen("<init>");
	else if (is_lower(s.at[i]))
		i = skip_class(s, i);
	else
		return false;
	if (i < s.n && s.at[i] != '(')
		return false;
	*result = between(s, class, i);
	return true;
}

/* The end of an identifier at s[i], or i when there is none. */
static size_t
skip_identifier(struct pfl_span s, size_t i)
{
	if (i == s.n || pfl_is_digit(s.at[i]))
		return i;
	while (i < s.n && is_word(s.at[i]))
		i++;
	return i;
}

/* The end of "Class::method" or "Class::~Class<T>" at s[i], or 0. */
static size_t
skip_method(struct pfl_span s, size_t i)
{
	size_t start = i, end;

	while (i < s.n && s.at[i] == '_')
		i++;
	if (i == s.n || !is_upper(s.at[i]))
		return 0;
	i = skip_identifier(s, start);
	if (!stands_at(s, i, "::"))
		return 0;
	i += 2;
	if (i < s.n && s.at[i] == '~')
		i++;
	end = skip_identifier(s, i);
	if (end == i)
		return 0;
	if (end < s.n && s.at[end] == '<') {
		for (size_t close = s.n; close > end; close--) {
			if (s.at[close - 1] == '>')
				return close;
		}
	}
	return end;
}

/* C++: drop the namespaces in front of "Class::method" and what follows it. */
static bool
shorten_cpp(struct pfl_span s, struct pfl_span *result)
{
	size_t i = 0, end;
	bool found = false;

	while ((end = skip_identifier(s, i)) > i && stands_at(s, end, "::")) {
		i = end + 2;
		end = skip_method(s, i);
		if (end > 0) {
			*result = between(s, i, end);
			found = true;
		}
	}
	return found;
}

struct pfl_span
pfl_name_shorten(struct pfl_span name, struct pfl_text *scratch)
{
	static const char anonymous[] = "(anonymous namespace)::";
	struct pfl_span result;
	size_t start, end;

	if (name.n == 0)
		return name;
	if (stands_at(name, 0, anonymous))
		name = from(name, strlen(anonymous));
	if (find_version(name, &start, &end)) {
		pfl_text_reset(scratch);
		pfl_text_add(scratch, between(name, 0, start));
		pfl_text_add(scratch, from(name, end));
		name = pfl_text_span(scratch);
	}
	if (shorten_go(name, &result) || shorten_java(name, &result) ||
		shorten_cpp(name, &result))
		return result;
	return name;
}

struct pfl_span
pfl_name_simplify(struct pfl_span name)
{
	static const char anonymous[] = "(anonymous namespace)", call[] = "operator()";

	if (name.n == 0)
		return name;
	if (name.at[0] == '.') /* how functions are called on 64-bit PowerPC */
		name = from(name, 1);
	for (size_t i = 0; i < name.n; i++) {
		if (stands_at(name, i, anonymous))
			i += strlen(anonymous) - 1;
		else if (stands_at(name, i, call))
			i += strlen(call) - 1;
		else if (name.at[i] == '(')
			return between(name, 0, i);
	}
	return name;
}

/* What Go's compiler makes of a function literal: "func1", "gowrap2". */
static bool
is_closure(struct pfl_span s)
{
	static const char *const words[] = { "func", "gowrap", "deferwrap" };

	for (size_t k = 0; k < sizeof(words) / sizeof(*words); k++) {
		size_t n = strlen(words[k]);

		if (stands_at(s, 0, words[k]) && n < s.n && pfl_is_digit(s.at[n]))
			return true;
	}
	return false;
}

/*
 * The length of the packages in front of a class and its method, "com.acme.shop" of
 * "com.acme.shop.Cart.add"; else 0. Go's "main.server.Handle" is a type and its method: there
 * nothing follows the capital, or a closure.
 */
static size_t
packages_of_class(struct pfl_span s)
{
	size_t i = 0, end = 0;

	while (i < s.n && is_lower(s.at[i])) {
		while (i < s.n && is_word(s.at[i]))
			i++;
		if (i == s.n || s.at[i] != '.')
			return 0;
		end = i++;
	}
	if (end == 0 || i == s.n || !is_upper(s.at[i]))
		return 0;
	i = skip_class(s, i);
	if (i + 1 >= s.n || s.at[i] != '.')
		return 0;
	s = from(s, i + 1);
	return (is_lower(s.at[0]) || s.at[0] == '<') && !is_closure(s) ? end : 0;
}

/* What stands around a path: "L" and ";" of a Java class, "<" and "&" of a Rust type. */
static struct pfl_span
bare_path(struct pfl_span name)
{
	const char *semicolon = memchr(name.at, ';', name.n);
	size_t i = 0;

	if (semicolon && name.at[0] == 'L')
		return between(name, 1, (size_t)(semicolon - name.at));
	while (i < name.n && (name.at[i] == '<' || name.at[i] == '&'))
		i++;
	return from(name, i);
}

/* The version of a symbol of a shared library: "@@GLIBC_2.34", "@VERS_1". */
static bool
is_version(struct pfl_span s)
{
	size_t i = s.n > 1 && s.at[1] == '@' ? 2 : 1;

	if (i >= s.n || s.at[0] != '@' || !is_upper(s.at[i]))
		return false;
	while (i < s.n && (is_word(s.at[i]) || s.at[i] == '.'))
		i++;
	return i == s.n;
}

/* What compilers append to the name of a function that they make another one of: ".isra.0". */
static bool
is_clone(struct pfl_span s)
{
	static const char *const marks[] = { ".cold.", ".constprop.", ".isra.", ".llvm.",
		".lto_priv.", ".part." };

	for (size_t k = 0; s.at[0] == '.' && k < sizeof(marks) / sizeof(*marks); k++) {
		size_t n = strlen(marks[k]);

		if (stands_at(s, 0, marks[k]) && n < s.n && pfl_is_digit(s.at[n]))
			return true;
	}
	return false;
}

struct pfl_span
pfl_name_package(struct pfl_span name)
{
	size_t end = 0, segment = 0, packages;

	if (name.n == 0)
		return name;
	name = bare_path(name);
	packages = packages_of_class(name);
	if (packages)
		return between(name, 0, packages);
	while (end < name.n && name.at[end] && !strchr("([{< ", name.at[end])) {
		if (name.at[end] == '/')
			segment = end + 1;
		end++;
	}
	if (segment > 1 && segment < end && is_upper(name.at[segment])) /* java/util/List.add */
		return between(name, 0, segment - 1);
	for (size_t i = segment; i < end; i++) {
		if (is_version(from(name, i)) || is_clone(from(name, i)))
			break;
		if (name.at[i] == '.' ||
			(name.at[i] == ':' && i + 1 < end && name.at[i + 1] == ':'))
			return between(name, 0, i);
	}
	return between(name, 0, 0);
}

/* The bytes of the first `columns` characters. */
static size_t
first_columns(struct pfl_span s, size_t columns)
{
	size_t i = 0;

	while (i < s.n && columns-- > 0) {
		uint32_t code;
		size_t length = pfl_utf8_decode(s.at + i, s.n - i, &code);

		i += length > 0 ? length : 1;
	}
	return i;
}

/* Behind the last "/" in front of any bracket: dots before it are parts of an import path. */
static size_t
path_end(struct pfl_span name)
{
	size_t end = 0;

	for (size_t i = 0; i < name.n && !strchr("([{<", name.at[i]); i++) {
		if (name.at[i] == '/')
			end = i + 1;
	}
	return end;
}

struct pfl_span
pfl_name_fit(struct pfl_span name, size_t columns, bool *cut)
{
	size_t left = pfl_utf8_columns(name.at, name.n), path = path_end(name);
	size_t i = 0, counted = 0, start = 0, depth = 0;

	*cut = false;
	if (name.n == 0)
		return name;
	for (; left > columns && i < name.n; i++) {
		char c = name.at[i];
		size_t next = i + 1;

		if (strchr("([{<", c) && c)
			depth++;
		else if (strchr(")]}>", c) && c && depth > 0)
			depth--;
		if (c == ':' && next < name.n && name.at[next] == ':')
			next++;
		else if (c != '/' && (c != '.' || i < path))
			continue;
		if (depth > 0 || next >= name.n)
			continue;
		start = next;
		left -= pfl_utf8_columns(name.at + counted, start - counted);
		counted = start;
	}
	name = from(name, start);
	if (left <= columns)
		return name;
	*cut = true;
	return between(name, 0, columns > 0 ? first_columns(name, columns - 1) : 0);
}
