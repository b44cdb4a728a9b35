#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""kvjwk run from outside: options, output, exit codes, files. What is computed is verified with
hashlib and hmac here, and by other implementations in tests/crosscheck.

usage: test_run.py KVJWK SOURCE_DIR
"""
import base64
import hashlib
import hmac
import json
import os
import pathlib
import subprocess
import sys
import tempfile

KVJWK, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
KEYS = json.loads((SOURCE / "corpus/src/keys.json").read_text())
PRIVATE = ("d", "p", "q", "dp", "dq", "qi", "k")
checks = 0


def b64(octets):
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


def octets(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def run(*arguments, stdin=b""):
    return subprocess.run([KVJWK, "run", *arguments], input=stdin, capture_output=True, check=False)


def expect(code, *arguments, stdin=b""):
    """Runs with --format json; the parsed answer when there is one."""
    global checks
    done = run(*arguments, "--format", "json", stdin=stdin)
    assert done.returncode == code, (arguments, done.returncode, done.stdout, done.stderr)
    checks += 1
    return json.loads(done.stdout) if done.stdout else None


def rules(answer):
    assert set(answer) == {"findings"}, answer  # nothing was computed
    return [f["rule"] for f in answer["findings"]]


def key(name, **members):
    jwk = dict(KEYS[name], **members)
    path = f"{name}-{len(os.listdir('.'))}.json"
    pathlib.Path(path).write_text(json.dumps(jwk))
    return path


def public(name, **members):
    path = key(name, **members)
    jwk = json.loads(pathlib.Path(path).read_text())
    pathlib.Path(path).write_text(json.dumps({m: v for m, v in jwk.items() if m not in PRIVATE}))
    return path


def file(name, content):
    pathlib.Path(name).write_bytes(content)
    return name


def test_sign_and_verify():
    message, digest = b"the message\n", hashlib.sha256(b"the message\n").digest()
    m, d = file("message", message), file("digest", digest)
    secret, shared = key("ec-p256"), public("ec-p256")
    made = expect(0, "--op", "sign", "--alg", "ES256", "--key", secret, "--in", d)
    assert set(made) == {"result"} and len(octets(made["result"])) == 64
    verify = ["--op", "verify", "--alg", "ES256", "--key", shared]
    assert expect(0, *verify, "--in", d, "--sig", made["result"]) == {"valid": True}
    assert expect(0, *verify, "--in", m, "--message", "--sig", made["result"]) == {"valid": True}
    file("raw", octets(made["result"]))
    assert expect(0, *verify, "--in", d, "--sig", "@raw") == {"valid": True}
    assert expect(0, *verify, "--in", d, "--sig", "raw") == {"valid": True}
    other = file("other", hashlib.sha256(b"another").digest())
    assert expect(0, *verify, "--in", other, "--sig", "raw") == {"valid": False}
    assert expect(1, *verify, "--in", other, "--sig", "raw", "--require-valid") == {"valid": False}
    assert expect(0, *verify, "--in", "-", "--sig", "raw", stdin=digest) == {"valid": True}
    assert expect(0, *verify, "--in", d, "--sig", "") == {"valid": False}


def test_hmac():
    digest = hashlib.sha256(b"x").digest()
    secret = key("oct-256", kty="oct-HSM")
    made = expect(0, "--op", "sign", "--alg", "HS256", "--key", secret, "--in",
                  file("digest", digest), "--target", "managed-hsm")
    k = octets(KEYS["oct-256"]["k"])
    assert octets(made["result"]) == hmac.new(k, digest, hashlib.sha256).digest()


def test_encrypt_and_decrypt():
    text = file("text", b"sixteen octets!!")
    secret = key("oct-256", kty="oct-HSM")
    hsm = ["--key", secret, "--target", "managed-hsm"]
    aad = b64(b"aad")
    made = expect(0, "--op", "encrypt", "--alg", "A256GCM", *hsm, "--in", text, "--aad", aad)
    assert set(made) == {"result", "iv", "tag"} and len(octets(made["iv"])) == 12
    sealed = file("sealed", octets(made["result"]))
    back = ["--op", "decrypt", "--alg", "A256GCM", *hsm, "--in", sealed, "--iv", made["iv"],
            "--tag", made["tag"]]
    assert octets(expect(0, *back, "--aad", aad)["result"]) == b"sixteen octets!!"
    assert rules(expect(1, *back)) == ["kv-op-decryption-failed"]
    assert rules(expect(1, *back, "--sig", "AA")) == ["kv-op-parameter-unused"]
    iv = b64(bytes(range(16)))
    made = expect(0, "--op", "encrypt", "--alg", "A256CBCPAD", *hsm, "--in", text, "--iv", iv)
    assert set(made) == {"result", "iv"} and made["iv"] == iv
    assert len(octets(made["result"])) == 32


def test_out_is_private():
    secret = key("rsa-2048")
    text = file("k", b"k" * 32)
    expect(0, "--op", "wrapKey", "--alg", "RSA-OAEP-256", "--key", public("rsa-2048"), "--in", text,
           "--out", "wrapped")
    expect(0, "--op", "unwrapKey", "--alg", "RSA-OAEP-256", "--key", secret, "--in", "wrapped",
           "--out", "unwrapped")
    assert pathlib.Path("unwrapped").read_bytes() == b"k" * 32
    assert os.stat("unwrapped").st_mode & 0o777 == 0o600
    done = run("--op", "wrapKey", "--alg", "RSA-OAEP-256", "--key", secret, "--in", text, "--out",
               "no/such/folder")
    assert done.returncode == 2 and b"cannot write" in done.stderr


def test_refusals():
    digest = file("digest", bytes(32))
    sign = ["--op", "sign", "--in", digest]
    ec = key("ec-p256")
    assert rules(expect(1, *sign, "--alg", "ES384", "--key", ec)) == [
        "kv-op-unsupported", "kv-op-digest-length"]
    bundle = {"key": KEYS["ec-p256"], "attributes": {"enabled": True, "exp": 1795478400}}
    path = file("bundle.json", json.dumps(bundle).encode())
    dated = [*sign, "--alg", "ES256", "--key", path]
    assert rules(expect(1, *dated, "--as-of", "2026-11-24")) == ["kv-op-expired"]
    expect(0, *dated, "--as-of", "2026-11-23T23:59:59Z")
    bundle["attributes"]["enabled"] = False
    file("bundle.json", json.dumps(bundle).encode())
    assert rules(expect(1, *dated, "--as-of", "2026-11-23")) == ["kv-op-disabled"]
    expect(0, *dated, "--target", "rfc")
    oct_key = key("oct-256", kty="oct-HSM")
    premium = ["--op", "encrypt", "--alg", "A256GCM", "--key", oct_key, "--in", digest, "--target",
               "vault-premium"]
    assert rules(expect(1, *premium)) == ["kv-op-preview"]
    expect(0, *premium, "--allow-preview")
    assert rules(expect(1, *premium, "--allow-preview", "--edition", "2024-09")) == [
        "kv-op-unsupported"]
    hs512 = ["--op", "sign", "--alg", "HS512", "--key", oct_key, "--in", file("64", bytes(64)),
             "--target", "managed-hsm"]
    answer = expect(1, *hs512)
    assert rules(answer) == ["kv-op-undocumented"]
    assert answer["findings"][0]["result"] == "unknown"
    expect(0, *hs512, "--allow-unknown")
    akp = file("akp.json", b'{"kty":"AKP","alg":"ML-DSA-65","pub":"AAAA"}')
    assert rules(expect(1, *sign, "--alg", "ML-DSA-65", "--key", akp, "--target", "rfc")) == [
        "kv-op-engine", "kv-op-private-part"]


def test_pairwise():
    assert expect(0, "--op", "pairwise", "--key", key("rsa-2048")) == {"valid": True}
    mixed = key("ec-p256", d=KEYS["ec-p256-x0"]["d"])
    answer = expect(1, "--op", "pairwise", "--key", mixed)
    assert answer["valid"] is False and "kv-op-pairwise" in [f["rule"] for f in answer["findings"]]
    assert rules(expect(1, "--op", "pairwise", "--key", public("ec-p256"))) == ["kv-op-private-part"]


def test_transfer():
    kid = "https://a.vault.azure.net/keys/kek/0123456789abcdef0123456789abcdef"
    members = {"kty": "RSA-HSM", "key_ops": ["import"], "kid": kid}
    kek, kek_private = public("rsa-2048", **members), key("rsa-2048", **members)
    premium = ["--target", "vault-premium"]
    for name, kty in (("rsa-3072", "RSA-HSM"), ("ec-p384", "EC-HSM")):
        made = expect(0, "--op", "wrapTransfer", "--alg", "CKM_RSA_AES_KEY_WRAP", "--key", kek,
                      "--in", key(name), "--out", "made.byok", *premium)
        blob = json.loads(pathlib.Path("made.byok").read_text())
        assert blob == made["blob"] and blob["schema_version"] == "1.0.0"
        assert blob["header"] == {"kid": kid, "alg": "dir", "enc": "CKM_RSA_AES_KEY_WRAP"}
        assert blob["ciphertext"] == made["result"] and len(octets(made["result"])) % 8 == 0
        opened = expect(0, "--op", "openTransfer", "--key", kek_private, "--in", "made.byok",
                        "--kty", kty, *premium)
        assert opened["kty"] == kty and opened["valid"] is True
        file("bare", octets(made["result"]))
        again = expect(0, "--op", "openTransfer", "--key", kek_private, "--in", "bare", "--alg",
                       "CKM_RSA_AES_KEY_WRAP", *premium)
        assert again == opened
        answer = expect(1, "--op", "openTransfer", "--key", kek_private, "--in", "made.byok",
                        "--kty", "oct-HSM", *premium)
        assert [f["rule"] for f in answer["findings"]] == ["kv-op-transfer-content"]
    assert rules(expect(1, "--op", "wrapTransfer", "--alg", "RSA_AES_KEY_WRAP_256", "--key", kek,
                        "--in", key("ec-p256"), *premium)) == ["kv-op-transfer-wrapping"]
    released = expect(0, "--op", "wrapRelease", "--alg", "RSA_AES_KEY_WRAP_384", "--key",
                      public("rsa-2048"), "--in", key("ec-p256"), "--out", "released", *premium)
    assert released["blob"]["schema_version"] == "1.0"
    assert expect(0, "--op", "openRelease", "--key", key("rsa-2048"), "--in", "released",
                  *premium)["crv"] == "P-256"


def test_usage():
    ec, digest = key("ec-p256"), file("digest", bytes(32))
    sign = ["--op", "sign", "--alg", "ES256", "--key", ec]
    two = file("two.json", json.dumps({"keys": [KEYS["ec-p256"], KEYS["ec-p384"]]}).encode())
    for code, arguments in (
            (2, []),
            (2, ["--op", "sign"]),
            (2, ["--op", "sign", "--key", ec, "--in", digest]),
            (2, sign),
            (2, ["--op", "sing", "--alg", "ES256", "--key", ec, "--in", digest]),
            (2, ["--op", "sign", "--alg", "ES25", "--key", ec, "--in", digest]),
            (2, ["--op", "sign", "--alg", "CKM_RSA_AES_KEY_WRAP", "--key", ec, "--in", digest]),
            (2, ["--op", "wrapTransfer", "--alg", "RS256", "--key", ec, "--in", ec]),
            (2, ["--op", "sign", "--alg", "ES256", "--key", "-", "--in", "-"]),
            (2, [*sign, "--in", digest, "--iv", "not base64"]),
            (2, [*sign, "--in", digest, "--iv", "AB=="]),
            (2, [*sign, "--in", digest, "--iv", "AB"]),
            (2, ["--op", "sign", "--alg", "ES256", "--key", two, "--in", digest]),
            (3, [*sign, "--in", "no-such-file"]),
            (3, ["--op", "sign", "--alg", "ES256", "--key", "no-such-file", "--in", digest]),
            (3, ["--op", "sign", "--alg", "ES256", "--key", digest, "--in", digest]),
            (3, ["--op", "openTransfer", "--key", ec, "--in", digest]),
            (4, ["--op", "sign", "--alg", "ES256", "--key", file("none.json", b'{"keys":[]}'),
                 "--in", digest])):
        done = run(*arguments)
        assert done.returncode == code, (arguments, done.returncode, done.stdout, done.stderr)
        assert done.stderr and not done.stdout, (arguments, done)


def test_no_secret_in_refusals():
    secrets = [KEYS["rsa-2048"][m] for m in PRIVATE if m in KEYS["rsa-2048"]]
    for arguments in (["--op", "sign", "--alg", "ES256", "--key", key("rsa-2048")],
                      ["--op", "sign", "--alg", "RS256", "--key", key("rsa-2048", p="BA")],
                      ["--op", "decrypt", "--alg", "RSA1_5", "--key", key("rsa-2048")]):
        done = run(*arguments, "--in", file("plain", b"plaintext that is secret"))
        assert done.returncode == 1
        for secret in [*secrets, "plaintext that is secret", b64(b"plaintext that is secret")]:
            assert secret[:20].encode() not in done.stdout + done.stderr


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for name, test in sorted(globals().items()):
            if name.startswith("test_"):
                test()
    print(f"{checks} runs as expected")


if __name__ == "__main__":
    main()
