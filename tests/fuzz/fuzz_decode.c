/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes, read as FUZZ_FORMAT: a profile or an error, and nothing worse. */
#include <profloom/profloom.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was read is used as far as the public questions go. */
static void
ask(const struct pfl_profile *p)
{
	for (size_t i = 0; i < pfl_profile_types(p); i++)
		if (!pfl_profile_type_name(p, i) || !pfl_profile_type_unit(p, i))
			abort();
	for (size_t i = 0; i < pfl_profile_notes(p); i++)
		if (!pfl_profile_note(p, i))
			abort();
}

/* The same read for a merge, which finds what is equal, and merged with itself. */
static void
merge(const uint8_t *data, size_t size, struct pfl_read_opts opts)
{
	struct pfl_error err = { 0 };
	struct pfl_merger *m = pfl_merger_new(&opts.limits, &err);
	struct pfl_profile *p;
	bool ok = m != NULL;

	opts.to_merge = m;
	for (int i = 0; ok && i < 2; i++) {
		p = pfl_read_mem(data, size, "input", &opts, &err);
		ok = p && pfl_merger_add(m, p, NULL, &err);
	}
	p = ok ? pfl_merger_finish(m, &err) : NULL;
	if (p)
		ask(p);
	else if (err.code == PFL_OK || !err.msg[0])
		abort();
	pfl_profile_free(p);
	pfl_merger_free(m);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* Small enough that a file which asks for much is refused and not merely slow. */
	const struct pfl_read_opts opts = {
		.format = FUZZ_FORMAT,
		.limits = { .memory = 64 << 20, .inflated = 64 << 20, .samples = 1 << 20 },
	};
	struct pfl_error err = { 0 };
	struct pfl_profile *p = pfl_read_mem(data, size, "input", &opts, &err);

	if (p) {
		ask(p);
		merge(data, size, opts);
	} else if (err.code == PFL_OK || !err.msg[0]) {
		abort(); /* a failure must say why */
	}
	pfl_profile_free(p);
	return 0;
}
