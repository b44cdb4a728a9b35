// SPDX-License-Identifier: MIT
/*
 * see batch_gcd.h; without GMP. libcrypto multiplies and divides large numbers in quadratic time,
 * so that trees gain nothing: numbers are reduced by products of blocks.
 */
#include "material/batch_gcd.h"

#ifndef KVJWK_GMP

#include "kvjwk/material.h"

#include <openssl/crypto.h>

#define BLOCK 64 /* numbers of a product */

static void multiply(struct calc *c, const struct batch_number *numbers, size_t count, num *r)
{
    num *n;

    num_begin(c);
    n = num_take(c);
    num_set_word(c, r, 1);
    for (size_t i = 0; i < count; i++) {
        num_read(c, n, numbers[i].octets, numbers[i].length);
        num_mul(c, r, r, n);
    }
    num_end(c);
}

/* The product of the others of its block, modulo the number at i. */
static void reduce_own(struct calc *c, const struct batch_number *numbers, size_t count, size_t i,
                       const num *n, num *r)
{
    size_t first = i / BLOCK * BLOCK, last = first + BLOCK < count ? first + BLOCK : count;
    num *other;

    num_begin(c);
    other = num_take(c);
    num_set_word(c, r, 1);
    for (size_t k = first; k < last; k++) {
        if (k == i)
            continue;
        num_read(c, other, numbers[k].octets, numbers[k].length);
        num_mod_mul(c, r, r, other, n);
    }
    num_end(c);
}

static num **blocks_of(struct calc *c, const struct batch_number *numbers, size_t count)
{
    size_t blocks = (count + BLOCK - 1) / BLOCK;
    num **products = OPENSSL_zalloc(blocks * sizeof(num *));

    c->failed = products == NULL;
    for (size_t i = 0; i < blocks && !c->failed; i++) {
        size_t rest = count - i * BLOCK;

        products[i] = BN_new();
        c->failed = products[i] == NULL;
        multiply(c, numbers + i * BLOCK, rest < BLOCK ? rest : BLOCK, products[i]);
    }
    return products;
}

static void take_found(struct calc *c, num **found, const num *g)
{
    if (c->failed || BN_is_one(g))
        return;
    *found = BN_dup(g);
    c->failed = *found == NULL;
}

void batch_gcd(struct calc *c, const struct batch_number *numbers, size_t count, num **found)
{
    size_t blocks = (count + BLOCK - 1) / BLOCK;
    num **products;
    num *n, *r, *t;

    if (count < 2)
        return;
    products = blocks_of(c, numbers, count);
    num_begin(c);
    n = num_take(c);
    r = num_take(c);
    t = num_take(c);
    for (size_t i = 0; i < count && !c->failed; i++) {
        num_read(c, n, numbers[i].octets, numbers[i].length);
        reduce_own(c, numbers, count, i, n, r);
        for (size_t b = 0; b < blocks; b++) {
            if (b == i / BLOCK)
                continue;
            num_mod(c, t, products[b], n);
            num_mod_mul(c, r, r, t, n);
        }
        num_gcd(c, r, r, n);
        take_found(c, &found[i], r);
    }
    num_end(c);
    for (size_t b = 0; products != NULL && b < blocks; b++)
        BN_free(products[b]);
    OPENSSL_free(products);
}

void batch_gcd_with(struct calc *c, const struct batch_number *numbers, size_t count,
                    const struct batch_number *product, num **found)
{
    num *n, *p, *r;

    num_begin(c);
    n = num_take(c);
    p = num_take(c);
    r = num_take(c);
    num_read(c, p, product->octets, product->length);
    for (size_t i = 0; i < count && !c->failed; i++) {
        num_read(c, n, numbers[i].octets, numbers[i].length);
        num_mod(c, r, p, n);
        num_gcd(c, r, r, n);
        take_found(c, &found[i], r);
    }
    num_end(c);
}

uint8_t *batch_product(struct calc *c, const struct batch_number *numbers, size_t count,
                       size_t *length)
{
    uint8_t *octets = NULL;
    num *product;

    num_begin(c);
    product = num_take(c);
    multiply(c, numbers, count, product);
    *length = (num_bits(c, product) + 7) / 8;
    if (!c->failed)
        octets = OPENSSL_malloc(*length);
    NUM_DO(c, octets != NULL && BN_bn2bin(product, octets) == (int)*length);
    num_end(c);
    return octets;
}

size_t batch_most(void)
{
    return KVJWK_ACROSS_PLAIN;
}

#endif
