// SPDX-License-Identifier: MIT
/* see text/b64.h */
#include "text/b64.h"

#define VALUE_MASK 0x3f
#define FOREIGN 0x40 /* of neither alphabet: stands for six zero bits */
#define SKIPPED 0x80 /* white space and '=' */

#define S SKIPPED
#define X FOREIGN

/* What a character stands for; both alphabets in one table (RFC 4648 tables 1 and 2). */
/* clang-format off */
static const uint8_t char_value[256] = {
    X, X, X, X, X, X, X, X, X, S, S, X, X, S, X, X, /* 0_ */
    X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, /* 1_ */
    S, X, X, X, X, X, X, X, X, X, X, 62, X, 62, X, 63, /* 2_ */
    52, 53, 54, 55, 56, 57, 58, 59, 60, 61, X, X, X, S, X, X, /* 3_ */
    X, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, /* 4_ */
    15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, X, X, X, X, 63, /* 5_ */
    X, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, /* 6_ */
    41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, X, X, X, X, X, /* 7_ */
    X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, /* 8_ */
    X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, /* 9_ */
    X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, /* a_ */
    X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, /* b_ */
    X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, /* c_ */
    X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, /* d_ */
    X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, /* e_ */
    X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, /* f_ */
};
/* clang-format on */

#undef S
#undef X

/*@ requires i < text.len;
    requires \valid_read(text.ptr + (0 .. text.len - 1));
    assigns \nothing; */
static uint8_t value_at(struct span text, size_t i)
{
    return char_value[(unsigned char)text.ptr[i]];
}

/*
 * Eight characters at a time, one in each byte of a word. A sum never carries into the next byte
 * since both addends are below 0x80, so the order of the bytes in memory does not matter.
 */
#define BLOCK sizeof(uint64_t)
#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* High bit of every byte that is in lo to hi; the others of its bits mean nothing. */
static inline uint64_t in_range(uint64_t word, unsigned lo, unsigned hi)
{
    return (word + EACH(0x80 - lo)) ^ (word + EACH(0x7f - hi));
}

static inline bool block_is_clean(const char *ptr, unsigned char c62, unsigned char c63)
{
    uint64_t word, low, ok;

    memcpy(&word, ptr, BLOCK);
    low = word & EACH(0x7f);
    ok = in_range(low | EACH(0x20), 'a', 'z') | in_range(low, '0', '9');
    ok |= in_range(low, c62, c62) | in_range(low, c63, c63);
    return ((word | ~ok) & EACH(0x80)) == 0;
}

/* Length of a prefix that has only characters of one alphabet: all of a clean text of at least a
 * block, otherwise some multiple of the block. */
static inline size_t clean_prefix(struct span text, unsigned char c62, unsigned char c63)
{
    size_t at = 0;

    while (text.len - at >= BLOCK && block_is_clean(text.ptr + at, c62, c63))
        at += BLOCK;
    /* The last few characters are looked at together with some that are known to be clean. */
    if (at > 0 && text.len - at < BLOCK && block_is_clean(text.ptr + text.len - BLOCK, c62, c63))
        at = text.len;
    return at;
}

/* What the padding and length rules need to know of a text. */
struct tally {
    size_t significant;
    size_t last;      /* index of the last significant character */
    size_t pads;      /* number of '=' */
    size_t pad_at[3]; /* index of the first ones */
};

static void note(struct b64_info *out, enum b64_fault fault, size_t at)
{
    unsigned bit = 0;

    if (out->faults & fault)
        return;
    out->faults |= fault;
    while ((1u << bit) != fault)
        bit++;
    out->fault_at[bit] = at;
}

static void take_skipped(struct b64_info *out, struct tally *t, enum b64_alphabet alphabet, char c,
                         size_t at)
{
    if (c != '=') {
        note(out, B64_WHITESPACE, at);
        return;
    }
    if (alphabet == B64_URL)
        note(out, B64_PADDING, at); /* RFC 7515 section 2: trailing '=' omitted */
    if (t->pads < ARRAY_LEN(t->pad_at))
        t->pad_at[t->pads] = at;
    t->pads++;
}

static void take_significant(struct b64_info *out, struct tally *t, enum b64_alphabet alphabet,
                             char c, size_t at)
{
    bool url_only = c == '-' || c == '_';
    bool standard_only = c == '+' || c == '/';

    if (char_value[(unsigned char)c] & FOREIGN)
        note(out, B64_ALPHABET, at);
    else if (alphabet == B64_URL ? standard_only : url_only)
        note(out, B64_OTHER_ALPHABET, at);
    if (t->pads > 0)
        note(out, B64_PADDING, t->pad_at[0]);
    t->significant++;
    t->last = at;
}

/* RFC 4648 section 4: '=' fills the last group up to four characters. */
static void check_padding(struct b64_info *out, const struct tally *t, size_t end)
{
    static const uint8_t wanted[4] = {0, 0, 2, 1};
    size_t want = wanted[t->significant % 4];

    if (out->faults & B64_PADDING)
        return;
    if (t->pads > want)
        note(out, B64_PADDING, t->pad_at[want]);
    else if (t->pads < want)
        note(out, B64_PADDING, end);
}

/* RFC 4648 section 3.5: the bits that no octet takes are zero in the canonical encoding. */
static void check_end(struct b64_info *out, const struct tally *t, struct span text)
{
    static const uint8_t unused[4] = {0, 0, 0x0f, 0x03};
    size_t left = t->significant % 4;

    if (left == 1)
        note(out, B64_LENGTH, t->last);
    else if (left > 1 && (value_at(text, t->last) & unused[left]))
        note(out, B64_TRAILING_BITS, t->last);
}

