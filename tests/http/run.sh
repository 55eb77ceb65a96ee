#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# usage: run.sh TEST BIN_DIR SAMPLES
# Exit status 77: skipped.
command -v python3 >/dev/null 2>&1 || {
	echo "skipped: python3 is not installed"
	exit 77
}
test=$1
shift
PYTHONDONTWRITEBYTECODE=1 exec python3 "$(dirname -- "$0")/$test.py" "$@"
