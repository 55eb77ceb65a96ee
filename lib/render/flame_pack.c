/* SPDX-License-Identifier: Apache-2.0 */
/* The data that a flame graph carries: docs/flame-data.md, byte by byte. */
#include "base/deflate.h"
#include "base/number.h"
#include "base/unit.h"
#include "render/flame_places.h"
#include "render/flame_rows.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { LEVEL = 6, TRIES = 6 };

struct packer {
	const struct pfl_flame *f;
	struct pfl_arena arena;
	struct pfl_flame_rows rows;
	struct pfl_flame_places places;
	PFL_VEC(unsigned char) raw;
	struct pfl_error *err;
};

/* Room for n more bytes. */
static bool
room(struct packer *p, size_t n)
{
	return pfl_vec_reserve(&p->raw, n, NULL, "the flame graph's data", p->err);
}

static void
put_bytes(struct packer *p, const void *bytes, size_t n)
{
	if (n > 0 && room(p, n)) {
		memcpy(p->raw.at + p->raw.n, bytes, n);
		p->raw.n += n;
	}
}

/* Seven bits a byte, the lowest first; the top bit says that more follow. */
static void
put_number(struct packer *p, pfl_usum value)
{
	if (!room(p, 19))
		return;
	for (; value > 0x7f; value >>= 7)
		p->raw.at[p->raw.n++] = (unsigned char)(value | 0x80);
	p->raw.at[p->raw.n++] = (unsigned char)value;
}

/* Small numbers of either sign: 0, -1, 1, -2, 2. */
static void
put_signed(struct packer *p, pfl_sum value)
{
	pfl_usum wide = (pfl_usum)value << 1;

	put_number(p, value < 0 ? ~wide : wide);
}

static void
put_text(struct packer *p, struct pfl_span text)
{
	put_number(p, text.n);
	put_bytes(p, text.at, text.n);
}

static size_t
common_prefix(struct pfl_span a, struct pfl_span b)
{
	size_t n = 0;

	while (n < a.n && n < b.n && a.at[n] == b.at[n])
		n++;
	return n;
}

/* Bytes shared with the text before; bytes that follow; those. Text 0 is "" and not written. */
static void
put_texts(struct packer *p)
{
	const struct pfl_span *text = p->places.text;
	uint32_t n = p->places.n_texts;

	put_number(p, n);
	for (uint32_t i = 1; i < n; i++)
		put_number(p, common_prefix(text[i - 1], text[i]));
	for (uint32_t i = 1; i < n; i++)
		put_number(p, text[i].n - common_prefix(text[i - 1], text[i]));
	for (uint32_t i = 1; i < n; i++) {
		size_t shared = common_prefix(text[i - 1], text[i]);

		put_bytes(p, text[i].at + shared, text[i].n - shared);
	}
}

/* Is the place a gap between two calls of a chart, which is no function? */
static bool
is_gap(const struct packer *p, uint32_t place)
{
	return place > 0 && p->places.node[place] == p->f->scene->nodes.n;
}

static void
put_places(struct packer *p)
{
	const struct pfl_flame_places *places = &p->places;
	const struct pfl_nodes *nodes = &p->f->scene->nodes;

	put_number(p, places->n);
	for (uint32_t i = 0; i < places->n; i++)
		put_number(p, places->name[i]);
	for (uint32_t i = 0; i < places->n; i++)
		put_number(p, places->file[i]);
	for (uint32_t i = 0; i < places->n; i++)
		put_number(p, places->object[i]);
	for (uint32_t i = 0; i < places->n; i++)
		put_signed(p, i && !is_gap(p, i) ? nodes->line[places->node[i]] : 0);
	for (uint32_t i = 0; i < places->n; i++)
		put_number(p, i ? p->f->whose[places->node[i]] : PFL_CLASS_UNKNOWN);
	for (uint32_t i = 0; i < places->n; i++)
		put_number(p, i ? p->f->tone[places->node[i]] : p->f->root_tone);
}

/* How many levels up from the row before the parent is, and whether all calls were inlined. */
static void
put_shape(struct packer *p)
{
	const struct pfl_calltree *tree = p->f->tree;
	uint32_t last = 0;

	put_number(p, p->rows.n);
	for (uint32_t i = 1; i < p->rows.n; i++) {
		uint32_t row = p->rows.row[i], depth = tree->depth[row];

		put_number(p, (pfl_usum)(last + 1 - depth) << 1 | tree->inlined[row]);
		last = depth;
	}
	for (uint32_t i = 1; i < p->rows.n; i++)
		put_number(p, p->places.of_node[pfl_flame_node(p->f, p->rows.row[i])]);
}

