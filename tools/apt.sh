#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs the Debian packages named as arguments, those that are missing. Exits 0 when all are there
# afterwards; says which are not, and how to install them, otherwise.
#
# usage: sh tools/apt.sh PACKAGE...
set -u

is_there() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing() {
    for package in "$@"; do
        is_there "$package" || printf '%s ' "$package"
    done
}

give_up() {
    echo "$1" >&2
    echo "missing packages: $wanted" >&2
    echo "as root: apt-get update && apt-get install $wanted" >&2
    exit 1
}

if ! command -v dpkg-query >/dev/null; then
    echo "this is no Debian: install what these packages hold by your own means: $*" >&2
    exit 1
fi
wanted=$(missing "$@")
[ -n "$wanted" ] || exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || give_up 'not root, and there is no sudo'
    if [ -t 0 ]; then
        as_root=sudo
    else
        sudo -n true 2>/dev/null || give_up 'not root, and sudo wants a password'
        as_root='sudo -n'
    fi
fi
echo "installing: $wanted"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# a list of packages that is too old, or none at all, is fetched and the packages tried once more
for attempt in 1 2; do
    # shellcheck disable=SC2086
    if $as_root apt-get install -y --no-install-recommends $wanted >"$log" 2>&1; then
        exit 0
    fi
    [ $attempt -eq 2 ] || $as_root apt-get update >"$log" 2>&1 || break
done
tail -n 5 "$log" >&2
wanted=$(missing "$@")
[ -z "$wanted" ] || give_up 'apt-get could not install everything'
