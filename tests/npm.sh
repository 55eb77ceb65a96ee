# SPDX-License-Identifier: Apache-2.0
# For tests in Node.js: what is needed of it, or the test is skipped with status 77. To be sourced.

skip()
{
	echo "skipped: $1"
	exit 77
}

# npm_install HERE WORK: have the modules that HERE/package-lock.json lists in WORK. They stay out of
# the source tree.
npm_install()
{
	command -v node >/dev/null 2>&1 || skip "node is not installed"
	command -v npm >/dev/null 2>&1 || skip "npm is not installed"
	[ "$(node -p 'process.versions.node.split(".")[0] >= 20')" = true ] ||
		skip "node is older than 20"
	mkdir -p "$2" && cp "$1"/package.json "$1"/package-lock.json "$2" || exit 2
	if ! cmp -s "$1/package-lock.json" "$2/installed.json"; then
		(cd "$2" && npm ci --ignore-scripts --no-audit --no-fund >npm.log 2>&1) ||
			skip "npm could not fetch the modules, see $2/npm.log"
		cp "$1/package-lock.json" "$2/installed.json"
	fi
}
