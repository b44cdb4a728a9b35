#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds the benchmark as users build the library and prints a table. ROUNDS=n for more rounds.
#
#     (nothing)           parsing and rules, beside jansson and other libraries
#     material            what each level of arithmetic adds to a key
#     gcd [MODULI...]     shared primes among so many moduli, beside a bare tree of GMP
#
# usage: sh bench/run.sh [material | gcd [MODULI...]]
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
build=${KVJWK_BENCH_DIR:-$root/build-bench}
generator=
pin=
rounds=${ROUNDS:-9}
program=kvjwk_material_bench

case ${1:-} in
'')
    program=kvjwk_bench
    set -- table "$rounds"
    for module in jose cjose librhonabwy; do
        pkg-config --exists $module ||
            echo "note: $module is not installed; its column is left out" >&2
    done
    ;;
material) set -- table "$rounds" ;;
gcd) [ $# -gt 1 ] || set -- gcd 1000 10000 100000 ;;
*)
    sed -n 's/^# usage: /usage: /p' "$0" >&2
    exit 2
    ;;
esac
if [ ! -f "$build/CMakeCache.txt" ] && command -v ninja >/dev/null; then
    generator=-GNinja
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# shellcheck disable=SC2086
if ! { cmake -S "$root" -B "$build" $generator -DCMAKE_BUILD_TYPE=Release -DKVJWK_TESTS=OFF \
    -DKVJWK_BENCH=ON && cmake --build "$build" --target $program --parallel; } >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    exit 1
fi
if command -v taskset >/dev/null; then
    pin="taskset -c $(($(nproc) - 1))"
fi
sed -n 's/^model name[^:]*: /processor: /p' /proc/cpuinfo | head -n 1
# shellcheck disable=SC2086
$pin "$build/bench/$program" "$@"
