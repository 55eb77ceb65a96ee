/* SPDX-License-Identifier: Apache-2.0 */
/* Machine code around sampled addresses: this program's own. */
#include "support.h"

#include "own_program.h"
#include "symbol/assembly.h"
#include "symbol/elf.h"

#include <profloom/profloom.h>
#include <sys/stat.h>

static const char target[] = "own_target";

/* The report, or the message of an error, and notes behind it. The caller frees it. */
static char *
report(const struct pfl_profile *p, const char *family, const char *format, const char *pattern,
	const char *binary_path)
{
	const struct pfl_renderer *r = pfl_renderer_find(family, format);
	struct pfl_error err = { 0 };
	struct pfl_view *view = pfl_view_new(&err);
	struct pfl_out *out = pfl_out_memory(&err);
	struct pfl_scene *scene = NULL;
	struct pfl_text text = { 0 };
	char *bytes = NULL;
	size_t n;

	if (CHECK(pfl_view_set(view, "pattern", pattern, &err) &&
		    pfl_view_set(view, "binary-path", binary_path, &err)))
		scene = pfl_scene_new(p, view, r, &err);
	if (scene && pfl_render(scene, r, NULL, out, &err)) {
		bytes = pfl_out_take(out, &n, &err);
		out = NULL;
	}
	pfl_text_str(&text, bytes ? bytes : err.msg);
	for (size_t i = 0; scene && i < pfl_scene_notes(scene); i++) {
		pfl_text_str(&text, "note: ");
		pfl_text_str(&text, pfl_scene_note(scene, i));
	}
	free(bytes);
	pfl_out_abandon(out);
	pfl_scene_free(scene);
	pfl_view_free(view);
	return text.at;
}

static char *
disasm(const struct pfl_profile *p, const char *format, const char *pattern,
	const char *binary_path)
{
	return report(p, "disasm", format, pattern, binary_path);
}

static void
check_text(const char *got, const char *want)
{
	if (!CHECK(strstr(got, want) != NULL))
		fprintf(stderr, "'%s' is not in\n%s\n", want, got);
}

static void
check_disasm(const struct pfl_profile *p, const char *pattern, const char *binary_path,
	const char *want)
{
	char *got = disasm(p, "text", pattern, binary_path);

	check_text(got, want);
	free(got);
}

static void
test_formats(void)
{
	struct pfl_profile *p = own_profile(own.path, "", target);
	char *got;

	test_case("text");
	got = disasm(p, "text", "wn_target$", NULL);
	check_text(got, "Total: 3\nROUTINE ======================== own_target\n");
	check_text(got, "         3          3 (flat, cum)   100% of Total\n");
	check_text(got, "target.c:7");
	CHECK(strstr(got, "note: ") == NULL);
	free(got);
	for (const char *const *format =
			(const char *const[]){ "json", "csv", "markdown", NULL };
		*format; format++) {
		test_case(*format);
		got = disasm(p, *format, target, NULL);
		check_text(got, target);
		check_text(got, "target.c");
		free(got);
	}
	test_case("no match");
	check_disasm(
		p, "nothing_like_it", NULL, "no matches found for regexp: nothing_like_it");
	pfl_profile_free(p);
}

static void
test_by_address(void)
{
	struct pfl_profile *p = own_profile(own.path, "", target);
	struct pfl_error err = { 0 };
	struct pfl_elf *elf = pfl_elf_open(own.path, 0, &err);
	uint64_t address = 0;
	char number[32];

	test_case("an address");
	if (CHECK(elf != NULL) &&
		CHECK(pfl_elf_address(elf, own.address - own.start + own.offset, &address))) {
		const struct pfl_elf_function *f = pfl_elf_function_at(elf, address);
		struct pfl_elf_place place;

		CHECK(f && strcmp(f->name, target) == 0 && f->start == address);
		CHECK(pfl_elf_place(elf, address, &place, &err));
		CHECK(!place.file || strstr(place.file, "own_program.h"));
		snprintf(number, sizeof(number), "0x%" PRIx64, address);
		check_disasm(p, number, NULL, target);
		CHECK(!pfl_elf_address(elf, UINT64_MAX, &address));
		CHECK(!pfl_elf_function_at(elf, 0) && !pfl_elf_function_at(elf, UINT64_MAX));
	}
	pfl_elf_close(elf);
	pfl_profile_free(p);
}

