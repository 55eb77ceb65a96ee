/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses become functions: of this program itself, and of kernels that are made up. */
#include "support.h"

#include "dump.h"
#include "own_program.h"
#include "symbol/elf.h"
#include "symbol/kernel.h"

#include <sys/stat.h>

/* The frames of a location, innermost first, and the notes: "own_inlined own_program.h, ...".
 */
static char *
describe(const struct pfl_profile *p, uint32_t location)
{
	struct pfl_text text = { 0 };

	for (uint32_t i = p->locations.first_frame[location];
		i < p->locations.first_frame[location + 1]; i++) {
		uint32_t func = p->frames.func[i];
		struct pfl_span name = { "-", 1 };

		if (func != PFL_NONE)
			name = pfl_profile_text(p, p->funcs.name[func]);
		pfl_text_str(&text, text.n ? " < " : "");
		pfl_text_add(&text, name);
	}
	for (size_t i = 0; i < pfl_profile_notes(p); i++)
		pfl_text_printf(&text, "; %s", pfl_profile_note(p, i));
	return text.at;
}

static void
check_described(struct pfl_profile *p, uint32_t location, const char *folders, const char *want)
{
	struct pfl_symbolize_opts opts = { folders };
	struct pfl_error err = { 0 };
	char *got;

	CHECK(pfl_symbolize(p, &opts, &err));
	CHECK_STR(err.msg, "");
	got = describe(p, location);
	CHECK_STR(got, want);
	free(got);
	pfl_profile_free(p);
}

static const struct pfl_symbolize_opts everywhere = { "/" };

/* What the program calls itself: with debugging information, what was inlined as well. */
static void
test_own(void)
{
	struct pfl_error err = { 0 };
	struct pfl_profile *p = own_bare(own.path, "", false);
	struct pfl_elf *elf = pfl_elf_open(own.path, 0, &err);
	struct pfl_elf_mapping loaded = { own.start, own.limit, own.offset, false };
	struct pfl_elf_place place = { NULL, 0 };
	uint64_t address = 0;
	uint32_t func;

	test_case("this program");
	if (!CHECK(elf && p))
		return;
	CHECK(pfl_elf_loads_as(elf, &loaded));
	loaded.limit += 4096;
	CHECK(!pfl_elf_loads_as(elf, &loaded));
	CHECK(pfl_elf_mapped_address(elf, &loaded, own.address, &address));
	CHECK(!pfl_elf_mapped_address(elf, &loaded, own.start - 1, &address));
	CHECK(!pfl_elf_mapped_address(elf, &loaded, loaded.limit, &address));
	CHECK(pfl_elf_place(elf, address, &place, &err));
	CHECK(pfl_symbolize(p, &everywhere, &err));
	CHECK_U64(pfl_profile_notes(p), 0);
	func = p->frames.func[p->locations.first_frame[1] - 1];
	if (CHECK(func != PFL_NONE)) {
		CHECK_STR(pfl_profile_text(p, p->funcs.name[func]).at, "own_target");
		CHECK_STR(pfl_profile_text(p, p->funcs.system[func]).at, "own_target");
		CHECK(!place.file || p->funcs.start_line[func] > 0);
		CHECK_I64(p->mappings.flags[0] & 7, place.file ? 7 : PFL_HAS_FUNCTIONS);
		CHECK(!place.file || p->frames.line[p->locations.first_frame[1] - 1] > 0);
	}
	pfl_profile_free(p);
	pfl_elf_close(elf);
}

/* What has names, or was resolved in vain, is not touched. */
static void
test_untouched(void)
{
	struct pfl_profile *given[] = { own_profile(own.path, "", "a_name"),
		own_bare(own.path, "", true), own_bare("[vdso]", "", false),
		own_bare("//anon", "", false), own_bare("/dev/dri/card0", "", false),
		own_bare("/memfd:jit (deleted)", "", false),
		own_bare("https://a/b", "", false) };

	for (size_t i = 0; i < COUNTOF(given); i++) {
		struct pfl_text before = dump_profile(given[i]), after;
		struct pfl_error err = { 0 };

		test_case("names");
		CHECK(pfl_symbolize(given[i], &everywhere, &err));
		after = dump_profile(given[i]);
		CHECK_STR(pfl_text_get(&after), pfl_text_get(&before));
		pfl_text_clear(&before);
		pfl_text_clear(&after);
		pfl_profile_free(given[i]);
	}
}

