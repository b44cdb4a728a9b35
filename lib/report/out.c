// SPDX-License-Identifier: MIT
/* Growing text, and the two ways to put foreign text into it: safe for a terminal, and as JSON. */
#include "report/writer.h"

#include <stdlib.h>
#include <string.h>

#include "text/utf8.h"

#define FIRST ((size_t)4096)
#define KEEP ((size_t)1 << 20) /* a larger buffer is given back when it is emptied */
#define FILE_COLUMNS ((size_t)4096)

static bool make_room(struct out *o, size_t more)
{
    size_t cap = o->cap == 0 ? FIRST : o->cap;
    char *text;

    if (o->failed || more > SIZE_MAX / 4 || o->length > SIZE_MAX / 4) {
        o->failed = true;
        return false;
    }
    while (cap < o->length + more)
        cap *= 2;
    if (cap == o->cap)
        return true;
    text = realloc(o->text, cap);
    if (text == NULL) {
        o->failed = true;
        return false;
    }
    o->text = text;
    o->cap = cap;
    return true;
}

void out_bytes(struct out *o, const char *text, size_t length)
{
    if (length > o->cap - o->length && !make_room(o, length))
        return;
    if (length > 0)
        memcpy(o->text + o->length, text, length);
    o->length += length;
}

void out_str(struct out *o, const char *text)
{
    out_bytes(o, text, strlen(text));
}

void out_char(struct out *o, char c)
{
    out_bytes(o, &c, 1);
}

void out_repeat(struct out *o, char c, size_t count)
{
    if (count > o->cap - o->length && !make_room(o, count))
        return;
    if (count > 0)
        memset(o->text + o->length, c, count);
    o->length += count;
}

void out_number(struct out *o, size_t n)
{
    char digits[24];
    size_t at = sizeof(digits);

    do {
        digits[--at] = (char)('0' + n % 10);
        n /= 10;
    } while (n > 0);
    out_bytes(o, digits + at, sizeof(digits) - at);
}

void out_reset(struct out *o)
{
    if (o->cap > KEEP) {
        free(o->text);
        o->text = NULL;
        o->cap = 0;
    }
    o->length = 0;
    o->failed = false;
}

void out_free(struct out *o)
{
    free(o->text);
    memset(o, 0, sizeof(*o));
}

/* ---- foreign text ---- */

static void escape_unit(struct out *o, unsigned unit)
{
    static const char digits[] = "0123456789abcdef";
    char text[6] = {'\\',
                    'u',
                    digits[unit >> 12 & 15],
                    digits[unit >> 8 & 15],
                    digits[unit >> 4 & 15],
                    digits[unit & 15]};

    out_bytes(o, text, sizeof(text));
}

static void escape(struct out *o, uint32_t code_point)
{
    if (code_point > 0xffff) {
        escape_unit(o, 0xd800 + (code_point - 0x10000) / 0x400);
        escape_unit(o, 0xdc00 + code_point % 0x400);
    } else {
        escape_unit(o, code_point);
    }
}

/* Length of the plain printable ASCII that text begins with. */
static size_t plain(const char *text, size_t length)
{
    size_t n = 0;

    while (n < length && text[n] >= 0x20 && text[n] < 0x7f)
        n++;
    return n;
}

static bool begins(const char *text, size_t length, const char *lower_case)
{
    size_t i = 0;

    while (i < length && lower_case[i] != '\0' && (text[i] | 0x20) == (lower_case[i] | 0x20))
        i++;
    return lower_case[i] == '\0';
}

/* What is in the text of a key must not steer the build that checks it: where the second '#' of
 * "##[" or "##vso[" stands, behind what was written; length when there is none. */
static size_t find_command(const struct out *o, const char *text, size_t length)
{
    const char *at = text, *end = text + length;

    if (length < 3) /* as most pieces of JSON are */
        return length;
    while (at < end && (at = memchr(at, '#', (size_t)(end - at))) != NULL) {
        char before = at > text ? at[-1] : o->length > 0 ? o->text[o->length - 1] : '\0';

        if (before == '#' &&
            (begins(at, (size_t)(end - at), "#[") || begins(at, (size_t)(end - at), "#vso[")))
            return (size_t)(at - text);
        at++;
    }
    return length;
}

void out_safe(struct out *o, const char *text, size_t length, size_t columns)
{
    while (length > 0 && columns > 0) {
        size_t ascii = plain(text, length < columns ? length : columns);
        size_t step = ascii > 0 ? find_command(o, text, ascii) : 0;
        uint32_t cp = 0;

        columns -= step > 0 ? step : 1;
        if (step > 0) {
            out_bytes(o, text, step);
        } else if (ascii > 0) {
            step = 1;
            escape(o, '#');
        } else if ((step = utf8_step(span_of(text, length), &cp)) == 0) {
            step = 1;
            out_str(o, "\xef\xbf\xbd");
        } else if (utf8_is_unprintable(cp)) {
            escape(o, cp);
        } else {
            out_bytes(o, text, step);
        }
        text += step;
        length -= step;
    }
    if (length > 0)
        out_str(o, "\xe2\x80\xa6");
}

static void escape_quoted(struct out *o, unsigned char c)
{
    if (c == '\n') {
        out_str(o, "\\n");
    } else if (c < 0x20) {
        escape_unit(o, c);
    } else {
        out_char(o, '\\');
        out_char(o, (char)c);
    }
}

void out_quoted(struct out *o, const char *text, size_t length)
{
    while (length > 0) {
        size_t step = 0;

        while (step < length && text[step] != '"' && text[step] != '\\' &&
               (unsigned char)text[step] >= 0x20)
            step++;
        out_safe(o, text, step, SIZE_MAX);
        if (step < length)
            escape_quoted(o, (unsigned char)text[step++]);
        text += step;
        length -= step;
    }
}

void out_file(struct out *o, const char *file)
{
    size_t blank = strspn(file, " ");

    if (file[blank] == ':' && file[blank + 1] == ':') {
        out_repeat(o, ' ', blank);
        escape(o, ':');
        file += blank + 1;
    }
    out_safe(o, file, strlen(file), FILE_COLUMNS);
}

void out_replace(struct out *o, size_t from, const char *(*replacement)(char c))
{
    size_t at = from, length;
    char *rest;

    while (at < o->length && replacement(o->text[at]) == NULL)
        at++;
    if (o->failed || at >= o->length)
        return;
    length = o->length - at;
    rest = malloc(length);
    if (rest == NULL) {
        o->failed = true;
        return;
    }
    memcpy(rest, o->text + at, length);
    o->length = at;
    for (size_t i = 0; i < length; i++) {
        const char *text = replacement(rest[i]);

        if (text != NULL)
            out_str(o, text);
        else
            out_char(o, rest[i]);
    }
    free(rest);
}

struct json_out {
    struct out *out;
    size_t margin;
};

/* What jansson hands over is JSON in pieces: line breaks stand for themselves only between values,
 * and a character is never divided. */
static int take_json(const char *text, size_t length, void *data)
{
    struct json_out *j = data;

    if (length == 1 && text[0] == '\n') {
        out_char(j->out, '\n');
        out_repeat(j->out, ' ', j->margin);
    } else {
        out_safe(j->out, text, length, SIZE_MAX);
    }
    return j->out->failed ? -1 : 0;
}

void out_json(struct out *o, const json_t *value, size_t flags, size_t margin)
{
    struct json_out j = {o, margin};

    if (value == NULL || json_dump_callback(value, take_json, &j, flags) != 0)
        o->failed = true;
}
