// SPDX-License-Identifier: MIT
/*
 * A span is a borrowed run of bytes: pointer and length, never NUL-terminated by contract.
 */
#ifndef KVJWK_BASE_SPAN_H
#define KVJWK_BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct span {
    const char *ptr;
    size_t len;
};

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/*@ assigns \nothing;
    ensures \result.ptr == ptr && \result.len == len; */
static inline struct span span_of(const char *ptr, size_t len)
{
    struct span s = {ptr, len};
    return s;
}

static inline struct span span_str(const char *text)
{
    return span_of(text, strlen(text));
}

/* Names that differ mostly differ in length or at once: few calls of memcmp are left. */
static inline bool span_eq(struct span a, struct span b)
{
    return a.len == b.len &&
           (a.len == 0 || (a.ptr[0] == b.ptr[0] && memcmp(a.ptr, b.ptr, a.len) == 0));
}

static inline bool span_is(struct span a, const char *text)
{
    if (a.len == 0 || a.ptr[0] != text[0])
        return a.len == 0 && text[0] == '\0';
    return span_eq(a, span_str(text));
}

static inline char ascii_lower(char c)
{
    return (c >= 'A' && c <= 'Z') ? (char)(c + ('a' - 'A')) : c;
}

/* ASCII case folding only: wire names are ASCII. */
static inline bool span_eq_nocase(struct span a, struct span b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (ascii_lower(a.ptr[i]) != ascii_lower(b.ptr[i]))
            return false;
    return true;
}

#endif
