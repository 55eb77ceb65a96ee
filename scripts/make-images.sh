#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Draw the pictures of README.md again. usage: make-images.sh BIN
set -eu
bin=$(cd "$1" && pwd)
cd "$(dirname -- "$0")/.."
"$bin/pprof2svg" --node-count 14 --tag-hide . samples/go/slow.cpu.pb.gz -o docs/images/callgraph.svg
"$bin/flamegen" --width 1000 samples/go/slow.cpu.pb.gz -o docs/images/flame.svg
# The same profile as it fits into a page of text, and in the classic style.
"$bin/flamegen" --preset pr-comment samples/go/slow.cpu.pb.gz -o docs/images/flame-small.svg
"$bin/flamegen" --compat flamegraph --width 800 --min-width 2 samples/go/slow.cpu.pb.gz -o docs/images/flame-classic.svg
