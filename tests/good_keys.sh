#!/bin/sh
# SPDX-License-Identifier: MIT
# The false positives of arithmetic on key material: makes ten thousand keys of every type and expects no
# finding. Takes minutes, most of them to make primes: RSA keys are all pairs of as few as will do.
#
# usage: sh tests/good_keys.sh [KEYS_OF_EACH_TYPE [LEVEL]]
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
build=${KVJWK_GOOD_DIR:-$root/build-good}

cmake -S "$root" -B "$build" -DCMAKE_BUILD_TYPE=Release -DKVJWK_TESTS=ON >/dev/null
cmake --build "$build" --target test_material_good --parallel >/dev/null
exec "$build/tests/test_material_good" "${1:-10000}" "${2:-full}"
