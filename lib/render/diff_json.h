/* SPDX-License-Identifier: Apache-2.0 */
/* "diff/1" being written: shared by the diff_json*.c files only. */
#ifndef PFL_RENDER_DIFF_JSON_H
#define PFL_RENDER_DIFF_JSON_H

#include "base/jsonw.h"
#include "render/diff.h"

struct pfl_diff_json {
	struct pfl_jsonw w;
	const struct pfl_scene *scene; /* the first */
	const struct pfl_diff *diff;   /* the one at hand */
	const struct pfl_comparison *c;
	size_t limit; /* of rows */
	struct pfl_text scratch;
};

/* A member of the object that is open. What is no number becomes null, as does PFL_NONE. */
void pfl_diff_json_double(struct pfl_diff_json *d, const char *key, double value);
void pfl_diff_json_sum(struct pfl_diff_json *d, const char *key, pfl_sum value);
void pfl_diff_json_count(struct pfl_diff_json *d, const char *key, uint64_t value);
void pfl_diff_json_word(struct pfl_diff_json *d, const char *key, const char *word);
void pfl_diff_json_flag(struct pfl_diff_json *d, const char *key, bool value);
void pfl_diff_json_node(struct pfl_diff_json *d, const char *key, uint32_t node);
void pfl_diff_json_whole(struct pfl_diff_json *d, const char *key, double value);

/* The name of a function, as a value. */
void pfl_diff_json_name(struct pfl_diff_json *d, uint32_t node);

/* A change in the profile's unit, to the nearest whole number, as factor * old is; and the one
 * of these two values. */
pfl_sum pfl_diff_json_round(double value);
pfl_sum pfl_diff_json_change(const struct pfl_diff_json *d, const struct pfl_delta *delta);

/* diff_json.c: the samples that a comparison is about. */
void pfl_diff_json_label(struct pfl_diff_json *d);

/* diff_json_basis.c */
void pfl_diff_json_side(struct pfl_diff_json *d, bool old);
void pfl_diff_json_basis(struct pfl_diff_json *d);

/* diff_json_change.c */
void pfl_diff_json_findings(struct pfl_diff_json *d);
void pfl_diff_json_rows(struct pfl_diff_json *d, size_t limit);
void pfl_diff_json_groups(
	struct pfl_diff_json *d, const char *key, enum pfl_diff_what what, size_t limit);

/* diff_json_gate.c: of one comparison, and of all. */
void pfl_diff_json_gate(struct pfl_diff_json *d);
void pfl_diff_json_common_gate(struct pfl_diff_json *d);

#endif