void b64_scan(struct b64_info *out, enum b64_alphabet alphabet, struct span text)
{
    bool url = alphabet == B64_URL;
    size_t clean = url ? clean_prefix(text, '-', '_') : clean_prefix(text, '+', '/');
    struct tally t = {clean, clean == 0 ? 0 : clean - 1, 0, {0, 0, 0}};

    memset(out, 0, sizeof(*out));
    for (size_t i = clean; i < text.len; i++) {
        if (value_at(text, i) & SKIPPED)
            take_skipped(out, &t, alphabet, text.ptr[i], i);
        else
            take_significant(out, &t, alphabet, text.ptr[i], i);
    }
    if (!url)
        check_padding(out, &t, text.len);
    check_end(out, &t, text);
    out->octets = t.significant / 4 * 3 + t.significant % 4 * 6 / 8;
}

/* Groups of four plain characters up to the first that is not; returns the characters taken. */
/*@ requires \valid(out + (0 .. cap - 1)) && \valid_read(text.ptr + (0 .. text.len - 1));
    requires \separated(out + (0 .. cap - 1), text.ptr + (0 .. text.len - 1));
    requires \separated(out + (0 .. cap - 1), &char_value[0 .. 255]);
    assigns out[0 .. cap - 1];
    ensures \result <= text.len && \result % 4 == 0 && \result / 4 * 3 <= cap; */
static size_t decode_groups(uint8_t *out, size_t cap, struct span text)
{
    size_t at = 0;

    /*@ loop invariant 0 <= at <= text.len && at % 4 == 0 && at / 4 * 3 <= \at(cap, Pre);
        loop invariant cap == \at(cap, Pre) - at / 4 * 3;
        loop invariant out == \at(out, Pre) + at / 4 * 3;
        loop assigns at, out, cap, \at(out, Pre)[0 .. \at(cap, Pre) - 1];
        loop variant text.len - at; */
    for (; text.len - at >= 4 && cap >= 3; at += 4, out += 3, cap -= 3) {
        unsigned a = value_at(text, at), b = value_at(text, at + 1);
        unsigned c = value_at(text, at + 2), d = value_at(text, at + 3);

        if ((a | b | c | d) & ~(unsigned)VALUE_MASK)
            break;
        out[0] = (uint8_t)(a << 2 | b >> 4);
        out[1] = (uint8_t)(b << 4 | c >> 2);
        out[2] = (uint8_t)(c << 6 | d);
    }
    return at;
}

/*@ requires \valid(out + (0 .. cap - 1)) && \valid_read(text.ptr + (0 .. text.len - 1));
    requires \separated(out + (0 .. cap - 1), text.ptr + (0 .. text.len - 1));
    requires \separated(out + (0 .. cap - 1), &char_value[0 .. 255]);
    assigns out[0 .. cap - 1];
    ensures \result <= cap; */
size_t b64_decode(uint8_t *out, size_t cap, struct span text)
{
    size_t at = decode_groups(out, cap, text);
    size_t written = at / 4 * 3;
    uint32_t queue = 0;
    unsigned bits = 0;

    /*@ loop invariant 0 <= at <= text.len && 0 <= written <= cap && bits < 8;
        loop assigns at, written, queue, bits, out[0 .. cap - 1];
        loop variant text.len - at; */
    for (; at < text.len && written < cap; at++) {
        uint8_t value = value_at(text, at);

        if (value & SKIPPED)
            continue;
        queue = queue << 6 | (value & VALUE_MASK);
        bits += 6;
        if (bits < 8)
            continue;
        bits -= 8;
        out[written++] = (uint8_t)(queue >> bits);
    }
    return written;
}

/*@ requires \valid_read(text.ptr + (0 .. text.len - 1));
    assigns \nothing; */
uint8_t b64_last_octet(struct span text)
{
    size_t len = text.len;
    uint32_t high, low;

    /*@ loop invariant 0 <= len <= text.len;
        loop assigns len;
        loop variant len; */
    while (len > 0 && text.ptr[len - 1] == '=')
        len--;
    if (len % 4 == 1)
        len--; /* one character left over holds no octet */
    if (len < 2)
        return 0;
    high = value_at(text, len - 2) & VALUE_MASK;
    low = value_at(text, len - 1) & VALUE_MASK;
    /* Of the twelve bits of two characters 4, 2 or none are unused. */
    return (uint8_t)((high << 6 | low) >> (len % 4 == 2 ? 4 : len % 4 == 3 ? 2 : 0));
}

/*@ requires \valid(out + (0 .. cap - 1)) && \valid_read(in + (0 .. len - 1));
    requires \separated(out + (0 .. cap - 1), in + (0 .. len - 1));
    assigns out[0 .. cap - 1];
    ensures \result <= cap; */
size_t b64url_encode(char *out, size_t cap, const uint8_t *in, size_t len)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    size_t written = 0;
    uint32_t queue = 0;
    unsigned bits = 0;

    /*@ loop invariant 0 <= i <= len && 0 <= written <= cap && bits < 6;
        loop assigns i, written, queue, bits, out[0 .. cap - 1];
        loop variant len - i; */
    for (size_t i = 0; i < len; i++) {
        queue = queue << 8 | in[i];
        /*@ loop invariant 0 <= written <= cap && bits <= 13;
            loop assigns written, bits, out[0 .. cap - 1];
            loop variant bits; */
        for (bits += 8; bits >= 6 && written < cap; bits -= 6)
            out[written++] = digits[(queue >> (bits - 6)) & VALUE_MASK];
        if (written == cap)
            return written;
    }
    if (bits > 0 && written < cap)
        out[written++] = digits[(queue << (6 - bits)) & VALUE_MASK];
    return written;
}
