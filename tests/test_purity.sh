#!/bin/sh
# SPDX-License-Identifier: MIT
# The core needs nothing but the memory and string functions of C: no file, no clock, no
# environment. And it has no state: no symbol of it is in writable memory.
#
# usage: sh tests/test_purity.sh libkvjwk_core.a    (built without sanitizers)
set -eu

archive=${1:?usage: test_purity.sh ARCHIVE}
nm=${NM:-nm}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0

# realloc, free: the default allocator. The rest is memory and strings, and what compilers add.
cat >"$work/allowed" <<'LIST'
_GLOBAL_OFFSET_TABLE_
__memcpy_chk
__memmove_chk
__memset_chk
__stack_chk_fail
bcmp
free
memchr
memcmp
memcpy
memmove
memset
realloc
strchr
strcmp
strlen
strncmp
strspn
LIST

"$nm" -P --undefined-only "$archive" | awk 'NF >= 2 { print $1 }' | sort -u >"$work/needed"
"$nm" -P --defined-only "$archive" | awk 'NF >= 2 { print $1 }' | sort -u >"$work/own"
if ! [ -s "$work/own" ]; then
    echo "no symbol in $archive: the test would prove nothing"
    exit 1
fi

comm -23 "$work/needed" "$work/own" | grep -vxF -f "$work/allowed" >"$work/foreign" || true
if [ -s "$work/foreign" ]; then
    echo "the core needs what it must not:"
    sed 's/^/  /' "$work/foreign"
    bad=1
fi

# b, c, d: writable. Tables of pointers are "d" under .data.rel.ro, which is read-only when it runs.
for section in .data .bss .tdata .tbss; do
    objdump -h "$archive" | awk -v s="$section" '$2 == s && $3 !~ /^0+$/ { print s, $3 }'
done >"$work/writable"
if [ -s "$work/writable" ]; then
    echo "the core has state in writable memory (section, octets):"
    sed 's/^/  /' "$work/writable"
    bad=1
fi

echo "$(wc -l <"$work/own") symbols, needs: $(comm -23 "$work/needed" "$work/own" | tr '\n' ' ')"
exit $bad
