/* SPDX-License-Identifier: Apache-2.0 */
/* disasm: the machine code of functions with flat and cum beside each instruction. */
#include "base/escape.h"
#include "render/annotate.h"
#include "render/renderer.h"

#include <inttypes.h>

static const struct pfl_instruction *
first_of(const struct pfl_scene *scene, const struct pfl_machine_code *code)
{
	return &scene->assembly.instruction[code->first];
}

static bool
same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* "main.parse main.go:12", where it is another place than that of the instruction before. */
static void
describe_place(const struct pfl_instruction *i, bool is_first, struct pfl_text *place)
{
	const struct pfl_instruction *before = i - 1;

	pfl_text_reset(place);
	if (!is_first && same_text(i->file, before->file) && i->line == before->line &&
		same_text(i->inlined, before->inlined))
		return;
	if (i->inlined) {
		pfl_escape_terminal(pfl_sink_text(place), pfl_span_of(i->inlined));
		pfl_text_str(place, i->file ? " " : "");
	}
	if (i->file)
		pfl_escape_terminal(pfl_sink_text(place), pfl_span_of(i->file));
	if (i->file && i->line)
		pfl_text_printf(place, ":%" PRId64, i->line);
}

static void
add_instruction(struct pfl_annotate *a, const struct pfl_instruction *i, bool is_first)
{
	pfl_sum flat[2] = { 0 }, cum[2] = { 0 };
	struct pfl_text place = { 0 };
	size_t start, n;

	pfl_annotate_spots(a->scene, i, flat, cum);
	describe_place(i, is_first, &place);
	if (place.n && strlen(i->text) >= 40)
		pfl_text_printf(&a->text, "%74s;%s\n", "", pfl_text_get(&place));
	pfl_annotate_values(a, flat, cum);
	pfl_text_printf(&a->text, " %10" PRIx64 ": ", i->address);
	start = a->text.n;
	pfl_escape_terminal(pfl_sink_text(&a->text), pfl_span_of(i->text));
	n = a->text.n - start;
	if (place.n && strlen(i->text) < 40)
		pfl_text_printf(&a->text, "%*s;%s", n < 40 ? (int)(40 - n) : 0, "",
			pfl_text_get(&place));
	pfl_text_char(&a->text, '\n');
	a->text.failed |= place.failed;
	pfl_text_clear(&place);
}

static void
add_head(struct pfl_annotate *a, const struct pfl_machine_code *code)
{
	const struct pfl_instruction *i = first_of(a->scene, code);
	pfl_sum flat[2] = { 0 }, cum[2] = { 0 };

	for (uint32_t k = 0; k < code->n; k++)
		pfl_annotate_spots(a->scene, &i[k], flat, cum);
	for (uint32_t k = 0; k < code->n_aliases; k++) {
		pfl_text_str(&a->text, "    AKA ======================== ");
		pfl_escape_terminal(pfl_sink_text(&a->text), pfl_span_of(code->alias[k]));
		pfl_text_char(&a->text, '\n');
	}
	pfl_annotate_sums(a, flat, cum);
}

/* The instructions of a function; `block` keeps them together for a fence around them. */
static void
put_code(struct pfl_annotate *a, const struct pfl_machine_code *code, bool block)
{
	const struct pfl_instruction *i = first_of(a->scene, code);

	for (uint32_t k = 0; k < code->n && pfl_out_ok(a->out) && !a->text.failed; k++) {
		add_instruction(a, &i[k], k == 0);
		if (!block)
			pfl_annotate_flush(a);
	}
	if (code->cut)
		pfl_text_str(&a->text, "                      ... there is more\n");
}

static bool
write_text(struct pfl_annotate *a, struct pfl_error *err)
{
	const struct pfl_assembly *assembly = &a->scene->assembly;

	(void)err;
	pfl_annotate_total(a);
	for (uint32_t i = 0; i < assembly->n && pfl_out_ok(a->out); i++) {
		const struct pfl_machine_code *code = &assembly->code[i];

		pfl_annotate_title(a, pfl_span_of(code->name), (struct pfl_span){ "", 0 });
		add_head(a, code);
		put_code(a, code, false);
	}
	pfl_annotate_flush(a);
	return true;
}

static bool
write_markdown(struct pfl_annotate *a, struct pfl_error *err)
{
	const struct pfl_assembly *assembly = &a->scene->assembly;
	struct pfl_text block = { 0 };

	if (!pfl_report_heading(a->scene, "Disassembly", a->out, err))
		return false;
	for (uint32_t i = 0; i < assembly->n && pfl_out_ok(a->out) && !a->text.failed; i++) {
		const struct pfl_machine_code *code = &assembly->code[i];

		pfl_text_reset(&block);
		pfl_annotate_heading(
			&block, pfl_span_of(code->name), (struct pfl_span){ "", 0 }, i == 0);
		add_head(a, code);
		put_code(a, code, true);
		pfl_report_block(pfl_text_span(&a->text), &block);
		a->text.failed |= block.failed;
		pfl_text_reset(&a->text);
		pfl_out_write(a->out, pfl_text_get(&block), block.n);
	}
	pfl_text_clear(&block);
	return true;
}

static void
csv_text(struct pfl_annotate *a, const char *text)
{
	pfl_escape_csv(
		pfl_sink_text(&a->text), pfl_span_of(text ? text : ""), a->style->csv_raw);
	pfl_text_char(&a->text, ',');
}

