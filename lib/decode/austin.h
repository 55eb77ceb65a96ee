/* SPDX-License-Identifier: Apache-2.0 */
/* What austin's text and its binary format have in common: what the numbers are, and whose. */
#ifndef PFL_DECODE_AUSTIN_H
#define PFL_DECODE_AUSTIN_H

#include "base/span.h"
#include "model/builder.h"

enum { PFL_AUSTIN_METRICS = 3 }; /* of the full mode: time, idle, memory */

/* What is sampled; in the full mode all of it. */
enum pfl_austin_mode { PFL_AUSTIN_WALL, PFL_AUSTIN_CPU, PFL_AUSTIN_MEMORY, PFL_AUSTIN_FULL };

/* The numbers of a sample: microseconds, and bytes that came or went. */
struct pfl_austin_metrics {
	int64_t time, memory;
	bool idle; /* the thread took no processor's time */
};

/* Take in what austin says of a recording: its mode, and how many microseconds it took. mode:
 * NULL where there are samples, and it is too late for another one. */
void pfl_austin_meta(struct pfl_builder *b, struct pfl_span key, struct pfl_span value,
	enum pfl_austin_mode *mode);

/* The sample types of a mode, and its metrics as their values; returns how many there are. */
void pfl_austin_types(struct pfl_builder *b, enum pfl_austin_mode mode);
size_t pfl_austin_values(enum pfl_austin_mode mode, const struct pfl_austin_metrics *metrics,
	int64_t value[PFL_AUSTIN_METRICS]);

/* The labels `process` and `thread`, of which either may be empty. */
uint32_t pfl_austin_labels(
	struct pfl_builder *b, struct pfl_span process, struct pfl_span thread);

enum { PFL_AUSTIN_DIGITS = 24 }; /* bytes that a number of 64 bits needs as text, and more */

/*
 * A thread as austin's text has it, in decimal digits, where the binary format has hexadecimal
 * ones. From version 4 on it may have a name there, which stays what it is: a number is taken
 * for one without a decimal digit ("feed"), and with nothing else if it is short ("12"). The
 * digits are written to `digits`.
 */
struct pfl_span pfl_austin_thread(
	struct pfl_span thread, uint64_t version, char digits[PFL_AUSTIN_DIGITS]);

#endif
