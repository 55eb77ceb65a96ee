/* SPDX-License-Identifier: Apache-2.0 */
/* Exact sums as text, and as 64-bit values. */
#include "base/sum.h"

#include <string.h>

char *
pfl_sum_text(pfl_sum sum, char *buf)
{
	char digits[PFL_SUM_TEXT];
	char *at = digits + sizeof(digits);
	pfl_usum left = sum < 0 ? -(pfl_usum)sum : (pfl_usum)sum;
	size_t n;

	*--at = '\0';
	/* Most sums fit 64 bits, where dividing is cheap. */
	while (left > UINT64_MAX) {
		*--at = (char)('0' + (int)(left % 10));
		left /= 10;
	}
	for (uint64_t low = (uint64_t)left; low > 0 || *at == '\0'; low /= 10)
		*--at = (char)('0' + (int)(low % 10));
	if (sum < 0)
		*--at = '-';
	n = (size_t)(digits + sizeof(digits) - at);
	memcpy(buf, at, n);
	return buf;
}

int64_t
pfl_sum_clamp(pfl_sum sum, bool *clamped)
{
	if (sum >= INT64_MIN && sum <= INT64_MAX)
		return (int64_t)sum;
	if (clamped)
		*clamped = true;
	return sum < 0 ? INT64_MIN : INT64_MAX;
}
