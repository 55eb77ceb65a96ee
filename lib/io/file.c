/* SPDX-License-Identifier: Apache-2.0 */
/* The backend at the bottom: a file or pipe. */
#define _POSIX_C_SOURCE 200809L
#include "base/size.h"
#include "io/backend.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct file {
	int fd;
	bool owned;
	uint64_t given, max;
};

static ptrdiff_t
file_read(void *state, void *buffer, size_t n, struct pfl_error *err)
{
	struct file *f = state;
	char max[PFL_SIZE_TEXT];
	ssize_t got;

	do
		got = read(f->fd, buffer, n < SSIZE_MAX ? n : SSIZE_MAX);
	while (got < 0 && errno == EINTR);
	if (got < 0) {
		pfl_fail(err, PFL_IO, "cannot be read: %s", strerror(errno));
		return -1;
	}
	f->given += (uint64_t)got;
	if (f->given > f->max) {
		pfl_fail(err, PFL_LIMIT, "is larger than %s; --max-input raises the limit",
			pfl_size_text(f->max, max));
		return -1;
	}
	return got;
}

static void
file_close(void *state)
{
	struct file *f = state;

	if (f->owned)
		close(f->fd);
	free(f);
}

bool
pfl_backend_file(struct pfl_backend *backend, const char *name, const struct pfl_limits *limits,
	struct pfl_error *err)
{
	bool standard = strcmp(name, "-") == 0;
	int fd = standard ? 0 : open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct file *f;
	struct stat st;

	if (fd < 0)
		return pfl_fail(err, PFL_IO, "cannot be opened: %s", strerror(errno));
	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
		if (!standard)
			close(fd);
		return pfl_fail(err, PFL_IO, "is a directory, not a profile");
	}
	f = malloc(sizeof(*f));
	if (!f) {
		if (!standard)
			close(fd);
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	}
	*f = (struct file){ .fd = fd, .owned = !standard, .max = limits->input };
	*backend = (struct pfl_backend){ file_read, file_close, f, NULL };
	return true;
}
