/* SPDX-License-Identifier: Apache-2.0 */
/* Amounts of memory as people write them. */
#include "base/size.h"

#include <inttypes.h>
#include <stdio.h>

const char *
pfl_size_text(uint64_t bytes, char text[PFL_SIZE_TEXT])
{
	static const char *const units[] = { "bytes", "KiB", "MiB" };
	unsigned unit = 0;

	for (; unit < 2 && bytes && bytes % 1024 == 0; unit++)
		bytes /= 1024;
	snprintf(text, PFL_SIZE_TEXT, "%" PRIu64 " %s", bytes, units[unit]);
	return text;
}
