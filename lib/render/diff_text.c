/* SPDX-License-Identifier: Apache-2.0 */
/*
 * diff as text for a terminal: the answer in the first lines, then what was found and where,
 * then tables, and last what could not have been seen. As long as it needs to be: what holds
 * nothing but noise is left out, unless the style is verbose.
 */
#include "base/utf8.h"
#include "render/diff.h"
#include "render/renderer.h"
#include "render/report.h"

#include <inttypes.h>

enum {
	ROWS = 20,      /* of the table of functions, unless the view says how many          */
	NOISE_ROWS = 5, /* of these that may be chance, where there is no wish               */
	MORE_ROWS = 10, /* of the tables behind it                                           */
	FEW_ROWS = 5,   /* the same, where nobody asked for all of them */
	FRAMES = 6,     /* of a finding's path, besides those below it                       */
	WIDE = 100,     /* columns of a terminal in which a table has all its columns        */
	BELOW = 6,      /* columns that what is said of a finding is indented               */
	RULES = 20,     /* that are shown one by one                                         */
};

#define RED "\x1b[31m"
#define GREEN "\x1b[32m"
#define YELLOW "\x1b[33m"

struct report {
	const struct pfl_diff *diff;
	struct pfl_out *out;
	bool several;         /* comparisons                    */
	struct pfl_text text; /* whole lines                    */
	struct pfl_text line; /* one that is being made         */
	size_t rows;          /* asked for; SIZE_MAX: no wish   */
	size_t columns;       /* of a line, 0: without end      */
};

/* Where the next line ends: at the last blank that leaves it short enough, if there is one. */
static size_t
break_at(struct pfl_span s, size_t columns)
{
	size_t end = pfl_span_find(s, " "), next;

	while (end < s.n) {
		struct pfl_span rest = { s.at + end + 1, s.n - end - 1 };

		next = end + 1 + pfl_span_find(rest, " ");
		if (pfl_utf8_columns(s.at, next) > columns)
			return end;
		end = next;
	}
	return end;
}

/* Put the line behind the others, indented, and broken at blanks where it is too long. */
static void
end_line(struct report *r, size_t indent, const char *color)
{
	struct pfl_span s = pfl_text_span(&r->line);
	size_t room = r->columns > indent + 20 ? r->columns - indent : 20;
	bool first = true;

	do {
		size_t n = r->columns ? break_at(s, room) : s.n;

		for (size_t i = 0; i < indent + (first ? 0 : 2); i++)
			pfl_text_char(&r->text, ' ');
		pfl_text_str(&r->text, r->diff->style->color && color ? color : "");
		pfl_report_line(&r->text, (struct pfl_span){ s.at, n });
		pfl_text_str(&r->text, r->diff->style->color && color ? PFL_PLAIN : "");
		pfl_text_char(&r->text, '\n');
		n += n < s.n; /* the blank */
		s.at += n;
		s.n -= n;
		room -= first ? 2 : 0;
		first = false;
	} while (s.n > 0);
	r->text.failed |= r->line.failed;
	pfl_text_reset(&r->line);
}

static const char *
verdict_color(const struct pfl_comparison *c)
{
	return c->has_gate && c->verdict == PFL_VERDICT_FAIL    ? PFL_BOLD RED
		: c->has_gate && c->verdict == PFL_VERDICT_PASS ? PFL_BOLD GREEN
								: PFL_BOLD;
}

static void
say_head(struct report *r)
{
	const struct pfl_diff *diff = r->diff;
	const struct pfl_comparison *c = diff->c;
	size_t start;

	pfl_diff_say_headline(diff, r->columns, &r->line);
	end_line(r, 0, verdict_color(c));
	pfl_diff_say_total(diff, &r->line);
	end_line(r, 0, NULL);
	for (int old = 1; old >= 0; old--) {
		pfl_text_str(&r->line, old ? "old: " : "new: ");
		pfl_diff_say_side(diff, old, &r->line);
		end_line(r, 0, NULL);
	}
	pfl_text_str(&r->line, "scale: ");
	pfl_diff_say_basis(diff, &r->line);
	end_line(r, 0, NULL);
	pfl_text_str(&r->line, "noise: ");
	pfl_diff_say_noise(diff, &r->line);
	end_line(r, 0, NULL);
	pfl_text_str(&r->line, "names: ");
	start = r->line.n;
	pfl_diff_say_matching(diff, &r->line);
	if (r->line.n > start)
		end_line(r, 0, NULL);
	pfl_text_reset(&r->line);
	for (uint32_t i = 0; i < c->n_warnings; i++) {
		if (!pfl_diff_is_told(diff, &c->warning[i]))
			continue;
		pfl_text_str(&r->line, c->warning[i].note ? "note: " : "warning: ");
		pfl_diff_say_warning(diff, &c->warning[i], &r->line);
		end_line(r, 0, c->warning[i].note ? NULL : YELLOW);
	}
}

