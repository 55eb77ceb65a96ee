/* SPDX-License-Identifier: Apache-2.0 */
/* What changes, findings and verdicts are called, in every report alike. */
#include "compare/compare.h"

const char *
pfl_change_word(enum pfl_change_word word)
{
	static const char *const words[] = {
		[PFL_SAME] = "same",
		[PFL_NOISE] = "noise",
		[PFL_REGRESSION] = "regression",
		[PFL_IMPROVEMENT] = "improvement",
		[PFL_NEW] = "new",
		[PFL_GONE] = "gone",
		[PFL_MOVED] = "moved",
		[PFL_RENAMED] = "renamed",
		[PFL_MORE] = "more",
		[PFL_LESS] = "less",
	};

	return words[word];
}

const char *pfl_finding_class(enum pfl_finding_class class)
{
	static const char *const words[] = {
		[PFL_FINDING_SELF] = "self",
		[PFL_FINDING_SCALED] = "scaled",
		[PFL_FINDING_MIXED] = "mixed",
		[PFL_FINDING_NEW] = "new",
		[PFL_FINDING_GONE] = "gone",
		[PFL_FINDING_MOVED] = "moved",
		[PFL_FINDING_RENAMED] = "renamed",
		[PFL_FINDING_INLINED] = "inlined",
	};

	return words[class];
}

const char *
pfl_verdict_word(enum pfl_verdict verdict)
{
	static const char *const words[] = {
		[PFL_VERDICT_PASS] = "PASS",
		[PFL_VERDICT_WARN] = "WARN",
		[PFL_VERDICT_FAIL] = "FAIL",
		[PFL_VERDICT_INCONCLUSIVE] = "INCONCLUSIVE",
	};

	return words[verdict];
}
