/* SPDX-License-Identifier: Apache-2.0 */
/* Flame graphs: where boxes are, what is packed, what the documents say. */
#include "flame.h"

#include <zlib.h>

static bool
has(const char *text, const char *part)
{
	bool found = strstr(text, part) != NULL;

	if (!CHECK(found))
		fprintf(stderr, "  no \"%s\"\n", part);
	return found;
}

static bool
lacks(const char *text, const char *part)
{
	bool found = strstr(text, part) != NULL;

	if (!CHECK(!found))
		fprintf(stderr, "  has \"%s\"\n", part);
	return !found;
}

static void
test_layout(void)
{
	static const struct {
		uint32_t depth;
		int32_t x, width;
	} want[] = {
		{ 0, 0, 1000 },  /* all               */
		{ 1, 0, 600 },   /* a: 200 of its own */
		{ 2, 200, 100 }, /* a;B               */
		{ 2, 300, 300 }, /* a;b               */
		{ 1, 600, 400 }, /* c                 */
	};
	const struct pfl_style style = { 0 };
	struct pfl_flame_boxes boxes = { 0 };
	struct pfl_error err = { 0 };
	struct flame_fixture t;
	struct pfl_flame flame;

	test_case("layout");
	if (!fixture_init(&t, "c 4\na;b 3\na 2\na;B 1\n", "flame", "svg"))
		return;
	CHECK(pfl_flame_init(&flame, t.scene, &style, &err));
	CHECK(pfl_flame_layout(&boxes, &flame, 1000, 1, 100, &err));
	if (CHECK_U64(boxes.box.n, COUNTOF(want))) {
		for (size_t i = 0; i < COUNTOF(want); i++) {
			CHECK_U64(flame.tree->depth[boxes.box.at[i].row], want[i].depth);
			CHECK_I64(boxes.box.at[i].x, want[i].x);
			CHECK_I64(boxes.box.at[i].width, want[i].width);
		}
	}
	CHECK_U64(boxes.depth, 2);

	test_case("narrow boxes go with all that is above them");
	CHECK(pfl_flame_layout(&boxes, &flame, 1000, 1001, 100, &err));
	CHECK_U64(boxes.box.n, 4);
	CHECK(pfl_flame_layout(&boxes, &flame, 1000, 3001, 100, &err));
	CHECK_U64(boxes.box.n, 3);
	CHECK_U64(boxes.depth, 1);

	test_case("too many boxes");
	CHECK(pfl_flame_layout(&boxes, &flame, 1000, 1, 4, &err));
	CHECK_U64(boxes.box.n, 3);
	CHECK(boxes.least > 1000);

	test_case("depth");
	flame.max_depth = 1;
	CHECK(pfl_flame_layout(&boxes, &flame, 1000, 1, 100, &err));
	CHECK_U64(boxes.box.n, 3);
	pfl_vec_clear(&boxes.box, NULL);
	pfl_flame_clear(&flame);
	fixture_clear(&t);
}

/* A reader of docs/flame-data.md, written from that page. */
struct reader {
	unsigned char *at;
	size_t n, i;
	uint64_t rows, n_texts, n_places;
};

static uint64_t
number(struct reader *r)
{
	uint64_t value = 0;
	unsigned shift = 0;

	do {
		if (!CHECK(r->i < r->n))
			return 0;
		if (shift < 64)
			value |= (uint64_t)(r->at[r->i] & 0x7f) << shift;
		shift += 7;
	} while (r->at[r->i++] & 0x80);
	return value;
}

static int64_t
signed_number(struct reader *r)
{
	uint64_t value = number(r);

	return value & 1 ? -(int64_t)(value / 2) - 1 : (int64_t)(value / 2);
}

static void
skip(struct reader *r, uint64_t numbers)
{
	while (numbers-- > 0)
		number(r);
}

/* The value of an entry, copied into value[64]; positions the reader behind the entries. */
static void
entry(struct reader *r, const char *key, char *value)
{
	r->i = 5;
	value[0] = '\0';
	for (uint64_t n = number(r); n > 0; n--) {
		uint64_t length = number(r);
		bool same = length == strlen(key) && memcmp(r->at + r->i, key, length) == 0;

		r->i += length;
		length = number(r);
		if (same && length < 64) {
			memcpy(value, r->at + r->i, length);
			value[length] = '\0';
		}
		r->i += length;
	}
}

/* Position the reader at the shape. */
static void
to_shape(struct reader *r)
{
	uint64_t bytes = 0;
	char value[64];

	entry(r, "", value);
	r->n_texts = number(r);
	skip(r, r->n_texts - 1);
	for (uint64_t i = 1; i < r->n_texts; i++)
		bytes += number(r);
	r->i += bytes;
	r->n_places = number(r);
	skip(r, 6 * r->n_places);
	r->rows = number(r);
}

