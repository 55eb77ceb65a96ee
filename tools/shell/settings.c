/* SPDX-License-Identifier: Apache-2.0 */
/* Assignments, words that are one, and the list of options. */
#include "shell/settings.h"

#include "shell/nearest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Words alone that choose one of several: as pprof's options, not its shell, have them. */
static const struct {
	const char *word, *setting, *value;
} words[] = {
	{ "functions", "granularity", "functions" },
	{ "filefunctions", "granularity", "filefunctions" },
	{ "files", "granularity", "files" },
	{ "lines", "granularity", "lines" },
	{ "addresses", "granularity", "addresses" },
	{ "flat", "flat", "true" },
	{ "cum", "cum", "true" },
};

enum { WORDS = sizeof(words) / sizeof(words[0]) };

/* What pprof's ":" clears. */
static const char *const filters[] = { "focus", "ignore", "hide", "tag-focus", "tag-ignore" };

const char *
setting_word_at(size_t i)
{
	return i < WORDS ? words[i].word : NULL;
}

const struct pfl_setting *
setting_at(size_t i)
{
	const struct pfl_setting *setting;

	for (size_t k = 0; (setting = pfl_view_setting(k)); k++) {
		if (pfl_renderer_uses(NULL, setting->name) && i-- == 0)
			return setting;
	}
	return NULL;
}

const struct pfl_setting *
setting_find(const char *text, size_t n)
{
	const struct pfl_setting *setting = find_setting(text, n);

	return setting && pfl_renderer_uses(NULL, setting->name) ? setting : NULL;
}

void
setting_spell(const struct pfl_setting *setting, char *name, size_t size)
{
	/* pprof compares nothing, so what is about comparing has no name of pprof's. */
	bool pprof = setting->alias && setting_is_for(setting, "top");
	const char *from = pprof ? setting->alias : setting->name;

	snprintf(name, size, "%.*s", (int)strcspn(from, " "), from);
	for (; *name; name++) {
		if (*name == '-')
			*name = '_';
	}
}

static bool
type_is(const struct pfl_profile *p, size_t type, const char *name)
{
	return strcmp(pfl_profile_type_name(p, type), name) == 0;
}

/* Does a profile have this sample type? By name, a heap's "space" also as "inuse_space". */
static bool
has_type(const struct pfl_profile *p, const char *name)
{
	const char *plain = strncmp(name, "inuse_", 6) == 0 ? name + 6 : name;

	for (size_t i = 0; i < pfl_profile_types(p); i++) {
		if (type_is(p, i, name) || type_is(p, i, plain))
			return true;
	}
	return false;
}

static bool
is_index(const struct pfl_profile *p, const char *text)
{
	size_t n = strlen(text);

	return n > 0 && n < 6 && strspn(text, "0123456789") == n &&
		strtoul(text, NULL, 10) < pfl_profile_types(p);
}

static bool
check_type(const struct pfl_profile *p, const char *name, struct pfl_error *err)
{
	char types[300] = "none";
	size_t n = 0;

	if (!*name || is_index(p, name) || has_type(p, name))
		return true;
	for (size_t i = 0; i < pfl_profile_types(p) && n < sizeof(types); i++)
		n += (size_t)snprintf(types + n, sizeof(types) - n, "%s%s", i ? ", " : "",
			pfl_profile_type_name(p, i));
	return pfl_fail(err, PFL_USAGE, "sample type \"%s\" is not in this profile; it has: %s",
		name, types);
}

static bool
no_such_option(const char *name, size_t n, struct pfl_error *err)
{
	char text[64];
	const char *near;

	snprintf(text, sizeof(text), "%.*s", (int)(n < sizeof(text) ? n : sizeof(text) - 1),
		name);
	near = nearest(text, NEAREST_OPTION);
	return pfl_fail(err, PFL_USAGE, "there is no option '%s'; %s%s%s", text,
		near ? "did you mean '" : "", near ? near : "'options' lists them",
		near ? "'?" : "");
}

bool
setting_assign(
	struct session *s, const char *name, size_t n, const char *value, struct pfl_error *err)
{
	const struct pfl_setting *setting = setting_find(name, n);
	bool on;

