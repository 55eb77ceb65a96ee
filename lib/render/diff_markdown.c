/* SPDX-License-Identifier: Apache-2.0 */
/*
 * diff as a comment for a pull request, or for a CI's summary of a step. GitHub takes 65 536
 * characters for a comment, so what matters less is given up until it fits.
 */
#include "base/escape.h"
#include "render/diff.h"
#include "render/diff_mermaid.h"
#include "render/renderer.h"
#include "render/report.h"

#include <inttypes.h>
#include <stdlib.h>

enum {
	BUDGET = 60 * 1000, /* bytes of everything, unless the style says                    */
	ROWS = 50,          /* of functions in a folded table, unless the view says          */
	MORE_ROWS = 10,     /* of the other tables                                           */
	FINDINGS = 20,      /* that are shown one by one                                     */
	RULES = 50,
	WARNINGS = 20,
	FRAMES = 6, /* of a path                                                     */
	FEW_FRAMES = 3,
	NAME = 160, /* bytes of a name                                               */
	SHORT_NAME = 40,
	TITLE = 60, /* columns of a name in a sentence                               */
	KEY = 60,   /* bytes of what the marker says                                 */
};

/* How much of it to show; see shrink() for what is given up first. */
struct extent {
	size_t rows, more;
	uint32_t frames;
	unsigned name;
	bool picture;
	bool sections; /* more of the second and later comparisons than a line */
};

struct comment {
	const struct pfl_scene *scene; /* the first */
	const struct pfl_style *style;
	const struct pfl_diff *diff; /* the one at hand */
	bool several;                /* comparisons     */
	struct extent extent;
	struct pfl_text text;
	struct pfl_out *out;
};

/* By which a job finds the comment it wrote before; nothing of a name can end it. */
static void
add_marker(struct comment *m)
{
	const char *name = m->scene->type_name;

	pfl_text_str(&m->text, "<!-- profdiff:");
	for (size_t i = 0; name[i] && i < KEY; i++) {
		char c = name[i];
		bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
			(c >= 'A' && c <= 'Z');

		pfl_text_char(&m->text, plain ? c : '_');
	}
	pfl_text_str(&m->text, " -->\n");
}

/* Decoration: the word is there as well. */
static const char *
light(const struct pfl_comparison *c)
{
	if (c->untested || (c->total.old == 0 && c->total.now == 0))
		return "⚪";
	if (c->has_gate)
		return c->verdict == PFL_VERDICT_FAIL    ? "🔴"
			: c->verdict == PFL_VERDICT_PASS ? "🟢"
							 : "🟡";
	for (uint32_t i = 0; i < c->n_findings; i++) {
		if (c->finding[i].delta > 0)
			return "🟡";
	}
	return "🟢";
}

static void
say_head(struct comment *m)
{
	const struct pfl_comparison *c = m->diff->c;

	add_marker(m);
	pfl_text_printf(&m->text, "### %s profdiff ", light(c));
	pfl_escape_markdown_code(
		pfl_sink_text(&m->text), pfl_span_of(m->diff->scene->type_name), false);
	pfl_text_str(&m->text, ": ");
	if (c->has_gate)
		pfl_text_printf(&m->text, "%s, ", pfl_verdict_word(c->verdict));
	if (pfl_diff_emptiness(c))
		pfl_text_printf(&m->text, "%s\n\n", pfl_diff_emptiness(c));
	else if (c->n_findings)
		pfl_text_printf(&m->text, "%" PRIu32 " finding%s\n\n", c->n_findings,
			c->n_findings == 1 ? "" : "s");
	else if (c->untested)
		pfl_text_printf(
			&m->text, "%s\n\n", c->mean ? "means" : "between two snapshots");
	else
		pfl_text_str(&m->text, "no provable change\n\n");
}

static bool
say_answer(void *context, struct pfl_diff *diff, struct pfl_error *err)
{
	struct comment *m = context;
	size_t start;

	(void)err;
	pfl_text_printf(&m->text, "- %s ", light(diff->c));
	pfl_diff_say_section(diff, &m->text);
	pfl_text_str(&m->text, ": ");
	pfl_diff_say_headline(diff, 0, &m->text);
	start = m->text.n;
	pfl_text_str(&m->text, "; ");
	pfl_diff_say_small(diff, &m->text);
	if (m->text.n == start + 2)
		pfl_text_cut(&m->text, start);
	pfl_text_char(&m->text, '\n');
	return true;
}

