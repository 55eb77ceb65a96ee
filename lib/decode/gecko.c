/* SPDX-License-Identifier: Apache-2.0 */
/* Firefox' profiles: as it records them, as profiler.firefox.com saves them, and as samply
 * writes them. */
#include "decode/gecko.h"

#include "decode/decoder.h"
#include "decode/json_input.h"

#include <inttypes.h>
#include <stdio.h>

static const struct pfl_gecko_shape sample_shape = {
	.column = {
		[PFL_GECKO_SAMPLE_STACK] = { "stack", 1 },
		[PFL_GECKO_SAMPLE_WEIGHT] = { "weight", PFL_GECKO_MILLISECOND },
		[PFL_GECKO_SAMPLE_CPU] = { "threadCPUDelta", 1000 },
	},
	.text = "weightType",
};

/* Bytes that were freed are negative. */
static const struct pfl_gecko_shape allocation_shape = {
	.column = {
		[PFL_GECKO_ALLOCATION_STACK] = { "stack", 1 },
		[PFL_GECKO_ALLOCATION_BYTES] = { "weight", 1 },
	},
};

static const struct pfl_gecko_shape stack_shape = {
	.column = {
		[PFL_GECKO_STACK_PREFIX] = { "prefix", 1 },
		[PFL_GECKO_STACK_FRAME] = { "frame", 1 },
	},
};

static const struct pfl_gecko_shape frame_shape = {
	.column = {
		[PFL_GECKO_FRAME_FUNC] = { "func", 1 },
		[PFL_GECKO_FRAME_LOCATION] = { "location", 1 },
		[PFL_GECKO_FRAME_LINE] = { "line", 1 },
		[PFL_GECKO_FRAME_COLUMN] = { "column", 1 },
		[PFL_GECKO_FRAME_ADDRESS] = { "address", 1 },
	},
};

static const struct pfl_gecko_shape func_shape = {
	.column = {
		[PFL_GECKO_FUNC_NAME] = { "name", 1 },
		[PFL_GECKO_FUNC_FILE] = { "fileName", 1 },
		[PFL_GECKO_FUNC_LINE] = { "lineNumber", 1 },
		[PFL_GECKO_FUNC_RESOURCE] = { "resource", 1 },
		[PFL_GECKO_FUNC_SOURCE] = { "source", 1 },
	},
};

static const struct pfl_gecko_shape resource_shape = {
	.column = {
		[PFL_GECKO_RESOURCE_NAME] = { "name", 1 },
		[PFL_GECKO_RESOURCE_LIB] = { "lib", 1 },
	},
};

static const struct pfl_gecko_shape source_shape = {
	.column = {
		[PFL_GECKO_SOURCE_FILE] = { "filename", 1 },
	},
};

static int
gecko_probe(struct pfl_span head)
{
	static const char *const marks[] = { "\"meta\"", "\"interval\"", "\"processType\"",
		"\"stackwalk\"", "\"preprocessedProfileVersion\"", "\"libs\"", "\"stackTable\"",
		"\"debugName\"", "\"breakpadId\"", "\"markerSchema\"", "\"threads\"" };
	int found = 0;

	head = pfl_json_head(head);
	if (!pfl_span_starts(head, "{"))
		return 0;
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		found += pfl_span_find(head, marks[i]) < head.n;
	return found > 3 ? 90 : found > 1 ? 60 : 0;
}

/* A name or a number, as text. */
static uint32_t
read_word(struct pfl_gecko *g)
{
	char text[24];

	switch (pfl_json_peek(g->j)) {
	case PFL_JSON_STRING:
		return pfl_build_string(g->b, pfl_json_string(g->j));
	case PFL_JSON_NUMBER:
		snprintf(text, sizeof(text), "%" PRId64, pfl_json_i64_times(g->j, 1));
		return pfl_build_string(g->b, pfl_span_of(text));
	default:
		pfl_json_skip(g->j);
		return 0;
	}
}

enum { TABLE_NAMES = 7 };
#define NAMES_OF_TABLES                                                                        \
	"stackTable", "frameTable", "funcTable", "resourceTable", "sources", "stringArray",    \
		"stringTable"

