/* SPDX-License-Identifier: Apache-2.0 */
#define _XOPEN_SOURCE 700 /* realpath(), which POSIX has as an extension */
#include "symbol/regular.h"

#include "base/below.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool
pfl_fail_with_reason(struct pfl_error *err, const char *what)
{
	int number = errno;
	locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);

	pfl_fail(
		err, PFL_IO, "%s%s", what, plain ? strerror_l(number, plain) : "unknown error");
	if (plain)
		freelocale(plain);
	return false;
}

/* In a folder that the user has named, and of which links may lead away. */
static int
open_below(const char *path, size_t below, int64_t *modified, struct pfl_error *err)
{
	char *folder = strndup(path, below), *real = folder ? realpath(folder, NULL) : NULL;
	struct pfl_below_file file = { .fd = -1 };
	const char *why = "No such file or directory";

	if (!folder || (!real && errno == ENOMEM))
		pfl_fail(err, PFL_NOMEM, "out of memory");
	else if (real)
		(void)pfl_below_open(real, path + below, &file, &why, err);
	free(folder);
	free(real);
	if (file.fd < 0)
		pfl_fail(err, PFL_IO, "%s", why);
	*modified = file.modified;
	return file.fd;
}

/* Opening some files is an act, and a FIFO would wait: look first. */
int
pfl_regular_open(const char *path, size_t below, int64_t *modified, struct pfl_error *err)
{
	struct stat st;
	int fd;

	if (below > 0)
		return open_below(path, below, modified, err);
	if (stat(path, &st) != 0) {
		pfl_fail_with_reason(err, "");
		return -1;
	}
	if (!S_ISREG(st.st_mode)) {
		pfl_fail(err, PFL_IO, "is not a regular file");
		return -1;
	}
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	*modified = st.st_mtime;
	if (fd < 0)
		pfl_fail_with_reason(err, "cannot be opened: ");
	else if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		return fd;
	else
		pfl_fail(err, PFL_IO, "is not a regular file");
	if (fd >= 0)
		close(fd);
	return -1;
}
