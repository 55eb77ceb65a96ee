/* SPDX-License-Identifier: Apache-2.0 */
/* What a sink publishes to: a file that is replaced whole, a descriptor, a device. */
#ifndef PFL_IO_OUT_TARGET_H
#define PFL_IO_OUT_TARGET_H

#include <profloom/error.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Where bytes wait until they are published. Nothing has a name before then, so that a killed
 * process leaves nothing behind: a file's bytes go to a file without a name in the target's
 * folder (O_TMPFILE, `fd`) and get one when they are complete. Where the file system has no
 * such files, and for descriptors and devices, fd is -1 and the caller keeps all bytes in
 * memory.
 */
struct pfl_out_target {
	enum {
		PFL_OUT_FILE,       /* beside `name` in `folder`, then renamed over it */
		PFL_OUT_DESCRIPTOR, /* number `descriptor`, which stays open           */
		PFL_OUT_DEVICE,     /* exists and is no file: opened when published    */
	} kind;
	char *path;       /* as the user wrote it                  */
	const char *name; /* its last element, within path         */
	int folder;       /* PFL_OUT_FILE: where name stands, or -1 */
	int fd;           /* the file without a name, or -1        */
	int descriptor;
};

/*
 * Look at the path and prepare. "-", "/dev/stdout", "/dev/fd/N" and their like are descriptors;
 * a FIFO or device is written as it is; a symbolic link to a file will itself be replaced, what
 * it points to is never touched. PFL_OUTPUT for a folder, a missing folder, one that may not be
 * written.
 */
PFL_NODISCARD bool pfl_out_target_open(
	struct pfl_out_target *target, const char *path, struct pfl_error *err);

/* What to call it in messages: the path, "standard output" for "-". Borrowed. */
const char *pfl_out_target_label(const struct pfl_out_target *target);

/* Add bytes to the file without a name. */
PFL_NODISCARD bool pfl_out_target_write(
	struct pfl_out_target *target, const void *data, size_t n, struct pfl_error *err);

/* Have the file without a name on disk: whatever is wrong with its bytes shows here. */
PFL_NODISCARD bool pfl_out_target_flush(struct pfl_out_target *target, struct pfl_error *err);

/*
 * Publish what was written to fd and flushed, or, where fd is -1, these n bytes. Signals are
 * held back while a file has a temporary name, which is for two system calls where fd is used.
 */
PFL_NODISCARD bool pfl_out_target_publish(
	struct pfl_out_target *target, const void *data, size_t n, struct pfl_error *err);

/* Close what is open and release; also after a failed open. */
void pfl_out_target_close(struct pfl_out_target *target);

#endif
