#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The shipped JSON Schema of policy files and the command agree on what a policy file may hold: the
example, the policies of the corpus, and many small changes to them.

usage: test_policy_schema.py KVJWK SOURCE_DIR
"""
import copy
import json
import pathlib
import subprocess
import sys
import tempfile

try:
    import jsonschema
except ImportError:
    sys.exit("python3-jsonschema is not installed")

# What the schema cannot say, since it knows neither the rules nor the calendar nor Azure's GUIDs.
BEYOND = ("there is no rule", "expected a date", "there is no built-in definition",
          "the set that begins", "has no parameter", "has no value", "expected a number",
          "a list of texts", "it takes", "version ")


def changes(value):
    """The value with one thing changed, for every thing in it."""
    if isinstance(value, dict):
        for name in value:
            without = {n: v for n, v in value.items() if n != name}
            yield without
            yield {**without, name + "x": value[name]}
            for other in (None, True, 7, "x", [], {}):
                yield {**value, name: other}
            for inner in changes(value[name]):
                yield {**value, name: inner}
    elif isinstance(value, list):
        yield []
        for i, item in enumerate(value):
            yield value[:i] + [None] + value[i + 1:]
            for inner in changes(item):
                yield value[:i] + [inner] + value[i + 1:]


class Judges:
    def __init__(self, kvjwk, root):
        self.kvjwk = kvjwk
        text = (root / "docs/schema/kvjwk-policy.schema.json").read_text(encoding="utf-8")
        schema = json.loads(text)
        jsonschema.Draft7Validator.check_schema(schema)
        self.validator = jsonschema.Draft7Validator(schema)
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.bad = self.count = 0

    def ask(self, policies):
        """What the command says of each, in one run."""
        names = []
        for i, policy in enumerate(policies):
            names.append(str(self.folder / f"{i}.json"))
            pathlib.Path(names[-1]).write_text(json.dumps(policy), encoding="utf-8")
        run = subprocess.run([self.kvjwk, "policy", "check", *names], capture_output=True,
                             text=True, check=False)
        if run.returncode not in (0, 2):
            sys.exit(f"exit {run.returncode}: {run.stderr}")
        said = {name: [] for name in names}
        for line in run.stderr.splitlines():
            said[line.split(":")[0]].append(line)
        return [said[name] for name in names]

    def compare(self, policies):
        for policy, said in zip(policies, self.ask(policies)):
            self.count += 1
            wrong = [e.message for e in self.validator.iter_errors(policy)]
            mistakes = [s for s in said if not any(b in s for b in BEYOND)]
            if bool(wrong) == bool(mistakes) or (wrong and said):
                continue
            self.bad += 1
            if self.bad < 10:
                print(f"they disagree: {json.dumps(policy)}\n  schema: {wrong}\n  command: {said}")


def main():
    root = pathlib.Path(sys.argv[2])
    judges = Judges(sys.argv[1], root)
    example = json.loads((root / "examples/policy.kvjwk.json").read_text(encoding="utf-8"))
    manifest = json.loads((root / "corpus/manifest.json").read_text(encoding="utf-8"))
    policies = [example] + [c["options"]["policy"] for c in manifest["cases"]
                            if "policy" in c["options"]]
    for policy in policies:
        if list(judges.validator.iter_errors(policy)):
            sys.exit(f"not by the schema: {json.dumps(policy)}")
    all_changes = policies + [copy.deepcopy(c) for c in changes(example)]
    for start in range(0, len(all_changes), 200):
        judges.compare(all_changes[start:start + 200])
    print(f"{judges.count} policy files, {judges.bad} judged differently")
    sys.exit(1 if judges.bad or judges.count < 400 else 0)


if __name__ == "__main__":
    main()
