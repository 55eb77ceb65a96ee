/* SPDX-License-Identifier: Apache-2.0 */
/* Text with samples of numbers and addresses: lines, samples, and what they become at the end.
 */
#include "decode/legacy.h"

#include "base/scan.h"

void
pfl_legacy_init(struct pfl_legacy *d, struct pfl_source *source, struct pfl_builder *b,
	struct pfl_error *err)
{
	*d = (struct pfl_legacy){ .source = source, .b = b, .err = err };
	pfl_idtable_init(&d->addresses, pfl_builder_budget(b));
	pfl_places_init(&d->places, b);
	pfl_maps_init(&d->maps, pfl_builder_budget(b));
}

void
pfl_legacy_clear(struct pfl_legacy *d)
{
	struct pfl_budget *budget = pfl_builder_budget(d->b);

	pfl_idtable_clear(&d->addresses);
	pfl_places_clear(&d->places);
	pfl_maps_clear(&d->maps);
	pfl_golabels_clear(&d->golabels);
	pfl_vec_clear(&d->known, budget);
	pfl_vec_clear(&d->frames, budget);
	pfl_vec_clear(&d->stack, budget);
	pfl_vec_clear(&d->labels, budget);
	pfl_vec_clear(&d->symbols, budget);
	pfl_vec_clear(&d->reversed, budget);
	pfl_vec_clear(&d->lines, budget);
}

bool
pfl_legacy_expected(struct pfl_legacy *d, const char *what)
{
	size_t lineno = pfl_source_lineno(d->source);

	return lineno ? pfl_fail(d->err, PFL_FORMAT, "line %zu: expected %s", lineno, what)
		      : pfl_fail(d->err, PFL_FORMAT, "the file is empty");
}

static bool
is_comment(struct pfl_span line)
{
	return line.n && line.at[0] == '#';
}

bool
pfl_legacy_first_line(struct pfl_span *head, const char *comment, struct pfl_span *line)
{
	while (pfl_span_cut(head, '\n', line)) {
		*line = pfl_span_trim(*line);
		if (line->n && !(comment && pfl_span_starts(*line, comment)))
			return true;
	}
	return false;
}

bool
pfl_legacy_line(struct pfl_legacy *d, struct pfl_span *line)
{
	while (d->err->code == PFL_OK && pfl_source_line(d->source, line)) {
		*line = pfl_span_trim(*line);
		if (is_comment(*line)) {
			if (!pfl_legacy_comment(d, *line))
				return false;
			continue;
		}
		d->at_map = pfl_maps_begins(*line);
		if (d->at_map || pfl_span_starts(*line, "---"))
			return false;
		if (line->n)
			return true;
	}
	return false;
}

uint32_t
pfl_legacy_address(struct pfl_legacy *d, uint64_t address)
{
	uint32_t number = pfl_idtable_number(
		&d->addresses, address, pfl_source_offset(d->source), d->err);

	if (number == UINT32_MAX || number < d->known.n)
		return number;
	if (!pfl_vec_reserve(&d->known, 1, pfl_builder_budget(d->b), "locations", d->err))
		return UINT32_MAX;
	d->known.at[d->known.n++] = (struct pfl_known){ 0 };
	return number;
}

bool
pfl_legacy_push(struct pfl_legacy *d, uint64_t address)
{
	uint32_t number = pfl_legacy_address(d, address);

	if (number == UINT32_MAX ||
		!pfl_vec_reserve(&d->stack, 1, pfl_builder_budget(d->b), "a stack", d->err))
		return false;
	d->stack.at[d->stack.n++] = number;
	return true;
}

bool
pfl_legacy_stack(struct pfl_legacy *d, const uint64_t *addresses, size_t n, uint32_t *stack)
{
	if (!pfl_vec_reserve(&d->reversed, n, pfl_builder_budget(d->b), "a stack", d->err))
		return false;
	for (size_t i = 0; i < n; i++) {
		uint32_t number = pfl_legacy_address(d, addresses[i]);

		if (number == UINT32_MAX)
			return false;
		d->reversed.at[n - 1 - i] = number;
	}
	*stack = pfl_build_shared_stack(d->b, d->reversed.at, n);
	return pfl_builder_check(d->b, d->err);
}

static bool
read_addresses(struct pfl_legacy *d, struct pfl_span text)
{
	for (pfl_scan_blanks(&text); text.n; pfl_scan_blanks(&text)) {
		uint64_t address;

		if (!pfl_span_starts(text, "0x") || !pfl_scan_hex(&text, &address))
			return pfl_legacy_expected(
				d, "addresses of at most 64 bits, as 0x1234");
		/* Return addresses: the call is in front. */
		if (!pfl_legacy_push(d, address ? address - 1 : 0))
			return false;
	}
	return true;
}

/* The sample at hand is complete. */
static bool
end_sample(struct pfl_legacy *d)
{
	uint32_t labels;

	if (!d->open)
		return true;
	d->open = false;
	if (!pfl_legacy_match(d))
		return false;
	pfl_stack_reverse(d->stack.at, d->stack.n);
	labels = pfl_build_labels(d->b, d->labels.at, d->labels.n);
	pfl_build_sample_of(d->b, d->stack.at, d->stack.n, labels, d->values, d->n_values);
	return pfl_builder_check(d->b, d->err);
}

