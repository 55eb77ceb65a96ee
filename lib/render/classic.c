/* SPDX-License-Identifier: Apache-2.0 */
/* The palettes that flame graphs have had since FlameGraph. */
#include "render/classic.h"

#include "base/name.h"
#include "base/utf8.h"

struct pfl_classic {
	const char *name;
	enum pfl_hue (*hue)(struct pfl_span name); /* NULL: it has only one */
	enum pfl_hue only;
	uint32_t ground; /* at the bottom; the top follows */
	const char *label[PFL_HUES];
};

static bool
has(struct pfl_span s, const char *part)
{
	return pfl_span_find(s, part) < s.n;
}

static struct pfl_span
behind(struct pfl_span s, const char *part)
{
	size_t at = pfl_span_find(s, part);

	return at < s.n ? (struct pfl_span){ s.at + at, s.n - at }
			: (struct pfl_span){ s.at, 0 };
}

static bool
starts_with_any(struct pfl_span s, const char *const *words)
{
	for (; *words; words++) {
		if (pfl_span_starts(s, *words))
			return true;
	}
	return false;
}

static enum pfl_hue
hue_java(struct pfl_span s)
{
	static const char *const packages[] = { "java/", "javax/", "jdk/", "net/", "org/",
		"com/", "io/", "sun/", NULL };
	struct pfl_span bare = s;

	if (bare.n > 0 && bare.at[0] == 'L')
		bare = (struct pfl_span){ s.at + 1, s.n - 1 };
	if (pfl_span_ends(s, "_[j]"))
		return PFL_HUE_GREEN;
	if (pfl_span_ends(s, "_[i]"))
		return PFL_HUE_AQUA;
	if (starts_with_any(s, packages) || starts_with_any(bare, packages) || has(s, ":::"))
		return PFL_HUE_GREEN;
	if (has(s, "::"))
		return PFL_HUE_YELLOW;
	return pfl_span_ends(s, "_[k]") ? PFL_HUE_ORANGE : PFL_HUE_RED;
}

static enum pfl_hue
hue_js(struct pfl_span s)
{
	if (pfl_span_ends(s, "_[j]"))
		return has(s, "/") ? PFL_HUE_GREEN : PFL_HUE_AQUA;
	if (has(s, "::"))
		return PFL_HUE_YELLOW;
	if (has(behind(s, "/"), ".js"))
		return PFL_HUE_GREEN;
	if (has(s, ":"))
		return PFL_HUE_AQUA;
	if (pfl_span_eq(s, pfl_span_of(" ")))
		return PFL_HUE_GREEN;
	return has(s, "_[k]") ? PFL_HUE_ORANGE : PFL_HUE_RED;
}

static enum pfl_hue
hue_perl(struct pfl_span s)
{
	if (has(s, "::"))
		return PFL_HUE_YELLOW;
	if (has(s, "Perl") || has(s, ".pl"))
		return PFL_HUE_GREEN;
	return pfl_span_ends(s, "_[k]") ? PFL_HUE_ORANGE : PFL_HUE_RED;
}

static enum pfl_hue
hue_chain(struct pfl_span s)
{
	return has(s, "_[w]") ? PFL_HUE_AQUA : PFL_HUE_BLUE;
}

/* "python3.11", "Python": letters, then digits and dots alone. */
static bool
is_python_folder(struct pfl_span part)
{
	size_t n = 6;

	if (pfl_span_starts(part, "Python"))
		return true;
	if (!pfl_span_starts(part, "python"))
		return false;
	while (n < part.n && ((part.at[n] >= '0' && part.at[n] <= '9') || part.at[n] == '.'))
		n++;
	return n == part.n;
}

static enum pfl_hue
hue_python(struct pfl_span s)
{
	static const char *const own[] = { "<built-in", "<method", "<frozen", NULL };
	struct pfl_span rest = s, part;
	bool library = false;

	while (pfl_span_cut(&rest, '/', &part)) {
		if (pfl_span_eq(part, pfl_span_of("site-packages")))
			return PFL_HUE_AQUA;
		library |= is_python_folder(part);
	}
	return library || starts_with_any(s, own) ? PFL_HUE_YELLOW : PFL_HUE_RED;
}

static enum pfl_hue
hue_rust(struct pfl_span s)
{
	static const char *const library[] = {
		"core::", "std::", "alloc::", "<core::", "<std::", "<alloc::", NULL
	};
	struct pfl_span module = behind(s, "`");
	struct pfl_span name =
		module.n > 0 ? (struct pfl_span){ module.at + 1, module.n - 1 } : s;

	if (starts_with_any(name, library) &&
		!pfl_span_starts(name, "<core::future::from_generator::GenFuture<T>"))
		return PFL_HUE_ORANGE;
	return has(name, "::") ? PFL_HUE_AQUA : PFL_HUE_YELLOW;
}

#define YELLOW 0xeeeeb0
#define BLUE 0xe0e0ff
#define GREEN 0xe0ffe0
#define GREY 0xe8e8e8

