/* SPDX-License-Identifier: Apache-2.0 */
/* Two ascending rows of lines walked as one: the source's, and those with values. */
#include "render/listing.h"

void
pfl_listing_walk(struct pfl_listing_walk *walk, const struct pfl_scene *scene,
	const struct pfl_routine *routine)
{
	const struct pfl_source_text *source = pfl_sources_get(&scene->sources, routine->file);

	*walk = (struct pfl_listing_walk){
		.next = &scene->listing.line[routine->first],
		.end = &scene->listing.line[routine->first + routine->n_lines],
		.at = 1,
	};
	if (!source || source->problem)
		return;
	walk->source = source;
	walk->at = routine->from;
	walk->last = routine->to < source->n_lines ? routine->to : source->n_lines;
}

bool
pfl_listing_next(struct pfl_listing_walk *walk, struct pfl_shown_line *line)
{
	bool text = walk->at <= walk->last, values = walk->next < walk->end;

	*line = (struct pfl_shown_line){ 0 };
	if (!text && !values)
		return false;
	line->line =
		text && (!values || walk->at <= walk->next->line) ? walk->at : walk->next->line;
	if (values && walk->next->line == line->line)
		line->values = walk->next++;
	if (text && line->line == walk->at) {
		line->has_text = true;
		line->text = pfl_sources_line(walk->source, walk->at++);
	}
	return true;
}
