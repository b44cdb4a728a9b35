// SPDX-License-Identifier: MIT
/* Bounded text output into memory that the caller owns: the text ends, at a whole code point, with
 * the first write that does not fit. */
#ifndef KVJWK_BASE_BUF_H
#define KVJWK_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

struct buf {
    char *ptr;
    size_t cap; /* room for text and the final NUL; at least 1 */
    size_t len; /* without the NUL */
    bool cut;   /* something did not fit, and nothing is written any more */
};

void buf_init(struct buf *b, char *memory, size_t cap);
void buf_put(struct buf *b, char c);
void buf_bytes(struct buf *b, struct span s);
void buf_str(struct buf *b, const char *text);
void buf_uint(struct buf *b, uint64_t n);
void buf_int(struct buf *b, int64_t n);
void buf_hex(struct buf *b, uint32_t n, unsigned digits); /* upper case, zero-filled */

#endif
