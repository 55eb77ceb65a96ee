/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What Go writes in comments below a sample: the symbols of its addresses, its labels.
 *
 * Go leaves symbols out on purpose, and that tells what they are: functions of the runtime that
 * come before the first other function, and runtime.goexit, on which every stack stands.
 */
#include "base/scan.h"
#include "decode/legacy.h"

enum guess {
	GUESS_NONE,
	GUESS_RUNTIME,
	GUESS_GOEXIT,
};

static const char *const guessed[] = {
	[GUESS_RUNTIME] = PFL_LEGACY_HIDDEN,
	[GUESS_GOEXIT] = "runtime.goexit",
};

static bool
strange(struct pfl_legacy *d)
{
	if (d->strange++ == 0)
		d->first_strange = pfl_source_lineno(d->source);
	return true;
}

/* Does "+0x12" and then a blank or nothing stand at *s? Then it is taken off. */
static bool
take_offset(struct pfl_span *s)
{
	uint64_t offset;

	return pfl_scan_text(s, "+") && pfl_scan_hex(s, &offset) &&
		(!s->n || s->at[0] == ' ' || s->at[0] == '\t');
}

/* Split "main.f+0x12 /src/f.go:7" at the last offset: names may have blanks. */
static bool
split_symbol(struct pfl_span text, struct pfl_span *name, struct pfl_span *place)
{
	struct pfl_span rest = text;

	name->n = 0;
	for (;;) {
		size_t at = pfl_span_find(rest, "+0x");
		struct pfl_span behind;

		if (at == rest.n)
			break;
		rest.at += at;
		rest.n -= at;
		behind = rest;
		if (take_offset(&behind)) {
			*name = (struct pfl_span){ text.at, (size_t)(rest.at - text.at) };
			*place = pfl_span_trim(behind);
		}
		rest.at++;
		rest.n--;
	}
	*name = pfl_span_trim(*name);
	return name->n > 0;
}

/* "0x456 main.f+0x12 /src/f.go:7", or an address without a name. */
static bool
read_symbol(struct pfl_legacy *d, struct pfl_span text)
{
	struct pfl_symbol symbol = { 0 };
	struct pfl_span name = { 0 }, place = { 0 }, file = { 0 };

	if (!pfl_scan_hex(&text, &symbol.address))
		return strange(d);
	text = pfl_span_trim(text);
	if (text.n &&
		(!split_symbol(text, &name, &place) ||
			!pfl_places_file_line(place, &file, &symbol.place.line)))
		return strange(d);
	symbol.place.name = pfl_build_string(d->b, name);
	symbol.place.file = pfl_build_string(d->b, file);
	if (!pfl_builder_check(d->b, d->err) ||
		!pfl_vec_reserve(&d->symbols, 1, pfl_builder_budget(d->b), "symbols", d->err))
		return false;
	d->symbols.at[d->symbols.n++] = symbol;
	return true;
}

bool
pfl_legacy_text_label(struct pfl_legacy *d, struct pfl_span key, struct pfl_span text)
{
	if (!pfl_vec_reserve(&d->labels, 1, pfl_builder_budget(d->b), "labels", d->err))
		return false;
	d->labels.at[d->labels.n++] = (struct pfl_label){ .key = pfl_build_string(d->b, key),
		.text = pfl_build_string(d->b, text) };
	return pfl_builder_check(d->b, d->err);
}

static bool
read_labels(struct pfl_legacy *d, struct pfl_span text)
{
	size_t before = d->labels.n;

	if (!pfl_golabels_open(&d->golabels, text))
		return strange(d);
	while (pfl_golabels_next(&d->golabels)) {
		if (!pfl_legacy_text_label(d, pfl_text_span(&d->golabels.key),
			    pfl_text_span(&d->golabels.value)))
			return false;
	}
	if (!pfl_text_ok(&d->golabels.key, d->err) || !pfl_text_ok(&d->golabels.value, d->err))
		return false;
	if (!d->golabels.damaged)
		return true;
	d->labels.n = before;
	return strange(d);
}

/* Memory statistics are the profile's comments, with the "#" that keeps them out of pictures.
 * The pauses of the last 256 collections are no reading for people. */
static bool
read_statistic(struct pfl_legacy *d, struct pfl_span line)
{
	if (pfl_span_find(line, " = ") < line.n && !pfl_span_starts(line, "# PauseNs = ") &&
		!pfl_span_starts(line, "# PauseEnd = "))
		pfl_build_comment(d->b, pfl_build_string(d->b, line));
	return pfl_builder_check(d->b, d->err);
}

