/* SPDX-License-Identifier: Apache-2.0 */
/* The file of lines: appended to at once, shortened when it is opened. */
#define _POSIX_C_SOURCE 200809L
#include "shell/history.h"

#include <profloom/out.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_LINE = 4096, SLACK = 2 }; /* the file may hold so many times what is kept */

struct history {
	int fd;
};

/* Make the folders of a path that are not there, for the owner only. */
static void
make_folders(char *path)
{
	for (char *p = path + 1; *p; p++) {
		if (*p == '/') {
			*p = '\0';
			mkdir(path, 0700);
			*p = '/';
		}
	}
}

/* The file's path; NULL when there is none. The caller frees it. */
static char *
find_path(void)
{
	static const char file[] = "/profloom/history", state[] = "/.local/state";
	const char *xdg = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	bool own = xdg && *xdg == '/'; /* a relative one is to be ignored, says its standard */
	const char *base = own ? xdg : home;
	size_t size;
	char *path;

	if (!base || *base != '/')
		return NULL;
	size = strlen(base) + sizeof(state) + sizeof(file);
	path = malloc(size);
	if (path)
		snprintf(path, size, "%s%s%s", base, own ? "" : state, file);
	return path;
}

/* A ring of the latest lines. */
struct latest {
	char *line[HISTORY_LINES];
	size_t n; /* read so far */
};

static void
read_lines(FILE *file, struct latest *latest)
{
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;

	while ((n = getline(&line, &cap, file)) > 0) {
		size_t at = latest->n % HISTORY_LINES;

		line[strcspn(line, "\n")] = '\0';
		if (!*line || n > MAX_LINE)
			continue;
		free(latest->line[at]);
		latest->line[at] = strdup(line);
		if (!latest->line[at])
			break;
		latest->n++;
	}
	free(line);
}

/* Write the lines that are kept in place of all that the file holds. */
static void
shorten(const char *path, const struct latest *latest)
{
	struct pfl_error err = { 0 };
	struct pfl_out *out = pfl_out_open(path, 0, &err);

	for (size_t i = latest->n - HISTORY_LINES; out && i < latest->n; i++) {
		pfl_out_str(out, latest->line[i % HISTORY_LINES]);
		pfl_out_str(out, "\n");
	}
	/* A file that stays long is no reason to stop anybody. */
	if (out && pfl_out_close(out, &err))
		chmod(path, 0600);
}

static void
load(const char *path, int fd, void (*see)(void *context, const char *line), void *context)
{
	struct latest *latest = calloc(1, sizeof(*latest));
	int copy = dup(fd);
	FILE *file = copy >= 0 ? fdopen(copy, "r") : NULL;
	size_t first;

	if (latest && file) {
		read_lines(file, latest);
		first = latest->n > HISTORY_LINES ? latest->n - HISTORY_LINES : 0;
		for (size_t i = first; i < latest->n; i++)
			see(context, latest->line[i % HISTORY_LINES]);
		if (latest->n > SLACK * HISTORY_LINES)
			shorten(path, latest);
	}
	for (size_t i = 0; latest && i < HISTORY_LINES; i++)
		free(latest->line[i]);
	free(latest);
	if (file)
		fclose(file);
	else if (copy >= 0)
		close(copy);
}

static int
open_file(const char *path)
{
	struct stat st;
	int fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600);

	if (fd >= 0 && (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))) {
		close(fd);
		return -1;
	}
	return fd;
}

struct history *
history_open(void (*see)(void *context, const char *line), void *context)
{
	char *path = find_path();
	struct history *h = path ? calloc(1, sizeof(*h)) : NULL;

	if (h) {
		make_folders(path);
		h->fd = open_file(path);
		if (h->fd >= 0) {
			load(path, h->fd, see, context);
			close(h->fd);
			h->fd = open_file(path); /* it may be another now */
		}
		if (h->fd < 0) {
			free(h);
			h = NULL;
		}
	}
	free(path);
	return h;
}

void
history_add(struct history *h, const char *line)
{
	size_t n = strlen(line);
	char text[MAX_LINE];

	if (!h || !n || n >= MAX_LINE)
		return;
	memcpy(text, line, n);
	text[n] = '\n';
	(void)!write(h->fd, text, n + 1); /* one write: lines of two shells do not mix */
}

void
history_close(struct history *h)
{
	if (h)
		close(h->fd);
	free(h);
}