static uint64_t
gcd(uint64_t a, pfl_sum value)
{
	pfl_usum wide = (pfl_usum)pfl_sum_abs(value);
	uint64_t b, rest;

	if (a == 1 || wide == 0)
		return a;
	if (a == 0 && wide >> 64)
		return 1;
	b = a ? (uint64_t)(wide % a) : (uint64_t)wide;
	while (b && a) {
		rest = a % b;
		a = b;
		b = rest;
	}
	return a ? a : b;
}

/* A column of values by row of the tree, and what was left out by kept row (may be NULL). */
static void
put_values(struct packer *p, const pfl_sum *self, const pfl_sum *rest, bool with_sign)
{
	uint64_t unit = 0;

	for (uint32_t i = 0; i < p->rows.n && unit != 1; i++) {
		unit = gcd(unit, self[p->rows.row[i]]);
		unit = gcd(unit, rest[i]);
	}
	if (unit == 0)
		unit = 1;
	put_number(p, unit);
	for (uint32_t i = 0; i < p->rows.n; i++) {
		pfl_sum value = self[p->rows.row[i]] / (pfl_sum)unit;

		if (with_sign)
			put_signed(p, value);
		else
			put_number(p, (pfl_usum)value);
	}
	for (uint32_t i = 0; i < p->rows.n; i++) {
		pfl_sum value = rest[i] / (pfl_sum)unit;

		if (with_sign)
			put_signed(p, value);
		else
			put_number(p, (pfl_usum)value);
	}
}

static void
put_columns(struct packer *p)
{
	const struct pfl_flame *f = p->f;
	const struct pfl_flame_rows *rows = &p->rows;

	put_values(p, f->tree->self[0], rows->rest[0], f->is_signed);
	if (f->tree->self[1])
		put_values(p, f->tree->self[1], rows->rest[1], f->is_signed);
	if (f->has_widths)
		put_values(p, f->self, rows->rest_width, false);
	for (uint32_t k = 0; k < f->tree->n_more; k++)
		put_values(p, f->tree->more[k], rows->rest_more[k], f->is_signed);
}

/* How each row of a pair changed, and of which finding it is the place. */
static void
put_growth(struct packer *p)
{
	const uint32_t *finding = p->f->contrast.finding;

	for (uint32_t i = 0; i < p->rows.n; i++) {
		uint32_t row = p->rows.row[i];
		pfl_usum number = finding ? finding[row] : 0;

		put_number(p, number * PFL_GROWTHS + pfl_flame_growth(p->f, row));
	}
}

/* What tells noise from change in other trees, which a reader makes of this one. */
static void
put_noise(struct packer *p)
{
	const double unit = 1024, most = 9007199254740992;

	for (int own = 0; own < 2; own++) {
		put_number(p, 0); /* the root's place */
		for (uint32_t i = 1; i < p->places.n; i++) {
			uint32_t node = p->places.node[i];
			/* A gap between two calls of a chart is no function. */
			double noise = node < p->f->scene->nodes.n
				? pfl_contrast_noise(&p->f->contrast, node, own)
				: NAN;

			/* Also false for what is no number. */
			if (noise >= 0)
				put_number(p, 1 + (pfl_usum)fmin(ceil(unit * noise), most));
			else
				put_number(p, 0);
		}
	}
}

static void
put_entry(struct packer *p, const char *key, struct pfl_span value)
{
	put_text(p, pfl_span_of(key));
	put_text(p, value);
}

static void
put_sum_entry(struct packer *p, const char *key, pfl_sum value)
{
	char buf[PFL_SUM_TEXT];

	put_entry(p, key, pfl_span_of(pfl_sum_text(value, buf)));
}

static const char *
column_names(const struct pfl_flame *f)
{
	enum pfl_second second = f->scene->columns.second;

	if (second == PFL_SECOND_DIVISOR)
		return f->is_signed ? "value divisor width" : "value divisor";
	if (second == PFL_SECOND_BEFORE)
		return "value before width";
	return f->is_signed ? "value width" : "value";
}

/* An entry about the k-th of further sample types: "unit.1". */
static void
put_entry_of(struct packer *p, const char *key, uint32_t k, struct pfl_span value)
{
	char name[32];

	if (k == 0)
		snprintf(name, sizeof(name), "%s", key);
	else
		snprintf(name, sizeof(name), "%s.%" PRIu32, key, k);
	put_entry(p, name, value);
}

/* A sample type, and how to print its values: family, size of the unit in its smallest one. The
 * first one is k = 0. */
