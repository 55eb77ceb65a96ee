/* SPDX-License-Identifier: Apache-2.0 */
/* From argv to a request. */
#include "cli/request.h"

#include <stdlib.h>
#include <string.h>

bool
list_add(struct list *list, const char *item, struct pfl_error *err)
{
	if (list->n == list->cap) {
		size_t cap = list->cap ? list->cap * 2 : 8;
		const char **grown = realloc(list->at, cap * sizeof(*grown));

		if (!grown)
			return pfl_fail(err, PFL_NOMEM, "out of memory");
		list->at = grown;
		list->cap = cap;
	}
	list->at[list->n++] = item;
	return true;
}

void
list_drop(struct list *list, size_t n)
{
	list->n -= n;
	memmove(list->at, list->at + n, list->n * sizeof(*list->at));
}

/* A list whose strings are its own. */
static void
free_all(struct list *list)
{
	for (size_t i = 0; i < list->n; i++)
		free((void *)(uintptr_t)list->at[i]);
	free(list->at);
}

void
request_clear(struct request *r)
{
	free_all(&r->shown);
	free_all(&r->old_shown);
	free_all(&r->line_texts);
	free_all(&r->in_folders);
	free(r->headers.at);
	free(r->inputs.at);
	free(r->old.at);
	free(r->outputs.at);
	free(r->narrow.at);
	free(r->benchmarks.at);
	free(r->commands.at);
	free(r->weights.at);
	pfl_view_free(r->view);
}

/* Is text[0..n) this name? Dashes and underscores are the same. */
static bool
same_name(const char *name, size_t name_n, const char *text, size_t n)
{
	if (name_n != n)
		return false;
	for (size_t i = 0; i < n; i++) {
		char a = name[i] == '_' ? '-' : name[i], b = text[i] == '_' ? '-' : text[i];

		if (a != b)
			return false;
	}
	return true;
}

bool
is_called(const char *name, const char *aliases, const char *text, size_t n)
{
	if (same_name(name, strlen(name), text, n))
		return true;
	while (aliases && *aliases) {
		size_t len = strcspn(aliases, " ");

		if (same_name(aliases, len, text, n))
			return true;
		aliases += len + (aliases[len] == ' ');
	}
	return false;
}

/* Of options that share a name, the one for this family; else any. */
static const struct option *
find_in(const struct option *table, size_t table_n, const char *family, const char *text,
	size_t n)
{
	const struct option *found = NULL;

	for (size_t i = 0; i < table_n; i++) {
		if (is_called(table[i].name, table[i].alias, text, n) &&
			(!found || (family && option_is_for(&table[i], family))))
			found = &table[i];
	}
	return found;
}

static const struct option *
find_option(const struct tool *tool, const char *text, size_t n)
{
	const struct option *found = find_in(options, n_options, tool->family, text, n);

	return found ? found : find_in(pprof_options, n_pprof_options, tool->family, text, n);
}

static const struct option *
find_letter(const struct tool *tool, char letter)
{
	for (size_t i = 0; i < n_options; i++) {
		if (options[i].letter == letter)
			return find_option(tool, options[i].name, strlen(options[i].name));
	}
	return NULL;
}

const struct pfl_setting *
find_setting(const char *text, size_t n)
{
	const struct pfl_setting *s;

	for (size_t i = 0; (s = pfl_view_setting(i)); i++) {
		if (is_called(s->name, s->alias, text, n))
			return s;
	}
	return NULL;
}

/* The words of a command line that are still to be looked at. */
struct words {
	char **at;
	int n;
};

/* An option's argument: what follows "=", else the next word. NULL with *err when there is
 * none. */
static const char *
argument(struct words *w, const char *name, const char *attached, struct pfl_error *err)
{
	if (attached)
		return attached;
	if (w->n == 0) {
		pfl_fail(err, PFL_USAGE, "--%s needs an argument", name);
		return NULL;
	}
	w->n--;
	return *w->at++;
}

/* Settings that have a letter of their own. */
static const char *
setting_of_letter(char letter)
{
	return letter == 't' ? "sample-type" : letter == 'g' ? "granularity" : NULL;
}

