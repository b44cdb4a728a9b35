// SPDX-License-Identifier: MIT
/* Curves, with what is computed once for each: made when the first key of it comes. */
#ifndef KVJWK_MATERIAL_CURVE_H
#define KVJWK_MATERIAL_CURVE_H

#include <openssl/ec.h>

#include "material/num.h"

enum curve_id { CURVE_P256, CURVE_P384, CURVE_P521, CURVE_P256K, CURVES_OF_JWK, CURVES = 7 };

struct multiples; /* curve_multiples.h */

struct curve {
    const char *name; /* as the core names it */
    int nid;
    unsigned octets; /* of a coordinate */
    EC_GROUP *group; /* NULL: not made yet */
    BN_MONT_CTX *field;
    num *p, *a, *b, *one;
    num *a_over_r, *b_over_r; /* R of Montgomery's form */
    const num *order;         /* of the group */
    struct multiples *multiples;
    bool missing; /* this libcrypto does not have it */
};

struct curves {
    struct curve of[CURVES];
};

void curves_init(struct curves *curves);
void curves_free(struct curves *curves);

/* One of JWK by its name; NULL when there is none. */
struct curve *curve_find(struct curves *curves, const char *name);

/* Makes what is not made yet; false when libcrypto has no such curve, or c->failed. */
bool curve_ready(struct calc *c, struct curve *curve);

/* x^3 + a x + b modulo p into r; x < p. */
void curve_right_side(struct calc *c, const struct curve *curve, num *r, const num *x);

/* Whether x and y are below p and solve the equation. The order of each curve of JWK is a prime, so
 * that such a point is in the group (SP 800-56A r3 section 5.6.2.3.3 with a cofactor of 1). */
bool curve_holds(struct calc *c, const struct curve *curve, const num *x, const num *y);

#endif
