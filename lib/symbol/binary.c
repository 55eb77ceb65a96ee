/* SPDX-License-Identifier: Apache-2.0 */
/* Where the file of a program may be, and whether it is the one. */
#include "symbol/binary.h"

#include "base/name.h"
#include "symbol/debug_file.h"

#include <sys/stat.h>

/* Why a file would be the one that the profile means. */
enum trust {
	TRUST_NAMED, /* the user named the folder, and it is called so */
	TRUST_NONE,
	TRUST_ID, /* nothing but its build id can say so */
};

static void
add_tried(struct pfl_text *tried, const char *path, const char *why)
{
	enum { ENOUGH = 2000 }; /* bytes, more than a message holds */

	if (tried->n < ENOUGH)
		pfl_text_printf(tried, "%s%s: %s", tried->n ? ", " : "", path, why);
}

static bool
same_id(struct pfl_span wished, const char *id)
{
	size_t n = strlen(id);

	if (wished.n != n)
		return false;
	for (size_t i = 0; i < n; i++) {
		char c = wished.at[i];

		if ((c >= 'A' && c <= 'F' ? (char)(c - 'A' + 'a') : c) != id[i])
			return false;
	}
	return true;
}

/* NULL: it is the one; otherwise why not. */
static const char *
objection(const struct pfl_binary_wish *wish, const struct pfl_elf *elf, enum trust trust)
{
	const char *id = pfl_elf_build_id(elf);

	/* Only a GNU build id is of hexadecimal digits: Go has others, which are not here. */
	if (pfl_is_build_id(wish->build_id) && *id)
		return same_id(wish->build_id, id) ? NULL : PFL_BINARY_OTHER_BUILD;
	if (wish->debug_id.n && *id)
		return pfl_span_eq(wish->debug_id, pfl_span_of(pfl_elf_debug_id(elf)))
			? NULL
			: PFL_BINARY_OTHER_DEBUG;
	if (trust == TRUST_NAMED || (trust == TRUST_NONE && wish->fits(elf, wish->context)))
		return NULL;
	return PFL_BINARY_UNPROVEN;
}

static struct pfl_elf *
try_file(const struct pfl_binary_wish *wish, const char *path, size_t below, enum trust trust,
	struct pfl_text *tried, struct pfl_error *err)
{
	struct pfl_error reason = { 0 };
	struct pfl_elf *elf = pfl_elf_open(path, below, &reason);
	const char *why = elf ? objection(wish, elf, trust) : reason.msg;

	if (elf && !why && pfl_debug_file_attach(elf, path, below, wish->folders, err))
		return elf;
	pfl_elf_close(elf);
	if (reason.code == PFL_NOMEM || reason.code == PFL_UNSUPPORTED)
		*err = reason;
	else if (why)
		add_tried(tried, path, why);
	return NULL;
}

/* The places in a folder: its own, as the path, by build id. */
enum { PLACES = 4 };

static bool
make_place(int place, struct pfl_span folder, const struct pfl_binary_wish *wish,
	struct pfl_text *path)
{
	struct pfl_span base = pfl_path_base(wish->file), id = wish->build_id;

	pfl_text_reset(path);
	pfl_text_add(path, folder);
	pfl_text_char(path, '/');
	if (place >= 2 && !pfl_is_build_id(id))
		return false;
	if (place == 2) { /* as pprof keeps them */
		pfl_text_add(path, id);
		pfl_text_char(path, '/');
	}
	if (place == 3) { /* as GDB does */
		pfl_build_id_add(path, id);
		return true;
	}
	pfl_text_add(path, place == 1 ? wish->file : base);
	return base.n > 0 && base.at[0] != '.' && !memchr(wish->file.at, '\0', wish->file.n);
}

static bool
is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISDIR(st.st_mode);
}

/* Where a profile may send us: not to what the kernel makes up, nor over the network to what is
 * mounted when it is first looked at. */
static bool
is_no_place(const char *path)
{
	static const char *const out[] = { "/proc/", "/sys/", "/dev/", "/net/" };
	struct pfl_text clean = { 0 };
	struct pfl_span s = pfl_path_clean(pfl_span_of(path), &clean);
	bool no = clean.failed;

	for (size_t i = 0; i < sizeof(out) / sizeof(out[0]) && !no; i++)
		no = pfl_span_starts(s, out[i]);
	pfl_text_clear(&clean);
	return no;
}