static void
test_inlined(void)
{
	struct pfl_error err = { 0 };
	struct pfl_elf *elf = pfl_elf_open(own.path, 0, &err);
	const struct pfl_elf_function *f;
	struct pfl_elf_routine routine;
	struct pfl_elf_place place;
	uint64_t address = 0;

	test_case("inlined calls");
	if (!CHECK(elf != NULL) ||
		!CHECK(pfl_elf_address(elf, own.address - own.start + own.offset, &address)))
		return;
	f = pfl_elf_function_at(elf, address);
	CHECK(pfl_elf_routine(elf, f->start, &routine, &err));
	CHECK(pfl_elf_place(elf, address, &place, &err));
	/* There may be no debugging information; what there is must be right. */
	CHECK(routine.n_calls > 0 || !place.file);
	CHECK(!routine.name || strcmp(routine.name, target) == 0);
	for (size_t i = 0; i < routine.n_calls; i++) {
		const struct pfl_elf_call *call = routine.call;

		CHECK_STR(call[i].name, "own_inlined");
		CHECK(call[i].file && strstr(call[i].file, "own_program.h"));
		CHECK(call[i].line > 0 && call[i].depth == 0);
		CHECK(call[i].start >= f->start && call[i].end <= f->end &&
			call[i].start < call[i].end);
	}
	pfl_elf_close(elf);
}

/* The same code by lines, and none where there is no program. */
static void
test_page(void)
{
	struct pfl_profile *p = own_profile(own.path, "", target);
	char *got;

	test_case("a page");
	got = report(p, "weblist", "html", "wn_target$", NULL);
	check_text(got, "<h2><a href=\"#f1\">own_target</a></h2>");
	check_text(got, "<details id=\"f1l77\">");
	check_text(got, "<div class=\"r a v\">");
	CHECK(strstr(got, "no machine code") == NULL);
	free(got);
	pfl_profile_free(p);
	test_case("a page without a program");
	p = own_profile("/nowhere/prog", "", target);
	got = report(p, "weblist", "html", target, NULL);
	check_text(got, "note: no machine code: no program to disassemble (/nowhere/prog: No");
	check_text(got, "<div id=\"f1l77\" class=\"r");
	free(got);
	pfl_profile_free(p);
}

/* Which file is the program: by build id, by the names of functions, by the user's word. */
static void
test_finding(void)
{
	struct pfl_error err = { 0 };
	struct pfl_elf *elf = pfl_elf_open(own.path, 0, &err);
	struct pfl_text folder = { 0 };
	struct pfl_profile *p;

	if (!CHECK(elf != NULL))
		return;
	pfl_text_add(&folder,
		(struct pfl_span){ own.path, (size_t)(strrchr(own.path, '/') - own.path) });
	if (*pfl_elf_build_id(elf)) {
		test_case("its build id");
		p = own_profile(own.path, pfl_elf_build_id(elf), "another_name");
		check_disasm(p, "another_name", own.path, "ROUTINE");
		pfl_profile_free(p);
		test_case("another build id");
		p = own_profile(own.path, "00112233445566778899", target);
		check_disasm(p, target, pfl_text_get(&folder), "has another build id");
		pfl_profile_free(p);
		test_case("its debug id");
		p = own_debug_id(pfl_elf_debug_id(elf), "another_name");
		check_disasm(p, "another_name", own.path, "ROUTINE");
		CHECK_U64(pfl_profile_notes(p), 0);
		pfl_profile_free(p);
		test_case("another debug id");
		p = own_debug_id("33221100554477668899AABBCCDDEEFF0", target);
		check_disasm(p, target, pfl_text_get(&folder), "has another debug id");
		pfl_profile_free(p);
	}
	test_case("other names");
	p = own_profile(own.path, "", "another_name");
	check_disasm(p, "name", NULL, "nothing says that it is what was profiled");
	check_disasm(p, "name", pfl_text_get(&folder), "may be another build: only 0%");
	check_disasm(p, "name", pfl_text_get(&folder), "ROUTINE");
	pfl_profile_free(p);
	test_case("elsewhere");
	p = own_profile("/nowhere/prog (deleted)", "", target);
	check_disasm(p, target, NULL, "/nowhere/prog: No such file or directory");
	check_disasm(p, target, "/nowhere:/tmp",
		"/nowhere: does not hold it, /tmp: does not hold it");
	check_disasm(p, target, own.path, "ROUTINE");
	pfl_profile_free(p);
	test_case("no name");
	p = own_profile("", "", target);
	check_disasm(p, target, own.path, "ROUTINE");
	pfl_profile_free(p);
	pfl_elf_close(elf);
	pfl_text_clear(&folder);
}

