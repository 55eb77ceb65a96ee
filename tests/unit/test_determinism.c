/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The same profile gives the same bytes: twice, under any locale, however it is compressed and
 * in whatever order its fields come.
 */
#include "support.h"

#include "decode/wire.h"
#include "draw.h"
#include "pairing.h"
#include "wiretext.h"

#include <locale.h>

/* A profile, and what comparisons compare it with. */
static const struct {
	const char *sample, *old;
} inputs[] = {
	{ "samples/go/fast.block.pb.gz", "samples/go/slow.block.pb.gz" },
	{ "samples/go/slow.heap.pb.gz", "samples/go/fast.heap.pb.gz" },
	{ "samples/go/fast.cpu.pb.gz", "samples/go/slow.cpu.pb.gz" },
};

static struct pfl_profile *old_profile;
static bool with_layouts; /* they take their time, and see no more of a profile than DOT does */

enum { RENDERERS = 64 };

/* What every renderer makes of a profile. */
struct artifacts {
	char *bytes[RENDERERS];
	size_t size[RENDERERS], n;
};

/* Machine code needs a program. */
static bool
is_code(const struct pfl_renderer *r)
{
	return strcmp(pfl_renderer_family(r), "disasm") == 0;
}

static bool
is_laid_out(const struct pfl_renderer *r)
{
	if (strcmp(pfl_renderer_family(r), "flame") == 0)
		return pfl_renderer_is_binary(r);
	return strcmp(pfl_renderer_family(r), "callgraph") == 0 &&
		strcmp(pfl_renderer_format(r), "dot") != 0 &&
		strcmp(pfl_renderer_format(r), "json") != 0;
}

static struct artifacts
draw_all(struct pfl_span bytes)
{
	struct artifacts a = { .n = 0 };
	struct pfl_error err = { 0 };
	struct pfl_profile *p = read_bytes(bytes, NULL, &err);
	struct pfl_profile *pair = p ? pair_two(old_profile, p, &err) : NULL;
	const struct pfl_profile *of_three[] = { old_profile, p, old_profile };
	struct pfl_profile *runs =
		p ? pfl_pair(of_three, 1, of_three + 1, 2, NULL, &err) : NULL;
	const struct pfl_renderer *r;

	CHECK_STR(err.msg, "");
	for (; pair && runs && a.n < RENDERERS && (r = pfl_renderer_at(a.n)); a.n++) {
		bool diff = strcmp(pfl_renderer_family(r), "diff") == 0;
		bool calibrate = strcmp(pfl_renderer_family(r), "calibrate") == 0;

		if (is_code(r) || (is_laid_out(r) && !with_layouts))
			continue;
		err = (struct pfl_error){ 0 };
		a.bytes[a.n] = draw(diff    ? pair
				: calibrate ? runs
					    : p,
			r, NULL, NULL, &a.size[a.n], &err);
		CHECK_STR(err.msg, "");
	}
	pfl_profile_free(runs);
	pfl_profile_free(pair);
	pfl_profile_free(p);
	return a;
}

static void
artifacts_clear(struct artifacts *a)
{
	for (size_t i = 0; i < a->n; i++)
		free(a->bytes[i]);
}

/* Check that drawing these bytes gives what it gave before. */
static void
check_drawing(struct pfl_span bytes, const struct artifacts *want)
{
	struct artifacts got = draw_all(bytes);

	CHECK_U64(got.n, want->n);
	for (size_t i = 0; i < got.n && i < want->n; i++) {
		const struct pfl_renderer *r = pfl_renderer_at(i);

		if (is_code(r) || (is_laid_out(r) && !with_layouts))
			continue;
		if (!CHECK(got.bytes[i] && want->bytes[i] && got.size[i] == want->size[i] &&
			    memcmp(got.bytes[i], want->bytes[i], got.size[i]) == 0))
			fprintf(stderr, "%s %s is another one\n", pfl_renderer_family(r),
				pfl_renderer_format(r));
	}
	artifacts_clear(&got);
}

/*
 * The fields of a profile's top level in another order of their kinds: those of `first` one
 * after another, then the others; equal kinds stay in order.
 */