bool
pfl_legacy_begin(struct pfl_legacy *d, const int64_t *values, size_t n_values)
{
	if (!end_sample(d))
		return false;
	d->open = true;
	d->stack.n = d->labels.n = d->symbols.n = 0;
	d->n_values = n_values;
	memcpy(d->values, values, n_values * sizeof(*values));
	return true;
}

bool
pfl_legacy_sample(
	struct pfl_legacy *d, const int64_t *values, size_t n_values, struct pfl_span addresses)
{
	return pfl_legacy_begin(d, values, n_values) && read_addresses(d, addresses);
}

bool
pfl_legacy_place(struct pfl_legacy *d, uint64_t address, const struct pfl_place *place)
{
	uint32_t number = pfl_legacy_address(d, address);
	struct pfl_known *known;

	if (number == UINT32_MAX ||
		!pfl_vec_reserve(&d->frames, 1, pfl_builder_budget(d->b), "frames", d->err))
		return false;
	known = &d->known.at[number];
	if (known->n)
		return true; /* the first one holds */
	*known = (struct pfl_known){ .first = d->frames.n, .n = 1 };
	d->frames.at[d->frames.n++] = *place;
	return true;
}

bool
pfl_legacy_number(struct pfl_legacy *d, const char *key, int64_t number)
{
	if (!pfl_vec_reserve(&d->labels, 1, pfl_builder_budget(d->b), "labels", d->err))
		return false;
	d->labels.at[d->labels.n++] = (struct pfl_label){
		.key = pfl_build_string(d->b, pfl_span_of(key)),
		.text = PFL_NONE,
		.number = number,
	};
	return true;
}

void
pfl_legacy_period(struct pfl_legacy *d, struct pfl_span name, const char *unit, int64_t period)
{
	struct pfl_meta *meta = pfl_build_meta(d->b);

	meta->has_period_type = true;
	meta->period_type = pfl_build_string(d->b, name);
	meta->period_unit = pfl_build_string(d->b, pfl_span_of(unit));
	meta->period = period;
}

void
pfl_legacy_drop(struct pfl_legacy *d, const char *drop, const char *keep)
{
	struct pfl_meta *meta = pfl_build_meta(d->b);

	meta->drop_frames = pfl_build_string(d->b, pfl_span_of(drop));
	meta->keep_frames = pfl_build_string(d->b, pfl_span_of(keep));
}

/* Whatever is between the samples and a memory map is skipped. */
static bool
read_map(struct pfl_legacy *d)
{
	struct pfl_span line;

	while (!d->at_map && pfl_source_line(d->source, &line))
		d->at_map = pfl_maps_begins(line);
	while (pfl_source_line(d->source, &line)) {
		if (!pfl_maps_line(&d->maps, d->b, line, d->err))
			return false;
	}
	return pfl_source_ok(d->source, d->err);
}

/* What the mappings have to say of symbols. */
static uint8_t
resolved(const struct pfl_legacy *d)
{
	return d->frames.n ? PFL_HAS_FUNCTIONS | PFL_HAS_FILENAMES | PFL_HAS_LINE_NUMBERS : 0;
}

/* Numbers of addresses become rows of locations. */
static bool
build_locations(struct pfl_legacy *d)
{
	struct pfl_budget *budget = pfl_builder_budget(d->b);
	size_t n = d->known.n;
	PFL_VEC(struct pfl_mapped) sorted = { 0 };
	PFL_VEC(uint32_t) mapping = { 0 };
	bool ok;

	ok = pfl_vec_reserve(&sorted, n, budget, "addresses", d->err) &&
		pfl_vec_reserve(&mapping, n, budget, "addresses", d->err);
	for (size_t i = 0; ok && i < n; i++)
		sorted.at[i] = (struct pfl_mapped){ d->addresses.id.at[i], (uint32_t)i };
	ok = ok &&
		pfl_maps_finish(&d->maps, d->b, sorted.at, n, resolved(d), mapping.at, d->err);
	for (size_t i = 0; ok && i < n; i++) {
		d->addresses.row.at[i] = pfl_legacy_location(d, (uint32_t)i, mapping.at[i]);
		ok = d->addresses.row.at[i] != UINT32_MAX;
	}
	pfl_vec_clear(&sorted, budget);
	pfl_vec_clear(&mapping, budget);
	return ok;
}

static void
add_notes(const struct pfl_legacy *d)
{
	if (d->strange)
		pfl_build_note(d->b, "%zu comment%s could not be read (the first is line %zu)",
			d->strange, d->strange == 1 ? "" : "s", d->first_strange);
	if (d->misfits)
		pfl_build_note(d->b,
			"%zu symbol%s skipped: the sample above does not have the address",
			d->misfits, d->misfits == 1 ? " was" : "s were");
	if (d->maps.strange)
		pfl_build_note(d->b, "%zu line%s of the memory map could not be read",
			d->maps.strange, d->maps.strange == 1 ? "" : "s");
}

bool
pfl_legacy_finish(struct pfl_legacy *d)
{
	struct pfl_renumber maps = { 0 };

	if (d->err->code != PFL_OK || !pfl_source_ok(d->source, d->err) || !end_sample(d) ||
		!read_map(d) || !build_locations(d))
		return false;
	add_notes(d);
	maps.location = d->addresses.row.at;
	pfl_build_renumber(d->b, &maps);
	return pfl_builder_check(d->b, d->err);
}
