/* SPDX-License-Identifier: Apache-2.0 */
/* Names in every output syntax: what they turn into, and that random bytes never break out. */
#include "harness.h"

#include "base/escape.h"
#include "base/utf8.h"

#define EVIL "\x1b[31m\x7f\xc2\x85\xe2\x80\xae\xff\xed\xa0\x80\xef\xbf\xbe"
#define EVIL_SHOWN "\\x1b[31m\\x7f\\x85\\u202e\\xff\\xed\\xa0\\x80\\ufffe"

typedef void escaper(struct pfl_sink sink, struct pfl_span s);

static void
dot(struct pfl_sink sink, struct pfl_span s)
{
	pfl_escape_dot(sink, s, PFL_DOT_VISIBLE, 0);
}

static void
dot_legend(struct pfl_sink sink, struct pfl_span s)
{
	pfl_escape_dot(sink, s, PFL_DOT_LEFT, 0);
}

static void
dot_cut(struct pfl_sink sink, struct pfl_span s)
{
	pfl_escape_dot(sink, s, PFL_DOT_VISIBLE, 5);
}

static void
code(struct pfl_sink sink, struct pfl_span s)
{
	pfl_escape_markdown_code(sink, s, false);
}

static void
cell(struct pfl_sink sink, struct pfl_span s)
{
	pfl_escape_markdown_code(sink, s, true);
}

static void
mermaid(struct pfl_sink sink, struct pfl_span s)
{
	pfl_escape_mermaid(sink, s, 0);
}

static void
mermaid_cut(struct pfl_sink sink, struct pfl_span s)
{
	pfl_escape_mermaid(sink, s, 5);
}

static void
csv(struct pfl_sink sink, struct pfl_span s)
{
	pfl_escape_csv(sink, s, false);
}

static void
csv_raw(struct pfl_sink sink, struct pfl_span s)
{
	pfl_escape_csv(sink, s, true);
}

