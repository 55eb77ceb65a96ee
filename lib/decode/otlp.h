/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the decoder of OpenTelemetry's profiles share. */
#ifndef PFL_DECODE_OTLP_H
#define PFL_DECODE_OTLP_H

#include "base/strtab.h"
#include "base/vec.h"
#include "decode/idtable.h"
#include "io/source.h"
#include "model/builder.h"

/*
 * The format is one tree of messages in two encodings. Both are walked by the same table of
 * messages and fields (otlp_schema.c) and handed on field by field (otlp_tables.c), so only the
 * walks differ. No message of the table is inside one of its kind, so there is one of each open
 * at most, and a walk is no deeper than the table.
 */
enum pfl_otlp_kind {
	PFL_OTLP_DATA, /* ProfilesData, or ExportProfilesServiceRequest */
	PFL_OTLP_DICTIONARY,
	PFL_OTLP_MAPPING,
	PFL_OTLP_LOCATION,
	PFL_OTLP_LINE,
	PFL_OTLP_FUNCTION,
	PFL_OTLP_LINK,
	PFL_OTLP_ATTRIBUTE, /* KeyValueAndUnit */
	PFL_OTLP_STACK,
	PFL_OTLP_RESOURCE_PROFILES,
	PFL_OTLP_RESOURCE,
	PFL_OTLP_SCOPE_PROFILES,
	PFL_OTLP_SCOPE,
	PFL_OTLP_PROFILE,
	PFL_OTLP_VALUE_TYPE,
	PFL_OTLP_SAMPLE,
	PFL_OTLP_KEY_VALUE,
	PFL_OTLP_ANY_VALUE,
	PFL_OTLP_KINDS,
};

enum {
	PFL_OTLP_FIELDS = 12, /* numbers of fields are below */
	PFL_OTLP_DEPTH = 8,   /* messages within one another */
};

enum pfl_otlp_type {
	PFL_OTLP_NUMBER,   /* a varint                                           */
	PFL_OTLP_NUMBERS,  /* any number of them, packed or not                  */
	PFL_OTLP_FIXED,    /* 8 bytes                                            */
	PFL_OTLP_TIMES,    /* any number of those                                */
	PFL_OTLP_BOOL,     /* a varint, in JSON a word                           */
	PFL_OTLP_DOUBLE,   /* 8 bytes                                            */
	PFL_OTLP_TEXT,     /* UTF-8                                              */
	PFL_OTLP_ID,       /* a few bytes, in JSON hexadecimal                   */
	PFL_OTLP_COMPOUND, /* a value of several, which is not kept              */
	PFL_OTLP_ONE,      /* a message                                          */
	PFL_OTLP_MANY,     /* any number of messages                             */
};

struct pfl_otlp_field {
	uint8_t number; /* 0: the end of the list */
	enum pfl_otlp_type type;
	enum pfl_otlp_kind inner; /* of a message     */
	const char *name;         /* in JSON          */
};

struct pfl_otlp_message {
	const char *name;
	const struct pfl_otlp_field *fields;
};

/* By kind. */
extern const struct pfl_otlp_message pfl_otlp_messages[PFL_OTLP_KINDS];

/* The field with this number, or NULL. */
const struct pfl_otlp_field *pfl_otlp_field(enum pfl_otlp_kind kind, uint32_t number);

/* A text: the id of a string, or 0 and a place in the file's table. */
struct pfl_otlp_text {
	uint32_t id;
	int64_t index;
};

/* A key and what it is to be said of it. */
struct pfl_otlp_attribute {
	struct pfl_otlp_text key, text;
	int64_t number, unit;
	bool is_text, given;
};

/* Where a list begins in the vector that it is in, and how long it is. */
struct pfl_otlp_range {
	size_t first, n;
};

struct pfl_otlp_mapping {
	uint64_t start, limit, offset;
	int64_t file;
	struct pfl_otlp_range attributes;
};

struct pfl_otlp_location {
	uint64_t address;
	int64_t mapping;
	struct pfl_otlp_range lines;
};

struct pfl_otlp_line {
	int64_t func, line, column;
};

struct pfl_otlp_func {
	int64_t name, system, file, start_line;
};

struct pfl_otlp_link {
	uint32_t trace, span; /* ids of strings */
};

struct pfl_otlp_sample {
	int64_t stack, link;
	struct pfl_otlp_range values, times;
	struct pfl_otlp_range attributes, list; /* the fields 2 and 3, where 3 is a list */
};

struct pfl_otlp_profile {
	int64_t type, unit, period_type, period_unit, period;
	int64_t time, duration;
	size_t scope;
	struct pfl_otlp_range attributes; /* in index[PFL_OTLP_PROFILE] */
	size_t first_sample;              /* of those up to the next profile's */
};

/* What is said of the profiles from one to the next resource's, in pfl_otlp.own. */
struct pfl_otlp_resource {
	size_t first_profile, first_own;
};

