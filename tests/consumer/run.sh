#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Install a build, then build and run this folder's example against it, outside the tree, with
# CMake and with pkg-config. usage: run.sh CMAKE BUILD_DIR VERSION
set -eu
cmake=$1 build=$2 version=$3
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/consumer.XXXXXX")
trap 'rm -rf "$work"' EXIT

"$cmake" --install "$build" --prefix "$work/prefix" >"$work/log"
cp "$here/CMakeLists.txt" "$here/main.c" "$here/Makefile" "$work"
cd "$work"
pc=$(find prefix -name profloom.pc)
[ -n "$pc" ]
libdir=$work/$(dirname "$(dirname "$pc")")
for tool in prefix/bin/*; do
	[ -x "$tool" ] || continue
	LD_LIBRARY_PATH=$libdir "$tool" --version | grep -F "$version"
	[ -f "prefix/share/man/man1/$(basename "$tool").1" ] || echo "no man page for $tool"
done

# check PROGRAM: it is this version, and draws what its profile holds
check()
{
	said=$(LD_LIBRARY_PATH=$libdir "$1")
	printf '%s:\n%s\n' "$1" "$said"
	[ "$(printf '%s\n' "$said" | head -n 1)" = "profloom $version" ]
	printf '%s\n' "$said" | grep -q -E '^ +6 .* parse$'
	! printf '%s\n' "$said" | grep -q -E '%  write$'
}

"$cmake" -B cmake -DCMAKE_PREFIX_PATH="$work/prefix" -DCMAKE_BUILD_TYPE=Release >>log
"$cmake" --build cmake >>log
check cmake/consumer
[ ! -x cmake/consumer_shared ] || check cmake/consumer_shared

PKG_CONFIG_PATH=$libdir/pkgconfig make -s consumer CC="${CC:-cc}"
check ./consumer
