/* SPDX-License-Identifier: Apache-2.0 */
/* The frame of an HTML page: one file that loads nothing and runs only scripts of ours. */
#ifndef PFL_RENDER_PAGE_H
#define PFL_RENDER_PAGE_H

#include "base/escape.h"

/* What a page has besides its body; constant texts of ours. */
struct pfl_page {
	const char *css, *script; /* script NULL: none of its own */
	/* The SHA-256 of the style sheet in base64; NULL: what the body holds may have styles
	 * of its own, which can neither read nor send anything. */
	const char *css_sum;
	const char *const *script_sums; /* of every script in it, ended by NULL */
};

/* Write everything up to the body: a policy that lets through what the sums are of, the title,
 * escaped, and the style sheet. */
void pfl_page_begin(struct pfl_sink sink, struct pfl_span title, const struct pfl_page *page);

/* Write the script, if there is one, and the end. */
void pfl_page_end(struct pfl_sink sink, const struct pfl_page *page);

#endif
