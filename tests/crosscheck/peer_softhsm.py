# SPDX-License-Identifier: MIT
"""The same jobs as peer_python.py with SoftHSM 2 through PKCS #11 (version 2.40): the nearest thing to an
HSM on this machine. Keys are session objects of a token that lasts as long as the process.
"""
import ctypes
import glob
import os
import shutil
import subprocess
import tempfile
from ctypes import byref, c_ubyte, c_ulong, c_void_p, cast, create_string_buffer

from peer_python import b64u, unb64u

LIBRARIES = ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/*/softhsm/libsofthsm2.so",
             "/usr/local/lib/softhsm/libsofthsm2.so", "/opt/homebrew/lib/softhsm/libsofthsm2.so"]
PIN = b"1234"

# numbers of PKCS #11 version 2.40
RSA_PKCS, RSA_OAEP, RSA_PSS, ECDSA = 0x1, 0x9, 0xd, 0x1041
AES_CBC, AES_CBC_PAD, AES_GCM, KEY_WRAP, KEY_WRAP_PAD = 0x1082, 0x1085, 0x1087, 0x2109, 0x210a
HASH = {"1": 0x220, "256": 0x250, "384": 0x260, "512": 0x270}
MGF = {"1": 1, "256": 2, "384": 3, "512": 4}
HMAC = {"256": 0x251, "384": 0x261, "512": 0x271}
RSA_WITH = {"256": 0x40, "384": 0x41, "512": 0x42}
PUBLIC, PRIVATE, SECRET = 2, 3, 4
TYPE = {"RSA": 0, "EC": 3, "generic": 0x10, "AES": 0x1f}
CLASS, TOKEN, PRIVATE_OBJECT, VALUE, KEY_TYPE, SENSITIVE = 0, 1, 2, 0x11, 0x100, 0x103
ENCRYPT, DECRYPT, WRAP, UNWRAP, SIGN, VERIFY, EXTRACTABLE = 0x104, 0x105, 0x106, 0x107, 0x108, 0x10a, 0x162
RSA_PARTS = {0x120: "n", 0x122: "e", 0x123: "d", 0x124: "p", 0x125: "q", 0x126: "dp", 0x127: "dq", 0x128: "qi"}
EC_PARAMS, EC_POINT = 0x180, 0x181
OIDS = {"P-256": "06082a8648ce3d030107", "P-384": "06052b81040022", "P-521": "06052b81040023",
        "P-256K": "06052b8104000a"}
SIGNATURE_INVALID, SIGNATURE_LENGTH = 0xc0, 0xc1
# what a library answers that does not have a mechanism, or not with these parameters or keys
MISSING = {0x7: "CKR_ARGUMENTS_BAD", 0x54: "CKR_FUNCTION_NOT_SUPPORTED", 0x62: "CKR_KEY_SIZE_RANGE",
           0x70: "CKR_MECHANISM_INVALID", 0x71: "CKR_MECHANISM_PARAM_INVALID"}


class Missing(Exception):
    """The module does not have the mechanism."""


class Attribute(ctypes.Structure):
    _fields_ = [("type", c_ulong), ("value", c_void_p), ("length", c_ulong)]


class Mechanism(ctypes.Structure):
    _fields_ = [("mechanism", c_ulong), ("parameter", c_void_p), ("length", c_ulong)]


class PssParams(ctypes.Structure):
    _fields_ = [("hash", c_ulong), ("mgf", c_ulong), ("salt", c_ulong)]


class OaepParams(ctypes.Structure):
    _fields_ = [("hash", c_ulong), ("mgf", c_ulong), ("source", c_ulong), ("data", c_void_p), ("length", c_ulong)]


class GcmParams(ctypes.Structure):
    _fields_ = [("iv", c_void_p), ("iv_length", c_ulong), ("iv_bits", c_ulong), ("aad", c_void_p),
                ("aad_length", c_ulong), ("tag_bits", c_ulong)]


def mechanism(number, parameter=None):
    """With what it points to, which has to stay."""
    if parameter is None:
        return Mechanism(number, None, 0)
    made = Mechanism(number, cast(byref(parameter), c_void_p), ctypes.sizeof(parameter))
    made.keep = parameter
    return made


def buffer(octets):
    return (c_ubyte * max(1, len(octets))).from_buffer_copy(octets or b"\0")


def template(attributes):
    out, keep = (Attribute * len(attributes))(), []
    for slot, (kind, value) in zip(out, attributes.items()):
        if isinstance(value, bool):
            value = bytes([value])
        elif isinstance(value, int):
            value = bytes(c_ulong(value))
        keep.append(buffer(value))
        slot.type, slot.value, slot.length = kind, cast(keep[-1], c_void_p), len(value)
    out.keep = keep
    return out


def find_library():
    for pattern in [os.environ.get("SOFTHSM2_MODULE", ""), *LIBRARIES]:
        for path in glob.glob(pattern) if pattern else []:
            return path
    return None


class Token:
    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        config = os.path.join(self.folder.name, "softhsm2.conf")
        os.mkdir(os.path.join(self.folder.name, "tokens"))
        with open(config, "w", encoding="ascii") as out:
            out.write(f"directories.tokendir = {self.folder.name}/tokens\nobjectstore.backend = file\n")
        os.environ["SOFTHSM2_CONF"] = config
        subprocess.run(["softhsm2-util", "--init-token", "--free", "--label", "crosscheck", "--pin", PIN, "--so-pin",
                        PIN], check=True, stdout=subprocess.DEVNULL)
        self.module = ctypes.CDLL(find_library())
        self.session = c_ulong()
        self.call("C_Initialize", None)
        slots, count = (c_ulong * 8)(), c_ulong(8)
        self.call("C_GetSlotList", c_ubyte(1), slots, byref(count))
        self.call("C_OpenSession", slots[0], c_ulong(4 | 2), None, None, byref(self.session))
        self.call("C_Login", self.session, c_ulong(1), PIN, c_ulong(len(PIN)))
        self.objects = {}

    def call(self, name, *arguments):
        code = getattr(self.module, name)(*arguments)
        if code in MISSING:
            raise Missing(f"{name}: {MISSING[code]}")
        if code != 0:
            raise ValueError(f"{name}: {code:#x}")

    def create(self, attributes):
        handle, made = c_ulong(), template({TOKEN: False, PRIVATE_OBJECT: False, **attributes})
        self.call("C_CreateObject", self.session, made, c_ulong(len(made)), byref(handle))
        return handle

    def key(self, kind, jwk, secret_type="AES"):
        """The handle of a JWK as a public, private or secret key."""
        name = (kind, jwk.get("n") or jwk.get("x") or jwk["k"], secret_type)
        if name not in self.objects:
            self.objects[name] = self.create(key_attributes(kind, jwk, secret_type))
        return self.objects[name]

    def work(self, verb, how, key, data, size):
        """C_SignInit and C_Sign, and the like of encrypt and decrypt."""
        self.call(f"C_{verb}Init", self.session, byref(how), key)
        out, length = create_string_buffer(size), c_ulong(size)
        self.call(f"C_{verb}", self.session, buffer(data), c_ulong(len(data)), out, byref(length))
        return out.raw[:length.value]

    def verify(self, how, key, data, signature):
        self.call("C_VerifyInit", self.session, byref(how), key)
        code = self.module.C_Verify(self.session, buffer(data), c_ulong(len(data)), buffer(signature),
                                    c_ulong(len(signature)))
        if code not in (0, SIGNATURE_INVALID, SIGNATURE_LENGTH):
            raise ValueError(f"C_Verify: {code:#x}")
        return code == 0

    def wrap(self, how, key, octets):
        target = self.create({CLASS: SECRET, KEY_TYPE: TYPE["generic"], VALUE: octets, EXTRACTABLE: True,
                              SENSITIVE: False})
        out, length = create_string_buffer(8192), c_ulong(8192)
        self.call("C_WrapKey", self.session, byref(how), key, target, out, byref(length))
        return out.raw[:length.value]

    def unwrap(self, how, key, octets):
        handle = c_ulong()
        made = template({CLASS: SECRET, KEY_TYPE: TYPE["generic"], TOKEN: False, PRIVATE_OBJECT: False,
                         SENSITIVE: False, EXTRACTABLE: True})
        self.call("C_UnwrapKey", self.session, byref(how), key, buffer(octets), c_ulong(len(octets)), made,
                  c_ulong(len(made)), byref(handle))
        value = create_string_buffer(8192)
        wanted = Attribute(VALUE, cast(value, c_void_p), 8192)
        self.call("C_GetAttributeValue", self.session, handle, byref(wanted), c_ulong(1))
        return value.raw[:wanted.length]


def key_attributes(kind, jwk, secret_type):
    if kind == SECRET:
        return {CLASS: SECRET, KEY_TYPE: TYPE[secret_type], VALUE: unb64u(jwk["k"]), SENSITIVE: False,
                **{use: True for use in (ENCRYPT, DECRYPT, WRAP, UNWRAP, SIGN, VERIFY, EXTRACTABLE)}}
    uses = (ENCRYPT, VERIFY) if kind == PUBLIC else (DECRYPT, SIGN)
    out = {CLASS: kind, KEY_TYPE: TYPE[jwk["kty"]], **{use: True for use in uses}}
    if jwk["kty"] == "RSA":
        parts = {number: unb64u(jwk[name]) for number, name in RSA_PARTS.items()}
        return {**out, **{n: v for n, v in parts.items() if kind == PRIVATE or n in (0x120, 0x122)}}
    out[EC_PARAMS] = bytes.fromhex(OIDS[jwk["crv"]])
    if kind == PRIVATE:
        return {**out, VALUE: unb64u(jwk["d"])}
    point = b"\4" + unb64u(jwk["x"]) + unb64u(jwk["y"])
    header = bytes([4, len(point)]) if len(point) < 128 else bytes([4, 0x81, len(point)])
    return {**out, EC_POINT: header + point}


# ---- algorithms ----------------------------------------------------------------------------------

def signing(job):
    """The mechanism, and whether it takes the message (otherwise the digest)."""
    alg = job["alg"]
    if alg == "RSNULL":
        return mechanism(RSA_PKCS), False
    if alg.startswith("HS"):
        return mechanism(HMAC[alg[2:]]), False
    if alg.startswith("ES"):
        return mechanism(ECDSA), False
    bits = alg[2:]
    if alg.startswith("RS"):
        return mechanism(RSA_WITH[bits]), True
    return mechanism(RSA_PSS, PssParams(HASH[bits], MGF[bits], int(bits) // 8)), False


def rsa_cipher(alg):
    if alg == "RSA1_5":
        return mechanism(RSA_PKCS)
    bits = "256" if alg.endswith("256") else "1"
    return mechanism(RSA_OAEP, OaepParams(HASH[bits], MGF[bits], 1, None, 0))


def aes_cipher(alg, iv, aad):
    if not alg.endswith("GCM"):
        vector = buffer(iv)
        made = Mechanism(AES_CBC_PAD if alg.endswith("PAD") else AES_CBC, cast(vector, c_void_p), 16)
        made.keep = vector
        return made
    nonce, more = buffer(iv), buffer(aad or b"")
    params = GcmParams(cast(nonce, c_void_p), len(iv), 8 * len(iv), cast(more, c_void_p), len(aad or b""), 128)
    params.keep = nonce, more
    return mechanism(AES_GCM, params)


class Peer:
    def __init__(self):
        self.token = Token()

    def sign(self, job):
        how, whole = signing(job)
        kind, secret = (SECRET, "generic") if "k" in job["jwk"] else (PRIVATE, "AES")
        data = unb64u(job["message" if whole else "digest"])
        return {"value": b64u(self.token.work("Sign", how, self.token.key(kind, job["jwk"], secret), data, 8192))}

    def verify(self, job):
        how, whole = signing(job)
        kind, secret = (SECRET, "generic") if "k" in job["jwk"] else (PUBLIC, "AES")
        data = unb64u(job["message" if whole else "digest"])
        return {"valid": self.token.verify(how, self.token.key(kind, job["jwk"], secret), data,
                                           unb64u(job["signature"]))}

    def seal(self, job, value):
        alg, key = job["alg"], self.token.key(SECRET, job["jwk"])
        if job["op"] == "wrapKey":
            number = KEY_WRAP_PAD if alg.endswith("PAD") else KEY_WRAP
            if number == KEY_WRAP_PAD and len(value) % 8 != 0:
                raise Missing("SoftHSM 2.6 fills the key up with zeros, which is not RFC 5649")
            return {"value": b64u(self.token.wrap(mechanism(number), key, value))}
        iv = unb64u(job["iv"]) if "iv" in job else os.urandom(12)
        aad = unb64u(job["aad"]) if "aad" in job else None
        made = self.token.work("Encrypt", aes_cipher(alg, iv, aad), key, value, len(value) + 64)
        if alg.endswith("GCM"):
            return {"value": b64u(made[:-16]), "iv": b64u(iv), "tag": b64u(made[-16:])}
        return {"value": b64u(made), "iv": b64u(iv)}

    def unseal(self, job, value):
        alg, key = job["alg"], self.token.key(SECRET, job["jwk"])
        if job["op"] == "unwrapKey":
            number = KEY_WRAP_PAD if alg.endswith("PAD") else KEY_WRAP
            return self.token.unwrap(mechanism(number), key, value)
        aad = unb64u(job["aad"]) if "aad" in job else None
        how = aes_cipher(alg, unb64u(job["iv"]), aad)
        return self.token.work("Decrypt", how, key, value + unb64u(job.get("tag", "")), len(value) + 64)

    def answer(self, job):
        op, jwk = job["op"], job["jwk"]
        if op in ("sign", "verify"):
            return getattr(self, op)(job)
        value = unb64u(job["value"])
        makes = op in ("encrypt", "wrapKey")
        if "k" in jwk:
            return self.seal(job, value) if makes else {"value": b64u(self.unseal(job, value))}
        verb, kind = ("Encrypt", PUBLIC) if makes else ("Decrypt", PRIVATE)
        return {"value": b64u(self.token.work(verb, rsa_cipher(job["alg"]), self.token.key(kind, jwk), value, 8192))}

    def answers(self, jobs):
        out = {}
        for job in jobs:
            try:
                out[job["id"]] = self.answer(job)
            except Missing as missing:
                out[job["id"]] = {"missing": str(missing)}
            except ValueError as error:
                out[job["id"]] = {"error": str(error)}
        return out


def make():
    """The peer, or None with a reason."""
    if shutil.which("softhsm2-util") is None or find_library() is None:
        return None, "no SoftHSM 2 (Debian: softhsm2)"
    return Peer(), None
