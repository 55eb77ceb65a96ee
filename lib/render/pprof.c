/* SPDX-License-Identifier: Apache-2.0 */
/* Writing profile.proto: samples, nearly all of it, by hand; tables by protobuf-c. */
#include "render/pprof.h"
#include "base/deflate_blocks.h"
#include "base/prefetch.h"
#include "base/text.h"
#include "model/sides.h"
#include "profile.pb-c.h"
#include "render/pprof_stacks.h"
#include "render/pprof_used.h"
#include "render/renderer.h"
#include "render/varint.h"

#include <math.h>
#include <stdlib.h>

enum {
	FLUSH = 65536, /* bytes gathered before they are compressed            */
	MANY = 16384,  /* samples that take a while to compress                */
};

struct writer {
	const struct pfl_profile *p;
	const struct pfl_pprof_style *style;
	struct pfl_blocks *gzip;
	struct pfl_error *err;
	PFL_VEC(uint8_t) buffer;   /* waiting to be compressed                          */
	PFL_VEC(uint8_t) message;  /* scratch: one message                               */
	PFL_VEC(uint8_t) part;     /* scratch: one packed field of it                    */
	uint32_t *string;          /* our string id -> number in the file + 1, 0: unused */
	PFL_VEC(uint32_t) strings; /* our ids in the file's order                        */
	uint32_t empty;            /* number of a second "", 0: none                     */
	struct pfl_pprof_used used;
	uint32_t *order;              /* samples as they are written; NULL: as they stand   */
	struct pfl_pprof_ids ids;     /* of their stacks                                    */
	uint32_t base_key, base_text; /* of a signed pair: the label of old samples      */
};

#define ROOM(w, buffer, n) pfl_vec_reserve(&(w)->buffer, n, NULL, "output", (w)->err)

/* The file's number for one of our strings, given out at its first use. */
static int64_t
string(struct writer *w, uint32_t id)
{
	if (id == 0)
		return 0;
	if (w->string[id] == 0 && ROOM(w, strings, 1)) {
		w->strings.at[w->strings.n++] = id;
		/* "" is number 0 and not in the list */
		w->string[id] = (uint32_t)w->strings.n + 1;
	}
	return w->string[id] ? (int64_t)w->string[id] - 1 : 0;
}

/*
 * The number of a label's text. Number 0 means that there is none, so an empty text gets a
 * string of its own.
 */
static int64_t
label_text(struct writer *w, uint32_t id)
{
	if (id)
		return string(w, id);
	if (w->empty == 0 && ROOM(w, strings, 1)) {
		w->strings.at[w->strings.n++] = 0;
		w->empty = (uint32_t)w->strings.n;
	}
	return w->empty;
}

static void
flush(struct writer *w, size_t least)
{
	if (w->buffer.n < least)
		return;
	pfl_blocks_write(w->gzip, w->buffer.at, w->buffer.n);
	w->buffer.n = 0;
}

/* A length-delimited field of the top level. */
static void
put_field(struct writer *w, uint32_t field, const void *data, size_t n)
{
	if (!ROOM(w, buffer, n + 2 * PFL_VARINT))
		return;
	w->buffer.n += pfl_varint_put(w->buffer.at + w->buffer.n, field << 3 | 2);
	w->buffer.n += pfl_varint_put(w->buffer.at + w->buffer.n, n);
	if (n)
		memcpy(w->buffer.at + w->buffer.n, data, n);
	w->buffer.n += n;
	flush(w, FLUSH);
}

static void
put_number(struct writer *w, uint32_t field, uint64_t value)
{
	if (value == 0 || !ROOM(w, buffer, 2 * PFL_VARINT))
		return;
	w->buffer.n += pfl_varint_put(w->buffer.at + w->buffer.n, field << 3);
	w->buffer.n += pfl_varint_put(w->buffer.at + w->buffer.n, value);
}

