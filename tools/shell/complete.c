/* SPDX-License-Identifier: Apache-2.0 */
/* Candidates from the tables that lines are read with, and from the profile. */
#define _POSIX_C_SOURCE 200809L
#include "shell/complete.h"

#include "shell/commands.h"
#include "shell/files.h"
#include "shell/settings.h"
#include "shell/visible.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct completer {
	const struct session *s;
	struct completion *out;
	struct pfl_error *err;
	const char *typed; /* to the cursor */
	bool inside; /* names that hold what is typed, not only those that begin with it */
};

static bool
add(struct completer *c, const char *candidate)
{
	struct completion *out = c->out;

	if (out->n == out->cap) {
		size_t cap = out->cap ? out->cap * 2 : 64;
		char **grown = realloc(out->candidate, cap * sizeof(*grown));

		if (!grown)
			return pfl_fail(c->err, PFL_NOMEM, "out of memory");
		out->candidate = grown;
		out->cap = cap;
	}
	out->candidate[out->n] = strdup(candidate);
	if (!out->candidate[out->n])
		return pfl_fail(c->err, PFL_NOMEM, "out of memory");
	out->n++;
	return true;
}

/* A word of the shell's own. */
static bool
offer(struct completer *c, const char *word)
{
	return strncmp(word, c->typed, strlen(c->typed)) != 0 || add(c, word);
}

static bool
is_ascii(char c)
{
	return (unsigned char)c < 0x80;
}

