/* SPDX-License-Identifier: Apache-2.0 */
/* Where the sources of a profile are looked for, and what is never read for it. */
#include "support.h"

#include "source/read.h"
#include "source/roots.h"
#include "wiretext.h"

#include <profloom/profloom.h>
#include <sys/stat.h>

static const struct {
	enum pfl_root_kind kind;
	const char *root, *module, *name;
	const char *places; /* "|" between them; "" none */
} places[] = {
	{ PFL_ROOT_FOLDER, "/w/shop", "", "a.c", "a.c|vendor/a.c" },
	{ PFL_ROOT_FOLDER, "/w/shop", "", "/w/shop/lib/a.c",
		"lib/a.c|lib/a.c|w/shop/lib/a.c|shop/lib/a.c|lib/a.c" },
	{ PFL_ROOT_FOLDER, "/w/shop", "", "/ci/1/shop/shop/a.c",
		"a.c|shop/a.c|ci/1/shop/shop/a.c|1/shop/shop/a.c|shop/shop/a.c|shop/a.c" },
	{ PFL_ROOT_FOLDER, "/w", "x.org/shop", "x.org/shop/cart/a.go",
		"cart/a.go|x.org/shop/cart/a.go|vendor/x.org/shop/cart/a.go|shop/cart/"
		"a.go|cart/a.go" },
	{ PFL_ROOT_FOLDER, "/w", "x.org/shop", "x.org/shop@v1.2.3/a.go",
		"a.go|x.org/shop@v1.2.3/a.go|vendor/x.org/shop/a.go|shop@v1.2.3/a.go" },
	{ PFL_ROOT_FOLDER, "/w", "x.org/sh", "x.org/shop/a.go",
		"x.org/shop/a.go|vendor/x.org/shop/a.go|shop/a.go" },
	{ PFL_ROOT_FOLDER, "/w", "", "/g/pkg/mod/x.org/!shop@v1/a.go",
		"vendor/x.org/Shop/a.go|g/pkg/mod/x.org/!shop@v1/a.go|pkg/mod/x.org/!shop@v1/"
		"a.go|mod/x.org/!shop@v1/a.go|x.org/!shop@v1/a.go|!shop@v1/a.go" },
	{ PFL_ROOT_FOLDER, "/", "", "/etc/passwd", "etc/passwd|etc/passwd" },
	/* upwards, hidden, or no name at all */
	{ PFL_ROOT_FOLDER, "/w", "", "../../etc/passwd", "etc/passwd" },
	{ PFL_ROOT_FOLDER, "/w", "", "/w/../etc/passwd", "etc/passwd" },
	{ PFL_ROOT_FOLDER, "/w", "", ".git/config", "" },
	{ PFL_ROOT_FOLDER, "/w", "", "a/.ssh/id_rsa", "" },
	{ PFL_ROOT_FOLDER, "/w", "", "a//b/", "" },
	{ PFL_ROOT_FOLDER, "/w", "", "", "" },
	{ PFL_ROOT_MODULES, "/m", "", "x.org/BurntSushi/toml@v1.0.0/Lex.go",
		"x.org/!burnt!sushi/toml@v1.0.0/Lex.go" },
	{ PFL_ROOT_MODULES, "/m", "", "/h/go/pkg/mod/x.org/!burnt!sushi/toml@v1.0.0/Lex.go",
		"x.org/!burnt!sushi/toml@v1.0.0/Lex.go" },
	{ PFL_ROOT_MODULES, "/m", "", "/m/x.org/a@v1/a.go", "x.org/a@v1/a.go" },
	{ PFL_ROOT_MODULES, "/m", "", "x.org/a@v1", "" },
	{ PFL_ROOT_MODULES, "/m", "", "x.org/a/a.go", "" },
	{ PFL_ROOT_MODULES, "/m", "", "/h/pkg/mod/../../x@v1/a.go", "" },
	{ PFL_ROOT_GO, "/go/src", "", "runtime/proc.go", "runtime/proc.go" },
	{ PFL_ROOT_GO, "/go/src", "", "/usr/local/go/src/runtime/proc.go", "runtime/proc.go" },
	{ PFL_ROOT_GO, "/go/src", "", "/src/x/src/a/b.go", "x/src/a/b.go|a/b.go" },
	{ PFL_ROOT_GO, "/go/src", "", "/go/src/src/a.go", "src/a.go" },
};

