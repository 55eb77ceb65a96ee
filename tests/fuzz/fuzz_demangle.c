/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes, as a symbol and as a demangled name: names that are no longer than they may be. */
#include "symbol/demangle.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum { MOST = 64 << 10 };
	struct pfl_text symbol = { 0 }, name = { 0 };
	struct pfl_span bytes = { (const char *)data, size };

	pfl_text_str(&symbol, "_");
	pfl_text_add(&symbol, bytes);
	if (pfl_demangle(pfl_text_get(&symbol), &name) ? name.n == 0 || name.n > MOST
						       : name.n > 0)
		abort();
	pfl_text_reset(&name);
	pfl_demangle_shorten(bytes, &name);
	if (name.n > size)
		abort();
	pfl_text_clear(&symbol);
	pfl_text_clear(&name);
	return 0;
}
