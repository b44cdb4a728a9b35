// SPDX-License-Identifier: MIT
/* Operations with the words of the API, all of them from the tables of lib/facts: types, curves,
 * algorithms, operations, members, hosts, limits. */
#include "work.h"

static const char *const member_names[] = {
#define SHAPE(id, title)
#define SHAPE_END(id)
#define MEMBER(shape, id, name, type, encoding, flags, since, source) name,
#include "facts/members.def"
#undef SHAPE
#undef SHAPE_END
#undef MEMBER
#define ALIAS(shape, member, name) name,
#include "facts/aliases.def"
#undef ALIAS
};

static const char *const ktys[] = {
#define KTY(id, name, base, hsm, kv, rfc, since, title, source) name,
#include "facts/kty.def"
#undef KTY
};

static const char *const crvs[] = {
#define CURVE(name, param, registry, source) name,
#include "facts/curves.def"
#undef CURVE
};

static const char *const algs[] = {
#define ALG(id, name, use, base, digest, bits, params, kv, jwa, since, title, source) name,
#include "facts/algs.def"
#undef ALG
#define WRAPPING(id, name, digest, byok, source) name,
#include "facts/wrappings.def"
#undef WRAPPING
};

static const char *const ops[] = {
#define OP(id, name, rfc, kv, key_op, dated, since, source) name,
#include "facts/ops.def"
#undef OP
};

static const char *const suffixes[] = {
#define CLOUD(id, cloud, suffix, service, source) suffix,
#include "facts/clouds.def"
#undef CLOUD
};

static const char *const expected[] = {
#define EXPECT(id, value, source) value,
#include "facts/expected.def"
#undef EXPECT
};

static const char *const recovery[] = {
#define RECOVERY(name, since, least, most, purgeable, source) name,
#include "facts/recovery.def"
#undef RECOVERY
};

static const uint64_t limits[] = {
#define LIMIT(id, value, what, source) value,
#include "facts/limits.def"
#undef LIMIT
};

/* ---- words for words ---- */

struct words {
    const char *member;
    const char *const *list;
    size_t count;
};
#define WORDS(member, list)                                                                        \
    {                                                                                              \
        member, list, sizeof(list) / sizeof((list)[0])                                             \
    }

static const char *const uses[] = {"sig", "enc", "Sig", "SIG", "wrap", "", "use", "sig "};
static const char *const platforms[] = {"0", "1", "2", "3", "", "00", " 2", "-1", "two"};
static const char *const versions[] = {"1.0.0", "1.0", "0.2", "2.0.0", "1", ""};
static const char *const actions[] = {"Rotate", "Notify", "rotate", "NOTIFY", "Rotated", ""};
static const char *const claims[] = {"x-ms-attestation-type",
                                     "x-ms-sgx-is-debuggable",
                                     "x-ms-isolation-tee.x-ms-attestation-type",
                                     "a.b",
                                     ".",
                                     "a..b",
                                     ""};
static const char *const kinds_of_content[] = {"application/json; charset=utf-8",
                                               "application/json", "text/plain", ""};
static const char *const times[] = {
    "P90D",         "P28D", "P27D", "P7D", "P6D", "P3M",  "P1Y",  "P1Y10D", "PT48H",
    "P2W",          "P",    "PT",   "P0D", "90D", "P-1D", "p90d", "P1.5D",  "P999999999Y",
    "P1000000000D", "P1DT", "PT1S", "P30D"};
static const char *const dates[] = {"2026-11-24T12:00:00+00:00",
                                    "2026-11-24",
                                    "2026-02-30",
                                    "2026-11-24T12:00:00Z",
                                    "0000-01-01T00:00:00-23:59",
                                    "9999-12-31T23:59:60Z",
                                    "2026-11-24T12:00:00",
                                    "2026-11-24 12:00:00Z",
                                    "1970-01-01T00:00:00.0000001Z"};

static const struct words words[] = {
    WORDS("kty", ktys),
    WORDS("crv", crvs),
    WORDS("alg", algs),
    WORDS("use", uses),
    WORDS("enc", algs),
    WORDS("hsmPlatform", platforms),
    WORDS("recoveryLevel", recovery),
    WORDS("version", versions),
    WORDS("schema_version", versions),
    WORDS("type", actions),
    WORDS("claim", claims),
    WORDS("contentType", kinds_of_content),
    WORDS("expiryTime", times),
    WORDS("timeAfterCreate", times),
    WORDS("timeBeforeExpiry", times),
    WORDS("expires", dates),
    WORDS("created", dates),
    WORDS("notBefore", dates),
    WORDS("updated", dates),
};
#define WORDS_COUNT (sizeof(words) / sizeof(words[0]))

