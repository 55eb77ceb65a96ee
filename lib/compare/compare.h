/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What changed between the two sides of a pair, and what of it is more than noise. The
 * statistics are those of docs/STATISTICS.md; lib/stats computes them, this folder turns
 * profiles into their numbers and their numbers into findings, tables and verdicts.
 *
 * Everywhere: `old` and `now` are exact sums of the profile's values over all runs of a side,
 * in its own unit. A change is now - factor * old, `factor` being what turns old values into
 * what the new side would have if nothing had changed. With several runs a side these are sums,
 * too: a report for people divides all of them by the side's number of runs (the change by that
 * of the new side).
 */
#ifndef PFL_COMPARE_COMPARE_H
#define PFL_COMPARE_COMPARE_H

#include "analyze/calltree.h"
#include "analyze/column.h"
#include "analyze/nodes.h"
#include "compare/matching.h"
#include "stats/gate.h"

/* How the old side is brought to the scale of the new one. */
enum pfl_normalization {
	PFL_NORMAL_ROBUST, /* weighted median of the functions' ratios                        */
	PFL_NORMAL_ABS,    /* as recorded                                                     */
	PFL_NORMAL_TIME,   /* by duration                                                     */
	PFL_NORMAL_OP,     /* by operations done                                              */
	PFL_NORMAL_SHARE,  /* by total                                                        */
	PFL_NORMAL_ANCHOR, /* by functions that should not change                             */
};

/* What a number of the profile is made of, hence how sure it is (STATISTICS.md, "events"). */
enum pfl_evidence {
	PFL_EVIDENCE_COUNTED,   /* samples of a timer or counter: events are countable        */
	PFL_EVIDENCE_UNSAMPLED, /* heap: scaled up from sampled allocations                   */
	PFL_EVIDENCE_CONTENTION, /* mutex and block: delays of sampled events, weak */
	PFL_EVIDENCE_EXACT, /* nothing was sampled: no noise but that of the runs         */
};

enum pfl_change_word { /* one plain word for a row */
	PFL_SAME,      /* nothing changed at all                        */
	PFL_NOISE,     /* changed, and no more than chance explains      */
	PFL_REGRESSION,
	PFL_IMPROVEMENT,
	PFL_NEW,  /* significant, and only on the new side          */
	PFL_GONE, /* significant, and only on the old side          */
	PFL_MOVED,
	PFL_RENAMED,
	PFL_MORE, /* where nothing is tested: of two snapshots of one process, of means */
	PFL_LESS,
};

/* "same", "noise", ... */
const char *pfl_change_word(enum pfl_change_word word);

/* One number of both sides, and what is known of its change. */
struct pfl_delta {
	pfl_sum old, now;
	double events[2];  /* sampling events behind it, [0] now, [1] old                     */
	double delta;      /* now - factor * old                                              */
	double effect;     /* by which tables are ordered: what |delta| is of the values      */
	double error;      /* standard error of delta                                         */
	double low, high;  /* 95 % interval of delta                                          */
	double p, q;       /* NAN: not tested (too few events, or nearly everything)          */
	double detectable; /* smallest growth, relative to old, that would be seen with 80 %  */
	bool matters;      /* large enough to, whether it can be proved or not                */
	bool significant;  /* q <= alpha, and it matters                                      */
	bool absent[2]; /* nothing of it, [0] now, [1] old; a mean below 1 is 0, and is there */
	enum pfl_change_word word;
};

/* Is a mean cut to 0 that is there? By how much it has changed cannot be told, then. */
static inline bool
pfl_delta_is_cut(const struct pfl_delta *d)
{
	return (d->old == 0 && !d->absent[1]) || (d->now == 0 && !d->absent[0]);
}

struct pfl_compared { /* a function */
	uint32_t node;
	struct pfl_delta flat, cum;
	uint32_t finding; /* that it is the place of, or that contains or covers it; PFL_NONE */
	enum pfl_match match;
};

/* Anything else that is summed up: a package, an edge, a value of a label. */
struct pfl_compared_group {
	const char *name; /* package, or "key: value"; bytes of the profile                 */
	uint32_t caller, node; /* of an edge; PFL_NONE */
	struct pfl_delta change;
};

