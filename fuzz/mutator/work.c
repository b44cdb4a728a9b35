// SPDX-License-Identifier: MIT
/* The text of the mutator: a reader that takes whatever comes, and edits. */
#include "work.h"

/* SplitMix64. */
static uint64_t next_random(struct mutator *m)
{
    uint64_t z = m->random += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

size_t below(struct mutator *m, size_t n)
{
    return n == 0 ? 0 : (size_t)(next_random(m) % n);
}

/* ---- reading ---- */

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static size_t skip_space(const struct mutator *m, size_t at)
{
    while (at < m->length && is_space(m->text[at]))
        at++;
    return at;
}

static size_t string_end(const struct mutator *m, size_t at)
{
    for (at++; at < m->length && m->text[at] != '"'; at++)
        if (m->text[at] == '\\')
            at++;
    return at < m->length ? at + 1 : m->length;
}

static size_t word_end(const struct mutator *m, size_t at)
{
    size_t end = at;

    while (end < m->length && !is_space(m->text[end]) &&
           memchr(",:{}[]\"", m->text[end], 7) == NULL)
        end++;
    return end > at ? end : at + 1;
}

struct reading {
    size_t at;
    uint32_t up;
    uint32_t name, name_end; /* of the member whose value comes */
};

static void add_node(struct mutator *m, struct reading *r, char type, size_t end)
{
    struct node *n = &m->nodes[m->count++];

    n->name = r->name;
    n->name_end = r->name_end;
    n->at = (uint32_t)r->at;
    n->end = (uint32_t)end;
    n->up = r->up;
    n->type = type;
    r->name = r->name_end = 0;
    r->at = end;
}

static void read_string(struct mutator *m, struct reading *r)
{
    size_t end = string_end(m, r->at);
    size_t colon = skip_space(m, end);
    bool in_object = r->up != NONE && m->nodes[r->up].type == '{';

    if (!in_object || r->name_end > 0 || colon >= m->length || m->text[colon] != ':') {
        add_node(m, r, '"', end);
        return;
    }
    r->name = (uint32_t)r->at;
    r->name_end = (uint32_t)end;
    r->at = colon + 1;
}

static void read_step(struct mutator *m, struct reading *r)
{
    char c = m->text[r->at];

    if (c == '"') {
        read_string(m, r);
    } else if (c == '{' || c == '[') {
        add_node(m, r, c, r->at + 1);
        r->up = (uint32_t)m->count - 1;
    } else if (c == '}' || c == ']') {
        r->at++;
        if (r->up == NONE)
            return;
        m->nodes[r->up].end = (uint32_t)r->at;
        r->up = m->nodes[r->up].up;
        r->name = r->name_end = 0;
    } else if (c == ',' || c == ':') {
        r->at++;
    } else {
        add_node(m, r, 'w', word_end(m, r->at));
    }
}

bool work_read(struct mutator *m)
{
    struct reading r = {0, NONE, 0, 0};

    m->count = 0;
    for (r.at = skip_space(m, 0); r.at < m->length && m->count < NODES_MAX;
         r.at = skip_space(m, r.at))
        read_step(m, &r);
    for (; r.up != NONE; r.up = m->nodes[r.up].up) /* not closed */
        m->nodes[r.up].end = (uint32_t)m->length;
    return m->count > 0 && m->nodes[0].type != '"' && m->nodes[0].type != 'w';
}

/* ---- asking ---- */

static bool span_is_quoted(const struct mutator *m, uint32_t from, uint32_t to, const char *text)
{
    size_t n = strlen(text);

    return to - from == n + 2 && m->text[from] == '"' && memcmp(m->text + from + 1, text, n) == 0;
}

bool node_named(const struct mutator *m, uint32_t node, const char *name)
{
    return span_is_quoted(m, m->nodes[node].name, m->nodes[node].name_end, name);
}

bool node_is_text(const struct mutator *m, uint32_t node, const char *text)
{
    return span_is_quoted(m, m->nodes[node].at, m->nodes[node].end, text);
}

uint32_t member_of(const struct mutator *m, uint32_t object, const char *name)
{
    for (uint32_t i = object + 1; i < m->count; i++)
        if (m->nodes[i].up == object && node_named(m, i, name))
            return i;
    return NONE;
}

size_t children_of(const struct mutator *m, uint32_t node)
{
    size_t n = 0;

    for (uint32_t i = node + 1; i < m->count; i++)
        n += m->nodes[i].up == node;
    return n;
}

uint32_t child_of(const struct mutator *m, uint32_t node, size_t index)
{
    for (uint32_t i = node + 1; i < m->count; i++)
        if (m->nodes[i].up == node && index-- == 0)
            return i;
    return NONE;
}

bool is_member(const struct mutator *m, uint32_t node)
{
    return m->nodes[node].name_end > m->nodes[node].name;
}

bool is_object(const struct mutator *m, uint32_t node)
{
    return m->nodes[node].type == '{';
}

bool is_container(const struct mutator *m, uint32_t node)
{
    return m->nodes[node].type == '{' || m->nodes[node].type == '[';
}

bool is_string(const struct mutator *m, uint32_t node)
{
    return m->nodes[node].type == '"' && m->nodes[node].end - m->nodes[node].at >= 2;
}

bool is_value(const struct mutator *m, uint32_t node)
{
    return m->nodes[node].up != NONE;
}

uint32_t any_node(struct mutator *m, node_test fits)
{
    size_t found = 0;

    for (uint32_t i = 0; i < m->count; i++)
        found += fits(m, i);
    if (found == 0)
        return NONE;
    found = below(m, found);
    for (uint32_t i = 0; i < m->count; i++)
        if (fits(m, i) && found-- == 0)
            return i;
    return NONE;
}

/* ---- the piece ---- */

void piece_start(struct mutator *m)
{
    m->piece_length = 0;
}

void piece_add(struct mutator *m, const char *text, size_t length)
{
    size_t room = sizeof(m->piece) - m->piece_length;

    length = length < room ? length : room;
    memcpy(m->piece + m->piece_length, text, length);
    m->piece_length += length;
}

void piece_text(struct mutator *m, const char *text)
{
    piece_add(m, text, strlen(text));
}

void piece_number(struct mutator *m, uint64_t n)
{
    char digits[20];
    size_t at = sizeof(digits);

    do {
        digits[--at] = (char)('0' + n % 10);
        n /= 10;
    } while (n > 0);
    piece_add(m, digits + at, sizeof(digits) - at);
}

void piece_span(struct mutator *m, size_t from, size_t to)
{
    piece_add(m, m->text + from, to - from);
}

/* ---- edits ---- */

bool splice(struct mutator *m, size_t from, size_t to, const char *with, size_t length)
{
    size_t after = m->length - (to - from) + length;

    if (after > m->limit)
        return false;
    memmove(m->text + from + length, m->text + to, m->length - to);
    memcpy(m->text + from, with, length);
    m->length = after;
    return true;
}

bool splice_piece(struct mutator *m, size_t from, size_t to)
{
    return splice(m, from, to, m->piece, m->piece_length);
}

bool set_value(struct mutator *m, uint32_t node, const char *json)
{
    return splice(m, m->nodes[node].at, m->nodes[node].end, json, strlen(json));
}

bool set_string(struct mutator *m, uint32_t node, const char *text)
{
    piece_start(m);
    piece_text(m, "\"");
    piece_text(m, text);
    piece_text(m, "\"");
    return splice_piece(m, m->nodes[node].at, m->nodes[node].end);
}

bool remove_node(struct mutator *m, uint32_t node)
{
    size_t from = node_start(&m->nodes[node]), to = m->nodes[node].end;
    size_t next = skip_space(m, to), before = from;

    while (before > 0 && is_space(m->text[before - 1]))
        before--;
    if (next < m->length && m->text[next] == ',')
        to = next + 1;
    else if (before > 0 && m->text[before - 1] == ',')
        from = before - 1;
    return splice(m, from, to, "", 0);
}

bool insert_piece(struct mutator *m, uint32_t container)
{
    const struct node *c = &m->nodes[container];
    size_t children = children_of(m, container);
    size_t place = below(m, children + 1);
    size_t at = c->at + 1;

    if (children > 0 && place == children) { /* behind the last */
        const struct node *last = &m->nodes[child_of(m, container, children - 1)];

        return splice(m, last->end, last->end, ",", 1) &&
               splice_piece(m, last->end + 1, last->end + 1);
    }
    if (children > 0) {
        at = node_start(&m->nodes[child_of(m, container, place)]);
        piece_text(m, ",");
    }
    return splice_piece(m, at, at);
}

bool insert_member(struct mutator *m, uint32_t object, const char *name, const char *json)
{
    piece_start(m);
    piece_text(m, "\"");
    piece_text(m, name);
    piece_text(m, "\":");
    piece_text(m, json);
    return insert_piece(m, object);
}
