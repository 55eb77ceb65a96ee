#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Open what the tools write in headless Chromium and use it. usage: run.sh BIN_DIR WORK_DIR
# Exit status 77: node 20, npm or chromium is missing, or npm cannot fetch playwright-core.
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 2
bin=$(CDPATH='' cd -- "$1" && pwd) || exit 2
work=$2

skip()
{
	echo "skipped: $1"
	exit 77
}

command -v node >/dev/null 2>&1 || skip "node is not installed"
command -v npm >/dev/null 2>&1 || skip "npm is not installed"
[ "$(node -p 'process.versions.node.split(".")[0] >= 20')" = true ] || skip "node is older than 20"
chromium=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome)}
[ -n "$chromium" ] || skip "chromium is not installed"

# Modules stay out of the source tree; the lock file says which ones they are.
mkdir -p "$work" && cp "$here"/package.json "$here"/package-lock.json "$work" || exit 2
if ! cmp -s "$here/package-lock.json" "$work/installed.json"; then
	(cd "$work" && npm ci --ignore-scripts --no-audit --no-fund >npm.log 2>&1) ||
		skip "npm could not fetch playwright-core, see $work/npm.log"
	cp "$here/package-lock.json" "$work/installed.json"
fi

# Hostile inputs that are no part of the repository.
[ -d "$here/../../../shared/hostile" ] && export HOSTILE="$here/../../../shared/hostile"

cp "$here"/*.mjs "$work" || exit 2
BIN=$bin SAMPLES=$here/../../samples CHROMIUM=$chromium exec node --test "$work"
