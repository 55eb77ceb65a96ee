/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes, as what the process says that reads programs: tables that are sound, or a refusal.
 */
#include "symbol/missing.h"
#include "symbol/naming.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char input[] =
	"heap profile: 2: 10 [2: 10] @ growthz\n1: 5 [1: 5] @ 0x401001 0x401011\n"
	"1: 5 [1: 5] @ 0x401021\nMAPPED_LIBRARIES:\n400000-500000: /bin/app\n";

static void
check(const struct pfl_profile *p)
{
	const struct pfl_locations *l = &p->locations;

	for (uint32_t i = 0; i < l->n; i++) {
		if (l->first_frame[i] >= l->first_frame[i + 1])
			abort();
	}
	if (l->first_frame[l->n] != p->frames.n)
		abort();
	for (uint32_t i = 0; i < p->frames.n; i++) {
		uint32_t func = p->frames.func[i];

		if (func != PFL_NONE &&
			(func >= p->funcs.n || p->frames.line[i] < 0 ||
				p->funcs.name[func] >= pfl_strtab_n(&p->strings)))
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pfl_error err = { 0 };
	struct pfl_profile *p = pfl_read_mem(input, sizeof(input) - 1, "input", NULL, &err);
	uint32_t missing[3] = { 1, 1, 1 }, why = 0;
	uint8_t flags[1] = { 0 };
	struct pfl_naming n = { .p = p, .missing = missing, .flags = flags };
	struct pfl_span rest = { (const char *)data, size };
	enum pfl_naming_end end = PFL_NAMING_PROGRAM;

	if (!p || p->locations.n != 3 || p->mappings.n != 1)
		abort();
	while (end == PFL_NAMING_PROGRAM)
		end = pfl_naming_take(&n, 0, &rest, &why, &err);
	if (end != PFL_NAMING_MORE && end != PFL_NAMING_BAD)
		abort();
	if (why >= PFL_MISSING_KINDS && end != PFL_NAMING_BAD)
		abort();
	if (end == PFL_NAMING_MORE) {
		if (!pfl_naming_apply(&n, &err))
			abort();
		check(p);
	}
	pfl_naming_clear(&n);
	pfl_profile_free(p);
	return 0;
}
