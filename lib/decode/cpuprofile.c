/* SPDX-License-Identifier: Apache-2.0 */
/* V8's own profiles: .cpuprofile of Node.js, Deno and Chrome, old and new, and .heapprofile. */
#include "decode/decoder.h"
#include "decode/json_input.h"
#include "decode/v8_tree.h"

static int
cpuprofile_probe(struct pfl_span head)
{
	static const char *const marks[] = { "\"functionName\"", "\"callFrame\"",
		"\"hitCount\"", "\"timeDeltas\"", "\"children\"" };
	int found = 0;

	head = pfl_json_head(head);
	if (!pfl_span_starts(head, "{") || pfl_span_find(head, "\"traceEvents\"") < head.n)
		return 0;
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		found += pfl_span_find(head, marks[i]) < head.n;
	if (pfl_span_find(head, "\"nodes\"") < head.n ||
		pfl_span_find(head, "\"head\"") < head.n)
		return found ? 90 : 20;
	return found > 1 ? 60 : 0;
}

static void
read_profile(struct pfl_v8_tree *t, struct pfl_json *j, struct pfl_builder *b)
{
	enum { NODES, HEAD, SAMPLES, DELTAS, TIMES, START, END };
	static const char *const names[] = { "nodes", "head", "samples", "timeDeltas",
		"timestamps", "startTime", "endTime", NULL };
	int k;

	pfl_json_object(j);
	while ((k = pfl_json_field(j, names)) >= 0) {
		switch (k) {
		case NODES:
			pfl_v8_read_nodes(t, j, b);
			break;
		case HEAD:
			pfl_v8_read_head(t, j, b);
			break;
		case SAMPLES:
			pfl_v8_read_samples(t, j, b);
			break;
		case DELTAS:
		case TIMES:
			t->absolute = k == TIMES;
			pfl_v8_read_times(t, j, b);
			break;
		case START:
			t->start = pfl_json_i64_quoted(j, 1000);
			break;
		case END:
			t->end = pfl_json_i64_quoted(j, 1000);
			break;
		}
	}
}

static void
name_types(const struct pfl_v8_tree *t, struct pfl_builder *b)
{
	pfl_build_named_type(b, t->heap ? "space" : "samples", t->heap ? "bytes" : "count");
	if (t->sample.n && pfl_v8_tree_timed(t))
		pfl_build_named_type(b, "wall", "nanoseconds");
}

static bool
build(struct pfl_v8_tree *t, struct pfl_builder *b, struct pfl_error *err)
{
	struct pfl_places places;
	bool ok;

	if (t->node.n == 0)
		return pfl_fail(
			err, PFL_FORMAT, "expected \"nodes\" or \"head\", found neither");
	/* Old files have these in seconds, and the times of samples in microseconds. */
	if (t->nested)
		t->start = t->end = 0;
	name_types(t, b);
	if (t->end > t->start)
		pfl_build_meta(b)->duration_nanos = t->end - t->start;
	pfl_build_meta(b)->in_time = t->sample.n > 0;
	pfl_places_init(&places, b);
	ok = pfl_v8_tree_build(t, &places, 0, err);
	pfl_places_clear(&places);
	return ok;
}

static bool
cpuprofile_decode(struct pfl_source *source, struct pfl_builder *b, struct pfl_error *err)
{
	struct pfl_v8_tree tree = { .start = 0 };
	struct pfl_json_input in;
	bool ok;

	pfl_json_input_open(&in, source, b);
	read_profile(&tree, &in.json, b);
	ok = pfl_json_input_close(&in, err) && build(&tree, b, err);
	pfl_v8_tree_clear(&tree, pfl_builder_budget(b));
	return ok;
}

const struct pfl_decoder pfl_decode_cpuprofile = {
	.name = "cpuprofile",
	.help = "V8's .cpuprofile and .heapprofile, as Node.js, Deno and Chrome's DevTools "
		"save "
		"them",
	.lost = "positions within functions, why code was deoptimised, (root)",
	.known_by = "'nodes' or 'head' beside 'callFrame', 'functionName', 'hitCount' or "
		    "'timeDeltas'",
	.probe = cpuprofile_probe,
	.decode = cpuprofile_decode,
};
