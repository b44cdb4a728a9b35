// SPDX-License-Identifier: MIT
/*
 * The greatest common divisor of each modulus and the product of all others: by product and
 * remainder trees where GMP is there (Bernstein 2004, Heninger et al. 2012), by blocks where it is
 * not.
 */
#ifndef KVJWK_MATERIAL_BATCH_GCD_H
#define KVJWK_MATERIAL_BATCH_GCD_H

#include "material/num.h"

/* A number above 1, big-endian. */
struct batch_number {
    const uint8_t *octets;
    size_t length;
};

/* found[i], to be freed: the divisor when it is not 1, else NULL. No number stands there twice. */
void batch_gcd(struct calc *c, const struct batch_number *numbers, size_t count, num **found);

/* The same with the product of other numbers. */
void batch_gcd_with(struct calc *c, const struct batch_number *numbers, size_t count,
                    const struct batch_number *product, num **found);

/* The product of all, to be freed with OPENSSL_free; NULL when memory is out. count > 0 */
uint8_t *batch_product(struct calc *c, const struct batch_number *numbers, size_t count,
                       size_t *length);

/* Above that many it takes too long. */
size_t batch_most(void);

#endif
