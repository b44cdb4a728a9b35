#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes the table of published keys: tools/published.tsv -> lib/facts/published.def.

usage: mkpublished.py [--check]

A row has the first 120 bits of the SHA-256 of the value that makes the key this key: n or x as octets
without leading zeros, or k. That is the digest of badkeys (BLOCKLISTFORMAT.md), so that its lists can be
compared. --check writes nothing and exits 1 when the table is not what the source says.
"""
import base64
import hashlib
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCE = ROOT / "tools/published.tsv"
TABLE = ROOT / "lib/facts/published.def"
DIGITS = 30

def hexadecimal(text):
    return int(text, 16)


# field prime, a, generator x, y: SEC 2, FIPS 186
CURVES = {
    "P-256": (2**256 - 2**224 + 2**192 + 2**96 - 1, -3,
              0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296,
              0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5),
    "P-384": (2**384 - 2**128 - 2**96 + 2**32 - 1, -3,
              hexadecimal("aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e38"
                          "72760ab7"),
              hexadecimal("3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c"
                          "90ea0e5f")),
    "P-521": (2**521 - 1, -3,
              hexadecimal("c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc1"
                          "27a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66"),
              hexadecimal("11839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b"
                          "9013fad0761353c7086a272c24088be94769fd16650")),
}


def add(curve, one, two):
    """The sum of two points; None is the point at infinity."""
    p, a = curve[:2]
    if one is None or two is None:
        return one or two
    if one[0] == two[0] and (one[1] + two[1]) % p == 0:
        return None
    if one == two:
        slope = (3 * one[0] ** 2 + a) * pow(2 * one[1], -1, p) % p
    else:
        slope = (two[1] - one[1]) * pow(two[0] - one[0], -1, p) % p
    x = (slope ** 2 - one[0] - two[0]) % p
    return x, (slope * (one[0] - x) - one[1]) % p


def x_of(name, scalar):
    """The x of a scalar's public point, as octets."""
    curve = CURVES[name]
    total, power = None, (curve[2], curve[3])
    while scalar:
        if scalar & 1:
            total = add(curve, total, power)
        power = add(curve, power, power)
        scalar >>= 1
    return total[0].to_bytes(66, "big")


def octets_of(kind, form, text):
    if form in "nxk":
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if form == "d":
        return x_of(kind, int(text, 16))
    return bytes.fromhex(text) if form == "hex" else text.encode()


def digest_of(kind, value):
    form, text = value.split(":", 1)
    if form == "sha256":
        return text
    octets = octets_of(kind, form, text)
    if not kind.startswith("oct") and kind != "Ed25519":
        octets = octets.lstrip(b"\0")
    return hashlib.sha256(octets).hexdigest()[:DIGITS]


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def table():
    rows = {}
    for line in SOURCE.read_text().splitlines():
        if line.startswith("#"):
            continue
        kind, value, name, source = line.split("\t")
        digest = digest_of(kind, value)
        if len(digest) != DIGITS or digest in rows:
            sys.exit(f"mkpublished: {name} ({source}): no digest, or one that stands there already")
        rows[digest] = f"{name}, {kind}", source
    lines = ["// SPDX-License-Identifier: MIT",
             "/* PUBLISHED(first 64 bits of a digest, the 56 behind them, name, source), in order: made by",
             " * tools/mkpublished.py from tools/published.tsv. */"]
    for digest, (name, source) in sorted(rows.items()):
        lines += [f"PUBLISHED(0x{digest[:16]}, 0x{digest[16:]}, {quoted(name)},",
                  f"          {quoted(source)})"]
    return "\n".join(lines) + "\n"


def main():
    text = table()
    if sys.argv[1:] == ["--check"]:
        if TABLE.read_text() != text:
            sys.exit(f"mkpublished: {TABLE} is not what {SOURCE} says; run tools/mkpublished.py")
        return
    if sys.argv[1:]:
        sys.exit(__doc__)
    TABLE.write_text(text)
    print(f"{text.count('PUBLISHED(0x')} keys")


if __name__ == "__main__":
    main()
