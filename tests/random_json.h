// SPDX-License-Identifier: MIT
/* For tests: random JSON texts of every shape, and damage to them. The same seed gives the same. */
#ifndef KVJWK_TESTS_RANDOM_JSON_H
#define KVJWK_TESTS_RANDOM_JSON_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define RANDOM_TEXT_MAX 4096

struct random_text {
    uint64_t state;
    char text[RANDOM_TEXT_MAX];
    size_t length;
};

/* SplitMix64. */
static inline uint64_t random_next(struct random_text *r)
{
    uint64_t z = r->state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static inline size_t random_below(struct random_text *r, size_t n)
{
    return n == 0 ? 0 : (size_t)(random_next(r) % n);
}

static inline void random_put(struct random_text *r, const char *bytes, size_t n)
{
    if (n > sizeof(r->text) - r->length)
        n = sizeof(r->text) - r->length;
    memcpy(r->text + r->length, bytes, n);
    r->length += n;
}

static inline void random_puts(struct random_text *r, const char *text)
{
    random_put(r, text, strlen(text));
}

static inline void random_pick(struct random_text *r, const char *const *from, size_t n)
{
    random_puts(r, from[random_below(r, n)]);
}
#define RANDOM_PICK(r, list) random_pick(r, list, sizeof(list) / sizeof((list)[0]))

static inline void random_space(struct random_text *r)
{
    static const char *const spaces[] = {"", "", "", "", " ", " ", "\n", "\r\n", "\t", "  \n "};

    RANDOM_PICK(r, spaces);
}

static inline void random_string(struct random_text *r)
{
    static const char *const parts[] = {
        "a",
        "b",
        "key",
        "n",
        "\xc3\xa9",
        "\xe2\x82\xac",
        "\xf0\x9f\x94\x91",
        "\\n",
        "\\\\",
        "\\\"",
        "\\/",
        "\\b\\f",
        "\\r\\t",
        "\\u0041",
        "\\u00e9",
        "\\uD83D\\uDD11",
        "\\uffff",
        "\\u0001",
        " ",
        "{",
        "],:",
        "\x7f",
        "\xef\xbf\xbf",
        "abcdefghijklmnopqrstuvwxyz0123456789",
    };

    random_puts(r, "\"");
    for (size_t n = random_below(r, 5); n > 0; n--)
        RANDOM_PICK(r, parts);
    if (random_below(r, 400) == 0)
        random_puts(r, "\\u0000");
    random_puts(r, "\"");
}

static inline void random_digits(struct random_text *r, size_t n)
{
    for (; n > 0; n--) {
        char digit = (char)('0' + random_below(r, 10));

        random_put(r, random_below(r, 3) == 0 ? "0" : &digit, 1);
    }
}

static inline void random_number(struct random_text *r)
{
    static const char *const edges[] = {
        "0",
        "-0",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "-9223372036854775809",
        "9007199254740993",
        "1e308",
        "1e309",
        "-1e-400",
        "1e18",
        "9.223372036854775807e18",
        "123456789012345678901234567890",
        "18446744073709551616",
        "0e99",
        "0.0",
        "1000e-3",
        "65537.000",
        "1E+2",
    };

    if (random_below(r, 4) == 0) {
        RANDOM_PICK(r, edges);
        return;
    }
    random_puts(r, random_below(r, 3) == 0 ? "-" : "");
    if (random_below(r, 4) == 0) {
        random_puts(r, "0");
    } else {
        char first = (char)('1' + random_below(r, 9));

        random_put(r, &first, 1);
        random_digits(r, random_below(r, random_below(r, 8) == 0 ? 25 : 6));
    }
    if (random_below(r, 4) == 0) {
        random_puts(r, ".");
        random_digits(r, 1 + random_below(r, 5));
    }
    if (random_below(r, 5) == 0) {
        static const char *const exponents[] = {"e", "E", "e+", "e-", "E-"};

        RANDOM_PICK(r, exponents);
        random_digits(r, 1 + random_below(r, 2));
    }
}

static inline void random_value(struct random_text *r, unsigned depth);

static inline void random_container(struct random_text *r, unsigned depth, bool object)
{
    size_t n = random_below(r, 5);

    random_puts(r, object ? "{" : "[");
    random_space(r);
    for (size_t i = 0; i < n; i++) {
        if (object) {
            random_string(r);
            random_space(r);
            random_puts(r, ":");
            random_space(r);
        }
        random_value(r, depth + 1);
        random_space(r);
        random_puts(r, i + 1 < n ? "," : "");
        random_space(r);
    }
    random_puts(r, object ? "}" : "]");
}

static inline void random_value(struct random_text *r, unsigned depth)
{
    static const char *const words[] = {"true", "false", "null"};
    size_t kind = random_below(r, depth == 0 ? 14 : depth > 4 ? 6 : 10);

    if (kind < 2)
        random_string(r);
    else if (kind < 5)
        random_number(r);
    else if (kind < 6)
        RANDOM_PICK(r, words);
    else
        random_container(r, depth, kind % 2 == 0);
}

/* A whole text; well-formed when it fits. */
static inline void random_document(struct random_text *r)
{
    do {
        r->length = 0;
        random_space(r);
        random_value(r, 0);
        random_space(r);
    } while (r->length == sizeof(r->text));
}

static inline void random_splice(struct random_text *r, size_t at, size_t remove, const char *with,
                                 size_t n)
{
    char piece[64];

    if (n > sizeof(piece))
        n = sizeof(piece);
    if (remove > r->length - at)
        remove = r->length - at;
    if (r->length - remove + n > sizeof(r->text))
        return;
    memcpy(piece, with, n); /* it may be a part of the text itself */
    memmove(r->text + at + n, r->text + at + remove, r->length - at - remove);
    memcpy(r->text + at, piece, n);
    r->length = r->length - remove + n;
}

/* One piece of damage. */
static inline void random_damage(struct random_text *r)
{
    static const char *const pieces[] = {
        ",",
        ":",
        "{",
        "}",
        "[",
        "]",
        "\"",
        "\\",
        "0",
        "-",
        ".",
        "e",
        "+",
        "t",
        "true",
        "NaN",
        "\xff",
        "\xc0\x80",
        "\xed\xa0\x80",
        "\xef\xbb\xbf",
        "\xc3",
        "\x01",
        " ",
        "\n",
        "//",
        "/*",
        "*/",
        "#",
        "\\u",
        "\\uD800",
        "\\uDC00",
        "\\u0000",
        "\\x",
        "'",
        "1e999",
        "99999999999999999999",
        "null",
        "\x0c",
        "\xc2\xa0",
        "01",
    };
    size_t at = random_below(r, r->length + 1), other = random_below(r, r->length + 1);
    const char *piece = pieces[random_below(r, sizeof(pieces) / sizeof(pieces[0]))];
    char byte;

    switch (random_below(r, 8)) {
    case 0: /* flip a bit */
        if (at < r->length)
            r->text[at] = (char)(r->text[at] ^ (1 << random_below(r, 8)));
        break;
    case 1: /* another byte */
        byte = (char)random_below(r, 256);
        random_splice(r, at, 1, &byte, 1);
        break;
    case 2:
        random_splice(r, at, 1 + random_below(r, 6), "", 0);
        break;
    case 3:
    case 4:
        random_splice(r, at, 0, piece, strlen(piece));
        break;
    case 5: /* a part again, elsewhere */
        random_splice(r, at, 0, r->text + other, random_below(r, r->length - other + 1));
        break;
    case 6:
        r->length = at;
        break;
    default: /* two bytes change places */
        if (at < r->length && other < r->length) {
            byte = r->text[at];
            r->text[at] = r->text[other];
            r->text[other] = byte;
        }
        break;
    }
}

#endif
