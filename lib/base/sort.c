// SPDX-License-Identifier: MIT
/* see base/sort.h */
#include "base/sort.h"

#include <string.h>

struct sorting {
    size_t size;
    int (*compare)(const void *a, const void *b, const void *ctx);
    const void *ctx;
};

/* Merges from[lo, mid) and from[mid, hi) into to[lo, hi); numbers count items. */
static void merge(const struct sorting *s, const char *from, char *to, size_t lo, size_t mid,
                  size_t hi)
{
    size_t left = lo, right = mid;

    for (size_t k = lo; k < hi; k++) {
        const char *l = from + left * s->size;
        const char *r = from + right * s->size;
        int take_left = left < mid && (right >= hi || s->compare(l, r, s->ctx) <= 0);

        memcpy(to + k * s->size, take_left ? l : r, s->size);
        if (take_left)
            left++;
        else
            right++;
    }
}

void sort_stable(void *items, void *scratch, size_t n, size_t size,
                 int (*compare)(const void *a, const void *b, const void *ctx), const void *ctx)
{
    struct sorting s = {size, compare, ctx};
    char *from = items;
    char *to = scratch;

    for (size_t width = 1; width < n; width *= 2) {
        char *swap = from;

        for (size_t lo = 0; lo < n; lo += 2 * width) {
            size_t mid = lo + width < n ? lo + width : n;
            size_t hi = mid + width < n ? mid + width : n;

            merge(&s, from, to, lo, mid, hi);
        }
        from = to;
        to = swap;
    }
    if (from != items)
        memcpy(items, from, n * size);
}
