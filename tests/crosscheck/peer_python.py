# SPDX-License-Identifier: MIT
"""Key Vault's algorithms with python3-cryptography: what a job asks is made or opened.

A job is {id, op, alg, jwk, value, ...} with octets in base64url: sign and verify have `message` (and
`digest` of it), the rest `value`; also `signature`, `iv`, `aad`, `tag`. The answer is {value, iv, tag}
or {valid}, or {error}.
"""
import base64
import os

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, hmac, keywrap, padding as blocks, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

HASHES = {"256": hashes.SHA256, "384": hashes.SHA384, "512": hashes.SHA512}
CURVES = {"P-256": ec.SECP256R1, "P-384": ec.SECP384R1, "P-521": ec.SECP521R1, "P-256K": ec.SECP256K1}
WRAPPINGS = {"CKM_RSA_AES_KEY_WRAP": hashes.SHA1, "RSA_AES_KEY_WRAP_256": hashes.SHA256,
             "RSA_AES_KEY_WRAP_384": hashes.SHA384}


def b64u(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def unb64u(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def number(text):
    return int.from_bytes(unb64u(text), "big")


# ---- keys ----------------------------------------------------------------------------------------

_keys = {}


def load(jwk):
    name = jwk.get("n") or jwk["x"]
    if name not in _keys:
        _keys[name] = load_rsa(jwk) if "n" in jwk else ec.derive_private_key(number(jwk["d"]), CURVES[jwk["crv"]]())
    return _keys[name]


def load_rsa(jwk):
    n = {name: number(jwk[name]) for name in ("n", "e", "d", "p", "q", "dp", "dq", "qi")}
    return rsa.RSAPrivateNumbers(n["p"], n["q"], n["d"], n["dp"], n["dq"], n["qi"],
                                 rsa.RSAPublicNumbers(n["e"], n["n"])).private_key()


# ---- RSA and EC ----------------------------------------------------------------------------------

def rsa_padding(alg):
    if alg.startswith("PS"):
        return padding.PSS(padding.MGF1(HASHES[alg[2:]]()), int(alg[2:]) // 8)
    if alg.startswith("RSA-OAEP"):
        digest = hashes.SHA256 if alg.endswith("256") else hashes.SHA1
        return padding.OAEP(padding.MGF1(digest()), digest(), None)
    return padding.PKCS1v15()


def rsnull(jwk, value):
    """The padding of RFC 8017 section 9.2 round what is given."""
    size = len(unb64u(jwk["n"]))
    block = b"\0\1" + b"\xff" * (size - 3 - len(value)) + b"\0" + value
    return pow(int.from_bytes(block, "big"), number(jwk["d"]), number(jwk["n"])).to_bytes(size, "big")


def sign(job, jwk, alg):
    if alg == "RSNULL":
        return rsnull(jwk, unb64u(job["digest"]))
    if alg.startswith("HS"):
        return mac(jwk, alg, unb64u(job["digest"]))
    message = unb64u(job["message"])
    if alg.startswith("ES"):
        width = (load(jwk).curve.key_size + 7) // 8
        made = load(jwk).sign(message, ec.ECDSA(HASHES[alg.rstrip("K")[2:]]()))
        r, s = utils.decode_dss_signature(made)
        return r.to_bytes(width, "big") + s.to_bytes(width, "big")
    return load(jwk).sign(message, rsa_padding(alg), HASHES[alg[2:]]())


def verify(job, jwk, alg):
    signature = unb64u(job["signature"])
    if alg == "RSNULL":
        public = load(jwk).public_key()
        return public.recover_data_from_signature(signature, padding.PKCS1v15(), None) == unb64u(job["digest"])
    if alg.startswith("HS"):
        return mac(jwk, alg, unb64u(job["digest"])) == signature
    message = unb64u(job["message"])
    try:
        if alg.startswith("ES"):
            half = len(signature) // 2
            if half != (load(jwk).curve.key_size + 7) // 8:
                return False
            r, s = (int.from_bytes(part, "big") for part in (signature[:half], signature[half:]))
            load(jwk).public_key().verify(utils.encode_dss_signature(r, s), message,
                                          ec.ECDSA(HASHES[alg.rstrip("K")[2:]]()))
        else:
            load(jwk).public_key().verify(signature, message, rsa_padding(alg), HASHES[alg[2:]]())
    except InvalidSignature:
        return False
    return True


def mac(jwk, alg, value):
    worker = hmac.HMAC(unb64u(jwk["k"]), HASHES[alg[2:]]())
    worker.update(value)
    return worker.finalize()


# ---- AES -----------------------------------------------------------------------------------------

def seal(jwk, alg, value, iv, aad):
    key = unb64u(jwk["k"])
    if alg.endswith("GCM"):
        iv = os.urandom(12)
        sealed = AESGCM(key).encrypt(iv, value, aad)
        return {"value": b64u(sealed[:-16]), "iv": b64u(iv), "tag": b64u(sealed[-16:])}
    if alg.endswith("PAD"):
        padder = blocks.PKCS7(128).padder()
        value = padder.update(value) + padder.finalize()
    worker = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return {"value": b64u(worker.update(value) + worker.finalize()), "iv": b64u(iv)}


def unseal(jwk, alg, value, iv, aad, tag):
    key = unb64u(jwk["k"])
    if alg.endswith("GCM"):
        return AESGCM(key).decrypt(iv, value + tag, aad)
    worker = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    plain = worker.update(value) + worker.finalize()
    if alg.endswith("PAD"):
        unpadder = blocks.PKCS7(128).unpadder()
        plain = unpadder.update(plain) + unpadder.finalize()
    return plain


def wrap(jwk, alg, value):
    if "n" in jwk:
        return load(jwk).public_key().encrypt(value, rsa_padding(alg))
    work = keywrap.aes_key_wrap_with_padding if alg.endswith("PAD") else keywrap.aes_key_wrap
    return work(unb64u(jwk["k"]), value)


def unwrap(jwk, alg, value):
    if "n" in jwk:
        return load(jwk).decrypt(value, rsa_padding(alg))
    work = keywrap.aes_key_unwrap_with_padding if alg.endswith("PAD") else keywrap.aes_key_unwrap
    return work(unb64u(jwk["k"]), value)


# ---- key transfer --------------------------------------------------------------------------------

def plain_key(jwk):
    """What a transfer blob holds of a key: PKCS #8, or the octets."""
    if "k" in jwk:
        return unb64u(jwk["k"])
    return load(jwk).private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8,
                                   serialization.NoEncryption())


def make_transfer(jwk, wrapping, moved):
    digest = WRAPPINGS[wrapping]
    ephemeral = os.urandom(32)
    scheme = padding.OAEP(padding.MGF1(digest()), digest(), None)
    return (load(jwk).public_key().encrypt(ephemeral, scheme) +
            keywrap.aes_key_wrap_with_padding(ephemeral, plain_key(moved)))


def open_transfer(jwk, wrapping, ciphertext, moved):
    """Whether the key inside is moved."""
    digest, size = WRAPPINGS[wrapping], len(unb64u(jwk["n"]))
    ephemeral = load(jwk).decrypt(ciphertext[:size], padding.OAEP(padding.MGF1(digest()), digest(), None))
    inside = keywrap.aes_key_unwrap_with_padding(ephemeral, ciphertext[size:])
    if "k" in moved:
        return inside == unb64u(moved["k"])
    return serialization.load_der_private_key(inside, None).private_numbers() == load(moved).private_numbers()


# ---- jobs ----------------------------------------------------------------------------------------

def octets(job, name):
    return unb64u(job[name]) if job.get(name) is not None else None


def answer(job):
    jwk, alg, op = job["jwk"], job["alg"], job["op"]
    if op == "sign":
        return {"value": b64u(sign(job, jwk, alg))}
    if op == "verify":
        return {"valid": verify(job, jwk, alg)}
    if op == "wrapTransfer":
        return {"value": b64u(make_transfer(jwk, alg, job["moved"]))}
    if op == "openTransfer":
        return {"valid": open_transfer(jwk, alg, unb64u(job["value"]), job["moved"])}
    value, iv, aad = unb64u(job["value"]), octets(job, "iv"), octets(job, "aad")
    if op == "encrypt" and "k" in jwk:
        return seal(jwk, alg, value, iv, aad)
    if op == "decrypt" and "k" in jwk:
        return {"value": b64u(unseal(jwk, alg, value, iv, aad, octets(job, "tag")))}
    return {"value": b64u((wrap if op in ("encrypt", "wrapKey") else unwrap)(jwk, alg, value))}


def answers(jobs):
    out = {}
    for job in jobs:
        try:
            out[job["id"]] = answer(job)
        except Exception as error:  # what the library says of it is the answer
            out[job["id"]] = {"error": f"{type(error).__name__}: {error}"}
    return out
