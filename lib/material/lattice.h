// SPDX-License-Identifier: MIT
/* Short vectors of a lattice of three rows: LLL in integers (Lenstra, Lenstra, Lovasz 1982). */
#ifndef KVJWK_MATERIAL_LATTICE_H
#define KVJWK_MATERIAL_LATTICE_H

#include "material/num.h"

#define LATTICE_ROWS 3

struct lattice {
    num *b[LATTICE_ROWS][LATTICE_ROWS]; /* rows */
    num *d[LATTICE_ROWS + 1];           /* Gram determinants; d[0] is 1 */
    num *l[LATTICE_ROWS][LATTICE_ROWS]; /* d[j + 1] times the Gram-Schmidt coefficient of i and j */
};

/* Zero numbers, given back by num_end. */
void lattice_take(struct calc *c, struct lattice *l);

/* The rows must be independent. */
void lattice_reduce(struct calc *c, struct lattice *l);

/* Makes that short work: rows that are reduced when their first two columns are multiplied by
 * 2^scale are nearly so without, then. */
void lattice_round(struct calc *c, struct lattice *l, unsigned scale);

#endif
