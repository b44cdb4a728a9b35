#!/bin/sh
# SPDX-License-Identifier: MIT
# Proofs with Frama-C, of the smallest functions.
#
# WP: the contracts in the sources (/*@ ... */) hold for inputs of any length: nothing is read or
# written out of bounds, no arithmetic overflows that must not, every loop ends, and results are in
# their range. Eva: no undefined behaviour for every input up to a stated length (fuzz/proof/eva_*.c).
#
# WP exits 0 although goals fail, and so does Eva with alarms: the logs are read. The last lines say how
# many goals were proved of how many, and count the proofs.
#
# usage: fuzz/prove.sh [FOLDER]     for the logs
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
logs=${1:-$(mktemp -d)}
mkdir -p "$logs"
passed=0
failed=0
proved=0
goals=0
include="-I$root/lib -I$root/include -I$root/fuzz/proof"

for tool in frama-c why3 z3 cvc4; do
    command -v $tool >/dev/null || {
        echo "prove: $tool is not installed (Debian: frama-c-base why3 z3 cvc4)" >&2
        exit 2
    }
done
export WHY3CONFIG="$logs/why3.conf"
why3 config detect >"$logs/why3.log" 2>&1 || true

# verdict NAME PROVED GOALS
verdict() {
    echo "$1: $2 of $3"
    proved=$((proved + $2))
    goals=$((goals + $3))
    if [ "$2" -eq "$3" ] && [ "$3" -gt 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
    fi
}

# wp FILE FUNCTIONS [MODEL]
wp() {
    log=$logs/wp-$(basename "$1").log
    frama-c -wp -wp-rte -wp-prover z3,cvc4 -wp-timeout 30 -wp-model "${3:-Typed}" -machdep gcc_x86_64 \
        -cpp-extra-args="$include" -wp-fct "$2" "$root/$1" >"$log" 2>&1 || true
    numbers=$(sed -n 's/.*Proved goals: *\([0-9]*\) \/ \([0-9]*\).*/\1 \2/p' "$log" | tail -n 1)
    # shellcheck disable=SC2086
    verdict "WP, any length: $1 ($2)" ${numbers:-0 0}
}

# eva NAME PRECISION FILE...: one goal, that there is no alarm: no undefined behaviour, and no call of a
# function of C that it does not allow. (The contracts are for WP; Eva looks at them, too, and does not
# always see that they hold.)
eva() {
    name=$1
    precision=$2
    shift 2
    log=$logs/eva-$name.log
    sources=
    for file in "$@"; do
        sources="$sources $root/$file"
    done
    # shellcheck disable=SC2086
    frama-c -eva -eva-precision "$precision" -eva-ilevel 64 -machdep gcc_x86_64 -cpp-extra-args="$include" \
        "$root/fuzz/proof/eva_$name.c" $sources >"$log" 2>&1 || true
    alarms=$(grep -A 1 'eva:alarm' "$log" | grep -cE 'assert |function (mem|str)[a-z]*:' || true)
    statements=$(sed -n 's/.* \([0-9]*\) statements reached (out of \([0-9]*\)).*/\1 of \2/p' "$log")
    most=$(sed -n 's/^#define MOST //p' "$root/fuzz/proof/eva_$name.c")
    what="Eva, up to $most bytes: $* (${statements:-no} statements)"
    if [ -n "$statements" ] && [ "$alarms" -eq 0 ] && grep -q ' 0 alarms generated' "$log"; then
        verdict "$what" 1 1
    else
        verdict "$what" 0 1
        grep -A 1 'eva:alarm' "$log" || true
    fi
}

wp fuzz/proof/wp_size.c size_mul,size_add,span_of
wp lib/text/b64.c value_at,decode_groups,b64_decode,b64_last_octet,b64url_encode
wp lib/text/utf8.c announced_length,is_surrogate,utf8_step Typed+Cast
wp lib/json/scan.c scan_space,line_comment,block_comment,scan_comment,is_digit,is_word,scan_word,digits,number_end,scan_number
eva b64 6 lib/text/b64.c
eva duration 6 lib/text/duration.c
eva date 6 lib/text/duration.c
eva identifier 9 lib/text/identifier.c
eva scan 7 lib/json/scan.c lib/text/utf8.c
eva buf 9 lib/base/buf.c

echo "$proved goals proved of $goals"
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
