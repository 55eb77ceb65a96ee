/* SPDX-License-Identifier: Apache-2.0 */
/*
 * --summary: a report in the summary of a step in GitHub's CI. Its file belongs to the job, and
 * other steps write to it: it is appended to, never replaced.
 */
#define _POSIX_C_SOURCE 200809L
#include "cli/request.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define VARIABLE "GITHUB_STEP_SUMMARY"

/* GitHub takes 1 MiB of a step, or nothing. */
enum { LIMIT = 1024 * 1024 - 4096 };

bool
summary_check(struct pfl_error *err)
{
	const char *path = getenv(VARIABLE);

	return (path && *path) ||
		pfl_fail(err, PFL_USAGE,
			"--summary appends to the file that $" VARIABLE
			" names, which is not set here; -o FILE.md writes a report anywhere");
}

static bool
cannot(const char *path, const char *what, struct pfl_error *err)
{
	return pfl_fail(err, PFL_OUTPUT, "$" VARIABLE ": %s: cannot be %s: %s", path, what,
		strerror(errno));
}

static bool
open_summary(struct summary *s, const char *path, struct pfl_error *err)
{
	struct stat file;

	s->fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0644);
	if (s->fd < 0 || fstat(s->fd, &file) != 0)
		return cannot(path, "opened", err);
	s->before = S_ISREG(file.st_mode) ? file.st_size : 0;
	return true;
}

/* The report in at most so many bytes; the caller frees. NULL with *err. */
static char *
make_summary(const struct request *r, struct rendering *what, size_t most, size_t *n,
	struct pfl_error *err)
{
	const struct pfl_renderer *renderer = pfl_renderer_find(r->family, "markdown");
	struct pfl_style style = style_for(r, OUTPUT_PIPE);
	struct pfl_out *out = pfl_out_memory(err);

	if (!out)
		return NULL;
	style.max_bytes = most;
	if (render_with(r, what, renderer, &style, out, err))
		return pfl_out_take(out, n, err);
	pfl_out_abandon(out);
	return NULL;
}

static bool
write_all(const struct summary *s, const char *path, const char *bytes, size_t n,
	struct pfl_error *err)
{
	while (n > 0) {
		ssize_t written = write(s->fd, bytes, n);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return cannot(path, "written", err);
		bytes += written;
		n -= (size_t)written;
	}
	return true;
}

bool
summary_append(struct summary *s, const struct request *r, struct rendering *what,
	struct pfl_error *err)
{
	const char *path = getenv(VARIABLE);
	size_t most, n;
	char *bytes;
	bool ok;

	if (!open_summary(s, path, err))
		return false;
	most = s->before < LIMIT ? (size_t)(LIMIT - s->before) : 0;
	bytes = make_summary(r, what, most ? most : 1, &n, err);
	if (!bytes)
		return false;
	ok = n <= most ||
		pfl_fail(err, PFL_OUTPUT,
			"$" VARIABLE ": %s: no room for a report: it has %lld of %d bytes",
			path, (long long)s->before, LIMIT);
	ok = ok && write_all(s, path, bytes, n, err);
	free(bytes);
	return ok;
}

void
summary_close(struct summary *s, bool keep)
{
	if (s->fd < 0)
		return;
	/* A device has nothing to take back, and a file that cannot be cut stays as it is. */
	if (!keep)
		(void)!ftruncate(s->fd, s->before);
	close(s->fd);
}
