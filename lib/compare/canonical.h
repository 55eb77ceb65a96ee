/* SPDX-License-Identifier: Apache-2.0 */
/* What stays of a function's name when the program is built again. */
#ifndef PFL_COMPARE_CANONICAL_H
#define PFL_COMPARE_CANONICAL_H

#include "base/text.h"

/*
 * The canonical key of a name: without what compilers, linkers and runtimes number, hash or
 * place anew in each build. Names with equal keys are likely, not certainly, the same function,
 * so ask only for those that the other build does not have, and believe only a key that is one
 * function's on either side.
 *
 *     anywhere  addresses 0x4a10; +0x1f and :line:col at the end; @v1.2.3 of a module; what is
 * in front of vendor/, pkg/mod/ and the like Go        [go.shape.int] is [...]; numbers of
 * .func1.2, .gowrap1, .deferwrap1, -range1; -fm C, C++    .isra.0 .part.0 .constprop.0 .cold
 * .lto_priv.0 .llvm.0 .clone.0, [clone .cold]; anonymous namespaces; numbers of lambdas and
 * unnamed types Rust      ::h and 16 hex digits, hashes of crates, numbers of closures JVM
 * numbers and addresses of lambdas, forms, accessors, proxies and anonymous classes; thread ids
 * and CPU numbers
 *
 * With `templates`, template arguments too: "f<int>" is "f<...>".
 *
 * Returns `name` itself when there is nothing to leave out or nothing would stay; otherwise a
 * text in scratch, which is overwritten (cut short when scratch->failed). Takes any bytes, in
 * linear time.
 */
struct pfl_span pfl_canonical_name(
	struct pfl_span name, bool templates, struct pfl_text *scratch);

/*
 * The key of a source file: the last element of its path. Builds differ in where they stand,
 * and in the versions of directories.
 */
struct pfl_span pfl_canonical_file(struct pfl_span file);

#endif
