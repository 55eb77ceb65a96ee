/* SPDX-License-Identifier: Apache-2.0 */
/* Making a profile of the tables of OpenTelemetry's messages: what its two parts share. */
#ifndef PFL_DECODE_OTLP_BUILD_H
#define PFL_DECODE_OTLP_BUILD_H

#include "decode/otlp.h"

/*
 * A message that is being taken. Rows of its tables have rows of the builder, or PFL_NONE where
 * they stand for "none": the first row of a table that is all zeros.
 */
struct pfl_otlp_building {
	struct pfl_otlp *d;
	struct pfl_builder *b;
	struct pfl_error *err;
	PFL_VEC(uint32_t) func, mapping, location, stack; /* rows, by row of the table */
	PFL_VEC(struct pfl_label) labels;                 /* scratch                   */
	PFL_VEC(struct pfl_label) base; /* of all samples of the profile at hand       */
	bool scopes;                    /* is there more than one?                     */
};

/* May a row of a table refer to this one of another, which has n? 0 is none where there are
 * none. False with *s->err. */
bool pfl_otlp_within(struct pfl_otlp_building *s, const char *who, size_t which,
	const char *what, int64_t index, size_t n);

/* The id of a string of the message. False with *s->err. */
bool pfl_otlp_string(struct pfl_otlp_building *s, const char *who, size_t which, int64_t index,
	uint32_t *id);

/* The same for one that may be known by its id already. */
bool pfl_otlp_text_of(struct pfl_otlp_building *s, const char *who, size_t which,
	const struct pfl_otlp_text *text, uint32_t *id);

/* An attribute of the message's table; borrowed. False with *s->err. */
bool pfl_otlp_attribute(struct pfl_otlp_building *s, const char *who, size_t which,
	int64_t index, const struct pfl_otlp_attribute **a);

/* otlp_places.c: functions, mappings, locations and stacks; equal ones of several messages are
 * one. False with *s->err. */
bool pfl_otlp_places(struct pfl_otlp_building *s);

#endif
