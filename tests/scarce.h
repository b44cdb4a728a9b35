// SPDX-License-Identifier: MIT
/* Memory that ends after so many allocations, for programs that are linked with
 * -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc: see CMakeLists.txt. */
#ifndef KVJWK_TESTS_SCARCE_H
#define KVJWK_TESTS_SCARCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FOREVER SIZE_MAX

static size_t allocations_left = FOREVER;

static bool is_out(void)
{
    if (allocations_left == 0)
        return true;
    allocations_left -= allocations_left != FOREVER;
    return false;
}

/* The linker puts these in the place of malloc and its like. */
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *at, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *at, size_t size);

void *__wrap_malloc(size_t size)
{
    return is_out() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return is_out() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *at, size_t size)
{
    return is_out() ? NULL : __real_realloc(at, size);
}

#endif
