/* SPDX-License-Identifier: Apache-2.0 */
/*
 * diff as JUnit XML, which CI systems show as tests: a case for each rule, or where there are
 * none for each finding. Names are text and attributes of XML 1.0: what that cannot hold is
 * visible as an escape.
 */
#include "base/escape.h"
#include "render/diff.h"
#include "render/renderer.h"
#include "render/report.h"

#include <inttypes.h>

struct suite {
	const struct pfl_diff *diff; /* of the comparison at hand             */
	struct pfl_text text;        /* the document                         */
	struct pfl_text scratch;     /* a text that is about to be escaped   */
};

/* What scratch holds, as text or attribute. */
static void
put_scratch(struct suite *s)
{
	pfl_escape_xml(pfl_sink_text(&s->text), pfl_text_span(&s->scratch));
	s->text.failed |= s->scratch.failed;
	pfl_text_reset(&s->scratch);
}

static void
put_string(struct suite *s, const char *string)
{
	pfl_escape_xml(pfl_sink_text(&s->text), pfl_span_of(string));
}

static void
open_case(struct suite *s)
{
	pfl_text_str(&s->text, "    <testcase classname=\"profdiff.");
	pfl_diff_say_section(s->diff, &s->scratch);
	put_scratch(s);
	pfl_text_str(&s->text, "\" name=\"");
}

static void
add_ruling(struct suite *s, const struct pfl_ruling *r)
{
	const char *element = r->verdict == PFL_VERDICT_FAIL ? "failure"
		: r->verdict == PFL_VERDICT_INCONCLUSIVE     ? "skipped"
							     : "system-out";
	bool message = r->verdict == PFL_VERDICT_FAIL || r->verdict == PFL_VERDICT_INCONCLUSIVE;

	open_case(s);
	put_string(s, r->rule);
	pfl_text_printf(&s->text, "\">\n      <%s%s", element, message ? " message=\"" : ">");
	pfl_diff_say_ruling(s->diff, r, &s->scratch);
	if (message) {
		put_scratch(s);
		pfl_text_str(&s->text, "\"");
		pfl_text_str(&s->text,
			r->verdict == PFL_VERDICT_FAIL ? " type=\"FAIL\"/>\n" : "/>\n");
	} else {
		pfl_text_printf(&s->text, "%s: ", pfl_verdict_word(r->verdict));
		put_scratch(s);
		pfl_text_printf(&s->text, "</%s>\n", element);
	}
	pfl_text_str(&s->text, "    </testcase>\n");
}

/* All about a finding but what it is. */
static void
put_details(struct suite *s, const struct pfl_finding *f)
{
	pfl_diff_say_bound(s->diff, f, "at least ", "; ", &s->scratch);
	pfl_diff_say_size(s->diff, f, &s->scratch);
	pfl_text_str(&s->scratch, "; ");
	pfl_diff_say_kind(s->diff, f, &s->scratch);
	pfl_diff_say_callers(s->diff, f, "; ", &s->scratch);
	put_scratch(s);
	pfl_text_str(&s->text, "\n");
	pfl_diff_say_path(s->diff, f, UINT32_MAX, 0, &s->scratch);
	put_scratch(s);
}

/* Nobody made a rule of it, so it is told, and passes. */
static void
add_finding(struct suite *s, const struct pfl_finding *f)
{
	open_case(s);
	pfl_diff_say_finding(s->diff, f, 0, &s->scratch);
	put_scratch(s);
	pfl_text_str(&s->text, "\">\n      <system-out>");
	put_details(s, f);
	pfl_text_str(&s->text, "</system-out>\n    </testcase>\n");
}

/* Where rules are the cases, findings are still what explains them. */
static void
put_findings(struct suite *s)
{
	const struct pfl_comparison *c = s->diff->c;

	for (uint32_t i = 0; i < c->n_findings && c->n_rulings; i++) {
		pfl_text_printf(&s->text, "\n#%" PRIu32 " ", i + 1);
		pfl_diff_say_finding(s->diff, &c->finding[i], 0, &s->scratch);
		put_scratch(s);
		pfl_text_str(&s->text, ": ");
		put_details(s, &c->finding[i]);
	}
}

