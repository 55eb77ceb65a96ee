#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The golden runner itself: what must pass passes, what must fail fails.
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 2
work=$(mktemp -d "${TMPDIR:-/tmp}/golden-self.XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/expected"
GOLDEN_EXPECTED=$work/expected
export GOLDEN_EXPECTED

cat >"$work/bin/say" <<'END'
#!/bin/sh
printf '%s\n' "$1"
[ -z "${2:-}" ] || { echo "say: $2" >&2; exit 3; }
END
chmod +x "$work/bin/say"
printf 'hello\n' >"$work/expected/hello"
printf 'half\nsay: broken\n' >"$work/expected/broken"
failed=0

# expect pass|fail NAME LINE
expect()
{
	printf '%s\n' "$3" >"$work/case.tst"
	if sh "$here/run.sh" "$work/bin" "$work/case.tst" >"$work/log" 2>&1; then
		got=pass
	else
		got=fail
	fi
	if [ $got != "$1" ]; then
		echo "$2: expected to $1"
		cat "$work/log"
		failed=1
	fi
}

expect pass 'same output' 'hello | say hello'
expect pass 'a pipeline in the command' 'hello | say HELLO | tr A-Z a-z'
expect pass 'status and message' 'broken | 3: say half broken'
expect pass 'only the status' '- | 3: say anything broken'
expect fail 'other output' 'hello | say goodbye'
expect fail 'missing newline' 'hello | printf hello'
expect fail 'an unexpected status' 'hello | say hello broken'
expect fail 'an expected status that does not come' 'hello | 3: say hello'
expect fail 'other message' 'broken | 3: say half damaged'
expect fail 'no expected file' 'nowhere | say hello'
expect fail 'no such command' 'hello | says hello'
expect fail 'no separator' 'hello say hello'
expect fail 'nothing to run' '# only a comment'

printf 'new | say fresh\n' >"$work/case.tst"
sh "$here/run.sh" --update "$work/bin" "$work/case.tst" >/dev/null
expect pass 'after --update' 'new | say fresh'

[ $failed -eq 0 ] && echo "the golden runner tells right from wrong"
exit $failed
