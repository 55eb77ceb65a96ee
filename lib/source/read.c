/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a file below a folder, and nothing else: whoever wrote the profile chose its name. */
#define _XOPEN_SOURCE 700 /* realpath(), which POSIX has as an extension */
#include "source/read.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where it really is: NULL when it is not there, "" when that is not below the root. */
static char *
resolve(const char *root, const char *path, struct pfl_error *err)
{
	size_t n = strlen(root), size = n + strlen(path) + 2;
	char *joined = malloc(size), *real;

	if (!joined) {
		pfl_fail(err, PFL_NOMEM, "out of memory for source files");
		return NULL;
	}
	snprintf(joined, size, "%s/%s", root, path);
	real = realpath(joined, NULL);
	free(joined);
	if (!real && errno == ENOMEM)
		pfl_fail(err, PFL_NOMEM, "out of memory for source files");
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

static enum pfl_read_end
take(int fd, size_t size, struct pfl_arena *arena, struct pfl_span *text, struct pfl_error *err)
{
	char *at = pfl_arena_alloc(arena, size, 1, err);
	size_t n = 0;

	if (!at)
		return PFL_READ_FAILED;
	while (n < size) {
		ssize_t got = read(fd, at + n, size - n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		n += (size_t)got;
	}
	*text = (struct pfl_span){ at, n };
	return PFL_READ_DONE;
}

static enum pfl_read_end
refuse(const char **why, const char *reason)
{
	*why = reason;
	return PFL_READ_REFUSED;
}

enum pfl_read_end
pfl_read_below(const char *root, const char *path, size_t most, struct pfl_arena *arena,
	struct pfl_span *text, const char **why, struct pfl_error *err)
{
	enum pfl_read_end end = PFL_READ_ABSENT;
	char *real = resolve(root, path, err);
	struct stat st;
	int fd;

	if (!real)
		return err->code == PFL_OK ? PFL_READ_ABSENT : PFL_READ_FAILED;
	if (!*real) {
		free(real);
		return refuse(why, "a symbolic link leads out of the folder");
	}
	if (stat(real, &st) == 0 && !S_ISDIR(st.st_mode)) {
		fd = descend(root, real + (root[1] ? strlen(root) + 1 : 1));
		if (!S_ISREG(st.st_mode) || (fd >= 0 && fstat(fd, &st) != 0))
			end = refuse(why, "it is not a regular file");
		else if (fd < 0)
			end = refuse(why, "it cannot be opened");
		else if (st.st_size > (off_t)most)
			end = refuse(why, "it is too large");
		else
			end = take(fd, (size_t)st.st_size, arena, text, err);
		if (fd >= 0)
			close(fd);
	}
	free(real);
	return end;
}
