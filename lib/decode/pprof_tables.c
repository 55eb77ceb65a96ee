/* SPDX-License-Identifier: Apache-2.0 */
/* The other messages of profile.proto; what their fields are called is protobuf-c's to say. */
#include "decode/pprof.h"
#include "profile.pb-c.h"

#include <string.h>

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

bool
pfl_pprof_numbers(struct pfl_pprof *d, const char *name, struct pfl_span message,
	uint64_t *value, uint32_t n)
{
	struct pfl_wire w = pfl_wire_of(message);
	uint32_t field;

	return pfl_wire_numbers(&w, value, n, &field) || pfl_pprof_wrong(d, name, field, &w);
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

/* One line of a location; its function is the file's until all are known. */
static bool
add_line(struct pfl_pprof *d, struct pfl_span message)
{
	enum { FUNCTION_ID = 1, LINE, COLUMN, FIELDS };
	uint64_t value[FIELDS] = { 0 };
	struct pfl_line line = { 0 };

	if (d->lines.n >= pfl_builder_limits(d->b)->stack)
		return pfl_fail(d->err, PFL_LIMIT,
			"Location at byte %llu: more than %llu lines; --max-stack "
			"raises the limit",
			(unsigned long long)d->offset,
			(unsigned long long)pfl_builder_limits(d->b)->stack);
	if (!pfl_pprof_numbers(d, "Line", message, value, FIELDS) ||
		!pfl_vec_reserve(&d->lines, 1, pfl_builder_budget(d->b), "frames", d->err))
		return false;
	line.func = value[FUNCTION_ID]
		? pfl_idtable_number(&d->functions, value[FUNCTION_ID], d->offset, d->err)
		: PFL_NONE;
	line.line = (int64_t)value[LINE];
	line.column = (int64_t)value[COLUMN];
	d->lines.at[d->lines.n++] = line;
	return d->err->code == PFL_OK;
}

enum { ID = 1, MAPPING_ID, ADDRESS, LINE, IS_FOLDED, LOCATION_FIELDS };

/* The numbers of a location to value[field], its lines to d->lines. */
static bool
read_location(struct pfl_pprof *d, struct pfl_span message, uint64_t *value)
{
	struct pfl_wire w = pfl_wire_of(message);
	enum pfl_wire_type type;
	struct pfl_span bytes;
	uint32_t field;

	d->lines.n = 0;
	for (field = 0; pfl_wire_tag(&w, &field, &type); field = 0) {
		bool known = field < LOCATION_FIELDS;

		if (known && type != (field == LINE ? PFL_WIRE_BYTES : PFL_WIRE_VARINT)) {
			pfl_wire_fail(&w, PFL_WIRE_OTHER_TYPE);
			break;
		}
		if (field == LINE) {
			if (!pfl_wire_bytes(&w, &bytes))
				break;
			if (!add_line(d, bytes))
				return false;
		} else if (known ? !pfl_wire_varint(&w, &value[field])
				 : !pfl_wire_skip(&w, type)) {
			break;
		}
	}
	return !w.wrong || pfl_pprof_wrong(d, "Location", field, &w);
}

bool
pfl_pprof_location(struct pfl_pprof *d, struct pfl_span message)
{
	uint64_t value[LOCATION_FIELDS] = { 0 };
	uint32_t mapping = PFL_NONE, row;

	if (!read_location(d, message, value))
		return false;
	if (value[ID] == 0)
		return pfl_pprof_fail(d, "Location", "it has id 0, which is reserved");
	for (size_t i = 0; i < d->lines.n; i++) {
		if (d->lines.at[i].func == PFL_NONE)
			return pfl_fail(d->err, PFL_FORMAT,
				"Location at byte %llu: location id %llu has a line without a "
				"function",
				(unsigned long long)d->offset, (unsigned long long)value[ID]);
	}
	if (value[MAPPING_ID]) {
		mapping =
			pfl_idtable_number(&d->mappings, value[MAPPING_ID], d->offset, d->err);
		if (mapping == UINT32_MAX)
			return false;
	}
	row = pfl_build_location(
		d->b, value[ADDRESS], mapping, value[IS_FOLDED] != 0, d->lines.at, d->lines.n);
	return define(d, &d->locations, value[ID], row, "Location");
}

bool
pfl_pprof_function(struct pfl_pprof *d, struct pfl_span message)
{
	enum { NAME = ID + 1, SYSTEM_NAME, FILENAME, START_LINE, FIELDS };
	uint64_t value[FIELDS] = { 0 };
	struct pfl_func func = { 0 };

	if (!pfl_pprof_numbers(d, "Function", message, value, FIELDS))
		return false;
	if (value[ID] == 0)
		return pfl_pprof_fail(d, "Function", "it has id 0, which is reserved");
	if (!pfl_pprof_string(d, (int64_t)value[NAME], "Function.name", &func.name) ||
		!pfl_pprof_string(
			d, (int64_t)value[SYSTEM_NAME], "Function.system_name", &func.system) ||
		!pfl_pprof_string(d, (int64_t)value[FILENAME], "Function.filename", &func.file))
		return false;
	func.start_line = (int64_t)value[START_LINE];
	return define(d, &d->functions, value[ID], pfl_build_func(d->b, &func), "Function");
}

bool
pfl_pprof_mapping(struct pfl_pprof *d, struct pfl_span message)
{
	enum {
		START = ID + 1,
		LIMIT,
		OFFSET,
		FILENAME,
		BUILD_ID,
		FUNCTIONS,
		FILENAMES,
		LINE_NUMBERS,
		INLINE_FRAMES,
		FIELDS
	};
	uint64_t value[FIELDS] = { 0 };
	struct pfl_mapping mapping = { 0 };

	if (!pfl_pprof_numbers(d, "Mapping", message, value, FIELDS))
		return false;
	if (value[ID] == 0)
		return pfl_pprof_fail(d, "Mapping", "it has id 0, which is reserved");
	if (!pfl_pprof_string(d, (int64_t)value[FILENAME], "Mapping.filename", &mapping.file) ||
		!pfl_pprof_string(
			d, (int64_t)value[BUILD_ID], "Mapping.build_id", &mapping.build_id))
		return false;
	mapping.start = value[START];
	mapping.limit = value[LIMIT];
	mapping.offset = value[OFFSET];
	mapping.flags = (uint8_t)((value[FUNCTIONS] ? PFL_HAS_FUNCTIONS : 0) |
		(value[FILENAMES] ? PFL_HAS_FILENAMES : 0) |
		(value[LINE_NUMBERS] ? PFL_HAS_LINE_NUMBERS : 0) |
		(value[INLINE_FRAMES] ? PFL_HAS_INLINE_FRAMES : 0));
	return define(d, &d->mappings, value[ID], pfl_build_mapping(d->b, &mapping), "Mapping");
}

static bool
value_type(struct pfl_pprof *d, struct pfl_span message, uint32_t *name, uint32_t *unit)
{
	enum { TYPE = 1, UNIT, FIELDS };
	uint64_t value[FIELDS] = { 0 };

	return pfl_pprof_numbers(d, "ValueType", message, value, FIELDS) &&
		pfl_pprof_string(d, (int64_t)value[TYPE], "ValueType.type", name) &&
		pfl_pprof_string(d, (int64_t)value[UNIT], "ValueType.unit", unit);
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
