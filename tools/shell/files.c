/* SPDX-License-Identifier: Apache-2.0 */
/* Files by the beginning of their names. */
#define _POSIX_C_SOURCE 200809L
#include "shell/files.h"

#include "shell/visible.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* Can it stand in a line, and on a terminal, as it is? */
static bool
is_plain(const char *name)
{
	for (const char *at = name; *at; at++) {
		if ((unsigned char)*at <= ' ' || strchr("'\"|", *at))
			return false;
	}
	return is_visible(name);
}

static bool
see_entry(const char *path, size_t folder, const char *name,
	bool (*see)(void *context, const char *name), void *context)
{
	char whole[PATH_MAX];
	struct stat st;
	int n = snprintf(whole, sizeof(whole) - 1, "%.*s%s", (int)folder, path, name);

	if (n < 0 || (size_t)n >= sizeof(whole) - 1 || !is_plain(whole))
		return true;
	if (stat(whole, &st) == 0 && S_ISDIR(st.st_mode))
		memcpy(whole + n, "/", 2);
	return see(context, whole);
}

bool
files_each(const char *path, bool (*see)(void *context, const char *name), void *context)
{
	const char *slash = strrchr(path, '/'), *begun = slash ? slash + 1 : path;
	size_t folder = (size_t)(begun - path);
	char name[PATH_MAX] = ".";
	struct dirent *entry;
	bool more = true;
	DIR *dir;

	if (folder >= sizeof(name))
		return true;
	if (folder > 0) {
		memcpy(name, path, folder);
		name[folder] = '\0';
	}
	dir = opendir(name);
	while (dir && more && (entry = readdir(dir))) {
		const char *found = entry->d_name;

		if (strncmp(found, begun, strlen(begun)) == 0 &&
			(*begun == '.' || *found != '.') && strcmp(found, ".") != 0 &&
			strcmp(found, "..") != 0)
			more = see_entry(path, folder, found, see, context);
	}
	if (dir)
		closedir(dir);
	return more;
}
