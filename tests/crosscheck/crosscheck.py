#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What kvjwk run makes, another implementation opens, and the other way round: each algorithm with each
size or curve. Exits 77 when the other implementation is not on this machine.

usage: crosscheck.py KVJWK SOURCE_DIR python|node|softhsm
"""
import base64
import concurrent.futures
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

# test_engine and test_run look for leaks of the same calls; here it would take half of the time
WITHOUT_LEAKS = {**os.environ, "ASAN_OPTIONS": "detect_leaks=0"}
RSA = ["rsa-2048", "rsa-3072", "rsa-4096"]
EC = {"ec-p256": "ES256", "ec-p384": "ES384", "ec-p521": "ES512", "ec-p256k": "ES256K"}
OCT = [128, 192, 256]
BACK = {"sign": "verify", "encrypt": "decrypt", "wrapKey": "unwrapKey", "wrapTransfer": "openTransfer",
        "wrapRelease": "openRelease"}
MOVED = ["rsa-2048", "ec-p256", "ec-p384", "ec-p521", "ec-p256k", "oct-128", "oct-256"]


def python_peer():
    try:
        import peer_python
    except ImportError as error:
        return None, f"{error} (Debian: python3-cryptography)"
    return peer_python.answers, None


def node_peer():
    node = shutil.which("node") or shutil.which("nodejs")
    if node is None:
        return None, "no node (Debian: nodejs)"
    # newer versions do not decrypt RSAES-PKCS1-v1_5 without being asked
    revert = "--security-revert=CVE-2023-46809"
    known = subprocess.run([node, revert, "-e", "0"], capture_output=True, check=False).returncode == 0
    command = [node, *([revert] if known else []), str(pathlib.Path(__file__).parent / "peer_node.js")]

    def answers(jobs):
        done = subprocess.run(command, input=json.dumps(jobs).encode(), stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, check=True)
        return json.loads(done.stdout[done.stdout.index(b"{"):])  # behind a warning of --security-revert

    return answers, None


def softhsm_peer():
    try:
        import peer_softhsm
    except ImportError as error:
        return None, f"{error} (Debian: python3-cryptography)"
    peer, reason = peer_softhsm.make()
    return (None, reason) if peer is None else (peer.answers, None)


PEERS = {"python": python_peer, "node": node_peer, "softhsm": softhsm_peer}


# ---- jobs ----------------------------------------------------------------------------------------

def octets(label, length):
    return hashlib.shake_256(label.encode()).digest(length)


def b64u(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def digest_of(alg, message):
    if alg == "RSNULL":
        return bytes.fromhex("3031300d060960864801650304020105000420") + hashlib.sha256(message).digest()
    return hashlib.new("sha" + alg[2:5], message).digest()


def signatures():
    pairs = [(name, alg) for name in RSA for alg in ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "RSNULL")]
    pairs += list(EC.items()) + [(f"{name}-d0", alg) for name, alg in EC.items()]
    pairs += [("oct-256", alg) for alg in ("HS256", "HS384", "HS512")]
    for name, alg in pairs:
        message = octets(f"message {name} {alg}", 100)
        yield {"op": "sign", "alg": alg, "name": name, "message": b64u(message),
               "digest": b64u(digest_of(alg, message))}


def ciphertexts():
    for name in RSA:
        for alg in ("RSA1_5", "RSA-OAEP", "RSA-OAEP-256"):
            for op in ("encrypt", "wrapKey"):
                yield {"op": op, "alg": alg, "name": name, "value": b64u(octets(f"{op} {name} {alg}", 32))}
    for bits in OCT:
        name = f"oct-{bits}"
        for length in (0, 5, 1000):
            yield {"op": "encrypt", "alg": f"A{bits}GCM", "name": name, "value": b64u(octets(name, length)),
                   **({"aad": b64u(octets("aad", 20))} if length else {})}
        for mode, length in (("CBC", 64), ("CBCPAD", 0), ("CBCPAD", 61), ("CBCPAD", 64)):
            yield {"op": "encrypt", "alg": f"A{bits}{mode}", "name": name, "value": b64u(octets(name, length)),
                   "iv": b64u(octets("iv", 16))}
        for alg, length in ((f"A{bits}KW", 32), ("CKM_AES_KEY_WRAP", 16), ("CKM_AES_KEY_WRAP_PAD", 1),
                            ("CKM_AES_KEY_WRAP_PAD", 32), ("CKM_AES_KEY_WRAP_PAD", 33)):
            yield {"op": "wrapKey", "alg": alg, "name": name, "value": b64u(octets(name, length))}


def transfers():
    for wrapping, op in (("CKM_RSA_AES_KEY_WRAP", "wrapTransfer"), ("RSA_AES_KEY_WRAP_256", "wrapRelease"),
                         ("RSA_AES_KEY_WRAP_384", "wrapRelease")):
        for moved in MOVED if op == "wrapTransfer" else ["rsa-2048", "ec-p256", "oct-256"]:
            yield {"op": op, "alg": wrapping, "name": "rsa-3072", "moved_name": moved}


def all_jobs(keys, with_transfers):
    jobs = [*signatures(), *ciphertexts(), *(transfers() if with_transfers else [])]
    for number, job in enumerate(jobs):
        job["id"], job["jwk"] = str(number), keys[job["name"]]
        if "moved_name" in job:
            job["moved"] = keys[job["moved_name"]]
    return jobs


def peer_job(job, **more):
    """The service's two ways for a key to travel are one for a peer."""
    op = more.pop("op", job["op"]).replace("Release", "Transfer")
    return {**job, **more, "op": op}


