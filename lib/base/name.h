/* SPDX-License-Identifier: Apache-2.0 */
/* Names of functions and files: shortened, cleaned and cut as reports and pictures show them.
 */
#ifndef PFL_BASE_NAME_H
#define PFL_BASE_NAME_H

#include "base/text.h"

/*
 * Functions that return a part of their argument borrow from it. Those with a `scratch` may
 * answer from there instead: then the result dies when scratch changes, and is cut short when
 * scratch->failed.
 */

/*
 * For boxes: version and directories off a Go name, packages off a Java one, namespaces and
 * arguments off a C++ one (pprof's ShortenFunctionName): "github.com/foo/bar/v4.(*Foo).Bar" is
 * "bar.(*Foo).Bar".
 */
struct pfl_span pfl_name_shorten(struct pfl_span name, struct pfl_text *scratch);

/* What drop_frames, keep_frames and prune_from look at: no leading ".", nothing from the
 * arguments' "(" on. */
struct pfl_span pfl_name_simplify(struct pfl_span name);

/*
 * What a name's colour follows: Go's package; the packages in front of a class of Java or
 * Python
 * ("com.acme.shop" of "com.acme.shop.Cart.add", also of com/acme/shop/Cart.add and
 * Lcom/acme/shop/Cart;::add); the outermost namespace of C++; the crate of Rust, also of
 * "<T as Trait>::f". It ends at the first "." or "::" behind the last "/" where it is no class,
 * and lies in front of arguments and type parameters; "" if there is none. A symbol's version
 * and what compilers append are none: "memcpy@@GLIBC_2.14", "sort.isra.0".
 */
struct pfl_span pfl_name_package(struct pfl_span name);

/*
 * The end of a name that fits into so many columns (characters), starting behind a "/", "::"
 * or "." that is not inside brackets, nor for "." inside an import path: the longest that fits.
 * When even the last part is too long it is cut after columns - 1 characters, *cut becomes true
 * and the caller adds an ellipsis. Empty when columns is 0.
 */
struct pfl_span pfl_name_fit(struct pfl_span name, size_t columns, bool *cut);

/* Last element of a path: "/usr/bin/x" and "/usr/bin/x/" give "x"; "" stays "", "/" stays "/".
 */
struct pfl_span pfl_path_base(struct pfl_span path);

/* The shortest path that says the same, by its text alone: "a/../b//c" is "b/c"; "" stays "".
 */
struct pfl_span pfl_path_clean(struct pfl_span path, struct pfl_text *scratch);

/*
 * Cut off what the user does not want to see of a source file name: trim_path and source_path
 * are ":"-separated lists or "" (semantics as pprof's -trim_path and -source_path): a directory
 * of source_path whose last element stands in the path, if trim_path is empty; then the first
 * prefix of trim_path that fits, or /proc/self/cwd/.
 */
struct pfl_span pfl_path_trim(
	struct pfl_span path, const char *trim_path, const char *source_path);

#endif
