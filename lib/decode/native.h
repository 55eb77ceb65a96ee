/* SPDX-License-Identifier: Apache-2.0 */
/* Frames of native programs as tools print them: a function, the object it is in, a line. */
#ifndef PFL_DECODE_NATIVE_H
#define PFL_DECODE_NATIVE_H

#include "base/strtab.h"
#include "base/text.h"
#include "decode/places.h"

/* A function in an object, and the location that it is. */
struct pfl_native_frame {
	uint32_t name, object, row;
};

/*
 * A frame is put together from what its lines say, and is a location in the end. Equal frames
 * are one location: names are tidied and rows added for new ones alone. A frame that is just a
 * function in an object, as nearly all are, is kept as the numbers of both; any other is a
 * text.
 */
struct pfl_natives {
	struct pfl_builder *b; /* borrowed */
	struct pfl_places places;
	struct pfl_strtab names, objects;       /* as they were printed                    */
	PFL_VEC(struct pfl_native_frame) known; /* each once                         */
	struct pfl_idmap map;                   /* (name, object) -> known                 */
	PFL_VEC(uint32_t) last;                 /* by name: 1 + what of `known` had it last */
	PFL_VEC(uint32_t) mapping;              /* by object; PFL_NONE: not made yet       */
	bool plain;              /* the frame at hand is a function and no more: */
	uint32_t name, object;   /* these                                   */
	struct pfl_strtab texts; /* frames, as pfl_natives.frame has them   */
	PFL_VEC(uint32_t) row;   /* of each, its location                   */
	struct pfl_text frame;   /* the one at hand                         */
	size_t function;         /* where its function begins in it         */
	struct pfl_text scratch;
	PFL_VEC(struct pfl_line) lines; /* scratch: the frames of a location */
};

bool pfl_natives_init(struct pfl_natives *n, struct pfl_builder *b, struct pfl_error *err);
void pfl_natives_clear(struct pfl_natives *n);

/* All frames were added: objects become mappings, what looks like the main program first. */
bool pfl_natives_finish(struct pfl_natives *n, struct pfl_error *err);

/*
 * Add to the frame at hand, innermost first: a call that was inlined, the function itself with
 * its object ("" where it is not known), and the line of what was added last ("a.c:12", of
 * which other texts are no lines: false). False with *err for a function: PFL_NOMEM, PFL_LIMIT.
 * One called "", "[unknown]" or "???" has no name.
 */
void pfl_native_inlined(struct pfl_natives *n, struct pfl_span name);
bool pfl_native_function(struct pfl_natives *n, struct pfl_span name, struct pfl_span object,
	struct pfl_error *err);
bool pfl_native_line(struct pfl_natives *n, struct pfl_span place);

/* The function that was added last was inlined into one to come, which is known only now. */
void pfl_native_was_inlined(struct pfl_natives *n);

/* Forget the frame at hand. */
void pfl_native_drop(struct pfl_natives *n);

/* Close the frame at hand. Returns its location, UINT32_MAX with *err. */
uint32_t pfl_native_location(struct pfl_natives *n, struct pfl_error *err);

/*
 * native_name.c: a function's name without what says the same for each call of it: arguments,
 * Rust's hashes and escapes. Borrowed from name or from scratch.
 */
struct pfl_span pfl_native_name(struct pfl_span name, struct pfl_text *scratch);

/* Cut off "+0x1f", where in the function the frame is. */
struct pfl_span pfl_native_without_offset(struct pfl_span name);

/* Does the object hold code that was compiled while the program ran? (perf-123.map) */
bool pfl_native_is_jit(struct pfl_span object);

#endif
