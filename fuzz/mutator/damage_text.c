// SPDX-License-Identifier: MIT
/* Labelled damages to the text, to types and names, and to the encoding of octets. */
#include "damage.h"

/* ---- JSON ---- */

/* A new member of the key with this text for its value. */
static bool add(struct mutator *m, const char *json)
{
    return the_key(m) != NONE && insert_member(m, m->key, "kvjwk_fuzz", json);
}

static bool add_bytes(struct mutator *m, const char *bytes, size_t length)
{
    if (the_key(m) == NONE)
        return false;
    piece_start(m);
    piece_text(m, "\"kvjwk_fuzz\":\"");
    piece_add(m, bytes, length);
    piece_text(m, "\"");
    return insert_piece(m, m->key);
}

static bool comma_behind(struct mutator *m)
{
    uint32_t key = the_key(m);

    return key != NONE && splice(m, m->nodes[key].end - 1, m->nodes[key].end - 1, ",", 1);
}

static bool comment(struct mutator *m)
{
    uint32_t key = the_key(m);

    return key != NONE && splice(m, m->nodes[key].at + 1, m->nodes[key].at + 1, "/* a */", 7);
}

static bool truncate(struct mutator *m)
{
    size_t end = m->nodes[0].end - 1;

    return splice(m, end, m->length, "", 0);
}

static bool trailing(struct mutator *m)
{
    return splice(m, m->length, m->length, " {}", 3);
}

static bool byte_order_mark(struct mutator *m)
{
    return splice(m, 0, 0, "\xef\xbb\xbf", 3);
}

static bool lone_surrogate(struct mutator *m)
{
    return add(m, below(m, 2) == 0 ? "\"\\ud800\"" : "\"\\udc00 \"");
}

static bool escaped_nul(struct mutator *m)
{
    return add(m, "\"a\\u0000\"");
}

static bool control(struct mutator *m)
{
    return add(m, below(m, 2) == 0 ? "\"a\n\"" : "\"\x01\"");
}

static bool bad_escape(struct mutator *m)
{
    return add(m, below(m, 2) == 0 ? "\"\\x41\"" : "\"\\u00g0\"");
}

