/* SPDX-License-Identifier: Apache-2.0 */
/* Frames of native programs, as locations. */
#include "decode/native.h"

#include "decode/maps.h"

/* The pieces of a frame in its text, each ended by LF. */
enum {
	INLINED = 'i',
	FUNCTION = 'f',
	OBJECT = 'o',
	LINE = 'l',
};

bool
pfl_natives_init(struct pfl_natives *n, struct pfl_builder *b, struct pfl_error *err)
{
	struct pfl_budget *budget = pfl_builder_budget(b);

	*n = (struct pfl_natives){ .b = b };
	pfl_places_init(&n->places, b);
	pfl_idmap_init(&n->map, budget);
	return pfl_strtab_init(&n->names, NULL, budget, err) &&
		pfl_strtab_init(&n->objects, NULL, budget, err) &&
		pfl_strtab_init(&n->texts, NULL, budget, err);
}

void
pfl_natives_clear(struct pfl_natives *n)
{
	struct pfl_budget *budget = pfl_builder_budget(n->b);

	pfl_places_clear(&n->places);
	pfl_strtab_clear(&n->names);
	pfl_strtab_clear(&n->objects);
	pfl_strtab_clear(&n->texts);
	pfl_vec_clear(&n->known, budget);
	pfl_idmap_clear(&n->map);
	pfl_vec_clear(&n->last, budget);
	pfl_vec_clear(&n->mapping, budget);
	pfl_vec_clear(&n->row, budget);
	pfl_text_clear(&n->frame);
	pfl_text_clear(&n->scratch);
	pfl_vec_clear(&n->lines, budget);
}

static void
put(struct pfl_natives *n, char kind, struct pfl_span text)
{
	pfl_text_char(&n->frame, kind);
	pfl_text_add(&n->frame, text);
	pfl_text_char(&n->frame, '\n');
}

void
pfl_native_inlined(struct pfl_natives *n, struct pfl_span name)
{
	put(n, INLINED, name);
}

/* Have the number of a name, and what is known of it. */
static bool
number_name(struct pfl_natives *n, struct pfl_span name, struct pfl_error *err)
{
	n->name = pfl_strtab_add(&n->names, name, err);
	if (n->name == UINT32_MAX)
		return false;
	if (n->name < n->last.n)
		return true;
	if (!pfl_vec_reserve(
		    &n->last, n->name + 1 - n->last.n, pfl_builder_budget(n->b), "names", err))
		return false;
	while (n->last.n <= n->name)
		n->last.at[n->last.n++] = 0;
	return true;
}

/* The same for an object, which is often that of the frame before. */
static bool
number_object(struct pfl_natives *n, struct pfl_span object, struct pfl_error *err)
{
	if (pfl_span_eq(pfl_strtab_get(&n->objects, n->object), object) && n->mapping.n)
		return true;
	n->object = pfl_strtab_add(&n->objects, object, err);
	if (n->object == UINT32_MAX) {
		n->object = 0;
		return false;
	}
	if (n->object < n->mapping.n)
		return true;
	if (!pfl_vec_reserve(&n->mapping, n->object + 1 - n->mapping.n,
		    pfl_builder_budget(n->b), "objects", err))
		return false;
	while (n->mapping.n <= n->object)
		n->mapping.at[n->mapping.n++] = PFL_NONE;
	return true;
}

bool
pfl_native_function(struct pfl_natives *n, struct pfl_span name, struct pfl_span object,
	struct pfl_error *err)
{
	n->function = n->frame.n;
	if (n->frame.n) {
		put(n, FUNCTION, name);
		put(n, OBJECT, object);
		return true;
	}
	n->plain = number_name(n, name, err) && number_object(n, object, err);
	return n->plain;
}

/* The frame at hand becomes a text. */
static void
spell_out(struct pfl_natives *n)
{
	if (!n->plain)
		return;
	put(n, FUNCTION, pfl_strtab_get(&n->names, n->name));
	put(n, OBJECT, pfl_strtab_get(&n->objects, n->object));
	n->plain = false;
}

void
pfl_native_was_inlined(struct pfl_natives *n)
{
	struct pfl_span rest, name;

	spell_out(n);
	if (n->frame.n <= n->function || n->frame.at[n->function] != FUNCTION)
		return;
	n->frame.at[n->function] = INLINED;
	rest = (struct pfl_span){ n->frame.at + n->function, n->frame.n - n->function };
	if (pfl_span_cut(&rest, '\n', &name) && rest.at)
		pfl_text_cut(&n->frame, n->function + name.n + 1);
}

