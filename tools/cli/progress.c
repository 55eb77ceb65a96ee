/* SPDX-License-Identifier: Apache-2.0 */
/* A line on the terminal for work that takes longer than half a second. */
#define _DEFAULT_SOURCE /* SA_RESTART, setitimer */
#include "cli/request.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum {
	DELAY = 500000, /* microseconds                               */
	HOW_FAR = 24,   /* columns for what progress_fetch() adds     */
};

/*
 * What the signal handler writes. A program has one terminal and one timer, so these are the
 * only globals; they change only while the timer is off.
 */
static char line[160];
static size_t line_n;
static volatile sig_atomic_t shown;
static time_t began;

static void
show(int signal)
{
	(void)signal;
	shown = write(2, line, line_n) >= 0;
}

static void
set_timer(suseconds_t delay)
{
	struct itimerval timer = { .it_value = { .tv_usec = delay } };

	setitimer(ITIMER_REAL, &timer, NULL);
}

/* Append what is printable of text, which may hold anything, as far as there is room. */
static void
append(const char *text, size_t room)
{
	for (; *text && line_n < room; text++)
		line[line_n++] = *text < ' ' || *text == 0x7f ? '?' : *text;
}

void
progress_start(const struct request *r, const char *doing, const char *what)
{
	struct sigaction action = { .sa_handler = show, .sa_flags = SA_RESTART };
	struct winsize size = { 0 };
	size_t room = sizeof(line) - 4; /* a line that is wrapped could not be taken back */

	if (r->quiet || r->no_progress || !isatty(2))
		return;
	progress_stop();
	if (ioctl(2, TIOCGWINSZ, &size) == 0 && size.ws_col > 2 * HOW_FAR &&
		size.ws_col - HOW_FAR < (int)room)
		room = (size_t)size.ws_col - HOW_FAR;
	line_n = 0;
	began = time(NULL);
	append(r->tool->name, room);
	append(": ", room);
	append(doing, room);
	append(" ", room);
	append(what, room);
	append(" ...", sizeof(line));
	sigemptyset(&action.sa_mask);
	sigaction(SIGALRM, &action, NULL);
	set_timer(DELAY);
}

void
progress_stop(void)
{
	static const char clear[] = "\r\033[K";

	set_timer(0);
	if (shown && write(2, clear, sizeof(clear) - 1) < 0)
		return;
	shown = 0;
}

bool
progress_fetch(void *arg, uint64_t bytes, uint64_t expected)
{
	char text[sizeof(line) + 80];
	int n, said = (int)line_n;

	(void)arg;
	if (!shown)
		return true;
	if (bytes == 0)
		n = snprintf(text, sizeof(text), "\r\033[K%.*s %lld s", said, line,
			(long long)(time(NULL) - began));
	else if (expected == 0)
		n = snprintf(text, sizeof(text), "\r\033[K%.*s %.1f MB", said, line,
			(double)bytes / 1e6);
	else
		n = snprintf(text, sizeof(text), "\r\033[K%.*s %.1f of %.1f MB", said, line,
			(double)bytes / 1e6, (double)expected / 1e6);
	if (n > 0 && write(2, text, (size_t)n) < 0)
		shown = 0; /* nobody to show it to */
	return true;
}
