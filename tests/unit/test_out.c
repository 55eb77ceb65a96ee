/* SPDX-License-Identifier: Apache-2.0 */
/* Sinks: files appear whole or not at all, failures stick, nothing is left lying about. */
#define _POSIX_C_SOURCE 200809L
#include "harness.h"

#include <profloom/out.h>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static char *
in_folder(const char *name)
{
	static char path[2][512];
	static unsigned turn;

	turn ^= 1;
	snprintf(path[turn], sizeof(path[turn]), "%s/%s", folder, name);
	return path[turn];
}

/* Entries in the test's folder, "." and ".." aside. */
static size_t
entries(void)
{
	DIR *d = opendir(folder);
	size_t n = 0;

	while (d && readdir(d))
		n++;
	if (d)
		closedir(d);
	return n - 2;
}

/* The file's content, in a buffer of ours; "" when there is none. */
static const char *
content(const char *path)
{
	static char buffer[4096];
	FILE *f = fopen(path, "rb");
	size_t n = f ? fread(buffer, 1, sizeof(buffer) - 1, f) : 0;

	if (f)
		fclose(f);
	buffer[n] = '\0';
	return buffer;
}

static void
put_content(const char *path, const char *text)
{
	FILE *f = fopen(path, "wb");

	if (f) {
		fputs(text, f);
		fclose(f);
	}
}

static bool
write_to(const char *path, const char *text, struct pfl_error *err)
{
	struct pfl_out *out = pfl_out_open(path, 0, err);

	if (!out)
		return false;
	pfl_out_str(out, text);
	return pfl_out_close(out, err);
}

static void
test_memory(void)
{
	struct pfl_error err = { 0 };
	struct pfl_out *out = pfl_out_memory(&err);
	size_t n = 0;
	char *text;

	test_case("memory");
	if (!CHECK(out != NULL))
		return;
	text = pfl_out_take(out, &n, &err);
	CHECK_STR(text, "");
	CHECK_U64(n, 0);
	free(text);
	out = pfl_out_memory(&err);
	for (int i = 0; i < 100000; i++)
		pfl_out_printf(out, "%05d,", i);
	pfl_out_write(out, "a\0b", 3);
	pfl_out_printf(out, "%0300d", 7); /* longer than what is likely to be left */
	CHECK(pfl_out_ok(out));
	text = pfl_out_take(out, &n, &err);
	if (CHECK(text != NULL)) {
		CHECK_U64(n, 600303);
		CHECK(memcmp(text + 599994, "99999,a\0b0000", 13) == 0);
		CHECK(text[n] == '\0' && text[n - 1] == '7');
	}
	free(text);
	pfl_out_abandon(pfl_out_memory(&err));
	pfl_out_abandon(NULL);
}

static void
test_file(void)
{
	struct pfl_error err = { 0 };
	struct pfl_out *out;
	struct stat st;

	test_case("new file");
	umask(027);
	out = pfl_out_open(in_folder("a.txt"), 0, &err);
	if (!CHECK(out != NULL))
		return;
	pfl_out_str(out, "one");
	CHECK_U64(entries(), 0);
	CHECK(pfl_out_close(out, &err));
	CHECK_STR(content(in_folder("a.txt")), "one");
	CHECK(stat(in_folder("a.txt"), &st) == 0 && (st.st_mode & 0777) == 0640);
	CHECK_U64(entries(), 1);

	test_case("file replaced");
	out = pfl_out_open(in_folder("a.txt"), 0, &err);
	if (!CHECK(out != NULL))
		return;
	pfl_out_str(out, "two");
	CHECK_STR(content(in_folder("a.txt")), "one");
	CHECK(pfl_out_close(out, &err));
	CHECK_STR(content(in_folder("a.txt")), "two");
	CHECK_U64(entries(), 1);

	test_case("abandoned");
	out = pfl_out_open(in_folder("a.txt"), 0, &err);
	if (!CHECK(out != NULL))
		return;
	for (int i = 0; i < 100000; i++)
		pfl_out_str(out, "three");
	pfl_out_abandon(out);
	CHECK_STR(content(in_folder("a.txt")), "two");
	CHECK_U64(entries(), 1);

	test_case("empty file");
	CHECK(write_to(in_folder("a.txt"), "", &err));
	CHECK_STR(content(in_folder("a.txt")), "");
	unlink(in_folder("a.txt"));
}

static void
test_large(void)
{
	struct pfl_error err = { 0 };
	struct pfl_out *out = pfl_out_open(in_folder("large"), 0, &err);
	char *block = calloc(1, 300000);
	struct stat st;

	test_case("larger than the buffer");
	if (!CHECK(out != NULL) || !CHECK(block != NULL))
		return;
	for (int i = 0; i < 10; i++) {
		pfl_out_write(out, block, 300000);
		pfl_out_str(out, "end");
	}
	CHECK(pfl_out_close(out, &err));
	CHECK(stat(in_folder("large"), &st) == 0 && st.st_size == 3000030);
	unlink(in_folder("large"));
	free(block);
}