static const struct {
	const char *name;
	escaper *escape;
	const char *in, *want;
} cases[] = {
	{ "terminal", pfl_escape_terminal, "", "" },
	{ "terminal", pfl_escape_terminal, "a\\b \"c\" <d>\xc3\xa9", "a\\b \"c\" <d>\xc3\xa9" },
	{ "terminal", pfl_escape_terminal, "a\nb\tc\rd", "a\\nb\\tc\\rd" },
	{ "terminal", pfl_escape_terminal, EVIL, EVIL_SHOWN },
	{ "terminal", pfl_escape_terminal, "a ##[error]b ##vso[task.x]c",
		"a \\x23#[error]b \\x23#vso[task.x]c" },
	{ "terminal", pfl_escape_terminal, "###[", "#\\x23#[" },
	{ "terminal", pfl_escape_terminal, "C# ## ##x ##X[ #[", "C# ## ##x ##X[ #[" },

	{ "xml", pfl_escape_xml, "std::vector<int>::at", "std::vector&lt;int&gt;::at" },
	{ "xml", pfl_escape_xml, "\"'&amp;]]>", "&quot;&#39;&amp;amp;]]&gt;" },
	{ "xml", pfl_escape_xml, "\xf0\x9f\x94\xa5", "\xf0\x9f\x94\xa5" },
	{ "xml", pfl_escape_xml, EVIL, EVIL_SHOWN },

	{ "json", pfl_escape_json, "a\"b\\c\n\r\t\b\f/", "a\\\"b\\\\c\\n\\r\\t\\b\\f/" },
	{ "json", pfl_escape_json, "</script>&", "\\u003c/script\\u003e\\u0026" },
	{ "json", pfl_escape_json, "\xe2\x80\xa8\xe2\x80\xa9", "\\u2028\\u2029" },
	{ "json", pfl_escape_json, "\x01\xff\xf0\x9f\xbf\xbe",
		"\\u0001\xef\xbf\xbd\\ud83f\\udffe" },

	{ "dot", dot, "a\"b\\N<c>", "a\\\"b\\\\N<c>" },
	{ "dot", dot, "a\nb", "a\\\\nb" },
	{ "dot", dot, "x\\", "x\\\\" },
	{ "dot", dot, "a && b&lt;c&;d&#60;e&f g;", "a && b&amp;lt;c&amp;;d&amp;#60;e&f g;" },
	{ "dot", dot, "\x1b\xff", "\\\\x1b\\\\xff" },
	{ "dot legend", dot_legend, "a\nb\n", "a\\lb\\l" },
	{ "dot cut", dot_cut, "12345", "12345" },
	{ "dot cut", dot_cut, "123456", "12345..." },
	{ "dot cut", dot_cut, "1234\xc3\xa9", "1234..." },
	{ "mermaid", mermaid, "sha256.(*digest).Write", "sha256.(#42;digest).Write" },
	{ "mermaid", mermaid, "a\"b]`c`;#35;", "a#34;b#93;#96;c#96;#59;#35;35#59;" },
	{ "mermaid", mermaid, "%%{init: {}}%%<b>&amp;\n",
		"#37;#37;#123;init#58; #123;#125;#125;#37;#37;#60;b#62;#38;amp#59;#92;n" },
	{ "mermaid", mermaid, "1. x\xc3\xa9", "#49;. x\xc3\xa9" },
	{ "mermaid", mermaid, "\x1b\xff", "#92;x1b#92;xff" },
	{ "mermaid cut", mermaid_cut, "123456", "#49;2345..." },
	{ "dot cut", dot_cut, "\\\\\\\\\\\\", "\\\\\\\\\\\\\\\\\\\\..." },

	{ "code", code, "f", "`f`" },
	{ "code", code, "", "`  `" },
	{ "code", code, "a`b", "``a`b``" },
	{ "code", code, "`a```", "```` `a``` ````" },
	{ "code", code, " a ", "`  a  `" },
	{ "code", code, "a|b\nc\\", "`a|b\\nc\\`" },
	{ "cell", cell, "a|b\\c", "`a\\|b\\c`" },
	{ "cell", cell, "a\\|b", "`a\\x5c\\|b`" },
	{ "cell", cell, "##[error]a", "`\\x23#[error]a`" },

	{ "csv", csv, "plain name(int)", "plain name(int)" },
	{ "csv", csv, "a,b", "\"a,b\"" },
	{ "csv", csv, "say \"x\"", "\"say \"\"x\"\"\"" },
	{ "csv", csv, "=1+1", "'=1+1" },
	{ "csv", csv, "-a,b", "\"'-a,b\"" },
	{ "csv", csv, "@a", "'@a" },
	{ "csv", csv, "a=1", "a=1" },
	{ "csv", csv, " a", "\" a\"" },
	{ "csv raw", csv_raw, "=1,\x1b\"", "\"=1,\x1b\"\"\"" },
	{ "csv raw", csv_raw, "a\nb", "\"a\nb\"" },

	{ "folded", pfl_escape_folded, "operator new(unsigned long)",
		"operator new(unsigned long)" },
	{ "folded", pfl_escape_folded, "[u8; 8]", "[u8\\x3b 8]" },
	{ "folded", pfl_escape_folded, "a\nb\r", "a\\x0ab\\x0d" },
	{ "folded", pfl_escape_folded, "C:\\x\\y", "C:\\x\\y" },
	{ "folded", pfl_escape_folded, "\\x3b", "\\x5cx3b" },
	{ "folded", pfl_escape_folded, "\\x3B \\x3", "\\x3B \\x3" },
	{ "folded", pfl_escape_folded, "f 12", "f\\x2012" },
	{ "folded", pfl_escape_folded, "f 1.5", "f\\x201.5" },
	{ "folded", pfl_escape_folded, "f 12.", "f\\x2012." },
	{ "folded", pfl_escape_folded, "f .5", "f .5" },
	{ "folded", pfl_escape_folded, "f 1.2.3", "f 1.2.3" },
	{ "folded", pfl_escape_folded, "f 12x", "f 12x" },
	{ "folded", pfl_escape_folded, "12", "12" },
	{ "folded", pfl_escape_folded, " 12", "\\x2012" },
	{ "folded", pfl_escape_folded, " ", "\\x20" },
	{ "folded", pfl_escape_folded, "a  ", "a \\x20" },
	{ "folded", pfl_escape_folded, "# a", "\\x23 a" },
	{ "folded", pfl_escape_folded, "#a", "#a" },
	{ "folded", pfl_escape_folded, "\xff\xe2\x80\xae\xc3\xa9",
		"\\xff\\xe2\\x80\\xae\xc3\xa9" },
	{ "folded plain", pfl_escape_folded_plain, "a;b\nc\\x3b \xff",
		"a:b_c\\x3b \xef\xbf\xbd" },
	{ "folded plain", pfl_escape_folded_plain, "f 12", "f_12" },
	{ "folded plain", pfl_escape_folded_plain, "f 12  ", "f_12" },
	{ "folded plain", pfl_escape_folded_plain, "# a", "#_a" },
};

