/* SPDX-License-Identifier: Apache-2.0 */
/* A view: the settings that were made. */
#include "transform/view.h"

#include "base/unit.h"
#include "transform/setting.h"
#include "transform/setting_value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pfl_view {
	char *value[PFL_N_SETTINGS]; /* NULL: the default */
};

static bool
check_kind(const struct pfl_setting *s, const char *value, struct pfl_error *err)
{
	int64_t count;
	bool on;

	switch (s->kind) {
	case PFL_SETTING_FLAG:
		if (pfl_parse_flag(value, &on))
			return true;
		return pfl_fail(
			err, PFL_USAGE, "%s: '%s' is neither true nor false", s->name, value);
	case PFL_SETTING_COUNT:
		if (pfl_parse_count(value, &count))
			return true;
		return pfl_fail(err, PFL_USAGE, "%s: '%s' is not a whole number up to %d",
			s->name, value, INT32_MAX);
	case PFL_SETTING_CHOICE:
		if (pfl_parse_choice(s->arg, value) >= 0)
			return true;
		return pfl_fail(
			err, PFL_USAGE, "%s: '%s' is none of %s", s->name, value, s->arg);
	case PFL_SETTING_NUMBER:
	case PFL_SETTING_REGEXP:
	case PFL_SETTING_TEXT:
	case PFL_SETTING_LINES:
		break;
	}
	return true;
}

const char *
pfl_view_palette_label(const struct pfl_view *view)
{
	return view ? pfl_parse_palette(pfl_view_get(view, "palette")) : NULL;
}

struct pfl_view *
pfl_view_new(struct pfl_error *err)
{
	struct pfl_view *view = calloc(1, sizeof(*view));

	if (!view)
		pfl_fail(err, PFL_NOMEM, "out of memory");
	return view;
}

void
pfl_view_free(struct pfl_view *view)
{
	if (!view)
		return;
	for (int i = 0; i < PFL_N_SETTINGS; i++)
		free(view->value[i]);
	free(view);
}

static void
put(struct pfl_view *view, int i, char *value)
{
	free(view->value[i]);
	view->value[i] = value;
}

/* There is one order: asking for one of the two takes the other back. */
static void
settle_order(struct pfl_view *view, int i)
{
	bool on = false;

	if (view->value[i] && pfl_parse_flag(view->value[i], &on) && on) {
		if (strcmp(pfl_setting_row(i)->public.name, "cum") == 0)
			put(view, pfl_setting_find("flat"), NULL);
		else if (strcmp(pfl_setting_row(i)->public.name, "flat") == 0)
			put(view, pfl_setting_find("cum"), NULL);
	}
}

/* A copy of the value, below the lines that are there if there are any. NULL: no memory. */
static char *
copy_value(const char *lines, const char *value)
{
	size_t n = lines ? strlen(lines) + 1 : 0, size = n + strlen(value) + 1;
	char *copy = malloc(size);

	if (copy)
		snprintf(copy, size, "%s%s%s", lines ? lines : "", lines ? "\n" : "", value);
	return copy;
}

bool
pfl_view_set(struct pfl_view *view, const char *name, const char *value, struct pfl_error *err)
{
	int i = pfl_setting_find(name);
	const struct pfl_setting_row *row;
	char *copy;

	if (i < 0)
		return pfl_fail(err, PFL_USAGE, "there is no setting '%s'", name);
	row = pfl_setting_row(i);
	/* As in pprof, an empty text means "not set"; so does its -1 for a count. */
	if (!value || (!*value && row->public.kind != PFL_SETTING_FLAG) ||
		(row->public.kind == PFL_SETTING_COUNT && strcmp(value, "-1") == 0)) {
		put(view, i, NULL);
		return true;
	}
	if (!(row->check ? row->check(row->public.name, value, err)
			 : check_kind(&row->public, value, err)))
		return false;
	copy = copy_value(row->public.kind == PFL_SETTING_LINES ? view->value[i] : NULL, value);
	if (!copy)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	put(view, i, copy);
	settle_order(view, i);
	return true;
}

const char *
pfl_view_get(const struct pfl_view *view, const char *name)
{
	int i = pfl_setting_find(name);

	return i < 0 ? NULL : view->value[i];
}

bool
pfl_view_flag(const struct pfl_view *view, const char *name)
{
	const char *value = pfl_view_get(view, name);
	bool on = strcmp(name, "trim") == 0;

	if (value)
		pfl_parse_flag(value, &on);
	return on;
}

int64_t
pfl_view_count(const struct pfl_view *view, const char *name, int64_t fallback)
{
	const char *value = pfl_view_get(view, name);
	int64_t count;

	return value && pfl_parse_count(value, &count) ? count : fallback;
}

double
pfl_view_number(const struct pfl_view *view, const char *name, double fallback)
{
	const char *value = pfl_view_get(view, name);
	double number;

	return value && pfl_parse_number(value, &number) ? number : fallback;
}

bool
pfl_view_amount(const struct pfl_view *view, const char *name, const char *unit, double *amount)
{
	const char *value = pfl_view_get(view, name);
	char own[PFL_AMOUNT_UNIT];

	*amount = 0;
	if (!value || !pfl_parse_amount(value, amount, own) || !*own)
		return true;
	if (pfl_unit_family(own) != pfl_unit_family(unit)) {
		*amount = 0;
		return false;
	}
	*amount = pfl_unit_convert(*amount, own, unit);
	return true;
}

double
pfl_view_percent(const struct pfl_view *view, const char *name, double fallback)
{
	const char *value = pfl_view_get(view, name);
	double fraction;

	return value && pfl_parse_percent(value, &fraction) ? fraction : fallback;
}

bool
pfl_view_operations(const struct pfl_view *view, uint32_t n_old, uint32_t n_new, double *run,
	struct pfl_error *err)
{
	const char *value = pfl_view_get(view, "operations");
	double *count[2] = { run, run + n_old };
	uint32_t most[2] = { n_old, n_new }, n[2];

	if (!value || !pfl_parse_operations(value, count, most, n))
		return true; /* which is what zeros say */
	for (int side = 0; side < 2; side++) {
		if (n[side] != 1 && n[side] != most[side])
			return pfl_fail(err, PFL_USAGE,
				"operations: %u numbers for the %s side, which has %u "
				"profile%s; one for all or one for each",
				n[side], side ? "new" : "old", most[side],
				most[side] == 1 ? "" : "s");
		for (uint32_t i = n[side]; i < most[side]; i++)
			count[side][i] = count[side][0];
	}
	return true;
}
