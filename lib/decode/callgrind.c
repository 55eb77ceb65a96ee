/* SPDX-License-Identifier: Apache-2.0 */
/* Callgrind's and cachegrind's files, as valgrind, xdebug, pprof and others write them. */
#include "decode/callgrind.h"

#include "base/scan.h"
#include "base/text.h"
#include "decode/decoder.h"

#include <inttypes.h>

enum { OBJECT, FILE_NAME, FUNCTION, KINDS }; /* what has names of its own */

enum awaited { NOTHING, CALL_COST, JUMP_SOURCE };

/* A sum that the file has itself, of all its parts. */
struct said {
	pfl_sum sum;
	bool any;
};

struct callgrind {
	struct pfl_source *source;
	struct pfl_builder *b;
	struct pfl_error *err;
	struct pfl_costs costs;
	struct pfl_idtable names[KINDS]; /* numbers of the file -> strings */
	struct pfl_cost_place here;      /* with the position that others are counted from */
	struct pfl_cost_place callee;
	bool has_function, has_object, has_file; /* of here; of the callee  */
	bool instr, line;                        /* which positions there are */
	enum awaited awaited;
	size_t since; /* line that what is awaited belongs to */
	struct said summary, totals;
	bool creator, xdebug; /* the file says who wrote it; that it was xdebug */
	uint64_t n_unnamed;   /* objects and files without a name              */
};

static bool
fail(struct callgrind *g, const char *expected, struct pfl_span found)
{
	return pfl_fail(g->err, PFL_FORMAT, "line %zu: expected %s, found '%.*s'",
		pfl_source_lineno(g->source), expected, (int)(found.n < 60 ? found.n : 60),
		found.at);
}

/* --- numbers and positions --- */

/* The next word of the line; false: there is none. */
static bool
next_word(struct pfl_span *rest, struct pfl_span *word)
{
	*rest = pfl_span_trim(*rest);
	return rest->n && pfl_span_cut(rest, ' ', word);
}

/* Decimal, or hexadecimal behind 0x, to the end. */
static bool
read_number(struct pfl_span word, uint64_t *value)
{
	struct pfl_span s = word;

	if (!pfl_span_starts(word, "0x"))
		return pfl_span_u64(word, value);
	s = (struct pfl_span){ word.at + 2, word.n - 2 };
	return s.n && pfl_scan_hex(&s, value) && s.n == 0;
}

/*
 * A number, or how far it is from the last one: +3, -3, * for the same. pprof counts the
 * addresses of callees from another place, which can lead below 0: such a one is not known.
 */
static bool
read_position(struct callgrind *g, struct pfl_span word, uint64_t last, bool of_callee,
	uint64_t *value)
{
	struct pfl_span step = { word.at + 1, word.n - 1 };

	if (pfl_span_eq(word, pfl_span_of("*"))) {
		*value = last;
		return true;
	}
	if (*word.at != '+' && *word.at != '-')
		return read_number(word, value) || fail(g, "a position", word);
	if (!read_number(step, value))
		return fail(g, "a position", word);
	if (*word.at == '+' ? *value <= UINT64_MAX - last : *value <= last) {
		*value = *word.at == '+' ? last + *value : last - *value;
		return true;
	}
	*value = 0;
	return of_callee || fail(g, "a position that is not out of range", word);
}

/* As many positions as the file says there are. */
static bool
read_positions(struct callgrind *g, struct pfl_span *rest, struct pfl_cost_place *place)
{
	bool of_callee = place == &g->callee;
	struct pfl_span word;

	if (g->instr) {
		if (!next_word(rest, &word))
			return fail(g, "a position", *rest);
		if (!read_position(g, word, g->here.address, of_callee, &place->address))
			return false;
	}
	if (g->line) {
		if (!next_word(rest, &word))
			return fail(g, "a position", *rest);
		if (!read_position(g, word, g->here.line, of_callee, &place->line))
			return false;
	}
	return true;
}

/* PHP's memory can shrink: xdebug has written that with a sign and as what it is without. */
static bool
read_cost(struct callgrind *g, struct pfl_span word)
{
	uint64_t value;
	int64_t cost;

	if (*word.at == '-') {
		if (!pfl_span_i64(word, &cost))
			return fail(g, "a cost", word);
		return pfl_costs_value(&g->costs, cost, g->err);
	}
	if (!read_number(word, &value) || (value > INT64_MAX && g->creator && !g->xdebug))
		return fail(g, "a cost of at most 63 bits", word);
	return pfl_costs_value(&g->costs, (int64_t)value, g->err);
}