bool
pfl_native_line(struct pfl_natives *n, struct pfl_span place)
{
	struct pfl_span file;
	int64_t line;

	if ((!n->frame.n && !n->plain) || !pfl_places_file_line(place, &file, &line))
		return false;
	spell_out(n);
	put(n, LINE, place);
	return true;
}

void
pfl_native_drop(struct pfl_natives *n)
{
	n->plain = false;
	pfl_text_reset(&n->frame);
}

static bool
is_unknown(struct pfl_span name)
{
	return name.n == 0 || pfl_span_eq(name, pfl_span_of("[unknown]")) ||
		pfl_span_eq(name, pfl_span_of("???"));
}

/* A frame more of the location, outside those before it. */
static bool
add_line(struct pfl_natives *n, struct pfl_span name, struct pfl_error *err)
{
	struct pfl_place place = { .name = pfl_build_string(
					   n->b, pfl_native_name(name, &n->scratch)) };
	struct pfl_line line = { .func = pfl_places_func(&n->places, &place, err) };

	if (line.func == UINT32_MAX || !pfl_text_ok(&n->scratch, err) ||
		!pfl_vec_reserve(&n->lines, 1, pfl_builder_budget(n->b), "inlined calls", err))
		return false;
	n->lines.at[n->lines.n++] = line;
	return true;
}

/* perf-map-agent writes what was inlined into a method behind it: "A::outer->B::inner". */
static bool
add_jit(struct pfl_natives *n, struct pfl_span name, struct pfl_error *err)
{
	size_t end = name.n;

	for (size_t i = name.n; i-- > 0;) {
		bool arrow = i > 0 && name.at[i - 1] == '-' && name.at[i] == '>';

		if (!arrow && i > 0)
			continue;
		if (!add_line(
			    n, (struct pfl_span){ name.at + i + arrow, end - i - arrow }, err))
			return false;
		end = i - arrow;
	}
	return true;
}

/* The function of the frame itself: "" where only the object is known. */
static bool
add_function(struct pfl_natives *n, struct pfl_span name, struct pfl_span object,
	struct pfl_error *err)
{
	if (!is_unknown(name))
		return pfl_native_is_jit(object) ? add_jit(n, name, err)
						 : add_line(n, name, err);
	/* Without a name the object stands for it; where calls were inlined, some name must. */
	if (is_unknown(object) || n->lines.n)
		return add_line(n, pfl_span_of("[unknown]"), err);
	return true;
}

/* Put a line to the frame that was added last, whose function is then one of its file. */
static bool
set_line(struct pfl_natives *n, struct pfl_span place, struct pfl_span name,
	struct pfl_error *err)
{
	struct pfl_line *last = n->lines.n ? &n->lines.at[n->lines.n - 1] : NULL;
	struct pfl_place func = { 0 };
	struct pfl_span file;

	if (!last || !pfl_places_file_line(place, &file, &last->line))
		return true;
	func.name = pfl_build_string(n->b, pfl_native_name(name, &n->scratch));
	func.file = pfl_build_string(n->b, file);
	last->func = pfl_places_func(&n->places, &func, err);
	return last->func != UINT32_MAX;
}

/* The number of an object, which stands for its mapping; PFL_NONE for none, and with *err. */
static uint32_t
mapping_of(struct pfl_natives *n, struct pfl_span object, struct pfl_error *err)
{
	uint32_t before = n->object, number = PFL_NONE;

	if (is_unknown(object))
		return PFL_NONE;
	if (number_object(n, object, err))
		number = n->object;
	n->object = before;
	return number;
}

/* The frames in n->lines become a location. UINT32_MAX with *err. */
static uint32_t
add_location(struct pfl_natives *n, uint32_t mapping, struct pfl_error *err)
{
	uint32_t row;

	if (err->code != PFL_OK)
		return UINT32_MAX;
	row = pfl_build_location(n->b, 0, mapping, false, n->lines.at, n->lines.n);
	return pfl_builder_check(n->b, err) ? row : UINT32_MAX;
}

/* Make a location of a function and its object. UINT32_MAX with *err. */
static uint32_t
build_plain(struct pfl_natives *n, struct pfl_error *err)
{
	struct pfl_span name = pfl_strtab_get(&n->names, n->name);
	struct pfl_span object = pfl_strtab_get(&n->objects, n->object);

	n->lines.n = 0;
	return add_function(n, name, object, err)
		? add_location(n, mapping_of(n, object, err), err)
		: UINT32_MAX;
}

