#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every C file looks as .clang-format says and starts with its licence. usage: format.sh ROOT
set -u
cd "$1" || exit 2

files=$(find include lib tools tests bench -name '*.[ch]' 2>/dev/null | LC_ALL=C sort)
failed=0
for file in $files; do
	head -n 1 "$file" | grep -q '^/\* SPDX-License-Identifier: Apache-2\.0 \*/$' || {
		echo "$file:1: expected the SPDX line"
		failed=1
	}
done

# Releases of clang-format differ in details; this is the one that Debian 12 has.
formatter=
for name in clang-format-14 clang-format; do
	if "$name" --version 2>/dev/null | grep -q 'version 14\.'; then
		formatter=$name
		break
	fi
done
if [ -z "$formatter" ]; then
	[ $failed -ne 0 ] && exit 1
	echo "skipped: clang-format 14 is not installed"
	exit 77
fi

# shellcheck disable=SC2086 # our file names hold no spaces
$formatter --dry-run -Werror $files || failed=1
[ $failed -eq 0 ] && echo "formatted"
exit $failed
