#!/bin/sh
# SPDX-License-Identifier: MIT
# How long the command takes to start: one small key, against a program that does nothing.
#
# usage: sh bench/start.sh [KVJWK]
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
kvjwk=${1:-$root/build/kvjwk}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

command -v hyperfine >/dev/null || {
    echo 'start: hyperfine is not installed' >&2
    exit 2
}
[ -x "$kvjwk" ] || {
    echo "start: $kvjwk is not there; build it with: sh tools/quickstart.sh" >&2
    exit 2
}
cat >"$work/small.json" <<'KEY'
{"kty":"EC","crv":"P-256","use":"sig","alg":"ES256","kid":"api-2026-04",
 "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
 "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}
KEY
hyperfine --shell=none --warmup 20 --runs "${RUNS:-300}" --ignore-failure \
    --command-name '/bin/true' /bin/true \
    --command-name 'kvjwk check small.json' "$kvjwk check $work/small.json" 2>"$work/notes" || {
    cat "$work/notes" >&2
    exit 1
}
