#!/bin/sh
# SPDX-License-Identifier: MIT
# Archives share one space of names with the program they are linked into, and hidden visibility does
# not help there: a program with a function `report` of its own would clash. Gives every global name
# in the archives that does not begin with kvjwk_ the prefix kvjwk_in_, in all of them alike.
#
# usage: NM=nm OBJCOPY=objcopy sh prefix_symbols.sh ARCHIVE...
set -eu

map=$(mktemp)
trap 'rm -f "$map"' EXIT
for archive in "$@"; do
    "${NM:-nm}" -P -g --defined-only "$archive" 2>/dev/null
done | awk 'NF >= 2 && $1 !~ /^(kvjwk_|_|\.)/ { print $1, "kvjwk_in_" $1 }' | sort -u >"$map"
for archive in "$@"; do
    "${OBJCOPY:-objcopy}" --redefine-syms="$map" "$archive"
done
