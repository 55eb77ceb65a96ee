/* SPDX-License-Identifier: Apache-2.0 */
/* How the library says that something went wrong. */
#ifndef PROFLOOM_ERROR_H
#define PROFLOOM_ERROR_H

#include <stdbool.h>

#if defined(__GNUC__)
#define PFL_NODISCARD __attribute__((warn_unused_result))
#define PFL_PRINTF(text, first) __attribute__((format(printf, text, first)))
#define PFL_API __attribute__((visibility("default")))
#else
#define PFL_NODISCARD
#define PFL_PRINTF(text, first)
#define PFL_API
#endif

#ifdef __cplusplus
#define PFL_BEGIN_C extern "C" {
#define PFL_END_C }
#else
#define PFL_BEGIN_C
#define PFL_END_C
#endif

PFL_BEGIN_C

/* What kind of failure it was; a tool turns this into its exit status. */
enum pfl_code {
	PFL_OK = 0,
	PFL_NOMEM,       /* the system has no memory left                            */
	PFL_IO,          /* a source cannot be had: missing, no permission, unreadable */
	PFL_FORMAT,      /* an input is damaged or is not what it claims to be       */
	PFL_UNSUPPORTED, /* an input or request that is sound but not handled        */
	PFL_LIMIT,       /* an input breaks a limit; the message names the option    */
	PFL_USAGE,       /* the caller's request makes no sense                      */
	PFL_OUTPUT,      /* an output cannot be written                              */
	PFL_LAYOUT,      /* graphviz could not lay the graph out                     */
};

/*
 * An error lives on the caller's stack and starts zeroed. The message is one line: lower case,
 * no full stop, names from an input already made safe to print (see pfl_fail).
 */
struct pfl_error {
	enum pfl_code code;
	char msg[512];
};

/*
 * Record a failure and return false, so that a function can `return pfl_fail(...)`. The first
 * failure wins: a later call leaves *err alone. Control characters and bytes that are not UTF-8
 * in the formatted text become visible escapes, and so does the first of what a CI system would
 * take for a command ("##[error]x"); text that does not fit is cut and ends in "...".
 */
PFL_API bool pfl_fail(struct pfl_error *err, enum pfl_code code, const char *format, ...)
	PFL_PRINTF(3, 4);

/* Put "prefix: " before the message of a failure that is on its way up. */
PFL_API void pfl_context(struct pfl_error *err, const char *format, ...) PFL_PRINTF(2, 3);

PFL_END_C

#endif
