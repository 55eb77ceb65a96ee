/* SPDX-License-Identifier: Apache-2.0 */
/* JSON, written as it goes: no tree, commas and quotes by themselves. */
#ifndef PFL_BASE_JSONW_H
#define PFL_BASE_JSONW_H

#include "base/span.h"
#include "base/sum.h"
#include <profloom/out.h>

enum { PFL_JSONW_DEPTH = 64 };

/*
 * A writer; start it with pfl_jsonw_init(). Values at a depth up to `lines` stand on a line of
 * their own, indented by tabs; what is deeper stays in its line: with lines 2, {"rows": [...]}
 * has one row a line, which makes diffs of outputs readable. 0: everything on one line.
 */
struct pfl_jsonw {
	struct pfl_out *out; /* borrowed                                      */
	unsigned lines, depth;
	uint64_t object; /* bit d: what is open at depth d is an object    */
	uint64_t used;   /* bit d: it has a member already                 */
	bool keyed;      /* a key was written, its value comes next        */
	bool bad;        /* nested too deep, or ended once too often       */
};

void pfl_jsonw_init(struct pfl_jsonw *w, struct pfl_out *out, unsigned lines);

void pfl_jsonw_object(struct pfl_jsonw *w);
void pfl_jsonw_array(struct pfl_jsonw *w);
void pfl_jsonw_end(struct pfl_jsonw *w); /* of whichever was opened last */

/* The key of the next value, inside an object. */
void pfl_jsonw_key(struct pfl_jsonw *w, const char *key);
void pfl_jsonw_key_span(struct pfl_jsonw *w, struct pfl_span key);

/* Values. Strings may hold any bytes (see pfl_escape_json); a double that is no number is null.
 */
void pfl_jsonw_str(struct pfl_jsonw *w, struct pfl_span value);
void pfl_jsonw_text(struct pfl_jsonw *w, const char *value);
void pfl_jsonw_i64(struct pfl_jsonw *w, int64_t value);
void pfl_jsonw_u64(struct pfl_jsonw *w, uint64_t value);
void pfl_jsonw_sum(struct pfl_jsonw *w, pfl_sum value);
void pfl_jsonw_double(struct pfl_jsonw *w, double value);
/* The same in so many significant digits, 1 to 20: what was estimated has no more. */
void pfl_jsonw_rounded(struct pfl_jsonw *w, double value, int digits);
void pfl_jsonw_bool(struct pfl_jsonw *w, bool value);
void pfl_jsonw_null(struct pfl_jsonw *w);

/*
 * End the document with a newline. False with *err PFL_LIMIT when it was nested deeper than
 * PFL_JSONW_DEPTH or was left open. Failed writes are the sink's business.
 */
PFL_NODISCARD bool pfl_jsonw_finish(struct pfl_jsonw *w, struct pfl_error *err);

#endif
