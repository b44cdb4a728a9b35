#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the command says of every file in examples/: exit code, verdicts and the rules of errors.

usage: test_examples.py KVJWK SOURCE_DIR
"""
import json
import pathlib
import subprocess
import sys

# arguments behind `check`, exit code, verdicts of the keys, rules of errors, rules of unknowns
RUNS = [
    (["terraform-plan.json"], 1, ["fail", "pass", "fail"],
     {"kv-key-name", "kv-rotation-minimum", "kv-size-unsupported", "kv-key-ops-type"},
     {"input-unknown-value"}),
    (["--target", "auto", "terraform-plan.json"], 1, ["fail", "fail", "fail"],
     {"kv-key-name", "kv-rotation-minimum", "kv-size-unsupported", "kv-key-ops-type",
      "kv-type-unsupported"}, {"input-unknown-value"}),
    (["ledger.json"], 1, ["fail", "pass", "unknown"], {"kv-rotation-minimum"},
     {"input-condition", "input-unknown-value"}),
    (["--target", "auto", "--parameters", "ledger.parameters.json", "ledger.json"], 1,
     ["fail", "pass", "fail", "fail"],
     {"kv-rotation-minimum", "kv-size-unsupported", "jwa-curve-unknown", "kv-type-unsupported"},
     {"input-unknown-value"}),
    (["az-keys.json"], 1, ["pass", "fail", "pass"], {"kv-hsm-platform-type"}, set()),
    (["--target", "rfc", "partner.jwks.json"], 1, ["pass", "fail", "fail", "fail"],
     {"jwk-alg-curve", "jwk-alg-use", "jwa-base64url-padding", "jwa-base64url-trailing-bits",
      "jwk-set-duplicate-kid"}, set()),
    (["good.jwks.json"], 0, None, set(), set()),
    (["ec-hsm-bundle.json"], 1, ["fail"], {"jwa-base64url-padding"}, set()),
    (["rsa-hsm-bundle.json"], 1, ["fail"], {"json-duplicate", "jwa-base64url-padding"}, set()),
    (["--policy", "policy.kvjwk.json", "rsa-hsm-bundle.json"], 1, ["fail"],
     {"json-duplicate", "jwa-base64url-padding", "policy-azure-rsa-size", "policy-hsm-platform", "policy-size"},
     {"policy-azure-rotation", "policy-name", "policy-rotation"}),
    (["weak.json"], 1, ["fail"], {"material-ec-off-curve"}, set()),
    (["ledger.parameters.json"], 4, [], set(), set()),
    (["--parameters", "ledger.json", "ledger.json"], 1, None,
     {"kv-rotation-minimum"}, {"input-condition", "input-unknown-value"}),
    (["--parameters", "az-keys.json", "ledger.json"], 2, None, None, None),
    (["--parameters", "nothing.json", "ledger.json"], 2, None, None, None),
    (["--kind", "terraform-plan", "ledger.json"], 4, [], set(), set()),
    (["--kind", "arm-template", "ledger.json"], 1, ["fail", "pass", "unknown"],
     {"kv-rotation-minimum"}, {"input-condition", "input-unknown-value"}),
]


def findings(report):
    """(file, finding) of each"""
    for document in report["documents"]:
        yield from ((document["file"], f) for f in document["findings"])
        for key in document["keys"]:
            yield from ((document["file"], f) for f in key["findings"])


def check(kvjwk, folder, arguments, code, verdicts, errors, unknowns):
    run = subprocess.run([kvjwk, "check", "--as-of", "2026-11-24", "--format", "json", *arguments],
                         cwd=folder, capture_output=True, check=False)
    if run.returncode != code:
        return f"exit {run.returncode}, expected {code}: {run.stderr.decode()}"
    if code == 2:
        return "no word about it" if not run.stderr else None
    report = json.loads(run.stdout)
    found = list(findings(report))
    seen = [key["verdict"] for document in report["documents"] for key in document["keys"]]
    if verdicts is not None and seen != verdicts:
        return f"verdicts {seen}, expected {verdicts}"
    for what, wanted in (("error", errors), ("unknown", unknowns)):
        rules = {f["rule"] for _, f in found
                 if (f["result"] == "unknown" if what == "unknown" else f["severity"] == what)}
        if rules != wanted:
            return f"{what}s {sorted(rules)}, expected {sorted(wanted)}"
    lines = {}
    for name, f in found:  # each stands where its value does
        text = lines.setdefault(name, (folder / name).read_bytes().splitlines())
        if not 0 < f["line"] <= len(text) or f["column"] > len(text[f["line"] - 1].decode()) + 1:
            return f"{f['rule']} stands at {f['line']}:{f['column']}, outside of the file"
    return None


def main():
    kvjwk, folder = sys.argv[1], pathlib.Path(sys.argv[2]) / "examples"
    bad = 0
    for arguments, *expected in RUNS:
        wrong = check(kvjwk, folder, arguments, *expected)
        if wrong:
            bad += 1
            print(f"check {' '.join(arguments)}: {wrong}")
    named = {a for arguments, *_ in RUNS for a in arguments}
    for file in sorted(folder.glob("*.json")):
        if file.name not in named:
            bad += 1
            print(f"{file.name} is in no run")
    print(f"{len(RUNS)} runs, {bad} wrong")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