/* A program of which the profile has a debug id. */
static void
test_debug_id(void)
{
	struct pfl_error err = { 0 };
	struct pfl_elf *elf = pfl_elf_open(own.path, 0, &err);

	if (!CHECK(elf != NULL))
		return;
	if (*pfl_elf_build_id(elf)) {
		struct pfl_profile *p = own_debug_id(pfl_elf_debug_id(elf), "");

		test_case("its debug id");
		CHECK(pfl_symbolize(p, &everywhere, &err));
		CHECK_U64(pfl_profile_notes(p), 0);
		CHECK(p->frames.func[p->locations.first_frame[1] - 1] != PFL_NONE);
		pfl_profile_free(p);
		test_case("another debug id");
		check_described(own_debug_id("33221100554477668899AABBCCDDEEFF0", ""), 0, "/",
			"-; 100 % of samples have no symbols: test_symbolize (debug id "
			"33221100554477668899AABBCCDDEEFF0) found in another build only");
	}
	pfl_elf_close(elf);
}

/* What is not taken for the program, and what is said then. */
static void
test_missing(void)
{
	static const char id[] = "00112233445566778899";
	struct pfl_text folder = { 0 }, fifo = { 0 };
	char place[] = "/tmp/test_symbolize.XXXXXX";

	test_case("missing");
	check_described(own_bare("/nowhere/x.so", id, false), 0, "/",
		"-; 100 % of samples have no symbols: x.so (build id 00112233445566778899) "
		"not found");
	test_case("no folder");
	check_described(own_bare(own.path, "", false), 0, NULL,
		"-; 100 % of samples have no symbols: test_symbolize not looked for "
		"(--binary-path names folders; / stands for where the profile says)");
	test_case("no name");
	check_described(own_bare("", "", false), 0, "/",
		"-; 100 % of samples have no symbols: a program without a name not found");
	test_case("no folder leads anywhere");
	check_described(own_bare("../../etc/passwd", "", false), 0, "/nowhere:/tmp",
		"-; 100 % of samples have no symbols: passwd not found");
	test_case("not on a disk");
	check_described(own_bare("/usr/../proc/self/exe", "", false), 0, "/",
		"-; 100 % of samples have no symbols: exe not found");
	test_case("no program");
	check_described(own_bare("/etc/passwd", "", false), 0, "/",
		"-; 100 % of samples have no symbols: passwd not found");
	test_case("another build");
	{
		struct pfl_error err = { 0 };
		struct pfl_elf *elf = pfl_elf_open(own.path, 0, &err);
		bool has_id = elf && *pfl_elf_build_id(elf);
		struct pfl_profile *p = own_bare(own.path, id, false);

		pfl_elf_close(elf);
		if (has_id)
			check_described(p, 0, "/",
				"-; 100 % of samples have no symbols: test_symbolize (build id "
				"00112233445566778899) found in another build only");
		else
			pfl_profile_free(p);
	}
	test_case("another size");
	own.limit += 4096;
	check_described(own_bare(own.path, "", false), 0, "/",
		"-; 100 % of samples have no symbols: test_symbolize found, but nothing says "
		"that it is the one (its folder in --binary-path does)");
	own.limit -= 4096;
	test_case("a FIFO");
	if (!CHECK(mkdtemp(place) != NULL))
		return;
	pfl_text_printf(&fifo, "%s/x.so", place);
	if (CHECK(mkfifo(pfl_text_get(&fifo), 0600) == 0)) {
		check_described(own_bare("/nowhere/x.so", "", false), 0, place,
			"-; 100 % of samples have no symbols: x.so not found");
		check_described(own_bare(pfl_text_get(&fifo), "", false), 0, "/",
			"-; 100 % of samples have no symbols: x.so not found");
	}
	unlink(pfl_text_get(&fifo));
	rmdir(place);
	pfl_text_clear(&folder);
	pfl_text_clear(&fifo);
}

/* A folder that the user has named may have been filled by others: no link leads out of it. */
static void
test_links(void)
{
	char place[] = "/tmp/test_symbolize.XXXXXX", other[] = "/tmp/test_symbolize.XXXXXX";
	struct pfl_text link = { 0 };

	if (!CHECK(mkdtemp(place) && mkdtemp(other)))
		return;
	pfl_text_printf(&link, "%s/x.so", place);
	if (CHECK(symlink(own.path, pfl_text_get(&link)) == 0)) {
		test_case("a link out of the folder");
		check_described(own_bare("/nowhere/x.so", "", false), 1, place,
			"-; 100 % of samples have no symbols: x.so not found");
		test_case("the same by path");
		check_described(own_bare(pfl_text_get(&link), "", false), 1, other,
			"-; 100 % of samples have no symbols: x.so not found");
	}
	unlink(pfl_text_get(&link));
	rmdir(place);
	rmdir(other);
	pfl_text_clear(&link);
}