/* Files that are no programs, whatever a profile calls them. */
static void
test_others(void)
{
	static const struct {
		const char *path, *why;
	} others[] = {
		{ "/dev/zero", "is not a regular file" },
		{ "/tmp", "is not a regular file" },
		{ "/etc/passwd", "is not an ELF program" },
		{ "/nowhere", "No such file or directory" },
	};
	char fifo[] = "/tmp/test_assembly.XXXXXX";
	struct pfl_error err = { 0 };

	for (size_t i = 0; i < COUNTOF(others); i++) {
		err = (struct pfl_error){ 0 };
		test_case(others[i].path);
		CHECK(pfl_elf_open(others[i].path, 0, &err) == NULL);
		CHECK_STR(err.msg, others[i].why);
	}
	test_case("a FIFO");
	err = (struct pfl_error){ 0 };
	if (CHECK(mkdtemp(fifo) != NULL && rmdir(fifo) == 0 && mkfifo(fifo, 0600) == 0)) {
		CHECK(pfl_elf_open(fifo, 0, &err) == NULL);
		CHECK_STR(err.msg, "is not a regular file");
		unlink(fifo);
	}
}

/* Nothing that is done with a damaged program may go wrong. */
static void
use(const char *path, uint64_t seed)
{
	struct pfl_error err = { 0 };
	struct pfl_elf *elf = pfl_elf_open(path, 0, &err);
	struct pfl_arena arena = { 0 };
	struct pfl_span code;
	const struct pfl_elf_function *f;
	struct pfl_elf_routine routine;
	struct pfl_elf_place place;
	size_t n;

	if (!elf)
		return;
	f = pfl_elf_functions(elf, &n);
	for (size_t i = 0; i < 20 && n > 0; i++) {
		const struct pfl_elf_function *one = &f[random_u64(&seed) % n];
		uint64_t end = one->end - one->start > 4096 ? one->start + 4096 : one->end;

		if (!pfl_elf_place(elf, one->start, &place, &err) ||
			!pfl_elf_routine(elf, one->start, &routine, &err) ||
			!pfl_elf_code(elf, one->start, end, &arena, &code, &err))
			break;
		CHECK(code.n <= 4096);
	}
	pfl_arena_clear(&arena);
	pfl_elf_close(elf);
}

static void
test_damaged(void)
{
	struct pfl_text whole = { 0 };
	char path[] = "/tmp/test_assembly.XXXXXX";
	int fd = mkstemp(path);
	uint64_t state = 11;

	test_case("damaged");
	if (!CHECK(fd >= 0 && file_read(&whole, own.path)))
		return;
	for (int round = 0; round < 40; round++) {
		unsigned char old[16];
		size_t at[16], tail = whole.n > 4096 ? whole.n - 4096 : 0;

		/* Heads of the file and of its sections are at both ends. */
		for (int i = 0; i < 16; i++) {
			uint32_t k = random_below(&state, 4096);

			at[i] = i % 2 ? tail + k : k % (round % 2 ? 64 : 1024);
			old[i] = (unsigned char)whole.at[at[i]];
			if (i == 0 || random_below(&state, 3) == 0)
				whole.at[at[i]] = (char)random_u64(&state);
		}
		CHECK(ftruncate(fd, 0) == 0 &&
			pwrite(fd, whole.at, whole.n, 0) == (ssize_t)whole.n);
		if (round % 5 == 0)
			CHECK(ftruncate(fd, (off_t)random_below(&state, (uint32_t)whole.n)) ==
				0);
		use(path, state);
		for (int i = 16; i-- > 0;)
			whole.at[at[i]] = (char)old[i];
	}
	close(fd);
	unlink(path);
	pfl_text_clear(&whole);
}

int
main(void)
{
	if (!CHECK(own_find()))
		return test_done();
	test_formats();
	test_by_address();
	test_inlined();
	test_page();
	test_finding();
	test_others();
	test_damaged();
	return test_done();
}
