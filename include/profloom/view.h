/* SPDX-License-Identifier: Apache-2.0 */
/* What the user asked for: filters, sample type, granularity, trimming. */
#ifndef PROFLOOM_VIEW_H
#define PROFLOOM_VIEW_H

#include <profloom/error.h>
#include <stddef.h>

PFL_BEGIN_C

enum pfl_setting_kind {
	PFL_SETTING_FLAG,   /* "true" or "false"; an option without an argument */
	PFL_SETTING_TEXT,   /* any text; given again, the last one wins         */
	PFL_SETTING_REGEXP, /* a regular expression in Go's syntax              */
	PFL_SETTING_COUNT,  /* a whole number                                   */
	PFL_SETTING_NUMBER, /* a decimal number                                 */
	PFL_SETTING_CHOICE, /* one of the words in `arg`, which "|" separates   */
	PFL_SETTING_LINES,  /* any text; given again, it is one line more       */
};

/* One thing that a view can be told. The table of them is the options, help and man page. */
struct pfl_setting {
	const char *name;  /* "show-from"; the underscore form is accepted as well      */
	const char *alias; /* other spellings, space separated ("sample_index"), or NULL */
	const char *arg;   /* "RE", "N", "functions|files"; NULL for a flag              */
	const char *help;  /* one line                                                   */
	enum pfl_setting_kind kind;
	const char *initial; /* what holds until a value is set, where that is one; or NULL */
};

/* The settings in order of application; NULL past the last. */
PFL_API const struct pfl_setting *pfl_view_setting(size_t i);

/* The setting with this name or alias (dashes and underscores alike), or NULL. */
PFL_API const struct pfl_setting *pfl_view_find(const char *name);

/* A set of wishes; a new one has every default. Owned by the caller. */
struct pfl_view;

PFL_NODISCARD PFL_API struct pfl_view *pfl_view_new(struct pfl_error *err);
PFL_API void pfl_view_free(struct pfl_view *view);

/*
 * Set one thing. The value is copied and checked at once: a regular expression that Go would
 * refuse, a number out of range or an unknown name is PFL_USAGE, with a caret under the place
 * where a regular expression goes wrong. NULL puts the default back. PFL_SETTING_LINES adds a
 * line to those that are there.
 */
PFL_NODISCARD PFL_API bool pfl_view_set(
	struct pfl_view *view, const char *name, const char *value, struct pfl_error *err);

/* The value set, or NULL when the default holds (borrowed until the next set). */
PFL_API const char *pfl_view_get(const struct pfl_view *view, const char *name);

PFL_END_C

#endif