static void
test_places(void)
{
	for (size_t i = 0; i < COUNTOF(places); i++) {
		struct pfl_source_root root = { places[i].kind, places[i].root, places[i].root,
			places[i].module };
		struct pfl_text got = { 0 };

		test_case(places[i].name);
		pfl_source_places(&root, pfl_span_of(places[i].name), &got);
		for (size_t k = 0; k < got.n; k++) {
			if (got.at[k] == '\0')
				got.at[k] = '|';
		}
		if (got.n)
			pfl_text_cut(&got, got.n - 1);
		CHECK_STR(pfl_text_get(&got), places[i].places);
		pfl_text_clear(&got);
	}
}

static void
test_long_names(void)
{
	struct pfl_source_root root = { PFL_ROOT_FOLDER, "/w", "/w", "" };
	struct pfl_text name = { 0 }, got = { 0 };

	test_case("many folders");
	for (int i = 0; i < 1000; i++)
		pfl_text_str(&name, "a/");
	pfl_text_str(&name, "b");
	pfl_source_places(&root, pfl_text_span(&name), &got);
	CHECK(got.n < 64 * 140);
	test_case("a long name");
	for (int i = 0; i < 5000; i++)
		pfl_text_char(&name, 'b');
	pfl_text_reset(&got);
	pfl_source_places(&root, pfl_text_span(&name), &got);
	CHECK_U64(got.n, 0);
	test_case("a NUL");
	pfl_source_places(&root, (struct pfl_span){ "a\0b", 3 }, &got);
	CHECK_U64(got.n, 0);
	pfl_text_clear(&name);
	pfl_text_clear(&got);
}

static void
put_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "wb");

	if (!CHECK(f != NULL))
		return;
	fputs(text, f);
	CHECK(fclose(f) == 0);
}

/* What lies in the temporary folder, which is the working one: secret and link lead out. */
static void
make_tree(const char *top)
{
	char path[4096];

	CHECK(mkdir("root", 0700) == 0 && mkdir("root/sub", 0700) == 0);
	CHECK(mkdir("outside", 0700) == 0);
	put_file("root/a.c", "one\ntwo\n");
	put_file("root/sub/b.c", "");
	put_file("outside/secret", "secret\n");
	put_file("rootless", "beside\n");
	snprintf(path, sizeof(path), "%s/outside", top);
	CHECK(symlink(path, "root/absolute") == 0);
	CHECK(symlink("../outside/secret", "root/link.c") == 0);
	CHECK(symlink("../rootless", "root/beside.c") == 0);
	CHECK(symlink("sub/../a.c", "root/inside.c") == 0);
	CHECK(symlink("loop", "root/loop") == 0);
	CHECK(mkfifo("root/fifo.c", 0600) == 0);
	CHECK(symlink("/dev/zero", "root/zero.c") == 0);
}

static const struct {
	const char *path, *text;
	enum pfl_read_end end;
} reads[] = {
	{ "a.c", "one\ntwo\n", PFL_READ_DONE },
	{ "sub/b.c", "", PFL_READ_DONE },
	{ "inside.c", "one\ntwo\n", PFL_READ_DONE },
	{ "absent.c", NULL, PFL_READ_ABSENT },
	{ "a.c/b.c", NULL, PFL_READ_ABSENT },
	{ "loop", NULL, PFL_READ_ABSENT },
	{ "sub", NULL, PFL_READ_ABSENT },
	{ "link.c", NULL, PFL_READ_REFUSED },
	{ "beside.c", NULL, PFL_READ_REFUSED },
	{ "absolute/secret", NULL, PFL_READ_REFUSED },
	{ "zero.c", NULL, PFL_READ_REFUSED },
	{ "fifo.c", NULL, PFL_READ_REFUSED },
};

