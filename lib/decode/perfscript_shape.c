/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `perf script -F comm,pid,ip,sym` and others print whose headers look like any text:
 *
 *     V8 Worker 24636
 *     <tab>          4005d0 main
 *
 *     node 24636
 *     ...
 *
 * Frames are known by the column of their addresses, and headers by what is around them. Where
 * the first headers are enough by themselves, all are.
 */
#include "decode/perfscript.h"

enum {
	COLUMN = 16, /* of an address */
	ENOUGH = 4,  /* samples that are looked at */
};

bool
pfl_perf_is_frame(struct pfl_span line)
{
	size_t i = 1;

	if (line.n <= COLUMN || line.at[0] != '\t')
		return false;
	while (i < COLUMN && line.at[i] == ' ')
		i++;
	line.at += i;
	line.n -= i;
	i = COLUMN + 1 - i;
	return pfl_perf_digits(line) == i &&
		(line.n == i || line.at[i] == ' ' || line.at[i] == '\r');
}

/* How far the lines of a head were looked at. */
struct look {
	bool any, gap;       /* a line; is the last one empty, or is there none yet? */
	bool full, headless; /* a full header; frames without any */
	bool orphan, odd;    /* a frame at the very beginning; text that is none of these */
	size_t headers, frames,
		lone; /* what there was of each; frames on a header's own line */
};

static void
look_at(struct look *look, struct pfl_span line)
{
	struct pfl_span text = pfl_span_trim(line);

	if (pfl_span_starts(text, "#") || pfl_span_starts(text, "PERF_RECORD_"))
		return;
	if (pfl_perf_is_frame(line)) {
		look->orphan = look->orphan || !look->any;
		look->headless = look->headless || look->gap;
		look->frames++;
	} else if (text.n && pfl_perf_header_is_full(line)) {
		look->full = true;
	} else if (text.n && pfl_perf_header_has_frame(line)) {
		look->lone++;
	} else if (text.n && look->gap) {
		look->headers++;
	} else if (text.n && text.at == line.at) {
		look->odd = true;
	}
	look->gap = !text.n;
	look->any = true;
}

enum pfl_perf_shape
pfl_perf_shape(struct pfl_span head)
{
	struct look look = { .gap = true };
	struct pfl_span line;

	while (!look.full && !look.orphan && look.headers + look.lone <= ENOUGH &&
		pfl_span_cut(&head, '\n', &line) && (head.at || pfl_perf_is_frame(line)))
		look_at(&look, line);
	/* Warnings of perf's may stand among samples, not instead of them. */
	if (look.full || look.orphan || (look.odd && !look.frames))
		return PFL_PERF_FULL;
	if (look.frames && !look.lone && (look.headers == 0) == look.headless)
		return PFL_PERF_BLOCKS;
	return look.lone && !look.frames && !look.headers ? PFL_PERF_LINES : PFL_PERF_FULL;
}
