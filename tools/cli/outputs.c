/* SPDX-License-Identifier: Apache-2.0 */
/* Rendering every output, and publishing them only when all are done. */
#define _POSIX_C_SOURCE 200809L
#include "cli/request.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static bool
ends_with(const char *text, const char *suffix)
{
	size_t n = strlen(text), m = strlen(suffix);

	return n > m && strcmp(text + (n - m), suffix) == 0;
}

/* The renderer whose suffix the path ends in: the longest one. */
static const struct pfl_renderer *
by_suffix(const char *family, const char *path)
{
	const struct pfl_renderer *best = NULL, *at;

	for (size_t i = 0; (at = pfl_renderer_at(i)); i++) {
		if (strcmp(pfl_renderer_family(at), family) == 0 &&
			ends_with(path, pfl_renderer_suffix(at)) &&
			(!best ||
				strlen(pfl_renderer_suffix(at)) >
					strlen(pfl_renderer_suffix(best))))
			best = at;
	}
	return best;
}

/* "svg, dot, json", for a message. */
static void
format_list(const char *family, char *text, size_t size)
{
	const struct pfl_renderer *at;
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; (at = pfl_renderer_at(i)); i++) {
		const char *name = pfl_renderer_format(at);

		if (strcmp(pfl_renderer_family(at), family) != 0 ||
			used + strlen(name) + 3 > size)
			continue;
		if (used) {
			memcpy(text + used, ", ", 3);
			used += 2;
		}
		memcpy(text + used, name, strlen(name) + 1);
		used += strlen(name);
	}
}

/* Endings that promise something: nobody wants an SVG in a file called a.png. */
static const char *const promises[] = { ".svg", ".html", ".png", ".pdf", ".gif", ".jpg", ".ps",
	".dot", ".json", ".ndjson", ".csv", ".md", ".folded", ".pb.gz" };

static bool
is_promise(const char *path)
{
	for (size_t i = 0; i < sizeof(promises) / sizeof(promises[0]); i++) {
		if (ends_with(path, promises[i]))
			return true;
	}
	return false;
}

const struct pfl_renderer *
choose_renderer(const struct request *r, const char *path, struct pfl_error *err)
{
	const struct pfl_renderer *found;
	const char *format = r->format;
	char list[200];

	if (!format && strcmp(path, "-") != 0 && strcmp(path, OUTPUT_PIPE) != 0) {
		found = by_suffix(r->family, path);
		if (found)
			return found;
		if (is_promise(path)) {
			format_list(r->family, list, sizeof(list));
			pfl_fail(err, PFL_USAGE,
				"%s: this is no ending of a format made here%s: %s", path,
				r->tool->run ? "" : "; say with -f which it is to be", list);
			return NULL;
		}
	}
	found = pfl_renderer_find(r->family, format ? format : r->tool->default_format);
	if (!found && !format)
		found = renderer_of(r->family); /* a report that is never text */
	if (found)
		return found;
	format_list(r->family, list, sizeof(list));
	pfl_fail(err, PFL_USAGE, "there is no output format '%s' here; there are %s",
		format ? format : r->tool->default_format, list);
	return NULL;
}

bool
check_outputs(const struct request *r, struct pfl_error *err)
{
	for (size_t i = 0; i < r->outputs.n; i++) {
		const char *path = r->outputs.at[i];
		const struct pfl_renderer *renderer = choose_renderer(r, path, err);

		if (!renderer)
			return false;
		if (strcmp(path, "-") == 0 && pfl_renderer_is_binary(renderer) && isatty(1))
			return pfl_fail(err, PFL_USAGE,
				"%s is not for a terminal; name a file with -o, or redirect",
				pfl_renderer_format(renderer));
		for (size_t k = 0; k < i; k++) {
			if (strcmp(path, r->outputs.at[k]) == 0)
				return pfl_fail(err, PFL_USAGE,
					"-o %s: this output is named twice", path);
		}
	}
	return true;
}

static bool
terminal_color(const struct request *r)
{
	const char *force = getenv("CLICOLOR_FORCE"), *none = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	if (r->color != CHOICE_AUTO)
		return r->color == CHOICE_ALWAYS;
	if (none && *none)
		return false;
	if (force && *force && strcmp(force, "0") != 0)
		return true;
	return isatty(1) && (!term || strcmp(term, "dumb") != 0);
}

