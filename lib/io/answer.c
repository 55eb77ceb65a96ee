/* SPDX-License-Identifier: Apache-2.0 */
/* What an HTTP server answers, as far as it matters here, and what to say about it. */
#include "io/answer.h"

#include <stdio.h>
#include <strings.h>

enum {
	SHOWN = 200,           /* bytes of a body's first line in a message */
	RETRY_AFTER_MAX = 300, /* seconds; who wants more is not waited for */
};

/* Does s begin with the text, whatever the case of its letters? */
static bool
begins(struct pfl_span s, const char *text)
{
	size_t n = strlen(text);

	return s.n >= n && strncasecmp(s.at, text, n) == 0;
}

/* "HTTP/1.1 404 Not Found" */
static void
take_status(struct pfl_answer *answer, struct pfl_span line)
{
	size_t header_bytes = answer->header_bytes;
	struct pfl_span version, code;
	uint64_t status = 0;

	*answer = (struct pfl_answer){ .header_bytes = header_bytes };
	pfl_span_cut(&line, ' ', &version);
	if (line.at && pfl_span_cut(&line, ' ', &code) && pfl_span_u64(code, &status))
		answer->status = status < 1000 ? (unsigned)status : 0;
	if (line.at)
		snprintf(answer->reason, sizeof(answer->reason), "%.*s",
			(int)(line.n < PFL_ANSWER_REASON ? line.n : PFL_ANSWER_REASON),
			line.at);
}

/* The value of a header of this name; its `at` is NULL when it is another. */
static struct pfl_span
value_of(struct pfl_span line, const char *name)
{
	size_t n = strlen(name);

	if (!begins(line, name) || line.n == n || line.at[n] != ':')
		return (struct pfl_span){ 0 };
	return pfl_span_trim((struct pfl_span){ line.at + n + 1, line.n - n - 1 });
}

bool
pfl_answer_header(struct pfl_answer *answer, struct pfl_span line, struct pfl_error *err)
{
	struct pfl_span value;
	uint64_t number;

	answer->header_bytes += line.n;
	if (answer->header_bytes > PFL_ANSWER_HEADERS)
		return pfl_fail(err, PFL_IO, "the server sends more than %d KiB of headers",
			PFL_ANSWER_HEADERS / 1024);
	line = pfl_span_trim(line);
	if (pfl_span_starts(line, "HTTP/")) {
		take_status(answer, line);
		return true;
	}
	value = value_of(line, "Content-Length");
	if (value.at && pfl_span_u64(value, &number))
		answer->length = number;
	value = value_of(line, "Content-Type");
	if (value.at)
		answer->html = begins(value, "text/html");
	value = value_of(line, "Retry-After");
	if (value.at && pfl_span_u64(value, &number))
		answer->retry_after =
			number < RETRY_AFTER_MAX ? (unsigned)number : RETRY_AFTER_MAX;
	return true;
}

bool
pfl_answer_keep(struct pfl_answer *answer, struct pfl_span bytes)
{
	size_t room = sizeof(answer->body) - answer->n_body;

	if (bytes.n > room)
		bytes.n = room;
	if (bytes.n > 0)
		memcpy(answer->body + answer->n_body, bytes.at, bytes.n);
	answer->n_body += bytes.n;
	return answer->n_body < sizeof(answer->body);
}

bool
pfl_answer_is_good(const struct pfl_answer *answer)
{
	return answer->status >= 200 && answer->status < 300;
}

bool
pfl_answer_is_redirect(const struct pfl_answer *answer)
{
	unsigned status = answer->status;

	return status == 301 || status == 302 || status == 303 || status == 307 ||
		status == 308;
}

static struct pfl_span
body_of(const struct pfl_answer *answer)
{
	struct pfl_span body = { answer->body, answer->n_body };

	if (pfl_span_starts(body, "\xef\xbb\xbf")) {
		body.at += 3;
		body.n -= 3;
	}
	return pfl_span_trim(body);
}

bool
pfl_answer_is_page(const struct pfl_answer *answer)
{
	struct pfl_span body = body_of(answer);

	return begins(body, "<!doctype html") || begins(body, "<html") ||
		(answer->html && begins(body, "<"));
}

/* What stands in <title>, or nothing. */
static struct pfl_span
title_of(struct pfl_span page)
{
	for (; page.n > 0; page.at++, page.n--) {
		struct pfl_span title;

		if (!begins(page, "<title>"))
			continue;
		title = (struct pfl_span){ page.at + 7, page.n - 7 };
		pfl_span_cut(&title, '<', &page);
		return pfl_span_trim(page);
	}
	return (struct pfl_span){ "", 0 };
}

static struct pfl_span
shown(struct pfl_span s)
{
	struct pfl_span line = { "", 0 };

	pfl_span_cut(&s, '\n', &line);
	line = pfl_span_trim(line);
	return (struct pfl_span){ line.at, line.n < SHOWN ? line.n : SHOWN };
}

/* What helps, where that is known. */
static const char *
advice(const struct pfl_answer *answer)
{
	switch (answer->status) {
	case 401:
	case 403:
		return "; --user or --header can say who asks";
	case 404:
		if (begins(body_of(answer), "Unknown profile"))
			return "; its /debug/pprof/ lists those that there are";
		return "; a Go service has its profiles under /debug/pprof/ when it imports "
		       "net/http/pprof";
	case 407:
		return "; a proxy is asked because of the environment (http_proxy, "
		       "https_proxy)";
	default:
		return "";
	}
}

bool
pfl_answer_fail(const struct pfl_answer *answer, struct pfl_error *err)
{
	bool page = pfl_answer_is_page(answer);
	struct pfl_span text = body_of(answer);

	text = shown(page ? title_of(text) : text);
	if (pfl_answer_is_good(answer))
		return pfl_fail(err, PFL_FORMAT,
			"this is a web page%s%.*s%s, not a profile; is the path right, or does "
			"the server want to know who asks (--user, --header)?",
			text.n ? " ('" : "", (int)text.n, text.at, text.n ? "')" : "");
	return pfl_fail(err, PFL_IO, "the server answers %u%s%s%s%.*s%s", answer->status,
		answer->reason[0] ? " " : "", answer->reason, text.n ? ": " : "", (int)text.n,
		text.at, advice(answer));
}

bool
pfl_answer_is_passing(const struct pfl_answer *answer)
{
	switch (answer->status) {
	case 408: /* a time-out */
	case 425: /* too early */
	case 429: /* too many requests */
	case 502:
	case 503:
	case 504: /* behind a proxy that lives, the service may come back */
		return true;
	case 500: /* somebody else is recording */
		return pfl_span_find((struct pfl_span){ answer->body, answer->n_body },
			       "already in use") < answer->n_body;
	default:
		return false;
	}
}