static bool
inflate_data(struct reader *r, const struct pfl_flame_data *data)
{
	uLongf n = data->raw;

	*r = (struct reader){ .at = malloc(data->raw + 1), .n = data->raw };
	return CHECK(r->at != NULL) &&
		CHECK(uncompress(r->at, &n, data->at, data->n) == Z_OK && n == data->raw) &&
		CHECK(crc32(0, r->at, (uInt)r->n) == data->crc) &&
		CHECK(r->n > 5 && memcmp(r->at, "PFLF\1", 5) == 0);
}

/* The sum of a column's own parts and rests, which is the total. */
static int64_t
column_sum(struct reader *r, bool with_sign)
{
	int64_t unit = (int64_t)number(r), sum = 0;

	for (uint64_t i = 0; i < 2 * r->rows; i++)
		sum += with_sign ? signed_number(r) : (int64_t)number(r);
	return sum * unit;
}

static void
test_pack(void)
{
	const struct pfl_style style = { 0 };
	struct pfl_flame_data data;
	struct pfl_error err = { 0 };
	struct flame_fixture t;
	struct pfl_flame flame;
	struct reader r;
	char value[64];

	test_case("pack");
	if (!fixture_init(&t, "main.a;main.b 300\nmain.a 200\nmain.c 500\n", "flame", "svg"))
		return;
	CHECK(pfl_flame_init(&flame, t.scene, &style, &err));
	CHECK(pfl_flame_pack(&data, &flame, 1000, 100000, &err));
	CHECK_U64(data.rows, 4);
	CHECK(data.floor == 0);
	if (inflate_data(&r, &data)) {
		static const uint8_t shape[] = { 0, 0, 4 };

		entry(&r, "columns", value);
		CHECK_STR(value, "value");
		entry(&r, "total", value);
		CHECK_STR(value, "1000");
		to_shape(&r);
		CHECK_U64(r.rows, 4);
		CHECK_U64(r.n_places, 4);
		for (size_t i = 0; i < COUNTOF(shape); i++)
			CHECK_U64(number(&r), shape[i]);
		skip(&r, r.rows - 1);
		CHECK_U64(r.at[r.i], 100); /* the common divisor */
		CHECK_I64(column_sum(&r, false), 1000);
		CHECK_U64(r.i, r.n);
	}
	free(r.at);
	free(data.at);
	pfl_flame_clear(&flame);
	fixture_clear(&t);
}

/* Lines of a random tree; the caller frees it. */
static char *
random_stacks(unsigned seed, unsigned lines)
{
	char *text = malloc(lines * 120 + 1), *at = text;

	for (unsigned i = 0; text && i < lines; i++) {
		unsigned depth;

		seed = seed * 1103515245u + 12345u;
		depth = 1 + (seed >> 16) % 9;
		for (unsigned d = 0; d < depth; d++) {
			seed = seed * 1103515245u + 12345u;
			at += sprintf(at, "%spkg.f%u", d ? ";" : "", (seed >> 16) % 4);
		}
		seed = seed * 1103515245u + 12345u;
		at += sprintf(at, " %u\n", 1 + (seed >> 16) % 1000 * ((seed >> 20) % 50));
	}
	return text;
}

static void
check_pruned(const struct pfl_flame *flame, uint32_t max_rows, size_t max_bytes)
{
	struct pfl_flame_data data = { 0 };
	struct pfl_error err = { 0 };
	struct reader r = { 0 };

	if (CHECK(pfl_flame_pack(&data, flame, max_rows, max_bytes, &err)) &&
		inflate_data(&r, &data)) {
		CHECK(data.rows >= 1 && data.rows <= max_rows);
		to_shape(&r);
		CHECK_U64(r.rows, data.rows);
		skip(&r, 2 * (r.rows - 1));
		CHECK_I64(column_sum(&r, false), (int64_t)flame->total[0]);
		CHECK_U64(r.i, r.n);
		/* Rows that would have had room were not left out. */
		for (uint32_t i = 1, kept = 1; i < flame->tree->n; i++) {
			kept += flame->total[i] >= data.floor;
			if (i + 1 == flame->tree->n)
				CHECK_U64(data.rows, kept);
		}
	}
	free(r.at);
	free(data.at);
}