static bool
cost_line(struct callgrind *g, struct pfl_span rest)
{
	size_t n = 0, most = pfl_costs_n_events(&g->costs);
	enum awaited awaited = g->awaited;
	struct pfl_span word;

	if (!g->has_function)
		return fail(g, "fn= before the first costs", rest);
	if (!read_positions(g, &rest, &g->here))
		return false;
	g->awaited = NOTHING;
	if (awaited == JUMP_SOURCE)
		return true;
	while (next_word(&rest, &word)) {
		if (n++ == most)
			return fail(g,
				most ? "no more costs than there are events"
				     : "events: before the first costs",
				word);
		if (!read_cost(g, word))
			return false;
	}
	return pfl_costs_line(
		&g->costs, &g->here, awaited == CALL_COST ? &g->callee : NULL, n, g->err);
}

/* --- names --- */

/* What is no name at all. */
static uint32_t
name_id(struct callgrind *g, struct pfl_span name)
{
	return pfl_span_eq(name, pfl_span_of("???")) ? 0 : pfl_build_string(g->b, name);
}

/* pprof numbers callees of the same name, "f [1/2]", and nobody else. */
static struct pfl_span
without_rank(struct pfl_span name)
{
	size_t i = name.n;

	if (i == 0 || name.at[--i] != ']')
		return name;
	while (i > 0 && pfl_is_digit(name.at[i - 1]))
		i--;
	if (i == 0 || name.at[--i] != '/')
		return name;
	while (i > 0 && pfl_is_digit(name.at[i - 1]))
		i--;
	if (i < 2 || name.at[i - 1] != '[' || name.at[i - 2] != ' ')
		return name;
	return (struct pfl_span){ name.at, i - 2 };
}

/* "(7) name" says that 7 is name from here on, "(7)" is what it was said to be. */
static bool
read_name(struct callgrind *g, unsigned kind, struct pfl_span text, uint32_t *id)
{
	struct pfl_span inside, rest = text;
	uint64_t number;
	uint32_t row;

	*id = 0;
	if (!pfl_span_starts(text, "(") || !pfl_span_cut(&rest, ')', &inside) || !rest.at ||
		!pfl_span_u64((struct pfl_span){ inside.at + 1, inside.n - 1 }, &number)) {
		*id = name_id(g, kind == FUNCTION ? without_rank(text) : text);
		return pfl_builder_check(g->b, g->err);
	}
	row = pfl_idtable_number(&g->names[kind], number, 0, g->err);
	if (row == UINT32_MAX)
		return false;
	rest = pfl_span_trim(rest);
	if (rest.n)
		g->names[kind].row.at[row] =
			name_id(g, kind == FUNCTION ? without_rank(rest) : rest);
	if (g->names[kind].row.at[row] != UINT32_MAX) {
		*id = g->names[kind].row.at[row];
		return pfl_builder_check(g->b, g->err);
	}
	if (kind == FUNCTION)
		return fail(g, "a name behind a number that has none yet", text);
	g->n_unnamed++; /* callgrind itself does that now and then */
	return true;
}

/* --- specifications --- */

static bool
calls(struct callgrind *g, struct pfl_span rest)
{
	struct pfl_span word;
	uint64_t count;

	if (!g->has_function)
		return fail(g, "fn= before the first calls=", rest);
	if (!next_word(&rest, &word) || !read_number(word, &count))
		return fail(g, "calls=COUNT POSITION", rest);
	if (!g->has_file)
		g->callee.file = g->here.file;
	if (!g->has_object)
		g->callee.object = g->here.object;
	g->callee.address = g->callee.line = 0;
	if (!read_positions(g, &rest, &g->callee))
		return false;
	g->has_file = g->has_object = false;
	g->awaited = CALL_COST;
	g->since = pfl_source_lineno(g->source);
	return true;
}

