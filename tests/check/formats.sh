#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# docs/FORMATS.md has a row for each input format, with the words of --input-format help.
#
# usage: formats.sh ROOT PROGRAM
set -u
rows=$("$2" --input-format help | awk '
	/^           lost: / { lost = substr($0, 18); next }
	/^           known by: / { print "| `" name "` | " help " | " lost " | " substr($0, 22) " |"; next }
	{ name = $1; help = substr($0, 12) }')
[ -n "$rows" ] || {
	echo "no formats are listed"
	exit 1
}
missing=$(printf '%s\n' "$rows" | grep -Fxv -f "$1/docs/FORMATS.md")
[ -z "$missing" ] || {
	echo "docs/FORMATS.md lacks:"
	printf '%s\n' "$missing"
	exit 1
}