static void
test_cases(void)
{
	struct pfl_text text = { 0 };

	for (size_t i = 0; i < COUNTOF(cases); i++) {
		test_case(cases[i].name);
		pfl_text_reset(&text);
		cases[i].escape(pfl_sink_text(&text), pfl_span_of(cases[i].in));
		CHECK_STR(pfl_text_get(&text), cases[i].want);
	}
	pfl_text_clear(&text);
}

static void
test_out(void)
{
	struct pfl_error err = { 0 };
	struct pfl_out *out = pfl_out_memory(&err);
	size_t n;
	char *text;

	test_case("to a sink");
	if (!CHECK(out != NULL))
		return;
	pfl_escape_xml(pfl_sink_out(out), pfl_span_of("a<b"));
	pfl_escape_xml(pfl_sink_out(out), (struct pfl_span){ NULL, 0 });
	pfl_escape_json(pfl_sink_out(out), (struct pfl_span){ "a\0b", 3 });
	text = pfl_out_take(out, &n, &err);
	CHECK_STR(text, "a&lt;ba\\u0000b");
	free(text);
}

/* A generator of our own: the same bytes on every system. */
static uint32_t
next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*state >> 33);
}

static size_t
random_name(uint64_t *state, char *name)
{
	static const char *const parts[] = { ";", "\\", "x", "3b", " ", "12", ".", "#", "\n",
		"\r", "\"", "`", "|", "&", "lt;", "<", "=", ",", "\xff", "\xc3", "\xa9",
		"\xe2\x80\xae", "\xf0\x9f\x94\xa5", "\x1b", "\x01", "a", "\\x" };
	size_t n = 0;

	for (uint32_t k = next_random(state) % 9; k > 0; k--) {
		const char *part = parts[next_random(state) % COUNTOF(parts)];

		memcpy(name + n, part, strlen(part));
		n += strlen(part);
	}
	return n;
}

/* Does the text hold one of these characters, outside of \-escapes when escapes is true? */
static bool
holds(const struct pfl_text *text, const char *forbidden, bool escapes)
{
	for (size_t i = 0; i < text->n; i++) {
		if (escapes && text->at[i] == '\\')
			i++;
		else if (text->at[i] == '\0' || strchr(forbidden, text->at[i]))
			return true;
	}
	return false;
}

