#!/bin/sh
# SPDX-License-Identifier: MIT
# The fuzz targets as CI has them: built by the script that OSS-Fuzz and ClusterFuzzLite run, with their
# environment; then all that must be there is, the planted faults are found, and every target runs a
# fixed number of times. The last line counts.
#
# usage: sh fuzz/test.sh FOLDER     for what is built; it is emptied
set -eu

# What one run costs differs. The seeds are replayed by ctest: here a quarter of them is mutated.
runs_of() {
    case $1 in
    fuzz_report | fuzz_engine | fuzz_engine_memory | fuzz_across | fuzz_levels) echo 400 ;;
    fuzz_input) echo 150 ;;
    fuzz_text | fuzz_reader) echo 3000 ;;
    *) echo 700 ;;
    esac
}

# the same program, seeds and number: the same run
run() {
    setarch -R "$@"
}

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
export ASAN_OPTIONS=quarantine_size_mb=16

# target FOLDER NAME: so many runs of one target; NAME.ok is there when nothing was found
if [ "${1:-}" = --target ]; then
    folder=$2
    name=$3
    mkdir -p "$folder/work/learned/$name"
    if run "$folder/out/$name" -seed=1 -runs="$(runs_of "$name")" -max_len=4096 -timeout=60 \
        -dict="$folder/out/$name.dict" -artifact_prefix="$folder/$name-" "$folder/work/learned/$name" \
        "$folder/work/some/$(python3 "$root/fuzz/seeds.py" --kind "$name")" >"$folder/$name.log" 2>&1; then
        touch "$folder/$name.ok"
    fi
    exit 0
fi

folder=${1:?usage: fuzz/test.sh FOLDER}
passed=0
failed=0

pass() {
    passed=$((passed + 1))
}

# fail MESSAGE [FILE]: with the end of FILE.
fail() {
    failed=$((failed + 1))
    echo "fuzz: $1"
    [ $# -lt 2 ] || tail -n 40 "$2"
}

rm -rf "$folder"
mkdir -p "$folder/src" "$folder/work" "$folder/out"
folder=$(cd "$folder" && pwd)
ln -s "$root" "$folder/src/kvjwk"

flags="-O1 -fno-omit-frame-pointer -gline-tables-only -DFUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION"
flags="$flags -fsanitize=address,undefined -fno-sanitize-recover=undefined -fsanitize=fuzzer-no-link"
if ! CC=clang CXX=clang++ CFLAGS=$flags CXXFLAGS=$flags LIB_FUZZING_ENGINE=-fsanitize=fuzzer \
    SRC=$folder/src WORK=$folder/work OUT=$folder/out \
    bash "$root/.clusterfuzzlite/build.sh" >"$folder/build.log" 2>&1; then
    fail "build.sh fails" "$folder/build.log"
    echo "$passed passed, $failed failed"
    exit 1
fi
pass

# everything that is to be there, and nothing that the run image does not have
for source in "$root"/fuzz/fuzz_*.c; do
    name=$(basename "$source" .c)
    for file in "$name" "${name}_seed_corpus.zip" "$name.dict" "$name.options"; do
        [ -s "$folder/out/$file" ] || fail "build.sh makes no $file"
    done
    if ldd "$folder/out/$name" | grep -E 'libcrypto|libjansson'; then
        fail "$name needs libraries that a run image does not have"
    fi
done
[ $failed -gt 0 ] || pass

# canary FAULT TEXT: the planted fault is found, and for what it is.
mkdir -p "$folder/work/canary"
grep -l '"P-521"' "$folder"/work/seeds/json/* | head -n 20 | while read -r file; do
    cp "$file" "$folder/work/canary/"
done
canary() {
    log=$folder/canary-$1.log
    run "$folder/work/build/fuzz/canary_$1" -seed=1 -runs=20000 -max_len=4096 \
        -artifact_prefix="$folder/work/" "$folder/work/canary" >"$log" 2>&1 || true
    if grep -q "$2" "$log"; then pass; else fail "the canary \"$1\" is not found" "$log"; fi
}
canary overflow 'AddressSanitizer: heap-buffer-overflow'
canary leak 'LeakSanitizer: detected memory leaks'
canary undefined 'runtime error: shift exponent'
canary property 'property does not hold: planted'

for kind in "$folder"/work/seeds/*; do
    mkdir -p "$folder/work/some/$(basename "$kind")"
    find "$kind" -name '*[048c]' -exec cp {} "$folder/work/some/$(basename "$kind")/" \;
done
for source in "$root"/fuzz/fuzz_*.c; do
    basename "$source" .c
done | xargs -P "$(nproc)" -n 1 sh "$0" --target "$folder"
for source in "$root"/fuzz/fuzz_*.c; do
    name=$(basename "$source" .c)
    if [ -f "$folder/$name.ok" ]; then pass; else fail "$name finds something" "$folder/$name.log"; fi
done

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
