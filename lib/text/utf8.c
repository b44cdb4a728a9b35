// SPDX-License-Identifier: MIT
/* see text/utf8.h */
#include "text/utf8.h"

#define MAX_CODE_POINT 0x10ffffu

/* Length that a first octet announces, 0 when none begins with it. C0, C1 and F5 to FF appear in no
 * UTF-8 text (RFC 3629 section 4). */
/*@ assigns \nothing;
    ensures 0 <= \result <= 4; */
static size_t announced_length(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first < 0xc2 || first > 0xf4)
        return 0;
    return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/*@ assigns \nothing; */
static bool is_surrogate(uint32_t cp)
{
    return cp >= 0xd800 && cp <= 0xdfff;
}

/*@ requires \valid_read(text.ptr + (0 .. text.len - 1));
    requires code_point == \null || (\valid(code_point) &&
             \separated(code_point, text.ptr + (0 .. text.len - 1)));
    ensures 0 <= \result <= 4 && \result <= text.len;
    behavior silent:
      assumes code_point == \null;
      assigns \nothing;
    behavior telling:
      assumes code_point != \null;
      assigns *code_point;
    complete behaviors;
    disjoint behaviors; */
size_t utf8_step(struct span text, uint32_t *code_point)
{
    static const uint8_t first_mask[5] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    static const uint32_t smallest[5] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *p = (const unsigned char *)text.ptr;
    size_t len = text.len == 0 ? 0 : announced_length(p[0]);
    uint32_t cp;

    if (len == 0 || len > text.len)
        return 0;
    cp = p[0] & first_mask[len];
    /*@ loop invariant 1 <= i <= len;
        loop assigns i, cp;
        loop variant len - i; */
    for (size_t i = 1; i < len; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
        cp = cp << 6 | (p[i] & 0x3f);
    }
    if (cp < smallest[len] || cp > MAX_CODE_POINT || is_surrogate(cp))
        return 0;
    if (code_point != NULL)
        *code_point = cp;
    return len;
}

size_t utf8_put(char out[4], uint32_t code_point)
{
    static const uint8_t mark[5] = {0, 0, 0xc0, 0xe0, 0xf0};
    size_t len = code_point < 0x80 ? 1 : code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;

    for (size_t i = len - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (code_point & 0x3f));
        code_point >>= 6;
    }
    out[0] = (char)(mark[len] | code_point);
    return len;
}

/*@ requires \valid_read(text.ptr + (0 .. text.len - 1));
    assigns \nothing;
    ensures 0 <= \result <= text.len; */
size_t utf8_count(struct span text)
{
    size_t count = 0;

    /*@ loop invariant 0 <= count <= at <= text.len;
        loop assigns at, count;
        loop variant text.len - at; */
    for (size_t at = 0; at < text.len; count++) {
        size_t step = utf8_step(span_of(text.ptr + at, text.len - at), NULL);

        at += step == 0 ? 1 : step;
    }
    return count;
}

bool utf8_is_unprintable(uint32_t code_point)
{
    /* Controls, separators, annotation marks, and what the Unicode property
     * Default_Ignorable_Code_Point lists: it is shown as nothing at all. */
    static const struct {
        uint32_t first, last;
    } ranges[] = {
        {0x0000, 0x001f},   {0x007f, 0x009f},   {0x00ad, 0x00ad},   {0x034f, 0x034f},
        {0x061c, 0x061c},   {0x115f, 0x1160},   {0x17b4, 0x17b5},   {0x180b, 0x180f},
        {0x200b, 0x200f},   {0x2028, 0x202e},   {0x2060, 0x206f},   {0x3164, 0x3164},
        {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0},   {0xfff0, 0xfffb},
        {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
    };

    for (size_t i = 0; i < ARRAY_LEN(ranges) && code_point >= ranges[i].first; i++)
        if (code_point <= ranges[i].last)
            return true;
    return false;
}
