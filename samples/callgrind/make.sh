#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Record slow.out, fast.out and fast.cycles.out anew, with gcc and valgrind.
set -eu
cd "$(dirname "$0")"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# OUT VERSION OPTIONS...: nothing stays that differs from run to run or from machine to machine.
record() {
	out=$1 version=$2
	shift 2
	(cd "$dir/$version" && valgrind -q --tool=callgrind --toggle-collect=main "$@" \
		--callgrind-out-file=out ./orders)
	sed -e "s|$dir/$version|/build|g" -e '/^pid:/d' "$dir/$version/out" >"$out"
}

for version in slow fast; do
	flags=
	[ $version = slow ] || flags=-DFAST
	mkdir "$dir/$version"
	gcc -O0 -g $flags "-fdebug-prefix-map=$PWD=/build" -o "$dir/$version/orders" orders.c
	record $version.out $version --collect-jumps=yes --cache-sim=yes \
		--I1=32768,8,64 --D1=32768,8,64 --LL=1048576,16,64
	record $version.circle.out $version --separate-recs=1 --dump-instr=yes
done