static bool
name_of_callee(struct callgrind *g, struct pfl_span key, struct pfl_span value)
{
	if (pfl_span_eq(key, pfl_span_of("cob"))) {
		g->has_object = true;
		return read_name(g, OBJECT, value, &g->callee.object);
	}
	if (pfl_span_eq(key, pfl_span_of("cfn")))
		return read_name(g, FUNCTION, value, &g->callee.name);
	g->has_file = true;
	return read_name(g, FILE_NAME, value, &g->callee.file);
}

static bool
specification(
	struct callgrind *g, struct pfl_span key, struct pfl_span value, struct pfl_span line)
{
	static const char *const files[] = { "fl", "fi", "fe" };
	uint32_t unused;

	value = pfl_span_trim(value);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		if (pfl_span_eq(key, pfl_span_of(files[i])))
			return read_name(g, FILE_NAME, value, &g->here.file);
	}
	if (pfl_span_eq(key, pfl_span_of("ob")))
		return read_name(g, OBJECT, value, &g->here.object);
	if (pfl_span_eq(key, pfl_span_of("fn"))) {
		g->has_function = true;
		return read_name(g, FUNCTION, value, &g->here.name);
	}
	if (pfl_span_eq(key, pfl_span_of("calls")))
		return calls(g, value);
	if (pfl_span_eq(key, pfl_span_of("cob")) || pfl_span_eq(key, pfl_span_of("cfn")) ||
		pfl_span_eq(key, pfl_span_of("cfi")) || pfl_span_eq(key, pfl_span_of("cfl")))
		return name_of_callee(g, key, value);
	if (pfl_span_eq(key, pfl_span_of("jump")) || pfl_span_eq(key, pfl_span_of("jcnd"))) {
		g->awaited = JUMP_SOURCE;
		g->since = pfl_source_lineno(g->source);
		return true;
	}
	/* Where jumps lead that leave a file or a function: numbers get their names there, too.
	 */
	if (pfl_span_eq(key, pfl_span_of("jfi")))
		return read_name(g, FILE_NAME, value, &unused);
	if (pfl_span_eq(key, pfl_span_of("jfn")))
		return read_name(g, FUNCTION, value, &unused);
	return fail(g, "a cost line, a name or a header", line);
}

/* --- headers --- */

static bool
positions(struct callgrind *g, struct pfl_span value)
{
	struct pfl_span word;

	g->instr = g->line = false;
	while (next_word(&value, &word)) {
		if (pfl_span_eq(word, pfl_span_of("instr")))
			g->instr = true;
		else if (pfl_span_eq(word, pfl_span_of("line")))
			g->line = true;
		else
			return fail(g, "positions: instr, line or both", word);
	}
	return true;
}

/* What a part says its costs add up to. */
static void
add_said(struct said *said, struct pfl_span value)
{
	struct pfl_span word;
	uint64_t number;

	if (!next_word(&value, &word) || !read_number(word, &number))
		return;
	said->sum += number;
	said->any = true;
}

static bool
header(struct callgrind *g, struct pfl_span key, struct pfl_span value)
{
	struct pfl_span word;

	if (pfl_span_eq(key, pfl_span_of("events")))
		return pfl_costs_events(&g->costs, value, g->err);
	if (pfl_span_eq(key, pfl_span_of("positions")))
		return positions(g, value);
	if (pfl_span_eq(key, pfl_span_of("cmd")) && next_word(&value, &word))
		return pfl_costs_program(&g->costs, word, g->err);
	if (pfl_span_eq(key, pfl_span_of("creator"))) {
		g->creator = true;
		g->xdebug = pfl_span_starts(pfl_span_trim(value), "xdebug");
	}
	if (pfl_span_eq(key, pfl_span_of("summary")))
		add_said(&g->summary, value);
	if (pfl_span_eq(key, pfl_span_of("totals")))
		add_said(&g->totals, value);
	return true;
}

static void
forget(struct callgrind *g)
{
	for (unsigned i = 0; i < KINDS; i++) {
		pfl_idtable_clear(&g->names[i]);
		pfl_idtable_init(&g->names[i], pfl_builder_budget(g->b));
	}
	g->here = g->callee = (struct pfl_cost_place){ 0 };
	g->has_function = g->has_object = g->has_file = false;
	g->instr = false;
	g->line = true;
}

