/* SPDX-License-Identifier: Apache-2.0 */
/* Scripts and style sheets that documents carry: files beside this one, turned into arrays when
 * the library is built (cmake/EmbedAssets.cmake). */
#ifndef PFL_RENDER_ASSETS_H
#define PFL_RENDER_ASSETS_H

/* NUL-terminated, without comments and indentation. */
extern const char pfl_asset_flame_js[];
extern const char pfl_asset_flame_css[];
extern const char pfl_asset_graph_js[];
extern const char pfl_asset_graph_css[];

#endif
