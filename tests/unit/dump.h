/* SPDX-License-Identifier: Apache-2.0 */
/* Everything that a profile holds as text, so that two can be compared. */
#ifndef PFL_TESTS_DUMP_H
#define PFL_TESTS_DUMP_H

#include "harness.h"

#include "base/text.h"
#include "model/profile.h"

/* A string in quotes, with what is not plain as \xHH. */
static inline void
dump_string(struct pfl_text *t, struct pfl_span s)
{
	pfl_text_str(t, " \"");
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.at[i];

		if (c < ' ' || c > '~' || c == '"' || c == '\\')
			pfl_text_printf(t, "\\x%02x", c);
		else
			pfl_text_char(t, (char)c);
	}
	pfl_text_char(t, '"');
}

static inline void
dump_number(struct pfl_text *t, int64_t number)
{
	pfl_text_printf(t, " %" PRId64, number);
}

static inline void
dump_id(struct pfl_text *t, const struct pfl_profile *p, uint32_t id)
{
	dump_string(t, pfl_profile_text(p, id));
}

static inline void
dump_meta(struct pfl_text *t, const struct pfl_profile *p)
{
	const struct pfl_meta *m = &p->meta;

	for (uint32_t i = 0; i < p->types.n; i++) {
		pfl_text_str(t, "type");
		dump_id(t, p, p->types.name[i]);
		dump_id(t, p, p->types.unit[i]);
		pfl_text_char(t, '\n');
	}
	pfl_text_str(t, "default");
	dump_id(t, p, m->default_type);
	pfl_text_printf(t, "\nperiod %d", m->has_period_type);
	dump_id(t, p, m->period_type);
	dump_id(t, p, m->period_unit);
	dump_number(t, m->period);
	pfl_text_str(t, "\ntime");
	dump_number(t, m->time_nanos);
	dump_number(t, m->duration_nanos);
	pfl_text_str(t, "\nframes");
	dump_id(t, p, m->drop_frames);
	dump_id(t, p, m->keep_frames);
	pfl_text_str(t, "\ndoc");
	dump_id(t, p, m->doc_url);
	pfl_text_char(t, '\n');
	for (uint32_t i = 0; i < m->n_comments; i++) {
		pfl_text_str(t, "comment");
		dump_id(t, p, m->comment[i]);
		pfl_text_char(t, '\n');
	}
}

static inline void
dump_tables(struct pfl_text *t, const struct pfl_profile *p)
{
	const struct pfl_mappings *m = &p->mappings;
	const struct pfl_locations *l = &p->locations;

	for (uint32_t i = 0; i < m->n; i++) {
		pfl_text_printf(t, "mapping %" PRIx64 " %" PRIx64 " %" PRIx64 " %d",
			m->start[i], m->limit[i], m->offset[i], m->flags[i]);
		dump_id(t, p, m->file[i]);
		dump_id(t, p, m->build_id[i]);
		if (m->debug_id[i])
			dump_id(t, p, m->debug_id[i]);
		pfl_text_char(t, '\n');
	}
	for (uint32_t i = 0; i < p->funcs.n; i++) {
		pfl_text_str(t, "function");
		dump_id(t, p, p->funcs.name[i]);
		dump_id(t, p, p->funcs.system[i]);
		dump_id(t, p, p->funcs.file[i]);
		dump_number(t, p->funcs.start_line[i]);
		pfl_text_char(t, '\n');
	}
	for (uint32_t i = 0; i < l->n; i++) {
		pfl_text_printf(t, "location %" PRIx64 " %d %d", l->address[i],
			l->mapping[i] == PFL_NONE ? -1 : (int)l->mapping[i],
			l->folded ? l->folded[i] : 0);
		for (uint32_t f = l->first_frame[i]; f < l->first_frame[i + 1]; f++) {
			if (p->frames.func[f] == PFL_NONE)
				continue;
			dump_number(t, p->frames.func[f]);
			pfl_text_printf(t, ":%" PRId64 ":%" PRId64, p->frames.line[f],
				p->frames.column[f]);
		}
		pfl_text_char(t, '\n');
	}
}

static inline void
dump_labels(struct pfl_text *t, const struct pfl_profile *p, uint32_t set)
{
	for (uint32_t i = p->labelsets.first[set]; i < p->labelsets.first[set + 1]; i++) {
		uint32_t l = p->labelsets.label[i];

		dump_id(t, p, p->labels.key[l]);
		pfl_text_char(t, p->labels.text[l] == PFL_NONE ? ':' : '=');
		if (p->labels.text[l] == PFL_NONE) {
			dump_number(t, p->labels.number[l]);
			dump_id(t, p, p->labels.unit[l]);
		} else {
			dump_id(t, p, p->labels.text[l]);
		}
	}
}

static inline void
dump_samples(struct pfl_text *t, const struct pfl_profile *p)
{
	for (uint32_t i = 0; i < p->samples.n; i++) {
		pfl_text_str(t, "sample");
		for (uint32_t v = 0; v < p->types.n; v++)
			dump_number(t, p->samples.value[v][i]);
		for (uint32_t v = 0; p->samples.before && v < p->types.n; v++)
			pfl_text_printf(t, " <%" PRId64, p->samples.before[v][i]);
		pfl_text_str(t, " |");
		for (uint32_t row = p->samples.stack[i]; row;
			row = pfl_stack_above(&p->stacks, row))
			dump_number(t, p->stacks.location[row]);
		pfl_text_str(t, " |");
		if (p->samples.labels)
			dump_labels(t, p, p->samples.labels[i]);
		pfl_text_char(t, '\n');
	}
}

/* The text, which the caller clears; NULL gives "". Rows are numbered from 0, leaf first. */
static inline struct pfl_text
dump_profile(const struct pfl_profile *p)
{
	struct pfl_text t = { 0 };

	if (p) {
		dump_meta(&t, p);
		dump_tables(&t, p);
		dump_samples(&t, p);
	}
	if (t.failed)
		abort();
	return t;
}

/* Check that two dumps are equal and show where they part. */
static inline bool
dump_check(const char *got, const char *want)
{
	size_t line = 0;

	if (CHECK(strcmp(got, want) == 0))
		return true;
	while (*got && *got == *want) {
		line = *got == '\n' ? 0 : line + 1;
		got++;
		want++;
	}
	got -= line;
	want -= line;
	fprintf(stderr, "  got:  %.*s\n  want: %.*s\n", (int)strcspn(got, "\n"), got,
		(int)strcspn(want, "\n"), want);
	return false;
}

#endif
