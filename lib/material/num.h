// SPDX-License-Identifier: MIT
/*
 * Big numbers for the checks: libcrypto's BIGNUM, with a failure that sticks. When memory runs out,
 * what follows does nothing, and the caller asks once, at the end.
 */
#ifndef KVJWK_MATERIAL_NUM_H
#define KVJWK_MATERIAL_NUM_H

#include <openssl/bn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef BIGNUM num;

struct calc {
    BN_CTX *ctx;
    bool failed; /* results mean nothing */
};

/* Numbers taken since num_begin are given back by num_end. */
static inline void num_begin(struct calc *c)
{
    BN_CTX_start(c->ctx);
}

static inline void num_end(struct calc *c)
{
    BN_CTX_end(c->ctx);
}

/* Zero; NULL when memory is out, and then c->failed. */
static inline num *num_take(struct calc *c)
{
    num *n = c->failed ? NULL : BN_CTX_get(c->ctx);

    c->failed = n == NULL;
    return n;
}

/* The call is left out once something failed. */
#define NUM_DO(c, call)                                                                            \
    do {                                                                                           \
        if (!(c)->failed)                                                                          \
            (c)->failed = !(call);                                                                 \
    } while (0)

static inline void num_set(struct calc *c, num *r, const num *a)
{
    NUM_DO(c, BN_copy(r, a) != NULL);
}

static inline void num_set_word(struct calc *c, num *r, uint32_t value)
{
    NUM_DO(c, BN_set_word(r, value));
}

static inline void num_read(struct calc *c, num *r, const uint8_t *octets, size_t length)
{
    NUM_DO(c, BN_bin2bn(octets, (int)length, r) != NULL);
}

/* 2^bits */
static inline void num_set_power(struct calc *c, num *r, unsigned bits)
{
    NUM_DO(c, BN_set_word(r, 1) && BN_lshift(r, r, (int)bits));
}

static inline void num_add(struct calc *c, num *r, const num *a, const num *b)
{
    NUM_DO(c, BN_add(r, a, b));
}

static inline void num_sub(struct calc *c, num *r, const num *a, const num *b)
{
    NUM_DO(c, BN_sub(r, a, b));
}

static inline void num_add_word(struct calc *c, num *r, uint32_t value)
{
    NUM_DO(c, BN_add_word(r, value));
}

static inline void num_sub_word(struct calc *c, num *r, uint32_t value)
{
    NUM_DO(c, BN_sub_word(r, value));
}

static inline void num_mul(struct calc *c, num *r, const num *a, const num *b)
{
    NUM_DO(c, BN_mul(r, a, b, c->ctx));
}

static inline void num_mul_word(struct calc *c, num *r, uint32_t value)
{
    NUM_DO(c, BN_mul_word(r, value));
}

static inline void num_square(struct calc *c, num *r, const num *a)
{
    NUM_DO(c, BN_sqr(r, a, c->ctx));
}

static inline void num_shift_left(struct calc *c, num *r, const num *a, unsigned bits)
{
    NUM_DO(c, BN_lshift(r, a, (int)bits));
}

static inline void num_shift_right(struct calc *c, num *r, const num *a, unsigned bits)
{
    NUM_DO(c, BN_rshift(r, a, (int)bits));
}

/* a = q b + r; q or r may be NULL; b is not zero. */
static inline void num_div(struct calc *c, num *q, num *r, const num *a, const num *b)
{
    NUM_DO(c, BN_div(q, r, a, b, c->ctx));
}

/* From 0 to m - 1. */
static inline void num_mod(struct calc *c, num *r, const num *a, const num *m)
{
    NUM_DO(c, BN_nnmod(r, a, m, c->ctx));
}

static inline void num_mod_mul(struct calc *c, num *r, const num *a, const num *b, const num *m)
{
    NUM_DO(c, BN_mod_mul(r, a, b, m, c->ctx));
}

static inline void num_mod_exp(struct calc *c, num *r, const num *a, const num *e, const num *m)
{
    NUM_DO(c, BN_mod_exp(r, a, e, m, c->ctx));
}

/* ---- questions: false or 0 once something failed ----------------------------------------------
 */

static inline unsigned num_bits(const struct calc *c, const num *a)
{
    return c->failed ? 0 : (unsigned)BN_num_bits(a);
}

static inline int num_compare(const struct calc *c, const num *a, const num *b)
{
    return c->failed ? 0 : BN_cmp(a, b);
}

static inline bool num_is_zero(const struct calc *c, const num *a)
{
    return !c->failed && BN_is_zero(a);
}

static inline bool num_is_one(const struct calc *c, const num *a)
{
    return !c->failed && BN_is_one(a);
}

static inline bool num_is_odd(const struct calc *c, const num *a)
{
    return !c->failed && BN_is_odd(a);
}

static inline bool num_bit(const struct calc *c, const num *a, unsigned bit)
{
    return !c->failed && BN_is_bit_set(a, (int)bit);
}

/* Of numbers that are not negative. */
void num_gcd(struct calc *c, num *r, const num *a, const num *b);

uint32_t num_mod_word(struct calc *c, const num *a, uint32_t word);

/* r = a mod 2^bits, a not negative */
void num_low_bits(struct calc *c, num *r, const num *a, unsigned bits);

/* The largest r with r^2 <= a, or r^k <= a; a > 0, k > 1, and r is another number than a. */
void num_root(struct calc *c, num *r, const num *a);
void num_kth_root(struct calc *c, num *r, const num *a, unsigned k);

bool num_is_square(struct calc *c, const num *a); /* a may be negative: then it is none */

/* Wrong for a composite number with a probability below 2^-128. */
bool num_is_prime(struct calc *c, const num *a);

/* 1 < a < n, and a divides n */
bool num_splits(struct calc *c, const num *a, const num *n);

#endif
