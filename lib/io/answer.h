/* SPDX-License-Identifier: Apache-2.0 */
/* What an HTTP server answers, as far as it matters here, and what to say about it. */
#ifndef PFL_IO_ANSWER_H
#define PFL_IO_ANSWER_H

#include "base/span.h"
#include <profloom/error.h>

enum {
	PFL_ANSWER_REASON = 64,
	PFL_ANSWER_BODY = 1024,         /* bytes of an error's text that are kept */
	PFL_ANSWER_HEADERS = 256 * 1024 /* bytes that headers may have in all     */
};

/* Zeroed: nothing was received yet. */
struct pfl_answer {
	unsigned status;                /* 0: no status line yet                    */
	char reason[PFL_ANSWER_REASON]; /* "Not Found", as the server has it or ""  */
	uint64_t length;                /* Content-Length; 0: not said              */
	unsigned retry_after;           /* seconds; 0: not said                     */
	bool html;                      /* that is its content type                 */
	size_t header_bytes;            /* of all answers, redirects included       */
	char body[PFL_ANSWER_BODY];     /* its first bytes                          */
	size_t n_body;
};

/* Take one line of headers; a status line begins anew. False with *err PFL_IO: too many. */
PFL_NODISCARD bool pfl_answer_header(
	struct pfl_answer *answer, struct pfl_span line, struct pfl_error *err);

/* Remember first bytes of the body; false when no more are wanted. */
bool pfl_answer_keep(struct pfl_answer *answer, struct pfl_span bytes);

/* 2xx; 3xx with somewhere to go. */
bool pfl_answer_is_good(const struct pfl_answer *answer);
bool pfl_answer_is_redirect(const struct pfl_answer *answer);

/* Is the body, as far as it is kept, a page for people? */
bool pfl_answer_is_page(const struct pfl_answer *answer);

/*
 * Say why the answer is none: PFL_IO with status, reason and the first line of the text, or
 * PFL_FORMAT for a good answer that is a web page. Returns false.
 */
bool pfl_answer_fail(const struct pfl_answer *answer, struct pfl_error *err);

/* May the same request have a better answer later? */
bool pfl_answer_is_passing(const struct pfl_answer *answer);

#endif
