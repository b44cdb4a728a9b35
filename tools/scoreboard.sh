#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs kvjwk and every adapter whose library is installed against the corpus, and writes the table
# docs/scoreboard.md. With --check it only says whether the row of kvjwk is perfect, and exits 1 when
# it is not.
#
# usage: sh tools/scoreboard.sh [--check] KVJWK [WORK_DIR]
#
# Debian: sh tools/apt.sh libjose-dev libcjose-dev librhonabwy-dev python3-jwcrypto nodejs npm
set -eu

check=false
if [ "${1:-}" = --check ]; then
    check=true
    shift
fi
kvjwk=${1:?usage: sh tools/scoreboard.sh [--check] KVJWK [WORK_DIR]}
case $kvjwk in /*) ;; *) kvjwk=$PWD/$kvjwk ;; esac
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"
if $check; then
    exec "$kvjwk" corpus run --cmd "'$kvjwk' corpus answer"
fi
work=${2:-$(mktemp -d)}
mkdir -p "$work"

# score NAME COMMAND: what the implementation got wrong, as JSON.
score() {
    echo "$1" >&2
    "$kvjwk" corpus run --format json --cmd "$2" >"$work/$1.json" || {
        code=$?
        [ $code -eq 1 ] || {
            echo "$1: exit $code" >&2
            rm -f "$work/$1.json"
        }
    }
}

rm -f "$work"/*.json
score kvjwk "'$kvjwk' corpus answer"
make -s -C tools/adapters/c OUT="$work" || echo 'an adapter in C does not build' >&2
for name in jose cjose rhonabwy; do
    [ ! -x "$work/$name" ] || score "$name" "'$work/$name'"
done
if /usr/bin/python3 -c 'import jwcrypto' 2>/dev/null; then
    score jwcrypto '/usr/bin/python3 tools/adapters/jwcrypto_adapter.py'
fi
if command -v node >/dev/null; then
    score webcrypto 'node tools/adapters/webcrypto.mjs'
    mkdir -p "$work/npm"
    cp tools/adapters/package.json tools/adapters/package-lock.json "$work/npm"
    if (cd "$work/npm" && npm ci --ignore-scripts --no-audit --no-fund --loglevel error) >&2; then
        KVJWK_NODE_MODULES=$work/npm/node_modules
        export KVJWK_NODE_MODULES
        score npm-jose 'node tools/adapters/jose.mjs'
    fi
fi
python3 tools/scoreboard.py "$work" >"$work/scoreboard.md"
cp "$work/scoreboard.md" docs/scoreboard.md
echo 'wrote docs/scoreboard.md'
