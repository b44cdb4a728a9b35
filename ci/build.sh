#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds the command from the sources that this file lies in, statically linked, into DIR/bin/kvjwk.
#
# usage: sh ci/build.sh DIR
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
dir=${1:?usage: build.sh DIR}

sh "$root/tools/apt.sh" gcc libc6-dev cmake ninja-build pkg-config libssl-dev libjansson-dev >&2 ||
    echo 'kvjwk: trying with what is there' >&2
mkdir -p "$dir/bin" "$dir/build"
generator=
if [ ! -f "$dir/build/CMakeCache.txt" ] && command -v ninja >/dev/null; then
    generator=-GNinja
fi
# shellcheck disable=SC2086
if ! { cmake -S "$root" -B "$dir/build" $generator -DCMAKE_BUILD_TYPE=Release -DKVJWK_TESTS=OFF \
    -DKVJWK_STATIC=ON && cmake --build "$dir/build" --parallel; } >"$dir/build.log" 2>&1; then
    tail -n 30 "$dir/build.log" >&2
    echo 'kvjwk: the build failed' >&2
    exit 1
fi
cp "$dir/build/kvjwk" "$dir/bin/kvjwk"
