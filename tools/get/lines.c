/* SPDX-License-Identifier: Apache-2.0 */
/* A line on the terminal for each profile that is under way. */
#define _DEFAULT_SOURCE
#include "get/get.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { DELAY = 500, HOW = 600, LINE = 1000 };

static int64_t
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void
lines_begin(struct lines *lines, const struct request *r)
{
	*lines = (struct lines){ .r = r, .began = now_ms() };
	lines->on = !r->quiet && !r->no_progress && isatty(2);
}

static void
erase(struct lines *lines)
{
	if (lines->shown > 0)
		fprintf(stderr, "\033[%uA\r\033[J", lines->shown);
	lines->shown = 0;
}

void
lines_end(struct lines *lines)
{
	erase(lines);
	fflush(stderr);
}

/* How far it is. */
static void
say(const struct lines *lines, const struct pfl_fetch *fetch, char *text, size_t size)
{
	long long seconds = (now_ms() - lines->began) / 1000;

	switch (fetch->state) {
	case PFL_FETCH_WAITING:
		if (fetch->tries)
			snprintf(text, size, "will be tried again: %s", fetch->err.msg);
		else
			snprintf(text, size, "waits");
		break;
	case PFL_FETCH_RUNNING:
		if (fetch->bytes == 0)
			snprintf(text, size, "%lld s", seconds);
		else if (fetch->expected == 0)
			snprintf(text, size, "%.1f MB", (double)fetch->bytes / 1e6);
		else
			snprintf(text, size, "%.1f of %.1f MB", (double)fetch->bytes / 1e6,
				(double)fetch->expected / 1e6);
		break;
	case PFL_FETCH_SAVED:
		snprintf(text, size, "saved");
		break;
	case PFL_FETCH_FAILED:
		snprintf(text, size, "failed: %s", fetch->err.msg);
		break;
	}
}

/* Cut to fit, so that it stays one line; a character that would be cut in two goes as a whole.
 */
static void
print_line(const struct lines *lines, const struct pfl_fetch *fetch, int columns)
{
	const char *slash = strrchr(fetch->path, '/');
	char text[LINE], how[HOW];
	int n;

	say(lines, fetch, how, sizeof(how));
	snprintf(text, sizeof(text), "%s  %s", slash ? slash + 1 : fetch->path, how);
	n = (int)strlen(text) < columns ? (int)strlen(text) : columns - 1;
	while (n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80)
		n--;
	fprintf(stderr, "%.*s\n", n, text);
}

bool
lines_show(void *arg, const struct pfl_fetch *fetches, size_t n)
{
	struct lines *lines = arg;
	struct winsize size = { 0 };
	int columns = 80;
	size_t rows = 24, over = 0;

	if (!lines->on || now_ms() - lines->began < DELAY)
		return true;
	if (ioctl(2, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 && size.ws_row > 1) {
		columns = size.ws_col;
		rows = size.ws_row;
	}
	erase(lines);
	for (size_t i = 0; i < n; i++)
		over += fetches[i].state == PFL_FETCH_SAVED ||
			fetches[i].state == PFL_FETCH_FAILED;
	if (n < rows) {
		for (size_t i = 0; i < n; i++)
			print_line(lines, &fetches[i], columns);
		lines->shown = (unsigned)n;
	} else {
		fprintf(stderr, "%zu of %zu are done\n", over, n);
		lines->shown = 1;
	}
	fflush(stderr);
	return true;
}
