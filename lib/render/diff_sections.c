/* SPDX-License-Identifier: Apache-2.0 */
/* Reports of several comparisons: what each is about, and what is said of all of them. */
#include "base/utf8.h"
#include "render/diff.h"

#include <inttypes.h>

enum { KEY = 40, VALUE = 80 }; /* bytes of a label that are shown */

static void
add_part(const struct pfl_diff *diff, const char *at, size_t n, size_t most,
	struct pfl_text *text)
{
	struct pfl_span part = { at, n };

	part.n = pfl_utf8_cut(at, n, n < most ? n : most);
	pfl_diff_say_quoted(diff, part, text);
	pfl_text_str(text, part.n < n ? "..." : "");
}

void
pfl_diff_say_section(const struct pfl_diff *diff, struct pfl_text *text)
{
	const struct pfl_scene *scene = diff->scene;
	const char *type = scene->type_name;

	add_part(diff, type, strlen(type), VALUE, text);
	for (uint32_t i = 0; i < scene->n_labels; i++) {
		const struct pfl_section_label *label = &scene->label[i];

		pfl_text_str(text, label->value ? ", " : ", without ");
		add_part(diff, label->key, label->key_n, KEY, text);
		if (label->value) {
			pfl_text_str(text, ": ");
			add_part(diff, label->value, label->value_n, VALUE, text);
		}
	}
}

/* Comparisons of which something is found, or whose verdict is the worst; and all findings. */
static uint32_t
count(const struct pfl_scene *scene, const enum pfl_verdict *verdict, uint32_t *n_findings)
{
	uint32_t n = 0;

	*n_findings = 0;
	for (uint32_t i = 0; i < pfl_scene_sections(scene); i++) {
		const struct pfl_comparison *c = pfl_scene_section(scene, i)->comparison;

		n += verdict ? c->has_gate && c->verdict == *verdict : c->n_findings > 0;
		*n_findings += c->n_findings;
	}
	return n;
}

void
pfl_diff_say_overview(const struct pfl_scene *scene, struct pfl_text *text)
{
	uint32_t all = pfl_scene_sections(scene), n_findings, n;
	enum pfl_verdict verdict;

	if (pfl_scene_verdict(scene, &verdict)) {
		n = count(scene, &verdict, &n_findings);
		pfl_text_printf(text, "%s in %" PRIu32 " of %" PRIu32 " comparisons",
			pfl_verdict_word(verdict), n, all);
		return;
	}
	n = count(scene, NULL, &n_findings);
	if (scene->comparison->untested)
		pfl_text_printf(text, "%" PRIu32 " comparisons of %s", all,
			scene->comparison->mean ? "means" : "two snapshots");
	else if (n == 0)
		pfl_text_printf(
			text, "no provable change in any of %" PRIu32 " comparisons", all);
	else
		pfl_text_printf(text,
			"%" PRIu32 " finding%s in %" PRIu32 " of %" PRIu32 " comparisons",
			n_findings, n_findings == 1 ? "" : "s", n, all);
}

void
pfl_diff_say_small(const struct pfl_diff *diff, struct pfl_text *text)
{
	uint32_t n = diff->scene->n_small;

	if (n > 0)
		pfl_text_printf(text,
			"%" PRIu32 " smaller value%s of the label %s not compared by %s", n,
			n == 1 ? "" : "s", n == 1 ? "is" : "are",
			n == 1 ? "itself" : "themselves");
}

bool
pfl_diff_each(const struct pfl_scene *scene, const struct pfl_style *style,
	enum pfl_diff_syntax syntax,
	bool (*see)(void *context, struct pfl_diff *diff, struct pfl_error *err), void *context,
	struct pfl_error *err)
{
	bool ok = true;

	for (uint32_t i = 0; ok && i < pfl_scene_sections(scene); i++) {
		struct pfl_diff diff;

		ok = pfl_diff_init(&diff, pfl_scene_section(scene, i), style, syntax, err);
		diff.section = i;
		ok = ok && see(context, &diff, err);
		pfl_diff_clear(&diff);
	}
	return ok;
}
