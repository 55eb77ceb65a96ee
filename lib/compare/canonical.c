/* SPDX-License-Identifier: Apache-2.0 */
/* What stays of a function's name when the program is built again. */
#include "compare/canonical.h"

#include "base/name.h"

/*
 * Three steps, each of which goes over the name once: a prefix is cut off, then suffixes, and
 * what is between is copied but for the parts that the table at the end knows by how they
 * begin.
 */

static const char ellipsis[] = "\xe2\x80\xa6";

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A byte of identifiers in any of the languages. */
static bool
is_word(char c)
{
	return is_letter(c) || pfl_is_digit(c) || c == '_' || (unsigned char)c >= 0x80;
}

/* Does no identifier go on at s[i]? */
static bool
ends_word(struct pfl_span s, size_t i)
{
	return i >= s.n || !is_word(s.at[i]);
}

static bool
stands_at(struct pfl_span s, size_t i, const char *text)
{
	size_t n = strlen(text);

	return i <= s.n && n <= s.n - i && memcmp(s.at + i, text, n) == 0;
}

/* Does `text` end in front of s[i]? */
static bool
stands_before(struct pfl_span s, size_t i, const char *text)
{
	size_t n = strlen(text);

	return n <= i && memcmp(s.at + i - n, text, n) == 0;
}

static size_t
skip_hex(struct pfl_span s, size_t i)
{
	while (i < s.n && pfl_is_hex(s.at[i]))
		i++;
	return i;
}

static size_t
skip_word(struct pfl_span s, size_t i)
{
	while (i < s.n && is_word(s.at[i]))
		i++;
	return i;
}

/* The end of "0x1f" at s[i], or i. */
static size_t
skip_address(struct pfl_span s, size_t i)
{
	size_t end;

	if (!stands_at(s, i, "0x"))
		return i;
	end = skip_hex(s, i + 2);
	return end > i + 2 && ends_word(s, end) ? end : i;
}

/*
 * The prefix. Everything up to one of these is where a build found its sources; `elements` of
 * the path behind it belong to it as well ("rustc/<commit>/").
 */
static const struct {
	const char *marker; /* from an element's start on, slash at the end */
	unsigned elements;
} prefixes[] = {
	{ "vendor/", 0 },
	{ "pkg/mod/", 0 },
	{ "proc/self/cwd/", 0 },
	{ "bazel-out/", 2 }, /* bazel-out/k8-opt/bin/ */
	{ "rustc/", 1 },
	{ "registry/src/", 1 },
};

static size_t
skip_elements(struct pfl_span s, size_t i, unsigned elements)
{
	for (; elements > 0; elements--) {
		while (i < s.n && s.at[i] != '/')
			i++;
		if (i < s.n)
			i++;
	}
	return i;
}

static size_t
behind_prefix(struct pfl_span s)
{
	size_t start = 0;

	for (size_t i = 0; i < s.n && !strchr("([{< ", s.at[i]); i++) {
		if (i > 0 && s.at[i - 1] != '/')
			continue;
		for (size_t k = 0; k < sizeof(prefixes) / sizeof(prefixes[0]); k++) {
			if (i < start || !stands_at(s, i, prefixes[k].marker))
				continue;
			start = skip_elements(
				s, i + strlen(prefixes[k].marker), prefixes[k].elements);
		}
	}
	return start;
}

/* Where what compilers append to a symbol begins, the last of it; s.n: there is nothing. */
static size_t
before_clone(struct pfl_span s)
{
	static const char *const clones[] = { ".isra", ".part", ".constprop", ".cold",
		".lto_priv", ".llvm", ".clone" };
	size_t end = s.n;

	while (end > 0 && pfl_is_digit(s.at[end - 1]))
		end--;
	if (end < s.n && end > 0 && s.at[end - 1] == '.')
		end--; /* ".isra" in front of ".0" */
	else if (end < s.n)
		return s.n;
	for (size_t k = 0; k < sizeof(clones) / sizeof(clones[0]); k++) {
		if (stands_before(s, end, clones[k]) &&
			(end < s.n || strcmp(clones[k], ".cold") == 0))
			return end - strlen(clones[k]);
	}
	return s.n;
}

/* " [clone .isra.0]" or " (.isra.0)", as demanglers write it; s.n: none. */
static size_t
before_note(struct pfl_span s)
{
	enum { LONGEST = 64 };
	char open = s.n > 0 && s.at[s.n - 1] == ']' ? '[' : '(';
	size_t i = s.n;

	if (s.n == 0 || (s.at[s.n - 1] != ']' && s.at[s.n - 1] != ')'))
		return s.n;
	while (i > 0 && s.n - i < LONGEST && s.at[i - 1] != open)
		i--;
	if (i == 0 || s.at[i - 1] != open ||
		!(stands_at(s, i, "clone .") || (open == '(' && stands_at(s, i, "."))))
		return s.n;
	i--;
	return i > 0 && s.at[i - 1] == ' ' ? i - 1 : i;
}

