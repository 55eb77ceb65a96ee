/* SPDX-License-Identifier: Apache-2.0 */
/* Scripts and style sheets that documents carry: files beside this one, turned into arrays when
 * the library is built (cmake/EmbedAssets.cmake). */
#ifndef PFL_RENDER_ASSETS_H
#define PFL_RENDER_ASSETS_H

/* NUL-terminated, without comments and indentation. */
extern const char pfl_asset_flame_js[];
extern const char pfl_asset_flame_xml[];
extern const char pfl_asset_flame_css[];
extern const char pfl_asset_change_css[];
extern const char pfl_asset_gone_hatched_css[];
extern const char pfl_asset_new_hatched_css[];
extern const char pfl_asset_diff_js[];
extern const char pfl_asset_diff_css[];
extern const char pfl_asset_graph_js[];
extern const char pfl_asset_graph_css[];
extern const char pfl_asset_weblist_js[];
extern const char pfl_asset_weblist_css[];

/* The SHA-256 of some in base64, as a Content-Security-Policy names what it lets through. */
extern const char pfl_asset_flame_js_sha256[];
extern const char pfl_asset_diff_js_sha256[];
extern const char pfl_asset_weblist_js_sha256[];
extern const char pfl_asset_weblist_css_sha256[];

#endif
