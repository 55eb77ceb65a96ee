/* SPDX-License-Identifier: Apache-2.0 */
/* Memory maps as text. */
#include "decode/maps.h"

#include "base/scan.h"

/*
 * Variables make long lines of short ones, and looking for them takes time. Recorders write one
 * or two; a path has at most 4096 bytes. What is more is no map.
 */
enum {
	VARIABLES = 16,
	NAME = 64,
	VALUE = 4096,
	LINE = 8192,
};

void
pfl_maps_init(struct pfl_maps *m, struct pfl_budget *budget)
{
	*m = (struct pfl_maps){ .budget = budget };
}

void
pfl_maps_clear(struct pfl_maps *m)
{
	pfl_vec_clear(&m->entry, m->budget);
	pfl_vec_clear(&m->variable, m->budget);
	pfl_text_clear(&m->text);
	pfl_text_clear(&m->line);
}

bool
pfl_maps_begins(struct pfl_span line)
{
	return pfl_span_find(line, "MAPPED_LIBRARIES:") < line.n ||
		pfl_span_find(line, "--- Memory map: ---") < line.n;
}

/* Cut off what a logger puts in front: "I0102 main.cc:123] ". */
static struct pfl_span
without_prefix(struct pfl_span line)
{
	for (size_t i = 0; i < line.n; i++) {
		size_t digits = i;

		if (line.at[i] != ']')
			continue;
		while (digits > 0 && pfl_is_digit(line.at[digits - 1]))
			digits--;
		if (digits < i && digits > 0 && line.at[digits - 1] == ':')
			return pfl_span_trim(
				(struct pfl_span){ line.at + i + 1, line.n - i - 1 });
	}
	return line;
}

/* The variable with the longest name that the text begins with, or NULL. */
static const struct pfl_map_variable *
variable_at(const struct pfl_maps *m, struct pfl_span text)
{
	const struct pfl_map_variable *best = NULL;

	for (size_t i = 0; i < m->variable.n; i++) {
		const struct pfl_map_variable *v = &m->variable.at[i];

		if (v->name_n <= text.n && (!best || v->name_n > best->name_n) &&
			memcmp(m->text.at + v->name, text.at, v->name_n) == 0)
			best = v;
	}
	return best;
}

/* Replace variables, once: what a value brings along stays as it is. */
static struct pfl_span
replace(struct pfl_maps *m, struct pfl_span line)
{
	if (!m->variable.n || !line.n || !memchr(line.at, '$', line.n))
		return line;
	pfl_text_reset(&m->line);
	while (line.n && m->line.n <= LINE) {
		size_t dollar = pfl_span_find(line, "$");
		const struct pfl_map_variable *v;

		pfl_text_add(&m->line, (struct pfl_span){ line.at, dollar });
		line.at += dollar;
		line.n -= dollar;
		if (!line.n)
			break;
		line.at++;
		line.n--;
		v = variable_at(m, line);
		if (!v) {
			pfl_text_char(&m->line, '$');
			continue;
		}
		pfl_text_add(&m->line, (struct pfl_span){ m->text.at + v->value, v->value_n });
		line.at += v->name_n;
		line.n -= v->name_n;
	}
	return pfl_text_span(&m->line);
}

static bool
add_variable(struct pfl_maps *m, struct pfl_span line, struct pfl_error *err)
{
	struct pfl_span name, value = line;
	struct pfl_map_variable *v;

	if (!pfl_span_cut(&value, '=', &name) || !value.at)
		return true;
	name = pfl_span_trim(name);
	value = pfl_span_trim(value);
	if (!name.n || name.n > NAME || value.n > VALUE || m->variable.n == VARIABLES) {
		m->strange++;
		return true;
	}
	if (!pfl_vec_reserve(&m->variable, 1, m->budget, "variables", err))
		return false;
	v = &m->variable.at[m->variable.n];
	*v = (struct pfl_map_variable){ m->text.n, name.n, m->text.n + name.n, value.n };
	pfl_text_add(&m->text, name);
	pfl_text_add(&m->text, value);
	if (!pfl_text_ok(&m->text, err))
		return false;
	m->variable.n++;
	return true;
}

/* "r-xp": true when that is what stands there; *executable says what it says. */
static bool
take_permissions(struct pfl_span *s, bool *executable)
{
	struct pfl_span rest = *s, word;

	if (!pfl_scan_word(&rest, &word) || word.n < 3)
		return false;
	for (size_t i = 0; i < word.n; i++) {
		if (!word.at[i] || !strchr("rwxps-", word.at[i]))
			return false;
	}
	*executable = memchr(word.at, 'x', word.n) != NULL;
	*s = rest;
	pfl_scan_blanks(s);
	return true;
}

