/* SPDX-License-Identifier: Apache-2.0 */
/* Which folders there are: named by the user, around the working folder, and Go's own. */
#define _XOPEN_SOURCE 700 /* realpath(), which POSIX has as an extension */
#include "source/roots.h"

#include "source/read.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct finder {
	struct pfl_source_roots *roots;
	struct pfl_arena *arena;
	struct pfl_text text;
};

/* The word behind "module" in a go.mod, or nothing. */
static struct pfl_span
module_in(struct pfl_span text)
{
	struct pfl_span line;

	while (pfl_span_cut(&text, '\n', &line)) {
		line = pfl_span_trim(line);
		if (!pfl_span_starts(line, "module ") && !pfl_span_starts(line, "module\t"))
			continue;
		line = pfl_span_trim((struct pfl_span){ line.at + 7, line.n - 7 });
		line.n = pfl_span_find(line, "//");
		line = pfl_span_trim(line);
		if (line.n > 1 && line.at[0] == '"' && line.at[line.n - 1] == '"')
			line = (struct pfl_span){ line.at + 1, line.n - 2 };
		return line;
	}
	return (struct pfl_span){ "", 0 };
}

static bool
read_module(struct finder *f, struct pfl_source_root *root, struct pfl_error *err)
{
	enum { MOST = 1 << 20 };
	struct pfl_arena scratch = { 0 };
	struct pfl_span text = { "", 0 };
	const char *why;

	if (pfl_read_below(root->real, "go.mod", MOST, &scratch, &text, &why, err) !=
		PFL_READ_FAILED) {
		text = module_in(text);
		root->module = pfl_arena_text(f->arena, text.n ? text.at : "", text.n, err);
	}
	pfl_arena_clear(&scratch);
	return root->module != NULL;
}

static bool
is_known(const struct pfl_source_roots *roots, enum pfl_root_kind kind, const char *real)
{
	for (uint32_t i = 0; i < roots->n; i++) {
		if (roots->at[i].kind == kind && roots->at[i].real &&
			strcmp(roots->at[i].real, real) == 0)
			return true;
	}
	return false;
}

/* Add a folder; one that is not there only where the user ought to hear of it. */
static bool
add(struct finder *f, enum pfl_root_kind kind, struct pfl_span path, bool named,
	struct pfl_error *err)
{
	struct pfl_source_root root = { .kind = kind, .module = "" };
	char *real;

	root.path = pfl_arena_text(f->arena, path.at, path.n, err);
	if (!root.path)
		return false;
	real = realpath(root.path, NULL);
	if (!real && errno == ENOMEM)
		return pfl_fail(err, PFL_NOMEM, "out of memory for source files");
	if (real) {
		bool known = is_known(f->roots, kind, real);

		root.real = pfl_arena_text(f->arena, real, strlen(real), err);
		free(real);
		if (!root.real)
			return false;
		if (known)
			return true;
	} else if (!named) {
		return true;
	}
	if (f->roots->n == PFL_ROOTS_MAX)
		return pfl_fail(err, PFL_USAGE,
			"source-path: more than %d folders to look for sources in",
			PFL_ROOTS_MAX);
	if (kind == PFL_ROOT_FOLDER && root.real && !read_module(f, &root, err))
		return false;
	f->roots->at[f->roots->n++] = root;
	return true;
}

/* A folder below another. */
static bool
add_below(struct finder *f, enum pfl_root_kind kind, struct pfl_span folder, const char *name,
	struct pfl_error *err)
{
	struct pfl_text path = { 0 };
	bool ok;

	pfl_text_add(&path, folder);
	pfl_text_str(&path, name);
	ok = pfl_text_ok(&path, err) && add(f, kind, pfl_text_span(&path), false, err);
	pfl_text_clear(&path);
	return ok;
}

/* The folder around a folder, an absolute path. */
static struct pfl_span
parent_of(struct pfl_span path)
{
	while (path.n > 1 && path.at[path.n - 1] != '/')
		path.n--;
	path.n -= path.n > 1;
	return path;
}

/* The folder of the repository that holds this one; without one, this one. False: PFL_NOMEM. */
static bool
repository_of(
	struct finder *f, struct pfl_span folder, struct pfl_span *top, struct pfl_error *err)
{
	enum { UP = 24 };
	struct stat st;

	*top = folder;
	for (int i = 0; i < UP && folder.n > 1; i++, folder = parent_of(folder)) {
		pfl_text_reset(&f->text);
		pfl_text_add(&f->text, folder);
		pfl_text_str(&f->text, "/.git");
		if (!pfl_text_ok(&f->text, err))
			return false;
		if (stat(pfl_text_get(&f->text), &st) == 0) {
			*top = folder;
			break;
		}
	}
	return true;
}

