/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a file below a folder, and nothing else: whoever wrote a profile chose its name. */
#ifndef PFL_BASE_BELOW_H
#define PFL_BASE_BELOW_H

#include <profloom/error.h>
#include <stdint.h>

enum pfl_below {
	PFL_BELOW_OPEN,
	PFL_BELOW_ABSENT,  /* there is no such file                    */
	PFL_BELOW_REFUSED, /* it is not opened; *why says in words why */
	PFL_BELOW_FAILED,  /* out of memory: *err                      */
};

struct pfl_below_file {
	int fd;           /* for reading; the caller closes it */
	uint64_t size;    /* in bytes */
	int64_t modified; /* in seconds since 1970 */
};

/*
 * Open the regular file at `path` below the folder `root`, which has no links in it, as
 * realpath() has it. Links in the path are followed where they lead to something below the
 * root. Looking does not wait for anything and sets nothing off.
 */
enum pfl_below pfl_below_open(const char *root, const char *path, struct pfl_below_file *file,
	const char **why, struct pfl_error *err);

#endif