static struct pfl_elf *
try_folder(const struct pfl_binary_wish *wish, struct pfl_span folder, struct pfl_text *tried,
	struct pfl_error *err)
{
	struct pfl_text path = { 0 };
	struct pfl_elf *elf = NULL;
	bool found = false, everything = pfl_span_eq(folder, pfl_span_of("/"));

	pfl_text_add(&path, folder);
	if (pfl_text_ok(&path, err) && is_file(pfl_text_get(&path))) {
		bool named = wish->file.n == 0 ||
			pfl_span_eq(pfl_path_base(folder), pfl_path_base(wish->file));

		found = true;
		elf = try_file(wish, pfl_text_get(&path), 0, named ? TRUST_NAMED : TRUST_NONE,
			tried, err);
	}
	for (int i = 0; i < PLACES && !found && err->code == PFL_OK; i++) {
		if (!make_place(i, folder, wish, &path) || !pfl_text_ok(&path, err) ||
			(everything && is_no_place(pfl_text_get(&path))) ||
			!is_file(pfl_text_get(&path)))
			continue;
		elf = try_file(wish, pfl_text_get(&path), folder.n,
			everything ? TRUST_NONE : TRUST_NAMED, tried, err);
		found = elf != NULL;
	}
	if (!found && err->code == PFL_OK) {
		pfl_text_reset(&path);
		pfl_text_add(&path, folder);
		add_tried(tried, pfl_text_get(&path), "does not hold it");
	}
	pfl_text_clear(&path);
	return elf;
}

/* Linux says of a file that is gone by now what it was, and this behind it. */
static struct pfl_span
without_deleted(struct pfl_span file)
{
	static const char deleted[] = " (deleted)";

	if (pfl_span_ends(file, deleted))
		file.n -= sizeof(deleted) - 1;
	return file;
}

/* Where the profile says it was. */
static struct pfl_elf *
try_named(const struct pfl_binary_wish *wish, struct pfl_text *tried, struct pfl_error *err)
{
	struct pfl_text path = { 0 };
	struct pfl_elf *elf = NULL;

	if (wish->file.n == 0 || wish->file.at[0] != '/' ||
		memchr(wish->file.at, '\0', wish->file.n))
		return NULL;
	pfl_text_add(&path, wish->file);
	if (!pfl_text_ok(&path, err))
		return NULL;
	if (is_no_place(pfl_text_get(&path)))
		add_tried(tried, pfl_text_get(&path), "is no place for a program");
	else
		elf = try_file(wish, pfl_text_get(&path), 0, TRUST_NONE, tried, err);
	pfl_text_clear(&path);
	return elf;
}

/* Of a program that is gone, what the system keeps for debuggers. */
static struct pfl_elf *
try_system(const struct pfl_binary_wish *wish, struct pfl_text *tried, struct pfl_error *err)
{
	struct pfl_text path = { 0 };
	struct pfl_elf *elf = NULL;

	if (!pfl_is_build_id(wish->build_id))
		return NULL;
	pfl_text_str(&path, PFL_DEBUG_FOLDER "/");
	pfl_build_id_add(&path, wish->build_id);
	if (pfl_text_ok(&path, err) && is_file(pfl_text_get(&path)))
		elf = try_file(wish, pfl_text_get(&path), sizeof(PFL_DEBUG_FOLDER) - 1,
			TRUST_ID, tried, err);
	pfl_text_clear(&path);
	return elf;
}

struct pfl_elf *
pfl_binary_find(
	const struct pfl_binary_wish *given, struct pfl_text *tried, struct pfl_error *err)
{
	struct pfl_binary_wish wish = *given;
	struct pfl_span rest = pfl_span_of(wish.folders ? wish.folders : ""), folder;
	struct pfl_elf *elf = NULL;

	wish.file = without_deleted(wish.file);
	while (!elf && err->code == PFL_OK && pfl_span_cut(&rest, ':', &folder)) {
		if (folder.n)
			elf = try_folder(&wish, folder, tried, err);
	}
	if (!elf && !wish.only_folders && err->code == PFL_OK)
		elf = try_named(&wish, tried, err);
	if (!elf && err->code == PFL_OK)
		elf = try_system(&wish, tried, err);
	return elf;
}