static void
say_finding(struct report *r, uint32_t i)
{
	const struct pfl_diff *diff = r->diff;
	const struct pfl_finding *f = &diff->c->finding[i];
	size_t wide = r->columns;

	pfl_text_char(&r->text, '\n');
	pfl_text_printf(&r->line, "#%-3" PRIu32, i + 1);
	pfl_diff_say_finding(diff, f, wide > 80 ? wide - 55 : wide ? 25 : 0, &r->line);
	pfl_diff_say_bound(diff, f, ", at least ", "", &r->line);
	pfl_text_str(&r->line, " (");
	pfl_diff_say_size(diff, f, &r->line);
	pfl_text_char(&r->line, ')');
	end_line(r, 2, PFL_BOLD);
	if (!diff->c->of_calls) { /* else it is the name once more */
		pfl_diff_say_path(diff, f, FRAMES, wide > BELOW ? wide - BELOW : 0, &r->line);
		end_line(r, BELOW, NULL);
	}
	pfl_diff_say_kind(diff, f, &r->line);
	end_line(r, BELOW, NULL);
	pfl_diff_say_callers(diff, f, "", &r->line);
	if (r->line.n)
		end_line(r, BELOW, NULL);
}

static void
say_rule(struct report *r, const struct pfl_ruling *ruling)
{
	pfl_text_printf(&r->line, "%s ", pfl_verdict_word(ruling->verdict));
	pfl_diff_say_phrase(r->diff, ruling->rule, &r->line);
	pfl_text_str(&r->line, ": ");
	pfl_diff_say_ruling(r->diff, ruling, &r->line);
	end_line(r, 2,
		ruling->verdict == PFL_VERDICT_FAIL           ? RED
			: ruling->verdict == PFL_VERDICT_PASS ? GREEN
							      : NULL);
}

/* What failed stands in front, whatever its place among the rules. */
static void
say_rules(struct report *r)
{
	static const enum pfl_verdict order[] = { PFL_VERDICT_FAIL, PFL_VERDICT_INCONCLUSIVE,
		PFL_VERDICT_WARN, PFL_VERDICT_PASS };
	const struct pfl_comparison *c = r->diff->c;
	uint32_t most = r->diff->style->verbose ? UINT32_MAX : RULES, shown = 0;

	pfl_text_str(&r->text, c->n_rulings ? "\n" : "");
	for (size_t k = 0; k < sizeof(order) / sizeof(order[0]); k++) {
		for (uint32_t i = 0; i < c->n_rulings; i++) {
			if (c->ruling[i].verdict == order[k] && shown++ < most)
				say_rule(r, &c->ruling[i]);
		}
	}
	if (shown > most)
		pfl_text_printf(&r->text, "  and %" PRIu32 " more (-v)\n", shown - most);
}

static bool
put_table(struct report *r, const struct pfl_diff_list *list, size_t n, struct pfl_out *out,
	struct pfl_error *err)
{
	struct pfl_table table =
		pfl_diff_table(list, 0, n, r->columns == 0 || r->columns >= WIDE);

	return pfl_report_put(&r->text, out, err) && pfl_table_text(&table, out, err);
}

/* How many rows of functions: what matters, and a few more to compare it with. */
static size_t
rows_of(const struct report *r, const struct pfl_diff_list *list, size_t fallback)
{
	size_t n = list->n_front + (fallback == ROWS ? NOISE_ROWS : 0);

	if (r->diff->c->untested)
		n = fallback;
	if (r->rows != SIZE_MAX)
		return r->rows < list->n ? r->rows : list->n;
	if (r->diff->style->verbose || n > fallback)
		n = fallback;
	return pfl_diff_changed(list, n);
}

static bool
write_functions(struct report *r, struct pfl_out *out, struct pfl_error *err)
{
	const struct pfl_diff_list *list = pfl_diff_functions(r->diff);
	size_t n = rows_of(r, list, ROWS);

	if (list->n == 0) {
		pfl_text_str(&r->text, "\n  there is no function to compare\n");
		return true;
	}
	pfl_text_printf(&r->text, "\n%s%s\n",
		list->what == PFL_DIFF_CUM ? "cum: what functions and their calls use"
					   : "flat: what functions themselves use",
		r->diff->c->untested ? "" : " (~: within noise)");
	if (n > 0 && !put_table(r, list, n, out, err))
		return false;
	pfl_diff_say_rest(r->diff, n, &r->line);
	if (r->line.n)
		end_line(r, 2, NULL);
	return true;
}

