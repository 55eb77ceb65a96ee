/* SPDX-License-Identifier: Apache-2.0 */
/* Calls that begin and end at points in time, turned into stacks and how long each was on top.
 */
#ifndef PFL_DECODE_SPANS_H
#define PFL_DECODE_SPANS_H

#include "base/vec.h"
#include "model/builder.h"

enum pfl_span_kind {
	PFL_SPAN_WHOLE, /* of a known duration */
	PFL_SPAN_BEGIN,
	PFL_SPAN_END,
};

struct pfl_span_event {
	uint32_t lane;     /* what has a stack of its own: a thread         */
	uint32_t location; /* of END: of what ends                          */
	uint32_t detail;   /* a string: what it is about; 0: nothing is said */
	enum pfl_span_kind kind;
	int64_t at, for_ns; /* nanoseconds; how long WHOLE lasts, at least 0 */
};

/* What the samples of a lane are labelled with. */
struct pfl_span_lane {
	struct pfl_label label[2];
};

struct pfl_spans {
	PFL_VEC(struct pfl_span_event) event;
	size_t unopened, unclosed; /* counted by pfl_spans_build() */
};

void pfl_spans_clear(struct pfl_spans *s, struct pfl_budget *budget);
bool pfl_spans_add(struct pfl_spans *s, const struct pfl_span_event *event,
	struct pfl_budget *budget, struct pfl_error *err);

/*
 * Sort the events and give the builder a sample, with the time as its one value, for each
 * stretch in which a lane's stack does not change, with the labels of lane[event's lane] and
 * the innermost event's `detail` as a third. An end closes the innermost open call of its name
 * and all inside it; a call that outlasts the one around it ends with that; what is still open
 * ends with the lane's last event.
 */
bool pfl_spans_build(struct pfl_spans *s, struct pfl_builder *b,
	const struct pfl_span_lane *lane, struct pfl_error *err);

#endif