static void
put_type(struct packer *p, uint32_t k, const char *name, const char *unit, pfl_sum total)
{
	static const char *const families[] = {
		[PFL_UNIT_BYTES] = "bytes", [PFL_UNIT_TIME] = "time"
	};
	enum pfl_unit_family family = pfl_unit_family(unit);
	const char *label = "";
	double factor = 1;
	char sum[PFL_SUM_TEXT];

	put_entry_of(p, "type", k, pfl_span_of(name));
	put_entry_of(p, "unit", k, pfl_span_of(unit));
	if (family == PFL_UNIT_TIME || family == PFL_UNIT_BYTES)
		factor = pfl_unit_scale(1, unit, family == PFL_UNIT_TIME ? "ns" : "B", &label);
	else
		pfl_unit_scale(1, unit, "auto", &label);
	put_entry_of(p, "family", k,
		pfl_span_of(family < 3 && families[family] ? families[family] : ""));
	put_entry_of(p, "factor", k, pfl_span_of(pfl_sum_text((pfl_sum)factor, sum)));
	put_entry_of(p, "label", k, pfl_span_of(label));
	put_entry_of(p, "total", k, pfl_span_of(pfl_sum_text(total, sum)));
}

enum { OF_TYPE = 6 }; /* entries */

static void
put_types(struct packer *p)
{
	const struct pfl_scene *scene = p->f->scene;
	const struct pfl_profile *profile = scene->profile;
	const struct pfl_columns *columns = &scene->columns;

	put_type(p, 0, scene->type_name, scene->type_unit, scene->total);
	for (uint32_t k = 0; k < columns->n_more; k++) {
		uint32_t type = columns->more_type[k];

		put_type(p, k + 1, pfl_profile_text(profile, profile->types.name[type]).at,
			pfl_profile_text(profile, profile->types.unit[type]).at,
			scene->more_total[k]);
	}
}

static bool
put_column_names(struct packer *p)
{
	struct pfl_text names = { 0 };
	bool ok;

	pfl_text_str(&names, column_names(p->f));
	for (uint32_t k = 0; k < p->f->tree->n_more; k++)
		pfl_text_printf(&names, " value.%" PRIu32, k + 1);
	put_entry(p, "columns", pfl_text_span(&names));
	ok = pfl_text_ok(&names, p->err);
	pfl_text_clear(&names);
	return ok;
}

/* Of a pair: runs of each side, what old values are multiplied with, and how large the findings
 * are at least. */
static bool
put_sides(struct packer *p)
{
	const struct pfl_contrast *contrast = &p->f->contrast;
	const struct pfl_comparison *comparison = contrast->comparison;
	struct pfl_text bounds = { 0 };
	char runs[32], factor[PFL_NUMBER_TEXT], sum[PFL_SUM_TEXT];
	bool ok;

	snprintf(runs, sizeof(runs), "%u %u", contrast->n_old, contrast->n_new);
	put_entry(p, "runs", pfl_span_of(runs));
	put_entry(p, "scale", pfl_span_of(pfl_number_exact(contrast->factor, factor)));
	put_sum_entry(p, "old_total", p->f->scene->total_before);
	for (uint32_t i = 0; comparison && i < comparison->n_findings; i++)
		pfl_text_printf(&bounds, "%s%s", i ? " " : "",
			pfl_sum_text(pfl_contrast_bound(contrast, i), sum));
	put_entry(p, "bounds", pfl_text_span(&bounds));
	ok = pfl_text_ok(&bounds, p->err);
	pfl_text_clear(&bounds);
	return ok;
}

/* The places of the functions that the picture goes around, or of gaps. */
static bool
put_special(struct packer *p, const char *key, const uint8_t *meant)
{
	struct pfl_text numbers = { 0 };
	bool ok;

	for (uint32_t i = 1; i < p->places.n; i++) {
		if (meant ? !is_gap(p, i) && meant[p->places.node[i]] : is_gap(p, i))
			pfl_text_printf(&numbers, "%s%" PRIu32, numbers.n ? " " : "", i);
	}
	put_entry(p, key, pfl_text_span(&numbers));
	ok = pfl_text_ok(&numbers, p->err);
	pfl_text_clear(&numbers);
	return ok;
}

enum { COMMON = 6, OF_PAIR = 4 };

