# shellcheck shell=sh disable=SC2034,SC2154 # set and used where it is read
# SPDX-License-Identifier: Apache-2.0
# What the scripts beside share; read with ".". Needs $root (the repository) and $bin (the tools).
# Leaves a folder $dir that goes away, with both versions of the sample service; exits with 77
# where there is no Go.
command -v go >/dev/null 2>&1 || {
	echo "skipped: go is not installed"
	exit 77
}
dir=$(mktemp -d) || exit 2
server=
stop()
{
	[ -z "$server" ] || kill "$server" 2>/dev/null || :
	server=
}
trap 'stop; rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
sh "$root/samples/service/build.sh" "$dir" || exit 1

# shellcheck source=samples/service/start.sh
. "$root/samples/service/start.sh"

# start VERSION RATE: sets $url.
start()
{
	stop
	start_shop "$dir" "$1" "$2" || exit 1
}

failed=0
bad()
{
	echo "FAILED: $*"
	failed=1
}

# has WORD TOOL ARGUMENTS...: the tool ends well, and what it says matches the word.
has()
{
	word=$1
	tool=$2
	shift 2
	echo "$tool $*"
	"$bin/$tool" "$@" >"$dir/said" 2>&1 || bad "status $?: $(head -n 3 "$dir/said")"
	grep -q -e "$word" "$dir/said" || bad "no '$word' in: $(head -n 3 "$dir/said")"
}
