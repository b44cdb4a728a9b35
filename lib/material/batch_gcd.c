// SPDX-License-Identifier: MIT
/* see batch_gcd.h; with GMP, whose multiplication takes hardly more than linear time */
#include "material/batch_gcd.h"

#ifdef KVJWK_GMP

#include <gmp.h>
#include <openssl/crypto.h>

/* Levels of a tree: level 0 has the numbers, each one above half as many, the last one. */
#define LEVELS_MAX 48

struct tree {
    mpz_t *level[LEVELS_MAX];
    size_t count[LEVELS_MAX];
    size_t levels;
};

static mpz_t *numbers_new(struct calc *c, size_t count)
{
    mpz_t *z = c->failed ? NULL : OPENSSL_malloc(count * sizeof(*z));

    c->failed = z == NULL;
    for (size_t i = 0; z != NULL && i < count; i++)
        mpz_init(z[i]);
    return z;
}

static void numbers_free(mpz_t *z, size_t count)
{
    for (size_t i = 0; z != NULL && i < count; i++)
        mpz_clear(z[i]);
    OPENSSL_free(z);
}

static void tree_free(struct tree *t)
{
    while (t->levels > 0) {
        t->levels--;
        numbers_free(t->level[t->levels], t->count[t->levels]);
    }
}

static void read_number(mpz_t out, const struct batch_number *n)
{
    mpz_import(out, n->length, 1, 1, 1, 0, n->octets);
}

/* ---- up ----------------------------------------------------------------------------------------
 */

static void add_level(struct calc *c, struct tree *t, size_t count)
{
    t->count[t->levels] = count;
    t->level[t->levels] = numbers_new(c, count);
    if (!c->failed)
        t->levels++;
}

static void tree_leaves(struct calc *c, struct tree *t, const struct batch_number *numbers,
                        size_t count)
{
    t->levels = 0;
    add_level(c, t, count);
    for (size_t i = 0; i < count && !c->failed; i++)
        read_number(t->level[0][i], &numbers[i]);
}

/* A level of products of two; a last one without a partner goes up as it is. */
static void multiply_level(struct calc *c, struct tree *t)
{
    mpz_t *below = t->level[t->levels - 1];
    size_t count = t->count[t->levels - 1];

    add_level(c, t, (count + 1) / 2);
    for (size_t i = 0; i < (count + 1) / 2 && !c->failed; i++) {
        if (2 * i + 1 < count)
            mpz_mul(t->level[t->levels - 1][i], below[2 * i], below[2 * i + 1]);
        else
            mpz_set(t->level[t->levels - 1][i], below[2 * i]);
    }
}

static void tree_grow(struct calc *c, struct tree *t)
{
    while (!c->failed && t->count[t->levels - 1] > 1)
        multiply_level(c, t);
}

/*
 * With the tree grows the sum of the products of all numbers but one: (sum, v) and (sum', v') make
 * (sum v' + sum' v, v v'). Modulo a number, that sum is the product of all others: no squares are
 * needed. sums has room for the leaves.
 */
static void add_sums(struct tree *t, mpz_t *sums)
{
    const mpz_t *v = (const mpz_t *)t->level[t->levels - 1];
    size_t count = t->count[t->levels - 1];
    mpz_t other;

    mpz_init(other);
    for (size_t i = 0; i < (count + 1) / 2; i++) {
        if (2 * i + 1 < count) {
            mpz_mul(other, sums[2 * i + 1], v[2 * i]);
            mpz_mul(sums[i], sums[2 * i], v[2 * i + 1]);
            mpz_add(sums[i], sums[i], other);
        } else if (i > 0) {
            mpz_swap(sums[i], sums[2 * i]);
        }
    }
    for (size_t i = (count + 1) / 2; i < count; i++)
        mpz_realloc2(sums[i], 0);
    mpz_clear(other);
}

/* sums[0] is the sum at the root. */
static void grow_with_sums(struct calc *c, struct tree *t, mpz_t *sums)
{
    for (size_t i = 0; i < t->count[0]; i++)
        mpz_set_ui(sums[i], 1);
    while (!c->failed && t->count[t->levels - 1] > 1) {
        add_sums(t, sums);
        multiply_level(c, t);
    }
}

/* ---- down --------------------------------------------------------------------------------------
 */

/* rest[0], taken modulo every number: rest has room for the leaves. Frees the levels that it leaves
 * behind, so that the tree does not grow on the way down. */
static void descend(struct tree *t, mpz_t *rest)
{
    while (t->levels > 1) {
        mpz_t *v;
        size_t count;

        t->levels--;
        numbers_free(t->level[t->levels], t->count[t->levels]);
        v = t->level[t->levels - 1];
        count = t->count[t->levels - 1];
        for (size_t i = count; i-- > 0;) /* from behind: a rest is needed twice */
            mpz_tdiv_r(rest[i], rest[i / 2], v[i]);
    }
}

static void take_found(struct calc *c, num **found, const mpz_t g)
{
    size_t length = (mpz_sizeinbase(g, 2) + 7) / 8;
    uint8_t *octets = OPENSSL_malloc(length);

    *found = octets == NULL ? NULL : BN_new();
    c->failed = *found == NULL;
    if (!c->failed) {
        mpz_export(octets, NULL, 1, 1, 1, 0, g);
        num_read(c, *found, octets, length);
    }
    OPENSSL_clear_free(octets, length);
}

static void find(struct calc *c, const struct tree *t, mpz_t *rest, num **found)
{
    for (size_t i = 0; i < t->count[0] && !c->failed; i++) {
        mpz_gcd(rest[i], rest[i], t->level[0][i]);
        if (mpz_cmp_ui(rest[i], 1) > 0)
            take_found(c, &found[i], rest[i]);
    }
}

void batch_gcd(struct calc *c, const struct batch_number *numbers, size_t count, num **found)
{
    struct tree t;
    mpz_t *sums;

    if (count < 2)
        return;
    tree_leaves(c, &t, numbers, count);
    sums = numbers_new(c, count);
    if (!c->failed)
        grow_with_sums(c, &t, sums);
    if (!c->failed) {
        descend(&t, sums);
        find(c, &t, sums, found);
    }
    numbers_free(sums, count);
    tree_free(&t);
}

void batch_gcd_with(struct calc *c, const struct batch_number *numbers, size_t count,
                    const struct batch_number *product, num **found)
{
    struct tree t;
    mpz_t *rest;

    if (count == 0)
        return;
    tree_leaves(c, &t, numbers, count);
    rest = numbers_new(c, count);
    tree_grow(c, &t);
    if (!c->failed) {
        read_number(rest[0], product);
        mpz_tdiv_r(rest[0], rest[0], t.level[t.levels - 1][0]);
        descend(&t, rest);
        find(c, &t, rest, found);
    }
    numbers_free(rest, count);
    tree_free(&t);
}

uint8_t *batch_product(struct calc *c, const struct batch_number *numbers, size_t count,
                       size_t *length)
{
    uint8_t *octets = NULL;
    struct tree t;

    tree_leaves(c, &t, numbers, count);
    tree_grow(c, &t);
    if (!c->failed) {
        const mpz_t *root = (const mpz_t *)t.level[t.levels - 1];

        *length = (mpz_sizeinbase(root[0], 2) + 7) / 8;
        octets = OPENSSL_malloc(*length);
        c->failed = octets == NULL;
        if (octets != NULL)
            mpz_export(octets, NULL, 1, 1, 1, 0, root[0]);
    }
    tree_free(&t);
    return octets;
}

size_t batch_most(void)
{
    return SIZE_MAX;
}

#endif
