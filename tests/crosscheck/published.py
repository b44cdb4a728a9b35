#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every published vector in vectors/ holds for python3-cryptography as well: so a value that was typed
wrongly, or made to fit our own engine, is found. The kv_*.json files are made by tools/mkvectors.py.
Exits 77 when the library is not on this machine.

usage: published.py SOURCE_DIR
"""
import hashlib
import hmac
import json
import pathlib
import sys
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).parent))
try:
    import peer_python as peer
    from cryptography.exceptions import InvalidSignature, InvalidTag
    from cryptography.hazmat.primitives import hashes, keywrap, serialization
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
except ImportError as missing:
    print(f"skipped: {missing} (Debian: python3-cryptography)")
    sys.exit(77)

FAILURES = (InvalidSignature, InvalidTag, ValueError, keywrap.InvalidUnwrap)
NOT_THERE = object()  # this library cannot tell


def hexed(test, name):
    return bytes.fromhex(test[name])


def oct_key(octets):
    return {"kty": "oct", "k": peer.b64u(octets)}


# ---- one function a schema: whether the library takes the test --------------------------------------

def keywrap_test(document, _group, test):
    alg = "CKM_AES_KEY_WRAP_PAD" if document["algorithm"] == "AES-KWP" else "A128KW"
    key = oct_key(hexed(test, "key"))
    plain = peer.unwrap(key, alg, hexed(test, "ct"))
    return plain == hexed(test, "msg") and peer.wrap(key, alg, plain) == hexed(test, "ct")


def mac_test(document, group, test):
    made = hmac.new(hexed(test, "key"), hexed(test, "msg"), "sha" + document["algorithm"][-3:]).digest()
    return made[:group["tagSize"] // 8] == hexed(test, "tag")


def ind_cpa_test(document, _group, test):
    alg = "CBCPAD" if document["algorithm"].endswith("PKCS5") else "CBC"
    plain = peer.unseal(oct_key(hexed(test, "key")), alg, hexed(test, "ct"), hexed(test, "iv"), None, None)
    return plain == hexed(test, "msg")


def aead_test(_document, _group, test):
    if len(hexed(test, "tag")) < 16:
        return False  # the service has whole tags, and this library takes no others
    return AESGCM(hexed(test, "key")).decrypt(hexed(test, "iv"), hexed(test, "ct") + hexed(test, "tag"),
                                              hexed(test, "aad")) == hexed(test, "msg")


def decrypt_test(_document, group, test):
    plain = peer.unwrap(group["privateKeyJwk"], group["privateKeyJwk"]["alg"], hexed(test, "ct"))
    return plain == hexed(test, "msg")


def pss_test(_document, group, test):
    key = rsa.RSAPublicNumbers(*(int(group["publicKey"][n], 16) for n in ("publicExponent", "modulus"))).public_key()
    if group["sha"] != "SHA-1":
        return NOT_THERE
    key.verify(hexed(test, "sig"), hexed(test, "msg"), padding.PSS(padding.MGF1(hashes.SHA1()), group["sLen"]),
               hashes.SHA1())
    return True


def p1363_test(_document, group, test):
    curve = peer.CURVES[group["publicKeyJwk"]["crv"]]()
    x, y = (int(group["publicKey"][name], 16) for name in ("wx", "wy"))
    signature = hexed(test, "sig")
    r, s = (int.from_bytes(part, "big") for part in (signature[:len(signature) // 2], signature[len(signature) // 2:]))
    digest = {"SHA-256": hashes.SHA256, "SHA-384": hashes.SHA384, "SHA-512": hashes.SHA512}[group["sha"]]
    key = ec.EllipticCurvePublicNumbers(x, y, curve).public_key()
    key.verify(utils.encode_dss_signature(r, s), hexed(test, "msg"), ec.ECDSA(digest()))
    return True


def ecdsa_test(_document, group, test):
    if test["flags"] == ["BerEncoding"]:
        return NOT_THERE  # this library's DER is libcrypto's, which takes some of it
    key = serialization.load_der_public_key(bytes.fromhex(group["publicKeyDer"]))
    digest = {"SHA-256": hashes.SHA256, "SHA-384": hashes.SHA384, "SHA-512": hashes.SHA512}[group["sha"]]
    key.verify(hexed(test, "sig"), hexed(test, "msg"), ec.ECDSA(digest()))
    return True


def generate_test(_document, group, test):
    job = {"message": peer.b64u(hexed(test, "msg"))}
    return peer.sign(job, group["privateKeyJwk"], "RS256") == hexed(test, "sig")


NIST_NAMES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521", "secp256k1": "P-256K"}


def point_test(_document, group, test):
    if "InvalidEncoding" in test["flags"] or test["result"] == "acceptable":
        return NOT_THERE
    ec.EllipticCurvePublicKey.from_encoded_point(peer.CURVES[NIST_NAMES[group["curve"]]](), hexed(test, "public"))
    return True


def spki_test(_document, _group, test):
    if test["result"] == "acceptable":
        return NOT_THERE
    serialization.load_der_public_key(hexed(test, "public"))
    return True


def web_test(_document, group, test):
    jwk = test["public"]
    if "OutOfRange" in test["flags"]:
        return NOT_THERE  # newer versions reduce such a coordinate
    if jwk["crv"] != group["curve"] or "y" not in jwk or len(jwk["x"]) != len(jwk["y"]):
        return False
    ec.EllipticCurvePublicNumbers(peer.number(jwk["x"]), peer.number(jwk["y"]), peer.CURVES[jwk["crv"]]()).public_key()
    return True


# ---- JOSE ------------------------------------------------------------------------------------------

def header_of(*parts):
    """The parameters of all headers; a text is the protected one."""
    out = {}
    for part in parts:
        if isinstance(part, str) and part:
            part = json.loads(peer.unb64u(part))
        out.update(part or {})
    return out


def jws_forms(jws):
    """(header, signing input, signature) of each signature."""
    if isinstance(jws, str):
        protected, payload, signature = jws.split(".")
        jws = {"protected": protected, "payload": payload, "signature": signature}
    for one in jws.get("signatures", [jws]):
        protected = one.get("protected", "")
        yield header_of(protected, one.get("header")), f"{protected}.{jws['payload']}".encode(), one["signature"]


def fits(jwk, alg):
    base = {"R": "RSA", "P": "RSA", "E": "EC", "H": "oct"}.get(alg[0])
    return jwk["kty"] == base and jwk.get("alg", alg) == alg


def jws_test(_document, group, test):
    jwk, taken = group["private"], False
    for header, signed, signature in jws_forms(test["jws"]):
        if not fits(jwk, header["alg"]) or not signature:
            continue
        job = {"message": peer.b64u(signed), "digest": peer.b64u(signed), "signature": signature}
        taken = taken or peer.verify(job, jwk, header["alg"])
    return taken


def content_key(jwk, header, encrypted):
    alg = header["alg"]
    if alg == "dir":
        return peer.unb64u(jwk["k"])
    if alg.endswith("GCMKW"):
        return AESGCM(peer.unb64u(jwk["k"])).decrypt(peer.unb64u(header["iv"]), encrypted + peer.unb64u(header["tag"]),
                                                     None)
    return peer.unwrap(jwk, alg, encrypted)


def open_content(header, cek, iv, aad, ciphertext, tag):
    if header["enc"].endswith("GCM"):
        plain = AESGCM(cek).decrypt(iv, ciphertext + tag, aad)
    else:
        half = len(cek) // 2
        signed = aad + iv + ciphertext + (8 * len(aad)).to_bytes(8, "big")
        if hmac.new(cek[:half], signed, "sha" + header["enc"][-3:]).digest()[:half] != tag:
            return None
        plain = peer.unseal(oct_key(cek[half:]), "CBCPAD", ciphertext, iv, None, None)
    return zlib.decompress(plain, -15) if header.get("zip") == "DEF" else plain


def jwe_test(_document, group, test):
    jwe, jwk = test["jwe"], group["private"]
    if isinstance(jwe, str):
        jwe = dict(zip(("protected", "encrypted_key", "iv", "ciphertext", "tag"), jwe.split(".")))
    protected = jwe.get("protected", "")
    aad = (protected + ("." + jwe["aad"] if "aad" in jwe else "")).encode()
    for one in jwe.get("recipients", [jwe]):
        header = header_of(protected, jwe.get("unprotected"), one.get("header"))
        if header["alg"].startswith("ECDH") and jwk["kty"] == "EC":
            return NOT_THERE
        if (header["alg"].startswith("RSA")) != (jwk["kty"] == "RSA") or jwk["kty"] == "EC" or \
                jwk.get("alg", header["alg"]) not in (header["alg"], header["enc"]):
            continue
        cek = content_key(jwk, header, peer.unb64u(one.get("encrypted_key", "")))
        iv, ciphertext, tag = (peer.unb64u(jwe[name]) for name in ("iv", "ciphertext", "tag"))
        plain = open_content(header, cek, iv, aad, ciphertext, tag)
        return plain == hexed(test, "pt") if "pt" in test else plain is not None
    return False


# ---- keys ------------------------------------------------------------------------------------------

THUMBPRINT = {"RSA": ("e", "kty", "n"), "EC": ("crv", "kty", "x", "y"), "oct": ("k", "kty"), "OKP": ("crv", "kty", "x")}


def pair_agrees(jwk):
    if jwk["kty"] == "EC":
        curve = peer.CURVES[jwk["crv"]]()
        ec.EllipticCurvePublicNumbers(peer.number(jwk["x"]), peer.number(jwk["y"]), curve).public_key()
        if "d" not in jwk:
            return True
        public = ec.derive_private_key(peer.number(jwk["d"]), curve).public_key().public_numbers()
        return (public.x, public.y) == (peer.number(jwk["x"]), peer.number(jwk["y"]))
    if jwk["kty"] == "RSA" and "d" in jwk:
        n, e, d, p, q = (peer.number(jwk[name]) for name in ("n", "e", "d", "p", "q"))
        return p * q == n and e * d % (p - 1) == 1 and e * d % (q - 1) == 1
    return True


def key_test(_document, _group, test):
    jwk = test["jwk"]
    text = json.dumps({name: jwk[name] for name in THUMBPRINT[jwk["kty"]]}, separators=(",", ":"), sort_keys=True)
    thumbprint = peer.b64u(hashlib.sha256(text.encode()).digest())
    return test.get("thumbprint", thumbprint) == thumbprint and pair_agrees(jwk)


# ---- numbers -----------------------------------------------------------------------------------------

BASES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71)


def passes(n, base):
    """Miller and Rabin's test."""
    twos = ((n - 1) & -(n - 1)).bit_length() - 1
    x = pow(base, (n - 1) >> twos, n)
    return x in (0, 1) or any(pow(x, 1 << i, n) == n - 1 for i in range(twos))


