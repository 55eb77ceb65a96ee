#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What the library defines, refers to and exports. usage: symbols.sh LIB.a INCLUDE_DIR [LIB.so]
#  - every global of the static library starts with pfl_;
#  - nothing in it refers to what ends the process or prints;
#  - nothing in it is a variable that can change;
#  - the shared library exports the functions that the headers declare PFL_API, and no others.
set -u
LC_ALL=C
export LC_ALL
archive=$1 include=$2 shared=${3:-}
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
names=$work/names
: >"$work/complaints"

# complain WHAT, with one culprit per line on standard input
complain()
{
	while IFS= read -r culprit; do
		echo "$1: $culprit"
	done >>"$work/complaints"
}

[ -f "$archive" ] || {
	echo "no $archive" >&2
	exit 2
}

# One line per symbol: object type name. Sanitizers and coverage add names of their own.
nm -P -A "$archive" 2>/dev/null |
	sed -n 's/^[^[]*\[\([^]]*\)\]: \([^ ]*\) \([A-Za-z]\).*/\1 \3 \2/p' |
	grep -v -E ' (_?_?odr_asan|__asan|__ubsan|__odr|__sanitizer|__sancov|__gcov|__llvm|asan\.|_sub_)' \
		>"$names"
[ -s "$names" ] || {
	echo "$archive has no symbols" >&2
	exit 2
}

awk '$2 ~ /[TDBRCVW]/ && $3 !~ /^pfl_/ { print $3 " (" $1 ")" }' "$names" |
	complain "a global without pfl_"

# A forked child may only leave by _exit. A release has child.o in reading.o; other builds tell.
awk '$2 == "U" {
	name = $3
	sub(/@.*/, "", name)
	if (name ~ /^(exit|abort|quick_exit|_Exit|stdout|stderr|stdin|perror|puts|putchar|vprintf|printf|__printf_chk|__vprintf_chk)$/ ||
	    (name == "_exit" && $1 !~ /^(child|graph_layout|reading)\./))
		print name " (" $1 ")"
}' "$names" | complain "a library must not refer to"

# Sections, because position-independent const tables of pointers count as data for nm.
objdump -t "$archive" 2>/dev/null | awk '
/^[^ ]+:  +file format/ { object = $1; sub(/:$/, "", object) }
$0 ~ / (\.data|\.bss|\*COM\*|\.tbss|\.tdata)(\.[^r][^ \t]*)?\t/ && / O / {
	name = $NF
	if (name !~ /asan|ubsan|sancov|gcov|__gcda|llvm|odr|^__unnamed_/)
		print name " (" object ")"
}' | complain "a variable that can change"

if [ -n "$shared" ]; then
	cat "$include"/profloom/*.h | grep -v '^[ \t]*#' | tr '\n\t' '  ' |
		sed 's:/\*[^*]*\*\+\([^/*][^*]*\*\+\)*/: :g' | tr ';{}' '\n\n\n' |
		sed -n 's/.*PFL_API[^(]*[ *]\(pfl_[a-z0-9_]*\) *(.*/\1/p' | sort -u >"$work/declared"
	nm -D --defined-only "$shared" | awk '{ print $3 }' |
		grep -v -E '^(_init|_fini|__bss_start|_edata|_end)$' | sed 's/@.*//' |
		sort -u >"$work/exported"
	[ -s "$work/declared" ] || {
		echo "$include declares nothing" >&2
		exit 2
	}
	comm -23 "$work/declared" "$work/exported" | complain "declared PFL_API but not exported"
	comm -13 "$work/declared" "$work/exported" | complain "exported but not declared PFL_API"
fi

if [ -s "$work/complaints" ]; then
	cat "$work/complaints"
	exit 1
fi
echo "symbols are as they should be"
