#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Configure and build a preset, showing the log only when that fails.
# usage: build.sh PRESET [cmake -D options...]
set -eu
cd "$(dirname -- "$0")/.."
preset=$1
shift
mkdir -p "build/$preset"
log=build/$preset/build.log
if ! { cmake --preset "$preset" "$@" && cmake --build --preset "$preset"; } >"$log" 2>&1; then
	tail -n 60 "$log" >&2
	echo "The build failed; all of its log is in $log" >&2
	exit 1
fi
