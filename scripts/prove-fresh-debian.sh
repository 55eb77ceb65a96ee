#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Prove the README's two commands on a bare Debian 12, from a clean clone: once as root, once as
# a plain user with sudo. Needs root, mmdebstrap and git; takes apt's sources from this machine.
# usage: scripts/prove-fresh-debian.sh [root|user]...
set -euo pipefail
cd "$(dirname -- "$0")/.."
[ "$(id -u)" -eq 0 ] || {
	echo "this makes a Debian root and enters it, so it must be run as root" >&2
	exit 2
}
for program in mmdebstrap git unshare; do
	command -v $program >/dev/null || {
		echo "$program is missing: apt-get install mmdebstrap git" >&2
		exit 2
	}
done
work=$(mktemp -d /var/tmp/profloom-fresh.XXXXXX)
trap 'rm -rf --one-file-system "$work"' EXIT

# The same mirror, and the same patience with it, as this machine has.
apt-config dump | grep -E '^Acquire::(Check-|https?::|Languages|Retries|ForceIPv)' >"$work/aptopt" || true
mapfile -t sources < <(find /etc/apt/sources.list /etc/apt/sources.list.d -type f \
	\( -name '*.list' -o -name '*.sources' \) -size +0 2>/dev/null)
grep -q bookworm "${sources[@]}" || {
	echo "this machine has no apt source for Debian 12 (bookworm)" >&2
	exit 2
}
echo "making a bare Debian 12"
mmdebstrap --quiet --variant=minbase --include=ca-certificates \
	--aptopt="$work/aptopt" bookworm "$work/base.tar" "${sources[@]}"

# inside ROOT COMMAND: run it there with its own processes, /proc and /dev
inside()
{
	unshare --mount --pid --fork --kill-child --uts --ipc sh -c '
		set -e
		mount -t proc proc "$1/proc"
		mount --rbind /dev "$1/dev"
		exec chroot "$1" /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
			LC_ALL=C.UTF-8 HOME=/root sh -c "$2"' sh "$1" "$2"
}

# prove WHO HOME: both commands, as that user
prove()
{
	local who=$1 home=$2 root=$work/$1 begin=$SECONDS step
	mkdir "$root"
	tar -xf "$work/base.tar" -C "$root"
	cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
	if [ "$who" = user ]; then
		inside "$root" 'apt-get -qq update && apt-get -qq install -y --no-install-recommends sudo >/dev/null 2>&1 &&
			useradd -m -d /home/user user && echo "user ALL=(ALL) NOPASSWD: ALL" >/etc/sudoers.d/user'
	fi
	git clone -q --no-local . "$root$home/profloom"
	[ "$who" = root ] || inside "$root" "chown -R $who: $home/profloom"
	for step in 'sh scripts/quickstart.sh' 'sh scripts/test.sh'; do
		echo "== as $who: $step"
		if [ "$who" = root ]; then
			inside "$root" "cd $home/profloom && $step"
		else
			inside "$root" "su - $who -c 'cd profloom && $step'"
		fi
	done
	for step in callgraph.svg flame.svg diff.md; do
		[ -s "$root$home/profloom/profloom-out/$step" ]
	done
	echo "PASS as $who ($((SECONDS - begin)) s)"
	rm -rf --one-file-system "$root"
}

[ $# -gt 0 ] || set -- root user
for who; do
	case $who in
	root) prove root /root ;;
	user) prove user /home/user ;;
	*)
		echo "neither root nor user: $who" >&2
		exit 2
		;;
	esac
done
