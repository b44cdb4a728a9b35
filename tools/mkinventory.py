#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes an inventory of keys as an organisation might have it: mixed types, platforms, ages and faults.

usage: mkinventory.py [--keys N] [--seed S] [--as-of DATE] DIR     a folder: subscriptions/GUID/VAULT.ndjson
       mkinventory.py [--keys N] [--seed S] [--as-of DATE] -       one stream on standard output

The same arguments give the same bytes. Nobody knows a private key to what is written here: moduli are random numbers
without small factors, points are random points of their curve.
"""
import argparse
import base64
import datetime
import json
import math
import pathlib
import random
import sys
import uuid

CURVES = {
    "P-256": (2**256 - 2**224 + 2**192 + 2**96 - 1, -3,
              0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b, 32),
    "P-384": (2**384 - 2**128 - 2**96 + 2**32 - 1, -3,
              0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef, 48),
    "P-521": (2**521 - 1, -3,
              0x051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00, 66),
    "P-256K": (2**256 - 2**32 - 977, 0, 7, 32),
}
DAY = 86400
VAULTS = [  # name, kind, share of keys, how modern
    ("contoso-payments", "premium", 20, 0.75), ("contoso-identity", "premium", 18, 0.6),
    ("contoso-web", "standard", 16, 0.5), ("contoso-archive", "premium", 12, 0.15),
    ("contoso-iot", "standard", 12, 0.35), ("contoso-signing", "hsm", 10, 0.9),
    ("contoso-data", "hsm", 8, 0.85), ("contoso-lab", "standard", 4, 0.3),
]
PURPOSES = ["token-signing", "code-signing", "tls", "disk", "backup", "sql-tde", "storage-cmk", "document-signing",
            "device-ca", "wallet", "card-vault", "archive", "saml", "webhook", "ledger"]
TEAMS = ["payments", "identity", "platform", "data", "iot", "legal"]
SMALL_PRIMES = math.prod(p for p in range(3, 1 << 14) if all(p % q for q in range(2, int(p**0.5) + 1)))


def b64(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def modulus(rng, bits):
    while True:
        n = rng.getrandbits(bits) | 1 << bits - 1 | 1 << bits - 2 | 1
        if math.gcd(n, SMALL_PRIMES) == 1:
            return b64(n.to_bytes(bits // 8, "big"))


def point(rng, curve):
    p, a, b, length = CURVES[curve]
    while True:
        x = rng.randrange(p)
        y2 = (x * x * x + a * x + b) % p
        y = pow(y2, (p + 1) // 4, p)
        if y * y % p == y2:
            return b64(x.to_bytes(length, "big")), b64(y.to_bytes(length, "big"))


def pick(rng, **weights):
    return rng.choices(list(weights), list(weights.values()))[0]


class Maker:
    def __init__(self, seed, as_of):
        self.rng = random.Random(seed)
        self.now = int(as_of.timestamp())

    def key_type(self, kind, modern):
        """kty, curve or size, operations."""
        rng = self.rng
        hsm = "-HSM" if kind == "hsm" or (kind == "premium" and rng.random() < 0.8) else ""
        family = rng.choices(["RSA", "EC", "oct"], [55, 35, 30 if kind == "hsm" else 0])[0]
        if family == "oct":
            return "oct-HSM", rng.choices([128, 192, 256], [2, 1, 9])[0], ["wrapKey", "unwrapKey"]
        if family == "EC":
            curve = rng.choices(["P-256", "P-384", "P-521", "P-256K"], [55, 25, 6, 14 * (1 - modern)])[0]
            return "EC" + hsm, curve, ["sign", "verify"]
        size = rng.choices([2048, 3072, 4096], [10 * (1.1 - modern), 5 * modern, 4 * modern])[0]
        signs, wraps = ["sign", "verify"], ["wrapKey", "unwrapKey", "encrypt", "decrypt"]
        return "RSA" + hsm, size, rng.choices([signs, wraps, signs + wraps], [5, 4, 3 * (1 - modern)])[0]

    def attributes(self, kind, kty, modern):
        rng = self.rng
        age = int(rng.expovariate(1 / (250 + 1400 * (1 - modern)))) + rng.randrange(20)
        created = self.now - min(age, 9 * 365) * DAY - rng.randrange(DAY)
        out = {"enabled": rng.random() > 0.05, "created": created, "updated": created + rng.randrange(30 * DAY),
               "recoveryLevel": "Recoverable" if rng.random() < 0.55 + modern / 3 else "Recoverable+Purgeable",
               "recoverableDays": 90}
        if rng.random() < 0.3 + 0.65 * modern:
            out["exp"] = created + rng.choice([365, 730, 730, 1095]) * DAY
            if rng.random() < 0.25:
                out["nbf"] = created
        if kind != "hsm":
            new = created > self.now - 800 * DAY
            out["hsmPlatform"] = "0" if not kty.endswith("-HSM") else "2" if new else "1"
        return out

    def bundle(self, vault, index):
        rng, (name, kind, _, modern) = self.rng, vault
        kty, size, ops = self.key_type(kind, modern)
        host = f"{name}.managedhsm.azure.net" if kind == "hsm" else f"{name}.vault.azure.net"
        purpose = rng.choice(PURPOSES)
        key = {"kid": f"https://{host}/keys/{purpose}-{index:04d}/{rng.getrandbits(128):032x}", "kty": kty,
               "key_ops": ops}
        if kty.startswith("RSA"):
            key.update(n=modulus(rng, size), e="AQAB" if rng.random() > 0.01 else "Aw")
        elif kty.startswith("EC"):
            x, y = point(rng, size)
            key.update(crv=size, x=x, y=y)
        else:
            key["key_size"] = size
        out = {"key": key, "attributes": self.attributes(kind, kty, modern),
               "tags": {"team": rng.choice(TEAMS), "purpose": purpose}}
        if kty == "oct-HSM":
            key.pop("key_size")
        return self.fault(out, index)

    def fault(self, bundle, index):
        """One key in fifty has something wrong with it."""
        key = bundle["key"]
        fault = index % 50
        if fault == 7 and "x" in key:
            key["x"] = key["x"] + "="
        elif fault == 7 and "n" in key:
            key["n"] = modulus(self.rng, 1024)
        elif fault == 23 and "n" in key:
            key["n"] = b64(b"\0" + base64.urlsafe_b64decode(key["n"] + "=" * (-len(key["n"]) % 4)))
        elif fault == 31:
            key["key_ops"] = key["key_ops"] + ["sing"]
        elif fault == 41:  # a list of keys does not tell their type
            return {"kid": key["kid"], "attributes": bundle["attributes"], "tags": bundle["tags"]}
        return bundle


def inventory(count, seed, as_of):
    """(path, lines) of each vault."""
    maker = Maker(seed, as_of)
    total = sum(v[2] for v in VAULTS)
    subscriptions = [str(uuid.UUID(int=maker.rng.getrandbits(128), version=4)) for _ in range(3)]
    done = 0
    for place, vault in enumerate(VAULTS):
        share = count - done if vault is VAULTS[-1] else count * vault[2] // total
        path = f"subscriptions/{subscriptions[place % 3]}/{vault[0]}.ndjson"
        yield path, (json.dumps(maker.bundle(vault, done + i), separators=(",", ":")) for i in range(share))
        done += share


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1].split("\n\n")[0])
    parser.add_argument("--keys", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--as-of", default="2026-11-24")
    parser.add_argument("place")
    arguments = parser.parse_args()
    as_of = datetime.datetime.fromisoformat(arguments.as_of).replace(tzinfo=datetime.timezone.utc)
    for path, lines in inventory(arguments.keys, arguments.seed, as_of):
        if arguments.place == "-":
            for line in lines:
                print(line)
            continue
        file = pathlib.Path(arguments.place) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("w", encoding="ascii") as out:
            out.writelines(line + "\n" for line in lines)
    return 0


if __name__ == "__main__":
    sys.exit(main())