static void
test_prune(void)
{
	const struct pfl_style style = { 0 };
	char *stacks = random_stacks(7, 3000);
	struct pfl_error err = { 0 };
	struct flame_fixture t;
	struct pfl_flame flame;

	test_case("prune");
	if (stacks && fixture_init(&t, stacks, "flame", "svg")) {
		CHECK(pfl_flame_init(&flame, t.scene, &style, &err));
		CHECK(flame.tree->n > 2000);
		check_pruned(&flame, 1000000, 1000000);
		check_pruned(&flame, 1500, 1000000);
		check_pruned(&flame, 100, 1000000);
		check_pruned(&flame, 1, 1000000);
		check_pruned(&flame, 1000000, 1500);
		check_pruned(&flame, 1000000, 1);
		pfl_flame_clear(&flame);
	}
	fixture_clear(&t);
	free(stacks);
}

static void
test_svg(void)
{
	const struct pfl_style plain = { 0 }, inverted = { .inverted = true, .width = 600 };
	const char *stacks = "main.main;main.work 30\nmain.main 10\nruntime.gc 60\n";
	char *one = flame_text(stacks, "flame", "svg", NULL);
	char *two = flame_text(stacks, "flame", "svg", &plain);
	char *icicle = flame_text(stacks, "flame", "svg", &inverted);

	test_case("document");
	CHECK(one && two && strcmp(one, two) == 0);
	has(one, "<title>Flame graph</title>");
	has(one,
		"\n1. runtime.gc 60, 60.00%\n2. main.work 30, 30.00%\n3. main.main 10, 10.00%");
	has(one, "own code 40.00%");
	has(one, "runtime and standard library 60.00%");
	has(one, ">main.work</text>");
	has(one, ">all: 100</text>");
	has(one, ">3 frames</text>");
	has(one, "data-format=\"profloom-flame/1\"");
	has(one, "M10 112h1179.6v17h-1179.6z"); /* hence the root below */
	has(icicle, "M10 76h579.6v17h-579.6z");
	has(icicle, "data-inverted=\"1\"");
	free(one);
	free(two);
	free(icicle);
}

static void
test_hostile(void)
{
	static const char stacks[] =
		"<script>alert(1)</script>;]]></metadata>\"'&;\\x1b[2J\xff\x01 7\nok 3\n";
	const struct pfl_style style = { .title = "<b>&\"" };
	char *text = flame_text(stacks, "flame", "svg", &style);
	const char *data = strstr(text, "<metadata");

	test_case("hostile names");
	has(text, "&lt;script&gt;alert(1)&lt;/script&gt;");
	has(text, "<title>&lt;b&gt;&amp;&quot;</title>");
	lacks(text, "<script>alert");
	lacks(text, "\xff");
	lacks(text, "\x01");
	if (CHECK(data != NULL)) {
		size_t n = strcspn(data + 1, "<");

		CHECK(strncmp(data + 1 + n, "</metadata>\n<metadata class=\"viewer\">", 37) ==
			0);
	}
	free(text);
}

static void
test_nothing(void)
{
	char *text = flame_text("a;b 0\n", "flame", "svg", NULL);

	test_case("no samples");
	has(text, "There are no samples");
	lacks(text, "<script");
	lacks(text, "<metadata");
	has(text, "</svg>\n");
	free(text);
}

static void
test_deep(void)
{
	const struct pfl_style style = { .max_depth = 2 };
	char *text = flame_text("a;b;c;d 5\na 1\n", "flame", "svg", &style);

	test_case("too deep");
	has(text, "4 frames; \xe2\x80\xa6 2 frames not shown: too deep");
	has(text, ">b</text>");
	lacks(text, ">c</text>");
	free(text);
}

/* A picture has room for fewer frames than data that a script draws a window of. */
static void
test_very_deep(void)
{
	enum { DEPTH = 2048 };
	static const struct {
		const char *name;
		unsigned max_depth;
		const char *note;
	} cases[] = {
		{ "deeper than is drawn by itself", 0,
			">2,048 frames; \xe2\x80\xa6 1,536 frames not shown: too deep "
			"(--max-depth)</text>" },
		{ "as deep as is drawn", DEPTH,
			">2,048 frames; 279 frames below 0.75 px or too high for the picture "
			"are "
			"in the data</text>" },
		{ "one less", DEPTH - 1,
			">2,048 frames; 278 frames below 0.75 px or too high for the picture "
			"are "
			"in the data; \xe2\x80\xa6 1 frame not shown: too deep "
			"(--max-depth)</text>" },
	};
	char stack[2 * DEPTH + 2];

	for (size_t i = 0; i < DEPTH; i++) {
		stack[2 * i] = i % 2 ? 'a' : 'b';
		stack[2 * i + 1] = ';';
	}
	strcpy(stack + 2 * DEPTH - 1, " 1");
	for (size_t i = 0; i < COUNTOF(cases); i++) {
		const struct pfl_style style = { .max_depth = cases[i].max_depth };
		char *text = flame_text(stack, "flame", "svg", &style);

		test_case(cases[i].name);
		has(text, cases[i].note);
		free(text);
	}
}

