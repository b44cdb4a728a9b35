#!/bin/sh
# SPDX-License-Identifier: MIT
# Policies as the command has them: the search for a file, mistakes, Azure Policy, suppressions,
# baselines, exit codes, streams with several threads.
#
# usage: sh tests/test_policy.sh KVJWK SOURCE_DIR [PYTHON]
set -u

kvjwk=${1:?usage: test_policy.sh KVJWK SOURCE_DIR [PYTHON]}
source=${2:?usage: test_policy.sh KVJWK SOURCE_DIR [PYTHON]}
python=${3:-python3}
case $kvjwk in /*) ;; *) kvjwk=$PWD/$kvjwk ;; esac
source=$(CDPATH='' cd -- "$source" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
unset NO_COLOR
SOURCE_DATE_EPOCH=1795478400 # 2026-11-24
export SOURCE_DATE_EPOCH
count=0
bad=0

wrong() {
    echo "FAILED: $*"
    sed 's/^/  out: /' out | head -n 12
    sed 's/^/  err: /' err | head -n 12
    bad=$((bad + 1))
}

# expect CODE ARGUMENT...: of kvjwk; stdout and stderr are left in ./out and ./err
expect() {
    wanted=$1
    shift
    count=$((count + 1))
    what=$*
    "$kvjwk" "$@" >out 2>err </dev/null
    got=$?
    [ $got -eq "$wanted" ] || wrong "$what: exit $got, expected $wanted"
}

says() { # says out|err TEXT
    count=$((count + 1))
    grep -qF -- "$2" "$1" || wrong "$what: $1 does not say: $2"
}

not_says() {
    count=$((count + 1))
    ! grep -qF -- "$2" "$1" || wrong "$what: $1 says: $2"
}

create='{"kty":"EC-HSM","crv":"P-256","key_ops":["sign"]}'
expiring='{"kty":"EC-HSM","crv":"P-256","key_ops":["sign"],"attributes":{"exp":1800000000}}'
mkdir -p repo/keys/deep other
printf '%s\n' "$create" >repo/keys/deep/a.json
printf '%s\n' "$expiring" >repo/keys/b.json
printf '%s\n' "$create" >other/a.json
echo '{}' >other/none.json

# ---- the command policy ----
expect 0 policy init
expect 2 policy init # it is there
expect 0 policy check
says out 'no mistakes'
expect 0 policy show
says out 'target: vault-premium'
says out '49a22571-d204-4c91-a7b6-09b1a586fbc9 1.0.1: Audit'
rm .kvjwk.json
expect 2 policy check
expect 0 policy show
says out 'no policy'
expect 0 policy show --profile cmmc-2-l2 --azure-policy 152b15f7-8e1f-4c1f-ab71-8c010ba5dbc0=effect:Deny
says out '152b15f7-8e1f-4c1f-ab71-8c010ba5dbc0 1.0.2: Deny'
says out '{"minimumRSAKeySize":3072}'
expect 2 policy chekc
says err 'did you mean "check"?'
expect 2 policy show a b
expect 0 policy schema
expect 0 policy reference
printf '{"version": 1,\n "requrie": {}}' >wrong.json
expect 2 policy check wrong.json
says err 'wrong.json:2:2: unknown member "requrie" in the policy; did you mean "require"?'
expect 2 policy check missing.json
expect 2 check --policy wrong.json repo/keys/b.json
says err 'wrong.json:2:2:'
[ -s out ] && wrong "a report is written although the policy is wrong"

# ---- the search ----
printf '{"version": 1, "require": {"expiry": true}}' >repo/.kvjwk.json
expect 1 check repo/keys/deep/a.json
says out '[policy-expiry]'
expect 1 check repo
expect 0 check repo/keys/b.json
expect 0 check other/a.json
expect 0 check --no-policy repo/keys/deep/a.json
printf '{"version": 1}' >repo/keys/deep/.kvjwk.json # the nearest wins
expect 0 check repo/keys/deep/a.json
expect 2 check repo/keys/deep/a.json repo/keys/b.json
says err 'are both policy files'
expect 1 check --policy repo/.kvjwk.json repo/keys/deep/a.json
rm repo/keys/deep/.kvjwk.json
(cd repo/keys && "$kvjwk" check - <deep/a.json >"$work/out" 2>"$work/err")
what='standard input'
says err 'note: by the policy of'
says out '[policy-expiry]'

# ---- target and edition ----
printf '{"version": 1, "target": "vault-standard", "edition": "2024-09"}' >repo/.kvjwk.json
expect 1 check repo/keys/b.json
says out 'target vault-standard, edition 2024-09'
expect 0 check --target managed-hsm --edition 2026-07 repo/keys/b.json
says out 'target managed-hsm, edition 2026-07'

# ---- templates: pointers are those of the template, and a key's rotation policy is known ----
mkdir -p templates
cat >templates/keys.json <<'END'
{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
 "resources": [
  {"type": "Microsoft.KeyVault/vaults/keys", "name": "v/turns", "apiVersion": "2023-07-01",
   "properties": {"kty": "RSA-HSM", "keySize": 3072, "rotationPolicy": {
    "attributes": {"expiryTime": "P1Y"}, "lifetimeActions": [
     {"trigger": {"timeAfterCreate": "P6M"}, "action": {"type": "rotate"}},
     {"trigger": {"timeBeforeExpiry": "P30D"}, "action": {"type": "notify"}}]}}},
  {"type": "Microsoft.KeyVault/vaults/keys", "name": "v/stays", "apiVersion": "2023-07-01",
   "properties": {"kty": "RSA", "keySize": 2048}}]}
END
# counts NUMBER TEXT: so many lines of out have TEXT
counts() {
    [ "$(grep -cF -e "$2" out)" -eq "$1" ] || wrong "not $1 times: $2"
}
cat >templates/.kvjwk.json <<'END'
{"version": 1, "require": {"rotation": {"required": true, "max_interval": "P1Y", "min_notice": "P7D"}}}
END
expect 1 check --format ndjson templates
counts 1 '"rule":"policy-rotation"'
says out '"pointer":"/resources/1"'
not_says out 'the rotation policy is not told'
cat >templates/.kvjwk.json <<'END'
{"version": 1, "require": {"hsm": true, "rotation": {"max_interval": "P3M"}},
 "overrides": [{"pointer": "/resources/0/**", "require": {"rotation": null}},
               {"pointer": "/resources/0", "require": {"rotation": null}}],
 "suppressions": [
  {"rule": "policy-hsm", "pointer": "/resources/1/**", "reason": "a test key", "owner": "team",
   "expires": "2027-01-01"}]}
END
expect 1 check --format json templates
says out '"suppressed": "a test key (team, until 2027-01-01)"'
says out '"errors": 1'
counts 1 '"rule": "policy-rotation"'
rm -r templates

# ---- overrides and suppressions: files are seen from the policy file ----
cat >repo/.kvjwk.json <<'END'
{"version": 1, "require": {"expiry": true, "hsm": true},
 "overrides": [{"files": "keys/b.json", "require": {"hsm": null}}],
 "suppressions": [
  {"rule": "policy-expiry", "files": "keys/deep/**", "reason": "never expires", "owner": "team",
   "expires": "2027-01-01"}]}
END
expect 0 check repo
not_says out '[policy-expiry]'
expect 0 check "$work/repo/keys/deep/../deep/a.json"
(cd repo/keys && "$kvjwk" check --quiet deep/a.json) || wrong 'seen from a folder inside'
expect 0 check --format json repo
says out '"suppressed": "never expires (team, until 2027-01-01)"'
says out '"errors": 0'
expect 0 check --strict-suppressions repo
expect 5 check --strict-suppressions repo/keys/b.json
says out 'repo/.kvjwk.json:4:3: warning: the suppression of policy-expiry suppresses nothing'
expect 0 check repo/keys/b.json
expect 1 check --fail-on warning repo/keys/b.json
expect 1 check --strict-suppressions --as-of 2027-01-02 repo # a finding comes first
says out '[policy-suppression-expired]'
expect 5 check --strict-suppressions --as-of 2027-01-02 repo/keys/b.json
expect 4 check --strict-suppressions --as-of 2027-01-02 --policy repo/.kvjwk.json other/none.json # no key, first
expect 5 check --strict-suppressions --quiet --as-of 2027-01-02 repo/keys/b.json
printf '{"version": 1, "suppressions": [{"rule": "policy-expiry", "reason": "r", "owner": "o"}]}' \
    >half.json
expect 2 check --policy half.json repo
says err 'half.json:1:33: the suppression has no expires'
rm repo/.kvjwk.json

# ---- Azure Policy ----
k1=152b15f7-8e1f-4c1f-ab71-8c010ba5dbc0
expect 1 check --azure-policy $k1=effect:Deny repo/keys/deep/a.json
says out "Azure Policy $k1 1.0.2 (keys have an expiration date) would deny it: it has no exp"
expect 0 check --azure-policy $k1 repo/keys/deep/a.json
says out 'would call it non-compliant'
expect 0 check --azure-policy $k1=effect:Disabled repo/keys/deep/a.json
not_says out 'Azure Policy'
expect 2 check --azure-policy ${k1%0}9 repo/keys/deep/a.json
says err "did you mean \"$k1\"?"
expect 2 check --profile mcsb repo/keys/deep/a.json
cat >own.json <<'END'
{"name": "own", "mode": "Microsoft.KeyVault.Data", "displayName": "no P-256",
 "policyRule": {"if": {"field": "Microsoft.KeyVault.Data/vaults/keys/ellipticCurveName",
                       "equals": "P-256"}, "then": {"effect": "deny"}}}
END
expect 1 check --azure-policy-file own.json repo/keys/b.json
says out 'Azure Policy own no version (no P-256) would deny it: its condition is true'
sed 's/"equals"/"containsKey"/' own.json >refused.json
expect 2 check --azure-policy-file refused.json repo/keys/b.json
says err 'refused.json:3:24: the condition "containsKey" is not evaluated here'
cat >assigned.json <<END
{"properties": {"policyDefinitionId": "/x/policyDefinitions/$k1", "enforcementMode": "DoNotEnforce",
 "parameters": {"effect": {"value": "Deny"}}}}
END
expect 0 check --azure-policy-parameters assigned.json repo/keys/deep/a.json
says out 'would deny it if it were enforced'
expect 2 check --azure-policy-parameters missing.json repo/keys/deep/a.json

# ---- baselines ----
printf '{"version": 1, "require": {"expiry": true}}' >repo/.kvjwk.json
expect 0 check --write-baseline baseline.json repo
"$python" -m json.tool baseline.json >/dev/null || wrong 'the baseline is no JSON'
expect 0 check --baseline baseline.json repo
expect 1 check repo
printf '%s\n' "$create" >repo/keys/c.json
expect 1 check --baseline baseline.json repo
says out 'repo/keys/c.json'
not_says out 'repo/keys/deep/a.json:1:1: error'
printf '%s\n' "$expiring" >repo/keys/deep/a.json
expect 1 check --baseline baseline.json repo
says err 'findings of baseline.json are gone'
rm repo/keys/c.json
expect 0 check --baseline baseline.json --write-baseline baseline.json repo
expect 0 check --baseline baseline.json repo
not_says err 'are gone'
expect 2 check --baseline wrong.json repo
says err 'this is no baseline'
expect 2 check --write-baseline missing/baseline.json repo

# ---- streams: as many threads as you like, one answer ----
"$python" - >stream.ndjson <<'END'
import json
for i in range(1200):
    key = {"kty": "EC-HSM", "crv": "P-256", "key_ops": ["sign"]}
    if i % 3:
        key["attributes"] = {"exp": 1800000000}
    print(json.dumps(key))
END
cat >stream.json <<'END'
{"version": 1, "require": {"expiry": true, "operations": ["verify"]},
 "overrides": [{"pointer": "/key_ops", "severities": {"policy-operation": "warning"}}],
 "suppressions": [
  {"rule": "policy-expiry", "files": "*.ndjson", "reason": "r", "owner": "o",
   "expires": "2027-01-01"},
  {"rule": "policy-type", "reason": "r", "owner": "o", "expires": "2027-01-01"}]}
END
for jobs in 1 2 8; do
    expect 5 check --policy stream.json --jobs $jobs --format ndjson --strict-suppressions stream.ndjson
    mv out "stream.$jobs"
    [ "$(grep -c '"severity":"warning"' "stream.$jobs")" -eq 1201 ] || wrong "warnings with $jobs jobs"
    [ "$(grep -c '"suppressed":"r (o' "stream.$jobs")" -eq 400 ] ||
        wrong "suppressed with $jobs jobs"
    cmp "stream.1" "stream.$jobs" || wrong "$jobs jobs say something else"
done
: >out

# ---- the example ----
expect 0 policy check "$source/examples/policy.kvjwk.json"

echo "$count checks, $bad failed"
[ $bad -eq 0 ]
