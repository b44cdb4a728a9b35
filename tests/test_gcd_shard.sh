#!/bin/sh
# SPDX-License-Identifier: MIT
# Shards of an inventory, compared pair by pair by GNU parallel, give the findings of one process; so
# does standard input.
#
# usage: sh tests/test_gcd_shard.sh KVJWK SOURCE_DIR PYTHON
set -eu

kvjwk=${1:?usage: test_gcd_shard.sh KVJWK SOURCE_DIR PYTHON}
tools=${2:?}/tools
python=${3:?}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

command -v parallel >/dev/null || {
    echo 'GNU parallel is not installed'
    exit 77
}

# 120 moduli of 48 primes, in six files, with private keys and duplicates among them.
PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$tools "$python" - "$work" <<'END'
import json
import pathlib
import sys
from weakcases import jwk
from weaknumbers import Source, rsa_private, rsa_public

work, source = pathlib.Path(sys.argv[1]), Source("gcd-shard")
primes = [source.prime(512) for _ in range(48)]
keys = [(p, q) for p, q in zip(primes[::2], primes[1::2])][:20]
while len(keys) < 60:
    p, q = (primes[20 + source.below(28)] for _ in range(2))
    if p != q:
        keys.append((p, q))
for part in range(6):
    with open(work / f"part-{part}.ndjson", "w") as f:
        for i, (p, q) in enumerate(keys[part * 10:part * 10 + 10] + keys[part * 7:part * 7 + 10]):
            key = rsa_private(p, q) if i % 5 == 0 else rsa_public(p * q)
            f.write(json.dumps(jwk({"kid": f"{part}-{i}", **key})) + "\n")
END

cd "$work"
check() {
    "$kvjwk" check --across --target rfc --as-of 2026-11-24 --format "$@" || [ $? -eq 1 ]
}

check ndjson part-*.ndjson >one
parallel --will-cite -j 2 "$kvjwk" gcd-shard save -o '{.}.shard' '{}' ::: part-*.ndjson
"$kvjwk" gcd-shard pairs ./*.shard >pairs.tsv
[ "$(wc -l <pairs.tsv)" -eq 21 ]
parallel --will-cite -j 2 --colsep '\t' "$kvjwk" gcd-shard pair '{1}' '{2}' \
    <pairs.tsv >groups
check ndjson --gcd-groups groups part-*.ndjson >many
cmp one many
grep -c material-shared-prime one >count
echo "$(cat count) keys share a prime, in one process and in 21 pairs"
[ "$(cat count)" -ge 40 ]

cat part-*.ndjson >all.ndjson
check ndjson all.ndjson | sed 's/all\.ndjson/IN/g' >file
check ndjson --kind ndjson --stdin-filename IN - <all.ndjson >redirected
"$kvjwk" check --across --target rfc --as-of 2026-11-24 --format ndjson --kind ndjson \
    --stdin-filename IN - >piped <<END || [ $? -eq 1 ]
$(cat all.ndjson)
END
cmp file redirected
cmp file piped
# shellcheck disable=SC2002
cat all.ndjson | check ndjson --kind ndjson --stdin-filename IN - >piped
cmp file piped

# No prime is in what goes from machine to machine but in the moduli, and none is printed.
if "$kvjwk" gcd-shard pair part-0.ndjson part-1.shard 2>message; then
    echo 'a file that is no shard was taken'
    exit 1
fi
grep -q 'no shard' message
