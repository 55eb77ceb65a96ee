/* SPDX-License-Identifier: Apache-2.0 */
/* Colours: stable for each function, in families by whose code it is; a scale of change. */
#include "render/palette.h"

#include "base/name.h"

#include <stdlib.h>

#define BLACK 0x111111
#define WHITE 0xf2f2f2

/* Fill on a light and on a dark page, and the text on the latter; on the former it is black. */
struct row {
	uint32_t light, dark, dark_ink;
};

/* scripts/tones.py prints the rows of the classes: pairs of shades of one hue. */
static const struct row tones[PFL_TONES] = {
	/* own code: orange to yellow */
	{ 0xffb69a, 0x773e2c, WHITE },
	{ 0xffa68a, 0x864b39, WHITE },
	{ 0xffbb8c, 0x744021, WHITE },
	{ 0xfdab7c, 0x844e2f, WHITE },
	{ 0xffc080, 0x704416, WHITE },
	{ 0xf6b070, 0x805226, WHITE },
	{ 0xfec678, 0x6b480c, WHITE },
	{ 0xedb568, 0x7a561f, WHITE },
	{ 0xf3cc75, 0x644c06, WHITE },
	{ 0xe2bc64, 0x735a1b, WHITE },
	{ 0xe5d276, 0x5c5008, WHITE },
	{ 0xd5c266, 0x6a5e1c, WHITE },
	/* dependencies: green to teal */
	{ 0xbddda3, 0x425731, WHITE },
	{ 0xadcd94, 0x50653e, WHITE },
	{ 0xabe1b2, 0x365a3b, WHITE },
	{ 0x9cd1a2, 0x446849, WHITE },
	{ 0x9ce3c2, 0x295b46, WHITE },
	{ 0x8cd3b2, 0x386954, WHITE },
	{ 0x90e4d3, 0x1e5b51, WHITE },
	{ 0x80d3c3, 0x2e6a5f, WHITE },
	{ 0x8be3e3, 0x175b5b, WHITE },
	{ 0x7ad2d3, 0x28696a, WHITE },
	{ 0x8ce0f1, 0x195964, WHITE },
	{ 0x7cd0e1, 0x2a6773, WHITE },
	/* runtime and standard library: blue to violet */
	{ 0xafd5fe, 0x305275, WHITE },
	{ 0x9fc5ed, 0x3e6084, WHITE },
	{ 0xbcd1ff, 0x3e4f76, WHITE },
	{ 0xacc1ef, 0x4b5d86, WHITE },
	{ 0xc9ccff, 0x4a4b75, WHITE },
	{ 0xb9bcee, 0x575984, WHITE },
	{ 0xd6c8fa, 0x544771, WHITE },
	{ 0xc6b8e9, 0x625580, WHITE },
	/* kernel: pink */
	{ 0xffb6cc, 0x753a4c, WHITE },
	{ 0xf8a6bc, 0x85485a, WHITE },
	{ 0xffb6bd, 0x773a41, WHITE },
	{ 0xfaa6ad, 0x87484f, WHITE },
	/* no name: grey */
	{ 0xd1d1d1, 0x505050, WHITE },
	{ 0xc1c1c1, 0x5d5d5d, WHITE },
	/* gone; shrunk, from strong to faint; the same; grown; new */
	{ 0xffffff, 0x161618, WHITE },
	{ 0x67a9cf, 0x2a6c9c, WHITE },
	{ 0xa7cde2, 0x265273, WHITE },
	{ 0xd1e5f0, 0x233c50, WHITE },
	{ 0xececee, 0x343437, WHITE },
	{ 0xfddbc7, 0x54382a, WHITE },
	{ 0xf6b394, 0x7f4329, WHITE },
	{ 0xef8a62, 0xaa4824, WHITE },
	{ 0xef8a62, 0xaa4824, WHITE },
};

