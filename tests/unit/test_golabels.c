/* SPDX-License-Identifier: Apache-2.0 */
/* Labels as Go prints them. */
#include "harness.h"

#include "decode/golabels.h"

/* What is read, as "key=value;" each, and what follows; "!" where the list is damaged. */
static const struct {
	const char *name, *text, *want, *rest;
} lists[] = {
	{ "none", "{}", "", "" },
	{ "one", "{\"k\":\"v\"}", "k=v;", "" },
	{ "two", "{\"k\":\"v\", \"l\":\"w\"}:", "k=v;l=w;", ":" },
	{ "blanks", "{ \"k\" : \"v\" , \"l\":\t\"w\" } rest", "k=v;l=w;", " rest" },
	{ "bare", "{job: ingest, tenant: acme}", "job=ingest;tenant=acme;", "" },
	{ "bare and quoted", "{pattern: \"GET /panic\"}", "pattern=GET /panic;", "" },
	{ "bare with blanks", "{job : a b , x: }", "job=a b;x=;", "" },
	{ "empty", "{\"\":\"\"}", "=;", "" },
	{ "escapes of Go", "{\"a\\\"b\\\\\":\"\\a\\b\\f\\n\\r\\t\\v\\x41\\u00e9\\U0001f600\"}",
		"a\"b\\=\a\b\f\n\r\t\vA\xc3\xa9\xf0\x9f\x98\x80;", "" },
	{ "escapes of JSON", "{\"k\":\"\\/\\ud83d\\ude00\"}", "k=/\xf0\x9f\x98\x80;", "" },
	{ "bytes that are not UTF-8", "{\"k\":\"\\xff\xfe\"}", "k=\xff\xfe;", "" },
	{ "the same key twice", "{\"k\":\"v\", \"k\":\"w\"}", "k=v;k=w;", "" },
	{ "signs in quotes", "{\"a:b,c}\":\"{,:}\"}", "a:b,c}={,:};", "" },
	{ "a comma too many", "{\"k\":\"v\",}", "k=v;", "" },
	{ "no end", "{\"k\":\"v\"", "!", NULL },
	{ "no end of a text", "{\"k\":\"v", "!", NULL },
	{ "no value", "{\"k\"}", "!", NULL },
	{ "no colon", "{\"k\" \"v\"}", "!", NULL },
	{ "no comma", "{\"k\":\"v\" \"l\":\"w\"}", "!", NULL },
	{ "an escape that is none", "{\"k\":\"\\q\"}", "!", NULL },
	{ "an escape cut off", "{\"k\":\"\\x4", "!", NULL },
	{ "half a pair", "{\"k\":\"\\ud83d\"}", "!", NULL },
	{ "the other half", "{\"k\":\"\\ude00\"}", "!", NULL },
	{ "a prefix is no digit", "{\"k\":\"\\u0x1f\"}", "!", NULL },
	{ "beyond Unicode", "{\"k\":\"\\U00110000\"}", "!", NULL },
	{ "a quote in a bare text", "{a\"b: c}", "!", NULL },
	{ "only the bracket", "{", "!", NULL },
};

static void
test_lists(void)
{
	struct pfl_golabels l = { 0 };
	struct pfl_text got = { 0 };

	for (size_t i = 0; i < COUNTOF(lists); i++) {
		test_case(lists[i].name);
		pfl_text_reset(&got);
		CHECK(pfl_golabels_open(&l, pfl_span_of(lists[i].text)));
		while (pfl_golabels_next(&l)) {
			pfl_text_add(&got, pfl_text_span(&l.key));
			pfl_text_char(&got, '=');
			pfl_text_add(&got, pfl_text_span(&l.value));
			pfl_text_char(&got, ';');
		}
		if (l.damaged)
			pfl_text_char(&got, '!');
		else
			CHECK_U64(l.rest.n, strlen(lists[i].rest));
		CHECK_STR(pfl_text_get(&got) + (l.damaged ? got.n - 1 : 0), lists[i].want);
		CHECK(!pfl_golabels_next(&l));
	}
	test_case("no list");
	CHECK(!pfl_golabels_open(&l, pfl_span_of("labels")));
	CHECK(!pfl_golabels_open(&l, pfl_span_of("")));
	pfl_golabels_clear(&l);
	pfl_text_clear(&got);
}

int
main(void)
{
	test_lists();
	return test_done();
}
