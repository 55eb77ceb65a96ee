/* SPDX-License-Identifier: Apache-2.0 */
/* What a sink publishes to: a file that is replaced whole, a descriptor, a device. */
#define _GNU_SOURCE /* O_TMPFILE, O_PATH */
#include "io/out_target.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef O_PATH
#define O_PATH O_RDONLY
#endif

const char *
pfl_out_target_label(const struct pfl_out_target *target)
{
	return strcmp(target->path, "-") == 0 ? "standard output" : target->path;
}

static bool
cannot(const struct pfl_out_target *target, const char *what, int number, struct pfl_error *err)
{
	return pfl_fail(err, PFL_OUTPUT, "%s: cannot %s: %s", pfl_out_target_label(target),
		what, strerror(number));
}

/* Write all of it, however slowly; false with errno set. */
static bool
write_all(int fd, const char *data, size_t n)
{
	while (n > 0) {
		ssize_t done = write(fd, data, n);

		if (done > 0) {
			data += done;
			n -= (size_t)done;
		} else if (done == 0) {
			errno = EIO;
			return false;
		} else if (errno == EAGAIN) { /* the terminal may have been made non-blocking */
			struct pollfd ready = { .fd = fd, .events = POLLOUT };

			poll(&ready, 1, -1);
		} else if (errno != EINTR) {
			return false;
		}
	}
	return true;
}

/* The number behind `prefix` when path is prefix and digits only, else -1. */
static int
descriptor_after(const char *path, const char *prefix)
{
	size_t n = strlen(prefix);
	int number = 0;

	if (strncmp(path, prefix, n) != 0 || path[n] == '\0')
		return -1;
	for (path += n; *path; path++) {
		if (*path < '0' || *path > '9' || number > 100000)
			return -1;
		number = number * 10 + (*path - '0');
	}
	return number;
}

/* Which open descriptor a path stands for, or -1. Links into /proc must not be replaced. */
static int
descriptor_of(const char *path)
{
	int number;

	if (strcmp(path, "-") == 0 || strcmp(path, "/dev/stdout") == 0)
		return STDOUT_FILENO;
	if (strcmp(path, "/dev/stderr") == 0)
		return STDERR_FILENO;
	number = descriptor_after(path, "/dev/fd/");
	return number >= 0 ? number : descriptor_after(path, "/proc/self/fd/");
}

/* Open the folder that will hold the file, and a file without a name in it, if it can have one.
 */
static bool
open_file(struct pfl_out_target *target, struct pfl_error *err)
{
	char *slash = strrchr(target->path, '/');
	char first = slash ? slash[1] : '\0';

	if (slash) {
		slash[1] = '\0'; /* the folder's name ends behind the slash, for a moment */
		target->folder = open(target->path, O_PATH | O_DIRECTORY | O_CLOEXEC);
		slash[1] = first;
	} else {
		target->folder = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	}
	if (target->folder < 0)
		return cannot(target, "open its folder", errno, err);
#ifdef O_TMPFILE
	/* Nobody can open it yet, so it may have its mode, as umask allows, from the start. */
	target->fd = openat(target->folder, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
	if (target->fd >= 0)
		return true;
	if (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL && errno != ENOENT)
		return cannot(target, "create", errno, err);
#endif
	if (faccessat(target->folder, ".", W_OK | X_OK, AT_EACCESS) != 0)
		return cannot(target, "create", errno, err);
	return true;
}

bool
pfl_out_target_open(struct pfl_out_target *target, const char *path, struct pfl_error *err)
{
	struct stat st;
	const char *slash;

	*target = (struct pfl_out_target){ .folder = -1, .fd = -1, .descriptor = -1 };
	target->path = malloc(strlen(path) + 1);
	if (!target->path)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	memcpy(target->path, path, strlen(path) + 1);
	slash = strrchr(target->path, '/');
	target->name = slash ? slash + 1 : target->path;
	target->descriptor = descriptor_of(path);
	if (target->descriptor >= 0) {
		target->kind = PFL_OUT_DESCRIPTOR;
		return true;
	}
	if (path[0] == '\0')
		return pfl_fail(err, PFL_OUTPUT, "the output has an empty name");
	if (stat(path, &st) == 0) {
		if (S_ISDIR(st.st_mode))
			return cannot(target, "write", EISDIR, err);
		if (!S_ISREG(st.st_mode)) {
			target->kind = PFL_OUT_DEVICE;
			return true;
		}
	}
	if (target->name[0] == '\0' || strcmp(target->name, ".") == 0 ||
		strcmp(target->name, "..") == 0)
		return cannot(target, "write", EISDIR, err);
	target->kind = PFL_OUT_FILE;
	return open_file(target, err);
}

bool
pfl_out_target_write(
	struct pfl_out_target *target, const void *data, size_t n, struct pfl_error *err)
{
	return write_all(target->fd, data, n) || cannot(target, "write", errno, err);
}

static void
make_name(char name[40])
{
	uint64_t number = 0;

	if (getrandom(&number, sizeof(number), 0) != (ssize_t)sizeof(number))
		number = (uint64_t)getpid();
	snprintf(name, 40, ".profloom-%016" PRIx64 ".tmp", number);
}

/*
 * Give the file without a name its name. A file that is there already can only be replaced by
 * a rename, hence by way of a temporary name. False with errno.
 */
static bool
link_file(const struct pfl_out_target *target)
{
	char self[40], name[40];

	snprintf(self, sizeof(self), "/proc/self/fd/%d", target->fd);
	if (linkat(AT_FDCWD, self, target->folder, target->name, AT_SYMLINK_FOLLOW) == 0)
		return true;
	if (errno != EEXIST)
		return false;
	make_name(name);
	if (linkat(AT_FDCWD, self, target->folder, name, AT_SYMLINK_FOLLOW) != 0)
		return false;
	if (renameat(target->folder, name, target->folder, target->name) == 0)
		return true;
	unlinkat(target->folder, name, 0);
	return false;
}

/* Copy all bytes of the file without a name; false with errno. */
static bool
copy_file(int from, int to)
{
	char buffer[1 << 16];
	ssize_t n;

	if (lseek(from, 0, SEEK_SET) != 0)
		return false;
	while ((n = read(from, buffer, sizeof(buffer))) != 0) {
		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0 && !write_all(to, buffer, (size_t)n))
			return false;
	}
	return true;
}