static const char *any_word(struct mutator *m)
{
    const struct words *w = &words[below(m, WORDS_COUNT)];

    return below(m, 3) == 0 ? PICK(m, expected) : w->list[below(m, w->count)];
}

static bool has_words(const struct mutator *m, uint32_t node)
{
    for (size_t i = 0; i < WORDS_COUNT; i++)
        if (node_named(m, node, words[i].member))
            return true;
    return false;
}

/* Another word of the same kind. */
static bool reword(struct mutator *m)
{
    uint32_t node = any_node(m, has_words);

    for (size_t i = 0; node != NONE && i < WORDS_COUNT; i++)
        if (node_named(m, node, words[i].member))
            return set_string(m, node, words[i].list[below(m, words[i].count)]);
    return false;
}

static bool is_kty(const struct mutator *m, uint32_t node)
{
    return node_named(m, node, "kty");
}

static bool is_crv(const struct mutator *m, uint32_t node)
{
    return node_named(m, node, "crv");
}

static bool swap_kty(struct mutator *m)
{
    uint32_t node = any_node(m, is_kty);

    return node != NONE && set_string(m, node, PICK(m, ktys));
}

static bool swap_crv(struct mutator *m)
{
    uint32_t node = any_node(m, is_crv);

    return node != NONE && set_string(m, node, PICK(m, crvs));
}

/* Any word where any text stood. */
static bool misplace(struct mutator *m)
{
    uint32_t node = any_node(m, is_string);

    return node != NONE && set_string(m, node, any_word(m));
}

/* Another case, a hyphen for an underscore, a blank behind: near misses. */
static bool misspell(struct mutator *m)
{
    uint32_t node = any_node(m, is_string);
    size_t at;
    char c;

    if (node == NONE || m->nodes[node].end - m->nodes[node].at < 3)
        return false;
    if (below(m, 8) == 0)
        return splice(m, m->nodes[node].end - 1, m->nodes[node].end - 1, " ", 1);
    at = m->nodes[node].at + 1 + below(m, m->nodes[node].end - m->nodes[node].at - 2);
    c = m->text[at];
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
        m->text[at] = (char)(c ^ 0x20);
    else if (c == '-' || c == '_')
        m->text[at] = (char)(c ^ '-' ^ '_');
    else
        return splice(m, at, at + 1, "", 0);
    return true;
}

/* ---- members ---- */

static bool rename_member(struct mutator *m)
{
    uint32_t node = any_node(m, is_member);
    const char *name = PICK(m, member_names);

    if (node == NONE)
        return false;
    return splice(m, m->nodes[node].name + 1, m->nodes[node].name_end - 1, name, strlen(name));
}