/* What is above what, unless it is the plain tree. */
static bool
put_layout(struct packer *p)
{
	const struct pfl_tree_layout *layout = &p->f->scene->layout;

	if (layout->kind > PFL_LAYOUT_ICICLE || layout->two_sided)
		put_entry(p, "layout",
			pfl_span_of(layout->two_sided ? "around"
						      : pfl_tree_layout_name(layout->kind)));
	if (layout->meant && !put_special(p, "around", layout->meant))
		return false;
	if (p->f->side != PFL_SIDE_UNION)
		put_entry(p, "side", pfl_span_of(pfl_side_name(p->f->side)));
	return layout->kind != PFL_LAYOUT_CHART || put_special(p, "gap", NULL);
}

static uint32_t
count_entries(const struct packer *p)
{
	const struct pfl_tree_layout *layout = &p->f->scene->layout;

	return COMMON + OF_TYPE * (1 + p->f->tree->n_more) + (p->f->scene->pair ? OF_PAIR : 0) +
		(uint32_t)(layout->kind > PFL_LAYOUT_ICICLE || layout->two_sided) +
		(layout->meant != NULL) + (p->f->side != PFL_SIDE_UNION) +
		(layout->kind == PFL_LAYOUT_CHART);
}

/* What the numbers mean. */
static bool
put_head(struct packer *p)
{
	const struct pfl_scene *scene = p->f->scene;
	const char *divide = scene->view ? pfl_view_get(scene->view, "divide-by") : NULL;

	put_bytes(p, "PFLF", 4);
	put_number(p, pfl_flame_version(p->f));
	put_number(p, count_entries(p));
	put_types(p);
	put_entry(p, "show", pfl_span_of(scene->unit));
	put_entry(p, "divide", pfl_span_of(divide ? divide : "1"));
	if (!put_column_names(p))
		return false;
	put_entry(p, "signed", pfl_span_of(p->f->is_signed ? "1" : "0"));
	put_sum_entry(p, "rows", p->f->tree->n);
	put_sum_entry(p, "floor", p->rows.floor);
	return put_layout(p) && (!scene->pair || put_sides(p));
}

static bool
serialize(struct packer *p, uint32_t max_rows, size_t max_bytes)
{
	if (!pfl_flame_select(&p->rows, p->f, max_rows, max_bytes, &p->arena, p->err) ||
		!pfl_flame_number(&p->places, p->f, &p->rows, &p->arena, p->err) ||
		!put_head(p))
		return false;
	put_texts(p);
	put_places(p);
	put_shape(p);
	put_columns(p);
	if (p->f->scene->pair)
		put_growth(p);
	if (p->f->scene->pair && p->f->contrast.comparison)
		put_noise(p);
	return p->err->code == PFL_OK;
}

static bool
deflate_raw(struct pfl_flame_data *data, const struct packer *p, struct pfl_error *err)
{
	struct pfl_out *out = pfl_out_memory(err);
	struct pfl_deflate *deflate = NULL;
	char *bytes = NULL;
	bool ok;

	if (!out)
		return false;
	deflate = pfl_deflate_new(out, LEVEL, err);
	ok = deflate != NULL;
	if (ok) {
		pfl_deflate_write(deflate, p->raw.at, p->raw.n);
		ok = pfl_deflate_finish(deflate, err);
		data->crc = pfl_deflate_crc(deflate);
	}
	if (ok)
		bytes = pfl_out_take(out, &data->n, err);
	else
		pfl_out_abandon(out);
	pfl_deflate_free(deflate);
	data->at = (unsigned char *)bytes;
	data->raw = p->raw.n;
	data->rows = p->rows.n;
	data->deep = p->rows.deep;
	data->floor = p->rows.floor;
	return bytes != NULL;
}

static bool
pack_once(struct pfl_flame_data *data, const struct pfl_flame *flame, uint32_t max_rows,
	size_t max_bytes, struct pfl_error *err)
{
	struct packer p = { .f = flame, .err = err };
	bool ok = serialize(&p, max_rows, max_bytes) && deflate_raw(data, &p, err);

	pfl_vec_clear(&p.raw, NULL);
	pfl_arena_clear(&p.arena);
	return ok;
}

bool
pfl_flame_pack(struct pfl_flame_data *data, const struct pfl_flame *flame, uint32_t max_rows,
	size_t max_bytes, struct pfl_error *err)
{
	size_t wish = max_bytes;

	/* The size is an estimate: where it was too low, ask for as much less. */
	for (int i = 0; i < TRIES; i++) {
		*data = (struct pfl_flame_data){ 0 };
		if (!pack_once(data, flame, max_rows, wish, err))
			return false;
		if (data->n <= max_bytes || data->rows <= 1 || i + 1 == TRIES)
			break;
		wish = (size_t)((double)wish * (double)max_bytes / (double)data->n * 0.9);
		free(data->at);
	}
	return true;
}
