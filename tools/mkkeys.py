#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes the key pairs that the corpus is built from, with openssl, and prints them as one JSON object.

Keys are random: run it once, commit the result (corpus/src/keys.json). They protect nothing.
"""
import base64
import json
import re
import subprocess
import sys


def b64u(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def openssl(*args, data=None):
    return subprocess.run(["openssl", *args], input=data, capture_output=True, check=True).stdout


def numbers(pem):
    """The labelled hexadecimal numbers that `openssl pkey -text` prints."""
    text = openssl("pkey", "-text", "-noout", data=pem).decode()
    out = {}
    for name, body in re.findall(r"^(\w+):\n((?:    [0-9a-f:]+\n)+)", text, re.M):
        out[name] = bytes.fromhex(re.sub(r"[\s:]", "", body))
    return out


def rsa(bits):
    pem = openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", f"rsa_keygen_bits:{bits}")
    n = {k: v.lstrip(b"\0") for k, v in numbers(pem).items()}
    return {"kty": "RSA", "n": b64u(n["modulus"]), "e": "AQAB", "d": b64u(n["privateExponent"]),
            "p": b64u(n["prime1"]), "q": b64u(n["prime2"]), "dp": b64u(n["exponent1"]),
            "dq": b64u(n["exponent2"]), "qi": b64u(n["coefficient"])}


def ec(name, curve, width, wanted=lambda x, y, d: True):
    while True:
        pem = openssl("genpkey", "-algorithm", "EC", "-pkeyopt", f"ec_paramgen_curve:{curve}")
        n = numbers(pem)
        d = n["priv"].lstrip(b"\0").rjust(width, b"\0")
        x, y = n["pub"][1:1 + width], n["pub"][1 + width:]
        if wanted(x, y, d):
            return {"kty": "EC", "crv": name, "x": b64u(x), "y": b64u(y), "d": b64u(d)}


def okp(name):
    n = numbers(openssl("genpkey", "-algorithm", name.upper()))
    return {"kty": "OKP", "crv": name, "x": b64u(n["pub"]), "d": b64u(n["priv"])}


def oct_key(octets):
    return {"kty": "oct", "k": b64u(openssl("rand", str(octets)))}


def main():
    curves = {"ec-p256": ("P-256", "prime256v1", 32), "ec-p384": ("P-384", "secp384r1", 48),
              "ec-p521": ("P-521", "secp521r1", 66), "ec-p256k": ("P-256K", "secp256k1", 32)}
    keys = {f"rsa-{bits}": rsa(bits) for bits in (1024, 2048, 3072, 4096)}
    for name, curve in curves.items():
        keys[name] = ec(*curve, wanted=lambda x, y, d: x[0] and y[0] and d[0] or len(x) == 66)
        keys[name + "-x0"] = ec(*curve, wanted=lambda x, y, d: x[0] == 0 and (len(x) == 32 or True))
        keys[name + "-y0"] = ec(*curve, wanted=lambda x, y, d: y[0] == 0)
        keys[name + "-d0"] = ec(*curve, wanted=lambda x, y, d: d[0] == 0)
    for name in ("Ed25519", "X25519", "Ed448", "X448"):
        keys[name.lower()] = okp(name)
    for bits in (128, 192, 256, 384, 512):
        keys[f"oct-{bits}"] = oct_key(bits // 8)
    json.dump(keys, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
