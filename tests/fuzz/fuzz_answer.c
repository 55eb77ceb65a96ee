/* SPDX-License-Identifier: Apache-2.0 */
/* What a server says, as libcurl hands it over: lines of headers, the body in pieces, and where
 * it sends us on to. */
#include "base/url.h"
#include "io/answer.h"
#include "io/hop.h"

#include <stdint.h>
#include <stdlib.h>

enum { PIECE = 100 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool ok)
{
	if (!ok)
		abort();
}

/* A failure must say why. */
static void
must_say(bool failed, const struct pfl_error *err)
{
	must(!failed || (err->code != PFL_OK && err->msg[0]));
}

/* What is asked for is asked of that host, and tells nobody's name. */
static void
check_request(const struct pfl_url *url)
{
	struct pfl_text next = { 0 };
	struct pfl_error err = { 0 };
	struct pfl_url again;

	must(pfl_url_request(&next, url, NULL, &err));
	must(pfl_url_parse(&again, pfl_text_get(&next), &err));
	must(!again.user.at);
	/* A socket and ":6060" are asked for as localhost. */
	must(url->socket.n > 0 || url->host.at[0] == ':' || pfl_url_same_origin(url, &again));
	pfl_text_clear(&next);
}

/* What is shown of an address has no user and no password in it. */
static void
check_shown(const char *where)
{
	struct pfl_text shown = { 0 };
	struct pfl_error err = { 0 };
	struct pfl_url url;

	pfl_url_show(&shown, where);
	must(!pfl_url_parse(&url, pfl_text_get(&shown), &err) || !url.user.at);
	pfl_text_clear(&shown);
}

static void
follow(const char *where)
{
	enum pfl_hop_distance distance = pfl_hop_text(where);
	struct pfl_error err = { 0 };
	struct pfl_url url;
	bool parsed;

	must(pfl_hop_allowed(PFL_HOP_PUBLIC, distance) == (distance == PFL_HOP_PUBLIC));
	if (pfl_url_kind(where) == PFL_URL_NONE)
		return;
	parsed = pfl_url_parse(&url, where, &err);
	must_say(!parsed, &err);
	check_shown(where);
	if (parsed)
		check_request(&url);
}

static void
take_line(struct pfl_span line)
{
	struct pfl_text where = { 0 };

	if (!pfl_span_starts(line, "Location:"))
		return;
	line.at += strlen("Location:");
	line.n -= strlen("Location:");
	pfl_text_add(&where, pfl_span_trim(line));
	follow(pfl_text_get(&where));
	pfl_text_clear(&where);
}

static void
take_body(struct pfl_answer *answer, struct pfl_span body)
{
	bool more = true;

	while (more && body.n > 0) {
		struct pfl_span piece = { body.at, body.n < PIECE ? body.n : PIECE };

		more = pfl_answer_keep(answer, piece);
		body.at += piece.n;
		body.n -= piece.n;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pfl_span rest = { (const char *)data, size }, line;
	struct pfl_answer answer = { 0 };
	struct pfl_error err = { 0 };

	while (pfl_span_cut(&rest, '\n', &line) && pfl_span_trim(line).n > 0) {
		take_line(line);
		if (!pfl_answer_header(&answer, line, &err)) {
			must_say(true, &err);
			return 0;
		}
	}
	if (rest.at)
		take_body(&answer, rest);
	must(!pfl_answer_is_good(&answer) || !pfl_answer_is_redirect(&answer));
	must(!pfl_answer_is_good(&answer) || !pfl_answer_is_passing(&answer));
	if (!pfl_answer_is_good(&answer) || pfl_answer_is_page(&answer)) {
		must(!pfl_answer_fail(&answer, &err));
		must_say(true, &err);
	}
	return 0;
}