static void
put_message(struct writer *w, uint32_t field, const ProtobufCMessage *m)
{
	size_t n = protobuf_c_message_get_packed_size(m);

	w->message.n = 0;
	if (!ROOM(w, message, n))
		return;
	protobuf_c_message_pack(m, w->message.at);
	put_field(w, field, w->message.at, n);
}

static void
put_value_type(struct writer *w, uint32_t field, uint32_t name, uint32_t unit)
{
	Pfl__Pb__ValueType m = PFL__PB__VALUE_TYPE__INIT;

	m.type = string(w, name);
	m.unit = string(w, unit);
	put_message(w, field, &m.base);
}

/* Append a field to w->message. */
static void
append_field(struct writer *w, uint32_t field, const uint8_t *data, size_t n)
{
	if (!ROOM(w, message, n + 2 * PFL_VARINT))
		return;
	w->message.n += pfl_varint_put(w->message.at + w->message.n, field << 3 | 2);
	w->message.n += pfl_varint_put(w->message.at + w->message.n, n);
	if (n)
		memcpy(w->message.at + w->message.n, data, n);
	w->message.n += n;
}

/* The same with what is in w->part. */
static void
append_part(struct writer *w, uint32_t field)
{
	append_field(w, field, w->part.at, w->part.n);
	w->part.n = 0;
}

static void
part_varint(struct writer *w, uint64_t value)
{
	if (ROOM(w, part, PFL_VARINT))
		w->part.n += pfl_varint_put(w->part.at + w->part.n, value);
}

static void
part_number(struct writer *w, uint32_t field, uint64_t value)
{
	if (value == 0)
		return;
	part_varint(w, field << 3);
	part_varint(w, value);
}

static void
append_labels(struct writer *w, uint32_t set)
{
	const struct pfl_profile *p = w->p;

	for (uint32_t i = p->labelsets.first[set]; i < p->labelsets.first[set + 1]; i++) {
		uint32_t label = p->labelsets.label[i], text = p->labels.text[label];

		part_number(w, 1, (uint64_t)string(w, p->labels.key[label]));
		if (text != PFL_NONE) {
			part_number(w, 2, (uint64_t)label_text(w, text));
		} else {
			part_number(w, 3, (uint64_t)p->labels.number[label]);
			part_number(w, 4, (uint64_t)string(w, p->labels.unit[label]));
		}
		append_part(w, 3);
	}
}

/* --divide-by, truncating as pprof does; exact while it is 1. */
static int64_t
divided(const struct writer *w, int64_t value)
{
	double quotient;

	if (w->style->divide_by == 0 || w->style->divide_by == 1)
		return value;
	quotient = trunc((double)value / w->style->divide_by);
	if (quotient >= 0x1p63)
		return INT64_MAX;
	return quotient <= -0x1p63 ? INT64_MIN : (int64_t)quotient;
}

/* Of what is written k-th: samples or their stacks stand far apart, whichever the order is by.
 */
static void
approach(const struct writer *w, uint32_t k)
{
	const struct pfl_samples *s = &w->p->samples;
	uint32_t i, row;

	if (s->n - k <= PFL_AHEAD)
		return;
	if (!w->order) {
		row = s->stack[k + PFL_AHEAD];
		PFL_PREFETCH(&w->p->stacks.parent[row]);
		PFL_PREFETCH(&w->p->stacks.location[row]);
		return;
	}
	i = w->order[k + PFL_AHEAD];
	PFL_PREFETCH(&s->stack[i]);
	if (s->labels)
		PFL_PREFETCH(&s->labels[i]);
	for (uint32_t t = 0; t < w->p->types.n; t++)
		PFL_PREFETCH(&s->value[t][i]);
}

/* Begin a sample with its stack. */
static void
start_sample(struct writer *w, uint32_t i)
{
	const uint8_t *ids;
	size_t n;

	w->message.n = w->part.n = 0;
	if (pfl_pprof_ids_of(&w->ids, w->p->samples.stack[i], &ids, &n, w->err) && n)
		append_field(w, 1, ids, n);
}

