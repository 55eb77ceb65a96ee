/* SPDX-License-Identifier: Apache-2.0 */
/* Colours: whose code a function is, legible on both pages, the scale of change. */
#include "harness.h"
#include "render/palette.h"

#include <math.h>

static const struct {
	const char *name, *file, *object;
	enum pfl_class want;
} functions[] = {
	{ "main.main", "/home/u/shop/main.go", "shop", PFL_CLASS_OWN },
	{ "main.main", "", "", PFL_CLASS_OWN },
	{ "shop/cart.(*Store).Add", "/home/u/shop/cart/store.go", "shop", PFL_CLASS_OWN },
	{ "github.com/me/shop/cart.Add", "/src/shop/cart.go", "", PFL_CLASS_OWN },
	{ "github.com/me/shop/cart.Add", "", "", PFL_CLASS_DEPENDENCY },
	{ "github.com/x/y.F", "/root/go/pkg/mod/github.com/x/y@v1.2.3/f.go", "",
		PFL_CLASS_DEPENDENCY },
	{ "github.com/x/y.F", "github.com/x/y@v1.2.3/f.go", "", PFL_CLASS_DEPENDENCY },
	{ "github.com/x/y.F", "/home/u/shop/vendor/github.com/x/y/f.go", "",
		PFL_CLASS_DEPENDENCY },
	{ "runtime.mallocgc", "/usr/lib/go-1.19/src/runtime/malloc.go", "shop",
		PFL_CLASS_RUNTIME },
	{ "runtime.mallocgc", "runtime/malloc.go", "", PFL_CLASS_RUNTIME },
	{ "runtime.mallocgc", "", "", PFL_CLASS_RUNTIME },
	{ "aeshashbody", "/usr/lib/go-1.19/src/runtime/asm_amd64.s", "", PFL_CLASS_RUNTIME },
	{ "net/http.(*conn).serve", "", "", PFL_CLASS_RUNTIME },
	{ "encoding/json.Marshal", "/opt/go/src/encoding/json/encode.go", "",
		PFL_CLASS_RUNTIME },
	{ "type:.eq.main.key", "", "", PFL_CLASS_RUNTIME },
	{ "sorting.Fast", "", "", PFL_CLASS_OWN },
	{ "sort", "", "", PFL_CLASS_OWN },
	{ "time.sleep", "clock.py", "", PFL_CLASS_OWN },
	{ "json.loads", "/usr/lib/python3.11/json/__init__.py", "", PFL_CLASS_RUNTIME },
	{ "dumps", "/usr/lib/python3/dist-packages/simplejson/__init__.py", "",
		PFL_CLASS_DEPENDENCY },
	{ "<built-in method time.sleep>", "", "", PFL_CLASS_RUNTIME },
	{ "core::ptr::drop_in_place", "", "app", PFL_CLASS_RUNTIME },
	{ "serde::de::visit", "/root/.cargo/registry/src/serde-1.0/de.rs", "app",
		PFL_CLASS_DEPENDENCY },
	{ "std::vector<int>::push_back", "", "a.out", PFL_CLASS_RUNTIME },
	{ "java.util.HashMap.get", "", "", PFL_CLASS_RUNTIME },
	{ "com.shop.Cart.add", "", "", PFL_CLASS_OWN },
	{ "__memmove_avx_unaligned", "", "/usr/lib/x86_64-linux-gnu/libc.so.6",
		PFL_CLASS_RUNTIME },
	{ "deflate", "", "/usr/lib/x86_64-linux-gnu/libz.so.1.2.13", PFL_CLASS_DEPENDENCY },
	{ "do_syscall_64", "", "[kernel.kallsyms]", PFL_CLASS_KERNEL },
	{ "ext4_write", "", "/lib/modules/6.1/kernel/fs/ext4.ko", PFL_CLASS_KERNEL },
	{ "sys_write_[k]", "", "", PFL_CLASS_KERNEL },
	{ "", "", "shop", PFL_CLASS_UNKNOWN },
	{ "0x4f3a10", "", "", PFL_CLASS_UNKNOWN },
	{ "[unknown]", "", "", PFL_CLASS_UNKNOWN },
	{ "", "", "[kernel.kallsyms]", PFL_CLASS_KERNEL },
};

