#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Who may include whom, read from the #include lines. The order of CORE is the order of the layers.

usage: test_layers.py SOURCE_DIR
"""
import pathlib
import re
import sys

CORE = ["base", "facts", "text", "json", "jwk", "rules"]

# Beside the core: what of lib/ they may see (a folder, or a single header), and foreign headers.
BESIDE = {
    "material": ({"base", "text", "facts/published.def"}, {"openssl", "gmp.h"}),
    "engine": ({"base", "text"}, {"openssl"}),
    "policy": ({"base", "text", "facts/azure_policy.def", "facts/azure_profiles.def"},
               {"jansson.h"}),
    "input": ({"base", "text", "json"}, {"openssl"}),
    "regimes": ({"base", "text", "facts/regimes.def", "facts/assess.def"}, set()),
    "report": ({"base", "text"}, {"jansson.h"}),
    "compliance": ({"base", "text", "report", "embedded"}, {"jansson.h"}),
}

# The core is pure: these headers of C, and no other.
PURE = {"stdalign.h", "stdbool.h", "stddef.h", "stdint.h", "stdarg.h", "string.h", "limits.h"}
PURE_AT = {"lib/base/memory.c": {"stdlib.h"}}  # realloc and free, behind the allocator

FOREIGN = {"openssl", "jansson.h", "gmp.h"}
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]')


def includes(file):
    for number, line in enumerate(file.read_text().splitlines(), 1):
        found = INCLUDE.match(line)
        if found:
            yield number, found[1] == "<", found[2]


def allowed_folders(layer):
    if layer in CORE:
        return set(CORE[:CORE.index(layer) + 1])
    return {layer} | BESIDE[layer][0]


def wrong_in_library(root, file, system, name):
    layer = file.relative_to(root / "lib").parts[0]
    top = name.split("/")[0]
    if not system:
        if top == "kvjwk":
            return None
        if layer not in CORE and layer not in BESIDE:
            return f"lib/{layer} is in no layer: add it to test_layers.py"
        return None if {top, name} & allowed_folders(layer) else f"lib/{layer} must not see {name}"
    if layer in CORE:
        pure = PURE | PURE_AT.get(file.relative_to(root).as_posix(), set())
        return None if name in pure else f"the core must not need <{name}>"
    if top in FOREIGN and top not in BESIDE[layer][1]:
        return f"lib/{layer} must not need <{name}>"
    return None


def wrong_in_tools(root, file, system, name):
    if system:
        return None
    if name.startswith("kvjwk/") and (root / "include" / name).exists():
        return None
    if "/" not in name and (file.parent / name).exists():
        return None
    if name == "mutator.h" and file.name == "corpus_mutate.c":
        return None  # of fuzz/mutator, which knows nothing of the library but its tables
    return f"tools/kvjwk sees public headers and its own, not {name}"


def wrong_in_public(root, _file, system, name):
    pure = {"stdbool.h", "stddef.h", "stdint.h", "stdio.h"}
    if system:
        return None if name in pure else f"a public header must not need <{name}>"
    return None if (root / "include" / name).exists() else f"a public header must not see {name}"


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    places = [("lib", wrong_in_library), ("tools/kvjwk", wrong_in_tools),
              ("include", wrong_in_public)]
    bad = count = 0
    for place, judge in places:
        for file in sorted((root / place).rglob("*")):
            if file.suffix not in (".c", ".h", ".def"):
                continue
            for number, system, name in includes(file):
                count += 1
                wrong = judge(root, file, system, name)
                if wrong:
                    bad += 1
                    print(f"{file.relative_to(root)}:{number}: {wrong}")
    print(f"{count} #include lines, {bad} against the direction of the layers")
    sys.exit(1 if bad or count < 50 else 0)


if __name__ == "__main__":
    main()
