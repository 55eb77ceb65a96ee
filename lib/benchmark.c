/* SPDX-License-Identifier: Apache-2.0 */
/* The work behind a profile: from a source to the iterations of a benchmark. */
#define _POSIX_C_SOURCE 200809L
#include "base/text.h"
#include "decode/gobench.h"
#include <profloom/benchmark.h>

#include <stdlib.h>

enum { LISTED = 300 }; /* bytes of names in a message */

/* What a view's numbers can hold: 15 digits. */
static const int64_t most_operations = INT64_C(900000000000000);

struct pfl_benchmarks {
	struct pfl_gobench bench;
	char *name; /* of the file */
};

/* Takes the source over; it may be NULL with *err set. */
static struct pfl_benchmarks *
read_source(struct pfl_source *source, const char *name, const struct pfl_limits *limits,
	struct pfl_error *err)
{
	struct pfl_benchmarks *b = source ? calloc(1, sizeof(*b)) : NULL;
	bool ok = false;

	if (b)
		b->name = strdup(name);
	if (source && (!b || !b->name))
		pfl_fail(err, PFL_NOMEM, "out of memory");
	else if (b)
		ok = pfl_gobench_read(&b->bench, source, limits, err) &&
			(b->bench.result.n > 0 ||
				pfl_fail(err, PFL_FORMAT,
					"there is no result of a benchmark in it, such as "
					"'BenchmarkX-8 1000 1234 ns/op'"));
	pfl_source_close(source);
	if (ok)
		return b;
	pfl_context(err, "%s", name);
	pfl_benchmarks_free(b);
	return NULL;
}

struct pfl_benchmarks *
pfl_benchmarks_read(const char *path, const struct pfl_limits *limits, struct pfl_error *err)
{
	struct pfl_limits filled = limits ? *limits : (struct pfl_limits){ 0 };

	pfl_limits_fill(&filled);
	return read_source(pfl_source_open(path, &filled, err), path, &filled, err);
}

struct pfl_benchmarks *
pfl_benchmarks_read_mem(const void *data, size_t n, const char *name,
	const struct pfl_limits *limits, struct pfl_error *err)
{
	struct pfl_limits filled = limits ? *limits : (struct pfl_limits){ 0 };

	pfl_limits_fill(&filled);
	return read_source(pfl_source_mem(data, n, &filled, err), name, &filled, err);
}

void
pfl_benchmarks_free(struct pfl_benchmarks *b)
{
	if (!b)
		return;
	pfl_gobench_clear(&b->bench);
	free(b->name);
	free(b);
}

/* Without the "-8" behind it, which is the number of processors. */
static struct pfl_span
without_processors(struct pfl_span name)
{
	size_t n = name.n;

	while (n > 0 && pfl_is_digit(name.at[n - 1]))
		n--;
	if (n > 0 && n < name.n && name.at[n - 1] == '-')
		name.n = n - 1;
	return name;
}

static struct pfl_span
without_prefix(struct pfl_span name)
{
	static const char prefix[] = "Benchmark";

	if (pfl_span_starts(name, prefix)) {
		name.at += sizeof(prefix) - 1;
		name.n -= sizeof(prefix) - 1;
	}
	return name;
}

static bool
is_called(struct pfl_span name, const char *wish)
{
	struct pfl_span wanted = pfl_span_of(wish), shorter = without_processors(name);

	return pfl_span_eq(name, wanted) || pfl_span_eq(shorter, wanted) ||
		pfl_span_eq(without_prefix(name), wanted) ||
		pfl_span_eq(without_prefix(shorter), wanted);
}

/* Does this result count? Without a wish all do, once it is known that they have one name. */
static bool
counts(const struct pfl_benchmarks *b, size_t i, const char *wish)
{
	return !wish ||
		is_called(pfl_strtab_get(&b->bench.names, b->bench.result.at[i].name), wish);
}

/* "A, B and 3 more"; each name once, in the order of the file, whose first names are. */
static void
list_names(const struct pfl_benchmarks *b, struct pfl_text *text)
{
	uint32_t n = pfl_strtab_n(&b->bench.names), i;

	for (i = 1; i < n; i++) {
		struct pfl_span name = pfl_strtab_get(&b->bench.names, i);

		if (i > 1 && text->n + name.n > LISTED)
			break;
		pfl_text_str(text, i > 1 ? ", " : "");
		pfl_text_add(text, name);
	}
	if (i < n)
		pfl_text_printf(text, " and %u more", n - i);
}

/* What cannot be told, and which names there are. */
static bool
ambiguous(const struct pfl_benchmarks *b, const char *wish, struct pfl_error *err)
{
	struct pfl_text names = { 0 };

	list_names(b, &names);
	if (wish)
		pfl_fail(err, PFL_USAGE, "%s: there is no result of '%s'; there are %s",
			b->name, wish, pfl_text_get(&names));
	else
		pfl_fail(err, PFL_USAGE,
			"%s: which benchmark is the profile of? --benchmark NAME says it; "
			"there are %s",
			b->name, pfl_text_get(&names));
	pfl_text_clear(&names);
	return false;
}

static bool
add_up(const struct pfl_benchmarks *b, const char *wish, size_t n_lines, size_t n,
	double *operations, struct pfl_error *err)
{
	size_t seen = 0, each = n_lines / n;
	int64_t sum = 0;

	for (size_t i = 0; i < b->bench.result.n; i++) {
		int64_t iterations = b->bench.result.at[i].iterations;

		if (!counts(b, i, wish))
			continue;
		if (iterations > most_operations - sum)
			return pfl_fail(err, PFL_FORMAT,
				"%s: the iterations add up to more than %lld", b->name,
				(long long)most_operations);
		sum += iterations;
		if (++seen % each == 0) {
			operations[seen / each - 1] = (double)sum;
			sum = 0;
		}
	}
	return true;
}

bool
pfl_benchmarks_operations(const struct pfl_benchmarks *b, const char *wish, size_t n,
	double *operations, struct pfl_error *err)
{
	size_t n_lines = 0;

	if (!wish && pfl_strtab_n(&b->bench.names) > 2) /* the first is the empty string */
		return ambiguous(b, NULL, err);
	for (size_t i = 0; i < b->bench.result.n; i++)
		n_lines += counts(b, i, wish);
	if (n_lines == 0)
		return ambiguous(b, wish, err);
	if (n_lines % n != 0)
		return pfl_fail(err, PFL_USAGE,
			"%s: there are %zu results for %zu profiles; each profile needs as "
			"many, in the order of the profiles",
			b->name, n_lines, n);
	return add_up(b, wish, n_lines, n, operations, err);
}