static bool
apply_setting(struct request *r, const struct pfl_setting *s, struct words *w,
	const char *attached, struct pfl_error *err)
{
	const char *value;
	bool on;

	if (s->kind != PFL_SETTING_FLAG) {
		value = argument(w, s->name, attached, err);
		if (value && strcmp(s->name, "operations") == 0)
			return set_operations(r, value, err);
		return value && pfl_view_set(r->view, s->name, value, err);
	}
	return flag_value(s->name, attached ? attached : "", &on, err) &&
		pfl_view_set(r->view, s->name, on ? "true" : "false", err);
}

static bool
apply_option(struct request *r, const struct option *o, struct words *w, const char *attached,
	struct pfl_error *err)
{
	const char *arg = attached ? attached : "";

	if (o->arg && !(arg = argument(w, o->name, attached, err)))
		return false;
	if (o->group == GROUP_URL)
		r->url_option = o->name;
	if ((o->families || o->group == GROUP_PPROF) && !list_add(&r->narrow, o->name, err))
		return false;
	return o->apply(r, o, arg, err);
}

/* --name, --name=value; one dash is as good as two. False in *known when nothing is called so.
 */
static bool
long_option(struct request *r, const char *text, struct words *w, bool *known,
	struct pfl_error *err)
{
	size_t n = strcspn(text, "=");
	const char *attached = text[n] ? text + n + 1 : NULL;
	const struct option *o = find_option(r->tool, text, n);
	const struct pfl_setting *s = o ? NULL : find_setting(text, n);

	*known = true;
	if (o)
		return apply_option(r, o, w, attached, err);
	if (s)
		return apply_setting(r, s, w, attached, err);
	return pprof_word(r, text, n, attached, known, err) && *known;
}

/* Letters of flags, and at the end perhaps one with an argument: anything else is no word of
 * letters but an unknown option. */
static bool
are_letters(const struct tool *tool, const char *text)
{
	for (; *text; text++) {
		const struct option *o = find_letter(tool, *text);

		if (setting_of_letter(*text) || (o && o->arg))
			return text[1] == '=' || !strchr(text, '=') || *text == 'o';
		if (!o)
			return false;
	}
	return true;
}

/* -q, -qv, -o FILE, -oFILE, -o=FILE. */
static bool
short_options(struct request *r, const char *text, struct words *w, struct pfl_error *err)
{
	if (!are_letters(r->tool, text))
		return pfl_fail(
			err, PFL_USAGE, "there is no option '-%s'; --help lists them", text);
	for (const char *p = text; *p; p++) {
		const struct option *o = find_letter(r->tool, *p);
		const char *setting = setting_of_letter(*p);
		const char *rest = p[1] ? p + 1 + (p[1] == '=') : NULL;

		if (setting)
			return apply_setting(r, pfl_view_find(setting), w, rest, err);
		if (o->arg)
			return apply_option(r, o, w, rest, err);
		if (!apply_option(r, o, w, NULL, err))
			return false;
	}
	return true;
}

static bool
one_word(struct request *r, struct words *w, struct pfl_error *err)
{
	const char *word = *w->at++;
	bool known = false;

	w->n--;
	if (word[0] != '-' || !word[1] || r->only_operands)
		return list_add(&r->inputs, word, err);
	if (strcmp(word, "--") == 0) {
		if (!r->tool->two_sides) {
			r->only_operands = true;
			return true;
		}
		if (r->old.n)
			return pfl_fail(err, PFL_USAGE, "'--' separates old from new once");
		r->old = r->inputs; /* what came so far was the old side */
		r->inputs = (struct list){ 0 };
		return r->old.n ||
			pfl_fail(err, PFL_USAGE, "there is no old profile before '--'");
	}
	if (long_option(r, word + (word[1] == '-' ? 2 : 1), w, &known, err))
		return true;
	if (known)
		return false;
	if (word[1] == '-')
		return pfl_fail(
			err, PFL_USAGE, "there is no option '%s'; --help lists them", word);
	return short_options(r, word + 1, w, err);
}

bool
setting_is_for(const struct pfl_setting *s, const char *family)
{
	return has_view(family) && pfl_renderer_uses(renderer_of(family), s->name);
}

