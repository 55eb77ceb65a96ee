/* SPDX-License-Identifier: Apache-2.0 */
/* --weight: what the values of each input are multiplied with. */
#include "cli/request.h"

#include <stdlib.h>
#include <string.h>

#define LARGEST 1e12

static bool
set_count(struct weights *weights, size_t n, struct pfl_error *err)
{
	double *at = realloc(weights->at, n * sizeof(*at));

	if (!at)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	weights->at = at;
	weights->n = n;
	return true;
}

bool
add_weights(struct request *r, const char *text, struct pfl_error *err)
{
	const char *next = text;

	for (;;) {
		char *end;
		double weight = strtod(next, &end);
		bool starts = strchr("0123456789.", *next) && *next;

		if (!starts || end == next || (*end && *end != ',') || !(weight > 0))
			return pfl_fail(err, PFL_USAGE,
				"--weight: '%s' are not numbers above 0 with commas between "
				"them",
				text);
		if (weight > LARGEST)
			return pfl_fail(err, PFL_USAGE,
				"--weight: a number of '%s' is above a million million", text);
		if (!set_count(&r->weights, r->weights.n + 1, err))
			return false;
		r->weights.at[r->weights.n - 1] = weight;
		if (!*end)
			return true;
		next = end + 1;
	}
}

bool
check_weights(const struct request *r, struct pfl_error *err)
{
	return r->weights.n <= 1 || r->weights.n == r->inputs.n ||
		pfl_fail(err, PFL_USAGE,
			"--weight has %zu numbers for %zu inputs: there is one for each, or "
			"one "
			"for all",
			r->weights.n, r->inputs.n);
}

bool
repeat_weight(const struct weights *given, size_t i, struct weights *all, size_t n,
	struct pfl_error *err)
{
	size_t from = all->n;

	if (given->n == 0 || n == from)
		return true;
	if (!set_count(all, n, err))
		return false;
	for (; from < n; from++)
		all->at[from] = given->at[given->n == 1 ? 0 : i];
	return true;
}
