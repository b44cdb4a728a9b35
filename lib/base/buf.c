// SPDX-License-Identifier: MIT
/* see base/buf.h */
#include "base/buf.h"

void buf_init(struct buf *b, char *memory, size_t cap)
{
    b->ptr = memory;
    b->cap = cap;
    b->len = 0;
    b->cut = false;
    b->ptr[0] = '\0';
}

void buf_bytes(struct buf *b, struct span s)
{
    size_t room = b->cap - 1 - b->len;
    size_t n = s.len;

    if (b->cut)
        return;
    if (n > room) {
        b->cut = true;
        for (n = room; n > 0 && ((unsigned char)s.ptr[n] & 0xc0) == 0x80; n--)
            ; /* not inside of a UTF-8 sequence */
    }
    if (n > 0)
        memcpy(b->ptr + b->len, s.ptr, n);
    b->len += n;
    b->ptr[b->len] = '\0';
}

void buf_put(struct buf *b, char c)
{
    buf_bytes(b, span_of(&c, 1));
}

void buf_str(struct buf *b, const char *text)
{
    buf_bytes(b, span_str(text));
}

void buf_uint(struct buf *b, uint64_t n)
{
    char digits[20];
    size_t at = sizeof(digits);

    do {
        digits[--at] = (char)('0' + n % 10);
        n /= 10;
    } while (n > 0);
    buf_bytes(b, span_of(digits + at, sizeof(digits) - at));
}

void buf_int(struct buf *b, int64_t n)
{
    if (n < 0)
        buf_put(b, '-');
    buf_uint(b, n < 0 ? 0 - (uint64_t)n : (uint64_t)n);
}

void buf_hex(struct buf *b, uint32_t n, unsigned digits)
{
    while (digits-- > 0)
        buf_put(b, "0123456789ABCDEF"[(n >> (4 * digits)) & 15]);
}
