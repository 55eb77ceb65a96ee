/* SPDX-License-Identifier: Apache-2.0 */
#include "render/diff_json.h"

#include "render/report.h"

#include <math.h>

enum { DIGITS = 6 }; /* of what was estimated */

void
pfl_diff_json_double(struct pfl_diff_json *d, const char *key, double value)
{
	pfl_jsonw_key(&d->w, key);
	pfl_jsonw_rounded(&d->w, value, DIGITS); /* null when it is no number */
}

void
pfl_diff_json_sum(struct pfl_diff_json *d, const char *key, pfl_sum value)
{
	pfl_jsonw_key(&d->w, key);
	pfl_jsonw_sum(&d->w, value);
}

void
pfl_diff_json_count(struct pfl_diff_json *d, const char *key, uint64_t value)
{
	pfl_jsonw_key(&d->w, key);
	pfl_jsonw_u64(&d->w, value);
}

void
pfl_diff_json_word(struct pfl_diff_json *d, const char *key, const char *word)
{
	pfl_jsonw_key(&d->w, key);
	pfl_jsonw_text(&d->w, word);
}

void
pfl_diff_json_flag(struct pfl_diff_json *d, const char *key, bool value)
{
	pfl_jsonw_key(&d->w, key);
	pfl_jsonw_bool(&d->w, value);
}

void
pfl_diff_json_name(struct pfl_diff_json *d, uint32_t node)
{
	pfl_text_reset(&d->scratch);
	pfl_jsonw_str(&d->w, pfl_report_name(d->diff->scene, node, &d->scratch));
}

void
pfl_diff_json_node(struct pfl_diff_json *d, const char *key, uint32_t node)
{
	pfl_jsonw_key(&d->w, key);
	if (node == PFL_NONE)
		pfl_jsonw_null(&d->w);
	else
		pfl_diff_json_name(d, node);
}

pfl_sum
pfl_diff_json_round(double value)
{
	double rounded = rint(value);

	return fabs(rounded) < 0x1p126 ? (pfl_sum)rounded : 0;
}

void
pfl_diff_json_whole(struct pfl_diff_json *d, const char *key, double value)
{
	pfl_jsonw_key(&d->w, key);
	if (isfinite(value))
		pfl_jsonw_sum(&d->w, pfl_diff_json_round(value));
	else
		pfl_jsonw_null(&d->w);
}

pfl_sum
pfl_diff_json_change(const struct pfl_diff_json *d, const struct pfl_delta *delta)
{
	return delta->now - pfl_diff_json_round((double)delta->old * d->c->factor);
}