static void
add_cases(struct suite *s)
{
	const struct pfl_comparison *c = s->diff->c;

	for (uint32_t i = 0; i < c->n_rulings; i++)
		add_ruling(s, &c->ruling[i]);
	for (uint32_t i = 0; i < c->n_findings && !c->n_rulings; i++)
		add_finding(s, &c->finding[i]);
	if (!c->n_rulings && !c->n_findings) {
		open_case(s);
		pfl_text_str(&s->text,
			pfl_diff_emptiness(c)  ? pfl_diff_emptiness(c)
				: c->snapshots ? "what came between two snapshots"
					       : "no provable change");
		pfl_text_str(&s->text, "\"/>\n");
	}
}

struct counts {
	uint32_t tests, failures, skipped;
};

static void
count(const struct pfl_comparison *c, struct counts *counts)
{
	counts->tests += c->n_rulings ? c->n_rulings : c->n_findings ? c->n_findings : 1;
	for (uint32_t i = 0; i < c->n_rulings; i++) {
		counts->failures += c->ruling[i].verdict == PFL_VERDICT_FAIL;
		counts->skipped += c->ruling[i].verdict == PFL_VERDICT_INCONCLUSIVE;
	}
}

static void
add_counts(struct suite *s, const struct counts *counts)
{
	pfl_text_printf(&s->text,
		" tests=\"%" PRIu32 "\" failures=\"%" PRIu32
		"\" errors=\"0\" skipped=\"%" PRIu32 "\"",
		counts->tests, counts->failures, counts->skipped);
}

/* What all cases have in common: the answer, the sides, how they were compared. */
static void
add_output(struct suite *s)
{
	static void (*const lines[])(const struct pfl_diff *diff, struct pfl_text *text) = {
		pfl_diff_say_total, pfl_diff_say_basis, pfl_diff_say_noise,
		pfl_diff_say_matching, pfl_diff_say_sum, pfl_diff_say_detectable
	};
	const struct pfl_comparison *c = s->diff->c;

	pfl_text_str(&s->text, "    <system-out>");
	pfl_diff_say_headline(s->diff, 0, &s->scratch);
	put_scratch(s);
	for (int old = 1; old >= 0; old--) {
		pfl_text_str(&s->text, old ? "\nold: " : "\nnew: ");
		pfl_diff_say_side(s->diff, old, &s->scratch);
		put_scratch(s);
	}
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		lines[i](s->diff, &s->scratch);
		pfl_text_str(&s->text, s->scratch.n ? "\n" : "");
		put_scratch(s);
	}
	for (uint32_t i = 0; i < c->n_warnings; i++) {
		if (!pfl_diff_is_told(s->diff, &c->warning[i]))
			continue;
		pfl_text_str(&s->text, c->warning[i].note ? "\nnote: " : "\nwarning: ");
		pfl_diff_say_warning(s->diff, &c->warning[i], &s->scratch);
		put_scratch(s);
	}
	put_findings(s);
	pfl_text_str(&s->text, "\n</system-out>\n");
}

static bool
write_suite(void *context, struct pfl_diff *diff, struct pfl_error *err)
{
	struct suite *s = context;
	struct counts counts = { 0 };

	(void)err;
	s->diff = diff;
	count(diff->c, &counts);
	pfl_text_str(&s->text, "  <testsuite name=\"profdiff ");
	pfl_diff_say_section(diff, &s->scratch);
	put_scratch(s);
	pfl_text_char(&s->text, '"');
	add_counts(s, &counts);
	pfl_text_str(&s->text, ">\n");
	add_cases(s);
	add_output(s);
	pfl_text_str(&s->text, "  </testsuite>\n");
	return true;
}

static bool
render(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	struct suite s = { 0 };
	struct counts counts = { 0 };
	bool ok;

	for (uint32_t i = 0; scene->comparison && i < pfl_scene_sections(scene); i++)
		count(pfl_scene_section(scene, i)->comparison, &counts);
	pfl_text_str(&s.text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
	add_counts(&s, &counts);
	pfl_text_str(&s.text, ">\n");
	ok = pfl_diff_each(scene, style, PFL_DIFF_TEXT, write_suite, &s, err);
	pfl_text_str(&s.text, "</testsuites>\n");
	pfl_text_clear(&s.scratch);
	ok = pfl_report_put(&s.text, out, err) && ok;
	pfl_text_clear(&s.text);
	return ok;
}

const struct pfl_renderer pfl_render_diff_junit = {
	.family = "diff",
	.format = "junit",
	.suffix = ".xml",
	.help = "JUnit XML: a test case for each rule, or for each finding",
	.flags = PFL_SECTIONS,
	.render = render,
};