struct pfl_compared_table {
	uint32_t n, n_tested, n_significant;
	struct pfl_compared_group
		*row; /* largest |delta| - bound first: what is sure in front */
};

enum pfl_finding_class {
	PFL_FINDING_SELF, /* its own code                                                     */
	PFL_FINDING_SCALED, /* its calls changed alike: called more often, or with more work */
	PFL_FINDING_MIXED,  /* its calls changed differently  */
	PFL_FINDING_NEW,
	PFL_FINDING_GONE,
	PFL_FINDING_MOVED,   /* from `partner`, another place below the same caller   */
	PFL_FINDING_RENAMED, /* from `partner` */
	PFL_FINDING_INLINED, /* between it and `partner`: one now holds the other's code */
};

/* "self", "scaled", ... */
const char *pfl_finding_class(enum pfl_finding_class class);

/* A place of the call tree, or a function wherever it is called, that explains a part of the
 * total change; no part is explained twice. */
struct pfl_finding {
	enum pfl_finding_class class;
	uint32_t node;
	bool everywhere; /* the function in all its places, not one path             */
	uint32_t n_path, n_chain;
	const uint32_t *path; /* nodes, root .. node; with `everywhere` of its heaviest place */
	const uint32_t
		*chain; /* nodes below it that carry all of its change, outermost first    */
	pfl_sum old, now;
	/*
	 * The part of the total change that is explained by it (what findings before it have
	 * explained already is not in it), and of what size it is at least, by a bound that
	 * holds for all findings at once; same sign.
	 */
	double delta, bound;
	uint32_t partner;  /* row in old-side terms: the node it came from; PFL_NONE          */
	double similarity; /* of a renamed one, 0 to 1                                       */
	uint32_t n_operations; /* functions below whose own use changed most, at most 3 */
	uint32_t operation[3];
	double operation_delta[3];
	uint32_t own; /* the deepest function on the path that --own matches; PFL_NONE       */
	uint32_t deviates;  /* of a mixed one: the call that changed most unlike the others  */
	uint32_t n_callers; /* who called it, by change, at most 5 */
	uint32_t caller[5];
	double caller_delta[5];
};

/* "PASS", ... */
const char *pfl_verdict_word(enum pfl_verdict verdict);

/* What became of one rule. */
struct pfl_ruling {
	const char *rule; /* as it was given                                                */
	enum pfl_verdict verdict;
	uint32_t node; /* the function that decided; PFL_NONE: the total, or nothing     */
	double estimate, lower, upper; /* of its growth, in the rule's unit */
	double limit;     /* the rule's threshold, in the same unit                          */
	const char *unit; /* "%", "pp", "ns", ...                                             */
	const char *why;  /* a sentence                                                     */
};

struct pfl_warning {
	const char *code; /* stable: "lambda-high", "few-events", "not-interleaved", ... */
	const char *text; /* one line, safe to print */
	bool note;        /* worth knowing, and no reason to doubt anything */
	bool old;         /* which side's recording it is about             */
	uint32_t input;   /* the number of that as it was given; 0: of none */
};

struct pfl_comparison {
	uint32_t n_old, n_new; /* runs */
	bool snapshots;        /* of one process: what changed has happened */
	bool mean;     /* values are those of an event on average, of all runs of a side   */
	bool untested; /* either of both: nothing is tested, and there are no findings     */
	bool of_calls; /* there are calls instead of stacks: a finding is what a function uses
			* itself, wherever it is called, and has no path */
	enum pfl_evidence evidence;
	bool weak; /* variances are rough: block profiles, gcd guesses */

	enum pfl_normalization normalization;
	double factor;
	uint32_t factor_functions; /* of a robust one: how many it is the median of */
	bool too_few_functions;    /* a robust one was wanted: these are not enough for it */
	double total_ratio;    /* now / old of the totals per run; NAN: one of them is 0     */
	double duration_ratio; /* NAN: not known                                             */
	double *size_factor;   /* by run, geometric mean 1; with several runs                 */

	double dispersion; /* lambda with one run a side, phi with several; 1: as sampling alone
			    */
	uint32_t dispersion_functions; /* it is estimated from; 0: assumed, too few */
	double noise; /* the floor c, relative                                   */
	double alpha; /* 0.05                                                    */

