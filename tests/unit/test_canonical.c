/* SPDX-License-Identifier: Apache-2.0 */
/* What stays of names when a program is built again. */
#include "support.h"

#include "compare/canonical.h"

struct pair {
	const char *name, *key; /* key NULL: the name itself */
};

static const struct pair keys[] = {
	/* nothing to leave out */
	{ "", NULL },
	{ "main.main", NULL },
	{ "net/http.(*conn).serve", NULL },
	{ "main.(*T).handleV1", NULL },
	{ "std::vector<int>::push_back(int const&)", NULL },
	{ "operator new(unsigned long)", NULL },
	{ "<alloc::vec::Vec<T> as core::ops::Drop>::drop", NULL },
	{ "java.util.List.add(int)", NULL },
	{ "std::map::find", NULL },
	{ "-[NSString length]", NULL },
	{ "memcpy@@GLIBC_2.14", NULL },
	/* addresses and offsets */
	{ "0x4a10", NULL },
	{ "worker 0x7f001a2b", "worker 0x\xe2\x80\xa6" },
	{ "ret0x12", NULL },
	{ "0x", NULL },
	{ "0x12zz", NULL },
	{ "do_syscall_64+0x1f", "do_syscall_64" },
	{ "libc.so.6+0x2a1b3", "libc.so.6" },
	{ "+0x1f", NULL },
	/* where it was built */
	{ "example.com/app/vendor/github.com/x/y.F", "github.com/x/y.F" },
	{ "vendor/golang.org/x/net/http2.F", "golang.org/x/net/http2.F" },
	{ "example.com/myvendor/x.F", NULL },
	{ "/home/u/go/pkg/mod/github.com/x/y@v1.2.3/z.F", "github.com/x/y/z.F" },
	{ "github.com/x/y@v0.0.0-20240102030405-0123456789ab/z.F", "github.com/x/y/z.F" },
	{ "github.com/x/y@v2.0.1+incompatible.F", "github.com/x/y.F" },
	{ "github.com/x/y@v1.0.0-rc.1.F", "github.com/x/y.F" },
	{ "github.com/x/y@v1.2.3.F", "github.com/x/y.F" },
	{ "github.com/x/y@version.F", NULL },
	{ "bazel-out/k8-opt/bin/x/y.f", "x/y.f" },
	{ "/rustc/90c541806f23a127/library/std/src/panicking.rs",
		"library/std/src/panicking.rs" },
	/* Go */
	{ "main.Map[...]", "main.Map[\xe2\x80\xa6]" },
	{ "main.Map[go.shape.int,go.shape.[]uint8]", "main.Map[\xe2\x80\xa6]" },
	{ "main.(*List[go.shape.struct { X [4]int }]).Push",
		"main.(*List[\xe2\x80\xa6]).Push" },
	{ "main.Map[go.shape.int", NULL },
	{ "main.Map[int]", NULL },
	{ "main.f.func1", "main.f.func" },
	{ "main.f.func12.3", "main.f.func." },
	{ "main.f.func1.2.3", "main.f.func.." },
	{ "main.f.func1.gowrap2", "main.f.func.gowrap" },
	{ "main.f.deferwrap1", "main.f.deferwrap" },
	{ "main.f-range1", "main.f-range" },
	{ "main.f.func1-range2", "main.f.func-range" },
	{ "main.(*T).Run-fm", "main.(*T).Run" },
	{ "my-fm.Run", NULL },
	{ "glob..func1", "glob..func" },
	{ "main.function1", NULL },
	{ "main.func1x", NULL },
	{ "a.1.2.3", NULL },
	/* C and C++ */
	{ "parse.isra.0", "parse" },
	{ "parse.isra.0.cold", "parse" },
	{ "parse.part.3.constprop.12", "parse" },
	{ "parse.lto_priv.0", "parse" },
	{ "parse.llvm.12345678901234567890", "parse" },
	{ "parse.clone.7", "parse" },
	{ "parse.cold.2", "parse" },
	{ ".cold", NULL },
	{ "parse.isra", NULL },
	{ "parse.0", NULL },
	{ "parse(int) [clone .isra.0] [clone .cold]", "parse(int)" },
	{ "parse(int) (.part.0)", "parse(int)" },
	{ "a::(anonymous namespace)::f", "a::f" },
	{ "a::{anonymous}::f", "a::f" },
	{ "`anonymous namespace'::f", "f" },
	{ "main::{lambda(int)#2}::operator()(int) const",
		"main::{lambda(int)}::operator()(int) const" },
	{ "main::$_12::operator()() const", "main::$_::operator()() const" },
	{ "main::'lambda0'(int)::operator()", "main::'lambda'(int)::operator()" },
	/* Rust */
	{ "core::fmt::write::h0123456789abcdef", "core::fmt::write" },
	{ "core::fmt::write::h0123456789abcde", NULL },
	{ "core::fmt::write::h0123456789abcdef.llvm.1234", "core::fmt::write" },
	{ "app::run::{{closure}}::h0123456789abcdef", "app::run::{{closure}}" },
	{ "app::run::{{closure}}#3", "app::run::{{closure}}" },
	{ "app[9f6c2a8d1e3b5a70]::run::{closure#0}", "app::run::{closure}" },
	/* JVM */
	{ "A$$Lambda$14/0x0000000800c03000.apply", "A$$Lambda.apply" },
	{ "A$$Lambda$14/1234567.apply", "A$$Lambda.apply" },
	{ "A$$Lambda.0x00007f0011223344.run", "A$$Lambda.run" },
	{ "A.lambda$run$3", "A.lambda$run$" },
	{ "A.access$000", "A.access$" },
	{ "A$1.run", "A$.run" },
	{ "A$Inner2.run", NULL },
	{ "java.lang.invoke.LambdaForm$MH/0x0000000800c03000.invoke",
		"java.lang.invoke.LambdaForm.invoke" },
	{ "java.lang.invoke.LambdaForm$DMH.invokeStatic",
		"java.lang.invoke.LambdaForm.invokeStatic" },
	{ "GeneratedMethodAccessor12.invoke", "GeneratedMethodAccessor.invoke" },
	{ "GeneratedSerializationConstructorAccessor1.newInstance",
		"GeneratedSerializationConstructorAccessor.newInstance" },
	{ "MyAccessor12.get", NULL },
	{ "com.sun.proxy.$Proxy27.call", "com.sun.proxy.$Proxy.call" },
	{ "[worker-1 tid=4711]", "[worker-1 tid=]" },
	{ "[CPU-3]", "[CPU-]" },
	/* JavaScript */
	{ "render app.js:10:5", "render app.js" },
	{ "render (app.js:10:5)", "render (app.js)" },
	{ "app.js:10", NULL },
	{ "$1", NULL },
};

