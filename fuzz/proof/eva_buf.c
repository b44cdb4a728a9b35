// SPDX-License-Identifier: MIT
/* Texts of up to 5 bytes, and numbers of every size, into rooms of up to 6. */
#define MOST 5
#include "eva.h"

#include <stdint.h>

#include "base/buf.h"

static void check(struct span text)
{
    char memory[6];
    struct buf b;

    /*@ loop unroll 6; */
    for (size_t cap = 1; cap <= sizeof(memory); cap++) {
        buf_init(&b, memory, cap);
        buf_bytes(&b, text);
        buf_put(&b, 'a');
        buf_uint(&b, (uint64_t)Frama_C_interval(0, 2000000000) * 9000000000);
        buf_int(&b, (int64_t)Frama_C_interval(-2000000000, 2000000000));
        buf_hex(&b, (uint32_t)Frama_C_interval(0, 0xffff), 4);
    }
}
