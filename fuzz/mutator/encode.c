// SPDX-License-Identifier: MIT
/* Operations on base64url texts and on the numbers in them. */
#include "work.h"

static const char *const members[] = {"n",    "e",   "d",        "p",       "q",         "dp",
                                      "dq",   "qi",  "x",        "y",       "k",         "pub",
                                      "priv", "x5t", "x5t#S256", "value",   "digest",    "iv",
                                      "aad",  "tag", "data",     "key_hsm", "ciphertext"};

static bool is_octets(const struct mutator *m, uint32_t node)
{
    if (!is_string(m, node))
        return false;
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
        if (node_named(m, node, members[i]))
            return true;
    return false;
}

/* Its text, without the quotes, in from to `to`; false when there is none of at least `least`. */
static bool any_text(struct mutator *m, size_t least, uint32_t *from, uint32_t *to)
{
    uint32_t node = any_node(m, is_octets);

    if (node == NONE || m->nodes[node].end - m->nodes[node].at - 2 < least)
        return false;
    *from = m->nodes[node].at + 1;
    *to = m->nodes[node].end - 1;
    return true;
}

/* ---- the encoding ---- */

static bool pad(struct mutator *m)
{
    static const char *const pads[] = {"=", "==", "===", "%3D", ".", " "};
    uint32_t from, to;
    const char *with = PICK(m, pads);

    return any_text(m, 0, &from, &to) && splice(m, to, to, with, strlen(with));
}

static bool foreign_character(struct mutator *m)
{
    static const char foreign[] = "+/=*. \n\t\r~,:%\\$";
    uint32_t from, to;
    size_t at;

    if (!any_text(m, 1, &from, &to))
        return false;
    at = from + below(m, to - from);
    return splice(m, at, at + below(m, 2), &foreign[below(m, sizeof(foreign) - 1)], 1);
}

static bool other_alphabet(struct mutator *m)
{
    uint32_t from, to;
    bool found = false;

    if (!any_text(m, 1, &from, &to))
        return false;
    for (uint32_t i = from; i < to; i++) {
        char c = m->text[i];
        char with = c == '-' ? '+' : c == '_' ? '/' : c == '+' ? '-' : c == '/' ? '_' : c;

        found = found || with != c;
        m->text[i] = with;
    }
    return found;
}

/* The last character another one: mostly bits that no octet takes. */
static bool last_character(struct mutator *m)
{
    uint32_t from, to;

    if (!any_text(m, 1, &from, &to))
        return false;
    m->text[to - 1] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef_-9"[below(m, 35)];
    return true;
}

static bool shorten_text(struct mutator *m)
{
    uint32_t from, to;
    size_t n = 1 + below(m, 3);

    return any_text(m, n, &from, &to) && splice(m, to - n, to, "", 0);
}

/* Hexadecimal, or base64 of base64: what other formats have. */
static bool hexadecimal(struct mutator *m)
{
    static const char nibbles[] = "0123456789abcdef";
    uint32_t node = any_node(m, is_octets);

    if (node == NONE || !take_octets(m, node))
        return false;
    piece_start(m);
    piece_text(m, "\"");
    for (size_t i = 0; i < m->octet_count; i++) {
        piece_add(m, &nibbles[m->octets[i] >> 4], 1);
        piece_add(m, &nibbles[m->octets[i] & 15], 1);
    }
    piece_text(m, "\"");
    return splice_piece(m, m->nodes[node].at, m->nodes[node].end);
}

/* ---- octets ---- */

/* A value of at least one octet, in m->octets. */
static uint32_t any_octets(struct mutator *m)
{
    uint32_t node = any_node(m, is_octets);

    return node != NONE && take_octets(m, node) && m->octet_count > 0 ? node : NONE;
}

static bool prepend_octets(struct mutator *m, const uint8_t *octets, size_t n)
{
    if (m->octet_count + n > OCTETS_MAX)
        return false;
    memmove(m->octets + n, m->octets, m->octet_count);
    memcpy(m->octets, octets, n);
    m->octet_count += n;
    return true;
}

static bool add_zero(struct mutator *m)
{
    static const uint8_t zeros[4];
    uint32_t node = any_octets(m);

    return node != NONE && prepend_octets(m, zeros, 1 + below(m, 4)) && put_octets(m, node);
}

static bool strip_octet(struct mutator *m)
{
    uint32_t node = any_octets(m);

    if (node == NONE)
        return false;
    m->octet_count--;
    memmove(m->octets, m->octets + 1, m->octet_count);
    return put_octets(m, node);
}

