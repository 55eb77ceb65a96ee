#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Make the folded samples from the Go ones beside them: the shop's own functions only, without
# its middleware and most levels of its parser, so that they stay short. Needs go.
# usage: make.sh
set -eu
cd "$(dirname -- "$0")"
LC_ALL=C
export LC_ALL
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for version in slow fast; do
	go tool pprof -traces -unit=ms -show='profloom\.example' \
		-hide='\.func1|limited|\(\*parser\)\.(comparison|sum|product|accept)' \
		"../go/$version.cpu.pb.gz" 2>"$work/err" >"$work/traces" || {
		cat "$work/err" >&2
		exit 1
	}
	awk -f collapse.awk "$work/traces" | sort >"$work/$version"
done
cp "$work/slow" shop.folded

# Both columns: how often a stack was seen in the slow version, and in the fast one.
awk '
	{ n = $NF; sub(/ [0-9]+$/, "") }
	FNR == NR { old[$0] = n; all[$0]; next }
	{ new[$0] = n; all[$0] }
	END { for (stack in all) print stack, old[stack] + 0, new[stack] + 0 }
' "$work/slow" "$work/fast" | sort >shop-diff.folded
