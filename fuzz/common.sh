#!/bin/sh
# SPDX-License-Identifier: MIT
# For the scripts beside it: builds of the fuzz targets, seeds, the dictionary. To be sourced, with
# $root set.
# shellcheck disable=SC2154

# Debian names the tools of LLVM with their version, too.
llvm_tool() {
    for name in "$1" "$1-14" "$1-15" "$1-16" "$1-19"; do
        if command -v "$name" >/dev/null; then
            echo "$name"
            return 0
        fi
    done
    echo "$1 is not installed" >&2
    return 1
}

# fuzz_build NAME OPTION...: configures build-fuzz-NAME and builds the targets in $TARGETS (all when
# it is empty). Compilers and flags come from the environment.
fuzz_build() {
    name=$1
    shift
    build=${KVJWK_FUZZ_DIR:-$root}/build-fuzz-$name
    generator=
    if [ ! -f "$build/CMakeCache.txt" ] && command -v ninja >/dev/null; then
        generator=-GNinja
    fi
    # shellcheck disable=SC2086
    if cmake -S "$root" -B "$build" $generator -DKVJWK_TESTS=OFF -DKVJWK_FUZZ=ON "$@" \
        >"$build.log" 2>&1 &&
        cmake --build "$build" --parallel ${TARGETS:+--target} ${TARGETS:-} >>"$build.log" 2>&1; then
        return 0
    fi
    tail -n 40 "$build.log" >&2
    echo "$name does not build" >&2
    return 1
}

build_libfuzzer() {
    CC=clang CXX=clang++ fuzz_build libfuzzer -DCMAKE_BUILD_TYPE=RelWithDebInfo -DKVJWK_SANITIZE=ON
}

# What AFL++ runs: fast, with sanitizers, and with the comparisons it learns from.
build_afl() {
    # AFL++ wants to see each fault as an abort, and reads no reports
    export ASAN_OPTIONS=abort_on_error=1:symbolize=0:detect_leaks=0:quarantine_size_mb=16
    unset UBSAN_OPTIONS
    case $1 in
    asan) AFL_USE_ASAN=1 AFL_USE_UBSAN=1 afl_compilers afl-asan ;;
    cmplog) AFL_LLVM_CMPLOG=1 afl_compilers afl-cmplog ;;
    *) afl_compilers afl ;;
    esac
}

afl_compilers() {
    CC=afl-clang-fast CXX=afl-clang-fast++ fuzz_build "$1" -DCMAKE_BUILD_TYPE=RelWithDebInfo
}

# The mutator for AFL++, which loads it: made by a compiler that does not instrument.
mutator_library() {
    library=${KVJWK_FUZZ_DIR:-$root}/build-fuzz-afl/kvjwk_mutator.so
    "${HOST_CC:-cc}" -std=c11 -O2 -shared -fPIC -fvisibility=hidden -I"$root/lib" "$root"/fuzz/mutator/*.c \
        -o "$library"
    echo "$library"
}

# The seeds of a harness; written once for a source tree. A canary gets the few from which its fault is near:
# whether the engine sees it is the question, not how long it looks.
seeds_of() {
    seeds=${KVJWK_FUZZ_DIR:-$root}/build-fuzz-seeds
    if [ ! -d "$seeds/json" ]; then
        python3 "$root/fuzz/seeds.py" "$root" "$seeds" >&2
    fi
    case $1 in
    canary_*)
        mkdir -p "$seeds/canary"
        find "$seeds/json" -type f -exec grep -l '"P-521"' {} + | sort | head -n 20 |
            while read -r file; do cp "$file" "$seeds/canary/"; done
        echo "$seeds/canary"
        ;;
    *) echo "$seeds/$(python3 "$root/fuzz/seeds.py" --kind "$1")" ;;
    esac
}

# Quarantine: a small one, for what takes time is touching fresh memory.
export ASAN_OPTIONS=quarantine_size_mb=16 UBSAN_OPTIONS=print_stacktrace=1
# AFL++ asks about the machine; what it would like changed is not ours to change.
export AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_AFFINITY=1 \
    AFL_ALLOW_TMP=1 TERM="${TERM:-dumb}"
