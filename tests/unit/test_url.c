/* SPDX-License-Identifier: Apache-2.0 */
/* URLs and addresses: what is one, what is asked for, what is shown of it. */
#include "harness.h"

#include "base/url.h"

static const struct {
	const char *name;
	enum pfl_url_kind kind;
} kinds[] = {
	{ "http://host", PFL_URL_HTTP },
	{ "HTTPS://host/x", PFL_URL_HTTP },
	{ "https+insecure://host", PFL_URL_HTTP },
	{ "http+unix://%2Frun%2Fa.sock", PFL_URL_HTTP },
	{ "host:6060", PFL_URL_ADDRESS },
	{ "host:6060/debug/pprof/heap", PFL_URL_ADDRESS },
	{ ":6060", PFL_URL_ADDRESS },
	{ "10.0.0.1:80", PFL_URL_ADDRESS },
	{ "[::1]:6060", PFL_URL_ADDRESS },
	{ "user:word@host:6060", PFL_URL_ADDRESS },
	{ "ftp://host/cpu.pb.gz", PFL_URL_FOREIGN },
	{ "file:///etc/passwd", PFL_URL_FOREIGN },
	{ "cpu.pb.gz", PFL_URL_NONE },
	{ "/var/http://x", PFL_URL_NONE },
	{ "host:", PFL_URL_NONE },
	{ "host:0", PFL_URL_NONE },
	{ "host:65536", PFL_URL_NONE },
	{ "cpu:heap", PFL_URL_NONE },
	{ "out/cpu:6060", PFL_URL_NONE },
	{ "my file:6060", PFL_URL_NONE },
	{ "-", PFL_URL_NONE },
	{ "", PFL_URL_NONE },
};

static void
test_kinds(void)
{
	for (size_t i = 0; i < COUNTOF(kinds); i++) {
		test_case(kinds[i].name);
		CHECK_U64(pfl_url_kind(kinds[i].name), kinds[i].kind);
	}
}

static const struct {
	const char *name;
	struct pfl_url_wish wish;
	const char *asked; /* or NULL: refused */
	unsigned seconds;
	const char *profile; /* that the name has */
} requests[] = {
	{ "http://h:1", { 0 }, "http://h:1/debug/pprof/profile", 30, "" },
	{ "http://h:1/", { .profile = "cpu" }, "http://h:1/debug/pprof/profile", 30, "" },
	{ "h:1", { .profile = "heap" }, "http://h:1/debug/pprof/heap", 0, "" },
	{ ":1", { .seconds = 5 }, "http://localhost:1/debug/pprof/profile?seconds=5", 5, "" },
	{ "https://h/a/debug/pprof", { .profile = "heap" }, "https://h/a/debug/pprof/heap", 0,
		"" },
	{ "https://h/a/debug/pprof/", { .profile = "heap" }, "https://h/a/debug/pprof/heap", 0,
		"" },
	{ "http://h/debug/pprof/heap", { 0 }, "http://h/debug/pprof/heap", 0, "heap" },
	{ "http://h/debug/pprof/heap", { .profile = "cpu" }, NULL, 0, NULL },
	{ "http://h/debug/pprof/profile?seconds=7&x=1", { 0 },
		"http://h/debug/pprof/profile?seconds=7&x=1", 7, "cpu" },
	{ "http://h/debug/pprof/profile?seconds=7&x=1", { .seconds = 2 },
		"http://h/debug/pprof/profile?x=1&seconds=2", 2, "cpu" },
	{ "http://h/p?gc=1#top", { .debug = 2 }, "http://h/p?gc=1&debug=2", 0, "p" },
	{ "http://h/x?", { 0 }, "http://h/x?", 0, "x" },
	{ "http://h/x/y.pb.gz?seconds=99999999999999999999", { 0 },
		"http://h/x/y.pb.gz?seconds=99999999999999999999", 0, "y.pb.gz" },
	{ "http://h/x?seconds=9999999999", { 0 }, "http://h/x?seconds=9999999999", 1000000,
		"x" },
	{ "http://u:p@h", { .profile = "a b/../?x" }, "http://h/debug/pprof/a%20b/../%3Fx", 0,
		"" },
	{ "http://u@v:p@h/x", { 0 }, "http://h/x", 0, "x" },
	{ "http+unix://%2Frun%2Fa.sock", { 0 }, "http://localhost/debug/pprof/profile", 30,
		"" },
	{ "http+unix:///x", { 0 }, NULL, 0, NULL },
	{ "http://", { 0 }, NULL, 0, NULL },
	{ "http://h:0/", { 0 }, NULL, 0, NULL },
	{ "http://::1/", { 0 }, NULL, 0, NULL },
	{ "http://[::1]:8/x", { 0 }, "http://[::1]:8/x", 0, "x" },
	{ "http://h/a b", { 0 }, NULL, 0, NULL },
	{ "http://h\\@evil/", { 0 }, NULL, 0, NULL },
	{ "http://h\r\nX: y/", { 0 }, NULL, 0, NULL },
	{ "gopher://h/", { 0 }, NULL, 0, NULL },
};

