/* SPDX-License-Identifier: Apache-2.0 */
/* protobuf-c, which unpacks everything at once, agrees with the reader that does so by hand. */
#include "random_pprof.h"

#include "dump.h"
#include "profile.pb-c.h"

/* Ids of one kind in order, with their place in the file. */
struct ids {
	struct id {
		uint64_t id;
		int row;
	} * at;
	size_t n;
};

static int
compare_ids(const void *a, const void *b)
{
	const struct id *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

static void
ids_sort(struct ids *ids)
{
	qsort(ids->at, ids->n, sizeof(*ids->at), compare_ids);
}

static int
ids_find(const struct ids *ids, uint64_t id)
{
	struct id key = { id, 0 }, *found;

	found = ids->n ? bsearch(&key, ids->at, ids->n, sizeof(key), compare_ids) : NULL;
	return found ? found->row : -1;
}

/* Ids of a repeated field whose messages have an `id`. */
#define DEFINE_IDS(field)                                                                      \
	static struct ids ids_of_##field(const Pfl__Pb__Profile *m)                            \
	{                                                                                      \
		struct ids ids = { malloc((m->n_##field + 1) * sizeof(*ids.at)),               \
			m->n_##field };                                                        \
                                                                                               \
		for (size_t i = 0; i < ids.n; i++)                                             \
			ids.at[i] = (struct id){ m->field[i]->id, (int)i };                    \
		ids_sort(&ids);                                                                \
		return ids;                                                                    \
	}
DEFINE_IDS(mapping)
DEFINE_IDS(location)
DEFINE_IDS(function)

static void
put_string(struct pfl_text *t, const Pfl__Pb__Profile *m, int64_t index)
{
	dump_string(t,
		(struct pfl_span){
			(char *)m->string_table[index].data, m->string_table[index].len });
}

static void
put_meta(struct pfl_text *t, const Pfl__Pb__Profile *m)
{
	for (size_t i = 0; i < m->n_sample_type; i++) {
		pfl_text_str(t, "type");
		put_string(t, m, m->sample_type[i]->type);
		put_string(t, m, m->sample_type[i]->unit);
		pfl_text_char(t, '\n');
	}
	pfl_text_str(t, "default");
	put_string(t, m, m->default_sample_type);
	pfl_text_printf(t, "\nperiod %d", m->period_type != NULL);
	put_string(t, m, m->period_type ? m->period_type->type : 0);
	put_string(t, m, m->period_type ? m->period_type->unit : 0);
	dump_number(t, m->period);
	pfl_text_str(t, "\ntime");
	dump_number(t, m->time_nanos);
	dump_number(t, m->duration_nanos);
	pfl_text_str(t, "\nframes");
	put_string(t, m, m->drop_frames);
	put_string(t, m, m->keep_frames);
	pfl_text_str(t, "\ndoc");
	put_string(t, m, m->doc_url);
	pfl_text_char(t, '\n');
	for (size_t i = 0; i < m->n_comment; i++) {
		pfl_text_str(t, "comment");
		put_string(t, m, m->comment[i]);
		pfl_text_char(t, '\n');
	}
}

static void
put_tables(struct pfl_text *t, const Pfl__Pb__Profile *m)
{
	struct ids mappings = ids_of_mapping(m), functions = ids_of_function(m);

	for (size_t i = 0; i < m->n_mapping; i++) {
		const Pfl__Pb__Mapping *x = m->mapping[i];

		pfl_text_printf(t, "mapping %" PRIx64 " %" PRIx64 " %" PRIx64 " %d",
			x->memory_start, x->memory_limit, x->file_offset,
			x->has_functions + 2 * x->has_filenames + 4 * x->has_line_numbers +
				8 * x->has_inline_frames);
		put_string(t, m, x->filename);
		put_string(t, m, x->build_id);
		pfl_text_char(t, '\n');
	}
	for (size_t i = 0; i < m->n_function; i++) {
		const Pfl__Pb__Function *x = m->function[i];

		pfl_text_str(t, "function");
		put_string(t, m, x->name);
		put_string(t, m, x->system_name);
		put_string(t, m, x->filename);
		dump_number(t, x->start_line);
		pfl_text_char(t, '\n');
	}
	for (size_t i = 0; i < m->n_location; i++) {
		const Pfl__Pb__Location *x = m->location[i];

		pfl_text_printf(t, "location %" PRIx64 " %d %d", x->address,
			ids_find(&mappings, x->mapping_id), x->is_folded);
		for (size_t j = 0; j < x->n_line; j++) {
			dump_number(t, ids_find(&functions, x->line[j]->function_id));
			pfl_text_printf(t, ":%" PRId64 ":%" PRId64, x->line[j]->line,
				x->line[j]->column);
		}
		pfl_text_char(t, '\n');
	}
	free(mappings.at);
	free(functions.at);
}

static void
put_samples(struct pfl_text *t, const Pfl__Pb__Profile *m)
{
	struct ids locations = ids_of_location(m);

	for (size_t i = 0; i < m->n_sample; i++) {
		const Pfl__Pb__Sample *x = m->sample[i];

		pfl_text_str(t, "sample");
		for (size_t j = 0; j < x->n_value; j++)
			dump_number(t, x->value[j]);
		pfl_text_str(t, " |");
		for (size_t j = 0; j < x->n_location_id; j++)
			dump_number(t, ids_find(&locations, x->location_id[j]));
		pfl_text_str(t, " |");
		for (size_t j = 0; j < x->n_label; j++) {
			const Pfl__Pb__Label *l = x->label[j];

			put_string(t, m, l->key);
			pfl_text_char(t, l->str ? '=' : ':');
			if (!l->str)
				dump_number(t, l->num);
			put_string(t, m, l->str ? l->str : l->num_unit);
		}
		pfl_text_char(t, '\n');
	}
	free(locations.at);
}

/* Check that both readers find the same in these bytes. */
static void
compare_readers(struct pfl_span bytes)
{
	struct pfl_error err = { 0 };
	struct pfl_profile *p =
		read_bytes(bytes, &(struct pfl_read_opts){ .format = "pprof" }, &err);
	struct pfl_text got = dump_profile(p), want = { 0 };
	Pfl__Pb__Profile *m =
		pfl__pb__profile__unpack(NULL, bytes.n, (const uint8_t *)bytes.at);

	CHECK_STR(err.msg, "");
	if (CHECK(m != NULL)) {
		put_meta(&want, m);
		put_tables(&want, m);
		put_samples(&want, m);
		dump_check(pfl_text_get(&got), pfl_text_get(&want));
		pfl__pb__profile__free_unpacked(m, NULL);
	}
	pfl_text_clear(&got);
	pfl_text_clear(&want);
	pfl_profile_free(p);
}

int
main(void)
{
	static const char *const kinds[] = { "cpu", "heap", "allocs", "goroutine", "mutex",
		"block" };

	for (size_t i = 0; i < COUNTOF(kinds) * 2; i++) {
		char name[64];
		struct pfl_text bytes;

		snprintf(name, sizeof(name), "samples/go/%s.%s.pb.gz", i % 2 ? "fast" : "slow",
			kinds[i / 2]);
		test_case(name);
		bytes = sample_bytes(name);
		compare_readers(pfl_text_span(&bytes));
		pfl_text_clear(&bytes);
	}
	for (uint64_t seed = 1; seed <= test_share(300); seed++) {
		struct pfl_text bytes = { 0 };
		char name[64];

		snprintf(name, sizeof(name), "random profile %d", (int)seed);
		test_case(name);
		random_pprof(&bytes, seed);
		compare_readers(pfl_text_span(&bytes));
		pfl_text_clear(&bytes);
	}
	return test_done();
}
