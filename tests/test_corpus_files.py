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
              {"options": []}, {"description": ""}]
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
               refuses_faulty_sources(source)]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