/* Make a location of the frame's text. UINT32_MAX with *err. */
static uint32_t
build(struct pfl_natives *n, struct pfl_span text, struct pfl_error *err)
{
	struct pfl_span piece, name = { 0 };
	uint32_t mapping = PFL_NONE;
	bool ok = true;

	n->lines.n = 0;
	while (ok && text.n && pfl_span_cut(&text, '\n', &piece)) {
		char kind = piece.at[0];

		piece.at++;
		piece.n--;
		switch (kind) {
		case INLINED:
			name = piece;
			ok = add_line(n, name, err);
			break;
		case FUNCTION:
			name = piece;
			break;
		case OBJECT:
			ok = add_function(n, name, piece, err);
			mapping = mapping_of(n, piece, err);
			break;
		default:
			ok = set_line(n, piece, name, err);
		}
	}
	return ok ? add_location(n, mapping, err) : UINT32_MAX;
}

/* The location of a frame that is a text. UINT32_MAX with *err. */
static uint32_t
find_text(struct pfl_natives *n, struct pfl_error *err)
{
	struct pfl_span text = pfl_text_span(&n->frame);
	uint32_t id = pfl_strtab_add(&n->texts, text, err), row;

	if (id == UINT32_MAX || !pfl_text_ok(&n->frame, err))
		return UINT32_MAX;
	if (id <= n->row.n) /* ids begin with 1 */
		return n->row.at[id - 1];
	if (!pfl_vec_reserve(&n->row, 1, pfl_builder_budget(n->b), "locations", err))
		return UINT32_MAX;
	row = build(n, text, err);
	n->row.at[n->row.n++] = row;
	return row;
}

/* What is known of the function and the object at hand; it is added when it is new. NULL with
 * *err. */
static const struct pfl_native_frame *
find_plain(struct pfl_natives *n, struct pfl_error *err)
{
	uint64_t hash = pfl_hash_pair(n->map.seed, n->name, n->object);
	uint32_t at = PFL_IDMAP_START, i, row;

	while ((i = pfl_idmap_next(&n->map, hash, &at)) != PFL_IDMAP_FREE) {
		if (n->known.at[i].name == n->name && n->known.at[i].object == n->object)
			break;
	}
	if (i == PFL_IDMAP_FREE) {
		row = build_plain(n, err);
		if (row == UINT32_MAX ||
			!pfl_vec_reserve(
				&n->known, 1, pfl_builder_budget(n->b), "frames", err) ||
			!pfl_idmap_reserve(&n->map, 1, err))
			return NULL;
		i = (uint32_t)n->known.n;
		n->known.at[n->known.n++] =
			(struct pfl_native_frame){ n->name, n->object, row };
		pfl_idmap_put(&n->map, hash, i);
	}
	n->last.at[n->name] = i + 1;
	return &n->known.at[i];
}

uint32_t
pfl_native_location(struct pfl_natives *n, struct pfl_error *err)
{
	const struct pfl_native_frame *known = NULL;
	uint32_t row;

	if (!n->plain) {
		row = find_text(n, err);
	} else {
		uint32_t last = n->last.at[n->name];

		if (last && n->known.at[last - 1].object == n->object)
			known = &n->known.at[last - 1];
		else
			known = find_plain(n, err);
		row = known ? known->row : UINT32_MAX;
	}
	pfl_native_drop(n);
	return row;
}

static void
add_mapping(struct pfl_natives *n, uint32_t object)
{
	struct pfl_mapping mapping = { .flags = PFL_HAS_FUNCTIONS };

	mapping.file = pfl_build_string(n->b, pfl_strtab_get(&n->objects, object));
	n->mapping.at[object] = pfl_build_mapping(n->b, &mapping);
}

bool
pfl_natives_finish(struct pfl_natives *n, struct pfl_error *err)
{
	const struct pfl_renumber maps = { .mapping = n->mapping.at };
	uint32_t program = 0;

	for (uint32_t i = 1; i < n->mapping.n && !program; i++) {
		struct pfl_span object = pfl_strtab_get(&n->objects, i);

		if (pfl_maps_is_program(object) && !pfl_native_is_jit(object))
			program = i;
	}
	if (program)
		add_mapping(n, program);
	for (uint32_t i = 1; i < n->mapping.n; i++) {
		if (i != program && !is_unknown(pfl_strtab_get(&n->objects, i)))
			add_mapping(n, i);
	}
	pfl_build_renumber(n->b, &maps);
	return pfl_builder_check(n->b, err);
}
