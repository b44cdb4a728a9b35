// SPDX-License-Identifier: MIT
/* see text/message.h */
#include "text/message.h"

#include "text/duration.h"
#include "text/utf8.h"

#define CLIP 60

static void put_code_point(struct buf *out, struct span step, uint32_t cp)
{
    if (!utf8_is_unprintable(cp)) {
        buf_bytes(out, step);
        return;
    }
    buf_str(out, "\\u");
    buf_hex(out, cp, cp > 0xffff ? 6 : 4);
}

void message_clip(struct buf *out, struct span text, size_t columns)
{
    size_t at = 0, shown = 0;

    while (at < text.len && shown < columns) {
        struct span rest = span_of(text.ptr + at, text.len - at);
        uint32_t cp = 0;
        size_t step = utf8_step(rest, &cp);

        if (step == 0) {
            buf_str(out, "\\x");
            buf_hex(out, (unsigned char)rest.ptr[0], 2);
            step = 1;
        } else {
            put_code_point(out, span_of(rest.ptr, step), cp);
        }
        at += step;
        shown++;
    }
    if (at < text.len)
        buf_str(out, "\xe2\x80\xa6"); /* U+2026 */
}

void message_quote(struct buf *out, struct span text, size_t columns)
{
    buf_put(out, '"');
    message_clip(out, text, columns);
    buf_put(out, '"');
}

static void put_char(struct buf *out, unsigned char c)
{
    if (c > 0x20 && c < 0x7f) {
        buf_put(out, '\'');
        buf_put(out, (char)c);
        buf_put(out, '\'');
        return;
    }
    buf_str(out, c < 0x80 ? "U+00" : "byte 0x");
    buf_hex(out, c, 2);
}

static void put_arg(struct buf *out, const struct arg *arg)
{
    char date[24];

    switch (arg->type) {
    case ARG_END:
        break;
    case ARG_STR:
        buf_str(out, arg->u.str);
        break;
    case ARG_NUM:
        buf_uint(out, arg->u.num);
        break;
    case ARG_INT:
        buf_int(out, arg->u.integer);
        break;
    case ARG_TEXT:
        message_quote(out, arg->u.text, CLIP);
        break;
    case ARG_LITERAL:
        message_clip(out, arg->u.text, CLIP);
        break;
    case ARG_HIDDEN:
        buf_str(out, "a secret of ");
        buf_uint(out, arg->u.num);
        buf_str(out, " characters");
        break;
    case ARG_CHAR:
        put_char(out, (unsigned char)arg->u.num);
        break;
    case ARG_DATE:
        date_format(date, sizeof(date), arg->u.integer);
        buf_str(out, date);
        break;
    }
}

void message_format(struct buf *out, const char *format, const struct arg *args)
{
    const char *from = format;

    for (const char *p = format; *p != '\0'; p++) {
        if (p[0] != '{' || p[1] != '}')
            continue;
        buf_bytes(out, span_of(from, (size_t)(p - from)));
        put_arg(out, args);
        if (args->type != ARG_END)
            args++;
        from = p + 2;
    }
    buf_str(out, from);
}
