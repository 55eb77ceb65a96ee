/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes, as what a flame graph carries, without the base64, the compression and the
 * checksum that a fuzzer would never get through. */
#include "decode/flame_data.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct pfl_limits limits = { .memory = 64 << 20, .samples = 1 << 20 };
	struct pfl_error err = { 0 };
	struct pfl_builder *b = pfl_builder_new(&limits, &err);
	struct pfl_profile *p = NULL;

	if (!b)
		abort();
	if (pfl_flame_data_read((struct pfl_span){ (const char *)data, size }, b, &err))
		p = pfl_builder_finish(b, &err);
	if (!p && (err.code == PFL_OK || !err.msg[0]))
		abort(); /* a failure must say why */
	pfl_profile_free(p);
	pfl_builder_free(b);
	return 0;
}
