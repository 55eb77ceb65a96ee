/* SPDX-License-Identifier: Apache-2.0 */
#define _POSIX_C_SOURCE 200809L
#include "base/library.h"

#include <dlfcn.h>
#include <string.h>

bool
pfl_library_load(const struct pfl_library *library, void *table, struct pfl_error *err)
{
	void *handle = NULL;

	for (size_t i = 0; i < library->n_files && !handle; i++)
		handle = dlopen(library->file[i], RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	if (!handle)
		return pfl_fail(err, library->missing, "%s, which is not installed (%s)",
			library->what, library->file[0]);
	for (size_t i = 0; i < library->n_functions; i++) {
		const struct pfl_library_function *function = &library->function[i];
		void *address = dlsym(handle, function->name);

		if (!address)
			return pfl_fail(err, library->missing,
				"%s, and the one that is installed has no %s", library->what,
				function->name);
		memcpy((char *)table + function->offset, &address, sizeof(address));
	}
	return true;
}
