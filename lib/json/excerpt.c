// SPDX-License-Identifier: MIT
/*
 * The line of source under a finding. Shown are punctuation and what stands in public members;
 * everything else, known to be secret or not known at all, is a row of asterisks.
 */
#include "json/excerpt.h"

#include "text/utf8.h"

#define COLUMNS 100
#define BEFORE 40 /* columns shown before the place, when the line is long */

struct window {
    size_t from, to; /* bytes */
    bool cut_left, cut_right;
};

/* Bytes of the code point that ends before `offset`; a malformed byte stands for itself. */
static size_t size_before(struct span text, size_t offset, size_t least)
{
    for (size_t n = 1; n <= 4 && n <= offset - least; n++)
        if (utf8_step(span_of(text.ptr + offset - n, n), NULL) == n)
            return n;
    return 1;
}

static size_t size_at(struct span text, size_t offset, size_t most)
{
    size_t step = utf8_step(span_of(text.ptr + offset, most - offset), NULL);

    return step == 0 ? 1 : step;
}

/* Back from `offset` by at most `columns` code points, not past `least`. */
static size_t step_back(struct span text, size_t offset, size_t least, size_t columns)
{
    for (; offset > least && columns > 0; columns--)
        offset -= size_before(text, offset, least);
    return offset;
}

static size_t step_forward(struct span text, size_t offset, size_t most, size_t columns)
{
    for (; offset < most && columns > 0; columns--)
        offset += size_at(text, offset, most);
    return offset;
}

static struct window window_of(struct span text, const struct place *place, size_t offset)
{
    struct window w;
    size_t room = COLUMNS - 2;

    if (offset > place->line_end)
        offset = place->line_end;
    w.from = place->line_start;
    if (place->column > room - BEFORE)
        w.from = step_back(text, offset, place->line_start, BEFORE);
    w.to = step_forward(text, w.from, place->line_end, room);
    if (w.to < offset) { /* malformed bytes: no columns to the index of lines, but to the window */
        w.from = step_back(text, offset, place->line_start, BEFORE);
        w.to = step_forward(text, w.from, place->line_end, room);
    }
    if (w.to == place->line_end) /* there is room on the left */
        w.from = step_back(text, w.to, place->line_start, room);
    w.cut_left = w.from > place->line_start;
    w.cut_right = w.to < place->line_end;
    return w;
}

static bool is_structure(char c)
{
    return strchr("{}[]:,\" \t", c) != NULL && c != '\0';
}

static bool token_visible(const struct excerpt_source *source, uint32_t t)
{
    const struct json *j = source->json;
    const struct json_token *token = &j->tokens[t];

    switch ((enum json_type)token->type) {
    case JSON_NAME:
        return token->length <= 64;
    case JSON_STRING:
    case JSON_NUMBER:
        return !(token->flags & JSON_CUT) && source->is_public(source->ctx, j, t);
    case JSON_NULL:
    case JSON_TRUE:
    case JSON_FALSE:
        return !(token->flags & JSON_BAD);
    case JSON_ARRAY:
    case JSON_OBJECT:
        break;
    }
    return false;
}

/* The first leaf that ends behind offset. */
static uint32_t first_leaf(const struct json *j, size_t offset)
{
    uint32_t lo = 0, hi = j->count;

    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;

        if (j->tokens[mid].offset < offset)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo > 0 ? lo - 1 : 0;
}

struct painter {
    const struct excerpt_source *source;
    uint32_t leaf;   /* the leaf at or behind the byte at hand */
    uint32_t judged; /* the leaf that visible speaks of */
    bool visible;
};

/* Moves to the leaf that holds byte `at`, if one does. */
static bool in_leaf(struct painter *p, size_t at)
{
    const struct json *j = p->source->json;

    while (p->leaf < j->count) {
        const struct json_token *t = &j->tokens[p->leaf];
        bool container = t->type == JSON_ARRAY || t->type == JSON_OBJECT;

        if (!container && at < (size_t)t->offset + t->length) {
            if (at >= t->offset && p->judged != p->leaf) {
                p->judged = p->leaf;
                p->visible = token_visible(p->source, p->leaf);
            }
            return at >= t->offset;
        }
        if (container && at <= t->offset)
            return false;
        p->leaf++;
    }
    return false;
}

static void paint(struct buf *out, struct painter *p, struct span text, size_t at, size_t length)
{
    bool leaf = in_leaf(p, at);
    bool shown = leaf ? p->visible : is_structure(text.ptr[at]);
    uint32_t cp = 0; /* stays 0 when malformed */

    utf8_step(span_of(text.ptr + at, length), &cp);
    if (!shown)
        buf_put(out, '*');
    else if (text.ptr[at] == '\t' || cp == 0 || utf8_is_unprintable(cp))
        buf_put(out, text.ptr[at] == '\t' ? ' ' : '?');
    else
        buf_bytes(out, span_of(text.ptr + at, length));
}

bool excerpt_make(struct excerpt *out, struct arena *arena, const struct excerpt_source *source,
                  const struct place *place, size_t offset, size_t length)
{
    struct span text = source->text;
    struct window w = window_of(text, place, offset);
    size_t cap = 4 * COLUMNS + 8, column = 0, end = offset + length;
    char *memory = arena_alloc(arena, cap);
    struct painter p = {source, first_leaf(source->json, w.from), JSON_NONE, false};
    struct buf b;

    if (memory == NULL)
        return false;
    buf_init(&b, memory, cap);
    out->text = memory;
    out->column = SIZE_MAX;
    out->length = 0;
    if (w.cut_left) {
        buf_str(&b, "\xe2\x80\xa6");
        column++;
    }
    for (size_t at = w.from; at < w.to; column++) {
        size_t step = size_at(text, at, w.to);

        if (at >= offset && out->column == SIZE_MAX)
            out->column = column;
        if (at >= offset && at < end)
            out->length++;
        paint(&b, &p, text, at, step);
        at += step;
    }
    if (out->column == SIZE_MAX)
        out->column = column;
    if (w.cut_right)
        buf_str(&b, "\xe2\x80\xa6");
    if (out->length == 0)
        out->length = 1;
    return true;
}