static void
reorder(struct pfl_span bytes, const char *first, struct pfl_text *out)
{
	for (int pass = 0; pass <= (int)strlen(first); pass++) {
		struct pfl_wire w = pfl_wire_of(bytes);
		const unsigned char *begin = w.at;
		enum pfl_wire_type type;
		uint32_t field;

		for (; pfl_wire_tag(&w, &field, &type); begin = w.at) {
			const char *at = strchr(first, 'a' + (int)field);
			struct pfl_span whole;

			if (!pfl_wire_skip(&w, type))
				break;
			whole = (struct pfl_span){ (const char *)begin,
				(size_t)(w.at - begin) };
			if (at ? at - first == pass : !first[pass])
				pfl_text_add(out, whole);
		}
		CHECK(w.at == w.end);
	}
}

static void
test_orders(struct pfl_span plain, const struct artifacts *want)
{
	/* 'b' is field 1, sample_type, 'g' is field 6, string_table, and so on. */
	static const char *const orders[] = { "g", "gfe", "bdefgc", "ponmlkjihgfedcb" };

	for (size_t i = 0; i < COUNTOF(orders); i++) {
		struct pfl_text other = { 0 };

		test_case(orders[i]);
		reorder(plain, orders[i], &other);
		CHECK_U64(other.n, plain.n);
		check_drawing(pfl_text_span(&other), want);
		pfl_text_clear(&other);
	}
}

static void
test_compression(struct pfl_span plain, const struct artifacts *want)
{
	struct pfl_text packed = { 0 };

	test_case("gzip of level 0");
	gzip_member(&packed, plain, 0);
	check_drawing(pfl_text_span(&packed), want);
	pfl_text_reset(&packed);

	test_case("gzip in several members");
	for (size_t at = 0; at < plain.n; at += plain.n / 7 + 1) {
		size_t n = plain.n - at < plain.n / 7 + 1 ? plain.n - at : plain.n / 7 + 1;

		gzip_member(&packed, (struct pfl_span){ plain.at + at, n }, (int)(at % 10));
	}
	check_drawing(pfl_text_span(&packed), want);
	pfl_text_clear(&packed);
}

/* Few systems have a locale where numbers look different: make one for this process. */
static void
make_locale(const char *folder)
{
	char command[500];

	snprintf(command, sizeof(command),
		"localedef -f UTF-8 -i de_DE %s/de_DE.UTF-8 >/dev/null 2>&1", folder);
	if (system(command) == 0)
		setenv("LOCPATH", folder, 1);
}

static void
test_locales(struct pfl_span plain, const struct artifacts *want)
{
	static const char *const names[] = { "C.UTF-8", "de_DE.UTF-8", "fr_FR.UTF-8",
		"tr_TR.UTF-8", "hi_IN.UTF-8", "ar_EG.UTF-8", "en_US.UTF-8", "ja_JP.EUC-JP" };
	char folder[] = "/tmp/profloom-locale-XXXXXX", command[100];

	if (!setlocale(LC_ALL, "de_DE.UTF-8") && mkdtemp(folder))
		make_locale(folder);
	for (size_t i = 0; i < COUNTOF(names); i++) {
		test_case(names[i]);
		if (!setlocale(LC_ALL, names[i])) {
			printf("no %s here\n", names[i]);
			continue;
		}
		check_drawing(plain, want);
		setlocale(LC_ALL, "C");
	}
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	CHECK(system(command) == 0);
}

int
main(void)
{
	for (size_t i = 0; i < test_share(COUNTOF(inputs)); i++) {
		struct pfl_text plain = sample_bytes(inputs[i].sample);
		struct pfl_error err = { 0 };
		struct artifacts want;

		test_case(inputs[i].sample);
		old_profile = pfl_read(source_path(inputs[i].old), NULL, &err);
		if (!CHECK(old_profile != NULL))
			return test_done();
		with_layouts = i == 0;
		want = draw_all(pfl_text_span(&plain));
		check_drawing(pfl_text_span(&plain), &want);
		test_orders(pfl_text_span(&plain), &want);
		test_compression(pfl_text_span(&plain), &want);
		if (i == 0)
			test_locales(pfl_text_span(&plain), &want);
		artifacts_clear(&want);
		pfl_profile_free(old_profile);
		pfl_text_clear(&plain);
	}
	return test_done();
}
