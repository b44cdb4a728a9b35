#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs test vectors with kvjwk vectors. Exits 77 when the vectors are not on this machine.
#   own         vectors/, and what a wrong answer and a bad file look like
#   targets     vectors/ by the rules of each target
#   nist        the files of Debian's python3-cryptography-vectors
#   wycheproof  the folder that KVJWK_WYCHEPROOF_DIR names (testvectors_v1 of a checkout)
#
# usage: sh test_vectors.sh KVJWK SOURCE_DIR own|targets|nist|wycheproof
set -eu

kvjwk=${1:?usage: test_vectors.sh KVJWK SOURCE_DIR own|targets|nist|wycheproof}
root=${2:?}
python=${PYTHON:-python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "FAILED: $*"
    exit 1
}

# run OPTION... PATH: everything right, and the text of it in $work/out
run() {
    "$kvjwk" vectors "$@" >"$work/out" 2>"$work/err" || {
        status=$?
        grep -A 3 FAILED "$work/out" | head -n 80 || true
        cat "$work/err"
        fail "exit $status: kvjwk vectors $*"
    }
    tail -n 1 "$work/out"
}

# passed [PATTERN]: tests passed in the files whose name fits
passed() {
    awk -v pattern="${1:-.}" '/^[^ ]*\/.*: [0-9]+ passed/ && $0 ~ pattern {
        sub(/.*: /, ""); n += $1 } END { print n + 0 }' "$work/out"
}

# at_least NUMBER [PATTERN]
at_least() {
    count=$(passed "${2:-.}")
    [ "$count" -ge "$1" ] || fail "${2:-all files}: $count passed, at least $1 expected"
}

# exits CODE TEXT ARGUMENT...: what kvjwk vectors says of something bad
exits() {
    code=$1
    text=$2
    shift 2
    status=0
    "$kvjwk" vectors "$@" >"$work/out" 2>&1 || status=$?
    [ $status -eq "$code" ] || fail "exit $status, not $code: kvjwk vectors $*"
    grep -q -- "$text" "$work/out" || fail "not said: $text: kvjwk vectors $*"
}

case ${3:?} in
own)
    run "$root/vectors"
    at_least 1180
    # no file may go by without a test, but the one whose hash the service does not have
    sed -n 's/^\(.*\): 0 passed.*/\1/p' "$work/out" | grep -v rsalabs_pss_sha1 &&
        fail "nothing was run of these files"

    one=$root/vectors/rfc3394_aes_wrap.json
    sed 's/1fa68b0a/1fa68b0b/' "$one" >"$work/wrong.json"
    exits 1 'FAILED 1 (wrap 128 bits' "$work/wrong.json"
    exits 1 'expected: .*00112233' "$work/wrong.json"
    exits 1 '"test": "1"' --format json "$work/wrong.json"
    sed 's/"msg": "[0-9a-f]*"/"msg": 17/' "$one" >"$work/type.json"
    exits 1 "'msg' is no string" "$work/type.json"
    sed 's/keywrap_test_schema_v1/other_schema_v1/' "$one" >"$work/schema.json"
    exits 4 'schema that is not run' "$work/schema.json"
    sed 's/AES-WRAP/ARIA-WRAP/' "$one" >"$work/algorithm.json"
    exits 4 'algorithm that the service does not have: ARIA-WRAP' "$work/algorithm.json"
    head -c 700 "$one" >"$work/cut.json"
    exits 3 'cut.json: line' "$work/cut.json"
    exits 3 'No such file' "$work/none.json"
    echo '{"keys": []}' >"$work/keys.json"
    exits 3 'no schema' "$work/keys.json"
    exits 3 'FAILED 1' "$work/wrong.json" "$work/keys.json"
    mkdir "$work/folder"
    cp "$work/keys.json" "$one" "$work/folder"
    exits 0 '^1 files: 9 passed, 0 failed, 0 skipped$' "$work/folder"
    rm "$work/folder/rfc3394_aes_wrap.json"
    exits 4 '^0 files' "$work/folder"
    exits 2 'nothing to do'
    "$kvjwk" vectors --format json "$root/vectors" | "$python" -c '
import json, sys
run = json.load(sys.stdin)
for count in ("passed", "failed", "skipped"):
    assert run["summary"][count] == sum(f[count] for f in run["files"]), count
assert run["summary"]["files"] == len(run["files"])
for f in run["files"]:
    assert sum(f["skips"].values()) == f["skipped"] and len(f["failures"]) == f["failed"], f["file"]
' || fail "the sums of the JSON output"
    ;;
targets)
    for target in vault-standard vault-premium managed-hsm rfc; do
        run --strict-target $target "$root/vectors"
        at_least 170
    done
    run --strict-target vault-premium --allow-preview "$root/vectors"
    at_least 75 kv_oct_hsm_preview
    run --strict-target managed-hsm --edition 2024-09 "$root/vectors"
    at_least 9 rfc3394
    [ "$(passed rfc5649)" -eq 0 ] || fail "CKM_AES_KEY_WRAP_PAD was not in that edition"
    ;;
nist)
    nist=$("$python" -c 'import cryptography_vectors as v; print(v.__path__[0])' 2>/dev/null) || {
        echo 'skipped: no cryptography_vectors (Debian: python3-cryptography-vectors)'
        exit 77
    }
    run "$nist"
    at_least 3000 /KW_
    at_least 3129 '/(KWP_|kwp_botan)'
    at_least 2250 /GCM/
    at_least 2138 /AES/CBC/
    at_least 18 /HMAC/
    at_least 459 'RSA/.*15'
    at_least 30 /KeyGenRSA
    at_least 360 'ECDSA/.*/Sig'
    at_least 72 /PKV
    at_least 60 /Key.air
    ;;
wycheproof)
    [ -d "${KVJWK_WYCHEPROOF_DIR:-}" ] || {
        echo 'skipped: KVJWK_WYCHEPROOF_DIR names no folder'
        exit 77
    }
    run "$KVJWK_WYCHEPROOF_DIR"
    grep '^    ' "$work/out" | sed 's/^ *skipped [0-9]*: //' | sort | uniq -c
    at_least 2000
    ;;
*)
    fail "unknown: $3"
    ;;
esac
