#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What the tools do on a terminal, which script(1) pretends to be: colours, a progress line,
# no binary output.
#
# usage: run.sh BIN_DIR SAMPLES_DIR
set -u
if ! script -qec true /dev/null >/dev/null 2>&1 </dev/null; then
	echo "skipped: script(1) is not installed"
	exit 77
fi
bin=$(CDPATH='' cd -- "$1" && pwd) || exit 2
samples=$(CDPATH='' cd -- "$2" && pwd) || exit 2
PATH=$bin:$PATH LC_ALL=C TERM=xterm S=$samples/go/slow.mutex.pb.gz
export PATH LC_ALL TERM S
unset NO_COLOR CLICOLOR_FORCE COLUMNS 2>/dev/null
failed=0
escape=$(printf '\033')

# terminal COMMAND: its output as a terminal gets it
terminal()
{
	script -qec "$1" /dev/null </dev/null 2>&1
}

# with TEXT COMMAND: the output holds the text; without: it does not
with()
{
	terminal "$2" | grep -q -F -e "$1" || {
		echo "not there on a terminal: $2"
		failed=1
	}
}

without()
{
	terminal "$2" | grep -q -F -e "$1" && {
		echo "should not be there on a terminal: $2"
		failed=1
	}
}

colour="${escape}[1m"
# shellcheck disable=SC2016 # $S is for the shell inside
{
	with "$colour" 'proftext top $S'
	with "$colour" 'profdiff $S ${S%slow.mutex*}fast.mutex.pb.gz'
	without "$colour" 'proftext top --color never $S'
	without "$colour" 'NO_COLOR=1 proftext top $S'
	without "$colour" 'NO_COLOR=1 CLICOLOR_FORCE=1 proftext top $S'
	without "$colour" 'TERM=dumb proftext top $S'
	with "$colour" 'TERM=dumb CLICOLOR_FORCE=1 proftext top $S'
	without "$colour" 'proftext top $S | cat'
	with "$colour" 'CLICOLOR_FORCE=1 proftext top $S | cat'
	with "$colour" 'NO_COLOR= proftext top $S'
	without "$colour" 'proftext top $S -o /dev/null'
	without "$escape" 'proftext top -f csv $S'
	without "$escape" 'proftext top -f json $S'

	slow='(sleep 1; cat $S) |'
	with 'proftext: reading standard input ...' "$slow proftext top -"
	without 'reading' "$slow proftext top --no-progress -"
	without 'reading' "$slow proftext top -q -"
	without 'reading' "$slow proftext top - 2>&1 >/dev/null | cat"

	with 'is not for a terminal' 'profconv $S'
	with 'digraph' 'pprof2svg -f dot $S'
}

[ $failed -eq 0 ] && echo "the tools know a terminal"
exit $failed
