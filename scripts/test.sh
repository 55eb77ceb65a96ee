#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Install what is missing, build a release and run its tests.
# usage: sh scripts/test.sh [ctest options...]
set -eu
cd "$(dirname -- "$0")/.."

sh scripts/setup.sh build test
echo "Building (build/release)"
sh scripts/build.sh release
exec ctest --preset release -j "$(getconf _NPROCESSORS_ONLN)" "$@"