static bool bad_utf8(struct mutator *m)
{
    static const char *const texts[] = {"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                                        "\x80"};
    const char *text = PICK(m, texts);

    return add_bytes(m, text, strlen(text));
}

static bool bad_number(struct mutator *m)
{
    static const char *const numbers[] = {"01", "+1", "1.", ".5", "0x10", "1e", "-"};

    return add(m, PICK(m, numbers));
}

static bool bad_word(struct mutator *m)
{
    static const char *const bad[] = {"nul", "True", "NaN", "undefined"};

    return add(m, PICK(m, bad));
}

static bool too_deep(struct mutator *m)
{
    char text[141];

    memset(text, '[', 70);
    memset(text + 70, ']', 70);
    text[140] = '\0';
    return add(m, text);
}

static uint32_t some_member(struct mutator *m)
{
    uint32_t key = the_key(m);

    return key == NONE ? NONE : child_of(m, key, below(m, children_of(m, key)));
}

static bool twice(struct mutator *m)
{
    uint32_t node = some_member(m);

    if (node == NONE || !is_member(m, node))
        return false;
    piece_start(m);
    piece_span(m, m->nodes[node].name, m->nodes[node].end);
    return insert_piece(m, m->key);
}

static bool twice_escaped(struct mutator *m)
{
    uint32_t node = the_member(m, "kty");

    if (node == NONE)
        return false;
    piece_start(m);
    piece_text(m, below(m, 2) == 0 ? "\"k\\u0074y\":" : "\"\\u006Bty\":");
    piece_span(m, m->nodes[node].at, m->nodes[node].end);
    return insert_piece(m, m->key);
}

/* ---- types and names ---- */

static bool kty_case(struct mutator *m)
{
    if (key_is(m, "RSA"))
        return set_member(m, "kty", "\"rsa\"");
    if (key_is(m, "EC"))
        return set_member(m, "kty", "\"ec\"");
    return key_is(m, "oct") && set_member(m, "kty", "\"OCT\"");
}

static bool kty_unknown(struct mutator *m)
{
    return set_member(m, "kty", below(m, 2) == 0 ? "\"XYZ\"" : "\"DSA\"");
}

static bool curve_unknown(struct mutator *m)
{
    return key_is(m, "EC") && set_member(m, "crv", "\"prime256v1\"");
}

static bool curve_of_another_type(struct mutator *m)
{
    return key_is(m, "EC") && set_member(m, "crv", "\"Ed25519\"");
}

static bool member_type(struct mutator *m)
{
    static const char *const values[] = {"1", "true", "[]", "{}"};
    static const char *const names[] = {"n", "e", "x", "y", "d", "k", "crv"};

    return set_member(m, PICK(m, names), PICK(m, values));
}

static bool member_case(struct mutator *m)
{
    static const char *const names[] = {"n", "e", "x", "y", "crv", "k"};
    uint32_t node = the_member(m, PICK(m, names));

    if (node == NONE)
        return false;
    for (uint32_t i = m->nodes[node].name + 1; i < m->nodes[node].name_end - 1; i++)
        m->text[i] = (char)(m->text[i] & ~0x20);
    return true;
}

static bool drop_member(struct mutator *m)
{
    static const char *const names[] = {"n", "e", "x", "y", "crv"};
    uint32_t node = the_member(m, PICK(m, names));

    return node != NONE && remove_node(m, node);
}

static bool foreign_member(struct mutator *m)
{
    if (the_key(m) == NONE)
        return false;
    if (key_is(m, "RSA"))
        return member_of(m, m->key, "crv") == NONE && insert_member(m, m->key, "crv", "\"P-256\"");
    return key_is(m, "EC") && member_of(m, m->key, "n") == NONE &&
           insert_member(m, m->key, "n", "\"AQAB\"");
}

static bool operation_twice(struct mutator *m)
{
    uint32_t list = the_member(m, "key_ops");
    uint32_t first = list == NONE ? NONE : child_of(m, list, 0);

    if (first == NONE || !is_string(m, first))
        return false;
    piece_start(m);
    piece_span(m, m->nodes[first].at, m->nodes[first].end);
    return insert_piece(m, list);
}

/* ---- base64url ---- */

static bool pad(struct mutator *m)
{
    uint32_t node = some_octets(m);

    return node != NONE && splice(m, m->nodes[node].end - 1, m->nodes[node].end - 1, "=", 1);
}

static bool space(struct mutator *m)
{
    uint32_t node = some_octets(m);

    return node != NONE && splice(m, m->nodes[node].at + 2, m->nodes[node].at + 2, " ", 1);
}

static bool foreign_character(struct mutator *m)
{
    uint32_t node = some_octets(m);

    return node != NONE && splice(m, m->nodes[node].at + 1, m->nodes[node].at + 2, "*", 1);
}

static bool standard_alphabet(struct mutator *m)
{
    uint32_t node = some_octets(m);
    bool found = false;

    for (uint32_t i = node == NONE ? 0 : m->nodes[node].at; node != NONE && i < m->nodes[node].end;
         i++) {
        char c = m->text[i];

        found = found || c == '-' || c == '_';
        m->text[i] = (char)(c == '-' ? '+' : c == '_' ? '/' : c);
    }
    return found;
}

static bool one_character_more(struct mutator *m)
{
    uint32_t node = some_octets(m);
    size_t length = node == NONE ? 1 : m->nodes[node].end - m->nodes[node].at - 2;

    return length % 4 == 0 && splice(m, m->nodes[node].end - 1, m->nodes[node].end - 1, "A", 1);
}

/* The last character has bits that no octet takes: set the lowest. */
static bool trailing_bits(struct mutator *m)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    uint32_t node = some_octets(m);
    size_t length = node == NONE ? 0 : m->nodes[node].end - m->nodes[node].at - 2;
    const char *at;

    if (length % 4 < 2)
        return false;
    at = strchr(digits, m->text[m->nodes[node].end - 2]);
    if (at == NULL)
        return false;
    m->text[m->nodes[node].end - 2] = digits[(at - digits) | 1];
    return true;
}