static bool
has_values(const struct writer *w, const int64_t *const *column, uint32_t i)
{
	for (uint32_t t = 0; t < w->p->types.n; t++) {
		if (column[t][i] != 0)
			return true;
	}
	return false;
}

/* One side of a sample of a pair, unless that has nothing. */
static void
put_side(struct writer *w, uint32_t i, bool old)
{
	const struct pfl_samples *s = &w->p->samples;
	const int64_t *const *column = old ? s->before : s->value;

	if (!has_values(w, column, i))
		return;
	start_sample(w, i);
	for (uint32_t t = 0; t < w->p->types.n; t++) {
		int64_t value = divided(w, column[t][i]);

		if (old)
			value = pfl_base_negate(value);
		part_varint(w, (uint64_t)value);
	}
	append_part(w, 2);
	if (s->labels)
		append_labels(w, s->labels[i]);
	if (old) {
		part_number(w, 1, (uint64_t)string(w, w->base_key));
		part_number(w, 2, (uint64_t)string(w, w->base_text));
		append_part(w, 3);
	}
	put_field(w, 2, w->message.at, w->message.n);
}

static void
put_sample(struct writer *w, uint32_t i)
{
	const struct pfl_profile *p = w->p;
	const struct pfl_samples *s = &p->samples;

	if (w->style->signed_pair) {
		put_side(w, i, false);
		put_side(w, i, true);
		return;
	}
	start_sample(w, i);
	for (uint32_t t = 0; t < p->types.n; t++)
		part_varint(w, (uint64_t)divided(w, s->value[t][i]));
	for (uint32_t t = 0; s->before && t < p->types.n; t++)
		part_varint(w, (uint64_t)divided(w, s->before[t][i]));
	if (w->part.n)
		append_part(w, 2);
	if (s->labels)
		append_labels(w, s->labels[i]);
	put_field(w, 2, w->message.at, w->message.n);
}

static void
put_mapping(struct writer *w, uint32_t i)
{
	const struct pfl_mappings *m = &w->p->mappings;
	Pfl__Pb__Mapping out = PFL__PB__MAPPING__INIT;

	out.id = (uint64_t)i + 1;
	out.memory_start = m->start[i];
	out.memory_limit = m->limit[i];
	out.file_offset = m->offset[i];
	out.filename = string(w, m->file[i]);
	out.build_id = string(w, m->build_id[i]);
	out.has_functions = m->flags[i] & PFL_HAS_FUNCTIONS;
	out.has_filenames = (m->flags[i] & PFL_HAS_FILENAMES) != 0;
	out.has_line_numbers = (m->flags[i] & PFL_HAS_LINE_NUMBERS) != 0;
	out.has_inline_frames = (m->flags[i] & PFL_HAS_INLINE_FRAMES) != 0;
	put_message(w, 3, &out.base);
}

/* By hand as well: a location has lines, and there may be hundreds of thousands. */
static void
put_location(struct writer *w, uint32_t i)
{
	const struct pfl_locations *l = &w->p->locations;
	const struct pfl_frames *f = &w->p->frames;
	uint8_t head[8 * PFL_VARINT];
	size_t n = 0;

	w->message.n = w->part.n = 0;
	n += pfl_varint_put(head + n, 1 << 3);
	n += pfl_varint_put(head + n, (uint64_t)i + 1);
	if (l->mapping[i] != PFL_NONE) {
		n += pfl_varint_put(head + n, 2 << 3);
		n += pfl_varint_put(head + n, (uint64_t)l->mapping[i] + 1);
	}
	if (l->address[i]) {
		n += pfl_varint_put(head + n, 3 << 3);
		n += pfl_varint_put(head + n, l->address[i]);
	}
	if (l->folded && l->folded[i]) {
		n += pfl_varint_put(head + n, 5 << 3);
		n += pfl_varint_put(head + n, 1);
	}
	if (!ROOM(w, message, n))
		return;
	memcpy(w->message.at, head, n);
	w->message.n = n;
	for (uint32_t j = l->first_frame[i]; j < l->first_frame[i + 1]; j++) {
		if (f->func[j] == PFL_NONE)
			continue;
		part_number(w, 1, (uint64_t)f->func[j] + 1);
		part_number(w, 2, (uint64_t)f->line[j]);
		part_number(w, 3, (uint64_t)f->column[j]);
		append_part(w, 4);
	}
	put_field(w, 4, w->message.at, w->message.n);
}

