/* SPDX-License-Identifier: Apache-2.0 */
/* What is made of a server's answer, and of the addresses that it sends one to. */
#include "harness.h"

#include "io/answer.h"
#include "io/hop.h"

static const struct {
	const char *name, *headers, *body;
	bool passing;
	const char *said;
} cases[] = {
	{ "reason and text", "HTTP/1.1 404 Not Found\r\n", "no such\nprofile", false,
		"the server answers 404 Not Found: no such; a Go service has its profiles "
		"under "
		"/debug/pprof/ when it imports net/http/pprof" },
	{ "Go knows no such profile", "HTTP/1.1 404 Not Found\r\n", "Unknown profile\n", false,
		"the server answers 404 Not Found: Unknown profile; its /debug/pprof/ lists "
		"those that there are" },
	{ "HTTP/2 has no reason", "HTTP/2 418\r\n", "", false, "the server answers 418" },
	{ "nothing but control characters", "HTTP/1.1 500 \x1b[2J\r\n", "\a\n", false,
		"the server answers 500 \\x1b[2J: \\x07" },
	{ "page with a title", "HTTP/1.1 503 Busy\r\nContent-Type: text/html\r\n",
		"\n<html>\n<TITLE> Down for\nnow </TITLE>", true,
		"the server answers 503 Busy: Down for" },
	{ "page without a title", "HTTP/1.1 502 Bad\r\n", "<!doctype HTML><p>x", true,
		"the server answers 502 Bad" },
	{ "the title does not end", "HTTP/1.1 502 Bad\r\n", "<html><title>x", true,
		"the server answers 502 Bad: x" },
	{ "somebody else records", "HTTP/1.1 500 Error\r\n",
		"Could not enable CPU profiling: cpu profiling already in use\n", true,
		"the server answers 500 Error: Could not enable CPU profiling: cpu profiling "
		"already in use" },
	{ "the last status counts", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 429 Slow\r\n", "",
		true, "the server answers 429 Slow" },
	{ "no number", "HTTP/1.1 abc x\r\n", "", false, "the server answers 0 x" },
	{ "a page is no profile", "HTTP/1.1 200 OK\r\ncontent-type:text/html; charset=x\r\n",
		"\xef\xbb\xbf <p>Hello", false,
		"this is a web page, not a profile; is the path right, or does the server want "
		"to know who asks (--user, --header)?" },
};

static void
take(struct pfl_answer *answer, const char *headers, struct pfl_error *err)
{
	struct pfl_span rest = pfl_span_of(headers), line;

	while (pfl_span_cut(&rest, '\n', &line))
		CHECK(pfl_answer_header(answer, line, err));
}

static void
test_messages(void)
{
	for (size_t i = 0; i < COUNTOF(cases); i++) {
		struct pfl_answer answer = { 0 };
		struct pfl_error err = { 0 };

		test_case(cases[i].name);
		take(&answer, cases[i].headers, &err);
		pfl_answer_keep(&answer, pfl_span_of(cases[i].body));
		CHECK(pfl_answer_is_passing(&answer) == cases[i].passing);
		CHECK(!pfl_answer_fail(&answer, &err));
		CHECK_STR(err.msg, cases[i].said);
		CHECK_U64(err.code, pfl_answer_is_good(&answer) ? PFL_FORMAT : PFL_IO);
	}
}

static void
test_headers(void)
{
	struct pfl_answer answer = { 0 };
	struct pfl_error err = { 0 };
	char line[1000];

	test_case("numbers");
	take(&answer, "HTTP/1.1 200 OK\r\nCONTENT-length:  12 \r\nRetry-After: 99999\r\n",
		&err);
	CHECK_U64(answer.length, 12);
	CHECK_U64(answer.retry_after, 300);
	take(&answer, "Content-Lengthy: 7\r\nContent-Length: x\r\nRetry-After\r\n:\r\n", &err);
	CHECK_U64(answer.length, 12);

	test_case("too many, over all answers");
	memset(line, 'x', sizeof(line));
	for (size_t i = 0; i < 262; i++) {
		if (i % 10 == 0)
			take(&answer, "HTTP/1.1 301 Away", &err);
		CHECK(pfl_answer_header(
			&answer, (struct pfl_span){ line, sizeof(line) - 20 }, &err));
	}
	while (answer.header_bytes < PFL_ANSWER_HEADERS - sizeof(line))
		CHECK(pfl_answer_header(
			&answer, (struct pfl_span){ line, sizeof(line) }, &err));
	CHECK(!pfl_answer_header(&answer, (struct pfl_span){ line, sizeof(line) }, &err));
	CHECK_U64(err.code, PFL_IO);

	test_case("a body is kept up to a limit");
	answer.n_body = 0;
	CHECK(pfl_answer_keep(&answer, (struct pfl_span){ line, sizeof(line) }));
	CHECK(!pfl_answer_keep(&answer, (struct pfl_span){ line, sizeof(line) }));
	CHECK_U64(answer.n_body, PFL_ANSWER_BODY);
}

static const struct {
	const char *address;
	enum pfl_hop_distance distance;
} addresses[] = {
	{ "8.8.8.8", PFL_HOP_PUBLIC },
	{ "172.32.0.1", PFL_HOP_PUBLIC },
	{ "2001:db8::1", PFL_HOP_PUBLIC },
	{ "10.1.2.3", PFL_HOP_PRIVATE },
	{ "172.31.0.1", PFL_HOP_PRIVATE },
	{ "192.168.1.1", PFL_HOP_PRIVATE },
	{ "100.64.0.1", PFL_HOP_PRIVATE },
	{ "fd00::1", PFL_HOP_PRIVATE },
	{ "::ffff:10.0.0.1", PFL_HOP_PRIVATE },
	{ "169.254.169.254", PFL_HOP_LINK_LOCAL },
	{ "fe80::1%eth0", PFL_HOP_LINK_LOCAL },
	{ "127.0.0.2", PFL_HOP_LOOPBACK },
	{ "0.0.0.0", PFL_HOP_LOOPBACK },
	{ "::1", PFL_HOP_LOOPBACK },
	{ "::", PFL_HOP_LOOPBACK },
	{ "::ffff:127.0.0.1", PFL_HOP_LOOPBACK },
	{ "no address", PFL_HOP_PUBLIC },
};

static void
test_hops(void)
{
	/* allowed[from]: letters of what one may be sent to: Public, priVate, linK, Loopback */
	static const char *const allowed[] = { "P", "PV", "PVK", "PVL" };
	static const char letters[] = "PVKL";

	for (size_t i = 0; i < COUNTOF(addresses); i++) {
		test_case(addresses[i].address);
		CHECK_U64(pfl_hop_text(addresses[i].address), addresses[i].distance);
	}
	test_case("who may send where");
	for (unsigned from = 0; from < 4; from++) {
		for (unsigned to = 0; to < 4; to++)
			CHECK(pfl_hop_allowed(
				      (enum pfl_hop_distance)from, (enum pfl_hop_distance)to) ==
				(strchr(allowed[from], letters[to]) != NULL));
	}
}

int
main(void)
{
	test_messages();
	test_headers();
	test_hops();
	return test_done();
}