/* Of a character, any byte but the first? */
static bool
is_continuation(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/*
 * A regular expression for a name: what means something there is escaped; blanks, quotes and
 * what no line can hold become "any character", and so does all that is not ASCII in a name
 * that a terminal may not be shown.
 */
static char *
pattern_for(const char *name, size_t n)
{
	char *pattern = malloc(2 * n + 1), *to = pattern;
	bool visible = is_visible(name);

	for (size_t i = 0; pattern && i < n; i++) {
		if (!visible && is_continuation(name[i]))
			continue;
		if (strchr("\\.+*?()|[]{}^$", name[i]) && name[i])
			*to++ = '\\';
		*to++ = name[i];
		if ((unsigned char)name[i] <= ' ' || name[i] == 0x7f || name[i] == '\'' ||
			name[i] == '"' || (!visible && !is_ascii(name[i])))
			to[-1] = '.';
	}
	if (pattern)
		*to = '\0';
	return pattern;
}

static bool
fits(const struct completer *c, const char *text)
{
	return c->inside ? strstr(text, c->typed) != NULL
			 : strncmp(text, c->typed, strlen(c->typed)) == 0;
}

static bool
see_name(void *context, const char *name, size_t n)
{
	struct completer *c = context;
	char *pattern = pattern_for(name, n);
	bool ok = true;

	if (!pattern)
		return pfl_fail(c->err, PFL_NOMEM, "out of memory");
	if (n && (fits(c, pattern) || fits(c, name)))
		ok = add(c, pattern);
	free(pattern);
	return ok;
}

/* Names of the profile's, those that begin with what is typed before all others. */
static bool
offer_names(struct completer *c, enum pfl_names kind, const char *key)
{
	for (int pass = 0; pass < 2 && c->out->n == 0; pass++) {
		c->inside = pass == 1;
		if (!pfl_profile_names(c->s->profile, kind, key, see_name, c, c->err) ||
			c->err->code != PFL_OK)
			return false;
	}
	return true;
}

static bool
offer_types(struct completer *c, const char *before)
{
	for (size_t i = 0; i < pfl_profile_types(c->s->profile); i++) {
		char name[80];
		const char *type = pfl_profile_type_name(c->s->profile, i);

		int n = snprintf(name, sizeof(name), "%s%s", before, type);

		if (n < 0 || (size_t)n >= sizeof(name) || strpbrk(type, " \t='\"") ||
			!is_visible(type))
			continue;
		if (!offer(c, name))
			return false;
	}
	return true;
}

static bool
offer_commands(struct completer *c)
{
	struct command command;

	for (size_t i = 0; command_at(i, &command); i++) {
		if (!offer(c, command.name))
			return false;
	}
	return true;
}

static bool
offer_settings(struct completer *c, const char *after)
{
	const struct pfl_setting *setting;

	for (size_t i = 0; (setting = setting_at(i)); i++) {
		bool flag = setting->kind == PFL_SETTING_FLAG;
		char name[40], word[48];

		setting_spell(setting, name, sizeof(name));
		snprintf(word, sizeof(word), "%s%s", name, flag ? "" : after);
		if (!offer(c, word))
			return false;
	}
	return true;
}

/* What a line can begin with. */
static bool
offer_first(struct completer *c)
{
	for (size_t i = 0; setting_word_at(i); i++) {
		if (!offer(c, setting_word_at(i)))
			return false;
	}
	/* Few want these, so nobody has to tell "top" from them. */
	if ((strncmp(c->typed, "mean_", 5) == 0 && !offer_types(c, "mean_")) ||
		(strncmp(c->typed, "total_", 6) == 0 && !offer_types(c, "total_")))
		return false;
	return offer_commands(c) && offer_settings(c, "=") && offer_types(c, "");
}

static bool
offer_choices(struct completer *c, const char *choices)
{
	char word[40];

	while (*choices) {
		size_t n = strcspn(choices, "|");

		snprintf(word, sizeof(word), "%.*s", (int)n, choices);
		if (!offer(c, word))
			return false;
		choices += n + (choices[n] == '|');
	}
	return true;
}

/* Begin the word that is completed behind the last of these characters. */
static void
begin_behind(struct completer *c, const char *characters)
{
	for (const char *p = c->typed; *p; p++) {
		if (strchr(characters, *p)) {
			c->out->start += (size_t)(p + 1 - c->typed);
			c->typed = p + 1;
		}
	}
}

static bool
is_any(const char *name, const char *names)
{
	return is_called("", names, name, strlen(name));
}

/* KEY=TEXT,... of a label filter: keys, and once there is one, its values. */
static bool
offer_label_filter(struct completer *c)
{
	size_t n = strcspn(c->typed, "=");
	char *key;
	bool ok;

	if (!c->typed[n])
		return offer_names(c, PFL_NAMES_LABEL_KEYS, NULL);
	key = strndup(c->typed, n);
	if (!key)
		return pfl_fail(c->err, PFL_NOMEM, "out of memory");
	begin_behind(c, "=,");
	ok = offer_names(c, PFL_NAMES_LABEL_TEXTS, key);
	free(key);
	return ok;
}

static bool
offer_value(struct completer *c, const struct pfl_setting *setting)
{
	if (setting->kind == PFL_SETTING_CHOICE)
		return offer_choices(c, setting->arg);
	if (setting->kind == PFL_SETTING_FLAG)
		return offer_choices(c, "true|false");
	if (strcmp(setting->name, "sample-type") == 0)
		return offer_types(c, "");
	if (strcmp(setting->name, "unit") == 0)
		return offer_choices(c, "minimum|auto|ns|us|ms|s|hrs|B|kB|MB|GB");
	if (strcmp(setting->name, "normalization") == 0)
		return offer_choices(c, "robust|share|time|op|abs|anchor=");
	if (is_any(setting->name, "tag-focus tag-ignore"))
		return offer_label_filter(c);
	if (is_any(setting->name, "tag-root tag-leaf group-by")) {
		begin_behind(c, ",");
		return offer_names(c, PFL_NAMES_LABEL_KEYS, NULL);
	}
	begin_behind(c, "|");
	if (is_any(setting->name, "tag-show tag-hide"))
		return offer_names(c, PFL_NAMES_LABEL_KEYS, NULL);
	return setting->kind != PFL_SETTING_REGEXP || offer_names(c, PFL_NAMES_FUNCTIONS, NULL);
}

/* A word after a command. */
static bool
offer_argument(struct completer *c, const struct command *command)
{
	if (strcmp(command->name, "help") == 0)
		return offer_commands(c) && offer_settings(c, "");
	if (!command->family)
		return true;
	if (strcmp(c->typed, "-c") == 0 || strcmp(c->typed, "-cu") == 0)
		return add(c, "-cum");
	if (*c->typed == '-') {
		c->typed++;
		c->out->start++;
	}
	begin_behind(c, "|");
	return offer_names(c,
		strcmp(command->family, "tags") == 0 ? PFL_NAMES_LABEL_KEYS
						     : PFL_NAMES_FUNCTIONS,
		NULL);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Where the word begins that ends with the text; quoted ones are left alone. */
static size_t
word_start(const char *text)
{
	size_t n = strlen(text);

	while (n && !is_blank(text[n - 1]))
		n--;
	return n;
}

/* Is the last word, which begins at *start, the file of "> file" or ">file"? Then *start is
 * where its name begins. */
static bool
is_file(const char *text, size_t *start)
{
	size_t n = *start;

	if (text[n] == '>') {
		++*start;
		return true;
	}
	while (n && is_blank(text[n - 1]))
		n--;
	return n > 1 && text[n - 1] == '>' && is_blank(text[n - 2]);
}

static bool
see_file(void *context, const char *name)
{
	return add(context, name);
}

static bool
dispatch(struct completer *c, const char *text)
{
	struct command command;
	const struct pfl_setting *setting;
	size_t blanks = strspn(text, " \t"), n = strcspn(text + blanks, " \t="), after;

	after = blanks + n + strspn(text + blanks + n, " \t");
	if (text[after] == '=' && n) {
		setting = setting_find(text + blanks, n);
		c->out->start = after + 1 + strspn(text + after + 1, " \t");
		c->typed = text + c->out->start;
		return !setting || offer_value(c, setting);
	}
	c->out->start = word_start(text);
	c->typed = text + c->out->start;
	if (c->out->start <= blanks)
		return offer_first(c);
	/* Behind | stands nothing that this knows. */
	if (strpbrk(text, "'\"") || strstr(text, " |"))
		return true;
	if (is_file(text, &c->out->start))
		return files_each(text + c->out->start, see_file, c);
	if (strstr(text, " >"))
		return true;
	while (n && text[blanks + n - 1] >= '0' && text[blanks + n - 1] <= '9')
		n--; /* top20 */
	return !command_find(text + blanks, n, &command) || offer_argument(c, &command);
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
sort(struct completion *out)
{
	size_t n = 0;

	if (out->n)
		qsort(out->candidate, out->n, sizeof(*out->candidate), by_text);
	for (size_t i = 0; i < out->n; i++) {
		if (n && strcmp(out->candidate[n - 1], out->candidate[i]) == 0)
			free(out->candidate[i]);
		else
			out->candidate[n++] = out->candidate[i];
	}
	out->n = n;
}

bool
complete(const struct session *s, const char *line, size_t cursor, struct completion *c,
	struct pfl_error *err)
{
	struct completer completer = { .s = s, .out = c, .err = err };
	char *text = strndup(line, cursor);
	bool ok;

	*c = (struct completion){ 0 };
	if (!text)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	ok = dispatch(&completer, text);
	sort(c);
	free(text);
	return ok;
}

void
completion_clear(struct completion *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->candidate[i]);
	free(c->candidate);
	*c = (struct completion){ 0 };
}

size_t
completion_common(const struct completion *c)
{
	size_t n = c->n ? strlen(c->candidate[0]) : 0;

	for (size_t i = 1; i < c->n; i++) {
		size_t k = 0;

		while (k < n && c->candidate[i][k] == c->candidate[0][k])
			k++;
		n = k;
	}
	while (n && is_continuation(c->candidate[0][n]))
		n--; /* no part of a character */
	return n;
}
