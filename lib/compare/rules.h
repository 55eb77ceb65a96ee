/* SPDX-License-Identifier: Apache-2.0 */
/* Rules of a gate: how much what may grow. */
#ifndef PFL_COMPARE_RULES_H
#define PFL_COMPARE_RULES_H

#include "base/match.h"
#include "base/vec.h"

/*
 * A rule is  [PATTERN:] MEASURE > THRESHOLD
 *
 *     cum>5%                      no function may grow by more than 5 % of what it was
 *     main\.(hash|parse): cum>3%  those that match may not by more than 3 %
 *     flat>1pp                    nor by more than 1 % of the new side's total
 *     cum>5ms, cum>2MB            nor by more than an amount; with /op: per operation
 *     new>0.5%                    what was not there may not have more than 0.5 % of it
 *     total>2%                    the total may not grow by more than 2 %
 *
 * PATTERN is what --focus takes; the rule begins behind its last ":". Blanks may stand around
 * each part.
 */
enum pfl_rule_measure { PFL_RULE_FLAT, PFL_RULE_CUM, PFL_RULE_NEW, PFL_RULE_TOTAL };

enum pfl_rule_kind {
	PFL_RULE_GROWTH,        /* of the old value: 0.05 for 5 %                       */
	PFL_RULE_SHARE,         /* of the new side's total: 0.01 for 1pp, or 1 % of new */
	PFL_RULE_AMOUNT,        /* in `unit`                                            */
	PFL_RULE_PER_OPERATION, /* in `unit`, per operation                             */
};

struct pfl_rule {
	enum pfl_rule_measure measure;
	enum pfl_rule_kind kind;
	double threshold;            /* at least 0                                      */
	const char *unit;            /* of amounts, as it was written; else "%" or "pp" */
	struct pfl_matcher *pattern; /* of functions' names; NULL: any                  */
	const char *text;            /* the rule, without blanks at its ends            */
	const char *file;            /* that it is from, or NULL                        */
	uint64_t line;
	char *memory; /* what unit, text and file are in */
};

/* Zeroed is no rules. */
struct pfl_rules {
	PFL_VEC(struct pfl_rule) rule;
};

/*
 * Add rules, one a line; lines may be empty. "#line 3 perf.budget" says which line of which
 * file the next rule is: messages begin with it, and in that rule "#" behind a blank starts a
 * comment. False with *err: PFL_USAGE pointing at the place in the rule, PFL_LIMIT (more than
 * PFL_RULES_MOST) or PFL_NOMEM.
 */
PFL_NODISCARD bool pfl_rules_add(
	struct pfl_rules *rules, struct pfl_span lines, struct pfl_error *err);

void pfl_rules_clear(struct pfl_rules *rules);

enum { PFL_RULES_MOST = 1000 };

/*
 * The threshold of an amount in the profile's unit. PFL_USAGE when the rule's is of another
 * kind: "the rule 'cum>5ms' is in ms, but values are in bytes". A plain number's unit is called
 * "count", whatever the profile calls it.
 */
PFL_NODISCARD bool pfl_rule_amount(
	const struct pfl_rule *rule, const char *unit, double *amount, struct pfl_error *err);

#endif
