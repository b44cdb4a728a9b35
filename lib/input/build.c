// SPDX-License-Identifier: MIT
/* see build.h */
#include "input/build.h"

#include "input/input.h"

#define DEPTH_MAX 200

void build_init(struct build *b, const struct allocator *allocator)
{
    memset(b, 0, sizeof(*b));
    b->allocator = allocator;
}

void build_reset(struct build *b)
{
    wipe(b->text, b->length);
    b->length = b->piece_count = b->open_count = 0;
    b->failed = b->comma = false;
    b->target = TARGET_NONE;
}

void build_free(struct build *b)
{
    const struct allocator *a = b->allocator;

    build_reset(b);
    if (b->text != NULL)
        a->resize(a->ctx, b->text, b->cap, 0);
    if (b->pieces != NULL)
        a->resize(a->ctx, b->pieces, b->piece_cap * sizeof(*b->pieces), 0);
    if (b->open != NULL)
        a->resize(a->ctx, b->open, b->open_cap * sizeof(*b->open), 0);
    build_init(b, a);
}

/* ---- bytes ---- */

void build_bytes(struct build *b, const char *text, size_t length)
{
    void *memory = b->text;

    if (b->failed || !grow(b->allocator, &memory, &b->cap, b->length + length, 1)) {
        b->failed = true;
        return;
    }
    b->text = memory;
    if (length > 0)
        memcpy(b->text + b->length, text, length);
    b->length += length;
}

void build_str(struct build *b, const char *text)
{
    build_bytes(b, text, strlen(text));
}

static void put_escaped(struct build *b, unsigned char c)
{
    static const char digits[] = "0123456789abcdef";
    char text[] = {'\\', 'u', '0', '0', digits[c >> 4], digits[c & 15]};

    if (c == '"' || c == '\\') {
        build_bytes(b, "\\", 1);
        build_bytes(b, (const char *)&c, 1);
    } else {
        build_bytes(b, text, sizeof(text));
    }
}

void build_string(struct build *b, struct span text)
{
    size_t from = 0;

    build_str(b, "\"");
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];

        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        build_bytes(b, text.ptr + from, i - from);
        put_escaped(b, c);
        from = i + 1;
    }
    build_bytes(b, text.ptr + from, text.len - from);
    build_str(b, "\"");
}

/* ---- pieces ---- */

static struct piece *add_piece(struct build *b, uint32_t place)
{
    void *memory = b->pieces;
    struct piece *piece;

    if (b->failed ||
        !grow(b->allocator, &memory, &b->piece_cap, b->piece_count + 1, sizeof(*piece))) {
        b->failed = true;
        return NULL;
    }
    b->pieces = memory;
    piece = &b->pieces[b->piece_count++];
    memset(piece, 0, sizeof(*piece));
    piece->at = b->length;
    piece->place = place;
    return piece;
}

void build_piece(struct build *b, uint32_t place, bool exact)
{
    struct piece *piece = add_piece(b, place);

    if (piece != NULL)
        piece->exact = exact;
}

const struct piece *build_piece_at(const struct build *b, size_t offset)
{
    size_t lo = 0, hi = b->piece_count;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (b->pieces[mid].at <= offset)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo == 0 ? NULL : &b->pieces[lo - 1];
}

static void put_comma(struct build *b)
{
    if (b->comma)
        build_str(b, ",");
    b->comma = false;
}

void build_begin(struct build *b, char bracket, uint32_t place)
{
    put_comma(b);
    build_piece(b, place, false);
    build_bytes(b, &bracket, 1);
    b->comma = false;
}

void build_end(struct build *b, char bracket)
{
    build_bytes(b, &bracket, 1);
    b->comma = true;
}

void build_name(struct build *b, const char *name, uint32_t place)
{
    put_comma(b);
    build_piece(b, place, false);
    build_string(b, span_str(name));
    build_str(b, ":");
}

/* ---- values ---- */

static void put_open(struct build *b, const struct val *v)
{
    struct piece *piece;
    void *memory = b->open;

    put_comma(b);
    piece = add_piece(b, v->place);
    if (piece == NULL ||
        !grow(b->allocator, &memory, &b->open_cap, b->open_count + 1, sizeof(*b->open))) {
        b->failed = true;
        return;
    }
    piece->open = true;
    piece->hidden = v->secret;
    b->open = memory;
    b->open[b->open_count++] = b->length;
    build_string(b, v->u.text);
    b->comma = true;
}

