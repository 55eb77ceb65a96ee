/* SPDX-License-Identifier: Apache-2.0 */
/* JSON, read as it goes: no tree, no recursion, a window of the text at a time. */
#ifndef PFL_BASE_JSON_H
#define PFL_BASE_JSON_H

#include "base/text.h"

enum { PFL_JSON_DEPTH = 32768 /* objects and arrays within one another */ };

enum pfl_json_type {
	PFL_JSON_NONE, /* no value: the end, or a failure */
	PFL_JSON_OBJECT,
	PFL_JSON_ARRAY,
	PFL_JSON_STRING,
	PFL_JSON_NUMBER,
	PFL_JSON_BOOL,
	PFL_JSON_NULL,
};

/*
 * A reader, which is pulled through its text in order:
 *
 *     for (pfl_json_object(j); (k = pfl_json_field(j, names)) >= 0;)
 *             switch (k) { case ID: id = pfl_json_i64(j); break; ... }
 *
 * It is sticky: from the first failure on, every question is answered with "no more", 0 or "",
 * so loops end by themselves and the error is looked at once. Messages begin with the place,
 * "line 3, column 14: ". Each value that is announced must be read or skipped.
 */
struct pfl_json {
	const char *begin, *at, *end; /* the window, and how far it was read     */
	/*
	 * How it gets at more: `used` bytes of the window are done with, and `want` are needed
	 * from there on. A window of fewer means the end of the text, or that reading has
	 * failed, which the owner of `from` finds out by itself. NULL: there is no more.
	 */
	struct pfl_span (*more)(void *from, size_t used, size_t want);
	void *from;
	size_t max_string; /* bytes of a string that is read, 0: 1 MiB; PFL_LIMIT */
	bool lax;          /* see pfl_json_init()                                 */
	bool first;        /* nothing was read of the innermost container yet     */
	bool failed;
	uint64_t before;           /* bytes before the window               */
	uint64_t line, line_start; /* lines that ended, start of this one   */
	uint32_t depth;
	struct pfl_text text; /* a string whose escapes were undone; the reader's own */
	struct pfl_error *err;
	uint64_t object[PFL_JSON_DEPTH / 64]; /* bit d: what is open at depth d is an object */
};

/*
 * Start a reader of a text in memory, to which more() may add. Set `lax` before the first call
 * to let a trailing comma pass, and the end of the text end what is open: Chrome's traces are
 * written so. A byte-order mark is passed over.
 */
void pfl_json_init(struct pfl_json *j, struct pfl_span text, struct pfl_error *err);
void pfl_json_clear(struct pfl_json *j);

/* Of what type the value is that comes next. */
enum pfl_json_type pfl_json_peek(struct pfl_json *j);

/* Enter an object or an array; false when the next value is something else, which is an error.
 */
bool pfl_json_object(struct pfl_json *j);
bool pfl_json_array(struct pfl_json *j);

/*
 * Go on to the next member of the object that was entered and has not been left, and past its
 * key, which is borrowed until the next call. False: there is none, and the object is left.
 */
bool pfl_json_member(struct pfl_json *j, struct pfl_span *key);

/* The next member whose key is one of `names` (ended by NULL): its place among them, or -1 at
 * the end of the object. Other members are passed over. */
int pfl_json_field(struct pfl_json *j, const char *const *names);

/* Is there a further value in the array? False also leaves it. */
bool pfl_json_element(struct pfl_json *j);

/* Is what was entered last and not yet left an array? (Not that, and not the outside either.)
 */
bool pfl_json_in_array(const struct pfl_json *j);

/*
 * Values. A string is borrowed until the next call. An integer may be written as 1.0 or 1e3. A
 * number that does not fit is an error.
 */
struct pfl_span pfl_json_string(struct pfl_json *j);
int64_t pfl_json_i64(struct pfl_json *j);
double pfl_json_double(struct pfl_json *j);
bool pfl_json_bool(struct pfl_json *j);

/* A number times `factor`, rounded to an integer; exact where it is an integer itself. */
int64_t pfl_json_i64_times(struct pfl_json *j, int64_t factor);

/* A number whose unit is not known yet: an integer as it is, or the double next to it. */
struct pfl_json_number {
	bool whole;
	int64_t integer;
	double real; /* also of an integer */
};
struct pfl_json_number pfl_json_number(struct pfl_json *j);

/* As pfl_json_i64_times(), also of a number that is in quotes, as some writers have it. */
int64_t pfl_json_i64_quoted(struct pfl_json *j, int64_t factor);

/* Take a null, if that comes next. */
bool pfl_json_null(struct pfl_json *j);

/* Pass over the next value, whatever it is. */
void pfl_json_skip(struct pfl_json *j);

/* Behind a text's value: does another one follow, as in a file of one for each line? */
bool pfl_json_another(struct pfl_json *j);

/* Nothing but blanks may follow. */
bool pfl_json_finish(struct pfl_json *j);

/* End with an error that is in *err already, of what the reader's user does; true: go on. */
bool pfl_json_check(struct pfl_json *j, bool ok);

/* Fail with PFL_FORMAT at this place. Always false. */
bool pfl_json_fail(struct pfl_json *j, const char *format, ...) PFL_PRINTF(2, 3);

#endif
