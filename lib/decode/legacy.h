/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the old text formats of gperftools and Go share: a sample is a line of numbers and
 * addresses, Go's symbols stand in comments below it, a memory map may follow.
 *
 * A decoder reads its own header and its own numbers; everything else is here. A further text
 * format of that family is a file like contention.c and a line in table.c.
 */
#ifndef PFL_DECODE_LEGACY_H
#define PFL_DECODE_LEGACY_H

#include "decode/decoder.h"
#include "decode/golabels.h"
#include "decode/idtable.h"
#include "decode/maps.h"
#include "decode/places.h"

enum { PFL_LEGACY_VALUES = 4 };

/* Frames of the profilers themselves. */
#define PFL_LEGACY_DROP_PROFILER                                                               \
	"ProfileData::Add|ProfileData::prof_handler|CpuProfiler::prof_handler|"                \
	"__pthread_sighandler|__restore"

/* What a function of Go's runtime is called that the text does not name. */
#define PFL_LEGACY_HIDDEN "runtime.[hidden]"
#define PFL_LEGACY_DROP_HIDDEN "runtime\\.\\[hidden\\]"

/* What the comment "# 0x456 main.f+0x12 /src/f.go:7" says. */
struct pfl_symbol {
	uint64_t address; /* of the call, not of the instruction behind it */
	struct pfl_place place;
};

/* The frames of an address: a range of `frames`, innermost first, 0 long while not known. */
struct pfl_known {
	size_t first;
	uint32_t n;
	uint8_t guess; /* what it can only be, when nothing says what it is */
};

/* The state of one decoding. */
struct pfl_legacy {
	struct pfl_source *source;
	struct pfl_builder *b;
	struct pfl_error *err;
	struct pfl_idtable addresses;    /* numbers stand for locations until the end */
	PFL_VEC(struct pfl_known) known; /* by number */
	PFL_VEC(struct pfl_place) frames;
	struct pfl_places places;
	struct pfl_maps maps;

	/* The sample at hand. Lines about it follow its own. */
	bool open;
	size_t n_values;
	int64_t values[PFL_LEGACY_VALUES];
	PFL_VEC(uint32_t) stack; /* address numbers, leaf first */
	PFL_VEC(struct pfl_label) labels;
	PFL_VEC(struct pfl_symbol) symbols;

	struct pfl_golabels golabels;
	PFL_VEC(uint32_t) reversed;     /* scratch: the stack, root first         */
	PFL_VEC(struct pfl_line) lines; /* scratch: the frames of a location      */
	size_t strange;       /* comments that look like symbols or labels and are not */
	size_t first_strange; /* the line of the first one                             */
	size_t misfits;       /* symbols of none of their sample's addresses           */
	bool no_addresses;    /* numbers of places are no addresses                    */
	bool stats;           /* the heading of Go's memory statistics was read        */
	bool at_map;          /* the line that announces a memory map was read         */
};

void pfl_legacy_init(struct pfl_legacy *d, struct pfl_source *source, struct pfl_builder *b,
	struct pfl_error *err);
void pfl_legacy_clear(struct pfl_legacy *d);

/*
 * The next line that is neither blank nor a comment, without blanks at either end; comments are
 * taken in on the way. False at the end, where a memory map begins, and on an error.
 */
bool pfl_legacy_line(struct pfl_legacy *d, struct pfl_span *line);

/* Fail with "line N: expected ..." (or that the file is empty). Returns false. */
bool pfl_legacy_expected(struct pfl_legacy *d, const char *what);

/*
 * Begin a sample: its values, and its addresses as text ("0x12 0x34", leaf first, each one
 * behind the call that it stands for).
 */
bool pfl_legacy_sample(struct pfl_legacy *d, const int64_t *values, size_t n_values,
	struct pfl_span addresses);

/* The same in pieces: begin one without addresses, then add each as it is, leaf first. */
bool pfl_legacy_begin(struct pfl_legacy *d, const int64_t *values, size_t n_values);
bool pfl_legacy_push(struct pfl_legacy *d, uint64_t address);

/* The number of an address, which stands for its location in what is built. UINT32_MAX with
 * d->err. */
uint32_t pfl_legacy_address(struct pfl_legacy *d, uint64_t address);

/* A stack that samples share, addresses leaf first as they are: see pfl_build_shared_stack().
 * False with d->err. */
bool pfl_legacy_stack(
	struct pfl_legacy *d, const uint64_t *addresses, size_t n, uint32_t *stack);

/* A numeric label of the sample at hand, in the unit that its key implies; a text. */
bool pfl_legacy_number(struct pfl_legacy *d, const char *key, int64_t number);
bool pfl_legacy_text_label(struct pfl_legacy *d, struct pfl_span key, struct pfl_span text);

/* Declare the type of the period, and frames that are of no interest. */
void pfl_legacy_period(
	struct pfl_legacy *d, struct pfl_span name, const char *unit, int64_t period);
void pfl_legacy_drop(struct pfl_legacy *d, const char *drop, const char *keep);

/* Everything was read: finish the last sample, read the memory map, name the addresses. */
bool pfl_legacy_finish(struct pfl_legacy *d);

/* legacy_symbols.c: take in a comment (a line that begins with "#"). */
bool pfl_legacy_comment(struct pfl_legacy *d, struct pfl_span line);

/* Give the symbols of the sample at hand to its addresses. */
bool pfl_legacy_match(struct pfl_legacy *d);

/*
 * legacy_java.c: take in "0x12 com.example.f (F.java:7)", which says what 0x12 is; such numbers
 * are no addresses.
 */
bool pfl_legacy_java_place(struct pfl_legacy *d, struct pfl_span line);

/* Remember that an address is this. */
bool pfl_legacy_place(struct pfl_legacy *d, uint64_t address, const struct pfl_place *place);

/* Add the location of address `number` to the builder. Returns its row. */
uint32_t pfl_legacy_location(struct pfl_legacy *d, uint32_t number, uint32_t mapping);

/* The first line of a text that is neither blank nor begins with `comment` (NULL: no comments),
 * for probes. Moves *head behind it. */
bool pfl_legacy_first_line(struct pfl_span *head, const char *comment, struct pfl_span *line);

#endif