/* The answer of several, and that of each. */
static bool
say_overview(struct comment *m, struct pfl_error *err)
{
	const struct pfl_comparison *worst = m->scene->comparison;

	for (uint32_t i = 1; i < pfl_scene_sections(m->scene); i++) {
		const struct pfl_comparison *c = pfl_scene_section(m->scene, i)->comparison;

		if (c->has_gate ? !worst->has_gate || c->verdict > worst->verdict
				: !worst->has_gate && !worst->n_findings && c->n_findings)
			worst = c;
	}
	add_marker(m);
	pfl_text_printf(&m->text, "### %s profdiff: ", light(worst));
	pfl_diff_say_overview(m->scene, &m->text);
	pfl_text_str(&m->text, "\n\n");
	return pfl_diff_each(m->scene, m->style, PFL_DIFF_MARKDOWN, say_answer, m, err);
}

/* What a part of several is about, where HTML is: as code, so that nobody is called by it. */
static void
say_summary(struct comment *m)
{
	struct pfl_diff plain = *m->diff;
	struct pfl_text title = { 0 };

	plain.syntax = PFL_DIFF_TEXT;
	pfl_diff_say_section(&plain, &title);
	pfl_text_str(&m->text, "\n<details><summary><code>");
	pfl_escape_xml(pfl_sink_text(&m->text), pfl_text_span(&title));
	pfl_text_str(&m->text, "</code></summary>\n\n");
	m->text.failed |= title.failed;
	pfl_text_clear(&title);
}

static const struct pfl_finding *
finding_at(const void *rows, size_t i)
{
	const struct comment *m = rows;

	return &m->diff->c->finding[i];
}

static void
get_number(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	(void)rows;
	(void)scratch;
	cell->kind = PFL_CELL_NUMBER;
	cell->value = (pfl_sum)i + 1;
}

static void
get_old(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	const struct comment *m = rows;

	(void)scratch;
	cell->kind = PFL_CELL_VALUE;
	cell->value = pfl_diff_old(m->diff, finding_at(rows, i)->old);
}

static void
get_new(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	const struct comment *m = rows;

	(void)scratch;
	cell->kind = PFL_CELL_VALUE;
	cell->value = pfl_diff_now(m->diff, finding_at(rows, i)->now);
}

static void
get_delta(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	const struct comment *m = rows;

	(void)scratch;
	cell->kind = PFL_CELL_CHANGE;
	cell->value = pfl_diff_change(m->diff, finding_at(rows, i)->delta);
}

static void
get_bound(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	const struct comment *m = rows;

	(void)scratch;
	cell->kind = PFL_CELL_CHANGE;
	cell->value = pfl_diff_change(m->diff, finding_at(rows, i)->bound);
}

static void
get_class(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	(void)scratch;
	cell->kind = PFL_CELL_WORD;
	cell->word = pfl_finding_class(finding_at(rows, i)->class);
}

static void
get_function(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	const struct comment *m = rows;

	cell->name = pfl_report_printed(
		m->diff->scene, finding_at(rows, i)->node, scratch, &cell->head);
}

static const struct pfl_table_column finding_columns[] = {
	{ "number", "finding", PFL_IN_MARKDOWN, 1, get_number },
	{ "old", "old", PFL_IN_MARKDOWN, 1, get_old },
	{ "new", "new", PFL_IN_MARKDOWN, 1, get_new },
	{ "delta", "change", PFL_IN_MARKDOWN, 1, get_delta },
	{ "bound", "at least", PFL_IN_MARKDOWN, 1, get_bound },
	{ "class", "kind", PFL_IN_MARKDOWN, 1, get_class },
	{ "name", "function", PFL_IN_MARKDOWN, 0, get_function },
};

static bool
put_text(struct comment *m, struct pfl_error *err)
{
	return pfl_report_put(&m->text, m->out, err);
}

static bool
write_table(struct comment *m, struct pfl_table *table, struct pfl_error *err)
{
	table->name_width = m->extent.name;
	return put_text(m, err) && pfl_table_markdown(table, m->out, err);
}

static bool
write_findings(struct comment *m, struct pfl_error *err)
{
	const struct pfl_comparison *c = m->diff->c;
	uint32_t n = c->n_findings < FINDINGS ? c->n_findings : FINDINGS;
	struct pfl_table table = pfl_report_table(m->diff->scene, m->diff->style);

	if (n == 0)
		return true;
	table.column = finding_columns;
	table.n_columns = sizeof(finding_columns) / sizeof(finding_columns[0]);
	table.rows = m;
	table.n = n;
	table.unit = m->diff->unit;
	if (!write_table(m, &table, err))
		return false;
	pfl_text_char(&m->text, '\n');
	for (uint32_t i = 0; i < n; i++) {
		pfl_text_printf(&m->text, "%" PRIu32 ". ", i + 1);
		pfl_diff_say_finding(m->diff, &c->finding[i], TITLE, &m->text);
		pfl_text_str(&m->text, " (");
		pfl_diff_say_size(m->diff, &c->finding[i], &m->text);
		pfl_text_str(&m->text, "): ");
		if (!c->of_calls) { /* else it is the name once more */
			pfl_diff_say_path(
				m->diff, &c->finding[i], m->extent.frames, 0, &m->text);
			pfl_text_str(&m->text, " — ");
		}
		pfl_diff_say_kind(m->diff, &c->finding[i], &m->text);
		pfl_diff_say_callers(m->diff, &c->finding[i], "; ", &m->text);
		pfl_text_char(&m->text, '\n');
	}
	if (n < c->n_findings)
		pfl_text_printf(
			&m->text, "\nAnd %" PRIu32 " findings more.\n", c->n_findings - n);
	pfl_text_char(&m->text, '\n');
	return true;
}

