#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Run the queries of docs/DATABASES.md in DuckDB and compare. usage: run.sh BIN_DIR WORK_DIR
# Exit status 77: node 20 or npm is missing, or npm cannot fetch DuckDB.
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 2
bin=$(CDPATH='' cd -- "$1" && pwd) || exit 2
work=$2

# shellcheck source=tests/npm.sh
. "$here/../npm.sh"
npm_install "$here" "$work"

cp "$here"/*.mjs "$work" || exit 2
cd "$work" || exit 2
BIN=$bin ROOT=$here/../.. exec node --test .
