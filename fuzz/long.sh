#!/bin/sh
# SPDX-License-Identifier: MIT
# Long runs with libFuzzer: each harness for so many minutes of CPU, several at a time, and a row for
# each of a table in Markdown: runs, minutes of CPU, edges reached, inputs that failed. What was run
# before with the same folder is added.
#
# usage: fuzz/long.sh CPU_MINUTES [HARNESS...]      all of them by default
#
# KVJWK_FUZZ_CORES=N: so many at a time; by default as many as there are processors.
# Exit: 0 nothing found, 1 something found.
# shellcheck disable=SC1091,SC2034,SC2154
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$root/fuzz/common.sh"

base=${KVJWK_FUZZ_DIR:-$root}
work_of() {
    echo "$base/build-fuzz-work/libfuzzer/$1"
}

# one HARNESS SECONDS: restarts behind each find, until the time is used up.
one() {
    work=$(work_of "$1")
    left=$2
    mkdir -p "$work/corpus" "$work/finds"
    seeds=$(seeds_of "$1")
    while [ "$left" -gt 0 ]; do
        used=$(python3 "$root/fuzz/cputime.py" --signal USR1 --log "$work/log" "$left" \
            "$base/build-fuzz-libfuzzer/fuzz/$1" -dict="$root/fuzz/kvjwk.dict" -max_len=8192 -timeout=60 \
            -rss_limit_mb=2048 -artifact_prefix="$work/finds/" -print_final_stats=1 "$work/corpus" "$seeds")
        used=${used%.*}
        [ "$used" -gt 0 ] || used=1
        left=$((left - used))
        runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/log")
        echo "${runs:-0} $used" >>"$work/long"
        sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$work/log" | tail -n 1 >"$work/edges"
    done
}

row() {
    work=$(work_of "$1")
    awk -v name="$1" -v edges="$(cat "$work/edges")" \
        -v found="$(find "$work/finds" -type f ! -name '*.min' | wc -l)" \
        '{runs += $1; seconds += $2}
         END {printf "| %s | %d | %.0f | %d | %d |\n", name, runs, seconds / 60, edges, found}' "$work/long"
}

if [ "${1:-}" = --one ]; then
    one "$2" "$3"
    exit 0
fi
case ${1:-} in
'' | *[!0-9]*)
    sed -n 's/^# usage: /usage: /p' "$0" >&2
    exit 2
    ;;
esac
seconds=$(($1 * 60))
shift
if [ $# -eq 0 ]; then
    for source in "$root"/fuzz/fuzz_*.c; do
        set -- "$@" "$(basename "$source" .c)"
    done
fi
TARGETS="$*"
build_libfuzzer
seeds_of "$1" >/dev/null
for harness in "$@"; do
    echo "$harness"
done | xargs -P "${KVJWK_FUZZ_CORES:-$(nproc)}" -I NAME sh "$0" --one NAME "$seconds"
echo '| harness | runs | CPU minutes | edges | found |'
echo '|---|--:|--:|--:|--:|'
found=0
for harness in "$@"; do
    row "$harness"
    [ -z "$(find "$(work_of "$harness")/finds" -type f)" ] || found=1
done
exit $found