static void
put_function(struct writer *w, uint32_t i)
{
	const struct pfl_funcs *f = &w->p->funcs;
	Pfl__Pb__Function out = PFL__PB__FUNCTION__INIT;

	out.id = (uint64_t)i + 1;
	out.name = string(w, f->name[i]);
	out.system_name = string(w, f->system[i]);
	out.filename = string(w, f->file[i]);
	out.start_line = f->start_line[i];
	put_message(w, 5, &out.base);
}

static void
put_types(struct writer *w)
{
	const struct pfl_types *t = &w->p->types;

	for (uint32_t i = 0; i < t->n; i++)
		put_value_type(w, 1, t->name[i], t->unit[i]);
}

/* The old columns of a pair become sample types of their own. */
static void
put_before_types(struct writer *w, struct pfl_strtab *names)
{
	const struct pfl_types *t = &w->p->types;

	for (uint32_t i = 0; w->p->samples.before && i < t->n; i++) {
		struct pfl_text name = { 0 };
		uint32_t id;

		pfl_text_add(&name, pfl_profile_text(w->p, t->name[i]));
		pfl_text_str(&name, "_before");
		id = pfl_text_ok(&name, w->err)
			? pfl_strtab_add(names, pfl_text_span(&name), w->err)
			: UINT32_MAX;
		if (id != UINT32_MAX)
			put_value_type(w, 1, id, t->unit[i]);
		pfl_text_clear(&name);
	}
}

static void
put_meta(struct writer *w)
{
	const struct pfl_meta *m = &w->p->meta;
	const struct pfl_types *t = &w->p->types;
	uint32_t shown = m->default_type;

	/* Without a default the last type is shown, which must not become an old column. */
	if (!shown && w->p->samples.before && t->n)
		shown = t->name[t->n - 1];
	put_number(w, 7, (uint64_t)string(w, m->drop_frames));
	put_number(w, 8, (uint64_t)string(w, m->keep_frames));
	put_number(w, 9, (uint64_t)m->time_nanos);
	put_number(w, 10, (uint64_t)m->duration_nanos);
	if (m->has_period_type || m->period_type || m->period_unit)
		put_value_type(w, 11, m->period_type, m->period_unit);
	put_number(w, 12, (uint64_t)m->period);
	w->part.n = 0;
	for (uint32_t i = 0; i < m->n_comments; i++)
		part_varint(w, (uint64_t)string(w, m->comment[i]));
	if (w->part.n)
		put_field(w, 13, w->part.at, w->part.n);
	put_number(w, 14, (uint64_t)string(w, shown));
	put_number(w, 15, (uint64_t)string(w, m->doc_url));
}

static void
put_strings(struct writer *w, const struct pfl_strtab *names)
{
	put_field(w, 6, "", 0);
	for (size_t i = 0; i < w->strings.n; i++) {
		struct pfl_span text = pfl_strtab_get(names, w->strings.at[i]);

		put_field(w, 6, text.at, text.n);
	}
}

/* Those of a profile.proto stay as they stood there. */
static bool
prepare_samples(struct writer *w)
{
	if (!w->p->meta.keep_order)
		w->order = pfl_pprof_order(w->p, w->err);
	return (w->order || w->p->meta.keep_order) &&
		pfl_pprof_ids_init(&w->ids, &w->p->stacks, w->err);
}