static void
say_sentence(struct comment *m, size_t start)
{
	pfl_diff_capitalize(&m->text, start);
	pfl_text_char(&m->text, '.');
}

static void
say_facts(struct comment *m)
{
	const struct pfl_comparison *c = m->diff->c;
	size_t start = m->text.n;

	pfl_diff_say_total(m->diff, &m->text);
	say_sentence(m, start);
	pfl_text_str(&m->text, "\n\n- old: ");
	pfl_diff_say_side(m->diff, true, &m->text);
	pfl_text_str(&m->text, "\n- new: ");
	pfl_diff_say_side(m->diff, false, &m->text);
	pfl_text_str(&m->text, "\n- scale: ");
	pfl_diff_say_basis(m->diff, &m->text);
	pfl_text_char(&m->text, '\n');
	for (uint32_t i = 0; i < c->n_warnings && i < WARNINGS; i++) {
		if (!pfl_diff_is_told(m->diff, &c->warning[i]))
			continue;
		pfl_text_str(&m->text, c->warning[i].note ? "- note: " : "- ⚠️ warning: ");
		pfl_diff_say_warning(m->diff, &c->warning[i], &m->text);
		pfl_text_char(&m->text, '\n');
	}
	if (c->n_warnings > WARNINGS)
		pfl_text_printf(&m->text, "- and %" PRIu32 " warnings more\n",
			c->n_warnings - WARNINGS);
}

static void
say_rules(struct comment *m)
{
	static const enum pfl_verdict order[] = { PFL_VERDICT_FAIL, PFL_VERDICT_INCONCLUSIVE,
		PFL_VERDICT_WARN, PFL_VERDICT_PASS };
	const struct pfl_comparison *c = m->diff->c;
	uint32_t shown = 0;

	if (c->n_rulings)
		pfl_text_str(&m->text, "\nRules:\n\n");
	for (size_t k = 0; k < sizeof(order) / sizeof(order[0]); k++) {
		for (uint32_t i = 0; i < c->n_rulings; i++) {
			const struct pfl_ruling *r = &c->ruling[i];

			if (r->verdict != order[k] || ++shown > RULES)
				continue;
			pfl_text_printf(&m->text, "- **%s** ", pfl_verdict_word(r->verdict));
			pfl_escape_markdown_code(
				pfl_sink_text(&m->text), pfl_span_of(r->rule), false);
			pfl_text_char(&m->text, ' ');
			pfl_diff_say_ruling(m->diff, r, &m->text);
			pfl_text_char(&m->text, '\n');
		}
	}
	if (shown > RULES)
		pfl_text_printf(&m->text, "- and %" PRIu32 " more\n", shown - RULES);
}

static const char *const titles[] = {
	[PFL_DIFF_CUM] = "Functions and their calls (cum)",
	[PFL_DIFF_FLAT] = "Functions themselves (flat)",
	[PFL_DIFF_PACKAGES] = "Packages",
	[PFL_DIFF_LABELS] = "Labels",
	[PFL_DIFF_EDGES] = "Calls",
};

/* A folded table of the first rows; the functions also where all is noise. */
static bool
write_details(struct comment *m, const struct pfl_diff_list *list, struct pfl_error *err)
{
	bool first = list == pfl_diff_functions(m->diff);
	size_t most = first ? m->extent.rows : m->extent.more;
	bool untested = m->diff->c->untested;
	size_t n = first || untested ? pfl_diff_changed(list, most) : list->n_significant;
	struct pfl_table table;

	n = n < most ? n : most;
	if (n == 0)
		return true;
	pfl_text_printf(&m->text, "\n<details><summary>%s: %zu of %" PRIu32, titles[list->what],
		n, list->n);
	if (!untested)
		pfl_text_printf(&m->text, ", %" PRIu32 " changed by more than noise",
			list->n_significant);
	pfl_text_str(&m->text, "</summary>\n\n");
	table = pfl_diff_table(list, 0, n, true);
	if (!write_table(m, &table, err))
		return false;
	if (first) {
		size_t start;

		pfl_text_char(&m->text, '\n');
		start = m->text.n;
		pfl_diff_say_rest(m->diff, n, &m->text);
		if (m->text.n > start)
			say_sentence(m, start);
		pfl_text_char(&m->text, '\n');
	}
	pfl_text_str(&m->text, "\n</details>\n");
	return true;
}

