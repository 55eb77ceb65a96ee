/* SPDX-License-Identifier: Apache-2.0 */
/* Profiles from live servers: how to ask for them. */
#ifndef PROFLOOM_FETCH_H
#define PROFLOOM_FETCH_H

#include <profloom/error.h>
#include <profloom/limits.h>
#include <profloom/out.h>
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
	unsigned timeout;    /* seconds a fetch may take beyond the recording; 0: 60. An
			      * answer that has begun fails earlier, when nothing of it comes
			      * for 15 s that are not of the recording                     */
	unsigned debug;      /* sent as debug=N, for text; 0: as the URL has it         */
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

enum pfl_fetch_state {
	PFL_FETCH_WAITING, /* it will be asked for, for the first time or again    */
	PFL_FETCH_RUNNING,
	PFL_FETCH_SAVED,
	PFL_FETCH_FAILED,
};

/* A profile to save: from where, to where, and what has become of it. */
struct pfl_fetch {
	const char *url;            /* as pfl_read() takes it                         */
	const char *path;           /* as pfl_out_open() takes it                     */
	struct pfl_fetch_opts opts; /* its progress function is not called  */

	enum pfl_fetch_state state;
	unsigned tries;           /* how often it was asked for             */
	uint64_t bytes, expected; /* of the last answer; 0: not known       */
	uint64_t samples;         /* of what was saved                      */
	struct pfl_error err;     /* why the last try failed; once it has failed for good, with
				   * the URL or the path in front                              */
};

/* How to save several; zeroed is a good way. */
struct pfl_fetch_plan {
	struct pfl_limits limits; /* of each; zero fields: defaults                          */
	unsigned retries; /* times to ask again after what may pass, 1, 2, 4, ... s later */

	/* Called a few times a second, on this thread; false ends what still runs. */
	bool (*watch)(void *arg, const struct pfl_fetch *fetches, size_t n);
	void *watch_arg;
};

/*
 * Save what servers answer, all at the same time. Each file appears whole, once its answer is
 * complete and has been read as a profile (not for those with opts.debug, which are texts), or
 * not at all. All outputs are tried before anything is asked for. What is worth another try is
 * a server that cannot be reached, breaks off, stalls, or answers that it has no time now (408,
 * 425, 429, 502, 503, 504, and 500 while somebody else records CPU); it is waited for as long
 * as Retry-After says, up to 300 s. True when all are saved, or else *err is why the first of
 * them in order failed: PFL_OUTPUT, or as pfl_read(). Those that are saved stay.
 */
PFL_NODISCARD PFL_API bool pfl_fetch_all(struct pfl_fetch *fetches, size_t n,
	const struct pfl_fetch_plan *plan, struct pfl_error *err);

/* Write what has become of them as JSON, schema get/1; `tool` is the program that asks. */
PFL_NODISCARD PFL_API bool pfl_fetch_json(const struct pfl_fetch *fetches, size_t n,
	const char *tool, struct pfl_out *out, struct pfl_error *err);

/*
 * What the URL asks for: "cpu", "heap", the last element of any other path, or "" where it
 * names none; text[size] gets it, cut where it does not fit. False when it is no URL.
 */
PFL_API bool pfl_url_profile_name(const char *url, char *text, size_t size);

/* The same for the host and its port: "host_6060", with "_" for all that is not a letter,
 * digit,
 * '.', '-' or '_'; for a socket the last element of its path. */
PFL_API bool pfl_url_host_name(const char *url, char *text, size_t size);

PFL_END_C

#endif