/* Where the tones of a class stand in the table, and how many hues it has. */
static const struct {
	const char *label;
	uint8_t first, hues;
} classes[PFL_CLASSES] = {
	[PFL_CLASS_OWN] = { "own code", 0, 6 },
	[PFL_CLASS_DEPENDENCY] = { "dependencies", 12, 6 },
	[PFL_CLASS_RUNTIME] = { "runtime and standard library", 24, 4 },
	[PFL_CLASS_KERNEL] = { "kernel", 32, 2 },
	[PFL_CLASS_UNKNOWN] = { "no name", 36, 1 },
};

struct pfl_tone
pfl_tone_get(unsigned i)
{
	const struct row *row = &tones[i < PFL_TONES ? i : 0];

	return (struct pfl_tone){ { row->light, row->dark }, { BLACK, row->dark_ink } };
}

const char *
pfl_class_label(enum pfl_class whose)
{
	return classes[whose].label;
}

/* FNV-1a with a final mix: the same on every machine, unlike the hashes of tables. */
static uint32_t
stable_hash(struct pfl_span s)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.at[i]) * 16777619u;
	h ^= h >> 16;
	h *= 0x7feb352du;
	return h ^ h >> 15;
}

unsigned
pfl_tone_of(enum pfl_class whose, struct pfl_span name)
{
	struct pfl_span package = pfl_name_package(name);
	unsigned hue = stable_hash(package.n > 0 ? package : name) % classes[whose].hues;

	return classes[whose].first + 2 * hue + (stable_hash(name) & 1);
}

/* The tones of own code, dependencies and runtime stand first, two shades of each hue. */
unsigned
pfl_tone_mixed(struct pfl_span text, unsigned n)
{
	return stable_hash(text) % n;
}

bool
pfl_change_tones(const char *palette, struct pfl_tone scale[PFL_GROWTHS])
{
	/* From gone to new, as in the table above. The four steps of orange and of blue were
	 * measured for all kinds of colour blindness; on a dark page the upper ones have black
	 * text, for which the third blue is a shade lighter; and no fourth orange, from which
	 * the ring around what is selected would not stand out. */
	static const struct {
		const char *name;
		struct row row[PFL_GROWTHS];
	} scales[] = {
		{ "orange",
			{ { 0xffffff, 0x161618, WHITE }, { 0x5aa4d8, 0x3181c4, BLACK },
				{ 0x9ecae1, 0x235a8c, WHITE }, { 0xdeebf7, 0x1f3b57, WHITE },
				{ 0xececee, 0x343437, WHITE }, { 0xfee8c8, 0x4f3a26, WHITE },
				{ 0xfdbb84, 0x913d06, WHITE }, { 0xf08a3c, 0xc46c00, BLACK },
				{ 0xd95f0e, 0xc46c00, BLACK } } },
		{ "mono",
			{ { 0xffffff, 0x161618, WHITE }, { 0xececee, 0x343437, WHITE },
				{ 0xececee, 0x343437, WHITE }, { 0xececee, 0x343437, WHITE },
				{ 0xececee, 0x343437, WHITE }, { 0xececee, 0x343437, WHITE },
				{ 0xececee, 0x343437, WHITE }, { 0xececee, 0x343437, WHITE },
				{ 0xececee, 0x343437, WHITE } } },
		{ "redblue",
			{ { 0xffffff, 0x161618, WHITE }, { 0x8c8cff, 0x3434b0, WHITE },
				{ 0xb4b4ff, 0x2c2c84, WHITE }, { 0xdcdcff, 0x26265a, WHITE },
				{ 0xfafafa, 0x343437, WHITE }, { 0xffdcdc, 0x5a2626, WHITE },
				{ 0xffb4b4, 0x842c2c, WHITE }, { 0xff8c8c, 0xb03434, WHITE },
				{ 0xff8c8c, 0xb03434, WHITE } } },
	};

	for (size_t i = 0; i < sizeof(scales) / sizeof(scales[0]); i++) {
		if (strcmp(scales[i].name, palette) != 0)
			continue;
		for (int g = 0; g < PFL_GROWTHS; g++)
			scale[g] = (struct pfl_tone){ { scales[i].row[g].light,
							      scales[i].row[g].dark },
				{ BLACK, scales[i].row[g].dark_ink } };
		return true;
	}
	return false;
}