static void
test_random(void)
{
	static const struct {
		const char *name;
		escaper *escape;
		const char *forbidden;
		bool escapes;
	} syntaxes[] = {
		{ "random terminal", pfl_escape_terminal, "\n\r\x1b\x01", false },
		{ "random xml", pfl_escape_xml, "<>\"\n\r\x1b\x01", false },
		{ "random json", pfl_escape_json, "<>&\"\n\r\x1b\x01", true },
		{ "random mermaid", mermaid, "\"&<>`%{}[]|\n\r\x1b\x01", false },
		{ "random dot", dot, "\"\n\r\x1b\x01", true },
		{ "random csv", csv, "\n\r\x1b\x01", false },
		{ "random code", code, "\n\r\x1b\x01", false },
		{ "random folded", pfl_escape_folded, ";\n\r\x1b\x01", false },
		{ "random folded plain", pfl_escape_folded_plain, ";\n\r\x1b\x01", false },
	};
	struct pfl_text text = { 0 }, back = { 0 };
	uint64_t state = 1;
	char name[128];

	for (int i = 0; i < 20000; i++) {
		struct pfl_span s = { name, random_name(&state, name) };
		bool ok = true;

		for (size_t k = 0; k < COUNTOF(syntaxes) && ok; k++) {
			test_case(syntaxes[k].name);
			pfl_text_reset(&text);
			syntaxes[k].escape(pfl_sink_text(&text), s);
			ok = pfl_utf8_valid(text.at, text.n) &&
				!holds(&text, syntaxes[k].forbidden, syntaxes[k].escapes);
		}
		if (!ok && !CHECK(ok))
			break;
		test_case("folded and back");
		pfl_text_reset(&text);
		pfl_text_reset(&back);
		pfl_escape_folded(pfl_sink_text(&text), s);
		pfl_unescape_folded(&back, pfl_text_span(&text));
		ok = pfl_span_eq(pfl_text_span(&back), s);
		if (!ok && !CHECK(ok))
			break;
	}
	test_case("random names");
	CHECK(!text.failed && !back.failed);
	pfl_text_clear(&text);
	pfl_text_clear(&back);
}

static void
test_folded(void)
{
	struct pfl_text text = { 0 };

	test_case("folded escapes");
	pfl_unescape_folded(&text, pfl_span_of("a\\b\\x3\\x3B\\"));
	CHECK_STR(pfl_text_get(&text), "a\\b\\x3\\x3B\\"); /* none of these is an escape */
	pfl_text_reset(&text);
	pfl_unescape_folded(&text, pfl_span_of("\\\\x3b\\x0g\\x41"));
	CHECK_STR(pfl_text_get(&text), "\\;\\x0gA");
	pfl_text_clear(&text);
}

static void
test_utf8(void)
{
	static const struct {
		const char *text;
		size_t columns, cut[6]; /* after at most 0, 1, ... bytes */
	} texts[] = {
		{ "abc", 3, { 0, 1, 2, 3, 3, 3 } },
		{ "a\xc3\xa9z", 3, { 0, 1, 1, 3, 4, 4 } },
		{ "\xf0\x9f\x94\xa5z", 2, { 0, 0, 0, 0, 4, 5 } },
		{ "\xe6\x97\xa5", 1, { 0, 0, 0, 3, 3, 3 } },
		{ "\xa9\xa9\xa9\xa9", 4, { 0, 1, 2, 3, 4, 4 } },
	};
	char buf[4];
	uint32_t code_point;

	test_case("utf-8");
	for (size_t i = 0; i < COUNTOF(texts); i++) {
		size_t n = strlen(texts[i].text);

		CHECK_U64(pfl_utf8_columns(texts[i].text, n), texts[i].columns);
		for (size_t max = 0; max < 6; max++)
			CHECK_U64(pfl_utf8_cut(texts[i].text, n, max), texts[i].cut[max]);
	}
	for (uint32_t c = 1; c < 0x110000; c = c * 2 + 1) {
		size_t n = pfl_utf8_encode(c, buf);

		CHECK_U64(pfl_utf8_decode(buf, n, &code_point), n);
		CHECK_U64(code_point, c);
	}
	CHECK(pfl_utf8_valid("12345678\xc3\xa9", 10));
	CHECK(!pfl_utf8_valid("12345678\xc3\xa9", 9));
	CHECK(!pfl_utf8_valid("1234567\xff"
			      "12345678",
		16));
}

int
main(void)
{
	test_cases();
	test_out();
	test_random();
	test_folded();
	test_utf8();
	return test_done();
}
