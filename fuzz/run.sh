#!/bin/sh
# SPDX-License-Identifier: MIT
# Fuzzes one harness for so many seconds, and says what was found. What it learns is kept in
# build-fuzz-work/ENGINE/HARNESS and used by the next run.
#
# usage: fuzz/run.sh libfuzzer|afl HARNESS SECONDS [CORES]
#
# HARNESS is the name of a file in fuzz/ ("fuzz_check"), or a canary. CORES: libFuzzer forks so many workers;
# AFL++ runs a main instance with sanitizers, and secondaries in turn with the comparison log and
# plain. KVJWK_FUZZ_RUNS=N stops libFuzzer after N runs.
# Exit: 0 nothing found, 1 something found, 2 it could not run.
# shellcheck disable=SC1091,SC2034,SC2154
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$root/fuzz/common.sh"

known=no
case ${2:-} in
canary_*) known=yes ;;
fuzz_*) [ ! -f "$root/fuzz/$2.c" ] || known=yes ;;
esac
if [ $# -lt 3 ] || [ $known = no ]; then
    sed -n 's/^# usage: /usage: /p' "$0" >&2
    exit 2
fi
engine=$1
harness=$2
seconds=$3
cores=${4:-1}
work=${KVJWK_FUZZ_DIR:-$root}/build-fuzz-work/$engine/$harness
largest=8192
case $harness in
canary_*) rm -rf "$work" ;; # what another run has learned says nothing of this one
esac
mkdir -p "$work"
seeds=$(seeds_of "$harness")
finds=$work/finds
mkdir -p "$finds"
touch "$work/started"

run_libfuzzer() {
    TARGETS=$harness build_libfuzzer || exit 2
    mkdir -p "$work/corpus"
    fork=
    [ "$cores" -le 1 ] || fork="-fork=$cores -ignore_crashes=1"
    # shellcheck disable=SC2086
    "$build/fuzz/$harness" $fork -dict="$root/fuzz/kvjwk.dict" -max_len=$largest -timeout=20 \
        -rss_limit_mb=2048 -artifact_prefix="$finds/" -print_final_stats=1 \
        -max_total_time="$seconds" -runs="${KVJWK_FUZZ_RUNS:--1}" "$work/corpus" "$seeds" \
        >"$work/log" 2>&1 || true
    grep -E '^#.*(DONE|INITED)|^stat::|property does not hold|^SUMMARY' "$work/log" | tail -n 12
}

# start NAME BUILD ROLE OPTION...: one instance of AFL++ in the background.
start_afl() {
    name=$1
    binary=$2
    role=$3
    shift 3
    timeout --signal=INT $((seconds + 60)) afl-fuzz -V "$seconds" -G $largest -m none -t 5000+ \
        -x "$root/fuzz/kvjwk.dict" -i "$work/seeds" -o "$work/out" "$role" "$name" "$@" -- \
        "$binary" >"$work/$name.log" 2>&1 &
    pids="$pids $!"
}

run_afl() {
    base=${KVJWK_FUZZ_DIR:-$root}
    for kind in plain asan cmplog; do
        TARGETS=$harness build_afl $kind || exit 2
    done
    # seeds from scratch, and what was learned before; AFL++ wants no crash among them
    rm -rf "$work/seeds"
    mkdir -p "$work/seeds"
    find "$seeds" "$work/out" -path '*/crashes*' -prune -o -type f -size -${largest}c \
        \( -path "$seeds/*" -o -path '*/queue/id*' \) -print 2>/dev/null |
        while read -r file; do cp "$file" "$work/seeds/$(sha1sum <"$file" | cut -c1-40)"; done
    rm -rf "$work/out"
    case $(python3 "$root/fuzz/seeds.py" --kind "$harness") in
    json | template | policy)
        AFL_CUSTOM_MUTATOR_LIBRARY=$(mutator_library)
        export AFL_CUSTOM_MUTATOR_LIBRARY
        ;;
    esac
    pids=
    start_afl main "$base/build-fuzz-afl-asan/fuzz/$harness" -M
    i=1
    while [ $i -lt "$cores" ]; do
        if [ $((i % 2)) -eq 1 ]; then
            start_afl "cmplog$i" "$base/build-fuzz-afl/fuzz/$harness" -S \
                -c "$base/build-fuzz-afl-cmplog/fuzz/$harness"
        else
            start_afl "plain$i" "$base/build-fuzz-afl/fuzz/$harness" -S
        fi
        i=$((i + 1))
    done
    for pid in $pids; do
        wait "$pid" || true # it is 0 with crashes, and what counts is counted below
    done
    for instance in "$work"/out/*/; do
        stats=$instance/fuzzer_stats
        if [ ! -f "$stats" ]; then
            tail -n 20 "$work"/*.log >&2
            exit 2
        fi
        echo "$(basename "$instance"): $(sed -n \
            's/^\(execs_done\|corpus_count\|edges_found\|saved_crashes\|saved_hangs\) *: */\1 /p' \
            "$stats" | tr '\n' ' ')"
        find "$instance/crashes" "$instance/hangs" -type f -name 'id*' 2>/dev/null |
            while read -r file; do cp "$file" "$finds/afl-$(sha1sum <"$file" | cut -c1-12)"; done
    done
}

case $engine in
libfuzzer) run_libfuzzer ;;
afl) run_afl ;;
*) exit 2 ;;
esac
# what is there counts, whatever the engine's exit code is
found=$(find "$finds" -type f -newer "$work/started" | wc -l)
echo "$harness, $engine: $found found (in $finds)"
[ "$found" -eq 0 ]
