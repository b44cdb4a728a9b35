# SPDX-License-Identifier: MIT
"""For tools/mkweak.py: secrets, certificates, published keys, and sets of keys that are related."""
import base64
import hashlib

from weakcases import Group, jwk
from weaknumbers import P256, Source, next_prime, rsa_private, rsa_public

# RFC 7517 appendix A.1, as anyone can read it there.
RFC_7517_EC = {"kty": "EC", "crv": "P-256", "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
               "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}


# ---- secrets -----------------------------------------------------------------------------------


def secrets(group):
    source = Source("material-oct")
    clause = "RFC 8725 section 3.5"
    rules = {n: f"material-oct-{n}" for n in ("short", "constant", "period", "sequence", "text",
                                              "encoded", "bias", "zeros")}

    def add(name, description, octets, expect, level="quick", rule=None, near=()):
        group.add(f"oct-{name}", description, clause, {"kty": "oct", "k": octets}, expect, level,
                  [rules[rule]] if rule else (), [rules[n] for n in near], target="rfc")

    good = source.octets(32)
    add("random", "32 random octets.", good, "pass", "full", near=list(rules))
    add("13-octets", "13 random octets, 104 bits.", source.octets(13), "fail", rule="short")
    add("14-octets", "14 random octets, 112 bits.", source.octets(14), "pass", near=["short"])
    add("zeros", "32 zero octets.", bytes(32), "fail", rule="constant")
    add("one-octet-differs", "All octets are 0xff but the last.", b"\xff" * 31 + b"\xfe", "pass",
        near=["constant", "period", "sequence"])
    add("twice-the-same", "16 random octets, twice.", source.octets(16) * 2, "fail", rule="period")
    word = source.octets(7)
    add("word-repeats", "A word of 7 octets, repeated and cut.", (word * 5)[:32], "fail",
        rule="period")
    add("more-than-half", "17 random octets and the first 15 of them again.",
        (source.octets(17) * 2)[:32], "pass", near=["period"])
    add("counts-up", "0xf0, 0xf1, ... through zero.", bytes((0xf0 + i) % 256 for i in range(32)),
        "fail", rule="sequence")
    add("counts-down-by-3", "Each octet is the one before less 3.",
        bytes((250 - 3 * i) % 256 for i in range(32)), "fail", rule="sequence")
    add("counts-with-a-gap", "A sequence with one octet out of place.",
        bytes(range(16)) + bytes(range(17, 33)), "pass", near=["sequence"])
    add("passphrase", "A passphrase of 32 characters.", b"correct horse battery staple, ok", "pass",
        rule="text", near=["encoded"])
    add("not-quite-text", "A passphrase with a line break.", b"correct horse battery staple, o\n",
        "pass", near=["text"])
    add("hexadecimal", "The hexadecimal digits of 16 octets.", source.octets(16).hex().encode(),
        "pass", rule="encoded", near=["text"])
    add("base64", "The Base64 text of 32 octets.", base64.b64encode(good), "pass", rule="encoded")
    add("hexadecimal-of-17", "The hexadecimal digits of 17 octets: text, but of no key.",
        source.octets(17).hex().encode(), "pass", rule="text", near=["encoded"])
    few, more = set_of(source, 19), set_of(source, 20)
    add("19-different-octets", "19 different octets in 32.", few, "pass", "full", rule="bias")
    add("20-different-octets", "20 different octets in 32.", more, "pass", "full", near=["bias"])
    for ones, seen in ((77, True), (78, False)):
        add(f"{ones}-ones", f"{ones} of 256 bits are ones.", with_ones(source, ones), "pass", "full",
            rule="bias" if seen else None, near=() if seen else ["bias"])
    add("8-zero-octets", "24 random octets and 8 zeros.", odd_octets(source, 24) + bytes(8), "pass",
        "full", rule="zeros")
    add("7-zero-octets", "25 random octets and 7 zeros.", odd_octets(source, 25) + bytes(7), "pass",
        "full", near=["zeros"])


def odd_octets(source, count):
    return bytes(o | 1 for o in source.octets(count))


def set_of(source, different):
    """32 octets, so many of them different, in no order."""
    kinds = []
    while len(kinds) < different:
        kinds += [o for o in source.octets(1) if o not in kinds]
    octets = kinds + [kinds[source.below(different)] for _ in range(32 - different)]
    for i in range(31, 0, -1):
        k = source.below(i + 1)
        octets[i], octets[k] = octets[k], octets[i]
    return bytes(octets)


def with_ones(source, ones):
    """256 bits of which so many are ones, spread so that many octets differ."""
    bits = 0
    while bits.bit_count() < ones:
        bits |= 1 << source.below(256)
    return bits.to_bytes(32, "big")


# ---- certificates ------------------------------------------------------------------------------


def der(tag, *contents):
    body = b"".join(contents)
    length = len(body)
    if length < 128:
        return bytes([tag, length]) + body
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + body


def integer(value):
    return der(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def name(common):
    return der(0x30, der(0x31, der(0x30, bytes.fromhex("0603550403"), der(0x0c, common.encode()))))


SHA256_RSA = bytes.fromhex("300d06092a864886f70d01010b0500")
RSA = bytes.fromhex("300d06092a864886f70d0101010500")
EC_P256 = bytes.fromhex("301306072a8648ce3d020106082a8648ce3d030107")
DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")


def public_info(key):
    """SubjectPublicKeyInfo of RFC 5280."""
    if key["kty"] == "RSA":
        inner = der(0x30, integer(key["n"]), integer(key["e"]))
        return der(0x30, RSA, der(3, b"\0", inner))
    point = b"\4" + b"".join(key[m][0].to_bytes(32, "big") for m in ("x", "y"))
    return der(0x30, EC_P256, der(3, b"\0", point))


def certificate(key, issuer):
    """Signed by issuer with RS256."""
    validity = der(0x30, der(0x17, b"260101000000Z"), der(0x17, b"360101000000Z"))
    tbs = der(0x30, der(0xa0, integer(2)), integer(4711), SHA256_RSA, name("kvjwk corpus issuer"),
              validity, name("kvjwk corpus"), public_info(key))
    info = DIGEST_INFO + hashlib.sha256(tbs).digest()
    padded = b"\0\1" + b"\xff" * (256 - 3 - len(info)) + b"\0" + info
    signature = pow(int.from_bytes(padded, "big"), issuer["d"], issuer["n"]).to_bytes(256, "big")
    return der(0x30, tbs, SHA256_RSA, der(3, b"\0", signature))


def certificates(group):
    source = Source("material-x509")
    issuer = rsa_private(source.prime(1024), source.prime(1024))
    key = rsa_public(source.prime(1024) * source.prime(1024))
    point = P256.public(source.below(P256.order))
    own, other = certificate(key, issuer), certificate(rsa_public(issuer["n"]), issuer)
    rules = ["material-x5c-certificate", "material-x5c-key", "material-x5t"]
    clause = "RFC 7517 sections 4.7 to 4.9"

    def add(name_of, description, base, chain, expect="fail", rule=None, **members):
        document = {**base, "x5c": [base64.b64encode(c).decode() for c in chain], **members}
        group.add(f"certificate-{name_of}", description, clause, document, expect, "quick",
                  [rule] if rule else (), () if rule else rules, target="rfc")

    digests = {"x5t": hashlib.sha1(own).digest(), "x5t#S256": hashlib.sha256(own).digest()}
    add("fits", "The first certificate is of this key, and the thumbprints are its.", key,
        [own, other], "pass", **digests)
    add("ec-fits", "The certificate is of this EC key.", point, [certificate(point, issuer)], "pass")
    add("other-first", "The issuer's certificate stands first.", key, [other, own], rule=rules[1])
    add("other-type", "The certificate of an RSA key stands in an EC key.", point, [own],
        rule=rules[1])
    add("other-exponent", "The certificate has another e.", {**key, "e": 3}, [own], rule=rules[1])
    add("cut", "The certificate is cut short.", key, [own[:-5]], rule=rules[0])
    add("longer", "Something stands behind the certificate.", key, [own + b"\0"], rule=rules[0])
    add("no-certificate", "A public key stands in place of a certificate.", key, [public_info(key)],
        rule=rules[0])
    add("x5t-of-other", "x5t is of the other certificate.", key, [own], rule=rules[2],
        **{**digests, "x5t": hashlib.sha1(other).digest()})
    add("x5t-s256-of-other", "x5t#S256 is of the other certificate.", key, [own], rule=rules[2],
        **{**digests, "x5t#S256": hashlib.sha256(other).digest()})


# ---- published keys ----------------------------------------------------------------------------


def published(group):
    rule, clause = ["material-published"], "RFC 9500 section 1"
    group.add("published-rfc-7517", "The EC key of RFC 7517.", clause, RFC_7517_EC, "fail", "quick",
              rule)
    x, y = (int.from_bytes(base64.urlsafe_b64decode(RFC_7517_EC[m] + "="), "big")
            for m in ("x", "y"))
    group.add("published-negated", "Its negative, whose private number is as well known.", clause,
              {**RFC_7517_EC, "x": (x, 32), "y": (P256.p - y, 32)}, "fail", "quick", rule)
    group.add("published-aes-key", "The AES key of SP 800-38A.", clause,
              {"kty": "oct", "k": bytes.fromhex("2b7e151628aed2a6abf7158809cf4f3c")}, "fail", "quick",
              rule, target="rfc")
    group.add("published-but-one-bit", "That key with one bit changed.", clause,
              {"kty": "oct", "k": bytes.fromhex("2b7e151628aed2a6abf7158809cf4f3d")}, "pass", "quick",
              near=rule, target="rfc")
    x, y = P256.add((x, y), P256.generator)
    group.add("published-next", "The RFC's point and the generator: another key.", clause,
              {**RFC_7517_EC, "x": (x, 32), "y": (y, 32)}, "pass", "quick", near=rule)


# ---- several keys ------------------------------------------------------------------------------


def related(group):
    source = Source("material-across")
    p, q, r, s = (source.prime(1024) for _ in range(4))
    rsa, other = rsa_public(p * q), rsa_public(r * s)
    d = source.below(P256.order)
    point, more = P256.public(d), P256.public(d + 1)
    rules = ["material-duplicate", "material-negated", "material-shared-modulus",
             "material-shared-secret", "material-shared-prime"]

    def add(name_of, description, clause, keys, expect, rule=None, near=()):
        document = {"keys": [jwk({"kid": f"key-{i}", **k}) for i, k in enumerate(keys)]}
        group.add(f"across-{name_of}", description, clause, document, expect, "quick",
                  [rule] if rule else (), near, target="rfc", across=True)

    secret, third = source.octets(32), source.octets(32)
    add("unrelated", "Keys that have nothing in common.", "RFC 7517 section 4.5",
        [rsa, other, point, more, {"kty": "oct", "k": secret}, {"kty": "oct", "k": third}], "pass",
        near=rules)
    add("duplicate-rsa", "One RSA key under two names.", "RFC 7517 section 4.5", [rsa, other, rsa],
        "pass", rules[0], rules[2:3] + rules[4:])
    add("duplicate-ec", "One EC key under two names.", "RFC 7517 section 4.5", [point, more, point],
        "pass", rules[0], rules[1:2])
    add("same-name", "One key twice under one name is one key.", "RFC 7517 section 4.5",
        [{"kid": "a", **point}, {"kid": "a", **point}], "pass", near=rules[:1])
    add("negated", "One x with both y.", "SEC 1 section 2.2.1",
        [point, {**point, "y": (P256.p - point["y"][0], 32)}], "fail", rules[1], rules[:1])
    add("shared-modulus", "One n with two e.", "RFC 8017 section 3", [rsa, {**rsa, "e": 257}], "fail",
        rules[2], rules[:1] + rules[4:])
    add("shared-secret", "One k under two names.", "SP 800-57 Part 1 Rev. 5 section 5.2",
        [{"kty": "oct", "k": secret}, {"kty": "oct", "k": secret}], "fail", rules[3])
    add("secret-of-ec-key", "k is the d of another key.", "SP 800-57 Part 1 Rev. 5 section 5.2",
        [{"kty": "oct", "k": (d, 32)}, P256.private(d)], "fail", rules[3])
    add("shared-prime", "Two moduli have a prime in common, a third does not.",
        "Heninger et al. (2012)", [rsa, other, rsa_public(p * next_prime(q + 2))], "fail", rules[4],
        rules[2:3])
    add("both-primes-shared", "Each prime of the first modulus is in another one.",
        "Heninger et al. (2012)", [rsa, rsa_public(p * r), rsa_public(q * s)], "fail", rules[4])


def groups():
    octets, x509, known, across = (Group(f"material-{n}") for n in ("oct", "x509", "published",
                                                                     "across"))
    secrets(octets)
    certificates(x509)
    published(known)
    related(across)
    return [octets, x509, known, across]
