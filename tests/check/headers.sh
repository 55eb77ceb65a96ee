#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Each header compiles alone, with the strictest warnings; the public ones also as C++.
# usage: headers.sh ROOT CC [flags...]
set -u
cd "$1" || exit 2
cc=$2
shift 2
failed=0
main=$(mktemp -d) || exit 2
trap 'rm -rf "$main"' EXIT

strict="-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wundef -Werror"
for header in $(find include lib tools tests -name '*.h' 2>/dev/null | LC_ALL=C sort); do
	# One that defines static functions for its includer is allowed not to use them.
	printf '#include "%s"\n' "$header" >"$main/main.c"
	# shellcheck disable=SC2086 # a list of flags
	"$cc" -std=c17 $strict -Wno-unused-function -Wno-unused-variable -fsyntax-only -I. -Iinclude \
		-Ilib -Itools -Itests "$@" "$main/main.c" || {
		echo "$header does not compile alone"
		failed=1
	}
done

if [ -f include/profloom/profloom.h ] && command -v c++ >/dev/null 2>&1; then
	printf '#include <profloom/profloom.h>\nint main() { return !pfl_version(); }\n' >"$main/main.cc"
	c++ -Wall -Wextra -Wpedantic -Werror -c -Iinclude -o "$main/main.o" "$main/main.cc" || failed=1
	nm "$main/main.o" | grep -q 'U _*pfl_version$' || {
		echo "C++ would look for other names than the library has"
		failed=1
	}
fi
[ $failed -eq 0 ] && echo "headers stand alone"
exit $failed
