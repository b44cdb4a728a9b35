// SPDX-License-Identifier: MIT
/* Operations on the shape of a text: members and items dropped, doubled, moved, nested, respelled.
 */
#include "work.h"

static bool drop(struct mutator *m)
{
    uint32_t node = any_node(m, is_value);

    return node != NONE && remove_node(m, node);
}

/* ---- twice ---- */

static void piece_of(struct mutator *m, uint32_t node)
{
    piece_start(m);
    piece_span(m, node_start(&m->nodes[node]), m->nodes[node].end);
}

static bool duplicate(struct mutator *m)
{
    uint32_t node = any_node(m, is_value);

    if (node == NONE)
        return false;
    piece_of(m, node);
    return insert_piece(m, m->nodes[node].up);
}

static void piece_escape(struct mutator *m, char c)
{
    static const char hex[] = "0123456789abcdef", upper[] = "0123456789ABCDEF";
    const char *nibbles = below(m, 2) == 0 ? hex : upper;
    char escape[6] = {'\\', 'u', '0', '0', nibbles[(unsigned char)c >> 4], nibbles[c & 15]};

    piece_add(m, escape, sizeof(escape));
}

/* The string in from to `to` again, one plain character of it as an escape; false when it has
 * none. */
static bool piece_escaped(struct mutator *m, uint32_t from, uint32_t to)
{
    uint32_t at = from + 1 + (uint32_t)below(m, to - from - 1);

    if (at >= to - 1 || m->text[at] == '\\' || m->text[at - 1] == '\\' || m->text[at] < 0x20 ||
        memchr(m->text + from, '\\', at - from) != NULL)
        return false;
    piece_span(m, from, at);
    piece_escape(m, m->text[at]);
    piece_span(m, at + 1, to);
    return true;
}

static bool duplicate_escaped(struct mutator *m)
{
    uint32_t node = any_node(m, is_member);
    uint32_t value = any_node(m, is_value);

    if (node == NONE || value == NONE)
        return false;
    piece_start(m);
    if (!piece_escaped(m, m->nodes[node].name, m->nodes[node].name_end))
        return false;
    piece_text(m, ":");
    if (below(m, 2) == 0)
        value = node;
    piece_span(m, m->nodes[value].at, m->nodes[value].end);
    return insert_piece(m, m->nodes[node].up);
}

/* ---- elsewhere ---- */

static bool apart(const struct node *a, const struct node *b)
{
    return a->end <= node_start(b) || b->end <= node_start(a);
}

/* Two places exchange what they hold: members their places, values their values. */
static bool exchange(struct mutator *m)
{
    uint32_t a = any_node(m, is_value), b = any_node(m, is_value);
    bool names = below(m, 2) == 0;
    size_t from, to;

    if (a == NONE || b == NONE || !apart(&m->nodes[a], &m->nodes[b]))
        return false;
    if (m->nodes[b].at < m->nodes[a].at) {
        uint32_t swap = a;

        a = b;
        b = swap;
    }
    names = names && is_member(m, a) == is_member(m, b);
    from = names ? node_start(&m->nodes[a]) : m->nodes[a].at;
    to = names ? node_start(&m->nodes[b]) : m->nodes[b].at;
    piece_start(m);
    piece_span(m, to, m->nodes[b].end);
    piece_span(m, m->nodes[a].end, to);
    piece_span(m, from, m->nodes[a].end);
    return splice_piece(m, from, m->nodes[b].end);
}

static bool reverse(struct mutator *m)
{
    uint32_t object = any_node(m, is_object);
    size_t n = object == NONE ? 0 : children_of(m, object);

    if (n < 2)
        return false;
    piece_start(m);
    for (size_t i = n; i > 0; i--) {
        const struct node *c = &m->nodes[child_of(m, object, i - 1)];

        piece_span(m, node_start(c), c->end);
        piece_text(m, i > 1 ? "," : "");
    }
    return splice_piece(m, node_start(&m->nodes[child_of(m, object, 0)]),
                        m->nodes[child_of(m, object, n - 1)].end);
}