static void
test_reads(const char *top)
{
	struct pfl_arena arena = { 0 };
	struct pfl_error err = { 0 };
	struct pfl_span text;
	const char *why;
	char root[4096];

	snprintf(root, sizeof(root), "%s/root", top);
	for (size_t i = 0; i < COUNTOF(reads); i++) {
		why = NULL;
		text = (struct pfl_span){ "", 0 };
		test_case(reads[i].path);
		CHECK_I64(pfl_read_below(root, reads[i].path, 100, &arena, &text, &why, &err),
			reads[i].end);
		CHECK(!reads[i].text || pfl_span_eq(text, pfl_span_of(reads[i].text)));
		CHECK((why != NULL) == (reads[i].end == PFL_READ_REFUSED));
	}
	test_case("too large");
	CHECK_I64(pfl_read_below(root, "a.c", 7, &arena, &text, &why, &err), PFL_READ_REFUSED);
	CHECK_I64(pfl_read_below(root, "a.c", 8, &arena, &text, &why, &err), PFL_READ_DONE);
	pfl_arena_clear(&arena);
}

/* A profile with a sample in line 1 of each of these files. */
static struct pfl_profile *
profile_of(const char *const *names, size_t n)
{
	struct pfl_text field = { 0 };

	pfl_text_str(&field, "6'' 6'samples' 6'count' 1{1:1 2:2}");
	for (size_t i = 0; i < n; i++)
		pfl_text_printf(&field,
			" 2{1[%zu] 2[1]} 4{1:%zu 4{1:%zu 2:1}} 5{1:%zu 2:%zu 4:%zu} 6'f%02zu' "
			"6'%s'",
			i + 1, i + 1, i + 1, i + 1, 2 * i + 3, 2 * i + 4, i, names[i]);
	return wire_profile(&field);
}

/* What is listed as CSV, without what is the same for all. */
static char *
list(const struct pfl_profile *p, const char *source_path, struct pfl_text *note)
{
	const struct pfl_renderer *r = pfl_renderer_find("list", "csv");
	struct pfl_error err = { 0 };
	struct pfl_view *view = pfl_view_new(&err);
	struct pfl_out *out = pfl_out_memory(&err);
	struct pfl_scene *scene = NULL;
	char *bytes = NULL;
	size_t n;

	if (CHECK(pfl_view_set(view, "pattern", ".", &err) &&
		    pfl_view_set(view, "source-path", source_path, &err)))
		scene = pfl_scene_new(p, view, r, &err);
	if (CHECK(scene && pfl_render(scene, r, NULL, out, &err))) {
		bytes = pfl_out_take(out, &n, &err);
		out = NULL;
	}
	CHECK_STR(err.msg, "");
	for (size_t i = 0; scene && i < pfl_scene_notes(scene); i++)
		pfl_text_str(note, pfl_scene_note(scene, i));
	pfl_out_abandon(out);
	pfl_scene_free(scene);
	pfl_view_free(view);
	return bytes;
}

static const struct {
	const char *name, *text; /* text NULL: must not be found */
} wanted[] = {
	{ "x.org/BurntSushi/toml@v1.0.0/Lex.go", "from the cache" },
	{ "/home/ci/go/pkg/mod/x.org/!burnt!sushi/toml@v1.0.0/Lex.go", "from the cache" },
	{ "/opt/go1.22/src/strings/builder.go", "from GOROOT" },
	{ "example.org/Vendored@v0.1.0/x.go", "vendored" },
	{ "shop.example/cart/cart.go", "own" },
	{ "/build/7/cart/cart.go", "own" },
	{ "/etc/passwd", NULL },
	{ "../outside/secret", NULL },
	{ "../../outside/secret", NULL },
	{ "root/link.c", NULL },
	{ "root/fifo.c", NULL },
	{ ".hidden/file.c", NULL },
	{ "<autogenerated>", NULL },
};