static bool
write_csv(struct pfl_annotate *a, struct pfl_error *err)
{
	const struct pfl_assembly *assembly = &a->scene->assembly;
	char number[PFL_SUM_TEXT];

	(void)err;
	pfl_out_str(a->out, "name,address,instruction,inlined,file,line,flat,cum\r\n");
	for (uint32_t k = 0; k < assembly->n; k++) {
		const struct pfl_machine_code *code = &assembly->code[k];
		const struct pfl_instruction *i = first_of(a->scene, code), *end = i + code->n;

		for (; i < end && pfl_out_ok(a->out); i++) {
			pfl_sum flat[2] = { 0 }, cum[2] = { 0 };

			pfl_annotate_spots(a->scene, i, flat, cum);
			csv_text(a, code->name);
			pfl_text_printf(&a->text, "0x%" PRIx64 ",", i->address);
			csv_text(a, i->text);
			csv_text(a, i->inlined);
			csv_text(a, i->file);
			pfl_text_printf(&a->text, "%" PRId64 ",", i->line);
			pfl_text_str(&a->text, pfl_sum_text(pfl_annotate_sum(a, flat), number));
			pfl_text_char(&a->text, ',');
			pfl_text_str(&a->text, pfl_sum_text(pfl_annotate_sum(a, cum), number));
			pfl_text_str(&a->text, "\r\n");
			pfl_annotate_flush(a);
		}
	}
	return true;
}

static void
json_text(struct pfl_jsonw *json, const char *key, const char *text)
{
	pfl_jsonw_key(json, key);
	pfl_jsonw_text(json, text ? text : "");
}

static void
json_instruction(
	struct pfl_annotate *a, struct pfl_jsonw *json, const struct pfl_instruction *i)
{
	pfl_sum flat[2] = { 0 }, cum[2] = { 0 };

	pfl_annotate_spots(a->scene, i, flat, cum);
	pfl_text_reset(&a->scratch);
	pfl_text_printf(&a->scratch, "0x%" PRIx64, i->address);
	pfl_jsonw_object(json);
	json_text(json, "address", pfl_text_get(&a->scratch));
	json_text(json, "instruction", i->text);
	json_text(json, "inlined", i->inlined);
	json_text(json, "file", i->file);
	pfl_jsonw_key(json, "line");
	pfl_jsonw_i64(json, i->line);
	pfl_annotate_json(a, json, flat, cum);
	pfl_jsonw_end(json);
}

static void
json_function(
	struct pfl_annotate *a, struct pfl_jsonw *json, const struct pfl_machine_code *code)
{
	const struct pfl_instruction *i = first_of(a->scene, code), *end = i + code->n;
	pfl_sum flat[2] = { 0 }, cum[2] = { 0 };

	for (const struct pfl_instruction *at = i; at < end; at++)
		pfl_annotate_spots(a->scene, at, flat, cum);
	pfl_jsonw_object(json);
	json_text(json, "name", code->name);
	pfl_jsonw_key(json, "aliases");
	pfl_jsonw_array(json);
	for (uint32_t k = 0; k < code->n_aliases; k++)
		pfl_jsonw_text(json, code->alias[k]);
	pfl_jsonw_end(json);
	pfl_annotate_json(a, json, flat, cum);
	pfl_jsonw_key(json, "cut");
	pfl_jsonw_bool(json, code->cut);
	pfl_jsonw_key(json, "instructions");
	pfl_jsonw_array(json);
	for (; i < end && pfl_out_ok(a->out); i++)
		json_instruction(a, json, i);
	pfl_jsonw_end(json);
	pfl_jsonw_end(json);
}

static bool
write_json(struct pfl_annotate *a, struct pfl_error *err)
{
	const struct pfl_assembly *assembly = &a->scene->assembly;
	struct pfl_jsonw json;

	pfl_jsonw_init(&json, a->out, 4);
	pfl_annotate_json_head(a, &json, "disasm/1");
	pfl_jsonw_key(&json, "routines");
	pfl_jsonw_array(&json);
	for (uint32_t i = 0; i < assembly->n; i++)
		json_function(a, &json, &assembly->code[i]);
	pfl_jsonw_end(&json);
	pfl_jsonw_end(&json);
	return pfl_jsonw_finish(&json, err);
}

enum { FLAGS = PFL_NEEDS_PATTERN | PFL_NOW_ONLY | PFL_ASSEMBLY };

static bool
render_text(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	return pfl_annotate_run(write_text, scene, style, out, err);
}

const struct pfl_renderer pfl_render_disasm_text = {
	.family = "disasm",
	.format = "text",
	.suffix = ".txt",
	.help = "machine code of functions that match, as go tool pprof -disasm prints it",
	.flags = FLAGS,
	.render = render_text,
};

static bool
render_markdown(const struct pfl_scene *scene, const struct pfl_style *style,
	struct pfl_out *out, struct pfl_error *err)
{
	return pfl_annotate_run(write_markdown, scene, style, out, err);
}

const struct pfl_renderer pfl_render_disasm_markdown = {
	.family = "disasm",
	.format = "markdown",
	.suffix = ".md",
	.help = "the same, a block for each function",
	.flags = FLAGS,
	.render = render_markdown,
};

static bool
render_json(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	return pfl_annotate_run(write_json, scene, style, out, err);
}

const struct pfl_renderer pfl_render_disasm_json = {
	.family = "disasm",
	.format = "json",
	.suffix = ".json",
	.help = "exact values of each instruction for scripts",
	.flags = FLAGS,
	.render = render_json,
};

static bool
render_csv(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	return pfl_annotate_run(write_csv, scene, style, out, err);
}

const struct pfl_renderer pfl_render_disasm_csv = {
	.family = "disasm",
	.format = "csv",
	.suffix = ".csv",
	.help = "a row for each instruction for spreadsheets",
	.flags = FLAGS,
	.render = render_csv,
};