/* A file system may not be able to flush; that is no failure to write. */
static bool
flush(int fd)
{
	return fsync(fd) == 0 || errno == EINVAL || errno == ENOSYS || errno == EROFS;
}

/* Without /proc, or without files that have no name: a new file under a temporary name. */
static bool
write_file(const struct pfl_out_target *target, const void *data, size_t n)
{
	char name[40];
	bool ok;
	int fd, number;

	make_name(name);
	fd = openat(target->folder, name, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);
	if (fd < 0)
		return false;
	ok = (target->fd < 0 || copy_file(target->fd, fd)) && write_all(fd, data, n) &&
		flush(fd);
	number = errno;
	if (close(fd) != 0 && ok) {
		ok = false;
		number = errno;
	}
	if (ok && renameat(target->folder, name, target->folder, target->name) != 0) {
		ok = false;
		number = errno;
	}
	if (!ok) {
		unlinkat(target->folder, name, 0);
		errno = number;
	}
	return ok;
}

static bool
publish_file(struct pfl_out_target *target, const void *data, size_t n, struct pfl_error *err)
{
	sigset_t all, old;
	bool ok;
	int number;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	ok = (target->fd >= 0 && link_file(target)) || write_file(target, data, n);
	number = errno;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return ok || cannot(target, "write", number, err);
}

bool
pfl_out_target_flush(struct pfl_out_target *target, struct pfl_error *err)
{
	return flush(target->fd) || cannot(target, "write", errno, err);
}

bool
pfl_out_target_publish(
	struct pfl_out_target *target, const void *data, size_t n, struct pfl_error *err)
{
	bool ok;
	int fd;

	if (target->kind == PFL_OUT_FILE)
		return publish_file(target, data, n, err);
	if (target->kind == PFL_OUT_DEVICE)
		fd = open(target->path, O_WRONLY | O_NOCTTY | O_CLOEXEC);
	else
		fd = fcntl(target->descriptor, F_DUPFD_CLOEXEC, 3);
	if (fd < 0)
		return cannot(target, "open", errno, err);
	ok = write_all(fd, data, n) || cannot(target, "write", errno, err);
	/* Closing a copy of the descriptor tells what the network or a quota has against it. */
	if (close(fd) != 0 && ok)
		ok = cannot(target, "write", errno, err);
	return ok;
}

void
pfl_out_target_close(struct pfl_out_target *target)
{
	if (target->fd >= 0)
		close(target->fd);
	if (target->folder >= 0)
		close(target->folder);
	free(target->path);
	*target = (struct pfl_out_target){ .folder = -1, .fd = -1, .descriptor = -1 };
}