unsigned
pfl_tone_of_class(enum pfl_class whose)
{
	return classes[whose].first + 2u * (classes[whose].hues / 2u);
}

struct pfl_color
pfl_hatch_color(void)
{
	return (struct pfl_color)PFL_COLOR(0x67a9cf, 0x3a7fae);
}

struct pfl_color
pfl_growth_fill(enum pfl_growth growth)
{
	struct pfl_color fill = pfl_tone_get(PFL_TONE_CHANGE + (unsigned)growth).fill;

	return (struct pfl_color){ PFL_COLOR_SET | fill.light, PFL_COLOR_SET | fill.dark };
}

struct pfl_color
pfl_growth_stroke(enum pfl_growth growth)
{
	static const struct pfl_color stroke[PFL_GROWTHS] = {
		[PFL_GROWTH_GONE] = PFL_COLOR(0x2f74a3, 0x6fb1de),
		[PFL_GROWTH_HALF] = PFL_COLOR(0x2f74a3, 0x6fb1de),
		[PFL_GROWTH_LESS] = PFL_COLOR(0x5290ba, 0x5496c4),
		[PFL_GROWTH_BELOW] = PFL_COLOR(0x84b0cc, 0x447ba3),
		[PFL_GROWTH_SAME] = PFL_COLOR(0xa9a9b1, 0x66676f),
		[PFL_GROWTH_ABOVE] = PFL_COLOR(0xd99a78, 0xa56a4c),
		[PFL_GROWTH_MORE] = PFL_COLOR(0xd27a4e, 0xcf7c52),
		[PFL_GROWTH_TWICE] = PFL_COLOR(0xb8491c, 0xff9d73),
		[PFL_GROWTH_NEW] = PFL_COLOR(0xb8491c, 0xff9d73),
	};

	return stroke[growth];
}

static bool
contains(struct pfl_span s, const char *needle)
{
	return pfl_span_find(s, needle) < s.n;
}

static bool
contains_any(struct pfl_span s, const char *const *needles)
{
	for (; *needles; needles++) {
		if (contains(s, *needles))
			return true;
	}
	return false;
}

static bool
starts_any(struct pfl_span s, const char *const *prefixes)
{
	for (; s.n > 0 && *prefixes; prefixes++) {
		if (s.at[0] == **prefixes && pfl_span_starts(s, *prefixes))
			return true;
	}
	return false;
}

enum {             /* what file and object say */
	NAMED = 1, /* there is one */
	RUNTIME = 2,
	DEPENDENCY = 4,
	KERNEL = 8,
	GO = 16,
};

unsigned
pfl_marks_of_file(struct pfl_span file)
{
	static const char *const runtime[] = { "/rustc/", "/lib/go-", "/lib/go/src/",
		"/local/go/src/", "/go/src/runtime/", "golang.org/toolchain@", "/lib/python",
		"<frozen", "node:", "/include/c++/", NULL };
	static const char *const packages[] = { "/site-packages/", "/dist-packages/", NULL };
	static const char *const dependency[] = { "/pkg/mod/", "/vendor/", "/node_modules/",
		"/.cargo/registry/", "/gems/", NULL };
	unsigned marks = file.n > 0 ? NAMED : 0;

	if (pfl_span_ends(file, ".go") || pfl_span_ends(file, ".s"))
		marks |= GO;
	if (contains_any(file, packages))
		marks |= DEPENDENCY;
	else if (contains_any(file, runtime))
		marks |= RUNTIME;
	else if (contains_any(file, dependency) || ((marks & GO) && contains(file, "@v")))
		marks |= DEPENDENCY;
	return marks;
}