/* Read the table that is k-th among NAMES_OF_TABLES. */
static void
read_table(struct pfl_gecko *g, struct pfl_gecko_tables *t, int k)
{
	switch (k) {
	case 0:
		pfl_gecko_table_read(&t->stack, &stack_shape, g->j, g->budget);
		break;
	case 1:
		pfl_gecko_table_read(&t->frame, &frame_shape, g->j, g->budget);
		break;
	case 2:
		pfl_gecko_table_read(&t->func, &func_shape, g->j, g->budget);
		break;
	case 3:
		pfl_gecko_table_read(&t->resource, &resource_shape, g->j, g->budget);
		break;
	case 4:
		pfl_gecko_table_read(&t->source, &source_shape, g->j, g->budget);
		break;
	default:
		pfl_gecko_strings_read(&t->strings, &g->strings, g->j, g->budget);
		break;
	}
}

static void
read_thread(struct pfl_gecko *g)
{
	enum { SAMPLES = TABLE_NAMES, BY_JS, BY_NATIVE, WORDS };
	static const char *const names[] = { NAMES_OF_TABLES, "samples", "jsAllocations",
		"nativeAllocations", "name", "tid", "processName", "pid", NULL };
	struct pfl_gecko_thread *t;
	int k;

	if (!pfl_json_check(
		    g->j, pfl_vec_reserve(&g->thread, 1, g->budget, "threads", g->j->err)))
		return;
	t = &g->thread.at[g->thread.n++];
	*t = (struct pfl_gecko_thread){ .number = g->open.at[g->open.n - 1] };
	pfl_json_object(g->j);
	while ((k = pfl_json_field(g->j, names)) >= 0) {
		if (k < TABLE_NAMES)
			read_table(g, &t->own, k);
		else if (k == SAMPLES)
			pfl_gecko_table_read(&t->samples, &sample_shape, g->j, g->budget);
		else if (k < WORDS)
			pfl_gecko_table_read(
				&t->allocations[k - BY_JS], &allocation_shape, g->j, g->budget);
		else
			*(k == WORDS                     ? &t->name
					: k == WORDS + 1 ? &t->tid
					: k == WORDS + 2 ? &t->process
							 : &t->pid) = read_word(g);
	}
}

static void
read_units(struct pfl_gecko *g)
{
	static const char *const names[] = { "threadCPUDelta", NULL };

	pfl_json_object(g->j);
	while (pfl_json_field(g->j, names) >= 0) {
		struct pfl_span unit = pfl_json_string(g->j);

		g->cpu_unit = pfl_span_eq(unit, pfl_span_of("ns"))    ? 1000
			: pfl_span_eq(unit, pfl_span_of("\xc2\xb5s")) ? 1
								      : 0; /* cycles */
	}
}

static void
read_meta(struct pfl_gecko *g)
{
	static const char *const names[] = { "interval", "startTime", "sampleUnits", NULL };
	struct pfl_meta *meta = pfl_build_meta(g->b);
	int k;

	pfl_json_object(g->j);
	while ((k = pfl_json_field(g->j, names)) >= 0) {
		if (pfl_json_null(g->j))
			continue;
		if (k == 0) {
			g->interval = pfl_json_i64_times(g->j, PFL_GECKO_MILLISECOND);
		} else if (k == 1 && !g->dated) { /* of the first process */
			meta->time_nanos = pfl_json_i64_times(g->j, PFL_GECKO_MILLISECOND);
			g->dated = true;
		} else if (k == 2 && pfl_json_peek(g->j) == PFL_JSON_OBJECT) {
			read_units(g);
		} else {
			pfl_json_skip(g->j);
		}
	}
}

static void
read_shared(struct pfl_gecko *g)
{
	static const char *const names[] = { NAMES_OF_TABLES, NULL };
	int k;

	pfl_json_object(g->j);
	while ((k = pfl_json_field(g->j, names)) >= 0)
		read_table(g, &g->shared, k);
}

static void
read_threads(struct pfl_gecko *g)
{
	pfl_json_array(g->j);
	while (pfl_json_element(g->j)) {
		if (pfl_json_peek(g->j) == PFL_JSON_OBJECT)
			read_thread(g);
		else
			pfl_json_skip(g->j);
	}
}

/*
 * A profile may hold those of other processes, as deep as it likes, or stand inside the file of
 * the developer tools: all are read as one. True: an object was entered.
 */
