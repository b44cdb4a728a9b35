#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""kvjwk report on an inventory: every format by every way, against an own count of the same keys.

usage: test_report.py KVJWK SOURCE_DIR NODE_MODULES [browser]

CycloneDX's own validator, the schema of SARIF, and for OSCAL the schema that KVJWK_OSCAL_SCHEMA names (none: not validated).
With browser: Chromium opens the HTML. What is not installed is named, and exit 77 says that something was left out.
"""
import collections
import csv
import datetime
import hashlib
import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

AS_OF = "2026-11-24"
KEYS = 80
FORMATS = ("html", "markdown", "json", "ndjson", "csv", "cyclonedx", "cyclonedx-1.6", "oscal", "sarif")
SECRET = "A5k2fp6p0QZ3oY0zYqDMQZJ3MRMwQ4f7iBqkP3qOaCw"
KEY = {"kty": "EC", "crv": "P-256", "x": "crDHbZkpPE2FEKPwVICPV27Ifmycvn_6eX0f4RGZq1U",
       "y": "5E-c68fbGMzIVwxWgyblEfjv46I1CokCrrUk4OuwVuk"}
EVIL = ["</script><script>window.pwned=1</script>", "\"><img src=x onerror=\"window.pwned=1\">", "<svg/onload=window.pwned=1>",
        "javascript:window.pwned=1", "'-window.pwned=1-'", "=HYPERLINK(\"http://x\")", "+1+1", "@SUM(1)", "-2", "\t=1",
        "<style>*{display:none}</style>", "]]><![CDATA[", "\u202e\u0000\u0007", "{{7*7}}", "</title><base href=//x>", "##vso[x]",
        "<!--", "|x|y|", "[a](javascript:1)", "`"]
problems, left_out = [], []


def want(condition, what):
    if not condition:
        problems.append(what)


class Command:
    def __init__(self, path, work):
        self.path, self.work = path, work

    def __call__(self, *arguments, data=None, code=0, **environment):
        done = subprocess.run([self.path, "report", *map(str, arguments)], input=data, capture_output=True, check=False,
                              cwd=self.work, env={**os.environ, **environment})
        if done.returncode != code:
            problems.append(f"report {' '.join(map(str, arguments))}: exit {done.returncode}, not {code}: {done.stderr[:300]}")
        return done.stdout


def rows(text, kind="key"):
    return [row for row in map(json.loads, text.splitlines()) if row["row"] == kind]


# ---- against an own count ---------------------------------------------------------------------------


def own_counts(files):
    """What the inventory holds, counted from its text alone."""
    out = collections.Counter()
    now = int(datetime.datetime.fromisoformat(AS_OF).replace(tzinfo=datetime.timezone.utc).timestamp())
    for file in files:
        for line in file.read_text(encoding="ascii").splitlines():
            bundle = json.loads(line)
            attributes, key = bundle["attributes"], bundle.get("key", {})
            out["keys"] += 1
            out["expired"] += attributes.get("exp", now) < now
            out["no-expiry"] += "exp" not in attributes
            out["suspended"] += not attributes["enabled"]
            out["platform-1"] += attributes.get("hsmPlatform") == "1"
            out["secp256k1"] += key.get("crv") == "P-256K"
            ops = set(key.get("key_ops", []))
            out["mixed"] += bool(ops & {"sign", "verify"}) and bool(ops & {"wrapKey", "unwrapKey", "encrypt", "decrypt"})
    return out


def check_counts(report, files):
    own, got = own_counts(files), json.loads(report)
    summary, criteria = got["summary"], {c["criterion"]: c["keys"] for c in got["criteria"]}
    for name, number in (("keys", summary["keys"]), ("expired", summary["expiry"]["expired"]),
                         ("no-expiry", summary["expiry"]["no-expiry"]), ("suspended", summary["state"]["suspended"]),
                         ("platform-1", summary["protection"]["platform-1"]),
                         ("secp256k1", criteria["approved-curve"]["not-met"]), ("mixed", criteria["separate-use"]["not-met"])):
        want(own[name] == number, f"json: {name} is {number}, counted {own[name]}")
    want(sum(g["keys"] for g in got["groups"]) == own["keys"] and len(got["groups"]) == len(files), "json: groups")
    want([i["sha256"] for i in got["inputs"]] == [hashlib.sha256(f.read_bytes()).hexdigest() for f in files], "json: digests")


def check_csv(text, count):
    table = list(csv.reader(io.StringIO(text.decode("utf-8"))))
    want(len(table) == count + 1 and len({len(row) for row in table}) == 1, "csv: rows and columns")
    return table


def check_days(kvjwk, inventory):
    """The same keys on other days: what ends with 2030 is disallowed in 2031."""
    def disallowed(day):
        got = json.loads(kvjwk("--format", "json", "--as-of", day, "--regime", "sp800-131a", inventory))
        want(len(got["regime_results"]) == 1, "json: --regime")
        return got["regime_results"][0]["keys"]["disallowed"], got["regime_results"][0]["changes_in"].get("2031", 0)
    before, coming = disallowed("2030-12-31")
    after, rest = disallowed("2031-01-01")
    want(coming > 0 and after == before + coming and rest == 0, f"as-of: {before} + {coming}, then {after}")


# ---- ways -------------------------------------------------------------------------------------------


def check_ways(kvjwk, inventory, files, work):
    """One thread or several, at once or in parts, give the same bytes."""
    common = ("--as-of", AS_OF, "--group-by", "vault")
    names = [f.relative_to(work) for f in files]
    for i, name in enumerate(names):
        kvjwk("--format", f"ndjson:part{i}.ndjson", *common, name)
    parts = [f"part{i}.ndjson" for i in range(len(names))]
    (work / "half.ndjson").write_bytes(kvjwk("--merge", "--format", "ndjson", *parts[:3]))
    once = {}
    for name in FORMATS:
        once[name] = kvjwk("--format", name, *common, inventory.relative_to(work))
        want(once[name] == kvjwk("--merge", "--format", name, *parts), f"{name}: parts differ from one run")
    want(once["ndjson"] == kvjwk("--jobs", "1", "--format", "ndjson", *common, *names), "ndjson: one thread differs")
    want(once["json"] == kvjwk("--merge", "--format", "json", "half.ndjson", *parts[3:]), "json: merging twice differs")
    epoch = str(int(datetime.datetime.fromisoformat(AS_OF).replace(tzinfo=datetime.timezone.utc).timestamp()))
    want(once["json"] == kvjwk("--format", "json", "--group-by", "vault", inventory.relative_to(work), SOURCE_DATE_EPOCH=epoch),
         "json: SOURCE_DATE_EPOCH")
    parallel(kvjwk, names, once, work)
    kvjwk("--merge", names[0], code=2)
    (work / "cut.ndjson").write_bytes(b"".join((work / parts[0]).read_bytes().splitlines(True)[:-1]))
    kvjwk("--merge", "cut.ndjson", code=2)
    kvjwk("--format", f"ndjson:{work / 'other.ndjson'}", "--as-of", "2026-11-25", names[0])
    kvjwk("--merge", parts[0], "other.ndjson", code=2)
    return once


def parallel(kvjwk, names, once, work):
    """The recipe of docs/report.md."""
    if shutil.which("parallel") is None:
        left_out.append("GNU parallel (apt-get install parallel)")
        return
    (work / "shards").mkdir()
    recipe = (f"parallel -k {kvjwk.path} report --as-of {AS_OF} --group-by vault --format ndjson:shards/{{#}}.ndjson {{}} ::: \"$@\" && "
              f"{kvjwk.path} report --merge --format ndjson $(ls shards/*.ndjson | sort -V)")
    done = subprocess.run(["sh", "-c", recipe, "sh", *map(str, names)], capture_output=True, check=False, cwd=work,
                          env={**os.environ, "PARALLEL_HOME": str(work)})
    want(done.stdout == once["ndjson"], f"GNU parallel: differs: {done.stderr[:300]}")


def check_drift(kvjwk, work):
    """--compare: what changed, and the exit code of a gate."""
    def bundle(name, **attributes):
        return json.dumps({"key": {"kid": f"https://v.vault.azure.net/keys/{name}/" + "0" * 32, **KEY, "kty": "EC-HSM",
                                   "key_ops": ["sign", "verify"]},
                           "attributes": {"enabled": True, "created": 1750000000, "updated": 1750000000, "exp": 1900000000,
                                          **attributes}}) + "\n"
    old = bundle("a", hsmPlatform="2") + bundle("b", hsmPlatform="1") + bundle("c", hsmPlatform="2")
    new = bundle("a", hsmPlatform="1") + bundle("b", hsmPlatform="2") + bundle("d", hsmPlatform="2")
    (work / "old.ndjson").write_bytes(kvjwk("--format", "ndjson", "--as-of", AS_OF, "-", data=old.encode()))
    out = kvjwk("--format", "ndjson", "--as-of", AS_OF, "--compare", "old.ndjson", "-", data=new.encode(), code=1)
    found = {row["name"]: row["change"] for row in rows(out)}
    want(found == {"a": "weaker", "b": "stronger", "d": "new"}, f"compare: {found}")
    got = json.loads(kvjwk("--format", "json", "--as-of", AS_OF, "--compare", "old.ndjson", "-", data=new.encode(), code=1))
    want(got["compared"]["gone_keys"] == ["v/c"], f"compare: {got['compared']}")
    kvjwk("--format", "json", "--as-of", AS_OF, "--compare", "old.ndjson", "-", data=old.encode())
    for name in FORMATS:
        kvjwk("--format", name, "--as-of", AS_OF, "--compare", "old.ndjson", "-", data=new.encode(), code=1)
    # what is no whole report is no past: a gate would stand open
    lines = (work / "old.ndjson").read_bytes().splitlines(keepends=True)
    for number, text in enumerate((b"# a text\n", b"", b"".join(lines[:-1]), b"".join(lines[1:]))):
        (work / f"cut{number}").write_bytes(text)
        kvjwk("--compare", f"cut{number}", "-", data=new.encode(), code=2)


def check_rotation(kvjwk, work):
    """--rotation: policies tell when the keys of their name rotate, by the calendar."""
    (work / "policies").mkdir()
    for name, trigger in (("a", {"timeAfterCreate": "P1Y2M"}), ("b", {"timeBeforeExpiry": "P30D"})):
        policy = {"id": f"https://v.vault.azure.net/keys/{name}/rotationpolicy", "attributes": {"expiryTime": "P2Y"},
                  "lifetimeActions": [{"trigger": trigger, "action": {"type": "Rotate"}}]}
        (work / "policies" / f"{name}.json").write_text(json.dumps(policy), encoding="utf-8")
    data = "".join(json.dumps({"key": {"kid": f"https://v.vault.azure.net/keys/{name}/" + "0" * 32, **KEY, "key_ops": ["sign"]},
                               "attributes": {"enabled": True, "created": 1751241600, "updated": 1751241600, "exp": 1900000000}}) + "\n"
                   for name in "abc").encode()
    out = kvjwk("--rotation", "policies", "--format", "ndjson", "--as-of", AS_OF, "-", data=data)
    found = {row["name"]: (row["rotates"], row["criteria"]["rotation-set"]) for row in rows(out)}
    want(found == {"a": ("2026-08-30", "met"), "b": ("2030-02-15", "met"), "c": (None, "unknown")}, f"rotation: {found}")
    kvjwk("--rotation", "/no/such", "-", data=data, code=2)
    # a key that brings its policy along is a key, even when its type is not known yet
    template = {"contentVersion": "1.0.0.0", "parameters": {"t": {"type": "string"}}, "resources": [
        {"type": "Microsoft.KeyVault/vaults/keys", "name": "v/k", "apiVersion": "2023-07-01",
         "properties": {"kty": "[parameters('t')]", "rotationPolicy": {
             "attributes": {"expiryTime": "P2Y"},
             "lifetimeActions": [{"trigger": {"timeAfterCreate": "P1Y"}, "action": {"type": "rotate"}}]}}}]}
    found = rows(kvjwk("--format", "ndjson", "-", data=json.dumps(template).encode()))
    want([r["pointer"] for r in found] == ["/resources/0"], f"rotation in a template: {found}")


# ---- hostile and secret -----------------------------------------------------------------------------


def hostile_lines():
    for i, evil in enumerate(EVIL):
        yield {"key": {"kid": evil, **KEY, "key_ops": ["sign", evil]}, "attributes": {"enabled": True, "created": 1750000000},
               "tags": {"team": evil, evil[:100]: "x"}}
        yield {"kid": f"https://v.vault.azure.net/keys/k{i}", "kty": evil, "crv": evil}


def check_hostile(kvjwk, work):
    folder = work / "<td><script>window.pwned=1<"
    folder.mkdir()
    (folder / "x'\"><img src=x>.ndjson").write_text("".join(json.dumps(line) + "\n" for line in hostile_lines()), encoding="utf-8")
    (folder / "bad.json").write_text("<script>window.pwned=1</script>", encoding="utf-8")
    for name in FORMATS:
        out = kvjwk("--format", name, "--as-of", AS_OF, "--group-by", "tag:team", folder, code=3)
        want(b"##vso[" not in out, f"{name}: a command of a build agent")
        if name == "html":
            (work / "hostile.html").write_bytes(out)
        if name == "csv":
            for row in check_csv(out, 2 * len(EVIL)):
                for cell in row:
                    want(cell[:1] not in ("=", "+", "@", "\t") and not (cell[:1] == "-" and not cell[1:].isdigit()),
                         f"csv: formula {cell!r}")
        if name in ("json", "oscal", "sarif", "cyclonedx"):
            json.loads(out)


def check_secrets(kvjwk):
    private = {**KEY, "d": SECRET, "kid": "k"}
    octets = {"kty": "oct", "k": SECRET, "kid": "o"}
    data = "".join(json.dumps(k) + "\n" for k in (private, octets)).encode()
    digest = hashlib.sha256(data).hexdigest().encode()
    for name in FORMATS:
        out = kvjwk("--format", name, "--as-of", AS_OF, "-", data=data)
        want(SECRET.encode() not in out and SECRET[:12].encode() not in out, f"{name}: a secret")
        want(name not in ("html", "json", "ndjson", "markdown") or digest in out, f"{name}: no digest of the input")


# ---- those who read it --------------------------------------------------------------------------------


def node(modules, script, *arguments):
    return subprocess.run(["node", script, *map(str, arguments)], capture_output=True, text=True, check=False,
                          env={**os.environ, "KVJWK_NODE_MODULES": str(modules)})


def check_validators(once, work, source, modules):
    if not (modules / "@cyclonedx").exists() or shutil.which("node") is None:
        left_out.append("validators: sh tests/npm/install.sh BUILD/npm")
        return
    for name in ("cyclonedx", "cyclonedx-1.6", "sarif", "oscal"):
        (work / f"{name}.json").write_bytes(once[name])
    done = node(modules, source / "tests/npm/validate.js", "cyclonedx", work / "cyclonedx.json", work / "cyclonedx-1.6.json")
    want(done.returncode == 0, f"cyclonedx: {done.stdout[:500]}{done.stderr[:300]}")
    schemas = [("sarif", next(iter(sorted(modules.glob("@microsoft/sarif-multitool-*/sarif-2.1.0.json"))), None)),
               ("oscal", os.environ.get("KVJWK_OSCAL_SCHEMA"))]
    for name, schema in schemas:
        if schema is None:
            continue
        done = node(modules, source / "tests/npm/validate.js", "schema", schema, work / f"{name}.json")
        want(done.returncode == 0, f"{name}: {done.stdout[:500]}{done.stderr[:300]}")


def check_oscal(text):
    """What the schema asks for and can be said in a line each."""
    results = json.loads(text)["assessment-results"]
    result = results["results"][0]
    items = {i["uuid"] for i in result["local-definitions"]["inventory-items"]}
    observations = {o["uuid"] for o in result["observations"]}
    want(len(items) == len(result["local-definitions"]["inventory-items"]), "oscal: items of one uuid")
    want(all(s["subject-uuid"] in items for o in result["observations"] for s in o.get("subjects", [])), "oscal: subjects")
    want(all(r["observation-uuid"] in observations for f in result["findings"] for r in f["related-observations"]),
         "oscal: observations of findings")
    want(all(f["target"]["status"]["state"] in ("satisfied", "not-satisfied") for f in result["findings"]), "oscal: states")


def check_browser(work, source, modules):
    chromium = shutil.which("chromium")
    if chromium is None or not (modules / "puppeteer-core").exists() or shutil.which("node") is None:
        left_out.append("a browser: sh tools/apt.sh chromium; sh tests/npm/install.sh BUILD/npm")
        return
    done = node(modules, source / "tests/npm/report.js", chromium, work / "report.html", work / "hostile.html")
    want(done.returncode == 0, f"browser: {done.stdout[:3000]}{done.stderr[:500]}")


def in_browser(kvjwk, inventory, work, source, modules):
    """The report and one of hostile keys, as people see them."""
    (work / "report.html").write_bytes(kvjwk("--format", "html", "--as-of", AS_OF, "--group-by", "vault", inventory))
    check_hostile(kvjwk, work)
    check_browser(work, source, modules)


def by_command(kvjwk, inventory, work, source, modules):
    files = sorted(inventory.rglob("*.ndjson"))
    once = check_ways(kvjwk, inventory, files, work)
    check_counts(once["json"], files)
    check_csv(once["csv"], KEYS)
    check_oscal(once["oscal"])
    check_days(kvjwk, inventory)
    check_drift(kvjwk, work)
    check_rotation(kvjwk, work)
    check_hostile(kvjwk, work)
    check_secrets(kvjwk)
    kvjwk("--format", "json", "-", data=b"[]", code=4)
    kvjwk("/no/such/file", code=3)
    check_validators(once, work, source, modules)


def main():
    kvjwk_path, source, modules = map(pathlib.Path, sys.argv[1:4])
    test = in_browser if sys.argv[4:] == ["browser"] else by_command
    with tempfile.TemporaryDirectory() as name:
        work = pathlib.Path(name)
        inventory = work / "inventory"
        subprocess.run([sys.executable, source / "tools/mkinventory.py", "--keys", str(KEYS), "--seed", "3", inventory], check=True)
        test(Command(kvjwk_path, work), inventory, work, source, modules)
    for line in problems[:40]:
        print(line)
    for line in left_out:
        print(f"left out: {line}")
    sys.exit(1 if problems else 77 if left_out else 0)


if __name__ == "__main__":
    main()
