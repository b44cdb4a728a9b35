// SPDX-License-Identifier: MIT
/*
 * Messages as a template and typed values: nothing is formatted until someone wants to read it, and
 * what is printed of the input is quoted, escaped and clipped in one place.
 */
#ifndef KVJWK_TEXT_MESSAGE_H
#define KVJWK_TEXT_MESSAGE_H

#include <stdint.h>

#include "base/buf.h"
#include "base/span.h"

enum arg_type {
    ARG_END,
    ARG_STR,     /* a constant of ours, printed as it is */
    ARG_NUM,     /* unsigned decimal */
    ARG_INT,     /* signed decimal */
    ARG_TEXT,    /* text of the input: in quotes, escaped, clipped to 60 code points */
    ARG_LITERAL, /* a number or literal of the input: as it is, clipped likewise */
    ARG_HIDDEN,  /* a secret text of the input: only its length is printed */
    ARG_CHAR,    /* one byte of the input: 'c', or U+00XX when it is not printable ASCII */
    ARG_DATE     /* seconds since 1970, as a date */
};

struct arg {
    enum arg_type type;
    union {
        const char *str;
        uint64_t num;
        int64_t integer;
        struct span text;
    } u;
};

#define MESSAGE_ARGS 5 /* the most a template may hold */

#define A_STR(s)                                                                                   \
    {                                                                                              \
        .type = ARG_STR, .u.str = (s)                                                              \
    }
#define A_NUM(n)                                                                                   \
    {                                                                                              \
        .type = ARG_NUM, .u.num = (n)                                                              \
    }
#define A_INT(n)                                                                                   \
    {                                                                                              \
        .type = ARG_INT, .u.integer = (n)                                                          \
    }
#define A_CHAR(c)                                                                                  \
    {                                                                                              \
        .type = ARG_CHAR, .u.num = (unsigned char)(c)                                              \
    }
#define A_TEXT(s)                                                                                  \
    {                                                                                              \
        .type = ARG_TEXT, .u.text = (s)                                                            \
    }
#define A_DATE(t)                                                                                  \
    {                                                                                              \
        .type = ARG_DATE, .u.integer = (t)                                                         \
    }
#define ARGS(...) ((const struct arg[]){__VA_ARGS__, {.type = ARG_END}})
#define NO_ARGS ((const struct arg[]){{.type = ARG_END}})

/* Replaces each "{}" of format by the next of args; args end with ARG_END. */
void message_format(struct buf *out, const char *format, const struct arg *args);

/* text, in double quotes or bare, unprintable characters as \uXXXX, at most `columns` code points
 * and then an ellipsis. */
void message_quote(struct buf *out, struct span text, size_t columns);
void message_clip(struct buf *out, struct span text, size_t columns);

#endif
