#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Build both versions of the shop, without the network. usage: build.sh DIR
# Leaves DIR/slow and DIR/fast. The fast one is this source tree with the files of _optimised/
# laid over it, so that packages, files and most functions bear the same names in both.
set -eu
here=$(cd "$(dirname -- "$0")" && pwd)
out=$(mkdir -p "$1" && cd "$1" && pwd)

# No cgo, and no paths or revisions of this machine: everyone builds much the same program.
export CGO_ENABLED=0 GOFLAGS='' GOPROXY=off GOWORK=off GOTOOLCHAIN=local
[ -n "${HOME:-}${GOCACHE:-}" ] || export GOCACHE="$out/cache"

tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
trap 'exit 1' HUP INT TERM
for version in slow fast; do
	mkdir "$tree/$version"
	cp -R "$here/." "$tree/$version"
	[ "$version" = slow ] || cp -R "$here/_optimised/." "$tree/$version"
	(cd "$tree/$version" && go build -trimpath -buildvcs=false -o "$out/$version" .)
done
