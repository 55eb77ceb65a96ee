/* SPDX-License-Identifier: Apache-2.0 */
#define _POSIX_C_SOURCE 200809L
#include "symbol/regular.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
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

/* Opening some files is an act, and a FIFO would wait: look first. */
int
pfl_regular_open(const char *path, int64_t *modified, struct pfl_error *err)
{
	struct stat st;
	int fd;

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
