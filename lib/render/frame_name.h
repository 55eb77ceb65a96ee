/* SPDX-License-Identifier: Apache-2.0 */
/* Names of single frames, for formats that list them as they are. */
#ifndef PFL_RENDER_FRAME_NAME_H
#define PFL_RENDER_FRAME_NAME_H

#include "base/text.h"
#include "model/profile.h"

/* What has no name is called by its address, else by the file it is in: "0x1234", "[libc.so]".
 * Borrowed from the scratch. */
struct pfl_span pfl_unnamed(uint64_t address, struct pfl_span object, struct pfl_text *scratch);

/* The name of a frame of a location. Borrowed from the profile or the scratch. */
struct pfl_span pfl_frame_name(const struct pfl_profile *p, uint32_t location, uint32_t frame,
	struct pfl_text *scratch);

#endif
