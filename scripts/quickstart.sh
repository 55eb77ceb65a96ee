#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# From a clean clone to pictures: install what is missing, build a release, and run the three
# main tools on the profiles in samples/. usage: sh scripts/quickstart.sh
set -eu
cd "$(dirname -- "$0")/.."
out=profloom-out

sh scripts/setup.sh build
echo "Building (build/release)"
sh scripts/build.sh release

PATH=$PWD/build/release/bin:$PATH
mkdir -p "$out"
run()
{
	echo "  $*"
	"$@"
}
echo "Running the tools on samples/go"
run pprof2svg samples/go/slow.cpu.pb.gz -o "$out/callgraph.svg"
run flamegen samples/go/slow.cpu.pb.gz -o "$out/flame.svg"
run profdiff samples/go/slow.cpu.pb.gz samples/go/fast.cpu.pb.gz -o "$out/diff.md"

echo "Done. Open these in a browser or an editor:"
for file in callgraph.svg flame.svg diff.md; do
	echo "  $PWD/$out/$file"
done
echo "The tools are in build/release/bin; 'sudo cmake --install build/release' installs them."