# ---- our side ------------------------------------------------------------------------------------

class Ours:
    """kvjwk run, with its files."""

    def __init__(self, kvjwk, folder, keys):
        self.kvjwk, self.folder = kvjwk, pathlib.Path(folder)
        for name, jwk in keys.items():
            key = {**jwk, "kty": "oct-HSM"} if jwk["kty"] == "oct" else jwk
            (self.folder / f"{name}.json").write_text(json.dumps(key))
            if jwk["kty"] == "RSA":
                kek = {**jwk, "kty": "RSA-HSM", "key_ops": ["import"]}
                (self.folder / f"{name}.kek.json").write_text(json.dumps(kek))

    def answer(self, job):
        op = job["op"]
        kek = ".kek" if op.endswith("Transfer") else ""
        command = [self.kvjwk, "run", "--format", "json", "--op", op, "--alg", job["alg"],
                   "--key", str(self.folder / f"{job['name']}{kek}.json")]
        if "moved" in job or job["name"].startswith("oct"):
            command += ["--target", "managed-hsm", "--allow-unknown"]
        for option, member in (("--sig", "signature"), ("--iv", "iv"), ("--aad", "aad"), ("--tag", "tag")):
            if job.get(member) is not None:
                command += [option, job[member]]
        return self.run(command, self.input_of(job))

    def input_of(self, job):
        if job["op"] in ("wrapTransfer", "wrapRelease"):
            return (self.folder / f"{job['moved_name']}.json").read_bytes()
        text = job["digest"] if "digest" in job else job["value"]
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))

    def run(self, command, data):
        path = self.folder / hashlib.sha256(repr((command, data)).encode()).hexdigest()
        path.write_bytes(data)
        done = subprocess.run([*command, "--in", str(path)], capture_output=True, check=False, timeout=120, env=WITHOUT_LEAKS)
        if done.returncode != 0:
            return {"error": f"exit {done.returncode}: {(done.stdout + done.stderr).decode()[-600:]}"}
        given = json.loads(done.stdout)
        if "result" in given:
            given["value"] = given["result"]
        return given

    def answers(self, jobs):
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
            return dict(zip((job["id"] for job in jobs), pool.map(self.answer, jobs)))


# ---- there and back ------------------------------------------------------------------------------

def way_back(job, made):
    """The job that opens what was made."""
    back = {**job, "op": BACK[job["op"]]}
    if job["op"] == "sign":
        return {**back, "signature": made["value"]}
    return {**back, "value": made["value"], **{name: made[name] for name in ("iv", "tag") if name in made}}


def wrong(job, opened):
    """What is wrong with the answer to the job that opened; None when it is right."""
    if job["op"] == "sign":
        return None if opened.get("valid") is True else "not valid"
    if "moved" in job and "valid" in opened:
        return None if opened["valid"] else "another key"
    if "moved" in job:
        import peer_python  # the only peer that moves keys
        return None if opened.get("value") == b64u(peer_python.plain_key(job["moved"])) else "another key"
    return None if opened.get("value", "") == job["value"] else "another value"


class Check:
    """Makes with one side and opens with the other; counts."""

    def __init__(self):
        self.problems, self.missing, self.done = [], {}, 0

    def problem(self, words, job, what):
        self.problems.append(f"{words}: {job['op']} {job['alg']} {job['name']} {job.get('moved_name', '')}: {what}")

    def keep(self, words, jobs, answers):
        """The jobs that have an answer; the others are counted or told."""
        kept = []
        for job in jobs:
            answer = answers[job["id"]]
            if "missing" in answer:
                self.missing.setdefault((job["alg"], answer["missing"]), []).append(job)
            elif "error" in answer:
                self.problem(words, job, answer["error"])
            else:
                kept.append(job)
        return kept

    def one_way(self, jobs, make, unmake, words):
        made = make(jobs)
        jobs = self.keep(words, jobs, made)
        opened = unmake([way_back(job, made[job["id"]]) for job in jobs])
        for job in self.keep(words, jobs, opened):
            fault = wrong(job, opened[job["id"]])
            self.done += 1
            if fault:
                self.problem(words, job, fault)


def main():
    kvjwk, source, name = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
    sys.path.insert(0, str(pathlib.Path(__file__).parent))
    peer, reason = PEERS[name]()
    if peer is None:
        print(f"skipped: {reason}")
        sys.exit(77)
    keys = json.loads((source / "corpus/src/keys.json").read_text())
    jobs = all_jobs(keys, name == "python")
    check = Check()

    def theirs(given):
        return peer([peer_job(job) for job in given])

    with tempfile.TemporaryDirectory() as folder:
        ours = Ours(kvjwk, folder, keys)
        check.one_way(jobs, ours.answers, theirs, f"ours, opened by {name}")
        check.one_way(jobs, theirs, ours.answers, f"made by {name}, opened by us")
    for (alg, why), left in sorted(check.missing.items()):
        print(f"not in {name}: {alg}, {len(left)} operations ({why})")
    print("\n".join(check.problems))
    print(f"{check.done} times there and back, {len({job['alg'] for job in jobs})} algorithms, "
          f"{len(check.problems)} problems")
    sys.exit(1 if check.problems or check.done < 120 else 0)


if __name__ == "__main__":
    main()