/* The working folder and those around it up to the repository's; "/" holds too much. */
static bool
add_working(struct finder *f, struct pfl_error *err)
{
	char *path = realpath(".", NULL);
	struct pfl_span folder = pfl_span_of(path ? path : ""), top = folder;
	bool ok;

	if (!path && errno == ENOMEM)
		return pfl_fail(err, PFL_NOMEM, "out of memory for source files");
	ok = repository_of(f, folder, &top, err);
	for (; ok && folder.n > 1 && folder.n >= top.n; folder = parent_of(folder))
		ok = add(f, PFL_ROOT_FOLDER, folder, false, err);
	free(path);
	return ok;
}

/* The folders of GOPATH, or the one that Go takes when nobody has said. */
static bool
add_gopath(struct finder *f, enum pfl_root_kind kind, const char *below, struct pfl_error *err)
{
	const char *gopath = getenv("GOPATH"), *home = getenv("HOME");
	struct pfl_span rest, folder;
	struct pfl_text path = { 0 };
	bool ok = true;

	if (!gopath || !*gopath) {
		if (!home || home[0] != '/')
			return true;
		pfl_text_str(&path, home);
		pfl_text_str(&path, "/go");
		ok = pfl_text_ok(&path, err);
		gopath = pfl_text_get(&path);
	}
	rest = pfl_span_of(gopath);
	while (ok && pfl_span_cut(&rest, ':', &folder)) {
		if (folder.n && folder.at[0] == '/')
			ok = add_below(f, kind, folder, below, err);
	}
	pfl_text_clear(&path);
	return ok;
}

static bool
add_modules(struct finder *f, struct pfl_error *err)
{
	const char *cache = getenv("GOMODCACHE");

	if (cache && cache[0] == '/')
		return add(f, PFL_ROOT_MODULES, pfl_span_of(cache), false, err);
	return add_gopath(f, PFL_ROOT_MODULES, "/pkg/mod", err);
}

/* Where the first `go` on PATH is installed, as a folder: bin/go is below it. Or nothing. */
static char *
installed_go(struct finder *f, struct pfl_error *err)
{
	const char *list = getenv("PATH");
	struct pfl_span rest = pfl_span_of(list ? list : ""), folder;

	while (pfl_span_cut(&rest, ':', &folder)) {
		struct pfl_span real;
		char *path;

		if (folder.n == 0 || folder.at[0] != '/')
			continue;
		pfl_text_reset(&f->text);
		pfl_text_add(&f->text, folder);
		pfl_text_str(&f->text, "/go");
		if (!pfl_text_ok(&f->text, err))
			return NULL;
		path = realpath(pfl_text_get(&f->text), NULL);
		if (!path)
			continue;
		real = pfl_span_of(path);
		if (pfl_span_ends(real, "/bin/go")) {
			path[real.n - 7] = '\0';
			return path;
		}
		free(path);
	}
	return NULL;
}

static bool
add_goroot(struct finder *f, struct pfl_error *err)
{
	static const char *const usual[] = { "/usr/local/go", "/usr/lib/go" };
	const char *goroot = getenv("GOROOT");
	uint32_t before = f->roots->n;
	char *installed;
	bool ok;

	if (goroot && goroot[0] == '/')
		return add_below(f, PFL_ROOT_GO, pfl_span_of(goroot), "/src", err);
	installed = installed_go(f, err);
	ok = err->code == PFL_OK &&
		(!installed || add_below(f, PFL_ROOT_GO, pfl_span_of(installed), "/src", err));
	free(installed);
	for (size_t i = 0; ok && i < 2 && f->roots->n == before; i++)
		ok = add_below(f, PFL_ROOT_GO, pfl_span_of(usual[i]), "/src", err);
	return ok;
}

bool
pfl_source_roots_find(struct pfl_source_roots *roots, const char *source_path,
	struct pfl_arena *arena, struct pfl_error *err)
{
	struct finder f = { .roots = roots, .arena = arena };
	struct pfl_span rest = pfl_span_of(source_path ? source_path : ""), folder;
	bool ok = true;

	roots->n = 0;
	while (ok && pfl_span_cut(&rest, ':', &folder)) {
		if (folder.n)
			ok = add(&f, PFL_ROOT_FOLDER, folder, true, err);
	}
	ok = ok && add_working(&f, err) && add_modules(&f, err) && add_goroot(&f, err) &&
		add_gopath(&f, PFL_ROOT_GO, "/src", err);
	pfl_text_clear(&f.text);
	return ok;
}
