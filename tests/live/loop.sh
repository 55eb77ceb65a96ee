#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The main job, live: build a Go service, put load on it, record from it over HTTP, draw and
# compare, and hold the results against `go tool pprof`.
# usage: loop.sh BIN [DIR]
#   BIN  where the tools were built
#   DIR  where profiles and pictures are kept (a directory that goes away)
# Exit status 77: skipped.
set -u
root=$(cd "$(dirname -- "$0")/../.." && pwd)
bin=$(cd "${1:?usage: loop.sh BIN [DIR]}" && pwd) || exit 2

for command in go curl; do
	command -v "$command" >/dev/null 2>&1 || {
		echo "skipped: $command is not installed"
		exit 77
	}
done

if [ $# -gt 1 ]; then
	dir=$2
	mkdir -p "$dir" || exit 2
else
	dir=$(mktemp -d) || exit 2
	trap 'rm -rf "$dir"' EXIT
	trap 'exit 1' HUP INT TERM
fi
failed=0
bad()
{
	echo "FAILED: $*"
	failed=1
}

# run FILE TOOL ARGUMENTS...: the tool ends well and leaves the file.
run()
{
	file=$1
	tool=$2
	shift 2
	echo "$tool $*"
	rm -f "$file"
	"$bin/$tool" "$@" || {
		bad "$tool ended with status $?"
		return 1
	}
	[ -s "$file" ] || {
		bad "$tool left no $file"
		return 1
	}
}

# picture FILE WORD: the file is XML, an SVG, and the word stands in it.
picture()
{
	if command -v xmllint >/dev/null 2>&1; then
		xmllint --noout --nonet "$1" || bad "$1 is not well-formed"
	elif command -v python3 >/dev/null 2>&1; then
		python3 -c 'import sys, xml.dom.minidom as x; x.parse(sys.argv[1])' "$1" ||
			bad "$1 is not well-formed"
	fi
	grep -q '<svg' "$1" || bad "$1 is not an SVG"
	grep -q -e "$2" "$1" || bad "$1 does not mention $2"
}

# same_as_pprof PROFILE UNIT: `proftext top` agrees with `go tool pprof -top`, on the total and,
# where Python is there to compare them, on every row.
same_as_pprof()
{
	go tool pprof -top "-unit=$2" -nodefraction=0 -nodecount=1000000 "$1" \
		>"$dir/theirs" 2>/dev/null || {
		bad "go tool pprof cannot read $1"
		return
	}
	run "$dir/ours" proftext top --no-trim --node-count 0 -f json -o "$dir/ours" "$1" || return
	theirs=$(sed -n "s/^Showing nodes .* of \\([0-9]*\\)$2 total\$/\\1/p" "$dir/theirs")
	ours=$(grep -o '"total" *: *-\{0,1\}[0-9]*' "$dir/ours" | head -n 1 | tr -cd '0-9-')
	if [ -z "$theirs" ] || [ "$theirs" != "$ours" ]; then
		bad "$1: the total is '$ours', to pprof it is '$theirs'"
	fi
	command -v python3 >/dev/null 2>&1 || return
	python3 "$root/tests/live/compare.py" rows "$dir/ours" "$dir/theirs" "$2" ||
		bad "$1: proftext and pprof differ"
}

sh "$root/scripts/record-samples.sh" -s 3 -k 'cpu heap' "$dir" || {
	bad "recording"
	exit 1
}
slow=$dir/slow.cpu.pb.gz
fast=$dir/fast.cpu.pb.gz

run "$dir/callgraph.svg" pprof2svg "$slow" -o "$dir/callgraph.svg" &&
	picture "$dir/callgraph.svg" recommend
run "$dir/flame.svg" flamegen "$slow" -o "$dir/flame.svg" &&
	picture "$dir/flame.svg" "conn).serve"
run "$dir/heap.svg" pprof2svg "$dir/slow.heap.pb.gz" -o "$dir/heap.svg" &&
	picture "$dir/heap.svg" catalog
run "$dir/heap-flame.svg" flamegen -t alloc_space "$dir/slow.heap.pb.gz" \
	-o "$dir/heap-flame.svg" &&
	picture "$dir/heap-flame.svg" "conn).serve"

same_as_pprof "$slow" ns
same_as_pprof "$fast" ns
same_as_pprof "$dir/slow.heap.pb.gz" B

# The regular expressions of the slow version are its dearest mistake.
run "$dir/diff.md" profdiff "$slow" "$fast" -f markdown -o "$dir/diff.md" && {
	grep -q '^|' "$dir/diff.md" || bad "diff.md holds no table"
	grep -q 'regexp' "$dir/diff.md" || bad "diff.md does not name what regexp uses"
}
run "$dir/diff.json" profdiff "$slow" "$fast" --no-trim --node-count 0 -f json \
	-o "$dir/diff.json" && {
	for name in catalog.Sort index.distance render.Page wire.Encode wire.Compress; do
		grep -q "\"profloom.example/shop/$name\"" "$dir/diff.json" ||
			bad "diff.json does not name $name"
	done
	if command -v python3 >/dev/null 2>&1; then
		python3 "$root/tests/live/compare.py" faster "$dir/diff.json" \
			catalog.Sort 'catalog.(*Query).Matches' index.distance pricing.Quote \
			wire.Encode wire.Compress || bad "diff.json does not show what became faster"
	fi
}

[ $failed -ne 0 ] || echo "the loop is closed"
exit $failed