static void
say_foot(struct comment *m)
{
	size_t start, before;

	pfl_text_str(&m->text, "\n<sub>");
	pfl_diff_say_detectable(m->diff, &m->text);
	pfl_text_char(&m->text, ' ');
	start = m->text.n;
	pfl_diff_say_noise(m->diff, &m->text);
	say_sentence(m, start);
	start = m->text.n;
	pfl_text_str(&m->text, " Names: ");
	before = m->text.n;
	pfl_diff_say_matching(m->diff, &m->text);
	if (m->text.n == before)
		pfl_text_cut(&m->text, start);
	else
		pfl_text_str(&m->text, ".");
	pfl_text_str(&m->text, "</sub>\n");
}

/* All that is said of one comparison below its heading. */
static bool
write_body(struct comment *m, struct pfl_error *err)
{
	const struct pfl_diff_list *first = pfl_diff_functions(m->diff);
	bool ok = write_findings(m, err);

	if (ok) {
		say_facts(m);
		say_rules(m);
		ok = write_details(m, first, err);
	}
	for (int what = 0; ok && what < N_PFL_DIFF_WHATS; what++) {
		if (first->what != (enum pfl_diff_what)what)
			ok = write_details(m, &m->diff->list[what], err);
	}
	if (ok && m->extent.picture && m->diff->section == 0)
		pfl_diff_mermaid(m->diff, &m->text);
	if (ok)
		say_foot(m);
	return ok;
}

static bool
write_section(void *context, struct pfl_diff *diff, struct pfl_error *err)
{
	struct comment *m = context;
	bool folded = diff->section > 0;

	if (folded && !m->extent.sections)
		return true;
	m->diff = diff;
	if (folded)
		say_summary(m);
	else if (m->several)
		pfl_text_str(&m->text, "\n");
	else
		say_head(m);
	if (!write_body(m, err))
		return false;
	pfl_text_str(&m->text, folded ? "\n</details>\n" : "");
	return put_text(m, err);
}

static bool
write_comment(struct comment *m, struct pfl_error *err)
{
	if (m->several && !say_overview(m, err))
		return false;
	return pfl_diff_each(m->scene, m->style, PFL_DIFF_MARKDOWN, write_section, m, err);
}

/* Show less, where there is still something to give up: details, paths, names, in this order.
 */
static bool
shrink(struct extent *e)
{
	static const size_t steps[] = { 500, 100, 50, 20, 10, 0 };

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		if (e->rows > steps[i]) {
			e->rows = steps[i];
			e->more = e->more < e->rows ? e->more : e->rows;
			return true;
		}
	}
	if (e->picture)
		e->picture = false;
	else if (e->frames > FEW_FRAMES)
		e->frames = FEW_FRAMES;
	else if (e->sections)
		e->sections = false;
	else if (e->name > SHORT_NAME)
		e->name = SHORT_NAME;
	else
		return false;
	return true;
}

/* The comment in so much detail, and how long it is; NULL with *err. */
static char *
make_comment(struct comment *m, size_t *n, struct pfl_error *err)
{
	m->out = pfl_out_memory(err);
	if (!m->out)
		return NULL;
	if (write_comment(m, err))
		return pfl_out_take(m->out, n, err);
	pfl_text_clear(&m->text);
	pfl_out_abandon(m->out);
	return NULL;
}

static bool
write_within_budget(
	struct comment *m, size_t budget, struct pfl_out *out, struct pfl_error *err)
{
	for (;;) {
		size_t n;
		char *bytes = make_comment(m, &n, err);

		if (!bytes)
			return false;
		if (n <= budget || !shrink(&m->extent)) {
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
	size_t budget = style->max_bytes ? style->max_bytes : BUDGET;
	size_t limit = pfl_report_limit(scene, style->max_bytes > BUDGET ? 10 * ROWS : ROWS);
	bool several = pfl_scene_sections(scene) > 1;
	struct comment m = {
		.scene = scene,
		.style = style,
		.several = several,
		.extent = { .rows = limit,
			.more = limit < MORE_ROWS ? limit : MORE_ROWS,
			.frames = FRAMES,
			.name = style->name_width ? style->name_width : NAME,
			.picture = true,
			.sections = several },
	};

	return write_within_budget(&m, budget, out, err);
}

const struct pfl_renderer pfl_render_diff_markdown = {
	.family = "diff",
	.format = "markdown",
	.suffix = ".md",
	.help = "a comment for a pull request, below 64 kB, or a CI's step summary",
	.flags = PFL_SECTIONS | PFL_PAIR_MEANS,
	.render = render,
};
