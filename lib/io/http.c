/* SPDX-License-Identifier: Apache-2.0 */
/* Asking servers for things, several at a time, through libcurl. */
#define _POSIX_C_SOURCE 200809L
#include "io/http.h"
#include "base/size.h"
#include "base/url.h"
#include "io/answer.h"
#include "io/hop.h"
#include "io/http_curl.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	BUFFER = 64 * 1024,     /* bytes of an answer that wait to be read            */
	HOPS = 5,               /* redirects                                          */
	HOP_BODY = 64 * 1024,   /* bytes of the text that comes with one              */
	CONNECT_MS = 10 * 1000, /* for name look-up, connection and TLS               */
	TIMEOUT = 60,           /* seconds, beyond the recording                      */
	STALL = 15,             /* seconds in which something of an answer must come  */
	MS = 1000,
};

struct pfl_http {
	struct pfl_curl curl;
	CURLM *multi;
};

/*
 * The answer comes by way of a buffer, whose reader and libcurl take turns:
 * buffer: [ used | begin ... end | room )
 */
struct pfl_http_get {
	struct pfl_http *http;
	CURL *easy;
	struct curl_slist *headers;
	struct pfl_http_wish wish;
	struct pfl_text url, user, password, socket;
	int64_t deadline; /* of everything, in milliseconds of the monotonic clock */
	unsigned allowed; /* the same as a number of seconds                        */
	int64_t recorded; /* when the recording is over                             */
	int64_t last;     /* when something of the answer's body came; 0: not yet   */
	bool stalled;
	unsigned hops;
	bool insecure;
	bool stranger; /* a redirect has left the host that was named               */
	enum pfl_hop_distance distance; /* of that host                             */
	bool added, paused, ended, passing;
	struct pfl_answer answer;
	uint64_t bytes;
	struct pfl_error err;
	char detail[CURL_ERROR_SIZE];
	size_t begin, end;
	char buffer[BUFFER];
};

struct pfl_http *
pfl_http_new(struct pfl_error *err)
{
	struct pfl_http *http = calloc(1, sizeof(*http));

	if (!http) {
		pfl_fail(err, PFL_NOMEM, "out of memory");
		return NULL;
	}
	if (!pfl_curl_load(&http->curl, err)) {
		free(http);
		return NULL;
	}
	http->multi = http->curl.multi_init();
	if (!http->multi) {
		pfl_fail(err, PFL_NOMEM, "out of memory");
		free(http);
		return NULL;
	}
	return http;
}

void
pfl_http_free(struct pfl_http *http)
{
	struct pfl_pipe_guard guard;

	if (!http)
		return;
	pfl_pipe_guard(&guard);
	http->curl.multi_cleanup(http->multi);
	pfl_pipe_release(&guard);
	free(http);
}

static int64_t
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * MS + now.tv_nsec / (MS * MS);
}

static bool
too_large(struct pfl_http_get *get)
{
	char max[PFL_SIZE_TEXT];

	return pfl_fail(&get->err, PFL_LIMIT, "is larger than %s; --max-input raises the limit",
		pfl_size_text(get->wish.max, max));
}

/* A line of headers; anything but n ends the transfer. */
static size_t
take_header(char *data, size_t size, size_t n, void *state)
{
	struct pfl_http_get *get = state;
	struct pfl_span line = { data, size * n };

	if (!pfl_answer_header(&get->answer, line, &get->err))
		return 0;
	if (pfl_span_trim(line).n == 0 && pfl_answer_is_good(&get->answer) &&
		get->answer.length > get->wish.max && !too_large(get))
		return 0;
	return line.n;
}

/* The text that comes with an error or a redirect. */
static size_t
take_text(struct pfl_http_get *get, struct pfl_span bytes)
{
	bool more = pfl_answer_keep(&get->answer, bytes);

	get->bytes += bytes.n;
	if (pfl_answer_is_redirect(&get->answer))
		return get->bytes <= HOP_BODY ? bytes.n : 0;
	return more ? bytes.n : 0;
}

