/* SPDX-License-Identifier: Apache-2.0 */
/* All output formats: one line each here, one file each beside. The first of a family is its
 * default. */
#include "render/renderer.h"

extern const struct pfl_renderer pfl_render_callgraph_svg;
extern const struct pfl_renderer pfl_render_callgraph_dot;
extern const struct pfl_renderer pfl_render_callgraph_png;
extern const struct pfl_renderer pfl_render_callgraph_pdf;
extern const struct pfl_renderer pfl_render_callgraph_json;
extern const struct pfl_renderer pfl_render_flame_svg;
extern const struct pfl_renderer pfl_render_flame_html;
extern const struct pfl_renderer pfl_render_flame_png;
extern const struct pfl_renderer pfl_render_flame_pdf;
extern const struct pfl_renderer pfl_render_flame_folded;
extern const struct pfl_renderer pfl_render_flame_json;
extern const struct pfl_renderer pfl_render_convert_pprof;
extern const struct pfl_renderer pfl_render_convert_folded;
extern const struct pfl_renderer pfl_render_convert_callgrind;
extern const struct pfl_renderer pfl_render_convert_speedscope;
extern const struct pfl_renderer pfl_render_convert_json;
extern const struct pfl_renderer pfl_render_convert_ndjson;
extern const struct pfl_renderer pfl_render_top_text;
extern const struct pfl_renderer pfl_render_top_markdown;
extern const struct pfl_renderer pfl_render_top_json;
extern const struct pfl_renderer pfl_render_top_csv;
extern const struct pfl_renderer pfl_render_top_pprof;
extern const struct pfl_renderer pfl_render_tree_text;
extern const struct pfl_renderer pfl_render_tree_markdown;
extern const struct pfl_renderer pfl_render_tree_json;
extern const struct pfl_renderer pfl_render_tree_csv;
extern const struct pfl_renderer pfl_render_peek_text;
extern const struct pfl_renderer pfl_render_peek_markdown;
extern const struct pfl_renderer pfl_render_peek_json;
extern const struct pfl_renderer pfl_render_peek_csv;
extern const struct pfl_renderer pfl_render_list_text;
extern const struct pfl_renderer pfl_render_list_markdown;
extern const struct pfl_renderer pfl_render_list_json;
extern const struct pfl_renderer pfl_render_list_csv;
extern const struct pfl_renderer pfl_render_disasm_text;
extern const struct pfl_renderer pfl_render_disasm_markdown;
extern const struct pfl_renderer pfl_render_disasm_json;
extern const struct pfl_renderer pfl_render_disasm_csv;
extern const struct pfl_renderer pfl_render_weblist_html;
extern const struct pfl_renderer pfl_render_traces_text;
extern const struct pfl_renderer pfl_render_traces_markdown;
extern const struct pfl_renderer pfl_render_traces_json;
extern const struct pfl_renderer pfl_render_traces_csv;
extern const struct pfl_renderer pfl_render_tags_text;
extern const struct pfl_renderer pfl_render_tags_markdown;
extern const struct pfl_renderer pfl_render_tags_json;
extern const struct pfl_renderer pfl_render_tags_csv;
extern const struct pfl_renderer pfl_render_raw_text;
extern const struct pfl_renderer pfl_render_raw_markdown;
extern const struct pfl_renderer pfl_render_raw_json;
extern const struct pfl_renderer pfl_render_raw_csv;
extern const struct pfl_renderer pfl_render_comments_text;
extern const struct pfl_renderer pfl_render_comments_markdown;
extern const struct pfl_renderer pfl_render_comments_json;
extern const struct pfl_renderer pfl_render_comments_csv;
extern const struct pfl_renderer pfl_render_diff_text;
extern const struct pfl_renderer pfl_render_diff_markdown;
extern const struct pfl_renderer pfl_render_diff_json;
extern const struct pfl_renderer pfl_render_diff_html;
extern const struct pfl_renderer pfl_render_diff_svg;
extern const struct pfl_renderer pfl_render_diff_graph;
extern const struct pfl_renderer pfl_render_diff_dot;
extern const struct pfl_renderer pfl_render_diff_junit;
extern const struct pfl_renderer pfl_render_diff_tsv;
extern const struct pfl_renderer pfl_render_diff_folded;
extern const struct pfl_renderer pfl_render_diff_pprof;
extern const struct pfl_renderer pfl_render_calibrate_text;
extern const struct pfl_renderer pfl_render_calibrate_json;

const struct pfl_renderer *const pfl_renderers[] = {
#if PFL_HAVE_GRAPHVIZ
	&pfl_render_callgraph_svg,
#endif
	&pfl_render_callgraph_dot,
#if PFL_HAVE_GRAPHVIZ && PFL_HAVE_CAIRO
	&pfl_render_callgraph_png,
	&pfl_render_callgraph_pdf,
#endif
	&pfl_render_callgraph_json,
	&pfl_render_flame_svg,
	&pfl_render_flame_html,
#if PFL_HAVE_CAIRO
	&pfl_render_flame_png,
	&pfl_render_flame_pdf,
#endif
	&pfl_render_flame_folded,
	&pfl_render_flame_json,
	&pfl_render_convert_pprof,
	&pfl_render_convert_folded,
	&pfl_render_convert_callgrind,
	&pfl_render_convert_speedscope,
	&pfl_render_convert_json,
	&pfl_render_convert_ndjson,
	&pfl_render_top_text,
	&pfl_render_top_markdown,
	&pfl_render_top_json,
	&pfl_render_top_csv,
	&pfl_render_top_pprof,
	&pfl_render_tree_text,
	&pfl_render_tree_markdown,
	&pfl_render_tree_json,
	&pfl_render_tree_csv,
	&pfl_render_peek_text,
	&pfl_render_peek_markdown,
	&pfl_render_peek_json,
	&pfl_render_peek_csv,
	&pfl_render_list_text,
	&pfl_render_list_markdown,
	&pfl_render_list_json,
	&pfl_render_list_csv,
#if PFL_HAVE_DISASSEMBLY
	&pfl_render_disasm_text,
	&pfl_render_disasm_markdown,
	&pfl_render_disasm_json,
	&pfl_render_disasm_csv,
#endif
	&pfl_render_weblist_html,
	&pfl_render_traces_text,
	&pfl_render_traces_markdown,
	&pfl_render_traces_json,
	&pfl_render_traces_csv,
	&pfl_render_tags_text,
	&pfl_render_tags_markdown,
	&pfl_render_tags_json,
	&pfl_render_tags_csv,
	&pfl_render_raw_text,
	&pfl_render_raw_markdown,
	&pfl_render_raw_json,
	&pfl_render_raw_csv,
	&pfl_render_comments_text,
	&pfl_render_comments_markdown,
	&pfl_render_comments_json,
	&pfl_render_comments_csv,
	&pfl_render_diff_text,
	&pfl_render_diff_markdown,
	&pfl_render_diff_json,
	&pfl_render_diff_html,
	&pfl_render_diff_svg,
#if PFL_HAVE_GRAPHVIZ
	&pfl_render_diff_graph,
#endif
	&pfl_render_diff_dot,
	&pfl_render_diff_junit,
	&pfl_render_diff_tsv,
	&pfl_render_diff_folded,
	&pfl_render_diff_pprof,
	&pfl_render_calibrate_text,
	&pfl_render_calibrate_json,
	NULL,
};