/* "+0x1f" */
static size_t
before_offset(struct pfl_span s)
{
	size_t i = s.n;

	while (i > 0 && pfl_is_hex(s.at[i - 1]))
		i--;
	return i < s.n && stands_before(s, i, "+0x") ? i - 3 : s.n;
}

/* Rust's "::h0123456789abcdef" */
static size_t
before_hash(struct pfl_span s)
{
	enum { HASH = 16 };

	return s.n > HASH + 3 && stands_at(s, s.n - HASH - 3, "::h") &&
			skip_hex(s, s.n - HASH) == s.n
		? s.n - HASH - 3
		: s.n;
}

static size_t
before_suffixes(struct pfl_span s)
{
	static size_t (*const suffixes[])(
		struct pfl_span) = { before_clone, before_note, before_offset, before_hash };
	bool again = true;

	while (again) {
		again = false;
		for (size_t k = 0; k < sizeof(suffixes) / sizeof(suffixes[0]); k++) {
			size_t end = suffixes[k](s);

			again |= end < s.n;
			s.n = end;
		}
	}
	return s.n;
}

/*
 * The parts. Each function looks at s[i], which begins as the table says, and returns the end
 * of what is to be left out, but for the first part->keep bytes of it; i: there is no such
 * part.
 */
struct part {
	size_t keep;
	const char *instead; /* of the rest; NULL: nothing */
	/* What is remembered from part to part. Brackets that did not close are not looked at
	 * again, so time stays linear. */
	size_t closure; /* where the last of Go's closures ended */
	bool open_square, open_angle;
};

/* A number behind a fixed text, which stays: ".func1", "$Proxy12", "tid=7". */
static size_t
numbered(struct pfl_span s, size_t i, const char *text, struct part *part)
{
	size_t digits = i + strlen(text), end;

	if (!stands_at(s, i, text))
		return i;
	end = pfl_span_digits(s, digits);
	if (end == digits || !ends_word(s, end))
		return i;
	part->keep = digits - i;
	return end;
}

/* "0x4a10" */
static size_t
part_address(struct pfl_span s, size_t i, struct part *part)
{
	if (i > 0 && is_word(s.at[i - 1]))
		return i;
	part->keep = 2;
	part->instead = ellipsis;
	return skip_address(s, i);
}

/* ".func1", ".gowrap1", ".deferwrap1", and ".2" behind one of them, which is for a closure in a
 * closure. */
static size_t
part_closure(struct pfl_span s, size_t i, struct part *part)
{
	static const char *const kinds[] = { ".func", ".gowrap", ".deferwrap" };
	size_t end = i;

	for (size_t k = 0; end == i && k < sizeof(kinds) / sizeof(kinds[0]); k++)
		end = numbered(s, i, kinds[k], part);
	if (end == i && i > 0 && i == part->closure)
		end = numbered(s, i, ".", part);
	if (end > i)
		part->closure = end;
	return end;
}

/* "-range1" and "-fm" */
static size_t
part_dash(struct pfl_span s, size_t i, struct part *part)
{
	if (stands_at(s, i, "-fm") && i + 3 == s.n)
		return s.n;
	return numbered(s, i, "-range", part);
}

/* The end of the brackets that open at s[i], or s.n + 1 when they do not close. */
static size_t
skip_square(struct pfl_span s, size_t i)
{
	size_t depth = 0;

	for (; i < s.n; i++) {
		if (s.at[i] == '[')
			depth++;
		else if (s.at[i] == ']' && --depth == 0)
			return i + 1;
	}
	return s.n + 1;
}

/* "[...]", "[go.shape.int]", "[CPU-3]", a Rust crate's "[9f6c2a8d1e3b5a70]" */
static size_t
part_square(struct pfl_span s, size_t i, struct part *part)
{
	enum { SHORTEST_HASH = 12 };
	size_t end = skip_hex(s, i + 1);

	if (end > i + SHORTEST_HASH && stands_at(s, end, "]") && i > 0 && is_word(s.at[i - 1]))
		return end + 1;
	if (stands_at(s, i, "[CPU-"))
		return numbered(s, i, "[CPU-", part);
	if (stands_at(s, i, "[...]"))
		end = i + strlen("[...]");
	else if (!part->open_square && stands_at(s, i, "[go.shape."))
		end = skip_square(s, i);
	else
		return i;
	part->open_square |= end > s.n;
	if (part->open_square)
		return i;
	part->instead = "[\xe2\x80\xa6]";
	return end;
}