static void
make_sources(const char *top)
{
	static const char *const folders[] = { "work", "work/.git", "work/cmd", "work/cart",
		"work/.hidden", "work/vendor", "work/vendor/example.org",
		"work/vendor/example.org/Vendored", "cache", "cache/x.org",
		"cache/x.org/!burnt!sushi", "cache/x.org/!burnt!sushi/toml@v1.0.0", "goroot",
		"goroot/src", "goroot/src/strings" };
	char path[4096];

	for (size_t i = 0; i < COUNTOF(folders); i++)
		CHECK(mkdir(folders[i], 0700) == 0);
	put_file("work/go.mod", "// the shop\nmodule shop.example // here\n\ngo 1.19\n");
	put_file("work/cart/cart.go", "own\r\nsecond line");
	put_file("work/.hidden/file.c", "hidden\n");
	put_file("work/vendor/example.org/Vendored/x.go", "vendored\n");
	put_file("cache/x.org/!burnt!sushi/toml@v1.0.0/Lex.go", "from the cache\n");
	put_file("goroot/src/strings/builder.go", "from GOROOT\n");
	CHECK(symlink("../root", "work/root") == 0);
	snprintf(path, sizeof(path), "%s/cache", top);
	setenv("GOMODCACHE", path, 1);
	snprintf(path, sizeof(path), "%s/goroot", top);
	setenv("GOROOT", path, 1);
	setenv("HOME", "/nowhere", 1);
	unsetenv("GOPATH");
}

static void
test_finding(void)
{
	const char *names[COUNTOF(wanted)];
	struct pfl_text note = { 0 }, want = { 0 };
	struct pfl_profile *p;
	char *got;

	for (size_t i = 0; i < COUNTOF(wanted); i++)
		names[i] = wanted[i].name;
	p = profile_of(names, COUNTOF(wanted));
	CHECK(chdir("work/cmd") == 0);
	got = list(p, NULL, &note);
	for (size_t i = 0; got && i < COUNTOF(wanted); i++) {
		pfl_text_reset(&want);
		pfl_text_printf(&want, "\nf%02zu,%s,1,1,1,%s\r\n", i, wanted[i].name,
			wanted[i].text ? wanted[i].text : "");
		test_case(wanted[i].name);
		CHECK(strstr(got, pfl_text_get(&want)) != NULL);
	}
	CHECK(got && !strstr(got, ",secret"));
	test_case("where it was looked");
	CHECK(strstr(pfl_text_get(&note), "source files not found") != NULL);
	CHECK(strstr(pfl_text_get(&note), "/work/cmd, ") != NULL);
	CHECK(strstr(pfl_text_get(&note), "/goroot/src") != NULL);
	free(got);
	test_case("folders that are named");
	pfl_text_reset(&note);
	got = list(p, "../../root:nowhere", &note);
	CHECK(strstr(pfl_text_get(&note), "nowhere (not there)") != NULL);
	free(got);
	pfl_profile_free(p);
	pfl_text_clear(&note);
	pfl_text_clear(&want);
}

static void
test_too_many(void)
{
	static const char *const names[] = { "a.c" };
	struct pfl_profile *p = profile_of(names, 1);
	struct pfl_error err = { 0 };
	struct pfl_view *view = pfl_view_new(&err);
	struct pfl_text path = { 0 };

	test_case("too many folders");
	for (int i = 0; i < 100; i++)
		pfl_text_printf(&path, "d%d:", i);
	CHECK(pfl_view_set(view, "pattern", ".", &err));
	CHECK(pfl_view_set(view, "source-path", pfl_text_get(&path), &err));
	CHECK(pfl_scene_new(p, view, pfl_renderer_find("list", "text"), &err) == NULL);
	CHECK_I64(err.code, PFL_USAGE);
	pfl_text_clear(&path);
	pfl_view_free(view);
	pfl_profile_free(p);
}

int
main(void)
{
	char top[] = "/tmp/test_sources.XXXXXX", command[64];
	char *real;

	test_places();
	test_long_names();
	if (!CHECK(mkdtemp(top) != NULL && chdir(top) == 0))
		return test_done();
	real = realpath(top, NULL);
	make_tree(real);
	test_reads(real);
	make_sources(real);
	test_finding();
	test_too_many();
	free(real);
	snprintf(command, sizeof(command), "rm -rf %s", top);
	CHECK(chdir("/") == 0 && system(command) == 0);
	return test_done();
}
