#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes docs/scoreboard.md of what `kvjwk corpus run --format json` said of each implementation.

usage: scoreboard.py DIR
"""
import collections
import json
import pathlib
import platform
import subprocess
import sys

ORDER = ("kvjwk", "jose", "cjose", "rhonabwy", "jwcrypto", "webcrypto", "npm-jose")
JOSE = ("jwk", "jwa", "material")
PACKAGES = {"jose": "libjose0", "cjose": "libcjose0", "rhonabwy": "librhonabwy1.1",
            "jwcrypto": "python3-jwcrypto"}
WRONG = ("wrongly accepted", "wrongly refused", "crashed", "hung")
HEAD = """# Scoreboard

What implementations of JSON Web Keys answer to the labelled corpus. Written by `sh tools/scoreboard.sh KVJWK`; run it again
to see what your versions do. [corpus.md](corpus.md) says how they are asked, [hardening.md](hardening.md) how to ask yours.

A case counts at the layer *material* once: everything that is true of a key by RFC 7517, RFC 7518 and arithmetic. *Either*:
the RFCs leave it open, and both answers are fine. *Skipped*: a curve or type that the implementation does not claim, or
weak keys, which no JOSE library claims to know. Adapters take the key as a user would, and sign with it when it is for that.
"""


def version_of(name, score):
    said = f"{score['implementation']['name']} {score['implementation']['version']}"
    if name not in PACKAGES:
        return said
    run = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", PACKAGES[name]], check=False,
                         capture_output=True, text=True)
    return f"{said} (Debian {run.stdout})" if run.returncode == 0 and run.stdout else said


def table(head, rows):
    print("\n| " + " | ".join(head) + " |\n|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |")


def is_public(name, case):
    """A crash is named when its defect is known to be of this implementation: others are for its
    maintainers first."""
    return case["outcome"] not in WRONG[2:] or any(name in d for d in case["defects"])


def main_table(scores):
    rows = []
    for name, score in scores.items():
        s = score["layers"]["material"]
        rows.append((version_of(name, score), s["asked"], s["right"], s["either"],
                     s["wrongly_accepted"], s["wrongly_refused"], s["crashed"], s["hung"],
                     s["skipped"]))
    table(("implementation", "asked", "right", "either", "wrongly accepted", "wrongly refused",
           "crashed", "hung", "skipped"), rows)


def own_table(score):
    print("\n## kvjwk at every layer\n\nThe layers that no JOSE library has are asked of kvjwk "
          "alone.")
    table(("layer", "asked", "right", "either", "wrongly accepted", "wrongly refused", "crashed",
           "hung", "skipped"),
          [(layer, s["asked"], s["right"], s["either"], s["wrongly_accepted"],
            s["wrongly_refused"], s["crashed"], s["hung"], s["skipped"])
           for layer, s in score["layers"].items()])


def cases_at(score, layer):
    return [c for c in score["cases"] if c["asked_at"] == layer]


def group_table(scores):
    print("\n## Wrongly accepted, by what the case is about")
    groups = collections.defaultdict(dict)
    for name, score in scores.items():
        for case in cases_at(score, "material"):
            if case["outcome"] in ("skipped", "not asked") or case["expected"] != "reject":
                continue
            wrong, asked = groups[case["group"]].get(name, (0, 0))
            groups[case["group"]][name] = (wrong + (case["outcome"] == "wrongly accepted"),
                                           asked + 1)
    table(("group", *scores),
          [(group, *("{} of {}".format(*row[n]) if n in row else "" for n in scores))
           for group, row in sorted(groups.items())])


def defect_table(scores):
    print("\n## Cases with a name of their own\n\nWhat somebody has got wrong before, and who does "
          "now: *a* wrongly accepted, *r* wrongly refused, *c* crashed, *h* hung, *-* skipped.")
    marks = {"wrongly accepted": "a", "wrongly refused": "r", "crashed": "c", "hung": "h",
             "skipped": "-"}
    rows = []
    by_id = {n: {c["id"]: c for c in cases_at(s, "material")} for n, s in scores.items()}
    for name, case in sorted(by_id["kvjwk"].items()):
        known = ", ".join(case["defects"])
        cells = [marks.get(by_id[n][name]["outcome"], "") if is_public(n, by_id[n][name]) else ""
                 for n in scores]
        if known and any(c not in ("", "-") for c in cells):
            rows.append((f"`{name}`", known, *cells))
    table(("case", "known as", *scores), rows)


def refused_table(scores):
    print("\n## Wrongly refused, crashed and hung\n\nA crash or hang is named when its defect is "
          "public; others are counted above, and are for the maintainers first.")
    rows = [(score["implementation"]["name"], case["outcome"], f"`{case['id']}`",
             case["description"])
            for name, score in scores.items() for case in cases_at(score, "material")
            if case["outcome"] in WRONG[1:] and is_public(name, case)]
    table(("implementation", "what", "case", "description"), rows)


def main():
    folder = pathlib.Path(sys.argv[1])
    scores = {n: json.loads((folder / f"{n}.json").read_text()) for n in ORDER
              if (folder / f"{n}.json").exists()}
    os_name = platform.freedesktop_os_release()["PRETTY_NAME"]
    print(HEAD)
    print(f"{scores['kvjwk']['corpus']['cases']} cases, {os_name}, {platform.machine()}.")
    main_table(scores)
    own_table(scores["kvjwk"])
    group_table(scores)
    defect_table(scores)
    refused_table(scores)


if __name__ == "__main__":
    main()
