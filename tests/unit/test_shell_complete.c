/* SPDX-License-Identifier: Apache-2.0 */
/* What the shell offers for a line that was begun. */
#define _POSIX_C_SOURCE 200809L
#include "harness.h"

#include "notation.h"
#include "shell/complete.h"

#include <profloom/profile.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct sample_text samples[] = {
	{ "main.(*Tree).Grow;main.main", { 1 }, "tenant=acme,region=eu" },
	{ "main.(*Tree).Cut;main.main", { 2 }, "tenant=apex,bytes:64" },
	{ "operator new;strings.Cut;main.main", { 3 }, "tenant=bolt" },
	/* A control sequence in one character, what turns the line round, and no UTF-8. */
	{ "odd\xc2\x9b"
	  "2J\xc3\xa9;odd\xe2\x80\xae;odd\xff;odd\033[2J;odd\xc3\xa9;main.main",
		{ 4 }, "" },
};

static const struct {
	const char *line; /* the cursor stands behind it */
	size_t start;
	const char *offered; /* blanks between */
} cases[] = {
	{ "refe", 0, "refetch" },
	{ "  refe", 2, "refetch" },
	{ "tagf", 0, "tagfocus=" },
	{ "noi", 0, "noinlines noise=" },
	{ "normalization=", 14, "abs anchor= op robust share time" },
	{ "fail_", 0, "fail_on=" },
	{ "strict=l", 7, "likely" },
	{ "own=str", 4, "strings\\.Cut" },
	{ "lin", 0, "lines" },
	{ "cp", 0, "cpu" },
	{ "mean_", 0, "mean_cpu" },
	{ "total_c", 0, "total_cpu" },
	{ "zzz", 0, "" },
	{ "granularity=fil", 12, "filefunctions files" },
	{ "granularity = add", 14, "addresses" },
	{ "cum=", 4, "false true" },
	{ "sample_index=", 13, "cpu" },
	{ "unit=h", 5, "hrs" },
	{ "zzz=", 4, "" },
	{ "help gra", 5, "granularity" },
	{ "quit ", 5, "" },
	{ "top main.m", 4, "main\\.main" },
	{ "top main.(*Tree).C", 4, "main\\.\\(\\*Tree\\)\\.Cut" },
	{ "top main\\.\\(\\*Tree\\)\\.C", 4, "main\\.\\(\\*Tree\\)\\.Cut" },
	{ "top20 Grow", 6, "main\\.\\(\\*Tree\\)\\.Grow" },
	{ "top Cut", 4, "main\\.\\(\\*Tree\\)\\.Cut strings\\.Cut" },
	{ "top -str", 5, "strings\\.Cut" },
	{ "top main.main|str", 14, "strings\\.Cut" },
	{ "top op", 4, "operator.new" },
	{ "top odd", 4, "odd. odd.2J. odd.\\[2J odd\xc3\xa9" },
	{ "top -c", 4, "-cum" },
	{ "top > m", 6, "main.csv main.svg maps/" },
	{ "top >main.s", 5, "main.svg" },
	{ "top main > maps/", 11, "maps/one" },
	{ "top >  maps/o", 7, "maps/one" },
	{ "top > ./ma", 6, "./main.csv ./main.svg ./maps/" },
	{ "top > ", 6, "main.csv main.svg maps/" },
	{ "top > .", 6, ".hidden" },
	{ "top > none/", 6, "" },
	{ "top > a m", 8, "" },
	{ "top >> m", 7, "" },
	{ "top >>m", 5, "" },
	{ "top | m", 6, "" },
	{ "top | sort > m", 13, "" },
	{ "top 'm", 4, "" },
	{ "focus=str", 6, "strings\\.Cut" },
	{ "focus=x|str", 8, "strings\\.Cut" },
	{ "tagfocus=", 9, "bytes region tenant" },
	{ "tagfocus=tenant=a", 16, "acme apex" },
	{ "tagfocus=tenant=acme,b", 21, "bolt" },
	{ "tagfocus=bytes=", 15, "" },
	{ "tagroot=region,t", 15, "tenant" },
	{ "tagshow=re", 8, "region" },
	{ "divide_by=", 10, "" },
};

static void
check(const struct session *s, size_t i)
{
	struct pfl_error err = { 0 };
	struct completion c;
	char offered[400] = "";
	size_t n = 0;

	test_case(cases[i].line);
	CHECK(complete(s, cases[i].line, strlen(cases[i].line), &c, &err));
	for (size_t k = 0; k < c.n; k++)
		n += (size_t)snprintf(
			offered + n, sizeof(offered) - n, "%s%s", k ? " " : "", c.candidate[k]);
	CHECK_STR(offered, cases[i].offered);
	CHECK_U64(c.start, cases[i].start);
	completion_clear(&c);
}

static bool
only_one(void *context, const char *name, size_t n)
{
	(void)name;
	(void)n;
	++*(int *)context;
	return false;
}

/* A folder with some files, as the working folder. */
static void
make_files(char *folder)
{
	static const char *const names[] = { "main.svg", "main.csv", "maps/one", ".hidden",
		"main has blanks", "main\033[2J", "main'", "main\302\2332J" };

	if (!CHECK(mkdtemp(folder) && chdir(folder) == 0 && mkdir("maps", 0700) == 0))
		return;
	for (size_t i = 0; i < COUNTOF(names); i++) {
		FILE *file = fopen(names[i], "w");

		if (CHECK(file != NULL))
			fclose(file);
	}
}

static void
remove_files(const char *folder)
{
	char command[100];

	snprintf(command, sizeof(command), "rm -rf %s", folder);
	CHECK(chdir("/") == 0 && system(command) == 0);
}

int
main(void)
{
	char folder[] = "/tmp/profloom-complete-XXXXXX";
	struct pfl_profile *p = notation_profile("cpu/nanoseconds", samples, COUNTOF(samples));
	struct request request = { .quiet = true };
	struct session s = { .request = &request, .profile = p };
	struct pfl_error err = { 0 };
	struct completion c;
	int calls = 0;

	make_files(folder);
	for (size_t i = 0; i < COUNTOF(cases); i++)
		check(&s, i);
	remove_files(folder);

	test_case("a whole line");
	CHECK(complete(&s, "", 0, &c, &err));
	CHECK(c.n > 40);
	CHECK_U64(completion_common(&c), 0);
	completion_clear(&c);

	test_case("the cursor inside");
	CHECK(complete(&s, "refexyz", 4, &c, &err));
	CHECK_U64(c.n, 1);
	completion_clear(&c);

	test_case("in common");
	CHECK(complete(&s, "granularity=f", 13, &c, &err));
	CHECK_U64(c.n, 3);
	CHECK_U64(completion_common(&c), 1);
	completion_clear(&c);

	test_case("enough");
	CHECK(pfl_profile_names(p, PFL_NAMES_FUNCTIONS, NULL, only_one, &calls, &err));
	CHECK_I64(calls, 1);
	pfl_profile_free(p);
	return test_done();
}
