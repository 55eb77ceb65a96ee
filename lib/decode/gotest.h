/* SPDX-License-Identifier: Apache-2.0 */
/* A line of `go test -json`: an object that says what happened. */
#ifndef PFL_DECODE_GOTEST_H
#define PFL_DECODE_GOTEST_H

#include "base/text.h"

/* Zeroed at first; the texts are emptied and filled by each line. */
struct pfl_gotest_event {
	struct pfl_text action, package, output; /* "" where the line does not say */
	struct pfl_text scratch;
};

/*
 * Read a line. False: it is no JSON object, or none that says what happened. What is nested in
 * it is passed over. Memory that runs out is told by pfl_gotest_ok().
 */
bool pfl_gotest_parse(struct pfl_gotest_event *event, struct pfl_span line);
PFL_NODISCARD bool pfl_gotest_ok(const struct pfl_gotest_event *event, struct pfl_error *err);
void pfl_gotest_clear(struct pfl_gotest_event *event);

#endif
