/* SPDX-License-Identifier: Apache-2.0 */
#include "base/debug_id.h"

#include <string.h>

enum { GUID = 32 }; /* digits */

/* As a capital; '\0': it is no hexadecimal digit. */
static char
digit_of(char c)
{
	if (c >= 'a' && c <= 'f')
		return (char)(c - 'a' + 'A');
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') ? c : '\0';
}

bool
pfl_debug_id_read(struct pfl_span text, char id[PFL_DEBUG_ID])
{
	bool ok = text.n > GUID && text.n < PFL_DEBUG_ID;
	size_t zeros = 0;

	for (size_t i = 0; ok && i < text.n; i++) {
		id[i] = digit_of(text.at[i]);
		zeros += i < GUID && id[i] == '0';
		ok = id[i] != '\0';
	}
	ok = ok && zeros < GUID;
	id[ok ? text.n : 0] = '\0';
	return ok;
}

void
pfl_debug_id_make(struct pfl_span build_id, bool little_endian, char id[PFL_DEBUG_ID])
{
	/* Where each byte of a GUID is in memory: a number of four, two of two, eight bytes. */
	static const unsigned char place[GUID / 2] = { 3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12,
		13, 14, 15 };

	for (size_t i = 0; i < GUID; i++) {
		size_t from = little_endian ? (size_t)place[i / 2] * 2 + i % 2 : i;

		id[i] = from < build_id.n ? digit_of(build_id.at[from]) : '0';
	}
	memcpy(id + GUID, "0", 2); /* nobody counts links */
}
