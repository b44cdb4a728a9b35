#!/bin/sh
# SPDX-License-Identifier: MIT
# Writes what is generated from the tables: docs/rules.md, docs/matrix.md, docs/kinds.md, docs/regimes.md
# and the snapshots of the command's texts. With --check it only says what differs, and exits 1 when something does.
#
# usage: sh tools/gendocs.sh [--check] KVJWK
set -eu

check=false
if [ "${1:-}" = --check ]; then
    check=true
    shift
fi
kvjwk=${1:?usage: sh tools/gendocs.sh [--check] KVJWK}
case $kvjwk in /*) ;; *) kvjwk=$PWD/$kvjwk ;; esac
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
differs=0

# place FILE COMMAND...: the output of the command belongs into FILE.
place() {
    file=$root/$1
    shift
    "$@" >"$work/out" || {
        echo "gendocs: failed: $*" >&2
        exit 2
    }
    if cmp -s "$work/out" "$file"; then
        return
    fi
    if $check; then
        echo "gendocs: $file differs from: $*" >&2
        diff -u "$file" "$work/out" | head -n 40 >&2 || true
        differs=1
    else
        mkdir -p "$(dirname -- "$file")"
        cp "$work/out" "$file"
        echo "wrote $file"
    fi
}

place docs/rules.md "$kvjwk" rules --format markdown
place docs/matrix.md "$kvjwk" matrix --format markdown
place docs/kinds.md "$kvjwk" kinds --format markdown
place docs/regimes.md "$kvjwk" regimes --format markdown
place docs/policy-reference.md "$kvjwk" policy reference
place docs/schema/kvjwk-policy.schema.json "$kvjwk" policy schema
place tests/snapshots/rules.txt "$kvjwk" rules --format text
for edition in 2020-09 2024-09 2026-07; do
    place "tests/snapshots/matrix-$edition.txt" "$kvjwk" matrix --edition "$edition" --format text
done
place tests/snapshots/help.txt "$kvjwk" --help
for command in gcd-shard policy report regimes check matrix rules explain thumbprint vectors run kinds corpus; do
    place "tests/snapshots/help-$command.txt" "$kvjwk" "$command" --help
done
# what each format makes of the same files; SARIF would repeat all rules
cd "$root"
for format in text json ndjson junit github azure-devops gitlab csv markdown tap counts; do
    place "tests/snapshots/format-$format.txt" env -u GITHUB_ACTIONS -u TF_BUILD -u GITLAB_CI \
        "$kvjwk" check --as-of 2026-11-24 --fail-on never --format "$format" \
        examples/ec-hsm-bundle.json examples/good.jwks.json examples/rsa-hsm-bundle.json
done
# the summary of the same files, and a row for each of their keys
for format in markdown json ndjson csv oscal sarif cyclonedx; do
    place "tests/snapshots/report-$format.txt" "$kvjwk" report --as-of 2026-11-24 --group-by target \
        --format "$format" examples/ec-hsm-bundle.json examples/rsa-hsm-bundle.json
done
exit $differs
