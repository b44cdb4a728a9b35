#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""kvjwk corpus: good and bad programs behind the protocol, the score, and mutants.

usage: test_corpus_run.py KVJWK SOURCE_DIR [ADAPTER]

ADAPTER: a kvjwk that answers, for instance a faster build; KVJWK by default.
"""
import base64
import json
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

FAKE = r'''
import base64, json, os, signal, sys, time
how, manifest, *more = sys.argv[1:]
features = " ".join(more)
rows = {c["id"]: c for c in json.load(open(manifest))["cases"]}
if how == "dies": sys.exit("no such library")
if how == "silent": time.sleep(60)
if how == "old": print("hello kvjwk-corpus/0 fake 1", flush=True); time.sleep(60)
if how == "nameless": print("hello kvjwk-corpus/1", flush=True); time.sleep(60)
if how == "layer": print("hello kvjwk-corpus/1 fake 1 layers=jwt", flush=True); time.sleep(60)
if how == "first": print("a" * 100, flush=True); time.sleep(60)
if how == "endless":
    print("hello kvjwk-corpus/1 fake 1", flush=True)
    while True: sys.stdout.write("x" * 65536)
if how == "early": print("hello kvjwk-corpus/1 fake 1\nec-a accept", flush=True)
else: print("hello kvjwk-corpus/1 fake 1.0", features, flush=True)
sent = 0
for line in sys.stdin:
    name, profile, text = line.split()
    layer = profile.split(":")[0]
    expected = rows[name]["verdicts"][layer]
    octets = b"" if text == "-" else base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    assert octets == open(os.path.join(os.path.dirname(manifest), rows[name]["file"]), "rb").read()
    answer = "accept" if expected == "policy" else expected
    sent += 1
    if how == "accepts": answer = "accept some reason"
    if how == "refuses": answer = "reject"
    if how == "skips": answer = "skip"
    if how == "crlf": answer += "\r"
    if how == "crash" and name.endswith("-d-zero"): os.kill(os.getpid(), signal.SIGSEGV)
    if how == "exits" and name.endswith("-d-zero"): sys.exit(3)
    if how == "hang" and name == "ec-p256-d-zero": time.sleep(60)
    if how == "hangs": time.sleep(60)
    if how == "garbage": print("%$ \x1b[2J"); answer = ""
    if how == "word": answer = "perhaps"
    if how == "wrong" and sent == 3: name = "somebody-else"
    if how == "twice": print(name, answer)
    print(name, answer, flush=True)
'''
failures = []


def check(what, condition, detail=""):
    if not condition:
        failures.append(what)
        print(f"{what}: {detail}")


class Tool:
    def __init__(self, kvjwk, source, folder):
        self.kvjwk, self.source, self.folder = kvjwk, source, folder
        self.fake = folder / "a fake.py"
        self.fake.write_text(FAKE)

    def run(self, *arguments, **more):
        return subprocess.run([self.kvjwk, "corpus", *map(str, arguments)], capture_output=True,
                              text=True, cwd=self.source, timeout=120, check=False, **more)

    def command(self, how, features="", corpus=None):
        manifest = (corpus or self.folder / "small") / "manifest.json"
        return f"exec {sys.executable} -S -E '{self.fake}' {how} '{manifest}' {features}"

    def score(self, how, *more, features=""):
        run = self.run("run", "--cmd", self.command(how, features), "--format", "json", *more,
                       self.folder / "small")
        try:
            return run.returncode, json.loads(run.stdout)
        except ValueError:
            return run.returncode, {"summary": {}, "cases": [], "error": run.stderr}


def small_corpus(tool):
    """The EC keys of the corpus alone, in files of its own."""
    whole = json.loads((tool.source / "corpus/manifest.json").read_text())
    small = tool.folder / "small"
    small.mkdir()
    rows = [c for c in whole["cases"] if c["group"] == "jwa-ec"]
    (small / "manifest.json").write_text(json.dumps({**whole, "cases": rows}))
    (small / "cases").symlink_to(tool.source / "corpus/cases")
    return rows


def test_scores(tool, rows):
    verdicts = [(c, v) for c in rows for v in c["verdicts"].values()]
    wanted = {v: sum(w == v for _, w in verdicts) for v in ("accept", "reject", "policy")}
    code, said = tool.score("perfect")
    s = said["summary"]
    check("perfect", code == 0 and s["right"] == wanted["accept"] + wanted["reject"] and
          s["either"] == wanted["policy"] and s["asked"] == len(verdicts), said["summary"])
    check("hello", said["implementation"]["name"] == "fake" and
          said["implementation"]["version"] == "1.0", said.get("implementation"))
    code, said = tool.score("accepts")
    check("accepts", code == 1 and said["summary"]["wrongly_accepted"] == wanted["reject"] and
          said["summary"]["wrongly_refused"] == 0, said["summary"])
    check("reason", any(c.get("reason") == "some reason" for c in said["cases"]))
    code, said = tool.score("refuses")
    check("refuses", code == 1 and said["summary"]["wrongly_refused"] == wanted["accept"],
          said["summary"])
    code, said = tool.score("crlf")
    check("carriage returns", code == 0, said["summary"])
    code, said = tool.score("skips")
    check("skips", code == 4, code)
    code, said = tool.score("perfect", "--layer", "jwa", "--layer", "json")
    check("layers", code == 0 and set(said["layers"]) == {"jwa", "json"}, said.get("layers"))
    code, said = tool.score("refuses", features="layers=jwa features=ec-p256,private")
    asked = sum("jwa" in c["verdicts"] and set(c["features"]) <= {"ec-p256", "private"}
                for c in rows)
    check("claims", said["summary"]["asked"] == asked and said["summary"]["skipped"] > 0,
          said["summary"])


def test_deaths(tool, rows):
    crashing = {c["id"] for c in rows if c["id"].endswith("-d-zero")}
    for how, word in (("crash", "signal 11"), ("exits", "status 3")):
        code, said = tool.score(how, "--layer", "jwa")
        found = {c["id"] for c in said["cases"] if c["outcome"] == "crashed"}
        reasons = [c["reason"] for c in said["cases"] if c["outcome"] == "crashed"]
        check(how, code == 1 and found == crashing and all(word in r for r in reasons),
              (code, found, reasons, said.get("error")))
        check(how + ": the others", said["summary"].get("right", 0) > len(rows) / 2)
    code, said = tool.score("hang", "--layer", "jwa", "--timeout", "2")
    found = [c["id"] for c in said["cases"] if c["outcome"] == "hung"]
    check("hang", code == 1 and found == ["ec-p256-d-zero"], (code, found))


def test_bad_programs(tool):
    small = tool.folder / "small"
    bad = {"dies": "ended before its hello: exit status 1: no such library",
           "old": "does not speak kvjwk-corpus/1", "nameless": "no name and version",
           "layer": "a layer that does not exist", "first": "no hello",
           "endless": "does not end", "garbage": "answered %$; expected",
           "word": "none of accept, reject, skip: perhaps", "wrong": "answered somebody-else",
           "early": "answered ec-a; expected", "twice": "expected the answer to"}
    bad["silent"] = "said no hello in time"
    for how, words in bad.items():
        patience = ["--timeout", "1"] if how == "silent" else []
        run = tool.run("run", "--cmd", tool.command(how), "--layer", "jwa", *patience, small)
        check(how, run.returncode == 2 and words in run.stderr, (run.returncode, run.stderr))
        check(how + ": no control characters", "\x1b" not in run.stderr)
    run = tool.run("run", "--cmd", "/no/such/program", small)
    check("no program", run.returncode == 2 and "not found" in run.stderr, run.stderr)
    # a shell reads the command: quotes, variables and pipes are its own
    run = tool.run("run", "--layer", "jwa", "--cmd",
                   "X=1; test \"$X\" = 1 && " + tool.command("perfect") + " | cat", small)
    check("a shell", run.returncode == 0, run.stderr)


def test_usage(tool):
    cases = [(("run",), 2, "needs --cmd"), (("rnu",), 2, "did you mean"), ((), 2, "expected"),
             (("run", "--cmd", "true", "--layer", "jwt"), 2, "known values"),
             (("run", "--cmd", "true", "--timeout", "0"), 2, "seconds"),
             (("run", "--cmd", "true", "/no/such/corpus"), 3, "manifest.json"),
             (("mutate", "--seed", "x"), 2, "decimal"), (("mutate", "/no/such/file"), 3, "")]
    for arguments, code, words in cases:
        run = tool.run(*arguments)
        check(f"usage {arguments}", run.returncode == code and words in run.stderr,
              (run.returncode, run.stderr))
    wrong = tool.folder / "wrong"
    wrong.mkdir()
    for text in ("{", "{}", '{"cases": [{"id": "a", "file": "../x", "verdicts": {}}]}',
                 '{"cases": [{"id": "a", "file": "x", "verdicts": {"jwk": "maybe"}}]}'):
        (wrong / "manifest.json").write_text(text)
        check(f"manifest {text}", tool.run("run", "--cmd", "true", wrong).returncode == 3)


def test_formats(tool):
    command, small = tool.command("accepts"), tool.folder / "small"
    text = tool.run("run", "--cmd", command, "--layer", "jwa", small).stdout
    check("text", "wrongly accepted:\n" in text and "ec-p256-d-zero" in text, text[:500])
    tree = xml.fromstring(tool.run("run", "--cmd", command, "--format", "junit", small).stdout)
    tests, failed = tree.findall(".//testcase"), tree.findall(".//failure")
    check("junit", int(tree.get("tests")) == len(tests) and
          int(tree.get("failures")) == len(failed) > 0, (len(tests), len(failed)))
    table = tool.run("run", "--cmd", command, "--format", "markdown", small).stdout
    check("markdown", "| wrongly accepted | jwa | `ec-p256-d-zero` |" in table, table[:500])


def test_self(tool, adapter):
    """kvjwk behind its own protocol: nothing may be wrong, and every layer is asked."""
    run = tool.run("run", "--cmd", f"'{adapter}' corpus answer", "--format", "json")
    said = json.loads(run.stdout or '{"layers": {}, "cases": []}')
    check("kvjwk", run.returncode == 0 and len(said["layers"]) == 8,
          [c["id"] for c in said["cases"] if "wrong" in c["outcome"]] or run.stderr)
    check("kvjwk skips nothing", said["summary"]["skipped"] == 0, said["summary"])
    run = tool.run("answer", input="\nx\nx jwt e30\nx jwk:a e30\nx jwk:limits=* e30\n"
                                   "x jwk *\nx jwk -\nx json e30\nx jwk e30\n")
    words = [line.split()[1] for line in run.stdout.splitlines()[1:]]
    check("answers", words == ["skip"] * 6 + ["reject", "accept", "reject"], run.stdout)


def findings_of(tool, text):
    run = subprocess.run([tool.kvjwk, "check", "--target", "rfc", "--format", "ndjson", "-"],
                         input=text, capture_output=True, check=False)
    return run.stdout.decode()


def test_mutants(tool, adapter):
    sys.path.insert(0, str(tool.source / "tools"))
    import corpuslabels
    first = tool.run("mutate", "--seed", 7, "--count", 300)
    check("mutate", first.returncode == 0 and len(first.stdout.splitlines()) == 300, first.stderr)
    check("deterministic", tool.run("mutate", "--seed", 7, "--count", 300).stdout == first.stdout)
    check("a seed", tool.run("mutate", "--seed", 8, "--count", 9).stdout not in first.stdout)
    rows = [json.loads(line) for line in first.stdout.splitlines()]
    check("many damages", len({r["damage"] for r in rows}) > 40)
    documents = [base64.urlsafe_b64decode(r["base64url"] + "==") for r in rows]
    for row, octets in zip(rows, documents):
        check("text", "text" not in row or row["text"].encode() == octets, row["id"])
    lines = "".join(f"{r['id']} {r['layer']} {r['base64url']}\n" for r in rows)
    answers = subprocess.run([adapter, "corpus", "answer"], input=lines, capture_output=True,
                             text=True, check=False).stdout.splitlines()[1:]
    for row, answer in zip(rows, answers):
        name, word = answer.split()[:2]
        check(f"mutant {row['damage']}", name == row["id"] and
              row["verdict"] in (word, "policy"), (answer, row))
    seen = set()
    with tempfile.TemporaryDirectory() as folder:
        for row, octets in zip(rows, documents):
            if row["rule"] and row["damage"] not in seen:  # one of each: a file for a rule
                seen.add(row["damage"])
                (pathlib.Path(folder) / f"{row['damage']}.json").write_bytes(octets)
        run = subprocess.run([tool.kvjwk, "check", "--target", "rfc", "--format", "json",
                              "--kind", "jwk", folder], capture_output=True, text=True, check=False)
        found = {pathlib.Path(d["file"]).stem: json.dumps(d)
                 for d in json.loads(run.stdout)["documents"]}
    for row in rows:
        if row["damage"] in seen:
            seen.discard(row["damage"])
            check(f"rule of {row['damage']}", f'"{row["rule"]}"' in found.get(row["damage"], ""),
                  row["rule"])
    for row in rows:  # mutants and the manifest leave the same rules open
        if row["rule"] in corpuslabels.OPEN:
            check(f"{row['rule']} is open", row["verdict"] == "policy", row["verdict"])
    key = tool.source / "corpus/cases/jwa-ec/ec-p256-clean.json"
    run = tool.run("mutate", "--count", 5, key)
    check("of a file", all(json.loads(line)["source"] == str(key)
                           for line in run.stdout.splitlines()), run.stdout)
    bad = tool.source / "corpus/cases/jwa-ec/ec-p256-d-zero.json"
    check("of a bad key", tool.run("mutate", bad).returncode == 2)


def main():
    kvjwk, source = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    adapter = pathlib.Path(sys.argv[3]).resolve() if len(sys.argv) > 3 else kvjwk
    with tempfile.TemporaryDirectory() as folder:
        tool = Tool(kvjwk, source, pathlib.Path(folder))
        rows = small_corpus(tool)
        test_scores(tool, rows)
        test_deaths(tool, rows)
        test_bad_programs(tool)
        test_usage(tool)
        test_formats(tool)
        test_self(tool, adapter)
        test_mutants(tool, adapter)
    print(f"{len(failures)} wrong")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
