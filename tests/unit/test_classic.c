/* SPDX-License-Identifier: Apache-2.0 */
/* The palettes of old: colours as FlameGraph's formulas give them. */
#include "harness.h"
#include "render/classic.h"

/* Computed with another srand48(), that of Perl. */
static const struct {
	const char *palette, *name;
	uint32_t color;
} colors[] = {
	{ "hot", "main", 0xf3b32a },
	{ "hot", "niam", 0xf3b32a }, /* the same letters */
	{ "mem", "malloc", 0x00d76c },
	{ "io", "read", 0x8888f1 },
	{ "red", "swapper", 0xed6969 },
	{ "green", "x", 0x5aec5a },
	{ "blue", "y", 0x7070e7 },
	{ "yellow", "std::map", 0xc1c138 },
	{ "purple", "p", 0xeb7aeb },
	{ "aqua", "a", 0x58c8c8 },
	{ "orange", "k", 0xd47000 },
	{ "wakeup", "w", 0x61d0d0 },
	{ "hot",
		"gr\xc3\xb6\xc3\x9f"
		"e",
		0xe5711b }, /* characters, not bytes */
	{ "hot", "-", 0xc8c8c8 },
	{ "java", "--", 0xa0a0a0 },
};

static const struct {
	const char *palette, *name;
	enum pfl_hue hue;
} hues[] = {
	{ "java", "Lorg/app/Main.work_[j]", PFL_HUE_GREEN },
	{ "java", "Lorg/app/Main.work_[i]", PFL_HUE_AQUA },
	{ "java", "java/lang/Thread.run", PFL_HUE_GREEN },
	{ "java", "Lsun/misc/Unsafe.park", PFL_HUE_GREEN },
	{ "java", "app:::main", PFL_HUE_GREEN },
	{ "java", "JavaThread::run", PFL_HUE_YELLOW },
	{ "java", "foo::bar_[k]", PFL_HUE_YELLOW },
	{ "java", "sys_read_[k]", PFL_HUE_ORANGE },
	{ "java", "start_thread", PFL_HUE_RED },
	{ "js", "LazyCompile:~f /srv/app.js:12", PFL_HUE_GREEN },
	{ "js", "f /srv/x_[j]", PFL_HUE_GREEN },
	{ "js", "f_[j]", PFL_HUE_AQUA },
	{ "js", "v8::internal::Run", PFL_HUE_YELLOW },
	{ "js", "Builtin:ArgumentsAdaptor", PFL_HUE_AQUA },
	{ "js", "x:y_[k]", PFL_HUE_AQUA },
	{ "js", " ", PFL_HUE_GREEN },
	{ "js", "sys_read_[k]", PFL_HUE_ORANGE },
	{ "js", "uv_run", PFL_HUE_RED },
	{ "perl", "PerlIO::read", PFL_HUE_YELLOW },
	{ "perl", "Perl_run", PFL_HUE_GREEN },
	{ "perl", "main.pl", PFL_HUE_GREEN },
	{ "perl", "sys_read_[k]", PFL_HUE_ORANGE },
	{ "perl", "read", PFL_HUE_RED },
	{ "chain", "schedule_[w]", PFL_HUE_AQUA },
	{ "chain", "schedule", PFL_HUE_BLUE },
	{ "python", "f (/usr/lib/python3.11/json/a.py:1)", PFL_HUE_YELLOW },
	{ "python", "/usr/lib/python3/site-packages/x.py:f", PFL_HUE_AQUA },
	{ "python", "/usr/lib/pythonic/x.py:f", PFL_HUE_RED },
	{ "python", "<built-in method sleep>", PFL_HUE_YELLOW },
	{ "python", "app.py:main", PFL_HUE_RED },
	{ "rust", "core::ptr::drop", PFL_HUE_ORANGE },
	{ "rust", "app`<std::x as y>::z", PFL_HUE_ORANGE },
	{ "rust", "<core::future::from_generator::GenFuture<T> as x>::poll", PFL_HUE_AQUA },
	{ "rust", "serde::de", PFL_HUE_AQUA },
	{ "rust", "main", PFL_HUE_YELLOW },
};

int
main(void)
{
	for (size_t i = 0; i < COUNTOF(colors); i++) {
		const struct pfl_classic *p = pfl_classic_find(colors[i].palette);
		struct pfl_span name = pfl_span_of(colors[i].name);

		test_case(colors[i].name);
		if (CHECK(p != NULL))
			CHECK_U64(pfl_classic_color(
					  pfl_classic_hue(p, name), pfl_classic_shade(name)),
				colors[i].color);
	}
	for (size_t i = 0; i < COUNTOF(hues); i++) {
		const struct pfl_classic *p = pfl_classic_find(hues[i].palette);

		test_case(hues[i].name);
		if (CHECK(p != NULL)) {
			enum pfl_hue hue = pfl_classic_hue(p, pfl_span_of(hues[i].name));

			CHECK_U64(hue, hues[i].hue);
			CHECK(*pfl_classic_label(p, hue));
		}
	}
	CHECK(pfl_classic_find("pink") == NULL);
	return test_done();
}
