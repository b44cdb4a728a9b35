// SPDX-License-Identifier: MIT
/* A stable merge sort: n log n whatever the input, no recursion, no allocation of its own. */
#ifndef KVJWK_BASE_SORT_H
#define KVJWK_BASE_SORT_H

#include <stddef.h>

/* scratch has room for n items of size bytes, like items. */
void sort_stable(void *items, void *scratch, size_t n, size_t size,
                 int (*compare)(const void *a, const void *b, const void *ctx), const void *ctx);

#endif
