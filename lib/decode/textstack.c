/* SPDX-License-Identifier: Apache-2.0 */
/* The stack at hand of a text, and how long it may be. */
#include "decode/textstack.h"

bool
pfl_textstack_push(struct pfl_textstack *stack, uint32_t location, struct pfl_builder *b,
	struct pfl_error *err)
{
	if (location == UINT32_MAX ||
		!pfl_vec_reserve(stack, 1, pfl_builder_budget(b), "a stack", err))
		return false;
	stack->at[stack->n++] = location;
	return true;
}

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