static const char list[] = "0000000000000000 A fixed_percpu_data\n"
			   "ffffffff81000000 T _text\n"
			   "ffffffff81000000 T _stext\n"
			   "ffffffff81000100 t do_one\n"
			   "ffffffff81000100 W also_one\n"
			   "ffffffff81000180 D data\n"
			   "ffffffff81000200 T do_two\n"
			   "ffffffffc0000000 t in_module\t[ext4]\n"
			   "nonsense\n"
			   "ffffffff8 T\n";

static void
test_kernel_list(void)
{
	static const struct {
		uint64_t address;
		const char *name;
	} cases[] = {
		{ 0, NULL },
		{ 0xffffffff80ffffff, NULL },
		{ 0xffffffff81000000, "_stext" },
		{ 0xffffffff81000100, "also_one" },
		{ 0xffffffff8100017f, "also_one" },
		{ 0xffffffff81000180, NULL },
		{ 0xffffffff810fffff, "do_two" },
		{ 0xffffffffc0000001, "in_module" },
		{ 0xffffffffc0100000, NULL },
		{ UINT64_MAX, NULL },
	};
	struct pfl_error err = { 0 };
	struct pfl_kernel *k = pfl_kernel_parse(strdup(list), sizeof(list) - 1, &err);

	if (!CHECK(k != NULL))
		return;
	for (size_t i = 0; i < COUNTOF(cases); i++) {
		test_case(cases[i].name ? cases[i].name : "none");
		CHECK_STR(pfl_kernel_function_at(k, cases[i].address), cases[i].name);
	}
	pfl_kernel_free(k);
	test_case("zeroes");
	CHECK(pfl_kernel_parse(strdup("0000000000000000 T _text\n"), 25, &err) == NULL);
	CHECK_STR(err.msg, "has no addresses of functions");
}

/* A mapping called so, with an address in it. */
static struct pfl_profile *
kernel_profile(const char *file, const char *build_id, uint64_t offset, uint64_t address)
{
	struct pfl_text field = { 0 };

	pfl_text_printf(&field,
		"6'' 6'samples' 6'count' 6'%s' 6'%s' 1{1:1 2:2} 2{1[1] 2[1]} 3{1:1 2:%" PRIu64
		" 3:%" PRIu64 " 4:%" PRIu64 " 5:3 6:4} 4{1:1 2:1 3:%" PRIu64 "}",
		file, build_id, offset, UINT64_MAX, offset, address);
	return wire_profile(&field);
}

static void
test_kernel(void)
{
	static const char name[] = "[kernel.kallsyms]_text";
	char place[] = "/tmp/test_symbolize.XXXXXX";
	struct pfl_text path = { 0 };
	FILE *f;

	if (!CHECK(mkdtemp(place) != NULL))
		return;
	pfl_text_printf(&path, "%s/kallsyms", place);
	f = fopen(pfl_text_get(&path), "w");
	if (CHECK(f && fputs(list, f) >= 0 && fclose(f) == 0)) {
		test_case("in a folder");
		check_described(
			kernel_profile(name, "", 0xffffffff81000000, 0xffffffff81000210), 0,
			place, "do_two");
		test_case("the list itself");
		check_described(
			kernel_profile(name, "", 0xffffffff81000000, 0xffffffff81000110), 0,
			pfl_text_get(&path), "also_one");
		test_case("another place");
		check_described(
			kernel_profile(name, "", 0xffffffff92000000, 0xffffffff92000210), 0,
			place, "do_two");
		test_case("a module");
		check_described(kernel_profile("/lib/modules/6.1/kernel/fs/ext4/ext4.ko.xz", "",
					0, 0xffffffffc0000001),
			0, place, "in_module");
		test_case("data");
		check_described(
			kernel_profile(name, "", 0xffffffff81000000, 0xffffffff81000190), 0,
			place,
			"-; 100 % of samples have no symbols: [kernel.kallsyms]_text without a "
			"function there");
	}
	test_case("another kernel");
	check_described(
		kernel_profile(name, "00112233", 0xffffffff81000000, 0xffffffff81000210), 0,
		"/",
		"-; 100 % of samples have no symbols: [kernel.kallsyms]_text (build id "
		"00112233) not found");
	test_case("started another time");
	check_described(kernel_profile(name, "", 0xffffffffff000000, 0xffffffffff000210), 0,
		"/", "-; 100 % of samples have no symbols: [kernel.kallsyms]_text not found");
	unlink(pfl_text_get(&path));
	rmdir(place);
	pfl_text_clear(&path);
}

int
main(void)
{
	if (!CHECK(own_find()))
		return test_done();
	test_own();
	test_untouched();
	test_debug_id();
	test_missing();
	test_links();
	test_kernel_list();
	test_kernel();
	return test_done();
}