static const struct pair templates[] = {
	{ "std::vector<int>::push_back(int const&)",
		"std::vector<\xe2\x80\xa6>::push_back(int const&)" },
	{ "f<a<b>, (c)1>(d<e>)", "f<\xe2\x80\xa6>(d<\xe2\x80\xa6>)" },
	{ "f<operator<, 1>::g", "f<\xe2\x80\xa6>::g" },
	{ "operator<< <char>", NULL },
	{ "A::operator-><int>()", NULL },
	{ "A::operator->", NULL },
	{ "A::operator<=>(A<1>)", "A::operator<=>(A<\xe2\x80\xa6>)" },
	{ "f<int", NULL },
	{ "a<b<c>", NULL },
	{ "Vec::<u8>::push", "Vec::<\xe2\x80\xa6>::push" },
	{ "<alloc::vec::Vec<T> as Drop>::drop",
		"<alloc::vec::Vec<\xe2\x80\xa6> as Drop>::drop" },
	{ "core::fmt::<impl Display for u8>::fmt", NULL },
	{ "foo_operator<int>", "foo_operator<\xe2\x80\xa6>" },
};

static void
check(const struct pair *pairs, size_t n, bool with_templates)
{
	struct pfl_text scratch = { 0 }, got = { 0 };

	for (size_t i = 0; i < n; i++) {
		struct pfl_span name = pfl_span_of(pairs[i].name), key;

		test_case(pairs[i].name);
		key = pfl_canonical_name(name, with_templates, &scratch);
		pfl_text_reset(&got);
		pfl_text_add(&got, key);
		CHECK_STR(pfl_text_get(&got), pairs[i].key ? pairs[i].key : pairs[i].name);
		if (!pairs[i].key)
			CHECK(key.at == name.at && key.n == name.n);
	}
	pfl_text_clear(&scratch);
	pfl_text_clear(&got);
}

