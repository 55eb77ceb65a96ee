#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A developer's loop, as README has it: record, ask, look, change the code, record again, compare.
# usage: ask.sh BIN
# Exit status 77: skipped.
set -u
root=$(cd "$(dirname -- "$0")/../.." && pwd)
bin=$(cd "${1:?usage: ask.sh BIN}" && pwd) || exit 2
# shellcheck source=tests/live/service.sh
. "$root/tests/live/service.sh"
export PPROF_TMPDIR="$dir/saved" TMPDIR="$dir" HOME="$dir"
unset DISPLAY WAYLAND_DISPLAY BROWSER

start slow 400
sleep 1
has 'cpu.pb.gz' profget "$url" --profile cpu,heap,goroutine,mutex,block --seconds 3 -d "$dir/before"
old=$dir/before/cpu.pb.gz

# Ask: the dearest mistake of the slow version, in its own source, with the hot lines marked.
has 'index.distance' proftext top --node-count 0 --no-trim "$old"
has 'index.distance' proftext peek 'index.distance$' "$old"
has 'table\[i\] = make(\[\]int, len(b)+1)' \
	proftext list --source-path "$root/samples/service" 'index.distance$' "$old"
grep -q -E ' [0-9.]+m?s +9:' "$dir/said" || bad "line 9 of distance.go is not hot"
has 'runtime.makeslice>' proftext disasm 'index.distance$' "$old"
has 'Type: goroutine' proftext top "$dir/before/goroutine.pb.gz"

# Look: pictures, from the shell and without a desktop.
has "^/.*/flame1.svg" profsh -c "svg > $dir/graph.svg" -c "flame" "$old"
grep -q '<svg' "$dir/graph.svg" || bad "the shell drew no call graph"
printf 'focus=index\ncum\ntop 5\nlist index.distance$\n' |
	has 'Active filters' profsh --source-path "$root/samples/service" "$old"

# A live server in the shell: what was fetched is kept, and taken once more.
has 'compress/flate' profsh --seconds 1 -c 'top 30' -c refetch -c 'top 5' "$url"
[ "$(find "$dir/saved" -name '*.pb.gz' 2>/dev/null | wc -l)" -ge 2 ] ||
	bad "the shell saved nothing of what it fetched"

# Change the code, and compare: several recordings a side, which can tell change from noise.
mkdir "$dir/old" "$dir/new"
cp "$old" "$dir/old/1.pb.gz"
has 'cpu.pb.gz' profget "$url" --profile cpu --seconds 2 -d "$dir/again"
cp "$dir/again/cpu.pb.gz" "$dir/old/2.pb.gz"
start fast 400
sleep 1
for i in 1 2; do
	has 'cpu.pb.gz' profget "$url" --profile cpu --seconds 2 -d "$dir/after.$i"
	cp "$dir/after.$i/cpu.pb.gz" "$dir/new/$i.pb.gz"
done
has 'total cpu per run' profdiff --normalization time "$dir/old" "$dir/new"
has 'tryBacktrack' profdiff --normalization time --node-count 0 -f json "$dir/old" "$dir/new"
has '<html' profdiff -f html "$dir/old" "$dir/new"

[ $failed -ne 0 ] || echo "the loop is closed"
exit $failed
