#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A step of a CI: see to it that there is a profdiff, and say where.
# Reads   PROFDIFF       a program to use; without it, one is built beside this script
# Writes  profdiff=PATH  to $GITHUB_OUTPUT if that is set, else PATH to standard output
set -eu
root=$(cd "$(dirname -- "$0")/.." && pwd)
program=${PROFDIFF:-}
if [ -z "$program" ]; then
	sh "$root/scripts/setup.sh" build >&2
	sh "$root/scripts/build.sh" release -DPROFLOOM_TESTS=OFF
	program=$root/build/release/bin/profdiff
fi
"$program" --version >&2
if [ -n "${GITHUB_OUTPUT:-}" ]; then
	printf 'profdiff=%s\n' "$program" >>"$GITHUB_OUTPUT"
else
	printf '%s\n' "$program"
fi
