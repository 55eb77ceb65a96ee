/* SPDX-License-Identifier: Apache-2.0 */
/* libcurl, loaded when something is asked for: linking it would cost every start 15 ms. */
#ifndef PFL_IO_HTTP_CURL_H
#define PFL_IO_HTTP_CURL_H

#include <curl/curl.h>
#include <profloom/error.h>
#include <signal.h>

/* What is used of libcurl, by name. */
struct pfl_curl {
	CURLcode (*global_init)(long flags);
	CURL *(*easy_init)(void);
	CURLcode (*easy_setopt)(CURL *easy, CURLoption option, ...);
	CURLcode (*easy_getinfo)(CURL *easy, CURLINFO info, ...);
	CURLcode (*easy_pause)(CURL *easy, int bits);
	const char *(*easy_strerror)(CURLcode code);
	void (*easy_cleanup)(CURL *easy);
	CURLM *(*multi_init)(void);
	CURLMcode (*multi_add_handle)(CURLM *multi, CURL *easy);
	CURLMcode (*multi_remove_handle)(CURLM *multi, CURL *easy);
	CURLMcode (*multi_perform)(CURLM *multi, int *running);
	CURLMcode (*multi_poll)(
		CURLM *multi, struct curl_waitfd *more, unsigned n, int ms, int *ready);
	CURLMsg *(*multi_info_read)(CURLM *multi, int *left);
	CURLMcode (*multi_cleanup)(CURLM *multi);
	struct curl_slist *(*slist_append)(struct curl_slist *list, const char *text);
	void (*slist_free_all)(struct curl_slist *list);
};

/*
 * Load and initialise it; PFL_IO when it is not installed or too old. Once loaded it stays, so
 * that no copy of it is initialised twice.
 */
PFL_NODISCARD bool pfl_curl_load(struct pfl_curl *curl, struct pfl_error *err);

/*
 * A server that goes away while something is sent to it raises SIGPIPE in some TLS libraries.
 * Between these two it is held back, and then taken away, without touching what the program
 * does about it.
 */
struct pfl_pipe_guard {
	sigset_t old;
	bool was_pending;
};

void pfl_pipe_guard(struct pfl_pipe_guard *guard);
void pfl_pipe_release(const struct pfl_pipe_guard *guard);

#endif
