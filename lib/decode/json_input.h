/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a source as JSON. */
#ifndef PFL_DECODE_JSON_INPUT_H
#define PFL_DECODE_JSON_INPUT_H

#include "base/json.h"
#include "io/source.h"
#include "model/builder.h"

/*
 * A reader and what it reads from. Everything that fails while it is read goes into `err`
 * (which is the reader's), because a source that ends early looks like JSON that is cut off.
 */
struct pfl_json_input {
	struct pfl_json json;
	struct pfl_source *source; /* borrowed, as is the builder */
	struct pfl_builder *b;
	struct pfl_error err;
};

void pfl_json_input_open(
	struct pfl_json_input *in, struct pfl_source *source, struct pfl_builder *b);

/*
 * The document has been read: true when all of it was and nothing follows. Otherwise *err is
 * what went wrong first, of the source, the text or the builder.
 */
bool pfl_json_input_close(struct pfl_json_input *in, struct pfl_error *err);

/* What the head of a file begins with, without blanks and byte-order mark. */
struct pfl_span pfl_json_head(struct pfl_span head);

#endif