/* A table behind the first: only where it says something, or everything is wanted. */
static bool
write_more(
	struct report *r, enum pfl_diff_what what, struct pfl_out *out, struct pfl_error *err)
{
	static const char *const titles[][2] = {
		[PFL_DIFF_CUM] = { "cum: what functions and their calls use", "functions" },
		[PFL_DIFF_FLAT] = { "flat: what functions themselves use", "functions" },
		[PFL_DIFF_PACKAGES] = { "packages: what their functions themselves use",
			"packages" },
		[PFL_DIFF_LABELS] = { "labels: what samples with them use", "labels" },
		[PFL_DIFF_EDGES] = { "calls: what is used below them", "calls" },
	};
	const struct pfl_diff_list *list = &r->diff->list[what];
	bool all = r->diff->style->verbose;
	bool untested = r->diff->c->untested;
	size_t n = all     ? rows_of(r, list, MORE_ROWS)
		: untested ? pfl_diff_changed(list, FEW_ROWS)
			   : list->n_significant;

	if (list->n == 0 || (!all && n == 0))
		return true;
	if (!all && n > FEW_ROWS)
		n = FEW_ROWS;
	pfl_text_char(&r->text, '\n');
	pfl_text_printf(&r->line, "%s; ", titles[what][0]);
	if (untested)
		pfl_text_printf(&r->line, "%zu of %" PRIu32 " %s", n, list->n, titles[what][1]);
	else
		pfl_text_printf(&r->line,
			"%" PRIu32 " of %" PRIu32 " %s changed by more than noise",
			list->n_significant, list->n, titles[what][1]);
	end_line(r, 0, NULL);
	return n == 0 || put_table(r, list, n, out, err);
}

static bool
write_all(struct report *r, struct pfl_out *out, struct pfl_error *err)
{
	const struct pfl_diff_list *first = pfl_diff_functions(r->diff);
	bool ok;

	say_head(r);
	for (uint32_t i = 0; i < r->diff->c->n_findings; i++)
		say_finding(r, i);
	say_rules(r);
	ok = write_functions(r, out, err);
	for (int what = 0; ok && what < N_PFL_DIFF_WHATS; what++) {
		if (first->what != (enum pfl_diff_what)what)
			ok = write_more(r, (enum pfl_diff_what)what, out, err);
	}
	pfl_text_char(&r->text, '\n');
	pfl_diff_say_detectable(r->diff, &r->line);
	end_line(r, 0, NULL);
	return ok && pfl_report_put(&r->text, out, err);
}

/* The answer of one of several, in a line below that of all. */
static bool
write_answer(void *context, struct pfl_diff *diff, struct pfl_error *err)
{
	struct report *r = context;
	size_t used;

	(void)err;
	r->diff = diff;
	pfl_diff_say_section(diff, &r->line);
	pfl_text_str(&r->line, ": ");
	used = r->line.n;
	pfl_diff_say_headline(
		diff, r->columns > used + 20 ? r->columns - used : r->columns, &r->line);
	end_line(r, 2, NULL);
	pfl_diff_say_small(diff, &r->line);
	if (r->line.n)
		end_line(r, 2, NULL);
	return true;
}

static bool
write_section(void *context, struct pfl_diff *diff, struct pfl_error *err)
{
	struct report *r = context;

	r->diff = diff;
	if (r->several) {
		pfl_text_str(&r->text, "\n");
		pfl_text_str(&r->line, "== ");
		pfl_diff_say_section(diff, &r->line);
		pfl_text_str(&r->line, " ==");
		end_line(r, 0, PFL_BOLD);
	}
	return write_all(r, r->out, err);
}

static bool
write_overview(struct report *r, const struct pfl_scene *scene, const struct pfl_style *style,
	struct pfl_error *err)
{
	const struct pfl_diff no_names = { .style = style };

	if (!r->several)
		return true;
	r->diff = &no_names;
	pfl_diff_say_overview(scene, &r->line);
	end_line(r, 0, PFL_BOLD);
	return pfl_diff_each(scene, style, PFL_DIFF_TEXT, write_answer, r, err) &&
		pfl_report_put(&r->text, r->out, err);
}

static bool
render(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	struct report r = {
		.out = out,
		.rows = pfl_report_limit(scene, SIZE_MAX),
		.columns = style->columns,
		.several = pfl_scene_sections(scene) > 1,
	};
	bool ok;

	if (pfl_view_get(scene->view, "node-count") && r.rows == SIZE_MAX)
		r.rows = SIZE_MAX - 1; /* 0: all of them */
	ok = write_overview(&r, scene, style, err) &&
		pfl_diff_each(scene, style, PFL_DIFF_TEXT, write_section, &r, err);
	pfl_text_clear(&r.text);
	pfl_text_clear(&r.line);
	return ok;
}

const struct pfl_renderer pfl_render_diff_text = {
	.family = "diff",
	.format = "text",
	.suffix = ".txt",
	.help = "what changed and is no noise, the surest first; -v: all tables",
	.flags = PFL_SECTIONS | PFL_PAIR_MEANS,
	.render = render,
};
