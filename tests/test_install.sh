#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs a static and a shared build and uses each as a stranger would: by find_package from C and
# C++, by pkg-config, and the command from where it was put.
#
# usage: sh tests/test_install.sh SOURCE_DIR STATIC_BUILD SHARED_BUILD
set -eu

root=${1:?usage: test_install.sh SOURCE_DIR STATIC_BUILD SHARED_BUILD}
static=$2
shared=$3
consumer=$root/tests/consumer
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
generator=
if command -v ninja >/dev/null; then
    generator=-GNinja
fi

# use_cmake PREFIX NAME: find_package.
use_cmake() {
    # shellcheck disable=SC2086
    if ! cmake -S "$consumer" -B "$work/$2" $generator -DCMAKE_PREFIX_PATH="$1" ||
        ! cmake --build "$work/$2"; then
        return 1
    fi >"$work/$2.log" 2>&1
    for program in core_c core_cpp all_c; do
        echo "$2: $program"
        "$work/$2/$program" >"$work/out" || {
            cat "$work/out"
            return 1
        }
    done
}

# use_pkgconfig PREFIX PROGRAM MODULES FLAGS: as the flags of pkg-config say, and no others.
use_pkgconfig() {
    echo "pkg-config $4 $3"
    path=$(dirname "$(find "$1" -name kvjwk.pc)")
    # shellcheck disable=SC2046,SC2086
    "${CC:-cc}" -std=c11 -Wall -Wextra -Werror "$consumer/$2" -o "$work/program" \
        $(PKG_CONFIG_PATH=$path pkg-config $4 --cflags --libs $3)
    LD_LIBRARY_PATH=$(dirname "$path") "$work/program" >/dev/null
}

# files_of PREFIX: what must be there, whatever the kind of build.
files_of() {
    for file in include/kvjwk/kvjwk.h include/kvjwk/facts.h include/kvjwk/material.h bin/kvjwk; do
        [ -f "$1/$file" ] || {
            echo "not installed: $file"
            return 1
        }
    done
    "$1/bin/kvjwk" --version >/dev/null
}

cmake --install "$static" --prefix "$work/first" >/dev/null
mv "$work/first" "$work/static" # an installed tree may be moved
cmake --install "$shared" --prefix "$work/shared" >/dev/null
for kind in static shared; do
    files_of "$work/$kind"
    use_cmake "$work/$kind" "$kind" || {
        cat "$work/$kind.log"
        exit 1
    }
    use_pkgconfig "$work/$kind" core.c kvjwk-core ''
    use_pkgconfig "$work/$kind" all.c 'kvjwk-core kvjwk-material' ''
    use_pkgconfig "$work/$kind" all.c kvjwk ''
done
use_pkgconfig "$work/static" core.c kvjwk-core --static
use_pkgconfig "$work/static" all.c kvjwk --static

# A library shows the public names and no others, so that it clashes with no program.
find "$work/static" -name 'libkvjwk_*.a' -exec nm -P -g --defined-only {} + >"$work/names" 2>&1
find "$work/shared" -name 'libkvjwk_*.so' -exec nm -P -D --defined-only {} + >>"$work/names" 2>&1
if awk 'NF >= 2 && $2 ~ /^[A-Z]$/ { print $1 }' "$work/names" | grep -v '^kvjwk_'; then
    echo 'these global names are neither public nor prefixed'
    exit 1
fi
grep -q '^kvjwk_check ' "$work/names"
echo 'installed, found and used'
