#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs what package-lock.json names into DIR/node_modules, unless it is there. Exits 1 when the
# registry of npm cannot be reached.
#
# usage: sh tests/npm/install.sh DIR
set -eu

from=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
dir=${1:?usage: install.sh DIR}
if cmp -s "$from/package-lock.json" "$dir/installed"; then
    exit 0
fi
command -v npm >/dev/null || {
    echo 'npm is not installed: reports are not held against their schemas' >&2
    exit 1
}
mkdir -p "$dir"
rm -f "$dir/installed"
cp "$from/package.json" "$from/package-lock.json" "$dir"
# without scripts: what is downloaded here is data and validators, and runs in tests alone
(cd "$dir" && npm ci --ignore-scripts --legacy-peer-deps --no-audit --no-fund --loglevel error \
    --fetch-retries 1 --fetch-timeout 60000) || {
    echo 'npm could not install: reports are not held against their schemas' >&2
    exit 1
}
find "$dir/node_modules/@microsoft" -name Sarif.Multitool -exec chmod +x {} +
cp "$from/package-lock.json" "$dir/installed"