static void
test_limit(void)
{
	static const char *const paths[] = { "limited", "/dev/null", "-" };
	struct pfl_out *out;

	test_case("limit");
	for (size_t i = 0; i < COUNTOF(paths); i++) {
		struct pfl_error err = { 0 };
		const char *path = i == 0 ? in_folder(paths[i]) : paths[i];

		out = pfl_out_open(path, 10, &err);
		if (!CHECK(out != NULL))
			continue;
		pfl_out_printf(out, "%s", "0123456789");
		CHECK(pfl_out_ok(out));
		pfl_out_str(out, "x");
		CHECK(!pfl_out_close(out, &err));
		CHECK_U64(err.code, PFL_LIMIT);
		CHECK(strstr(err.msg, "more than 10 bytes") && strstr(err.msg, "--max-output"));
	}
	CHECK_U64(entries(), 0);
	for (int extra = 0; extra < 2; extra++) {
		struct pfl_error err = { 0 };

		out = pfl_out_open("/dev/null", 1000000, &err);
		if (!CHECK(out != NULL))
			continue;
		for (int i = 0; i < 100000; i++)
			pfl_out_str(out, "0123456789");
		if (extra)
			pfl_out_str(out, "x");
		CHECK(pfl_out_close(out, &err) == !extra);
	}
}

/* Several at once appear together or not at all. */
static void
test_several(void)
{
	static const char *const last[] = { "b.txt", "/dev/null", "/dev/full", "/dev/fd/999" };
	char path[128];

	for (size_t i = 0; i < COUNTOF(last); i++) {
		bool want = i < 2;
		struct pfl_error err = { 0 };
		struct pfl_out *out[3] = { NULL };

		test_case(last[i]);
		out[0] = pfl_out_open(in_folder("a.txt"), 0, &err);
		snprintf(path, sizeof(path), "%s", i == 0 ? in_folder(last[i]) : last[i]);
		out[2] = pfl_out_open(path, 0, &err);
		if (!CHECK(out[0] != NULL) || !CHECK(out[2] != NULL))
			continue;
		pfl_out_str(out[0], "one");
		pfl_out_str(out[2], "two");
		CHECK(pfl_out_close_all(out, COUNTOF(out), &err) == want);
		CHECK_U64(err.code, want ? PFL_OK : PFL_OUTPUT);
		CHECK_U64(entries(), i == 0 ? 2 : want);
		if (want)
			CHECK_STR(content(in_folder("a.txt")), "one");
		unlink(in_folder("a.txt"));
		unlink(in_folder("b.txt"));
	}
}

static void
test_special(void)
{
	struct pfl_error err = { 0 };
	struct stat st;
	char full[128];
	int pipe_fd[2];

	test_case("device");
	CHECK(write_to("/dev/null", "x", &err));
	CHECK(stat("/dev/null", &st) == 0 && S_ISCHR(st.st_mode));

	test_case("no space");
	CHECK(!write_to("/dev/full", "x", &err));
	CHECK_U64(err.code, PFL_OUTPUT);
	CHECK(strstr(err.msg, "/dev/full: cannot write: ") != NULL);

	test_case("descriptor");
	if (CHECK(pipe(pipe_fd) == 0)) {
		char text[8] = "";

		err = (struct pfl_error){ 0 };
		snprintf(full, sizeof(full), "/dev/fd/%d", pipe_fd[1]);
		CHECK(write_to(full, "piped", &err));
		CHECK(read(pipe_fd[0], text, 7) == 5);
		CHECK_STR(text, "piped");
		close(pipe_fd[0]);
		close(pipe_fd[1]);
	}

	test_case("symbolic link");
	put_content(in_folder("real"), "old");
	CHECK(symlink("real", in_folder("link")) == 0);
	CHECK(write_to(in_folder("link"), "new", &err));
	CHECK_STR(content(in_folder("real")), "old");
	CHECK_STR(content(in_folder("link")), "new");
	CHECK(lstat(in_folder("link"), &st) == 0 && S_ISREG(st.st_mode));
	unlink(in_folder("real"));
	unlink(in_folder("link"));
}

static void
test_refused(void)
{
	static const struct {
		const char *name, *path, *error; /* %s: the test's folder */
	} cases[] = {
		{ "a folder", "%s", "%s: cannot write: Is a directory" },
		{ "a folder by its slash", "%s/x/", "%s/x/: cannot write: Is a directory" },
		{ "no such folder", "%s/no/x",
			"%s/no/x: cannot open its folder: No such file or directory" },
		{ "no name", "", "the output has an empty name" },
	};
	char path[128], want[256];

	for (size_t i = 0; i < COUNTOF(cases); i++) {
		struct pfl_error err = { 0 };
		const char *rest = cases[i].path + (cases[i].path[0] ? 2 : 0);

		test_case(cases[i].name);
		snprintf(path, sizeof(path), "%s%s", cases[i].path[0] ? folder : "", rest);
		CHECK(pfl_out_open(path, 0, &err) == NULL);
		CHECK_U64(err.code, PFL_OUTPUT);
		rest = cases[i].error;
		snprintf(want, sizeof(want), "%s%s", rest[0] == '%' ? folder : "",
			rest[0] == '%' ? rest + 2 : rest);
		CHECK_STR(err.msg, want);
	}
	CHECK_U64(entries(), 0);
}

int
main(void)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(folder, sizeof(folder), "%.40s/pfl-out-XXXXXX", tmp && tmp[0] ? tmp : "/tmp");
	if (!mkdtemp(folder))
		test_skip("no folder for temporary files");
	test_memory();
	test_file();
	test_large();
	test_limit();
	test_several();
	test_special();
	test_refused();
	rmdir(folder);
	return test_done();
}
