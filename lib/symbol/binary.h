/* SPDX-License-Identifier: Apache-2.0 */
/* The file of a program that a profile names. */
#ifndef PFL_SYMBOL_BINARY_H
#define PFL_SYMBOL_BINARY_H

#include "base/text.h"
#include "model/profile.h"
#include "symbol/elf.h"

/* In what was tried, why a file is not taken. */
#define PFL_BINARY_OTHER_BUILD "has another build id"
#define PFL_BINARY_OTHER_DEBUG "has another debug id"
#define PFL_BINARY_UNPROVEN "nothing says that it is what was profiled"

/* How a profile says that the file of a mapping was loaded. */
static inline struct pfl_elf_mapping
pfl_binary_mapping(const struct pfl_mappings *mappings, uint32_t mapping)
{
	return (struct pfl_elf_mapping){
		.start = mappings->start[mapping],
		.limit = mappings->limit[mapping],
		.offset = mappings->offset[mapping],
		.from_image = (mappings->flags[mapping] & PFL_FROM_IMAGE) != 0,
	};
}

/* Does the profile know which build it was? */
static inline bool
pfl_binary_has_id(const struct pfl_mappings *mappings, uint32_t mapping)
{
	return mappings->build_id[mapping] != 0 || mappings->debug_id[mapping] != 0;
}

/* What a profile says of a program, or of a library. */
struct pfl_binary_wish {
	struct pfl_span file, build_id, debug_id; /* any may be empty */
	const char *folders;                      /* --binary-path; NULL: none */
	bool only_folders;                        /* not where the profile says it was */
	/* Is in the file what the profile says is there? Asked where nothing else vouches for
	 * it. */
	bool (*fits)(const struct pfl_elf *elf, const void *context);
	const void *context;
};

/*
 * Open it: from a folder of the user's (as FILE, by its path, by build id as GDB and pprof have
 * it), from an element of these that is a file itself, or where the profile says it was, which
 * is a folder of the user's as well where that is "/". A build id that both have decides,
 * and so does a debug id that the file's build id makes; without one, a file that the user
 * named by folder and name is taken, any other only if it fits what the profile says. No link
 * leads out of a folder. NULL without *err: there is none, and `tried` (which is appended to)
 * says what was tried and why not. NULL with *err: PFL_NOMEM, PFL_UNSUPPORTED.
 */
PFL_NODISCARD struct pfl_elf *pfl_binary_find(
	const struct pfl_binary_wish *wish, struct pfl_text *tried, struct pfl_error *err);

#endif
