/* SPDX-License-Identifier: Apache-2.0 */
/* libcurl, loaded when something is asked for. */
#define _POSIX_C_SOURCE 200809L
#include "io/http_curl.h"

#include <stddef.h>
#include <time.h>

#include "base/library.h"

#define NAME(member)                                                                           \
	{                                                                                      \
		"curl_" #member, offsetof(struct pfl_curl, member)                             \
	}

static const struct pfl_library_function functions[] = { NAME(global_init), NAME(easy_init),
	NAME(easy_setopt), NAME(easy_getinfo), NAME(easy_pause), NAME(easy_strerror),
	NAME(easy_cleanup), NAME(multi_init), NAME(multi_add_handle), NAME(multi_remove_handle),
	NAME(multi_perform), NAME(multi_poll), NAME(multi_info_read), NAME(multi_cleanup),
	NAME(slist_append), NAME(slist_free_all) };

bool
pfl_curl_load(struct pfl_curl *curl, struct pfl_error *err)
{
	static const char *const files[] = { "libcurl.so.4", "libcurl-gnutls.so.4" };
	static const struct pfl_library library = {
		.what = "URLs are fetched with libcurl",
		.file = files,
		.n_files = sizeof(files) / sizeof(files[0]),
		.function = functions,
		.n_functions = sizeof(functions) / sizeof(functions[0]),
		.missing = PFL_IO,
	};

	if (!pfl_library_load(&library, curl, err))
		return false;
	return curl->global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ||
		pfl_fail(err, PFL_IO, "libcurl cannot be initialised");
}

void
pfl_pipe_guard(struct pfl_pipe_guard *guard)
{
	sigset_t set;

	sigemptyset(&set);
	sigpending(&set);
	guard->was_pending = sigismember(&set, SIGPIPE) == 1;
	sigemptyset(&set);
	sigaddset(&set, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &set, &guard->old);
}

void
pfl_pipe_release(const struct pfl_pipe_guard *guard)
{
	static const struct timespec now = { 0 };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGPIPE);
	if (!guard->was_pending)
		sigtimedwait(&set, NULL, &now);
	pthread_sigmask(SIG_SETMASK, &guard->old, NULL);
}