/* In the order in which Go writes them. */
static void
put_profile(struct writer *w, struct pfl_strtab *names, struct pfl_out *out)
{
	const struct pfl_profile *p = w->p;

	put_types(w);
	if (!w->style->signed_pair)
		put_before_types(w, names);
	for (uint32_t k = 0; k < p->samples.n && pfl_out_ok(out); k++) {
		approach(w, k);
		put_sample(w, w->order ? w->order[k] : k);
	}
	for (uint32_t i = 0; i < p->mappings.n; i++)
		if (w->used.mapping[i])
			put_mapping(w, i);
	for (uint32_t i = 0; i < p->locations.n; i++)
		if (w->used.location[i])
			put_location(w, i);
	for (uint32_t i = 0; i < p->funcs.n; i++)
		if (w->used.func[i])
			put_function(w, i);
	put_meta(w);
	put_strings(w, names);
	flush(w, 0);
}

/* The label of old values, in the names. */
static bool
name_base(struct writer *w, struct pfl_strtab *names)
{
	if (!w->style->signed_pair)
		return true;
	w->base_key = pfl_strtab_add(names, pfl_span_of(PFL_BASE_KEY), w->err);
	w->base_text = pfl_strtab_add(names, pfl_span_of("true"), w->err);
	return w->base_key != UINT32_MAX && w->base_text != UINT32_MAX;
}

/* Of many samples in the order of their stacks little is left to be found. */
static enum pfl_effort
effort_for(const struct pfl_profile *p)
{
	bool little = !p->meta.keep_order && p->samples.n > MANY;

	return little ? PFL_EFFORT_LITTLE : PFL_EFFORT_USUAL;
}

bool
pfl_pprof_write(const struct pfl_profile *p, const struct pfl_pprof_style *style,
	struct pfl_out *out, struct pfl_error *err)
{
	struct writer w = { .p = p, .style = style, .err = err };
	struct pfl_strtab names = { 0 }; /* p's, and the types of a pair's old columns */

	w.gzip = pfl_blocks_new(out, effort_for(p), err);
	if (w.gzip && pfl_strtab_init(&names, &p->strings, NULL, err) &&
		name_base(&w, &names) && pfl_pprof_mark(&w.used, p, style->input, err) &&
		prepare_samples(&w)) {
		size_t n = (size_t)pfl_strtab_n(&names) + p->types.n;

		w.string = calloc(n, sizeof(*w.string));
		if (w.string)
			put_profile(&w, &names, out);
		else
			pfl_fail(err, PFL_NOMEM, "out of memory");
	}
	if (err->code == PFL_OK)
		pfl_blocks_finish(w.gzip, err);
	pfl_blocks_free(w.gzip);
	pfl_strtab_clear(&names);
	pfl_vec_clear(&w.buffer, NULL);
	pfl_vec_clear(&w.message, NULL);
	pfl_vec_clear(&w.part, NULL);
	pfl_vec_clear(&w.strings, NULL);
	free(w.string);
	pfl_pprof_used_clear(&w.used);
	free(w.order);
	pfl_pprof_ids_clear(&w.ids);
	return err->code == PFL_OK;
}

static bool
write_scene(const struct pfl_scene *scene, bool signed_pair, struct pfl_out *out,
	struct pfl_error *err)
{
	const struct pfl_pprof_style style = {
		.input = scene->input, .divide_by = scene->divide_by, .signed_pair = signed_pair
	};

	return pfl_pprof_write(scene->profile, &style, out, err);
}

static bool
render_pprof(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	(void)style;
	return write_scene(scene, false, out, err);
}

static bool
render_signed(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	(void)style;
	return write_scene(scene, scene->profile->samples.before != NULL, out, err);
}

const struct pfl_renderer pfl_render_diff_pprof = {
	.family = "diff",
	.format = "pprof",
	.suffix = ".pb.gz",
	.help = "a profile of the difference, which go tool pprof shows as with -diff_base",
	.flags = PFL_BINARY,
	.render = render_signed,
};

const struct pfl_renderer pfl_render_convert_pprof = {
	.family = "convert",
	.format = "pprof",
	.suffix = ".pb.gz",
	.help = "profile.proto, gzipped, for every tool that reads pprof profiles",
	.flags = PFL_BINARY | PFL_EXACT | PFL_PASSES_ON,
	.render = render_pprof,
};
