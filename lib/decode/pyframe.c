/* SPDX-License-Identifier: Apache-2.0 */
/* Frames of Python programs. */
#include "decode/pyframe.h"

bool
pfl_pyframe_split(
	struct pfl_span frame, struct pfl_span *name, struct pfl_span *file, int64_t *line)
{
	struct pfl_span inside;
	size_t at = frame.n;

	if (frame.n == 0 || frame.at[frame.n - 1] != ')')
		return false;
	while (at > 0 && frame.at[at - 1] != '(')
		at--;
	if (at < 3 || frame.at[at - 2] != ' ')
		return false;
	inside = (struct pfl_span){ frame.at + at, frame.n - 1 - at };
	*name = (struct pfl_span){ frame.at, at - 2 };
	*line = 0;
	if (!pfl_places_file_line(inside, file, line))
		*file = inside;
	return file->n > 0;
}

bool
pfl_pyframe_is_file(struct pfl_span file)
{
	return pfl_span_ends(file, ".py") || pfl_span_ends(file, ".pyx");
}

uint32_t
pfl_pyframe_location(struct pfl_places *places, struct pfl_span name, struct pfl_span file,
	int64_t line, struct pfl_error *err)
{
	struct pfl_place place = {
		.name = pfl_build_string(places->b, name),
		.file = pfl_build_string(places->b, file),
		.line = line,
	};

	return pfl_builder_check(places->b, err) ? pfl_places_location(places, &place, err)
						 : UINT32_MAX;
}
