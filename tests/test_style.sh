#!/bin/sh
# SPDX-License-Identifier: MIT
# How the sources look: format, licence lines, lengths, spelling, shell scripts, manual pages.
#
# usage: sh tests/test_style.sh SOURCE_DIR
set -eu

cd "${1:?usage: test_style.sh SOURCE_DIR}"
list=$(mktemp)
trap 'rm -f "$list"' EXIT
bad=0

complain() {
    echo "style: $*"
    bad=1
}

# every file of the project below the given places whose name fits: files PATTERN PLACE...
files() {
    pattern=$1
    shift
    for place in "$@"; do
        [ -e "$place" ] && find "$place" -name 'build*' -prune -o -type f -name "$pattern" -print
    done | LC_ALL=C sort
}

# name each tool that is missing: a test that silently does nothing is worse than none
for tool in clang-format shellcheck codespell python3 mandoc; do
    command -v $tool >/dev/null || complain "$tool is not installed"
done
[ $bad -eq 0 ] || exit 1

files '*.[ch]' include lib tools tests fuzz bench examples >"$list"
xargs clang-format --dry-run -Werror <"$list" || complain "run clang-format -i on these"

{
    files '*.def' lib
    files '*.cpp' tests
    files '*.sh' cmake tools tests bench fuzz ci
    files '*.py' tools tests bench fuzz
    files CMakeLists.txt CMakeLists.txt tests bench fuzz
    files '*.cmake' cmake
    files '*.yml' ci
    files '*.js' tests
} >>"$list"
while read -r file; do
    [ -s "$file" ] || continue
    head -n 2 "$file" | grep -q 'SPDX-License-Identifier: MIT' ||
        complain "$file: no SPDX line at its beginning"
done <"$list"

python3 tests/lengths.py . || complain "too long"

files '*.sh' cmake tools tests bench fuzz ci >"$list"
xargs shellcheck <"$list" || complain "shellcheck"
if [ -f .ci/run ]; then
    shellcheck -s bash .ci/run || complain "shellcheck"
fi

# not words: RFC 4648's "fo", mdoc's Nd, base64, what tests spell wrongly on purpose
codespell -q 3 -L fo,ot,te,nd,suppor,chekc --ignore-regex '[A-Za-z0-9_+/=-]{24,}' \
    --skip '*.json,*.ndjson,*.pem,build*,snapshots' \
    include lib tools tests docs bench examples cmake ci ./*.md ./*.yml \
    CMakeLists.txt Dockerfile || complain "codespell"

files '*.[1-9]' docs >"$list"
while read -r page; do
    mandoc -T lint -W warning "$page" || complain "$page"
done <"$list"

[ $bad -eq 0 ] && echo "style: nothing to say"
exit $bad