/* "00001000 fd:01 1234 ", as in /proc/PID/maps. */
static bool
take_offset_and_inode(struct pfl_span *s, uint64_t *offset)
{
	struct pfl_span rest = *s;
	uint64_t ignored;

	if (!pfl_scan_hex(&rest, offset))
		return false;
	pfl_scan_blanks(&rest);
	if (!pfl_scan_hex(&rest, &ignored) || !pfl_scan_text(&rest, ":") ||
		!pfl_scan_hex(&rest, &ignored))
		return false;
	pfl_scan_blanks(&rest);
	if (!pfl_scan_u64(&rest, &ignored))
		return false;
	*s = pfl_span_trim(rest);
	return true;
}

/* "libc.so", "libc.so.6", "libc.so_1". */
static bool
is_library(struct pfl_span file)
{
	while (file.n) {
		size_t at = pfl_span_find(file, ".so");

		file.at += at;
		file.n -= at;
		if (!pfl_scan_text(&file, ".so"))
			return false;
		if (!file.n ||
			((file.at[0] == '.' || file.at[0] == '_') && file.n > 1 &&
				pfl_is_digit(file.at[1])))
			return true;
	}
	return false;
}

bool
pfl_maps_is_program(struct pfl_span file)
{
	return file.n && file.at[0] != '[' && !is_library(file);
}

static void
set_file(struct pfl_map_entry *entry, struct pfl_span file, struct pfl_builder *b)
{
	file = pfl_span_trim(file);
	if (pfl_span_ends(file, "(deleted)"))
		file.n -= strlen("(deleted)");
	file = pfl_span_trim(file);
	entry->program = pfl_maps_is_program(file);
	entry->hugepage = pfl_span_starts(file, "/anon_hugepage");
	entry->mapping.file = pfl_build_string(b, file);
}

/* "/bin/app (@1000) deadbeef", each of the three there or not. */
static void
take_file(struct pfl_span s, struct pfl_map_entry *entry, struct pfl_builder *b)
{
	size_t at = pfl_span_find(s, "(@");
	struct pfl_span rest = { s.at + at, s.n - at }, id;

	if (pfl_scan_text(&rest, "(@")) {
		pfl_scan_hex(&rest, &entry->mapping.offset);
		pfl_scan_text(&rest, ")");
		pfl_scan_blanks(&rest);
		if (pfl_scan_word(&rest, &id))
			entry->mapping.build_id = pfl_build_string(b, id);
	}
	set_file(entry, (struct pfl_span){ s.at, at }, b);
}

/* Start and end of a mapping: "400000-500000", "0x400000 0x500000". */
static bool
take_range(struct pfl_span *s, struct pfl_mapping *mapping)
{
	if (!pfl_scan_hex(s, &mapping->start))
		return false;
	if (!pfl_scan_text(s, "-"))
		pfl_scan_blanks(s);
	if (!pfl_scan_hex(s, &mapping->limit))
		return false;
	pfl_scan_text(s, ":");
	if (s->n && s->at[0] != ' ' && s->at[0] != '\t')
		return false;
	pfl_scan_blanks(s);
	return true;
}

bool
pfl_maps_line(
	struct pfl_maps *m, struct pfl_builder *b, struct pfl_span line, struct pfl_error *err)
{
	struct pfl_map_entry entry = { 0 };
	struct pfl_mapping *mapping = &entry.mapping;
	struct pfl_span rest;
	bool executable = true;

	line = replace(m, without_prefix(pfl_span_trim(line)));
	if (!pfl_text_ok(&m->line, err))
		return false;
	rest = line;
	if (line.n > LINE || !take_range(&rest, mapping)) {
		if (line.n && memchr(line.at, '=', line.n))
			return add_variable(m, line, err);
		m->strange += line.n > 0;
		return true;
	}
	if (take_permissions(&rest, &executable) && !executable)
		return true;
	if (mapping->limit <= mapping->start) {
		m->strange++;
		return true;
	}
	if (take_offset_and_inode(&rest, &mapping->offset))
		set_file(&entry, rest, b);
	else
		take_file(rest, &entry, b);
	if (!pfl_builder_check(b, err) ||
		!pfl_vec_reserve(&m->entry, 1, m->budget, "mappings", err))
		return false;
	m->entry.at[m->entry.n++] = entry;
	return true;
}