/* ---- nothing that a rule may see ---- */

static bool space_between(struct mutator *m)
{
    uint32_t node = some_member(m);
    uint32_t at = node == NONE ? 0 : m->nodes[node].at;

    return node != NONE && splice(m, at, at, "\r\n \t", 4);
}

static bool members_reversed(struct mutator *m)
{
    uint32_t key = the_key(m);
    size_t n = key == NONE ? 0 : children_of(m, key);

    if (n < 2)
        return false;
    piece_start(m);
    for (size_t i = n; i > 0; i--) {
        const struct node *c = &m->nodes[child_of(m, key, i - 1)];

        piece_span(m, node_start(c), c->end);
        piece_text(m, i > 1 ? "," : "");
    }
    return splice_piece(m, m->nodes[key].at + 1, m->nodes[key].end - 1);
}

/* The first character of the name or value of a member as an escape. */
static bool escaped(struct mutator *m)
{
    static const char hex[] = "0123456789abcdef";
    static const char *const names[] = {"kty", "crv", "n", "e", "x", "y"};
    uint32_t node = the_member(m, PICK(m, names)), at;
    char escape[6] = {'\\', 'u', '0', '0', '0', '0'};

    if (node == NONE || !is_string(m, node) || m->nodes[node].end - m->nodes[node].at < 3)
        return false;
    at = 1 + (below(m, 2) == 0 ? m->nodes[node].name : m->nodes[node].at);
    if (m->text[at] == '\\' || m->text[at] < 0x20)
        return false;
    escape[4] = hex[m->text[at] >> 4];
    escape[5] = hex[m->text[at] & 15];
    return splice(m, at, at + 1, escape, sizeof(escape));
}

const struct damage text_damages[] = {
    {"json-comma-behind", "json-comma", comma_behind},
    {"json-comment", "json-comment", comment},
    {"json-truncated", "json-truncated", truncate},
    {"json-trailing", "json-trailing-data", trailing},
    {"json-byte-order-mark", "json-bom", byte_order_mark},
    {"json-lone-surrogate", "json-surrogate", lone_surrogate},
    {"json-escaped-nul", "json-nul", escaped_nul},
    {"json-control", "json-control", control},
    {"json-bad-escape", "json-escape", bad_escape},
    {"json-bad-utf8", "json-utf8", bad_utf8},
    {"json-bad-number", "json-number", bad_number},
    {"json-bad-word", "json-literal", bad_word},
    {"json-too-deep", "json-depth", too_deep},
    {"member-twice", "json-duplicate", twice},
    {"member-twice-escaped", "json-duplicate", twice_escaped},
    {"kty-case", "jwk-kty-case", kty_case},
    {"kty-unknown", "jwk-kty-unknown", kty_unknown},
    {"curve-unknown", "jwa-curve-unknown", curve_unknown},
    {"curve-of-another-type", "jwa-curve-type", curve_of_another_type},
    {"member-type", "jwk-member-type", member_type},
    {"member-case", "jwk-member-name", member_case},
    {"member-missing", "jwk-material-missing", drop_member},
    {"member-foreign", "jwk-material-foreign", foreign_member},
    {"key-ops-twice", "jwk-key-ops-duplicate", operation_twice},
    {"base64url-padded", "jwa-base64url-padding", pad},
    {"base64url-space", "jwa-base64url-space", space},
    {"base64url-foreign", "jwa-base64url-alphabet", foreign_character},
    {"base64url-standard", "jwa-base64url-standard", standard_alphabet},
    {"base64url-length", "jwa-base64url-length", one_character_more},
    {"base64url-trailing-bits", "jwa-base64url-trailing-bits", trailing_bits},
    {"space-between", NULL, space_between},
    {"members-reversed", NULL, members_reversed},
    {"escaped", NULL, escaped},
};
const size_t text_damage_count = sizeof(text_damages) / sizeof(text_damages[0]);
