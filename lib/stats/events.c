/* SPDX-License-Identifier: Apache-2.0 */
/* Events behind the values of a profile. */
#include "stats/events.h"

#include "stats/sane.h"

#include <math.h>

static struct pfl_tally
tally(double value, double events, double variance)
{
	return (struct pfl_tally){ pfl_sane(value), pfl_sane(events),
		pfl_sane_square(variance) };
}

struct pfl_tally
pfl_tally_exact(double value)
{
	return tally(value, value, 0);
}

struct pfl_tally
pfl_tally_counted(double value, double count)
{
	value = pfl_sane(value);
	count = pfl_sane(count);
	if (value > 0)
		count = fmax(count, 1);
	return tally(value, count, count > 0 ? value * (value / count) : 0);
}

struct pfl_tally
pfl_tally_periodic(double value, double period)
{
	value = pfl_sane(value);
	period = pfl_sane(period);
	return period > 0 ? tally(value, value / period, value * period)
			  : pfl_tally_exact(value);
}

struct pfl_tally
pfl_tally_heap(double objects, double size, double rate, double each)
{
	double sampled, events, weight;

	objects = pfl_sane(objects);
	size = pfl_sane(size);
	each = pfl_sane(each);
	sampled = rate > 0 ? -expm1(-size / pfl_sane(rate)) : 0;
	if (!(sampled > 0))
		return pfl_tally_exact(objects * each);
	events = objects * sampled;
	weight = each / sampled;
	return tally(
		objects * each, events, events * weight * weight * exp(-size / pfl_sane(rate)));
}

struct pfl_tally
pfl_tally_delays(double value, double count, double fraction)
{
	struct pfl_tally t =
		pfl_tally_counted(value, pfl_sane(count) / fmax(pfl_sane(fraction), 1));

	return tally(t.value, t.events, 2 * t.variance);
}

struct pfl_tally
pfl_tally_blocks(double value, double count, double delay, double rate)
{
	double chance, weight;

	value = pfl_sane(value);
	count = pfl_sane(count);
	chance = count > 0 ? fmin(1, pfl_sane(delay) / count / pfl_sane(rate)) : 0;
	if (!(chance > 0))
		return pfl_tally_counted(value, count);
	weight = value / (count * chance);
	return tally(value, count * chance, value * weight * (1 - chance));
}

void
pfl_tally_add(struct pfl_tally *sum, const struct pfl_tally *more)
{
	*sum = tally(pfl_sane(sum->value) + pfl_sane(more->value),
		pfl_sane(sum->events) + pfl_sane(more->events),
		pfl_sane_square(sum->variance) + pfl_sane_square(more->variance));
}

double
pfl_tally_effective(const struct pfl_tally *t)
{
	double value = pfl_sane(t->value), variance = pfl_sane_square(t->variance);

	return variance > 0 ? pfl_sane(value / sqrt(variance) * (value / sqrt(variance))) : 0;
}

uint64_t
pfl_common_divisor(const int64_t *values, size_t n)
{
	uint64_t divisor = 0;

	for (size_t i = 0; i < n; i++) {
		uint64_t a = divisor, b;

		b = values[i] < 0 ? 0 - (uint64_t)values[i] : (uint64_t)values[i];
		while (b > 0) {
			uint64_t rest = a % b;

			a = b;
			b = rest;
		}
		divisor = a;
	}
	return divisor;
}
