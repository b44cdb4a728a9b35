// SPDX-License-Identifier: MIT
/* Shared primes among many moduli, against a bare product and remainder tree. */
#ifndef KVJWK_BENCH_GCD_H
#define KVJWK_BENCH_GCD_H

#include <stdbool.h>
#include <stddef.h>

#ifdef HAVE_GMP
/* Prints one row; false when something failed, or not every planted prime was found. */
bool gcd_measure(size_t moduli);
#else
static inline bool gcd_measure(size_t moduli)
{
    (void)moduli;
    return false;
}
#endif

#endif
