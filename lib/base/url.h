/* SPDX-License-Identifier: Apache-2.0 */
/* Names of inputs that are no files: URLs and addresses, by their text alone. */
#ifndef PFL_BASE_URL_H
#define PFL_BASE_URL_H

#include "base/text.h"

enum pfl_url_kind {
	PFL_URL_NONE,    /* the name of a file                                     */
	PFL_URL_ADDRESS, /* host:port, perhaps with a path; may be a file's name   */
	PFL_URL_HTTP,    /* http:, https:, https+insecure: or http+unix:           */
	PFL_URL_FOREIGN, /* of a scheme that is not fetched                        */
};

enum pfl_url_kind pfl_url_kind(const char *name);

/* The parts of a URL, borrowed from the name. */
struct pfl_url {
	bool tls, insecure;     /* https; its certificate is not looked at          */
	struct pfl_span user;   /* name:password, percent-encoded; at NULL: none    */
	struct pfl_span host;   /* with port; for http+unix: nothing                */
	struct pfl_span socket; /* http+unix: its path, percent-encoded             */
	struct pfl_span path;   /* "" or from its slash on                          */
	struct pfl_span query;  /* what follows "?"; at NULL: none                  */
};

/* Take a PFL_URL_HTTP or PFL_URL_ADDRESS apart. False with *err PFL_USAGE when it is none. */
PFL_NODISCARD bool pfl_url_parse(struct pfl_url *url, const char *name, struct pfl_error *err);

/* What is to be asked for. */
struct pfl_url_wish {
	const char *profile; /* as the user says it: "cpu", "heap"; NULL: cpu   */
	unsigned seconds;    /* sent as seconds=N; 0: as the URL has it         */
	unsigned debug;      /* sent as debug=N; 0: as the URL has it           */
};

/*
 * Append the URL to ask, without credentials and fragment. Where the path names no profile (it
 * is empty, "/", or ends in /debug/pprof), the wished one follows. PFL_USAGE when it names one
 * and another is wished. Without a wish (NULL) the URL is complete as it is.
 */
PFL_NODISCARD bool pfl_url_request(struct pfl_text *text, const struct pfl_url *url,
	const struct pfl_url_wish *wish, struct pfl_error *err);

/*
 * How long the server will record before it answers: what seconds= says, else 30 for Go's CPU
 * profile and 0 for anything else.
 */
unsigned pfl_url_seconds(const struct pfl_url *url);

/* What the path asks for: its last element, "cpu" for profile, or "" where it names none. */
struct pfl_span pfl_url_profile(const struct pfl_url *url);

/* Same scheme, host and port? */
bool pfl_url_same_origin(const struct pfl_url *a, const struct pfl_url *b);

/* Append the name so that it can be shown and stored: without user and password, and with "..."
 * for what a query says about keys, tokens and their like. Names of files stay as they are. */
void pfl_url_show(struct pfl_text *text, const char *name);

/* A letter, digit, '.', '-' or '_'? */
bool pfl_url_is_plain(char c);

/* Append s with its %XX undone; false when they are damaged or stand for NUL. */
PFL_NODISCARD bool pfl_url_decode(struct pfl_text *text, struct pfl_span s);

#endif
