/* SPDX-License-Identifier: Apache-2.0 */
/* A comparison as reports show it: rows in their order, numbers for people, sentences. */
#ifndef PFL_RENDER_DIFF_H
#define PFL_RENDER_DIFF_H

#include "render/column.h"
#include <profloom/render.h>

enum pfl_diff_what {
	PFL_DIFF_CUM,
	PFL_DIFF_FLAT,
	PFL_DIFF_PACKAGES,
	PFL_DIFF_LABELS,
	PFL_DIFF_EDGES,
	N_PFL_DIFF_WHATS
};

/*
 * Rows of one kind in the order of a report: functions that findings are about, then what is
 * significant, then functions that rules are about, then the rest; in each of these groups the
 * largest change is in front.
 */
struct pfl_diff_list {
	const struct pfl_diff *diff;
	enum pfl_diff_what what;
	uint32_t *row; /* positions in the comparison's table */
	uint32_t n, n_significant;
	uint32_t n_front; /* rows that are in front of the rest */
};

/* Data has every row; for people those that only repeat a finding below its place are folded
 * into it. */
enum pfl_diff_syntax { PFL_DIFF_DATA, PFL_DIFF_TEXT, PFL_DIFF_MARKDOWN };

enum { PFL_DIFF_MARK = 48 };

struct pfl_diff {
	const struct pfl_scene *scene;
	const struct pfl_style *style;
	const struct pfl_comparison *c;
	uint32_t section; /* of the report, see pfl_diff_each() */
	enum pfl_diff_syntax syntax;
	struct pfl_diff_list list[N_PFL_DIFF_WHATS];
	const uint32_t *file;        /* source file by node, see pfl_report_files()          */
	char (*mark)[PFL_DIFF_MARK]; /* of functions, some by finding   */
	uint8_t *ruled;              /* by node: did a rule's verdict depend on it?          */
	uint8_t *found;              /* by node: is it on the path or the chain of a finding? */
	const char *unit;            /* of tables: fits the changes in their first rows      */
	struct pfl_arena arena;
};

/*
 * Make it, for pfl_diff_clear() in any case. False: PFL_USAGE (the scene compares nothing),
 * PFL_NOMEM.
 */
bool pfl_diff_init(struct pfl_diff *diff, const struct pfl_scene *scene,
	const struct pfl_style *style, enum pfl_diff_syntax syntax, struct pfl_error *err);
void pfl_diff_clear(struct pfl_diff *diff);

/*
 * Hand each comparison of a report to see(), made as above, until that returns false. The scene
 * itself is the first.
 */
bool pfl_diff_each(const struct pfl_scene *scene, const struct pfl_style *style,
	enum pfl_diff_syntax syntax,
	bool (*see)(void *context, struct pfl_diff *diff, struct pfl_error *err), void *context,
	struct pfl_error *err);

/* What a comparison of several is about: "cpu, endpoint: /search". */
void pfl_diff_say_section(const struct pfl_diff *diff, struct pfl_text *text);

/* The answer of several in a line: "FAIL in 1 of 3 comparisons". */
void pfl_diff_say_overview(const struct pfl_scene *scene, struct pfl_text *text);

/* How many values of a label are no comparison of their own; nothing where all are. */
void pfl_diff_say_small(const struct pfl_diff *diff, struct pfl_text *text);

/* The functions, by cum or where the view says so by flat. */
const struct pfl_diff_list *pfl_diff_functions(const struct pfl_diff *diff);

/* A row of a list: what is known of its change, and the function; NULL where it is none. */
const struct pfl_delta *pfl_diff_delta(const struct pfl_diff_list *list, size_t i);
const struct pfl_compared *pfl_diff_function(const struct pfl_diff_list *list, size_t i);

/* The same for packages, labels and edges. */
const struct pfl_compared_group *pfl_diff_group(const struct pfl_diff_list *list, size_t i);

/* How many rows in front changed at all, so many at most. */
size_t pfl_diff_changed(const struct pfl_diff_list *list, size_t most);

/*
 * Sums over all runs as people see them: by run, old ones at the scale of new ones, so that old
 * and change add up to new.
 */
pfl_sum pfl_diff_old(const struct pfl_diff *diff, pfl_sum old);
pfl_sum pfl_diff_now(const struct pfl_diff *diff, pfl_sum now);
pfl_sum pfl_diff_change(const struct pfl_diff *diff, double delta);

/* What old values of one run are multiplied with. */
double pfl_diff_factor(const struct pfl_diff *diff);

/*
 * A table of rows first .. first + n - 1 (fewer where the list ends), in the diff's syntax.
 * wide: with its share of the total change and q.
 */
struct pfl_table pfl_diff_table(
	const struct pfl_diff_list *list, size_t first, size_t n, bool wide);

/* Appending to a text, in the diff's syntax: names are data, columns 0 is without limit. */

/* A text that is data: in Markdown a code span. */
void pfl_diff_say_quoted(const struct pfl_diff *diff, struct pfl_span s, struct pfl_text *text);

/* What stands between an old and a new value. */
const char *pfl_diff_arrow(const struct pfl_diff *diff);

/* "×5.6" */
void pfl_diff_say_ratio(double ratio, struct pfl_text *text);

/* "0.44", "4.6e-05". */
void pfl_diff_say_q(double q, struct pfl_text *text);

