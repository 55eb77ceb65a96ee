/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes, as a name to compare: its key, and what a map makes of it. The first line is the
 * map, the rest the name; without a second line all is the name.
 */
#include "compare/canonical.h"
#include "compare/maps.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
expect(bool ok)
{
	if (!ok)
		abort();
}

static void
ask_key(struct pfl_span name, bool templates)
{
	struct pfl_text first = { 0 }, second = { 0 };
	struct pfl_span a = pfl_canonical_name(name, templates, &first);
	struct pfl_span b = pfl_canonical_name(name, templates, &second);

	expect(pfl_span_eq(a, b));
	expect(a.n <= 2 * name.n);
	expect(name.n == 0 || a.n > 0);
	pfl_text_clear(&first);
	pfl_text_clear(&second);
}

static void
ask_map(struct pfl_span map, struct pfl_span name)
{
	struct pfl_error err = { 0 };
	struct pfl_maps *maps = pfl_maps_new(map, &err);
	struct pfl_span result = { NULL, 0 };

	/* A failure says why, and only a failure does. */
	expect((maps != NULL) == (err.code == PFL_OK) && (maps || err.msg[0]));
	if (name.n > 512) /* expressions have limits of their own, not of milliseconds */
		name.n = 512;
	if (maps)
		expect(pfl_maps_apply(maps, name, &result, &err) == (err.code == PFL_OK));
	pfl_maps_free(maps);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pfl_span rest = { (const char *)data, size }, map = rest;

	if (pfl_span_find(rest, "\n") < size) {
		pfl_span_cut(&rest, '\n', &map);
		ask_map(map, rest);
	}
	ask_key(rest, false);
	ask_key(rest, true);
	return 0;
}