/* A member from one level to another, or a copy of it. */
static bool move(struct mutator *m)
{
    uint32_t node = any_node(m, is_member), object = any_node(m, is_object);

    if (node == NONE || object == NONE || object == m->nodes[node].up)
        return false;
    piece_of(m, node);
    if (!insert_piece(m, object))
        return false;
    if (below(m, 3) == 0 || !work_read(m) || node >= m->count)
        return true;
    return remove_node(m, node) || true; /* another one by now, perhaps: that is fine */
}

/* ---- in and out ---- */

static bool wrap_root(struct mutator *m)
{
    static const char *const wraps[][2] = {
        {"{\"keys\":[", "]}"},
        {"{\"key\":", "}"},
        {"{\"value\":[", "]}"},
        {"[", "]"},
        {"{\"Hsm\":true,\"key\":", "}"},
        {"{\"attributes\":{\"enabled\":true},\"key\":", "}"},
        {"{\"key\":{\"kty\":\"RSA-HSM\"},\"tags\":", "}"},
        {"{\"kty\":\"RSA-HSM\",\"attributes\":", "}"},
    };
    const char *const *wrap = PICK(m, wraps);

    piece_start(m);
    piece_text(m, wrap[0]);
    piece_span(m, 0, m->length);
    piece_text(m, wrap[1]);
    return splice_piece(m, 0, m->length);
}

static bool nest(struct mutator *m)
{
    uint32_t node = any_node(m, is_value);
    bool object = below(m, 2) == 0;

    if (node == NONE)
        return false;
    piece_start(m);
    piece_text(m, object ? "{\"value\":" : "[");
    piece_span(m, m->nodes[node].at, m->nodes[node].end);
    piece_text(m, object ? "}" : "]");
    return splice_piece(m, m->nodes[node].at, m->nodes[node].end);
}

/* A container becomes one of its children. */
static bool hoist(struct mutator *m)
{
    uint32_t node = any_node(m, is_container);
    size_t n = node == NONE ? 0 : children_of(m, node);
    const struct node *child;

    if (n == 0)
        return false;
    child = &m->nodes[child_of(m, node, below(m, n))];
    piece_start(m);
    piece_span(m, child->at, child->end);
    return splice_piece(m, m->nodes[node].at, m->nodes[node].end);
}

/* Levels about the limit of the reader. */
static bool deepen(struct mutator *m)
{
    static const uint8_t depths[] = {1, 2, 60, 61, 62, 63, 64, 65, 66};
    uint32_t node = any_node(m, is_value);
    size_t depth = PICK(m, depths);
    bool object = below(m, 2) == 0;

    if (node == NONE)
        return false;
    piece_start(m);
    for (size_t i = 0; i < depth; i++)
        piece_text(m, object ? "{\"a\":" : "[");
    piece_span(m, m->nodes[node].at, m->nodes[node].end);
    for (size_t i = 0; i < depth; i++)
        piece_text(m, object ? "}" : "]");
    return splice_piece(m, m->nodes[node].at, m->nodes[node].end);
}

/* As many items as there are limits for: tags, pages, actions, fast paths. */
static bool repeat(struct mutator *m)
{
    static const uint8_t counts[] = {2, 3, 14, 15, 16, 17, 24, 25, 26, 64, 65, 130};
    uint32_t node = any_node(m, is_value);
    size_t count = PICK(m, counts);

    if (node == NONE)
        return false;
    piece_start(m);
    for (size_t i = 0; i < count; i++) {
        piece_text(m, i > 0 ? "," : "");
        if (is_member(m, node)) {
            piece_text(m, "\"tag");
            piece_number(m, i);
            piece_text(m, "\":");
        }
        piece_span(m, m->nodes[node].at, m->nodes[node].end);
    }
    return splice_piece(m, node_start(&m->nodes[node]), m->nodes[node].end);
}

