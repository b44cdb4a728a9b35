// SPDX-License-Identifier: MIT
/*
 * Names to be found in a table: the first eight octets are compared as one number, and most names
 * are no longer.
 */
#ifndef KVJWK_BASE_NAME_H
#define KVJWK_BASE_NAME_H

#include <stdint.h>

#include "base/span.h"

#define NAME_OCTETS 8

/* The key of a string literal, as a constant (C11 6.6 paragraph 10: of the kind that compilers may
 * accept, and GCC and Clang do). */
#define NAME_KEY(name)                                                                             \
    (NAME_OCTET(name, 0) | NAME_OCTET(name, 1) | NAME_OCTET(name, 2) | NAME_OCTET(name, 3) |       \
     NAME_OCTET(name, 4) | NAME_OCTET(name, 5) | NAME_OCTET(name, 6) | NAME_OCTET(name, 7))
#define NAME_OCTET(name, i)                                                                        \
    ((uint64_t)(sizeof(name) > (i) ? (unsigned char)(name)[sizeof(name) > (i) ? (i) : 0] : 0)      \
     << 8 * (i))

static inline uint64_t name_key(struct span name)
{
    uint64_t key = 0;

    for (size_t i = 0; i < name.len && i < NAME_OCTETS; i++)
        key |= (uint64_t)(unsigned char)name.ptr[i] << 8 * i;
    return key;
}

/* Equality of names whose keys are equal. */
static inline bool name_rest_eq(struct span a, struct span b)
{
    return a.len == b.len && (a.len <= NAME_OCTETS || memcmp(a.ptr, b.ptr, a.len) == 0);
}

#endif
