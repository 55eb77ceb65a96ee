/* SPDX-License-Identifier: Apache-2.0 */
/* Samples one by one: their labels and their stacks as text. */
#include "render/sample_text.h"

#include "analyze/order.h"
#include "base/escape.h"
#include "render/report.h"

#include <inttypes.h>

void
pfl_sample_text_clear(struct pfl_sample_text *s)
{
	pfl_vec_clear(&s->label, NULL);
	pfl_vec_clear(&s->order, NULL);
	pfl_vec_clear(&s->line, NULL);
	pfl_vec_clear(&s->path, NULL);
	pfl_text_clear(&s->text);
	pfl_text_clear(&s->scratch);
	*s = (struct pfl_sample_text){ .scene = s->scene };
}

static int
by_key(const void *context, uint32_t a, uint32_t b)
{
	const struct pfl_labels *labels = context;

	return (labels->key[a] > labels->key[b]) - (labels->key[a] < labels->key[b]);
}

static int
by_text(const void *context, uint32_t a, uint32_t b)
{
	return pfl_span_cmp(pfl_sample_line(context, a), pfl_sample_line(context, b));
}

/* The set's labels of the kind asked for, those of a key together and as they were. */
static bool
gather(struct pfl_sample_text *s, uint32_t set, bool numbers, struct pfl_error *err)
{
	const struct pfl_profile *p = s->scene->profile;
	uint32_t first = p->labelsets.first[set], end = p->labelsets.first[set + 1];

	s->label.n = s->line.n = s->order.n = 0;
	pfl_text_reset(&s->text);
	if (!pfl_vec_reserve(&s->label, end - first, NULL, "labels", err) ||
		!pfl_vec_reserve(&s->line, end - first, NULL, "labels", err) ||
		!pfl_vec_reserve(&s->order, end - first, NULL, "labels", err))
		return false;
	for (uint32_t i = first; i < end; i++) {
		uint32_t label = p->labelsets.label[i];

		if ((p->labels.text[label] == PFL_NONE) == numbers)
			s->label.at[s->label.n++] = label;
	}
	return pfl_order_rows(s->label.at, s->label.n, by_key, &p->labels, err);
}

/* Lines are known by their number while they are sorted, by their order afterwards. */
struct pfl_span
pfl_sample_line(const struct pfl_sample_text *s, size_t i)
{
	struct pfl_line_place place = s->line.at[i];

	return (struct pfl_span){ s->text.at + place.at, place.n };
}

bool
pfl_sample_lines(struct pfl_sample_text *s, uint32_t set, bool numbers,
	pfl_label_format *format, struct pfl_error *err)
{
	const uint32_t *key = s->scene->profile->labels.key;

	if (!gather(s, set, numbers, err))
		return false;
	for (size_t i = 0, n; i < s->label.n; i += n) {
		size_t start = s->text.n;

		for (n = 1; i + n < s->label.n; n++) {
			if (key[s->label.at[i + n]] != key[s->label.at[i]])
				break;
		}
		format(s, s->label.at + i, n, &s->text);
		s->order.at[s->order.n++] = (uint32_t)s->line.n;
		s->line.at[s->line.n++] = (struct pfl_line_place){ start, s->text.n - start };
	}
	return pfl_text_ok(&s->text, err) &&
		pfl_order_rows(s->order.at, s->order.n, by_text, s, err);
}

static void
add_visible(struct pfl_text *text, struct pfl_span value)
{
	pfl_escape_terminal(pfl_sink_text(text), value);
}

/* Where one number of a key has a unit, all are written with theirs. */
void
pfl_label_raw(
	const struct pfl_sample_text *s, const uint32_t *label, size_t n, struct pfl_text *text)
{
	const struct pfl_profile *p = s->scene->profile;
	bool units = false;

	for (size_t i = 0; i < n; i++)
		units |= p->labels.unit[label[i]] != 0;
	add_visible(text, pfl_profile_text(p, p->labels.key[label[0]]));
	pfl_text_str(text, ":[");
	for (size_t i = 0; i < n; i++) {
		pfl_text_str(text, i ? " " : "");
		if (p->labels.text[label[i]] != PFL_NONE) {
			add_visible(text, pfl_profile_text(p, p->labels.text[label[i]]));
			continue;
		}
		pfl_text_printf(
			text, "%" PRId64 "%s", p->labels.number[label[i]], units ? " " : "");
		add_visible(text, pfl_profile_text(p, p->labels.unit[label[i]]));
	}
	pfl_text_char(text, ']');
}

bool
pfl_sample_labels_text(
	struct pfl_sample_text *s, uint32_t set, struct pfl_text *text, struct pfl_error *err)
{
	bool any = false;

	for (int numbers = 0; numbers < 2; numbers++) {
		if (!pfl_sample_lines(s, set, numbers, pfl_label_raw, err))
			return false;
		for (size_t i = 0; i < s->order.n; i++) {
			pfl_text_str(text, any ? " " : "");
			pfl_text_add(text, pfl_sample_line(s, s->order.at[i]));
			any = true;
		}
	}
	return true;
}

void
pfl_sample_labels_json(struct pfl_jsonw *w, const struct pfl_scene *scene, uint32_t set)
{
	const struct pfl_profile *p = scene->profile;

	pfl_jsonw_key(w, "labels");
	pfl_jsonw_array(w);
	for (uint32_t i = p->labelsets.first[set]; i < p->labelsets.first[set + 1]; i++) {
		uint32_t label = p->labelsets.label[i], text = p->labels.text[label];

		pfl_jsonw_object(w);
		pfl_jsonw_key(w, "key");
		pfl_jsonw_str(w, pfl_profile_text(p, p->labels.key[label]));
		if (text != PFL_NONE) {
			pfl_jsonw_key(w, "text");
			pfl_jsonw_str(w, pfl_profile_text(p, text));
		} else {
			pfl_jsonw_key(w, "number");
			pfl_jsonw_i64(w, p->labels.number[label]);
			pfl_jsonw_key(w, "unit");
			pfl_jsonw_str(w, pfl_profile_text(p, p->labels.unit[label]));
		}
		pfl_jsonw_end(w);
	}
	pfl_jsonw_end(w);
}

bool
pfl_sample_stack_text(struct pfl_sample_text *s, uint32_t stack, bool printed,
	struct pfl_text *text, struct pfl_error *err)
{
	const struct pfl_profile *p = s->scene->profile;
	size_t head;
	bool any = false;

	s->path.n = 0;
	for (; stack; stack = p->stacks.parent[stack]) {
		if (!pfl_vec_reserve(&s->path, 1, NULL, "a stack", err))
			return false;
		s->path.at[s->path.n++] = p->stacks.location[stack];
	}
	while (s->path.n > 0) {
		uint32_t location = s->path.at[--s->path.n];
		uint32_t first = p->locations.first_frame[location];

		for (uint32_t i = p->locations.first_frame[location + 1]; i-- > first;) {
			uint32_t node = s->scene->nodes.of_frame[i];

			pfl_text_str(text, any ? ";" : "");
			any = true;
			pfl_text_reset(&s->scratch);
			pfl_escape_folded(pfl_sink_text(text),
				printed ? pfl_report_printed(s->scene, node, &s->scratch, &head)
					: pfl_report_name(s->scene, node, &s->scratch));
		}
	}
	return pfl_text_ok(&s->scratch, err);
}
