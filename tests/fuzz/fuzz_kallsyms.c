/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes, as the kernel's list of functions: a list to look in, or an error that says why.
 */
#include "symbol/kernel.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint64_t some[] = { 0, 1, 0xffffffff81000000, 0xffffffff81000123,
		0xffffffffc0000001, UINT64_MAX };
	struct pfl_error err = { 0 };
	char *bytes = malloc(size + 1);
	struct pfl_kernel *k;

	if (!bytes)
		abort();
	if (size)
		memcpy(bytes, data, size);
	bytes[size] = '\0';
	k = pfl_kernel_parse(bytes, size, &err);
	if ((k != NULL) != (err.code == PFL_OK))
		abort();
	for (size_t i = 0; k && i < sizeof(some) / sizeof(some[0]); i++) {
		const char *name = pfl_kernel_function_at(k, some[i]);

		if (name && strlen(name) > size)
			abort();
	}
	pfl_kernel_free(k);
	return 0;
}
