// SPDX-License-Identifier: MIT
/* What tokens mean: the text of a string, the value of an integer, the pointer of a value. */
#include "json/json.h"

#include "json/scan.h"
#include "text/utf8.h"

bool json_unescape(const struct json *j, uint32_t token, struct arena *scratch, struct span *out)
{
    struct span raw = json_raw(j, token);
    const char *end = raw.ptr + raw.len;
    char *text;
    size_t length = 0;

    /* An escape is never shorter than what it means, but for a bad one: its one or two bytes become
     * the three of U+FFFD. */
    text = arena_alloc(scratch, raw.len + raw.len / 2 + 2);
    if (text == NULL)
        return false;
    for (const char *p = raw.ptr; p < end;) {
        size_t step = 1;
        unsigned fault;

        if (*p == '\\')
            length += utf8_put(text + length, scan_escape(p, end, &step, &fault));
        else
            text[length++] = *p;
        p += step;
    }
    *out = span_of(text, length);
    return true;
}

void json_mark_open(struct json *j, const size_t *offsets, size_t count)
{
    size_t i = 0;

    for (uint32_t t = 0; t < j->count && i < count; t++) {
        struct json_token *token = &j->tokens[t];
        size_t offset = (size_t)token->offset - (token->type == JSON_STRING);

        while (i < count && offsets[i] < offset)
            i++;
        if (i < count && offsets[i] == offset && token->type == JSON_STRING)
            token->flags |= JSON_OPEN;
    }
}

/* digits * 10^exponent. Trailing zeros are kept apart, so that 1.000 and 1000e-3 fit however long
 * they are: digits is no multiple of ten, unless it is 0. */
struct decimal {
    uint64_t digits;
    int64_t zeros; /* read behind digits and not yet part of it */
    int64_t exponent;
    bool negative;
    bool overflow; /* more significant digits than 64 bits hold */
};

static void decimal_digit(struct decimal *d, uint64_t digit)
{
    if (d->digits > (UINT64_MAX - digit) / 10)
        d->overflow = true;
    else
        d->digits = d->digits * 10 + digit;
}

/* `step` is what each digit takes from the exponent: 0 before the point, 1 behind it. */
static const char *decimal_digits(struct decimal *d, const char *p, const char *end, int64_t step)
{
    for (; p < end && *p >= '0' && *p <= '9'; p++) {
        d->exponent -= step;
        d->zeros++;
        if (*p == '0')
            continue;
        for (; d->zeros > 1 && d->digits > 0 && !d->overflow; d->zeros--)
            decimal_digit(d, 0);
        decimal_digit(d, (uint64_t)(*p - '0'));
        d->zeros = 0;
    }
    return p;
}

static void decimal_exponent(struct decimal *d, const char *p, const char *end)
{
    bool negative = p < end && *p == '-';
    int64_t value = 0;

    for (p += p < end && (*p == '-' || *p == '+'); p < end && *p >= '0' && *p <= '9'; p++)
        if (value < INT64_MAX / 100) /* far beyond what digits of a text could make up for */
            value = value * 10 + (*p - '0');
    d->exponent += negative ? -value : value;
}

static struct decimal decimal_read(struct span text)
{
    struct decimal d = {0, 0, 0, false, false};
    const char *p = text.ptr, *end = text.ptr + text.len;

    if (p < end && *p == '-') {
        d.negative = true;
        p++;
    }
    p = decimal_digits(&d, p, end, 0);
    if (p < end && *p == '.')
        p = decimal_digits(&d, p + 1, end, 1);
    if (p < end && (*p == 'e' || *p == 'E'))
        decimal_exponent(&d, p + 1, end);
    d.exponent += d.zeros;
    return d;
}

enum json_int json_int64(const struct json *j, uint32_t token, int64_t *out)
{
    uint64_t largest = (uint64_t)INT64_MAX;
    struct decimal d;

    *out = 0;
    if (j->tokens[token].type != JSON_NUMBER || (j->tokens[token].flags & JSON_BAD))
        return JSON_INT_NOT_INTEGER;
    d = decimal_read(json_raw(j, token));
    if (d.digits == 0)
        return JSON_INT_OK;
    if (d.exponent < 0)
        return JSON_INT_NOT_INTEGER;
    largest += d.negative ? 1 : 0;
    for (; d.exponent > 0 && d.digits <= largest && !d.overflow; d.exponent--)
        decimal_digit(&d, 0);
    if (d.overflow || d.digits > largest)
        return JSON_INT_RANGE;
    *out = d.negative ? -(int64_t)(d.digits - 1) - 1 : (int64_t)d.digits;
    return JSON_INT_OK;
}

/* Writes text backwards, from the end of memory that is known to be large enough. */
struct backwards {
    char *at;
};

static void prepend_name(struct backwards *b, struct span name)
{
    for (size_t i = name.len; i > 0; i--) {
        char c = name.ptr[i - 1];

        *--b->at = c == '~' ? '0' : c == '/' ? '1' : c;
        if (c == '~' || c == '/')
            *--b->at = '~';
    }
}

static void prepend_index(struct backwards *b, uint32_t index)
{
    do {
        *--b->at = (char)('0' + index % 10);
        index /= 10;
    } while (index > 0);
}

/* The most that one step of a pointer can take. */
static size_t step_room(const struct json *j, uint32_t token)
{
    uint32_t name = json_name_of(j, token);

    return name == JSON_NONE ? 11 : 2 * (size_t)j->tokens[name].length + 1;
}

static size_t pointer_room(const struct json *j, uint32_t token)
{
    size_t room = 0;

    for (; j->tokens[token].up != JSON_NONE; token = j->tokens[token].up)
        room += step_room(j, token);
    return room;
}

bool json_pointer(const struct json *j, uint32_t token, struct arena *scratch, struct span *out)
{
    struct backwards b;
    size_t room;
    char *memory;

    *out = span_of("", 0);
    if (token == JSON_NONE || token >= j->count)
        return true;
    if (j->tokens[token].type == JSON_NAME)
        token++;
    /* A pointer of megabytes helps nobody: its longest ancestor that fits stands for it. */
    for (room = pointer_room(j, token); room > JSON_POINTER_MAX; token = j->tokens[token].up)
        room -= step_room(j, token);
    memory = arena_alloc(scratch, room + 1);
    if (memory == NULL)
        return false;
    b.at = memory + room;
    *b.at = '\0';
    for (; j->tokens[token].up != JSON_NONE; token = j->tokens[token].up) {
        uint32_t name = json_name_of(j, token);
        struct span text;

        if (name == JSON_NONE) {
            prepend_index(&b, j->tokens[token].index);
        } else {
            if (!json_text(j, name, scratch, &text))
                return false;
            prepend_name(&b, text);
        }
        *--b.at = '/';
    }
    *out = span_of(b.at, (size_t)(memory + room - b.at));
    return true;
}
