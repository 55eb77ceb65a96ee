# shellcheck shell=sh disable=SC2034 # set for whoever reads it
# SPDX-License-Identifier: Apache-2.0
# Read with ".": one function that starts a version of the shop that build.sh left.

# start_shop DIR VERSION RATE: sets $server, its process, and $url. The service finds itself a free
# port. False, with its words on standard error, when it does not listen.
start_shop()
{
	: >"$1/log" # here, not in the background: the last version's address must be gone
	"$1/$2" -rate "$3" >>"$1/log" 2>&1 &
	server=$!
	url=
	for _ in $(seq 100); do
		url=$(sed -n 's/^listening on //p' "$1/log")
		[ -z "$url" ] || return 0
		kill -0 "$server" 2>/dev/null || break
		sleep 0.1
	done
	cat "$1/log" >&2
	echo "$2 does not listen" >&2
	return 1
}
