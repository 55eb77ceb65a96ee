#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# JSON documents against their schemas, where a Python has jsonschema.
#
# usage: run.sh BIN_DIR SOURCE_DIR
for python in python3 /usr/bin/python3; do
	if "$python" -c 'from jsonschema import Draft202012Validator' 2>/dev/null; then
		exec "$python" "$(dirname -- "$0")/validate.py" "$@"
	fi
done
echo "skipped: python3-jsonschema is not installed"
exit 77
