// SPDX-License-Identifier: MIT
/* see lattice.h; without fractions, as in Cohen, A Course in Computational Algebraic Number Theory,
 * algorithm 2.6.7 */
#include "material/lattice.h"

#include <stddef.h>

void lattice_take(struct calc *c, struct lattice *l)
{
    for (size_t i = 0; i < LATTICE_ROWS; i++)
        for (size_t j = 0; j < LATTICE_ROWS; j++) {
            l->b[i][j] = num_take(c);
            l->l[i][j] = num_take(c);
        }
    for (size_t i = 0; i <= LATTICE_ROWS; i++)
        l->d[i] = num_take(c);
}

static void dot(struct calc *c, const struct lattice *l, num *r, size_t i, size_t j)
{
    num *t;

    num_begin(c);
    t = num_take(c);
    num_set_word(c, r, 0);
    for (size_t k = 0; k < LATTICE_ROWS; k++) {
        num_mul(c, t, l->b[i][k], l->b[j][k]);
        num_add(c, r, r, t);
    }
    num_end(c);
}

/* r = (a b - e f) / g, which is an integer here. */
static void cross(struct calc *c, num *r, const num *a, const num *b, const num *e, const num *f,
                  const num *g)
{
    num *s, *t;

    num_begin(c);
    s = num_take(c);
    t = num_take(c);
    num_mul(c, s, a, b);
    num_mul(c, t, e, f);
    num_sub(c, s, s, t);
    num_div(c, r, NULL, s, g);
    num_end(c);
}

static void orthogonalise(struct calc *c, struct lattice *l)
{
    num *u;

    num_begin(c);
    u = num_take(c);
    num_set_word(c, l->d[0], 1);
    for (size_t k = 0; k < LATTICE_ROWS; k++)
        for (size_t j = 0; j <= k; j++) {
            dot(c, l, u, k, j);
            for (size_t i = 0; i < j; i++)
                cross(c, u, l->d[i + 1], u, l->l[k][i], l->l[j][i], l->d[i]);
            num_set(c, j < k ? l->l[k][j] : l->d[k + 1], u);
        }
    num_end(c);
}

/* The integer nearest to a / b, b > 0. */
static void nearest(struct calc *c, num *r, const num *a, const num *b)
{
    num *rest, *twice;

    num_begin(c);
    rest = num_take(c);
    twice = num_take(c);
    num_shift_left(c, r, a, 1);
    num_add(c, r, r, b);
    num_shift_left(c, twice, b, 1);
    num_div(c, r, rest, r, twice);
    if (!c->failed && BN_is_negative(rest)) /* division rounds to zero, not down */
        NUM_DO(c, BN_sub_word(r, 1));
    num_end(c);
}

/* Takes the nearest multiple of row j from row k. */
static void shorten(struct calc *c, struct lattice *l, size_t k, size_t j)
{
    num *q, *t;

    num_begin(c);
    q = num_take(c);
    t = num_take(c);
    nearest(c, q, l->l[k][j], l->d[j + 1]);
    for (size_t i = 0; i < LATTICE_ROWS && !num_is_zero(c, q); i++) {
        num_mul(c, t, q, l->b[j][i]);
        num_sub(c, l->b[k][i], l->b[k][i], t);
        num_mul(c, t, q, i < j ? l->l[j][i] : l->d[j + 1]);
        if (i <= j)
            num_sub(c, l->l[k][i], l->l[k][i], t);
    }
    num_end(c);
}

/* Whether row k is too short to stand behind the one before it. */
static bool is_out_of_order(struct calc *c, const struct lattice *l, size_t k)
{
    num *left, *right;
    bool is;

    num_begin(c);
    left = num_take(c);
    right = num_take(c);
    num_mul(c, left, l->d[k + 1], l->d[k - 1]);
    num_square(c, right, l->l[k][k - 1]);
    num_add(c, left, left, right);
    num_shift_left(c, left, left, 2);
    num_square(c, right, l->d[k]);
    num_mul_word(c, right, 3);
    is = num_compare(c, left, right) < 0;
    num_end(c);
    return is;
}

static void exchange(num **a, num **b)
{
    num *t = *a;

    *a = *b;
    *b = t;
}

/* Rows k and k - 1 change places. */
static void swap(struct calc *c, struct lattice *l, size_t k)
{
    num *old, *t;

    num_begin(c);
    old = num_take(c);
    t = num_take(c);
    for (size_t i = 0; i < LATTICE_ROWS; i++)
        exchange(&l->b[k][i], &l->b[k - 1][i]);
    for (size_t i = 0; i + 1 < k; i++)
        exchange(&l->l[k][i], &l->l[k - 1][i]);
    num_set(c, old, l->d[k]);
    num_square(c, t, l->l[k][k - 1]);
    num_mul(c, l->d[k], l->d[k + 1], l->d[k - 1]);
    num_add(c, l->d[k], l->d[k], t);
    num_div(c, l->d[k], NULL, l->d[k], old);
    for (size_t i = k + 1; i < LATTICE_ROWS; i++) {
        num_set(c, t, l->l[i][k]);
        cross(c, l->l[i][k], l->d[k + 1], l->l[i][k - 1], l->l[k][k - 1], t, old);
        /* (t d[k] + l[k][k-1] l[i][k]) / d[k+1], as a difference */
        NUM_DO(c, (BN_set_negative(l->l[i][k], !BN_is_negative(l->l[i][k])), 1));
        cross(c, l->l[i][k - 1], t, l->d[k], l->l[k][k - 1], l->l[i][k], l->d[k + 1]);
        NUM_DO(c, (BN_set_negative(l->l[i][k], !BN_is_negative(l->l[i][k])), 1));
    }
    num_end(c);
}

void lattice_reduce(struct calc *c, struct lattice *l)
{
    size_t k = 1;

    orthogonalise(c, l);
    while (k < LATTICE_ROWS && !c->failed) {
        shorten(c, l, k, k - 1);
        if (is_out_of_order(c, l, k)) {
            swap(c, l, k);
            k = k > 1 ? k - 1 : 1;
            continue;
        }
        for (size_t j = k - 1; j-- > 0;)
            shorten(c, l, k, j);
        k++;
    }
}
