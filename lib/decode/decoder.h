/* SPDX-License-Identifier: Apache-2.0 */
/* What an input format implements. */
#ifndef PFL_DECODE_DECODER_H
#define PFL_DECODE_DECODER_H

#include "io/source.h"
#include "model/builder.h"

struct pfl_decoder {
	const char *name; /* for --input-format; also the file's name */
	const char *help; /* one line: format and producers           */
	/* One line each, for docs/FORMATS.md too: what of the input is not in the profile, and
	 * how the probe knows it. */
	const char *lost, *known_by;
	/*
	 * How sure are we, from the first bytes alone (4 KiB, and 512 KiB of JSON that nobody
	 * knows by these; a name proves nothing)?
	 * 0 no, 20 maybe, 60 likely, 100 magic.
	 */
	int (*probe)(struct pfl_span head);
	/* Read the source into the builder: false with *err (a place in the input in its
	 * message). */
	bool (*decode)(struct pfl_source *source, struct pfl_builder *b, struct pfl_error *err);
};

/* lib/decode/table.c: all of them, ended by NULL. One line per format. */
extern const struct pfl_decoder *const pfl_decoders[];

/*
 * The decoder called `name`, or with name NULL the one that bids most for the source's first
 * bytes. NULL with *err: PFL_USAGE for an unknown name, PFL_FORMAT when nobody bids (the
 * message says what the content looks like and which formats are known).
 */
const struct pfl_decoder *pfl_decoder_find(
	struct pfl_source *source, const char *name, struct pfl_error *err);

#endif
