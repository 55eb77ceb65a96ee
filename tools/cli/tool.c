/* SPDX-License-Identifier: Apache-2.0 */
/* The main of every tool. */
#define _POSIX_C_SOURCE 200809L
#include "cli/request.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

void
complain(const struct request *r, const char *kind, const char *text)
{
	progress_stop();
	fprintf(stderr, "%s: %s%s%s\n", r->tool->name, kind ? kind : "", kind ? ": " : "",
		text);
}

int
status_of(enum pfl_code code)
{
	switch (code) {
	case PFL_OK:
		return STATUS_OK;
	case PFL_USAGE:
		return STATUS_USAGE;
	case PFL_FORMAT:
	case PFL_UNSUPPORTED:
		return STATUS_INPUT;
	case PFL_LIMIT:
		return STATUS_LIMIT;
	case PFL_IO:
		return STATUS_SOURCE;
	case PFL_OUTPUT:
		return STATUS_OUTPUT;
	case PFL_NOMEM:
	case PFL_LAYOUT:
		break;
	}
	return STATUS_OTHER;
}

/* Standard output takes everything or the tool has failed. */
static int
shown(const struct request *r, bool ok)
{
	if (ok && fflush(stdout) == 0 && !ferror(stdout))
		return STATUS_OK;
	complain(r, NULL, "standard output cannot be written");
	return STATUS_OUTPUT;
}

static int
run(const struct request *r, struct pfl_error *err)
{
	struct pfl_profile *profile = read_inputs(r, err);
	bool gate_failed = false, ok = profile && write_outputs(r, profile, &gate_failed, err);

	pfl_profile_free(profile);
	if (!ok)
		return status_of(err->code);
	return gate_failed ? STATUS_GATE : STATUS_OK;
}

static bool
print_formats(void)
{
	for (size_t i = 0; pfl_format_name(i); i++) {
		if (printf("%-10s %s\n           lost: %s\n           known by: %s\n",
			    pfl_format_name(i), pfl_format_help(i), pfl_format_lost(i),
			    pfl_format_known_by(i)) < 0)
			return false;
	}
	return true;
}

/*
 * A caller may have closed 0, 1 or 2. Files that are opened must not get these numbers, or what
 * is meant for standard error ends in an output. What takes their place can only be used the
 * wrong way round, so that using it still fails.
 */
static void
occupy_standard(void)
{
	for (int fd = 0; fd <= 2; fd++) {
		if (fcntl(fd, F_GETFD) < 0)
			(void)!open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
	}
}

/*
 * Profiles that are merged come and go, some megabytes each: memory that was given back to the
 * system comes back page by page, and cleared. What is left when all are read goes back then.
 */
static void
keep_memory(void)
{
#ifdef __GLIBC__
	const int kept = 8 * 1024 * 1024;

	mallopt(M_MMAP_THRESHOLD, kept);
	mallopt(M_TRIM_THRESHOLD, kept);
#endif
}

int
tool_main(const struct tool *tool, int argc, char **argv)
{
	struct pfl_error err = { 0 };
	struct request r;
	int status;

	occupy_standard();
	keep_memory();
	if (!request_parse(&r, tool, argc, argv, &err))
		status = status_of(err.code);
	else if (r.action == SHOW_HELP)
		status = shown(&r, print_help(tool));
	else if (r.action == SHOW_MANUAL)
		status = shown(&r, print_manual(tool));
	else if (r.action == SHOW_VERSION)
		status =
			shown(&r, printf("%s (profloom) %s\n", tool->name, pfl_version()) >= 0);
	else if (r.action == SHOW_FORMATS)
		status = shown(&r, print_formats());
	else
		status = tool->run ? tool->run(&r, &err) : run(&r, &err);
	if (err.code != PFL_OK)
		complain(&r, NULL, err.msg);
	request_clear(&r);
	return status;
}
