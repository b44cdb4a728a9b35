// SPDX-License-Identifier: MIT
/*
 * Primes that are equal in their r low bits and in their s high bits. With a = (p + q) / 2,
 * n = a^2 - ((p - q) / 2)^2, so that a is a root of n modulo 2^(2 r - 2), and agrees with the root
 * of n itself in about 2 s bits. When r + s reaches a quarter of n, putting both together leaves a
 * handful.
 */
#include "material/fermat.h"

#include "material/checks.h"

#define LEAST_LOW 8 /* bits */
#define TRIES 4     /* multiples of 2^t above the root of n */

/* r^2 = n modulo 2^bits, by 1 / sqrt(n) = y with y = y (3 - n y^2) / 2; n is 1 modulo 8. */
static void root_of_power(struct kvjwk_material *m, num *r, unsigned bits)
{
    struct calc *c = &m->calc;
    num *y, *t, *three;

    num_begin(c);
    y = num_take(c);
    t = num_take(c);
    three = num_take(c);
    num_set_word(c, y, 1);
    for (unsigned right = 3; right < bits + 2 && !c->failed; right = 2 * right - 2) {
        num_square(c, t, y);
        num_low_bits(c, t, t, bits + 2);
        num_mul(c, t, t, number(m, N));
        num_low_bits(c, t, t, bits + 2);
        num_set_power(c, three, bits + 2);
        num_add_word(c, three, 3);
        num_sub(c, t, three, t);
        num_mul(c, y, y, t);
        num_shift_right(c, y, y, 1);
        num_low_bits(c, y, y, bits + 2);
    }
    num_mul(c, r, y, number(m, N));
    num_low_bits(c, r, r, bits);
    num_end(c);
}

/* The number that has the high bits of `high` and the low ones of `low`, modulo small primes. */
struct merge {
    const num *high, *low;
    unsigned t;   /* bits of low */
    bool is_less; /* the low bits of low are less than those of high */
    uint64_t masks[FERMAT_PRIMES];
    uint32_t power[FERMAT_PRIMES]; /* 2^t */
    uint32_t at[FERMAT_PRIMES];
};

static void merge_begin(struct kvjwk_material *m, struct merge *g, const num *high, const num *low)
{
    uint32_t first = num_mod_word(&m->calc, high, m->sieve.product[0]);
    uint32_t second = num_mod_word(&m->calc, high, m->sieve.product[1]);

    g->high = high;
    g->low = low;
    g->t = 0;
    g->is_less = false;
    fermat_masks(m, g->masks);
    for (size_t i = 0; i < FERMAT_PRIMES; i++) {
        g->power[i] = 1;
        g->at[i] = (m->sieve.group_of[i] == 0 ? first : second) % m->sieve.prime[i];
    }
}

static void merge_next_bit(struct kvjwk_material *m, struct merge *g)
{
    bool high = num_bit(&m->calc, g->high, g->t), low = num_bit(&m->calc, g->low, g->t);

    for (size_t i = 0; i < FERMAT_PRIMES; i++) {
        uint32_t prime = m->sieve.prime[i];

        if (high && !low)
            g->at[i] += prime - g->power[i];
        else if (low && !high)
            g->at[i] += g->power[i];
        g->at[i] %= prime;
        g->power[i] = 2 * g->power[i] % prime;
    }
    if (high != low)
        g->is_less = high;
    g->t++;
}

/* Whether a = the merged number + i 2^t may have a square a^2 - n. */
static bool merge_may_fit(const struct kvjwk_material *m, const struct merge *g, uint32_t i)
{
    for (size_t k = 0; k < FERMAT_PRIMES; k++)
        if (!(g->masks[k] >> (g->at[k] + i * g->power[k]) % m->sieve.prime[k] & 1))
            return false;
    return true;
}

static bool merge_fits(struct kvjwk_material *m, const struct merge *g, uint32_t i)
{
    struct calc *c = &m->calc;
    num *a, *t;
    bool fits;

    num_begin(c);
    a = num_take(c);
    t = num_take(c);
    num_shift_right(c, a, g->high, g->t);
    num_add_word(c, a, i);
    num_shift_left(c, a, a, g->t);
    num_low_bits(c, t, g->low, g->t);
    num_add(c, a, a, t);
    num_square(c, a, a);
    num_sub(c, a, a, number(m, N));
    fits = num_is_square(c, a);
    num_end(c);
    return fits;
}

/* The least number with these low bits that is not below the root of n, and those behind it. */
static bool merge_tries(struct kvjwk_material *m, const struct merge *g)
{
    uint32_t first = g->is_less ? 1 : 0;

    for (uint32_t i = first; i < first + TRIES; i++)
        if (merge_may_fit(m, g, i) && merge_fits(m, g, i))
            return true;
    return false;
}

static bool merge_finds(struct kvjwk_material *m, const num *high, const num *low)
{
    struct merge g;

    merge_begin(m, &g, high, low);
    while (g.t < m->n_bits / 2 && !m->calc.failed) {
        merge_next_bit(m, &g);
        if (g.t >= LEAST_LOW && merge_tries(m, &g))
            return true;
    }
    return false;
}

void check_high_low(struct kvjwk_material *m)
{
    struct calc *c = &m->calc;
    unsigned bits = m->n_bits / 2 + 2;
    num *high, *low, *other;

    if (m->n_bits < LEAST_BITS || (m->n.word[0] & 7) != 1) /* no square modulo 8 */
        return;
    num_begin(c);
    high = num_take(c);
    low = num_take(c);
    other = num_take(c);
    fermat_start(m, high);
    root_of_power(m, low, bits);
    num_set_power(c, other, bits);
    num_sub(c, other, other, low);
    if (merge_finds(m, high, low) || merge_finds(m, high, other))
        tell(m, MATERIAL_RSA_HIGH_LOW, "n",
             "the primes of n agree in their high and in their low bits", NO_ARGS);
    num_end(c);
}
