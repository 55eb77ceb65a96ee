/* SPDX-License-Identifier: Apache-2.0 */
/* What the process that reads programs says to the one that asked: functions, and which of them
 * locations are in. */
#ifndef PFL_SYMBOL_ANSWERS_H
#define PFL_SYMBOL_ANSWERS_H

#include "base/strtab.h"
#include "base/text.h"

/*
 * A FUNCTION (a, b, c: bytes of its symbol, its name and its file, which follow; line: where it
 * starts) gets the next number. A LOCATION (a: its row, b: how many frames, c: flags of its
 * mapping) is followed by as many FRAMEs (a: the number of a function; line), innermost first.
 * A PROGRAM (a: enum pfl_missing, for those of its locations that have no frames) ends the
 * answers about one. Both ends are the same program, so structs go as they are.
 */
enum pfl_answer_kind {
	PFL_ANSWER_FUNCTION = 1,
	PFL_ANSWER_LOCATION,
	PFL_ANSWER_FRAME,
	PFL_ANSWER_PROGRAM,
};

struct pfl_answer {
	uint32_t kind, a, b, c;
	int64_t line;
};

enum {
	PFL_ANSWER_TEXT = 64 << 10, /* bytes of a name; longer ones are cut */
	PFL_ANSWER_INLINED = 256,   /* calls at one place                   */
};

/* A frame that was found: what the linker calls its function, and where it is. */
struct pfl_found_frame {
	const char *symbol;
	const char *file;         /* NULL: not known */
	int64_t line, start_line; /* 0: not known    */
};

/* The end that speaks; see pfl_naming_take() for the other one. Zeroed but for fd is ready. */
struct pfl_answers {
	int fd;               /* where answers go; -1: they stay in `out`      */
	uint32_t n_functions; /* of those before, and of its own               */
	struct pfl_text out;  /* what was not sent yet                         */
	bool started;
	struct pfl_strtab strings; /* to tell each function once */
	struct pfl_idmap map;
	PFL_VEC(struct pfl_told_function) told;
	struct pfl_text name;
	uint32_t n_frames; /* of the location at hand */
	struct pfl_answer frame[PFL_ANSWER_INLINED + 1];
};

void pfl_answers_clear(struct pfl_answers *to);

/* A further frame of the location that is answered next. False: PFL_NOMEM. */
PFL_NODISCARD bool pfl_answers_frame(
	struct pfl_answers *to, const struct pfl_found_frame *frame, struct pfl_error *err);

/* The frames are this location's. False: PFL_NOMEM, PFL_IO (nobody listens). */
PFL_NODISCARD bool pfl_answers_location(
	struct pfl_answers *to, uint32_t location, uint32_t flags, struct pfl_error *err);

/* That was all about a program. Errors as before. */
PFL_NODISCARD bool pfl_answers_program(
	struct pfl_answers *to, uint32_t missing, struct pfl_error *err);

#endif
