/* SPDX-License-Identifier: Apache-2.0 */
#include "decode/gobench.h"

#include "base/scan.h"
#include "decode/gotest.h"

#include <stdlib.h>

/* Everything about one reading. */
struct reading {
	struct pfl_gobench *bench;
	struct pfl_source *source;
	const struct pfl_limits *limits;
	struct pfl_text pending; /* a benchmark whose result is still to come, or "" */
	/* With -json: what was printed since the last line feed, and by which package. */
	struct pfl_text line, package;
	struct pfl_gotest_event event;
	bool events; /* was there any? */
	struct pfl_error *err;
};

/* As Go has it: "Benchmark" alone, or with what is no lower case letter behind it. */
static bool
is_benchmark(struct pfl_span word)
{
	return pfl_scan_text(&word, "Benchmark") &&
		(word.n == 0 || word.at[0] < 'a' || word.at[0] > 'z');
}

static bool
is_number(struct pfl_span word)
{
	return word.n > 0 &&
		(pfl_is_digit(word.at[0]) || strchr("+-.NI", word.at[0] ? word.at[0] : ' '));
}

/* What is behind the iterations: "5678 ns/op", and perhaps more of the kind. */
static bool
is_measured(struct pfl_span rest)
{
	struct pfl_span value, unit;

	pfl_scan_blanks(&rest);
	if (!pfl_scan_word(&rest, &value) || !is_number(value))
		return false;
	pfl_scan_blanks(&rest);
	return pfl_scan_word(&rest, &unit) && !pfl_is_digit(unit.at[0]);
}

static bool
add_result(struct reading *r, struct pfl_span name, int64_t iterations)
{
	struct pfl_gobench *bench = r->bench;
	uint32_t id;

	if (name.n > r->limits->string)
		return pfl_fail(r->err, PFL_LIMIT,
			"line %zu: a name of %zu bytes (limit %llu); --max-string raises the "
			"limit",
			pfl_source_lineno(r->source), name.n,
			(unsigned long long)r->limits->string);
	id = pfl_strtab_add(&bench->names, name, r->err);
	if (id == UINT32_MAX ||
		!pfl_vec_reserve(&bench->result, 1, &bench->budget, "results", r->err))
		return false;
	bench->result.at[bench->result.n++] = (struct pfl_gobench_result){ id, iterations };
	return true;
}

/* "1234 5678 ns/op": the number, or 0 where it is none; false when it is out of range. */
static bool
scan_result(struct reading *r, struct pfl_span s, int64_t *iterations)
{
	struct pfl_span word;

	*iterations = 0;
	pfl_scan_blanks(&s);
	if (!pfl_scan_word(&s, &word) || !pfl_is_digit(word.at[0]) || !is_measured(s))
		return true;
	for (size_t i = 0; i < word.n; i++) {
		if (!pfl_is_digit(word.at[i]))
			return true;
	}
	return pfl_span_i64(word, iterations) ||
		pfl_fail(r->err, PFL_FORMAT,
			"line %zu: there are more iterations than 64 bits hold",
			pfl_source_lineno(r->source));
}

/*
 * A line of text. A benchmark's name is printed before it runs, so what it prints itself comes
 * in between and its result stands alone.
 */
static bool
take_line(struct reading *r, struct pfl_span line)
{
	struct pfl_span rest = line, name;
	int64_t iterations;
	bool named = pfl_scan_word(&rest, &name) && is_benchmark(name);

	if (!scan_result(r, named ? rest : line, &iterations))
		return false;
	if (named && iterations == 0) {
		pfl_text_reset(&r->pending);
		pfl_text_add(&r->pending, name);
		return pfl_text_ok(&r->pending, r->err);
	}
	if (iterations == 0 || (!named && r->pending.n == 0))
		return true;
	if (!add_result(r, named ? name : pfl_text_span(&r->pending), iterations))
		return false;
	pfl_text_reset(&r->pending);
	return true;
}

static bool
end_line(struct reading *r)
{
	bool ok = pfl_text_ok(&r->line, r->err) && take_line(r, pfl_text_span(&r->line));

	pfl_text_reset(&r->line);
	return ok;
}

/* Output comes in pieces: a line is whole when its line feed is there. */
static bool
take_output(struct reading *r)
{
	struct pfl_span rest = pfl_text_span(&r->event.output), part;
	struct pfl_span package = pfl_text_span(&r->event.package);

	if (r->line.n > 0 && !pfl_span_eq(package, pfl_text_span(&r->package)))
		return pfl_fail(r->err, PFL_UNSUPPORTED,
			"line %zu: two packages print at a time, so their lines cannot be told "
			"apart; test one package, as a profile needs anyway",
			pfl_source_lineno(r->source));
	pfl_text_reset(&r->package);
	pfl_text_add(&r->package, package);
	while (pfl_span_cut(&rest, '\n', &part)) {
		pfl_text_add(&r->line, part);
		if (r->line.n > r->limits->line)
			return pfl_fail(r->err, PFL_LIMIT,
				"line %zu: a line of more than %llu bytes; --max-line raises "
				"the limit",
				pfl_source_lineno(r->source),
				(unsigned long long)r->limits->line);
		if (rest.at && !end_line(r))
			return false;
	}
	return pfl_text_ok(&r->package, r->err) && pfl_text_ok(&r->line, r->err);
}

static bool
take(struct reading *r, struct pfl_span line)
{
	if (line.n == 0 || line.at[0] != '{')
		return take_line(r, line);
	if (pfl_gotest_parse(&r->event, line)) {
		r->events = true;
		return pfl_gotest_ok(&r->event, r->err) &&
			(strcmp(pfl_text_get(&r->event.action), "output") != 0 ||
				take_output(r));
	}
	/* Whoever prints a brace among text may; among events something is missing. */
	return pfl_gotest_ok(&r->event, r->err) &&
		(!r->events ||
			pfl_fail(r->err, PFL_FORMAT,
				"line %zu: expected an event of go test -json; is the file "
				"cut off?",
				pfl_source_lineno(r->source)));
}

bool
pfl_gobench_read(struct pfl_gobench *bench, struct pfl_source *source,
	const struct pfl_limits *limits, struct pfl_error *err)
{
	struct reading r = { .bench = bench, .source = source, .limits = limits, .err = err };
	struct pfl_span line;
	bool ok;

	*bench = (struct pfl_gobench){ .budget = { .max = limits->memory } };
	ok = pfl_strtab_init(&bench->names, NULL, &bench->budget, err);
	while (ok && pfl_source_line(source, &line))
		ok = take(&r, line);
	ok = ok && pfl_source_ok(source, err) && (r.line.n == 0 || end_line(&r));
	pfl_text_clear(&r.pending);
	pfl_text_clear(&r.line);
	pfl_text_clear(&r.package);
	pfl_gotest_clear(&r.event);
	return ok;
}

void
pfl_gobench_clear(struct pfl_gobench *bench)
{
	pfl_strtab_clear(&bench->names);
	pfl_vec_clear(&bench->result, &bench->budget);
}