static bool flip_bit(struct mutator *m)
{
    uint32_t node = any_octets(m);

    if (node == NONE)
        return false;
    m->octets[below(m, m->octet_count)] ^= (uint8_t)(1u << below(m, 8));
    return put_octets(m, node);
}

static bool low_bit(struct mutator *m)
{
    uint32_t node = any_octets(m);

    if (node == NONE)
        return false;
    m->octets[m->octet_count - 1] ^= 1;
    return put_octets(m, node);
}

/* Lengths of coordinates, keys, moduli, digests, and those beside them. */
static bool resize(struct mutator *m)
{
    static const uint16_t lengths[] = {
        0,   1,   2,   7,   8,   9,   11,  12,  13,  15,   16,   17,   20,   23,   24,
        25,  28,  31,  32,  33,  47,  48,  49,  55,  56,   57,   63,   64,   65,   66,
        67,  95,  96,  97,  113, 114, 127, 128, 129, 131,  132,  133,  191,  192,  193,
        255, 256, 257, 383, 384, 385, 511, 512, 513, 1312, 1952, 2047, 2048, 2049, 2592};
    static const uint8_t fills[] = {0, 0xff, 1, 0x80, 'A'};
    uint32_t node = any_octets(m);
    size_t length = PICK(m, lengths);

    if (node == NONE)
        return false;
    if (length > m->octet_count)
        memset(m->octets + m->octet_count, PICK(m, fills), length - m->octet_count);
    m->octet_count = length;
    return put_octets(m, node);
}

static bool fill(struct mutator *m)
{
    static const uint8_t fills[] = {0, 0, 0xff, 1, 0x80, 'A', '0'};
    uint32_t node = any_octets(m);

    if (node == NONE)
        return false;
    memset(m->octets, PICK(m, fills), m->octet_count);
    if (below(m, 2) == 0)
        m->octets[m->octet_count - 1] = (uint8_t)below(m, 5);
    return put_octets(m, node);
}

/* What other formats put before a number or a point. */
static bool header(struct mutator *m)
{
    uint32_t node = any_octets(m);
    size_t n = m->octet_count;
    const uint8_t headers[][4] = {{0x02, (uint8_t)n},
                                  {0x04},
                                  {0x02},
                                  {0x03},
                                  {0x30, (uint8_t)n},
                                  {0x30, 0x81, (uint8_t)n},
                                  {0x30, 0x82, (uint8_t)(n >> 8), (uint8_t)n}};
    static const uint8_t lengths[] = {2, 1, 1, 1, 2, 3, 4};
    size_t i = below(m, sizeof(lengths));

    return node != NONE && prepend_octets(m, headers[i], lengths[i]) && put_octets(m, node);
}

/* The engine's own mutator on what the text encodes. */
static bool inner_bytes(struct mutator *m)
{
    uint32_t node = any_octets(m);

    if (node == NONE || m->bytes == NULL)
        return false;
    m->octet_count = m->bytes(m->octets, m->octet_count, OCTETS_MAX / 2);
    return put_octets(m, node);
}

static bool double_octets(struct mutator *m)
{
    uint32_t node = any_octets(m);

    if (node == NONE || 2 * m->octet_count > OCTETS_MAX)
        return false;
    memcpy(m->octets + m->octet_count, m->octets, m->octet_count);
    m->octet_count *= 2;
    return put_octets(m, node);
}

/* ---- numbers of a curve ---- */

static bool has_curve(const struct mutator *m, uint32_t node)
{
    return is_object(m, node) && member_of(m, node, "crv") != NONE;
}

/* A coordinate or d at a bound of its curve: 0, 1, p, p - 1, p + 1, n, n - 1, n + 1, v + p, p - v,
 * v + n, n - v. */
static bool bound(struct mutator *m)
{
    static const char *const numbers[] = {"x", "y", "d"};
    static const uint8_t one = 1;
    uint32_t object = any_node(m, has_curve), node;
    const struct curve *curve = object == NONE ? NULL : curve_of(m, object);
    const uint8_t *base;
    uint8_t value[66];
    size_t how = below(m, 7);

    if (curve == NULL)
        return false;
    node = member_of(m, object, PICK(m, numbers));
    if (node == NONE || !take_octets(m, node))
        return false;
    base = below(m, 2) == 0 ? curve->prime : curve->order;
    memset(value, 0, sizeof(value));
    if (m->octet_count == curve->width)
        memcpy(value, m->octets, curve->width);
    memcpy(m->octets, base, curve->width);
    m->octet_count = curve->width;
    if (how == 0)
        number_add(m->octets, curve->width, &one, 1);
    else if (how == 1)
        number_subtract(m->octets, curve->width, &one, 1);
    else if (how == 2)
        number_add(m->octets, curve->width, value, curve->width);
    else if (how == 3)
        number_subtract(m->octets, curve->width, value, curve->width);
    else if (how < 6)
        memset(m->octets, 0, curve->width);
    m->octets[curve->width - 1] |= how == 5;
    return put_octets(m, node);
}