/* What the output looks like depends on where it goes. */
struct pfl_style
style_for(const struct request *r, const char *path)
{
	struct pfl_style style = r->style;
	struct winsize size;

	style.verbose = r->verbose;
	style.new_inputs = r->shown.at;
	style.n_new_inputs = r->shown.n;
	style.old_inputs = r->old_shown.at;
	style.n_old_inputs = r->old_shown.n;
	if (strcmp(path, "-") == 0) {
		style.color = terminal_color(r);
		if (isatty(1) && ioctl(1, TIOCGWINSZ, &size) == 0)
			style.columns = size.ws_col;
	} else {
		style.color = r->color == CHOICE_ALWAYS;
	}
	return style;
}

static void
print_notes(const struct request *r, const struct pfl_scene *scene)
{
	for (size_t i = 0; !r->quiet && i < pfl_scene_notes(scene); i++)
		complain(r, "note", pfl_scene_note(scene, i));
}

/* Each format loses other things. */
static bool
print_losses(const struct request *r, const struct pfl_scene *scene,
	const struct pfl_renderer *renderer, struct pfl_error *err)
{
	struct pfl_error line = { 0 };
	char *losses = r->quiet ? NULL : pfl_render_losses(scene, renderer, err);

	if (losses) {
		pfl_fail(&line, PFL_FORMAT, "%s", losses); /* for its cleaning */
		complain(r, "note", line.msg);
	}
	free(losses);
	return err->code == PFL_OK;
}

/* The scene that was made last, where it does for this renderer, too. */
static bool
make_scene(const struct request *r, struct rendering *what, const struct pfl_renderer *renderer,
	struct pfl_error *err)
{
	if (what->scene && pfl_renderer_shares(what->renderer, renderer))
		return true;
	pfl_scene_free(what->scene);
	what->renderer = renderer;
	what->scene = pfl_scene_new(what->profile, r->view, renderer, err);
	if (!what->scene && err->code == PFL_UNSUPPORTED) /* what profiles do not have */
		name_inputs(r, err);
	return what->scene != NULL;
}

bool
render_with(const struct request *r, struct rendering *what,
	const struct pfl_renderer *renderer, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	bool ok = make_scene(r, what, renderer, err) &&
		pfl_render(what->scene, renderer, style, out, err);

	progress_stop();
	if (!ok)
		return false;
	if (!what->told)
		print_notes(r, what->scene);
	what->told = true;
	if (!print_losses(r, what->scene, renderer, err))
		return false;
	what->gate_failed |= pfl_scene_gate_failed(what->scene);
	return true;
}

bool
render_output(const struct request *r, struct rendering *what, const char *path,
	struct pfl_out *out, struct pfl_error *err)
{
	const struct pfl_renderer *renderer = choose_renderer(r, path, err);
	struct pfl_style style = style_for(r, path);

	if (!renderer)
		return false;
	progress_start(r, "making", path);
	return render_with(r, what, renderer, &style, out, err);
}

void
render_end(struct rendering *what)
{
	pfl_scene_free(what->scene);
	what->scene = NULL;
}

static void
tell_output(const struct request *r, const char *path)
{
	struct pfl_error text = { 0 };

	pfl_fail(&text, PFL_OUTPUT, "%s", strcmp(path, "-") == 0 ? "standard output" : path);
	complain(r, "wrote", text.msg);
}

bool
write_outputs(const struct request *r, const struct pfl_profile *profile, bool *gate_failed,
	struct pfl_error *err)
{
	struct pfl_out **out = calloc(r->outputs.n, sizeof(*out));
	struct rendering what = { .profile = profile };
	struct summary summary = { .fd = -1 };
	bool ok = out != NULL;
	size_t n = 0;

	if (!out)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	for (; ok && n < r->outputs.n; n++) {
		const char *path = r->outputs.at[n];

		out[n] = pfl_out_open(path, r->max_output, err);
		ok = out[n] && render_output(r, &what, path, out[n], err);
	}
	if (ok && r->summary)
		ok = summary_append(&summary, r, &what, err);
	if (ok) {
		ok = pfl_out_close_all(out, n, err);
	} else {
		for (size_t i = 0; i < n; i++)
			pfl_out_abandon(out[i]);
	}
	summary_close(&summary, ok);
	render_end(&what);
	*gate_failed = what.gate_failed;
	for (size_t i = 0; ok && r->verbose && i < n; i++)
		tell_output(r, r->outputs.at[i]);
	free(out);
	return ok;
}
