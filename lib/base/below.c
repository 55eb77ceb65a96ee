/* SPDX-License-Identifier: Apache-2.0 */
#define _XOPEN_SOURCE 700 /* realpath(), which POSIX has as an extension */
#include "base/below.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where it really is: NULL when it is not there, "" when that is not below the root. */
static char *
resolve(const char *root, const char *path, struct pfl_error *err)
{
	size_t n = strlen(root), size = n + strlen(path) + 2;
	char *joined = malloc(size), *real;

	if (!joined) {
		pfl_fail(err, PFL_NOMEM, "out of memory");
		return NULL;
	}
	snprintf(joined, size, "%s/%s", root, path);
	real = realpath(joined, NULL);
	free(joined);
	if (!real && errno == ENOMEM)
		pfl_fail(err, PFL_NOMEM, "out of memory");
	if (real && (strncmp(real, root, n) != 0 || (real[n] != '/' && n > 1)))
		real[0] = '\0';
	return real;
}

/* Open it element by element and without links, in case it has become one meanwhile. */
static int
descend(const char *root, char *path)
{
	int fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC), next;
	struct stat st;
	char *slash;

	for (; fd >= 0 && (slash = strchr(path, '/')); path = slash + 1) {
		*slash = '\0';
		next = openat(fd, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		close(fd);
		fd = next;
	}
	if (fd < 0)
		return -1;
	/* Opening is enough to wind a tape back, so look first. */
	if (fstatat(fd, path, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode))
		next = openat(
			fd, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	else
		next = -1;
	close(fd);
	return next;
}

static enum pfl_below
refuse(const char **why, const char *reason)
{
	*why = reason;
	return PFL_BELOW_REFUSED;
}

/* Below the root by its name; is it, when it is opened? */
static enum pfl_below
open_real(const char *root, char *real, struct pfl_below_file *file, const char **why)
{
	struct stat st;
	int fd;

	if (stat(real, &st) != 0 || S_ISDIR(st.st_mode))
		return PFL_BELOW_ABSENT;
	fd = descend(root, real + (root[1] ? strlen(root) + 1 : 1));
	if (S_ISREG(st.st_mode) && fd >= 0 && fstat(fd, &st) == 0) {
		*file = (struct pfl_below_file){ fd, (uint64_t)st.st_size, st.st_mtime };
		return PFL_BELOW_OPEN;
	}
	if (fd >= 0)
		close(fd);
	return refuse(
		why, S_ISREG(st.st_mode) ? "it cannot be opened" : "it is not a regular file");
}

enum pfl_below
pfl_below_open(const char *root, const char *path, struct pfl_below_file *file,
	const char **why, struct pfl_error *err)
{
	char *real = resolve(root, path, err);
	enum pfl_below end;

	if (!real)
		return err->code == PFL_OK ? PFL_BELOW_ABSENT : PFL_BELOW_FAILED;
	end = *real ? open_real(root, real, file, why)
		    : refuse(why, "a symbolic link leads out of the folder");
	free(real);
	return end;
}