	if (is_called("sort", NULL, name, n)) {
		if (strcmp(value, "flat") != 0 && strcmp(value, "cum") != 0)
			return pfl_fail(
				err, PFL_USAGE, "sort: '%s' is none of flat|cum", value);
		return pfl_view_set(s->request->view, value, "true", err);
	}
	for (size_t i = 0; i < WORDS && !setting; i++) { /* lines=true, as pprof's shell */
		if (is_called(words[i].word, NULL, name, n))
			return flag_value(words[i].word, value, &on, err) &&
				pfl_view_set(s->request->view, words[i].setting,
					on ? words[i].value : NULL, err);
	}
	if (!setting)
		return no_such_option(name, n, err);
	if (strcmp(setting->name, "sample-type") == 0 && !check_type(s->profile, value, err))
		return false;
	if (setting->kind == PFL_SETTING_FLAG && !*value)
		value = NULL;
	if (strcmp(setting->name, "operations") == 0)
		return set_operations(s->request, value, err) &&
			settle_operations(s->request, err);
	return pfl_view_set(s->request->view, setting->name, value, err);
}

/* A sample type, or one with total_ or mean_ before it. */
static bool
type_word(struct session *s, const char *word, bool *known, struct pfl_error *err)
{
	struct pfl_view *view = s->request->view;
	const char *type = word, *mean = NULL;

	if (!has_type(s->profile, word)) {
		if (strncmp(word, "total_", 6) == 0) {
			type = word + 6;
			mean = "false";
		} else if (strncmp(word, "mean_", 5) == 0) {
			type = word + 5;
			mean = "true";
		}
	}
	*known = has_type(s->profile, type);
	if (!*known)
		return true;
	return pfl_view_set(view, "sample-type", type, err) &&
		(!mean || pfl_view_set(view, "mean", mean, err));
}

bool
setting_word(struct session *s, const char *word, bool *known, struct pfl_error *err)
{
	const struct pfl_setting *setting = setting_find(word, strlen(word));

	*known = true;
	for (size_t i = 0; i < WORDS; i++) {
		if (strcmp(words[i].word, word) == 0)
			return pfl_view_set(
				s->request->view, words[i].setting, words[i].value, err);
	}
	if (!setting)
		return type_word(s, word, known, err);
	if (setting->kind != PFL_SETTING_FLAG)
		return pfl_fail(
			err, PFL_USAGE, "%s needs a value: %s=%s", word, word, setting->arg);
	return pfl_view_set(s->request->view, setting->name, "true", err);
}

/* Hand each line of a setting's value to see(), until that returns false. */
static bool
each_value(const char *value, bool (*see)(void *context, const char *line, size_t n),
	void *context)
{
	while (*value) {
		size_t n = strcspn(value, "\n");

		if (!see(context, value, n))
			return false;
		value += n + (value[n] == '\n');
	}
	return true;
}

/* A line that is added to a setting. */
struct added {
	struct pfl_view *view;
	const char *name;
	struct pfl_error *err;
};

static bool
add_value(void *context, const char *line, size_t n)
{
	const struct added *to = context;
	char *copy = malloc(n + 1);
	bool ok;

	if (!copy)
		return pfl_fail(to->err, PFL_NOMEM, "out of memory");
	memcpy(copy, line, n);
	copy[n] = '\0';
	ok = pfl_view_set(to->view, to->name, copy, to->err);
	free(copy);
	return ok;
}

bool
settings_copy(struct pfl_view *to, const struct pfl_view *from, struct pfl_error *err)
{
	const struct pfl_setting *setting;

	for (size_t i = 0; (setting = pfl_view_setting(i)); i++) {
		const char *value = pfl_view_get(from, setting->name);
		bool lines = value && setting->kind == PFL_SETTING_LINES;
		struct added added = { to, setting->name, err };

		if (!pfl_view_set(to, setting->name, lines ? NULL : value, err) ||
			(lines && !each_value(value, add_value, &added)))
			return false;
	}
	return true;
}

