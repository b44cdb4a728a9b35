#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds the benchmark as users build the library and prints its table. ROUNDS=n for more rounds.
#
# usage: sh bench/run.sh
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
build=${KVJWK_BENCH_DIR:-$root/build-bench}
generator=
pin=

for module in jose cjose librhonabwy; do
    pkg-config --exists $module || echo "note: $module is not installed; its column is left out" >&2
done
if [ ! -f "$build/CMakeCache.txt" ] && command -v ninja >/dev/null; then
    generator=-GNinja
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# shellcheck disable=SC2086
if ! { cmake -S "$root" -B "$build" $generator -DCMAKE_BUILD_TYPE=Release -DKVJWK_TESTS=OFF \
    -DKVJWK_BENCH=ON && cmake --build "$build" --target kvjwk_bench --parallel; } >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    exit 1
fi
if command -v taskset >/dev/null; then
    pin="taskset -c $(($(nproc) - 1))"
fi
sed -n 's/^model name[^:]*: /processor: /p' /proc/cpuinfo | head -n 1
# shellcheck disable=SC2086
$pin "$build/bench/kvjwk_bench" table "${ROUNDS:-9}"
