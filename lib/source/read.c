/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a file below a folder, and nothing else: whoever wrote the profile chose its name. */
#define _POSIX_C_SOURCE 200809L
#include "source/read.h"

#include "base/below.h"

#include <errno.h>
#include <unistd.h>

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

enum pfl_read_end
pfl_read_below(const char *root, const char *path, size_t most, struct pfl_arena *arena,
	struct pfl_span *text, const char **why, struct pfl_error *err)
{
	enum pfl_read_end end = PFL_READ_REFUSED;
	struct pfl_below_file file;

	switch (pfl_below_open(root, path, &file, why, err)) {
	case PFL_BELOW_OPEN:
		break;
	case PFL_BELOW_ABSENT:
		return PFL_READ_ABSENT;
	case PFL_BELOW_REFUSED:
		return PFL_READ_REFUSED;
	default:
		return PFL_READ_FAILED;
	}
	if (file.size > most)
		*why = "it is too large";
	else
		end = take(file.fd, file.size, arena, text, err);
	close(file.fd);
	return end;
}
