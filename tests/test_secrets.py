#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""No private member's value of any corpus case may appear in any output of the command.

usage: test_secrets.py KVJWK SOURCE_DIR
"""
import json
import pathlib
import subprocess
import sys
import tempfile

SECRET = {"d", "p", "q", "dp", "dq", "qi", "k", "priv", "r", "t"}
FORMATS = ("text", "json", "ndjson", "sarif", "junit", "github", "azure-devops", "gitlab", "csv",
           "markdown", "tap", "counts")
WINDOW = 10


def secrets_in(value):
    """Texts of secret members, wherever they stand."""
    if isinstance(value, dict):
        for name, member in value.items():
            if name.lower() in SECRET and isinstance(member, str):
                yield member
            yield from secrets_in(member)
    elif isinstance(value, list):
        for item in value:
            yield from secrets_in(item)


def pieces(text):
    """Parts of a secret that would betray it: its beginning, middle and end."""
    if len(text) >= WINDOW:
        for at in {0, len(text) // 2 - WINDOW // 2, len(text) - WINDOW}:
            yield text[at:at + WINDOW]


def public_texts(keys):
    return "\n".join(v for key in keys.values() for n, v in key.items() if n not in SECRET)


def collect(source):
    keys = json.loads((source / "corpus/src/keys.json").read_text())
    public = public_texts(keys)
    found = set(secrets_in(keys))
    for file in sorted((source / "corpus/cases").rglob("*.json")):
        try:
            found.update(secrets_in(json.loads(file.read_bytes())))
        except (ValueError, RecursionError):
            pass
    wanted = {piece for text in found for piece in pieces(text)}
    # a piece of one repeated character, or one that stands in a public member too, proves nothing
    return {p for p in wanted if len(set(p)) > 4 and p not in public}


def reports(kvjwk, target, folder):
    """Name and text of each report of one run, and of what it says besides."""
    with tempfile.TemporaryDirectory() as out:
        wanted = [a for f in FORMATS for a in ("--format", f"{f}:{out}/{f}")]
        run = subprocess.run([kvjwk, "check", "--target", target, *wanted, str(folder)],
                             capture_output=True, check=False)
        said = (run.stdout + run.stderr).decode(errors="replace")
        if run.returncode not in (0, 1, 3):
            sys.exit(f"exit {run.returncode} for {target}: {said[-2000:]}")
        yield "messages", said
        for name in FORMATS:
            yield name, (pathlib.Path(out) / name).read_text(encoding="utf-8", errors="replace")


def main():
    kvjwk, source = sys.argv[1], pathlib.Path(sys.argv[2])
    wanted = collect(source)
    bad = 0
    known = subprocess.run([kvjwk, "check", "--format", "?"], capture_output=True, check=False)
    known = known.stderr.decode().split("known values: ")[1].strip().split(", ")
    if sorted(known) != sorted([*FORMATS, "auto"]):
        print(f"formats not looked at: {set(known) - {*FORMATS, 'auto'}}")
        bad += 1
    outputs = 0
    for target in ("any", "rfc", "managed-hsm"):
        for name, output in reports(kvjwk, target, source / "corpus/cases"):
            windows = {output[i:i + WINDOW] for i in range(len(output) - WINDOW + 1)}
            for piece in sorted(wanted & windows)[:6]:
                at = output.index(piece)
                print(f"a secret in {name} for {target}\n  ...{output[max(0, at - 60):at + 40]!r}")
                bad += 1
            outputs += 1
    print(f"{len(wanted)} pieces of secrets looked for in {outputs} outputs")
    if not wanted:
        print("no secret was found to look for: the test proves nothing")
        bad += 1
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
