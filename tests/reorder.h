// SPDX-License-Identifier: MIT
/* For tests: a well-formed JSON text again, its members in another order and other white space
 * between the tokens. Names and values are copied as they are spelled. */
#ifndef KVJWK_TESTS_REORDER_H
#define KVJWK_TESTS_REORDER_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum reorder_order { ORDER_KEPT, ORDER_REVERSED, ORDER_ROTATED };

struct reordered {
    enum reorder_order order;
    const char *space; /* put around every token */
    char *text;        /* free() it */
    size_t length, cap;
};

struct reorder_part {
    const char *name, *name_end, *value;
};

static inline void reorder_put(struct reordered *r, const char *from, size_t n)
{
    if (n == 0)
        return;
    if (r->length + n > r->cap) {
        r->cap = 2 * (r->length + n) + 64;
        r->text = realloc(r->text, r->cap);
        assert_non_null(r->text);
    }
    memcpy(r->text + r->length, from, n);
    r->length += n;
}

static inline void reorder_token(struct reordered *r, const char *from, size_t n)
{
    reorder_put(r, r->space, strlen(r->space));
    reorder_put(r, from, n);
    reorder_put(r, r->space, strlen(r->space));
}

static inline const char *reorder_skip(const char *p)
{
    return p + strspn(p, " \t\r\n");
}

static inline const char *reorder_string_end(const char *p)
{
    for (p++; *p != '"'; p++)
        p += *p == '\\';
    return p + 1;
}

/* Behind the value at p. */
static inline const char *reorder_end(const char *p)
{
    size_t depth = 0;

    do {
        p = reorder_skip(p);
        if (*p == '"')
            p = reorder_string_end(p);
        else if (*p == '{' || *p == '[')
            depth++, p++;
        else if (*p == '}' || *p == ']')
            depth--, p++;
        else if (*p == ',' || *p == ':')
            p++;
        else
            p += strcspn(p, " \t\r\n,:]}");
    } while (depth > 0);
    return p;
}

/* The parts of the container at p, in a list to free(). */
static inline struct reorder_part *reorder_parts(const char *p, size_t *count)
{
    bool object = *p == '{';
    struct reorder_part *parts = NULL;

    for (p = reorder_skip(p + 1); *p != '}' && *p != ']'; p = reorder_skip(p)) {
        struct reorder_part part = {NULL, NULL, p};

        if (*p == ',')
            part.value = p = reorder_skip(p + 1);
        if (object) {
            part.name = p;
            part.name_end = reorder_string_end(p);
            part.value = reorder_skip(reorder_skip(part.name_end) + 1);
        }
        p = reorder_end(part.value);
        parts = realloc(parts, (*count + 1) * sizeof(*parts));
        assert_non_null(parts);
        parts[(*count)++] = part;
    }
    return parts;
}

static inline size_t reorder_place(const struct reordered *r, size_t i, size_t count)
{
    if (r->order == ORDER_REVERSED)
        return count - 1 - i;
    return r->order == ORDER_ROTATED ? (i + 1) % count : i;
}

static inline void reorder_value(struct reordered *r, const char *p)
{
    size_t count = 0;
    bool object = *p == '{';
    struct reorder_part *parts;

    if (!object && *p != '[') {
        reorder_token(r, p, (size_t)(reorder_end(p) - p));
        return;
    }
    parts = reorder_parts(p, &count);
    reorder_token(r, p, 1);
    for (size_t i = 0; i < count; i++) {
        const struct reorder_part *part = &parts[object ? reorder_place(r, i, count) : i];

        if (i > 0)
            reorder_token(r, ",", 1);
        if (object) {
            reorder_token(r, part->name, (size_t)(part->name_end - part->name));
            reorder_token(r, ":", 1);
        }
        reorder_value(r, part->value);
    }
    reorder_token(r, object ? "}" : "]", 1);
    free(parts);
}

/* text is well-formed and ends with a NUL. */
static inline struct reordered reorder(const char *text, enum reorder_order order,
                                       const char *space)
{
    struct reordered r = {order, space, NULL, 0, 0};

    reorder_value(&r, reorder_skip(text));
    return r;
}

#endif
