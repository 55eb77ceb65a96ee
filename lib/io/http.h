/* SPDX-License-Identifier: Apache-2.0 */
/* Asking servers for things, several at a time, through libcurl. */
#ifndef PFL_IO_HTTP_H
#define PFL_IO_HTTP_H

#include <profloom/fetch.h>

/* What is asked for at the same time; libcurl is loaded with the first of these. */
struct pfl_http;

/* One request and its answer. */
struct pfl_http_get;

/* NULL with *err: PFL_IO when libcurl cannot be loaded, PFL_NOMEM. */
PFL_NODISCARD struct pfl_http *pfl_http_new(struct pfl_error *err);
void pfl_http_free(struct pfl_http *http); /* when all its gets have been closed */

struct pfl_http_wish {
	const char *url; /* as the user wrote it */
	const struct pfl_fetch_opts *opts;
	uint64_t max; /* bytes of the answer; PFL_LIMIT above                         */
};

/*
 * Begin to ask; what the wish points to is borrowed for as long as it lasts. NULL with *err:
 * PFL_USAGE for a URL or option that makes no sense, PFL_NOMEM.
 */
PFL_NODISCARD struct pfl_http_get *pfl_http_open(
	struct pfl_http *http, const struct pfl_http_wish *wish, struct pfl_error *err);
void pfl_http_close(struct pfl_http_get *get);

/* Let everything that was asked for go on, until something happens or `milliseconds` are over.
 */
PFL_NODISCARD bool pfl_http_wait(
	struct pfl_http *http, int milliseconds, struct pfl_error *err);

enum { PFL_HTTP_NOT_YET = -2 };

/*
 * Take up to n bytes of the answer: their number, 0 at its end, PFL_HTTP_NOT_YET when there are
 * none before the next pfl_http_wait(), -1 with *err: PFL_IO (not to be had, cut off, too
 * slow, an answer that is none), PFL_FORMAT (a web page), PFL_LIMIT, PFL_NOMEM.
 */
ptrdiff_t pfl_http_read(
	struct pfl_http_get *get, void *buffer, size_t n, struct pfl_error *err);

/* After a failure: is it worth asking again, and after how many seconds as the server wishes
 * it, if it does (0)? */
bool pfl_http_is_passing(const struct pfl_http_get *get, unsigned *seconds);

/* Bytes of the answer so far, and how many there will be (0: not known). */
uint64_t pfl_http_bytes(const struct pfl_http_get *get);
uint64_t pfl_http_expected(const struct pfl_http_get *get);

#endif
