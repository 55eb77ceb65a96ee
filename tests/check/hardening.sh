#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Released programs are position independent, bind everything at start, keep relocated data
# read-only and their stack without execution. usage: hardening.sh PROGRAM...
set -u
LC_ALL=C
export LC_ALL
failed=0

# need PROGRAM WHAT PATTERN
need()
{
	printf '%s\n' "$headers" | grep -q -E "$3" || {
		echo "$1: no $2"
		failed=1
	}
}

for program; do
	headers=$(readelf -h -d -l -W "$program") || exit 2
	need "$program" 'position independence' 'Type: +DYN'
	need "$program" 'binding at start' 'BIND_NOW|FLAGS_1.*NOW'
	need "$program" 'read-only relocations' 'GNU_RELRO'
	need "$program" 'stack without execution' 'GNU_STACK.* RW '
done
[ $failed -eq 0 ] && echo "$# programs are hardened"
exit $failed
