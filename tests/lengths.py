#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""No file over 600 lines, no function over 80, in include/, lib/ and tools/. Tables may be long.

usage: lengths.py SOURCE_DIR
"""
import pathlib
import statistics
import sys

FILE_MAX, FUNCTION_MAX = 600, 80


def functions(lines):
    """(line of the head, name, lines from brace to brace): a function's braces stand in column 0."""
    start = None
    for number, line in enumerate(lines, 1):
        if line == "{":
            start = number
        elif line == "}" and start is not None:
            head = start - 1
            while head > 1 and lines[head - 1].startswith((" ", "\t")):
                head -= 1  # a head may go on for some lines
            name = lines[head - 1].split("(")[0].split()[-1].lstrip("*")
            yield head, name, number - start + 1
            start = None


def main():
    root = pathlib.Path(sys.argv[1])
    bad, sizes = 0, []
    for file in sorted(f for p in ("include", "lib", "tools") for f in (root / p).rglob("*.[ch]")):
        lines = file.read_text().splitlines()
        if len(lines) > FILE_MAX:
            print(f"{file}: {len(lines)} lines, at most {FILE_MAX}")
            bad += 1
        for head, name, size in functions(lines):
            sizes.append(size)
            if size > FUNCTION_MAX:
                print(f"{file}:{head}: {name} has {size} lines, at most {FUNCTION_MAX}")
                bad += 1
    sizes.sort()
    if not sizes:
        sys.exit("no function found: the test would prove nothing")
    print(f"{len(sizes)} functions: median {statistics.median(sizes):.0f} lines, "
          f"nine in ten at most {sizes[len(sizes) * 9 // 10]}, longest {sizes[-1]}")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
