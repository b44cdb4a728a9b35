#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes the labelled corpus: corpus/src/*.json -> corpus/cases/GROUP/ID.json and corpus/manifest.json.

usage: mkcorpus.py [--check] [CORPUS_DIR]

The output depends on the sources alone. --check writes nothing and exits 1 when something differs.
A faulty case is named with its file and reason; the others are still made, and the exit code is 2.
The format of the sources is described in corpus/README.md.
"""
import base64
import copy
import datetime
import json
import os
import pathlib
import re
import sys
import tempfile

import corpuslabels

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
RULE = re.compile(r"(json|jwk|jwa|kv|material|policy|regime|input)-[a-z0-9]+(-[a-z0-9]+)*")
LAYERS = ("json", "jwk", "jwa", "keyvault", "material", "set", "request", "input")
VERDICTS = ("pass", "fail", "unknown", "none")
MATERIAL = ("off", "quick", "full", "deep")
TARGETS = ("any", "vault-standard", "vault-premium", "managed-hsm", "rfc")
LIMITS = ("bytes", "depth", "members", "keys", "integer_bits", "findings")
PRIVATE = ("d", "p", "q", "dp", "dq", "qi")
ENCODED = ("n", "e", "d", "p", "q", "dp", "dq", "qi", "k", "x", "y")
SOURCES = ("base", "json", "text", "hex")
REQUIRED = ("id", "description", "clause", "layer", "expect")
OPTIONAL = SOURCES + ("public", "wrap", "edit", "options", "rules", "near", "verdicts")
NOT_GROUPS = ("keys.json", "seeds.json")


class Fault(Exception):
    """What is wrong with a source, in words for its author."""


# ---- base64 ----------------------------------------------------------------------------------


def b64url(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def from_b64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def standard_base64(text):
    return base64.b64encode(from_b64url(text)).decode()


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


# ---- values of the sources: {"$name": argument} -----------------------------------------------


class Values:
    """Turns the $-objects of a source into plain JSON."""

    def __init__(self, keys):
        self.keys = keys
        self.makers = {
            "$hex": lambda a: b64url(bytes.fromhex(a)),
            "$text": lambda a: b64url(a.encode()),
            "$json": lambda a: b64url(compact(self.resolve(a))),
            "$json64": lambda a: base64.b64encode(compact(self.resolve(a))).decode(),
            "$fill": lambda a: b64url(bytes([a[1]]) * a[0]),
            "$repeat": lambda a: self.resolve(a[0]) * a[1],
            "$join": lambda a: "".join(self.resolve(a)),
            "$numbered": lambda a: "".join(a[0].replace("#", str(i)) for i in range(a[1])),
            "$key": self.key,
            "$member": lambda a: self.key(a[0])[a[1]],
            "$zeros": lambda a: b64url(b"\0" * a[2] + from_b64url(self.key(a[0])[a[1]])),
            "$strip": lambda a: b64url(from_b64url(self.key(a[0])[a[1]]).lstrip(b"\0")),
        }

    def key(self, name):
        if name not in self.keys:
            raise Fault(f"no key {name!r} in keys.json")
        return copy.deepcopy(self.keys[name])

    def resolve(self, value):
        if isinstance(value, list):
            return [self.resolve(item) for item in value]
        if not isinstance(value, dict):
            return value
        name = next((n for n in value if n.startswith("$") and n != "$schema"), None)
        if name is None:
            return {n: self.resolve(v) for n, v in value.items()}
        if len(value) != 1 or name not in self.makers:
            raise Fault(f"no such value: {json.dumps(value)[:80]}")
        try:
            return self.makers[name](value[name])
        except (TypeError, ValueError, KeyError, IndexError, AttributeError) as e:
            raise Fault(f"{name} cannot take {json.dumps(value[name])[:80]} ({e})") from e


# ---- templates ---------------------------------------------------------------------------------

KID = "https://contoso.vault.azure.net/keys/sample/0123456789abcdef0123456789abcdef"
RECOVERY = "https://contoso.vault.azure.net/deletedkeys/sample"
OPERATIONS = {
    "RSA": ["encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey"],
    "EC": ["sign", "verify"],
    "oct": ["encrypt", "decrypt", "wrapKey", "unwrapKey"],
}
AZ_KEY_MEMBERS = ("crv", "d", "dp", "dq", "e", "k", "keyOps", "kid", "kty", "n", "p", "q", "qi", "t",
                  "x", "y")


def held(key):
    """A key as the service answers with it: its identifier first, and its operations."""
    operations = OPERATIONS.get(key.get("kty"), ["sign", "verify"])
    rest = {n: v for n, v in key.items() if n != "kty"}
    return {"kid": KID, "kty": key.get("kty"), "key_ops": list(operations), **rest}


def attributes():
    return {"enabled": True, "created": 1700000000, "updated": 1700000000,
            "recoveryLevel": "Recoverable+Purgeable", "recoverableDays": 90}


def wrap_bundle(key):
    return {"key": held(key), "attributes": attributes(), "tags": {}}


def wrap_deleted(key):
    return {"recoveryId": RECOVERY, "deletedDate": 1700003600, "scheduledPurgeDate": 1707779600,
            **wrap_bundle(key)}


def wrap_import(key):
    return {"key": key, "attributes": {"enabled": True}, "tags": {}}


def wrap_set(key):
    return {"keys": [key]}


def wrap_az(key):
    full = held(key)
    full["keyOps"] = full.pop("key_ops")
    for name in ENCODED:
        if isinstance(full.get(name), str):
            full[name] = standard_base64(full[name])
    return {
        "attributes": {"created": "2023-11-14T22:13:20+00:00", "enabled": True, "expires": None,
                       "exportable": False, "notBefore": None, "recoverableDays": 90,
                       "recoveryLevel": "Recoverable+Purgeable",
                       "updated": "2023-11-14T22:13:20+00:00"},
        "key": {name: full.get(name) for name in AZ_KEY_MEMBERS},
        "managed": None, "releasePolicy": None, "tags": {}}


TEMPLATES = {"key-bundle": wrap_bundle, "deleted-key-bundle": wrap_deleted,
             "key-import": wrap_import, "jwk-set": wrap_set, "az-key": wrap_az}


# ---- edits -------------------------------------------------------------------------------------


def steps_of(pointer):
    if pointer == "":
        return []
    if not isinstance(pointer, str) or not pointer.startswith("/"):
        raise Fault(f"{pointer!r} is no JSON pointer")
    return [s.replace("~1", "/").replace("~0", "~") for s in pointer[1:].split("/")]


def step_into(value, step, pointer):
    if isinstance(value, dict) and step in value:
        return value[step]
    if isinstance(value, list) and step.isdigit() and int(step) < len(value):
        return value[int(step)]
    raise Fault(f"nothing at {pointer!r}")


class Document:
    """The wrapped document, under the edits of a case; text once a raw edit was made."""

    def __init__(self, root):
        self.box = {"": root}
        self.raw_text = None

    def place(self, pointer):
        """The container and the step that pointer ends with; the root stands in a box."""
        steps = [""] + steps_of(pointer)
        container = self.box
        for step in steps[:-1]:
            container = step_into(container, step, pointer)
        step = steps[-1]
        if isinstance(container, list) and step.isdigit():
            return container, int(step)
        return container, step

    def get(self, pointer):
        container, step = self.place(pointer)
        return step_into(container, str(step), pointer)

    def edit_set(self, pointer, value):
        container, step = self.place(pointer)
        if isinstance(container, list) and step in ("-", len(container)):
            container.append(value)
        elif isinstance(container, dict) or (isinstance(container, list) and step != "-"):
            container[step] = value
        else:
            raise Fault(f"cannot set {pointer!r}")

    def edit_remove(self, pointer):
        self.get(pointer)
        container, step = self.place(pointer)
        del container[step]

    def edit_rename(self, pointer, name):
        self.get(pointer)
        container, step = self.place(pointer)
        if not isinstance(container, dict) or name in container:
            raise Fault(f"cannot rename {pointer!r} to {name!r}")
        members = [(name if n == step else n, v) for n, v in container.items()]
        container.clear()
        container.update(members)

    def edit_move(self, source, target):
        value = self.get(source)
        self.edit_remove(source)
        self.edit_set(target, value)

    def text_at(self, pointer):
        text = self.get(pointer)
        if not isinstance(text, str):
            raise Fault(f"the value at {pointer!r} is no string")
        return text

    def edit_append(self, pointer, text):
        self.edit_set(pointer, self.text_at(pointer) + text)

    def edit_prepend(self, pointer, text):
        self.edit_set(pointer, text + self.text_at(pointer))

    def edit_insert(self, pointer, index, text):
        old = self.text_at(pointer)
        self.edit_set(pointer, old[:index] + text + old[index:])

    def edit_raw(self, old, new):
        text = self.text()
        if text.count(old) != 1:
            raise Fault(f"{old!r} stands {text.count(old)} times in the text; expected once")
        self.raw_text = text.replace(old, new)

    def edit(self, edit):
        name, *arguments = edit
        method = getattr(self, f"edit_{name}", None)
        if method is None:
            raise Fault(f"no such edit: {name!r}")
        if self.raw_text is not None and name != "raw":
            raise Fault("only raw edits may follow a raw edit")
        try:
            method(*arguments)
        except (TypeError, ValueError, KeyError, IndexError, AttributeError) as e:
            raise Fault(f"edit {json.dumps(edit)[:80]} failed ({e})") from e

    def text(self):
        if self.raw_text is not None:
            return self.raw_text
        return json.dumps(self.box[""], indent=2, ensure_ascii=False) + "\n"


# ---- one case ----------------------------------------------------------------------------------


def check_members(case):
    missing = [n for n in REQUIRED if n not in case]
    unknown = [n for n in case if n not in REQUIRED + OPTIONAL]
    if missing:
        raise Fault(f"no member {', '.join(missing)}")
    if unknown:
        raise Fault(f"unknown member {', '.join(unknown)}")
    if sum(n in case for n in SOURCES) != 1:
        raise Fault(f"expected exactly one of {', '.join(SOURCES)}")
    for name in ("description", "clause"):
        if not isinstance(case[name], str) or not case[name].strip():
            raise Fault(f"{name} is empty")
    if "base" not in case and "public" in case:
        raise Fault("public needs a base")
    if not ("base" in case or "json" in case) and "wrap" in case:
        raise Fault("wrap needs a base or json")


def check_labels(case):
    if case["layer"] not in LAYERS:
        raise Fault(f"layer {case['layer']!r} is none of {', '.join(LAYERS)}")
    if case["expect"] not in VERDICTS:
        raise Fault(f"expect {case['expect']!r} is none of {', '.join(VERDICTS)}")
    rules, near = case.get("rules", []), case.get("near", [])
    for rule in rules + near:
        if not isinstance(rule, str) or not RULE.fullmatch(rule):
            raise Fault(f"{rule!r} is no rule id")
    if len(set(rules + near)) != len(rules + near):
        raise Fault("a rule is named twice")
    for layer, verdict in case.get("verdicts", {}).items():
        if layer not in LAYERS or verdict not in corpuslabels.VERDICTS + (None,):
            raise Fault(f"no layer has the verdict {layer}: {verdict}")


def is_date(value):
    try:
        return isinstance(value, str) and datetime.date.fromisoformat(value) is not None
    except ValueError:
        return False


OPTION_CHECKS = {
    "target": lambda v: v in TARGETS,
    "edition": lambda v: isinstance(v, str) and re.fullmatch(r"\d{4}-\d\d", v),
    "kind": lambda v: isinstance(v, str) and NAME.fullmatch(v),
    "allow_preview": lambda v: isinstance(v, bool),
    "api_version": lambda v: isinstance(v, str) and re.fullmatch(r"[0-9][-.0-9a-z]*", v),
    "as_of": is_date,
    "material": lambda v: v in MATERIAL,
    "across": lambda v: isinstance(v, bool),
    "parameters": lambda v: isinstance(v, dict),
    "policy": lambda v: isinstance(v, dict) and v.get("version") == 1,
    "limits": lambda v: isinstance(v, dict) and all(
        n in LIMITS and isinstance(x, int) and x > 0 for n, x in v.items()),
}


def check_options(options):
    for name, value in options.items():
        if name not in OPTION_CHECKS:
            raise Fault(f"no such option: {name!r}")
        if not OPTION_CHECKS[name](value):
            raise Fault(f"option {name} cannot be {json.dumps(value)}")


def subject_of(case, values):
    if "json" in case:
        return values.resolve(case["json"])
    key = values.key(case["base"])
    if case.get("public"):
        key = {n: v for n, v in key.items() if n not in PRIVATE}
    return key


def structured(case, values):
    root = subject_of(case, values)
    if "wrap" in case:
        if case["wrap"] not in TEMPLATES:
            raise Fault(f"wrap {case['wrap']!r} is none of {', '.join(TEMPLATES)}")
        root = TEMPLATES[case["wrap"]](root)
    return Document(root)


def bytes_of(case, values):
    """The exact octets of the case file."""
    if "hex" in case:
        return bytes.fromhex(case["hex"])
    if "text" in case:
        document = Document(None)
        document.raw_text = values.resolve(case["text"])
    else:
        document = structured(case, values)
    for edit in case.get("edit", []):
        document.edit(values.resolve(edit))
    return document.text().encode()


def make_case(case, group, values):
    """A row of the manifest and the octets of its file."""
    try:
        check_members(case)
        check_labels(case)
        check_options(case.get("options", {}))
        row = {"id": case["id"], "group": group, "file": f"cases/{group}/{case['id']}.json",
               "description": case["description"], "clause": case["clause"],
               "layer": case["layer"], "options": case.get("options", {}),
               "expect": case["expect"], "rules": case.get("rules", []),
               "near": case.get("near", []), "seeds": [], "defects": []}
        octets = bytes_of(case, values)
        row["verdicts"] = corpuslabels.verdicts_of(row, octets, case.get("verdicts", {}))
        row["features"] = corpuslabels.features_of(row, octets)
        return row, octets
    except (TypeError, ValueError, AttributeError) as e:
        raise Fault(str(e)) from e


# ---- all of them -------------------------------------------------------------------------------


def no_duplicates(pairs):
    """A member that stands twice in a source is a slip of its author."""
    names = [n for n, _ in pairs]
    twice = {n for n in names if names.count(n) > 1}
    if twice:
        raise Fault(f"member {', '.join(sorted(twice))} stands twice in one object")
    return dict(pairs)


def load(path):
    try:
        return json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=no_duplicates)
    except ValueError as e:
        raise Fault(f"not JSON: {e}") from e


def cases_of(path):
    source = load(path)
    if not isinstance(source, dict) or source.get("group") != path.stem:
        raise Fault(f"member group is not {path.stem!r}")
    if not NAME.fullmatch(path.stem) or not isinstance(source.get("cases"), list):
        raise Fault("expected {\"group\": NAME, \"cases\": [...]}")
    return source["cases"]


class Corpus:
    """Everything that belongs into the folder, and what was wrong on the way."""

    def __init__(self):
        self.rows, self.files, self.faults = {}, {}, []

    def add(self, path, case, values):
        name = case.get("id") if isinstance(case, dict) else None
        try:
            if not isinstance(name, str) or not NAME.fullmatch(name):
                raise Fault("id must be lower-case words with dashes")
            if name in self.rows:
                raise Fault(f"this id is also in group {self.rows[name]['group']}")
            row, octets = make_case(case, path.stem, values)
        except Fault as e:
            self.faults.append(f"{path}: case {name!r}: {e}")
            return
        self.rows[name] = row
        self.files[row["file"]] = octets

    def add_seeds(self, path):
        if not path.exists():
            return
        try:
            wrong = list(corpuslabels.add_seeds(self.rows, load(path)["seeds"]))
        except (KeyError, TypeError) as e:
            wrong = [f"expected name, defects and cases of each seed ({e})"]
        self.faults.extend(f"{path}: {text}" for text in wrong)

    def read(self, root):
        values = Values(load(root / "src/keys.json"))
        for path in sorted((root / "src").glob("*.json")):
            if path.name in NOT_GROUPS:
                continue
            try:
                cases = cases_of(path)
            except Fault as e:
                self.faults.append(f"{path}: {e}")
                continue
            for case in cases:
                self.add(path, case, values)
        self.add_seeds(root / "src/seeds.json")
        rows = sorted(self.rows.values(), key=lambda r: (r["group"], r["id"]))
        manifest = json.dumps({"version": 2, "cases": rows}, indent=1, ensure_ascii=False)
        self.files["manifest.json"] = manifest.encode() + b"\n"


def present(root):
    """What of this tool's making lies in the folder."""
    found = [root / "manifest.json"] + sorted((root / "cases").rglob("*.json"))
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in found if p.is_file()}


