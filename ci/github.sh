#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The check step of action.yml: inputs come as KVJWK_* variables, outputs go to $GITHUB_OUTPUT, the
# summary to $GITHUB_STEP_SUMMARY, annotations to the log.
set -euo pipefail
shopt -s globstar nullglob

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
kvjwk=${KVJWK_COMMAND:-kvjwk}

# a pattern a line; one that fits nothing stays, so that kvjwk says that it is not there
files=()
while IFS= read -r pattern; do
    pattern=${pattern#"${pattern%%[![:space:]]*}"}
    pattern=${pattern%"${pattern##*[![:space:]]}"}
    [ -n "$pattern" ] || continue
    if [ -e "$pattern" ] || [ "$pattern" = - ]; then
        files+=("$pattern")
        continue
    fi
    IFS= # a pattern may hold spaces
    # shellcheck disable=SC2206
    found=($pattern)
    unset IFS
    if [ ${#found[@]} -eq 0 ]; then
        found=("$pattern")
    fi
    files+=("${found[@]}")
done <<<"${KVJWK_FILES:-.}"

options=(--format "${KVJWK_FORMAT:-auto}" --format "counts:$work/counts"
    --format "markdown:$work/summary")
[ -z "${KVJWK_TARGET:-}" ] || options+=(--target "$KVJWK_TARGET")
[ -z "${KVJWK_POLICY:-}" ] || options+=(--policy "$KVJWK_POLICY")
[ -z "${KVJWK_FAIL_ON:-}" ] || options+=(--fail-on "$KVJWK_FAIL_ON")
[ -z "${KVJWK_SARIF_FILE:-}" ] || options+=(--code-scanning --format "sarif:$KVJWK_SARIF_FILE")

code=0
"$kvjwk" check "${options[@]}" -- "${files[@]}" || code=$?

if [ -s "$work/counts" ]; then
    cat "$work/counts" >>"${GITHUB_OUTPUT:-/dev/null}"
else
    echo "exit-code=$code" >>"${GITHUB_OUTPUT:-/dev/null}"
fi
if [ -f "$work/summary" ]; then
    cat "$work/summary" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
fi
exit $code
