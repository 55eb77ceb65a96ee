#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A step of a CI: compare, write every report, and leave the verdict to gate.sh.
# Reads   PROFDIFF            the program (profdiff)
#         PROFDIFF_OLD, _NEW  profiles of each side, one a line; * and ? stand for what is there
#         PROFDIFF_FAIL_ON    rules, one a line
#         PROFDIFF_BUDGET     a file with rules
#         PROFDIFF_OPTIONS    further options, one a line
#         PROFDIFF_DIRECTORY  where the reports go (profdiff-report)
# Writes  report.* and status there, names of all to $GITHUB_OUTPUT, a summary to
#         $GITHUB_STEP_SUMMARY, as far as these are set, and the text to standard output.
# Fails only when there is no report: profdiff's status from 2 on.
set -eu
directory=${PROFDIFF_DIRECTORY:-profdiff-report}
# One setting is one line; nothing is ever taken apart at blanks, let alone run.
newline='
'
IFS=$newline

die()
{
	echo "profdiff: $*" >&2
	exit 2
}

case $directory in
-* | *"$newline"*) die "a directory whose name is not one: $directory" ;;
esac

# The command line grows in "$@". A file that is called like an option is none.
set --
set -f
for option in ${PROFDIFF_OPTIONS:-}; do
	set -- "$@" "$option"
done
for rule in ${PROFDIFF_FAIL_ON:-}; do
	set -- "$@" "--fail-on=$rule"
done
[ -z "${PROFDIFF_BUDGET:-}" ] || set -- "$@" "--budget=$PROFDIFF_BUDGET"
[ -z "${GITHUB_STEP_SUMMARY:-}" ] || set -- "$@" --summary
for ending in txt md json xml svg html; do
	set -- "$@" "--output=$directory/report.$ending"
done
set +f
sides=0
for path in ${PROFDIFF_OLD:-} -- ${PROFDIFF_NEW:-}; do
	case $path in
	--) [ "$sides" -gt 0 ] || die "no profile of the old side is named" ;;
	-*) path=./$path ;;
	esac
	set -- "$@" "$path"
	sides=$((sides + 1))
done
[ "$path" != -- ] || die "no profile of the new side is named"
mkdir -p -- "$directory"
rm -f -- "$directory/status"

# GitHub runs what looks like a command of its own in a step's output, and names in a profile can look
# like anything. Between these lines it does not.
token=
if [ -n "${GITHUB_ACTIONS:-}" ]; then
	token=profdiff-$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
	echo "::stop-commands::$token"
fi
status=0
"${PROFDIFF:-profdiff}" "$@" || status=$?
[ "$status" -gt 1 ] || cat "$directory/report.txt"
[ -z "$token" ] || echo "::$token::"

if [ "$status" -gt 1 ]; then
	exit "$status"
fi
echo "$status" >"$directory/status"
if [ -n "${GITHUB_OUTPUT:-}" ]; then
	cat >>"$GITHUB_OUTPUT" <<-END
		status=$status
		directory=$directory
		text=$directory/report.txt
		markdown=$directory/report.md
		json=$directory/report.json
		junit=$directory/report.xml
		svg=$directory/report.svg
		html=$directory/report.html
	END
fi
