// SPDX-License-Identifier: MIT
/*
 * Byte offset to line and column. Lines end with LF, CRLF or CR; columns count code points from 1
 * (a byte that is not UTF-8 is one).
 * An index of every 4096 bytes is built at the first question, so that a document full of findings
 * still costs linear time.
 */
#ifndef KVJWK_TEXT_LINES_H
#define KVJWK_TEXT_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"
#include "base/span.h"

struct lines {
    const struct allocator *allocator;
    struct span text;
    struct line_mark *marks; /* one a block, for the first byte of the block */
    size_t cap;
    bool indexed;
};

struct place {
    size_t line;       /* 1-based */
    size_t column;     /* 1-based, in code points */
    size_t line_start; /* byte offset */
    size_t line_end;   /* byte offset of the line break or of the end of the text */
};

void lines_init(struct lines *l, const struct allocator *allocator);
void lines_open(struct lines *l, struct span text); /* keeps memory of an earlier text */
/* False when memory is out. An offset past the end is taken as the end. */
bool lines_find(struct lines *l, struct place *out, size_t offset);
void lines_free(struct lines *l);

#endif
