/* SPDX-License-Identifier: Apache-2.0 */
/* Options under the names pprof has for them, and what they are set to. */
#ifndef PFL_TOOLS_SHELL_SETTINGS_H
#define PFL_TOOLS_SHELL_SETTINGS_H

#include "shell/session.h"

/*
 * The options of the shell: the settings of a view but for those that only some reports take,
 * as what stands behind their name. The i-th, NULL past the last; and the one called
 * text[0..n), or NULL.
 */
const struct pfl_setting *setting_at(size_t i);
const struct pfl_setting *setting_find(const char *text, size_t n);

/* The name to show for a setting: pprof's, "sample_index" or "show_from". */
void setting_spell(const struct pfl_setting *setting, char *name, size_t size);

/* Set name[0..n) to `value`. False with *err. */
bool setting_assign(struct session *s, const char *name, size_t n, const char *value,
	struct pfl_error *err);

/* Is a setting about comparing, so that only "diff" takes it? */
bool setting_compares(const struct pfl_setting *setting);

/*
 * A word alone that sets something: a flag, a granularity, an order, a sample type ("cum",
 * "lines", "mean_delay"). *known false: it is none.
 */
bool setting_word(struct session *s, const char *word, bool *known, struct pfl_error *err);

/* Words that setting_word() knows besides flags and sample types; NULL past the last. */
const char *setting_word_at(size_t i);

/* Make one view say what another says. */
bool settings_copy(struct pfl_view *to, const struct pfl_view *from, struct pfl_error *err);

/* Take back in a view what is about comparing, where this family of renderers does not. */
bool settings_narrow(struct pfl_view *view, const char *family, struct pfl_error *err);

/* The commands about them. */
bool settings_list(const struct session *s, const struct line *line, struct pfl_out *out,
	struct pfl_error *err);
int settings_reset(struct session *s, const struct line *line);
int settings_clear_filters(struct session *s, const struct line *line);

#endif
