/* SPDX-License-Identifier: Apache-2.0 */
/* Names of functions and files, shortened, cleaned and cut. */
#include "harness.h"

#include "base/name.h"

typedef struct pfl_span change(struct pfl_span s, struct pfl_text *scratch);

struct pair {
	const char *name, *want;
};

static void
run(const char *what, change *f, const struct pair *pairs, size_t n)
{
	struct pfl_text scratch = { 0 };

	test_case(what);
	for (size_t i = 0; i < n; i++) {
		struct pfl_span got = f(pfl_span_of(pairs[i].name), &scratch);
		char *text = calloc(1, got.n + 1);

		if (!CHECK(text != NULL))
			break;
		if (got.n > 0)
			memcpy(text, got.at, got.n);
		CHECK_STR(text, pairs[i].want);
		free(text);
	}
	CHECK_U64(f((struct pfl_span){ NULL, 0 }, &scratch).n, 0);
	pfl_text_clear(&scratch);
}

static struct pfl_span
simplify(struct pfl_span s, struct pfl_text *scratch)
{
	(void)scratch;
	return pfl_name_simplify(s);
}

static struct pfl_span
package(struct pfl_span s, struct pfl_text *scratch)
{
	(void)scratch;
	return pfl_name_package(s);
}

static struct pfl_span
base(struct pfl_span s, struct pfl_text *scratch)
{
	(void)scratch;
	return pfl_path_base(s);
}

static const struct pair shortened[] = {
	{ "", "" },
	{ "main.main", "main.main" },
	{ "github.com/foo/bar/v4.(*Foo).Bar", "bar.(*Foo).Bar" },
	{ "example.org/v2xyz.Foo", "v2xyz.Foo" },
	{ "example.org/foo/v1.Foo", "v1.Foo" },
	{ "example.org/foo/v02.Foo", "v02.Foo" },
	{ "example.org/foo/v10/bar.Foo", "bar.Foo" },
	{ "foo/xyz", "foo/xyz" },
	{ "a.b/c/d", "a.b/c/d" },
	{ "a/b.", "a/b." },
	{ "a/.b.c", "a/.b.c" },
	{ "/a/b.c", "/a/b.c" },
	{ "encoding/json.(*structEncoder).(encoding/json.encode)-fm",
		"json.(*structEncoder).(encoding/json.encode)-fm" },
	{ "github.com/a-b/c_d.F[go.shape.int]", "c_d.F[go.shape.int]" },
	{ "java.bar.foo.FooBar.run(java.lang.Runnable)", "FooBar.run" },
	{ "java.bar.foo.FooBar.<init>(java.lang.Runnable)", "FooBar.<init>" },
	{ "java.bar.foo.FooBar.<init>", "FooBar.<init>" },
	{ "java.foo.Bar$Baz.lambda$run$0", "Bar$Baz.lambda$run$0" },
	{ "java.foo.Bar.Baz.run", "java.foo.Bar.Baz.run" },
	{ "java.foo.Bar.run[]", "java.foo.Bar.run[]" },
	{ "cpp::namespace::Class::method()::$_100::operator()", "Class::method" },
	{ "foo_bar::Foo::bar", "Foo::bar" },
	{ "cpp::namespace::Class::method<float, double>::fn", "Class::method<float, double>" },
	{ "cpp::__Class::~__Class(int)", "__Class::~__Class" },
	{ "a::B::c::D::e", "D::e" },
	{ "Foo::bar", "Foo::bar" },
	{ "(anonymous namespace)::Foo::bar", "Foo::bar" },
	{ "(anonymous namespace)::a::Foo::bar<x>y", "Foo::bar<x>" },
	{ "(anonymous namespace)::(anonymous namespace)::f", "(anonymous namespace)::f" },
	{ "std::vector<int>::push_back", "std::vector<int>::push_back" },
	{ "runtime/\xc3\xa9.x", "\xc3\xa9.x" },
};

static const struct pair simplified[] = {
	{ "main", "main" },
	{ ".main", "main" },
	{ "..main", ".main" },
	{ "f(int)", "f" },
	{ "(anonymous namespace)::f(int)", "(anonymous namespace)::f" },
	{ "A::operator()(int) const", "A::operator()" },
	{ "operator(int)", "operator" },
	{ "(", "" },
	{ "main.(*T).Run", "main." },
};