static void
test_pair(void)
{
	char *text = flame_text("a;b 10 30\na;c 40 20\ngone;x 25 0\n", "flame", "svg", NULL);

	test_case("pair");
	has(text, "<title>What changed</title>");
	has(text,
		"old 75 \xe2\x86\x92 new 50 (\xe2\x88\x92"
		"33.3%)<");
	has(text, "data-format=\"profloom-flame/2\"");
	/* Of 95: what is gone keeps its 25, b has 30, c 40. */
	has(text,
		"<rect class=\"c45\" x=\"10\" y=\"98\" width=\"372.2\" height=\"17\" "
		"fill=\"#f08a3c\"><title>b\nold 10 (13.33%) \xe2\x86\x92 new 30 "
		"(60.00%), +20, \xc3\x97"
		"3; self 10 \xe2\x86\x92 30</title></rect>");
	has(text, ">\xe2\x96\xb2\xe2\x96\xb2 b</text>");
	has(text, ">\xe2\x96\xbc\xe2\x96\xbc c</text>");
	has(text, ">\xe2\x9c\x95 x</text>");
	has(text, "fill=\"#ffffff\" stroke=\"#2f74a3\" stroke-dasharray=\"4 2\"><title>x\n");
	has(text, "h124v2h-124z"); /* a third of b is its old size */
	free(text);

	test_case("what is new");
	text = flame_text("a 10 10\nfresh 0 5\n", "flame", "svg", NULL);
	has(text, "fill=\"url(#pfl-new)\"><title>fresh\n");
	free(text);
}

/* Siblings too narrow to be seen are together wide enough. */
static void
test_small_siblings(void)
{
	const struct pfl_style style = { .width = 220, .min_width = 10 };
	char *text = flame_text(
		"a 90 90\nb;x 2 4\nc 2 1\nd 2 0\ne 1 1\nf 3 3\n", "flame", "svg", &style);

	test_case("small siblings share a box");
	has(text,
		"height=\"17\" fill=\"#ececee\"><title>(6 small frames, \xe2\x88\x92"
		"1)\nold 10 (10.00%) \xe2\x86\x92 new 9 (9.09%), \xe2\x88\x92"
		"1, \xc3\x97"
		"0.9</title></rect>");
	has(text, "7 frames; 6 frames below 10.00 px are in the data");
	free(text);
}

static void
test_negative(void)
{
	static const struct sample_text samples[] = { { "up;main", { 30 }, NULL },
		{ "down;main", { -10 }, NULL } };
	char *text = flame_text_of("n/count", samples, 2, NULL, NULL, "flame", "svg");

	test_case("values below 0");
	has(text, "widths are |value|");
	has(text, "M10 76h294.6v17h-294.6z"); /* down: 10 of 10 + 30 */
	has(text, ">all: 20</text>");
	free(text);
}

static void
test_mean(void)
{
	static const struct sample_text samples[] = { { "a;main", { 2, 10 }, NULL },
		{ "b;main", { 3, 30 }, NULL } };
	char *text =
		flame_text_of("n/count t/count", samples, 2, "mean", "true", "flame", "svg");

	test_case("mean");
	has(text, "M10 76h294.6v17h-294.6z"); /* a: 10 of 40 */
	has(text, ">all: 8</text>");          /* 40 / 5      */
	free(text);
}

static void
test_json(void)
{
	char *text = flame_text("a;b 10 30\na 1 2\n", "flame", "json", NULL);

	test_case("json");
	has(text, "{\n\t\"schema\": \"flame/1\",\n\t\"tool\": \"profloom\",\n");
	has(text, "\"total\": 32,\n\t\"old_total\": 11,");
	has(text,
		"{\"depth\": 0, \"name\": \"all\", \"self\": 0, \"old_self\": 0, \"total\": "
		"32, "
		"\"old_total\": 11}");
	has(text,
		"{\"depth\": 2, \"name\": \"b\", \"file\": \"\", \"line\": 0, \"class\": \"own "
		"code\", "
		"\"self\": 30, \"old_self\": 10, \"total\": 30, \"old_total\": 10}");
	free(text);
}

int
main(void)
{
	test_layout();
	test_pack();
	test_prune();
	test_svg();
	test_hostile();
	test_nothing();
	test_deep();
	test_very_deep();
	test_pair();
	test_small_siblings();
	test_negative();
	test_mean();
	test_json();
	return test_done();
}
