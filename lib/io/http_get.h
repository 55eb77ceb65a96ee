/* SPDX-License-Identifier: Apache-2.0 */
/* A request on its way: shared by the http*.c files only. */
#ifndef PFL_IO_HTTP_GET_H
#define PFL_IO_HTTP_GET_H

#include "base/text.h"
#include "base/url.h"
#include "io/answer.h"
#include "io/hop.h"
#include "io/http.h"
#include "io/http_curl.h"

enum {
	PFL_HTTP_BUFFER = 64 * 1024, /* bytes of an answer that wait to be read            */
	PFL_HTTP_STALL = 15,         /* seconds in which something of an answer must come  */
	PFL_HTTP_CONNECT = 10,       /* seconds for name look-up, connection and TLS       */
	PFL_HTTP_MS = 1000,          /* milliseconds in a second                           */
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
	char buffer[PFL_HTTP_BUFFER];
};

/* Milliseconds of the monotonic clock. */
int64_t pfl_http_now(void);

/* http.c: what libcurl calls with a line of headers and with a part of the body; `state` is the
 * request. Anything but size * n ends the transfer. */
size_t pfl_http_take_header(char *data, size_t size, size_t n, void *state);
size_t pfl_http_take_body(char *data, size_t size, size_t n, void *state);

/* http_ask.c: understand the wish, and ask for the first time. */
PFL_NODISCARD bool pfl_http_begin(struct pfl_http_get *get, struct pfl_error *err);

/* http_ask.c: ask for get->url, whose parts are `url`. */
PFL_NODISCARD bool pfl_http_ask(
	struct pfl_http_get *get, const struct pfl_url *url, struct pfl_error *err);

/* http_ask.c: is this what a machine calls itself? No proxy can reach that. */
bool pfl_http_is_loopback(struct pfl_span host);

/* http_end.c: the transfer is over: go on with a redirect, or settle what came of it in
 * get->err and get->passing. */
void pfl_http_finish(struct pfl_http_get *get, CURLcode code);

#endif
