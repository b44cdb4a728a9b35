#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes the Key Vault vectors in vectors/kv_*.json with python3-cryptography, for the keys of
corpus/src/keys.json. What is random comes from a seed, so the files are the same each time; what this
script computes itself for that reason (PSS, OAEP and ECDSA with given randomness) is opened by
python3-cryptography before it is written.

usage: mkvectors.py [--check] [SOURCE_DIR]     --check: compare with the files that are there
"""
import base64
import functools
import hashlib
import json
import pathlib
import sys

import cryptography
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.backends.openssl import backend
from cryptography.hazmat.primitives import hashes, hmac, keywrap, padding as block_padding
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SEED = b"kvjwk vectors 1"
NOW = 1795478400  # 2026-11-24
DAY = 86400
HASHES = {"256": hashes.SHA256, "384": hashes.SHA384, "512": hashes.SHA512}
CURVES = {  # name: (curve, order, octets of a coordinate, algorithm, bits of its hash)
    "P-256": (ec.SECP256R1, 2**256 - 2**224 + 2**192 - 0x4319055258e8617b0c46353d039cdaaf, 32, "ES256", "256"),
    "P-384": (ec.SECP384R1, 2**384 - 0x389cb27e0bc8d220a7e5f24db74f58851313e695333ad68d, 48, "ES384", "384"),
    "P-521": (ec.SECP521R1, 2**521 - 0x5ae79787c40d069948033feb708f65a2fc44a36477663b851449048e16ec79bf7, 66,
              "ES512", "512"),
    "P-256K": (ec.SECP256K1, 2**256 - 0x14551231950b75fc4402da1732fc9bebf, 32, "ES256K", "256"),
}
ALL_OPS = ["encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey"]
RSA_SIGN = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]
RSA_WRAP = {"RSA1_5": None, "RSA-OAEP": hashes.SHA1, "RSA-OAEP-256": hashes.SHA256}


# ---- octets --------------------------------------------------------------------------------------

def b64u(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def unb64u(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def number(text):
    return int.from_bytes(unb64u(text), "big")


def random(label, length):
    """Octets that are always the same for a label."""
    return hashlib.shake_256(SEED + b"\0" + label.encode()).digest(length)


def flip(octets, at=-1):
    changed = bytearray(octets)
    changed[at] ^= 1
    return bytes(changed)


def digest_of(bits, message):
    return hashlib.new("sha" + bits, message).digest()


# ---- keys ----------------------------------------------------------------------------------------

@functools.lru_cache(maxsize=None)
def rsa_of_numbers(n, e, d, p, q, dp, dq, qi):
    return rsa.RSAPrivateNumbers(p, q, d, dp, dq, qi, rsa.RSAPublicNumbers(e, n)).private_key()


def rsa_private(jwk):
    return rsa_of_numbers(*(number(jwk[name]) for name in ("n", "e", "d", "p", "q", "dp", "dq", "qi")))


def ec_private(jwk):
    return ec.derive_private_key(number(jwk["d"]), CURVES[jwk["crv"]][0]())


def private_key(jwk):
    return rsa_private(jwk) if jwk["kty"] == "RSA" else ec_private(jwk)


def pkcs8(jwk):
    if jwk["kty"] == "oct":
        return unb64u(jwk["k"])
    return private_key(jwk).private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8,
                                          serialization.NoEncryption())


HOSTS = {"vault-standard": "example-std.vault.azure.net", "vault-premium": "example-prm.vault.azure.net",
         "managed-hsm": "example-hsm.managedhsm.azure.net"}


def bundle(jwk, kty, target, key_ops=None, **attributes):
    name = f"{kty}-{jwk.get('crv') or len(unb64u(jwk.get('n') or jwk.get('k'))) * 8}".lower()
    version = random("version " + name + target, 16).hex()
    key = {"kid": f"https://{HOSTS[target]}/keys/{name}/{version}", **jwk, "kty": kty}
    if key_ops is None:
        key_ops = {"RSA": ALL_OPS, "EC": ["sign", "verify"], "oct": ALL_OPS}[jwk["kty"]]
    key["key_ops"] = key_ops
    base = {"enabled": True, "created": 1700000000, "updated": 1700000000}
    return {"key": key, "attributes": {**base, **attributes}}


# ---- RSA with given randomness -------------------------------------------------------------------

def mgf1(seed, length, bits):
    parts = (hashlib.new("sha" + bits, seed + i.to_bytes(4, "big")).digest() for i in range(1 + length // 20))
    return b"".join(parts)[:length]


def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b))


def raw_private(jwk, encoded):
    n = number(jwk["n"])
    return pow(int.from_bytes(encoded, "big"), number(jwk["d"]), n).to_bytes((n.bit_length() + 7) // 8, "big")


def raw_public(jwk, encoded):
    n = number(jwk["n"])
    return pow(int.from_bytes(encoded, "big"), number(jwk["e"]), n).to_bytes((n.bit_length() + 7) // 8, "big")


def pss_sign(jwk, bits, digest, salt):
    """RFC 8017 section 9.1.1; the moduli here are whole octets, so one bit is cleared."""
    h = hashlib.new("sha" + bits, bytes(8) + digest + salt).digest()
    length = len(unb64u(jwk["n"]))
    db = (b"\1" + salt).rjust(length - len(h) - 1, b"\0")
    masked = bytearray(xor(db, mgf1(h, len(db), bits)))
    masked[0] &= 0x7f
    return raw_private(jwk, bytes(masked) + h + b"\xbc")


def rsa_sign(jwk, alg, digest, salt_label=None, salt_length=None):
    bits, key = alg[2:], rsa_private(jwk)
    if alg.startswith("RS"):
        return key.sign(digest, padding.PKCS1v15(), utils.Prehashed(HASHES[bits]()))
    salt = random(salt_label, len(digest) if salt_length is None else salt_length)
    made = pss_sign(jwk, bits, digest, salt)
    key.public_key().verify(made, digest, padding.PSS(padding.MGF1(HASHES[bits]()), len(salt)),
                            utils.Prehashed(HASHES[bits]()))
    return made


def rsnull_sign(jwk, value):
    length = len(unb64u(jwk["n"]))
    made = raw_private(jwk, b"\0\1" + b"\xff" * (length - 3 - len(value)) + b"\0" + value)
    if rsa_private(jwk).public_key().recover_data_from_signature(made, padding.PKCS1v15(), None) != value:
        raise ValueError("RSNULL")
    return made


def oaep_seal(jwk, hash_class, value, label):
    """RFC 8017 section 7.1.1 with any hash."""
    bits = {hashes.SHA1: "1", hashes.SHA256: "256", hashes.SHA384: "384"}[hash_class]
    empty, length = hashlib.new("sha" + bits).digest(), len(unb64u(jwk["n"]))
    seed = random(label, len(empty))
    db = empty + bytes(length - 2 * len(empty) - 2 - len(value)) + b"\1" + value
    masked_db = xor(db, mgf1(seed, len(db), bits))
    masked_seed = xor(seed, mgf1(masked_db, len(seed), bits))
    made = raw_public(jwk, b"\0" + masked_seed + masked_db)
    scheme = padding.OAEP(padding.MGF1(hash_class()), hash_class(), None)
    if rsa_private(jwk).decrypt(made, scheme) != value:
        raise ValueError("OAEP")
    return made


def pkcs1_seal(jwk, value, label):
    """RFC 8017 section 7.2.1."""
    length = len(unb64u(jwk["n"])) - 3 - len(value)
    filler = bytes(1 + octet % 255 for octet in random(label, length))
    made = raw_public(jwk, b"\0\2" + filler + b"\0" + value)
    if rsa_private(jwk).decrypt(made, padding.PKCS1v15()) != value:
        raise ValueError("PKCS #1 v1.5")
    return made


def rsa_encrypt(jwk, alg, value, label):
    hash_class = RSA_WRAP[alg]
    return pkcs1_seal(jwk, value, label) if hash_class is None else oaep_seal(jwk, hash_class, value, label)


# ---- ECDSA with given randomness -----------------------------------------------------------------

def ecdsa_sign(jwk, digest, label):
    curve, order, width, _, bits = CURVES[jwk["crv"]]
    k = int.from_bytes(random(label, width + 16), "big") % (order - 1) + 1
    r = ec.derive_private_key(k, curve()).public_key().public_numbers().x % order
    z = int.from_bytes(digest, "big") >> max(0, 8 * len(digest) - order.bit_length())
    s = pow(k, -1, order) * (z + r * number(jwk["d"])) % order
    ec_private(jwk).public_key().verify(utils.encode_dss_signature(r, s), digest,
                                        ec.ECDSA(utils.Prehashed(HASHES[bits]())))
    return r, s


def raw_signature(jwk, r, s):
    width = CURVES[jwk["crv"]][2]
    return r.to_bytes(width, "big") + s.to_bytes(width, "big")


def is_rejected(jwk, r, s, digest):
    try:
        ec_private(jwk).public_key().verify(utils.encode_dss_signature(r, s), digest,
                                            ec.ECDSA(utils.Prehashed(HASHES[CURVES[jwk["crv"]][4]]())))
    except (InvalidSignature, ValueError):
        return True
    return False


# ---- symmetric -----------------------------------------------------------------------------------

def cbc(key, iv, value, padded):
    if padded:
        padder = block_padding.PKCS7(128).padder()
        value = padder.update(value) + padder.finalize()
    worker = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return worker.update(value) + worker.finalize()


def gcm(key, iv, value, aad):
    sealed = AESGCM(key).encrypt(iv, value, aad)
    return sealed[:-16], sealed[-16:]


def mac(key, bits, value):
    worker = hmac.HMAC(key, HASHES[bits]())
    worker.update(value)
    return worker.finalize()


# ---- tests ---------------------------------------------------------------------------------------

class Group:
    """The tests of one key."""

    def __init__(self, key, target, member="key", **world):
        self.json = {"type": "KeyVaultOperation", member: key, "tests": []}
        self.target, self.world = target, world

    def add(self, comment, op, request, response=None, rules=None, result=None, flags=(), **more):
        test = {"comment": comment, "flags": list(flags), "target": self.target, "asOf": NOW, "op": op,
                "request": request, **self.world, **more}
        if response is not None:
            test["response"] = response
        if rules:
            test["rules"] = rules
        test["result"] = result or ("refused" if rules else "valid")
        self.json["tests"].append(test)

    def verify(self, comment, alg, digest, signature, valid, **more):
        self.add(comment, "verify", {"alg": alg, "digest": b64u(digest), "value": b64u(signature)},
                 {"value": valid}, result="valid" if valid else "invalid",
                 flags=() if valid else ("WrongSignature",), **more)

    def sign(self, comment, alg, digest, response, **more):
        self.add(comment, "sign", {"alg": alg, "value": b64u(digest)}, response, **more)


def rsa_signatures(group, jwk, name):
    for alg in RSA_SIGN:
        digest = digest_of(alg[2:], f"{name} {alg}".encode())
        made = rsa_sign(jwk, alg, digest, f"salt {name} {alg}")
        fixed = {"value": b64u(made)} if alg.startswith("RS") else {"length": len(made)}
        group.sign(f"{alg} signs a digest", alg, digest, fixed)
        group.verify(f"{alg} verifies", alg, digest, made, True)
        group.verify(f"{alg}, one bit of the signature changed", alg, digest, flip(made), False)
        group.verify(f"{alg}, one bit of the digest changed", alg, flip(digest), made, False)
        group.verify(f"{alg}, signature cut by an octet", alg, digest, made[:-1], False)
        other = ("PS" if alg.startswith("RS") else "RS") + alg[2:]
        group.verify(f"{other} does not take a signature of {alg}", other, digest, made, False)
        group.sign(f"{alg} with a digest that is one octet short", alg, digest[:-1], None,
                   rules=["kv-op-digest-length"], flags=["WrongDigestLength"])
    digest = digest_of("256", name.encode())
    for salt in (0, 20, 33):
        made = rsa_sign(jwk, "PS256", digest, f"salt {name}", salt)
        group.verify(f"PS256 with a salt of {salt} octets", "PS256", digest, made, False)


def rsa_bare(group, jwk, name):
    info = bytes.fromhex("3021300906052b0e03021a05000414") + hashlib.sha1(name.encode()).digest()
    made = rsnull_sign(jwk, info)
    group.sign("RSNULL pads what it is given: a DigestInfo of SHA-1", "RSNULL", info, {"value": b64u(made)})
    group.verify("RSNULL verifies", "RSNULL", info, made, True)
    group.verify("RSNULL, one bit of the value changed", "RSNULL", flip(info), made, False)
    group.sign("RSNULL with more than there is room for", "RSNULL", bytes(len(made) - 10), None,
               rules=["kv-op-digest-length"])


def rsa_secrets(group, jwk, name):
    size = len(unb64u(jwk["n"]))
    room = {"RSA1_5": size - 11, "RSA-OAEP": size - 42, "RSA-OAEP-256": size - 66}
    for alg in RSA_WRAP:
        value = random(f"secret {name} {alg}", 32)
        made = rsa_encrypt(jwk, alg, value, f"padding {name} {alg}")
        longest = rsa_encrypt(jwk, alg, random(f"long {name}", room[alg]), f"padding 2 {name} {alg}")
        group.add(f"{alg} decrypts", "decrypt", {"alg": alg, "value": b64u(made)}, {"value": b64u(value)})
        group.add(f"{alg} unwraps the longest value", "unwrapKey", {"alg": alg, "value": b64u(longest)},
                  {"value": b64u(random(f"long {name}", room[alg]))})
        group.add(f"{alg} encrypts, and what it makes decrypts", "encrypt",
                  {"alg": alg, "value": b64u(value)}, {"length": size})
        group.add(f"{alg} wraps, and what it makes unwraps", "wrapKey",
                  {"alg": alg, "value": b64u(value)}, {"length": size})
        group.add(f"{alg} with one octet too many", "encrypt", {"alg": alg, "value": b64u(bytes(room[alg] + 1))},
                  rules=["kv-op-value-length"])
        group.add(f"{alg}, ciphertext cut by an octet", "decrypt", {"alg": alg, "value": b64u(made[:-1])},
                  rules=["kv-op-value-length"])
    for alg, other in (("RSA-OAEP", "RSA-OAEP-256"), ("RSA-OAEP-256", "RSA-OAEP"), ("RSA-OAEP", "RSA1_5")):
        made = rsa_encrypt(jwk, other, b"short", f"padding 3 {name} {other}")
        group.add(f"{alg} does not open what {other} made", "decrypt", {"alg": alg, "value": b64u(made)},
                  rules=["kv-op-decryption-failed"], result="invalid", flags=["WrongPadding"])


def rsa_groups(keys, kty, target):
    for bits in (2048, 3072, 4096):
        jwk, name = keys[f"rsa-{bits}"], f"rsa {bits}"
        group = Group(bundle(jwk, kty, target), target)
        rsa_signatures(group, jwk, name)
        rsa_bare(group, jwk, name)
        rsa_secrets(group, jwk, name)
        yield group.json


EC_KEYS = {"P-256": "ec-p256", "P-384": "ec-p384", "P-521": "ec-p521", "P-256K": "ec-p256k"}


def ec_bad_signatures(group, jwk, alg, digest, r, s):
    order, width = CURVES[jwk["crv"]][1:3]
    cases = {"r = 0": (0, s), "s = 0": (r, 0), "r = n": (order, s), "s = n": (r, order),
             "r and s exchanged": (s, r), "r = 1, s = 1": (1, 1), "r + 1": ((r + 1) % order, s)}
    for what, (bad_r, bad_s) in cases.items():
        if not is_rejected(jwk, bad_r, bad_s, digest):
            raise ValueError(what)
        group.verify(f"{alg}, {what}", alg, digest, raw_signature(jwk, bad_r, bad_s), False)
    raw, der = raw_signature(jwk, r, s), utils.encode_dss_signature(r, s)
    group.verify(f"{alg}, the signature as DER", alg, digest, der, False)
    group.verify(f"{alg}, cut by an octet", alg, digest, raw[:-1], False)
    group.verify(f"{alg}, an octet too long", alg, digest, raw + b"\0", False)
    group.verify(f"{alg}, empty", alg, digest, b"", False)
    group.verify(f"{alg}, r and s each with a zero octet in front", alg, digest,
                 b"\0" + raw[:width] + b"\0" + raw[width:], False)


def ec_groups(keys, kty, target):
    for crv, base in EC_KEYS.items():
        alg, bits = CURVES[crv][3:]
        for name in (base, base + "-x0", base + "-y0", base + "-d0"):
            jwk = keys[name]
            digest = digest_of(bits, name.encode())
            r, s = ecdsa_sign(jwk, digest, f"k {name}")
            group = Group(bundle(jwk, kty, target), target)
            group.sign(f"{alg} signs, and the signature verifies", alg, digest, {"length": 2 * CURVES[crv][2]})
            group.verify(f"{alg} verifies", alg, digest, raw_signature(jwk, r, s), True)
            group.verify(f"{alg} verifies the other solution, n - s", alg, digest,
                         raw_signature(jwk, r, CURVES[crv][1] - s), True)
            if name == base:
                ec_bad_signatures(group, jwk, alg, digest, r, s)
                group.sign(f"{alg} with a digest of 20 octets", alg, digest[:20], None,
                           rules=["kv-op-digest-length"], flags=["WrongDigestLength"])
                other = "ES384" if alg != "ES384" else "ES256"
                group.sign(f"{other} with a key on {crv}", other, bytes(48 if other == "ES384" else 32), None,
                           rules=["kv-op-unsupported"])
            yield group.json


def oct_gcm(group, key, alg, name):
    iv, value, aad = random(f"iv {name}", 12), random(f"value {name}", 45), b"additional data"
    made, tag = gcm(key, iv, value, aad)
    request = {"alg": alg, "value": b64u(made), "iv": b64u(iv), "aad": b64u(aad), "tag": b64u(tag)}
    group.add(f"{alg} decrypts", "decrypt", request, {"value": b64u(value)})
    bare, bare_tag = gcm(key, iv, value, None)
    group.add(f"{alg} decrypts without additional data", "decrypt",
              {"alg": alg, "value": b64u(bare), "iv": b64u(iv), "tag": b64u(bare_tag)}, {"value": b64u(value)})
    _, empty_tag = gcm(key, iv, b"", aad)
    group.add(f"{alg} decrypts nothing at all", "decrypt", {**request, "value": "", "tag": b64u(empty_tag)},
              {"value": ""})
    group.add(f"{alg} encrypts, and what it makes decrypts", "encrypt",
              {"alg": alg, "value": b64u(value), "aad": b64u(aad)}, {"length": len(value)})
    for member, flag in (("value", "ModifiedCiphertext"), ("tag", "ModifiedTag"), ("iv", "ModifiedIv"),
                         ("aad", "ModifiedAad")):
        group.add(f"{alg}, one bit of {member} changed", "decrypt",
                  {**request, member: b64u(flip(unb64u(request[member])))},
                  rules=["kv-op-decryption-failed"], result="invalid", flags=[flag])
    group.add(f"{alg}, tag cut to 12 octets", "decrypt", {**request, "tag": b64u(tag[:12])},
              rules=["kv-op-parameter-length"])
    group.add(f"{alg}, iv of 16 octets", "decrypt", {**request, "iv": b64u(iv + bytes(4))},
              rules=["kv-op-parameter-length"])
    group.add(f"{alg} without a tag", "decrypt", {k: v for k, v in request.items() if k != "tag"},
              rules=["kv-op-parameter-missing"])
    group.add(f"{alg} encrypts with an iv of the caller", "encrypt",
              {"alg": alg, "value": b64u(value), "iv": b64u(iv)}, rules=["kv-op-parameter-unused"])


def oct_cbc(group, key, alg, name):
    padded = alg.endswith("PAD")
    iv, value = random(f"iv {name}", 16), random(f"value {name}", 45 if padded else 48)
    made = cbc(key, iv, value, padded)
    request = {"alg": alg, "value": b64u(made), "iv": b64u(iv)}
    group.add(f"{alg} decrypts", "decrypt", request, {"value": b64u(value)})
    group.add(f"{alg} encrypts", "encrypt", {**request, "value": b64u(value)}, {"value": b64u(made)})
    group.add(f"{alg}, iv of 12 octets", "encrypt", {**request, "value": b64u(value), "iv": b64u(iv[:12])},
              rules=["kv-op-parameter-length"], flags=["WrongIvLength"])
    group.add(f"{alg} without an iv", "encrypt", {"alg": alg, "value": b64u(value)},
              rules=["kv-op-parameter-missing"])
    group.add(f"{alg}, ciphertext cut by an octet", "decrypt", {**request, "value": b64u(made[:-1])},
              rules=["kv-op-value-length"])
    if padded:
        bad = cbc(key, iv, value + bytes(3), False)  # ends in zeros: no padding of PKCS #7
        group.add(f"{alg}, padding of zeros", "decrypt", {**request, "value": b64u(bad)},
                  rules=["kv-op-decryption-failed"], result="invalid", flags=["BadPadding"])
    else:
        group.add(f"{alg}, a value that is no whole number of blocks", "encrypt",
                  {**request, "value": b64u(value[:-1])}, rules=["kv-op-value-length"])


def oct_wraps(group, key, bits, name):
    secret = random(f"wrapped {name}", 32)
    made, padded = keywrap.aes_key_wrap(key, secret), keywrap.aes_key_wrap_with_padding(key, secret[:21])
    for alg, ct, value in ((f"A{bits}KW", made, secret), ("CKM_AES_KEY_WRAP", made, secret),
                           ("CKM_AES_KEY_WRAP_PAD", padded, secret[:21])):
        request = {"alg": alg, "value": b64u(ct)}
        group.add(f"{alg} unwraps", "unwrapKey", request, {"value": b64u(value)})
        group.add(f"{alg} wraps", "wrapKey", {"alg": alg, "value": b64u(value)}, {"value": b64u(ct)})
        group.add(f"{alg}, one bit changed", "unwrapKey", {"alg": alg, "value": b64u(flip(ct))},
                  rules=["kv-op-decryption-failed"], result="invalid", flags=["Modified"])
        group.add(f"{alg}, cut by an octet", "unwrapKey", {"alg": alg, "value": b64u(ct[:-1])},
                  rules=["kv-op-value-length"])
        group.add(f"{alg}, empty", "unwrapKey", {"alg": alg, "value": ""}, rules=["kv-op-value-length"])
        if not alg.endswith("PAD"):
            group.add(f"{alg} of 20 octets", "wrapKey", {"alg": alg, "value": b64u(secret[:20])},
                      rules=["kv-op-value-length"])


def oct_macs(group, key, bits, name):
    for hash_bits in HASHES:
        alg, documented = f"HS{hash_bits}", bits == 256 and hash_bits == "256"
        world = {} if documented else {"allowUnknown": True}
        digest = digest_of(hash_bits, name.encode())
        made = mac(key, hash_bits, digest)
        group.sign(f"{alg} signs", alg, digest, {"value": b64u(made)}, **world)
        group.verify(f"{alg} verifies", alg, digest, made, True, **world)
        group.verify(f"{alg}, one bit of the tag changed", alg, digest, flip(made), False, **world)
        group.verify(f"{alg}, tag cut to half", alg, digest, made[:len(made) // 2], False, **world)
        if not documented:
            group.sign(f"{alg} with a key of {bits} bits: not documented", alg, digest, None,
                       rules=["kv-op-undocumented"])


def oct_groups(keys, target, world):
    for bits in (128, 192, 256):
        jwk, name = keys[f"oct-{bits}"], f"oct {bits}"
        key = unb64u(jwk["k"])
        group = Group(bundle(jwk, "oct-HSM", target), target, **world)
        oct_gcm(group, key, f"A{bits}GCM", name)
        oct_cbc(group, key, f"A{bits}CBC", name)
        oct_cbc(group, key, f"A{bits}CBCPAD", name + " pad")
        if target == "managed-hsm":
            oct_wraps(group, key, bits, name)
            oct_macs(group, key, bits, name)
        other = 256 if bits != 256 else 128
        group.add(f"A{other}GCM with a key of {bits} bits", "encrypt",
                  {"alg": f"A{other}GCM", "value": b64u(b"value")}, rules=["kv-op-unsupported"])
        yield group.json


# ---- the state of a key --------------------------------------------------------------------------

def state_requests(jwk):
    """One of each operation that an RSA key does, with its answer."""
    digest, value = digest_of("256", b"state"), b"state"
    signature = b64u(rsa_sign(jwk, "RS256", digest))
    wrapped = b64u(rsa_encrypt(jwk, "RSA-OAEP-256", value, "state"))
    plain = {"alg": "RSA-OAEP-256", "value": b64u(value)}
    secret = {"alg": "RSA-OAEP-256", "value": wrapped}
    return {
        "sign": ({"alg": "RS256", "value": b64u(digest)}, {"value": signature}),
        "verify": ({"alg": "RS256", "digest": b64u(digest), "value": signature}, {"value": True}),
        "encrypt": (plain, {"length": 256}), "decrypt": (secret, {"value": b64u(value)}),
        "wrapKey": (plain, {"length": 256}), "unwrapKey": (secret, {"value": b64u(value)}),
    }


def state_group(jwk, comment, refusal, refused_ops, target="vault-premium", kty="RSA-HSM", key_ops=None,
                **attributes):
    """A key of which some operations are refused with a rule, and the others work."""
    group = Group(bundle(jwk, kty, target, key_ops, **attributes), target)
    for op, (request, response) in state_requests(jwk).items():
        if op in refused_ops:
            group.add(f"{comment}: {op}", op, request, rules=[refusal])
        else:
            group.add(f"{comment}: {op}", op, request, response)
    return group.json


def state_groups(keys):
    jwk, dated = keys["rsa-2048"], ["sign", "encrypt", "wrapKey"]
    yield state_group(jwk, "inside of nbf and exp", "", [], nbf=NOW - DAY, exp=NOW + DAY)
    yield state_group(jwk, "at the second of nbf", "", [], nbf=NOW)
    yield state_group(jwk, "expired", "kv-op-expired", dated, exp=NOW - DAY)
    yield state_group(jwk, "at the second of exp", "kv-op-expired", dated, exp=NOW)
    yield state_group(jwk, "not valid yet", "kv-op-not-before", dated, nbf=NOW + 1)
    yield state_group(jwk, "disabled", "kv-op-disabled", ALL_OPS, enabled=False)
    yield state_group(jwk, "disabled and expired", "kv-op-disabled", ALL_OPS, enabled=False, exp=NOW - DAY)
    for op in ALL_OPS:
        left = [other for other in ALL_OPS if other != op]
        group = Group(bundle(jwk, "RSA", "vault-standard", left), "vault-standard")
        group.add(f"{op} is not in key_ops", op, state_requests(jwk)[op][0], rules=["kv-op-key-ops"])
        yield group.json
    yield state_group(jwk, "a key exchange key", "kv-op-key-ops", ALL_OPS, key_ops=["import"])
    yield state_group(jwk, "RSA-HSM in a Standard vault", "kv-op-unsupported", ALL_OPS, target="vault-standard")
    yield state_group(jwk, "RSA in a Managed HSM", "kv-op-unsupported", ALL_OPS, target="managed-hsm", kty="RSA")
    yield public_group(jwk)
    yield preview_group(keys)


def public_group(jwk):
    public = {name: jwk[name] for name in ("kty", "n", "e")}
    group = Group(bundle(public, "RSA", "vault-standard"), "vault-standard")
    for op, (request, response) in state_requests(jwk).items():
        words = f"public part alone: {op}"
        if op in ("sign", "decrypt", "unwrapKey"):
            group.add(words, op, request, rules=["kv-op-private-part"])
        elif op == "verify":
            group.add(words, op, request, response)
    return group.json


def preview_group(keys):
    jwk = keys["oct-256"]
    group = Group(bundle(jwk, "oct-HSM", "vault-premium"), "vault-premium")
    request = {"alg": "A256GCM", "value": b64u(b"value")}
    group.add("oct-HSM in a Premium vault: a preview", "encrypt", request, rules=["kv-op-preview"])
    group.add("oct-HSM in a Premium vault, previews allowed", "encrypt", request, {"length": 5}, allowPreview=True)
    group.add("oct-HSM in a Premium vault before the preview", "encrypt", request, rules=["kv-op-unsupported"],
              edition="2024-09", allowPreview=True)
    group.add("HMAC in a Managed HSM before it was there", "sign",
              {"alg": "HS256", "value": b64u(bytes(32))}, rules=["kv-op-unsupported"], edition="2024-09",
              target="managed-hsm")
    return group.json


# ---- key transfer --------------------------------------------------------------------------------

WRAPPINGS = {"CKM_RSA_AES_KEY_WRAP": hashes.SHA1, "RSA_AES_KEY_WRAP_256": hashes.SHA256,
             "RSA_AES_KEY_WRAP_384": hashes.SHA384}
MOVED = {"rsa-2048": ("RSA-HSM", "2048"), "rsa-3072": ("RSA-HSM", "3072"), "rsa-4096": ("RSA-HSM", "4096"),
         "ec-p256": ("EC-HSM", "P-256"), "ec-p384": ("EC-HSM", "P-384"), "ec-p521": ("EC-HSM", "P-521"),
         "ec-p256k": ("EC-HSM", "P-256K"), "oct-128": ("oct-HSM", "128"), "oct-192": ("oct-HSM", "192"),
         "oct-256": ("oct-HSM", "256")}


def transfer(kek, wrapping, plaintext, label):
    ephemeral = random("ephemeral " + label, 32)
    return (oaep_seal(kek, WRAPPINGS[wrapping], ephemeral, "seed " + label) +
            keywrap.aes_key_wrap_with_padding(ephemeral, plaintext))


def blob(kid, wrapping, ciphertext, version="1.0.0"):
    return {"schema_version": version, "header": {"kid": kid, "alg": "dir", "enc": wrapping},
            "ciphertext": b64u(ciphertext), "generator": "tools/mkvectors.py"}


def transfer_test(comment, target, wrapping, release, kty, kid, ciphertext, result="valid", **more):
    test = {"comment": comment, "flags": more.pop("flags", []), "target": target, "wrapping": wrapping,
            "release": release, "kty": kty, "blob": blob(kid, wrapping, ciphertext, "1.0" if release else "1.0.0")}
    return {**test, **more, "result": result}


def good_transfers(keys, kek_name, kid, names, release):
    kek = keys[kek_name]
    for wrapping in WRAPPINGS if release else ["CKM_RSA_AES_KEY_WRAP"]:
        for name in names:
            kty, size = MOVED[name]
            plaintext = pkcs8(keys[name])
            made = transfer(kek, wrapping, plaintext, f"{kek_name} {wrapping} {name}")
            yield transfer_test(f"{kty} {size} under {kek_name}", "managed-hsm", wrapping, release, kty, kid, made,
                                size=size, plaintext=plaintext.hex())


def bad_transfers(keys, kek_name, kid):
    kek, name, wrapping = keys[kek_name], "ec-p256", "CKM_RSA_AES_KEY_WRAP"
    good = transfer(kek, wrapping, pkcs8(keys[name]), "bad")
    size = len(unb64u(kek["n"]))
    failed = {"result": "invalid", "rules": ["kv-op-decryption-failed"]}
    for comment, ciphertext in (
            ("one bit of the wrapped AES key changed", flip(good, size - 1)),
            ("one bit of the wrapped target key changed", flip(good)),
            ("the AES key under OAEP with SHA-256",
             transfer(kek, "RSA_AES_KEY_WRAP_256", pkcs8(keys[name]), "bad 256"))):
        yield transfer_test(comment, "managed-hsm", wrapping, False, "EC-HSM", kid, ciphertext, **failed)
    sec1 = ec_private(keys[name]).private_bytes(serialization.Encoding.DER,
                                                serialization.PrivateFormat.TraditionalOpenSSL,
                                                serialization.NoEncryption())
    pem = ec_private(keys[name]).private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                               serialization.NoEncryption())
    public = ec_private(keys[name]).public_key().public_bytes(serialization.Encoding.DER,
                                                              serialization.PublicFormat.SubjectPublicKeyInfo)
    for comment, kty, inside in (
            ("an ECPrivateKey without PKCS #8 round it", "EC-HSM", sec1), ("PEM instead of DER", "EC-HSM", pem),
            ("the public key", "EC-HSM", public), ("an EC key announced as RSA", "RSA-HSM", pkcs8(keys[name])),
            ("an AES key of 20 octets", "oct-HSM", bytes(20)),
            ("a PKCS #8 cut short", "EC-HSM", pkcs8(keys[name])[:-8])):
        yield transfer_test(comment, "managed-hsm", wrapping, False, kty, kid,
                            transfer(kek, wrapping, inside, "bad " + comment), "invalid",
                            rules=["kv-op-transfer-content"])


def transfer_groups(keys):
    for bits in (2048, 3072, 4096):
        kek_name = f"rsa-{bits}"
        kek = bundle(keys[kek_name], "RSA-HSM", "managed-hsm", ["import"])
        kid = kek["key"]["kid"]
        tests = list(good_transfers(keys, kek_name, kid, MOVED if bits == 2048 else ["rsa-2048", "ec-p521", "oct-256"],
                                    False))
        if bits == 2048:
            tests += bad_transfers(keys, kek_name, kid)
        yield {"type": "KeyTransfer", "kek": kek, "tests": tests}
    kek = bundle(keys["rsa-3072"], "RSA-HSM", "managed-hsm", ["encrypt", "decrypt", "wrapKey", "unwrapKey"])
    yield {"type": "KeyTransfer", "kek": kek,
           "tests": list(good_transfers(keys, "rsa-3072", kek["key"]["kid"], ["rsa-2048", "ec-p384", "oct-192"],
                                        True))}
    made = transfer(keys["rsa-3072"], "CKM_RSA_AES_KEY_WRAP", pkcs8(keys["ec-p256"]), "kek")
    yield {"type": "KeyTransfer", "kek": kek,
           "tests": [transfer_test("a key that may do more than import", "managed-hsm", "CKM_RSA_AES_KEY_WRAP", False,
                                   "EC-HSM", kek["key"]["kid"], made, "invalid", rules=["kv-op-transfer-kek"])]}


# ---- files ---------------------------------------------------------------------------------------

def document(schema, about, groups):
    groups, count = list(groups), 0
    for group in groups:
        group["tests"] = [{"tcId": number, **test} for number, test in enumerate(group["tests"], count + 1)]
        count += len(group["tests"])
    return {"schema": schema, "source": about,
            "generator": {"script": "tools/mkvectors.py", "python3-cryptography": cryptography.__version__,
                          "library": backend.openssl_version_text()},
            "numberOfTests": count, "testGroups": groups}


def documents(keys):
    operation = "kvjwk_operation_schema_v1.json"
    text = "REST API of Key Vault and Managed HSM: KeySignParameters, KeyVerifyParameters, KeyOperationsParameters"
    yield "kv_rsa.json", document(operation, text, rsa_groups(keys, "RSA", "vault-standard"))
    yield "kv_rsa_hsm.json", document(operation, text, rsa_groups(keys, "RSA-HSM", "managed-hsm"))
    yield "kv_ec.json", document(operation, text, ec_groups(keys, "EC", "vault-standard"))
    yield "kv_ec_hsm.json", document(operation, text, ec_groups(keys, "EC-HSM", "vault-premium"))
    yield "kv_oct_hsm.json", document(operation, text, oct_groups(keys, "managed-hsm", {}))
    yield "kv_oct_hsm_preview.json", document(operation, text,
                                              oct_groups(keys, "vault-premium", {"allowPreview": True}))
    yield "kv_state.json", document(operation, text, state_groups(keys))
    yield "kv_transfer.json", document("kvjwk_transfer_schema_v1.json",
                                       "Key Vault: BYOK specification; secure key release", transfer_groups(keys))


def same(path, wanted):
    try:
        there = json.loads(path.read_text())
    except (OSError, ValueError):
        return False
    return {**there, "generator": None} == {**wanted, "generator": None}


def main():
    arguments = [a for a in sys.argv[1:] if a != "--check"]
    root = pathlib.Path(arguments[0] if arguments else pathlib.Path(__file__).parent.parent)
    keys = json.loads((root / "corpus/src/keys.json").read_text())
    differ = 0
    for name, wanted in documents(keys):
        path = root / "vectors" / name
        if "--check" not in sys.argv:
            path.write_text(json.dumps(wanted, indent=1) + "\n")
            print(f"{name}: {wanted['numberOfTests']} tests")
        elif not same(path, wanted):
            print(f"{path} is not what tools/mkvectors.py makes")
            differ += 1
    sys.exit(1 if differ else 0)


if __name__ == "__main__":
    main()