static const struct pfl_classic palettes[] = {
	{ "hot", NULL, PFL_HUE_HOT, YELLOW, { 0 } },
	{ "mem", NULL, PFL_HUE_MEM, GREEN, { 0 } },
	{ "io", NULL, PFL_HUE_IO, BLUE, { 0 } },
	{ "red", NULL, PFL_HUE_RED, GREY, { 0 } },
	{ "green", NULL, PFL_HUE_GREEN, GREY, { 0 } },
	{ "blue", NULL, PFL_HUE_BLUE, GREY, { 0 } },
	{ "yellow", NULL, PFL_HUE_YELLOW, GREY, { 0 } },
	{ "purple", NULL, PFL_HUE_PURPLE, GREY, { 0 } },
	{ "aqua", NULL, PFL_HUE_AQUA, GREY, { 0 } },
	{ "orange", NULL, PFL_HUE_ORANGE, GREY, { 0 } },
	{ "wakeup", NULL, PFL_HUE_AQUA, BLUE, { 0 } },
	{ "java", hue_java, 0, YELLOW,
		{ [PFL_HUE_GREEN] = "Java",
			[PFL_HUE_AQUA] = "inlined",
			[PFL_HUE_YELLOW] = "C++",
			[PFL_HUE_ORANGE] = "kernel",
			[PFL_HUE_RED] = "native" } },
	{ "js", hue_js, 0, YELLOW,
		{ [PFL_HUE_GREEN] = "JavaScript",
			[PFL_HUE_AQUA] = "built in",
			[PFL_HUE_YELLOW] = "C++",
			[PFL_HUE_ORANGE] = "kernel",
			[PFL_HUE_RED] = "native" } },
	{ "perl", hue_perl, 0, YELLOW,
		{ [PFL_HUE_GREEN] = "Perl",
			[PFL_HUE_YELLOW] = "C++",
			[PFL_HUE_ORANGE] = "kernel",
			[PFL_HUE_RED] = "native" } },
	{ "python", hue_python, 0, YELLOW,
		{ [PFL_HUE_RED] = "own code",
			[PFL_HUE_AQUA] = "site-packages",
			[PFL_HUE_YELLOW] = "standard library" } },
	{ "rust", hue_rust, 0, YELLOW,
		{ [PFL_HUE_AQUA] = "Rust",
			[PFL_HUE_ORANGE] = "core, std and alloc",
			[PFL_HUE_YELLOW] = "other" } },
	{ "chain", hue_chain, 0, BLUE,
		{ [PFL_HUE_BLUE] = "off CPU", [PFL_HUE_AQUA] = "wakers" } },
};

const struct pfl_classic *
pfl_classic_find(const char *name)
{
	for (size_t i = 0; i < sizeof(palettes) / sizeof(palettes[0]); i++) {
		if (strcmp(palettes[i].name, name) == 0)
			return &palettes[i];
	}
	return NULL;
}

enum pfl_hue
pfl_classic_hue(const struct pfl_classic *palette, struct pfl_span name)
{
	if (pfl_span_eq(name, pfl_span_of("--")))
		return PFL_HUE_DARK_GREY;
	if (pfl_span_eq(name, pfl_span_of("-")))
		return PFL_HUE_GREY;
	return palette->hue ? palette->hue(name) : palette->only;
}

const char *
pfl_classic_label(const struct pfl_classic *palette, enum pfl_hue hue)
{
	return palette->label[hue] ? palette->label[hue] : "";
}

void
pfl_classic_ground(const struct pfl_classic *palette, uint32_t ground[2])
{
	ground[1] = palette->ground;
	ground[0] = palette->ground == GREY ? 0xf8f8f8
		: palette->ground == GREEN  ? 0xeef2ee
					    : 0xeeeeee;
}

double
pfl_classic_shade(struct pfl_span name)
{
	uint32_t sum = 0;
	uint64_t x;

	for (size_t i = 0; i < name.n;) {
		uint32_t code;
		size_t n = pfl_utf8_decode(name.at + i, name.n - i, &code);

		sum += n ? code : (unsigned char)name.at[i];
		i += n ? n : 1;
	}
	x = (uint64_t)sum << 16 | 0x330e;
	x = (x * 0x5deece66d + 0xb) & ((UINT64_C(1) << 48) - 1);
	return (double)x / (double)(UINT64_C(1) << 48);
}

/* Each of the three is base + span * shade, whole, or the same as another. */
uint32_t
pfl_classic_color(enum pfl_hue hue, double v)
{
	static const struct {
		double base[3], span[3];
	} rows[PFL_HUES] = {
		[PFL_HUE_HOT] = { { 205, 0, 0 }, { 50, 230, 55 } },
		[PFL_HUE_MEM] = { { 0, 190, 0 }, { 0, 50, 210 } },
		[PFL_HUE_IO] = { { 80, 80, 190 }, { 60, 60, 55 } },
		[PFL_HUE_RED] = { { 200, 50, 50 }, { 55, 80, 80 } },
		[PFL_HUE_GREEN] = { { 50, 200, 50 }, { 60, 55, 60 } },
		[PFL_HUE_BLUE] = { { 80, 80, 205 }, { 60, 60, 50 } },
		[PFL_HUE_YELLOW] = { { 175, 175, 50 }, { 55, 55, 20 } },
		[PFL_HUE_PURPLE] = { { 190, 80, 190 }, { 65, 60, 65 } },
		[PFL_HUE_AQUA] = { { 50, 165, 165 }, { 60, 55, 55 } },
		[PFL_HUE_ORANGE] = { { 190, 90, 0 }, { 65, 65, 0 } },
		[PFL_HUE_GREY] = { { 200, 200, 200 }, { 0, 0, 0 } },
		[PFL_HUE_DARK_GREY] = { { 160, 160, 160 }, { 0, 0, 0 } },
	};
	uint32_t color = 0;

	/* Added up as whole numbers: base + int(span * v). */
	for (int k = 0; k < 3; k++)
		color = color << 8 |
			((uint32_t)rows[hue].base[k] + (uint32_t)(rows[hue].span[k] * v));
	return color;
}
