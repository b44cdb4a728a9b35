// SPDX-License-Identifier: MIT
/* see curve.h */
#include "material/curve.h"

#include "material/curve_multiples.h"
#include "material/errors.h"

#include <openssl/objects.h>
#include <string.h>

static const struct {
    const char *name;
    int nid;
    unsigned octets;
} rows[CURVES] = {
    {"P-256", NID_X9_62_prime256v1, 32},
    {"P-384", NID_secp384r1, 48},
    {"P-521", NID_secp521r1, 66},
    {"P-256K", NID_secp256k1, 32},
    /* no curves of JWK, but keys on them are mislabelled */
    {"brainpoolP256r1", NID_brainpoolP256r1, 32},
    {"brainpoolP384r1", NID_brainpoolP384r1, 48},
    {"SM2", NID_sm2, 32},
};

void curves_init(struct curves *curves)
{
    memset(curves, 0, sizeof(*curves));
    for (size_t i = 0; i < CURVES; i++) {
        curves->of[i].name = rows[i].name;
        curves->of[i].nid = rows[i].nid;
        curves->of[i].octets = rows[i].octets;
    }
}

static void drop(struct curve *curve)
{
    multiples_free(curve->multiples);
    BN_free(curve->p);
    BN_free(curve->a);
    BN_free(curve->b);
    BN_free(curve->one);
    BN_free(curve->a_over_r);
    BN_free(curve->b_over_r);
    BN_MONT_CTX_free(curve->field);
    EC_GROUP_free(curve->group);
    curve->group = NULL;
    curve->field = NULL;
    curve->p = curve->a = curve->b = curve->one = curve->a_over_r = curve->b_over_r = NULL;
    curve->multiples = NULL;
}

void curves_free(struct curves *curves)
{
    for (size_t i = 0; i < CURVES; i++)
        drop(&curves->of[i]);
}

struct curve *curve_find(struct curves *curves, const char *name)
{
    for (size_t i = 0; i < CURVES_OF_JWK; i++)
        if (strcmp(curves->of[i].name, name) == 0)
            return &curves->of[i];
    return NULL;
}

static bool make(struct calc *c, struct curve *curve)
{
    curve->field = BN_MONT_CTX_new();
    curve->p = BN_new();
    curve->a = BN_new();
    curve->b = BN_new();
    curve->one = BN_new();
    curve->a_over_r = BN_new();
    curve->b_over_r = BN_new();
    curve->order = EC_GROUP_get0_order(curve->group);
    return curve->field != NULL && curve->p != NULL && curve->a != NULL && curve->b != NULL &&
           curve->one != NULL && curve->a_over_r != NULL && curve->b_over_r != NULL &&
           BN_one(curve->one) &&
           EC_GROUP_get_curve(curve->group, curve->p, curve->a, curve->b, c->ctx) &&
           BN_MONT_CTX_set(curve->field, curve->p, c->ctx) &&
           BN_from_montgomery(curve->a_over_r, curve->a, curve->field, c->ctx) &&
           BN_from_montgomery(curve->b_over_r, curve->b, curve->field, c->ctx);
}

bool curve_ready(struct calc *c, struct curve *curve)
{
    if (curve->group != NULL)
        return !c->failed;
    if (c->failed || curve->missing)
        return false;
    curve->group = EC_GROUP_new_by_curve_name(curve->nid);
    if (curve->group == NULL) {
        c->failed = errors_were_memory();
        curve->missing = !c->failed;
        return false;
    }
    if (!make(c, curve)) {
        c->failed = true;
        drop(curve);
    }
    return !c->failed;
}

void curve_right_side(struct calc *c, const struct curve *curve, num *r, const num *x)
{
    num *t;

    num_begin(c);
    t = num_take(c);
    num_mod_mul(c, t, x, x, curve->p);
    num_add(c, t, t, curve->a);
    num_mod_mul(c, t, t, x, curve->p);
    num_add(c, t, t, curve->b);
    num_mod(c, r, t, curve->p);
    num_end(c);
}

/* Each multiplication divides by R: both sides are divided by R^2 in the end. */
static void sides_by_montgomery(struct calc *c, const struct curve *curve, const num *x,
                                const num *y, num *left, num *right)
{
    NUM_DO(c, BN_mod_mul_montgomery(right, x, x, curve->field, c->ctx));
    NUM_DO(c, BN_mod_add_quick(right, right, curve->a_over_r, curve->p));
    NUM_DO(c, BN_mod_mul_montgomery(right, right, x, curve->field, c->ctx));
    NUM_DO(c, BN_mod_mul_montgomery(left, y, y, curve->field, c->ctx));
    NUM_DO(c, BN_mod_sub_quick(left, left, curve->b_over_r, curve->p));
    NUM_DO(c, BN_mod_mul_montgomery(left, left, curve->one, curve->field, c->ctx));
}

/* Faster modulo 2^521 - 1. */
static void sides_modulo_521(struct calc *c, const struct curve *curve, const num *x, const num *y,
                             num *left, num *right)
{
    NUM_DO(c, BN_sqr(right, x, c->ctx));
    NUM_DO(c, BN_nist_mod_521(right, right, curve->p, c->ctx));
    NUM_DO(c, BN_mod_add_quick(right, right, curve->a, curve->p));
    NUM_DO(c, BN_mul(right, right, x, c->ctx));
    NUM_DO(c, BN_nist_mod_521(right, right, curve->p, c->ctx));
    NUM_DO(c, BN_mod_add_quick(right, right, curve->b, curve->p));
    NUM_DO(c, BN_sqr(left, y, c->ctx));
    NUM_DO(c, BN_nist_mod_521(left, left, curve->p, c->ctx));
}

bool curve_holds(struct calc *c, const struct curve *curve, const num *x, const num *y)
{
    num *left, *right;
    bool holds;

    if (c->failed || BN_cmp(x, curve->p) >= 0 || BN_cmp(y, curve->p) >= 0)
        return false;
    num_begin(c);
    left = num_take(c);
    right = num_take(c);
    (curve->nid == NID_secp521r1 ? sides_modulo_521 : sides_by_montgomery)(c, curve, x, y, left,
                                                                           right);
    holds = !c->failed && BN_cmp(left, right) == 0;
    num_end(c);
    return holds;
}
