/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a source as JSON. */
#include "decode/json_input.h"

static struct pfl_span
more(void *from, size_t used, size_t want)
{
	struct pfl_source *source = from;

	pfl_source_skip(source, used);
	return pfl_source_peek(source, want);
}

void
pfl_json_input_open(struct pfl_json_input *in, struct pfl_source *source, struct pfl_builder *b)
{
	in->source = source;
	in->b = b;
	in->err = (struct pfl_error){ 0 };
	pfl_json_init(&in->json, (struct pfl_span){ "", 0 }, &in->err);
	in->json.more = more;
	in->json.from = source;
	in->json.max_string = (size_t)pfl_builder_limits(b)->string;
}

bool
pfl_json_input_close(struct pfl_json_input *in, struct pfl_error *err)
{
	bool ok = pfl_json_finish(&in->json);

	pfl_json_clear(&in->json);
	if (!pfl_source_ok(in->source, err) || !pfl_builder_check(in->b, err))
		return false;
	if (!ok)
		*err = in->err;
	return ok;
}

struct pfl_span
pfl_json_head(struct pfl_span head)
{
	return pfl_span_trim(head);
}