bool
pfl_legacy_comment(struct pfl_legacy *d, struct pfl_span line)
{
	struct pfl_span text = { line.at + 1, line.n - 1 };

	if (d->stats)
		return read_statistic(d, line);
	text = pfl_span_trim(text);
	if (pfl_span_eq(text, pfl_span_of("runtime.MemStats"))) {
		d->stats = true;
		return true;
	}
	if (!d->open)
		return true;
	if (pfl_span_starts(text, "0x"))
		return read_symbol(d, text);
	if (!pfl_scan_text(&text, "labels:"))
		return true;
	return read_labels(d, pfl_span_trim(text));
}

/* Remember what an address is, if that is more than was known: where the runtime was left out
 * of a record, another may have it. */
static bool
remember(struct pfl_legacy *d, uint32_t number, const struct pfl_symbol *symbols, size_t n)
{
	struct pfl_known *known = &d->known.at[number];

	if (n <= known->n || n > UINT32_MAX || !symbols[0].place.name)
		return true;
	if (!pfl_vec_reserve(&d->frames, n, pfl_builder_budget(d->b), "frames", d->err))
		return false;
	known->first = d->frames.n;
	known->n = (uint32_t)n;
	for (size_t i = 0; i < n; i++)
		d->frames.at[d->frames.n++] = symbols[i].place;
	return true;
}

/* Symbols have the address of the call, but for a frame that a signal has interrupted. */
static bool
fits(const struct pfl_legacy *d, uint32_t number, uint64_t address)
{
	uint64_t call = d->addresses.id.at[number];

	return call == address || call + 1 == address;
}

static void
guess(struct pfl_legacy *d, uint32_t number, enum guess what)
{
	if (d->known.at[number].guess < what)
		d->known.at[number].guess = (uint8_t)what;
}

/* How many of the elements from i on are equal. */
static size_t
symbol_run(const struct pfl_legacy *d, size_t i)
{
	size_t n = 1;

	while (i + n < d->symbols.n && d->symbols.at[i + n].address == d->symbols.at[i].address)
		n++;
	return n;
}

static size_t
stack_run(const struct pfl_legacy *d, size_t i)
{
	size_t n = 1;

	while (i + n < d->stack.n && d->stack.at[i + n] == d->stack.at[i])
		n++;
	return n;
}

/* The symbols from i on have no address. (Of an empty stack Go says "# 0x0".) */
static bool
misfits(struct pfl_legacy *d, size_t i)
{
	for (; i < d->symbols.n; i++)
		d->misfits += d->symbols.at[i].place.name != 0;
	return true;
}

/*
 * Both lists go from the leaf to the root, and addresses may lack symbols. A call that others
 * were inlined into has one address and a symbol for each of them; recursion repeats the
 * address as well.
 */
bool
pfl_legacy_match(struct pfl_legacy *d)
{
	size_t first = d->stack.n, j = 0, n, calls;

	for (size_t i = 0; i < d->symbols.n; i += n) {
		const struct pfl_symbol *symbol = &d->symbols.at[i];

		while (j < d->stack.n && !fits(d, d->stack.at[j], symbol->address))
			j++;
		if (j == d->stack.n)
			return misfits(d, i);
		first = first < j ? first : j;
		n = symbol_run(d, i);
		calls = stack_run(d, j);
		calls = (n + calls - 1) / calls; /* the first may lack what is of the runtime */
		if (!remember(d, d->stack.at[j], symbol + (n - calls), calls))
			return false;
		j += stack_run(d, j);
	}
	if (first == d->stack.n)
		return true;
	for (size_t i = 0; i < first; i++)
		guess(d, d->stack.at[i], GUESS_RUNTIME);
	if (j + 1 == d->stack.n)
		guess(d, d->stack.at[j], GUESS_GOEXIT);
	return true;
}

/* The frames of an address, into d->lines. */
static bool
frames_of(struct pfl_legacy *d, const struct pfl_known *known)
{
	struct pfl_place only = { 0 };
	const struct pfl_place *place = &only;
	uint32_t n = known->n;

	d->lines.n = 0;
	if (n) {
		place = &d->frames.at[known->first];
	} else if (known->guess) {
		only.name = pfl_build_string(d->b, pfl_span_of(guessed[known->guess]));
		n = 1;
	}
	if (!pfl_vec_reserve(&d->lines, n, pfl_builder_budget(d->b), "frames", d->err))
		return false;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t func = pfl_places_func(&d->places, &place[i], d->err);

		if (func == UINT32_MAX)
			return false;
		d->lines.at[d->lines.n++] =
			(struct pfl_line){ .func = func, .line = place[i].line };
	}
	return true;
}

uint32_t
pfl_legacy_location(struct pfl_legacy *d, uint32_t number, uint32_t mapping)
{
	uint32_t row;

	if (!frames_of(d, &d->known.at[number]))
		return UINT32_MAX;
	row = pfl_build_location(d->b, d->no_addresses ? 0 : d->addresses.id.at[number],
		mapping, false, d->lines.at, d->lines.n);
	return pfl_builder_check(d->b, d->err) ? row : UINT32_MAX;
}
