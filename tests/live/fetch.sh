#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Live servers: ask a Go service for all that it has, with every tool, and hold the answer
# against what `go tool pprof` makes of it. usage: fetch.sh BIN
# Exit status 77: skipped.
set -u
root=$(cd "$(dirname -- "$0")/../.." && pwd)
bin=$(cd "${1:?usage: fetch.sh BIN}" && pwd) || exit 2

command -v go >/dev/null 2>&1 || {
	echo "skipped: go is not installed"
	exit 77
}
dir=$(mktemp -d) || exit 2
server=
# shellcheck disable=SC2317 # a trap reaches it
cleanup()
{
	[ -z "$server" ] || kill "$server" 2>/dev/null || :
	rm -rf "$dir"
}
trap cleanup EXIT
trap 'exit 1' HUP INT TERM
failed=0
bad()
{
	echo "FAILED: $*"
	failed=1
}

# has WORD COMMAND...: the command ends well, and its output names the word.
has()
{
	word=$1
	tool=$2
	shift 2
	echo "$tool $*"
	"$bin/$tool" "$@" >"$dir/said" 2>&1 || bad "status $?: $(head -n 3 "$dir/said")"
	grep -q -e "$word" "$dir/said" || bad "no '$word' in: $(head -n 3 "$dir/said")"
}

sh "$root/samples/service/build.sh" "$dir" || exit 1
"$dir/slow" -rate 200 >"$dir/log" 2>&1 &
server=$!
url=
for _ in $(seq 100); do
	url=$(sed -n 's/^listening on //p' "$dir/log")
	[ -z "$url" ] || break
	sleep 0.1
done
[ -n "$url" ] || {
	echo "the service does not listen: $(cat "$dir/log")"
	exit 1
}
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
