/* SPDX-License-Identifier: Apache-2.0 */
/* The backend at the bottom of a URL: one answer, read as it comes. */
#include "io/backend.h"
#include "io/http.h"

#include <stdlib.h>

enum { PATIENCE = 200 }; /* milliseconds between reports of progress */

struct remote {
	struct pfl_http *http;
	struct pfl_http_get *get;
	const struct pfl_fetch_opts *opts;
};

static ptrdiff_t
remote_read(void *state, void *buffer, size_t n, struct pfl_error *err)
{
	struct remote *r = state;
	ptrdiff_t got;

	while ((got = pfl_http_read(r->get, buffer, n, err)) == PFL_HTTP_NOT_YET) {
		if (!pfl_http_wait(r->http, PATIENCE, err))
			return -1;
		if (r->opts->progress &&
			!r->opts->progress(r->opts->progress_arg, pfl_http_bytes(r->get),
				pfl_http_expected(r->get))) {
			pfl_fail(err, PFL_IO, "interrupted");
			return -1;
		}
	}
	return got;
}

static void
remote_close(void *state)
{
	struct remote *r = state;

	pfl_http_close(r->get);
	pfl_http_free(r->http);
	free(r);
}

bool
pfl_backend_remote(struct pfl_backend *backend, const char *url,
	const struct pfl_fetch_opts *opts, const struct pfl_limits *limits,
	struct pfl_error *err)
{
	struct pfl_http_wish wish = { .url = url, .opts = opts, .max = limits->input };
	struct remote *r = calloc(1, sizeof(*r));

	if (!r)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	r->opts = opts;
	r->http = pfl_http_new(err);
	r->get = r->http ? pfl_http_open(r->http, &wish, err) : NULL;
	if (!r->get) {
		remote_close(r);
		return false;
	}
	*backend = (struct pfl_backend){ remote_read, remote_close, r, NULL };
	return true;
}
