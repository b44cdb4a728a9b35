// SPDX-License-Identifier: MIT
/* The checks, one function each; material.c lists them with the keys they are for. */
#ifndef KVJWK_MATERIAL_CHECKS_H
#define KVJWK_MATERIAL_CHECKS_H

#include "material/curve_multiples.h"
#include "material/subject.h"

void check_published(struct kvjwk_material *m); /* published.c */

/* small_factor.c */
void check_small_factor(struct kvjwk_material *m);
void check_medium_factor(struct kvjwk_material *m);

/* power.c */
void check_square(struct kvjwk_material *m);
void check_power(struct kvjwk_material *m);

/* rsa_private.c */
void check_product(struct kvjwk_material *m);
void check_exponents(struct kvjwk_material *m);
void check_crt(struct kvjwk_material *m);
void check_distance(struct kvjwk_material *m);
void check_d_range(struct kvjwk_material *m);
void check_small_crt(struct kvjwk_material *m);
void check_common(struct kvjwk_material *m);
void check_prime_bound(struct kvjwk_material *m);

void check_roca(struct kvjwk_material *m); /* roca.c */

/* fermat.c */
void check_close(struct kvjwk_material *m);
void check_closer(struct kvjwk_material *m);

void check_fraction(struct kvjwk_material *m); /* fraction.c */
void check_wiener(struct kvjwk_material *m);   /* wiener.c */

/* pattern.c */
void check_bias(struct kvjwk_material *m);
void check_sparse(struct kvjwk_material *m);
void check_pattern(struct kvjwk_material *m);
void check_private_pattern(struct kvjwk_material *m);

/* x509.c */
void check_certificate(struct kvjwk_material *m);

/* ec_point.c, ec_private.c */
void check_point(struct kvjwk_material *m);
void check_small_point(struct kvjwk_material *m);
void check_small_d(struct kvjwk_material *m);
void check_pattern_d(struct kvjwk_material *m);

/* ec_diagnose.c: why x and y are not on the curve, in words, and the name of another one or "" */
struct diagnosis {
    const char *what, *curve;
};

struct diagnosis why_off_curve(struct kvjwk_material *m);

/* okp.c */
void check_okp_order(struct kvjwk_material *m);
void check_okp_pair(struct kvjwk_material *m);

/* secret.c */
void check_oct_length(struct kvjwk_material *m);
void check_oct_shape(struct kvjwk_material *m);
void check_oct_bias(struct kvjwk_material *m);
void check_oct_zeros(struct kvjwk_material *m);

/* deep_prime.c, deep_ec.c, deep_smooth.c, deep_high_low.c, deep_lattice.c */
void check_primes(struct kvjwk_material *m);
void check_modulus_prime(struct kvjwk_material *m);
void check_works(struct kvjwk_material *m);
void check_order(struct kvjwk_material *m);
void check_pair(struct kvjwk_material *m);
void check_tiny_point(struct kvjwk_material *m);
void check_smooth(struct kvjwk_material *m);
void check_high_low(struct kvjwk_material *m);
void check_shaped_prime(struct kvjwk_material *m);

/* across.c */
void check_across(struct kvjwk_material *m);

#endif
