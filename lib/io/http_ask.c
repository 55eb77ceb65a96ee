/* SPDX-License-Identifier: Apache-2.0 */
/* What is asked for, of whom and in whose name: the options of a request. */
#define _POSIX_C_SOURCE 200809L
#include "io/http_get.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

enum { TIMEOUT = 60 }; /* seconds, beyond the recording */

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
		SET(PRIVATE, (void *)get) && SET(HEADERFUNCTION, pfl_http_take_header) &&
		SET(HEADERDATA, (void *)get) && SET(WRITEFUNCTION, pfl_http_take_body) &&
		SET(WRITEDATA, (void *)get) && SET(USERAGENT, "profloom/" PFL_VERSION) &&
		SET(TCP_KEEPALIVE, 1L) && SET(PATH_AS_IS, 1L) &&
		SET(DISALLOW_USERNAME_IN_URL, 1L) &&
		SET(SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) &&
		SET(CONNECTTIMEOUT_MS, (long)PFL_HTTP_CONNECT * PFL_HTTP_MS);
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
bool
pfl_http_is_loopback(struct pfl_span host)
{
	return pfl_span_starts(host, "localhost:") || pfl_span_starts(host, "127.") ||
		pfl_span_starts(host, "[::1]") || pfl_span_eq(host, pfl_span_of("localhost"));
}

/* Ask for get->url, whose parts are `url`. */
bool
pfl_http_ask(struct pfl_http_get *get, const struct pfl_url *url, struct pfl_error *err)
{
	const char *socket = get->socket.n > 0 ? pfl_text_get(&get->socket) : NULL;
	int64_t left = get->deadline - pfl_http_now();
	bool direct = socket || pfl_http_is_loopback(url->host);
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
bool
pfl_http_begin(struct pfl_http_get *get, struct pfl_error *err)
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
	get->recorded = pfl_http_now() + (int64_t)pfl_url_seconds(&url) * PFL_HTTP_MS;
	get->deadline = get->recorded + (int64_t)get->allowed * PFL_HTTP_MS;
	get->allowed += pfl_url_seconds(&url);
	get->easy = get->http->curl.easy_init();
	if (!get->easy)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	return set_up(get, err) && pfl_http_ask(get, &url, err);
}