/* ---- spelled otherwise ---- */

static bool retype(struct mutator *m)
{
    static const char *const values[] = {
        "null",
        "true",
        "false",
        "0",
        "1",
        "-1",
        "\"\"",
        "[]",
        "{}",
        "[[]]",
        "\"A\"",
        "[\"AQAB\"]",
        "nul",
        "NaN",
        "{\"a\":1,\"a\":2}",
        "\"AQAB\"",
        "\"\\u0000\"",
        "1e3",
        "{\"type\":\"Buffer\",\"data\":[1]}",
    };
    uint32_t node = any_node(m, is_value);

    return node != NONE && set_value(m, node, PICK(m, values));
}

static bool number(struct mutator *m)
{
    static const char *const values[] = {
        "0",
        "-0",
        "-1",
        "1",
        "01",
        "1.",
        ".5",
        "+1",
        "1e0",
        "2048",
        "2048.0",
        "2.048e3",
        "20480e-1",
        "65537",
        "3",
        "15",
        "2147483647",
        "2147483648",
        "4294967295",
        "4294967296",
        "9007199254740991",
        "9007199254740992",
        "9007199254740993",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "-9223372036854775809",
        "18446744073709551616",
        "1e308",
        "1e309",
        "1e-400",
        "1E+2",
        "0x10",
        "1_000",
        "Infinity",
        "1795478400",
        "1795478400000",
        "1795478399",
        "1795478401",
        "253402300799",
        "253402300800",
        "123456789012345678901234567890",
        "0.1",
        "1e400",
        "-1e-1",
        "7",
        "90",
        "91",
        "128",
        "192",
        "256",
        "1024",
        "3072",
        "4096",
        "8192",
        "16384",
        "16385",
    };
    uint32_t node = any_node(m, is_value);

    return node != NONE && set_value(m, node, PICK(m, values));
}

/* One character of a name or of a text as \uXXXX. */
static bool escape(struct mutator *m)
{
    uint32_t node = any_node(m, below(m, 2) == 0 ? is_member : is_string);
    const struct node *n = &m->nodes[node == NONE ? 0 : node];
    bool name = node != NONE && is_member(m, node) && (n->type != '"' || below(m, 2) == 0);
    uint32_t from = name ? n->name : n->at, to = name ? n->name_end : n->end;

    if (node == NONE || to - from < 3)
        return false;
    piece_start(m);
    return piece_escaped(m, from, to) && splice_piece(m, from, to);
}

/* What a string must not hold, or what not every reader takes. */
static bool poison(struct mutator *m)
{
    static const struct {
        const char *text;
        size_t length;
    } poisons[] = {
        {"\\ud800", 6},
        {"\\udc00", 6},
        {"\\ud83d\\udd11", 12},
        {"\\u0000", 6},
        {"\0", 1},
        {"\n", 1},
        {"\t", 1},
        {"\x1f", 1},
        {"\\q", 2},
        {"\\u12", 4},
        {"\\", 1},
        {"\xff", 1},
        {"\xc3\xa9", 2},
        {"\xc0\xaf", 2},
        {"\xed\xa0\x80", 3},
        {"\xf0\x9f\x94\x91", 4},
        {"\xf4\x90\x80\x80", 4},
        {"\xe2\x80\xae", 3},
        {"\xef\xbb\xbf", 3},
        {"\"", 1},
        {"\x7f", 1},
        {"\\n", 2},
        {"\\\"", 2},
        {"~", 1},
        {"/", 1},
        {"%2f", 3},
        {" ", 1},
        {"\xc2", 1},
    };
    uint32_t node = any_node(m, below(m, 2) == 0 ? is_member : is_string);
    size_t i = below(m, sizeof(poisons) / sizeof(poisons[0])), at;

    if (node == NONE)
        return false;
    at = is_string(m, node)
             ? m->nodes[node].at + 1 + below(m, m->nodes[node].end - m->nodes[node].at - 1)
             : m->nodes[node].name + 1;
    return splice(m, at, at, poisons[i].text, poisons[i].length);
}

