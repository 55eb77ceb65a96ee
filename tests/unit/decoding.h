/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of inputs for the test of a decoder: what is accepted and becomes what, what is
 * refused. */
#ifndef PFL_TESTS_DECODING_H
#define PFL_TESTS_DECODING_H

#include "support.h"

#include "sketch.h"

struct accepted {
	const char *name, *text;
	const char *want; /* see sketch.h */
	const char *note; /* NULL: there is none */
};

struct refused {
	const char *name, *text;
	struct pfl_limits limits;
	enum pfl_code code;
	const char *message; /* NULL: not looked at */
};

/* An input, and the first sample type of the profile that it turns out to be. */
struct probed {
	const char *name, *text, *type;
};

/* Read the bytes, which the case is about; `types` is what the profile has, as "cpu/ns
 * samples/count". */
static inline void
check_accepted_bytes(struct pfl_span bytes, const struct pfl_read_opts *opts, const char *types,
	const struct accepted *wanted)
{
	struct pfl_text got = { 0 };
	struct pfl_error err = { 0 };
	struct pfl_profile *p;

	test_case(wanted->name);
	p = read_bytes(bytes, opts, &err);
	CHECK_STR(err.msg, "");
	if (CHECK(p != NULL)) {
		CHECK_STR(sketch_write(p, &got), wanted->want);
		CHECK_U64(pfl_profile_notes(p), wanted->note != NULL);
		if (wanted->note && pfl_profile_notes(p))
			CHECK_STR(pfl_profile_note(p, 0), wanted->note);
		CHECK_STR(sketch_types(p, &got), types);
	}
	pfl_profile_free(p);
	pfl_text_clear(&got);
}

/* Read each text as `format`. */
static inline void
check_accepted(const char *format, const char *types, const struct accepted *cases, size_t n)
{
	const struct pfl_read_opts opts = { .format = format };

	for (size_t i = 0; i < n; i++)
		check_accepted_bytes(pfl_span_of(cases[i].text), &opts, types, &cases[i]);
}

static inline void
check_refused_bytes(struct pfl_span bytes, const char *format, const struct refused *wanted)
{
	const struct pfl_read_opts opts = { .format = format, .limits = wanted->limits };
	struct pfl_error err = { 0 };
	struct pfl_profile *p;

	test_case(wanted->name);
	p = read_bytes(bytes, &opts, &err);
	CHECK(p == NULL);
	CHECK_I64(err.code, wanted->code);
	if (wanted->message)
		CHECK_STR(err.msg, wanted->message);
	pfl_profile_free(p);
}

static inline void
check_refused(const char *format, const struct refused *cases, size_t n)
{
	for (size_t i = 0; i < n; i++)
		check_refused_bytes(pfl_span_of(cases[i].text), format, &cases[i]);
}

static inline void
check_probed(const struct probed *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct pfl_error err = { 0 };
		struct pfl_profile *p = read_bytes(pfl_span_of(cases[i].text), NULL, &err);

		test_case(cases[i].name);
		CHECK_STR(err.msg, "");
		if (CHECK(p != NULL))
			CHECK_STR(pfl_profile_type_name(p, 0), cases[i].type);
		pfl_profile_free(p);
	}
}

#endif
