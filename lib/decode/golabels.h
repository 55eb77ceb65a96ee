/* SPDX-License-Identifier: Apache-2.0 */
/* Labels of a goroutine as Go prints them: {"key":"value", key: value}. */
#ifndef PFL_DECODE_GOLABELS_H
#define PFL_DECODE_GOLABELS_H

#include "base/span.h"
#include "base/text.h"

/* Reading a list of labels; start it with pfl_golabels_open(). */
struct pfl_golabels {
	struct pfl_span rest;
	struct pfl_text key, value; /* of the label at hand, without quotes and escapes */
	bool damaged;
};

/*
 * Begin at the "{" that *s starts with: false when there is none. Texts are in Go's double
 * quotes (or JSON's, which are alike but for pairs of surrogates), or bare where Go sees no
 * need for them: a bare key ends at ":", a bare value at "," or "}".
 */
bool pfl_golabels_open(struct pfl_golabels *l, struct pfl_span s);

/*
 * The next label: in l->key and l->value until the next call. False behind the last one, and
 * where the list is damaged; l->rest is then what follows the "}".
 */
bool pfl_golabels_next(struct pfl_golabels *l);

void pfl_golabels_clear(struct pfl_golabels *l);

#endif
