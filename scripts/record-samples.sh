#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Build both versions of samples/service, let each serve the same load, and record its profiles
# over HTTP.
# usage: record-samples.sh [-s SECONDS] [-r RATE] [-k 'KIND...'] [DIR]
#        record-samples.sh -t [-r RATE] [-k 'KIND...'] [DIR]
#   -s  how long the CPU is watched (10)
#   -r  requests per second (600: about what two cores of 2020 can give the slow version)
#   -k  what to record (cpu heap allocs goroutine mutex block)
#   DIR where {slow,fast}.KIND.pb.gz are written (samples/go)
#   -t  the slow version's text instead: KIND.txt with debug=1 (heap goroutine threadcreate mutex
#       block), dump.txt with debug=2, crash.txt after SIGQUIT, into DIR (samples/gotext); at a
#       RATE of 60, so that they are small
# Needs go and curl.
set -eu
root=$(cd "$(dirname -- "$0")/.." && pwd)
seconds=10 rate='' kinds='' text=false

die()
{
	echo "record-samples: $*" >&2
	exit 1
}

while getopts s:r:k:t option; do
	case $option in
	t) text=true ;;
	s) seconds=$OPTARG ;;
	r) rate=$OPTARG ;;
	k) kinds=$OPTARG ;;
	*) exit 2 ;;
	esac
done
shift $((OPTIND - 1))
if $text; then
	out=${1:-$root/samples/gotext}
	rate=${rate:-60} kinds=${kinds:-heap goroutine threadcreate mutex block}
else
	out=${1:-$root/samples/go}
	rate=${rate:-600} kinds=${kinds:-cpu heap allocs goroutine mutex block}
fi
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

# shellcheck source=samples/service/start.sh
. "$root/samples/service/start.sh"

stop()
{
	kill "$server"
	wait "$server" || die "the service failed: $(tail -n 1 "$work/log")"
	server=
	echo "  $(tail -n 1 "$work/log")"
}

# neutralise VERSION NAME: standard input into $work/plain, without paths of this machine
neutralise()
{
	LC_ALL=C sed "s|$work/$1|$neutral|g" >"$work/plain"
	! LC_ALL=C grep -a -q -F -e "$work" -e "$root/samples" "$work/plain" ||
		die "$1 $2 holds a path of this machine"
}

# get PATH: into $work/raw
get()
{
	curl -fsS --noproxy '*' --max-time $((seconds + 60)) -o "$work/raw" "$url/debug/pprof/$1"
}

# fetch VERSION KIND
fetch()
{
	case $2 in
	cpu) get "profile?seconds=$seconds" ;;
	heap) get 'heap?gc=1' ;;
	*) get "$2" ;;
	esac
	gzip -dc "$work/raw" | neutralise "$1" "$2"
	gzip -9n <"$work/plain" >"$out/$1.$2.pb.gz"
	echo "  $out/$1.$2.pb.gz $(wc -c <"$out/$1.$2.pb.gz")"
}

# keep VERSION NAME: $work/raw as text, compressed where it is long
keep()
{
	neutralise "$1" "$2" <"$work/raw"
	rm -f "$out/$2.txt" "$out/$2.txt.gz"
	if [ "$(wc -c <"$work/plain")" -gt 100000 ]; then
		gzip -9n <"$work/plain" >"$out/$2.txt.gz"
	else
		cp "$work/plain" "$out/$2.txt"
	fi
	echo "  $out/$2.txt $(wc -c <"$work/plain")"
}

# With SIGQUIT the server prints where its goroutines are, and dies.
record_text()
{
	start_shop "$work" slow "$rate" || exit 1
	sleep 3
	for kind in $kinds; do
		get "$kind?debug=1"
		keep slow "$kind"
	done
	get 'goroutine?debug=2'
	keep slow dump
	kill -QUIT "$server"
	wait "$server" || :
	server=
	cp "$work/log" "$work/raw"
	keep slow crash
}

if $text; then
	record_text
	exit
fi
for version in slow fast; do
	echo "$version"
	start_shop "$work" "$version" "$rate" || exit 1
	sleep 2 # caches fill, carts too
	for kind in $kinds; do
		fetch "$version" "$kind"
	done
	stop
done
