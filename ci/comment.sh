#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A step of GitHub's CI: the report as a comment below the pull request; one, which is renewed.
# Reads  PROFDIFF_BODY      the file to show
#        PROFDIFF_PULL      number of the pull request
#        GITHUB_REPOSITORY  owner/name
#        GH_TOKEN           for gh, which does the asking
# A comment that cannot be written is a warning: the report is in the artifacts as well, and a pull
# request from a fork has a token that may write nothing.
set -u
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT

warn()
{
	echo "::warning title=profdiff::$*"
	exit 0
}

case ${PROFDIFF_PULL:-} in
'' | *[!0-9]*) warn "no comment: this is not run for a pull request" ;;
esac
command -v gh >/dev/null 2>&1 || warn "no comment: gh is not installed here"

# A line that nobody sees tells our comment from others, and that of one use of this action from
# that of another, whose reports go elsewhere. Only what a bot wrote is ours: a token may change any.
PROFDIFF_MARKER="<!-- profdiff $(dirname -- "$PROFDIFF_BODY") -->"
export PROFDIFF_MARKER
{
	echo "$PROFDIFF_MARKER"
	cat -- "$PROFDIFF_BODY"
} >"$work/body" || exit

comments=repos/$GITHUB_REPOSITORY/issues/$PROFDIFF_PULL/comments
gh api --paginate "$comments" --jq \
	'.[] | select(.user.type == "Bot" and (.body | startswith(env.PROFDIFF_MARKER))) | .id' \
	>"$work/ids" 2>"$work/why" || warn "no comment: $(tr '\r\n' '  ' <"$work/why")"
id=$(head -n 1 "$work/ids")
case $id in
'') set -- --method POST "$comments" ;;
*[!0-9]*) warn "no comment: GitHub's answer is not understood" ;;
*) set -- --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id" ;;
esac
gh api "$@" --field "body=@$work/body" --silent 2>"$work/why" ||
	warn "no comment: $(tr '\r\n' '  ' <"$work/why")"
