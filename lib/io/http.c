/* SPDX-License-Identifier: Apache-2.0 */
/* Requests and their answers, several at a time, through libcurl. */
#define _POSIX_C_SOURCE 200809L
#include "io/http.h"
#include "base/size.h"
#include "io/http_get.h"

#include <stdlib.h>
#include <time.h>

enum { HOP_BODY = 64 * 1024 }; /* bytes of the text that comes with a redirect */

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

int64_t
pfl_http_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * PFL_HTTP_MS + now.tv_nsec / (PFL_HTTP_MS * PFL_HTTP_MS);
}

static bool
too_large(struct pfl_http_get *get)
{
	char max[PFL_SIZE_TEXT];

	return pfl_fail(&get->err, PFL_LIMIT, "is larger than %s; --max-input raises the limit",
		pfl_size_text(get->wish.max, max));
}

/* A line of headers; anything but n ends the transfer. */
size_t
pfl_http_take_header(char *data, size_t size, size_t n, void *state)
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

size_t
pfl_http_take_body(char *data, size_t size, size_t n, void *state)
{
	struct pfl_http_get *get = state;
	struct pfl_span bytes = { data, size * n };

	get->last = pfl_http_now();
	if (!pfl_answer_is_good(&get->answer))
		return take_text(get, bytes);
	if (bytes.n > PFL_HTTP_BUFFER - (get->end - get->begin)) {
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
	if (!pfl_http_begin(get, err)) {
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

	return get->last > 0 && !get->paused &&
		pfl_http_now() - since > PFL_HTTP_STALL * PFL_HTTP_MS;
}

/* Take a transfer out, which has ended or shall end now. */
static void
take_out(struct pfl_http_get *get, CURLcode code)
{
	get->http->curl.multi_remove_handle(get->http->multi, get->easy);
	get->added = false;
	pfl_http_finish(get, code);
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
