/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the profile.proto decoder share. */
#ifndef PFL_DECODE_PPROF_H
#define PFL_DECODE_PPROF_H

#include "decode/decoder.h"
#include "decode/idtable.h"
#include "decode/wire.h"

/* The state of one decoding. Strings and ids may come after what refers to them. */
struct pfl_pprof {
	struct pfl_source *source;
	struct pfl_builder *b;
	struct pfl_error *err;
	uint64_t offset; /* where the message at hand begins in the file (decompressed) */
	const unsigned char *body; /* and in memory                                     */

	PFL_VEC(uint32_t) string; /* the file's string table -> ids */
	struct pfl_idtable locations, functions, mappings;

	/* The largest string number referred to, and by whom: checked once all are known. */
	uint64_t max_string, max_string_offset;
	const char *max_string_field;

	/* How many locations samples have, of which each comes up where the next larger number
	 * does, unless one came early. */
	uint32_t n_in_order;
	bool out_of_order;

	/* Scratch of the sample at hand. */
	PFL_VEC(uint32_t) stack; /* location numbers, leaf first */
	PFL_VEC(int64_t) values;
	PFL_VEC(struct pfl_label) labels;

	/* And of the location at hand. */
	PFL_VEC(struct pfl_line) lines;
};

/* Fail with the message's place: "Location at byte 1234: ...". Returns false. */
bool pfl_pprof_fail(struct pfl_pprof *d, const char *message, const char *wrong);

/*
 * The same with the field's name and its own place, `at` bytes behind d->offset: "Line.line at
 * byte 1234: ...". `message` as profile.proto calls it; field 0: its tag.
 */
bool pfl_pprof_fail_at(struct pfl_pprof *d, const char *message, uint32_t field, uint64_t at,
	const char *wrong);

/* The same for what a reading inside of d->body has met. */
bool pfl_pprof_wrong(
	struct pfl_pprof *d, const char *message, uint32_t field, const struct pfl_wire *w);

/*
 * Note a reference to the string table and return it as a 32-bit number. False, with the
 * field's name in the message, when no table could be that long.
 */
bool pfl_pprof_string(struct pfl_pprof *d, int64_t index, const char *field, uint32_t *number);

/* Decode one Sample and give it to the builder. */
bool pfl_pprof_sample(struct pfl_pprof *d, struct pfl_span message);

/* Read a message, called `name` in profile.proto, of numbers alone: see pfl_wire_numbers().
 * `value` holds zeros. */
bool pfl_pprof_numbers(struct pfl_pprof *d, const char *name, struct pfl_span message,
	uint64_t *value, uint32_t n);

bool pfl_pprof_location(struct pfl_pprof *d, struct pfl_span message);
bool pfl_pprof_function(struct pfl_pprof *d, struct pfl_span message);
bool pfl_pprof_mapping(struct pfl_pprof *d, struct pfl_span message);
bool pfl_pprof_sample_type(struct pfl_pprof *d, struct pfl_span message);
bool pfl_pprof_period_type(struct pfl_pprof *d, struct pfl_span message);

#endif
