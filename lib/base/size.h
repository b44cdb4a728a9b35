// SPDX-License-Identifier: MIT
/* Sizes that are computed are checked. */
#ifndef KVJWK_BASE_SIZE_H
#define KVJWK_BASE_SIZE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* False on overflow; *out is then unchanged. */
/*@ requires \valid(out);
    assigns *out;
    ensures \result != 0 ==> *out == a * b;
    ensures \result == 0 ==> *out == \old(*out) && a * b > SIZE_MAX; */
static inline bool size_mul(size_t *out, size_t a, size_t b)
{
    if (b != 0 && a > SIZE_MAX / b)
        return false;
    *out = a * b;
    return true;
}

/*@ requires \valid(out);
    assigns *out;
    ensures \result != 0 ==> *out == a + b;
    ensures \result == 0 ==> *out == \old(*out) && a + b > SIZE_MAX; */
static inline bool size_add(size_t *out, size_t a, size_t b)
{
    if (a > SIZE_MAX - b)
        return false;
    *out = a + b;
    return true;
}

#endif
