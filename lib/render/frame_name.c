/* SPDX-License-Identifier: Apache-2.0 */
/* Names of single frames. */
#include "render/frame_name.h"

#include "base/name.h"

#include <inttypes.h>

struct pfl_span
pfl_unnamed(uint64_t address, struct pfl_span object, struct pfl_text *scratch)
{
	pfl_text_reset(scratch);
	if (address || object.n == 0) {
		pfl_text_printf(scratch, "0x%" PRIx64, address);
	} else {
		pfl_text_char(scratch, '[');
		pfl_text_add(scratch, pfl_path_base(object));
		pfl_text_char(scratch, ']');
	}
	return pfl_text_span(scratch);
}

struct pfl_span
pfl_frame_name(const struct pfl_profile *p, uint32_t location, uint32_t frame,
	struct pfl_text *scratch)
{
	uint32_t func = p->frames.func[frame], mapping = p->locations.mapping[location];
	struct pfl_span name = { "", 0 };

	if (func != PFL_NONE)
		name = pfl_profile_text(p, p->funcs.name[func]);
	if (name.n)
		return name;
	if (mapping != PFL_NONE)
		name = pfl_profile_text(p, p->mappings.file[mapping]);
	return pfl_unnamed(p->locations.address[location], name, scratch);
}
