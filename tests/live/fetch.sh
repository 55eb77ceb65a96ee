#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Live servers: ask a Go service for all that it has, with every tool, and hold the answer
# against what `go tool pprof` makes of it. usage: fetch.sh BIN
# Exit status 77: skipped.
set -u
root=$(cd "$(dirname -- "$0")/../.." && pwd)
bin=$(cd "${1:?usage: fetch.sh BIN}" && pwd) || exit 2

# shellcheck source=tests/live/service.sh
. "$root/tests/live/service.sh"

start slow 200
address=${url#http://}

# Of one recording, both tools say the same.
kinds='cpu heap allocs goroutine threadcreate mutex block'
has "cpu.pb.gz: .* samples" profget "$url" --seconds 2 -d "$dir/out" \
	--profile "$(echo "$kinds" | tr ' ' ,)"
for kind in $kinds; do
	file=$dir/out/$kind.pb.gz
	[ -s "$file" ] || {
		bad "there is no $kind.pb.gz"
		continue
	}
	go tool pprof -top -symbolize=none "$file" 2>/dev/null | grep -v '^Time:' >"$dir/theirs"
	"$bin/proftext" top "$file" | grep -v '^Time:' >"$dir/ours"
	cmp "$dir/theirs" "$dir/ours" || bad "$kind: proftext and pprof differ"
done
[ "$(find "$dir/out" -type f | wc -l)" -eq 7 ] || bad "there are other files than were asked for"

has 'profloom.example/shop' proftext top --seconds 1 "$url"
has 'shop/catalog' proftext top --profile heap "$address"
has 'shop/catalog' proftext top -alloc_space "$url/debug/pprof/heap"
has 'net/http' flamegen -f folded --profile goroutine "$url/debug/pprof/"
has '"heap"' profget "$url" --profile heap --seconds 1 --delta -f json -o "$dir/delta.pb.gz"
has 'goroutine.txt' profget "$url" --profile goroutine --debug 2 -d "$dir"
grep -q '^goroutine 1 \[' "$dir/goroutine.txt" || bad "goroutine.txt is no dump"
has 'nodes' pprof2svg -f json "$dir/delta.pb.gz"

# Two recordings of the CPU at once: Go refuses the second, which is asked for again.
"$bin/profget" "$url" --seconds 2 -o "$dir/first.pb.gz" >"$dir/first" 2>&1 &
first=$!
sleep 0.5
has '"tries": [2-9]' profget "$url" --seconds 1 --retries 3 -f json -o "$dir/second.pb.gz"
wait "$first" || bad "the first recording failed: $(cat "$dir/first")"

[ $failed -ne 0 ] || echo "what was asked for, was had"
exit $failed
