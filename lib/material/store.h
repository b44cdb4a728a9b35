// SPDX-License-Identifier: MIT
/* Lists that grow, in memory of libcrypto: it is wiped when it moves or goes. */
#ifndef KVJWK_MATERIAL_STORE_H
#define KVJWK_MATERIAL_STORE_H

#include <openssl/crypto.h>

#include "base/memory.h"

extern const struct allocator store_allocator;

/* Room for one item more; false when memory is out. cap is a size_t, items a pointer. */
#define STORE_ROOM(items, count, cap)                                                              \
    store_room((void **)&(items), &(cap), (count) + 1, sizeof(*(items)))

bool store_room(void **items, size_t *cap, size_t need, size_t size);

#endif
