/* SPDX-License-Identifier: Apache-2.0 */
/* What tells functions, mappings and locations of several profiles apart. */
#ifndef PFL_MODEL_DIGESTS_H
#define PFL_MODEL_DIGESTS_H

#include "base/digest.h"
#include "model/profile.h"

/* When two locations of different profiles are the same place. */
enum pfl_merge_identity {
	/*
	 * pprof's rule, for several profiles of one program. Mappings: size (rounded up to 4
	 * KiB), offset, and build id, or else debug id, or else file; later addresses are moved
	 * to where the first one lay. Locations: offset in the mapping, is_folded, lines
	 * (function, line, column). Functions: name, system name, file and start line.
	 */
	PFL_SAME_ADDRESS,
	/*
	 * For two builds of a program, where every address is another: a location with symbols
	 * is its lines (function, line, column; inlined ones as well), wherever it lies, and a
	 * function its name, system name and file. The first profile's address, mapping and
	 * start line stand for both. Locations without symbols go by the rule above.
	 */
	PFL_SAME_SYMBOL,
};

/* One for each kind of thing; digests that were made with the same can be compared. */
struct pfl_digest_keys {
	struct pfl_digest_key text, func, mapping, location;
};

void pfl_digest_keys_draw(struct pfl_digest_keys *keys);

/* Digests of a profile's rows. */
struct pfl_digests {
	uint64_t drawn; /* a point of the keys, which tells them from others */
	enum pfl_merge_identity identity;
	const struct pfl_digest *func, *mapping, *location;
};

/* Were they made with these keys, by this rule? */
static inline bool
pfl_digests_suit(const struct pfl_digests *digests, const struct pfl_digest_keys *keys,
	enum pfl_merge_identity identity)
{
	return digests->drawn == keys->location.point[0] && digests->identity == identity;
}

/* Make them, in an arena. NULL with *err: PFL_NOMEM or PFL_LIMIT. */
const struct pfl_digests *pfl_digests_make(const struct pfl_profile *p,
	const struct pfl_digest_keys *keys, enum pfl_merge_identity identity,
	struct pfl_arena *arena, struct pfl_error *err);

/* Has a location, which has the frames from first to end, a frame only because each has one? */
static inline bool
pfl_has_no_symbols(const struct pfl_frames *frames, uint32_t first, uint32_t end)
{
	return end - first == 1 && frames->func[first] == PFL_NONE && !frames->line[first];
}

#endif
