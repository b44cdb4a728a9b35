#!/bin/sh
# SPDX-License-Identifier: MIT
# Every header compiles by itself, twice over: the public ones as C11 and as C++17, those of lib/ as
# C11.
#
# usage: [CC=cc] [CXX=c++] sh tests/test_headers.sh SOURCE_DIR
set -eu

root=${1:?usage: test_headers.sh SOURCE_DIR}
warnings='-Wall -Wextra -Wpedantic -Werror'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0
count=0

# compiles FILE-SUFFIX HEADER COMPILER...
compiles() {
    suffix=$1
    header=$2
    shift 2
    count=$((count + 1))
    printf '#include "%s"\n#include "%s"\nint only_a_header;\n' "$header" "$header" \
        >"$work/alone.$suffix"
    "$@" -fsyntax-only "$work/alone.$suffix" || {
        echo "does not compile alone: $header ($*)"
        bad=$((bad + 1))
    }
}

for file in "$root"/include/kvjwk/*.h; do
    header=kvjwk/$(basename "$file")
    # shellcheck disable=SC2086
    compiles c "$header" "${CC:-cc}" -std=c11 $warnings -I"$root/include"
    # shellcheck disable=SC2086
    compiles cpp "$header" "${CXX:-c++}" -std=c++17 $warnings -I"$root/include"
done
for file in "$root"/lib/*/*.h; do
    # shellcheck disable=SC2086
    compiles c "${file#"$root"/lib/}" "${CC:-cc}" -std=c11 $warnings -I"$root/include" -I"$root/lib"
done
echo "$count compilations, $bad failed"
[ "$bad" -eq 0 ] && [ "$count" -gt 10 ]
