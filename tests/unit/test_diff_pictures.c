/* SPDX-License-Identifier: Apache-2.0 */
/* The pictures and the page of a comparison: what they say, and names that mean harm. */
#include "flame.h"
#include "pairing.h"

struct sides {
	const char *old, *now;
};

static const struct sides pair = {
	"main;work;parse 9000\nmain;work;hash 1000\nmain;rest 20000\nmain;gone 7000\n",
	"main;work;parse 9100\nmain;work;hash 15000\nmain;rest 20100\nmain;added 8000\n",
};

static void
has(const char *text, const char *part)
{
	if (!CHECK(strstr(text, part) != NULL))
		fprintf(stderr, "  no \"%s\"\n", part);
}

static void
lacks(const char *text, const char *part)
{
	if (!CHECK(strstr(text, part) == NULL))
		fprintf(stderr, "  has \"%s\"\n", part);
}

static char *
draw_sides(struct sides sides, const char *format)
{
	struct pfl_read_opts opts = { .format = "folded" };
	struct pfl_error err = { 0 };
	struct pfl_profile *old =
		pfl_read_mem(sides.old, strlen(sides.old), "old", &opts, &err);
	struct pfl_profile *now =
		pfl_read_mem(sides.now, strlen(sides.now), "new", &opts, &err);
	struct flame_fixture t = { 0 };
	char *text = NULL;

	if (CHECK(old && now) &&
		fixture_make(&t, pair_two(old, now, &err), NULL, NULL, "diff", format))
		text = fixture_render(&t, NULL);
	fixture_clear(&t);
	pfl_profile_free(old);
	pfl_profile_free(now);
	return text ? text : calloc(1, 1);
}

/* The same bytes each time. */
static char *
twice(struct sides sides, const char *format)
{
	char *one = draw_sides(sides, format);
	char *two = draw_sides(sides, format);

	CHECK_STR(one, two);
	free(two);
	return one;
}

static void
test_dot(void)
{
	char *text = twice(pair, "dot");

	test_case("dot");
	has(text, "digraph \"What changed\" {\n");
	has(text, "hash\\n");
	has(text, "penwidth=");
	has(text, " (gone)");
	has(text, "style=\"filled,dashed\"");
	has(text, "peripheries=2");
	has(text, "\\n new\"");
	free(text);
}

static void
test_flame(void)
{
	char *text = twice(pair, "svg");

	test_case("flame graph");
	has(text, "at least +");
	has(text, "(finding #1)");
	has(text, " find\"");
	has(text, "grey is no more than noise");
	free(text);
}

#if PFL_HAVE_GRAPHVIZ
static void
test_graph(void)
{
	char *text = twice(pair, "graph");

	test_case("call graph");
	has(text, "<title>What changed, samples</title>");
	has(text, ">#1</text>");
	has(text, ">gone: hatched</text>");
	has(text, "stroke-dasharray");
	free(text);
}
#endif

static void
test_page(void)
{
	char *text = twice(pair, "html");

	test_case("page");
	has(text, "default-src 'none'; script-src 'sha256-");
	has(text, "<article class=\"card more\" id=\"finding-1\">");
	has(text, "<section id=\"flame\">");
	has(text, "<section id=\"functions\">");
	has(text, "<section id=\"noise\">");
	has(text, "<script type=\"application/json\" id=\"profdiff\">");
	has(text, "</body>\n</html>\n");
	free(text);
}

static void
test_hostile(void)
{
	static const char *const formats[] = {
		"html",
		"svg",
		"dot",
#if PFL_HAVE_GRAPHVIZ
		"graph",
#endif
	};
	static const struct sides evil = {
		"main;<script>alert(1)</script>;\"]];x[label=\x1b[2J\xff 7000\n"
		"main;</title></svg></script>'& 5000\nmain;ok 30000\n",
		"main;<script>alert(1)</script>;\"]];x[label=\x1b[2J\xff 90000\n"
		"main;</title></svg></script>'& 4000\nmain;ok 30000\n",
	};

	for (size_t i = 0; i < COUNTOF(formats); i++) {
		char *text = twice(evil, formats[i]);

		test_case(formats[i]);
		if (strcmp(formats[i], "dot") != 0) {
			lacks(text, "<script>alert");
			lacks(text, "</title></svg>");
		}
		lacks(text, "\"];x[");
		lacks(text, "\x1b");
		lacks(text, "\xff");
		free(text);
	}
}

/* Against itself there is nothing to see, and the documents are whole. */
static void
test_same(void)
{
	static const struct sides equal = { "a;b 900\na 5\n", "a;b 900\na 5\n" };
	static const struct sides empty = { "a;b 0\n", "a;b 0\n" };
	char *svg = twice(equal, "svg");
	char *html = twice(equal, "html");
	char *nothing = twice(empty, "html");

	test_case("the same");
	has(svg, "no provable change");
	lacks(svg, "(finding #1");
	has(html, "<h1>No provable change</h1>");
	has(html, "</html>\n");
	test_case("no samples");
	has(nothing, "There are no samples to show.");
	has(nothing, "</html>\n");
	free(svg);
	free(html);
	free(nothing);
}

int
main(void)
{
	test_dot();
	test_flame();
#if PFL_HAVE_GRAPHVIZ
	test_graph();
#endif
	test_page();
	test_hostile();
	test_same();
	return test_done();
}
