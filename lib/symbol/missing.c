/* SPDX-License-Identifier: Apache-2.0 */
#include "symbol/missing.h"

#include "base/name.h"

#include <stdlib.h>

enum { NAMED = 3 }; /* programs */

static const char *const reasons[] = {
	[PFL_MISSING_FILE] = "not found",
	[PFL_MISSING_BUILD] = "found in another build only",
	[PFL_MISSING_PROOF] = ("found, but nothing says that it is the one (its folder in "
			       "--binary-path does)"),
	[PFL_MISSING_TABLE] = "stripped, and its debug file not found",
	[PFL_MISSING_SYMBOL] = "without a function there",
	[PFL_MISSING_LIBRARY] = "not read, for want of elfutils",
	[PFL_MISSING_FOLDER] = "",
	[PFL_MISSING_READ] = "not read",
};

/* Of a sample: what it weighs; of a pair, on both sides. */
static pfl_sum
weight_of(const struct pfl_profile *p, uint32_t type, uint32_t sample)
{
	pfl_sum weight = pfl_sum_abs(p->samples.value[type][sample]);

	if (p->samples.before)
		weight += pfl_sum_abs(p->samples.before[type][sample]);
	return weight;
}

static void
add_name(const struct pfl_profile *p, uint32_t mapping, const char *why, struct pfl_text *text)
{
	struct pfl_span name = pfl_path_base(pfl_profile_text(p, p->mappings.file[mapping]));
	struct pfl_span id = pfl_profile_text(p, p->mappings.build_id[mapping]);
	const char *kind = id.n ? "build" : "debug";

	if (text->n)
		pfl_text_str(text, ", ");
	name.n = name.n < 60 ? name.n : 60;
	if (name.n)
		pfl_text_add(text, name);
	else
		pfl_text_str(text, "a program without a name");
	if (!id.n)
		id = pfl_profile_text(p, p->mappings.debug_id[mapping]);
	id.n = id.n < 40 ? id.n : 40;
	if (id.n) {
		pfl_text_printf(text, " (%s id ", kind);
		pfl_text_add(text, id);
		pfl_text_char(text, ')');
	}
	pfl_text_str(text, *why ? " " : "");
	pfl_text_str(text, why);
}

/* The programs that most is missing of, and how many there are. */
static size_t
add_names(const struct pfl_profile *p, pfl_sum *missing, const uint8_t *why,
	struct pfl_text *text)
{
	size_t n = 0;

	for (uint32_t i = 0; i < p->mappings.n; i++)
		n += missing[i] > 0;
	for (size_t k = 0; k < n && k < NAMED; k++) {
		uint32_t most = 0;

		for (uint32_t i = 1; i < p->mappings.n; i++) {
			if (missing[i] > missing[most])
				most = i;
		}
		missing[most] = 0;
		add_name(p, most, reasons[why[most]], text);
	}
	if (n > NAMED)
		pfl_text_printf(text, " and %zu more", n - NAMED);
	if (why[0] == PFL_MISSING_FOLDER)
		pfl_text_str(text,
			" not looked for (--binary-path names folders; / stands for "
			"where the profile says)");
	return n;
}

bool
pfl_missing_note(struct pfl_profile *p, const uint32_t *program, const uint8_t *why,
	struct pfl_error *err)
{
	pfl_sum *missing = calloc((size_t)p->mappings.n + 1, sizeof(*missing));
	uint32_t type = (uint32_t)pfl_profile_default_type(p);
	pfl_sum total = 0, without = 0;
	struct pfl_text text = { 0 };

	if (!missing)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	for (uint32_t i = 0; i < p->samples.n && p->types.n > 0; i++) {
		uint32_t stack = p->samples.stack[i];
		pfl_sum weight = weight_of(p, type, i);
		uint32_t of = stack ? program[p->stacks.location[stack]] : 0;

		total += weight;
		if (of) {
			missing[of - 1] += weight;
			without += weight;
		}
	}
	if (without * 100 >= total && without > 0 && add_names(p, missing, why, &text) > 0 &&
		pfl_text_ok(&text, err))
		pfl_profile_add_note(p, "%d %% of samples have no symbols: %s",
			(int)((without * 100 + total / 2) / total), pfl_text_get(&text));
	pfl_text_clear(&text);
	free(missing);
	return err->code == PFL_OK;
}
