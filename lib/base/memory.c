// SPDX-License-Identifier: MIT
/* see base/memory.h */
#include "base/memory.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_MIN ((size_t)4096)
#define ALIGNMENT alignof(max_align_t)

struct arena_chunk {
    struct arena_chunk *next;
    size_t cap;
    size_t used;
    max_align_t data[];
};

static void *default_resize(void *ctx, void *ptr, size_t old_size, size_t new_size)
{
    (void)ctx;
    (void)old_size;
    if (new_size == 0) {
        free(ptr);
        return NULL;
    }
    return realloc(ptr, new_size);
}

const struct allocator allocator_default = {default_resize, NULL};

void wipe(void *ptr, size_t len)
{
    if (len == 0)
        return;
#if defined(__GNUC__)
    memset(ptr, 0, len);
    __asm__ __volatile__("" : : "r"(ptr) : "memory");
#else
    for (volatile uint8_t *p = ptr; len > 0; len--)
        *p++ = 0;
#endif
}

bool grow(const struct allocator *a, void **items, size_t *cap, size_t need, size_t size)
{
    size_t wanted, bytes;
    void *grown;

    if (need <= *cap)
        return true;
    if (!size_add(&wanted, *cap, *cap / 2 + 16))
        return false;
    if (wanted < need)
        wanted = need;
    if (!size_mul(&bytes, wanted, size))
        return false;
    grown = a->resize(a->ctx, *items, *cap * size, bytes);
    if (grown == NULL)
        return false;
    *items = grown;
    *cap = wanted;
    return true;
}

void arena_init(struct arena *a, const struct allocator *allocator)
{
    a->allocator = allocator;
    a->first = NULL;
    a->current = NULL;
    a->failed = false;
}

static struct arena_chunk *chunk_new(struct arena *a, size_t size)
{
    size_t cap = size > CHUNK_MIN ? size : CHUNK_MIN;
    size_t bytes;
    struct arena_chunk *chunk;

    if (!size_add(&bytes, cap, sizeof(*chunk)))
        return NULL;
    chunk = a->allocator->resize(a->allocator->ctx, NULL, 0, bytes);
    if (chunk == NULL)
        return NULL;
    chunk->next = NULL;
    chunk->cap = cap;
    chunk->used = 0;
    if (a->current != NULL)
        a->current->next = chunk;
    else
        a->first = chunk;
    a->current = chunk;
    return chunk;
}

void *arena_alloc(struct arena *a, size_t size)
{
    struct arena_chunk *chunk = a->current;
    size_t rounded;
    void *p;

    if (!size_add(&rounded, size, ALIGNMENT - 1)) {
        a->failed = true;
        return NULL;
    }
    rounded -= rounded % ALIGNMENT;
    if (chunk == NULL || chunk->cap - chunk->used < rounded) {
        chunk = chunk_new(a, rounded);
        if (chunk == NULL) {
            a->failed = true;
            return NULL;
        }
    }
    p = (char *)chunk->data + chunk->used;
    chunk->used += rounded;
    return p;
}

static void chunks_release(struct arena *a, struct arena_chunk *chunk)
{
    while (chunk != NULL) {
        struct arena_chunk *next = chunk->next;

        wipe(chunk->data, chunk->used);
        a->allocator->resize(a->allocator->ctx, chunk, sizeof(*chunk) + chunk->cap, 0);
        chunk = next;
    }
}

void arena_reset(struct arena *a)
{
    a->failed = false;
    if (a->first == NULL)
        return;
    chunks_release(a, a->first->next);
    wipe(a->first->data, a->first->used);
    a->first->next = NULL;
    a->first->used = 0;
    a->current = a->first;
}

void arena_free(struct arena *a)
{
    chunks_release(a, a->first);
    a->first = NULL;
    a->current = NULL;
}