/* The casing of the SDKs and of other formats: keyOps, KeyOps, KEY_OPS, key-ops. */
static bool recase(struct mutator *m)
{
    uint32_t node = any_node(m, is_member);
    uint32_t from, to;
    size_t how = below(m, 4);

    if (node == NONE || m->nodes[node].name_end - m->nodes[node].name < 3)
        return false;
    from = m->nodes[node].name + 1;
    to = m->nodes[node].name_end - 1;
    for (uint32_t i = from; i < to; i++) {
        char c = m->text[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

        if (how == 0 && letter)
            m->text[i] = (char)(c & ~0x20);
        if (how == 1 && letter && i == from)
            m->text[i] = (char)(c ^ 0x20);
        if (how == 2 && c == '_')
            m->text[i] = '-';
        if (how == 3 && c == '_' && i + 1 < to) {
            m->text[i + 1] = (char)(m->text[i + 1] & ~0x20);
            return splice(m, i, i + 1, "", 0);
        }
    }
    return true;
}

static void piece_quoted(struct mutator *m, const char *text)
{
    piece_text(m, "\"");
    piece_text(m, text);
    piece_text(m, "\"");
}

/* Members with a value of their kind. */
static bool add_member(struct mutator *m)
{
    static const char *const members[][2] = {
        {"hsmPlatform", "\"2\""},
        {"hsmPlatform", "1"},
        {"attributes", "{\"hsmPlatform\":\"1\",\"enabled\":true}"},
        {"attributes", "{\"exp\":1795478400,\"nbf\":1795478401}"},
        {"attributes", "{\"exportable\":true}"},
        {"release_policy",
         "{\"contentType\":\"application/json; charset=utf-8\",\"data\":\"e30\"}"},
        {"key_hsm", "\"e30\""},
        {"k", "\"AAAAAAAAAAAAAAAAAAAAAA\""},
        {"y", "\"AA\""},
        {"d", "\"AQ\""},
        {"tags", "{\"a\":\"b\"}"},
        {"x5c", "[\"MAA=\"]"},
        {"x5t", "\"AAAAAAAAAAAAAAAAAAAAAAAAAAA\""},
        {"x5u", "\"https://example.com/c\""},
        {"oth", "[{\"r\":\"AQ\",\"d\":\"AQ\",\"t\":\"AQ\"}]"},
        {"key_ops", "[\"sign\",\"verify\"]"},
        {"key_ops", "[\"import\"]"},
        {"use", "\"sig\""},
        {"alg", "\"ES256\""},
        {"Hsm", "true"},
        {"key_size", "2048"},
        {"public_exponent", "65537"},
        {"managed", "true"},
        {"nextLink", "null"},
        {"iv", "\"AAAAAAAAAAAAAAAA\""},
        {"tag", "\"AAAAAAAAAAAAAAAAAAAAAA\""},
        {"external_key", "{\"id\":\"a\"}"},
        {"recoveryId", "\"https://contoso.vault.azure.net/deletedkeys/k\""},
    };
    size_t i = below(m, sizeof(members) / sizeof(members[0]));
    uint32_t object = any_node(m, is_object);

    return object != NONE && insert_member(m, object, members[i][0], members[i][1]);
}

static bool add_known_member(struct mutator *m)
{
    uint32_t object = any_node(m, is_object);

    if (object == NONE)
        return false;
    piece_start(m);
    piece_quoted(m, PICK(m, member_names));
    piece_text(m, ":");
    if (below(m, 3) == 0)
        piece_number(m, PICK(m, limits) + below(m, 3) - 1);
    else
        piece_quoted(m, any_word(m));
    return insert_piece(m, object);
}

/* ---- key_ops ---- */

static bool is_key_ops(const struct mutator *m, uint32_t node)
{
    return m->nodes[node].type == '[' &&
           (node_named(m, node, "key_ops") || node_named(m, node, "keyOps"));
}

static bool add_operation(struct mutator *m)
{
    uint32_t node = any_node(m, is_key_ops);

    if (node == NONE)
        return false;
    piece_start(m);
    piece_quoted(m, PICK(m, ops));
    return insert_piece(m, node);
}

/* Any subset of the operations. */
static bool set_operations(struct mutator *m)
{
    uint32_t node = any_node(m, is_key_ops);
    bool first = true;

    if (node == NONE)
        return false;
    piece_start(m);
    piece_text(m, "[");
    for (size_t i = 0; i < sizeof(ops) / sizeof(ops[0]); i++) {
        if (below(m, 3) > 0)
            continue;
        piece_text(m, first ? "" : ",");
        piece_quoted(m, ops[i]);
        first = false;
    }
    piece_text(m, "]");
    return splice_piece(m, m->nodes[node].at, m->nodes[node].end);
}

/* ---- identifiers, times, lengths ---- */

static bool is_url(const struct mutator *m, uint32_t node)
{
    static const char https[] = "\"https://";

    return is_string(m, node) && m->nodes[node].end - m->nodes[node].at > sizeof(https) &&
           memcmp(m->text + m->nodes[node].at, https, sizeof(https) - 1) == 0;
}

static bool identifier(struct mutator *m)
{
    static const char *const schemes[] = {"https://", "https://", "https://",   "http://",
                                          "HTTPS://", "https:/",  "https://u@", ""};
    static const char *const names[] = {
        "contoso", "a", "con--toso", "contoso-hsm", "", "c_d", "averyveryverylongvaultname"};
    static const char *const tails[] = {"/keys/k/0123456789abcdef0123456789abcdef",
                                        "/keys/k",
                                        "/keys/k/",
                                        "/keys/",
                                        "/secrets/s",
                                        "/deletedkeys/k",
                                        "/keys/k/rotationpolicy",
                                        "/keys/k/x/y",
                                        "/keys/k/x/y/z",
                                        "/keys/k%20k/0123456789ABCDEF0123456789ABCDEF",
                                        "/keys/k?api-version=7.4",
                                        "/keys/k#a"};
    static const char *const ports[] = {"", "", "", "", ":443", ":8443", ":", ":99999"};
    uint32_t node = any_node(m, below(m, 2) == 0 ? is_url : is_string);

    if (node == NONE)
        return false;
    piece_start(m);
    piece_text(m, "\"");
    piece_text(m, PICK(m, schemes));
    piece_text(m, PICK(m, names));
    piece_text(m, ".");
    piece_text(m, PICK(m, suffixes));
    piece_text(m, PICK(m, ports));
    piece_text(m, PICK(m, tails));
    piece_text(m, "\"");
    return splice_piece(m, m->nodes[node].at, m->nodes[node].end);
}

static bool duration(struct mutator *m)
{
    static const char units[] = "YMWDTHMSTX.-";
    uint32_t node = any_node(m, is_string);

    if (node == NONE)
        return false;
    piece_start(m);
    piece_text(m, "\"P");
    for (size_t n = below(m, 4); n > 0; n--) {
        if (below(m, 4) > 0)
            piece_number(m, below(m, 8) == 0 ? PICK(m, limits) : below(m, 100));
        piece_add(m, &units[below(m, sizeof(units) - 1)], 1);
    }
    piece_text(m, "\"");
    return splice_piece(m, m->nodes[node].at, m->nodes[node].end);
}

/* ---- templates ---- */

static void put_expression(struct mutator *m, int depth)
{
    static const char *const functions[] = {
#define FUNCTION(name, least, most) #name,
#include "input/functions.def"
#undef FUNCTION
        "addDays", "utcNow", "reference", "dateTimeAdd"};
    static const char *const leaves[] = {"'a'",
                                         "1",
                                         "parameters('keySize')",
                                         "variables('b')",
                                         "'EC'",
                                         "copyIndex()",
                                         "2048",
                                         "true",
                                         "'{0}-{1}'",
                                         "-1",
                                         "''"};

    if (depth == 0 || below(m, 3) == 0) {
        piece_text(m, PICK(m, leaves));
        return;
    }
    piece_text(m, PICK(m, functions));
    piece_text(m, "(");
    for (size_t n = below(m, 4), i = 0; i < n; i++) {
        piece_text(m, i == 0 ? "" : ",");
        put_expression(m, depth - 1);
    }
    piece_text(m, ")");
}

/* What a template computes where a text stood. */
static bool express(struct mutator *m)
{
    uint32_t node = any_node(m, is_string);

    if (node == NONE)
        return false;
    piece_start(m);
    piece_text(m, "\"[");
    put_expression(m, 3);
    piece_text(m, below(m, 8) == 0 ? "\"" : "]\"");
    return splice_piece(m, m->nodes[node].at, m->nodes[node].end);
}

/* A text as long as a limit allows, or one more or less. */
static bool stretch(struct mutator *m)
{
    uint32_t node = any_node(m, is_string);
    size_t length = (size_t)PICK(m, limits) + below(m, 3);

    if (node == NONE || length > 5000)
        return false;
    piece_start(m);
    piece_text(m, "\"");
    for (size_t i = 1; i < length; i++)
        piece_text(m, "a");
    piece_text(m, "\"");
    return splice_piece(m, m->nodes[node].at, m->nodes[node].end);
}

const struct operation word_operations[] = {
    {"reword", reword},
    {"swap-kty", swap_kty},
    {"swap-crv", swap_crv},
    {"misplace", misplace},
    {"misspell", misspell},
    {"rename", rename_member},
    {"recase", recase},
    {"add-member", add_member},
    {"add-known-member", add_known_member},
    {"add-operation", add_operation},
    {"set-operations", set_operations},
    {"identifier", identifier},
    {"duration", duration},
    {"express", express},
    {"stretch", stretch},
};
const size_t word_count = sizeof(word_operations) / sizeof(word_operations[0]);
