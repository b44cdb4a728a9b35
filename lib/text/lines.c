// SPDX-License-Identifier: MIT
/* see text/lines.h */
#include "text/lines.h"

#include "text/utf8.h"

#define BLOCK ((size_t)4096)

/* State before the byte `at`: which line it is on, where that line began, and how many code points
 * of the line stand before it. The mark of a block lies at its first byte, or at the beginning of
 * the code point that this byte belongs to. */
struct line_mark {
    size_t at;
    size_t line;
    size_t start;
    size_t column;
};

void lines_init(struct lines *l, const struct allocator *allocator)
{
    memset(l, 0, sizeof(*l));
    l->allocator = allocator;
}

void lines_open(struct lines *l, struct span text)
{
    l->text = text;
    l->indexed = false;
}

void lines_free(struct lines *l)
{
    if (l->marks != NULL)
        l->allocator->resize(l->allocator->ctx, l->marks, l->cap * sizeof(*l->marks), 0);
    l->marks = NULL;
    l->cap = 0;
    l->indexed = false;
}

/* CR alone ends a line; the CR of CRLF belongs to the line that LF ends. */
static bool ends_line(struct span text, size_t at)
{
    if (text.ptr[at] == '\n')
        return true;
    return text.ptr[at] == '\r' && (at + 1 == text.len || text.ptr[at + 1] != '\n');
}

/* A malformed byte counts as a code point. */
static size_t step_at(struct span text, size_t at)
{
    size_t step = 1;

    if ((unsigned char)text.ptr[at] >= 0x80)
        step = utf8_step(span_of(text.ptr + at, text.len - at), NULL);
    return step == 0 ? 1 : step;
}

/* To byte `to`, or to the beginning of the code point that it belongs to. */
static void advance(struct line_mark *mark, struct span text, size_t to)
{
    while (mark->at < to) {
        size_t step = step_at(text, mark->at);

        if (step > to - mark->at)
            return;
        mark->column++;
        if (ends_line(text, mark->at)) {
            mark->line++;
            mark->start = mark->at + 1;
            mark->column = 0;
        }
        mark->at += step;
    }
}

static bool index_text(struct lines *l)
{
    struct line_mark mark = {0, 0, 0, 0};
    size_t blocks = l->text.len / BLOCK + 1;
    void *marks = l->marks;

    if (!grow(l->allocator, &marks, &l->cap, blocks, sizeof(mark)))
        return false;
    l->marks = marks;
    for (size_t i = 0; i < blocks; i++) {
        advance(&mark, l->text, i * BLOCK);
        l->marks[i] = mark;
    }
    l->indexed = true;
    return true;
}

/* The end of the line that offset is on. A long line is not searched to its end: what is shown is a
 * window around the offset. */
static size_t find_end(struct span text, size_t offset)
{
    const char *from = text.ptr + offset, *found;
    size_t length = text.len - offset < BLOCK ? text.len - offset : BLOCK;

    found = length > 0 ? memchr(from, '\n', length) : NULL;
    length = found != NULL ? (size_t)(found - from) : length;
    found = length > 0 ? memchr(from, '\r', length) : NULL;
    return offset + (found != NULL ? (size_t)(found - from) : length);
}

bool lines_find(struct lines *l, struct place *out, size_t offset)
{
    struct line_mark mark;

    if (!l->indexed && !index_text(l))
        return false;
    if (offset > l->text.len)
        offset = l->text.len;
    mark = l->marks[offset / BLOCK];
    advance(&mark, l->text, offset);
    out->line = mark.line + 1;
    out->column = mark.column + 1;
    out->line_start = mark.start;
    out->line_end = find_end(l->text, offset);
    return true;
}