bool
has_view(const char *family)
{
	return strcmp(family, "get") != 0;
}

bool
option_is_for(const struct option *o, const char *family)
{
	const char *families = o->families;
	bool not = families && *families == '!';

	if (!has_view(family) && o->group == GROUP_PPROF)
		return false;
	if (strcmp(family, "shell") == 0 && families &&
		!not &&!is_called("", families, "diff", 4) &&
		!is_called("", families, "get", 3))
		return true;
	return !families || is_called("", families + not, family, strlen(family)) != not ;
}

static bool
is_calibration(const struct request *r)
{
	return strcmp(r->family, "calibrate") == 0;
}

static bool
means_nothing(const struct request *r, const char *name, struct pfl_error *err)
{
	bool only = r->family == r->tool->family; /* there is nothing else it could do */

	return pfl_fail(err, PFL_USAGE, "--%s means nothing to %s%s%s", name, r->tool->name,
		only                        ? ""
			: is_calibration(r) ? " --"
					    : " ",
		only ? "" : r->family);
}

/* An option that does nothing here is a mistake. */
static bool
check_narrow(const struct request *r, struct pfl_error *err)
{
	const struct pfl_setting *s;

	for (size_t i = 0; i < r->narrow.n; i++) {
		const char *name = r->narrow.at[i];

		if (!option_is_for(find_option(r->tool, name, strlen(name)), r->family))
			return means_nothing(r, name, err);
	}
	for (size_t i = 0; (s = pfl_view_setting(i)); i++) {
		if (pfl_view_get(r->view, s->name) && !setting_is_for(s, r->family))
			return means_nothing(r, s->name, err);
	}
	return true;
}

static size_t
count_standard(const struct list *names)
{
	size_t n = 0;

	for (size_t i = 0; i < names->n; i++)
		n += strcmp(names->at[i], "-") == 0;
	return n;
}

size_t
standard_inputs(const struct request *r)
{
	const char *base = r->base ? r->base : r->diff_base;

	return count_standard(&r->inputs) + count_standard(&r->old) +
		(base && strcmp(base, "-") == 0);
}

/* Whoever reads standard input second finds it empty. */
static bool
check_standard(const struct request *r, struct pfl_error *err)
{
	return standard_inputs(r) <= 1 ||
		pfl_fail(err, PFL_USAGE, "'-' is named twice, but standard input is read once");
}

static bool
has_url(const struct list *names)
{
	for (size_t i = 0; i < names->n; i++) {
		if (pfl_is_url(names->at[i]))
			return true;
	}
	return false;
}

/* The names of inputs as an output may have them. */
static bool
label_all(const struct list *names, struct list *shown, struct pfl_error *err)
{
	for (size_t i = 0; i < names->n; i++) {
		char *label = pfl_url_label(names->at[i], err);

		if (!label || !list_add(shown, label, err)) {
			free(label);
			return false;
		}
	}
	return true;
}

static bool
settle_fetch(struct request *r, struct pfl_error *err)
{
	const char *base = r->base ? r->base : r->diff_base;
	const struct list one = { &base, 1, 1 };

	if (r->url_option && !has_url(&r->inputs) && !has_url(&r->old) &&
		!(base && pfl_is_url(base)))
		return pfl_fail(
			err, PFL_USAGE, "--%s is for URLs, and none is named", r->url_option);
	r->read.fetch.headers = r->headers.at;
	r->read.fetch.n_headers = r->headers.n;
	r->read.fetch.progress = progress_fetch;
	return label_all(&r->inputs, &r->shown, err) &&
		label_all(base                                    ? &one
				: r->tool->two_sides && !r->old.n ? &r->inputs
								  : &r->old,
			&r->old_shown, err);
}

/* To the total: what pprof's users say for shares. */
static bool
settle_normalize(struct request *r, struct pfl_error *err)
{
	if (!r->tool->two_sides)
		return r->base || r->diff_base ||
			pfl_fail(err, PFL_USAGE, "--normalize needs --base or --diff-base");
	if (pfl_view_get(r->view, "normalization"))
		return pfl_fail(err, PFL_USAGE,
			"--normalize is --normalization=share, and another is asked for");
	return pfl_view_set(r->view, "normalization", "share", err);
}