/* Anonymous namespaces, as each of the demanglers calls them. */
static size_t
part_anonymous(struct pfl_span s, size_t i, struct part *part)
{
	static const char *const spellings[] = { "(anonymous namespace)::", "{anonymous}::",
		"`anonymous namespace'::", "(anonymous)::", "_GLOBAL__N_1::" };

	(void)part;
	for (size_t k = 0; k < sizeof(spellings) / sizeof(spellings[0]); k++) {
		if (stands_at(s, i, spellings[k]))
			return i + strlen(spellings[k]);
	}
	return i;
}

/* "{lambda(int)#2}", "{closure#0}", "{{closure}}#3": the number. */
static size_t
part_hash(struct pfl_span s, size_t i, struct part *part)
{
	size_t end = pfl_span_digits(s, i + 1);

	(void)part;
	return end > i + 1 && (stands_at(s, end, "}") || stands_before(s, i, "}")) ? end : i;
}

/* clang's "'lambda0'(int)" */
static size_t
part_quoted(struct pfl_span s, size_t i, struct part *part)
{
	size_t end = numbered(s, i, "'lambda", part);

	return end > i && stands_at(s, end, "'") ? end : i;
}

/* "$$Lambda$14/0x00c03000", "$$Lambda.0x00c03000" */
static size_t
skip_lambda(struct pfl_span s, size_t i)
{
	size_t end = i, more;

	if (stands_at(s, end, "$") && pfl_span_digits(s, end + 1) > end + 1)
		end = pfl_span_digits(s, end + 1);
	if (!stands_at(s, end, "/") && !stands_at(s, end, "."))
		return end;
	more = skip_address(s, end + 1);
	if (more == end + 1 && s.at[end] == '/')
		more = pfl_span_digits(s, end + 1);
	return more > end + 1 ? more : end;
}

/* "$$Lambda$14", "$Proxy12", "$1" of anonymous classes, of lambda$run$1 and access$000, "$_0"
 * of clang's lambdas */
static size_t
part_dollar(struct pfl_span s, size_t i, struct part *part)
{
	static const char *const kinds[] = { "$Proxy", "$_", "$" };
	size_t end = i;

	if (stands_at(s, i, "$$Lambda")) {
		part->keep = strlen("$$Lambda");
		return skip_lambda(s, i + part->keep);
	}
	for (size_t k = 0; end == i && k < sizeof(kinds) / sizeof(kinds[0]); k++)
		end = numbered(s, i, kinds[k], part);
	return end;
}

/* "LambdaForm$MH/0x00c03000" */
static size_t
part_form(struct pfl_span s, size_t i, struct part *part)
{
	size_t end = i + strlen("LambdaForm$");

	if (!stands_at(s, i, "LambdaForm$"))
		return i;
	part->keep = strlen("LambdaForm");
	end = skip_word(s, end);
	return stands_at(s, end, "/") ? skip_word(s, end + 1) : end;
}

/* "GeneratedMethodAccessor12" */
static size_t
part_accessor(struct pfl_span s, size_t i, struct part *part)
{
	static const char *const kinds[] = { "GeneratedMethod", "GeneratedConstructor",
		"GeneratedSerializationConstructor" };

	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		if (stands_before(s, i, kinds[k]))
			return numbered(s, i, "Accessor", part);
	}
	return i;
}

/* "[thread tid=1234]" */
static size_t
part_thread(struct pfl_span s, size_t i, struct part *part)
{
	return i == 0 || !is_word(s.at[i - 1]) ? numbered(s, i, "tid=", part) : i;
}

/* ":10:5" at the end or in front of ")" */
static size_t
part_column(struct pfl_span s, size_t i, struct part *part)
{
	size_t line = pfl_span_digits(s, i + 1), end;

	(void)part;
	if (line == i + 1 || !stands_at(s, line, ":"))
		return i;
	end = pfl_span_digits(s, line + 1);
	return end > line + 1 && (end == s.n || s.at[end] == ')') ? end : i;
}

/* "@v1.2.3-0.20240102030405-0123456789ab+incompatible" */
static size_t
part_version(struct pfl_span s, size_t i, struct part *part)
{
	size_t end = i + 1;

	(void)part;
	if (!stands_at(s, i, "@v") || pfl_span_digits(s, i + 2) == i + 2)
		return i;
	do
		end = pfl_span_digits(s, end + 1);
	while (stands_at(s, end, ".") && pfl_span_digits(s, end + 1) > end + 1);
	while (end < s.n && (s.at[end] == '-' || s.at[end] == '+')) {
		end = skip_word(s, end + 1);
		while (stands_at(s, end, ".") && pfl_span_digits(s, end + 1) > end + 1)
			end = skip_word(s, end + 1);
	}
	return end;
}