static void
test_requests(void)
{
	for (size_t i = 0; i < COUNTOF(requests); i++) {
		struct pfl_error err = { 0 };
		struct pfl_text text = { 0 };
		struct pfl_url url;
		bool ok;

		test_case(requests[i].name);
		ok = pfl_url_parse(&url, requests[i].name, &err) &&
			pfl_url_request(&text, &url, &requests[i].wish, &err);
		if (CHECK(ok == (requests[i].asked != NULL)) && ok) {
			struct pfl_span profile = pfl_url_profile(&url);

			CHECK_STR(pfl_text_get(&text), requests[i].asked);
			CHECK(pfl_span_eq(profile, pfl_span_of(requests[i].profile)));
			CHECK(pfl_url_parse(&url, pfl_text_get(&text), &err));
			CHECK_U64(pfl_url_seconds(&url), requests[i].seconds);
		}
		if (!ok)
			CHECK_U64(err.code, PFL_USAGE);
		pfl_text_clear(&text);
	}
}

static const struct {
	const char *name, *shown;
} labels[] = {
	{ "cpu.pb.gz", "cpu.pb.gz" },
	{ "user@file", "user@file" },
	{ "http://h/x?gc=1", "http://h/x?gc=1" },
	{ "http://me:secret@h:1/x?gc=1&access_token=t0p&KEY=abc&sig=#frag",
		"http://h:1/x?gc=1&access_token=...&KEY=...&sig=" },
	{ "http://me@h", "http://h" },
	{ "http://a@b:c@h/", "http://h/" },
	{ "me:secret@h:1/x", "h:1/x" },
	{ "h:1/x?password=1", "h:1/x?password=..." },
	{ "http://me:sec/ret@h/x", "http://h/x" },
	{ "http://me:sec?ret@h/x", "http://h/x" },
	{ "http://h/mod@v1/x", "http://h/mod@v1/x" },
	{ "ftp://me:secret@h/x", "ftp://h/x" },
	{ "https+insecure://me:x@h", "https+insecure://h" },
};

static void
test_labels(void)
{
	for (size_t i = 0; i < COUNTOF(labels); i++) {
		struct pfl_text text = { 0 };

		test_case(labels[i].name);
		pfl_url_show(&text, labels[i].name);
		CHECK_STR(pfl_text_get(&text), labels[i].shown);
		pfl_text_clear(&text);
	}
}

static const struct {
	const char *a, *b;
	bool same;
} origins[] = {
	{ "http://h/x", "http://H:80/y?z", true },
	{ "https://h", "https://h:443", true },
	{ "http://h:1", "http://h:2", false },
	{ "http://h", "https://h", false },
	{ "http://h", "http://h.evil", false },
	{ "http://h", "http://h@evil", false },
	{ "http://[::1]:80", "http://[::1]", true },
};

static void
test_origins(void)
{
	for (size_t i = 0; i < COUNTOF(origins); i++) {
		struct pfl_error err = { 0 };
		struct pfl_url a, b;

		test_case(origins[i].b);
		if (CHECK(pfl_url_parse(&a, origins[i].a, &err)) &&
			CHECK(pfl_url_parse(&b, origins[i].b, &err)))
			CHECK(pfl_url_same_origin(&a, &b) == origins[i].same);
	}
}

static void
test_decode(void)
{
	static const struct {
		const char *in, *out;
	} cases[] = { { "", "" }, { "a%2Fb%2f", "a/b/" }, { "%41+", "A+" }, { "%", NULL },
		{ "%4", NULL }, { "%zz", NULL }, { "%00", NULL } };

	for (size_t i = 0; i < COUNTOF(cases); i++) {
		struct pfl_text text = { 0 };
		bool ok;

		test_case(cases[i].in);
		ok = pfl_url_decode(&text, pfl_span_of(cases[i].in));
		if (CHECK(ok == (cases[i].out != NULL)) && ok)
			CHECK_STR(pfl_text_get(&text), cases[i].out);
		pfl_text_clear(&text);
	}
}

int
main(void)
{
	test_kinds();
	test_requests();
	test_labels();
	test_origins();
	test_decode();
	return test_done();
}
