#!/bin/sh
# SPDX-License-Identifier: MIT
# A pre-commit hook of git without any framework: checks keys as they are staged, not as they lie in
# the working tree. KVJWK names the command, KVJWK_OPTIONS more options.
#
# install: cp ci/git-pre-commit.sh .git/hooks/pre-commit && chmod +x .git/hooks/pre-commit
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git diff --cached --name-only --diff-filter=ACMR -z -- \
    '*.jwk' '*.jwks' '*.jwk.json' '*.jwks.json' '*.byok' >"$work/names"
[ -s "$work/names" ] || exit 0
mkdir "$work/tree"
git checkout-index -z --stdin --prefix="$work/tree/" <"$work/names"
cd "$work/tree"
# shellcheck disable=SC2086
xargs -0 "${KVJWK:-kvjwk}" check --quiet ${KVJWK_OPTIONS:-} -- <"$work/names"
