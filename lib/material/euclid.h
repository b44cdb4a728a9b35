// SPDX-License-Identifier: MIT
/*
 * Euclid's algorithm on large numbers as Lehmer speeds it up: some thirty bits of coefficients come
 * from the leading words alone, and are applied at once.
 */
#ifndef KVJWK_MATERIAL_EUCLID_H
#define KVJWK_MATERIAL_EUCLID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EUCLID_BITS 16384u
#define EUCLID_WORDS (EUCLID_BITS / 32 + 2)

/* x >= y, little-endian; all words above count, which the numbers need not fill, are zero. */
struct euclid {
    uint32_t x[EUCLID_WORDS], y[EUCLID_WORDS];
    size_t count;
};

unsigned euclid_bits(const uint32_t *words, size_t count);

#define EUCLID_LEAST 64u /* bits of x with which a step can be made */

/* Replaces x and y by a later pair of their remainders: y does not grow, and x gets smaller. y > 0.
 * x_bits and y_bits are those of x and y. */
void euclid_step(struct euclid *v, unsigned x_bits, unsigned y_bits);

/* x is the greatest common divisor then, and y is zero. */
void euclid_gcd(struct euclid *v);

#endif