def write(path, octets):
    """Whole or not at all: others may be reading."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as f:
        f.write(octets)
    os.chmod(name, 0o644)
    os.replace(name, path)


def check(corpus, old):
    differing = [n for n in sorted(corpus.files.keys() | old.keys())
                 if corpus.files.get(n) != old.get(n)]
    for name in differing[:20]:
        print(f"mkcorpus: {name} is not what the sources say", file=sys.stderr)
    if differing:
        print(f"mkcorpus: {len(differing)} files differ; run tools/mkcorpus.py", file=sys.stderr)
    return not differing


def update(root, corpus, old):
    changed = [n for n in corpus.files if corpus.files[n] != old.get(n)]
    gone = [n for n in old if n not in corpus.files]
    for name in changed:
        write(root / name, corpus.files[name])
    for name in gone:
        (root / name).unlink(missing_ok=True)
    print(f"{len(corpus.rows)} cases; {len(changed)} files written, {len(gone)} removed")


def main():
    arguments = sys.argv[1:]
    checking = "--check" in arguments
    folders = [a for a in arguments if a != "--check"]
    if len(folders) > 1 or any(a.startswith("-") for a in folders):
        print(__doc__, file=sys.stderr)
        return 2
    default = pathlib.Path(__file__).resolve().parent.parent / "corpus"
    root = pathlib.Path(folders[0]) if folders else default
    corpus = Corpus()
    try:
        corpus.read(root)
    except (Fault, OSError) as e:
        print(f"mkcorpus: {root}/src/keys.json: {e}", file=sys.stderr)
        return 2
    for fault in corpus.faults:
        print(f"mkcorpus: {fault}", file=sys.stderr)
    old = present(root)
    if checking:
        return 0 if check(corpus, old) and not corpus.faults else 1
    update(root, corpus, old)
    return 2 if corpus.faults else 0


if __name__ == "__main__":
    sys.exit(main())
