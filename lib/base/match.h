/* SPDX-License-Identifier: Apache-2.0 */
/* Regular expressions with the syntax and the meaning of Go's, matched by PCRE2. */
#ifndef PFL_BASE_MATCH_H
#define PFL_BASE_MATCH_H

#include "base/strtab.h"
#include "base/text.h"

/* A compiled expression. One thread at a time. */
struct pfl_matcher;

enum { PFL_PATTERN_MAX = 16384 }; /* bytes of a pattern */

/*
 * Compile a pattern: searched anywhere in a text, case matters. `what` is for messages
 * ("focus"). NULL with *err: PFL_USAGE (Go would refuse it), PFL_LIMIT (longer than
 * PFL_PATTERN_MAX or too large when compiled) or PFL_NOMEM. Where there is a place to point at,
 * the message does so (base/fault.h).
 */
PFL_NODISCARD struct pfl_matcher *pfl_matcher_new(
	struct pfl_span pattern, const char *what, struct pfl_error *err);

/* The same with wishes: (?i) is in force, or groups that capture, for pfl_matcher_replace(). */
enum { PFL_MATCH_CASELESS = 1, PFL_MATCH_GROUPS = 2 };
PFL_NODISCARD struct pfl_matcher *pfl_matcher_make(
	struct pfl_span pattern, const char *what, unsigned wishes, struct pfl_error *err);

void pfl_matcher_free(struct pfl_matcher *m);

/*
 * The pattern comes from the input, not from the user: give up once thousands of texts have
 * taken long, though each alone would be allowed to.
 */
void pfl_matcher_distrust(struct pfl_matcher *m);

/*
 * Does the text match anywhere? Bytes that are not UTF-8 count as U+FFFD, as in Go. False with
 * *err: PFL_LIMIT (gave up, the pattern backtracks without end on this text) or PFL_NOMEM.
 */
PFL_NODISCARD bool pfl_matcher_test(
	struct pfl_matcher *m, struct pfl_span text, bool *hit, struct pfl_error *err);

/* How many of its groups capture, names or not. */
uint32_t pfl_matcher_groups(const struct pfl_matcher *m);

/*
 * Append the text with its first match, or all of them, replaced by `with`: UTF-8 in which ${0}
 * is what matched, ${1} what the first group did, and $$ a dollar. Without a match nothing is
 * appended, and *hit is false. False with *err: PFL_LIMIT (gave up, or the result is larger
 * than 64 KiB) or PFL_NOMEM.
 */
PFL_NODISCARD bool pfl_matcher_replace(struct pfl_matcher *m, struct pfl_span text,
	struct pfl_span with, bool all, struct pfl_text *out, bool *hit, struct pfl_error *err);

/*
 * A matcher asked about strings by id: each distinct one is looked at once, then remembered in
 * two bits. Set `matcher` (borrowed) and zero the rest. With a table over a parent, ids of both
 * stay good; never mix tables that are not related.
 */
struct pfl_match_set {
	struct pfl_matcher *matcher;
	struct pfl_span (*part)(struct pfl_span name); /* which part to match; NULL: all */
	unsigned char *seen;                           /* four ids a byte: known, hit     */
	uint32_t n;                                    /* ids that `seen` has room for    */
};

PFL_NODISCARD bool pfl_match_set_test(struct pfl_match_set *set,
	const struct pfl_strtab *strings, uint32_t id, bool *hit, struct pfl_error *err);

/* Forget and release what was remembered; the matcher stays the caller's. */
void pfl_match_set_clear(struct pfl_match_set *set);

#endif