bool
settings_narrow(struct pfl_view *view, const char *family, struct pfl_error *err)
{
	const struct pfl_setting *setting;

	for (size_t i = 0; (setting = pfl_view_setting(i)); i++) {
		if (setting_is_for(setting, "diff") && !setting_is_for(setting, family) &&
			!pfl_view_set(view, setting->name, NULL, err))
			return false;
	}
	return true;
}

/* The name of a sample type, which may hold anything, in *clean. */
static const char *
type_name(const struct pfl_profile *p, size_t type, struct pfl_error *clean)
{
	pfl_fail(clean, PFL_USAGE, "%s", pfl_profile_type_name(p, type));
	return clean->msg;
}

static void
print_types(const struct pfl_profile *p, struct pfl_out *out)
{
	pfl_out_str(out, "[");
	for (size_t i = 0; i < pfl_profile_types(p); i++) {
		struct pfl_error clean = { 0 };

		pfl_out_printf(out, "%s%s", i ? " | " : "", type_name(p, i, &clean));
	}
	pfl_out_str(out, "]");
}

/* "a|b|c" as "[a | b | c]" */
static void
print_choices(const char *choices, struct pfl_out *out)
{
	pfl_out_str(out, "[");
	for (; *choices; choices++) {
		if (*choices == '|')
			pfl_out_str(out, " | ");
		else
			pfl_out_write(out, choices, 1);
	}
	pfl_out_str(out, "]");
}

/* A row of the list. */
struct shown {
	const char *name;
	struct pfl_out *out;
};

/* As it would be typed: one assignment for each. */
static bool
print_value(void *context, const char *line, size_t n)
{
	const struct shown *shown = context;

	pfl_out_printf(shown->out, "  %-25s = %.*s\n", shown->name, (int)n, line);
	return true;
}

/* What holds for a setting: what was assigned, else what holds without; "" for nothing. *clean
 * is where a name may stand. */
static const char *
value_of(const struct session *s, const struct pfl_setting *setting, struct pfl_error *clean)
{
	const char *value = pfl_view_get(s->request->view, setting->name);

	if (!value && strcmp(setting->name, "sample-type") == 0)
		value = type_name(s->profile, pfl_profile_default_type(s->profile), clean);
	if (!value)
		value = setting->initial;
	return value ? value : "";
}

static void
print_setting(const struct session *s, const struct pfl_setting *setting, struct pfl_out *out)
{
	struct pfl_error clean = { 0 };
	const char *value = value_of(s, setting, &clean);
	char name[40];

	setting_spell(setting, name, sizeof(name));
	if (*value && setting->kind == PFL_SETTING_LINES) {
		each_value(value, print_value, &(struct shown){ name, out });
		return;
	}
	pfl_out_printf(out, "  %-25s = %-20s //: ", name, value);
	if (strcmp(setting->name, "sample-type") == 0)
		print_types(s->profile, out);
	else if (setting->kind == PFL_SETTING_CHOICE)
		print_choices(setting->arg, out);
	else
		pfl_out_str(out, setting->help);
	pfl_out_str(out, "\n");
}

bool
setting_compares(const struct pfl_setting *setting)
{
	return setting_is_for(setting, "diff") && !setting_is_for(setting, "top");
}

bool
settings_list(const struct session *s, const struct line *line, struct pfl_out *out,
	struct pfl_error *err)
{
	const struct pfl_setting *setting;

	(void)line;
	(void)err;
	for (int compares = 0; compares <= 1; compares++) {
		if (compares)
			pfl_out_str(out, "Of 'diff' alone:\n");
		for (size_t i = 0; (setting = setting_at(i)); i++) {
			if (setting_compares(setting) == compares)
				print_setting(s, setting, out);
		}
	}
	return true;
}

int
settings_reset(struct session *s, const struct line *line)
{
	struct pfl_error err = { 0 };

	(void)line;
	return settings_copy(s->request->view, s->start, &err) ? STATUS_OK
							       : session_fail(s, &err);
}

int
settings_clear_filters(struct session *s, const struct line *line)
{
	struct pfl_error err = { 0 };

	(void)line;
	for (size_t i = 0; i < sizeof(filters) / sizeof(filters[0]); i++) {
		if (!pfl_view_set(s->request->view, filters[i], NULL, &err))
			return session_fail(s, &err);
	}
	return STATUS_OK;
}