def primality_test(_document, _group, test):
    n = int.from_bytes(hexed(test, "value"), "big", signed=True)
    return n > 1 and (n == 2 or n % 2 == 1) and all(passes(n, base) for base in BASES)


SCHEMAS = {"keywrap_test_schema": keywrap_test, "mac_test_schema": mac_test, "ind_cpa_test_schema": ind_cpa_test,
           "aead_test_schema": aead_test, "rsaes_oaep_decrypt_schema": decrypt_test,
           "rsaes_pkcs1_decrypt_schema": decrypt_test, "rsassa_pss_verify_schema": pss_test,
           "ecdsa_p1363_verify_schema": p1363_test, "ecdsa_verify_schema": ecdsa_test,
           "rsassa_pkcs1_generate_schema": generate_test, "ecdh_ecpoint_test_schema": point_test,
           "ecdh_webcrypto_test_schema": web_test, "ecdh_test_schema": spki_test,
           "json_web_signature_schema": jws_test,
           "json_web_encryption_schema": jwe_test, "kvjwk_key_schema": key_test,
           "primality_test_schema": primality_test}


def taken(work, document, group, test):
    try:
        return work(document, group, test)
    except FAILURES:
        return False


def main():
    source = pathlib.Path(sys.argv[1])
    problems, count, left = [], 0, 0
    for path in sorted((source / "vectors").glob("*.json")):
        if path.name.startswith("kv_"):
            continue
        document = json.loads(path.read_text())
        work = next((f for name, f in SCHEMAS.items() if document["schema"].startswith(name)), None)
        if work is None:
            problems.append(f"{path.name}: no check for {document['schema']}")
            continue
        for group in document["testGroups"]:
            for test in group["tests"]:
                answer = taken(work, document, group, test)
                left += answer is NOT_THERE
                count += answer is not NOT_THERE
                if answer is not NOT_THERE and answer != (test["result"] == "valid"):
                    problems.append(f"{path.name} {test['tcId']} ({test['comment']}): {test['result']}, "
                                    f"{'taken' if answer else 'not taken'}")
                if "source" not in test:
                    problems.append(f"{path.name} {test['tcId']}: no source")
    print("\n".join(problems))
    print(f"{count} published vectors, {left} that this library cannot tell, {len(problems)} problems")
    sys.exit(1 if problems or count < 380 else 0)


if __name__ == "__main__":
    main()
