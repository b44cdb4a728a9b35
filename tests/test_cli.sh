#!/bin/sh
# SPDX-License-Identifier: MIT
# The command as its users call it: exit codes, formats, operands, streams, usage errors.
# When KVJWK_SARIF_SCHEMA names the schema of SARIF 2.1.0 and python3 has jsonschema, SARIF output
# is held against it.
#
# usage: sh tests/test_cli.sh KVJWK [PYTHON]
set -u

kvjwk=${1:?usage: test_cli.sh KVJWK [PYTHON]}
python=${2:-python3}
header=$(CDPATH='' cd -- "$(dirname -- "$0")/../include/kvjwk" && pwd)/kvjwk.h
case $kvjwk in /*) ;; *) kvjwk=$PWD/$kvjwk ;; esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
unset SOURCE_DATE_EPOCH NO_COLOR GITHUB_ACTIONS TF_BUILD GITLAB_CI
count=0
bad=0

x='"x":"crDHbZkpPE2FEKPwVICPV27Ifmycvn_6eX0f4RGZq1U"'
y='"y":"5E-c68fbGMzIVwxWgyblEfjv46I1CokCrrUk4OuwVuk"'
ec="{\"kty\":\"EC\",\"crv\":\"P-256\",$x,$y}"
padded="{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"crDHbZkpPE2FEKPwVICPV27Ifmycvn_6eX0f4RGZq1U=\",$y}"
formats='text json ndjson sarif junit github azure-devops gitlab csv markdown tap counts'
secret=OtLX3SyDRErDGDyX5H4kPH4gdvexE2YoiuqLDH0jhOk
printf '%s\n' "$ec" >good.json
printf '%s\n' "$padded" >bad.json

wrong() {
    echo "FAILED: $*"
    sed 's/^/  out: /' out | head -n 10
    sed 's/^/  err: /' err | head -n 10
    bad=$((bad + 1))
}

# One run in four looks for leaks (where the command is built to), which takes as long as the run.
begin() {
    count=$((count + 1))
    export ASAN_OPTIONS=detect_leaks=$((count % 4 == 0))
}

# expect CODE COMMAND...: stdout and stderr are left in ./out and ./err
expect() {
    wanted=$1
    shift
    begin
    what=$*
    "$@" >out 2>err </dev/null
    got=$?
    [ $got -eq "$wanted" ] || wrong "$what: exit $got, expected $wanted"
}

# with TEXT CODE COMMAND...: the same, with TEXT on standard input
with() {
    input=$1
    wanted=$2
    shift 2
    begin
    what=$*
    printf '%s' "$input" | "$@" >out 2>err
    got=$?
    [ $got -eq "$wanted" ] || wrong "$what: exit $got, expected $wanted"
}

says() { # says out|err TEXT
    count=$((count + 1))
    grep -qF -e "$2" "$1" || wrong "$what: $1 does not say: $2"
}

silent() { # silent out|err
    count=$((count + 1))
    [ ! -s "$1" ] || wrong "$what: $1 is not empty"
}

# One Python for all questions: starting it takes longer than the command.
mkfifo ask answer
"$python" -c '
import json, sys
for line in sys.stdin:
    try:
        folder, question = line.split("\t")
        o = json.load(open(folder + "/out", encoding="utf-8"))
        print("yes" if eval(question) else "no", flush=True)
    except Exception as e:
        print("%s: %s" % (type(e).__name__, e), flush=True)' <ask >answer &
exec 3>ask 4<answer

# holds EXPRESSION: one line about o, the JSON in ./out
holds() {
    count=$((count + 1))
    printf '%s\t%s\n' "$PWD" "$1" >&3
    read -r reply <&4
    [ "$reply" = yes ] || wrong "$what: not so: $1 ($reply)"
}

# ---- help and usage ----------------------------------------------------------------------------

expect 0 "$kvjwk" --help
says out 'check '
expect 0 "$kvjwk" --version
says out 'kvjwk 0.'
expect 0 "$kvjwk" help check
expect 2 "$kvjwk"
silent out
expect 2 "$kvjwk" sing --help
says err 'unknown command "sing"'
says err 'commands: check, matrix, rules, explain, thumbprint, run, vectors, gcd-shard, kinds, policy, report, regimes, corpus, help, version'
expect 2 "$kvjwk" thumbprin
says err 'did you mean "thumbprint"?'
for command in check matrix rules explain thumbprint gcd-shard; do
    expect 0 "$kvjwk" $command --help
    says out "usage: kvjwk $command [OPTION]..."
    says out '--help'
    silent err
    cp out help
    expect 0 "$kvjwk" help $command
    cmp -s out help || wrong "help $command differs from $command --help"
    expect 2 "$kvjwk" $command --no-such-option
    silent out
done
expect 0 "$kvjwk" check --help
"$python" - "$header" <<'PYTHON' || wrong 'limits in --help are not those of the header'
import re, sys
values = re.search(r"define KVJWK_LIMITS_INIT[^}]*\{([^}]*)\}", open(sys.argv[1]).read())[1]
values = [eval(v.replace("u", "").strip()) for v in values.replace("\\", "").split(",")]
text = " ".join(open("out").read().split())
said = [int(n) for n in re.findall(r"--max-\S+ N [^(]*\(default: (\d+)\)", text)]
assert said == values, (said, values)
PYTHON
expect 2 "$kvjwk" check
says err 'usage: kvjwk check'
expect 2 "$kvjwk" check --taget any good.json
says err 'did you mean --target?'
expect 2 "$kvjwk" check --target vault-premum good.json
says err 'did you mean "vault-premium"?'
says err 'known values: any, vault-standard, vault-premium, managed-hsm, rfc'
expect 2 "$kvjwk" check good.json --target
says err 'needs a value'
expect 2 "$kvjwk" check --quiet=yes good.json
says err 'takes no value'
expect 2 "$kvjwk" check --jobs 0 good.json
expect 2 "$kvjwk" check --jobs 1x good.json
expect 2 "$kvjwk" check --max-depth=-1 good.json
expect 2 "$kvjwk" check --as-of 2026-02-30 good.json
expect 2 "$kvjwk" check --as-of tomorrow good.json
expect 2 "$kvjwk" check --edition 2019-01 good.json
expect 2 "$kvjwk" check --kind jkw good.json
says err 'did you mean "jwk"?'
expect 2 "$kvjwk" check --api-version 7.9 good.json
expect 2 "$kvjwk" check --format yaml good.json
expect 2 "$kvjwk" check --format json: good.json
expect 2 "$kvjwk" check --format json --format text good.json
expect 2 "$kvjwk" check --format json:same --format text:same good.json
expect 2 "$kvjwk" check --format json:/no/such/dir/x good.json
expect 2 "$kvjwk" check --format json:good.json good.json
says err 'is to be read and to be written'
printf '%s\n' "$ec" | cmp -s - good.json || wrong 'a report was written over its input'
expect 2 env SOURCE_DATE_EPOCH=soon "$kvjwk" check good.json
expect 2 "$kvjwk" rules extra
expect 2 "$kvjwk" explain

# ---- exit codes ----------------------------------------------------------------------------------

expect 0 "$kvjwk" check good.json
silent err
expect 1 "$kvjwk" check bad.json
says out 'bad.json:1:'
says out '[jwa-base64url-padding]'
expect 1 "$kvjwk" check good.json bad.json
expect 0 "$kvjwk" check --fail-on never bad.json
expect 1 "$kvjwk" check --fail-on note good.json
expect 0 "$kvjwk" check --fail-on warning good.json
expect 0 "$kvjwk" check --fail-on=error -- good.json
expect 3 "$kvjwk" check /no/such/file.json
says err 'cannot read /no/such/file.json: No such file or directory'
expect 3 "$kvjwk" check bad.json /no/such/file.json good.json
says out '[jwa-base64url-padding]'
says out '2 documents, 2 keys'
with '' 3 "$kvjwk" check -
says err '<stdin> is empty'
with 'hello' 3 "$kvjwk" check -
says err '<stdin> is neither JSON nor PEM'
with '[]' 4 "$kvjwk" check -
says err 'no key found. Known are:'
says err 'key-bundle'
with '{"name":"package","version":"1.0.0"}' 4 "$kvjwk" check -
expect 3 "$kvjwk" check --format json /no/such/file.json
holds 'o["documents"][0]["error"] == "No such file or directory"'
expect 0 "$kvjwk" check good.json --target vault-standard
expect 1 "$kvjwk" check good.json --target managed-hsm
with '{"kid":"https://contoso.vault.azure.net/keys/k","attributes":{"enabled":true}}' 0 \
    "$kvjwk" check --fail-on note -
says out ': unknown: '

# ---- standard input and names --------------------------------------------------------------------

with "$ec" 0 "$kvjwk" check - --format json
holds 'o["documents"][0]["file"] == "<stdin>"'
with "$padded" 1 "$kvjwk" check --stdin-filename keys/k.json -
says out 'keys/k.json:1:'
with "$ec" 0 "$kvjwk" check --stdin-filename k.ndjson --format json -
holds 'o["documents"][0]["line"] == 1'
printf '%s\n' "$ec" >-dash.json
expect 0 "$kvjwk" check -- -dash.json
cp bad.json "$(printf 'e\033[31mvil.json')"
expect 1 "$kvjwk" check "$(printf 'e\033[31mvil.json')"
says out 'e\u001b[31mvil.json:1:'
expect 3 "$kvjwk" check "$(printf 'no\033[31m')"
says err 'no\u001b[31m'

# ---- formats -------------------------------------------------------------------------------------

expect 1 "$kvjwk" check --format json good.json bad.json --as-of 2026-11-24
holds 'list(o) == ["tool", "edition", "target", "as_of", "documents", "summary"]'
holds 'o["as_of"] == "2026-11-24" and o["target"] == "any" and o["tool"]["name"] == "kvjwk"'
holds '[k["verdict"] for d in o["documents"] for k in d["keys"]] == ["pass", "fail"]'
holds 'o["documents"][0]["keys"][0]["thumbprint"] == "wp4oAYmR9FoQr65jpyfLfDy-dKUZp1OMh_-LNW6YWSM"'
holds 'o["documents"][0]["keys"][0]["algorithms"] == {"sign": ["ES256"], "verify": ["ES256"]}'
holds 'o["documents"][0]["keys"][0]["targets"] == {"vault-standard": "accept", "vault-premium": "accept", "managed-hsm": "reject"}'
holds 'o["documents"][1]["keys"][0]["findings"][0]["rule"] == "jwa-base64url-padding"'
expect 1 "$kvjwk" check --format text --format json:o.json --format ndjson:o.ndjson \
    --format sarif:o.sarif bad.json
says out '[jwa-base64url-padding]'
cp o.json out && holds 'o["summary"]["fail"] == 1'
cp o.ndjson out && holds 'o["file"] == "bad.json" and o["verdict"] == "fail"'
cp o.sarif out && holds 'o["runs"][0]["results"][0]["ruleId"] == "jwa-base64url-padding"'
holds 'o["runs"][0]["invocations"][0]["exitCode"] == 1'
expect 0 env SOURCE_DATE_EPOCH=1795478400 "$kvjwk" check --format json good.json
holds 'o["as_of"] == "2026-11-24"'
expect 0 env SOURCE_DATE_EPOCH=0 "$kvjwk" check --as-of 2025-01-31T23:59:59Z --format json good.json
holds 'o["as_of"] == "2025-01-31"'
expect 0 "$kvjwk" check --quiet good.json
silent out
expect 1 "$kvjwk" check -q bad.json
says out '[jwa-base64url-padding]'
expect 1 "$kvjwk" check --color always bad.json
says out "$(printf '\033[1;31merror')"
expect 1 env NO_COLOR=1 "$kvjwk" check --color auto bad.json
! grep -q "$(printf '\033')" out || wrong 'colours without a terminal'

# ---- formats of build services --------------------------------------------------------------------

mkdir -p repo/infra
cp bad.json repo/infra/k.json
repo=$(cd repo && pwd -P)
expect 1 "$kvjwk" check --format auto bad.json
says out "bad.json:1:"
expect 1 env GITHUB_ACTIONS=true "$kvjwk" check --format auto bad.json
says out '::error file=bad.json,line=1,col='
expect 1 env TF_BUILD=True "$kvjwk" check --format auto bad.json
says out '##vso[task.logissue type=error;sourcepath=bad.json;'
expect 1 env GITLAB_CI=true "$kvjwk" check --format auto bad.json
holds 'o[0]["location"]["path"] == "bad.json" and o[0]["severity"] == "major"'
expect 1 env GITLAB_CI=true "$kvjwk" check --format text --format auto:q.json bad.json
says out '[jwa-base64url-padding]'
cp q.json out && holds 'o[0]["check_name"] == "jwa-base64url-padding"'
expect 0 env GITHUB_ACTIONS=false "$kvjwk" check --format auto good.json
says out 'pass    good.json'
expect 2 "$kvjwk" check --format auto --format github bad.json
says err 'this place has a report already'
expect 2 "$kvjwk" check --format githup bad.json
says err 'did you mean "github"?'
# a service links files by their place in the repository, wherever the step works
cd repo/infra || exit 1
expect 1 env GITHUB_ACTIONS=true GITHUB_WORKSPACE="$repo" "$kvjwk" check --format github k.json
says out 'file=infra/k.json,'
expect 1 env GITHUB_ACTIONS=true GITHUB_WORKSPACE="$repo" "$kvjwk" check --format sarif "$repo/infra/k.json"
holds 'o["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "infra/k.json"'
expect 1 env TF_BUILD=True BUILD_SOURCESDIRECTORY="$repo" "$kvjwk" check --format azure-devops ../infra/k.json
says out 'sourcepath=infra/k.json;'
expect 1 env GITLAB_CI=true CI_PROJECT_DIR="$repo" "$kvjwk" check --format gitlab ./k.json
holds 'o[0]["location"]["path"] == "infra/k.json"'
expect 1 "$kvjwk" check --format github k.json
says out 'file=k.json,'
cd "$work" || exit 1
with '{"kid":"https://contoso.vault.azure.net/keys/k","attributes":{"enabled":true}}' 0 \
    "$kvjwk" check --format sarif -
holds 'any(r["kind"] == "open" for r in o["runs"][0]["results"])'
with '{"kid":"https://contoso.vault.azure.net/keys/k","attributes":{"enabled":true}}' 0 \
    "$kvjwk" check --format sarif --code-scanning -
holds 'not any(r["kind"] == "open" for r in o["runs"][0]["results"])'
expect 1 "$kvjwk" check --format text --format counts:counts bad.json
grep -qx 'errors=1' counts || wrong 'counts'
grep -qx 'exit-code=1' counts || wrong 'counts'
rm -rf repo

if [ -c /dev/full ]; then
    count=$((count + 1))
    what='a full disk'
    "$kvjwk" check good.json >/dev/full 2>err
    got=$?
    [ $got -eq 2 ] || wrong "$what: exit $got, expected 2"
    says err 'cannot write to standard output'
    expect 2 "$kvjwk" check --format json:/dev/full good.json
    says err 'the report could not be written to /dev/full'
fi

# ---- folders -------------------------------------------------------------------------------------

mkdir -p tree/b.d/deeper tree/.git tree/dir.json tree/a
cp good.json tree/z.json
cp good.json tree/a/one.jwk
cp bad.json tree/b.d/deeper/two.JWKS
cp bad.json tree/.git/hidden.json
cp bad.json tree/.hidden.json
cp bad.json tree/readme.txt
ln -s .. tree/b.d/loop
ln -s ../../good.json tree/b.d/linked.json
ln -s /no/such/file tree/dangling.json
ln -s /no/such/file tree/dangling.txt
mkfifo tree/pipe.json
expect 3 "$kvjwk" check --format json tree
says err 'cannot read tree/dangling.json: No such file or directory'
holds '[d["file"] for d in o["documents"]] == ["tree/a/one.jwk", "tree/b.d/deeper/two.JWKS", "tree/b.d/linked.json", "tree/dangling.json", "tree/z.json"]'
rm tree/dangling.json
expect 1 "$kvjwk" check tree
expect 1 "$kvjwk" check --format json:tree/report.json tree/
cp tree/report.json out && holds 'len(o["documents"]) == 4'
expect 1 "$kvjwk" check --format json:tree/report.json tree/
cp tree/report.json out && holds 'len(o["documents"]) == 4'
mkdir empty
expect 4 "$kvjwk" check empty
for i in 1 2 3 4 5 6 7 8 9; do
    for k in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        cp bad.json tree/a/n$i-$k.json
    done
done
expect 1 "$kvjwk" check --jobs 1 --format json tree
cp out one
expect 1 "$kvjwk" check --jobs 4 --format json tree
cmp -s out one || wrong 'a folder looks different with four jobs'

# ---- streams -------------------------------------------------------------------------------------

"$python" - "$ec" "$padded" >many.ndjson <<'PYTHON'
import sys
ec, padded = sys.argv[1:]
for i in range(4000):
    kid = f',"kid":"k{i}"}}'
    print((padded if i % 97 == 0 else ec)[:-1] + kid)
    if i % 500 == 0:
        print("   ")
PYTHON
for format in $formats; do
    expect 1 "$kvjwk" check --jobs 1 --format "$format" many.ndjson
    cp out one
    expect 1 "$kvjwk" check --jobs 4 --format "$format" many.ndjson
    cmp -s out one || wrong "$format of a stream differs with four jobs"
    case $format in text | json | ndjson | sarif) ;; *) continue ;; esac
    # shellcheck disable=SC2094
    "$kvjwk" check --jobs 2 --format "$format" --stdin-filename many.ndjson - <many.ndjson >out
    cmp -s out one || wrong "$format of a stream differs on standard input"
done
expect 1 "$kvjwk" check --format ndjson many.ndjson
"$python" - <<'PYTHON' || wrong 'order or places of a stream'
import json
lines = open("many.ndjson", "rb").read()
keys = [json.loads(line) for line in open("out", encoding="utf-8")]
assert [k["kid"] for k in keys] == [f"k{i}" for i in range(4000)]
for k in keys:
    for f in k["findings"]:
        if f["rule"] == "jwa-base64url-padding":
            assert lines[f["offset"]:f["offset"] + 1] == b"="
            assert lines[:f["offset"]].count(b"\n") + 1 == f["line"] == k["line"]
PYTHON
printf '%s\n%s\n' "$ec" "$padded" >two.json
expect 1 "$kvjwk" check --format json two.json
holds '[d["line"] for d in o["documents"]] == [1, 2]'
printf '%s\n%s' "$ec" 'not json' >mixed.ndjson
expect 1 "$kvjwk" check mixed.ndjson
says out 'mixed.ndjson:2:'
printf 'no json\nat all\n' >none.ndjson
expect 3 "$kvjwk" check none.ndjson
printf '\n\n' >blank.ndjson
expect 3 "$kvjwk" check blank.ndjson
says err 'is empty'
with "$ec" 0 "$kvjwk" check --kind ndjson -
with "{
\"kty\":\"EC\",\"crv\":\"P-256\",$x,$y}" 0 "$kvjwk" check -

# ---- limits --------------------------------------------------------------------------------------

expect 1 "$kvjwk" check --max-bytes 100 good.json
says out '[json-size]'
expect 1 "$kvjwk" check --max-depth 1 --format json two.json
"$python" -c 'import sys; sys.stdout.write("{\"kty\":\"" + "A" * 300000 + "\"}\n" + sys.argv[1] + "\n")' \
    "$ec" >long.ndjson
expect 1 "$kvjwk" check --max-bytes 1000 --format json long.ndjson
holds '[f["rule"] for d in o["documents"] for f in d["findings"]] == ["json-size"]'
holds 'o["documents"][1]["line"] == 2 and o["documents"][1]["keys"][0]["verdict"] == "pass"'
holds 'o["documents"][1]["keys"][0]["findings"][0]["offset"] > 300000'
with "$ec
$(cat long.ndjson)" 1 "$kvjwk" check --max-bytes 1000 --format json -
holds 'o["summary"]["pass"] == 2'
with "$(cat long.ndjson)" 1 "$kvjwk" check --max-bytes 1000 --format json -
holds 'o["documents"][0]["findings"][0]["rule"] == "json-size"'
truncate -s 100M large.json
expect 1 "$kvjwk" check large.json
says out '[json-size]'

# ---- secrets -------------------------------------------------------------------------------------

private="{\"kty\":\"EC\",\"crv\":\"P-256\",$x,$y,\"d\":\"$secret\"}"
symmetric="{\"kty\":\"oct\",\"k\":\"$secret\",\"kid\":\"s\",\"D\":\"$secret\"}"
for document in "$private" "$symmetric" "${private%?}" "$(echo "$private" | sed 's/"d"/"D"/')" \
    "$(echo "$private" | sed 's/Ok"}/Ok="}/')"; do
    for format in $formats; do
        printf '%s' "$document" | "$kvjwk" check --format "$format" - >out 2>err
        count=$((count + 1))
        ! cat out err | grep -q -e OtLX3S -e KPH4gd -e H0jhOk || wrong "a secret in $format"
    done
done
with "$symmetric" 1 "$kvjwk" check --format json -
holds 'o["documents"][0]["keys"][0]["thumbprint"] is None'

# ---- rules, explain, thumbprint, matrix ----------------------------------------------------------

expect 0 "$kvjwk" rules
says out 'json-syntax'
expect 0 "$kvjwk" rules --format json
holds 'all(list(r) == ["id", "severity", "severity_returned", "title", "citation", "level", "targets", "since", "remedy", "why", "bad", "good"] for r in o["rules"])'
expect 0 "$kvjwk" rules --format json --prefix jwa- --level jwa
holds 'o["rules"] and all(r["id"].startswith("jwa-") and r["level"] == "jwa" for r in o["rules"])'
expect 0 "$kvjwk" rules --format markdown
says out '### json-syntax'
expect 0 "$kvjwk" explain json-bom json-syntax
says out 'The text is not JSON.'
expect 2 "$kvjwk" explain json-bomb
says err 'did you mean "json-bom"?'

expect 0 "$kvjwk" thumbprint good.json
says out 'wp4oAYmR9FoQr65jpyfLfDy-dKUZp1OMh_-LNW6YWSM'
with "{\"keys\":[$ec,$ec]}" 0 "$kvjwk" thumbprint --uri
[ "$(grep -c 'urn:ietf:params:oauth:jwk-thumbprint:sha-256:wp4oAYmR' out)" -eq 2 ] ||
    wrong 'two keys have not two thumbprints'
expect 0 "$kvjwk" thumbprint --format json good.json
holds 'o["keys"][0]["uri"].endswith(o["keys"][0]["thumbprint"])'
with "$symmetric" 1 "$kvjwk" thumbprint -
silent out
says err '--allow-secret'
with "$symmetric" 0 "$kvjwk" thumbprint --allow-secret -
expect 1 "$kvjwk" thumbprint bad.json
with '' 3 "$kvjwk" thumbprint
with '[]' 4 "$kvjwk" thumbprint --format json
holds 'o["keys"] == []'
expect 1 "$kvjwk" thumbprint mixed.ndjson good.json
says err 'mixed.ndjson:2: not JSON'
with "$ec
$ec" 0 "$kvjwk" thumbprint

ask="$kvjwk matrix --ask"
# shellcheck disable=SC2086
{
    expect 0 $ask --target vault-premium --kty RSA-HSM --size 3072 --alg PS384 --op sign
    says out yes
    expect 1 $ask --target vault-standard --kty RSA-HSM --size 3072 --alg PS384 --op sign
    says out 'no: this service does not hold keys of this type'
    expect 1 $ask --target vault-premium --kty oct-HSM --size 256 --alg A256KW --op wrapKey
    says out '--allow-preview accepts it'
    expect 0 $ask --target vault-premium --kty oct-HSM --size 256 --alg A256KW --op wrapKey \
        --allow-preview
    expect 1 $ask --target managed-hsm --kty oct-HSM --size 192 --alg HS256 --op sign
    says out 'unknown: '
    expect 0 $ask --target managed-hsm --kty EC-HSM --crv P-256K --alg ES256K --op verify
    expect 1 $ask --target managed-hsm --kty EC-HSM --crv P-256K --alg ES256 --op verify
    expect 1 $ask --kty RSA --size 1000
    expect 1 $ask --kty RSA --crv P-256
    expect 1 $ask --kty RSA --target rfc
    expect 1 $ask --kty RSA --size 2048 --alg RS256 --op import
    expect 2 $ask --target any
    expect 2 $ask --kty RSA --crv P-999
    expect 0 $ask --kty EC --crv secp256k1 --format json
    holds 'o["answer"] == "yes"'
}
expect 0 "$kvjwk" matrix
says out 'vault-premium'
[ "$(awk '{ if (length($0) > 80) n++ } END { print n + 0 }' out)" -eq 0 ] || wrong 'wide matrix'
expect 0 "$kvjwk" matrix --format json --edition 2024-09
holds 'all(r["support"] != "no" for r in o["keys"] + o["algorithms"])'
holds '{"RSA", "EC"} == {r["kty"] for r in o["keys"] if r["target"] == "vault-standard"}'
expect 0 "$kvjwk" matrix --format markdown
says out '## Edition 2020-09'
says out '## Edition 2026-07'
expect 2 "$kvjwk" matrix --target rfc

# ---- arithmetic on key material ------------------------------------------------------------------

# y of another point; the generator, whose private number is 1; a key with the d of another
off="{\"kty\":\"EC\",\"crv\":\"P-256\",$x,\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}"
tiny='{"kty":"EC","crv":"P-256","x":"axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY",
"y":"T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU"}'
printf '%s\n' "$off" >off.json
printf '%s\n' "$tiny" >tiny.json
printf '%s,"d":"%s"}\n' "${ec%\}}" "_${secret#?}" >pair.json
expect 1 "$kvjwk" check off.json
says out '[material-ec-off-curve]'
expect 0 "$kvjwk" check --material off off.json
expect 0 "$kvjwk" check --material quick tiny.json
expect 1 "$kvjwk" check --material=full tiny.json
says out '[material-ec-small]'
expect 0 "$kvjwk" check -m full pair.json
expect 1 "$kvjwk" check -m deep pair.json
says out '[material-ec-pair]'
expect 2 "$kvjwk" check --material dep pair.json
says err 'known values: off, quick, full, deep'
with "$off" 1 "$kvjwk" check -
says out '[material-ec-off-curve]'
"$python" - "$ec" "$off" >points.ndjson <<'PYTHON'
import sys
ec, off = sys.argv[1:]
for i in range(3000):
    print((off if i % 300 == 7 else ec)[:-1] + f',"kid":"k{i}"}}')
PYTHON
for jobs in 1 4; do
    expect 1 "$kvjwk" check --jobs $jobs --format ndjson points.ndjson
    count=$((count + 1))
    [ "$(grep -c material-ec-off-curve out)" -eq 10 ] || wrong "arithmetic with $jobs jobs"
done

printf '{"keys":[%s,"kid":"a"},%s,"kid":"b"},%s,"kid":"c"}]}\n' "${ec%\}}" "${off%\}}" "${ec%\}}" \
    >set.json
expect 1 "$kvjwk" check --across --format json set.json
holds '[sum(f["rule"] == "material-duplicate" for f in k["findings"]) for k in o["documents"][0]["keys"]] == [1, 0, 1]'
expect 0 "$kvjwk" check --material full --across good.json
expect 0 "$kvjwk" check --material full --across good.json good.json
expect 1 "$kvjwk" check --across --fail-on warning good.json good.json
says out 'good.json'
expect 2 "$kvjwk" check --across --material off set.json
says err '--across needs --material'
expect 2 "$kvjwk" check --gcd-groups none set.json
says err '--gcd-groups is for --across'
expect 2 "$kvjwk" check --across --gcd-groups no-such-file set.json
mkfifo pipe
expect 2 "$kvjwk" check --across pipe
says err 'reads twice'
expect 2 "$kvjwk" gcd-shard
expect 2 "$kvjwk" gcd-shard savee set.json
expect 2 "$kvjwk" gcd-shard pair one
expect 3 "$kvjwk" gcd-shard save --out shard no-such-file
expect 0 "$kvjwk" gcd-shard save --out shard set.json
expect 0 "$kvjwk" gcd-shard pair shard shard
silent out
expect 3 "$kvjwk" gcd-shard pair shard set.json

# ---- a schema that is not ours -------------------------------------------------------------------

if [ -n "${KVJWK_SARIF_SCHEMA:-}" ] && "$python" -c 'import jsonschema' 2>/dev/null; then
    for files in good.json bad.json 'tree /no/such/file' many.ndjson; do
        count=$((count + 1))
        # shellcheck disable=SC2086
        "$kvjwk" check --sarif-all --format sarif $files >out 2>err
        "$python" -c '
import json, sys, jsonschema
schema = json.load(open(sys.argv[1], encoding="utf-8-sig"))
cls = jsonschema.validators.validator_for(schema)
cls(schema).validate(json.load(open("out", encoding="utf-8")))' "$KVJWK_SARIF_SCHEMA" 2>err ||
            wrong "SARIF of $files is not valid"
    done
else
    echo "SARIF was not held against its schema: KVJWK_SARIF_SCHEMA is not set, or no jsonschema"
fi

echo "$count expectations, $bad failed"
[ $bad -eq 0 ] && [ $count -gt 100 ]