/* Pieces that the rules are about, in any order, among bytes of any kind. */
static const char *const pieces[] = { "0x", "1f", "+0x1f", "vendor/", "rustc/", "/", "@v1.",
	"[", "]", "[go.shape.", "[...]", ".func1", ".1", ".gowrap2", "-range1", "-fm", ".cold",
	".isra.0", "[clone .", "(anonymous namespace)::", "lambda#1}", "#2", "}", "<", ">",
	"operator", "->", "::h0123456789abcdef", "$$Lambda$1", "/0x12", "LambdaForm$",
	"$Proxy1", "tid=1", ":1:1", "f", "main.", "\xff", "\xe2\x80", " ", "'lambda1'", "" };

static struct pfl_span
random_name(uint64_t *state, struct pfl_text *text)
{
	pfl_text_reset(text);
	for (uint32_t n = random_below(state, 24); n > 0; n--) {
		if (random_below(state, 8) == 0)
			pfl_text_char(text, (char)random_below(state, 256));
		else
			pfl_text_str(text, pieces[random_below(state, COUNTOF(pieces))]);
	}
	return pfl_text_span(text);
}

/* A copy of exactly its size lets ASan see a read past the end; the key never outgrows the name
 * by more than what ellipses add, and is the same each time. */
static void
test_any_bytes(void)
{
	struct pfl_text text = { 0 }, first = { 0 }, second = { 0 };
	uint64_t state = 1;

	test_case("any bytes");
	for (unsigned i = 0; i < 50000; i++) {
		struct pfl_span name = random_name(&state, &text), a, b;
		char *copy = malloc(name.n ? name.n : 1);
		bool with_templates = i % 2;

		if (!copy)
			abort();
		if (name.n > 0)
			memcpy(copy, name.at, name.n);
		name.at = copy;
		a = pfl_canonical_name(name, with_templates, &first);
		b = pfl_canonical_name(name, with_templates, &second);
		if (!CHECK(pfl_span_eq(a, b)) || !CHECK(a.n <= 2 * name.n) ||
			!CHECK(name.n == 0 || a.n > 0))
			i = 50000;
		free(copy);
	}
	pfl_text_clear(&text);
	pfl_text_clear(&first);
	pfl_text_clear(&second);
}

/* A name of 256 kB from each piece: were the time quadratic, this would take minutes. */
static void
test_linear(void)
{
	struct pfl_text name = { 0 }, scratch = { 0 };

	for (size_t i = 0; i < COUNTOF(pieces) - 1; i++) {
		test_case(pieces[i]);
		pfl_text_reset(&name);
		pfl_text_char(&name, 'f');
		while (name.n < 256 << 10)
			pfl_text_str(&name, pieces[i]);
		CHECK(pfl_canonical_name(pfl_text_span(&name), true, &scratch).n > 0);
	}
	pfl_text_clear(&name);
	pfl_text_clear(&scratch);
}

static void
test_files(void)
{
	test_case("files");
	CHECK(pfl_span_eq(pfl_canonical_file(pfl_span_of("/go/pkg/mod/x@v1.2.3/a.go")),
		pfl_span_of("a.go")));
	CHECK(pfl_canonical_file(pfl_span_of("")).n == 0);
}

int
main(void)
{
	check(keys, COUNTOF(keys), false);
	check(templates, COUNTOF(templates), true);
	test_any_bytes();
	test_linear();
	test_files();
	return test_done();
}
