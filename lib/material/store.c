// SPDX-License-Identifier: MIT
/* see store.h */
#include "material/store.h"

static void *resize(void *ctx, void *ptr, size_t old_size, size_t new_size)
{
    (void)ctx;
    if (new_size == 0) {
        OPENSSL_clear_free(ptr, old_size);
        return NULL;
    }
    return OPENSSL_clear_realloc(ptr, old_size, new_size);
}

const struct allocator store_allocator = {resize, NULL};

bool store_room(void **items, size_t *cap, size_t need, size_t size)
{
    return need <= *cap || grow(&store_allocator, items, cap, need, size);
}