/* OLD NEW without "--" between them, or one file that holds both. */
static bool
pair_two(struct request *r, struct pfl_error *err)
{
	if (r->inputs.n == 1)
		return true;
	if (r->inputs.n != 2)
		return pfl_fail(err, PFL_USAGE,
			"two profiles are compared, not %zu; usage: %s %s", r->inputs.n,
			r->tool->name, r->tool->operands);
	if (!list_add(&r->old, r->inputs.at[0], err))
		return false;
	list_drop(&r->inputs, 1);
	return true;
}

/* Runs of one program have no sides; that a pair has two does not matter to what is made of it.
 */
static bool
split_runs(struct request *r, struct pfl_error *err)
{
	size_t half = r->inputs.n / 2;

	if (r->old.n)
		return pfl_fail(err, PFL_USAGE,
			"--calibrate takes runs of one program, without a '--' among them");
	if (r->inputs.n < 3)
		return pfl_fail(err, PFL_USAGE,
			"--calibrate needs three runs of one program or more, not %zu",
			r->inputs.n);
	for (size_t i = 0; i < half; i++) {
		if (!list_add(&r->old, r->inputs.at[i], err))
			return false;
	}
	list_drop(&r->inputs, half);
	return true;
}

static bool
settle_inputs(struct request *r, struct pfl_error *err)
{
	struct weights none = { 0 };

	if (!check_weights(r, err))
		return false;
	if (has_view(r->family) &&
		(!expand_folders(r, &r->old, &none, err) ||
			!expand_folders(r, &r->inputs, &r->weights, err)))
		return false;
	if (is_calibration(r))
		return split_runs(r, err);
	return !r->tool->two_sides || r->old.n || r->inputs.n == 1 ||
		pfl_fail(err, PFL_USAGE,
			"two profiles are compared, not the %zu of one folder; usage: %s %s",
			r->inputs.n, r->tool->name, r->tool->operands);
}

static bool
check_operands(struct request *r, struct pfl_error *err)
{
	if (!r->tool->family && (!report_take(r, err) || !report_take_pattern(r, err)))
		return false;
	if (r->tool->two_sides && !is_calibration(r) && !r->old.n && !pair_two(r, err))
		return false;
	if (r->inputs.n == 0)
		return pfl_fail(err, PFL_USAGE, "no profile named; usage: %s [options] %s",
			r->tool->name, r->tool->operands);
	if (r->base && r->diff_base)
		return pfl_fail(err, PFL_USAGE, "--base and --diff-base exclude each other");
	if (r->base && r->label_source)
		return pfl_fail(err, PFL_USAGE,
			"--label-source keeps inputs apart, so that --base would subtract "
			"nothing");
	if ((r->base || r->diff_base) && r->tool->two_sides)
		return pfl_fail(err, PFL_USAGE,
			"the old profile is the first operand, not an option; usage: %s %s",
			r->tool->name, r->tool->operands);
	if (!settle_inputs(r, err))
		return false;
	if (!check_standard(r, err) || !check_narrow(r, err) || !settle_types(r, err) ||
		!settle_fetch(r, err))
		return false;
	if (r->benchmarks.n && !r->operations)
		return pfl_fail(err, PFL_USAGE,
			"--benchmark is for the files that --operations OLD,NEW names");
	if (!settle_operations(r, err) || (r->normalize && !settle_normalize(r, err)))
		return false;
	if (r->summary && !summary_check(err))
		return false;
	if (r->tool->run)
		return true;
	if (!r->outputs.n && !list_add(&r->outputs, "-", err))
		return false;
	return check_outputs(r, err);
}

bool
request_parse(struct request *r, const struct tool *tool, int argc, char **argv,
	struct pfl_error *err)
{
	struct words w = { argv + 1, argc > 0 ? argc - 1 : 0 };

	*r = (struct request){ .tool = tool, .family = tool->family, .retries = 2 };
	r->style.tool = tool->name;
	r->view = pfl_view_new(err);
	if (!r->view)
		return false;
	while (w.n > 0) {
		if (!one_word(r, &w, err))
			return false;
		if (r->action != RUN)
			return true;
	}
	return check_operands(r, err);
}
