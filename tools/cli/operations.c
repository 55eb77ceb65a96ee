/* SPDX-License-Identifier: Apache-2.0 */
/* --operations: from files with the output of go test -bench to numbers. */
#include "cli/request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER = 20 }; /* bytes of one, with the blank in front of it */

static const char number_characters[] = "0123456789.eE+- ";

/* One side of --operations: text[0..n), which is numbers or a file. */
struct side {
	const char *text;
	size_t n;
	const char *benchmark; /* NULL: there is only one */
	size_t runs;
};

static bool
is_file(const struct side *s)
{
	return strspn(s->text, number_characters) < s->n;
}

/* The name of the file; '@' in front of it tells a file from a number. The caller frees. */
static char *
path_of(const struct side *s, struct pfl_error *err)
{
	size_t skip = s->n > 1 && *s->text == '@';
	char *path = malloc(s->n + 1);

	if (path)
		snprintf(path, s->n + 1, "%.*s", (int)(s->n - skip), s->text + skip);
	else
		pfl_fail(err, PFL_NOMEM, "out of memory");
	return path;
}

/* What the file has for each run; the caller frees. NULL with *err. */
static double *
read_counts(const struct request *r, const struct side *s, struct pfl_error *err)
{
	char *path = path_of(s, err);
	struct pfl_benchmarks *b = NULL;
	double *count = path ? calloc(s->runs, sizeof(*count)) : NULL;
	bool ok = false;

	if (path && !count)
		pfl_fail(err, PFL_NOMEM, "out of memory");
	if (count)
		b = pfl_benchmarks_read(path, &r->read.limits, err);
	if (b)
		ok = pfl_benchmarks_operations(b, s->benchmark, s->runs, count, err);
	pfl_benchmarks_free(b);
	free(path);
	if (ok)
		return count;
	free(count);
	return NULL;
}

/* Write the side as numbers to text, which has room for them; how many bytes. 0: *err. */
static size_t
put_side(const struct request *r, const struct side *s, char *text, struct pfl_error *err)
{
	double *count;
	size_t n = 0;

	if (!is_file(s)) {
		memcpy(text, s->text, s->n);
		return s->n;
	}
	count = read_counts(r, s, err);
	for (size_t i = 0; count && i < s->runs; i++)
		n += (size_t)snprintf(text + n, NUMBER, "%s%.0f", i ? " " : "", count[i]);
	free(count);
	return n;
}

static bool
set_numbers(struct request *r, const struct side *old, const struct side *now,
	struct pfl_error *err)
{
	char *text = calloc(old->n + now->n + (old->runs + now->runs) * NUMBER + 2, 1);
	size_t n;
	bool ok = false;

	if (!text)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	n = put_side(r, old, text, err);
	if (n) {
		text[n++] = ',';
		ok = put_side(r, now, text + n, err) > 0;
	}
	ok = ok && pfl_view_set(r->view, "operations", text, err);
	free(text);
	return ok;
}

/* One file for both sides: they are two benchmarks in it. */
static bool
check_both(const struct request *r, bool one, struct pfl_error *err)
{
	if (r->benchmarks.n > 2)
		return pfl_fail(err, PFL_USAGE,
			"--benchmark is given %zu times; there are two sides", r->benchmarks.n);
	if (one && r->benchmarks.n < 2)
		return pfl_fail(err, PFL_USAGE,
			"--operations %s: one file does not say which side a line is of: name "
			"OLD,NEW, or two of its benchmarks with --benchmark OLD --benchmark "
			"NEW",
			r->operations);
	return true;
}

bool
set_operations(struct request *r, const char *text, struct pfl_error *err)
{
	size_t n = strspn(text, number_characters);

	n += strspn(text + n, ",");
	n += strspn(text + n, number_characters);
	r->operations = NULL;
	if (text[n] && text[n] != ',' && r->tool->family &&
		setting_is_for(pfl_view_find("operations"), r->tool->family))
		r->operations = text;
	return pfl_view_set(r->view, "operations", r->operations ? NULL : text, err);
}

bool
settle_operations(struct request *r, struct pfl_error *err)
{
	const char *text = r->operations, *comma = text ? strchr(text, ',') : NULL;
	struct side old = { .text = text, .runs = r->old.n ? r->old.n : 1 }, now;

	if (!text)
		return true;
	if (!check_both(r, !comma, err))
		return false;
	if (comma && strchr(comma + 1, ','))
		return pfl_fail(err, PFL_USAGE,
			"--operations %s: expected OLD,NEW with one ',' in it", text);
	old.n = comma ? (size_t)(comma - text) : strlen(text);
	now = comma ? (struct side){ .text = comma + 1, .n = strlen(comma + 1) } : old;
	now.runs = r->old.n ? r->inputs.n : 1; /* what a shell compares is one and one */
	if (old.n == 0 || now.n == 0)
		return pfl_fail(err, PFL_USAGE,
			"--operations %s: expected OLD,NEW, a number or a file each", text);
	old.benchmark = r->benchmarks.n ? r->benchmarks.at[0] : NULL;
	now.benchmark = r->benchmarks.n ? r->benchmarks.at[r->benchmarks.n - 1] : NULL;
	r->operations = NULL;
	return set_numbers(r, &old, &now, err);
}
