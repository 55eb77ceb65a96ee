/* SPDX-License-Identifier: Apache-2.0 */
/* Stands in for libFuzzer: gives each file named, or in a folder named, to the target once. */
#define _POSIX_C_SOURCE 200809L

#include <dirent.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned long files;

static void
die(const char *path)
{
	perror(path);
	exit(EXIT_FAILURE);
}

/* The bytes are copied into a block of exactly their size, so that ASan sees a read past them.
 */
static void
replay_file(const char *path, off_t size)
{
	FILE *f = fopen(path, "rb");
	uint8_t *data = malloc(size > 0 ? (size_t)size : 1);

	if (!f || !data || fread(data, 1, (size_t)size, f) != (size_t)size)
		die(path);
	fclose(f);
	LLVMFuzzerTestOneInput(data, (size_t)size);
	free(data);
	files++;
}

static void
replay(const char *path)
{
	char below[PATH_MAX];
	struct dirent *entry;
	struct stat st;
	DIR *folder;

	if (stat(path, &st))
		die(path);
	if (!S_ISDIR(st.st_mode)) {
		replay_file(path, st.st_size);
		return;
	}
	if (!(folder = opendir(path)))
		die(path);
	while ((entry = readdir(folder))) {
		int n = snprintf(below, sizeof(below), "%s/%s", path, entry->d_name);

		if (entry->d_name[0] == '.')
			continue;
		if (n < 0 || (size_t)n >= sizeof(below) || stat(below, &st))
			die(path);
		if (S_ISREG(st.st_mode))
			replay_file(below, st.st_size);
	}
	closedir(folder);
}

int
main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		replay(argv[i]);
	printf("%lu inputs\n", files);
	return files ? EXIT_SUCCESS : EXIT_FAILURE;
}
