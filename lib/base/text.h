/* SPDX-License-Identifier: Apache-2.0 */
/* A text that grows: NUL-terminated, and sticky when memory runs out. */
#ifndef PFL_BASE_TEXT_H
#define PFL_BASE_TEXT_H

#include "base/span.h"
#include <profloom/error.h>

/*
 * Zeroed is the empty text. When memory runs out `failed` is set, what could not be added is
 * left out and later additions do nothing: build freely, then ask pfl_text_ok() once.
 */
struct pfl_text {
	char *at; /* n bytes and a NUL; NULL while nothing was ever added */
	size_t n, cap;
	bool failed;
};

/* Append a span, a string, a character, or what printf would say (C's rules for its locale). */
void pfl_text_add(struct pfl_text *text, struct pfl_span s);
void pfl_text_str(struct pfl_text *text, const char *s);
void pfl_text_char(struct pfl_text *text, char c);
void pfl_text_printf(struct pfl_text *text, const char *format, ...) PFL_PRINTF(2, 3);

/* The text as a string ("" when empty), or as a span. Borrowed until the next change. */
const char *pfl_text_get(const struct pfl_text *text);
struct pfl_span pfl_text_span(const struct pfl_text *text);

/* True, or false with *err PFL_NOMEM when something was left out. */
PFL_NODISCARD bool pfl_text_ok(const struct pfl_text *text, struct pfl_error *err);

/* Make it empty and keep the memory; `failed` stays as it is. */
void pfl_text_reset(struct pfl_text *text);

/* Make it shorter: keep the first n bytes. */
void pfl_text_cut(struct pfl_text *text, size_t n);

/* Release the memory; it is a zeroed text again. */
void pfl_text_clear(struct pfl_text *text);

#endif
