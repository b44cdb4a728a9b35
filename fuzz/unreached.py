#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Functions below a folder that were never called, of what llvm-cov export prints.

usage: llvm-cov export ... | unreached.py FOLDER
"""
import json
import sys


def main():
    folder, called = sys.argv[1], {}
    for data in json.load(sys.stdin)["data"]:
        for function in data["functions"]:
            file = function["filenames"][0]
            if file.startswith(folder):
                name = (file[len(folder):], function["name"].rpartition(":")[2])
                called[name] = called.get(name, 0) + function["count"]
    idle = sorted(name for name, count in called.items() if count == 0)
    for file, name in idle:
        print(f"  {file}: {name}")
    print(f"{len(idle)} of {len(called)}")


if __name__ == "__main__":
    main()
