// SPDX-License-Identifier: MIT
/*
 * A lattice is nearly reduced in floating point, before that is done exactly: while the scale of
 * its first two columns falls, a few bits at a time, it stays so near to being reduced that leading
 * digits tell the next step. What they get wrong costs time only: all steps are integer and can be
 * undone.
 */
#include "material/lattice.h"

#include <string.h>

#define STEP_BITS 16u
#define DIGITS 50u /* of a double, with some left for sums */
#define FACTOR_MOST (INT64_C(1) << 30)
#define SWAPS_MOST 300

struct rounding {
    double b[LATTICE_ROWS][LATTICE_ROWS];
    double mu[LATTICE_ROWS][LATTICE_ROWS];
    double norm[LATTICE_ROWS];
    int64_t u[LATTICE_ROWS][LATTICE_ROWS]; /* the rows are these multiples of the ones before */
};

/* ---- in floating point -------------------------------------------------------------------------
 */

static double product(const double *a, const double *b)
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static void orthogonalise(struct rounding *r)
{
    double star[LATTICE_ROWS][LATTICE_ROWS];

    for (size_t i = 0; i < LATTICE_ROWS; i++) {
        memcpy(star[i], r->b[i], sizeof(star[i]));
        for (size_t j = 0; j < i; j++) {
            r->mu[i][j] = r->norm[j] > 0 ? product(r->b[i], star[j]) / r->norm[j] : 0;
            for (size_t k = 0; k < LATTICE_ROWS; k++)
                star[i][k] -= r->mu[i][j] * star[j][k];
        }
        r->norm[i] = product(star[i], star[i]);
    }
}

/* False when a factor gets too large. */
static bool subtract(struct rounding *r, size_t k, size_t j)
{
    double mu = r->mu[k][j];
    int64_t q;

    if (mu > (double)FACTOR_MOST || mu < -(double)FACTOR_MOST)
        return false;
    q = (int64_t)(mu < 0 ? mu - 0.5 : mu + 0.5);
    for (size_t i = 0; i < LATTICE_ROWS && q != 0; i++) {
        int64_t u = r->u[j][i];

        if (u != 0 && (q > FACTOR_MOST / (u < 0 ? -u : u) || q < -FACTOR_MOST / (u < 0 ? -u : u)))
            return false;
    }
    for (size_t i = 0; i < LATTICE_ROWS && q != 0; i++) {
        r->b[k][i] -= (double)q * r->b[j][i];
        r->u[k][i] -= q * r->u[j][i];
    }
    if (q != 0)
        orthogonalise(r);
    return true;
}

static void swap(struct rounding *r, size_t k)
{
    for (size_t i = 0; i < LATTICE_ROWS; i++) {
        double b = r->b[k][i];
        int64_t u = r->u[k][i];

        r->b[k][i] = r->b[k - 1][i];
        r->b[k - 1][i] = b;
        r->u[k][i] = r->u[k - 1][i];
        r->u[k - 1][i] = u;
    }
    orthogonalise(r);
}

static void reduce(struct rounding *r)
{
    size_t k = 1;

    orthogonalise(r);
    for (size_t steps = 0; k < LATTICE_ROWS && steps < SWAPS_MOST; steps++) {
        double mu;

        for (size_t j = k; j-- > 0;)
            if (!subtract(r, k, j))
                return;
        mu = r->mu[k][k - 1];
        if (r->norm[k] < (0.75 - mu * mu) * r->norm[k - 1]) {
            swap(r, k);
            k = k > 1 ? k - 1 : 1;
        } else {
            k++;
        }
    }
}

/* ---- between numbers and digits ----------------------------------------------------------------
 */

/* n / 2^exponent */
static double digits_of(struct calc *c, const num *n, unsigned exponent)
{
    unsigned bits = num_bits(c, n), drop = bits > DIGITS ? bits - DIGITS : 0;
    uint8_t octets[8] = {0};
    uint64_t value = 0;
    double digits;
    num *t;

    if (bits + 2 * DIGITS < exponent)
        return 0;
    num_begin(c);
    t = num_take(c);
    num_shift_right(c, t, n, drop);
    NUM_DO(c, BN_bn2binpad(t, octets, sizeof(octets)) == (int)sizeof(octets));
    num_end(c);
    for (size_t i = 0; i < sizeof(octets); i++)
        value = value << 8 | octets[i];
    digits = (double)value;
    for (; drop > exponent; exponent++)
        digits *= 2;
    for (; drop < exponent; drop++)
        digits /= 2;
    return !c->failed && BN_is_negative(n) ? -digits : digits;
}

/* The leading digits of all rows, their first two columns times 2^scale. */
static void read_digits(struct calc *c, const struct lattice *l, unsigned scale, struct rounding *r)
{
    unsigned most = 0;

    for (size_t i = 0; i < LATTICE_ROWS; i++)
        for (size_t k = 0; k < LATTICE_ROWS; k++) {
            unsigned bits = num_bits(c, l->b[i][k]);

            bits += k < 2 && bits > 0 ? scale : 0;
            most = bits > most ? bits : most;
        }
    most = most > DIGITS ? most - DIGITS : 0;
    for (size_t i = 0; i < LATTICE_ROWS; i++)
        for (size_t k = 0; k < LATTICE_ROWS; k++) {
            unsigned exponent = k < 2 ? (most > scale ? most - scale : 0) : most;

            r->b[i][k] = digits_of(c, l->b[i][k], exponent);
            r->u[i][k] = i == k;
        }
}

/* sum += factor n */
static void add_multiple(struct calc *c, num *sum, const num *n, int64_t factor, num *t)
{
    num_set(c, t, n);
    num_mul_word(c, t, (uint32_t)(factor < 0 ? -factor : factor));
    if (factor < 0)
        num_sub(c, sum, sum, t);
    else if (factor > 0)
        num_add(c, sum, sum, t);
}

static void multiply_rows(struct calc *c, struct lattice *l, const struct rounding *r)
{
    num *t, *sum[LATTICE_ROWS];

    num_begin(c);
    t = num_take(c);
    for (size_t i = 0; i < LATTICE_ROWS; i++)
        sum[i] = num_take(c);
    for (size_t k = 0; k < LATTICE_ROWS; k++) {
        for (size_t i = 0; i < LATTICE_ROWS; i++) {
            num_set_word(c, sum[i], 0);
            for (size_t j = 0; j < LATTICE_ROWS; j++)
                add_multiple(c, sum[i], l->b[j][k], r->u[i][j], t);
        }
        for (size_t i = 0; i < LATTICE_ROWS; i++)
            num_set(c, l->b[i][k], sum[i]);
    }
    num_end(c);
}

void lattice_round(struct calc *c, struct lattice *l, unsigned scale)
{
    struct rounding r;

    for (;;) {
        read_digits(c, l, scale, &r);
        reduce(&r);
        multiply_rows(c, l, &r);
        if (scale == 0 || c->failed)
            return;
        scale = scale > STEP_BITS ? scale - STEP_BITS : 0;
    }
}
