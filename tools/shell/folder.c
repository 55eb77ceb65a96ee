/* SPDX-License-Identifier: Apache-2.0 */
/* The folder for a browser: made once, opened from, and removed. */
#define _POSIX_C_SOURCE 200809L
#include "shell/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_WORDS = 16 };

static bool
make_folder(struct session *s, struct pfl_error *err)
{
	static const char name[] = "/profloom-XXXXXX";
	const char *parent = getenv("TMPDIR");
	size_t size;

	if (!parent || !*parent)
		parent = "/tmp";
	size = strlen(parent) + sizeof(name);
	s->folder = malloc(size);
	if (!s->folder)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	snprintf(s->folder, size, "%s%s", parent, name);
	if (mkdtemp(s->folder)) /* 0700 */
		return true;
	pfl_fail(err, PFL_OUTPUT, "%s: no folder can be made there: %s", parent,
		strerror(errno));
	free(s->folder);
	s->folder = NULL;
	return false;
}

char *
folder_file(struct session *s, const struct command *command, struct pfl_error *err)
{
	const struct pfl_renderer *r = pfl_renderer_find(command->family, command->format);
	size_t size;
	char *path;

	if (!s->folder && !make_folder(s, err))
		return NULL;
	size = strlen(s->folder) + strlen(command->name) + 32;
	path = malloc(size);
	if (!path) {
		pfl_fail(err, PFL_NOMEM, "out of memory");
		return NULL;
	}
	snprintf(path, size, "%s/%s%u%s", s->folder, command->name, ++s->n_opened,
		pfl_renderer_suffix(r));
	return path;
}

/* In a process of its own session, so that Ctrl-C in the terminal is not for the browser. */
static _Noreturn void
become(char **words, int report)
{
	int nowhere = open("/dev/null", O_RDWR);
	int why;

	setsid();
	if (nowhere >= 0) {
		dup2(nowhere, 0);
		dup2(nowhere, 1);
		dup2(nowhere, 2);
	}
	execvp(words[0], words);
	why = errno;
	(void)!write(report, &why, sizeof(why));
	_exit(127);
}

/*
 * Start a program that outlives us. A pipe that is closed by a successful exec tells whether it
 * was one; the process between is there so that nobody has to wait for the program.
 */
static bool
start(char **words)
{
	int report[2], why = 0;
	pid_t child;
	bool failed;

	if (pipe(report) != 0)
		return false;
	fcntl(report[1], F_SETFD, FD_CLOEXEC);
	child = fork();
	if (child == 0) {
		pid_t browser = fork();

		if (browser == 0)
			become(words, report[1]);
		_exit(0);
	}
	close(report[1]);
	failed = child < 0 || read(report[0], &why, sizeof(why)) != 0;
	close(report[0]);
	while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;
	return !failed;
}

/* Words of a command without a shell to split them; "%s" is where the path goes. */
static bool
start_command(const char *command, size_t n, const char *path)
{
	char *copy = malloc(n + 1), *file = strdup(path), *words[MAX_WORDS + 2];
	size_t n_words = 0;
	bool placed = false, ok = false;

	if (copy && file) {
		memcpy(copy, command, n);
		copy[n] = '\0';
		for (char *word = strtok(copy, " \t"); word && n_words < MAX_WORDS;
			word = strtok(NULL, " \t")) {
			bool here = strcmp(word, "%s") == 0;

			placed |= here;
			words[n_words++] = here ? file : word;
		}
		if (!placed)
			words[n_words++] = file;
		words[n_words] = NULL;
		ok = n_words > (placed ? 0U : 1U) && start(words);
	}
	free(copy);
	free(file);
	return ok;
}

/* $BROWSER is a list that ':' separates, of which the first that can be started is meant. */
static bool
start_browser(const char *path)
{
	const char *list = getenv("BROWSER");
	const char *display = getenv("DISPLAY"), *wayland = getenv("WAYLAND_DISPLAY");
	size_t n;

	for (; list && *list; list += n + (list[n] == ':')) {
		n = strcspn(list, ":");
		if (start_command(list, n, path))
			return true;
	}
	return ((display && *display) || (wayland && *wayland)) &&
		start_command("xdg-open", strlen("xdg-open"), path);
}

bool
folder_open(struct session *s, const char *path, struct pfl_error *err)
{
	if (start_browser(path)) {
		fprintf(stderr, "opening %s\n", path);
		return true;
	}
	s->keep_folder = true;
	return printf("%s\n", path) >= 0 ||
		pfl_fail(err, PFL_OUTPUT, "standard output cannot be written");
}

void
folder_clear(struct session *s)
{
	struct dirent *entry;
	DIR *folder;

	if (!s->folder)
		return;
	if (s->interactive && !s->keep_folder && (folder = opendir(s->folder))) {
		while ((entry = readdir(folder)))
			unlinkat(dirfd(folder), entry->d_name, 0); /* . and .. stay */
		closedir(folder);
		rmdir(s->folder);
	}
	free(s->folder);
	s->folder = NULL;
}
