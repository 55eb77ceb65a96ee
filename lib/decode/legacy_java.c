/* SPDX-License-Identifier: Apache-2.0 */
/* What Java's profiles say of the places in their stacks, a line for each behind the samples.
 */
#include "base/name.h"
#include "base/scan.h"
#include "decode/legacy.h"

/* "com.example.f (F.java:7)": what is in the brackets at the end, without them. */
static bool
cut_brackets(struct pfl_span *text, struct pfl_span *inside)
{
	size_t at = text->n;

	if (!pfl_span_ends(*text, ")"))
		return false;
	while (at > 0 && text->at[at - 1] != '(')
		at--;
	if (at < 2 || (text->at[at - 2] != ' ' && text->at[at - 2] != '\t'))
		return false;
	*inside = (struct pfl_span){ text->at + at, text->n - at - 1 };
	text->n = at - 1;
	*text = pfl_span_trim(*text);
	return true;
}

/* "F.java:7", "F.java:-1" where there is no line, "/lib/libjvm.so". */
static struct pfl_span
file_of(struct pfl_span place, int64_t *line)
{
	size_t colon = place.n;
	int64_t number;

	while (colon > 0 && place.at[colon - 1] != ':')
		colon--;
	if (colon == 0 ||
		!pfl_span_i64((struct pfl_span){ place.at + colon, place.n - colon }, &number))
		return pfl_path_base(place);
	*line = number > 0 ? number : 0;
	return (struct pfl_span){ place.at, colon - 1 };
}

bool
pfl_legacy_java_place(struct pfl_legacy *d, struct pfl_span line)
{
	struct pfl_place place = { 0 };
	struct pfl_span name, inside, file = { 0 };
	uint64_t number;

	line = pfl_span_trim(line);
	if (!pfl_span_starts(line, "0x") || !pfl_scan_hex(&line, &number))
		return true; /* other text between these lines says nothing */
	name = pfl_span_trim(line);
	if (cut_brackets(&name, &inside))
		file = file_of(inside, &place.line);
	else if (pfl_span_find(name, "generated stub/JIT") < name.n)
		name = pfl_span_of("STUB");
	place.name = pfl_build_string(d->b, name);
	place.file = pfl_build_string(d->b, file);
	return pfl_builder_check(d->b, d->err) && pfl_legacy_place(d, number, &place);
}