/* y to p - y: the other point with this x. */
static bool negate(struct mutator *m)
{
    uint32_t object = any_node(m, has_curve), node;
    const struct curve *curve = object == NONE ? NULL : curve_of(m, object);
    uint8_t value[66];

    if (curve == NULL || (node = member_of(m, object, "y")) == NONE || !take_octets(m, node) ||
        m->octet_count != curve->width)
        return false;
    memcpy(value, m->octets, curve->width);
    memcpy(m->octets, curve->prime, curve->width);
    number_subtract(m->octets, curve->width, value, curve->width);
    return put_octets(m, node);
}

/* ---- numbers of RSA ---- */

static bool is_e(const struct mutator *m, uint32_t node)
{
    return node_named(m, node, "e");
}

static bool exponent(struct mutator *m)
{
    static const char *const values[] = {"AA",
                                         "AQ",
                                         "Ag",
                                         "Aw",
                                         "BA",
                                         "EQ",
                                         "AQAB",
                                         "AQAA",
                                         "AAEAAQ",
                                         "AAAAAQAB",
                                         "AQAAAAE",
                                         "AQAAAAAAAAAB",
                                         "_____w",
                                         "__8",
                                         "____________",
                                         "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE",
                                         "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB"};
    uint32_t node = any_node(m, is_e);

    return node != NONE && set_string(m, node, PICK(m, values));
}

static bool is_rsa_private(const struct mutator *m, uint32_t node)
{
    static const char *const names[] = {"d", "p", "q", "dp", "dq", "qi"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (node_named(m, node, names[i]))
            return true;
    return false;
}

static bool drop_private(struct mutator *m)
{
    uint32_t node = any_node(m, is_rsa_private);

    return node != NONE && remove_node(m, node);
}

/* Two members of an object exchange their values: p and q, dp and dq, x and y, n and d. */
static bool exchange_numbers(struct mutator *m)
{
    static const char *const pairs[][2] = {{"p", "q"}, {"dp", "dq"},       {"x", "y"},
                                           {"n", "d"}, {"n", "e"},         {"p", "n"},
                                           {"d", "e"}, {"value", "digest"}};
    const char *const *pair = PICK(m, pairs);
    uint32_t object = any_node(m, is_object);
    uint32_t a = object == NONE ? NONE : member_of(m, object, pair[0]);
    uint32_t b = object == NONE ? NONE : member_of(m, object, pair[1]);
    uint32_t swap = a;

    if (a == NONE || b == NONE)
        return false;
    if (b < a) {
        a = b;
        b = swap;
    }
    piece_start(m);
    piece_span(m, m->nodes[b].at, m->nodes[b].end);
    piece_span(m, m->nodes[a].end, m->nodes[b].at);
    piece_span(m, m->nodes[a].at, m->nodes[a].end);
    return splice_piece(m, m->nodes[a].at, m->nodes[b].end);
}

/* ---- a JSON text within a member: release policies, transfer blobs ---- */

static bool inner_text(struct mutator *m)
{
    uint32_t node = any_octets(m);
    size_t n = m->octet_count;

    if (node == NONE || m->inner == NULL || m->octets[0] != '{')
        return false;
    m->octet_count = mutator_run(m->inner, m->octets, n, OCTETS_MAX / 2, below(m, SIZE_MAX));
    return put_octets(m, node);
}

const struct operation octet_operations[] = {
    {"pad", pad},
    {"foreign-character", foreign_character},
    {"other-alphabet", other_alphabet},
    {"last-character", last_character},
    {"shorten-text", shorten_text},
    {"hexadecimal", hexadecimal},
    {"add-zero", add_zero},
    {"strip-octet", strip_octet},
    {"flip-bit", flip_bit},
    {"low-bit", low_bit},
    {"resize", resize},
    {"fill", fill},
    {"header", header},
    {"inner-bytes", inner_bytes},
    {"double", double_octets},
    {"bound", bound},
    {"negate", negate},
    {"exponent", exponent},
    {"drop-private", drop_private},
    {"exchange-numbers", exchange_numbers},
    {"inner-text", inner_text},
};
const size_t octet_count = sizeof(octet_operations) / sizeof(octet_operations[0]);
