// SPDX-License-Identifier: MIT
/* Octets behind a base64url text, and the numbers of the curves. Written apart from lib/text, which
 * it helps to test. */
#include "work.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static int value_of(char c)
{
    const char *at = c == '\0' ? NULL : strchr(digits, c);

    if (c == '+' || c == '/')
        return c == '+' ? 62 : 63;
    return at == NULL ? -1 : (int)(at - digits);
}

bool take_octets(struct mutator *m, uint32_t node)
{
    const struct node *n = &m->nodes[node];
    unsigned queue = 0, bits = 0;

    m->octet_count = 0;
    if (!is_string(m, node) || n->end - n->at - 2 > OCTETS_MAX)
        return false;
    for (uint32_t i = n->at + 1; i < n->end - 1; i++) {
        int value = value_of(m->text[i]);

        if (m->text[i] == '=')
            continue;
        if (value < 0)
            return false;
        queue = (queue << 6 | (unsigned)value) & 0xffff;
        bits += 6;
        if (bits < 8)
            continue;
        bits -= 8;
        m->octets[m->octet_count++] = (uint8_t)(queue >> bits);
    }
    return true;
}

bool put_octets(struct mutator *m, uint32_t node)
{
    unsigned queue = 0, bits = 0;

    piece_start(m);
    piece_text(m, "\"");
    for (size_t i = 0; i < m->octet_count; i++) {
        queue = (queue << 8 | m->octets[i]) & 0xffff;
        for (bits += 8; bits >= 6; bits -= 6)
            piece_add(m, &digits[queue >> (bits - 6) & 63], 1);
    }
    if (bits > 0)
        piece_add(m, &digits[queue << (6 - bits) & 63], 1);
    piece_text(m, "\"");
    return splice_piece(m, m->nodes[node].at, m->nodes[node].end);
}

void number_add(uint8_t *a, size_t a_length, const uint8_t *b, size_t b_length)
{
    unsigned carry = 0;

    for (size_t i = 1; i <= a_length; i++) {
        carry += a[a_length - i] + (i <= b_length ? b[b_length - i] : 0u);
        a[a_length - i] = (uint8_t)carry;
        carry >>= 8;
    }
}

void number_subtract(uint8_t *a, size_t a_length, const uint8_t *b, size_t b_length)
{
    unsigned borrow = 0;

    for (size_t i = 1; i <= a_length; i++) {
        unsigned take = borrow + (i <= b_length ? b[b_length - i] : 0u);

        borrow = a[a_length - i] < take;
        a[a_length - i] = (uint8_t)(a[a_length - i] - take);
    }
}

/* ---- curves: both names of each, and what the table says of it ---- */

static const struct {
    const char *id, *prime, *order;
} fields[] = {
#define FIELD(param, prime, order, source) {#param, prime, order},
#include "facts/fields.def"
#undef FIELD
};

static const struct {
    const char *name, *id;
} names[] = {
#define CURVE(name, param, registry, source) {name, #param},
#include "facts/curves.def"
#undef CURVE
};

static size_t unhex(uint8_t *out, const char *hex)
{
    static const char nibbles[] = "0123456789abcdef";
    size_t n = strlen(hex) / 2;

    for (size_t i = 0; i < n; i++)
        out[i] = (uint8_t)((strchr(nibbles, hex[2 * i]) - nibbles) << 4 |
                           (strchr(nibbles, hex[2 * i + 1]) - nibbles));
    return n;
}

static const struct curve *field_of(struct curve *out, const char *id)
{
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        if (strcmp(fields[i].id, id) != 0)
            continue;
        out->width = unhex(out->prime, fields[i].prime);
        unhex(out->order, fields[i].order);
        return out;
    }
    return NULL;
}

const struct curve *curve_of(struct mutator *m, uint32_t object)
{
    uint32_t crv = member_of(m, object, "crv");

    if (crv == NONE)
        return NULL;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (node_is_text(m, crv, names[i].name)) {
            m->curve.name = names[i].name;
            return field_of(&m->curve, names[i].id);
        }
    return NULL;
}
