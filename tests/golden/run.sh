#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Run the tools as the lines of .tst files say, and compare what they print.
#
# usage: run.sh [--update] BIN_DIR FILE.tst...
#
# A line is
#     expected-file | command
#     expected-file | 3: command
# and passes when the command exits with status 0 (or the one given) and prints, byte for byte,
# what tests/golden/expected/expected-file holds. With a status given, standard error is compared
# too, after standard output; "-" as expected-file compares nothing but the status. Commands are
# run by sh in an empty folder, where samples/ and tests/data/ can be reached as $S and $D, and
# the tools by their names. --update writes the expected files instead (status still compared).
set -u

update=false
if [ "${1:-}" = --update ]; then
	update=true
	shift
fi
if [ $# -lt 2 ]; then
	echo "usage: run.sh [--update] BIN_DIR FILE.tst..." >&2
	exit 2
fi

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 2
expected=${GOLDEN_EXPECTED:-$here/expected}
bin=$(CDPATH='' cd -- "$1" && pwd) || exit 2
shift

work=$(mktemp -d "${TMPDIR:-/tmp}/golden.XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM

# What a tool prints may depend on nothing but its input.
PATH=$bin:$PATH LC_ALL=C TZ=UTC HOME=$work S=samples D=data
export PATH LC_ALL TZ HOME S D
unset NO_COLOR CLICOLOR_FORCE COLUMNS 2>/dev/null

lines=0
failures=0

fail()
{
	printf '%s:%d: %s\n' "$tst" "$number" "$1"
	printf '    %s\n' "$line"
	failures=$((failures + 1))
}

# one EXPECTED STATUS COMMAND
one()
{
	rm -rf "$work/run"
	mkdir "$work/run" || exit 2
	ln -s "$here/../../samples" "$work/run/samples"
	ln -s "$here/../data" "$work/run/data"
	(cd "$work/run" && eval "$3") >"$work/out" 2>"$work/err" </dev/null
	status=$?
	want=${2:-0}
	if [ -n "$2" ]; then
		cat "$work/err" >>"$work/out"
	fi
	if [ "$status" -ne "$want" ]; then
		fail "status $status instead of $want"
		sed 's/^/    /' "$work/err" | head -n 20
	elif [ "$1" = - ]; then
		:
	elif $update; then
		cmp -s "$work/out" "$expected/$1" || {
			cp "$work/out" "$expected/$1" && echo "updated $1"
		}
	elif [ ! -f "$expected/$1" ]; then
		fail "no expected/$1 (run.sh --update writes it)"
	elif ! cmp -s "$work/out" "$expected/$1"; then
		fail "not as expected/$1"
		diff -u "$expected/$1" "$work/out" | head -n 40
	fi
}

for tst; do
	number=0
	while IFS= read -r line || [ -n "$line" ]; do
		number=$((number + 1))
		case $line in
		'' | '#'*) continue ;;
		*' | '*) ;;
		*)
			fail "expected 'file | command'"
			continue
			;;
		esac
		lines=$((lines + 1))
		file=${line%%|*}
		file=$(printf '%s' "$file" | tr -d ' \t')
		command=${line#*|}
		command=${command# }
		status=
		case $command in
		[0-9]:\ * | [0-9][0-9]:\ * | [0-9][0-9][0-9]:\ *)
			status=${command%%:*}
			command=${command#*: }
			;;
		esac
		one "$file" "$status" "$command"
	done <"$tst"
done

echo "$lines lines, $failures failed"
if [ "$lines" -eq 0 ]; then
	echo "no lines to run" >&2
	exit 1
fi
[ "$failures" -eq 0 ]
