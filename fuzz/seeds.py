#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Seeds for the fuzz targets, from the labelled corpus, the regressions, the test vectors, the examples
and what stands in tests.

OUT gets folders: json (documents), text (what stands in members), octets (DER, wrapped keys), template
(templates, plans, PEM, DER) and policy (policies, what Azure Policy has, baselines). The name of a seed
is the hash of what it holds, so the same seed is written once.

usage: seeds.py SOURCE_DIR OUT
       seeds.py --kind HARNESS         prints which of the folders a harness takes
"""
import base64
import hashlib
import json
import pathlib
import re
import sys

LARGEST = 16384
KINDS = {"fuzz_text": "text", "fuzz_unwrap": "octets", "fuzz_input": "template", "fuzz_policy": "policy"}
TEXT = re.compile(r'"((?:https://[^"\\]{4,200})|P[0-9TYMWDHS]{1,12}|\d{4}-\d\d-\d\d[^"\\]{0,30})"')
PER_VECTOR_FILE = 12


class Seeds:
    def __init__(self, out):
        self.out = out
        self.counts = {}

    def add(self, kind, data):
        if not data or len(data) > LARGEST:
            return
        folder = self.out / kind
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / hashlib.sha1(data).hexdigest()
        if not path.exists():
            path.write_bytes(data)
            self.counts[kind] = self.counts.get(kind, 0) + 1


def octets(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


# ---- DER ----

def der(tag, *parts):
    body = b"".join(parts)
    if len(body) < 128:
        return bytes([tag, len(body)]) + body
    size = (len(body).bit_length() + 7) // 8
    return bytes([tag, 0x80 | size]) + len(body).to_bytes(size, "big") + body


def integer(data):
    data = data.lstrip(b"\0") or b"\0"
    return der(2, (b"\0" if data[0] & 0x80 else b"") + data)


CURVES = {"P-256": "06082a8648ce3d030107", "P-384": "06052b81040022", "P-521": "06052b81040023",
          "P-256K": "06052b8104000a"}
EC_KEY = bytes.fromhex("06072a8648ce3d0201")
RSA_KEY = bytes.fromhex("06092a864886f70d0101010500")


def rsa_der(jwk):
    numbers = [octets(jwk[name]) for name in ("n", "e", "d", "p", "q", "dp", "dq", "qi")]
    private = der(0x30, integer(b""), *map(integer, numbers))
    algorithm = der(0x30, RSA_KEY)
    yield der(0x30, integer(b""), algorithm, der(4, private))
    yield der(0x30, algorithm, der(3, b"\0", der(0x30, *map(integer, numbers[:2]))))
    yield private


def ec_der(jwk):
    point = b"\x04" + octets(jwk["x"]) + octets(jwk["y"])
    algorithm = der(0x30, EC_KEY, bytes.fromhex(CURVES[jwk["crv"]]))
    for public in (der(0xa1, der(3, b"\0", point)), b""):
        private = der(0x30, integer(b"\1"), der(4, octets(jwk["d"])), public)
        yield der(0x30, integer(b""), algorithm, der(4, private))
    yield der(0x30, algorithm, der(3, b"\0", point))


def key_der(jwk):
    if jwk["kty"] == "RSA":
        yield from rsa_der(jwk)
    elif jwk["kty"] == "EC" and jwk["crv"] in CURVES:
        yield from ec_der(jwk)


def pem(data, label):
    text = base64.b64encode(data).decode()
    body = "\n".join(text[i:i + 64] for i in range(0, len(text), 64))
    return f"-----BEGIN {label}-----\n{body}\n-----END {label}-----\n".encode()


# ---- where they come from ----

def objects_with(value, name):
    if isinstance(value, dict):
        if isinstance(value.get(name), str):
            yield value
        for inner in value.values():
            yield from objects_with(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from objects_with(inner, name)


def take_document(seeds, data):
    seeds.add("json", data)
    for text in TEXT.findall(data.decode("utf-8", "replace")):
        seeds.add("text", text.encode())


def take_key(seeds, jwk):
    seeds.add("json", json.dumps(jwk, separators=(",", ":")).encode())
    for value in jwk.values():
        if isinstance(value, str):
            seeds.add("text", value.encode())


def take_templates(seeds, root):
    places = [root / "examples", root / "corpus/cases/input", root / "corpus/regressions"]
    for file in sorted(file for place in places for file in place.rglob("*") if file.is_file()):
        seeds.add("template", file.read_bytes())
    for text in literals(root, "tests/test_input_*.c"):
        seeds.add("template", text.encode())
    for jwk in json.loads((root / "corpus/src/keys.json").read_text()).values():
        if jwk["kty"] in ("RSA", "EC"):
            for data, label in zip(key_der(jwk), ("PRIVATE KEY", "PRIVATE KEY", "PUBLIC KEY")):
                seeds.add("template", data)
                seeds.add("template", pem(data, label))


LITERALS = re.compile(r'(?:"(?:[^"\\\n]|\\.)*"(?:\s|\b[A-Z][A-Z_]*\b)*)+')
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"|\b([A-Z][A-Z_]*)\b')
MACRO = re.compile(r'^#define ([A-Z][A-Z_]*)\s+((?:"(?:[^"\\\n]|\\.)*"|\s|\\\n)+)$', re.M)


def literals(root, names):
    """Texts in the sources of tests that are JSON: as a compiler puts them together."""
    for file in sorted(root.glob(names)):
        source = file.read_text()
        header = (root / "tests/input_outcome.h").read_text()
        macros = {name: body for name, body in MACRO.findall(header + source)}

        def value(text):
            return "".join(json.loads(f'"{plain}"', strict=False) if plain else value(macros.get(name, ""))
                           for plain, name in LITERAL.findall(text))

        for match in LITERALS.finditer(source):
            try:
                text = value(match.group())
                json.loads(text)
            except ValueError:
                continue
            if text[:1] in "{[":
                yield text


def take_policies(seeds, root):
    seeds.add("policy", (root / "examples/policy.kvjwk.json").read_bytes())
    for file in sorted(root.glob("corpus/src/policy-*.json")):
        for case in json.loads(file.read_text())["cases"]:
            policy = case.get("options", {}).get("policy")
            if policy is not None:
                seeds.add("policy", json.dumps(policy).encode())
    for text in literals(root, "tests/test_*policy*.c"):
        seeds.add("policy", text.encode())
        if re.match(r'\{"(field|value|allOf|anyOf|not)"', text): # a condition: of a definition
            seeds.add("policy", ('{"name":"own","mode":"Microsoft.KeyVault.Data","parameters":{"days":{"type":'
                                 '"Integer","defaultValue":30},"list":{"type":"Array","defaultValue":["EC"]}},'
                                 '"policyRule":{"if":' + text + ',"then":{"effect":"deny"}}}').encode())
    definitions = re.findall(r'"([0-9a-f]{8}-[0-9a-f-]{27})"', (root / "lib/facts/azure_policy.def").read_text())
    for guid in definitions:
        seeds.add("policy", f"{guid}@1.*.*=effect:Deny".encode())
    for file in sorted(root.glob("corpus/regressions/policy-*")):
        seeds.add("policy", file.read_bytes())


def take_corpus(seeds, root):
    for place in ("cases", "regressions"):
        for file in sorted((root / "corpus" / place).rglob("*")):
            if file.is_file():
                take_document(seeds, file.read_bytes())
    for file in sorted((root / "corpus" / "regressions").rglob("*")):
        if file.is_file():
            seeds.add("text", file.read_bytes())
            seeds.add("octets", file.read_bytes())
    for jwk in json.loads((root / "corpus/src/keys.json").read_text()).values():
        take_key(seeds, jwk)
        for data in key_der(jwk):
            seeds.add("octets", data)


def take_vectors(seeds, root):
    for file in sorted((root / "vectors").glob("*.json")):
        vectors = json.loads(file.read_text())
        for jwk in list(objects_with(vectors, "kty"))[:PER_VECTOR_FILE]:
            if "tests" not in jwk:
                take_key(seeds, jwk)
        for test in list(objects_with(vectors, "public"))[:PER_VECTOR_FILE]:
            if re.fullmatch("(?:[0-9a-f]{2})+", test["public"]):
                seeds.add("octets", bytes.fromhex(test["public"]))
        for blob in list(objects_with(vectors, "ciphertext"))[:PER_VECTOR_FILE]:
            if re.fullmatch("[A-Za-z0-9_-]+", blob["ciphertext"]):
                seeds.add("octets", octets(blob["ciphertext"]))


def main():
    if len(sys.argv) == 3 and sys.argv[1] == "--kind":
        print(KINDS.get(sys.argv[2], "json"))
        return
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    root, seeds = pathlib.Path(sys.argv[1]), Seeds(pathlib.Path(sys.argv[2]))
    take_corpus(seeds, root)
    take_vectors(seeds, root)
    take_templates(seeds, root)
    take_policies(seeds, root)
    print(", ".join(f"{count} {kind}" for kind, count in sorted(seeds.counts.items())))


if __name__ == "__main__":
    main()
