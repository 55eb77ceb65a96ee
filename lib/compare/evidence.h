/* SPDX-License-Identifier: Apache-2.0 */
/* How many sampled events stand behind the values of a pair's samples. */
#ifndef PFL_COMPARE_EVIDENCE_H
#define PFL_COMPARE_EVIDENCE_H

#include "compare/compare.h"
#include "stats/events.h"

/*
 * What the values of a pair are made of. [0] is the new side, [1] the old one, as in
 * pfl_columns.
 */
struct pfl_evidence_source {
	enum pfl_evidence kind;
	bool weak;        /* variances are rough                                             */
	bool plain;       /* a tally is one number: its value, events and variance       */
	bool uniform;     /* each event of a side has the same weight: tallies count events  */
	double weight[2]; /* of an event, in the profile's unit; 1 unless uniform            */
	const struct pfl_profile *p;
	const char *unit; /* of values */
	const int64_t *value[2];
	const int64_t
		*tallied[2]; /* the values that tallies are of: the same, but of snapshots */
	const int64_t *divisor[2]; /* of a mean: what sums of values are divided by; or NULL */
	const int64_t *count[2];   /* of events, objects or contentions; or NULL      */
	const int64_t *bytes[2];   /* heap: of the objects                              */
	bool of_objects;           /* heap: objects are compared, not bytes             */
	uint32_t size_label;       /* heap: the label that tells an object's size       */
	double *period;            /* by run: of the timer, the heap sampler; 0: exact  */
	double *fraction;          /* by run: one in so many contentions was recorded   */
	const int64_t *delay[2];   /* contentions: what they waited                     */
	double block_rate;         /* contentions: see pfl_tally_blocks(); 0: not known */
	bool no_period;            /* nothing says what a sample of this time is worth */
	uint32_t backwards;        /* see pfl_evidence_between()                        */
	uint32_t *first, *end;     /* by run: samples of others are not between these   */
	const uint32_t *run;       /* by sample */
	/* The same of calls, in whose columns both sides are; NULL: there are none. */
	struct pfl_evidence_source *calls;
	bool of_calls; /* this is it: rows are those of calls */
};

/*
 * Tallies of many rows, in columns. Those of a plain source, as CPU profiles are, need one
 * column instead of three.
 */
struct pfl_tallies {
	double *value, *events, *variance;
};

/*
 * Find out, from the types of the profile and its period; where there is no period, events are
 * worth `event_value`, or if that is 0 what divides all values (of a heap, it is exact then).
 * False: PFL_UNSUPPORTED (there are negative values, so it is a difference already), PFL_NOMEM.
 */
bool pfl_evidence_find(struct pfl_evidence_source *source, const struct pfl_profile *p,
	const struct pfl_columns *columns, double event_value, struct pfl_arena *arena,
	struct pfl_error *err);

/* The unit in which an event of this type is worth something: that of its values, but where
 * objects of a heap are counted, bytes, in which it is sampled. */
const char *pfl_evidence_event_unit(const struct pfl_profile *p, uint32_t type);

/* Tell at which rate waits were recorded: then variances are not rough. False with *err
 * PFL_USAGE: the profile is not of contentions. */
bool pfl_evidence_rate(
	struct pfl_evidence_source *source, double block_rate, struct pfl_error *err);

/* Sums of values are to be divided by those of the first sample type. False: there are negative
 * ones, PFL_UNSUPPORTED. */
bool pfl_evidence_mean(struct pfl_evidence_source *source, struct pfl_error *err);

/* The tally of a sample: in events where the source is uniform, else in the profile's unit. */
struct pfl_tally pfl_evidence_tally(const struct pfl_evidence_source *source, uint32_t sample);

/* pfl_tally_add() of what was made sound already, for loops that run for each stack. */
static inline void
pfl_tally_put(struct pfl_tally *sum, const struct pfl_tally *more)
{
	sum->value += more->value;
	sum->events += more->events;
	sum->variance += more->variance;
}

/* n zeros; the arena owns the columns. False: PFL_NOMEM, PFL_LIMIT. */
bool pfl_tallies_alloc(struct pfl_tallies *tallies, const struct pfl_evidence_source *source,
	size_t n, struct pfl_arena *arena, struct pfl_error *err);
void pfl_tallies_clear(struct pfl_tallies *tallies, size_t n);
void pfl_tallies_copy(struct pfl_tallies *to, const struct pfl_tallies *from, size_t n);

static inline struct pfl_tally
pfl_tallies_at(const struct pfl_tallies *t, size_t row)
{
	return (struct pfl_tally){ t->value[row], t->events[row], t->variance[row] };
}

/* Add `more` to a row. */
static inline void
pfl_tallies_put(struct pfl_tallies *t, size_t row, const struct pfl_tally *more)
{
	t->value[row] += more->value;
	if (t->events == t->value)
		return;
	t->events[row] += more->events;
	t->variance[row] += more->variance;
}

/* Is this sample of the new side (0) or the old one (1)? */
static inline int
pfl_evidence_side(const struct pfl_profile *p, uint32_t sample)
{
	return p->samples.run[sample] < p->pairing->n_old;
}

#endif
