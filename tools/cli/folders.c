/* SPDX-License-Identifier: Apache-2.0 */
/* A folder among the operands stands for the files in it. */
#define _POSIX_C_SOURCE 200809L
#include "cli/request.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool
is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static bool
is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static char *
join(const char *folder, const char *name, struct pfl_error *err)
{
	size_t n = strlen(folder), size = n + strlen(name) + 2;
	char *path = malloc(size);

	if (!path)
		pfl_fail(err, PFL_NOMEM, "out of memory");
	else
		snprintf(path, size, "%s%s%s", folder, n && folder[n - 1] == '/' ? "" : "/",
			name);
	return path;
}

/* The path of an entry becomes part of the owned list, if it is a file. */
static bool
add_entry(struct list *paths, const char *folder, const char *name, struct pfl_error *err)
{
	char *path;

	if (name[0] == '.')
		return true;
	path = join(folder, name, err);
	if (!path)
		return false;
	if (is_file(path) && list_add(paths, path, err))
		return true;
	free(path);
	return err->code == PFL_OK;
}

static bool
read_folder(struct list *paths, const char *folder, struct pfl_error *err)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	bool ok = true;

	if (!dir)
		return pfl_fail(err, PFL_IO, "%s: the directory cannot be read: %s", folder,
			strerror(errno));
	while (ok && (errno = 0, entry = readdir(dir)))
		ok = add_entry(paths, folder, entry->d_name, err);
	if (ok && errno)
		ok = pfl_fail(err, PFL_IO, "%s: the directory cannot be read: %s", folder,
			strerror(errno));
	closedir(dir);
	return ok;
}

static int
compare_paths(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* What is in a folder, in the order of its names' bytes, whatever the locale. */
static bool
add_folder(struct request *r, struct list *names, const char *folder, struct pfl_error *err)
{
	size_t first = r->in_folders.n;

	if (!read_folder(&r->in_folders, folder, err))
		return false;
	if (r->in_folders.n == first)
		return pfl_fail(err, PFL_IO,
			"%s: there are no files in the directory (hidden ones and directories "
			"in it do not count)",
			folder);
	qsort(r->in_folders.at + first, r->in_folders.n - first, sizeof(*r->in_folders.at),
		compare_paths);
	for (size_t i = first; i < r->in_folders.n; i++) {
		if (!list_add(names, r->in_folders.at[i], err))
			return false;
	}
	return true;
}

bool
expand_folders(
	struct request *r, struct list *names, struct weights *weights, struct pfl_error *err)
{
	struct list expanded = { 0 };
	struct weights all = { 0 };
	bool ok = true;

	for (size_t i = 0; ok && i < names->n; i++) {
		const char *name = names->at[i];
		bool folder = strcmp(name, "-") != 0 && !pfl_is_url(name) && is_folder(name);

		ok = folder ? add_folder(r, &expanded, name, err)
			    : list_add(&expanded, name, err);
		ok = ok && repeat_weight(weights, i, &all, expanded.n, err);
	}
	if (!ok) {
		free(expanded.at);
		free(all.at);
		return false;
	}
	free(names->at);
	free(weights->at);
	*names = expanded;
	*weights = all;
	return true;
}