/* "key=value" or "key: value", whichever comes first. */
static bool
other_line(struct callgrind *g, struct pfl_span line)
{
	size_t n = 0;
	struct pfl_span key, value;

	if (pfl_span_starts(line, "==== NEW PROFILING FILE")) {
		forget(g);
		return true;
	}
	while (n < line.n && line.at[n] != '=' && line.at[n] != ':')
		n++;
	if (n == line.n)
		return fail(g, "a cost line, a name or a header", line);
	key = (struct pfl_span){ line.at, n };
	value = (struct pfl_span){ line.at + n + 1, line.n - n - 1 };
	return line.at[n] == ':' ? header(g, key, value) : specification(g, key, value, line);
}

static bool
one_line(struct callgrind *g, struct pfl_span line)
{
	line = pfl_span_trim(line);
	if (line.n == 0 || *line.at == '#')
		return true;
	if (memchr(line.at, 0, line.n))
		return pfl_fail(g->err, PFL_FORMAT, "line %zu: a NUL byte",
			pfl_source_lineno(g->source));
	if (pfl_is_digit(*line.at) || *line.at == '+' || *line.at == '-' || *line.at == '*')
		return cost_line(g, line);
	if (g->awaited != NOTHING)
		return pfl_fail(g->err, PFL_FORMAT,
			"line %zu: expected the costs of the call or jump in line %zu",
			pfl_source_lineno(g->source), g->since);
	return other_line(g, line);
}

static bool
finish(struct callgrind *g)
{
	char have[PFL_SUM_TEXT], told[PFL_SUM_TEXT];
	const struct said *said;
	pfl_sum total;

	if (g->awaited != NOTHING)
		return pfl_fail(g->err, PFL_FORMAT,
			"the file ends before the costs of the call or jump in line %zu",
			g->since);
	if (g->costs.types.id.n == 0)
		return pfl_fail(g->err, PFL_FORMAT, "expected events:, found none");
	if (!pfl_costs_build(&g->costs, &total, g->err))
		return false;
	if (g->n_unnamed)
		pfl_build_note(g->b,
			"%" PRIu64
			" time%s the file refers to an object or a file that it has not "
			"named",
			g->n_unnamed, g->n_unnamed == 1 ? "" : "s");
	/* In front of the costs callgrind has what it counted, behind them what it wrote: now
	 * and then a few less. */
	said = g->totals.any ? &g->totals : &g->summary;
	if (said->any && said->sum != total)
		pfl_build_note(g->b,
			"the costs add up to %s, where the file says that they are %s",
			pfl_sum_text(total, have), pfl_sum_text(said->sum, told));
	return true;
}

static bool
callgrind_decode(struct pfl_source *source, struct pfl_builder *b, struct pfl_error *err)
{
	struct callgrind g = { .source = source, .b = b, .err = err, .line = true };
	struct pfl_span line;
	bool ok = true;

	pfl_costs_init(&g.costs, b);
	forget(&g);
	while (ok && pfl_source_line(source, &line))
		ok = one_line(&g, line);
	ok = ok && pfl_source_ok(source, err) && finish(&g);
	for (unsigned i = 0; i < KINDS; i++)
		pfl_idtable_clear(&g.names[i]);
	pfl_costs_clear(&g.costs);
	return ok;
}

/* The format's mark, or what a file cannot do without. */
static int
callgrind_probe(struct pfl_span head)
{
	static const char *const marks[] = {
		"events:", "positions:", "version:", "desc:", "fn=", "fl=", "ob=", "calls="
	};
	bool found[sizeof(marks) / sizeof(marks[0])] = { false };
	struct pfl_span line;
	int n = 0;

	if (pfl_span_starts(head, "# callgrind format"))
		return 100;
	while (pfl_span_cut(&head, '\n', &line)) {
		for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
			found[i] |= pfl_span_starts(line, marks[i]);
	}
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		n += found[i];
	return n > 2 || (n == 2 && found[0]) ? 80 : 0;
}

const struct pfl_decoder pfl_decode_callgrind = {
	.name = "callgrind",
	.help = "call graphs of callgrind, cachegrind, xdebug and of pprof -callgrind; one "
		"sample type for each event, calls instead of stacks",
	.lost = "how often a function was called, jumps, the command and other descriptions, "
		"events that are sums of others",
	.known_by =
		"'# callgrind format', or 'events:' beside 'positions:', 'fn=' and others of "
		"their kind",
	.probe = callgrind_probe,
	.decode = callgrind_decode,
};