/* A literal as it stands, or what its text means when the spelling is at fault. */
static void put_literal(struct kvjwk_input *in, const struct val *v)
{
    struct build *b = &in->build;
    const struct json_token *t = &v->j->tokens[v->token];
    bool string = t->type == JSON_STRING;
    struct piece *piece;
    const char *alias;

    put_comma(b);
    piece = add_piece(b, v->place);
    if (piece == NULL)
        return;
    if (!v->direct && (v->scope != NULL || v->j == &in->parameters)) {
        piece->origin = v->j;
        piece->origin_token = v->token;
    }
    alias = !string ? NULL : input_alias(b->format, b->target, json_raw(v->j, v->token));
    if (alias != NULL) {
        build_string(b, span_str(alias));
    } else if (t->flags & (JSON_BAD | JSON_CUT)) {
        build_string(b, string ? input_token_text(in, v->j, v->token) : span_of("", 0));
    } else {
        piece->exact = v->direct;
        build_bytes(b, v->j->text.ptr + t->offset - string, (size_t)t->length + 2 * string);
    }
    b->comma = true;
}

static void put_scalar(struct kvjwk_input *in, const struct val *v)
{
    struct build *b = &in->build;
    const char *alias;
    char digits[24];
    struct buf out;

    put_comma(b);
    build_piece(b, v->place, false);
    if (v->type == VAL_BOOL) {
        build_str(b, v->u.truth ? "true" : "false");
    } else if (v->type == VAL_INT) {
        buf_init(&out, digits, sizeof(digits));
        buf_int(&out, v->u.number);
        build_bytes(b, digits, out.len);
    } else if (v->type == VAL_TEXT) {
        alias = input_alias(b->format, b->target, v->u.text);
        build_string(b, alias != NULL ? span_str(alias) : v->u.text);
    } else {
        build_str(b, "null");
    }
    b->comma = true;
}

static void put_val(struct kvjwk_input *in, const struct val *v, unsigned depth);

static void put_object(struct kvjwk_input *in, const struct val *v, unsigned depth)
{
    struct build *b = &in->build;
    const struct json *j = v->j;

    build_begin(b, '{', v->place);
    for (uint32_t t = json_first(j, v->token); t < j->tokens[v->token].next && !b->failed;
         t = j->tokens[t + 1].next) {
        struct val item = val_child(in, v, t + 1);
        bool plain = !(j->tokens[t].flags & (JSON_BAD | JSON_CUT));

        if (!val_there(&item))
            continue;
        put_comma(b);
        build_piece(b, v->direct ? t : v->place, v->direct && plain);
        if (plain)
            build_bytes(b, j->text.ptr + j->tokens[t].offset - 1, (size_t)j->tokens[t].length + 2);
        else
            build_string(b, input_token_text(in, j, t));
        build_str(b, ":");
        put_val(in, &item, depth + 1);
    }
    build_end(b, '}');
}

static void put_array(struct kvjwk_input *in, const struct val *v, unsigned depth)
{
    const struct json *j = v->j;

    build_begin(&in->build, '[', v->place);
    for (uint32_t t = json_first(j, v->token); t < j->tokens[v->token].next && !in->build.failed;
         t = j->tokens[t].next) {
        struct val item = val_child(in, v, t);

        put_val(in, &item, depth + 1);
    }
    build_end(&in->build, ']');
}

static void put_made(struct kvjwk_input *in, const struct val *v, unsigned depth)
{
    struct build *b = &in->build;
    bool map = v->type == VAL_MAP;

    build_begin(b, map ? '{' : '[', v->place);
    for (size_t i = 0; i < v->u.list.count && !b->failed; i++) {
        if (map) {
            put_comma(b);
            build_piece(b, v->place, false);
            build_string(b, v->u.list.items[i++].u.text);
            build_str(b, ":");
        }
        put_val(in, &v->u.list.items[i], depth + 1);
    }
    build_end(b, map ? '}' : ']');
}

static void put_val(struct kvjwk_input *in, const struct val *v, unsigned depth)
{
    struct val deep = val_open(v->place, span_str("(nested too deep)"));

    if (depth > DEPTH_MAX)
        put_open(&in->build, &deep);
    else if (v->type == VAL_OPEN)
        put_open(&in->build, v);
    else if (v->type == VAL_LIST || v->type == VAL_MAP)
        put_made(in, v, depth);
    else if (v->type != VAL_NODE)
        put_scalar(in, v);
    else if (val_is_node(v, JSON_OBJECT))
        put_object(in, v, depth);
    else if (val_is_node(v, JSON_ARRAY))
        put_array(in, v, depth);
    else
        put_literal(in, v);
}

void build_val(struct kvjwk_input *in, const struct val *v)
{
    put_val(in, v, 0);
}

void build_member(struct kvjwk_input *in, const char *name, const struct val *v)
{
    if (!val_there(v))
        return;
    build_name(&in->build, name, v->name != JSON_NONE ? v->name : v->place);
    put_val(in, v, 0);
}
