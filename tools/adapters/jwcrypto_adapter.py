#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""jwcrypto behind the protocol of docs/corpus.md: the key as python3-cryptography gets it, and a
signature when the key is for it."""
import base64
import importlib.metadata
import json
import sys

from jwcrypto import jwk, jws

FEATURES = ("rsa,rsa-large,ec,ec-p256,ec-p384,ec-p521,ec-secp256k1,okp,okp-ed25519,okp-x25519,"
            "okp-ed448,okp-x448,oct,private")
CURVES = {"P-384": "ES384", "P-521": "ES512", "secp256k1": "ES256K"}


def signs_with(key):
    """The algorithm to try a signature with, or None: see adapter.h."""
    if key.get("use") == "enc" or "sign" not in key.get("key_ops", ["sign"]):
        return None
    alg = key.get("alg")
    if alg is not None:
        return alg if alg[1:2] == "S" and alg[0] in "HREP" else None
    if "d" not in key:
        return None
    if key["kty"] == "RSA":
        return "RS256"
    if key["kty"] == "OKP":
        return "EdDSA" if key["crv"].startswith("Ed") else None
    return CURVES.get(key["crv"], "ES256")


def judge(text):
    key = jwk.JWK.from_json(text.decode())
    members = json.loads(text)
    key.thumbprint()
    if members["kty"] != "oct":
        key.export_to_pem()  # the numbers become a key
        if "d" in members:
            key.export_to_pem(private_key=True, password=None)
    alg = signs_with(members)
    if alg is None or not ("d" in members or "k" in members):
        return
    token = jws.JWS(b"key")
    token.allowed_algs = [alg]
    token.add_signature(key, alg, json.dumps({"alg": alg}))
    back = jws.JWS()
    back.allowed_algs = [alg]
    back.deserialize(token.serialize(compact=True), key)


def answer(line):
    name, profile, text = line.split()
    if profile.split(":")[0] not in ("jwk", "jwa", "material"):
        return f"{name} skip no such layer"
    octets = b"" if text == "-" else base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    try:
        judge(octets)
    except Exception as e:  # whatever it throws: there is no key
        return f"{name} reject {type(e).__name__}: {' '.join(str(e).split())[:80]}"
    return f"{name} accept"


def main():
    version = importlib.metadata.version("jwcrypto")
    print(f"hello kvjwk-corpus/1 jwcrypto {version} layers=jwk,jwa,material features={FEATURES}",
          flush=True)
    for line in sys.stdin:
        print(answer(line), flush=True)


if __name__ == "__main__":
    main()
