/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the values of a profile to the events that were sampled, which carry its uncertainty.
 *
 * A value of 40 MB may be 80 sampled allocations or one; only the number of them tells how far
 * it could be off. Each kind of profile says differently how many there were. Tallies of
 * samples add up: a function, a path, an edge or a line has the sum of those of its samples.
 */
#ifndef PFL_STATS_EVENTS_H
#define PFL_STATS_EVENTS_H

#include <stddef.h>
#include <stdint.h>

/* What was sampled of something. All three are finite and at least 0. */
struct pfl_tally {
	double value;    /* in the unit of the profile */
	double events;   /* how many events were sampled, not always a whole number */
	double variance; /* of value by sampling alone, in its unit squared; 0: it is exact */
};

/* A value that was counted, not sampled (callgrind, goroutines): each unit is an event. */
struct pfl_tally pfl_tally_exact(double value);

/*
 * A CPU profile that says how many events there were (`samples/count`): each stands for value /
 * count. A value without events counts as one.
 */
struct pfl_tally pfl_tally_counted(double value, double count);

/* A CPU profile of values alone, each event worth `period`; period 0: the value is exact. */
struct pfl_tally pfl_tally_periodic(double value, double period);

/*
 * A Go heap profile, whose counts were scaled up by the chance that an allocation of `size`
 * bytes is sampled when one is on average each `rate` bytes: 1 - exp(-size / rate). What the
 * runtime multiplied is divided again. `each` is what an object is worth in the profile's unit:
 * its size where bytes are compared, 1 where objects are. rate or size 0: the value is exact.
 */
struct pfl_tally pfl_tally_heap(double objects, double size, double rate, double each);

/*
 * A mutex or block profile: `value` is the delay of `count` contentions, of which one in
 * `fraction` was recorded (pfl_common_divisor() of a mutex profile's counts; 1 for block
 * profiles). Delays are taken to be exponential, so their sum varies twice as much as their
 * number. For block profiles this is weak: Go does not say how it sampled.
 */
struct pfl_tally pfl_tally_delays(double value, double count, double fraction);

/*
 * A block profile of Go (1.17 or later) that was recorded with a rate of so many nanoseconds:
 * a wait of that length or more is recorded as it is, a shorter one with the chance length /
 * rate and counted rate / length times. `count` waits took `delay` in all; `value` is either.
 */
struct pfl_tally pfl_tally_blocks(double value, double count, double delay, double rate);

void pfl_tally_add(struct pfl_tally *sum, const struct pfl_tally *tally);

/*
 * How many events of equal weight would be as uncertain: L. Kish, "Survey Sampling" (1965).
 * Of an exact value, 0.
 */
double pfl_tally_effective(const struct pfl_tally *tally);

/* The greatest number that divides all values; signs do not matter. 0: there are only zeros. */
uint64_t pfl_common_divisor(const int64_t *values, size_t n);

#endif
