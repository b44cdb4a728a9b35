#!/bin/sh
# SPDX-License-Identifier: MIT
# From a fresh clone to a first result: installs what is missing, builds into build/, and checks an
# example that has defects. Run it again at any time.
#
# usage: sh tools/quickstart.sh
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
build=$root/build
example=$root/examples/rsa-hsm-bundle.json

sh "$root/tools/apt.sh" gcc libc6-dev cmake ninja-build pkg-config libssl-dev \
    libgmp-dev libjansson-dev || {
    echo 'quickstart: trying with what is there' >&2
}

generator=
if [ ! -f "$build/CMakeCache.txt" ] && command -v ninja >/dev/null; then
    generator=-GNinja
fi
echo "building into $build"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# shellcheck disable=SC2086
if ! { cmake -S "$root" -B "$build" $generator -DCMAKE_BUILD_TYPE=Release -DKVJWK_TESTS=OFF \
    -DKVJWK_STATIC=ON &&
    cmake --build "$build" --parallel; } >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    echo 'quickstart: the build failed' >&2
    exit 1
fi

status=0
echo
echo "\$ kvjwk check examples/rsa-hsm-bundle.json"
(cd "$root" && "$build/kvjwk" check examples/rsa-hsm-bundle.json) || status=$?
if [ $status -ne 1 ]; then
    echo "quickstart: expected exit 1 (findings) for $example, got $status" >&2
    exit 1
fi
echo
echo 'The example has defects on purpose: that is what kvjwk found in it.'
echo
echo "\$ kvjwk check examples/good.jwks.json"
(cd "$root" && "$build/kvjwk" check examples/good.jwks.json) || {
    echo 'quickstart: expected no findings there' >&2
    exit 1
}
echo
echo "The command is $build/kvjwk. Next:"
echo '  build/kvjwk check YOUR-KEY.json      judge a key, a bundle, a request, a set or a folder'
echo '  build/kvjwk explain RULE             why a rule exists and how to fix it'
echo '  cmake --install build --prefix DIR   install the command and the libraries'
