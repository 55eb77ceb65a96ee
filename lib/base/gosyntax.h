/* SPDX-License-Identifier: Apache-2.0 */
/* Go's regular expressions rewritten as PCRE2's, or refused where Go would refuse them. */
#ifndef PFL_BASE_GOSYNTAX_H
#define PFL_BASE_GOSYNTAX_H

#include "base/text.h"

/* What is wrong with a pattern, and the bytes of it that are to blame. */
struct pfl_gofault {
	const char *why; /* a constant; may hold one %s, for the bytes */
	size_t at, n;
};

/*
 * Append to *pcre the pattern that means to PCRE2 (UTF, DOLLAR_ENDONLY, ALT_CIRCUMFLEX,
 * NEWLINE_LF, no UCP) what `pattern` means to Go's regexp package. Nothing captures unless
 * `groups` is set. `script` goes in front of the names of scripts in \p{...}: "sc:" from
 * PCRE2 10.40 on, "" before. False with *fault when Go would refuse it; also refused:
 * surrogates, which Go takes but nothing matches. Running out of memory shows in pcre->failed.
 */
bool pfl_gosyntax_translate(struct pfl_span pattern, const char *script, bool groups,
	struct pfl_text *pcre, struct pfl_gofault *fault);

#endif
