#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Open what the tools write in headless Chromium and use it. usage: run.sh BIN_DIR WORK_DIR
# Exit status 77: node 20, npm or chromium is missing, or npm cannot fetch playwright-core.
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 2
bin=$(CDPATH='' cd -- "$1" && pwd) || exit 2
work=$2

# shellcheck source=tests/npm.sh
. "$here/../npm.sh"

chromium=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome)}
[ -n "$chromium" ] || skip "chromium is not installed"

npm_install "$here" "$work"

# Hostile inputs that are no part of the repository.
[ -d "$here/../../../shared/hostile" ] && export HOSTILE="$here/../../../shared/hostile"

cp "$here"/*.mjs "$work" || exit 2
BIN=$bin SAMPLES=$here/../../samples CHROMIUM=$chromium exec node --test "$work"
