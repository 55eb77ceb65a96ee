#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# See to it that what the named groups of packages-debian.txt list is installed.
# usage: setup.sh GROUP...
# On Debian and its kin, what is missing is installed, as root or with sudo. Elsewhere, and
# without either, this says what is missing and exits with status 2.
set -u
list=$(dirname -- "$0")/packages-debian.txt

# present PROBE PACKAGE
present()
{
	case $1 in
	cmd:*) command -v "${1#cmd:}" >/dev/null 2>&1 ;;
	pc:*) pkg-config --exists "${1#pc:}" 2>/dev/null ;;
	header:*) printf '#include <%s>\n' "${1#header:}" | cc -E - >/dev/null 2>&1 ;;
	-) ! debian || dpkg-query -W -f '${Status}' "$2" 2>/dev/null | grep -q 'ok installed' ;;
	*)
		echo "$list: no such probe: $1" >&2
		exit 2
		;;
	esac
}

debian()
{
	[ -r /etc/os-release ] && grep -q -E '^ID(_LIKE)?=.*debian' /etc/os-release &&
		command -v apt-get >/dev/null 2>&1
}

packages='' probes=''
for group; do
	while read -r of package probe; do
		[ "$of" = "$group" ] || continue
		present "$probe" "$package" && continue
		packages="$packages $package"
		probes="$probes $probe"
	done <"$list"
done
[ -n "$packages" ] || exit 0

if ! debian; then
	echo "This is not a Debian that I know, and these are missing:" >&2
	for probe in $probes; do
		case $probe in
		cmd:*) echo "  the program ${probe#cmd:}" ;;
		pc:*) echo "  the library that pkg-config calls ${probe#pc:} (with its headers)" ;;
		header:*) echo "  the C header ${probe#header:}" ;;
		esac
	done >&2
	echo "Debian's names for them:$packages" >&2
	exit 2
fi

if [ "$(id -u)" -eq 0 ]; then
	as_root=
elif command -v sudo >/dev/null 2>&1; then
	as_root=sudo
else
	echo "These packages are missing, and without root or sudo I cannot install them:" >&2
	echo "  apt-get install$packages" >&2
	exit 2
fi

echo "Installing$packages"
log=$(mktemp) || exit 2
trap 'rm -f "$log"' EXIT
# shellcheck disable=SC2086 # lists of words
if ! { $as_root apt-get update &&
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
		$packages; } >"$log" 2>&1; then
	tail -n 20 "$log" >&2
	echo "apt-get could not install$packages" >&2
	exit 2
fi
