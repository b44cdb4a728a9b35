#!/bin/sh
# SPDX-License-Identifier: MIT
# All tests: installs what they need, builds with GCC and sanitizers and with Clang, warnings being
# errors in both, and runs them. The last line counts them. Without a network it works with what is
# installed.
#
# usage: sh tools/test.sh [--afl] [--msan] [--prove]
#
# --afl    AFL++ finds the planted faults, too (packages: afl++)
# --msan   the core under MemorySanitizer
# --prove  Frama-C proves the smallest functions (packages: frama-c-base why3 z3 cvc4, a gigabyte)
set -eu

options=" $* "
# wants OPTION: it was given.
wants() {
    case $options in
    *" $1 "*) return 0 ;;
    *) return 1 ;;
    esac
}

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
work=${KVJWK_TEST_DIR:-$root/build-test}
generator=
passed=0
failed=0
skipped=0

sh "$root/tools/apt.sh" gcc g++ libc6-dev clang libclang-rt-dev clang-format cmake ninja-build pkg-config \
    binutils libssl-dev openssl libgmp-dev libjansson-dev libcmocka-dev python3 python3-jsonschema python3-gmpy2 \
    shellcheck codespell cppcheck mandoc parallel python3-cryptography python3-cryptography-vectors \
    nodejs softhsm2 || echo 'test: trying with what is there' >&2
# what reads the reports, and what runs the hooks
npm=
command -v npm >/dev/null || npm=npm # comes with some builds of node, which Debian's would not go with
# shellcheck disable=SC2086
sh "$root/tools/apt.sh" $npm libxml2-utils perl python3-yaml git pre-commit ||
    echo 'test: trying with what is there' >&2
# a browser for the reports that are made for one
command -v chromium >/dev/null || sh "$root/tools/apt.sh" chromium ||
    echo 'test: trying without a browser' >&2
if command -v ninja >/dev/null; then
    generator=-GNinja
fi
sh "$root/tests/npm/install.sh" "$work/npm" || echo 'test: trying with what is there' >&2

# build NAME OPTION...: false when it does not compile.
build() {
    name=$1
    shift
    echo "== building $name"
    # shellcheck disable=SC2086
    if cmake -S "$root" -B "$work/$name" $generator -DKVJWK_TESTS=ON -DKVJWK_WERROR=ON \
        -DKVJWK_NODE_MODULES="$work/npm/node_modules" "$@" \
        >"$work/$name.log" 2>&1 &&
        cmake --build "$work/$name" --parallel >>"$work/$name.log" 2>&1; then
        passed=$((passed + 1))
        return 0
    fi
    failed=$((failed + 1))
    grep -v '^\[[0-9]*/[0-9]*\] Building' "$work/$name.log" | tail -n 60
    echo "== $name does not build"
    return 1
}

# attribute NAME FILE: of the report's first element, or 0.
attribute() {
    value=$(sed -n "s/^[[:space:]]*$1=\"\([0-9][0-9]*\)\".*/\1/p" "$2" 2>/dev/null | head -n 1)
    echo "${value:-0}"
}

# run NAME OPTION...: the tests of a build, counted from the report that ctest writes.
run() {
    name=$1
    shift
    echo "== testing $name"
    report=$work/$name.xml
    rm -f "$report"
    status=0
    ctest --test-dir "$work/$name" --output-on-failure --no-tests=error --parallel 2 \
        --output-junit "$report" "$@" || status=$?
    all=$(attribute tests "$report")
    bad=$(attribute failures "$report")
    idle=$(($(attribute skipped "$report") + $(attribute disabled "$report")))
    if [ $status -ne 0 ] && [ "$bad" -eq 0 ]; then
        bad=1 # ctest itself failed
    fi
    failed=$((failed + bad))
    skipped=$((skipped + idle))
    passed=$((passed + (all > bad + idle ? all - bad - idle : 0)))
}

# script NAME COMMAND...: counts what its last line says.
script() {
    name=$1
    shift
    echo "== $name"
    "$@" >"$work/$name.log" 2>&1 || tail -n 60 "$work/$name.log"
    line=$(tail -n 1 "$work/$name.log")
    more=$(echo "$line" | sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1/p')
    bad=$(echo "$line" | sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\2/p')
    passed=$((passed + ${more:-0}))
    failed=$((failed + ${bad:-1}))
}

mkdir -p "$work"
if build gcc-sanitize -DCMAKE_C_COMPILER=gcc -DCMAKE_BUILD_TYPE=Debug -DKVJWK_SANITIZE=ON -DKVJWK_FUZZ=ON; then
    run gcc-sanitize
fi
# optimised, since a sanitizer hides what the optimiser makes of undefined behaviour
if build clang -DCMAKE_C_COMPILER=clang -DCMAKE_BUILD_TYPE=RelWithDebInfo; then
    run clang --label-regex unit
fi
script fuzz sh "$root/fuzz/test.sh" "$work/fuzz"
export KVJWK_FUZZ_DIR="$work"
if wants --afl; then
    sh "$root/tools/apt.sh" afl++ || true
    script fuzz-afl sh "$root/fuzz/canaries.sh" afl
fi
if wants --msan; then
    script fuzz-msan sh "$root/fuzz/msan.sh"
fi
if wants --prove; then
    sh "$root/tools/apt.sh" frama-c-base why3 z3 cvc4 || true
    script prove sh "$root/fuzz/prove.sh"
fi

echo
if [ $skipped -gt 0 ]; then
    echo "$passed passed, $failed failed, $skipped skipped"
else
    echo "$passed passed, $failed failed"
fi
[ $failed -eq 0 ]
