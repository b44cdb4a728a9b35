// SPDX-License-Identifier: MIT
/*
 * Primes of a shape: p d = a W + c with a known d, a power of two W, and a, c far smaller than p.
 * With d = 2^w - 1 it is a word of w bits that repeats, with d = 1 a long run of zeros in the
 * middle.
 *
 * Let n = u W + v and k = d u - q a. Then d v = q c - k W, so that d (c u - a v) = k (a W + c),
 * which is k c modulo W and small. The vector (c x, -a x, k c) is in the lattice of the rows (x, 0,
 * d u), (0, x, d v), (0, 0, W), and with x as large as k it is a short one: LLL finds it, and the
 * greatest common divisor of a W + c and n is p.
 */
#include "material/checks.h"

#include "material/lattice.h"

static bool vector_splits(struct kvjwk_material *m, const struct lattice *l, size_t row, unsigned w,
                          unsigned x)
{
    struct calc *c = &m->calc;
    num *a, *t;
    bool found;

    num_begin(c);
    a = num_take(c);
    t = num_take(c);
    num_shift_right(c, a, l->b[row][1], x);
    num_shift_left(c, a, a, w);
    num_shift_right(c, t, l->b[row][0], x);
    num_sub(c, a, t, a);
    NUM_DO(c, (BN_set_negative(a, 0), 1));
    num_gcd(c, a, a, number(m, N));
    found = num_splits(c, a, number(m, N));
    num_end(c);
    return found;
}

/* W = 2^w, x = 2^x. */
static bool has_shape(struct kvjwk_material *m, const num *d, unsigned w, unsigned x)
{
    struct calc *c = &m->calc;
    struct lattice l;
    bool found = false;
    num *t;

    num_begin(c);
    lattice_take(c, &l);
    t = num_take(c);
    num_set_power(c, l.b[0][0], x);
    num_set_power(c, l.b[1][1], x);
    num_set_power(c, l.b[2][2], w);
    num_shift_right(c, t, number(m, N), w);
    num_mul(c, t, t, d);
    num_low_bits(c, l.b[0][2], t, w);
    num_low_bits(c, t, number(m, N), w);
    num_mul(c, t, t, d);
    num_low_bits(c, l.b[1][2], t, w);
    lattice_round(c, &l, w - x);
    lattice_reduce(c, &l);
    for (size_t i = 0; i < LATTICE_ROWS && !found; i++)
        found = vector_splits(m, &l, i, w, x);
    num_end(c);
    return found;
}

#define SPARE_BITS 8 /* what LLL may miss the shortest vector by */

/* Words of that many bits and of its divisors. The longer they are, the fewer bits may differ at
 * the end: both together are up to a quarter of the prime. */
static bool has_period(struct kvjwk_material *m)
{
    static const unsigned periods[] = {64, 128, 192, 224, 240};
    struct calc *c = &m->calc;
    unsigned half = m->n_bits / 2;
    bool found = false;
    num *d;

    num_begin(c);
    d = num_take(c);
    for (size_t i = 0; i < ARRAY_LEN(periods) && !found; i++) {
        if (periods[i] + 2 * SPARE_BITS > half / 4)
            break;
        num_set_power(c, d, periods[i]);
        num_sub_word(c, d, 1);
        found = has_shape(m, d, half, half / 4 - SPARE_BITS);
    }
    num_end(c);
    return found;
}

/* s bits in front, zeros, and t bits behind: with x = 2^(s + t), 2 s + 4 t may be the length. */
static bool has_gap(struct kvjwk_material *m)
{
    struct calc *c = &m->calc;
    unsigned half = m->n_bits / 2;
    const unsigned front[] = {32, half / 6 - SPARE_BITS, half / 2 - half / 8};
    bool found = false;
    num *one;

    num_begin(c);
    one = num_take(c);
    num_set_word(c, one, 1);
    for (size_t i = 0; i < ARRAY_LEN(front) && !found; i++)
        found =
            has_shape(m, one, half - front[i], front[i] + (half - 2 * front[i]) / 4 - SPARE_BITS);
    num_end(c);
    return found;
}

void check_shaped_prime(struct kvjwk_material *m)
{
    if (m->n_bits < 512)
        return;
    if (has_period(m))
        tell(m, MATERIAL_RSA_SHAPED_PRIME, "n", "a prime of n is a short word of bits, repeated",
             NO_ARGS);
    else if (has_gap(m))
        tell(m, MATERIAL_RSA_SHAPED_PRIME, "n",
             "a prime of n is zero but for some bits at both ends", NO_ARGS);
}