/* The end of an operator's name at s[i], whose < and > are no brackets; i: there is none. */
static size_t
skip_operator(struct pfl_span s, size_t i)
{
	static const char *const signs[] = { "<=>", "<<=", ">>=", "->*", "<<", ">>",
		"<=", ">=", "->", "<", ">" };
	size_t end = i + strlen("operator");

	if (!stands_at(s, i, "operator") || (i > 0 && is_word(s.at[i - 1])))
		return i;
	for (size_t k = 0; k < sizeof(signs) / sizeof(signs[0]); k++) {
		if (stands_at(s, end, signs[k]))
			return end + strlen(signs[k]);
	}
	return i;
}

/* The end of the template arguments that open at s[i], or s.n + 1 when they do not close. */
static size_t
skip_angles(struct pfl_span s, size_t i)
{
	size_t depth = 0;

	while (i < s.n) {
		size_t end = s.at[i] == 'o' ? skip_operator(s, i) : i;

		if (end > i || stands_at(s, i, "->")) {
			i = end > i ? end : i + 2;
			continue;
		}
		if (s.at[i] == '<')
			depth++;
		else if (s.at[i] == '>' && --depth == 0)
			return i + 1;
		i++;
	}
	return s.n + 1;
}

/* "<int>" behind an identifier; not Rust's "<impl A for B>" and "<A as B>::f". */
static size_t
part_template(struct pfl_span s, size_t i, struct part *part)
{
	size_t end;

	if (part->open_angle || i == 0 || stands_at(s, i, "<impl ") ||
		(!is_word(s.at[i - 1]) && !stands_before(s, i, "::")))
		return i;
	end = skip_angles(s, i);
	part->open_angle = end > s.n;
	part->instead = "<\xe2\x80\xa6>";
	return part->open_angle ? i : end;
}

static const struct {
	char first;
	size_t (*find)(struct pfl_span s, size_t i, struct part *part);
} parts[] = {
	{ '0', part_address },
	{ '.', part_closure },
	{ '-', part_dash },
	{ '[', part_square },
	{ '(', part_anonymous },
	{ '{', part_anonymous },
	{ '`', part_anonymous },
	{ '_', part_anonymous },
	{ '#', part_hash },
	{ '\'', part_quoted },
	{ '$', part_dollar },
	{ 'L', part_form },
	{ 'A', part_accessor },
	{ 't', part_thread },
	{ ':', part_column },
	{ '@', part_version },
};

/* Copying: what is in front of name[copied] has been dealt with. */
struct copy {
	struct pfl_span name;
	size_t copied;
	struct pfl_text *out;
	bool templates;
};

static void
copy_until(struct copy *copy, size_t i)
{
	pfl_text_add(
		copy->out, (struct pfl_span){ copy->name.at + copy->copied, i - copy->copied });
	copy->copied = i;
}

/* The end of the part at name[i], or i. */
static size_t
find_part(const struct copy *copy, size_t i, struct part *part)
{
	char c = copy->name.at[i];

	part->keep = 0;
	part->instead = NULL;
	if (c == '<' && copy->templates)
		return part_template(copy->name, i, part);
	for (size_t k = 0; k < sizeof(parts) / sizeof(parts[0]); k++) {
		if (parts[k].first == c)
			return parts[k].find(copy->name, i, part);
	}
	return i;
}

static void
copy_parts(struct copy *copy)
{
	struct part part = { 0 };
	size_t i = copy->copied;

	while (i < copy->name.n) {
		size_t skip = copy->name.at[i] == 'o' ? skip_operator(copy->name, i) : i;
		size_t end = find_part(copy, i, &part);

		if (end > i) {
			copy_until(copy, i + part.keep);
			if (part.instead)
				pfl_text_str(copy->out, part.instead);
			copy->copied = end;
			i = end;
		} else {
			i = skip > i ? skip : i + 1;
		}
	}
	copy_until(copy, i);
}

/* Is there anything left that could tell one function from another? */
static bool
says_something(struct pfl_span key)
{
	for (size_t i = 0; i < key.n; i++) {
		if (is_letter(key.at[i]) || (unsigned char)key.at[i] >= 0x80)
			return true;
	}
	return false;
}

struct pfl_span
pfl_canonical_name(struct pfl_span name, bool templates, struct pfl_text *scratch)
{
	struct copy copy = { .name = name, .out = scratch, .templates = templates };
	struct pfl_span key;

	if (name.n == 0 || skip_address(name, 0) == name.n)
		return name;
	copy.copied = behind_prefix(name);
	copy.name.n = before_suffixes(name);
	if (copy.copied >= copy.name.n)
		return name;
	pfl_text_reset(scratch);
	copy_parts(&copy);
	key = pfl_text_span(scratch);
	return pfl_span_eq(key, name) || !says_something(key) ? name : key;
}

struct pfl_span
pfl_canonical_file(struct pfl_span file)
{
	return pfl_path_base(file);
}
