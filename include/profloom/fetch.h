/* SPDX-License-Identifier: Apache-2.0 */
/* Profiles from live servers: how to ask for them. */
#ifndef PROFLOOM_FETCH_H
#define PROFLOOM_FETCH_H

#include <profloom/error.h>
#include <profloom/limits.h>
#include <stddef.h>
#include <stdint.h>

PFL_BEGIN_C

/*
 * How to fetch; zeroed is a good way. Strings are borrowed. Credentials (in URLs, headers,
 * `user`, netrc) go to the host that was named and to no other, and appear in no message.
 */
struct pfl_fetch_opts {
	const char *profile; /* where a URL names none: "heap"; NULL: "cpu"             */
	unsigned seconds;    /* to record, sent as seconds=N; 0: as the URL has it      */
	unsigned timeout;    /* seconds a fetch may take beyond the recording; 0: 60    */
	const char *const *headers; /* "Name: value" each                                */
	size_t n_headers;
	const char *user;        /* "name:password"                                      */
	const char *netrc;       /* file to look up user and password in; "": ~/.netrc   */
	const char *unix_socket; /* connect to this path, whatever the URL's host        */
	const char *tls_ca;      /* PEM file of authorities, in place of the system's    */
	const char *tls_cert;    /* PEM file of a client's certificate ...               */
	const char *tls_key;     /* ... and of its key, when that is a file of its own   */

	/*
	 * Called a few times a second, perhaps on another thread: bytes so far, and how many
	 * there will be (0: not known). False ends the fetch with PFL_IO.
	 */
	bool (*progress)(void *arg, uint64_t bytes, uint64_t expected);
	void *progress_arg;
};

/*
 * Is it fetched, rather than a file: http://, https://, https+insecure:// (no look at the
 * certificate), http+unix://%2Fpath%2Fof%2Fsocket/..., or, where no file is called so,
 * host:port with or without a path, or any other scheme (which is then refused)?
 */
PFL_API bool pfl_is_url(const char *name);

/*
 * The name as it may be shown and stored: without user and password, and with "..." for what a
 * query says about keys and tokens. The caller frees. NULL with *err PFL_NOMEM.
 */
PFL_NODISCARD PFL_API char *pfl_url_label(const char *name, struct pfl_error *err);

PFL_END_C

#endif