unsigned
pfl_marks_of_object(struct pfl_span object)
{
	static const char *const kernel[] = { "vmlinux", "[kernel", "[guest.kernel", NULL };
	static const char *const runtime[] = { "libc.", "libc-", "ld-", "ld.", "libpthread",
		"libm.", "libm-", "libdl.", "libdl-", "librt.", "librt-", "libstdc++",
		"libgcc_s", "libc++", "libjvm.", "libpython", "[vdso]", "[vsyscall]", NULL };
	struct pfl_span base = pfl_path_base(object);

	if (starts_any(base, kernel) || pfl_span_ends(base, ".ko") || contains(base, ".ko."))
		return NAMED | KERNEL;
	if (starts_any(base, runtime))
		return NAMED | RUNTIME;
	return (base.n > 0 ? NAMED : 0) | (contains(base, ".so") ? DEPENDENCY : 0);
}

/* Unresolved addresses and the stand-ins that tools print for them. */
static bool
is_nameless(struct pfl_span name)
{
	static const char *const stand_ins[] = { "0x", "[", "<unknown", "??", NULL };

	return name.n == 0 || starts_any(name, stand_ins);
}

static int
cmp_word(const void *key, const void *item)
{
	const struct pfl_span *word = key;

	return pfl_span_cmp(*word, pfl_span_of(*(const char *const *)item));
}

/* Is it in a package of Go's standard library? Its import paths start with one of these. */
static bool
is_go_library(struct pfl_span name)
{
	static const char *const list[] = { "archive", "bufio", "bytes", "cmp", "compress",
		"container", "context", "crypto", "database", "debug", "embed", "encoding",
		"errors", "expvar", "flag", "fmt", "go", "hash", "html", "image", "index",
		"internal", "io", "iter", "log", "maps", "math", "mime", "net", "os", "path",
		"plugin", "reflect", "regexp", "runtime", "slices", "sort", "strconv",
		"strings", "structs", "sync", "syscall", "testing", "text", "time", "type",
		"unicode", "unique", "unsafe", "vendor", "weak" };
	struct pfl_span word = { name.at, 0 };

	while (word.n < name.n && name.at[word.n] >= 'a' && name.at[word.n] <= 'z')
		word.n++;
	if (word.n == 0 || word.n == name.n || !strchr("/.:", name.at[word.n]))
		return false;
	return bsearch(&word, list, sizeof(list) / sizeof(list[0]), sizeof(list[0]), cmp_word);
}

/* "github.com/some/thing.Func": an import path that starts with a domain. */
static bool
is_foreign_import(struct pfl_span name)
{
	const char *slash = name.n ? memchr(name.at, '/', name.n) : NULL;

	return slash && memchr(name.at, '.', (size_t)(slash - name.at)) != NULL;
}

enum pfl_class
pfl_class_by_marks(struct pfl_span name, unsigned file, unsigned object)
{
	static const char *const runtime[] = { "core::", "std::", "alloc::", "<core::",
		"<std::", "<alloc::", "__gnu_cxx::", "__rust_", "java.", "javax.", "jdk.",
		"sun.", "java/", "javax/", "jdk/", "sun/", "<built-in", "<frozen",
		"node:", "_dl_", "__libc_", NULL };

	if ((object & KERNEL) || pfl_span_ends(name, "_[k]"))
		return PFL_CLASS_KERNEL;
	if (is_nameless(name))
		return PFL_CLASS_UNKNOWN;
	if ((file | object) & RUNTIME)
		return PFL_CLASS_RUNTIME;
	if ((!(file & NAMED) || (file & GO)) && is_go_library(name))
		return PFL_CLASS_RUNTIME;
	if (starts_any(name, runtime))
		return PFL_CLASS_RUNTIME;
	if (((file | object) & DEPENDENCY) || (!(file & NAMED) && is_foreign_import(name)))
		return PFL_CLASS_DEPENDENCY;
	return PFL_CLASS_OWN;
}
