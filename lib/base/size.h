/* SPDX-License-Identifier: Apache-2.0 */
/* Amounts of memory as people write them. */
#ifndef PFL_BASE_SIZE_H
#define PFL_BASE_SIZE_H

#include <stdint.h>

enum { PFL_SIZE_TEXT = 32 };

/*
 * Write bytes as "512 MiB", "64 KiB" or "1000 bytes": the largest unit that makes a whole
 * number. Returns text.
 */
const char *pfl_size_text(uint64_t bytes, char text[PFL_SIZE_TEXT]);

#endif
