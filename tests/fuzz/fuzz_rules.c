/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes, as lines of rules: some that make sense, or an error that says where. */
#include "compare/rules.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pfl_rules rules = { 0 };
	struct pfl_error err = { 0 };
	bool ok = pfl_rules_add(&rules, (struct pfl_span){ (const char *)data, size }, &err);

	if (ok != (err.code == PFL_OK) || (!ok && !err.msg[0]))
		abort();
	for (size_t i = 0; ok && i < rules.rule.n; i++) {
		struct pfl_error why = { 0 };
		double amount;

		if (!(rules.rule.at[i].threshold >= 0 && rules.rule.at[i].threshold < 1e15))
			abort();
		if (pfl_rule_amount(&rules.rule.at[i], "ns", &amount, &why) !=
			(why.code == PFL_OK))
			abort();
	}
	pfl_rules_clear(&rules);
	return 0;
}
