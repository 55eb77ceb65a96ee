/* SPDX-License-Identifier: Apache-2.0 */
/* The words below a flame graph: how many frames there are, and which of them are not drawn. */
#include "render/flame_svg.h"

static void
put_note(struct pfl_flame_svg *svg, int line, struct pfl_span text)
{
	if (svg->picture) {
		pfl_flame_add_text(svg, PFL_FLAME_PAD, svg->height - svg->foot + 18 * line,
			PFL_FONT_SANS, 12, 0x595959, text);
		return;
	}
	pfl_out_printf(svg->out, "<text class=\"dim\" fill=\"#595959\" x=\"%d\" y=\"%d\">",
		PFL_FLAME_PAD, svg->height - svg->foot + 18 * line);
	pfl_escape_xml(svg->sink, text);
	pfl_out_str(svg->out, "</text>\n");
}

/* "1,234" */
static void
add_count(struct pfl_text *text, uint64_t n)
{
	char digits[PFL_SUM_TEXT];
	size_t length = strlen(pfl_sum_text((pfl_sum)n, digits));

	for (size_t i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0)
			pfl_text_char(text, ',');
		pfl_text_char(text, digits[i]);
	}
}

static void
add_frames(struct pfl_text *text, uint64_t n)
{
	add_count(text, n);
	pfl_text_str(text, n == 1 ? " frame" : " frames");
}

/* Boxes that are a row each. */
static uint32_t
count_rows(const struct pfl_flame_boxes *boxes)
{
	uint32_t n = 0;

	for (size_t i = 0; i < boxes->box.n; i++)
		n += boxes->box.at[i].end == 0;
	return n;
}

/* What is missing from the data. */
static void
say_left_out(struct pfl_flame_svg *svg)
{
	const struct pfl_flame_data *data = &svg->data;
	uint32_t light = svg->flame->tree->n - data->rows - data->deep;
	struct pfl_text *line = &svg->line;

	if (light) {
		pfl_text_str(line, "; ");
		add_frames(line, light);
		pfl_text_str(line, " below ");
		pfl_flame_value(svg->flame, data->floor, line);
		pfl_text_str(line, " left out");
	}
	if (data->deep) {
		pfl_text_str(line, "; \xe2\x80\xa6 ");
		add_frames(line, data->deep);
		pfl_text_str(line, " not shown: too deep");
		if (svg->flame->max_depth != svg->flame->scene->depth)
			pfl_text_str(line, " (--max-depth)");
	}
}

/* What is missing from the picture, and what from the data. */
static void
put_missing(struct pfl_flame_svg *svg)
{
	const struct pfl_flame_boxes *boxes = &svg->boxes;
	uint32_t kept = svg->data.at ? svg->data.rows : svg->flame->tree->n;
	uint32_t drawn = count_rows(boxes);
	uint32_t narrow = kept > drawn && !svg->two_sided ? kept - drawn : 0;
	uint32_t room = pfl_flame_most_rows(svg);
	struct pfl_text *line = &svg->line;

	pfl_text_reset(line);
	add_frames(line, svg->flame->tree->n - 1);
	if (narrow && svg->data.at) {
		pfl_text_str(line, "; ");
		add_frames(line, narrow);
		pfl_text_printf(line, " below %d.%02d px%s %s in the data", boxes->least / 100,
			boxes->least % 100,
			svg->flame->max_depth > room && svg->flame->tree->max_depth > room
				? " or too high for the picture"
				: "",
			narrow == 1 ? "is" : "are");
	} else if (narrow) {
		pfl_text_str(line, "; ");
		add_frames(line, narrow);
		pfl_text_printf(line, " below %d.%02d px%s or too deep %s not shown",
			boxes->least / 100, boxes->least % 100,
			svg->flame->folded ? ", in a chain" : "", narrow == 1 ? "is" : "are");
	}
	if (svg->data.at)
		say_left_out(svg);
	put_note(svg, 1, pfl_text_span(line));
}

void
pfl_flame_put_foot(struct pfl_flame_svg *svg)
{
	if (!svg->boxes.box.n) {
		put_note(svg, 1, pfl_span_of("There are no samples to show."));
		return;
	}
	put_missing(svg);
	if (svg->data.at)
		put_note(svg, 2,
			pfl_span_of("Details, zoom and search: open this file in a web "
				    "browser that may run its script."));
}
