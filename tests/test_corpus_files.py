#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The corpus is what its sources make, and its manifest has the shape that schema.json says.

usage: test_corpus_files.py SOURCE_DIR
"""
import json
import pathlib
import subprocess
import sys


def has_its_schema(corpus):
    """True when there is no validator to ask, too."""
    try:
        import jsonschema
    except ImportError:
        print("python3-jsonschema is not there: the schema is not checked")
        return True
    manifest = json.loads((corpus / "manifest.json").read_text(encoding="utf-8"))
    schema = json.loads((corpus / "schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft7Validator(schema)
    errors = list(validator.iter_errors(manifest))
    for error in errors[:10]:
        print(f"manifest.json: {'/'.join(map(str, error.path))}: {error.message}")
    return not errors


# Inputs that showed a defect of a JOSE library, by the names they are known by.
SEEDS = """
ec-offcurve-epk ec-offcurve rsa-noalg-hs256 jwk-noalg set-mixed-kty-same-kid alg-kty-mismatch
alg-none-case pem-leading-ws exp-int64-overflow json-deep-nesting ec-loop ec-p521-cpu
rsa-n-prime-8192 ec-compressed-badprime rsa-n-invalid-kem x5c-explicit-ec rsa-roca
rsa-close-primes ec-00 rsa-e-2^64+65537 rsa-n-512 rsa-e-1 akp-thumbprint set-has-private
set-has-oct rsa-prv-d-empty rsa-prv-d-padonly rsa-prv-d-zero rsa-prv-oth rsa-prv-pq-swapped
okp-d-mismatch thp-member-order thp-leading-zero thp-newline thp-short-x
ec-x-short-stripped-zero rsa-e-all-zero rsa-e-35 rsa-prv-p-lt-q ec-crv-ignored json-dup-escaped
kty-missing rsa-prv-d-bad-b64 type-d-null az-rsa-hsm b64-data-after-pad b64-pad-early
ec-prv-d-zero ec-prv-d-order ec-prv-neg-y ec-x-plus-p-521 ec-crv-secp192r1 meta-alg-P-prefix
x5c-mismatch okp-x-short ec-xy-split-31-33 type-n-null type-e-number type-n-array
""".split() + [f"okp-low-order-{i}" for i in range(1, 15)]


def has_seeds_and_zeros(corpus):
    """Every seed has a case, every case a verdict, and zeros in front of a coordinate are fine."""
    rows = json.loads((corpus / "manifest.json").read_text(encoding="utf-8"))["cases"]
    there = {seed for row in rows for seed in row["seeds"]}
    wrong = [f"no case of seed {name}" for name in SEEDS if name not in there]
    by_id = {row["id"]: row["verdicts"] for row in rows}
    for curve in ("p256", "p384", "p521", "p256k"):
        for member in "xyd":
            name = f"ec-{curve}-{member}0-clean"
            jwa = "reject" if curve == "p256k" else "accept"  # a name of Key Vault alone
            wanted = {"json": "accept", "jwa": jwa, "keyvault": "accept", "material": jwa}
            if {n: v for n, v in by_id[name].items() if n != "jwk"} != wanted:
                wrong.append(f"{name}: {by_id[name]}")
    for row in rows:
        if row["layer"] not in row["verdicts"]:
            wrong.append(f"{row['id']} has no verdict at its own layer")
    print("".join(text + "\n" for text in wrong), end="")
    return not wrong and len(rows) >= 600


def is_up_to_date(source):
    run = subprocess.run([sys.executable, source / "tools/mkcorpus.py", "--check"], check=False)
    return run.returncode == 0


def refuses(source, folder, case):
    """A faulty source is named, and nothing is made of it."""
    (folder / "src").mkdir(parents=True, exist_ok=True)
    keys = (source / "corpus/src/keys.json").read_bytes()
    (folder / "src/keys.json").write_bytes(keys)
    (folder / "src/bad.json").write_text(json.dumps({"group": "bad", "cases": [case]}))
    run = subprocess.run([sys.executable, source / "tools/mkcorpus.py", folder], check=False,
                         capture_output=True, text=True)
    return run.returncode == 2 and "bad.json" in run.stderr and not (folder / "cases").exists()


def refuses_faulty_sources(source):
    import tempfile
    good = {"id": "a", "description": "A key.", "clause": "RFC 7517", "layer": "jwk",
            "expect": "pass", "base": "ec-p256"}
    faults = [{"id": "A b"}, {"expect": "maybe"}, {"layer": "x"}, {"rules": ["Bad"]},
              {"rules": ["kv-a"], "near": ["kv-a"]}, {"base": "none"}, {"text": "{}"},
              {"edit": [["set", "x", 1]]}, {"edit": [["remove", "/nothing"]]},
              {"edit": [["raw", "not there", ""]]}, {"edit": [["append", "/kty"]]},
              {"edit": [["set", "/x", {"$hex": "0"}]]}, {"wrap": "box"}, {"unknown": 1},
              {"options": {"as_of": "2026-02-30"}}, {"options": {"target": "vault"}},
              {"options": []}, {"description": ""}, {"verdicts": {"jwt": "accept"}},
              {"verdicts": {"jwk": "maybe"}}]
    ok = True
    with tempfile.TemporaryDirectory() as name:
        for fault in faults:
            if not refuses(source, pathlib.Path(name), {**good, **fault}):
                print(f"mkcorpus takes {fault}")
                ok = False
    return ok


def main():
    source = pathlib.Path(sys.argv[1])
    results = [is_up_to_date(source), has_its_schema(source / "corpus"),
               has_seeds_and_zeros(source / "corpus"), refuses_faulty_sources(source)]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
