#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Vector files that are cut, huge, of wrong types or wrong numbers never crash kvjwk vectors: it says
what is wrong (or counts a wrong answer), in an exit code of its own.

usage: test_vectors_hostile.py KVJWK SOURCE_DIR
"""
import json
import pathlib
import random
import subprocess
import sys
import tempfile

CODES = {0, 1, 3, 4}
WRONG = [None, True, 0, -1, 2**53, 1.5, "", "0", "zz", "00", "ff" * 70000, "\U0001f511", "=", "A" * 50000, [], {},
         [[]], ["x"], {"keys": []}, {"keys": [{}, 1]}]


def places(value, at=()):
    """Where a value stands, for every value of a document."""
    yield at
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, child in children:
        yield from places(child, at + (name,))


def changed(document, at, value):
    """The document with another value in one place; a value of "remove" takes it out."""
    copy = json.loads(json.dumps(document))
    node = copy
    for name in at[:-1]:
        node = node[name]
    if value == "remove":
        del node[at[-1]]
    else:
        node[at[-1]] = value
    return copy


def small(document):
    """The first groups, with a few tests each."""
    groups = [{**g, "tests": g["tests"][:2]} for g in document["testGroups"][:2]]
    return {**document, "testGroups": groups}


def mutants(document, dice):
    at = [p for p in places(document) if p]
    for place in dice.sample(at, min(len(at), 16)):
        for value in dice.sample(WRONG, 2) + ["remove"]:
            yield json.dumps(changed(document, place, value)).encode()
    text = json.dumps(document, indent=1).encode()
    for _ in range(8):
        yield text[:dice.randrange(len(text))]
        garbled = bytearray(text)
        garbled[dice.randrange(len(garbled))] = dice.randrange(256)
        yield bytes(garbled)


def odd_texts():
    yield b""
    yield b"\0"
    yield b"[" * 100000
    yield b'{"schema": "aead_test_schema_v1", "testGroups": ' + b"[" * 3000
    yield b'{"schema": "aead_test_schema_v1", "testGroups": [' + b"{}," * 50000 + b"{}]}"
    yield b"# CAVS\n# GCM Decrypt\n" + b"[IVlen = 96]\n[Taglen = 128]\nKey = zz\nIV = 00\nCT =\nTag = 00\n\n"
    yield b"# CAVS\n# GCM Decrypt\n" + b"Key = 00\n" * 100000
    yield b"# CAVS\n# GCM Decrypt\n" + b"".join(b"F%d = 00\n" % i for i in range(1000))
    yield b"# CAVS\n# GCM Decrypt\n[" * 1000
    yield b"# CAVS\n# GCM Decrypt\n[IVlen = 99999999999999999999]\n[" + b"=" * 100000
    yield b"# 'NIST SP 800-38F KW-AD with AES-128 cipher function'\nK = 0\nC = 0\n"
    yield b"# 'NIST SP 800-38F KW-AD with AES-128 cipher function'\nK = " + b"0" * 3000000 + b"\nC = 00\nP =\n"
    yield b'# "SigVer PKCS#1 Ver 1.5"\nn = ' + b"f" * 100000 + b"\ne = 3\nSHAAlg = SHA256\nMsg =\nS = 00\nResult = P\n"
    yield b'# "SigVer PKCS#1 Ver 1.5"\nn =\ne =\nSHAAlg =\nMsg =\nS =\nResult =\n'
    yield b'# "SigVer" information\n# Curves\n[P-256,SHA-256]\nMsg = 0\nQx =\nQy =\nR =\nS =\nResult\n'
    yield b'# "SigVer" information\n# Curves\n[P-]\nMsg = 0\nQx = 1\nQy = 1\nR = 1\nS = 1\nResult = P\n'
    yield b"[K-256,SHA-256]\nMsg = 00\nQx = 1\nQy = 2\nR = " + b"f" * 1000 + b"\nS = 1"


def run(kvjwk, folder, problems):
    done = subprocess.run([kvjwk, "vectors", "--format", "json", str(folder)], capture_output=True, timeout=300,
                          check=False)
    errors = done.stderr.decode(errors="replace")
    if done.returncode not in CODES or "Sanitizer" in errors or "runtime error" in errors:
        problems.append(f"exit {done.returncode} for {folder}:\n{errors[-3000:]}")
        return
    json.loads(done.stdout)


def search(kvjwk, files, problems):
    """Finds the file of a bad batch."""
    for file in files:
        done = subprocess.run([kvjwk, "vectors", str(file)], capture_output=True, timeout=300, check=False)
        if done.returncode not in CODES:
            problems.append(f"this file alone does it: {file.read_bytes()[:1000]!r}")
            return


def main():
    kvjwk, source = sys.argv[1], pathlib.Path(sys.argv[2])
    dice, problems, count = random.Random(20261124), [], 0
    for vector_file in [*sorted((source / "vectors").glob("*.json")), None]:
        texts = odd_texts() if vector_file is None else mutants(small(json.loads(vector_file.read_text())), dice)
        with tempfile.TemporaryDirectory() as folder:
            files = []
            for number, text in enumerate(texts):
                files.append(pathlib.Path(folder) / f"{number}.{'txt' if vector_file is None else 'json'}")
                files[-1].write_bytes(text)
            before = len(problems)
            run(kvjwk, folder, problems)
            if len(problems) > before:
                search(kvjwk, files, problems)
            count += len(files)
    print("\n".join(problems))
    print(f"{count} hostile files, {len(problems)} problems")
    sys.exit(1 if problems or count < 1000 else 0)


if __name__ == "__main__":
    main()
