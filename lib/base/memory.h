// SPDX-License-Identifier: MIT
/*
 * Memory through a replaceable allocator: a growable array for offsets and the like, and an arena
 * that is emptied at once and wipes what it gives back, since unescaped text may be secret.
 */
#ifndef KVJWK_BASE_MEMORY_H
#define KVJWK_BASE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/size.h"

struct allocator {
    void *(*resize)(void *ctx, void *ptr, size_t old_size, size_t new_size);
    void *ctx;
};

/* realloc and free. */
extern const struct allocator allocator_default;

/* Zeroes memory in a way that the compiler may not drop. */
void wipe(void *ptr, size_t len);

/*
 * Makes room for `need` items of `size` bytes in *items, of which *cap are there; grows by half or
 * more. False on overflow or when memory is out; *items and *cap are then unchanged.
 */
bool grow(const struct allocator *a, void **items, size_t *cap, size_t need, size_t size);

struct arena_chunk;

struct arena {
    const struct allocator *allocator;
    struct arena_chunk *first;
    struct arena_chunk *current;
    bool failed; /* memory was out once since the last reset */
};

void arena_init(struct arena *a, const struct allocator *allocator);
/* Aligned for any type, not zeroed; NULL when memory is out. */
void *arena_alloc(struct arena *a, size_t size);
void arena_reset(struct arena *a); /* wipes, keeps the first chunk */
void arena_free(struct arena *a);  /* wipes */

#endif
