/* SPDX-License-Identifier: Apache-2.0 */
/* A profile of Firefox, as it was read. */
#ifndef PFL_DECODE_GECKO_H
#define PFL_DECODE_GECKO_H

#include "decode/gecko_libs.h"
#include "decode/gecko_tables.h"
#include "decode/places.h"

/* In nanoseconds; weights are counted in such parts, too. */
enum { PFL_GECKO_MILLISECOND = 1000000 };

/* Columns of the tables. */
enum { PFL_GECKO_SAMPLE_STACK, PFL_GECKO_SAMPLE_WEIGHT, PFL_GECKO_SAMPLE_CPU };
enum { PFL_GECKO_ALLOCATION_STACK, PFL_GECKO_ALLOCATION_BYTES };
enum { PFL_GECKO_STACK_PREFIX, PFL_GECKO_STACK_FRAME };
enum {
	PFL_GECKO_FRAME_FUNC,
	PFL_GECKO_FRAME_LOCATION,
	PFL_GECKO_FRAME_LINE,
	PFL_GECKO_FRAME_COLUMN,
	PFL_GECKO_FRAME_ADDRESS
};
enum {
	PFL_GECKO_FUNC_NAME,
	PFL_GECKO_FUNC_FILE,
	PFL_GECKO_FUNC_LINE,
	PFL_GECKO_FUNC_RESOURCE,
	PFL_GECKO_FUNC_SOURCE
};
enum { PFL_GECKO_RESOURCE_NAME, PFL_GECKO_RESOURCE_LIB };
enum { PFL_GECKO_SOURCE_FILE };

/* Who allocated. */
enum { PFL_GECKO_BY_JS, PFL_GECKO_BY_NATIVE, PFL_GECKO_ALLOCATORS };

/* What samples may have values of, in the order of the profile. */
enum {
	PFL_GECKO_SAMPLES,
	PFL_GECKO_TIME,
	PFL_GECKO_CPU,
	PFL_GECKO_ALLOCATED, /* by each of the allocators */
	PFL_GECKO_TYPES = PFL_GECKO_ALLOCATED + PFL_GECKO_ALLOCATORS
};

/* What a thread has of its own, or all threads have together. */
struct pfl_gecko_tables {
	struct pfl_gecko_table stack, frame, func, resource, source;
	struct pfl_gecko_strings strings;
};

struct pfl_gecko_thread {
	uint32_t name, tid, process, pid; /* strings of the profile */
	uint32_t number;                  /* of its process, in the order of the file */
	struct pfl_gecko_table samples, allocations[PFL_GECKO_ALLOCATORS];
	struct pfl_gecko_tables own;
};

struct pfl_gecko {
	struct pfl_json *j; /* while it is being read */
	struct pfl_builder *b;
	struct pfl_budget *budget;
	struct pfl_strtab strings; /* most of which are about markers, and not needed */
	struct pfl_places places;
	struct pfl_gecko_libs libs;
	PFL_VEC(struct pfl_gecko_thread) thread;
	struct pfl_gecko_tables shared;
	PFL_VEC(uint32_t) open; /* numbers of the processes that are being read */
	uint32_t n_processes;
	int64_t interval; /* nanoseconds                                          */
	int64_t cpu_unit; /* what the thousandths of threadCPUDelta are divided by */
	bool dated;
	size_t n_types;
	int type[PFL_GECKO_TYPES]; /* those that it has */
};

/* Find the sample types that it has, and add them. */
void pfl_gecko_add_types(struct pfl_gecko *g);

/* Are there some of allocations among them? */
bool pfl_gecko_has_allocations(const struct pfl_gecko *g);

/* Samples of all threads, with their stacks. False with *err. */
bool pfl_gecko_build(struct pfl_gecko *g, struct pfl_error *err);

#endif
