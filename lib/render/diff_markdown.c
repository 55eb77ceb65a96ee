/* SPDX-License-Identifier: Apache-2.0 */
/* diff as a comment for a pull request: GitHub takes 65 536 characters, so it is cut to fit. */
#include "base/escape.h"
#include "render/diff.h"
#include "render/renderer.h"
#include "render/report.h"

#include <stdlib.h>

enum {
	ROWS = 20,
	MOST_ROWS = 1000,   /* a comment has no room for more                 */
	MORE_ROWS = 30,     /* in a folded table behind the first             */
	NAME = 160,         /* bytes of a name                                */
	SHORT_NAME = 40,    /* when room is short                             */
	TITLE_NAME = 60,    /* columns of a name in a sentence                */
	BUDGET = 60 * 1000, /* bytes of everything                            */
};

/* How much of it to show: what is given up first comes last. */
struct extent {
	size_t rows, more;
	unsigned name;
};

static void
say_extreme(const struct pfl_diff *diff, bool up, struct pfl_text *text)
{
	const struct pfl_diff_list *list = pfl_diff_first(diff);
	uint32_t row = pfl_diff_extreme(list, up);

	if (row == PFL_NONE)
		return;
	pfl_text_printf(text, "- largest %s: ", up ? "increase" : "decrease");
	pfl_diff_say_name(diff, row, TITLE_NAME, PFL_DIFF_MARKDOWN, text);
	pfl_text_char(text, ' ');
	pfl_diff_say_change(diff, pfl_diff_old(list, row), pfl_diff_new(list, row),
		PFL_DIFF_MARKDOWN, text);
	pfl_text_char(text, '\n');
}

static void
say_head(const struct pfl_diff *diff, struct pfl_text *text)
{
	const struct pfl_scene *scene = diff->scene;

	pfl_text_str(text, "### Profile comparison: ");
	pfl_escape_markdown_code(pfl_sink_text(text), pfl_span_of(scene->type_name), false);
	pfl_text_str(text, "\n\n**Total ");
	pfl_diff_say_totals(diff, PFL_DIFF_MARKDOWN, text);
	pfl_text_str(text, "**\n\n");
	if (diff->old_shown != scene->total_before || diff->new_shown != scene->total) {
		pfl_text_str(text, "- shown, after filters and signs: ");
		pfl_diff_say_change(
			diff, diff->old_shown, diff->new_shown, PFL_DIFF_MARKDOWN, text);
		pfl_text_char(text, '\n');
	}
	say_extreme(diff, true, text);
	say_extreme(diff, false, text);
	pfl_text_str(text, "- old: ");
	pfl_diff_say_side(diff, true, PFL_DIFF_MARKDOWN, text);
	pfl_text_str(text, "\n- new: ");
	pfl_diff_say_side(diff, false, PFL_DIFF_MARKDOWN, text);
	pfl_text_str(text, "\n\n");
}

/* A table of changed rows first .. first + n - 1. */
static bool
write_rows(const struct pfl_diff_list *list, size_t first, size_t n, unsigned name,
	struct pfl_out *out, struct pfl_error *err)
{
	size_t left = first < list->n_changed ? list->n_changed - first : 0;
	struct pfl_table table = pfl_diff_table(list, first, n < left ? n : left);

	table.name_width = name;
	return pfl_table_markdown(&table, out, err);
}

/* The same, folded. */
static bool
write_details(const struct pfl_diff_list *list, size_t first, size_t n, unsigned name,
	struct pfl_out *out, struct pfl_error *err)
{
	const char *what = list->cum ? "cum, what a function and its calls use"
				     : "flat, what a function itself uses";
	struct pfl_text text = { 0 };

	if (n == 0 || first >= list->n_changed)
		return true;
	n = n < list->n_changed - first ? n : list->n_changed - first;
	pfl_text_printf(&text,
		"\n<details><summary>By %s: %zu to %zu of %u that changed</summary>\n\n", what,
		first + 1, first + n, list->n_changed);
	if (!pfl_report_put(&text, out, err) || !write_rows(list, first, n, name, out, err))
		return false;
	pfl_out_str(out, "\n</details>\n");
	return true;
}

static void
say_foot(const struct pfl_diff *diff, struct pfl_text *text)
{
	pfl_text_str(text,
		"\n<sub>old, new: what a function uses in each profile; change: new minus old, "
		"in percent of old; <i>new</i>: not in the old profile; <i>gone</i>: not in "
		"the "
		"new one. ");
	pfl_diff_say_basis(diff, text);
	pfl_text_str(text, " " PFL_DIFF_CAVEAT "</sub>\n");
}

static bool
write_comment(const struct pfl_diff *diff, const struct extent *extent, struct pfl_out *out,
	struct pfl_error *err)
{
	const struct pfl_diff_list *first = pfl_diff_first(diff);
	const struct pfl_diff_list *second = first->cum ? &diff->flat : &diff->cum;
	struct pfl_text text = { 0 };

	say_head(diff, &text);
	if (first->n_changed == 0)
		pfl_text_printf(&text, "No change in %s of any of %u functions.\n",
			first->cum ? "cum" : "flat", first->n);
	else
		pfl_text_printf(&text, "By %s, %zu of %u that changed (of %u functions):\n\n",
			first->cum ? "cum" : "flat",
			extent->rows < first->n_changed ? extent->rows : first->n_changed,
			first->n_changed, first->n);
	if (!pfl_report_put(&text, out, err))
		return false;
	if (first->n_changed && !write_rows(first, 0, extent->rows, extent->name, out, err))
		return false;
	if (!write_details(first, extent->rows, extent->more, extent->name, out, err) ||
		!write_details(second, 0, extent->rows, extent->name, out, err))
		return false;
	say_foot(diff, &text);
	return pfl_report_put(&text, out, err);
}

/* Show less, where there is still something to give up. */
static bool
shrink(struct extent *extent)
{
	if (extent->more > 0)
		extent->more /= 2;
	else if (extent->name > SHORT_NAME)
		extent->name /= 2;
	else if (extent->rows > 1)
		extent->rows /= 2;
	else
		return false;
	return true;
}

static bool
write_within_budget(const struct pfl_diff *diff, struct extent extent, struct pfl_out *out,
	struct pfl_error *err)
{
	for (;;) {
		struct pfl_out *comment = pfl_out_memory(err);
		char *bytes;
		size_t n;

		if (!comment)
			return false;
		if (!write_comment(diff, &extent, comment, err)) {
			pfl_out_abandon(comment);
			return false;
		}
		bytes = pfl_out_take(comment, &n, err);
		if (!bytes)
			return false;
		if (n <= BUDGET || !shrink(&extent)) {
			pfl_out_write(out, bytes, n);
			free(bytes);
			return true;
		}
		free(bytes);
	}
}

static bool
render(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	size_t limit = pfl_report_limit(scene, ROWS);
	struct extent extent = {
		.rows = limit < MOST_ROWS ? limit : MOST_ROWS,
		.more = MORE_ROWS,
		.name = style->name_width ? style->name_width : NAME,
	};
	struct pfl_diff diff;
	bool ok = pfl_diff_init(&diff, scene, style, limit, err) &&
		write_within_budget(&diff, extent, out, err);

	pfl_diff_clear(&diff);
	return ok;
}

const struct pfl_renderer pfl_render_diff_markdown = {
	.family = "diff",
	.format = "markdown",
	.suffix = ".md",
	.help = "a comment for a pull request, below 64 kB",
	.flags = PFL_NEEDS_GRAPH,
	.render = render,
};
