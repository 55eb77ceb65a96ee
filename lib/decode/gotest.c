/* SPDX-License-Identifier: Apache-2.0 */
/* A line of `go test -json`: one object, strings in it. */
#include "decode/gotest.h"

#include "base/json.h"

static void
read_members(struct pfl_json *j, struct pfl_gotest_event *e)
{
	static const char *const names[] = { "Action", "Package", "Output", NULL };
	struct pfl_text *const texts[] = { &e->action, &e->package, &e->output };
	int k;

	pfl_json_object(j);
	while ((k = pfl_json_field(j, names)) >= 0) {
		pfl_text_reset(texts[k]);
		if (pfl_json_peek(j) == PFL_JSON_STRING)
			pfl_text_add(texts[k], pfl_json_string(j));
		else
			pfl_json_skip(j);
	}
}

bool
pfl_gotest_parse(struct pfl_gotest_event *e, struct pfl_span line)
{
	struct pfl_error err = { 0 };
	struct pfl_json j;
	bool ok;

	pfl_text_reset(&e->action);
	pfl_text_reset(&e->package);
	pfl_text_reset(&e->output);
	pfl_json_init(&j, line, &err);
	j.max_string = line.n;
	j.text = e->scratch;
	read_members(&j, e);
	ok = pfl_json_finish(&j) && e->action.n > 0;
	e->scratch = j.text;
	return ok;
}

bool
pfl_gotest_ok(const struct pfl_gotest_event *e, struct pfl_error *err)
{
	return pfl_text_ok(&e->action, err) && pfl_text_ok(&e->package, err) &&
		pfl_text_ok(&e->output, err) && pfl_text_ok(&e->scratch, err);
}

void
pfl_gotest_clear(struct pfl_gotest_event *e)
{
	pfl_text_clear(&e->action);
	pfl_text_clear(&e->package);
	pfl_text_clear(&e->output);
	pfl_text_clear(&e->scratch);
}