static void
check_classes(void)
{
	for (size_t i = 0; i < COUNTOF(functions); i++) {
		struct pfl_span name = pfl_span_of(functions[i].name);

		test_case(functions[i].name);
		CHECK_U64(pfl_class_by_marks(name,
				  pfl_marks_of_file(pfl_span_of(functions[i].file)),
				  pfl_marks_of_object(pfl_span_of(functions[i].object))),
			functions[i].want);
	}
}

/* Relative luminance and contrast, as WCAG 2.1 defines them. */
static double
luminance(uint32_t color)
{
	static const double weight[] = { 0.0722, 0.7152, 0.2126 };
	double sum = 0;

	for (int i = 0; i < 3; i++, color >>= 8) {
		double c = (color & 255) / 255.0;

		sum += weight[i] * (c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
	}
	return sum;
}

static double
contrast(uint32_t a, uint32_t b)
{
	double x = luminance(a), y = luminance(b);

	return x > y ? (x + 0.05) / (y + 0.05) : (y + 0.05) / (x + 0.05);
}

static void
check_legible(struct pfl_tone tone, const char *name, unsigned i)
{
	if (!CHECK(contrast(tone.fill.light, tone.ink.light) >= 4.4) ||
		!CHECK(contrast(tone.fill.dark, tone.ink.dark) >= 4.4))
		fprintf(stderr, "%s: tone %u\n", name, i);
}

static void
check_scales(void)
{
	static const char *const names[] = { "orange", "mono", "redblue" };
	struct pfl_tone scale[PFL_GROWTHS];

	test_case("scales of change are legible");
	for (size_t k = 0; k < COUNTOF(names); k++) {
		CHECK(pfl_change_tones(names[k], scale));
		for (unsigned i = 0; i < PFL_GROWTHS; i++)
			check_legible(scale[i], names[k], i);
	}
	CHECK(!pfl_change_tones("class", scale));
}

/* How far apart two colours are in the sRGB cube. */
static double
distance(uint32_t a, uint32_t b)
{
	double sum = 0;

	for (int shift = 0; shift < 24; shift += 8) {
		double by = (double)(a >> shift & 255) - (double)(b >> shift & 255);

		sum += by * by;
	}
	return sqrt(sum);
}

static void
check_steps(void)
{
	struct pfl_tone scale[PFL_GROWTHS];

	test_case("steps of growth can be told apart on a dark page");
	CHECK(pfl_change_tones("orange", scale));
	for (unsigned i = PFL_GROWTH_ABOVE; i < PFL_GROWTH_TWICE; i++)
		CHECK(distance(scale[i].fill.dark, scale[i + 1].fill.dark) >= 65);
}

static void
check_tones(void)
{
	test_case("legible");
	for (unsigned i = 0; i < PFL_TONES; i++)
		check_legible(pfl_tone_get(i), "classes", i);
	test_case("every class has tones of its own");
	for (unsigned i = 0; i < PFL_CLASSES; i++) {
		unsigned tone = pfl_tone_of_class((enum pfl_class)i);

		CHECK(tone < PFL_TONE_CHANGE);
		for (unsigned k = 0; k < i; k++)
			CHECK(tone != pfl_tone_of_class((enum pfl_class)k));
		for (int n = 0; n < 1000; n++) {
			char name[32];
			unsigned t;

			snprintf(name, sizeof(name), "p%d.f%d", n / 7, n);
			t = pfl_tone_of((enum pfl_class)i, pfl_span_of(name));
			if (!CHECK(t < PFL_TONE_CHANGE) || (i > 0 && !CHECK(t >= 12)))
				return;
		}
	}
	test_case("stable");
	CHECK_U64(pfl_tone_of(PFL_CLASS_OWN, pfl_span_of("main.work")) / 2,
		pfl_tone_of(PFL_CLASS_OWN, pfl_span_of("main.other")) / 2);
}

int
main(void)
{
	check_classes();
	check_tones();
	check_scales();
	check_steps();
	return test_done();
}
