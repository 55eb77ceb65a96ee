#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The tools' manual pages are sound, hold every option that --help lists, and --help fits a
# terminal of 80 columns.
#
# usage: manuals.sh PROGRAM...
set -u
failed=0

for program; do
	name=$(basename "$program")
	manual=$("$program" --help=man | sed 's/\\-/-/g')
	"$program" --help | awk -v name="$name" '
		length($0) > 80 {
			print name ": --help is too wide: " $0
			wide = 1
		}
		END { exit wide }' || failed=1
	for option in $("$program" --help |
		sed -n 's/^  \(-[a-zA-Z], \)\{0,1\}\(--*[a-z_-]*\).*/\2/p'); do
		case $manual in
		*"$option "* | *"$option\\fP"*) ;;
		*)
			echo "$name: $option is not in the manual"
			failed=1
			;;
		esac
	done
done

command -v groff >/dev/null || {
	[ $failed -ne 0 ] && exit 1
	echo "skipped: groff is not installed"
	exit 77
}
for program; do
	name=$(basename "$program")
	said=$("$program" --help=man | groff -man -Tutf8 -ww -z 2>&1) || failed=1
	[ -z "$said" ] || {
		echo "$name: $said"
		failed=1
	}
	"$program" --help=man | groff -man -Tutf8 -P-cbou 2>/dev/null | grep -q '^EXIT STATUS' || {
		echo "$name: the manual has no section EXIT STATUS"
		failed=1
	}
done
[ $failed -eq 0 ] && echo "$# manuals"
exit $failed
