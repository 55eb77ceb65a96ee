/* SPDX-License-Identifier: Apache-2.0 */
/* The other messages of profile.proto, unpacked by protobuf-c after a check that can say why
 * not. */
#include "decode/pprof.h"
#include "profile.pb-c.h"

#include <stdlib.h>

enum {
	ROOM = 64, /* scratch bytes that unpacking needs for a byte of message, generously */
	ROOM_ALWAYS = 4096,
	ALIGN = 16,
};

static const ProtobufCMessageDescriptor *const messages[] = {
	&pfl__pb__profile__descriptor,
	&pfl__pb__value_type__descriptor,
	&pfl__pb__sample__descriptor,
	&pfl__pb__label__descriptor,
	&pfl__pb__mapping__descriptor,
	&pfl__pb__location__descriptor,
	&pfl__pb__line__descriptor,
	&pfl__pb__function__descriptor,
	NULL,
};

/* The field's name in profile.proto, or NULL. */
static const char *
field_name(const char *message, uint32_t field)
{
	for (size_t i = 0; messages[i]; i++) {
		const ProtobufCFieldDescriptor *f;

		if (strcmp(messages[i]->short_name, message) != 0)
			continue;
		f = protobuf_c_message_descriptor_get_field(messages[i], field);
		return f ? f->name : NULL;
	}
	return NULL;
}

bool
pfl_pprof_fail_at(struct pfl_pprof *d, const char *message, uint32_t field, uint64_t at,
	const char *wrong)
{
	const char *name = field_name(message, field);
	unsigned long long place = d->offset + at;

	if (name)
		return pfl_fail(d->err, PFL_FORMAT, "%s.%s at byte %llu: %s", message, name,
			place, wrong);
	if (field)
		return pfl_fail(d->err, PFL_FORMAT, "%s at byte %llu: field %u: %s", message,
			place, field, wrong);
	return pfl_fail(d->err, PFL_FORMAT, "%s at byte %llu: %s", message, place, wrong);
}

bool
pfl_pprof_wrong(
	struct pfl_pprof *d, const char *message, uint32_t field, const struct pfl_wire *w)
{
	return pfl_pprof_fail_at(d, message, field, (uint64_t)(w->at - d->body), w->wrong);
}

/* protobuf-c's allocator: bump through the scratch block, which is reset for each message. */
static void *
scratch_alloc(void *data, size_t n)
{
	struct pfl_pprof *d = data;
	size_t at = (d->scratch_used + ALIGN - 1) / ALIGN * ALIGN;

	if (at > d->scratch_cap || n > d->scratch_cap - at)
		return NULL;
	d->scratch_used = at + n;
	return d->scratch + at;
}

static void
scratch_free(void *data, void *piece)
{
	(void)data;
	(void)piece;
}

/* Have room for unpacking a message of n bytes. */
static bool
prepare(struct pfl_pprof *d, size_t n)
{
	size_t need = n * ROOM + ROOM_ALWAYS; /* n fits a window, so this fits a size_t */
	char *grown;

	d->scratch_used = 0;
	if (need <= d->scratch_cap)
		return true;
	if (!pfl_budget_take(
		    pfl_builder_budget(d->b), need - d->scratch_cap, "a message", d->err))
		return false;
	grown = realloc(d->scratch, need);
	if (!grown)
		return pfl_fail(d->err, PFL_NOMEM, "out of memory (a message of %zu bytes)", n);
	d->scratch = grown;
	d->scratch_cap = need;
	return true;
}

/*
 * Unpack a message whose known fields are of these kinds (see pfl_wire_check). NULL with
 * *d->err naming the message, the place and what is wrong. The result lives until the next
 * message.
 */
static void *
unpack(struct pfl_pprof *d, const ProtobufCMessageDescriptor *type, const char *name,
	struct pfl_span message, const char *kinds)
{
	ProtobufCAllocator allocator = { scratch_alloc, scratch_free, d };
	struct pfl_wire w;
	uint32_t field;
	void *unpacked;

	w = pfl_wire_check(message, kinds, (uint32_t)strlen(kinds), &field);
	if (w.wrong) {
		pfl_pprof_wrong(d, name, field, &w);
		return NULL;
	}
	if (!prepare(d, message.n))
		return NULL;
	unpacked = protobuf_c_message_unpack(
		type, &allocator, message.n, (const uint8_t *)message.at);
	if (!unpacked)
		pfl_pprof_fail(d, name, "it cannot be unpacked");
	return unpacked;
}

/* Give a defined id its row; `what` for messages. */
static bool
define(struct pfl_pprof *d, struct pfl_idtable *t, uint64_t id, uint32_t row, const char *what)
{
	uint32_t number;

	if (!pfl_builder_check(d->b, d->err))
		return false;
	number = pfl_idtable_number(t, id, d->offset, d->err);
	if (number == UINT32_MAX)
		return false;
	if (t->row.at[number] != UINT32_MAX)
		return pfl_fail(d->err, PFL_FORMAT,
			"%s at byte %llu: a second one with id %llu%s", what,
			(unsigned long long)d->offset, (unsigned long long)id,
			d->string.n ? "; if these are two profiles one after another, "
				      "give them as two files"
				    : "");
	t->row.at[number] = row;
	return true;
}