/* What a sample counts, or one of its events. */
struct pfl_otlp_event {
	int64_t time, value;
	uint32_t stack, labels, type; /* rows of the builder, number of the type */
	uint32_t sample;              /* which of the file's it is of            */
};

/* What has come of the messages before, all of which become one profile. */
struct pfl_otlp_made {
	struct pfl_strtab func, mapping, location; /* the bytes of rows: id - 1 is the row */
	struct pfl_idtable types;                  /* name and unit -> sample type */
	PFL_VEC(struct pfl_otlp_event) event;
	uint32_t n_samples;
	bool untimed;        /* do some not say when?                          */
	uint64_t n_uneven;   /* samples with other numbers of values than of times */
	uint64_t n_compound; /* attributes whose values are not kept           */
	size_t n_messages;   /* with profiles or without                       */
	bool any_profiles;
	int64_t first, last;  /* when the first profile begins, the last one ends */
	bool period, periods; /* does one tell a period, or several ones?       */
};

/*
 * A message's tables, as they are in it: what refers to another table does so by its number
 * there, and is looked up when all have been read, because writers order fields as they like.
 */
struct pfl_otlp {
	struct pfl_builder *b; /* borrowed */
	struct pfl_error *err;
	PFL_VEC(uint32_t) string; /* ids */
	PFL_VEC(struct pfl_otlp_mapping) mapping;
	PFL_VEC(struct pfl_otlp_location) location;
	PFL_VEC(struct pfl_otlp_line) line;
	PFL_VEC(struct pfl_otlp_func) func;
	PFL_VEC(struct pfl_otlp_link) link;
	PFL_VEC(struct pfl_otlp_attribute) attribute;
	PFL_VEC(struct pfl_otlp_range) stack;   /* in index[PFL_OTLP_STACK] */
	PFL_VEC(struct pfl_otlp_attribute) own; /* of resources, by themselves */
	PFL_VEC(struct pfl_otlp_resource) resource;
	PFL_VEC(uint32_t) scope; /* ids of their names */
	PFL_VEC(struct pfl_otlp_profile) profile;
	PFL_VEC(struct pfl_otlp_sample) sample;
	PFL_VEC(int64_t) index[PFL_OTLP_KINDS]; /* numbers of lists, by the kind they are in */
	PFL_VEC(int64_t) older;                 /* the lists at 3 of samples */
	PFL_VEC(int64_t) value_of, time;        /* of samples */
	struct pfl_otlp_made made;

	/* The messages that are open, by kind: their numbers by field, and where their lists
	 * and messages begin. */
	int64_t number[PFL_OTLP_KINDS][PFL_OTLP_FIELDS];
	size_t first_index[PFL_OTLP_KINDS];
	size_t first_line, first_older, first_value, first_time;
	struct pfl_otlp_attribute value; /* of an AnyValue */
	uint32_t key, trace, span;       /* ids of strings */
};

/* Start with no message; b and err are borrowed. False with *err. pfl_otlp_clear() also after a
 * failure. */
bool pfl_otlp_init(struct pfl_otlp *d, struct pfl_builder *b, struct pfl_error *err);
void pfl_otlp_clear(struct pfl_otlp *d);

/* otlp_tables.c: what a walk meets. False with *d->err: PFL_NOMEM, PFL_LIMIT. */
bool pfl_otlp_begin(struct pfl_otlp *d, enum pfl_otlp_kind kind);
bool pfl_otlp_end(struct pfl_otlp *d, enum pfl_otlp_kind kind, uint32_t field); /* it is in */
bool pfl_otlp_number(
	struct pfl_otlp *d, enum pfl_otlp_kind kind, uint32_t field, int64_t number);
bool pfl_otlp_listed(
	struct pfl_otlp *d, enum pfl_otlp_kind kind, uint32_t field, int64_t number);
bool pfl_otlp_time(struct pfl_otlp *d, uint64_t time); /* one more of a sample */
bool pfl_otlp_real(struct pfl_otlp *d, double number);
bool pfl_otlp_text(
	struct pfl_otlp *d, enum pfl_otlp_kind kind, uint32_t field, struct pfl_span text);
void pfl_otlp_compound(struct pfl_otlp *d);

/* No message, with what has been made of others. */
void pfl_otlp_empty(struct pfl_otlp *d);

/* otlp_build.c: a message was read; what it says becomes part of the profile. False with
 * *d->err.
 */
bool pfl_otlp_take(struct pfl_otlp *d);

/* The last one was: give the builder samples, types and times. False with *d->err. */
bool pfl_otlp_finish(struct pfl_otlp *d);

/* How sure it is that protobuf is ours; see decoder.h. */
int pfl_otlp_probe_wire(struct pfl_span head);

/* The walks over all messages of a file, which are taken. False with *d->err. */
bool pfl_otlp_read_wire(struct pfl_otlp *d, struct pfl_source *source);
bool pfl_otlp_read_json(struct pfl_otlp *d, struct pfl_source *source);

#endif
