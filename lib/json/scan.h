// SPDX-License-Identifier: MIT
/* The character loops of the reader. Each takes a pointer and the end, and returns where it
 * stopped. */
#ifndef KVJWK_JSON_SCAN_H
#define KVJWK_JSON_SCAN_H

#include "json/json.h"

/* Behind space, tab, CR and LF. */
const char *scan_space(const char *p, const char *end);

/* Behind a comment that begins at p (it runs to the end when it is not closed), or p. */
const char *scan_comment(const char *p, const char *end);

/* Behind letters, digits, '_' and '$'. */
const char *scan_word(const char *p, const char *end);

enum scan_number { SCAN_NUMBER_OK, SCAN_NUMBER_BAD };

/* *end is the end of the text before and of the number after the call. */
enum scan_number scan_number(const char *p, const char **end);

#define SCAN_ONES (~(uint64_t)0 / 255)
#define SCAN_HIGHS (SCAN_ONES * 128)

/* Non-zero when one of the eight bytes ends the fast loop: '"', '\\', a control character or a byte
 * above ASCII. Exact: no byte is missed and none is taken for another. */
static inline uint64_t special_bytes(uint64_t x)
{
    uint64_t quote = x ^ (SCAN_ONES * '"');
    uint64_t slash = x ^ (SCAN_ONES * '\\');

    return ((x - SCAN_ONES * 0x20) | (quote - SCAN_ONES) | (slash - SCAN_ONES) | x) & SCAN_HIGHS;
}

/* How many bytes before the first that special_bytes marked: 0 where that is not cheap to tell, and
 * the bytes are then looked at one by one. A borrow marks only bytes above a marked one. */
static inline unsigned plain_bytes(uint64_t marks)
{
#if defined(__GNUC__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return (unsigned)__builtin_ctzll(marks) / 8;
#else
    (void)marks;
    return 0;
#endif
}

/* Behind characters of a string that need no thought: at a quote, a backslash, a control character,
 * a byte above ASCII, or the end. */
static inline const char *scan_plain(const char *p, const char *end)
{
    uint64_t x, marks;

    while (end - p >= 8) {
        memcpy(&x, p, sizeof(x));
        marks = special_bytes(x);
        if (marks != 0) {
            p += plain_bytes(marks);
            break;
        }
        p += 8;
    }
    while (p < end && (unsigned char)*p >= 0x20 && (unsigned char)*p < 0x80 && *p != '"' &&
           *p != '\\')
        p++;
    return p;
}

/*
 * Finds the closing quote of the string whose text begins at p; end when there is none. Faults of
 * the text go to j, with offsets from start; *flags gets JSON_ESCAPED and JSON_BAD.
 */
const char *scan_string(struct json *j, const char *p, const char *end, const char *start,
                        unsigned *flags);

/* The code point of the escape at p (a backslash), and its length in *length. 0xFFFD for a lone
 * surrogate or a bad escape, with *fault naming the rule; *fault is 0 otherwise. */
uint32_t scan_escape(const char *p, const char *end, size_t *length, unsigned *fault);

#endif
