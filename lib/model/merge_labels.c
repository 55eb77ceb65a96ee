/* SPDX-License-Identifier: Apache-2.0 */
/* Label sets of several profiles in one table. */
#include "model/merge_rows.h"

/* Does label `a` stand before `b` in a sorted list? Texts go before numbers. */
static bool
label_before(const struct pfl_profile *p, uint32_t a, uint32_t b)
{
	const struct pfl_labels *l = &p->labels;
	int order = 0;

	if (l->key[a] != l->key[b])
		order = pfl_span_cmp(
			pfl_profile_text(p, l->key[a]), pfl_profile_text(p, l->key[b]));
	if (order)
		return order < 0;
	return l->text[a] != PFL_NONE && l->text[b] == PFL_NONE;
}

static struct pfl_label
carry_label(struct pfl_merge_rows *rows, uint32_t row)
{
	const struct pfl_labels *l = &rows->p->labels;
	bool number = l->text[row] == PFL_NONE;

	return (struct pfl_label){
		.key = pfl_merge_string(rows, l->key[row]),
		.text = number ? PFL_NONE : pfl_merge_string(rows, l->text[row]),
		.unit = number ? pfl_merge_string(rows, l->unit[row]) : 0,
		.number = number ? l->number[row] : 0,
	};
}

/* Sort n label rows: lists are short (limits.labels), and mostly sorted already. */
static void
sort_labels(const struct pfl_profile *p, uint32_t *row, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		uint32_t moving = row[i];
		size_t to = i;

		for (; to > 0 && label_before(p, moving, row[to - 1]); to--)
			row[to] = row[to - 1];
		row[to] = moving;
	}
}

/* Does the mark take this label's place? */
static bool
is_marked_over(const struct pfl_profile *p, uint32_t row, const struct pfl_merge_mark *mark)
{
	return p->labels.text[row] != PFL_NONE &&
		pfl_span_eq(pfl_profile_text(p, p->labels.key[row]), pfl_span_of(mark->key));
}

/* Insert a mark where a sorted list has it. */
static void
add_mark(struct pfl_merge_rows *rows, const struct pfl_merge_mark *mark, size_t to)
{
	struct pfl_label label = {
		.key = pfl_build_string(rows->b, pfl_span_of(mark->key)),
		.text = pfl_build_string(rows->b, pfl_span_of(mark->text)),
	};

	for (size_t i = rows->labels.n++; i > to; i--)
		rows->labels.at[i] = rows->labels.at[i - 1];
	rows->labels.at[to] = label;
}

uint32_t
pfl_merge_labels(struct pfl_merge_rows *rows, uint32_t set, const struct pfl_merge_mark *mark)
{
	const struct pfl_profile *p = rows->p;
	uint32_t first = p->labelsets.first[set], n = p->labelsets.first[set + 1] - first;
	size_t before = 0;

	if (rows->labels_of[set] != PFL_NONE)
		return rows->labels_of[set];
	if (!PFL_MERGE_ROOM(rows, path, n, "labels") ||
		!PFL_MERGE_ROOM(rows, labels, (size_t)n + 1, "labels"))
		return 0;
	for (uint32_t i = 0; i < n; i++)
		rows->path.at[i] = p->labelsets.label[first + i];
	sort_labels(p, rows->path.at, n);
	rows->labels.n = 0;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t row = rows->path.at[i];

		if (mark && is_marked_over(p, row, mark))
			continue;
		if (mark &&
			pfl_span_cmp(pfl_profile_text(p, p->labels.key[row]),
				pfl_span_of(mark->key)) < 0)
			before = rows->labels.n + 1;
		rows->labels.at[rows->labels.n++] = carry_label(rows, row);
	}
	if (mark)
		add_mark(rows, mark, before);
	return rows->labels_of[set] =
		       pfl_build_labels(rows->b, rows->labels.at, rows->labels.n);
}