static bool
read_member(struct pfl_gecko *g, int k)
{
	enum { META, THREADS, SHARED, LIBS, PROCESSES, PROFILE };

	switch (k) {
	case META:
		read_meta(g);
		return false;
	case THREADS:
		read_threads(g);
		return false;
	case SHARED:
		read_shared(g);
		return false;
	case LIBS:
		pfl_gecko_libs_read(&g->libs, &g->strings, g->open.at[g->open.n - 1], g->j);
		return false;
	case PROCESSES:
		return pfl_json_array(g->j) && pfl_json_element(g->j) && pfl_json_object(g->j);
	default:
		if (pfl_json_peek(g->j) == PFL_JSON_OBJECT)
			return pfl_json_object(g->j);
		pfl_json_skip(g->j);
		return false;
	}
}

/* An object was entered: memory, and what is in it, are a process' own. */
static void
open_process(struct pfl_gecko *g)
{
	if (pfl_json_check(
		    g->j, pfl_vec_reserve(&g->open, 1, g->budget, "processes", g->j->err)))
		g->open.at[g->open.n++] = ++g->n_processes;
}

/* An object has ended, and with it its process: true: another one follows. */
static bool
next_process(struct pfl_gecko *g)
{
	g->open.n--;
	return pfl_json_in_array(g->j) && pfl_json_element(g->j) && pfl_json_object(g->j);
}

static void
read_document(struct pfl_gecko *g)
{
	static const char *const names[] = { "meta", "threads", "shared", "libs", "processes",
		"profile", NULL };

	if (pfl_json_object(g->j))
		open_process(g);
	while (g->open.n > 0 && !g->j->failed) {
		int k = pfl_json_field(g->j, names);

		if (k >= 0 ? read_member(g, k) : next_process(g))
			open_process(g);
	}
}

static void
clear_tables(struct pfl_gecko *g, struct pfl_gecko_tables *t)
{
	pfl_gecko_table_clear(&t->stack, g->budget);
	pfl_gecko_table_clear(&t->frame, g->budget);
	pfl_gecko_table_clear(&t->func, g->budget);
	pfl_gecko_table_clear(&t->resource, g->budget);
	pfl_gecko_table_clear(&t->source, g->budget);
	pfl_vec_clear(&t->strings.id, g->budget);
}

static void
clear(struct pfl_gecko *g)
{
	for (size_t i = 0; i < g->thread.n; i++) {
		pfl_gecko_table_clear(&g->thread.at[i].samples, g->budget);
		for (int k = 0; k < PFL_GECKO_ALLOCATORS; k++)
			pfl_gecko_table_clear(&g->thread.at[i].allocations[k], g->budget);
		clear_tables(g, &g->thread.at[i].own);
	}
	clear_tables(g, &g->shared);
	pfl_vec_clear(&g->thread, g->budget);
	pfl_vec_clear(&g->open, g->budget);
	pfl_places_clear(&g->places);
	pfl_gecko_libs_clear(&g->libs);
	pfl_strtab_clear(&g->strings);
}

static bool
gecko_decode(struct pfl_source *source, struct pfl_builder *b, struct pfl_error *err)
{
	struct pfl_json_input in;
	struct pfl_gecko g = { .j = &in.json,
		.b = b,
		.budget = pfl_builder_budget(b),
		.interval = PFL_GECKO_MILLISECOND };
	bool ok;

	pfl_places_init(&g.places, b);
	pfl_gecko_libs_init(&g.libs, b);
	pfl_json_input_open(&in, source, b);
	ok = pfl_strtab_init(&g.strings, NULL, g.budget, &in.err);
	if (pfl_json_check(&in.json, ok))
		read_document(&g);
	ok = pfl_json_input_close(&in, err) && pfl_gecko_build(&g, err);
	clear(&g);
	return ok;
}

const struct pfl_decoder pfl_decode_gecko = {
	.name = "gecko",
	.help = "profiles of Firefox, raw and as profiler.firefox.com saves them; samply's",
	.lost = "markers (in raw profiles allocations are among them), what was freed, "
		"counters, "
		"categories",
	.known_by = "'meta' beside 'threads', 'libs', 'interval' and others of their kind",
	.probe = gecko_probe,
	.decode = gecko_decode,
};