	struct pfl_delta total; /* what findings and residual add up to; not tested by itself */
	/* Growth of the total per run, as recorded, with its 95 % interval; NAN: with one run a
	 * side it cannot be tested. */
	double total_growth, total_low, total_high, total_p;
	double residual; /* total.delta minus the findings' deltas                        */

	uint32_t n_findings;
	struct pfl_finding *finding; /* the surest in front */

	uint32_t n, n_tested; /* functions: all of both sides, and how many were tested (cum) */
	struct pfl_compared
		*row; /* findings' functions first, then by |delta| of cum, then name */
	uint32_t n_significant;
	struct pfl_compared_table packages, edges, labels;

	/* Smallest relative change of a function with 10 % of the total that would be seen in 8
	 * of 10 comparisons: +0.31, -0.23. detectable_small: the same, up, for one with 1 %. */
	double detectable_up, detectable_down, detectable_small;

	double matched[N_PFL_MATCHES]; /* shares of the events of both sides */

	bool has_gate;
	enum pfl_verdict
		verdict; /* the worst of the rulings; FAIL > WARN > INCONCLUSIVE > PASS   */
	uint32_t n_rulings;
	struct pfl_ruling *ruling;
	bool gate_failed; /* what --fail-on and --strict make of it: exit status 1 */

	uint32_t n_warnings;
	struct pfl_warning *warning;

	/* By run: is it unlike the others of its side? NULL: one run a side, nobody knows. */
	const bool *outlier;
};

/* How many runs the values of a side are the sum of; a mean is none. */
static inline uint32_t
pfl_comparison_runs(const struct pfl_comparison *c, bool old)
{
	uint32_t n = c->mean ? 1 : old ? c->n_old : c->n_new;

	return n ? n : 1;
}

/* What was asked for; texts are as the user gave them, NULL: the default. */
struct pfl_compare_opts {
	const char *normalization; /* "robust", ..., "anchor=RE"; NULL: by the profile's kind */
	/* Work done by each run, the old ones first, for "op"; and of a run of either side, on
	 * average. NULL and 0: not known. */
	const double *run_operations;
	double operations[2];
	double block_rate; /* nanoseconds, of a block profile's recording; 0: not known */
	double noise;      /* NAN: the default                                            */
	const struct pfl_matching *matching; /* by which nodes were unified; NULL: none */
	const char *unsteady; /* RE of more functions that differ from run to run; NULL */
	const char *own;      /* RE                                                          */
	const char *rules;    /* one a line                                                   */
	const char *strict;   /* "likely", "inconclusive"                                     */
	double min_share;     /* of a function, for rules about any                           */
	const char *test;     /* NULL or "mwu"                                               */
	const char *unit;     /* the sample type's                                           */
	double event_value;   /* of one event, in that unit, where a profile does not tell; or 0
			       */
	bool allow_empty;     /* two sides without samples are no error */
	/* Two snapshots of one process: what is in the second one more has happened, so that
	 * nothing is tested, and there are no findings. */
	bool snapshots;
	/* Values are divided by those of the first sample type. How much single events differ
	 * cannot be told from sums, so that again nothing is tested. */
	bool mean;
	uint32_t together; /* comparisons of which bounds are to hold at once; 0: of this one */
	bool other_units;  /* rules in another unit than this one's are about other comparisons
			    */
};

/*
 * Compare. `p` is a pair (a derived profile, filters applied), `columns` are of it, `tree` is
 * its merged call tree; nodes of both builds that are the same function under two names have
 * been made one before. The arena owns everything. False: PFL_USAGE (an option cannot be met:
 * no durations, no such function to anchor on, a rule that is none; or no side has samples),
 * PFL_UNSUPPORTED (negative values), PFL_NOMEM, PFL_LIMIT.
 */
bool pfl_compare(struct pfl_comparison *comparison, struct pfl_profile *p,
	const struct pfl_nodes *nodes, const struct pfl_columns *columns,
	const struct pfl_calltree *tree, const struct pfl_compare_opts *opts,
	struct pfl_arena *arena, struct pfl_error *err);

#endif