/* The lines of a location have to be checked before protobuf-c allocates for them. */
static bool
check_lines(struct pfl_pprof *d, struct pfl_span message)
{
	struct pfl_wire w = pfl_wire_of(message);
	enum pfl_wire_type type;
	struct pfl_span bytes;
	uint32_t field, inner;
	uint64_t n = 0;

	while (pfl_wire_tag(&w, &field, &type)) {
		struct pfl_wire line;

		if (field != 4 || type != PFL_WIRE_BYTES) {
			if (!pfl_wire_skip(&w, type))
				break;
			continue;
		}
		if (!pfl_wire_bytes(&w, &bytes))
			break;
		if (++n > pfl_builder_limits(d->b)->stack)
			return pfl_fail(d->err, PFL_LIMIT,
				"Location at byte %llu: more than %llu lines; --max-stack "
				"raises the limit",
				(unsigned long long)d->offset,
				(unsigned long long)pfl_builder_limits(d->b)->stack);
		line = pfl_wire_check(bytes, "\0vvv", 4, &inner);
		if (line.wrong)
			return pfl_pprof_wrong(d, "Line", inner, &line);
	}
	return true;
}

bool
pfl_pprof_location(struct pfl_pprof *d, struct pfl_span message)
{
	Pfl__Pb__Location *m;
	struct pfl_line *lines;
	uint32_t mapping = PFL_NONE, row;

	if (!check_lines(d, message))
		return false;
	m = unpack(d, &pfl__pb__location__descriptor, "Location", message, "?vvvbv");
	if (!m)
		return false;
	if (m->id == 0)
		return pfl_pprof_fail(d, "Location", "it has id 0, which is reserved");
	if (m->mapping_id) {
		mapping = pfl_idtable_number(&d->mappings, m->mapping_id, d->offset, d->err);
		if (mapping == UINT32_MAX)
			return false;
	}
	lines = scratch_alloc(d, m->n_line * sizeof(*lines)); /* has room: see ROOM */
	if (!lines)
		return pfl_fail(d->err, PFL_NOMEM, "out of memory");
	for (size_t i = 0; i < m->n_line; i++) {
		const Pfl__Pb__Line *l = m->line[i];

		if (l->function_id == 0)
			return pfl_fail(d->err, PFL_FORMAT,
				"Location at byte %llu: location id %llu has a line without a "
				"function",
				(unsigned long long)d->offset, (unsigned long long)m->id);
		lines[i].func =
			pfl_idtable_number(&d->functions, l->function_id, d->offset, d->err);
		if (lines[i].func == UINT32_MAX)
			return false;
		lines[i].line = l->line;
		lines[i].column = l->column;
	}
	row = pfl_build_location(d->b, m->address, mapping, m->is_folded, lines, m->n_line);
	return define(d, &d->locations, m->id, row, "Location");
}

bool
pfl_pprof_function(struct pfl_pprof *d, struct pfl_span message)
{
	Pfl__Pb__Function *m =
		unpack(d, &pfl__pb__function__descriptor, "Function", message, "?vvvvv");
	struct pfl_func func = { 0 };

	if (!m)
		return false;
	if (m->id == 0)
		return pfl_pprof_fail(d, "Function", "it has id 0, which is reserved");
	if (!pfl_pprof_string(d, m->name, "Function.name", &func.name) ||
		!pfl_pprof_string(d, m->system_name, "Function.system_name", &func.system) ||
		!pfl_pprof_string(d, m->filename, "Function.filename", &func.file))
		return false;
	func.start_line = m->start_line;
	return define(d, &d->functions, m->id, pfl_build_func(d->b, &func), "Function");
}

bool
pfl_pprof_mapping(struct pfl_pprof *d, struct pfl_span message)
{
	Pfl__Pb__Mapping *m =
		unpack(d, &pfl__pb__mapping__descriptor, "Mapping", message, "?vvvvvvvvvv");
	struct pfl_mapping mapping = { 0 };

	if (!m)
		return false;
	if (m->id == 0)
		return pfl_pprof_fail(d, "Mapping", "it has id 0, which is reserved");
	if (!pfl_pprof_string(d, m->filename, "Mapping.filename", &mapping.file) ||
		!pfl_pprof_string(d, m->build_id, "Mapping.build_id", &mapping.build_id))
		return false;
	mapping.start = m->memory_start;
	mapping.limit = m->memory_limit;
	mapping.offset = m->file_offset;
	mapping.flags = (uint8_t)((m->has_functions ? PFL_HAS_FUNCTIONS : 0) |
		(m->has_filenames ? PFL_HAS_FILENAMES : 0) |
		(m->has_line_numbers ? PFL_HAS_LINE_NUMBERS : 0) |
		(m->has_inline_frames ? PFL_HAS_INLINE_FRAMES : 0));
	return define(d, &d->mappings, m->id, pfl_build_mapping(d->b, &mapping), "Mapping");
}

static bool
value_type(struct pfl_pprof *d, struct pfl_span message, uint32_t *name, uint32_t *unit)
{
	Pfl__Pb__ValueType *m =
		unpack(d, &pfl__pb__value_type__descriptor, "ValueType", message, "?vv");

	return m && pfl_pprof_string(d, m->type, "ValueType.type", name) &&
		pfl_pprof_string(d, m->unit, "ValueType.unit", unit);
}

bool
pfl_pprof_sample_type(struct pfl_pprof *d, struct pfl_span message)
{
	uint32_t name, unit;

	if (!value_type(d, message, &name, &unit))
		return false;
	pfl_build_type(d->b, name, unit);
	return pfl_builder_check(d->b, d->err);
}

bool
pfl_pprof_period_type(struct pfl_pprof *d, struct pfl_span message)
{
	struct pfl_meta *meta = pfl_build_meta(d->b);

	meta->has_period_type = true;
	return value_type(d, message, &meta->period_type, &meta->period_unit);
}
