/* SPDX-License-Identifier: Apache-2.0 */
/* How long a stack in a text may be. */
#include "decode/textstack.h"

bool
pfl_textstack_may_grow(const struct pfl_source *source, const struct pfl_builder *b, size_t n,
	struct pfl_error *err)
{
	uint64_t most = pfl_builder_limits(b)->stack;

	return n < most ||
		pfl_fail(err, PFL_LIMIT,
			"line %zu: a stack of more than %llu frames; --max-stack raises the "
			"limit",
			pfl_source_lineno(source), (unsigned long long)most);
}
