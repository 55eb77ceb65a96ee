#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The last step of a CI: end as profdiff did, once everybody has their report.
# Reads  PROFDIFF_DIRECTORY  where compare.sh wrote (profdiff-report)
set -eu
status=$(cat -- "${PROFDIFF_DIRECTORY:-profdiff-report}/status")
case $status in
0) ;;
1) echo "profdiff: a rule is broken, see the report" >&2 ;;
*) status=2 ;;
esac
exit "$status"
