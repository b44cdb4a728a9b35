#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Asks an adapter about the mutants that `kvjwk corpus mutate` prints, and makes a table of what it
takes wrongly.

usage: kvjwk corpus mutate --count 2000 | mutants.py PROGRAM [ARGUMENT]...

Sources of a type that the adapter refuses undamaged count for nothing.
"""
import collections
import json
import subprocess
import sys


def main():
    rows = [json.loads(line) for line in sys.stdin]
    lines = "".join(f"{r['id']} material {r['base64url']}\n" for r in rows)
    run = subprocess.run(sys.argv[1:], input=lines, capture_output=True, text=True, check=False)
    said = dict(line.split()[:2] for line in run.stdout.splitlines()[1:])
    asked, taken = collections.Counter(), collections.Counter()
    for row in rows:
        if row["verdict"] == "reject" and row["id"] in said:
            asked[row["damage"], row["rule"]] += 1
            taken[row["damage"], row["rule"]] += said[row["id"]] == "accept"
    print("| damage | rule that finds it | taken |\n|---|---|---|")
    for (damage, rule), count in sorted(taken.items()):
        if count > 0:
            print(f"| {damage} | `{rule}` | {count} of {asked[damage, rule]} |")
    print(f"\n{sum(taken.values())} of {sum(asked.values())} damaged keys are taken; "
          f"{len(rows) - len(said)} of {len(rows)} mutants were not answered.")


if __name__ == "__main__":
    main()
