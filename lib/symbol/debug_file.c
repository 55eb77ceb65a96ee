/* SPDX-License-Identifier: Apache-2.0 */
#include "symbol/debug_file.h"

#include "base/name.h"

#include <sys/stat.h>

bool
pfl_is_build_id(struct pfl_span id)
{
	for (size_t i = 0; i < id.n; i++) {
		if (!strchr("0123456789abcdefABCDEF", id.at[i]) || id.at[i] == '\0')
			return false;
	}
	return id.n >= 4;
}

void
pfl_build_id_add(struct pfl_text *path, struct pfl_span id)
{
	char c;

	pfl_text_str(path, ".build-id/");
	for (size_t i = 0; i < id.n; i++) {
		if (i == 2)
			pfl_text_char(path, '/');
		c = id.at[i];
		pfl_text_char(path, c >= 'A' && c <= 'F' ? (char)(c - 'A' + 'a') : c);
	}
	pfl_text_str(path, ".debug");
}

/* What is looked for, and for which program. */
struct search {
	const char *folders;
	const char *id;   /* of the file; "": not known                        */
	const char *link; /* the name that the program gives it; NULL: none    */
	uint32_t crc;     /* with a link: of the file                          */
	struct pfl_text path;
	struct pfl_elf *found;
};

static bool
is_the_one(const struct search *s, const struct pfl_elf *file)
{
	uint32_t crc;

	if (*s->id || *pfl_elf_build_id(file))
		return strcmp(s->id, pfl_elf_build_id(file)) == 0;
	return s->link && pfl_elf_crc(file, &crc) && crc == s->crc;
}

/* Try what is at the path, which has to be in a folder. False with *err. */
static bool
try_path(struct search *s, size_t below, struct pfl_error *err)
{
	struct pfl_error reason = { 0 };
	struct pfl_elf *file;
	struct stat st;

	if (!pfl_text_ok(&s->path, err))
		return false;
	if (stat(pfl_text_get(&s->path), &st) != 0)
		return true;
	file = pfl_elf_open(pfl_text_get(&s->path), below, &reason);
	if (file && is_the_one(s, file))
		s->found = file;
	else
		pfl_elf_close(file);
	if (reason.code == PFL_NOMEM || reason.code == PFL_UNSUPPORTED)
		*err = reason;
	return err->code == PFL_OK;
}

/* folder/.build-id/..., folder/LINK, folder/.debug/LINK; below the first bytes of the folder */
static bool
try_folder(struct search *s, struct pfl_span folder, size_t below, bool by_id,
	struct pfl_error *err)
{
	static const char *const places[] = { "/", "/.debug/" };

	if (by_id && pfl_is_build_id(pfl_span_of(s->id))) {
		pfl_text_reset(&s->path);
		pfl_text_add(&s->path, folder);
		pfl_text_char(&s->path, '/');
		pfl_build_id_add(&s->path, pfl_span_of(s->id));
		if (!try_path(s, below, err))
			return false;
	}
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]) && s->link && !s->found;
		i++) {
		pfl_text_reset(&s->path);
		pfl_text_add(&s->path, folder);
		pfl_text_str(&s->path, places[i]);
		pfl_text_str(&s->path, s->link);
		if (!try_path(s, below, err))
			return false;
	}
	return true;
}

/* The folder that a path is in; empty when it says none. */
static struct pfl_span
folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return (struct pfl_span){ path, slash ? (size_t)(slash - path) : 0 };
}

/* In the user's folders, beside the program, in the system's. */
static bool
search(struct search *s, const char *path, size_t below, struct pfl_error *err)
{
	struct pfl_span rest = pfl_span_of(s->folders ? s->folders : ""), folder;
	const size_t system_n = sizeof(PFL_DEBUG_FOLDER) - 1;
	struct pfl_text system = { 0 };
	bool ok = true;

	while (ok && !s->found && pfl_span_cut(&rest, ':', &folder))
		ok = folder.n == 0 || try_folder(s, folder, folder.n, true, err);
	folder = folder_of(path);
	if (ok && !s->found && folder.n > 0)
		ok = try_folder(s, folder, below ? below : folder.n, false, err);
	if (ok && !s->found)
		ok = try_folder(s, pfl_span_of(PFL_DEBUG_FOLDER), system_n, true, err);
	if (ok && !s->found && folder.n > 0 && folder.at[0] == '/') {
		pfl_text_str(&system, PFL_DEBUG_FOLDER);
		pfl_text_add(&system, folder);
		ok = pfl_text_ok(&system, err) &&
			try_folder(s, pfl_text_span(&system), system_n, false, err);
	}
	pfl_text_clear(&system);
	pfl_text_clear(&s->path);
	return ok;
}

/* A program names a file, and no path of one. */
static const char *
plain_name(const char *link)
{
	return link && *link && *link != '.' && !strchr(link, '/') ? link : NULL;
}

/* What several files of debugging information have in common is a file as well. */
static bool
share(struct pfl_elf *elf, const char *path, size_t below, const char *folders,
	struct pfl_error *err)
{
	struct search s = { .folders = folders, .id = pfl_elf_shared_id(elf) };

	if (!*s.id)
		return true;
	if (!search(&s, path, below, err))
		return false;
	pfl_elf_take_shared(elf, s.found);
	return true;
}

bool
pfl_debug_file_attach(struct pfl_elf *elf, const char *path, size_t below, const char *folders,
	struct pfl_error *err)
{
	struct search s = { .folders = folders, .id = pfl_elf_build_id(elf) };

	if (!share(elf, path, below, folders, err))
		return false;
	if (!pfl_elf_is_stripped(elf))
		return true;
	s.link = plain_name(pfl_elf_debug_link(elf, &s.crc));
	if (!search(&s, path, below, err))
		return false;
	if (s.found && !share(s.found, path, below, folders, err)) {
		pfl_elf_close(s.found);
		return false;
	}
	pfl_elf_take_debug(elf, s.found);
	return true;
}