static const struct pair packages[] = {
	{ "main.main", "main" },
	{ "net/http.(*conn).serve", "net/http" },
	{ "github.com/a/b-c.F", "github.com/a/b-c" },
	{ "main.F[a.com/b.T]", "main" },
	{ "std::vector<a::b>::push_back", "std" },
	{ "java.util.List.add", "java.util" },
	{ "com.acme.shop.Cart.add(int)", "com.acme.shop" },
	{ "com.acme.shop.Cart.<init>", "com.acme.shop" },
	{ "java.util.Map$Entry.lambda$getKey$0", "java.util" },
	{ "java/util/concurrent/Future.get", "java/util/concurrent" },
	{ "Ljava/util/HashMap;::put", "java/util" },
	{ "io/netty/channel/Context:.flush", "io/netty/channel" },
	{ "org.example.lower.run", "org" },
	{ "com.acme.Cart", "com" },
	{ "net/http.serverHandler.ServeHTTP", "net/http" },
	{ "net/http.(*conn).serve", "net/http" },
	{ "main.server.Handle", "main" },
	{ "main.server.Handle.func1", "main" },
	{ "main.server.Handle.gowrap2", "main" },
	{ "sync.(*Mutex).Lock", "sync" },
	{ "time.Time.add", "time" },
	{ "github.com/BurntSushi/toml.Decode", "github.com/BurntSushi/toml" },
	{ "llvm::sys::fs::open", "llvm" },
	{ "tokio::runtime::park", "tokio" },
	{ "<alloc::vec::Vec<T> as core::ops::Drop>::drop", "alloc" },
	{ "<&mut core::fmt::Formatter>::write", "" },
	{ "django.db.models.Model.save", "django.db.models" },
	{ "asyncio.run", "asyncio" },
	{ "System.Collections.List.Add", "System" },
	{ "Object.keys", "Object" },
	{ "parse (file:///srv/app.js:1:2)", "" },
	{ "/", "" },
	{ "/A", "" },
	{ ".", "" },
	{ "a.", "a" },
	{ "a.B.", "a" },
	{ "L;", "" },
	{ "malloc", "" },
	{ "__libc_start_main@@GLIBC_2.34", "" },
	{ "memcpy@GLIBC_2.2.5", "" },
	{ "std::terminate()@@GLIBCXX_3.4", "std" },
	{ "shop.run@app", "shop" },
	{ "a@", "" },
	{ "a@@", "" },
	{ "unlink_chunk.isra.0", "" },
	{ "grow.part.0.constprop.1", "" },
	{ "main.part.run", "main" },
	{ "main.isra.", "main" },
	{ "(anonymous namespace)::f", "" },
	{ "a:b", "" },
	{ "encoding/json.(*E).(encoding/json.encode)-fm", "encoding/json" },
};

static const struct pair bases[] = {
	{ "/usr/bin/x", "x" },
	{ "x", "x" },
	{ "/usr/bin/x//", "x" },
	{ "/", "/" },
	{ "//", "/" },
	{ "a/", "a" },
};

static const struct pair cleaned[] = {
	{ "a", "a" },
	{ "/", "/" },
	{ "a/../b//c", "b/c" },
	{ "a/b/", "a/b" },
	{ "./a", "a" },
	{ "a/.", "a" },
	{ ".", "." },
	{ "./", "." },
	{ "a/..", "." },
	{ "..", ".." },
	{ "../../a", "../../a" },
	{ "a/../../b", "../b" },
	{ "../a/../../b", "../../b" },
	{ "/..", "/" },
	{ "/../a", "/a" },
	{ "/a/../..", "/" },
	{ "//a", "/a" },
	{ "a//b", "a/b" },
	{ "/a/b/../../c/./d", "/c/d" },
	{ "...", "..." },
	{ "a/b/../../../c", "../c" },
};

