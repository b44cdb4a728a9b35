// SPDX-License-Identifier: MIT
/* Fermat's factoring: is one of (start + i)^2 - n a square? Most of them are ruled out 64 at a time
 * by what they are modulo small primes. */
#ifndef KVJWK_MATERIAL_FERMAT_H
#define KVJWK_MATERIAL_FERMAT_H

#include "material/subject.h"

/* i < rounds, rounded up to 64; start^2 >= n. */
bool fermat_finds(struct kvjwk_material *m, const num *start, size_t rounds);

/* The least a with a^2 >= n. */
void fermat_start(struct kvjwk_material *m, num *r);

#define FERMAT_PRIMES 14 /* 3 to 47 */

/* For each of these primes, bit r: r^2 - n is a square modulo it. */
void fermat_masks(const struct kvjwk_material *m, uint64_t masks[FERMAT_PRIMES]);

#endif
