#!/bin/sh
# SPDX-License-Identifier: MIT
# Every adapter whose library is installed says hello, takes a good key, refuses a broken one, and skips
# a layer that is not its own. Exits 77 when none is installed.
#
# usage: sh tests/test_adapters.sh SOURCE_DIR WORK_DIR PYTHON
set -eu

source=${1:?usage: test_adapters.sh SOURCE_DIR WORK_DIR PYTHON}
work=${2:?}
python=${3:?}
cases=$source/corpus/cases
adapters=$source/tools/adapters
mkdir -p "$work"
count=0
bad=0

encoded() {
    base64 -w0 "$1" | tr '+/' '-_' | tr -d =
}

{
    echo "good material $(encoded "$cases/jwa-ec/ec-p256-clean.json")"
    echo "broken material:material=deep $(encoded "$cases/jwa-ec/ec-crv-empty.json")"
    echo 'empty jwk -'
    echo 'other request e30'
} >"$work/questions"

ask() {
    name=$1
    shift
    count=$((count + 1))
    "$@" <"$work/questions" >"$work/$name.answers"
    words=$(cut -d ' ' -f 1,2 "$work/$name.answers" | tr '\n' ';')
    if [ "$words" != 'hello kvjwk-corpus/1;good accept;broken reject;empty reject;other skip;' ]; then
        echo "$name: $words"
        bad=1
    fi
}

make -s -C "$adapters/c" OUT="$work"
for name in jose cjose rhonabwy; do
    [ ! -x "$work/$name" ] || ask $name "$work/$name"
done
if "$python" -c 'import jwcrypto' 2>/dev/null; then
    ask jwcrypto "$python" "$adapters/jwcrypto_adapter.py"
fi
if command -v node >/dev/null; then
    ask webcrypto node "$adapters/webcrypto.mjs"
fi
echo "$count adapters"
[ $count -gt 0 ] || exit 77
exit $bad