static void
test_trim(void)
{
	static const struct {
		const char *path, *trim, *source, *want;
	} cases[] = {
		{ "/home/x/src/a.go", "", "", "/home/x/src/a.go" },
		{ "/home/x/src/a.go", "/home/x", "", "src/a.go" },
		{ "/home/x/src/a.go", "/home/x/", "", "src/a.go" },
		{ "/home/x/src/a.go", "/tmp:/home", "", "x/src/a.go" },
		{ "/home/xy/a.go", "/home/x", "", "/home/xy/a.go" },
		{ "/home/x", "/home/x", "", "/home/x" },
		{ "/proc/self/cwd/./a.c", "", "", "a.c" },
		{ "/proc/self/cwd/a.c", "/x", "", "a.c" },
		{ "/build/project/lib/a.c", "", "/src/project", "lib/a.c" },
		{ "/build/project/lib/a.c", "", "/src/other:/project/", "lib/a.c" },
		{ "/build/project/lib/a.c", "/build", "/src/project", "project/lib/a.c" },
		{ "project/lib/a.c", "", "project", "project/lib/a.c" },
		{ "", "/x", "y", "" },
	};

	test_case("trimmed paths");
	for (size_t i = 0; i < COUNTOF(cases); i++) {
		struct pfl_span got = pfl_path_trim(
			pfl_span_of(cases[i].path), cases[i].trim, cases[i].source);

		CHECK_STR(got.at, cases[i].want); /* what is left goes to the end */
		CHECK_U64(got.n, strlen(cases[i].want));
	}
}

static void
test_fit(void)
{
	static const struct {
		const char *name;
		size_t columns;
		const char *want;
		bool cut;
	} cases[] = {
		{ "net/http.(*conn).serve", 22, "net/http.(*conn).serve", false },
		{ "net/http.(*conn).serve", 21, "http.(*conn).serve", false },
		{ "net/http.(*conn).serve", 17, "(*conn).serve", false },
		{ "net/http.(*conn).serve", 12, "serve", false },
		{ "net/http.(*conn).serve", 5, "serve", false },
		{ "net/http.(*conn).serve", 4, "ser", true },
		{ "net/http.(*conn).serve", 1, "", true },
		{ "net/http.(*conn).serve", 0, "", true },
		{ "a.example/shop/wire.Compress", 24, "shop/wire.Compress", false },
		{ "a.example/shop/wire.Compress", 10, "Compress", false },
		{ "std::map<a::b, c>::find", 10, "find", false },
		{ "f(std::string, int)", 10, "f(std::st", true },
		{ "a::b::c", 4, "b::c", false },
		{ "abc.", 3, "ab", true },
		{ "\xc3\xa9\xc3\xa9\xc3\xa9", 3, "\xc3\xa9\xc3\xa9\xc3\xa9", false },
		{ "\xc3\xa9\xc3\xa9\xc3\xa9", 2, "\xc3\xa9", true },
		{ "a>b.c", 2, "c", false },
		{ "", 3, "", false },
	};

	test_case("fitted names");
	for (size_t i = 0; i < COUNTOF(cases); i++) {
		char text[64] = "";
		bool cut = false;
		struct pfl_span got =
			pfl_name_fit(pfl_span_of(cases[i].name), cases[i].columns, &cut);

		memcpy(text, got.at, got.n);
		CHECK_STR(text, cases[i].want);
		CHECK(cut == cases[i].cut);
	}
}

/* A name of a million slashes must not take a million times its length. */
static void
test_large(void)
{
	size_t n = 1 << 20;
	char *name = malloc(n);
	struct pfl_text scratch = { 0 };
	bool cut;

	test_case("long names");
	if (!CHECK(name != NULL))
		return;
	for (int kind = 0; kind < 4; kind++) {
		static const char *const unit[] = { "a/", "a:::", "/v", "a.b/" };

		for (size_t i = 0; i < n; i++)
			name[i] = unit[kind][i % strlen(unit[kind])];
		CHECK(pfl_name_shorten((struct pfl_span){ name, n }, &scratch).n > 0);
		CHECK(pfl_path_clean((struct pfl_span){ name, n }, &scratch).n > 0);
		CHECK(pfl_name_fit((struct pfl_span){ name, n }, 9, &cut).n < 10);
		pfl_name_package((struct pfl_span){ name, n });
	}
	pfl_text_clear(&scratch);
	free(name);
}

int
main(void)
{
	run("shortened names", pfl_name_shorten, shortened, COUNTOF(shortened));
	run("simplified names", simplify, simplified, COUNTOF(simplified));
	run("packages", package, packages, COUNTOF(packages));
	run("base names", base, bases, COUNTOF(bases));
	run("clean paths", pfl_path_clean, cleaned, COUNTOF(cleaned));
	test_trim();
	test_fit();
	test_large();
	return test_done();
}
