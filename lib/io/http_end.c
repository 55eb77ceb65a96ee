/* SPDX-License-Identifier: Apache-2.0 */
/* How a request ends: with an answer, a redirect to follow, or the reason why not. */
#define _POSIX_C_SOURCE 200809L
#include "io/http_get.h"

enum { HOPS = 5 }; /* redirects */

/* Was there anybody to ask? */
static bool
is_connected(const struct pfl_http_get *get)
{
	curl_off_t time = 0;

	get->http->curl.easy_getinfo(get->easy, CURLINFO_PRETRANSFER_TIME_T, &time);
	return time > 0;
}

/* Why nothing came, or not all of it. */
static bool
fail_transfer(struct pfl_http_get *get, CURLcode code, struct pfl_error *err)
{
	const char *why = get->detail[0] ? get->detail : get->http->curl.easy_strerror(code);
	unsigned long long bytes = get->bytes;
	long number = 0;

	if (get->stalled)
		return pfl_fail(err, PFL_IO,
			"the answer stalls: nothing came for %d s (%llu bytes before)",
			PFL_HTTP_STALL, bytes);
	switch (code) {
	case CURLE_OUT_OF_MEMORY:
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	case CURLE_OPERATION_TIMEDOUT:
		if (!is_connected(get) && pfl_http_now() < get->deadline)
			return pfl_fail(
				err, PFL_IO, "cannot be reached within %d s", PFL_HTTP_CONNECT);
		return pfl_fail(err, PFL_IO,
			"no complete answer within %u s (%llu bytes came); --timeout allows "
			"more",
			get->allowed, bytes);
	case CURLE_COULDNT_CONNECT:
		get->http->curl.easy_getinfo(get->easy, CURLINFO_OS_ERRNO, &number);
		return pfl_fail(err, PFL_IO, "cannot be reached: %s",
			number ? strerror((int)number) : why);
	case CURLE_PARTIAL_FILE:
	case CURLE_RECV_ERROR:
	case CURLE_GOT_NOTHING:
	case CURLE_HTTP2:
	case CURLE_HTTP2_STREAM:
		return pfl_fail(
			err, PFL_IO, "the answer was cut off after %llu bytes: %s", bytes, why);
	case CURLE_PEER_FAILED_VERIFICATION:
		return pfl_fail(err, PFL_IO,
			"the server's certificate is not trusted: %s; --tls-ca names who is to "
			"be trusted, https+insecure:// trusts everyone",
			why);
	default:
		return pfl_fail(err, PFL_IO, "cannot be fetched: %s", why);
	}
}

static bool
is_passing(CURLcode code, const struct pfl_http_get *get)
{
	switch (code) {
	case CURLE_COULDNT_CONNECT:
	case CURLE_PARTIAL_FILE:
	case CURLE_RECV_ERROR:
	case CURLE_SEND_ERROR:
	case CURLE_GOT_NOTHING:
	case CURLE_HTTP2:
	case CURLE_HTTP2_STREAM:
		return true;
	case CURLE_OPERATION_TIMEDOUT:
		return get->stalled || !is_connected(get);
	default:
		return false;
	}
}

/* "redirects to WHERE, WHY" */
static bool
refuse_hop(struct pfl_http_get *get, const char *where, const char *why, struct pfl_error *err)
{
	struct pfl_text shown = { 0 };

	pfl_url_show(&shown, where);
	if (shown.n > 200)
		pfl_text_cut(&shown, 200);
	pfl_fail(err, PFL_IO, "the server redirects to %s, %s", pfl_text_get(&shown), why);
	get->passing = false;
	pfl_text_clear(&shown);
	return false;
}

/* Follow a redirect, as far as it is sound. */
static bool
hop(struct pfl_http_get *get, struct pfl_error *err)
{
	struct pfl_error unsound = { 0 };
	struct pfl_text next = { 0 };
	struct pfl_url from, to;
	char *where = NULL;

	get->http->curl.easy_getinfo(get->easy, CURLINFO_REDIRECT_URL, &where);
	if (!where)
		return pfl_fail(err, PFL_IO, "the server answers %u and does not say where to",
			get->answer.status);
	if (get->hops++ == HOPS)
		return pfl_fail(err, PFL_IO, "the server redirects more than %d times", HOPS);
	if (pfl_url_kind(where) != PFL_URL_HTTP || !pfl_url_parse(&to, where, &unsound) ||
		to.insecure || to.socket.n > 0)
		return refuse_hop(get, where, "which is neither http nor https", err);
	if (!pfl_url_parse(&from, pfl_text_get(&get->url), err))
		return false;
	if (from.tls && !to.tls)
		return refuse_hop(get, where, "from https to http", err);
	/* Where a proxy on this machine was asked, its address says nothing of the server's. */
	if (pfl_http_is_loopback(to.host) && !pfl_http_is_loopback(from.host))
		return refuse_hop(get, where, "which is this machine", err);
	if (!pfl_url_same_origin(&from, &to)) {
		if (get->socket.n > 0)
			return refuse_hop(get, where, "away from the socket", err);
		get->stranger = true;
	}
	if (!pfl_url_request(&next, &to, NULL, err)) {
		pfl_text_clear(&next);
		return false;
	}
	pfl_text_clear(&get->url);
	get->url = next;
	return pfl_http_ask(get, &to, err);
}

/* The transfer is over: go on with a redirect, or settle what came of it. */
void
pfl_http_finish(struct pfl_http_get *get, CURLcode code)
{
	char *address = NULL;

	if (!get->hops &&
		get->http->curl.easy_getinfo(get->easy, CURLINFO_PRIMARY_IP, &address) ==
			CURLE_OK &&
		address)
		get->distance = pfl_hop_text(address);
	if (get->err.code == PFL_OK && code == CURLE_OK &&
		pfl_answer_is_redirect(&get->answer) && hop(get, &get->err))
		return;
	get->ended = true;
	if (get->err.code != PFL_OK)
		return;
	if (get->answer.status && !pfl_answer_is_good(&get->answer)) {
		get->passing = pfl_answer_is_passing(&get->answer);
		pfl_answer_fail(&get->answer, &get->err);
		return;
	}
	get->passing = is_passing(code, get);
	if (code != CURLE_OK)
		fail_transfer(get, code, &get->err);
}
