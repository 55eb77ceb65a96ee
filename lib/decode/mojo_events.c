/* SPDX-License-Identifier: Apache-2.0 */
/* The events of a MOJO file. */
#include "decode/mojo.h"

#include <string.h>

enum { MOST_BITS = 64 };

struct pfl_mojo_number
pfl_mojo_take_number(struct pfl_mojo_cursor *c)
{
	struct pfl_mojo_number n = { 0 };
	unsigned shift = 0, bits = 6;

	for (;; shift += bits, bits = 7, c->at++) {
		uint64_t part;

		if (c->at == c->end) {
			c->cut = true;
			return n;
		}
		part = *c->at & ((1u << bits) - 1);
		if (shift >= MOST_BITS || part << shift >> shift != part) {
			c->wrong = "a number of more than 64 bits";
			return n;
		}
		n.size |= part << shift;
		n.negative |= shift == 0 && (*c->at & 0x40);
		if (*c->at < 0x80)
			break;
	}
	c->at++;
	return n;
}

static struct pfl_span
take_text(struct pfl_mojo_cursor *c)
{
	size_t n = (size_t)(c->end - c->at);
	const unsigned char *start = c->at, *end = n ? memchr(start, '\0', n) : NULL;

	c->cut |= !end;
	c->at = end ? end + 1 : c->end;
	return (struct pfl_span){ (const char *)start, (size_t)((end ? end : c->end) - start) };
}

/* The fields of an event: n a number, s one with a sign, t a text. NULL: there is no such
 * event. */
static const char *
fields_of(uint64_t version, unsigned type)
{
	static const char *const fields[PFL_MOJO_EVENT_TYPES] = {
		[PFL_MOJO_METADATA] = "tt",
		[PFL_MOJO_STACK] = "nst", /* process, interpreter, thread */
		[PFL_MOJO_FRAME] =
			"nnnnnnn", /* key, file, scope, line, its end, column, its end */
		[PFL_MOJO_FRAME_INVALID] = "",
		[PFL_MOJO_FRAME_REF] = "n",
		[PFL_MOJO_FRAME_KERNEL] = "t",
		[PFL_MOJO_GC] = "",
		[PFL_MOJO_IDLE] = "",
		[PFL_MOJO_METRIC_TIME] = "s",
		[PFL_MOJO_METRIC_MEMORY] = "s",
		[PFL_MOJO_STRING] = "nt",
		[PFL_MOJO_STRING_REF] = "n",
		[PFL_MOJO_STACK_REPEAT] = "",
		[PFL_MOJO_TASK_STACK] = "nn", /* task, name */
		[PFL_MOJO_TASK_WAITER] = "nn",
	};

	if (type == PFL_MOJO_STACK && version < 3)
		return "nt";
	if (type == PFL_MOJO_FRAME && version < 2)
		return "nnnn";
	return type < PFL_MOJO_EVENT_TYPES ? fields[type] : NULL;
}

void
pfl_mojo_take_event(struct pfl_mojo_cursor *c, uint64_t version, struct pfl_mojo_event *e)
{
	unsigned type = *c->at++;
	const char *field = fields_of(version, type);
	size_t numbers = 0, texts = 0;

	e->type = (enum pfl_mojo_type)type;
	if (!field)
		c->wrong = "there is no such event";
	for (; field && *field && !c->cut && !c->wrong; field++) {
		if (*field == 't') {
			e->text[texts++] = take_text(c);
			continue;
		}
		e->number[numbers] = pfl_mojo_take_number(c);
		if (*field == 'n' && e->number[numbers].negative)
			c->wrong = "a number below 0 where there can be none";
		numbers++;
	}
}
