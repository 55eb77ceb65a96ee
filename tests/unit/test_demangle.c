/* SPDX-License-Identifier: Apache-2.0 */
/* Names of C++ and Rust functions, made readable. */
#include "harness.h"

#include "symbol/demangle.h"

static const struct {
	const char *symbol, *name; /* NULL: it stands for nothing */
} symbols[] = {
	{ "main", NULL },
	{ "", NULL },
	{ "_", NULL },
	{ "_Zfoo", NULL },
	{ "main.Map[go.shape.int].func1", NULL },
	{ "__ZN3foo3barEv", "foo::bar" },
	{ "_ZN3Foo3barEi.cold", "Foo::bar" },
	{ "_ZN3Foo3barEi.isra.0.part.1", "Foo::bar" },
	{ "_ZN12_GLOBAL__N_13Foo3barEi", "(anonymous namespace)::Foo::bar" },
	{ "_ZNSt6vectorIiSaIiEE9push_backERKi", "std::vector::push_back" },
	{ "_ZNKSt8functionIFviEEclEi", "std::function::operator()" },
	{ "_ZStlsIcEvi", "std::operator<<" },
	{ "_ZltRK1AS1_", "operator<" },
	{ "_ZltIiEbRK1AIT_ES4_", "operator<" },
	{ "_ZN1AssIiEEvRKT_", "A::operator<=>" },
	{ "_ZN3FoocvPT_IiEEv", "Foo::operator int*" },
	{ "_ZN1AcvSt6vectorIiSaIiEEEv", "A::operator std::vector" },
	{ "_ZNSt3mapIiiSt4lessIiESaISt4pairIKiiEEEixEOi", "std::map::operator[]" },
	{ "_ZN1A1BIXgtLi3ELi2EEE1fEv", "A::B::f" },
	{ "_ZZ3foovENKUliE_clEi", "foo::{lambda(int)#1}::operator()" },
	{ "_ZZN5outer4funcEiENKUlRKSt6vectorIiSaIiEEE_clES4_",
		"outer::func::{lambda(std::vector const&)#1}::operator()" },
	{ "_ZZNK1A1fEiE1x", "A::f::x" },
	{ "_ZThn16_N1A1fEv", "non-virtual thunk to A::f" },
	{ "_ZN3fooB5cxx11Ev", "foo[abi:cxx11]" },
	{ "_ZN4core3ptr85drop_in_place$LT$std..rt..lang_start$LT$$LP$$RP$$GT$..$u7b$$u7b$"
	  "closure$u7d$$u7d$$GT$17h0123456789abcdefE",
		"core::ptr::drop_in_place" },
	{ "_ZN60_$LT$alloc..vec..Vec$LT$T$GT$$u20$as$u20$core..ops..Drop$GT$4drop"
	  "17h0123456789abcdefE",
		"<alloc::vec::Vec as core::ops::Drop>::drop" },
	{ "_ZN4core3fmt3num52_$LT$impl$u20$core..fmt..Display$u20$for$u20$u32$GT$3fmt"
	  "17h0123456789abcdefE",
		"core::fmt::num::<impl core::fmt::Display for u32>::fmt" },
	{ "_ZN1a1f17h0123456789abcdefE.llvm.1234", "a::f" },
	{ "_RNvC1a1f.llvm.1234", "a::f" },
	{ "_RINvNtC3std3mem8align_ofdE", "std::mem::align_of" },
	{ "_RNvXs_C1aNtB4_1SNtB4_1T1f", "<a::S as a::T>::f" },
};

/* What compilers do not write, and the shortening must take nevertheless. */
static const struct {
	const char *given, *name;
} texts[] = {
	{ "f<", "f<" },
	{ "f>", "f>" },
	{ "f(", "f(" },
	{ "f)(int)", "f)" },
	{ "f<(a>b)>(int)", "f" },
	{ "f<(>)", "f<" },
	{ "f<a, b<c>>::g<d>() const &&", "f::g" },
	{ "operator", "operator" },
	{ "operator<", "operator<" },
	{ "operator< <", "operator< <" },
	{ "myoperator<int>(int)", "myoperator" },
	{ "A::operator->() const", "A::operator->" },
	{ "operator->*<int>(A, B)", "operator->*" },
	{ "<fn(i32) -> T as m::Call>::call", "<fn(i32) -> T as m::Call>::call" },
	{ "a::f::<T, <U as V>::W>::{{closure}}", "a::f::{{closure}}" },
	{ "}", "}" },
	{ "{(int)", "{" },
	{ "(anonymous namespace)", "(anonymous namespace)" },
	{ "()", "" },
};

static void
test_symbols(void)
{
	struct pfl_text name = { 0 };

	for (size_t i = 0; i < COUNTOF(symbols); i++) {
		bool ok;

		test_case(symbols[i].symbol);
		ok = pfl_demangle(symbols[i].symbol, &name);
		CHECK_STR(ok ? pfl_text_get(&name) : NULL, symbols[i].name);
	}
	pfl_text_clear(&name);
}

static void
test_texts(void)
{
	for (size_t i = 0; i < COUNTOF(texts); i++) {
		struct pfl_text name = { 0 };

		test_case(texts[i].given);
		pfl_demangle_shorten(pfl_span_of(texts[i].given), &name);
		CHECK_STR(pfl_text_get(&name), texts[i].name);
		pfl_text_clear(&name);
	}
}

/* A few bytes that stand for 2^35 of them, and a few thousand that recurse. */
static void
test_limits(void)
{
	static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	struct pfl_text symbol = { 0 }, name = { 0 };

	test_case("doubling");
	pfl_text_str(&symbol, "_Z1fISt4pairIiiE");
	for (size_t i = 1; i < 70; i += 2) { /* each of two that stand before it */
		for (size_t k = 0; k < 2; k++)
			pfl_text_printf(&symbol, "%sS%.*s%c_%s", k ? "" : "St4pairI",
				i / 36 > 0, &digits[i / 36], digits[i % 36], k ? "E" : "");
	}
	pfl_text_str(&symbol, "EvT_");
	CHECK(!pfl_demangle(pfl_text_get(&symbol), &name));
	test_case("deep");
	pfl_text_reset(&symbol);
	pfl_text_str(&symbol, "_Z1f");
	for (int i = 0; i < 4000; i++)
		pfl_text_char(&symbol, 'P');
	pfl_text_char(&symbol, 'i');
	if (pfl_demangle(pfl_text_get(&symbol), &name))
		CHECK_STR(pfl_text_get(&name), "f");
	test_case("long");
	for (int i = 0; i < 200; i++)
		pfl_text_char(&symbol, 'i');
	CHECK(!pfl_demangle(pfl_text_get(&symbol), &name));
	CHECK_STR(pfl_text_get(&name), "");
	pfl_text_clear(&symbol);
	pfl_text_clear(&name);
}

int
main(void)
{
	test_symbols();
	test_texts();
	test_limits();
	return test_done();
}