static size_t
take_body(char *data, size_t size, size_t n, void *state)
{
	struct pfl_http_get *get = state;
	struct pfl_span bytes = { data, size * n };

	get->last = now_ms();
	if (!pfl_answer_is_good(&get->answer))
		return take_text(get, bytes);
	if (bytes.n > BUFFER - (get->end - get->begin)) {
		get->paused = true;
		return CURL_WRITEFUNC_PAUSE;
	}
	if (pfl_answer_keep(&get->answer, bytes) && pfl_answer_is_page(&get->answer) &&
		!pfl_answer_fail(&get->answer, &get->err))
		return 0;
	if (bytes.n > get->wish.max - get->bytes && !too_large(get))
		return 0;
	memmove(get->buffer, get->buffer + get->begin, get->end - get->begin);
	get->end -= get->begin;
	get->begin = 0;
	memcpy(get->buffer + get->end, bytes.at, bytes.n);
	get->end += bytes.n;
	get->bytes += bytes.n;
	return bytes.n;
}

/* Connect to the host of a redirect. */
static curl_socket_t
open_socket(void *state, curlsocktype purpose, struct curl_sockaddr *to)
{
	struct pfl_http_get *get = state;

	(void)purpose;
	if (!pfl_hop_allowed(get->distance, pfl_hop_address(&to->addr))) {
		pfl_fail(&get->err, PFL_IO,
			"the server redirects to an address that is nearer to this machine "
			"than its own");
		return CURL_SOCKET_BAD;
	}
	return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

/* Setting options: the first one that is refused ends it. */
static bool
set(CURLcode code, const struct pfl_http_get *get, const char *what, struct pfl_error *err)
{
	if (code == CURLE_OK)
		return true;
	if (code == CURLE_OUT_OF_MEMORY)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	return pfl_fail(err, PFL_IO, "libcurl does not take %s: %s", what,
		get->http->curl.easy_strerror(code));
}

#define SET(option, value)                                                                     \
	set(get->http->curl.easy_setopt(get->easy, CURLOPT_##option, value), get, #option, err)

/* libcurl.so.4 has the option that is called by numbers in all its versions. */
static bool
set_protocols(struct pfl_http_get *get, struct pfl_error *err)
{
#if LIBCURL_VERSION_NUM >= 0x075500
	return SET(PROTOCOLS_STR, "http,https");
#else
	return SET(PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

/* What stays the same for all redirects. */
static bool
set_up(struct pfl_http_get *get, struct pfl_error *err)
{
	return set_protocols(get, err) && SET(NOSIGNAL, 1L) && SET(ERRORBUFFER, get->detail) &&
		SET(PRIVATE, (void *)get) && SET(HEADERFUNCTION, take_header) &&
		SET(HEADERDATA, (void *)get) && SET(WRITEFUNCTION, take_body) &&
		SET(WRITEDATA, (void *)get) && SET(USERAGENT, "profloom/" PFL_VERSION) &&
		SET(TCP_KEEPALIVE, 1L) && SET(PATH_AS_IS, 1L) &&
		SET(DISALLOW_USERNAME_IN_URL, 1L) &&
		SET(SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) &&
		SET(CONNECTTIMEOUT_MS, (long)CONNECT_MS);
}

/* What is for the host that was named, and for no other. */
static bool
set_credentials(struct pfl_http_get *get, struct pfl_error *err)
{
	const struct pfl_fetch_opts *opts = get->wish.opts;
	const char *cert = get->stranger ? NULL : opts->tls_cert;
	const char *netrc = get->stranger ? NULL : opts->netrc;
	bool named = !get->stranger && get->user.n > 0;

	return SET(HTTPHEADER, get->stranger ? NULL : get->headers) &&
		SET(USERNAME, named ? pfl_text_get(&get->user) : NULL) &&
		SET(PASSWORD, named ? pfl_text_get(&get->password) : NULL) &&
		SET(NETRC, (long)(netrc ? CURL_NETRC_OPTIONAL : CURL_NETRC_IGNORED)) &&
		SET(NETRC_FILE, netrc && *netrc ? netrc : NULL) && SET(SSLCERT, cert) &&
		SET(SSLKEY, cert ? opts->tls_key : NULL);
}

/* A proxy cannot reach what this machine calls itself. */
static bool
is_loopback(struct pfl_span host)
{
	return pfl_span_starts(host, "localhost:") || pfl_span_starts(host, "127.") ||
		pfl_span_starts(host, "[::1]") || pfl_span_eq(host, pfl_span_of("localhost"));
}

/* Ask for get->url, whose parts are `url`. */
static bool
ask(struct pfl_http_get *get, const struct pfl_url *url, struct pfl_error *err)
{
	const char *socket = get->socket.n > 0 ? pfl_text_get(&get->socket) : NULL;
	int64_t left = get->deadline - now_ms();
	bool direct = socket || is_loopback(url->host);
	bool insecure = get->insecure && !get->stranger;

	if (!SET(URL, pfl_text_get(&get->url)) || !set_credentials(get, err) ||
		!SET(TIMEOUT_MS, (long)(left > 0 ? left : 1)) ||
		!SET(SSL_VERIFYPEER, insecure ? 0L : 1L) ||
		!SET(SSL_VERIFYHOST, insecure ? 0L : 2L) ||
		(get->wish.opts->tls_ca && !SET(CAINFO, get->wish.opts->tls_ca)) ||
		!SET(UNIX_SOCKET_PATH, socket) || !SET(PROXY, direct ? "" : NULL))
		return false;
	if (get->stranger &&
		(!SET(OPENSOCKETFUNCTION, open_socket) || !SET(OPENSOCKETDATA, (void *)get)))
		return false;
	get->answer = (struct pfl_answer){ .header_bytes = get->answer.header_bytes };
	get->bytes = 0;
	get->last = 0;
	get->detail[0] = '\0';
	if (get->http->curl.multi_add_handle(get->http->multi, get->easy) != CURLM_OK)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	get->added = true;
	return true;
}

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
			"the answer stalls: nothing came for %d s (%llu bytes before)", STALL,
			bytes);
	switch (code) {
	case CURLE_OUT_OF_MEMORY:
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	case CURLE_OPERATION_TIMEDOUT:
		if (!is_connected(get) && now_ms() < get->deadline)
			return pfl_fail(
				err, PFL_IO, "cannot be reached within %d s", CONNECT_MS / MS);
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
	if (is_loopback(to.host) && !is_loopback(from.host))
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
	return ask(get, &to, err);
}

/* The transfer is over: go on with a redirect, or settle what came of it. */
static bool
finish(struct pfl_http_get *get, CURLcode code)
{
	char *address = NULL;

	if (!get->hops &&
		get->http->curl.easy_getinfo(get->easy, CURLINFO_PRIMARY_IP, &address) ==
			CURLE_OK &&
		address)
		get->distance = pfl_hop_text(address);
	if (get->err.code == PFL_OK && code == CURLE_OK &&
		pfl_answer_is_redirect(&get->answer) && hop(get, &get->err))
		return true;
	get->ended = true;
	if (get->err.code != PFL_OK)
		return false;
	if (get->answer.status && !pfl_answer_is_good(&get->answer)) {
		get->passing = pfl_answer_is_passing(&get->answer);
		return pfl_answer_fail(&get->answer, &get->err);
	}
	get->passing = is_passing(code, get);
	return code == CURLE_OK || fail_transfer(get, code, &get->err);
}

/* A user's "Name: value", or "Name:" to leave out what would be sent. */
static bool
check_header(const char *header, struct pfl_error *err)
{
	size_t n = strcspn(header, ":");

	if (n == 0 || !header[n] || strcspn(header, " \t") < n ||
		strcspn(header, "\r\n") < strlen(header)) /* its value is not shown */
		return pfl_fail(err, PFL_USAGE,
			"a header is 'Name: value' on one line, which one given with --header "
			"is not");
	return true;
}

static bool
add_headers(struct pfl_http_get *get, struct pfl_error *err)
{
	const struct pfl_fetch_opts *opts = get->wish.opts;

	for (size_t i = 0; i < opts->n_headers; i++) {
		struct curl_slist *longer;

		if (!check_header(opts->headers[i], err))
			return false;
		longer = get->http->curl.slist_append(get->headers, opts->headers[i]);
		if (!longer)
			return pfl_fail(err, PFL_NOMEM, "out of memory");
		get->headers = longer;
	}
	return true;
}

/* Who asks: --user, else what the URL says. */
static bool
take_user(struct pfl_http_get *get, const struct pfl_url *url, struct pfl_error *err)
{
	struct pfl_span password, name;

	if (get->wish.opts->user) {
		password = pfl_span_of(get->wish.opts->user);
		pfl_span_cut(&password, ':', &name);
		if (!password.at || name.n == 0)
			return pfl_fail(err, PFL_USAGE, "--user is NAME:PASSWORD");
		pfl_text_add(&get->user, name);
		pfl_text_add(&get->password, password);
		return pfl_text_ok(&get->user, err) && pfl_text_ok(&get->password, err);
	}
	password = url->user;
	if (!password.at)
		return true;
	pfl_span_cut(&password, ':', &name);
	if (!pfl_url_decode(&get->user, name) || !pfl_url_decode(&get->password, password))
		return pfl_fail(err, PFL_USAGE,
			"is no URL: a '%%' in user names and passwords is written as %%25");
	return pfl_text_ok(&get->user, err) && pfl_text_ok(&get->password, err);
}

/* libcurl would do without a netrc file that is not there. */
static bool
check_netrc(const char *path, struct pfl_error *err)
{
	if (!path || !*path || access(path, R_OK) == 0)
		return true;
	return pfl_fail(
		err, PFL_IO, "the netrc file '%s' cannot be read: %s", path, strerror(errno));
}

static bool
take_socket(struct pfl_http_get *get, const struct pfl_url *url, struct pfl_error *err)
{
	if (get->wish.opts->unix_socket)
		pfl_text_str(&get->socket, get->wish.opts->unix_socket);
	else if (!pfl_url_decode(&get->socket, url->socket))
		return pfl_fail(err, PFL_USAGE, "is no URL: a '%%' in it is no %%XX");
	return pfl_text_ok(&get->socket, err);
}

/* Understand the wish and ask for the first time. */
static bool
begin(struct pfl_http_get *get, struct pfl_error *err)
{
	const struct pfl_fetch_opts *opts = get->wish.opts;
	struct pfl_url_wish wish = {
		.profile = opts->profile, .seconds = opts->seconds, .debug = opts->debug
	};
	struct pfl_url url;

	if (!pfl_url_parse(&url, get->wish.url, err) || !take_user(get, &url, err) ||
		!check_netrc(opts->netrc, err) || !take_socket(get, &url, err) ||
		!add_headers(get, err) || !pfl_url_request(&get->url, &url, &wish, err))
		return false;
	get->insecure = url.insecure;
	if (!pfl_url_parse(&url, pfl_text_get(&get->url), err))
		return false;
	get->allowed = opts->timeout ? opts->timeout : TIMEOUT;
	get->recorded = now_ms() + (int64_t)pfl_url_seconds(&url) * MS;
	get->deadline = get->recorded + (int64_t)get->allowed * MS;
	get->allowed += pfl_url_seconds(&url);
	get->easy = get->http->curl.easy_init();
	if (!get->easy)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	return set_up(get, err) && ask(get, &url, err);
}

struct pfl_http_get *
pfl_http_open(struct pfl_http *http, const struct pfl_http_wish *wish, struct pfl_error *err)
{
	struct pfl_http_get *get = malloc(sizeof(*get));

	if (!get) {
		pfl_fail(err, PFL_NOMEM, "out of memory");
		return NULL;
	}
	memset(get, 0, offsetof(struct pfl_http_get, buffer));
	get->http = http;
	get->wish = *wish;
	if (!begin(get, err)) {
		pfl_http_close(get);
		return NULL;
	}
	return get;
}

void
pfl_http_close(struct pfl_http_get *get)
{
	struct pfl_pipe_guard guard;

	if (!get)
		return;
	pfl_pipe_guard(&guard);
	if (get->added)
		get->http->curl.multi_remove_handle(get->http->multi, get->easy);
	if (get->easy)
		get->http->curl.easy_cleanup(get->easy);
	pfl_pipe_release(&guard);
	get->http->curl.slist_free_all(get->headers);
	pfl_text_clear(&get->url);
	pfl_text_clear(&get->user);
	pfl_text_clear(&get->password);
	pfl_text_clear(&get->socket);
	free(get);
}

/*
 * Has an answer that began gone quiet? How long the first byte may take is only the user's to
 * say, and until the recording is over a server may have nothing to tell; neither is it the
 * server's fault when we do not read.
 */
static bool
is_stalled(const struct pfl_http_get *get)
{
	int64_t since = get->last > get->recorded ? get->last : get->recorded;

	return get->last > 0 && !get->paused && now_ms() - since > STALL * MS;
}

/* Take a transfer out, which has ended or shall end now. */
static void
take_out(struct pfl_http_get *get, CURLcode code)
{
	get->http->curl.multi_remove_handle(get->http->multi, get->easy);
	get->added = false;
	finish(get, code);
}

/* Take the finished transfers out. */
static void
collect(struct pfl_http *http)
{
	CURLMsg *message;
	int left;

	while ((message = http->curl.multi_info_read(http->multi, &left))) {
		CURLcode code = message->data.result;
		CURL *easy = message->easy_handle;
		struct pfl_http_get *get = NULL;

		if (message->msg != CURLMSG_DONE)
			continue;
		http->curl.easy_getinfo(easy, CURLINFO_PRIVATE, &get);
		take_out(get, code); /* ends the message */
	}
}

bool
pfl_http_wait(struct pfl_http *http, int milliseconds, struct pfl_error *err)
{
	struct pfl_pipe_guard guard;
	int running;
	bool ok;

	pfl_pipe_guard(&guard);
	ok = http->curl.multi_poll(http->multi, NULL, 0, milliseconds, NULL) == CURLM_OK &&
		http->curl.multi_perform(http->multi, &running) == CURLM_OK;
	if (ok)
		collect(http);
	pfl_pipe_release(&guard);
	return ok || pfl_fail(err, PFL_IO, "libcurl gives up");
}

ptrdiff_t
pfl_http_read(struct pfl_http_get *get, void *buffer, size_t n, struct pfl_error *err)
{
	size_t have = get->end - get->begin;

	if (have == 0 && get->paused) {
		struct pfl_pipe_guard guard;

		get->paused = false;
		pfl_pipe_guard(&guard);
		get->http->curl.easy_pause(get->easy, CURLPAUSE_CONT); /* fills the buffer */
		pfl_pipe_release(&guard);
		have = get->end - get->begin;
	}
	if (have > 0) {
		n = n < have ? n : have;
		memcpy(buffer, get->buffer + get->begin, n);
		get->begin += n;
		return (ptrdiff_t)n;
	}
	if (!get->ended && is_stalled(get)) {
		struct pfl_pipe_guard guard;

		get->stalled = true;
		pfl_pipe_guard(&guard);
		take_out(get, CURLE_OPERATION_TIMEDOUT);
		pfl_pipe_release(&guard);
	}
	if (get->err.code != PFL_OK && get->ended) {
		*err = get->err;
		return -1;
	}
	return get->ended ? 0 : PFL_HTTP_NOT_YET;
}

bool
pfl_http_is_passing(const struct pfl_http_get *get, unsigned *seconds)
{
	*seconds = get->answer.retry_after;
	return get->passing;
}

uint64_t
pfl_http_bytes(const struct pfl_http_get *get)
{
	return pfl_answer_is_good(&get->answer) ? get->bytes : 0;
}

uint64_t
pfl_http_expected(const struct pfl_http_get *get)
{
	return pfl_answer_is_good(&get->answer) ? get->answer.length : 0;
}
