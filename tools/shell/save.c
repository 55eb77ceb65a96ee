/* SPDX-License-Identifier: Apache-2.0 */
/* Keeping what a server has said once. */
#define _POSIX_C_SOURCE 200809L
#include "shell/save.h"

#include "shell/report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH = 4096, MAX_SAVED = 99999 };

static bool
was_fetched(const struct request *r)
{
	for (size_t i = 0; i < r->inputs.n; i++) {
		if (pfl_is_url(r->inputs.at[i]))
			return true;
	}
	return false;
}

/* The folder, made if need be; false: its path is too long. */
static bool
find_folder(char *folder, size_t size)
{
	const char *own = getenv("PPROF_TMPDIR"), *home = getenv("HOME");
	const char *temporary = getenv("TMPDIR");
	int n;

	if (own && *own)
		n = snprintf(folder, size, "%s", own);
	else if (home && *home)
		n = snprintf(folder, size, "%s/pprof", home);
	else
		n = snprintf(folder, size, "%s", temporary && *temporary ? temporary : "/tmp");
	if (n < 0 || (size_t)n >= size)
		return false;
	mkdir(folder, 0700); /* where it fails, so will what follows, and says why */
	return true;
}

/* "samples.cpu": what a file's name can hold of the sample types. */
static void
name_types(const struct pfl_profile *p, char *name, size_t size)
{
	size_t n = 0;

	for (size_t i = 0; i < pfl_profile_types(p) && n + 2 < size; i++) {
		if (i)
			name[n++] = '.';
		for (const char *c = pfl_profile_type_name(p, i); *c && n + 1 < size; c++) {
			bool plain = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
				(*c >= '0' && *c <= '9') || *c == '_' || *c == '-';

			name[n++] = plain ? *c : '_';
		}
	}
	name[n] = '\0';
}

/* The first number that is free, and an empty file that holds it. */
static bool
take_name(const struct pfl_profile *p, char *path, size_t size, struct pfl_error *err)
{
	char folder[PATH], types[80];

	if (!find_folder(folder, sizeof(folder)))
		return pfl_fail(err, PFL_OUTPUT, "the path of the folder is too long");
	name_types(p, types, sizeof(types));
	for (int i = 1; i <= MAX_SAVED; i++) {
		int fd;

		snprintf(path, size, "%s/pprof%s%s.%03d.pb.gz", folder, *types ? "." : "",
			types, i);
		fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
		if (fd >= 0) {
			close(fd);
			return true;
		}
		if (errno != EEXIST)
			return pfl_fail(err, PFL_OUTPUT, "%s: %s", path, strerror(errno));
	}
	return pfl_fail(err, PFL_OUTPUT, "%s: it is full", folder);
}

/* In a child: all of the profile, whatever the view shows. */
static int
write_whole(struct session *s, void *context)
{
	struct pfl_error err = { 0 };
	struct request r = *s->request;
	const char *path = context;
	bool gate_failed; /* a conversion has no rules */

	r.outputs = (struct list){ &path, 1, 1 };
	r.family = "convert";
	r.format = "pprof";
	r.verbose = false;
	r.quiet = true;
	r.view = pfl_view_new(&err);
	if (r.view && write_outputs(&r, s->profile, &gate_failed, &err) &&
		chmod(path, 0600) == 0)
		return STATUS_OK;
	return session_fail(s, &err);
}

void
save_fetched(struct session *s)
{
	struct pfl_error err = { 0 };
	char path[PATH + 120];

	if (!was_fetched(s->request))
		return;
	if (!take_name(s->profile, path, sizeof(path), &err)) {
		pfl_context(&err, "the profile is not saved");
		complain(s->request, "note", err.msg);
	} else if (run_apart(s, write_whole, path) != STATUS_OK) {
		unlink(path);
	} else if (!s->request->quiet) {
		fprintf(stderr, "Saved profile in %s\n", path);
	}
}
