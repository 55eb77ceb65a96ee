#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Build both versions of samples/service, let each serve the same load, and record its profiles
# over HTTP.
# usage: record-samples.sh [-s SECONDS] [-r RATE] [-k 'KIND...'] [DIR]
#   -s  how long the CPU is watched (10)
#   -r  requests per second (600: about what two cores of 2020 can give the slow version)
#   -k  what to record (cpu heap allocs goroutine mutex block)
#   DIR where {slow,fast}.KIND.pb.gz are written (samples/go)
# Needs go and curl.
set -eu
root=$(cd "$(dirname -- "$0")/.." && pwd)
seconds=10 rate=600 kinds='cpu heap allocs goroutine mutex block'

die()
{
	echo "record-samples: $*" >&2
	exit 1
}

while getopts s:r:k: option; do
	case $option in
	s) seconds=$OPTARG ;;
	r) rate=$OPTARG ;;
	k) kinds=$OPTARG ;;
	*) exit 2 ;;
	esac
done
shift $((OPTIND - 1))
out=${1:-$root/samples/go}
mkdir -p "$out"
for command in go curl gzip; do
	command -v "$command" >/dev/null 2>&1 || die "$command is not installed"
done

# Profiles name the program by its path. This one is replaced below by one that is as long and
# says nothing of this machine, so TMPDIR is not used.
work=$(mktemp -d /tmp/shop.XXXXXX)
neutral=/opt/shop-v1/bin/shop
server=
cleanup()
{
	[ -z "$server" ] || kill "$server" 2>/dev/null || :
	rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' HUP INT TERM

sh "$root/samples/service/build.sh" "$work"

# answers VERSION: a digest of what it answers.
answers()
{
	"$work/$1" -verify 300 | sed -n 's/^digest //p'
}
digest=$(answers slow)
if [ -z "$digest" ] || [ "$digest" != "$(answers fast)" ]; then
	die "the two versions do not give the same answers"
fi

# start VERSION: sets $server and $url. The service finds itself a free port.
start()
{
	: >"$work/log" # here, not in the background: the last version's address must be gone
	"$work/$1" -rate "$rate" >>"$work/log" 2>&1 &
	server=$!
	url=
	for _ in $(seq 100); do
		url=$(sed -n 's/^listening on //p' "$work/log")
		[ -z "$url" ] || return 0
		kill -0 "$server" 2>/dev/null || break
		sleep 0.1
	done
	cat "$work/log" >&2
	die "$1 does not listen"
}

stop()
{
	kill "$server"
	wait "$server" || die "the service failed: $(tail -n 1 "$work/log")"
	server=
	echo "  $(tail -n 1 "$work/log")"
}

# fetch VERSION KIND
fetch()
{
	case $2 in
	cpu) path="profile?seconds=$seconds" ;;
	heap) path='heap?gc=1' ;;
	*) path=$2 ;;
	esac
	curl -fsS --noproxy '*' --max-time $((seconds + 60)) -o "$work/raw" \
		"$url/debug/pprof/$path"
	gzip -dc "$work/raw" | LC_ALL=C sed "s|$work/$1|$neutral|g" >"$work/plain"
	! LC_ALL=C grep -a -q -F -e "$work" -e "$root/samples" "$work/plain" ||
		die "$1 $2 holds a path of this machine"
	gzip -9n <"$work/plain" >"$out/$1.$2.pb.gz"
	echo "  $out/$1.$2.pb.gz $(wc -c <"$out/$1.$2.pb.gz")"
}

for version in slow fast; do
	echo "$version"
	start "$version"
	sleep 2 # caches fill, carts too
	for kind in $kinds; do
		fetch "$version" "$kind"
	done
	stop
done