/* White space, comments and commas between the tokens. */
static bool punctuate(struct mutator *m)
{
    static const char *const marks[] = {
        " ", "\n", "\r\n", "\t", ",",  ",,",           "/* */", "// x\n", "#\n",      ":",
        "}", "]",  "{",    "[",  "\"", "\xef\xbb\xbf", "\f",    "\v",     "\xc2\xa0", "\r"};
    uint32_t node = any_node(m, is_value);
    const char *mark = PICK(m, marks);
    size_t at;

    if (node == NONE)
        return false;
    at = below(m, 2) == 0 ? node_start(&m->nodes[node]) : m->nodes[node].end;
    return splice(m, at, at, mark, strlen(mark));
}

static bool cut(struct mutator *m)
{
    uint32_t node = any_node(m, is_value);
    size_t at = node == NONE ? 0 : m->nodes[node].at + below(m, 3);

    return at > 0 && at < m->length && splice(m, at, m->length, "", 0);
}

/* Something behind the document, or before it. */
static bool append(struct mutator *m)
{
    static const char *const tails[] = {"{}", "\n{}", ",", "]", "}", "x", "\n", "\0", " 1", "\x1a"};
    const char *tail = PICK(m, tails);
    size_t length = strlen(tail) > 0 ? strlen(tail) : 1;

    if (below(m, 4) == 0)
        return splice(m, 0, 0, "\xef\xbb\xbf", 3);
    return splice(m, m->length, m->length, tail, length);
}

/* ---- two texts ---- */

/* A member of the donor for one of the same name, or as a new one. */
static bool cross(struct mutator *m)
{
    struct mutator *donor = m->inner;
    uint32_t theirs, ours = NONE, object = any_node(m, is_object);

    if (m->donor == NULL || donor == NULL || object == NONE ||
        m->donor_length > sizeof(donor->text))
        return false;
    memcpy(donor->text, m->donor, m->donor_length);
    donor->length = m->donor_length;
    donor->random = below(m, SIZE_MAX);
    if (!work_read(donor) || (theirs = any_node(donor, is_member)) == NONE)
        return false;
    for (uint32_t i = 0; i < m->count && ours == NONE; i++)
        if (m->nodes[i].name_end - m->nodes[i].name ==
                donor->nodes[theirs].name_end - donor->nodes[theirs].name &&
            memcmp(m->text + m->nodes[i].name, donor->text + donor->nodes[theirs].name,
                   m->nodes[i].name_end - m->nodes[i].name) == 0)
            ours = i;
    piece_start(m);
    if (ours != NONE && below(m, 4) > 0) {
        piece_add(m, donor->text + donor->nodes[theirs].at,
                  donor->nodes[theirs].end - donor->nodes[theirs].at);
        return splice_piece(m, m->nodes[ours].at, m->nodes[ours].end);
    }
    piece_add(m, donor->text + donor->nodes[theirs].name,
              donor->nodes[theirs].end - donor->nodes[theirs].name);
    return insert_piece(m, object);
}

const struct operation structure_operations[] = {
    {"drop", drop},
    {"duplicate", duplicate},
    {"duplicate-escaped", duplicate_escaped},
    {"exchange", exchange},
    {"reverse", reverse},
    {"move", move},
    {"wrap-root", wrap_root},
    {"nest", nest},
    {"hoist", hoist},
    {"deepen", deepen},
    {"repeat", repeat},
    {"retype", retype},
    {"number", number},
    {"escape", escape},
    {"poison", poison},
    {"punctuate", punctuate},
    {"cut", cut},
    {"append", append},
    {"cross", cross},
};
const size_t structure_count = sizeof(structure_operations) / sizeof(structure_operations[0]);
