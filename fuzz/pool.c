// SPDX-License-Identifier: MIT
/* see pool.h */
#define _GNU_SOURCE /* memmem */
#include "pool.h"

#include <stdalign.h>

#define WINDOW 16 /* so many characters of a secret are one */

union header {
    size_t size;
    max_align_t align;
};

static void look_for_secrets(const struct secrets *secrets, const union header *h)
{
    for (size_t i = 0; i < secrets->count; i++) {
        struct span text = secrets->text[i];

        /* one that begins with zeros is what memory looks like when it is wiped */
        if (text.len >= WINDOW && text.ptr[0] != '\0' &&
            memmem(h + 1, h->size, text.ptr, WINDOW) != NULL)
            broken("memory is given back with a secret in it");
    }
}

static void give_back(struct pool *pool, union header *h, size_t old_size)
{
    require(h->size == old_size, "the allocator is told the truth");
    if (pool->secrets != NULL && !FUZZ_CORE_ALONE)
        look_for_secrets(pool->secrets, h);
    pool->live--;
    pool->octets -= h->size;
    free(h);
}

static bool fails(struct pool *pool)
{
    pool->calls++;
    if (pool->calls == pool->fail_at || (pool->for_good && pool->failed)) {
        pool->failed = true;
        return true;
    }
    return false;
}

static void *pool_resize(void *ctx, void *ptr, size_t old_size, size_t new_size)
{
    struct pool *pool = ctx;
    union header *old = ptr == NULL ? NULL : (union header *)ptr - 1;
    union header *fresh;

    if (new_size > 0 && fails(pool))
        return NULL;
    if (new_size == 0) {
        if (old != NULL)
            give_back(pool, old, old_size);
        return NULL;
    }
    fresh = calloc(1, sizeof(*fresh) + new_size); /* no secrets of an earlier owner */
    require(fresh != NULL, "memory");
    fresh->size = new_size;
    pool->live++;
    pool->octets += new_size;
    pool->highest = pool->octets > pool->highest ? pool->octets : pool->highest;
    if (old != NULL) {
        memcpy(fresh + 1, old + 1, old_size < new_size ? old_size : new_size);
        give_back(pool, old, old_size);
    }
    return fresh + 1;
}

kvjwk_allocator pool_allocator(struct pool *pool)
{
    kvjwk_allocator allocator = {pool_resize, pool};

    return allocator;
}
