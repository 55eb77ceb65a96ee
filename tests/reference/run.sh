#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Hold the tools against a collection of real and hostile files with reference answers, where one
# lies beside the clone. usage: run.sh BIN
# Exits with 77 where there is no collection, 1 when a case differs that known.txt does not name.
set -u
bin=$1
here=$(dirname -- "$0")
checks=${PROFLOOM_SHARED:-$here/../../../shared}/check
[ -d "$checks" ] || {
	echo "skipped: no reference collection at $checks"
	exit 77
}

{
	python3 "$checks/corpus.py" "$bin" --only pprof,legacy,graph,folded,perfscript,goldens -v
	python3 "$checks/hostile.py" "$bin" --only pprof,gzip,folded,legacy,perfscript,perfdata,callgrind -v
	python3 "$here/diffs.py" "$bin" "$checks/../corpus"
	python3 "$here/flamegraph.py" "$bin" "$checks"/../corpus/folded/*
} >reference.log 2>&1
cat reference.log
grep -q '^hostile ' reference.log && grep -q '^diffs ' reference.log && grep -q '^flamegraph ' reference.log || exit 1

# Cases stand on indented lines: "    NAME: what differs". So does how many were left out.
unknown=$(sed -n '/^    skipped: /d; s/^    \([^ :]*\).*/\1/p' reference.log | while read -r name; do
	grep -q "^$name " "$here/known.txt" || grep "^    $name" reference.log
done)
[ -z "$unknown" ] || {
	echo "not known:"
	echo "$unknown"
	exit 1
}
echo "differences: only those of known.txt"
