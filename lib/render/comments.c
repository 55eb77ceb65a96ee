/* SPDX-License-Identifier: Apache-2.0 */
/* comments: what was noted in a profile, a line for each. */
#include "base/escape.h"
#include "render/renderer.h"
#include "render/report.h"

static struct pfl_span
comment_at(const struct pfl_scene *scene, size_t i)
{
	return pfl_profile_text(scene->profile, scene->profile->meta.comment[i]);
}

static bool
render_text(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	struct pfl_text line = { 0 }, visible = { 0 };
	bool ok = true;

	(void)style;
	for (uint32_t i = 0; ok && i < scene->profile->meta.n_comments; i++) {
		pfl_text_reset(&visible);
		pfl_escape_terminal(pfl_sink_text(&visible), comment_at(scene, i));
		pfl_report_line(&line, pfl_text_span(&visible));
		pfl_text_char(&line, '\n');
		line.failed |= visible.failed;
		ok = pfl_report_put(&line, out, err);
	}
	pfl_text_clear(&visible);
	return ok;
}

const struct pfl_renderer pfl_render_comments_text = {
	.family = "comments",
	.format = "text",
	.suffix = ".txt",
	.help = "a line for each comment",
	.render = render_text,
};

static bool
render_markdown(const struct pfl_scene *scene, const struct pfl_style *style,
	struct pfl_out *out, struct pfl_error *err)
{
	struct pfl_text line = { 0 };
	bool ok = true;

	(void)style;
	pfl_text_str(&line, "### Comments\n\n");
	for (uint32_t i = 0; ok && i < scene->profile->meta.n_comments; i++) {
		struct pfl_span comment = comment_at(scene, i);

		pfl_text_str(&line, "- ");
		if (comment.n)
			pfl_escape_markdown_code(pfl_sink_text(&line), comment, false);
		pfl_text_char(&line, '\n');
		ok = pfl_report_put(&line, out, err);
	}
	return ok && pfl_report_put(&line, out, err);
}

const struct pfl_renderer pfl_render_comments_markdown = {
	.family = "comments",
	.format = "markdown",
	.suffix = ".md",
	.help = "a list in Markdown",
	.render = render_markdown,
};

static bool
render_json(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	struct pfl_jsonw w;

	pfl_jsonw_init(&w, out, 2);
	pfl_jsonw_object(&w);
	pfl_report_json_head(&w, scene, style, "comments/1");
	pfl_jsonw_key(&w, "doc_url");
	pfl_jsonw_str(&w, pfl_profile_text(scene->profile, scene->profile->meta.doc_url));
	pfl_jsonw_key(&w, "comments");
	pfl_jsonw_array(&w);
	for (uint32_t i = 0; i < scene->profile->meta.n_comments && pfl_out_ok(out); i++)
		pfl_jsonw_str(&w, comment_at(scene, i));
	pfl_jsonw_end(&w);
	pfl_jsonw_end(&w);
	return pfl_jsonw_finish(&w, err);
}

const struct pfl_renderer pfl_render_comments_json = {
	.family = "comments",
	.format = "json",
	.suffix = ".json",
	.help = "a list of whole texts, as JSON",
	.render = render_json,
};

static void
get_comment(const void *rows, size_t row, struct pfl_text *scratch, struct pfl_cell *cell)
{
	(void)scratch;
	cell->name = comment_at(rows, row);
}

static bool
render_csv(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	static const struct pfl_table_column column = { "comment", "", PFL_IN_CSV, 0,
		get_comment };
	struct pfl_table table = pfl_report_table(scene, style);

	table.column = &column;
	table.n_columns = 1;
	table.rows = scene;
	table.n = scene->profile->meta.n_comments;
	return pfl_table_csv(&table, out, err);
}

const struct pfl_renderer pfl_render_comments_csv = {
	.family = "comments",
	.format = "csv",
	.suffix = ".csv",
	.help = "one column, as comma-separated values",
	.render = render_csv,
};