/* Make what a text has from `start` on the beginning of a sentence. */
void pfl_diff_capitalize(struct pfl_text *text, size_t start);

/* A fraction as "+9.7%". */
void pfl_diff_say_percent(double fraction, struct pfl_text *text);

/* A value of one run in the tables' unit; signed: with a "+". */
void pfl_diff_say_value(
	const struct pfl_diff *diff, pfl_sum value, bool is_signed, struct pfl_text *text);

/* The same in this unit; and a change, of all runs, with its sign in the tables' unit. */
void pfl_diff_say_in(const struct pfl_diff *diff, pfl_sum value, bool is_signed,
	const char *unit, struct pfl_text *text);
void pfl_diff_say_change(const struct pfl_diff *diff, double delta, struct pfl_text *text);

enum { PFL_DIFF_SHORT = 60 }; /* columns of a name among others */

/* The name of a function; see pfl_table_fit(). */
void pfl_diff_say_node(
	const struct pfl_diff *diff, uint32_t node, size_t columns, struct pfl_text *text);

/* A sentence of the comparison's, in which names may stand. */
void pfl_diff_say_phrase(
	const struct pfl_diff *diff, const char *phrase, struct pfl_text *text);

/* What a finding is: "main.hash takes 579ms more". */
void pfl_diff_say_finding(const struct pfl_diff *diff, const struct pfl_finding *finding,
	size_t columns, struct pfl_text *text);

/* "127ms -> 705ms, ×5.6", or what there is of it. */
void pfl_diff_say_size(
	const struct pfl_diff *diff, const struct pfl_finding *finding, struct pfl_text *text);

/* ", at least 482ms" with the words around it; nothing where there is no such bound. */
void pfl_diff_say_bound(const struct pfl_diff *diff, const struct pfl_finding *finding,
	const char *before, const char *behind, struct pfl_text *text);

/* Its kind in a sentence, and in which functions it shows. */
void pfl_diff_say_kind(
	const struct pfl_diff *diff, const struct pfl_finding *finding, struct pfl_text *text);

/* Who calls it, each with its part of the change; nothing where the path says that. */
void pfl_diff_say_callers(const struct pfl_diff *diff, const struct pfl_finding *finding,
	const char *before, struct pfl_text *text);

/*
 * Where it is: so many frames up to it and so many that share its change, in so many columns;
 * what is left out is an ellipsis.
 */
void pfl_diff_say_path(const struct pfl_diff *diff, const struct pfl_finding *finding,
	uint32_t frames, size_t columns, struct pfl_text *text);

/* "the old profile is empty", where a side has nothing to compare with; else NULL. */
const char *pfl_diff_emptiness(const struct pfl_comparison *c);

/* Is this to be said to people? That a side is empty is the answer already. */
bool pfl_diff_is_told(const struct pfl_diff *diff, const struct pfl_warning *warning);

/* A warning, and the name of the recording that it is about. */
void pfl_diff_say_warning(
	const struct pfl_diff *diff, const struct pfl_warning *warning, struct pfl_text *text);

/* That recording, as the user named it; NULL: it is about none, or nobody knows. */
const char *pfl_diff_warned_of(const struct pfl_diff *diff, const struct pfl_warning *warning);

/* Is this input of a side left out for being unlike the others? */
bool pfl_diff_is_left_out(const struct pfl_diff *diff, bool old, size_t input);

/* The answer in a line: "FAIL: 1 finding: main.hash takes 579ms more (at least 482ms)". */
void pfl_diff_say_headline(const struct pfl_diff *diff, size_t columns, struct pfl_text *text);

/* "total per run: 5.44s -> 5.97s (+9.7%), no provable change". */
void pfl_diff_say_total(const struct pfl_diff *diff, struct pfl_text *text);

/* "3 runs, 4084 samples, 17.30s: a.pb.gz, b.pb.gz and 1 more". */
void pfl_diff_say_side(const struct pfl_diff *diff, bool old, struct pfl_text *text);

/* How old values were brought to the scale of the new ones; how noise was told apart. */
void pfl_diff_say_basis(const struct pfl_diff *diff, struct pfl_text *text);
void pfl_diff_say_noise(const struct pfl_diff *diff, struct pfl_text *text);

/* By events: how functions were found on the other side. */
void pfl_diff_say_matching(const struct pfl_diff *diff, struct pfl_text *text);

/* That findings and what they leave over are the total's change; nothing without findings. */
void pfl_diff_say_sum(const struct pfl_diff *diff, struct pfl_text *text);

/* The same, and what the tables leave over after so many functions. */
void pfl_diff_say_rest(const struct pfl_diff *diff, size_t shown, struct pfl_text *text);

/* "smallest change that could have been seen: +22% ..."; false: there is none, whether that is
 * said or, of snapshots and empty sides, not. */
bool pfl_diff_say_smallest(const struct pfl_comparison *c, struct pfl_text *text);

/* What could not have been seen, in sentences. */
void pfl_diff_say_detectable(const struct pfl_diff *diff, struct pfl_text *text);

/* What became of a rule: "main.hash +457%, at least +380%: it is proved". */
void pfl_diff_say_ruling(
	const struct pfl_diff *diff, const struct pfl_ruling *ruling, struct pfl_text *text);

/* What an input is called in a report: as the user did, but absolute paths by their last part,
 * so that reports do not depend on where things are. */
struct pfl_span pfl_diff_input(const char *name);

#endif
